/* Vectors of origin shares: what is rescaled, what is left to the unknown, what is kept.
 */
#include "model_script.h"

#include "base/memory.h"

#define VECTOR "m:2:1: "
#define TOO_LITTLE(sum)                                                                  \
    VECTOR "warning: shares of \"a\" in market \"*\" sum to " sum                        \
           ": the rest is of unknown origin\n"
#define TOO_MUCH(sum)                                                                    \
    VECTOR "error: shares of \"a\" in market \"*\" sum to " sum                          \
           ", more than 1 [LODE_E_SHARES]\n"
#define RESCALED(sum)                                                                    \
    VECTOR "note: shares of \"a\" in market \"*\" sum to " sum " and are rescaled to "   \
           "1\n"

/* What a sum is comes from the rows, shares stay as they are given. */
LODE_TEST(model_origins, sums)
{
    static const struct {
        const char *origin, *rows, *report;
        double sum, scale, rest;
    } cases[] = {
        {"", "from country=CHN share=1", "", 1, 1, 0},
        {"", "from country=CHN share=0.94\nfrom country=JPN share=0.06", "", 1, 1, 0},
        {"",
         "from country=CHN share=0.7\nfrom country=DEU share=0.2\nfrom country=JPN "
         "share=0.1",
         "", 1, 1, 0},
        {"", "from country=CHN share=0.5\nfrom country=CHN share=0.25 kind=recycled",
         TOO_LITTLE("0.75"), 0.75, 1, 0.25},
        {"rest=wider", "from country=CHN share=0.5", "", 0.5, 1, 0.5},
        {"rest=wider", "", "", 0, 1, 1},
        {"", "", TOO_LITTLE("0"), 0, 1, 1},
        {"", "from country=CHN share=0.5\nfrom country=ZZZ share=0.5", "", 1, 1, 0},
        {"", "from country=CHN share=0.5\nfrom country=ZZZ share=0 bound=withheld",
         TOO_LITTLE("0.5"), 0.5, 1, 0.5},
        {"", "from country=CHN share=0.5\nfrom country=USA share=0 bound=confidential",
         TOO_LITTLE("0.5"), 0.5, 1, 0.5},
        /* A table that sums to 99.9 % is rescaled where it says that it was rounded. */
        {"rounding=0.002", "from country=CHN share=0.8\nfrom country=JPN share=0.199",
         RESCALED("0.999"), 0.999, 1 / 0.999, 0},
        {"rounding=0.001", "from country=CHN share=0.8\nfrom country=JPN share=0.199",
         RESCALED("0.999"), 0.999, 1 / 0.999, 0},
        {"rounding=0.001", "from country=CHN share=0.8\nfrom country=JPN share=0.201",
         RESCALED("1.001"), 1.001, 1 / 1.001, 0},
        {"", "from country=CHN share=0.8\nfrom country=JPN share=0.199",
         TOO_LITTLE("0.999"), 0.999, 1, 0.001},
        {"rounding=0.3", "from country=CHN share=1.25", RESCALED("1.25"), 1.25, 0.8, 0},
        {"rounding=1", "from country=CHN share=0", TOO_LITTLE("0"), 0, 1, 1},
        /* Within 1e-6 nobody need be told. */
        {"", "from country=CHN share=0.9999995", "", 0.9999995, 1 / 0.9999995, 0},
        {"", "from country=CHN share=1.0000005", "", 1.0000005, 1 / 1.0000005, 0},
        {"rounding=1e-9", "from country=CHN share=1.0000005", "", 1.0000005,
         1 / 1.0000005, 0},
        {"", "from country=CHN share=0.999998", TOO_LITTLE("0.999998"), 0.999998, 1,
         0.000002},
        {"", "from country=CHN share=1.000002", TOO_MUCH("1.000002"), 0, 0, 0},
        {"", "from country=CHN share=0.6\nfrom country=JPN share=0.6", TOO_MUCH("1.2"), 0,
         0, 0},
        {"rounding=0.1", "from country=CHN share=1.125", TOO_MUCH("1.125"), 0, 0, 0},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        char script[512], report[1024];
        lode_model *model = NULL;
        snprintf(script, sizeof(script), "item id=a\norigin %s\n%s", cases[i].origin,
                 cases[i].rows);
        const lode_status status = script_freeze(ctx, script, &model);
        script_report(ctx, report, sizeof(report));
        cr_expect_str_eq(report, cases[i].report, "case %zu: %s", i, report);
        lode_report_clear(ctx);
        cr_expect(status == (strstr(cases[i].report, "error") ? LODE_E_SHARES : LODE_OK));
        if (!model) continue;
        const lode__vector *const vector = &model->vectors[0];
        cr_expect(fabs(vector->sum - cases[i].sum) < 1e-15 &&
                      fabs(vector->scale - cases[i].scale) < 1e-15 &&
                      fabs(vector->rest - cases[i].rest) < 1e-15,
                  "case %zu: %.17g, %.17g, %.17g", i, vector->sum, vector->scale,
                  vector->rest);
        cr_expect((vector->rest == 0.0) == (cases[i].rest == 0.0));
        lode_model_unref(model);
    }
}

/* Rows are information, also those of share zero and those given twice. */
LODE_TEST(model_origins, rows)
{
    lode_model *const model = script_model(
        ctx, "source id=s\nsource id=t\nitem id=a\norigin source=t\n"
             "from country=JPN share=0.25 party='Maker B'\nfrom country=JPN share=0.25\n"
             "from country=JPN share=0.25 party='Maker A' source=t\n"
             "from country=JPN share=0.125 kind=recycled source=s\n"
             "from country=CHN share=0.125 bound=low\nfrom country=DEU share=0\n"
             "from country=USA share=0 bound=missing\nfrom country=JPN share=0");
    static const struct {
        const char *country, *party;
        double share;
        uint32_t source;
        lode_kind kind;
        lode_bound bound;
    } rows[] = {
        {"CHN", "", 0.125, 0, 0, LODE_BOUND_LOW},
        {"DEU", "", 0, 0, 0, 0},
        {"JPN", "", 0, 0, 0, 0},
        {"JPN", "", 0.25, 0, 0, 0},
        {"JPN", "Maker A", 0.25, 0, 0, 0},
        {"JPN", "Maker B", 0.25, 0, 0, 0},
        {"JPN", "", 0.125, 1, LODE_KIND_RECYCLED, 0},
        {"USA", "", 0, 0, 0, LODE_BOUND_MISSING},
    };
    cr_assert(model->n_shares == LODE__COUNT(rows) && model->vectors[0].source == 2);
    for (size_t i = 0; i < LODE__COUNT(rows); i++) {
        const lode__share *const share = &model->shares[i];
        cr_expect_str_eq(lode_country_code(share->country), rows[i].country);
        cr_expect_str_eq(lode__model_text(model, share->party), rows[i].party);
        cr_expect(share->share == rows[i].share && share->source == rows[i].source &&
                      share->kind == rows[i].kind && share->bound == rows[i].bound,
                  "row %zu", i);
    }
    lode_model_unref(model);
}

/* One vector out of several elements: a row keeps the source its own element gave. */
LODE_TEST(model_origins, elements_of_one_vector)
{
    static const struct {
        const char *heads[3],
            *shares; /* sources of three elements; those kept, per row */
        uint32_t source;
    } cases[] = {
        {{"source=r", "source=s", "source=t"}, "023", 1},
        {{"source=t", "source=s", "source=s"}, "300", 2},
        {{"source=t", "", "source=s"}, "302", 0},
        {{"", "", ""}, "000", 0},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        char script[512], sources[4] = "";
        snprintf(script, sizeof(script),
                 "source id=r\nsource id=s\nsource id=t\nitem id=a\norigin year=2020 %s\n"
                 "from country=AUS share=0.25\norigin year=2020 %s\nfrom country=CHN "
                 "share=0.25\n"
                 "origin year=2020 %s\nfrom country=USA share=0.5\n",
                 cases[i].heads[0], cases[i].heads[1], cases[i].heads[2]);
        lode_model *const model = script_model(ctx, script);
        cr_assert(model->n_vectors == 1 && model->n_shares == 3);
        for (size_t k = 0; k < 3; k++) sources[k] = (char)('0' + model->shares[k].source);
        cr_expect_str_eq(sources, cases[i].shares);
        cr_expect(model->vectors[0].source == cases[i].source, "case %zu", i);
        lode_model_unref(model);
    }
}

LODE_TEST(model_origins, heads)
{
    lode_model *const model = script_model(
        ctx,
        "bloc id=b\nmember country=DEU\nitem id=z\norigin market=b basis=value "
        "rest=wider\n"
        "origin market=FRA basis=count year=5 rest=wider\norigin market=FRA rest=wider "
        "basis=contained-mass rounding=0.5 total=7 concentration=9 year=1999\nitem id=y");
    cr_assert(model->n_vectors == 3);
    cr_expect(lode__in_place(model, 0) && lode__first_vector(model, 1) == 0 &&
              lode__end_vector(model, 1) == 3);
    static const char *const markets[] = {"FRA", "FRA", "b"};
    static const char *const bases[] = {"contained-mass", "count", "value"};
    for (size_t i = 0; i < 3; i++) {
        cr_expect_str_eq(lode__market_id(model, model->vectors[i].market), markets[i]);
        cr_expect_str_eq(lode__basis_name(model->vectors[i].basis), bases[i]);
        cr_expect(model->vectors[i].rest_is == LODE_REST_WIDER);
    }
    cr_expect(model->vectors[0].rounding == 0.5 && model->vectors[0].total == 7.0 &&
              model->vectors[0].concentration == 9.0 && model->vectors[0].year == 1999);
    cr_expect(model->vectors[1].year == 5 && model->vectors[2].year == LODE_YEAR_NONE);
    cr_expect_str_eq(lode__basis_name(LODE_BASIS_GROSS_MASS), "gross-mass");
    cr_expect_str_eq(lode__basis_name(0), "");
    lode_model_unref(model);
}

/* Items of which the same is said share it; whatever differs stands for itself. */
LODE_TEST(model_origins, said_of_many)
{
    lode_model *const model = script_model(
        ctx, "source id=s\nitem id=a\norigin\nfrom country=CHN share=1\n"
             "item id=b\norigin\nfrom country=CHN share=1\n"
             "item id=c\norigin source=s\nfrom country=CHN share=1\nitem id=d\n"
             "item id=e\norigin\nfrom country=CHN share=1\norigin market=DEU\n"
             "from country=CHN share=1\n"
             "item id=f\norigin\nfrom country=CHN share=1 party=P\n"
             "item id=g\norigin\nfrom country=CHN share=0.5\nfrom country=JPN share=0.5\n"
             "item id=h\norigin\nfrom country=CHN share=1 bound=low\n"
             "item id=i\norigin total=3\nfrom country=CHN share=1\n"
             "item id=j\norigin market=DEU\nfrom country=CHN share=1\norigin\n"
             "from country=CHN share=1");
    static const uint32_t set[] = {1, 1, 2, 0, 3, 4, 5, 6, 7, 3};
    cr_assert(model->n_items == LODE__COUNT(set) && model->n_sets == 7);
    for (uint32_t i = 0; i < LODE__COUNT(set); i++)
        cr_expect(model->item_set[i] == set[i], "item %u: %u", i, model->item_set[i]);
    /* a, c, e twice, f, g, h, i; and once more b, j twice */
    cr_expect(model->n_vectors == 8 && model->n_shares == 9);
    cr_expect(lode_model_count(model, LODE_COUNT_VECTORS) == 11 &&
              lode_model_count(model, LODE_COUNT_SHARES) == 12);
    lode_model_unref(model);
}

/* More than there are slots for at first, each said twice. */
LODE_TEST(model_origins, many_sets)
{
    enum { N = 300 };
    char *const script = malloc(N * 128);
    size_t len = 0;
    for (unsigned i = 0; i < 2 * N; i++)
        len += (size_t)snprintf(
            script + len, N * 128 - len,
            "item id=%03u\norigin rest=wider\nfrom country=CHN share=0.%03u\n", i,
            100 + i % N);
    lode_model *const model = script_model(ctx, script);
    cr_assert(model->n_items == 2 * N && model->n_sets == N && model->n_vectors == N);
    for (uint32_t i = 0; i < N; i++) {
        cr_expect(model->item_set[i] == i + 1 && model->item_set[N + i] == i + 1);
        cr_expect(model->vectors[lode__first_vector(model, N + i)].sum ==
                  (100 + i) / 1000.0);
    }
    lode_model_unref(model);
    free(script);
}
