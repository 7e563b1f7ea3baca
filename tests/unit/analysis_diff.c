/* Diff by its call: what a redesign of the motor of docs/model.md changes, by hand. */
#include "lode_test.h"

#include <lode.h>

#include <math.h>
#include <stdio.h>

/* A motor of 1.2 kg of magnet with a part of dysprosium, from Japan and others. */
static const char bill[] =
    "<lode xmlns='urn:lode:model:1'>"
    "<item id='motor' unit='each' mass='8'><input item='magnet' quantity='1.2'/></item>"
    "<item id='magnet' unit='kg'><input item='dy' quantity='%s'/>"
    "<origin market='*' basis='gross-mass'>%s</origin></item>"
    "<item id='dy' unit='%s'/><product item='motor' home='USA'/></lode>";
static const char old_makers[] =
    "<from country='DEU' share='0.3'/><from country='JPN' share='0.7'/>";
static const char new_makers[] = "<from country='DEU' share='0.3'/>"
                                 "<from country='JPN' share='0.5'/>"
                                 "<from country='KOR' share='0.2'/>";

static lode_network *network(lode_context *ctx, const char *quantity, const char *makers,
                             const char *unit)
{
    char xml[2048];
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_network *made = NULL;
    const int len = snprintf(xml, sizeof xml, bill, quantity, makers, unit);
    cr_assert(len > 0 && len < (int)sizeof xml);
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_assert(lode_read_memory(ctx, builder, xml, (size_t)len, NULL) == LODE_OK);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_assert(lode_network_compile(ctx, model, NULL, &made) == LODE_OK);
    lode_model_unref(model);
    lode_builder_free(builder);
    return made;
}

static const char *text(const lode_table *t, const char *column, size_t row)
{
    return lode_table_text(t, lode_table_find_column(t, column), row);
}

static double real(const lode_table *t, const char *column, size_t row)
{
    return lode_table_reals(t, lode_table_find_column(t, column))[row];
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-12;
}

/* The one row with these texts has these figures. */
static void expect(const lode_table *t, const char *figure, const char *item,
                   const char *country, const char *kind, double before, double after)
{
    for (size_t row = 0; row < lode_table_n_rows(t); row++) {
        if (strcmp(text(t, "figure", row), figure) ||
            strcmp(text(t, "item", row), item) ||
            strcmp(text(t, "country", row), country) ||
            strcmp(text(t, "kind", row), kind)) {
            continue;
        }
        cr_assert(same(real(t, "before", row), before) &&
                      same(real(t, "after", row), after) &&
                      same(real(t, "change", row), after - before),
                  "%s %s %s: %g %g", figure, item, country, real(t, "before", row),
                  real(t, "after", row));
        cr_assert_str_eq(text(t, "product", row), "motor");
        return;
    }
    cr_assert(false, "no row %s %s %s %s", figure, item, country, kind);
}

static lode_table *diff(lode_context *ctx, lode_network *before, lode_network *after,
                        lode_diff_options options)
{
    lode_table *table = NULL;
    options.struct_size = sizeof options;
    cr_assert(lode_diff(ctx, before, after, &options, &table) == LODE_OK);
    return table;
}

LODE_TEST(analysis_diff, shows_what_a_redesign_changed)
{
    lode_network *before = network(ctx, "0.02", old_makers, "kg");
    lode_network *after = network(ctx, "0.01", new_makers, "kg");
    lode_table *t = diff(ctx, before, after, (lode_diff_options){.figures = 0});
    expect(t, "requirement", "dy", "", "", 1.2 * 0.02, 1.2 * 0.01);
    expect(t, "origin", "magnet", "JPN", "quantity", 1.2 * 0.7, 1.2 * 0.5);
    /* Korea made nothing before: missing is not zero. */
    expect(t, "origin", "magnet", "KOR", "quantity", NAN, 1.2 * 0.2);
    expect(t, "loss", "", "JPN", "production", 0.7, 0.5);
    expect(t, "loss", "", "KOR", "exports", NAN, 0.2);
    /* Japan alone exceeds 0.65 no more; with Korea it does. */
    expect(t, "coalition", "", "JPN", "", 0.7, NAN);
    expect(t, "coalition", "", "JPN KOR", "", NAN, 0.7);
    for (size_t row = 0; row < lode_table_n_rows(t); row++) {
        cr_assert(strcmp(text(t, "item", row), "motor") != 0, "the motor is as it was");
        cr_assert(strcmp(text(t, "country", row), "DEU") != 0 ||
                      strcmp(text(t, "item", row), "magnet") != 0,
                  "Germany's magnets are as they were");
    }
    lode_table_free(t);
    t = diff(ctx, before, after,
             (lode_diff_options){.figures = LODE_DIFF_LOSS, .tolerance = 0.21});
    cr_assert(lode_table_n_rows(t) == 2); /* Korea's alone: Japan's 0.2 are within */
    lode_table_free(t);
    t = diff(ctx, before, before, (lode_diff_options){.figures = 0});
    cr_assert(lode_table_n_rows(t) == 0);
    lode_table_free(t);
    lode_network_unref(before);
    lode_network_unref(after);
}

LODE_TEST(analysis_diff, another_unit_is_another_figure)
{
    lode_network *before = network(ctx, "0.02", old_makers, "kg");
    lode_network *after = network(ctx, "20", old_makers, "g");
    lode_table *t =
        diff(ctx, before, after, (lode_diff_options){.figures = LODE_DIFF_REQUIREMENT});
    cr_assert(lode_table_n_rows(t) == 2);
    for (size_t row = 0; row < 2; row++) {
        const bool in_kg = !strcmp(text(t, "unit", row), "kg");
        cr_assert(same(real(t, "before", row), in_kg ? 1.2 * 0.02 : NAN));
        cr_assert(same(real(t, "after", row), in_kg ? NAN : 1.2 * 20));
        cr_assert(isnan(real(t, "change", row)));
    }
    lode_table_free(t);
    lode_network_unref(before);
    lode_network_unref(after);
}

LODE_TEST(analysis_diff, refuses_what_makes_no_sense)
{
    lode_network *before = network(ctx, "0.02", old_makers, "kg");
    lode_table *t = NULL;
    lode_diff_options options = {.struct_size = sizeof options};
    cr_assert(lode_diff(ctx, NULL, before, NULL, &t) == LODE_E_INVALID && !t);
    cr_assert(lode_diff(ctx, before, NULL, NULL, &t) == LODE_E_INVALID && !t);
    cr_assert(lode_diff(ctx, before, before, NULL, NULL) == LODE_E_INVALID);
    options.tolerance = 1.0;
    cr_assert(lode_diff(ctx, before, before, &options, &t) == LODE_E_INVALID && !t);
    options.tolerance = 0.0;
    options.figures = 16;
    cr_assert(lode_diff(ctx, before, before, &options, &t) == LODE_E_INVALID && !t);
    options.figures = 0;
    options.level_frac = 2.0;
    cr_assert(lode_diff(ctx, before, before, &options, &t) == LODE_E_INVALID && !t);
    lode_network_unref(before);
}
