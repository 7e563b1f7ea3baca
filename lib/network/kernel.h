/* The inner loops of both passes on LODE__LANES at a time. One body
 * (kernel_body.h), compiled for each instruction set that helps; every version gives the
 * same bits, since all it does is add, subtract, multiply and compare, in one order,
 * without fused operations. */
#ifndef LODE__NETWORK_KERNEL_H
#define LODE__NETWORK_KERNEL_H

#include "network/network.h"

typedef struct lode__kernel {
    const char *name;
    /* live: whether a way does anything in some lane; NULL: every one but the free one.
     */
    void (*up)(const lode_network *network, const lode__shocks *shocks,
               const double *rows, const uint8_t *live, double *lack);
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

/* How many ways shocks have, the free one included, and which of them do something in the
 * lanes that rows holds. effect: room for a byte for each row. */
size_t lode__count_ways(const lode__shocks *shocks);
void lode__mark_live(const lode__shocks *shocks, const double *rows, uint8_t *effect,
                     uint8_t *live);

/* The best one for the machine that runs. */
const lode__kernel *lode__kernel_best(void);

#endif
