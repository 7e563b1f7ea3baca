/* What each regime of a plan does to each product. */
#ifndef LODE__SCENARIO_OUTCOMES_H
#define LODE__SCENARIO_OUTCOMES_H

#include "scenario/plan.h"

typedef struct lode__outcome {
    double loss, loss_high;
    double price_rise; /* of a unit, in the currency of the item's price; NaN: missing */
    size_t lane;
    lode__binding_chain binding; /* its chain is owned; nodes of the plan's network */
} lode__outcome;

typedef struct lode__outcomes {
    const lode__plan *plan;
    lode__outcome *of;  /* [n_regimes][n_roots] */
    double *deliveries; /* [n_lanes][n_nodes] losses, where asked for */
} lode__outcomes;

/* One pass for all lanes, and one for the prices of each regime that changes some. */
LODE_NODISCARD lode_status lode__find_outcomes(const lode__plan *plan, bool deliveries,
                                               lode__outcomes *out);
void lode__outcomes_free(lode__outcomes *outcomes);
static inline const lode__outcome *lode__outcome_of(const lode__outcomes *outcomes,
                                                    size_t regime, size_t root)
{
    return &outcomes->of[regime * outcomes->plan->network->n_roots + root];
}

#endif
