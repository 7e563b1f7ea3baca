/* The inner loops of both passes on a cache line of lanes at a time. One body
 * (kernel_body.h), compiled for each instruction set that helps; every version gives the
 * same bits, since all it does is add, subtract, multiply and compare, in one order,
 * without fused operations. */
#ifndef LODE__NETWORK_KERNEL_H
#define LODE__NETWORK_KERNEL_H

#include "network/network.h"

/* Whether a row of factors does anything in a block: as pass factors, as limits. */
enum { LODE__LIVE_PASS = 1, LODE__LIVE_LIMIT = 2 };

typedef struct lode__kernel {
    const char *name;
    /* live: of each row, read where there are limits; NULL: all of them are. */
    void (*up)(const lode_network *network, const lode__shocks *shocks,
               const double *rows, const uint8_t *live, double *value);
    /* Rows of one run: up without what is patched. */
    void (*up_run)(const lode_network *network, const lode__shocks *shocks,
                   const lode__run *run, const double *rows, double *value);
    void (*down)(const lode_network *network, const lode__run *run, double *value);
} lode__kernel;

extern const lode__kernel lode__kernel_portable;
#if defined(LODE__HAVE_AVX2)
extern const lode__kernel lode__kernel_avx2;
#endif
#if defined(LODE__HAVE_AVX512)
extern const lode__kernel lode__kernel_avx512;
#endif

/* The best one for the machine that runs. */
const lode__kernel *lode__kernel_best(void);

#endif
