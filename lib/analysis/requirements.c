/* Requirements: how much of every item a product needs. model.md section 3. */
#include "analysis/columns.h"
#include "analysis/common.h"

enum {
    PRODUCT,
    ITEM,
    STAGE,
    UNIT,
    QUANTITY,
    KNOWN,
    INFERRED,
    UNKNOWN,
    IN_PLACE,
    ANNUAL,
    MASS
};
const lode_column lode__requirements_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product, or * for the portfolio"},
    {"item", LODE_COLUMN_TEXT, "", "item needed"},
    {"stage", LODE_COLUMN_TEXT, "", "stage of the item"},
    {"unit", LODE_COLUMN_TEXT, "", "unit of the quantities"},
    {"quantity", LODE_COLUMN_REAL, "", "needed for one unit of the product"},
    {"known", LODE_COLUMN_REAL, "frac",
     "part whose origin is given for where it is delivered"},
    {"inferred", LODE_COLUMN_REAL, "frac", "part whose origin is that of a wider market"},
    {"unknown", LODE_COLUMN_REAL, "frac", "part of unknown origin"},
    {"in_place", LODE_COLUMN_REAL, "frac",
     "part made where it is used, for want of any origin"},
    {"annual", LODE_COLUMN_REAL, "", "needed for a year's volume of the product"},
    {"mass_kg", LODE_COLUMN_REAL, "kg", "mass of the quantity"},
    LODE__NO_COLUMN,
};

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_table *table;
    lode__stage_set stages;
    lode__delivery delivery;
    bool portfolio;
    lode__item_nodes *wanted; /* of items of these stages; NULL: not listed */
    size_t n_wanted;
} maker;

/* Adds how one node of an item is covered, in the item's unit. */
static void cover_node(maker *m, uint32_t node, double amount, lode__coverage *sum)
{
    const lode_network *net = m->network;
    const uint32_t item = net->node_item[node];
    const bool in_place = lode__in_place(net->model, item);
    if (net->node_kind[node] != (in_place ? LODE__INSTANCE : LODE__DELIVERY)) return;
    const lode__coverage c = lode__cover(net, item, net->node_place[node], &m->delivery);
    sum->known += amount * c.known;
    sum->inferred += amount * c.inferred;
    sum->unknown += amount * c.unknown;
    sum->in_place += amount * c.in_place;
}

static lode_status put_row(maker *m, size_t root, uint32_t item, double made,
                           double volume, const lode__coverage *c)
{
    const lode_model *model = m->network->model;
    lode_table *t = m->table;
    const double all = c->known + c->inferred + c->unknown + c->in_place;
    LODE__TRY(lode__table_row(m->context, t));
    lode__put_cell_code(t, PRODUCT, (uint32_t)root);
    lode__put_cell_code(t, ITEM, item);
    lode__put_cell_code(t, STAGE, model->item_stage[item]);
    lode__put_cell_code(t, UNIT, model->item_unit[item]);
    lode__put_cell_real(t, QUANTITY, made);
    lode__put_cell_real(t, KNOWN, c->known / all);
    lode__put_cell_real(t, INFERRED, c->inferred / all);
    lode__put_cell_real(t, UNKNOWN, c->unknown / all);
    lode__put_cell_real(t, IN_PLACE, c->in_place / all);
    lode__put_cell_real(t, ANNUAL, made * volume);
    lode__put_cell_real(t, MASS, made * lode__item_mass_kg(model, item));
    return LODE_OK;
}

/* The next item of these stages, from the list where there is one. */
static bool next_wanted(const maker *m, size_t *next, lode__item_nodes *at)
{
    if (m->wanted) {
        if (*next == m->n_wanted) return false;
        *at = m->wanted[(*next)++];
        return true;
    }
    while (lode__next_item(m->network, at)) {
        if (m->stages.has[m->network->model->item_stage[at->item]]) return true;
    }
    return false;
}

static lode_status each(const lode__flow *flow, void *user)
{
    maker *m = user;
    const lode_network *net = m->network;
    const double volume =
        m->portfolio ? 1.0 : net->model->products[net->roots[flow->root].product].volume;
    size_t next = 0;
    for (lode__item_nodes at = {0}; next_wanted(m, &next, &at);) {
        double made = 0.0;
        lode__coverage c = {0};
        for (uint32_t k = at.first; k < at.end; k++) {
            const uint32_t node = net->by_id[k];
            const double amount = flow->value[node * flow->stride];
            if (net->n_nodes - k > LODE__NODES_AHEAD)
                LODE__FETCH(
                    &flow->value[net->by_id[k + LODE__NODES_AHEAD] * flow->stride]);
            const uint8_t kind = net->node_kind[node];
            if (amount == 0.0) continue;
            if (kind == LODE__INSTANCE || kind == LODE__RECYCLED) made += amount;
            cover_node(m, node, amount, &c);
        }
        if (made > 0.0) LODE__TRY(put_row(m, flow->root, at.item, made, volume, &c));
    }
    return LODE_OK;
}

/* One pass for all products together, each ordered in its volume. */
static lode_status portfolio(maker *m)
{
    const lode_network *net = m->network;
    const size_t n = (size_t)net->n_nodes + net->n_roots;
    double *value = lode__alloc(&m->context->allocator, n, sizeof *value);
    if (!value) return lode__nomem(m->context);
    for (size_t r = 0; r < net->n_roots; r++) {
        value[net->n_nodes + r] = net->model->products[net->roots[r].product].volume;
    }
    lode__down(net, false, value);
    const lode__flow flow = {net->n_roots, 1, value, value};
    const lode_status status = each(&flow, m);
    lode__free(&m->context->allocator, value);
    return status;
}

/* Where several products will ask for the same. */
static lode_status list_wanted(maker *m)
{
    lode__item_nodes *wanted =
        lode__alloc(&m->context->allocator, m->network->n_nodes, sizeof *wanted);
    if (!wanted) return lode__nomem(m->context);
    size_t n = 0;
    for (lode__item_nodes at = {0}; next_wanted(m, &n, &at);) wanted[n++] = at;
    m->wanted = wanted;
    m->n_wanted = n;
    return LODE_OK;
}

static lode_status make(maker *m, const lode_requirements_options *options)
{
    LODE__TRY(lode__find_stages(m->context, m->network->model, options->stages,
                                options->n_stages, &m->stages));
    LODE__TRY(lode__table_new(m->context, "requirements", lode__requirements_columns,
                              LODE__COUNT(lode__requirements_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    lode__table_dictionary(m->table, ITEM, lode__items(m->network));
    lode__table_dictionary(m->table, STAGE, lode__stages(m->network));
    lode__table_dictionary(m->table, UNIT, lode__units());
    /* One product may need them all. */
    if (m->stages.all) {
        const uint32_t n_nodes = m->network->n_nodes,
                       n_items = m->network->model->n_items;
        LODE__TRY(lode__table_reserve(m->context, m->table,
                                      n_nodes < n_items ? n_nodes : n_items));
    }
    m->delivery.parts =
        lode__alloc(&m->context->allocator, lode__max_parts(m->network->model),
                    sizeof *m->delivery.parts);
    if (!m->delivery.parts) return lode__nomem(m->context);
    if (m->portfolio) return portfolio(m);
    if (m->network->n_roots > 1) LODE__TRY(list_wanted(m));
    return lode__each_flow(m->context, m->network, each, m);
}

lode_status lode_requirements(lode_context *context, const lode_network *network,
                              const lode_requirements_options *options, lode_table **out)
{
    lode_requirements_options local;
    LODE__BEGIN(context, network, options, local, n_stages, out);
    if (local.flags & ~LODE_REQUIREMENTS_PORTFOLIO)
        return lode__invalid(context, "flags");
    maker m = {.context = context,
               .network = network,
               .portfolio = local.flags & LODE_REQUIREMENTS_PORTFOLIO};
    const lode_status status = make(&m, &local);
    lode__free(&context->allocator, m.wanted);
    lode__free(&context->allocator, m.delivery.parts);
    return lode__end(status, m.table, out);
}
