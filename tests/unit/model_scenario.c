/* Measures: held against their table, kept in one form, their references checked. */
#include "model_script.h"

#include "base/memory.h"
#include "model/measure.h"

LODE_TEST(model_scenario, measures_at_fault)
{
    static const struct {
        const char *measure, *message;
        lode_status status;
    } cases[] = {
        {"measure curse", "scenario knows no measure \"curse\"", LODE_E_FORMAT},
        {"measure ban form=CHN", "ban takes no attribute \"form\"", LODE_E_FORMAT},
        {"measure ban share=1", "ban takes no attribute \"share\"", LODE_E_FORMAT},
        {"measure ban from=CHN from=USA", "ban has two of attribute \"from\"",
         LODE_E_FORMAT},
        {"measure licence", "licence lacks attribute \"approval\"", LODE_E_FORMAT},
        {"measure quota", "quota lacks attribute \"share\"", LODE_E_FORMAT},
        {"measure leakage", "leakage lacks attribute \"share\"", LODE_E_FORMAT},
        {"measure tariff", "tariff lacks attribute \"rate\"", LODE_E_FORMAT},
        {"measure price", "price lacks attribute \"factor\"", LODE_E_FORMAT},
        {"measure content-rule content-items=a",
         "content-rule lacks attribute \"content-from\"", LODE_E_FORMAT},
        {"measure content-rule content-from=CHN",
         "content-rule needs content-elements or content-items", LODE_E_FORMAT},
        {"measure new-capacity item=a country=CHN",
         "new-capacity lacks attribute \"quantity\"", LODE_E_FORMAT},
        {"measure thrifting item=a input=b", "thrifting needs either factor or quantity",
         LODE_E_FORMAT},
        {"measure thrifting item=a input=b factor=1 quantity=1",
         "thrifting needs either factor or quantity", LODE_E_FORMAT},
        {"measure stock item=a days=1", "stock needs either country or product",
         LODE_E_FORMAT},
        {"measure substitution item=a", "substitution lacks attribute \"alternatives\"",
         LODE_E_FORMAT},
        {"choice item=a", "option lacks attribute \"weight\"", LODE_E_FORMAT},
        {"choice weight=1", "option lacks attribute \"item\"", LODE_E_FORMAT},
        {"choice item=a weight=1 from=CHN", "option takes no attribute \"from\"",
         LODE_E_FORMAT},
        {"choice item=a weight=0.5 cap=0.4", "cap \"0.4\" is not at least weight",
         LODE_E_VALUE},
        {"measure ban severity=2", "severity 2 is not within 0 and 1", LODE_E_VALUE},
        {"measure ban severity=half", "severity \"half\" is not a number", LODE_E_VALUE},
        {"measure ban severity=nan", "severity \"nan\" is not a number", LODE_E_VALUE},
        {"measure ban severity=' 1'", "severity \" 1\" is not a number", LODE_E_VALUE},
        {"measure licence approval=1 validity-days=0", "validity-days 0 is not above 0",
         LODE_E_VALUE},
        {"measure licence approval=1 gap-days=-1", "gap-days -1 is not 0 or above",
         LODE_E_VALUE},
        {"measure ban from='CHN *'",
         "from \"CHN *\" is not either * or countries and blocs", LODE_E_VALUE},
        {"measure ban items=' '", "items \" \" is not a list of words", LODE_E_VALUE},
        {"measure ban codes=", "codes is empty", LODE_E_VALUE},
        {"measure new-capacity item='a b' country=CHN quantity=1",
         "item \"a b\" is not UTF-8 without blanks and control characters", LODE_E_VALUE},
        {"measure content-rule content-from=CHN content-items=a mixing=maybe",
         "mixing \"maybe\" is not yes or no", LODE_E_VALUE},
        {"measure ban start=2025-02-29",
         "start \"2025-02-29\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=2025-4-4", "end \"2025-4-4\" is not a date such as 2025-04-04",
         LODE_E_VALUE},
        {"measure ban end=1900-02-29",
         "end \"1900-02-29\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=20-5-04-01",
         "end \"20-5-04-01\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=2025-13-01",
         "end \"2025-13-01\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=2025-04-31",
         "end \"2025-04-31\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=2025-04-00",
         "end \"2025-04-00\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=0000-04-01",
         "end \"0000-04-01\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban end=2025-04--1",
         "end \"2025-04--1\" is not a date such as 2025-04-04", LODE_E_VALUE},
        {"measure ban start=2025-04-04 end=2025-04-03",
         "end \"2025-04-03\" is not on or after start", LODE_E_VALUE},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        lode_builder *builder = NULL;
        cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
        cr_assert(
            script_read(ctx, builder,
                        "scenario id=s\nmeasure substitution item=a alternatives=g") ==
            LODE_OK);
        cr_expect(script_read(ctx, builder, cases[i].measure) == cases[i].status, "%s",
                  cases[i].measure);
        cr_assert(lode_context_error(ctx) != NULL, "%s", cases[i].measure);
        cr_expect_str_eq(lode_diagnostic_message(lode_context_error(ctx)),
                         cases[i].message);
        cr_expect(lode_diagnostic_line(lode_context_error(ctx)) == 1);
        lode_builder_free(builder);
    }
    lode_builder *builder = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_assert(script_read(ctx, builder, "scenario id=s") == LODE_OK);
    const lode_attribute broken = {"from", NULL};
    cr_expect(lode_builder_measure(ctx, builder, "ban", &broken, 1) == LODE_E_INVALID);
    cr_expect(lode_builder_measure(ctx, builder, "ban", NULL, 1) == LODE_E_INVALID);
    cr_expect(lode_builder_measure(ctx, builder, NULL, NULL, 0) == LODE_E_INVALID);
    lode_builder_free(builder);
}

#define WORLD                                                                            \
    "bloc id=EU27\nmember country=DEU\n"                                                 \
    "item id=a unit=each\ninput item=b\ninput item=c\ninput item=c\n"                    \
    "group id=g\noption item=b weight=0.75\noption item=c weight=0.25\n"                 \
    "item id=b\nitem id=c\nproduct item=a home=USA\nscenario id=s\n" /* 13 lines */

LODE_TEST(model_scenario, references)
{
    static const script_case cases[] = {
        {WORLD "measure ban items='a x  b y' stages='mine smelt' from='CHN EU27 EU28 "
               "ZZZ' to=XXX "
               "elements=Uuo tags=none end-use=war codes=CAS:.*",
         "m:14:1: error: items \"x\" is no item of the model [LODE_E_UNKNOWN]\n"
         "m:14:1: error: items \"y\" is no item of the model [LODE_E_UNKNOWN]\n"
         "m:14:1: error: stages \"smelt\" is no stage of the model [LODE_E_UNKNOWN]\n"
         "m:14:1: error: from \"EU28\" is no country, bloc or * [LODE_E_UNKNOWN]\n"
         "m:14:1: error: to \"XXX\" is no country, bloc or * [LODE_E_UNKNOWN]\n",
         LODE_E_UNKNOWN},
        {WORLD "measure content-rule content-from=PRC content-items='b q'\n"
               "measure new-capacity item=n country=EU27 quantity=1 markets='DEU EEA'\n"
               "measure stock item=b product=car days=3",
         "m:14:1: error: content-from \"PRC\" is no country, bloc or * [LODE_E_UNKNOWN]\n"
         "m:14:1: error: content-items \"q\" is no item of the model [LODE_E_UNKNOWN]\n"
         "m:15:1: error: item \"n\" is no item of the model [LODE_E_UNKNOWN]\n"
         "m:15:1: error: country \"EU27\" is no country code of ISO 3166-1 alpha-3 "
         "[LODE_E_UNKNOWN]\n"
         "m:15:1: error: markets \"EEA\" is no country, bloc or * [LODE_E_UNKNOWN]\n"
         "m:16:1: error: product \"car\" is no product of the model [LODE_E_UNKNOWN]\n",
         LODE_E_UNKNOWN},
        {WORLD "measure thrifting item=b input=c factor=0.5\n"
               "measure thrifting item=a input=c quantity=2\n"
               "measure thrifting item=a input=c factor=0.5\n"
               "measure thrifting item=q input=r factor=0.5",
         "m:15:1: error: quantity cannot replace 3 lines, factor can [LODE_E_VALUE]\n"
         "m:14:1: error: input \"c\" is not taken by the item [LODE_E_UNKNOWN]\n"
         "m:17:1: error: item \"q\" is no item of the model [LODE_E_UNKNOWN]\n"
         "m:17:1: error: input \"r\" is no item of the model [LODE_E_UNKNOWN]\n",
         LODE_E_VALUE},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

LODE_TEST(model_scenario, substitutions)
{
    static const script_case cases[] = {
        {WORLD "measure substitution item=a alternatives=h",
         "m:14:1: error: alternatives \"h\" is no group of the item [LODE_E_UNKNOWN]\n",
         LODE_E_UNKNOWN},
        {WORLD "measure substitution item=a alternatives=g\nchoice item=b weight=0.5",
         "m:14:1: error: weights after the substitution sum to 0.75, not 1 "
         "[LODE_E_SHARES]\n",
         LODE_E_SHARES},
        {WORLD "measure substitution item=a alternatives=g\nchoice item=c weight=0.25\n"
               "choice item=a weight=0\nchoice item=x weight=0",
         "m:17:1: error: item \"x\" is no item of the model [LODE_E_UNKNOWN]\n"
         "m:16:1: error: item \"a\" is no option of the group [LODE_E_UNKNOWN]\n",
         LODE_E_UNKNOWN},
        {WORLD "measure substitution item=a alternatives=g\nchoice item=c weight=0.25\n"
               "choice item=c weight=0.25 cap=1",
         "m:16:1: error: an option of the substitution is given with other content at "
         "m:15:1 "
         "[LODE_E_CONFLICT]\n",
         LODE_E_CONFLICT},
        {WORLD "measure substitution item=a alternatives=g\nchoice item=c weight=1\n"
               "choice item=b weight=0 cap=1\nmeasure substitution item=a alternatives=g",
         "", LODE_OK},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

/* Attributes stand in the order of the table, values in one form; measures in that of
 * their table, then by what they say, options behind their substitution. */
LODE_TEST(model_scenario, canonical_form)
{
    static const char *const expected[] = {
        "ban: items=a b|from=CHN EU27 ZZZ|start=2024-02-29|end=2025-04-04|severity=1",
        "ban: severity=0.5",
        "production-stop: from=CHN|party=Maker A",
        "licence: approval=1|validity-days=180|refuse-end-use=defence police",
        "content-rule: content-from=CHN|content-elements=Dy|de-minimis=0|mixing=yes",
        "leakage: share=0.02",
        "thrifting: item=a|input=d|quantity=0.00001",
        "substitution: item=a|alternatives=g",
        "option: item=b|weight=0 <8",
        "option: item=c|weight=1|cap=1.5 <8",
        "substitution: item=a|alternatives=g",
        "option: item=c|weight=0.25 <11",
    };
    lode_model *const model = script_model(
        ctx,
        "bloc id=EU27\nmember country=DEU\n"
        "item id=d\nitem id=a unit=each\ninput item=d\n"
        "group id=g\noption item=b weight=0.75\noption item=c weight=0.25\n"
        "item id=b\nitem id=c\n"
        "scenario id=t\nscenario id=s name=s\n"
        "measure leakage share=2e-2\n"
        "measure content-rule mixing=yes de-minimis=0 content-from=CHN "
        "content-elements=Dy\n"
        "measure substitution alternatives=g item=a\nchoice item=c weight=0.25\n"
        "measure substitution item=a alternatives=g\nchoice cap=1.50 weight=1.0 item=c\n"
        "choice item=b weight=-0\n"
        "measure thrifting quantity=1e-5 input=d item=a\n"
        "measure licence refuse-end-use=' defence  police ' validity-days=180 "
        "approval=1\n"
        "measure production-stop party='Maker A' from=CHN\n"
        "measure ban severity=1e0 end=2025-04-04 start=2024-02-29 from='CHN  EU27 ZZZ' "
        "items='a  b'\n"
        "measure ban severity=.5");
    cr_assert(model->n_scenarios == 2 && model->scenarios[0].n_measures == 12 &&
              model->scenarios[1].n_measures == 0 && model->scenarios[0].name == 0);
    for (size_t i = 0; i < LODE__COUNT(expected); i++) {
        char told[256];
        const lode__measure *const measure = &model->measures[i];
        size_t len = (size_t)snprintf(told, sizeof(told),
                                      "%s: ", lode__model_text(model, measure->name));
        for (uint32_t k = 0; k < measure->n_attributes; k++) {
            const lode__attribute *const attribute =
                &model->attributes[measure->first_attribute + k];
            len +=
                (size_t)snprintf(told + len, sizeof(told) - len, "%s%s=%s", k ? "|" : "",
                                 lode__model_text(model, attribute->name),
                                 lode__model_text(model, attribute->value));
        }
        if (measure->parent)
            snprintf(told + len, sizeof(told) - len, " <%u", measure->parent);
        cr_expect_str_eq(told, expected[i], "measure %zu: %s", i, told);
    }
    lode_model_unref(model);
}

/* The table itself: names differ within a measure, and every measure is found by its
 * name. */
LODE_TEST(model_scenario, table)
{
    static const char *const names[] = {"ban",          "production-stop", "quota",
                                        "licence",      "leakage",         "content-rule",
                                        "new-capacity", "price",           "thrifting",
                                        "substitution", "stock",           "tariff"};
    size_t n_selectors = 0, n_options = 0;
    const lode__attribute_spec *const selectors = lode__selector_specs(&n_selectors);
    cr_expect(lode__option_specs(&n_options) && n_options == 3 && n_selectors == 10);
    for (size_t i = 0; i < LODE__COUNT(names); i++) {
        const lode__measure_spec *const measure = lode__find_measure(names[i]);
        cr_assert(measure != NULL, "%s", names[i]);
        cr_expect(measure->has_options == (strcmp(names[i], "substitution") == 0));
        for (size_t k = 0; k < measure->n_attributes; k++)
            for (size_t s = 0; s < n_selectors; s++)
                cr_expect(strcmp(measure->attributes[k].name, selectors[s].name) != 0);
    }
    cr_expect(!lode__find_measure("option") && !lode__find_measure(""));
}
