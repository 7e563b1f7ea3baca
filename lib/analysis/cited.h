/* Where a figure comes from: sources, bases, year. */
#ifndef LODE__ANALYSIS_CITED_H
#define LODE__ANALYSIS_CITED_H

#include "analysis/common.h"

/* Gathered from one figure after the other. */
typedef struct lode__cited {
    lode__delivery delivery;   /* room to resolve in */
    lode__text sources, bases; /* ids and names joined by blanks, each once */
    int32_t year;              /* the latest; LODE_YEAR_NONE: none */
} lode__cited;

/* To be freed also on failure. */
LODE_NODISCARD lode_status lode__cited_init(lode_context *context,
                                            const lode_model *model, lode__cited *cited);
void lode__cited_free(lode_context *context, lode__cited *cited);
void lode__cited_clear(lode__cited *cited);
/* Adds who says what part of a delivery an instance gives. */
LODE_NODISCARD lode_status lode__cite_share(lode_context *context,
                                            const lode_network *network,
                                            uint32_t delivery, uint32_t instance,
                                            lode__cited *cited);
/* Adds the sources and the year of a balance, or of its amounts of one thing (0: all). */
LODE_NODISCARD lode_status lode__cite_balance(lode_context *context,
                                              const lode_model *model,
                                              const lode__balance *balance,
                                              lode_amount_of of, lode__cited *cited);
/* Adds the sources of lines line .. end - 1 of bills of materials. */
LODE_NODISCARD lode_status lode__cite_lines(lode_context *context,
                                            const lode_model *model, uint32_t line,
                                            uint32_t end, lode__cited *cited);

#endif
