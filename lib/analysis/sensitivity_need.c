/* Derivatives of a requirement or of content: what must be made of each node, times what
 * each unit of it takes of the item. Linear, so exact, and figures that act in several
 * places add up. */
#include "analysis/sensitivity.h"
#include "network/inputs.h"

typedef struct maker {
    lode__influences *all;
    const lode_network *network;
    double *flow;    /* [n_up_arcs] */
    double *made;    /* [n_nodes] for one unit of the product */
    double *takes;   /* [n_nodes * LODE__LANES] lane 0: of the item, for one unit */
    double *by_line; /* [n_lines] of the item, for each unit a line carries */
} maker;

static double takes(const maker *m, uint32_t node)
{
    return m->takes[(size_t)node * LODE__LANES];
}

/* Unit flows with options at their part of today. */
static void find_flows(maker *m)
{
    const lode_network *net = m->network;
    lode__unit_flows(net, m->flow);
    for (size_t r = 0; r < net->n_up_runs; r++) {
        const lode__run *run = &net->up_runs[r];
        if (run->op != LODE__UP_GROUP) continue;
        for (size_t k = 0; k < (size_t)run->n * run->degree; k++) {
            m->flow[run->arc + k] *= net->up_second[run->second + k];
        }
    }
}

static void seed_item(maker *m, uint32_t item, unsigned place)
{
    const lode_network *net = m->network;
    memset(m->takes, 0, (size_t)net->n_nodes * LODE__LANES * sizeof *m->takes);
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        const uint8_t kind = net->node_kind[node];
        const bool makes = kind == LODE__INSTANCE || kind == LODE__RECYCLED;
        const bool here = place == LODE__N_PLACES || net->node_place[node] == place;
        if (makes && here && net->node_item[node] == item) {
            m->takes[(size_t)node * LODE__LANES] = 1.0;
        }
    }
}

static lode_status add_delivery(maker *m, uint32_t node)
{
    const lode__row row = lode__up_row(m->network, node);
    lode__whole whole = {0.0, 0.0};
    for (uint32_t j = 0; j < row.run->degree; j++) {
        whole.share += row.weight[j];
        whole.brought += row.weight[j] * takes(m, row.child[j]);
    }
    if (whole.brought == 0.0 || !lode__is_wanted(m->all, LODE_PARAMETER_SHARE))
        return LODE_OK;
    for (uint32_t j = 0; j < row.run->degree; j++) {
        if (row.weight[j] == 0.0) continue;
        const double brings = takes(m, row.child[j]);
        LODE__TRY(lode__influences_add(
            m->all,
            (lode__influence){.parameter = LODE_PARAMETER_SHARE,
                              .node = node,
                              .child = row.child[j],
                              .value = row.weight[j],
                              .alone = m->made[node] * brings,
                              .shift = m->made[node] *
                                       lode__shifted(&whole, row.weight[j], brings)}));
    }
    return LODE_OK;
}

/* What each line of an instance's bill stands for. */
static void count_lines(maker *m, uint32_t node)
{
    lode__lines at = lode__lines_of(m->network->model, m->network->node_item[node]);
    for (lode__inputs in = lode__inputs_of(m->network, node); lode__inputs_next(&in);) {
        const lode__row *row = in.group ? &in.options : &in.row;
        const double each = m->made[node] * takes(m, row->child[in.arc]);
        for (; lode__line_here(&at) && at.line < in.end; lode__line_next(&at)) {
            if (lode__line_is_for(&at, in.kind)) m->by_line[at.line] += each;
        }
    }
}

static lode_status add_line(maker *m, const lode__lines *at, lode__influence in)
{
    const double quantity = m->network->model->line_quantity[at->line];
    const double yield = at->more ? at->more->yield_frac : 1.0;
    const double each = m->by_line[at->line] * lode__line_weight(at);
    in.line = at->line;
    in.end = at->line + 1;
    in.parameter = LODE_PARAMETER_QUANTITY;
    in.value = quantity;
    in.alone = each / yield;
    if (lode__is_wanted(m->all, in.parameter)) {
        LODE__TRY(lode__influences_add(m->all, in));
    }
    in.parameter = LODE_PARAMETER_YIELD;
    in.value = yield;
    in.alone = -each * quantity / (yield * yield);
    return lode__is_wanted(m->all, in.parameter) ? lode__influences_add(m->all, in)
                                                 : LODE_OK;
}

/* Lines from `at` on of one option; leaves `at` behind them. */
static double count_option(const maker *m, lode__lines *at)
{
    const uint32_t input = at->model->line_item[at->line], group = lode__line_group(at);
    double each = 0.0;
    do {
        each += m->by_line[at->line] * lode__line_flow(at);
        lode__line_next(at);
    } while (lode__line_here(at) && at->model->line_item[at->line] == input &&
             lode__line_group(at) == group);
    return each;
}

static lode_status add_group(maker *m, lode__lines from, lode__influence in)
{
    const uint32_t group = lode__line_group(&from);
    lode__whole whole = {0.0, 0.0};
    for (lode__lines at = from; lode__line_here(&at) && lode__line_group(&at) == group;) {
        const double weight = at.more->weight_frac;
        whole.share += weight;
        whole.brought += weight * count_option(m, &at);
    }
    if (whole.brought == 0.0) return LODE_OK;
    for (lode__lines at = from; lode__line_here(&at) && lode__line_group(&at) == group;) {
        in.parameter = LODE_PARAMETER_WEIGHT;
        in.line = at.line;
        in.child = at.model->line_item[at.line];
        in.group = group;
        in.value = at.more->weight_frac;
        in.alone = count_option(m, &at);
        in.end = at.line;
        in.shift = lode__shifted(&whole, in.value, in.alone);
        if (in.value == 0.0) continue;
        LODE__TRY(lode__influences_add(m->all, in));
    }
    return LODE_OK;
}

/* Lines of an item wherever it is made; `node` is one of its instances. */
static lode_status add_item(maker *m, uint32_t node)
{
    const lode_model *model = m->network->model;
    uint32_t group = 0;
    lode__influence in = {.node = node, .shift = NAN};
    for (lode__lines at = lode__lines_of(model, m->network->node_item[node]);
         lode__line_here(&at); lode__line_next(&at)) {
        in.group = lode__line_group(&at);
        in.child = model->line_item[at.line];
        if (in.group && in.group != group &&
            lode__is_wanted(m->all, LODE_PARAMETER_WEIGHT)) {
            LODE__TRY(add_group(m, at, in));
        }
        group = in.group;
        if (m->by_line[at.line] * lode__line_weight(&at) > 0.0) {
            LODE__TRY(add_line(m, &at, in));
        }
    }
    return LODE_OK;
}

static lode_status add_all(maker *m)
{
    const lode_network *net = m->network;
    for (lode__item_nodes at = {0}; lode__next_item(net, &at);) {
        uint32_t instance = UINT32_MAX;
        for (uint32_t k = at.first; k < at.end; k++) {
            const uint32_t node = net->by_id[k];
            const uint8_t kind = net->node_kind[node];
            if (m->made[node] == 0.0) continue;
            if (kind == LODE__DELIVERY) LODE__TRY(add_delivery(m, node));
            if (kind != LODE__INSTANCE && kind != LODE__RECYCLED) continue;
            count_lines(m, node);
            instance = node;
        }
        if (instance != UINT32_MAX) LODE__TRY(add_item(m, instance));
    }
    return LODE_OK;
}

static lode_status make(maker *m, const lode__descent *descent, uint32_t root,
                        uint32_t item, unsigned place, double *need)
{
    lode_context *context = m->all->context;
    const lode_allocator *allocator = &context->allocator;
    const size_t n = m->network->n_nodes;
    m->flow = lode__alloc(allocator, m->network->n_up_arcs, sizeof *m->flow);
    m->made = lode__alloc_zero(allocator, n, sizeof *m->made);
    m->takes = lode__alloc(allocator, n, LODE__LANES * sizeof *m->takes);
    m->by_line =
        lode__alloc_zero(allocator, m->network->model->n_lines, sizeof *m->by_line);
    if (!m->flow || !m->made || !m->takes || !m->by_line) return lode__nomem(context);
    find_flows(m);
    m->made[root] = 1.0;
    lode__linear_down(m->network, descent, m->flow, m->made);
    seed_item(m, item, place);
    lode__linear_up(m->network, m->flow, m->takes);
    *need = takes(m, root);
    return add_all(m);
}

lode_status lode__need_influences(lode__influences *all, const lode__descent *descent,
                                  uint32_t root, uint32_t item, unsigned place,
                                  double *need)
{
    const lode_allocator *allocator = &all->context->allocator;
    maker m = {.all = all, .network = all->network};
    const lode_status status = make(&m, descent, root, item, place, need);
    lode__free(allocator, m.flow);
    lode__free(allocator, m.made);
    lode__free(allocator, m.takes);
    lode__free(allocator, m.by_line);
    return status;
}
