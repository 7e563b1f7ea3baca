/* What of each material is in each product of a bill of materials. */
#ifndef BENCH_CONTENT_CASE_H
#define BENCH_CONTENT_CASE_H

#include "bom_case.h"

typedef struct content_case {
    bom_case *all;
    size_t n_products, n_materials;
    uint32_t *material;  /* [n_materials] items */
    uint32_t *column;    /* [n_items] number of a material, n_materials of other items */
    double *content;     /* [n_products * n_materials] by id */
    double *coefficient; /* [up arcs] of linear passes */
    void *memory;
    double *value; /* lanes of nodes, orders behind them, on cache lines */
    lode_table *table;
} content_case;

content_case *content_case_new(bom_shape shape);
void content_case_free(void *state);
/* Three ways to the same: the public call; passes down, some products at a time; passes
 * up, some materials at a time. Each fills `content`. */
void content_case_call(void *state);
void content_case_down(void *state);
void content_case_up(void *state);

#endif
