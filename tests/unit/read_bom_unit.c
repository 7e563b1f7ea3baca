/* Figures, units, reference designators, levels, substances and countries as bills of
 * materials write them. */
#include "read_common.h"

#include "read/bom_unit.h"
#include "read/cas.h"
#include "read/country.h"
#include "read/substance.h"

#include <math.h>

LODE_TEST(read_bom_unit, numbers)
{
    static const struct {
        const char *text;
        char mark;
        bool good;
        double value;
        size_t len;
        char then;
    } cases[] = {
        {"12", 0, true, 12, 2, 0},      {"1.5 kg", 0, true, 1.5, 3, '.'},
        {"1,5", 0, true, 1.5, 3, ','},  {"0,500", 0, true, 0.5, 5, ','},
        {"1,500", 0, false, 0, 0, 0},   {"1,500", ',', true, 1.5, 5, ','},
        {"1.5", ',', false, 0, 0, 0},   {"1,5", '.', false, 0, 0, 0},
        {"1.234,5", 0, false, 0, 0, 0}, {"1e-3", 0, true, 1e-3, 4, 0},
        {"-2", 0, true, -2, 2, 0},      {"", 0, false, 0, 0, 0},
        {"kg", 0, false, 0, 0, 0},      {"nan", 0, false, 0, 0, 0},
        {"0x10", 0, true, 0, 1, 0},     {"5e", 0, true, 5, 1, 0},
        {"1e999", 0, false, 0, 0, 0},   {".", 0, false, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        lode__decimal decimal = {cases[i].mark, 0};
        double value = 0.0;
        size_t len = 0;
        const char *what = lode__bom_number(cases[i].text, strlen(cases[i].text), 1,
                                            &decimal, &value, &len);
        cr_expect_eq(what == NULL, cases[i].good, "%s", cases[i].text);
        if (what || !cases[i].good) continue;
        cr_expect_eq(value, cases[i].value, "%s", cases[i].text);
        cr_expect_eq(len, cases[i].len, "%s", cases[i].text);
        cr_expect_eq(decimal.mark, cases[i].then, "%s", cases[i].text);
    }
}

LODE_TEST(read_bom_unit, units)
{
    static const struct {
        const char *text;
        double value; /* of 5 of them; NaN: no unit */
    } cases[] = {
        {"kg", 5},
        {"g", 0.005},
        {"mg", 5e-6},
        {"kg/Part", 5},
        {"lb", 2.26796185},
        {" Each ", 5},
        {"St\xC3\xBC"
         "ck",
         5},
        {"mm", 0.005},
        {"%", 0.05},
        {"ppm", 5e-6},
        {"massPercent", 0.05},
        {"mg/kg", 5e-6},
        {"Mg", NAN},
        {"MG", NAN},
        {"dozen", NAN},
        {"", NAN},
        {"/kg", NAN},
        {"kgs", NAN},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const uint8_t unit = lode__find_bom_unit(cases[i].text, strlen(cases[i].text));
        cr_expect_eq(unit == LODE__BOM_NO_UNIT, isnan(cases[i].value) != 0, "%s",
                     cases[i].text);
        if (unit == LODE__BOM_NO_UNIT) continue;
        cr_expect_eq(lode__bom_convert(unit, 5.0), cases[i].value, "%s", cases[i].text);
    }
}

LODE_TEST(read_bom_unit, references)
{
    static const struct {
        const char *text;
        uint64_t n;
    } cases[] = {
        {"R1", 1},          {"C103-C105,C109-C118", 13},
        {"R1 R2;R3", 3},    {"C3-5", 3},
        {"J-A", 1},         {"TP-1", 1},
        {"C9-C3", 0},       {"C1-R5", 0},
        {"C1-C9999999", 0}, {"R1,,R2,", 2},
        {"C1-C1", 1},       {"", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *word = NULL;
        size_t len = 0;
        cr_expect_eq(
            lode__count_references(cases[i].text, strlen(cases[i].text), &word, &len),
            cases[i].n, "%s", cases[i].text);
    }
}

LODE_TEST(read_bom_unit, levels)
{
    static const struct {
        const char *text;
        int level; /* -1: none */
        bool is_outline;
    } cases[] = {
        {"0", 0, false},    {"2", 2, false},     {"..2", 2, false},
        {"1.3", 2, true},   {"1.10.2", 3, true}, {"+++", 3, false},
        {"2.", 2, false},   {"1..2", -1, false}, {"", -1, false},
        {"two", -1, false}, {"-1", -1, false},   {"99999999", -1, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t level = 0;
        bool is_outline = false;
        const bool good =
            lode__bom_level(cases[i].text, strlen(cases[i].text), &level, &is_outline);
        cr_expect_eq(good, cases[i].level >= 0, "%s", cases[i].text);
        if (!good) continue;
        cr_expect_eq((int)level, cases[i].level, "%s", cases[i].text);
        cr_expect_eq(is_outline, cases[i].is_outline, "%s", cases[i].text);
    }
}

/* Weights by hand: 2 x 162.50 of 372.997 is dysprosium, 2 x 6.94 of 73.888 lithium. */
LODE_TEST(read_bom_unit, substances)
{
    lode__element_part parts[LODE__MAX_SYMBOLS];
    const char *formula = lode__substance_formula("1308-87-8", 9);
    cr_assert_str_eq(formula, "Dy2O3");
    cr_assert_eq(lode__split_formula(formula, parts), 2);
    cr_expect_str_eq(parts[0].symbol, "Dy");
    cr_expect_float_eq(parts[0].fraction, 325.0 / 372.997, 1e-12);
    cr_assert_eq(lode__split_formula("Li2CO3", parts), 3);
    cr_expect_float_eq(parts[0].fraction, 13.88 / 73.888, 1e-12);
    cr_expect_eq(lode__split_formula("Xx2", parts), 0);
    cr_expect_eq(lode__split_formula("2Dy", parts), 0);
    cr_expect_null(lode__substance_formula("1308-87-9", 9));
    size_t n = 0;
    const char *cas;
    for (; (cas = lode__substance_at(n, &formula)); n++) {
        cr_expect_eq(lode__check_cas(cas, strlen(cas)), LODE__CAS_GOOD, "%s", cas);
        cr_expect(lode__split_formula(formula, parts) > 0, "%s", formula);
        cr_expect_eq(lode__substance_formula(cas, strlen(cas)), formula, "%s twice", cas);
    }
    cr_expect(n > 100);
}

LODE_TEST(read_bom_unit, countries)
{
    cr_expect_str_eq(lode__find_country("DE", 2), "DEU");
    cr_expect_str_eq(lode__find_country(" CHN ", 5), "CHN");
    cr_expect_str_eq(lode__find_country("germany", 7), "DEU");
    cr_expect_null(lode__find_country("EU", 2));
    cr_expect_null(lode__find_country("XX", 2));
    cr_expect_null(lode__find_country("Atlantis", 8));
}
