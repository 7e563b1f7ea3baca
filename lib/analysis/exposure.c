/* Exposure: what each country alone can stop. model.md section 6. */
#include "analysis/columns.h"
#include "analysis/hidden.h"
#include "analysis/portfolio.h"

enum {
    PRODUCT,
    COUNTRY,
    KIND,
    LOSS,
    LOSS_HIGH,
    SINGLE,
    HIDDEN,
    BINDING,
    HOME,
    AT_RISK,
    AT_RISK_GDP,
    IN_PORTFOLIO
};
const lode_column lode__exposure_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product, or * for the portfolio"},
    {"country", LODE_COLUMN_TEXT, "", "country that stops; ZZZ: all of unknown origin"},
    {"kind", LODE_COLUMN_TEXT, "", "what stops: its production or its exports"},
    {"loss", LODE_COLUMN_REAL, "frac",
     "part of the product that cannot be made; of the portfolio: part of its annual "
     "value"},
    {"loss_high", LODE_COLUMN_REAL, "frac",
     "loss if all of unknown origin lies in that country"},
    {"single_source", LODE_COLUMN_FLAG, "", "loss exceeds the level, from outside"},
    {"hidden", LODE_COLUMN_TEXT, "",
     "items on which deliveries hang that look diverse, or `spread`"},
    {"binding", LODE_COLUMN_TEXT, "", "binding chain, from the product down"},
    {"home", LODE_COLUMN_FLAG, "", "the product's home"},
    {"value_at_risk", LODE_COLUMN_REAL, "",
     "loss times annual value, in the product's currency"},
    {"value_at_risk_gdp", LODE_COLUMN_REAL, "frac",
     "the same as a part of the GDP given"},
    {"in_portfolio", LODE_COLUMN_FLAG, "",
     "counts in the portfolio: is inside no other product"},
    LODE__NO_COLUMN,
};

/* What one country does to one product. */
typedef struct outcome {
    double loss, loss_high;
    uint32_t *chain;
    size_t n_chain;
} outcome;

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_exposure_options options;
    double level;
    lode_table *table;
    lode__stage_set stages;
    unsigned n_places;
    unsigned places[LODE__N_PLACES]; /* countries with an instance, ZZZ too */
    lode__places *sets;              /* [2 n_places]: each country, then with ZZZ */
    uint32_t *diverse;
    size_t n_diverse;
    outcome *results[2];     /* by kind; [n_roots][n_places] */
    lode__hidden *hidden[2]; /* by kind; [n_places] */
    lode__places shown;      /* countries that some product has rows for */
    lode__portfolio portfolio;
    uint8_t *reached; /* [n_nodes] */
    uint32_t *steps;  /* [n_nodes] */
    lode__text text;
} maker;

static const char *const kind_names[] = {"production", "exports"};

static void find_places(maker *m)
{
    const lode_network *net = m->network;
    lode__places made = {{0}};
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        lode__places_add(&made, net->node_place[node]);
    }
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        if (lode__places_has(&made, p)) m->places[m->n_places++] = p;
    }
}

/* --- passes --- */

typedef struct pass {
    maker *maker;
    int kind;
    const lode_allocator *allocator;
    uint32_t **chains; /* a scratch chain for each worker */
} pass;

static lode_status keep_chain(const pass *p, const lode__block *block, size_t k,
                              uint32_t *scratch, uint32_t root_node, outcome *r)
{
    lode__binding_chain binding = {.chain = scratch};
    lode__bind(block, k, root_node, &binding);
    r->n_chain = binding.n;
    r->chain = lode__alloc(p->allocator, r->n_chain, sizeof *r->chain);
    if (!r->chain) return LODE_E_NOMEM;
    memcpy(r->chain, scratch, r->n_chain * sizeof *r->chain);
    return LODE_OK;
}

/* Deliveries that look diverse and lose more than the level. */
static lode_status keep_hidden(const pass *p, const lode__block *block, size_t k,
                               lode__hidden *hidden)
{
    const maker *m = p->maker;
    for (int counted = 0; counted < 2; counted++) {
        size_t n = 0;
        for (size_t d = 0; d < m->n_diverse; d++) {
            if (!lode__exceeds(lode__loss(block, m->diverse[d], k), m->level)) continue;
            if (counted) hidden->node[n] = m->diverse[d];
            n++;
        }
        hidden->n = n;
        if (counted || n == 0) return LODE_OK;
        hidden->node = lode__alloc(p->allocator, n, sizeof *hidden->node);
        if (!hidden->node) return LODE_E_NOMEM;
    }
    return LODE_OK;
}

static lode_status keep_lane(const pass *p, const lode__block *block, size_t k,
                             size_t worker)
{
    const maker *m = p->maker;
    const lode_network *net = m->network;
    const size_t lane = block->first + k;
    const unsigned place = (unsigned)(lane % m->n_places);
    const bool high = lane >= m->n_places;
    for (size_t r = 0; r < net->n_roots; r++) {
        outcome *result = &m->results[p->kind][r * m->n_places + place];
        const double loss = lode__loss(block, net->roots[r].node, k);
        *(high ? &result->loss_high : &result->loss) = loss;
        if (high || loss == 0.0) continue;
        LODE__TRY(keep_chain(p, block, k, p->chains[worker], net->roots[r].node, result));
    }
    if (high || m->places[place] == LODE__ZZZ) return LODE_OK;
    return keep_hidden(p, block, k, &m->hidden[p->kind][place]);
}

static lode_status keep_block(const lode__block *block, size_t worker, void *user)
{
    const pass *p = user;
    for (size_t k = 0; k < block->n; k++) LODE__TRY(keep_lane(p, block, k, worker));
    return LODE_OK;
}

static lode_status find_convergence(maker *m, int kind)
{
    const bool *stages = m->stages.all ? NULL : m->stages.has;
    for (unsigned k = 0; k < m->n_places; k++) {
        lode__hidden *hidden = &m->hidden[kind][k];
        hidden->place = m->places[k];
        if (!hidden->n) continue;
        LODE__TRY(lode__find_hangs(m->context, m->network, (lode__stop_kind)kind, stages,
                                   m->level, hidden));
    }
    return LODE_OK;
}

static lode_status run_pass(maker *m, pass *p, lode__stops *stops)
{
    const lode_network *net = m->network;
    const bool *stages = m->stages.all ? NULL : m->stages.has;
    const size_t n_lanes = 2 * (size_t)m->n_places;
    LODE__TRY(lode__stops_init(m->context, net, (lode__stop_kind)p->kind, stages, stops));
    for (size_t w = 0; w < m->context->n_threads; w++) {
        p->chains[w] = lode__alloc(p->allocator, net->n_nodes, sizeof *p->chains[w]);
        if (!p->chains[w]) return lode__nomem(m->context);
    }
    const lode__shocks shocks = lode__stops_shocks(stops, m->sets, n_lanes);
    const lode_status status = lode__up(m->context, net, &shocks, keep_block, p);
    if (status == LODE_E_NOMEM) return lode__nomem(m->context);
    if (status < 0) return status;
    return find_convergence(m, p->kind);
}

static lode_status stop_each(maker *m, int kind)
{
    const lode_allocator *allocator = &m->context->allocator;
    const size_t n = m->network->n_roots * m->n_places, n_threads = m->context->n_threads;
    m->results[kind] = lode__alloc_zero(allocator, n, sizeof *m->results[kind]);
    m->hidden[kind] = lode__alloc_zero(allocator, m->n_places, sizeof *m->hidden[kind]);
    pass p = {m, kind, allocator,
              lode__alloc_zero(allocator, n_threads, sizeof *p.chains)};
    lode__stops stops = {0};
    lode_status status = LODE_OK;
    if (!m->results[kind] || !m->hidden[kind] || !p.chains) {
        status = lode__nomem(m->context);
    } else {
        status = run_pass(m, &p, &stops);
    }
    lode__stops_free(m->context, &stops);
    for (size_t w = 0; p.chains && w < n_threads; w++) lode__free(allocator, p.chains[w]);
    lode__free(allocator, p.chains);
    return status;
}

/* --- rows --- */

static void put_value(maker *m, double at_risk)
{
    lode__put_cell_real(m->table, AT_RISK, at_risk);
    if (m->options.gdp > 0.0) {
        lode__put_cell_real(m->table, AT_RISK_GDP, at_risk / m->options.gdp);
    }
}

static lode_status put_head(maker *m, size_t root, int kind, unsigned place)
{
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, PRODUCT, (uint32_t)root);
    lode__put_cell_code(m->table, COUNTRY, place);
    return lode__put_cell_text(m->context, m->table, KIND, kind_names[kind],
                               strlen(kind_names[kind]));
}

static lode_status put_row(maker *m, size_t root, int kind, unsigned k,
                           const lode__places *domestic)
{
    const lode_network *net = m->network;
    const unsigned place = m->places[k];
    const outcome *r = &m->results[kind][root * m->n_places + k];
    const bool foreign = place != LODE__ZZZ && !lode__places_has(domestic, place);
    LODE__TRY(put_head(m, root, kind, place));
    lode__put_cell_real(m->table, LOSS, r->loss);
    /* With the unknown in it a country may export less: still no less is at stake. */
    lode__put_cell_real(m->table, LOSS_HIGH, fmax(r->loss, r->loss_high));
    lode__put_cell_flag(m->table, SINGLE, foreign && lode__exceeds(r->loss, m->level));
    if (foreign) {
        LODE__TRY(
            lode__hidden_text(m->context, net, &m->hidden[kind][k], m->steps, &m->text));
        LODE__TRY(
            lode__put_cell_text(m->context, m->table, HIDDEN, m->text.data, m->text.len));
    }
    LODE__TRY(lode__chain_text(m->context, net, r->chain, r->n_chain, &m->text));
    LODE__TRY(
        lode__put_cell_text(m->context, m->table, BINDING, m->text.data, m->text.len));
    lode__put_cell_flag(m->table, HOME, place == net->roots[root].home);
    put_value(m, r->loss * lode__annual_value(m->network, root));
    lode__put_cell_flag(m->table, IN_PORTFOLIO, !m->portfolio.inside[root]);
    return LODE_OK;
}

static lode_status put_product(maker *m, size_t root)
{
    const lode_network *net = m->network;
    lode__places domestic, reached = {{0}};
    LODE__TRY(lode__find_domestic(m->context, net, m->options.domestic, &net->roots[root],
                                  &domestic));
    lode__steps(net, net->roots[root].node, m->steps);
    memset(m->reached, 0, net->n_nodes);
    m->reached[net->roots[root].node] = 1;
    lode__reach(net, false, m->reached);
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        if (!m->reached[node] || net->node_kind[node] == LODE__DELIVERY) continue;
        lode__places_add(&reached, net->node_place[node]);
        lode__places_add(&m->shown, net->node_place[node]);
    }
    for (int kind = 0; kind < 2; kind++) {
        if (!m->results[kind]) continue;
        for (unsigned k = 0; k < m->n_places; k++) {
            if (!lode__places_has(&reached, m->places[k])) continue;
            LODE__TRY(put_row(m, root, kind, k, &domestic));
        }
    }
    return LODE_OK;
}

static lode_status put_portfolio(maker *m)
{
    const size_t n = m->network->n_roots;
    for (int kind = 0; kind < 2; kind++) {
        if (!m->results[kind]) continue;
        for (unsigned k = 0; k < m->n_places; k++) {
            if (!lode__places_has(&m->shown, m->places[k])) continue;
            lode__portfolio_sum sum = {0};
            for (size_t r = 0; r < n; r++) {
                const outcome *result = &m->results[kind][r * m->n_places + k];
                lode__portfolio_add(&m->portfolio, &sum, r, result->loss,
                                    fmax(result->loss, result->loss_high));
            }
            LODE__TRY(put_head(m, n, kind, m->places[k]));
            lode__put_cell_real(m->table, LOSS,
                                lode__portfolio_loss(&m->portfolio, &sum, false));
            lode__put_cell_real(m->table, LOSS_HIGH,
                                lode__portfolio_loss(&m->portfolio, &sum, true));
            lode__put_cell_flag(m->table, IN_PORTFOLIO, true);
            put_value(m, lode__portfolio_at_risk(&m->portfolio, &sum));
        }
    }
    return LODE_OK;
}

static lode_status make_sets(maker *m)
{
    m->sets = lode__alloc_zero(&m->context->allocator, 2 * (size_t)m->n_places,
                               sizeof *m->sets);
    if (!m->sets) return lode__nomem(m->context);
    for (unsigned k = 0; k < m->n_places; k++) {
        lode__places_add(&m->sets[k], m->places[k]);
        lode__places_add(&m->sets[m->n_places + k], m->places[k]);
        lode__places_add(&m->sets[m->n_places + k], LODE__ZZZ);
    }
    return LODE_OK;
}

static lode_status prepare(maker *m)
{
    const lode_allocator *allocator = &m->context->allocator;
    LODE__TRY(lode__find_level(m->context, m->options.level_frac, &m->level));
    LODE__TRY(lode__find_stages(m->context, m->network->model, m->options.stages,
                                m->options.n_stages, &m->stages));
    LODE__TRY(lode__table_new(m->context, "exposure", lode__exposure_columns,
                              LODE__COUNT(lode__exposure_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    lode__table_dictionary(m->table, COUNTRY, lode__countries());
    find_places(m);
    LODE__TRY(make_sets(m));
    m->reached = lode__alloc(allocator, m->network->n_nodes, 1);
    m->steps = lode__alloc(allocator, m->network->n_nodes, sizeof *m->steps);
    if (!m->reached || !m->steps) return lode__nomem(m->context);
    return lode__diverse(m->context, m->network, m->level, &m->diverse, &m->n_diverse);
}

static lode_status make(maker *m)
{
    const lode_stop kinds =
        m->options.kinds ? m->options.kinds : LODE_STOP_PRODUCTION | LODE_STOP_EXPORTS;
    LODE__TRY(prepare(m));
    for (int kind = 0; kind < 2; kind++) {
        if (kinds >> kind & 1) LODE__TRY(stop_each(m, kind));
    }
    LODE__TRY(lode__portfolio_init(m->context, m->network, &m->portfolio));
    for (size_t r = 0; r < m->network->n_roots; r++) LODE__TRY(put_product(m, r));
    return m->network->n_roots > 1 ? put_portfolio(m) : LODE_OK;
}

static void release(maker *m)
{
    const lode_allocator *allocator = &m->context->allocator;
    for (int kind = 0; kind < 2; kind++) {
        const size_t n = m->network->n_roots * m->n_places;
        for (size_t k = 0; m->results[kind] && k < n; k++) {
            lode__free(allocator, m->results[kind][k].chain);
        }
        lode__free(allocator, m->results[kind]);
        for (size_t k = 0; m->hidden[kind] && k < m->n_places; k++) {
            lode__hidden_free(m->context, &m->hidden[kind][k]);
        }
        lode__free(allocator, m->hidden[kind]);
    }
    lode__text_free(&m->text);
    lode__free(allocator, m->steps);
    lode__free(allocator, m->reached);
    lode__portfolio_free(m->context, &m->portfolio);
    lode__free(allocator, m->sets);
    lode__free(allocator, m->diverse);
}

lode_status lode_exposure(lode_context *context, const lode_network *network,
                          const lode_exposure_options *options, lode_table **out)
{
    maker m = {.context = context, .network = network};
    LODE__BEGIN(context, network, options, m.options, n_stages, out);
    if (m.options.kinds & ~(lode_stop)(LODE_STOP_PRODUCTION | LODE_STOP_EXPORTS)) {
        return lode__invalid(context, "kinds");
    }
    if (!(m.options.gdp >= 0.0) || isinf(m.options.gdp))
        return lode__invalid(context, "gdp");
    m.text.allocator = &context->allocator;
    const lode_status status = make(&m);
    release(&m);
    return lode__end(status, m.table, out);
}
