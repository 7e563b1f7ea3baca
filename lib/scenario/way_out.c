/* Scenarios that are ways out. */
#include "scenario/plan.h"

#include <string.h>

bool lode__is_way_out(const lode_model *model, const lode__scenario *scenario)
{
    static const char *const kinds[] = {"new-capacity", "second-source", "thrifting",
                                        "substitution", "stock"};
    bool all = scenario->n_measures > 0;
    for (uint32_t k = 0; k < scenario->n_measures; k++) {
        const lode__measure *const measure =
            &model->measures[scenario->first_measure + k];
        const char *const name = lode__model_text(model, measure->name);
        bool is_one = measure->parent != 0;
        for (size_t i = 0; i < LODE__COUNT(kinds); i++) is_one |= !strcmp(name, kinds[i]);
        all &= is_one;
    }
    return all;
}
