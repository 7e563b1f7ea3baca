/* Coalitions: every minimal set of countries that can stop a product. model.md section 6.
 *
 * Sets are tried by size, smaller first, each lane of a pass a set; a set that holds a
 * found one is left out. Since loss never falls as a set grows, a set that stays below
 * the level even with all countries after its last one joined in needs no further look:
 * what is found is complete. */
#include "analysis/columns.h"
#include "analysis/common.h"

enum { PRODUCT, SIZE, COUNTRIES, LOSS, LOSS_HIGH, BINDING };
const lode_column lode__coalitions_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product"},
    {"size", LODE_COLUMN_INTEGER, "", "countries in the set"},
    {"countries", LODE_COLUMN_TEXT, "", "the set, sorted"},
    {"loss", LODE_COLUMN_REAL, "frac", "loss when all of the set stop"},
    {"loss_high", LODE_COLUMN_REAL, "frac",
     "loss if all of unknown origin lies in these countries"},
    {"binding", LODE_COLUMN_TEXT, "", "binding chain, from the product down"},
    LODE__NO_COLUMN,
};

/* Sets that grow: open ones of one size, or those found. */
typedef struct list {
    lode__places *sets;
    size_t n, capacity;
} list;

typedef struct maker {
    lode_context *context;
    const lode_allocator *allocator;
    lode_coalitions_options options;
    lode__stage_set stages;
    double level;
    lode_table *table;
    lode__text text;
    /* of the product at hand */
    size_t root;
    lode_network *network;
    lode__stops stops;
    unsigned candidates[LODE__N_PLACES], n_candidates;
    list open, next, found;
    lode__places *lanes; /* [2 BATCH] sets, then the same with all that may still join */
    double *loss;        /* [2 BATCH] */
    size_t n_lanes;
    uint64_t n_tried;  /* sets, of all sizes */
    uint32_t **chains; /* of found sets under report */
    size_t *chain_len;
} maker;

enum { BATCH = 4096 };

static lode_status append(maker *m, list *l, const lode__places *set)
{
    if (lode__reserve(m->allocator, &l->sets, &l->capacity, l->n, 1, sizeof *l->sets) <
        0) {
        return lode__nomem(m->context);
    }
    l->sets[l->n++] = *set;
    return LODE_OK;
}

static bool holds(const lode__places *outer, const lode__places *inner)
{
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) {
        if (inner->bits[w] & ~outer->bits[w]) return false;
    }
    return true;
}

/* True where a set holds one of the first n found. */
static bool holds_found(const maker *m, const lode__places *set, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (holds(set, &m->found.sets[k])) return true;
    }
    return false;
}

static lode_status keep_loss(const lode__block *block, size_t worker, void *user)
{
    (void)worker;
    maker *m = user;
    for (size_t k = 0; k < block->n; k++) {
        m->loss[block->first + k] = lode__loss(block, m->network->roots[0].node, k);
    }
    return LODE_OK;
}

static lode_status evaluate(maker *m, size_t n_lanes)
{
    const lode__shocks shocks = lode__stops_shocks(&m->stops, m->lanes, n_lanes);
    return lode__up(m->context, m->network, &shocks, keep_loss, m);
}

/* Candidates after the last member of a set; all for the empty set. */
static unsigned first_to_join(const maker *m, const lode__places *set)
{
    unsigned first = m->n_candidates;
    while (first > 0 && !lode__places_has(set, m->candidates[first - 1])) first--;
    return first;
}

static void join_rest(const maker *m, lode__places *set)
{
    for (unsigned k = first_to_join(m, set); k < m->n_candidates; k++) {
        lode__places_add(set, m->candidates[k]);
    }
}

/* Sorts a batch of sets into found, open and done for. */
static lode_status judge_batch(maker *m, bool last_size)
{
    const size_t n = m->n_lanes;
    for (size_t k = 0; k < n && !last_size; k++) {
        m->lanes[n + k] = m->lanes[k];
        join_rest(m, &m->lanes[n + k]);
    }
    LODE__TRY(evaluate(m, last_size ? n : 2 * n));
    for (size_t k = 0; k < n; k++) {
        if (lode__exceeds(m->loss[k], m->level)) {
            LODE__TRY(append(m, &m->found, &m->lanes[k]));
        } else if (!last_size && lode__exceeds(m->loss[n + k], m->level)) {
            LODE__TRY(append(m, &m->next, &m->lanes[k]));
        }
    }
    m->n_lanes = 0;
    return LODE_OK;
}

/* One more set to be judged. Their number grows with the power of their size. */
static lode_status try_set(maker *m, const lode__places *set, bool last_size)
{
    const uint64_t most = lode__limit(m->context, LODE_LIMIT_SETS);
    if (m->n_tried == most)
        return lode__over_limit(m->context, LODE_LIMIT_SETS, most, NULL,
                                lode_network_product_id(m->network, 0));
    m->n_tried++;
    m->lanes[m->n_lanes++] = *set;
    return m->n_lanes == BATCH ? judge_batch(m, last_size) : LODE_OK;
}

/* Sets of one size are no subsets of each other, so those found in this round need not be
 * held against the rest of it. */
static lode_status grow(maker *m, bool last_size)
{
    const size_t n_smaller = m->found.n;
    m->next.n = 0;
    for (size_t s = 0; s < m->open.n; s++) {
        const unsigned first = first_to_join(m, &m->open.sets[s]);
        LODE__TRY(lode__progress(m->context, s, m->open.n));
        for (unsigned k = first; k < m->n_candidates; k++) {
            lode__places set = m->open.sets[s];
            lode__places_add(&set, m->candidates[k]);
            if (holds_found(m, &set, n_smaller)) continue;
            LODE__TRY(try_set(m, &set, last_size));
        }
    }
    if (m->n_lanes) LODE__TRY(judge_batch(m, last_size));
    const list swap = m->open;
    m->open = m->next;
    m->next = swap;
    return LODE_OK;
}

static void find_candidates(maker *m, const lode__places *domestic)
{
    const lode_network *net = m->network;
    const bool with_domestic = m->options.flags & LODE_COALITIONS_DOMESTIC;
    lode__places made = {{0}};
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        if (net->node_kind[node] != LODE__DELIVERY) {
            lode__places_add(&made, net->node_place[node]);
        }
    }
    m->n_candidates = 0;
    for (unsigned p = 0; p < LODE__ZZZ; p++) {
        if (!lode__places_has(&made, p)) continue;
        if (!with_domestic && lode__places_has(domestic, p)) continue;
        m->candidates[m->n_candidates++] = p;
    }
}

static lode_status search(maker *m)
{
    const uint32_t size = m->options.size ? m->options.size : 3;
    const lode__places none = {{0}};
    m->open.n = m->found.n = m->n_lanes = 0;
    m->n_tried = 0;
    LODE__TRY(append(m, &m->open, &none));
    for (uint32_t k = 1; k <= size && m->open.n; k++) LODE__TRY(grow(m, k == size));
    return LODE_OK;
}

/* --- rows --- */

static lode_status keep_report(const lode__block *block, size_t worker, void *user)
{
    maker *m = user;
    const uint32_t root = m->network->roots[0].node;
    LODE__TRY(keep_loss(block, worker, user));
    for (size_t k = 0; k < block->n; k++) {
        const size_t lane = block->first + k;
        if (lane % 2) continue;
        uint32_t *scratch =
            lode__alloc(m->allocator, m->network->n_nodes, sizeof *scratch);
        if (!scratch) return LODE_E_NOMEM;
        lode__binding_chain binding = {.chain = scratch};
        lode__bind(block, k, root, &binding);
        const size_t n = binding.n;
        m->chains[lane / 2] = lode__alloc(m->allocator, n, sizeof *scratch);
        if (m->chains[lane / 2])
            memcpy(m->chains[lane / 2], scratch, n * sizeof *scratch);
        m->chain_len[lane / 2] = n;
        lode__free(m->allocator, scratch);
        if (!m->chains[lane / 2]) return LODE_E_NOMEM;
    }
    return LODE_OK;
}

static lode_status put_countries(maker *m, const lode__places *set)
{
    int64_t size = 0;
    lode__text_clear(&m->text);
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        if (!lode__places_has(set, p)) continue;
        if ((size && lode__text_add(&m->text, " ", 1) < 0) ||
            lode__text_add(&m->text, lode_country_code(p), 3) < 0) {
            return lode__nomem(m->context);
        }
        size++;
    }
    lode__put_cell_integer(m->table, SIZE, size);
    return lode__put_cell_text(m->context, m->table, COUNTRIES, m->text.data,
                               m->text.len);
}

static lode_status put_row(maker *m, const lode__places *set, size_t k)
{
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, PRODUCT, (uint32_t)m->root);
    LODE__TRY(put_countries(m, set));
    lode__put_cell_real(m->table, LOSS, m->loss[2 * k]);
    lode__put_cell_real(m->table, LOSS_HIGH, fmax(m->loss[2 * k], m->loss[2 * k + 1]));
    LODE__TRY(lode__chain_text(m->context, m->network, m->chains[k], m->chain_len[k],
                               &m->text));
    return lode__put_cell_text(m->context, m->table, BINDING, m->text.data, m->text.len);
}

static lode_status report_batch(maker *m, const lode__places *sets, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        m->lanes[2 * k] = m->lanes[2 * k + 1] = sets[k];
        lode__places_add(&m->lanes[2 * k + 1], LODE__ZZZ);
    }
    const lode__shocks shocks = lode__stops_shocks(&m->stops, m->lanes, 2 * n);
    lode_status status = lode__up(m->context, m->network, &shocks, keep_report, m);
    if (status == LODE_E_NOMEM) status = lode__nomem(m->context);
    for (size_t k = 0; k < n && status == LODE_OK; k++) status = put_row(m, &sets[k], k);
    for (size_t k = 0; k < n; k++) {
        lode__free(m->allocator, m->chains[k]);
        m->chains[k] = NULL;
    }
    return status;
}

static lode_status report(maker *m)
{
    for (size_t k = 0; k < m->found.n; k += BATCH) {
        const size_t left = m->found.n - k;
        LODE__TRY(report_batch(m, m->found.sets + k, left < BATCH ? left : BATCH));
    }
    return LODE_OK;
}

/* --- products --- */

static lode_status search_product(maker *m, const lode_network *network)
{
    const bool *stages = m->stages.all ? NULL : m->stages.has;
    const lode__stop_kind kind = m->options.kinds == LODE_STOP_EXPORTS
                                     ? LODE__STOP_EXPORTS
                                     : LODE__STOP_PRODUCTION;
    lode__places domestic;
    LODE__TRY(lode__find_domestic(m->context, network, m->options.domestic,
                                  &network->roots[m->root], &domestic));
    LODE__TRY(lode__narrow(m->context, network, m->root, &m->network));
    LODE__TRY(lode__stops_init(m->context, m->network, kind, stages, &m->stops));
    find_candidates(m, &domestic);
    LODE__TRY(search(m));
    return report(m);
}

static lode_status prepare(maker *m, const lode_network *network)
{
    LODE__TRY(lode__find_level(m->context, m->options.level_frac, &m->level));
    LODE__TRY(lode__find_stages(m->context, network->model, m->options.stages,
                                m->options.n_stages, &m->stages));
    LODE__TRY(lode__table_new(m->context, "coalitions", lode__coalitions_columns,
                              LODE__COUNT(lode__coalitions_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(network));
    m->lanes = lode__alloc(m->allocator, 2 * BATCH, sizeof *m->lanes);
    m->loss = lode__alloc(m->allocator, 2 * BATCH, sizeof *m->loss);
    m->chains = lode__alloc_zero(m->allocator, BATCH, sizeof *m->chains);
    m->chain_len = lode__alloc(m->allocator, BATCH, sizeof *m->chain_len);
    if (!m->lanes || !m->loss || !m->chains || !m->chain_len)
        return lode__nomem(m->context);
    return LODE_OK;
}

static lode_status make(maker *m, const lode_network *network)
{
    LODE__TRY(prepare(m, network));
    for (m->root = 0; m->root < network->n_roots; m->root++) {
        const lode_status status = search_product(m, network);
        lode__stops_free(m->context, &m->stops);
        m->stops = (lode__stops){0};
        lode_network_unref(m->network);
        m->network = NULL;
        if (status < 0) return status;
    }
    return LODE_OK;
}

lode_status lode_coalitions(lode_context *context, const lode_network *network,
                            const lode_coalitions_options *options, lode_table **out)
{
    lode_coalitions_options local;
    LODE__BEGIN(context, network, options, local, n_stages, out);
    if (local.kinds > LODE_STOP_EXPORTS)
        return lode__invalid(context, "kinds: one of both");
    if (local.flags & ~LODE_COALITIONS_DOMESTIC) return lode__invalid(context, "flags");
    maker *m = lode__alloc_zero(&context->allocator, 1, sizeof *m);
    if (!m) return lode__nomem(context);
    m->context = context;
    m->allocator = m->text.allocator = &context->allocator;
    m->options = local;
    const lode_status status = make(m, network);
    lode_table *table = m->table;
    void *const all[] = {m->lanes,     m->loss,      m->chains,    m->chain_len,
                         m->open.sets, m->next.sets, m->found.sets};
    for (size_t k = 0; k < LODE__COUNT(all); k++) lode__free(m->allocator, all[k]);
    lode__text_free(&m->text);
    lode__free(&context->allocator, m);
    return lode__end(status, table, out);
}
