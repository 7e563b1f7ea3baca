/* What the builder refuses, at which place and in which words. */
#include "model_script.h"

/* Each script's only line that is at fault is refused; the freeze then tells that one
 * was. */
#define REFUSED "error: records refused before: 1 [LODE_E_VALUE]\n"

LODE_TEST(model_builder, refuses_texts)
{
    static const script_case cases[] = {
        {"item id='a b'",
         "m:1:1: error: id \"a b\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=", "m:1:1: error: id is empty [LODE_E_VALUE]\n" REFUSED, LODE_E_VALUE},
        {"item unit=kg",
         "error: argument not allowed: id is NULL [LODE_E_INVALID]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a\xff",
         "m:1:1: error: id \"a\\xff\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a\x01",
         "m:1:1: error: id \"a\\x01\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a name='b\x7f'",
         "m:1:1: error: name \"b\\x7f\" is not UTF-8 without control characters "
         "[LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a unit=stone",
         "m:1:1: error: unit \"stone\" does not exist [LODE_E_UNKNOWN]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a price=1 currency=euro",
         "m:1:1: error: currency \"euro\" is not three capital letters as in ISO 4217 "
         "[LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a\nsurge country=CN up=0.1",
         "m:2:1: error: country \"CN\" is no country code of ISO 3166-1 alpha-3 "
         "[LODE_E_UNKNOWN]\n" REFUSED,
         LODE_E_VALUE},
        {"item id=a\nstock country=ZZZ days=1",
         "m:2:1: error: country \"ZZZ\" is unknown origin, not a country "
         "[LODE_E_UNKNOWN]\n" REFUSED,
         LODE_E_VALUE},
        {"bloc id=DEU",
         "m:1:1: error: bloc \"DEU\" is called like a country [LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"bloc id=*",
         "m:1:1: error: bloc \"*\" is called like the world [LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
        {"source id=s title=", "m:1:1: error: title is empty [LODE_E_VALUE]\n" REFUSED,
         LODE_E_VALUE},
    };
    script_check(ctx, cases, sizeof(cases) / sizeof(cases[0]));
}

LODE_TEST(model_builder, refuses_figures)
{
    static const struct {
        const char *record, *message;
    } cases[] = {
        {"item id=b mass=2", "mass is given for an item whose unit kg is a mass already"},
        {"item id=b unit=each mass=0", "mass 0 is not above 0"},
        {"item id=b unit=each mass=nan", "mass nan is not finite and above 0"},
        {"item id=b price=-1", "price -1 is not 0 or above"},
        {"item id=b price=inf", "price inf is not finite and 0 or above"},
        {"input item=a quantity=-3", "quantity -3 is not above 0"},
        {"input item=a quantity=0", "quantity 0 is not above 0"},
        {"input item=a quantity=1 yield=0", "yield 0 is not above 0 and at most 1"},
        {"input item=a quantity=1 yield=1.5", "yield 1.5 is not above 0 and at most 1"},
        {"input item=a quantity=1 essential=2", "essential 2 is not within 0 and 1"},
        {"input item=a quantity=1 low=2 high=3", "quantity is not within low and high"},
        {"input item=a quantity=2.9 low=1 high=3",
         "quantity cannot be the mean of a triangle from low to high"},
        {"input item=a quantity=2 low=-1 high=3", "low -1 is not 0 or above"},
        {"input item=a quantity=1 gsd=0.5", "gsd 0.5 is not 1 or above"},
        {"input item=a quantity=1 gsd=2 low=0 high=2",
         "low and high stand beside gsd, one excludes the other"},
        {"option item=a quantity=1 weight=1.1", "weight 1.1 is not within 0 and 1"},
        {"option item=a quantity=1 weight=0.5 cap=0.4", "cap is below weight"},
        {"host item=a part=1.1", "part 1.1 is not above 0 and at most 1"},
        {"surge country=CHN up=-0.1", "up -0.1 is not 0 or above"},
        {"stock country=CHN days=0", "days 0 is not above 0"},
        {"origin rounding=-1", "rounding -1 is not 0 or above"},
        {"origin total=nan", "total nan is not finite and 0 or above"},
        {"origin concentration=-inf", "concentration -inf is not finite and 0 or above"},
        {"from country=CHN share=nan", "share nan is not finite and 0 or above"},
        {"from country=CHN share=-0.5", "share -0.5 is not 0 or above"},
        {"from country=ZZZ share=0.5 bound=withheld",
         "share 0.5 is not 0 though it is said not to be published"},
        {"balance market=*",
         "market \"*\" trades with nobody: a balance is of a country or bloc"},
        {"balance market=USA year=12345", "year 12345 is not from 1 to 9999"},
        {"amount of=imports quantity=-1", "quantity -1 is not 0 or above"},
        {"amount of=consumption quantity=inf",
         "quantity inf is not finite and 0 or above"},
        {"amount of=stock-withdrawal quantity=nan", "quantity nan is not finite"},
        {"amount of=exports quantity=2 bound=missing",
         "quantity 2 is not 0 though it is said not to be published"},
        {"product item=a home=USA volume=0", "volume 0 is not above 0"},
        {"product item=a home=USA value=-1", "value -1 is not 0 or above"},
        {"score indicator=WGI.PV year=2022 value=inf", "value inf is not finite"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        lode_builder *builder = NULL;
        cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
        cr_assert(script_read(ctx, builder,
                              "country id=CHN\nitem id=a\nitem id=c\ngroup id=g\norigin\n"
                              "balance market=USA") == LODE_OK);
        cr_expect(script_read(ctx, builder, cases[i].record) == LODE_E_VALUE, "%s",
                  cases[i].record);
        const lode_diagnostic *const fault = lode_context_error(ctx);
        cr_assert(fault != NULL, "%s", cases[i].record);
        cr_expect_str_eq(lode_diagnostic_message(fault), cases[i].message);
        cr_expect_str_eq(lode_diagnostic_source(fault), "m");
        cr_expect(lode_diagnostic_line(fault) == 1 && lode_diagnostic_column(fault) == 1);
        lode_builder_free(builder);
    }
}

/* Sums over countries are no origin, whether a bloc of the name is known or not. */
LODE_TEST(model_builder, refuses_aggregates)
{
    static const struct {
        const char *country, *message;
    } cases[] = {
        {"WLD", "country \"WLD\" is an aggregate, shares need countries of origin"},
        {"World", "country \"World\" is an aggregate, shares need countries of origin"},
        {"EU27", "country \"EU27\" is an aggregate, shares need countries of origin"},
        {"*", "country \"*\" is an aggregate, shares need countries of origin"},
        {"covered",
         "country \"covered\" is an aggregate, shares need countries of origin"},
        {"XXX", "country \"XXX\" is no country code of ISO 3166-1 alpha-3"},
        {"chn", "country \"chn\" is no country code of ISO 3166-1 alpha-3"},
    };
    lode_builder *builder = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_assert(script_read(ctx, builder,
                          "bloc id=covered\nmember country=CHN\nitem id=a\norigin") ==
              LODE_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        lode_share_record record = LODE_SHARE_RECORD_INIT;
        record.country = cases[i].country;
        cr_expect(lode_builder_share(ctx, builder, &record) == LODE_E_UNKNOWN);
        cr_expect_str_eq(lode_diagnostic_message(lode_context_error(ctx)),
                         cases[i].message);
    }
    lode_builder_free(builder);
}

LODE_TEST(model_builder, refuses_misuse)
{
    static const char *const scripts[] = {
        "input item=a",
        "code scheme=CAS value=1",
        "host item=a",
        "origin",
        "from country=CHN",
        "balance market=USA",
        "item id=a\nbalance",
        "item id=a\nbalance market=USA\namount quantity=1",
        "item id=a\nbalance market=USA\namount of=imports bound=other",
        "amount of=imports",
        "option item=a weight=1",
        "group id=g",
        "surge country=CHN",
        "stock country=CHN",
        "member country=CHN",
        "score indicator=x",
        "measure ban",
        "choice item=a weight=1",
        "item id=a\ninput item=b kind=other",
        "item id=a\ninput item=b quantity-is=other",
        "item id=a\ninput item=b cap=1",
        "item id=a\ninput item=b weight=0.5",
        "item id=a\ngroup id=g\noption item=b weight=0.5 essential=1",
        "item id=a\ngroup id=g\noption item=b weight=0.5 kind=both",
        "item id=a\ngroup id=g kind=other",
        "item id=a\norigin basis=",
        "item id=a\norigin basis=other",
        "item id=a\norigin rest=other",
        "item id=a\norigin\nfrom country=CHN kind=both",
        "item id=a\norigin\nfrom country=CHN bound=other",
        "scenario id=s\nmeasure ban from=CHN\nchoice item=a weight=1",
        "name",
        "within",
        "stage ID=a",
    };
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        lode_builder *builder = NULL;
        cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
        cr_expect(script_read(ctx, builder, scripts[i]) == LODE_E_INVALID, "%s",
                  scripts[i]);
        lode_builder_free(builder);
    }
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_expect(lode_builder_new(NULL, &builder) == LODE_E_INVALID && !builder);
    cr_expect(lode_builder_new(ctx, NULL) == LODE_E_INVALID);
    cr_expect(lode_builder_item(ctx, NULL, NULL) == LODE_E_INVALID);
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_expect(lode_builder_item(NULL, builder, NULL) == LODE_E_INVALID);
    cr_expect(lode_builder_item(ctx, builder, NULL) == LODE_E_INVALID);
    cr_expect(lode_builder_freeze(ctx, builder, NULL) == LODE_E_INVALID);
    cr_expect(lode_builder_freeze(ctx, NULL, &model) == LODE_E_INVALID && !model);
    lode_builder_free(builder);
    lode_builder_free(NULL);
    lode_model_unref(NULL);
}

/* A record of a later version is taken where what this one does not know is zero. */
LODE_TEST(model_builder, knows_record_versions)
{
    struct {
        lode_item_record record;
        double later;
    } item = {LODE_ITEM_RECORD_INIT, 0.0};
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    item.record.struct_size = sizeof(item);
    item.record.id = "a";
    item.record.unit = "kg";
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_expect(lode_builder_item(ctx, builder, &item.record) == LODE_OK);
    cr_expect(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_expect(lode_model_count(model, LODE_COUNT_ITEMS) == 1);
    lode_model_unref(model);
    item.later = 1.0;
    cr_expect(lode_builder_item(ctx, builder, &item.record) == LODE_E_UNSUPPORTED);
    item.record.struct_size = 8;
    cr_expect(lode_builder_item(ctx, builder, &item.record) == LODE_E_INVALID);
    lode_builder_free(builder);
}

/* What belongs to a refused record is looked at, and kept from the record before. A
 * refused item still counts as defined. */
LODE_TEST(model_builder, goes_on_behind_a_refusal)
{
    static const script_case cases[] = {
        {"item id=a\n"
         "input item=b\n"
         "item id=b unit=stone\n"
         "input item=c quantity=-1\n"
         "item id=c\n"
         "group id='g h'\n"
         "option item=c weight=1\n"
         "option item=c weight=2\n"
         "origin total=-1\n"
         "from country=CHN share=7\n"
         "scenario id=s\n"
         "measure quota\n"
         "measure ban from=CHN",
         "m:3:1: error: unit \"stone\" does not exist [LODE_E_UNKNOWN]\n"
         "m:4:1: error: quantity -1 is not above 0 [LODE_E_VALUE]\n"
         "m:6:1: error: id \"g h\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n"
         "m:8:1: error: weight 2 is not within 0 and 1 [LODE_E_VALUE]\n"
         "m:9:1: error: total -1 is not 0 or above [LODE_E_VALUE]\n"
         "m:12:1: error: quota lacks attribute \"share\" [LODE_E_FORMAT]\n"
         "error: records refused before: 6 [LODE_E_VALUE]\n",
         LODE_E_VALUE},
        {"bloc id='b c'\nmember country=CHN\ncountry id=XXX name=x\nscore indicator=i "
         "value=1\n"
         "item id='a b'\ncode scheme=s value=v\nhost item=c\norigin\nfrom country=CHN "
         "share=1\n"
         "scenario id='s t'\nmeasure substitution item=a alternatives=g\n"
         "choice item=b weight=1\nwithin item='x y'\ninput item=z",
         "m:1:1: error: id \"b c\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n"
         "m:3:1: error: id \"XXX\" is no country code of ISO 3166-1 alpha-3 "
         "[LODE_E_UNKNOWN]\n"
         "m:5:1: error: id \"a b\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n"
         "m:10:1: error: id \"s t\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n"
         "m:13:1: error: item \"x y\" is not UTF-8 without blanks and control characters "
         "[LODE_E_VALUE]\n"
         "error: records refused before: 5 [LODE_E_VALUE]\n",
         LODE_E_VALUE},
    };
    script_check(ctx, cases, sizeof(cases) / sizeof(cases[0]));
}

/* Builder and context may be used again after a freeze, whatever came of it. */
LODE_TEST(model_builder, starts_again_after_a_freeze)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_expect(script_read(ctx, builder, "item id=a\ninput item=b") == LODE_OK);
    cr_expect(lode_builder_freeze(ctx, builder, &model) == LODE_E_UNKNOWN && !model);
    cr_expect(script_read(ctx, builder, "item id=b\nname is=second") == LODE_OK);
    cr_expect(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_expect(lode_model_count(model, LODE_COUNT_ITEMS) == 1);
    cr_expect_str_eq(lode_model_item_id(model, 0), "b");
    cr_expect_str_eq(lode_model_name(model), "second");
    lode_builder_free(builder);
    lode_model *const again = lode_model_ref(model);
    lode_model_unref(model);
    cr_expect_str_eq(lode_model_item_id(again, 0), "b");
    lode_model_unref(again);
}
