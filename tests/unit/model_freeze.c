/* What a freeze finds: names that nobody defines, content that disagrees, and a model
 * whose order does not depend on the order of input. */
#include "model_script.h"

#include "base/context.h"

LODE_TEST(model_freeze, names_nobody_defines)
{
    static const script_case cases[] = {
        {"item id=a source=s stage=smelt\n"
         "input item=b source=t\n"
         "host item=c\n"
         "origin market=EU27 source=u\n"
         "from country=CHN share=1 source=v\n"
         "within item=d\n"
         "surge country=CHN up=1\n"
         "input item=a\n"
         "product item=e home=USA\n"
         "country id=CHN\n"
         "score indicator=i value=1 source=w\n"
         "scenario id=z source=x",
         "m:11:1: error: source \"w\" is not defined [LODE_E_UNKNOWN]\n"
         "m:1:1: error: source \"s\" is not defined [LODE_E_UNKNOWN]\n"
         "m:1:1: error: stage \"smelt\" of item \"a\" does not exist [LODE_E_UNKNOWN]\n"
         "m:7:1: error: item \"d\" is not defined [LODE_E_UNKNOWN]\n"
         "m:2:1: error: item \"b\" is not defined [LODE_E_UNKNOWN]\n"
         "m:2:1: error: source \"t\" is not defined [LODE_E_UNKNOWN]\n"
         "m:3:1: error: item \"c\" is not defined [LODE_E_UNKNOWN]\n"
         "m:4:1: error: source \"u\" is not defined [LODE_E_UNKNOWN]\n"
         "m:4:1: error: market \"EU27\" is no country, bloc or * [LODE_E_UNKNOWN]\n"
         "m:5:1: error: source \"v\" is not defined [LODE_E_UNKNOWN]\n"
         "m:9:1: error: item \"e\" is not defined [LODE_E_UNKNOWN]\n"
         "m:12:1: error: source \"x\" is not defined [LODE_E_UNKNOWN]\n",
         LODE_E_UNKNOWN},
        {"item id=a\norigin market=ZZZ\nfrom country=CHN share=1",
         "m:2:1: error: market \"ZZZ\" is no country, bloc or * [LODE_E_UNKNOWN]\n",
         LODE_E_UNKNOWN},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

#define OTHER(place, thing)                                                              \
    place ":1: error: " thing " is given with other content at m:1:1 "                   \
          "[LODE_E_CONFLICT]\n"

LODE_TEST(model_freeze, content_that_disagrees)
{
    static const script_case cases[] = {
        {"source id=s title=A\nsource id=s title=B", OTHER("m:2", "source \"s\""),
         LODE_E_CONFLICT},
        {"source id=s year=2020\nsource id=s", OTHER("m:2", "source \"s\""),
         LODE_E_CONFLICT},
        {"item id=a unit=kg\nitem id=a unit=t", OTHER("m:2", "item \"a\""),
         LODE_E_CONFLICT},
        {"item id=a price=1\nitem id=a", OTHER("m:2", "item \"a\""), LODE_E_CONFLICT},
        {"item id=a price=1\nitem id=a price=1 currency=EUR", OTHER("m:2", "item \"a\""),
         LODE_E_CONFLICT},
        {"bloc id=b\nmember country=CHN\nbloc id=b\nmember country=USA",
         OTHER("m:3", "bloc \"b\""), LODE_E_CONFLICT},
        {"bloc id=b\nmember country=CHN\nbloc id=b market=no\nmember country=CHN",
         OTHER("m:3", "bloc \"b\""), LODE_E_CONFLICT},
        {"country id=CHN name=China\ncountry id=CHN name=Chine", OTHER("m:2", "CHN"),
         LODE_E_CONFLICT},
        {"scenario id=s\nmeasure ban from=CHN\nscenario id=s\nmeasure ban from=USA",
         OTHER("m:3", "scenario \"s\""), LODE_E_CONFLICT},
        {"scenario id=s\nmeasure ban from=CHN\nscenario id=s",
         OTHER("m:3", "scenario \"s\""), LODE_E_CONFLICT},
        {"stage id=a\nstage id=b\nstage\nfile n\nstage id=b\nstage id=a",
         OTHER("n:1", "the list of stages"), LODE_E_CONFLICT},
        {"stage id=a\nstage id=b\nstage\nfile n\nstage id=a",
         OTHER("n:1", "the list of stages"), LODE_E_CONFLICT},
        {"stage id=a\nstage id=a", OTHER("m:2", "a stage of the list"), LODE_E_CONFLICT},
        {"country id=CHN\nscore indicator=i year=1 value=2\nscore indicator=i year=1 "
         "value=3",
         "m:3:1: error: score \"i\" of CHN is given with other content at m:2:1 "
         "[LODE_E_CONFLICT]\n",
         LODE_E_CONFLICT},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

/* As above, behind an item at line 1: the first of the two stands at line 2. */
LODE_TEST(model_freeze, content_within_items_that_disagrees)
{
    static const struct {
        const char *script, *thing;
    } cases[] = {
        {"surge country=CHN up=1\nsurge country=CHN up=2", "surge of \"a\" in CHN"},
        {"stock country=CHN days=1\nstock country=CHN days=2", "stock of \"a\" in CHN"},
        {"host item=h part=0.5\nhost item=h part=0.4", "host \"h\""},
        {"group id=g\ngroup id=g essential=0.5\noption item=h weight=1", "group \"g\""},
        {"input item=h\ninput item=h essential=0.5", "essential of input \"h\""},
        {"origin rest=wider\norigin", "origin of \"a\" in market \"*\""},
        {"origin rest=wider rounding=0.1\norigin rest=wider",
         "origin of \"a\" in market \"*\""},
        {"origin rest=wider total=5\norigin rest=wider",
         "origin of \"a\" in market \"*\""},
        {"origin rest=wider concentration=5\norigin rest=wider",
         "origin of \"a\" in market \"*\""},
        {"product item=a home=USA value=1\nproduct item=a home=USA value=2",
         "product \"a\" in USA"},
        {"product id=p item=a home=USA\nproduct id=p item=a home=DEU", "product \"p\""},
        {"product item=a home=USA\nproduct id=a item=h home=USA", "product \"a\""},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        char script[512], expected[512], report[1024];
        lode_model *model = NULL;
        snprintf(script, sizeof(script), "item id=a\n%s\nitem id=h", cases[i].script);
        snprintf(
            expected, sizeof(expected),
            "m:3:1: error: %s is given with other content at m:2:1 [LODE_E_CONFLICT]\n",
            cases[i].thing);
        cr_expect(script_freeze(ctx, script, &model) == LODE_E_CONFLICT);
        script_report(ctx, report, sizeof(report));
        cr_expect_str_eq(report, expected, "%s", report);
        lode_report_clear(ctx);
    }
}

/* Where places are not known, or only their source is, the message says as much. */
LODE_TEST(model_freeze, conflict_without_places)
{
    static const struct {
        lode_place place;
        const char *message;
    } cases[] = {
        {{NULL, 0, 0}, "item \"a\" is given with other content at a place not known"},
        {{"erp", 0, 0}, "item \"a\" is given with other content at erp"},
        {{"erp", UINT64_MAX, 3},
         "item \"a\" is given with other content at erp:4294967295:3"},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        lode_builder *builder = NULL;
        lode_model *model = NULL;
        cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
        for (int k = 0; k < 2; k++) {
            lode_item_record record = LODE_ITEM_RECORD_INIT;
            record.id = "a";
            record.unit = k ? "kg" : "t";
            cr_assert(lode_builder_at(ctx, builder, k ? NULL : &cases[i].place) ==
                      LODE_OK);
            cr_assert(lode_builder_item(ctx, builder, &record) == LODE_OK);
        }
        cr_expect(lode_builder_freeze(ctx, builder, &model) == LODE_E_CONFLICT);
        const lode_diagnostic *const fault = lode_context_error(ctx);
        cr_expect_str_eq(lode_diagnostic_message(fault), cases[i].message);
        cr_expect_str_eq(lode_diagnostic_source(fault), "");
        lode_builder_free(builder);
    }
}

LODE_TEST(model_freeze, too_many)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    char id[16];
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    for (unsigned i = 0; i < 256; i++) {
        snprintf(id, sizeof(id), "s%u", i);
        cr_assert(lode_builder_stage(ctx, builder, id) == LODE_OK);
    }
    cr_expect(lode_builder_freeze(ctx, builder, &model) == LODE_E_LIMIT && !model);
    for (unsigned i = 0; i <= UINT16_MAX - LODE__N_PLACES; i++) {
        snprintf(id, sizeof(id), "b%u", i);
        cr_assert(lode_builder_bloc(ctx, builder, id, NULL, true) == LODE_OK);
    }
    cr_expect(lode_builder_freeze(ctx, builder, &model) == LODE_E_LIMIT && !model);
    lode_builder_free(builder);
}

/* A file read twice: one of each, but for lines, and shares that come to more than they
 * may. */
LODE_TEST(model_freeze, file_read_twice)
{
    static const char file[] =
        "name is=x\nsource id=s year=2020\nstage id=one\nstage id=two\nstage\n"
        "bloc id=b name=B\nmember country=CHN\nmember country=CHN\n"
        "country id=CHN name=China\nscore indicator=i year=1 value=2 source=s\n"
        "country id=DEU\n"
        "item id=a stage=two elements=' Dy   Tb ' price=2 source=s\n"
        "code scheme=CAS value=7429-91-6\nsurge country=CHN up=1\n"
        "stock country=CHN days=3\ninput item=c\nhost item=c part=0.5\n"
        "group id=g\noption item=d weight=1\norigin rest=wider\n"
        "item id=c name=c\nitem id=d\nproduct item=a home=USA\n"
        "product id=p item=c home=USA value=3\n"
        "scenario id=z name=Z source=s\nmeasure leakage share=0.1\n"
        "measure ban from=CHN\nmeasure ban from=CHN\n";
    char script[4096];
    snprintf(script, sizeof(script), "%s%s", file, file);
    lode_model *const model = script_model(ctx, script);
    static const size_t counts[] = {0, 3, 4, 1, 0, 2, 1, 1, 1, 2}; /* by lode_count */
    for (lode_count what = 0; what < LODE__COUNT(counts); what++)
        cr_expect(lode_model_count(model, what) == counts[what], "%u", what);
    cr_expect(lode_model_count(model, 99) == 0);
    cr_expect(model->n_codes == 1 && model->n_surges == 1 && model->n_stocks == 1 &&
              model->n_hosts == 1 && model->n_scores == 1 && model->n_groups == 1 &&
              model->groups[0].n_lines == 2);
    cr_expect(model->n_measures == 3, "equal measures of one scenario stay two");
    cr_expect_str_eq(lode__model_text(model, model->details[0].elements), "Dy Tb");
    cr_expect(model->n_details == 1, "a name that is the id is none");
    cr_expect(model->blocs[0].n_members == 1);
    lode_model_unref(model);

    static const script_case cases[] = {
        {"item id=a\norigin\nfrom country=CHN share=0.6\nfile n\nitem id=a\norigin\n"
         "from country=CHN share=0.6",
         "m:2:1: error: shares of \"a\" in market \"*\" sum to 1.2, more than 1 "
         "[LODE_E_SHARES]\n",
         LODE_E_SHARES},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

LODE_TEST(model_freeze, stages)
{
    static const char *const defaults[] = {"mine",      "refine",   "metal",  "alloy",
                                           "component", "assembly", "product"};
    lode_model *model = script_model(ctx, "item id=a stage=metal\nitem id=b");
    cr_assert(model->n_stages == LODE__COUNT(defaults));
    for (unsigned i = 0; i < LODE__COUNT(defaults); i++) {
        cr_expect_str_eq(lode__stage_id(model, i + 1), defaults[i]);
        cr_expect(lode__find_stage(model, defaults[i]) == i + 1);
    }
    cr_expect_str_eq(lode_model_item_stage(model, 0), "metal");
    cr_expect_str_eq(lode_model_item_stage(model, 1), "");
    cr_expect(lode__find_stage(model, "smelt") == LODE__NO_STAGE);
    lode_model_unref(model);

    model =
        script_model(ctx, "stage id=z\nstage id=y\nstage\nstage\nstage id=z\nstage id=y\n"
                          "stage\nitem id=a stage=y");
    cr_expect(model->n_stages == 2 && model->item_stage[0] == 2);
    cr_expect_str_eq(lode__stage_id(model, 1), "z");
    lode_model_unref(model);
}

LODE_TEST(model_freeze, blocs)
{
    lode_model *const model =
        script_model(ctx, "bloc id=x market=no\nmember country=CHN\nmember "
                          "country=USA\nmember country=CHN\n"
                          "bloc id=w name=W\nmember country=ZWE");
    cr_assert(model->n_blocs == 2);
    cr_expect_str_eq(lode__model_text(model, model->blocs[0].id), "w");
    cr_expect(lode__find_bloc(model, "x") == 1 &&
              lode__find_bloc(model, "v") == SIZE_MAX);
    cr_expect(model->blocs[1].n_members == 2 && !model->blocs[1].market);
    cr_expect(model->blocs[0].market && model->blocs[1].name == 0);
    lode__places places;
    cr_assert(lode__find_places(model, "x", &places));
    cr_expect(lode__places_has(&places, (unsigned)lode__find_place("CHN", 3)) &&
              !lode__places_has(&places, (unsigned)lode__find_place("ZWE", 3)));
    cr_assert(lode__find_places(model, "ZZZ", &places) &&
              lode__places_has(&places, LODE__ZZZ));
    cr_expect(!lode__find_places(model, "v", &places));
    cr_expect_str_eq(lode__market_id(model, LODE__N_PLACES + 1), "x");
    cr_expect_str_eq(lode__market_id(model, LODE__MARKET_WORLD), "*");
    cr_expect_str_eq(lode__market_id(model, 0), "ABW");
    lode_model_unref(model);

    static const script_case cases[] = {
        {"bloc id=e", "m:1:1: error: bloc \"e\" has no members [LODE_E_VALUE]\n",
         LODE_E_VALUE},
    };
    script_check(ctx, cases, LODE__COUNT(cases));
}

LODE_TEST(model_freeze, item_figures)
{
    lode_model *const model = script_model(
        ctx, "source id=s\nsource id=r\nitem id=a unit=each mass=2 price=-0 currency=EUR "
             "source=s\n"
             "surge country=CHN up=0.25\nsurge country=AUS up=0.5\n"
             "item id=b unit=t\nitem id=c unit=each\nitem id=d name=Delta currency=USD\n"
             "name is=zeta\nname is=beta\nname is=gamma\n"
             "scenario id=quota\nmeasure ban from=CHN\nscenario id=licence\nmeasure ban "
             "from=CHN");
    cr_expect(lode__item_mass_kg(model, 0) == 2.0 &&
              lode__item_mass_kg(model, 1) == 1000.0);
    cr_expect(isnan(lode__item_mass_kg(model, 2)) && isnan(lode__item_price(model, 1)));
    cr_expect(lode__item_price(model, 0) == 0.0 && !signbit(lode__item_price(model, 0)));
    cr_expect_str_eq(lode__item_currency(model, 0), "EUR");
    cr_expect_str_eq(lode__item_currency(model, 3), "USD");
    cr_expect_str_eq(lode__source_id(model, model->details[0].source), "s");
    cr_expect_str_eq(lode__source_id(model, 0), "");
    cr_expect(lode__surge_frac(model, 0, (unsigned)lode__find_place("CHN", 3)) == 0.25);
    cr_expect(lode__surge_frac(model, 0, (unsigned)lode__find_place("DEU", 3)) == 0.0);
    cr_expect(lode__surge_frac(model, 1, (unsigned)lode__find_place("CHN", 3)) == 0.0);
    cr_expect_str_eq(lode_model_item_name(model, 3), "Delta");
    cr_expect_str_eq(lode_model_item_name(model, 1), "b");
    cr_expect_str_eq(lode_model_item_unit(model, 1), "t");
    cr_expect(lode_model_find_item(model, "c") == 2 &&
              lode_model_find_item(model, "e") == SIZE_MAX);
    cr_expect_str_eq(lode_model_name(model), "beta");
    cr_expect_str_eq(lode_model_scenario_id(model, 0), "licence");
    cr_expect_str_eq(lode_model_scenario_id(model, 1), "quota");
    cr_expect(!lode_model_item_id(model, 4) && !lode_model_item_name(model, 4) &&
              !lode_model_item_unit(model, 4) && !lode_model_item_stage(model, 4) &&
              !lode_model_product_id(model, 0) && !lode_model_scenario_id(model, 2) &&
              !lode_model_scenario_id(NULL, 0) && lode_model_count(NULL, 1) == 0);
    lode_model_unref(model);
}

LODE_TEST(model_freeze, products)
{
    static const struct {
        const char *products, *ids;
    } cases[] = {
        {"product item=a home=USA", "a"},
        {"product item=a home=USA\nproduct item=a home=USA", "a"},
        {"product item=a home=USA end-use=civil", "a"},
        {"product item=a home=USA\nproduct item=a home=DEU end-use=civil", "a@DEU a@USA"},
        {"product item=a home=USA\nproduct item=a home=USA end-use=civil\n"
         "product item=a home=DEU",
         "a@DEU a@USA a@USA/civil"},
        {"product item=a home=USA end-use=defence\nproduct item=a home=USA end-use=civil",
         "a@USA/civil a@USA/defence"},
        {"product item=a home=USA\nproduct id=p item=a home=DEU", "a@USA p"},
        {"product item=b home=USA\nproduct item=a home=USA", "a b"},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        char script[512], ids[256] = "";
        snprintf(script, sizeof(script), "item id=a\nitem id=b\n%s", cases[i].products);
        lode_model *const model = script_model(ctx, script);
        for (size_t k = 0; k < model->n_products; k++) {
            const size_t len = strlen(ids);
            snprintf(ids + len, sizeof(ids) - len, "%s%s", k ? " " : "",
                     lode_model_product_id(model, k));
        }
        cr_expect_str_eq(ids, cases[i].ids);
        lode_model_unref(model);
    }
}

/* Records that belong together move together; the order of these blocks is free. */
static const char *const blocks[] = {
    "source id=s1\n",
    "source id=s2 note=n\n",
    "bloc id=nato\nmember country=USA\nmember country=DEU\n",
    "bloc id=asia\nmember country=CHN\nmember country=JPN\n",
    "country id=CHN name=China\nscore indicator=WGI.PV year=2022 value=-0.44 source=s1\n",
    "country id=CHN\nscore indicator=WGI.PV year=2021 value=-0.5\nscore indicator=A "
    "value=1\n",
    "item id=motor unit=each stage=assembly tags='x y'\ninput item=wire quantity=2\n"
    "input item=wire quantity=2 yield=0.5\ninput item=wire quantity=2 source=s1\n"
    "input item=magnet quantity=1.5 low=1 high=2\n"
    "input item=magnet quantity=1.5 low=1 high=2 quantity-is=mode\ninput item=wire "
    "quantity=2\n",
    "within item=motor\ngroup id=g2\noption item=magnet weight=0.5 quantity=3\n"
    "option item=ore weight=0.5 cap=1 quantity=4\n",
    "within item=motor\ngroup id=g1 essential=0.5 kind=both\noption item=wire weight=1\n",
    "item id=wire\ninput item=ore quantity=1100 unit=g\ncode scheme=B value=2\n"
    "code scheme=A value=3\ncode scheme=B value=1\nsurge country=JPN up=1\nsurge "
    "country=CHN up=2\n"
    "stock country=USA days=3\nstock country=DEU days=3\n",
    "item id=magnet\nhost item=ore part=0.5\nhost item=wire part=0.25\nwithin item=wire\n"
    "host item=ore\ngroup id=g\noption item=ore weight=1\n",
    "item id=ore price=3\n",
    "within item=ore\norigin market=nato source=s2\nfrom country=CHN share=0.25 party=b\n"
    "from country=CHN share=0.25 party=a\n",
    "within item=ore\norigin market=nato source=s1\nfrom country=AUS share=0.25\n"
    "from country=CHN share=0.25 kind=recycled source=s2\n",
    "within item=ore\norigin market=* year=2021\nfrom country=CHN share=1\n",
    "within item=ore\norigin market=* year=2020\nfrom country=AUS share=0.1\n"
    "from country=CHN share=0.2\nfrom country=ZAF share=0.3\nfrom country=ZWE "
    "share=0.4\n",
    "within item=ore\norigin market=* basis=value rest=wider\nfrom country=CHN "
    "share=0.5\n",
    "within item=ore\norigin market=DEU rest=wider\nfrom country=ZZZ share=0 "
    "bound=withheld\n"
    "from country=USA share=0\n",
    "product item=motor home=USA\nproduct item=motor home=DEU value=3\n",
    "product id=P item=wire home=DEU volume=4\n",
    "scenario id=t\nmeasure substitution item=motor alternatives=g2\nchoice item=ore "
    "weight=1\n"
    "choice item=magnet weight=0\nmeasure ban from=CHN severity=0.5\nmeasure ban "
    "from=AUS\n",
    "scenario id=s name=S\nmeasure leakage share=0.1 to='CHN  nato'\n",
};

static bool same_bytes(const void *a, const void *b, size_t n, size_t size)
{
    return memcmp(a, b, n * size) == 0;
}

#define SAME(array, n) same_bytes(a->array, b->array, (n), sizeof(*a->array))

/* Text offsets are handed out in order of sight, so equal models have equal offsets too
 * only where text goes in by canonical order: which is the case. */
/* But for where each was read. */
static bool same_measures(const lode_model *a, const lode_model *b)
{
    for (size_t i = 0; i < a->n_measures; i++) {
        const lode__measure *const x = &a->measures[i], *const y = &b->measures[i];
        if (x->name != y->name || x->first_attribute != y->first_attribute ||
            x->n_attributes != y->n_attributes || x->parent != y->parent)
            return false;
    }
    return true;
}

static bool same_model(const lode_model *a, const lode_model *b)
{
    return a->text_len == b->text_len && a->size_bytes == b->size_bytes &&
           SAME(text, a->text_len) && a->n_items == b->n_items &&
           SAME(item_id, a->n_items) && SAME(item_line, a->n_items + 1) &&
           SAME(item_set, a->n_items) && a->n_sets == b->n_sets &&
           SAME(set_vector, a->n_sets + 2) && SAME(item_order, a->n_items) &&
           a->n_lines == b->n_lines && SAME(line_item, a->n_lines) &&
           SAME(line_quantity, a->n_lines) && a->n_extra_lines == b->n_extra_lines &&
           a->n_extras == b->n_extras && a->n_groups == b->n_groups &&
           a->n_hosts == b->n_hosts && a->n_vectors == b->n_vectors &&
           a->n_shares == b->n_shares && a->n_measures == b->n_measures &&
           a->n_attributes == b->n_attributes && SAME(attributes, a->n_attributes) &&
           same_measures(a, b) && SAME(scenarios, a->n_scenarios) &&
           SAME(codes, a->n_codes);
}

static bool same_extras(const lode_model *a, const lode_model *b)
{
    for (size_t i = 0; i < a->n_extra_lines; i++) {
        const lode__line_extra *const x = lode__extra_at(a, i), *const y =
                                                                    lode__extra_at(b, i);
        if (a->extra_lines[i].line != b->extra_lines[i].line ||
            a->extra_lines[i].extra != b->extra_lines[i].extra || x->group != y->group ||
            x->source != y->source || x->kind != y->kind ||
            x->yield_frac != y->yield_frac ||
            (x->group &&
             (x->weight_frac != y->weight_frac || x->cap_frac != y->cap_frac)))
            return false;
    }
    return true;
}

static bool same_vectors(const lode_model *a, const lode_model *b)
{
    for (size_t i = 0; i < a->n_vectors; i++) {
        const lode__vector *const x = &a->vectors[i], *const y = &b->vectors[i];
        if (x->market != y->market || x->basis != y->basis || x->year != y->year ||
            x->source != y->source || x->sum != y->sum || x->rest != y->rest ||
            x->first_share != y->first_share)
            return false;
    }
    for (size_t i = 0; i < a->n_shares; i++) {
        const lode__share *const x = &a->shares[i], *const y = &b->shares[i];
        if (x->country != y->country || x->share != y->share || x->party != y->party ||
            x->source != y->source || x->kind != y->kind || x->bound != y->bound)
            return false;
    }
    return true;
}

static void shuffle(size_t *order, size_t n, uint64_t *state)
{
    for (size_t i = n - 1; i > 0; i--) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const size_t k = (size_t)(*state >> 33) % (i + 1), moved = order[i];
        order[i] = order[k];
        order[k] = moved;
    }
}

LODE_TEST(model_freeze, order_of_input_does_not_show)
{
    enum { N = LODE__COUNT(blocks), ROUNDS = 60 };
    size_t order[N];
    uint64_t state = 1;
    lode_model *first = NULL;
    for (size_t i = 0; i < N; i++) order[i] = i;
    for (int round = 0; round < ROUNDS; round++) {
        char script[8192];
        for (size_t i = 0, len = 0; i < N; i++)
            len += (size_t)snprintf(script + len, sizeof(script) - len, "%s",
                                    blocks[order[i]]);
        lode_model *const model = script_model(ctx, script);
        if (first)
            cr_assert(same_model(first, model) && same_extras(first, model) &&
                          same_vectors(first, model),
                      "%s", script);
        if (!first)
            first = model;
        else
            lode_model_unref(model);
        shuffle(order, N, &state);
    }

    /* All memory there is but the context is the model's; an empty array has one byte. */
    const size_t others =
        memory->bytes_live - sizeof(lode_context) - lode_model_size_bytes(first);
    cr_expect(others < 32, "%zu", others);

    /* And it is the order promised. Of magnet 0, motor 1, ore 2, wire 3: */
    static const uint32_t taken[] = {0, 0, 3, 3, 3, 3, 3, 0, 2, 2, 2};
    static const double quantities[] = {1.5, 1.5, 2, 2, 2, 2, 1, 3, 4, 1.1, 1};
    static const uint32_t items[] = {1, 0, 3, 2};
    cr_assert(first->n_items == 4 && first->n_lines == 11);
    cr_expect(same_bytes(first->line_item, taken, 11, sizeof(uint32_t)));
    cr_expect(same_bytes(first->line_quantity, quantities, 11, sizeof(double)));
    cr_expect(same_bytes(first->item_order, items, 4, sizeof(uint32_t)));
    static const struct {
        const char *market;
        int32_t year;
        lode_basis basis;
    } vectors[] = {
        {"DEU", 0, 2}, {"nato", 0, 2}, {"*", 2020, 2}, {"*", 2021, 2}, {"*", 0, 4}};
    cr_assert(first->n_vectors == LODE__COUNT(vectors));
    for (size_t i = 0; i < LODE__COUNT(vectors); i++) {
        cr_expect_str_eq(lode__market_id(first, first->vectors[i].market),
                         vectors[i].market);
        cr_expect(first->vectors[i].year == vectors[i].year &&
                  first->vectors[i].basis == vectors[i].basis);
    }
    lode_model_unref(first);
}

static lode_status build_and_freeze(lode_context *ctx, void *user)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    (void)user;
    lode_status status = lode_builder_new(ctx, &builder);
    for (size_t i = 0; status >= 0 && i < LODE__COUNT(blocks); i++)
        status = script_read(ctx, builder, blocks[i]);
    if (status >= 0) status = lode_builder_freeze(ctx, builder, &model);
    cr_assert((status == LODE_OK) == (model != NULL));
    if (model) cr_assert(model->n_lines == 11 && model->n_shares == 12);
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

Test(model_freeze, memory_runs_out)
{
    cr_assert(lode_test_sweep(build_and_freeze, NULL) > 50);
}

/* A record lost for want of memory is missed by the freeze. */
static lode_status go_on_without(lode_context *ctx, void *user)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    bool lost = false;
    (void)user;
    LODE__TRY(lode_builder_new(ctx, &builder));
    for (size_t i = 0; i < LODE__COUNT(blocks); i++)
        lost = script_read(ctx, builder, blocks[i]) == LODE_E_NOMEM || lost;
    const lode_status status = lode_builder_freeze(ctx, builder, &model);
    cr_assert((status == LODE_OK) == (model != NULL));
    cr_assert(!lost || status < 0);
    lode_model_unref(model);
    lode_builder_free(builder);
    return lost ? LODE_E_NOMEM : status;
}

Test(model_freeze, memory_runs_short)
{
    cr_assert(lode_test_sweep(go_on_without, NULL) > 50);
}
