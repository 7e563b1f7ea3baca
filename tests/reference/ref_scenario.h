/* Section 10: what the measures of scenarios change, worked out measure by measure. */
#ifndef LODE_TESTS_REF_SCENARIO_H
#define LODE_TESTS_REF_SCENARIO_H

#include "random_model.h"

/* Scenarios that hold together on a day, for one product. */
typedef struct ref_regime {
    const char *label;
    bool with[REF_SCENARIOS];
    const char *on; /* NULL: measures of every day */
    int product;
    bool high; /* what is of unknown origin comes from wherever a measure may hit it */
} ref_regime;

/* Shares, ways, limits, uses and prices under a regime, and which instances stop. The
 * shock gets the change. */
void ref_impose(const ref_graph *graph, const ref_regime *regime, ref_change *change,
                ref_shock *shock);
/* Rise of the price of the regime's product; NaN where some item has no price. */
double ref_price_rise(const ref_graph *graph, const ref_regime *regime,
                      const ref_change *change);

/* Scenarios for a model as a graph compiles it, so that each can be asked for. */
void ref_random_scenarios(ref_random *random, const ref_graph *graph, ref_model *model);

#endif
