/* Hidden single sources: deliveries that look diverse and converge below. model.md
 * section 6. */
#ifndef LODE__ANALYSIS_HIDDEN_H
#define LODE__ANALYSIS_HIDDEN_H

#include "analysis/common.h"

/* Under the stop of one country: deliveries hidden behind it, and what each of them hangs
 * on. */
typedef struct lode__hidden {
    unsigned place;
    size_t n;
    uint32_t *node; /* [n] deliveries, in canonical order */
    size_t n_items;
    uint32_t *item; /* [n_items] items made in the country, by id */
    uint8_t *hangs; /* [n_items][n]: the stop of the item there alone takes more than the
                       level */
} lode__hidden;

/* Deliveries whose own largest share does not exceed the level, in canonical order; *out
 * is allocated. */
LODE_NODISCARD lode_status lode__diverse(lode_context *context,
                                         const lode_network *network, double level,
                                         uint32_t **out, size_t *out_n);
/* Fills items and what hangs on them; place, n and node are set. */
LODE_NODISCARD lode_status lode__find_hangs(lode_context *context,
                                            const lode_network *network,
                                            lode__stop_kind kind, const bool *stages,
                                            double level, lode__hidden *hidden);
void lode__hidden_free(lode_context *context, lode__hidden *hidden);

/* Steps over inputs and hosts from a node to each it reaches, UINT32_MAX to the others;
 * options that serve nothing today lead nowhere. */
void lode__steps(const lode_network *network, uint32_t from, uint32_t *steps);
/* Items of convergence of the deliveries that are reached, by id, each once, and `spread`
 * where there is none. steps are those of the product. */
LODE_NODISCARD lode_status lode__hidden_text(lode_context *context,
                                             const lode_network *network,
                                             const lode__hidden *hidden,
                                             const uint32_t *steps, lode__text *text);

#endif
