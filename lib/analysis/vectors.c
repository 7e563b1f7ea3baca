/* Which published vectors a network uses, and which it leaves out and why. model.md
 * section 1. */
#include "analysis/columns.h"
#include "analysis/common.h"

enum {
    ITEM,
    MARKET,
    BASIS,
    YEAR,
    SOURCE,
    USED,
    REACHED,
    WHY,
    SUM,
    UNKNOWN,
    BOUNDED,
    WITHHELD
};
const lode_column lode__vectors_columns[] = {
    {"item", LODE_COLUMN_TEXT, "", "item"},
    {"market", LODE_COLUMN_TEXT, "", "country, bloc or * for the world"},
    {"basis", LODE_COLUMN_TEXT, "", "basis of the shares"},
    {"year", LODE_COLUMN_INTEGER, "", "year of the shares"},
    {"source", LODE_COLUMN_TEXT, "", "source of the shares"},
    {"used", LODE_COLUMN_FLAG, "", "chosen for its item and market"},
    {"reached", LODE_COLUMN_FLAG, "", "some delivery resolves to it"},
    {"why", LODE_COLUMN_TEXT, "", "why it is left out: later, other-basis or older"},
    {"sum", LODE_COLUMN_REAL, "frac", "sum of its shares as given"},
    {"unknown", LODE_COLUMN_REAL, "frac", "what it leaves open"},
    {"bounded", LODE_COLUMN_REAL, "frac", "shares of it that are bounds"},
    {"withheld", LODE_COLUMN_INTEGER, "", "shares withheld, confidential or missing"},
    LODE__NO_COLUMN,
};

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_table *table;
    bool *reached; /* by vector of the item, from its first on; [n_vectors] */
    lode__delivery delivery;
} maker;

static void mark_reached(maker *m, const lode__item_nodes *at)
{
    const lode_network *net = m->network;
    const uint32_t first = lode__first_vector(net->model, at->item);
    memset(m->reached, 0, lode__end_vector(net->model, at->item) - first);
    for (uint32_t k = at->first; k < at->end; k++) {
        const uint32_t node = net->by_id[k];
        if (net->node_kind[node] != LODE__DELIVERY) continue;
        lode__resolve(net, at->item, net->node_place[node], &m->delivery);
        for (size_t p = 0; p < m->delivery.n_parts; p++)
            m->reached[m->delivery.parts[p].vector - first] = true;
    }
}

static const char *why_left_out(const maker *m, uint32_t chosen,
                                const lode__vector *vector)
{
    if (vector->year > m->network->year) return "later";
    if (chosen == LODE__NO_VECTOR) return "other-basis";
    return m->network->model->vectors[chosen].basis == vector->basis ? "older"
                                                                     : "other-basis";
}

static void put_states(maker *m, const lode__vector *vector)
{
    const lode_model *model = m->network->model;
    double bounded = 0.0;
    int64_t withheld = 0;
    for (uint32_t k = 0; k < vector->n_shares; k++) {
        const lode__share *share = &model->shares[vector->first_share + k];
        if (share->bound == LODE_BOUND_LOW || share->bound == LODE_BOUND_HIGH) {
            bounded += share->share;
        }
        withheld += share->bound >= LODE_BOUND_WITHHELD;
    }
    lode__put_cell_real(m->table, BOUNDED, bounded);
    lode__put_cell_integer(m->table, WITHHELD, withheld);
}

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static lode_status put_row(maker *m, uint32_t item, uint32_t v)
{
    const lode_model *model = m->network->model;
    const lode__vector *vector = &model->vectors[v];
    const uint32_t chosen = lode__choose_vector(m->network, item, vector->market);
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, ITEM, item);
    LODE__TRY(put_text(m, MARKET, lode__market_id(model, vector->market)));
    LODE__TRY(put_text(m, BASIS, lode__basis_name(vector->basis)));
    if (vector->year != LODE_YEAR_NONE)
        lode__put_cell_integer(m->table, YEAR, vector->year);
    LODE__TRY(put_text(m, SOURCE, lode__source_id(model, vector->source)));
    lode__put_cell_flag(m->table, USED, chosen == v);
    lode__put_cell_flag(m->table, REACHED,
                        m->reached[v - lode__first_vector(model, item)]);
    if (chosen != v) LODE__TRY(put_text(m, WHY, why_left_out(m, chosen, vector)));
    lode__put_cell_real(m->table, SUM, vector->sum);
    lode__put_cell_real(m->table, UNKNOWN, vector->rest);
    put_states(m, vector);
    return LODE_OK;
}

static lode_status put_item(maker *m, const lode__item_nodes *at)
{
    const lode_model *model = m->network->model;
    mark_reached(m, at);
    for (uint32_t v = lode__first_vector(model, at->item);
         v < lode__end_vector(model, at->item); v++)
        LODE__TRY(put_row(m, at->item, v));
    return LODE_OK;
}

static lode_status make(maker *m)
{
    const lode_model *model = m->network->model;
    LODE__TRY(lode__table_new(m->context, "vectors", lode__vectors_columns,
                              LODE__COUNT(lode__vectors_columns) - 1, &m->table));
    lode__table_dictionary(m->table, ITEM, lode__items(m->network));
    m->reached =
        lode__alloc(&m->context->allocator, model->n_vectors, sizeof *m->reached);
    m->delivery.parts = lode__alloc(&m->context->allocator, lode__max_parts(model),
                                    sizeof *m->delivery.parts);
    if (!m->reached || !m->delivery.parts) return lode__nomem(m->context);
    for (lode__item_nodes at = {0}; lode__next_item(m->network, &at);)
        LODE__TRY(put_item(m, &at));
    return LODE_OK;
}

lode_status lode_vectors(lode_context *context, const lode_network *network,
                         const lode_vectors_options *options, lode_table **out)
{
    lode_vectors_options local;
    LODE__BEGIN(context, network, options, local, reserved, out);
    maker m = {.context = context, .network = network};
    const lode_status status = make(&m);
    lode__free(&context->allocator, m.reached);
    lode__free(&context->allocator, m.delivery.parts);
    return lode__end(status, m.table, out);
}
