/* Rows for what leaves a node by ways that something acts on. */
#include "network/network.h"

#include <string.h>

lode_status lode__vias_reserve(lode_context *context, lode__vias *vias, size_t n)
{
    const uint64_t most = UINT32_MAX - 1; /* rows in all */
    if (vias->first + (uint64_t)vias->n + n > most)
        return lode__over_limit(context, LODE_LIMIT_NODES, most, NULL, NULL);
    const lode_status status = lode__reserve(
        &context->allocator, &vias->via, &vias->capacity, vias->n, n, sizeof *vias->via);
    return status < 0 ? lode__nomem(context) : LODE_OK;
}

/* One that is there already, among the newest few: a second one would do no harm. */
static uint32_t find(const lode__vias *vias, uint32_t node, lode__way way)
{
    enum { FEW = 8 };
    uint32_t at = vias->newest[node];
    for (int k = 0; k < FEW && at; k++) {
        const lode__via *const via = &vias->via[at - 1];
        if (via->pass == way.pass && via->limit == way.limit) return at;
        at = via->next;
    }
    return 0;
}

void lode__vias_add(lode__vias *vias, const lode_network *network, size_t arc,
                    lode__way way)
{
    const uint32_t node = network->up_child[arc];
    uint32_t at = find(vias, node, way);
    if (!at) {
        vias->via[vias->n] = (lode__via){way.pass, way.limit, vias->newest[node]};
        at = vias->newest[node] = (uint32_t)++vias->n;
    }
    vias->child[arc] = vias->first + at - 1;
}

static lode_status add_run(lode_context *context, const lode_network *network,
                           const lode__shocks *shocks, const lode__run *run,
                           lode__vias *vias)
{
    const size_t n = (size_t)run->n * run->degree;
    for (size_t k = 0; k < n; k++) {
        const lode__way way = lode__way_at(shocks, run->weight + k);
        if (!way.pass && !way.limit) continue;
        LODE__TRY(lode__vias_reserve(context, vias, 1));
        lode__vias_add(vias, network, run->arc + k, way);
    }
    return LODE_OK;
}

lode_status lode__vias_init(lode_context *context, const lode_network *network,
                            const lode__shocks *shocks, lode__vias *vias)
{
    const lode_allocator *allocator = &context->allocator;
    const size_t n_arcs = network->n_up_arcs;
    *vias = (lode__vias){.first = network->n_nodes};
    vias->child = lode__alloc(allocator, n_arcs, sizeof *vias->child);
    vias->newest = lode__alloc_zero(allocator, network->n_nodes, sizeof *vias->newest);
    if (!vias->child || !vias->newest) return lode__nomem(context);
    memcpy(vias->child, network->up_child, n_arcs * sizeof *vias->child);
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        if (run->op != LODE__UP_DELIVERY) continue;
        LODE__TRY(add_run(context, network, shocks, run, vias));
    }
    return LODE_OK;
}

void lode__vias_free(const lode_allocator *allocator, lode__vias *vias)
{
    lode__free(allocator, vias->child);
    lode__free(allocator, vias->newest);
    lode__free(allocator, vias->via);
    *vias = (lode__vias){.child = NULL};
}
