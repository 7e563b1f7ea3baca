/* Linear passes over the supply graph. */
#include "network/linear.h"

void lode__linear_up(const lode_network *network, const double *coefficient,
                     double *value)
{
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        const uint32_t *child = network->up_child + run->arc;
        const double *weight = coefficient + run->arc;
        for (uint32_t k = 0; k < run->n; k++) {
            double *sum = value + (size_t)network->up_node[run->first + k] * LODE__LANES;
            for (uint32_t j = 0; j < run->degree; j++, child++, weight++) {
                const double *term = value + (size_t)*child * LODE__LANES;
                for (int lane = 0; lane < LODE__LANES; lane++) {
                    sum[lane] += *weight * term[lane];
                }
            }
        }
    }
}

void lode__linear_down(const lode_network *network, const lode__parents *parents,
                       const double *coefficient, double *weight)
{
    /* Nodes are numbered so that a node stands before all it takes. */
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        double sum = weight[node];
        for (uint32_t k = parents->first[node]; k < parents->first[node + 1]; k++) {
            const lode__taker *taker = &parents->taker[k];
            sum += coefficient[taker->arc] * weight[taker->node];
        }
        weight[node] = sum;
    }
}
