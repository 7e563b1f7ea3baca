/* A bill of materials, compiled, with the plain answer beside it: what several workloads
 * begin with. */
#ifndef BENCH_BOM_CASE_H
#define BENCH_BOM_CASE_H

#include "bom.h"

typedef struct bom_case {
    lode_context *context;
    bom *bom;
    lode_model *model;
    lode_network *network;
    double *value; /* of nodes, orders behind them */
    double *plain; /* of items */
    lode_table *table;
} bom_case;

/* Size of a workload in lines: a tenth where only a quick run is asked for. */
size_t bom_case_lines(const workload *w, const settings *s);
bom_case *bom_case_new(bom_shape shape);
void bom_case_free(void *state);
/* The pass down over all products, each ordered in its volume. */
void bom_case_down(void *state);
/* The same on plain rows. */
void bom_case_plain(void *state);
/* Both gave the same for every item. */
bool bom_case_agrees(void *state);

#endif
