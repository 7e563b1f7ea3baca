/* Numbers explained: rows of arithmetic with the figures in it, from the product down. */
#ifndef LODE__ANALYSIS_EXPLAIN_H
#define LODE__ANALYSIS_EXPLAIN_H

#include "analysis/asked.h"
#include "analysis/cited.h"
#include "analysis/sentence.h"

/* The table under work, and the row at hand. */
typedef struct lode__explainer {
    lode_context *context;
    const lode_network *network;
    lode_table *table;
    lode__cited cited;         /* of the row; empty where it says nothing */
    lode__sentence what, sums; /* of the row */
    size_t root, step;
} lode__explainer;

/* One row: what is computed of an item at a place (LODE__N_PLACES: everywhere) in a unit
 * ("" for parts of today's flow), with what stands in `what`, `sums` and `cited`, which
 * are cleared. */
LODE_NODISCARD lode_status lode__explain_row(lode__explainer *e, uint32_t item,
                                             unsigned place, double value,
                                             const char *unit);

/* The loss of a root in the state asked for: of every node that is short, or of those on
 * the binding chain. */
LODE_NODISCARD lode_status lode__explain_loss(lode__explainer *e, lode__asked *asked,
                                              bool all);
/* What each root needs of an item. */
LODE_NODISCARD lode_status lode__explain_need(lode__explainer *e, uint32_t item);

#endif
