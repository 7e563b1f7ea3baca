/* What each arc carries for one unit of what takes it, from the lines of the model. */
#include "model/lines.h"
#include "network/linear.h"

#include <string.h>

static void flow_of_options(const lode_network *network, uint32_t node, lode__lines *at,
                            lode_kind kind, double *flow)
{
    const lode__row row = lode__up_row(network, node);
    double *out = flow + (row.child - network->up_child);
    for (uint32_t j = 0; j < row.run->degree; j++) out[j] = lode__lines_sum(at, kind);
}

/* Arcs of an instance stand as emit.c draws them: inputs, groups, hosts. */
static void flow_of_instance(const lode_network *network, uint32_t node,
                             const uint32_t *child, uint32_t degree, double *flow)
{
    const lode_kind kind = network->node_kind[node] == LODE__RECYCLED ? LODE_KIND_RECYCLED
                                                                      : LODE_KIND_PRIMARY;
    double *out = flow + (child - network->up_child);
    uint32_t j = 0;
    for (lode__lines at = lode__lines_of(network->model, network->node_item[node]);
         lode__line_here(&at);) {
        const uint32_t group = lode__line_group(&at);
        if (group && lode__line_is_for(&at, kind)) {
            flow_of_options(network, child[j], &at, kind, flow);
            out[j++] = 1.0;
            continue;
        }
        const double taken = lode__lines_sum(&at, kind);
        if (taken > 0.0) out[j++] = taken;
    }
    if (j < degree) out[j] = 0.0; /* hosts */
}

void lode__unit_flows(const lode_network *network, double *flow)
{
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        const size_t n = (size_t)run->n * run->degree;
        if (run->op == LODE__UP_DELIVERY) {
            memcpy(flow + run->arc, network->up_weight + run->weight, n * sizeof *flow);
        } else if (run->op == LODE__UP_HOSTS) {
            memset(flow + run->arc, 0, n * sizeof *flow);
        } else if (run->op != LODE__UP_GROUP) {
            for (uint32_t k = 0; k < run->n; k++) {
                flow_of_instance(network, network->up_node[run->first + k],
                                 network->up_child + run->arc + (size_t)k * run->degree,
                                 run->degree, flow);
            }
        }
    }
}
