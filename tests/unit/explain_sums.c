/* Explanations add up: the arithmetic of each row, worked out from the figures printed in
 * it, gives the row's value, and the first row is the number that is explained. */
#include "differences.h"

#include "case_expression.h"
#include "plain_numbers.h"

#include <math.h>

typedef struct checker {
    lode_context *context;
    lode_network *network;
    uint64_t n_rows, n_long;
} checker;

/* `0.4 x (1 - 0)` as the cases write it: `0.4*(1-0)`. */
static void rewrite(const char *from, char *to, size_t capacity)
{
    size_t n = 0;
    for (; *from && n + 1 < capacity; from++) {
        if (*from == ' ') continue;
        to[n++] = *from == 'x' && from[-1] == ' ' ? '*' : *from;
    }
    to[n] = '\0';
}

static size_t column(const lode_table *table, const char *name)
{
    const size_t found = lode_table_find_column(table, name);
    cr_assert(found != SIZE_MAX, "%s", name);
    return found;
}

/* Figures are written to nine digits, so sums of them are as good as the largest is. */
static double largest_figure(const char *text)
{
    double most = 0.0;
    while (*(text += strcspn(text, "0123456789"))) {
        char *end = NULL;
        most = fmax(most, plain_strtod(text, &end));
        text = end;
    }
    return most;
}

static void check_rows(checker *c, const lode_table *table)
{
    enum { LONG = 1 << 16 };
    static char sums[LONG];
    const double *value = lode_table_reals(table, column(table, "value"));
    for (size_t row = 0; row < lode_table_n_rows(table); row++) {
        const char *text = lode_table_text(table, column(table, "arithmetic"), row);
        double got = NAN;
        rewrite(text, sums, sizeof sums);
        cr_assert(case_evaluate(sums, 0.0, &got), "%s", text);
        cr_assert(case_same(got, value[row], 2e-8 * fmax(1.0, largest_figure(text))),
                  "%s gives %.12g, not %.12g", text, got, value[row]);
        c->n_rows++;
        c->n_long += strchr(text, '(') != NULL;
    }
}

static lode_table *explain(checker *c, lode_explain_options options)
{
    lode_table *table = NULL;
    options.struct_size = sizeof options;
    const lode_status status = lode_explain(c->context, c->network, &options, &table);
    cr_assert(status == LODE_OK, "%s", lode_status_name(status));
    check_rows(c, table);
    return table;
}

/* The first row of each product against the table of losses. */
static void check_stop(checker *c, lode_stop kind, const lode_table *exposure, size_t row)
{
    const char *country = lode_table_text(exposure, column(exposure, "country"), row);
    const char *product = lode_table_text(exposure, column(exposure, "product"), row);
    const double *loss = lode_table_reals(exposure, column(exposure, "loss"));
    for (uint32_t all = 0; all < 2; all++) {
        lode_table *table =
            explain(c, (lode_explain_options){
                           .stop = &country, .n_stops = 1, .kind = kind, .flags = all});
        const double *value = lode_table_reals(table, column(table, "value"));
        bool found = false;
        for (size_t k = 0; k < lode_table_n_rows(table); k++) {
            if (strcmp(lode_table_text(table, column(table, "product"), k), product) ||
                lode_table_integers(table, column(table, "step"))[k] != 1) {
                continue;
            }
            cr_assert(value[k] == loss[row], "%s %s", product, country);
            found = true;
        }
        cr_assert(found);
        lode_table_free(table);
    }
}

static void check_losses(checker *c, size_t stride)
{
    for (lode_stop kind = LODE_STOP_PRODUCTION; kind <= LODE_STOP_EXPORTS; kind++) {
        const lode_exposure_options options = {.struct_size = sizeof options,
                                               .kinds = kind};
        lode_table *exposure = NULL;
        cr_assert(lode_exposure(c->context, c->network, &options, &exposure) == LODE_OK);
        for (size_t row = 0; row < lode_table_n_rows(exposure); row += stride) {
            if (!strcmp(lode_table_text(exposure, column(exposure, "product"), row), "*"))
                continue;
            check_stop(c, kind, exposure, row);
        }
        lode_table_free(exposure);
    }
}

/* The last row of each product against the table of requirements. */
static void check_needs(checker *c, size_t stride)
{
    lode_table *needs = NULL;
    cr_assert(lode_requirements(c->context, c->network, NULL, &needs) == LODE_OK);
    const double *quantity = lode_table_reals(needs, column(needs, "quantity"));
    for (size_t row = 0; row < lode_table_n_rows(needs); row += stride) {
        const char *item = lode_table_text(needs, column(needs, "item"), row);
        const char *product = lode_table_text(needs, column(needs, "product"), row);
        lode_table *table = explain(c, (lode_explain_options){.item = item});
        const double *value = lode_table_reals(table, column(table, "value"));
        double last = NAN;
        for (size_t k = 0; k < lode_table_n_rows(table); k++) {
            if (!strcmp(lode_table_text(table, column(table, "product"), k), product) &&
                !strcmp(lode_table_text(table, column(table, "item"), k), item)) {
                last = value[k];
            }
        }
        cr_assert(case_same(last, quantity[row], 1e-12), "%s of %s: %g, not %g", item,
                  product, last, quantity[row]);
        lode_table_free(table);
    }
    lode_table_free(needs);
}

/* Value of the row of a product that says `what` of a place; NaN: there is none. */
static double told(const lode_table *table, const char *product, const char *country,
                   const char *what)
{
    const double *value = lode_table_reals(table, column(table, "value"));
    for (size_t k = 0; k < lode_table_n_rows(table); k++) {
        const char *says = lode_table_text(table, column(table, "what"), k);
        if (!strcmp(lode_table_text(table, column(table, "product"), k), product) &&
            !strcmp(lode_table_text(table, column(table, "country"), k), country) &&
            !strncmp(says, what, strlen(what))) {
            return value[k];
        }
    }
    return NAN;
}

static void check_figure(const lode_table *dependency, size_t row, const char *figure,
                         const lode_table *table, const char *country, const char *what,
                         size_t *n)
{
    const double value = lode_table_reals(dependency, column(dependency, figure))[row];
    const char *product = lode_table_text(dependency, column(dependency, "product"), row);
    const char *item = lode_table_text(dependency, column(dependency, "item"), row);
    const double got = told(table, product, country, what);
    if (isnan(value)) return;
    cr_assert(case_same(got, value, 1e-12), "%s of %s in %s: %.17g, not %.17g", figure,
              item, product, got, value);
    *n += 1;
}

/* Every figure of every item against the table of dependency. */
static size_t check_abroad(checker *c, const char *domestic, size_t stride)
{
    const lode_dependency_options asked = {.struct_size = sizeof asked,
                                           .domestic = domestic};
    lode_table *dependency = NULL;
    size_t n = 0;
    cr_assert(lode_dependency(c->context, c->network, &asked, &dependency) == LODE_OK);
    for (size_t row = 0; row < lode_table_n_rows(dependency); row += stride) {
        const char *item = lode_table_text(dependency, column(dependency, "item"), row);
        const char *market =
            lode_table_text(dependency, column(dependency, "market"), row);
        if (!*item) continue;
        lode_table *table =
            explain(c, (lode_explain_options){.item = item,
                                              .domestic = domestic,
                                              .figures = 63,
                                              .flags = row % 2 ? 0 : LODE_EXPLAIN_ALL});
        check_figure(dependency, row, "direct", table, market, "part of the delivery",
                     &n);
        check_figure(dependency, row, "content", table, "", "part of all", &n);
        check_figure(dependency, row, "deep", table, market, "loss of the delivery", &n);
        check_figure(dependency, row, "content_mass", table, "", "part of the mass", &n);
        check_figure(dependency, row, "content_value", table, "", "part of the value",
                     &n);
        check_figure(dependency, row, "net_import_reliance", table, market,
                     "net import reliance", &n);
        check_figure(dependency, row, "gross_import_reliance", table, market,
                     "gross import reliance", &n);
        lode_table_free(table);
    }
    lode_table_free(dependency);
    return n;
}

LODE_TEST(explain_sums, random_networks)
{
    checker c = {.context = ctx};
    ref_model *model = malloc(sizeof *model);
    for (uint64_t seed = 1; seed <= 60; seed++) {
        c.network = random_network(ctx, seed, model);
        check_losses(&c, 3);
        check_needs(&c, 3);
        cr_assert(check_abroad(&c, seed % 2 ? NULL : "CHN", 3) > 0);
        lode_network_unref(c.network);
    }
    free(model);
    cr_assert(c.n_rows > 5000 && c.n_long > 1000, "%llu", (unsigned long long)c.n_rows);
}

LODE_TEST(explain_sums, shipped_scenarios)
{
    static const char *const files[] = {
        "examples/data/reference.lode.xml", "examples/data/products.lode.xml",
        "examples/data/scenarios.lode.xml", "examples/data/ways-out.lode.xml"};
    static const char *const scenarios[] = {"china-2025-04", "china-2025-04+thrifting-dy",
                                            "china-2025-10", "myanmar-ore-stop"};
    checker c = {.context = ctx};
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    for (int k = 0; k < 4; k++) {
        cr_assert(lode_read_file(ctx, builder, files[k], NULL) == LODE_OK, "%s",
                  files[k]);
    }
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_assert(lode_network_compile(ctx, model, NULL, &c.network) == LODE_OK);
    for (int k = 0; k < 4; k++) {
        for (uint32_t all = 0; all < 2; all++) {
            lode_table_free(explain(
                &c, (lode_explain_options){.scenario = scenarios[k], .flags = all}));
        }
    }
    cr_assert(check_abroad(&c, "USA", 7) > 200);
    lode_network_unref(c.network);
    lode_model_unref(model);
    lode_builder_free(builder);
    cr_assert(c.n_rows > 200, "%llu", (unsigned long long)c.n_rows);
}
