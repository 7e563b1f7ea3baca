/* What each arc carries for one unit of what takes it, from the lines of the model. */
#include "network/inputs.h"
#include "network/linear.h"

#include <string.h>

static void flow_of_instance(const lode_network *network, uint32_t node, double *flow)
{
    for (lode__inputs in = lode__inputs_of(network, node); lode__inputs_next(&in);) {
        flow[lode__inputs_arc(&in)] = in.flow;
        if (in.group) flow[lode__arc_index(network, &in.row, in.group_arc)] = 1.0;
    }
}

void lode__unit_flows(const lode_network *network, double *flow)
{
    memset(flow, 0, network->n_up_arcs * sizeof *flow);
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        if (run->op == LODE__UP_DELIVERY) {
            memcpy(flow + run->arc, network->up_weight + run->weight,
                   (size_t)run->n * run->degree * sizeof *flow);
        } else if (run->op == LODE__UP_ALL || run->op == LODE__UP_LIMIT) {
            for (uint32_t k = 0; k < run->n; k++) {
                flow_of_instance(network, network->up_node[run->first + k], flow);
            }
        }
    }
}
