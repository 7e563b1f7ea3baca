/* Trials of the analyses and of what is done with their tables. */
#include "trial.h"

#include <string.h>

/* An analysis with all defaults, and once with an option that changes what it does. */
#define TRIAL_ANALYSIS(name, ...)                                                        \
    static lode_status try_##name(lode_context *context, const trial_world *world,       \
                                  trial_seen *seen)                                      \
    {                                                                                    \
        const lode_##name##_options options = {.struct_size = sizeof(options),           \
                                               __VA_ARGS__};                             \
        lode_table *table = NULL;                                                        \
        lode_status status = lode_##name(context, world->network, NULL, &table);         \
        status = trial_see_result(status, table, seen);                                  \
        if (status < 0) return status;                                                   \
        table = NULL;                                                                    \
        status = lode_##name(context, world->network, &options, &table);                 \
        return trial_see_result(status, table, seen);                                    \
    }

static const char *const mine[] = {"mine"};
static const char *const stopped[] = {"CHN", "union"};

TRIAL_ANALYSIS(requirements, .flags = LODE_REQUIREMENTS_PORTFOLIO)
TRIAL_ANALYSIS(origin, .stages = mine, .n_stages = 1)
TRIAL_ANALYSIS(dependency, .domestic = "union")
TRIAL_ANALYSIS(concentration, .indicator = "WGI.PV")
TRIAL_ANALYSIS(exposure, .gdp = 1e6, .domestic = "union")
TRIAL_ANALYSIS(coalitions, .size = 2, .flags = LODE_COALITIONS_DOMESTIC)
TRIAL_ANALYSIS(vectors, .reserved = 0)
TRIAL_ANALYSIS(sensitivity, .stop = stopped, .n_stops = 2, .top = 5)
TRIAL_ANALYSIS(explain, .stop = stopped, .n_stops = 2, .flags = LODE_EXPLAIN_ALL)

static lode_status try_explain_abroad(lode_context *context, const trial_world *world,
                                      trial_seen *seen)
{
    const lode_explain_options options = {
        .struct_size = sizeof options, .figures = 63, .domestic = "union"};
    lode_table *table = NULL;
    const lode_status status = lode_explain(context, world->network, &options, &table);
    return trial_see_result(status, table, seen);
}

static lode_status try_diff(lode_context *context, const trial_world *world,
                            trial_seen *seen)
{
    lode_table *table = NULL;
    const lode_status status =
        lode_diff(context, world->before, world->network, NULL, &table);
    return trial_see_result(status, table, seen);
}

static lode_status try_list(lode_context *context, const trial_world *world,
                            trial_seen *seen)
{
    (void)context;
    (void)world;
    const lode_analysis *analysis;
    for (size_t i = 0; (analysis = lode_analysis_at(i)); i++) {
        trial_see(seen, analysis->summary);
        TRIAL_MUST(lode_analysis_find(analysis->name) == analysis);
    }
    trial_see(seen, lode_analysis_diff()->name);
    return LODE_OK;
}

static lode_status try_csv(lode_context *context, const trial_world *world,
                           trial_seen *seen)
{
    return lode_table_write_csv(context, world->table, trial_write, seen);
}

static lode_status try_json(lode_context *context, const trial_world *world,
                            trial_seen *seen)
{
    return lode_table_write_json(context, world->table, trial_write, seen);
}

static void see_cell(trial_seen *seen, const lode_table *table, size_t column, size_t row)
{
    const char *const text = lode_table_text(table, column, row);
    if (lode_table_reals(table, column))
        trial_see_real(seen, lode_table_reals(table, column)[row]);
    if (lode_table_integers(table, column))
        trial_see_size(seen, (size_t)lode_table_integers(table, column)[row]);
    if (lode_table_flags(table, column))
        trial_see_size(seen, lode_table_flags(table, column)[row]);
    if (lode_table_codes(table, column)) {
        const uint32_t code = lode_table_codes(table, column)[row];
        TRIAL_MUST(code < lode_table_dictionary_size(table, column));
        TRIAL_MUST(lode_table_dictionary_text(table, column, code) == text);
        trial_see(seen, text);
    }
    trial_see_size(seen, lode_table_has(table, column, row));
}

void trial_see_table(trial_seen *seen, const lode_table *table)
{
    trial_see(seen, lode_table_name(table));
    for (size_t c = 0; c < lode_table_n_columns(table); c++) {
        const char *const name = lode_table_column_name(table, c);
        TRIAL_MUST(lode_table_find_column(table, name) == c);
        trial_see(seen, name);
        trial_see(seen, lode_table_column_unit(table, c));
        trial_see(seen, lode_table_column_doc(table, c));
        trial_see_size(seen, (size_t)lode_table_column_type(table, c));
        for (size_t row = 0; row < lode_table_n_rows(table); row++)
            see_cell(seen, table, c, row);
    }
}

static lode_status try_table(lode_context *context, const trial_world *world,
                             trial_seen *seen)
{
    (void)context;
    trial_see_table(seen, world->table);
    return LODE_OK;
}

static lode_status try_select(lode_context *context, const trial_world *world,
                              trial_seen *seen)
{
    static const char *const names[] = {"country", "share"};
    lode_table *table = NULL;
    const lode_status status = lode_table_select(context, world->table, names, 2, &table);
    return trial_see_result(status, table, seen);
}

static void see_array(trial_seen *seen, const struct ArrowArray *array)
{
    trial_see_size(seen, (size_t)array->length);
    trial_see_size(seen, (size_t)array->null_count);
    for (int64_t i = 0; i < array->n_children; i++) see_array(seen, array->children[i]);
    if (array->dictionary) trial_see_size(seen, (size_t)array->dictionary->length);
}

/* Memory that fails inside the stream gives ENOMEM, and what is asked again comes. */
static lode_status see_stream(struct ArrowArrayStream *stream, trial_seen *seen)
{
    struct ArrowSchema schema = {0};
    struct ArrowArray array = {0};
    if (stream->get_schema(stream, &schema) != 0) {
        TRIAL_MUST(!schema.release);
        return LODE_E_NOMEM;
    }
    trial_see_size(seen, (size_t)schema.n_children);
    for (int64_t i = 0; i < schema.n_children; i++)
        trial_see(seen, schema.children[i]->format);
    schema.release(&schema);
    do {
        array.release = NULL;
        if (stream->get_next(stream, &array) != 0) {
            TRIAL_MUST(!array.release);
            return LODE_E_NOMEM;
        }
        const bool ended = !array.release;
        if (ended) return LODE_OK;
        see_array(seen, &array);
        array.release(&array);
    } while (true);
}

/* The table is freed first: what comes out of the stream keeps what it needs. */
static lode_status try_arrow(lode_context *context, const trial_world *world,
                             trial_seen *seen)
{
    struct ArrowArrayStream stream = {0};
    lode_table *table = NULL;
    lode_status status = lode_exposure(context, world->network, NULL, &table);
    if (status < 0) return status;
    status = lode_table_export_arrow(context, table, 64, &stream);
    lode_table_free(table);
    TRIAL_MUST((status >= 0) == (stream.release != NULL));
    if (status < 0) return status;
    status = see_stream(&stream, seen);
    stream.release(&stream);
    return status;
}

const trial trials_of_results[] = {
    {"lode_requirements lode_table_free", try_requirements, false},
    {"lode_origin", try_origin, false},
    {"lode_dependency", try_dependency, false},
    {"lode_concentration", try_concentration, false},
    {"lode_exposure", try_exposure, false},
    {"lode_coalitions", try_coalitions, false},
    {"lode_vectors", try_vectors, false},
    {"lode_sensitivity", try_sensitivity, false},
    {"lode_explain", try_explain, false},
    {"lode_explain", try_explain_abroad, false},
    {"lode_diff", try_diff, false},
    {"lode_analysis_at lode_analysis_find lode_analysis_diff", try_list, false},
    {"lode_table_write_csv", try_csv, false},
    {"lode_table_write_json", try_json, false},
    {"lode_table_name lode_table_n_rows lode_table_n_columns lode_table_find_column "
     "lode_table_column_name lode_table_column_type lode_table_column_unit "
     "lode_table_column_doc lode_table_reals lode_table_integers lode_table_codes "
     "lode_table_flags lode_table_dictionary_size lode_table_dictionary_text "
     "lode_table_text lode_table_has",
     try_table, false},
    {"lode_table_select", try_select, false},
    {"lode_table_export_arrow", try_arrow, false},
    {NULL, NULL, false}};
