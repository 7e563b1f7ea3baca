/* One-sided derivatives, row by row from the root down. */
#include "network/gradient.h"

#include <string.h>

/* An instance: limits at the minimum. What is no limit has no slope. */
static uint8_t bend_instance(const lode__block *block, const lode__row *row,
                             uint32_t node, double *fall, double *rise)
{
    const double base = lode__base_of(block, row, 0);
    const double most = lode__given(block, node, 0) + LODE__TIE;
    const bool full = lode__capacity_of(block, node, 0) * base <= most;
    uint32_t n = full;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(block, row, j, 0);
        const double offer = lode__offer(t.use);
        const double offered = t.weight * offer * t.x + (1.0 - t.weight) * base;
        const bool sets = offered <= most;
        fall[j] = rise[j] = sets ? t.weight * offer : 0.0;
        n += sets;
    }
    return (uint8_t)((full ? LODE__CAPACITY_SETS : 0) | (n > 1 ? LODE__MINIMUM_TIED : 0));
}

static void bend_delivery(const lode__block *block, const lode__row *row, double *fall,
                          double *rise)
{
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(block, row, j, 0);
        const double offer = lode__offer(t.use), passed = t.pass * offer * t.x;
        const double slope = t.weight * t.pass * offer;
        fall[j] = passed <= t.limit + LODE__TIE ? slope : 0.0;
        rise[j] = passed < t.limit - LODE__TIE ? slope : 0.0;
    }
}

/* A delivery without limits, as nearly all are: it does not matter what comes. */
static void bend_plain_delivery(const lode__block *block, const lode__row *row,
                                double *fall, double *rise)
{
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const size_t at = lode__way_at(block->shocks, row->first_weight + j).pass;
        fall[j] = rise[j] = row->weight[j] * block->rows[at * LODE__LANES];
    }
}

/* Options below today's use give up their cap, those above only their weight. */
static void bend_group(const lode__block *block, const lode__row *row, double *fall,
                       double *rise)
{
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(block, row, j, 0);
        const double offer = lode__offer(t.use), given = offer * t.x;
        fall[j] = offer * (given <= 1.0 + LODE__TIE ? t.weight : t.second);
        rise[j] = offer * (given < 1.0 - LODE__TIE ? t.weight : t.second);
    }
}

/* Derivatives of a node's row; what is to be noted of the node. */
static uint8_t bend(const lode__block *block, const lode__row *row, uint32_t node,
                    double *fall, double *rise)
{
    switch ((lode__up_op)row->run->op) {
    case LODE__UP_ALL:
    case LODE__UP_LIMIT:
        return bend_instance(block, row, node, fall, rise);
    case LODE__UP_DELIVERY:
        if (block->shocks->n_patches || block->shocks->ways) {
            bend_delivery(block, row, fall, rise);
        } else {
            bend_plain_delivery(block, row, fall, rise);
        }
        break;
    case LODE__UP_HOSTS:
        memcpy(fall, row->weight, row->run->degree * sizeof *fall);
        memcpy(rise, row->weight, row->run->degree * sizeof *rise);
        break;
    case LODE__UP_GROUP:
        bend_group(block, row, fall, rise);
        break;
    }
    return 0;
}

/* Hands a node's weight on to what it takes. */
static void hand_down(lode__gradient *g, const lode__row *row, uint32_t node,
                      const double *fall, const double *rise)
{
    const uint8_t state = g->state[node];
    const double weight = g->weight[node];
    const uint8_t plain =
        (uint8_t)(LODE__LIVE |
                  (state & (LODE__TIED | LODE__MINIMUM_TIED) ? LODE__TIED : 0));
    for (uint32_t j = 0; j < row->run->degree; j++) {
        if (fall[j] == 0.0 && rise[j] == 0.0) continue;
        g->weight[row->child[j]] += fall[j] * weight;
        g->state[row->child[j]] |= fall[j] == rise[j] ? plain : plain | LODE__TIED;
    }
}

void lode__gradient_run(lode__gradient *g, const lode__point *point, uint32_t root)
{
    const lode_network *network = point->block.network;
    memset(g->state, 0, network->n_nodes);
    memset(g->weight, 0, network->n_nodes * sizeof *g->weight);
    g->state[root] = LODE__LIVE;
    g->weight[root] = 1.0;
    for (uint32_t k = 0; k < network->n_nodes; k++) {
        const uint32_t node = g->descent.node[k];
        if (!g->state[node]) continue;
        const lode__row row = lode__up_row(network, node);
        const size_t arc = (size_t)(row.child - network->up_child);
        double *fall = g->fall + arc, *rise = g->rise + arc;
        g->state[node] |= bend(&point->block, &row, node, fall, rise);
        hand_down(g, &row, node, fall, rise);
    }
}

lode_status lode__gradient_init(lode_context *context, const lode_network *network,
                                lode__gradient *gradient)
{
    const lode_allocator *allocator = &context->allocator;
    gradient->fall = lode__alloc(allocator, network->n_up_arcs, sizeof *gradient->fall);
    gradient->rise = lode__alloc(allocator, network->n_up_arcs, sizeof *gradient->rise);
    gradient->state = lode__alloc(allocator, network->n_nodes, 1);
    gradient->weight = lode__alloc(allocator, network->n_nodes, sizeof *gradient->weight);
    LODE__TRY(lode__descent_init(context, network, &gradient->descent));
    if (!gradient->fall || !gradient->rise || !gradient->state || !gradient->weight) {
        return lode__nomem(context);
    }
    return LODE_OK;
}

void lode__gradient_free(const lode_allocator *allocator, lode__gradient *gradient)
{
    lode__descent_free(allocator, &gradient->descent);
    lode__free(allocator, gradient->fall);
    lode__free(allocator, gradient->rise);
    lode__free(allocator, gradient->state);
    lode__free(allocator, gradient->weight);
    *gradient = (lode__gradient){.fall = NULL};
}
