/* Ways out of a scenario: what each single change averts, pairs on request, and what of
 * it a unit of cost buys. */
#include "analysis/columns.h"
#include "analysis/portfolio.h"
#include "base/number.h"
#include "base/sort.h"
#include "scenario/outcomes.h"

enum {
    PRODUCT,
    RANK,
    WAY,
    LOSS,
    AVERTED,
    VALUE_AVERTED,
    CURRENCY,
    COST,
    AVERTED_PER_COST,
    COST_RANK,
    PRICE_CHANGE,
    STOCK_DAYS,
    BINDING,
    MEASURE,
    WHERE,
    ASSUMPTIONS
};
const lode_column lode__mitigation_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product, or * for the portfolio"},
    {"rank", LODE_COLUMN_INTEGER, "", "1 for what averts most; 0 without any way out"},
    {"way", LODE_COLUMN_TEXT, "", "what is done; empty where nothing is"},
    {"loss", LODE_COLUMN_REAL, "frac", "part of today's flow that is still lost"},
    {"averted", LODE_COLUMN_REAL, "frac", "part of today's flow that is kept by it"},
    {"value_averted", LODE_COLUMN_REAL, "", "the same in annual value"},
    {"currency", LODE_COLUMN_TEXT, "", "currency of the value"},
    {"cost", LODE_COLUMN_REAL, "", "cost of the way, as given"},
    {"averted_per_cost", LODE_COLUMN_REAL, "", "annual value averted for one of cost"},
    {"cost_rank", LODE_COLUMN_INTEGER, "", "1 for what averts most for its cost"},
    {"price_change", LODE_COLUMN_REAL, "frac", "rise of the product's price"},
    {"stock_days", LODE_COLUMN_REAL, "days",
     "days that stocks along the binding chain last if nothing comes"},
    {"binding", LODE_COLUMN_TEXT, "", "binding chain that is left"},
    {"measure", LODE_COLUMN_TEXT, "", "measures at its end, as scenario/measure"},
    {"where", LODE_COLUMN_TEXT, "", "where they bind: item@country or item@from>to"},
    {"assumptions", LODE_COLUMN_TEXT, "", "what scenario and way take for granted"},
    LODE__NO_COLUMN,
};

/* One change, or two together. */
typedef struct way {
    char *label;  /* as shown */
    char *regime; /* with the scenario */
    double cost;  /* NaN: none given */
} way;

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_mitigation_options options;
    lode__arena arena;
    way *ways; /* [n_ways]; the first is none */
    size_t n_ways, n_single;
    const char **regimes; /* [n_ways] */
    lode__plan *plan;
    lode__outcomes outcomes;
    lode__portfolio portfolio;
    lode_table *table;
    lode__text text, other;
    double *averted, *per_cost; /* [n_ways] of the product at hand */
    uint32_t *order, *cost_rank, *scratch;
} maker;

/* --- ways --- */

static char *join(maker *m, const char *a, const char *b)
{
    const size_t n = strlen(a), k = strlen(b), plus = n && k;
    char *joined = lode__arena_alloc(&m->arena, n + plus + k + 1, 1);
    if (!joined) return NULL;
    memcpy(joined, a, n);
    if (plus) joined[n] = '+';
    memcpy(joined + n + plus, b, k + 1);
    return joined;
}

static lode_status add_way(maker *m, const char *label, double cost)
{
    way *w = &m->ways[m->n_ways];
    w->label = join(m, label, "");
    w->regime = join(m, m->options.scenario ? m->options.scenario : "", label);
    w->cost = cost;
    if (!w->label || !w->regime) return lode__nomem(m->context);
    m->regimes[m->n_ways++] = w->regime;
    return LODE_OK;
}

/* `ID` or `ID=COST`. */
static lode_status take_way(maker *m, const char *text)
{
    if (!text) return lode__invalid(m->context, "ways");
    const size_t len = strcspn(text, "=");
    char *label = lode__arena_alloc(&m->arena, len + 1, 1);
    double cost = NAN;
    if (!label) return lode__nomem(m->context);
    memcpy(label, text, len);
    label[len] = '\0';
    const char *number = text + len + 1;
    if (text[len] == '=' &&
        (!lode__parse_real(number, strlen(number), &cost) || !(cost > 0.0))) {
        char quoted[LODE__QUOTE_LEN];
        return lode__error(m->context, LODE_E_VALUE, NULL,
                           "way \"%s\": its cost is no number above 0",
                           lode__quote(quoted, text, strlen(text)));
    }
    return add_way(m, label, cost);
}

static lode_status take_ways(maker *m)
{
    const lode_model *model = m->network->model;
    if (m->options.n_ways && !m->options.ways) return lode__invalid(m->context, "ways");
    for (size_t k = 0; k < m->options.n_ways; k++)
        LODE__TRY(take_way(m, m->options.ways[k]));
    for (size_t s = 0; !m->options.n_ways && s < model->n_scenarios; s++) {
        if (!lode__is_way_out(model, &model->scenarios[s])) continue;
        LODE__TRY(add_way(m, lode__model_text(model, model->scenarios[s].id), NAN));
    }
    return LODE_OK;
}

static lode_status take_pairs(maker *m)
{
    if (!(m->options.flags & LODE_MITIGATION_PAIRS)) return LODE_OK;
    const size_t n = m->n_ways;
    for (size_t a = 1; a < n; a++) {
        for (size_t b = a + 1; b < n; b++) {
            const char *label = join(m, m->ways[a].label, m->ways[b].label);
            if (!label) return lode__nomem(m->context);
            LODE__TRY(add_way(m, label, m->ways[a].cost + m->ways[b].cost));
        }
    }
    return LODE_OK;
}

static lode_status list_ways(maker *m)
{
    const lode_model *model = m->network->model;
    const size_t n = 1 + (m->options.n_ways ? m->options.n_ways : model->n_scenarios);
    m->ways = lode__arena_alloc(&m->arena, n * (n + 1) / 2, sizeof *m->ways);
    m->regimes = lode__arena_alloc(&m->arena, n * (n + 1) / 2, sizeof *m->regimes);
    if (!m->ways || !m->regimes) return lode__nomem(m->context);
    LODE__TRY(add_way(m, "", NAN));
    LODE__TRY(take_ways(m));
    if (m->n_ways == 1)
        lode__warning(m->context, LODE_OK, NULL, "the model has no way out to try");
    return take_pairs(m);
}

/* --- ranks --- */

static int by_averted(uint32_t a, uint32_t b, const void *user)
{
    const double *averted = user;
    /* What cannot be told comes last. */
    const double x = isnan(averted[a]) ? -INFINITY : averted[a];
    const double y = isnan(averted[b]) ? -INFINITY : averted[b];
    return x > y ? -1 : x < y;
}

/* Ranks from 1; equal ones keep the order given. The first way, none at all, has none. */
static void rank(maker *m, const double *by)
{
    for (uint32_t k = 1; k < m->n_ways; k++) m->order[k - 1] = k;
    lode__sort_indices(m->order, m->n_ways - 1, m->scratch, by_averted, by);
}

static double loss_of(const maker *m, size_t w, size_t root)
{
    if (root < m->network->n_roots) return lode__outcome_of(&m->outcomes, w, root)->loss;
    lode__portfolio_sum sum = {0};
    for (size_t r = 0; r < m->network->n_roots; r++) {
        const double loss = lode__outcome_of(&m->outcomes, w, r)->loss;
        lode__portfolio_add(&m->portfolio, &sum, r, loss, loss);
    }
    return lode__portfolio_loss(&m->portfolio, &sum, false);
}

static double worth_of(const maker *m, size_t root)
{
    if (root < m->network->n_roots) return lode__annual_value(m->network, root);
    lode__portfolio_sum sum = {0};
    for (size_t r = 0; r < m->network->n_roots; r++)
        lode__portfolio_add(&m->portfolio, &sum, r, 1.0, 1.0);
    return lode__portfolio_at_risk(&m->portfolio, &sum);
}

static void rank_product(maker *m, size_t root)
{
    const double before = loss_of(m, 0, root), worth = worth_of(m, root);
    for (size_t w = 0; w < m->n_ways; w++) {
        m->averted[w] = before - loss_of(m, w, root);
        m->per_cost[w] = m->averted[w] * worth / m->ways[w].cost;
    }
    rank(m, m->per_cost);
    for (uint32_t k = 0; k + 1 < m->n_ways; k++) m->cost_rank[m->order[k]] = k + 1;
    rank(m, m->averted);
}

/* --- rows --- */

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static lode_status put_joined(maker *m, size_t column, const lode__text *text)
{
    return lode__put_cell_text(m->context, m->table, column, text->data, text->len);
}

static lode_status put_outcome(maker *m, size_t w, size_t root)
{
    const lode__outcome *o = lode__outcome_of(&m->outcomes, w, root);
    const lode__binding_chain *b = &o->binding;
    lode__put_cell_real(
        m->table, PRICE_CHANGE,
        o->price_rise == 0.0 ? 0.0 : o->price_rise / lode__unit_price(m->network, root));
    if (o->loss > 0.0) {
        lode__put_cell_real(m->table, STOCK_DAYS,
                            lode__days_of_cover(m->plan, o->lane, root, b->chain, b->n));
    }
    LODE__TRY(lode__chain_text(m->context, m->plan->network, b->chain, b->n, &m->text));
    LODE__TRY(put_joined(m, BINDING, &m->text));
    LODE__TRY(lode__cause_text(m->plan, o->lane, b, &m->text, &m->other));
    LODE__TRY(put_joined(m, MEASURE, &m->text));
    return put_joined(m, WHERE, &m->other);
}

static lode_status put_row(maker *m, size_t root, size_t w, size_t place)
{
    const bool is_portfolio = root == m->network->n_roots;
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, PRODUCT, (uint32_t)root);
    lode__put_cell_integer(m->table, RANK, (int64_t)place);
    LODE__TRY(put_text(m, WAY, m->ways[w].label));
    lode__put_cell_real(m->table, LOSS, loss_of(m, w, root));
    lode__put_cell_real(m->table, AVERTED, m->averted[w]);
    lode__put_cell_real(m->table, VALUE_AVERTED, m->averted[w] * worth_of(m, root));
    lode__put_cell_real(m->table, COST, m->ways[w].cost);
    lode__put_cell_real(m->table, AVERTED_PER_COST, m->per_cost[w]);
    if (!isnan(m->per_cost[w]))
        lode__put_cell_integer(m->table, COST_RANK, (int64_t)m->cost_rank[w]);
    const char *currency =
        is_portfolio ? m->portfolio.currency : lode__value_currency(m->network, root);
    if (currency) LODE__TRY(put_text(m, CURRENCY, currency));
    if (!is_portfolio) LODE__TRY(put_outcome(m, w, root));
    LODE__TRY(lode__assumptions_text(m->plan, w, &m->text));
    return put_joined(m, ASSUMPTIONS, &m->text);
}

static lode_status put_product(maker *m, size_t root)
{
    rank_product(m, root);
    LODE__TRY(put_row(m, root, 0, 0));
    for (size_t k = 0; k + 1 < m->n_ways; k++)
        LODE__TRY(put_row(m, root, m->order[k], k + 1));
    return LODE_OK;
}

static lode_status prepare(maker *m)
{
    LODE__TRY(list_ways(m));
    m->averted = lode__arena_alloc(&m->arena, m->n_ways, sizeof *m->averted);
    m->per_cost = lode__arena_alloc(&m->arena, m->n_ways, sizeof *m->per_cost);
    m->order = lode__arena_alloc(&m->arena, m->n_ways, sizeof *m->order);
    m->cost_rank = lode__arena_alloc(&m->arena, m->n_ways, sizeof *m->cost_rank);
    m->scratch = lode__arena_alloc(&m->arena, m->n_ways, sizeof *m->scratch);
    if (!m->averted || !m->per_cost || !m->order || !m->cost_rank || !m->scratch)
        return lode__nomem(m->context);
    LODE__TRY(lode__table_new(m->context, "mitigation", lode__mitigation_columns,
                              LODE__COUNT(lode__mitigation_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    return LODE_OK;
}

static lode_status make(maker *m)
{
    LODE__TRY(prepare(m));
    const lode__plan_request request = {.regimes = m->regimes,
                                        .n_regimes = m->n_ways,
                                        .on = m->options.on,
                                        .set = m->options.set,
                                        .n_set = m->options.n_set};
    LODE__TRY(lode__plan_new(m->context, m->network, &request, &m->plan));
    LODE__TRY(lode__find_outcomes(m->plan, false, &m->outcomes));
    LODE__TRY(lode__portfolio_init(m->context, m->network, &m->portfolio));
    const size_t n = m->network->n_roots;
    for (size_t root = 0; root < n + (n > 1); root++) LODE__TRY(put_product(m, root));
    return LODE_OK;
}

lode_status lode_mitigation(lode_context *context, const lode_network *network,
                            const lode_mitigation_options *options, lode_table **out)
{
    maker m = {.context = context, .network = network};
    LODE__BEGIN(context, network, options, m.options, n_set, out);
    if (m.options.flags & ~LODE_MITIGATION_PAIRS) return lode__invalid(context, "flags");
    m.text.allocator = m.other.allocator = m.arena.allocator = &context->allocator;
    const lode_status status = make(&m);
    lode__text_free(&m.text);
    lode__text_free(&m.other);
    lode__portfolio_free(context, &m.portfolio);
    lode__outcomes_free(&m.outcomes);
    lode__plan_free(m.plan);
    lode__arena_free(&m.arena);
    return lode__end(status, m.table, out);
}
