/* Trials of scenarios and of what-if. */
#include "trial.h"

static const char *const asked[] = {"stops", "stops+ways", "swap", ""};
static const char *const set[] = {"ban.severity=0.75"};

static lode_status try_scenario(lode_context *context, const trial_world *world,
                                trial_seen *seen)
{
    const lode_scenario_options options = {.struct_size = sizeof(options),
                                           .flags = LODE_SCENARIO_DELIVERIES,
                                           .scenarios = asked,
                                           .n_scenarios = 4,
                                           .on = "2026-06-30",
                                           .set = set,
                                           .n_set = 1};
    lode_table *table = NULL;
    lode_status status = lode_scenario(context, world->network, NULL, &table);
    status = trial_see_result(status, table, seen);
    if (status < 0) return status;
    table = NULL;
    status = lode_scenario(context, world->network, &options, &table);
    return trial_see_result(status, table, seen);
}

static lode_status try_compare(lode_context *context, const trial_world *world,
                               trial_seen *seen)
{
    const lode_compare_options options = {.struct_size = sizeof(options),
                                          .figures =
                                              LODE_FIGURE_LOSS | LODE_FIGURE_OUTPUT,
                                          .scenarios = asked,
                                          .n_scenarios = 4};
    lode_table *table = NULL;
    const lode_status status = lode_compare(context, world->network, &options, &table);
    return trial_see_result(status, table, seen);
}

static lode_status try_mitigation(lode_context *context, const trial_world *world,
                                  trial_seen *seen)
{
    const lode_mitigation_options options = {.struct_size = sizeof(options),
                                             .flags = LODE_MITIGATION_PAIRS,
                                             .scenario = "stops"};
    lode_table *table = NULL;
    const lode_status status = lode_mitigation(context, world->network, &options, &table);
    return trial_see_result(status, table, seen);
}

/* A change that had no memory has changed nothing. */
static lode_status set_some(lode_context *context, lode_whatif *whatif)
{
    const double before = lode_whatif_loss(whatif, 0);
    lode_status status = lode_whatif_set_capacity(context, whatif, "metal", "CHN", 0.25);
    if (status < 0) {
        TRIAL_MUST(lode_whatif_loss(whatif, 0) == before);
        return status;
    }
    const double less = lode_whatif_loss(whatif, 0);
    TRIAL_MUST(less > before);
    status = lode_whatif_set_pass(context, whatif, "part", "JPN", "USA", 0.5);
    if (status < 0) TRIAL_MUST(lode_whatif_loss(whatif, 0) == less);
    return status;
}

static lode_status try_whatif(lode_context *context, const trial_world *world,
                              trial_seen *seen)
{
    lode_whatif *whatif = NULL;
    const char *chain = NULL;
    lode_status status = lode_whatif_new(context, world->network, &whatif);
    TRIAL_RESULT(status, whatif);
    if (status >= 0) status = set_some(context, whatif);
    if (status >= 0) {
        trial_see_real(seen, lode_whatif_loss(whatif, 0));
        status = lode_whatif_binding(context, whatif, 0, &chain);
        TRIAL_RESULT(status, chain);
    }
    if (status >= 0) trial_see(seen, chain);
    lode_whatif_free(whatif);
    return status;
}

const trial trials_of_scenarios[] = {
    {"lode_scenario", try_scenario, false},
    {"lode_compare", try_compare, false},
    {"lode_mitigation", try_mitigation, false},
    {"lode_whatif_new lode_whatif_free lode_whatif_loss lode_whatif_binding "
     "lode_whatif_set_capacity lode_whatif_set_pass",
     try_whatif, false},
    {NULL, NULL, false}};
