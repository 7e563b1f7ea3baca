/* What is wrong with a scenario shows where it is run: a diagnostic with the line and
 * column of the measure. */
#include "scenario_common.h"

#include <stdio.h>

typedef struct refusal {
    const char *measures;            /* on line 15, column 19 on */
    const char *scenario, *on, *set; /* NULL: `s`, every date, nothing */
    lode_status status;
    const char *diagnostic; /* one of the report's */
} refusal;

static const refusal refusals[] = {
    {"<ban tags='x'/>", NULL, NULL, NULL, LODE_OK,
     "m:15:19: warning: the ban selects no item"},
    {"<ban elements='Dy' stages='product'/>", NULL, NULL, NULL, LODE_OK,
     "m:15:19: warning: scenario \"s\" acts on nothing that these products reach"},
    {"<ban from='CHN'/><ban codes='^HS'/>", NULL, NULL, NULL, LODE_OK,
     "m:15:36: warning: the ban selects no item"},
    {"<ban from='CHN'/><production-stop items='metal' from='FRA'/>", NULL, NULL, NULL,
     LODE_OK,
     "m:15:36: note: the production-stop acts on nothing that these products reach"},
    {"<content-rule content-from='CHN' content-elements='Xe'/>", NULL, NULL, NULL,
     LODE_OK, "m:15:19: warning: the content of the content-rule selects no item"},
    {"<ban from='CHN'/><price items='ore' to='USA' factor='2'/>", NULL, NULL, NULL,
     LODE_OK, "m:15:36: warning: to has no effect on a price"},
    {"<ban from='CHN' end='2025-01-31'/>", NULL, "2025-02-01", NULL, LODE_OK,
     "warning: scenario \"s\" has no measure in force"},
    {"<ban codes='('/>", NULL, NULL, NULL, LODE_E_VALUE,
     "m:15:19: error: pattern \"(\" is not usable: missing closing parenthesis, at byte "
     "1 of it [LODE_E_VALUE]"},
    {"<new-capacity item='metal' country='DEU' quantity='1'/>", NULL, NULL, NULL,
     LODE_E_VALUE,
     "m:15:19: error: new-capacity: no total is given for market \"*\" [LODE_E_VALUE]"},
    {"<new-capacity item='ore' country='DEU' quantity='1' markets='* USA'/>", NULL, NULL,
     NULL, LODE_E_UNKNOWN,
     "m:15:19: error: new-capacity: the item has no origin for market \"USA\" "
     "[LODE_E_UNKNOWN]"},
    {"<second-source item='top' country='DEU' share='0.5'/>", NULL, NULL, NULL,
     LODE_E_UNKNOWN,
     "m:15:19: error: second-source: no origin is given for item \"top\" "
     "[LODE_E_UNKNOWN]"},
    {"<second-source item='metal' country='DEU' share='0.6'/>"
     "<second-source item='metal' country='FRA' share='0.6'/>",
     NULL, NULL, NULL, LODE_OK,
     "m:15:19: warning: scenario \"s\": the second sources of \"metal\" take more than "
     "there is: each goes 0.833 of its way"},
    {"<ban/>", "t", NULL, NULL, LODE_E_UNKNOWN,
     "error: scenario \"t\" is not in the model, which has 1, the first \"s\" "
     "[LODE_E_UNKNOWN]"},
    {"<ban/>", "s+", NULL, NULL, LODE_E_UNKNOWN,
     "error: scenario \"\" is not in the model, which has 1, the first \"s\" "
     "[LODE_E_UNKNOWN]"},
    {"<ban/>", "+s", NULL, NULL, LODE_E_UNKNOWN,
     "error: scenario \"\" is not in the model, which has 1, the first \"s\" "
     "[LODE_E_UNKNOWN]"},
    {"<ban/>", NULL, "2025-13-01", NULL, LODE_E_VALUE,
     "error: on \"2025-13-01\" is not a date such as 2025-04-04 [LODE_E_VALUE]"},
    {"<ban/>", NULL, NULL, "severity=1.01", LODE_E_VALUE,
     "error: set \"severity=1.01\": expected a number from 0 to 1 [LODE_E_VALUE]"},
    {"<ban/>", NULL, NULL, "severity=0,5", LODE_E_VALUE,
     "error: set \"severity=0,5\": its value is no number [LODE_E_VALUE]"},
    {"<licence approval='1'/>", NULL, NULL, "validity-days=0", LODE_E_VALUE,
     "error: set \"validity-days=0\": expected a number above 0 [LODE_E_VALUE]"},
    {"<quota share='1'/>", NULL, NULL, "quota.share=-1", LODE_E_VALUE,
     "error: set \"quota.share=-1\": expected a number of at least 0 [LODE_E_VALUE]"},
    {"<ban/>", NULL, NULL, "ban.share=1", LODE_E_VALUE,
     "error: set \"ban.share=1\": no measure in force takes it [LODE_E_VALUE]"},
    {"<ban/>", NULL, NULL, "=1", LODE_E_VALUE,
     "error: set \"=1\": expected ATTRIBUTE=NUMBER or MEASURE.ATTRIBUTE=NUMBER "
     "[LODE_E_VALUE]"},
};

static bool is_reported(const lode_context *context, const char *wanted)
{
    for (size_t k = 0; k < lode_report_kept(context); k++) {
        char line[512];
        lode_diagnostic_format(lode_report_get(context, k), line, sizeof line);
        if (strcmp(line, wanted) == 0) return true;
    }
    return false;
}

static lode_model *model_with(lode_context *context, const char *measures)
{
    char xml[4096];
    snprintf(xml, sizeof xml, SCENARIO_MODEL "<scenario id='s'> %s</scenario></lode>",
             measures);
    const lode_read_options options = {.struct_size = sizeof options, .source = "m"};
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    cr_assert(lode_read_memory(context, builder, xml, strlen(xml), &options) == LODE_OK);
    cr_assert(lode_builder_freeze(context, builder, &model) == LODE_OK, "%s", measures);
    lode_builder_free(builder);
    return model;
}

LODE_TEST(scenario_refusals, every_fault_at_its_place)
{
    for (size_t k = 0; k < LODE__COUNT(refusals); k++) {
        const refusal *r = &refusals[k];
        lode_model *model = model_with(ctx, r->measures);
        lode_network *network = scenario_network(ctx, model);
        lode_table *table = NULL;
        const char *const scenario = r->scenario ? r->scenario : "s";
        lode_scenario_options options = {.struct_size = sizeof options,
                                         .scenarios = &scenario,
                                         .n_scenarios = 1,
                                         .on = r->on};
        if (r->set) options.set = &r->set, options.n_set = 1;
        lode_report_clear(ctx);
        const lode_status status = lode_scenario(ctx, network, &options, &table);
        cr_expect(status == r->status, "%s gave %s", r->measures,
                  lode_status_name(status));
        cr_expect((status == LODE_OK) == (table != NULL));
        cr_expect(is_reported(ctx, r->diagnostic), "%s: %s", r->measures,
                  lode_report_kept(ctx) ? lode_diagnostic_message(lode_report_get(ctx, 0))
                                        : "nothing reported");
        lode_table_free(table);
        lode_network_unref(network);
        lode_model_unref(model);
    }
}

/* A pattern that tries for ever is cut off. */
LODE_TEST(scenario_refusals, a_pattern_at_its_limit)
{
    static const char xml[] =
        "<lode xmlns='urn:lode:model:1'><item id='a' unit='kg'>"
        "<code scheme='NAME' value='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'/>"
        "</item><product item='a' home='USA'/><scenario id='s'>\n"
        " <ban codes='(a+)+$'/></scenario></lode>";
    lode_model *model = network_model(ctx, xml);
    lode_network *network = scenario_network(ctx, model);
    lode_table *table = NULL;
    cr_expect(lode_scenario(ctx, network, NULL, &table) == LODE_E_LIMIT);
    const lode_diagnostic *error = lode_context_error(ctx);
    cr_expect(lode_diagnostic_line(error) == 2 && lode_diagnostic_column(error) == 2);
    cr_expect(table == NULL);
    lode_network_unref(network);
    lode_model_unref(model);
}
