/* The pass down: requirements. */
#include "network/kernel.h"

#include <string.h>

#if defined(__GNUC__)
#define ALWAYS_INLINE __attribute__((always_inline))
#else
#define ALWAYS_INLINE
#endif

/* The order of summing is that of the lanes, so that one lane and eight agree to the bit. */
static inline ALWAYS_INLINE double sum_row(const double *value, const uint32_t *parent,
                                           const double *weight, uint32_t degree)
{
    double sum = weight[0] * value[parent[0]];
    if (degree < 8) {
        for (uint32_t j = 1; j < degree; j++) sum += weight[j] * value[parent[j]];
        return sum;
    }
    double sum1 = weight[1] * value[parent[1]], sum2 = weight[2] * value[parent[2]];
    double sum3 = weight[3] * value[parent[3]];
    uint32_t j = 4;
    for (; j + 4 <= degree; j += 4) {
        sum += weight[j] * value[parent[j]];
        sum1 += weight[j + 1] * value[parent[j + 1]];
        sum2 += weight[j + 2] * value[parent[j + 2]];
        sum3 += weight[j + 3] * value[parent[j + 3]];
    }
    if (j < degree) sum += weight[j] * value[parent[j]];
    if (j + 1 < degree) sum1 += weight[j + 1] * value[parent[j + 1]];
    if (j + 2 < degree) sum2 += weight[j + 2] * value[parent[j + 2]];
    return (sum + sum1) + (sum2 + sum3);
}

/* With a degree known at compile time the row is straight code: no branch to mispredict. */
static inline ALWAYS_INLINE void sum_rows(const lode_network *net, const lode__run *run,
                                          uint32_t degree, double *value)
{
    const uint32_t *parent = net->down_parent + run->arc;
    const double *weight = net->down_weight + run->arc;
    double *out = value + run->first;
    for (uint32_t k = 0; k < run->n; k++) {
        out[k] = sum_row(value, parent, weight, degree);
        parent += degree;
        weight += degree;
    }
}

static void down_run(const lode_network *net, const lode__run *run, double *value)
{
    switch (run->degree) {
    case 0: memset(value + run->first, 0, run->n * sizeof *value); break;
    case 1: sum_rows(net, run, 1, value); break;
    case 2: sum_rows(net, run, 2, value); break;
    case 3: sum_rows(net, run, 3, value); break;
    case 4: sum_rows(net, run, 4, value); break;
    case 5: sum_rows(net, run, 5, value); break;
    case 6: sum_rows(net, run, 6, value); break;
    case 7: sum_rows(net, run, 7, value); break;
    case 8: sum_rows(net, run, 8, value); break;
    case 9: sum_rows(net, run, 9, value); break;
    case 10: sum_rows(net, run, 10, value); break;
    case 11: sum_rows(net, run, 11, value); break;
    case 12: sum_rows(net, run, 12, value); break;
    default: sum_rows(net, run, run->degree, value); break;
    }
}

void lode__down(const lode_network *network, bool cut, double *value)
{
    for (size_t r = 0; r < network->n_down_runs; r++) {
        const lode__run *run = &network->down_runs[r];
        if (cut && run->cut) {
            memset(value + run->first, 0, run->n * sizeof *value);
        } else {
            down_run(network, run, value);
        }
    }
    /* Runs that pass nothing on get their own values last, from the products' end of the graph
     * backwards: what they take from is still cut where it must be. */
    for (size_t r = network->n_down_runs; cut && r-- > 0;) {
        if (network->down_runs[r].cut) down_run(network, &network->down_runs[r], value);
    }
}

void lode__down_lanes(const lode_network *network, bool cut, double *value)
{
    const lode__kernel *kernel = lode__kernel_best();
    for (size_t r = 0; r < network->n_down_runs; r++) {
        const lode__run *run = &network->down_runs[r];
        if (cut && run->cut) {
            memset(value + (size_t)run->first * LODE__LANES, 0,
                   (size_t)run->n * LODE__LANES * sizeof *value);
        } else {
            kernel->down(network, run, value);
        }
    }
    for (size_t r = network->n_down_runs; cut && r-- > 0;) {
        if (network->down_runs[r].cut) kernel->down(network, &network->down_runs[r], value);
    }
}
