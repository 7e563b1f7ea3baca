/* The analyses as a list. To offer a new one is to add its options and its row here. */
#include "analysis/columns.h"
#include "lode/analysis.h"

#include <string.h>

#define OPTION(struct_type, member, name, type, choices, doc)                            \
    {                                                                                    \
        name, LODE_OPTION_##type, (uint32_t)offsetof(struct_type, member), choices, doc  \
    }

#define SHOW_STAGES(t)                                                                   \
    OPTION(t, stages, "stage", TEXTS, "", "show items of this stage only; repeatable")
#define STOP_STAGES(t)                                                                   \
    OPTION(t, stages, "stage", TEXTS, "",                                                \
           "only what is made at this stage stops; repeatable")
#define LEVEL(t)                                                                         \
    OPTION(t, level_frac, "level", REAL, "",                                             \
           "share above which one holder counts as single, 0..1 (0.65)")
#define DOMESTIC(t)                                                                      \
    OPTION(t, domestic, "domestic", TEXT, "", "country or bloc that counts as at home")
#define KINDS(t, preset)                                                                 \
    OPTION(t, kinds, "kind", CHOICE, "production=1 exports=2",                           \
           "what of a country stops: its production or its exports (" preset ")")

static const lode_analysis_option requirements_options[] = {
    OPTION(lode_requirements_options, flags, "portfolio", SWITCH, "portfolio=1",
           "all products together, each with its volume"),
    SHOW_STAGES(lode_requirements_options),
};
static const lode_analysis_option origin_options[] = {
    SHOW_STAGES(lode_origin_options),
};
static const lode_analysis_option dependency_options[] = {
    DOMESTIC(lode_dependency_options),
    SHOW_STAGES(lode_dependency_options),
};
static const lode_analysis_option concentration_options[] = {
    LEVEL(lode_concentration_options),
    OPTION(lode_concentration_options, indicator, "indicator", TEXT, "",
           "governance score to weight with (all that begin with WGI.)"),
    SHOW_STAGES(lode_concentration_options),
};
static const lode_analysis_option exposure_options[] = {
    KINDS(lode_exposure_options, "each in turn"),
    LEVEL(lode_exposure_options),
    OPTION(lode_exposure_options, gdp, "gdp", REAL, "",
           "show value at risk as a part of it"),
    DOMESTIC(lode_exposure_options),
    STOP_STAGES(lode_exposure_options),
};
static const lode_analysis_option coalitions_options[] = {
    KINDS(lode_coalitions_options, "production"),
    LEVEL(lode_coalitions_options),
    OPTION(lode_coalitions_options, size, "size", COUNT, "",
           "largest set looked for (3)"),
    OPTION(lode_coalitions_options, flags, "with-domestic", SWITCH, "with-domestic=1",
           "sets may hold domestic countries"),
    DOMESTIC(lode_coalitions_options),
    STOP_STAGES(lode_coalitions_options),
};
#define SCENARIOS(t)                                                                     \
    OPTION(t, scenarios, "scenario", TEXTS, "",                                          \
           "this scenario, or several at once as A+B (every one); repeatable")
#define ON(t)                                                                            \
    OPTION(t, on, "on", TEXT, "", "only measures in force on this date, as 2025-04-04")
#define SET(t)                                                                           \
    OPTION(t, set, "set", TEXTS, "",                                                     \
           "[MEASURE.]ATTRIBUTE=NUMBER in place of the measures' own; repeatable")
static const lode_analysis_option scenario_options[] = {
    SCENARIOS(lode_scenario_options),
    ON(lode_scenario_options),
    SET(lode_scenario_options),
    OPTION(lode_scenario_options, flags, "deliveries", SWITCH, "deliveries=1",
           "every delivery a product reaches as well"),
};

static const lode_analysis_option compare_options[] = {
    OPTION(lode_compare_options, scenarios, "scenario", TEXTS, "",
           "this scenario, or several at once as A+B (every one that is no way out); "
           "repeatable"),
    OPTION(lode_compare_options, figures, "figure", CHOICE,
           "loss=1 loss-high=2 output=4 price-change=8 value-at-risk=16 stock-days=32",
           "what to compare (loss)"),
    ON(lode_compare_options),
    SET(lode_compare_options),
};
static const lode_analysis_option mitigation_options[] = {
    OPTION(lode_mitigation_options, scenario, "scenario", TEXT, "",
           "what is to be escaped: a scenario, or several at once as A+B"),
    OPTION(lode_mitigation_options, ways, "way", TEXTS, "",
           "ID[=COST]: a scenario that is a way out, and its cost a year (every one); "
           "repeatable"),
    OPTION(lode_mitigation_options, flags, "pairs", SWITCH, "pairs=1",
           "every two ways together as well"),
    ON(lode_mitigation_options),
    SET(lode_mitigation_options),
};

#define STOP(t)                                                                          \
    OPTION(t, stop, "stop", TEXTS, "", "country or bloc that has stopped; repeatable"),  \
        OPTION(t, kind, "kind", CHOICE, "production=1 exports=2",                        \
               "what of it stops: its production or its exports (production)")
#define SCENARIO(t)                                                                      \
    OPTION(t, scenario, "scenario", TEXT, "",                                            \
           "under this scenario, or several at once as A+B, in place of stops")
static const lode_analysis_option sensitivity_options[] = {
    OPTION(lode_sensitivity_options, parameters, "parameter", CHOICE,
           "capacity=1 surge=2 pass=4 share=8 essential=16 cap=32 quantity=64 yield=128 "
           "weight=256",
           "only figures of this kind (all that can matter)"),
    OPTION(lode_sensitivity_options, top, "top", COUNT, "",
           "rows shown of each product, 0: all (0)"),
    STOP(lode_sensitivity_options),
    OPTION(lode_sensitivity_options, item, "item", TEXT, "",
           "of what is required of this item, in place of the product's output"),
    OPTION(lode_sensitivity_options, country, "country", TEXT, "",
           "of that, what is made in this country (anywhere)"),
    SCENARIO(lode_sensitivity_options),
    ON(lode_sensitivity_options),
    SET(lode_sensitivity_options),
};

static const lode_analysis_option explain_options[] = {
    STOP(lode_explain_options),
    SCENARIO(lode_explain_options),
    ON(lode_explain_options),
    SET(lode_explain_options),
    OPTION(lode_explain_options, item, "item", TEXT, "",
           "what is required of this item, in place of the product's loss; with a figure "
           "its item (the product's own)"),
    OPTION(lode_explain_options, figures, "figure", CHOICE,
           "direct=1 content=2 deep=4 reliance=8 content-mass=16 content-value=32",
           "of the dependency on what is made abroad, in place of the product's loss"),
    DOMESTIC(lode_explain_options),
    OPTION(lode_explain_options, flags, "all", SWITCH, "all=1",
           "everything that is short or takes the item, not only what binds"),
};

static const lode_analysis_option diff_options[] = {
    OPTION(lode_diff_options, figures, "figure", CHOICE,
           "requirement=1 origin=2 loss=4 coalition=8", "what is compared (all)"),
    OPTION(lode_diff_options, tolerance, "tolerance", REAL, "",
           "what differs by no more is left out, as a part of the larger (1e-9)"),
    OPTION(lode_diff_options, level_frac, "level", REAL, "",
           "loss above which a set of countries is a coalition, 0..1 (0.65)"),
    OPTION(lode_diff_options, size, "size", COUNT, "",
           "largest coalition looked for (3)"),
};

/* From the list's one signature to each analysis' own. */
#define RUN(name)                                                                        \
    static lode_status run_##name(lode_context *context, const lode_network *network,    \
                                  const void *options, lode_table **out)                 \
    {                                                                                    \
        return lode_##name(context, network, options, out);                              \
    }
RUN(requirements)
RUN(origin)
RUN(dependency)
RUN(concentration)
RUN(exposure)
RUN(coalitions)
RUN(scenario)
RUN(compare)
RUN(mitigation)
RUN(sensitivity)
RUN(explain)
RUN(vectors)

#define ROW(which, about, list, n, bits)                                                 \
    {                                                                                    \
        .name = #which, .summary = about,                                                \
        .options_size = sizeof(lode_##which##_options), .options = list, .n_options = n, \
        .run = run_##which, .columns = lode__##which##_columns, .flags = bits            \
    }
#define ROW_WITH(which, about, bits)                                                     \
    ROW(which, about, which##_options, sizeof which##_options / sizeof *which##_options, \
        bits)

static const lode_analysis analyses[] = {
    ROW_WITH(requirements, "how much of every item each product needs", 0),
    ROW_WITH(origin, "where what each product needs is made", 0),
    ROW_WITH(dependency, "how far each product depends on what is made abroad", 0),
    ROW_WITH(concentration, "how concentrated each delivery is", 0),
    ROW_WITH(exposure, "what each product loses when one country stops", 0),
    ROW_WITH(coalitions, "the smallest sets of countries that can stop each product", 0),
    ROW_WITH(scenario, "what each scenario does to each product", 0),
    ROW_WITH(compare, "scenarios side by side", LODE_ANALYSIS_OPEN),
    ROW_WITH(mitigation, "what each way out of a scenario averts", 0),
    ROW_WITH(sensitivity, "which figures of its supply matter most to each product", 0),
    ROW_WITH(explain, "one number taken apart: its arithmetic and sources, step by step",
             0),
    ROW(vectors, "which origin figures are used and which are left out", NULL, 0, 0),
};

const lode_analysis *lode_analysis_at(size_t index)
{
    return index < sizeof analyses / sizeof *analyses ? &analyses[index] : NULL;
}

const lode_analysis *lode_analysis_find(const char *name)
{
    for (size_t k = 0; name && k < sizeof analyses / sizeof *analyses; k++) {
        if (!strcmp(analyses[k].name, name)) return &analyses[k];
    }
    return NULL;
}

const lode_analysis *lode_analysis_diff(void)
{
    static const lode_analysis diff = {
        .name = "diff",
        .summary = "what a redesign changed, figure by figure",
        .options_size = sizeof(lode_diff_options),
        .options = diff_options,
        .n_options = sizeof diff_options / sizeof *diff_options,
        .columns = lode__diff_columns};
    return &diff;
}
