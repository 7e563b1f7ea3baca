#include "agree.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expected.h"
#include "feed.h"
#include "random_model.h"

#define TOLERANCE 1e-12

/* A random model, frozen and compiled by the library and by the reference. */
typedef struct world {
    lode_context *context;
    ref_findings *findings;
    uint64_t seed;
    ref_bytes bytes;
    ref_random random;
    ref_model model;
    ref_choice choice;
    ref_graph graph;
    lode_model *frozen;
    lode_network *network;
} world;

static void wrong(ref_findings *findings, uint64_t seed, const char *where,
                  const char *what)
{
    const size_t used = strlen(findings->text);
    findings->n_wrong++;
    snprintf(findings->text + used, sizeof findings->text - used, "seed %llu, %s: %s\n",
             (unsigned long long)seed, where, what);
}

static bool succeeded(const world *w, lode_status status, const char *where)
{
    if (status >= 0) return true;
    const lode_diagnostic *error = lode_context_error(w->context);
    wrong(w->findings, w->seed, where,
          error ? lode_diagnostic_message(error) : lode_status_name(status));
    return false;
}

static void close_world(world *w)
{
    if (!w) return;
    lode_network_unref(w->network);
    lode_model_unref(w->frozen);
    free(w);
}

static world *open_world(lode_context *context, uint64_t seed, uint64_t order,
                         ref_findings *findings)
{
    world *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->context = context;
    w->findings = findings;
    w->seed = seed;
    w->bytes = (ref_bytes){findings->bytes, findings->n_bytes};
    w->random = (ref_random){seed ^ 0x5bd1e995u, &w->bytes};
    findings->n_models++;
    ref_random_model(seed, &w->bytes, &w->model);
    ref_random_choice(&w->random, &w->model, &w->choice);
    ref_compile(&w->model, &w->choice, &w->graph);
    ref_random apart = {seed ^ 0x1f83d9abu, &w->bytes};
    ref_random_scenarios(&apart, &w->graph, &w->model);
    lode_report_clear(context);
    if (succeeded(w, ref_freeze(context, &w->model, order, &w->frozen), "freeze") &&
        succeeded(w,
                  ref_compile_network(context, w->frozen, &w->model, &w->choice, -1,
                                      &w->network),
                  "compile")) {
        return w;
    }
    close_world(w);
    return NULL;
}

/* ---- against the reference ---- */

/* Options drawn at random, in the form of both sides. */
typedef struct question {
    ref_ask ask;
    bool domestic[REF_COUNTRIES], stage[REF_STAGES];
    const char *domestic_id, *indicator;
    const char *stages[REF_STAGES];
    size_t n_stages;
} question;

static void draw_domestic(world *w, question *q)
{
    const ref_model *model = &w->model;
    if (ref_random_chance(&w->random, 0.5)) return;
    q->ask.domestic = q->domestic;
    if (ref_random_chance(&w->random, 0.5)) {
        const ref_bloc *bloc =
            &model->blocs[ref_random_below(&w->random, model->n_blocs)];
        q->domestic_id = bloc->id;
        memcpy(q->domestic, bloc->has, sizeof q->domestic);
        return;
    }
    const int country = ref_random_below(&w->random, model->n_countries - 1);
    q->domestic_id = model->countries[country];
    q->domestic[country] = true;
}

static bool has_score(const world *w, const char *indicator)
{
    for (int s = 0; s < w->model.n_scores; s++) {
        const ref_score *score = &w->model.scores[s];
        if (w->choice.year != 0 && score->year > w->choice.year) continue;
        if (strcmp(score->indicator, indicator) == 0) return true;
    }
    return false;
}

static void draw_question(world *w, question *q)
{
    static const double levels[] = {0.0, 0.1, 0.3, 0.5, 0.9, 0.9999};
    memset(q, 0, sizeof *q);
    draw_domestic(w, q);
    q->ask.level = levels[ref_random_below(&w->random, 6)];
    q->ask.kinds = ref_random_below(&w->random, 4);
    q->ask.size = ref_random_below(&w->random, 5);
    q->ask.with_domestic = ref_random_chance(&w->random, 0.3);
    q->ask.portfolio = ref_random_chance(&w->random, 0.3);
    q->ask.gdp = ref_random_chance(&w->random, 0.3) ? 12345.0 : 0.0;
    if (ref_random_chance(&w->random, 0.3) && has_score(w, "OTHER")) {
        q->ask.indicator = "OTHER";
    }
    if (!ref_random_chance(&w->random, 0.3)) return;
    q->ask.stages = q->stage;
    for (int s = 0; s < w->model.n_stages; s++) {
        if (!ref_random_chance(&w->random, 0.4)) continue;
        q->stage[s] = true;
        q->stages[q->n_stages++] = w->model.stages[s];
    }
    if (q->n_stages == 0) q->ask.stages = NULL;
}

static void compare(world *w, const char *name, lode_status status, lode_table *table,
                    ref_table *expected)
{
    char text[4096];
    w->findings->n_tables++;
    if (succeeded(w, status, name)) {
        const size_t n = ref_compare(table, expected, TOLERANCE, text, sizeof text,
                                     &w->findings->n_cells);
        if (n > 0) {
            char line[4200];
            snprintf(line, sizeof line, "%zu differences\n%s", n, text);
            wrong(w->findings, w->seed, name, line);
        }
    }
    lode_table_free(table);
    ref_table_clear(expected);
}

static void compare_content(world *w, const question *q)
{
    lode_table *table = NULL;
    ref_table expected;
    const lode_requirements_options requirements = {
        sizeof requirements, q->ask.portfolio ? LODE_REQUIREMENTS_PORTFOLIO : 0u,
        q->stages, q->n_stages};
    ref_expect_requirements(&w->graph, &q->ask, &expected);
    lode_status status = lode_requirements(w->context, w->network, &requirements, &table);
    compare(w, "requirements", status, table, &expected);

    const lode_origin_options origin = {sizeof origin, 0, q->stages, q->n_stages};
    ref_expect_origin(&w->graph, &q->ask, &expected);
    status = lode_origin(w->context, w->network, &origin, &table);
    compare(w, "origin", status, table, &expected);

    const lode_dependency_options dependency = {sizeof dependency, 0, q->domestic_id,
                                                q->stages, q->n_stages};
    ref_expect_dependency(&w->graph, &q->ask, &expected);
    status = lode_dependency(w->context, w->network, &dependency, &table);
    compare(w, "dependency", status, table, &expected);
}

static void compare_exposure(world *w, question *q)
{
    lode_table *table = NULL;
    ref_table expected;
    const lode_concentration_options concentration = {
        sizeof concentration, 0, q->ask.level, q->ask.indicator, q->stages, q->n_stages};
    ref_expect_concentration(&w->graph, &q->ask, &expected);
    lode_status status =
        lode_concentration(w->context, w->network, &concentration, &table);
    compare(w, "concentration", status, table, &expected);

    const lode_exposure_options exposure = {sizeof exposure, (lode_stop)q->ask.kinds,
                                            q->ask.level,    q->ask.gdp,
                                            q->domestic_id,  q->stages,
                                            q->n_stages};
    ref_expect_exposure(&w->graph, &q->ask, &expected);
    status = lode_exposure(w->context, w->network, &exposure, &table);
    compare(w, "exposure", status, table, &expected);

    if (q->ask.kinds == 3) q->ask.kinds = 0;
    const lode_coalitions_options coalitions = {
        sizeof coalitions,
        (lode_stop)q->ask.kinds,
        q->ask.level,
        (uint32_t)q->ask.size,
        q->ask.with_domestic ? LODE_COALITIONS_DOMESTIC : 0u,
        q->domestic_id,
        q->stages,
        q->n_stages};
    ref_expect_coalitions(&w->graph, &q->ask, &expected);
    status = lode_coalitions(w->context, w->network, &coalitions, &table);
    compare(w, "coalitions", status, table, &expected);

    const lode_vectors_options vectors = {sizeof vectors, 0};
    ref_expect_vectors(&w->graph, &expected);
    status = lode_vectors(w->context, w->network, &vectors, &table);
    compare(w, "vectors", status, table, &expected);
}

void ref_check_reference(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, seed % 3, findings);
    if (!w) return;
    question q;
    draw_question(w, &q);
    compare_content(w, &q);
    compare_exposure(w, &q);
    close_world(w);
}

/* ---- scenarios ---- */

enum { N_REGIMES = 6 };

/* None, each by itself, two that hold together in either order. */
static const ref_regime asked[N_REGIMES] = {
    {.label = ""},
    {.label = "m-case", .with = {true, false, false}},
    {.label = "a-case", .with = {false, true, false}},
    {.label = "k-case", .with = {false, false, true}},
    {.label = "k-case+m-case", .with = {true, false, true}},
    {.label = "a-case+m-case+a-case", .with = {true, true, false}}};

static lode_status ask_scenarios(const world *w, const char *on, uint32_t flags,
                                 lode_table **out)
{
    const char *labels[N_REGIMES];
    for (int k = 0; k < N_REGIMES; k++) labels[k] = asked[k].label;
    const lode_scenario_options options = {sizeof options, flags, labels, N_REGIMES, on,
                                           NULL,           0};
    return lode_scenario(w->context, w->network, &options, out);
}

/* Without a measure nothing is lost, to the bit, whatever holds in other lanes. */
static void baseline_is_whole(world *w, const lode_table *table)
{
    const size_t scenario = lode_table_find_column(table, "scenario");
    const double *loss = lode_table_reals(table, lode_table_find_column(table, "loss"));
    const double *high =
        lode_table_reals(table, lode_table_find_column(table, "loss_high"));
    const size_t product = lode_table_find_column(table, "product");
    for (size_t row = 0; row < lode_table_n_rows(table); row++) {
        if (*lode_table_text(table, scenario, row) ||
            strcmp(lode_table_text(table, product, row), "*") == 0) {
            continue;
        }
        w->findings->n_cells += 2;
        if (loss[row] == 0.0 && high[row] == 0.0) continue;
        wrong(w->findings, w->seed, "scenario", "a loss without a measure");
        return;
    }
}

void ref_check_scenarios(lode_context *context, uint64_t seed, ref_findings *findings)
{
    static const char *const days[] = {NULL, "2023-12-31", "2024-02-29", "2025-01-01"};
    world *w = open_world(context, seed, seed % 3, findings);
    if (!w) return;
    const char *on = days[ref_random_below(&w->random, 4)];
    ref_regime regimes[N_REGIMES];
    for (int k = 0; k < N_REGIMES; k++) {
        regimes[k] = asked[k];
        regimes[k].on = on;
    }
    lode_table *table = NULL;
    ref_table expected;
    const lode_status status = ask_scenarios(w, on, LODE_SCENARIO_DELIVERIES, &table);
    if (status >= 0) baseline_is_whole(w, table);
    ref_expect_scenario(&w->graph, regimes, N_REGIMES, true, &expected);
    compare(w, "scenario", status, table, &expected);
    close_world(w);
}

static bool has_measure(const world *w, ref_measure_kind kind)
{
    for (int s = 0; s < w->model.n_scenarios; s++) {
        for (int k = 0; k < w->model.scenarios[s].n; k++) {
            if (w->model.scenarios[s].measures[k].kind == kind) return true;
        }
    }
    return false;
}

/* What is held back more severely is never there in larger quantity. Content rules are
 * left out: what is held back at one border leaves less of it to be found at the next. */
void ref_check_severity(lode_context *context, uint64_t seed, ref_findings *findings)
{
    static const char *const severities[] = {"severity=0", "severity=0.3", "severity=0.7",
                                             "severity=1"};
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    const bool asks = (has_measure(w, REF_BAN) || has_measure(w, REF_STOP_PRODUCTION)) &&
                      !has_measure(w, REF_CONTENT_RULE);
    lode_table *before = NULL;
    for (int k = 0; k < 4 && asks; k++) {
        const lode_scenario_options options = {
            sizeof options, LODE_SCENARIO_DELIVERIES, NULL, 0, NULL, &severities[k], 1};
        lode_table *table = NULL;
        if (!succeeded(w, lode_scenario(context, w->network, &options, &table),
                       "severity")) {
            break;
        }
        const size_t loss = lode_table_find_column(table, "loss");
        for (size_t row = 0; before && row < lode_table_n_rows(table); row++) {
            w->findings->n_cells++;
            if (lode_table_reals(table, loss)[row] <
                lode_table_reals(before, loss)[row] - TOLERANCE)
                wrong(w->findings, w->seed, "severity", "less is lost than before");
        }
        lode_table_free(before);
        before = table;
    }
    lode_table_free(before);
    close_world(w);
}

/* All scenarios at once, named and called for by these letters. */
static lode_table *ask_named(world *w, const char *letters)
{
    char joined[64];
    snprintf(joined, sizeof joined, "%c-case+%c-case+%c-case", letters[0], letters[1],
             letters[2]);
    const char *const label = joined;
    const lode_scenario_options options = {
        sizeof options, LODE_SCENARIO_DELIVERIES, &label, 1, NULL, NULL, 0};
    lode_table *table = NULL;
    lode_network_unref(w->network);
    lode_model_unref(w->frozen);
    w->network = NULL;
    w->frozen = NULL;
    for (int s = 0; s < REF_SCENARIOS; s++) w->model.scenarios[s].id[0] = letters[s];
    if (succeeded(w, ref_freeze(w->context, &w->model, 0, &w->frozen), "freeze") &&
        succeeded(w,
                  ref_compile_network(w->context, w->frozen, &w->model, &w->choice, -1,
                                      &w->network),
                  "compile")) {
        (void)!succeeded(w, lode_scenario(w->context, w->network, &options, &table),
                         "scenario");
    }
    return table;
}

static void same_column(world *w, const lode_table *a, const lode_table *b,
                        const char *name)
{
    const size_t column = lode_table_find_column(a, name);
    const double *x = lode_table_reals(a, column), *y = lode_table_reals(b, column);
    for (size_t row = 0; row < lode_table_n_rows(a); row++) {
        const double largest = fmax(1.0, fmax(fabs(x[row]), fabs(y[row])));
        w->findings->n_cells++;
        if ((isnan(x[row]) && isnan(y[row])) || fabs(x[row] - y[row]) < 1e-12 * largest)
            continue;
        wrong(w->findings, w->seed, name, "another figure under other names");
        return;
    }
}

void ref_check_names(lode_context *context, uint64_t seed, ref_findings *findings)
{
    static const char *const others[] = {"bmz", "bzm", "mbz", "mzb", "zbm", "zmb"};
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    lode_table *first = ask_named(w, others[0]);
    for (int k = 1; k < 6 && first; k++) {
        lode_table *other = ask_named(w, others[k]);
        if (!other) break;
        same_column(w, first, other, "loss");
        same_column(w, first, other, "loss_high");
        same_column(w, first, other, "price_change");
        lode_table_free(other);
    }
    lode_table_free(first);
    close_world(w);
}

/* ---- the same bytes ---- */

typedef struct text {
    char *data;
    size_t size, capacity;
} text;

static int append(const void *data, size_t size, void *user)
{
    text *t = user;
    if (t->size + size > t->capacity) {
        t->capacity = 2 * (t->size + size);
        char *grown = realloc(t->data, t->capacity);
        if (!grown) return 1;
        t->data = grown;
    }
    memcpy(t->data + t->size, data, size);
    t->size += size;
    return 0;
}

static bool same_text(const text *a, const text *b)
{
    return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

/* Every analysis there is, with its defaults, as CSV one after the other. */
static text all_results(const world *w, lode_context *context)
{
    text out = {NULL, 0, 0};
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        lode_table *table = NULL;
        if (succeeded(w, analysis->run(context, w->network, NULL, &table),
                      analysis->name)) {
            w->findings->n_tables++;
            w->findings->n_cells +=
                lode_table_n_rows(table) * lode_table_n_columns(table);
            (void)!succeeded(w, lode_table_write_csv(context, table, append, &out),
                             "write");
        }
        lode_table_free(table);
    }
    return out;
}

static void first_difference(const world *w, const char *where, const text *a,
                             const text *b)
{
    size_t at = 0, line = 0;
    while (at < a->size && at < b->size && a->data[at] == b->data[at]) at++;
    for (line = at; line > 0 && line <= a->size && a->data[line - 1] != '\n';) line--;
    char what[700];
    snprintf(what, sizeof what, "differs at byte %zu\n  one:   %.200s\n  other: %.200s",
             at, line < a->size ? a->data + line : "",
             line < b->size ? b->data + line : "");
    wrong(w->findings, w->seed, where, what);
}

static void hold(const world *w, const char *where, text *a, text *b)
{
    const char end = '\0';
    if (!same_text(a, b) && append(&end, 1, a) == 0 && append(&end, 1, b) == 0) {
        first_difference(w, where, a, b);
    }
    free(b->data);
    *b = (text){NULL, 0, 0};
}

void ref_check_order(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    text straight = all_results(w, context);
    for (uint64_t order = 1; order <= 2; order++) {
        world *other = open_world(context, seed, seed * 7 + order, findings);
        if (!other) continue;
        text shuffled = all_results(other, context);
        hold(w, "shuffled input", &straight, &shuffled);
        close_world(other);
    }
    free(straight.data);
    close_world(w);
}

void ref_check_threads(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    text one = all_results(w, context);
    for (uint32_t n = 2; n <= 3; n++) {
        lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
        lode_context *several = NULL;
        options.n_threads = n;
        if (!succeeded(w, lode_context_new(&options, &several), "context")) continue;
        text more = all_results(w, several);
        hold(w, "threads", &one, &more);
        lode_context_free(several);
    }
    free(one.data);
    close_world(w);
}

static lode_status read_back(lode_context *context, const text *xml, lode_model **out)
{
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = lode_read_memory(context, builder, xml->data, xml->size, NULL);
    if (status >= 0) status = lode_builder_freeze(context, builder, out);
    lode_builder_free(builder);
    return status;
}

void ref_check_round_trip(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, seed, findings);
    if (!w) return;
    text before = all_results(w, context);
    text xml = {NULL, 0, 0}, again = {NULL, 0, 0};
    lode_model *model = NULL;
    lode_network *network = NULL;
    if (succeeded(w, lode_write_model(context, w->frozen, append, &xml), "write model") &&
        succeeded(w, read_back(context, &xml, &model), "read model") &&
        succeeded(w, lode_write_model(context, model, append, &again), "write again") &&
        succeeded(
            w, ref_compile_network(context, model, &w->model, &w->choice, -1, &network),
            "compile again")) {
        hold(w, "canonical form", &xml, &again);
        lode_network *first = w->network;
        w->network = network;
        text after = all_results(w, context);
        w->network = first;
        hold(w, "results of the form read back", &before, &after);
    }
    lode_network_unref(network);
    lode_model_unref(model);
    free(xml.data);
    free(again.data);
    free(before.data);
    close_world(w);
}

/* ---- one product, or all ---- */

static bool same_bits(const lode_table *a, size_t row_a, const lode_table *b,
                      size_t row_b, size_t column)
{
    switch (lode_table_column_type(a, column)) {
    case LODE_COLUMN_REAL:
        return memcmp(&lode_table_reals(a, column)[row_a],
                      &lode_table_reals(b, column)[row_b], sizeof(double)) == 0;
    case LODE_COLUMN_INTEGER:
        return lode_table_integers(a, column)[row_a] ==
               lode_table_integers(b, column)[row_b];
    case LODE_COLUMN_FLAG:
        return lode_table_flags(a, column)[row_a] == lode_table_flags(b, column)[row_b];
    default:
        return strcmp(lode_table_text(a, column, row_a),
                      lode_table_text(b, column, row_b)) == 0;
    }
}

static bool same_rows(const lode_table *all, size_t row_all, const lode_table *alone,
                      size_t row_alone)
{
    for (size_t column = 0; column < lode_table_n_columns(all); column++) {
        /* whether a product lies in another is no fact of the product alone */
        if (strcmp(lode_table_column_name(all, column), "in_portfolio") == 0) continue;
        if (!same_bits(all, row_all, alone, row_alone, column)) return false;
    }
    return true;
}

static void hold_product(world *w, const char *name, const char *product,
                         const lode_table *all, const lode_table *alone)
{
    const size_t by = lode_table_find_column(all, "product");
    const size_t n_alone = lode_table_n_rows(alone);
    size_t next = 0;
    for (size_t row = 0; row < lode_table_n_rows(all); row++) {
        if (strcmp(lode_table_text(all, by, row), product) != 0) continue;
        w->findings->n_cells += lode_table_n_columns(all);
        if (next < n_alone && same_rows(all, row, alone, next)) {
            next++;
            continue;
        }
        char line[200];
        snprintf(line, sizeof line, "%s: row %zu of all is not row %zu of %s alone", name,
                 row, next, product);
        wrong(w->findings, w->seed, "alone", line);
        return;
    }
    if (next != n_alone)
        wrong(w->findings, w->seed, "alone", "rows that are not among all");
}

static void compare_alone(world *w, const lode_analysis *analysis, const lode_table *all,
                          int p)
{
    lode_network *network = NULL;
    lode_table *table = NULL;
    if (succeeded(w,
                  ref_compile_network(w->context, w->frozen, &w->model, &w->choice, p,
                                      &network),
                  "compile alone") &&
        succeeded(w, analysis->run(w->context, network, NULL, &table), analysis->name)) {
        w->findings->n_tables++;
        hold_product(w, analysis->name, w->model.products[p].id, all, table);
    }
    lode_table_free(table);
    lode_network_unref(network);
}

void ref_check_alone(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        lode_table *all = NULL;
        if (succeeded(w, analysis->run(context, w->network, NULL, &all),
                      analysis->name) &&
            lode_table_find_column(all, "product") != SIZE_MAX) {
            for (int p = 0; p < w->model.n_products; p++)
                compare_alone(w, analysis, all, p);
        }
        lode_table_free(all);
    }
    close_world(w);
}

/* ---- nothing stops, nothing is lost ---- */

static void all_zero(world *w, const lode_table *table, const char *name)
{
    const size_t column = lode_table_find_column(table, name);
    const double *values = lode_table_reals(table, column);
    for (size_t row = 0; row < lode_table_n_rows(table); row++) {
        w->findings->n_cells++;
        if (values && values[row] == 0.0) continue;
        const size_t by = lode_table_find_column(table, "product");
        if (strcmp(lode_table_text(table, by, row), "*") == 0 && values &&
            values[row] != values[row]) {
            continue;
        }
        wrong(w->findings, w->seed, name, "is lost though nothing stops");
        return;
    }
}

static bool reaches_unknown(const world *w, int product)
{
    ref_reach reach;
    ref_reach_from(&w->graph, product, &reach);
    for (int i = 0; i < w->model.n_items; i++) {
        const int unknown = ref_unknown(&w->model);
        if (reach.instance[i][unknown][0] || reach.instance[i][unknown][1]) return true;
    }
    return false;
}

static void deep_is_zero(world *w)
{
    const lode_dependency_options options = {sizeof options, 0, REF_BLOC_OF_ALL, NULL, 0};
    lode_table *table = NULL;
    bool known = true;
    for (int p = 0; p < w->model.n_products; p++) known = known && !reaches_unknown(w, p);
    if (!known) return;
    if (!succeeded(w, lode_dependency(w->context, w->network, &options, &table),
                   "dependency")) {
        return;
    }
    const size_t item = lode_table_find_column(table, "item");
    const double *deep = lode_table_reals(table, lode_table_find_column(table, "deep"));
    for (size_t row = 0; row < lode_table_n_rows(table); row++) {
        if (lode_table_text(table, item, row)[0] == '\0') continue;
        w->findings->n_cells++;
        if (deep[row] != 0.0)
            wrong(w->findings, w->seed, "deep", "not 0 where all is domestic");
    }
    lode_table_free(table);
}

void ref_check_no_shock(lode_context *context, uint64_t seed, ref_findings *findings)
{
    static const char *const nobody[] = {REF_STAGE_OF_NOBODY};
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    lode_exposure_options exposure = {sizeof exposure, 0, 0.0, 0.0, NULL, nobody, 1};
    lode_table *table = NULL;
    if (succeeded(w, lode_exposure(context, w->network, &exposure, &table), "exposure")) {
        all_zero(w, table, "loss");
        all_zero(w, table, "loss_high");
    }
    lode_table_free(table);
    const lode_coalitions_options coalitions = {
        sizeof coalitions, 0, 1e-300, 0, 0, NULL, nobody, 1};
    if (succeeded(w, lode_coalitions(context, w->network, &coalitions, &table),
                  "coalitions") &&
        lode_table_n_rows(table) != 0) {
        wrong(findings, seed, "coalitions", "a set though nothing stops");
    }
    lode_table_free(table);
    deep_is_zero(w);
    close_world(w);
}

/* ---- sums ---- */

static void sums_to(world *w, const lode_table *origin, size_t *row, const char *product,
                    const char *item, double quantity)
{
    const size_t by_product = lode_table_find_column(origin, "product");
    const size_t by_item = lode_table_find_column(origin, "item");
    const double *made =
        lode_table_reals(origin, lode_table_find_column(origin, "quantity"));
    const double *share =
        lode_table_reals(origin, lode_table_find_column(origin, "share"));
    double sum = 0.0, shares = 0.0;
    for (size_t r = 0; r < lode_table_n_rows(origin); r++) {
        if (strcmp(lode_table_text(origin, by_product, r), product) != 0) continue;
        if (strcmp(lode_table_text(origin, by_item, r), item) != 0) continue;
        sum += made[r];
        shares += share[r];
        (*row)++;
    }
    w->findings->n_cells += 2;
    const double gap = sum - quantity, scale = quantity > 1.0 ? quantity : 1.0;
    if (gap > TOLERANCE * scale || gap < -TOLERANCE * scale || shares > 1.0 + TOLERANCE ||
        shares < 1.0 - TOLERANCE) {
        char line[200];
        snprintf(line, sizeof line, "%s: made %.17g of %.17g, shares %.17g", item, sum,
                 quantity, shares);
        wrong(w->findings, w->seed, "sums", line);
    }
}

void ref_check_sums(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    lode_table *needs = NULL, *origin = NULL;
    if (succeeded(w, lode_requirements(context, w->network, NULL, &needs),
                  "requirements") &&
        succeeded(w, lode_origin(context, w->network, NULL, &origin), "origin")) {
        const size_t product = lode_table_find_column(needs, "product");
        const size_t item = lode_table_find_column(needs, "item");
        const double *quantity =
            lode_table_reals(needs, lode_table_find_column(needs, "quantity"));
        size_t rows = 0;
        for (size_t r = 0; r < lode_table_n_rows(needs); r++) {
            sums_to(w, origin, &rows, lode_table_text(needs, product, r),
                    lode_table_text(needs, item, r), quantity[r]);
        }
    }
    lode_table_free(needs);
    lode_table_free(origin);
    close_world(w);
}

/* ---- growing sets ---- */

static bool holds_all(const char *set, const char *part)
{
    while (*part) {
        char code[4] = {0};
        memcpy(code, part, 3);
        if (!strstr(set, code)) return false;
        part += part[3] == ' ' ? 4 : 3;
    }
    return true;
}

/* Every set that takes more than the high level holds one that takes more than the low
 * level, and takes no less than it. */
static void sets_nest(world *w, const lode_table *low, const lode_table *high)
{
    const size_t product = lode_table_find_column(low, "product");
    const size_t countries = lode_table_find_column(low, "countries");
    const size_t loss = lode_table_find_column(low, "loss");
    for (size_t r = 0; r < lode_table_n_rows(high); r++) {
        bool found = false;
        for (size_t k = 0; k < lode_table_n_rows(low); k++) {
            if (strcmp(lode_table_text(low, product, k),
                       lode_table_text(high, product, r)) != 0 ||
                !holds_all(lode_table_text(high, countries, r),
                           lode_table_text(low, countries, k))) {
                continue;
            }
            found = true;
            w->findings->n_cells++;
            if (lode_table_reals(low, loss)[k] >
                lode_table_reals(high, loss)[r] + TOLERANCE) {
                wrong(w->findings, w->seed, "monotone", "a larger set loses less");
            }
        }
        if (!found)
            wrong(w->findings, w->seed, "monotone", "a set holds none of lower level");
    }
}

void ref_check_monotone(lode_context *context, uint64_t seed, ref_findings *findings)
{
    world *w = open_world(context, seed, 0, findings);
    if (!w) return;
    static const double levels[] = {0.05, 0.25, 0.65, 0.95};
    lode_table *tables[4] = {NULL, NULL, NULL, NULL};
    bool all = true;
    for (int k = 0; k < 4; k++) {
        lode_coalitions_options options = {sizeof options, 0,    levels[k], 4, 0,
                                           NULL,           NULL, 0};
        options.kinds = seed % 2 ? LODE_STOP_EXPORTS : LODE_STOP_PRODUCTION;
        all = all &&
              succeeded(w, lode_coalitions(context, w->network, &options, &tables[k]),
                        "coalitions");
    }
    for (int k = 0; k + 1 < 4 && all; k++) sets_nest(w, tables[k], tables[k + 1]);
    for (int k = 0; k < 4; k++) lode_table_free(tables[k]);
    close_world(w);
}
