/* Turning the up arcs round. */
#include "network/parents.h"

static void count_takers(const lode_network *network, uint32_t *first)
{
    for (size_t k = 0; k < network->n_up_arcs; k++) first[network->up_child[k] + 1]++;
    for (uint32_t node = 0; node < network->n_nodes; node++)
        first[node + 1] += first[node];
}

/* Puts the arcs of every node into the lists of what it takes. Each list's beginning
 * moves to its end, which is where the next one begins. */
static void list_takers(const lode_network *network, lode__parents *parents)
{
    for (uint32_t k = 0; k < network->n_nodes; k++) {
        const uint32_t node = network->by_id[k];
        const lode__row row = lode__up_row(network, node);
        uint32_t arc = (uint32_t)(row.child - network->up_child);
        for (uint32_t j = 0; j < row.run->degree; j++, arc++) {
            parents->taker[parents->first[row.child[j]]++] = (lode__taker){node, arc};
        }
    }
    for (uint32_t node = network->n_nodes; node > 0; node--) {
        parents->first[node] = parents->first[node - 1];
    }
    parents->first[0] = 0;
}

lode_status lode__parents_init(lode_context *context, const lode_network *network,
                               lode__parents *parents)
{
    const lode_allocator *allocator = &context->allocator;
    parents->first =
        lode__alloc_zero(allocator, (size_t)network->n_nodes + 1, sizeof *parents->first);
    parents->taker = lode__alloc(allocator, network->n_up_arcs, sizeof *parents->taker);
    if (!parents->first || !parents->taker) return lode__nomem(context);
    count_takers(network, parents->first);
    list_takers(network, parents);
    return LODE_OK;
}

void lode__parents_free(const lode_allocator *allocator, lode__parents *parents)
{
    lode__free(allocator, parents->first);
    lode__free(allocator, parents->taker);
    *parents = (lode__parents){0};
}
