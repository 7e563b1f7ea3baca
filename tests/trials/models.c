/* Trials of contexts, of the builder, and of what models and networks tell of themselves.
 */
#include "trial.h"

#include <string.h>

static lode_status try_build(lode_context *context, const trial_world *world,
                             trial_seen *seen)
{
    (void)world;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_status status = lode_builder_new(context, &builder);
    TRIAL_RESULT(status, builder);
    if (status >= 0) status = trial_build(context, builder);
    if (status >= 0) {
        status = lode_builder_freeze(context, builder, &model);
        TRIAL_RESULT(status, model);
    } else if (builder) { /* it lacks what it had no memory for */
        TRIAL_MUST(lode_builder_freeze(context, builder, &model) < 0 && !model);
    }
    if (status >= 0) status = lode_write_model(context, model, trial_write, seen);
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

static lode_status try_model(lode_context *context, const trial_world *world,
                             trial_seen *seen)
{
    (void)context;
    lode_model *const model = lode_model_ref(world->model);
    const char *id;
    trial_see(seen, lode_model_name(model));
    trial_see_size(seen, lode_model_size_bytes(model));
    for (lode_count what = LODE_COUNT_ITEMS; what <= LODE_COUNT_STAGES; what++)
        trial_see_size(seen, lode_model_count(model, what));
    for (size_t i = 0; (id = lode_model_item_id(model, i)); i++) {
        TRIAL_MUST(lode_model_find_item(model, id) == i);
        trial_see(seen, lode_model_item_name(model, i));
        trial_see(seen, lode_model_item_unit(model, i));
        trial_see(seen, lode_model_item_stage(model, i));
    }
    for (size_t i = 0; (id = lode_model_product_id(model, i)); i++) trial_see(seen, id);
    for (size_t i = 0; (id = lode_model_scenario_id(model, i)); i++) trial_see(seen, id);
    lode_model_unref(model);
    return LODE_OK;
}

static lode_status try_compile(lode_context *context, const trial_world *world,
                               trial_seen *seen)
{
    static const char *const products[] = {"engine"};
    static const lode_basis bases[] = {LODE_BASIS_VALUE, LODE_BASIS_CONTAINED_MASS};
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    lode_network *network = NULL;
    options.products = products;
    options.n_products = 1;
    options.home = "FRA";
    options.basis_order = bases;
    options.n_bases = 2;
    const lode_status status =
        lode_network_compile(context, world->model, &options, &network);
    TRIAL_RESULT(status, network);
    if (status < 0) return status;
    trial_see_size(seen, lode_network_n_nodes(network));
    trial_see_size(seen, lode_network_n_arcs(network));
    trial_see_size(seen, lode_network_size_bytes(network));
    for (size_t i = 0; i < lode_network_n_products(network); i++)
        trial_see(seen, lode_network_product_id(network, i));
    lode_network_unref(lode_network_ref(network));
    lode_network_unref(network);
    return status;
}

static void see_diagnostic(trial_seen *seen, const lode_diagnostic *diagnostic)
{
    char line[1024];
    const size_t len = lode_diagnostic_format(diagnostic, line, sizeof(line));
    TRIAL_MUST(len == strlen(line));
    trial_see(seen, line);
    trial_see(seen, lode_diagnostic_message(diagnostic));
    trial_see(seen, lode_diagnostic_source(diagnostic));
    trial_see_size(seen, lode_diagnostic_line(diagnostic));
    trial_see_size(seen, lode_diagnostic_column(diagnostic));
    trial_see_size(seen, (size_t)lode_diagnostic_severity(diagnostic));
    trial_see(seen, lode_status_name(lode_diagnostic_status(diagnostic)));
    trial_see(seen, lode_status_text(lode_diagnostic_status(diagnostic)));
    trial_see(seen, lode_limit_name(lode_diagnostic_limit(diagnostic)));
    trial_see(seen, lode_limit_text(lode_diagnostic_limit(diagnostic)));
}

/* Two faults of which the first is the error of its call. Where there is no memory for
 * the report the call still says what was wrong, and the report still counts. */
static lode_status try_report(lode_context *context, const trial_world *world,
                              trial_seen *seen)
{
    (void)world;
    lode_builder *builder = NULL;
    lode_report_clear(context);
    lode_status status = lode_builder_new(context, &builder);
    if (status < 0) return status;
    TRIAL_MUST(!lode_context_error(context));
    status = lode_builder_country(context, builder, "Utopia", NULL);
    if (status == LODE_E_UNKNOWN) {
        see_diagnostic(seen, lode_context_error(context));
        TRIAL_MUST(lode_report_count(context, LODE_WARNING) == 1);
        TRIAL_MUST(lode_report_kept(context) <= 1);
        if (lode_report_kept(context) == 1) {
            TRIAL_MUST(strcmp(lode_diagnostic_message(lode_report_get(context, 0)),
                              lode_diagnostic_message(lode_context_error(context))) == 0);
        }
        status = LODE_OK;
    }
    lode_builder_free(builder);
    lode_report_clear(context);
    TRIAL_MUST(lode_report_count(context, LODE_NOTE) == 0);
    return status;
}

/* The run around every trial makes its context with the memory that fails. */
static lode_status try_context(lode_context *context, const trial_world *world,
                               trial_seen *seen)
{
    (void)context;
    (void)world;
    lode_context *another = NULL;
    const lode_status status = lode_context_new(NULL, &another);
    TRIAL_RESULT(status, another);
    trial_see_size(seen, lode_report_count(another, LODE_NOTE));
    if (status >= 0)
        TRIAL_MUST(lode_context_set_limit(another, LODE_LIMIT_DEPTH, 5) == LODE_OK);
    trial_see_size(seen, (size_t)lode_context_limit(another, LODE_LIMIT_DEPTH));
    lode_context_free(another);
    return status;
}

static lode_status try_constants(lode_context *context, const trial_world *world,
                                 trial_seen *seen)
{
    (void)context;
    (void)world;
    char text[32];
    const char *name;
    for (size_t i = 0; (name = lode_unit_name(i)); i++) trial_see(seen, name);
    for (size_t i = 0; (name = lode_country_code(i)); i++) {
        trial_see(seen, name);
        trial_see(seen, lode_country_name(i));
    }
    TRIAL_MUST(lode_format_real(0.1, text) == 3);
    trial_see(seen, text);
    trial_see(seen, lode_version_string());
    trial_see_size(seen, (size_t)lode_version_number());
    TRIAL_MUST(strlen(lode_build_info()) > 0);
    return LODE_OK;
}

const trial trials_of_models[] = {
    {"lode_builder_new lode_builder_free lode_builder_freeze lode_builder_at "
     "lode_builder_name lode_builder_source lode_builder_stage lode_builder_stages_end "
     "lode_builder_bloc lode_builder_member lode_builder_country lode_builder_score "
     "lode_builder_item lode_builder_within lode_builder_code lode_builder_surge "
     "lode_builder_input lode_builder_alternatives lode_builder_option lode_builder_host "
     "lode_builder_origin lode_builder_share lode_builder_stock lode_builder_balance "
     "lode_builder_amount lode_builder_product "
     "lode_builder_scenario lode_builder_measure lode_builder_measure_option "
     "lode_write_model",
     try_build, false},
    {"lode_model_ref lode_model_unref lode_model_count lode_model_size_bytes "
     "lode_model_name lode_model_find_item lode_model_item_id lode_model_item_name "
     "lode_model_item_unit lode_model_item_stage lode_model_product_id "
     "lode_model_scenario_id",
     try_model, false},
    {"lode_network_compile lode_network_ref lode_network_unref lode_network_n_nodes "
     "lode_network_n_arcs lode_network_n_products lode_network_product_id "
     "lode_network_size_bytes",
     try_compile, false},
    {"lode_context_error lode_report_count lode_report_kept lode_report_get "
     "lode_report_clear lode_diagnostic_severity lode_diagnostic_status "
     "lode_diagnostic_message lode_diagnostic_source lode_diagnostic_line "
     "lode_diagnostic_column lode_diagnostic_format lode_status_name lode_status_text "
     "lode_diagnostic_limit lode_limit_name lode_limit_text",
     try_report, false},
    {"lode_context_new lode_context_free lode_context_limit lode_context_set_limit",
     try_context, false},
    {"lode_unit_name lode_country_code lode_country_name lode_format_real "
     "lode_version_number lode_version_string lode_build_info",
     try_constants, false},
    {NULL, NULL, false}};
