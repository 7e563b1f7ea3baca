/* Linear passes over the supply graph. */
#include "network/linear.h"

#include <string.h>

/* Summed apart from the values: a compiler cannot know that no term is the sum, and would
 * store every step of it. */
static void sum_row(const uint32_t *child, const double *weight, uint32_t degree,
                    const double *value, double *out)
{
    double sum[LODE__LANES];
    memcpy(sum, out, sizeof sum);
    for (uint32_t j = 0; j < degree; j++) {
        const double *term = value + (size_t)child[j] * LODE__LANES;
        for (int lane = 0; lane < LODE__LANES; lane++) {
            sum[lane] += weight[j] * term[lane];
        }
    }
    memcpy(out, sum, sizeof sum);
}

void lode__linear_up(const lode_network *network, const double *coefficient,
                     double *value)
{
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        const uint32_t *child = network->up_child + run->arc;
        const double *weight = coefficient + run->arc;
        for (uint32_t k = 0; k < run->n; k++) {
            sum_row(child, weight, run->degree, value,
                    value + (size_t)network->up_node[run->first + k] * LODE__LANES);
            child += run->degree;
            weight += run->degree;
        }
    }
}

/* Begins of items in by_id, where an item without nodes has no length. */
static void find_items(const lode_network *network, uint32_t *first)
{
    const uint32_t n_items = network->model->n_items;
    uint32_t item = 0;
    for (uint32_t k = 0; k < network->n_nodes; k++) {
        const uint32_t of = network->node_item[network->by_id[k]];
        while (item <= of) first[item++] = k;
    }
    while (item <= n_items) first[item++] = network->n_nodes;
}

/* Of an item, nodes by id are deliveries, then instances, then hosts and groups. */
static void descend(const lode_network *network, const uint32_t *first, uint32_t *node)
{
    for (uint32_t k = 0; k < network->model->n_items; k++) {
        const uint32_t item = network->model->item_order[k];
        for (uint32_t at = first[item]; at < first[item + 1]; at++) {
            *node++ = network->by_id[at];
        }
    }
}

lode_status lode__descent_init(lode_context *context, const lode_network *network,
                               lode__descent *descent)
{
    const lode_allocator *allocator = &context->allocator;
    uint32_t *first =
        lode__alloc(allocator, (size_t)network->model->n_items + 1, sizeof *first);
    descent->node = lode__alloc(allocator, network->n_nodes, sizeof *descent->node);
    if (first && descent->node) {
        find_items(network, first);
        descend(network, first, descent->node);
    }
    lode__free(allocator, first);
    return first && descent->node ? LODE_OK : lode__nomem(context);
}

void lode__descent_free(const lode_allocator *allocator, lode__descent *descent)
{
    lode__free(allocator, descent->node);
    descent->node = NULL;
}

void lode__linear_down(const lode_network *network, const lode__descent *descent,
                       const double *coefficient, double *weight)
{
    for (uint32_t k = 0; k < network->n_nodes; k++) {
        const uint32_t node = descent->node[k];
        if (weight[node] == 0.0) continue;
        const lode__row row = lode__up_row(network, node);
        const double *flow = coefficient + (row.child - network->up_child);
        for (uint32_t j = 0; j < row.run->degree; j++) {
            weight[row.child[j]] += flow[j] * weight[node];
        }
    }
}
