/* One-sided derivatives of each row by what it takes. */
#include "network/slopes.h"
#include "network/linear.h"

#include <string.h>

/* An instance: limits at the minimum. What is no limit has no slope. */
static void bend_instance(const lode__block *block, const lode__row *row, uint32_t node,
                          double *fall, double *rise, uint8_t *limits)
{
    const double base = lode__base_of(block, row, 0);
    const double most = block->value[(size_t)node * LODE__LANES] + LODE__TIE;
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
    *limits =
        (uint8_t)((full ? LODE__CAPACITY_SETS : 0) | (n > 1 ? LODE__MINIMUM_TIED : 0));
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

/* The row after this one in its run. */
static void step(const lode_network *network, lode__row *row)
{
    const uint32_t degree = row->run->degree;
    row->up_row++;
    row->child += degree;
    if (!row->weight) return;
    row->first_weight += degree;
    row->weight += degree;
    if (row->second) row->second += degree;
    if (row->run->op == LODE__UP_DELIVERY) return;
    row->base = network->up_base[row->run->base + (row->up_row - row->run->first)];
}

static void bend_run(const lode__block *block, const lode__run *run, lode__slopes *slopes)
{
    const lode_network *network = block->network;
    lode__row row = lode__up_row(network, network->up_node[run->first]);
    for (uint32_t k = 0; k < run->n; k++) {
        const uint32_t node = network->up_node[run->first + k];
        if (k) step(network, &row);
        const size_t arc = run->arc + (size_t)k * run->degree;
        double *fall = slopes->fall + arc, *rise = slopes->rise + arc;
        slopes->limits[node] = 0;
        switch ((lode__up_op)run->op) {
        case LODE__UP_ALL:
        case LODE__UP_LIMIT:
            bend_instance(block, &row, node, fall, rise, &slopes->limits[node]);
            break;
        case LODE__UP_DELIVERY:
            bend_delivery(block, &row, fall, rise);
            break;
        case LODE__UP_HOSTS:
            memcpy(fall, row.weight, run->degree * sizeof *fall);
            memcpy(rise, row.weight, run->degree * sizeof *rise);
            break;
        case LODE__UP_GROUP:
            bend_group(block, &row, fall, rise);
            break;
        }
    }
}

lode_status lode__slopes_init(lode_context *context, const lode__point *point,
                              lode__slopes *slopes)
{
    const lode_allocator *allocator = &context->allocator;
    const lode_network *network = point->block.network;
    slopes->fall = lode__alloc(allocator, network->n_up_arcs, sizeof *slopes->fall);
    slopes->rise = lode__alloc(allocator, network->n_up_arcs, sizeof *slopes->rise);
    slopes->limits = lode__alloc(allocator, network->n_nodes, 1);
    if (!slopes->fall || !slopes->rise || !slopes->limits) return lode__nomem(context);
    for (size_t r = 0; r < network->n_up_runs; r++) {
        bend_run(&point->block, &network->up_runs[r], slopes);
    }
    return LODE_OK;
}

void lode__slopes_free(const lode_allocator *allocator, lode__slopes *slopes)
{
    lode__free(allocator, slopes->fall);
    lode__free(allocator, slopes->rise);
    lode__free(allocator, slopes->limits);
    *slopes = (lode__slopes){0};
}

void lode__slopes_adjoint(const lode_network *network, const lode__parents *parents,
                          const lode__slopes *slopes, uint32_t root, uint8_t *state,
                          double *weight)
{
    memset(state, 0, network->n_nodes);
    memset(weight, 0, network->n_nodes * sizeof *weight);
    state[root] = LODE__LIVE;
    weight[root] = 1.0;
    lode__linear_down(network, parents, slopes->fall, weight);
    for (uint32_t node = root + 1; node < network->n_nodes; node++) {
        for (uint32_t k = parents->first[node]; k < parents->first[node + 1]; k++) {
            const lode__taker *taker = &parents->taker[k];
            const double fall = slopes->fall[taker->arc], rise = slopes->rise[taker->arc];
            if (!(state[taker->node] & LODE__LIVE) || (fall == 0.0 && rise == 0.0))
                continue;
            const bool bends =
                fall != rise || slopes->limits[taker->node] & LODE__MINIMUM_TIED;
            state[node] |= (uint8_t)(LODE__LIVE | (state[taker->node] & LODE__TIED) |
                                     (bends ? LODE__TIED : 0));
        }
    }
}
