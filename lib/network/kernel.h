/* The inner loops of both passes on LODE__LANES at a time. One body
 * (kernel_body.h), compiled for each instruction set that helps; every version gives the
 * same bits, since all it does is add, subtract, multiply and compare, in one order,
 * without fused operations. */
#ifndef LODE__NETWORK_KERNEL_H
#define LODE__NETWORK_KERNEL_H

#include "network/network.h"

typedef struct lode__kernel {
    const char *name;
    /* lack is [lode__count_lacks() * LODE__LANES]. */
    void (*up)(const lode_network *network, const lode__shocks *shocks,
               const double *rows, double *lack);
    /* Rows of one run: up without what is patched. */
    void (*up_run)(const lode_network *network, const lode__shocks *shocks,
                   const lode__run *run, const double *rows, double *lack);
    void (*down)(const lode_network *network, const lode__run *run, double *value);
} lode__kernel;

extern const lode__kernel lode__kernel_portable;
#if defined(LODE__HAVE_AVX2)
extern const lode__kernel lode__kernel_avx2;
#endif
#if defined(LODE__HAVE_AVX512)
extern const lode__kernel lode__kernel_avx512;
#endif

/* Lanes begin on a cache line: the first one in memory with room for one line more. */
static inline double *lode__on_line(void *memory)
{
    enum { LINE = LODE__LANES * sizeof(double) };
    return (double *)(((uintptr_t)memory + LINE - 1) / LINE * LINE);
}

/* The best one for the machine that runs. */
const lode__kernel *lode__kernel_best(void);

#endif
