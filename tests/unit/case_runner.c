/* Runs tests/cases/ (*.lcase): numbers as text that an analyst can read and add to. The
 * format stands in tests/cases/README.md. Each `case` of each file is a test of its own.
 */
#include <lode.h>

#include "lode_test.h"

#include <criterion/parameterized.h>
#include <dirent.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "case_expression.h"
#include "plain_numbers.h"

#ifndef LODE_TEST_CASES
#define LODE_TEST_CASES "tests/cases"
#endif

enum { MAX_WORDS = 40, MAX_PATH = 512 };

/* One case: which file, where in it, and its title. */
typedef struct case_place {
    char file[200];
    char title[200];
    long line;
} case_place;

/* A line cut into words; quotes keep blanks together. */
typedef struct case_line {
    size_t n;
    char *words[MAX_WORDS];
    bool quoted[MAX_WORDS];
} case_line;

typedef struct case_run {
    const case_place *place;
    lode_context *context;
    char *text, *next; /* whole file, and the line to come */
    long line;
    double tolerance;
    lode_status status; /* of the last step */
    lode_builder *builder;
    lode_model *model;
    lode_network *network;
    lode_table *table;
    size_t columns[MAX_WORDS], n_columns;
    size_t row; /* of `exactly`, the row to come */
    enum { EXPECT_NOTHING, EXPECT_SOME, EXPECT_ALL } expecting;
} case_run;

static void complain(const case_run *run, const char *format, ...)
{
    char what[1200];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    cr_expect(false, "%s:%ld: %s: %s", run->place->file, run->line, run->place->title,
              what);
}

/* ---- lines and words ---- */

static char *next_line(case_run *run)
{
    char *const line = run->next;
    if (!line || *line == '\0') return NULL;
    char *const end = strchr(line, '\n');
    run->next = end ? end + 1 : line + strlen(line);
    if (end) *end = '\0';
    run->line++;
    return line;
}

static case_line cut(const case_run *run, char *line)
{
    case_line out = {.n = 0};
    while (*line) {
        line += strspn(line, " \t\r");
        if (*line == '\0' || *line == '#') break;
        if (out.n == MAX_WORDS) {
            complain(run, "more than %d words", MAX_WORDS);
            break;
        }
        out.quoted[out.n] = *line == '"';
        if (out.quoted[out.n]) line++;
        out.words[out.n] = line;
        line += strcspn(line, out.quoted[out.n++] ? "\"" : " \t\r");
        if (*line) *line++ = '\0';
    }
    return out;
}

/* ---- model and network ---- */

static void read_inline(case_run *run)
{
    char *const start = run->next;
    const lode_read_options options = {.struct_size = sizeof options,
                                       .source = run->place->title};
    for (char *line = next_line(run); line; line = next_line(run)) {
        const size_t blanks = strspn(line, " \t");
        if (strcmp(line + blanks, "end") == 0) {
            run->status = lode_read_memory(run->context, run->builder, start,
                                           (size_t)(line - start), &options);
            return;
        }
        char *const cut_at = line + strlen(line);
        if (cut_at != run->next) *cut_at = '\n'; /* what is read stays whole */
    }
    complain(run, "no line `end`");
}

static void read_model(case_run *run, const case_line *line)
{
    char path[MAX_PATH];
    if (!run->builder) {
        run->status = lode_builder_new(run->context, &run->builder);
        cr_assert(run->status == LODE_OK);
    }
    if (line->n != 2) {
        complain(run, "`model` takes a file or `<<`");
    } else if (strcmp(line->words[1], "<<") == 0) {
        read_inline(run);
    } else {
        snprintf(path, sizeof path, "%s/%s", LODE_TEST_CASES, line->words[1]);
        run->status = lode_read_file(run->context, run->builder, path, NULL);
    }
}

static size_t split(char *text, const char **out, size_t capacity)
{
    size_t n = 0;
    for (char *word = text; n < capacity;) {
        out[n++] = word;
        char *const comma = strchr(word, ',');
        if (!comma) break;
        *comma = '\0';
        word = comma + 1;
    }
    return n;
}

static lode_basis basis_named(const case_run *run, const char *name)
{
    static const char *const names[] = {"contained-mass", "gross-mass", "count", "value"};
    for (lode_basis b = 0; b < 4; b++) {
        if (strcmp(names[b], name) == 0) return b + 1;
    }
    complain(run, "no basis `%s`", name);
    return 0;
}

static void compile(case_run *run, const case_line *line)
{
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    const char *products[MAX_WORDS], *names[4];
    lode_basis bases[4];
    for (size_t w = 1; w < line->n; w++) {
        char *const value = strchr(line->words[w], '=');
        if (!value) {
            complain(run, "`%s` is no option of a network", line->words[w]);
            continue;
        }
        *value = '\0';
        const char *const name = line->words[w];
        if (strcmp(name, "year") == 0) {
            options.year = (int32_t)strtol(value + 1, NULL, 10);
        } else if (strcmp(name, "home") == 0) {
            options.home = value + 1;
        } else if (strcmp(name, "products") == 0) {
            options.n_products = split(value + 1, products, MAX_WORDS);
            options.products = products;
        } else if (strcmp(name, "bases") == 0) {
            options.n_bases = split(value + 1, names, 4);
            for (size_t b = 0; b < options.n_bases; b++)
                bases[b] = basis_named(run, names[b]);
            options.basis_order = bases;
        } else {
            complain(run, "`%s` is no option of a network", name);
        }
    }
    if (run->builder) {
        lode_model_unref(run->model);
        run->model = NULL;
        run->status = lode_builder_freeze(run->context, run->builder, &run->model);
        lode_builder_free(run->builder);
        run->builder = NULL;
        if (run->status < 0) return;
    }
    lode_network_unref(run->network);
    run->network = NULL;
    run->status = lode_network_compile(run->context, run->model, &options, &run->network);
}

/* ---- analyses ---- */

/* Room for the options of one analysis, and for the lists they point to. */
typedef struct case_options {
    union {
        uint32_t struct_size;
        double align;
        char bytes[256];
    } as;
    const char *texts[4][MAX_WORDS];
    size_t n_lists;
} case_options;

static uint32_t choice_bit(const case_run *run, const char *choices, const char *name,
                           size_t size)
{
    for (const char *at = choices; at && *at;
         at = strchr(at, ' '), at = at ? at + 1 : NULL) {
        if (strncmp(at, name, size) == 0 && at[size] == '=') {
            return (uint32_t)strtoul(at + size + 1, NULL, 0);
        }
    }
    complain(run, "no choice `%.*s` among `%s`", (int)size, name, choices);
    return 0;
}

static uint32_t choice_bits(const case_run *run, const char *choices, const char *value)
{
    uint32_t bits = 0;
    while (*value) {
        const size_t size = strcspn(value, "+");
        bits |= choice_bit(run, choices, value, size);
        value += size + (value[size] == '+');
    }
    return bits;
}

static void set_option(case_run *run, case_options *options,
                       const lode_analysis_option *option, char *value)
{
    char *const at = options->as.bytes + option->offset;
    switch (option->type) {
    case LODE_OPTION_REAL:
        *(double *)(void *)at = plain_strtod(value, NULL);
        break;
    case LODE_OPTION_COUNT:
        *(uint32_t *)(void *)at = (uint32_t)strtoul(value, NULL, 10);
        break;
    case LODE_OPTION_TEXT:
        *(const char **)(void *)at = value;
        break;
    case LODE_OPTION_TEXTS: {
        const char **const list = options->texts[options->n_lists++ % 4];
        *(const char *const **)(void *)at = list;
        *(size_t *)(void *)(at + sizeof list) = split(value, list, MAX_WORDS);
        break;
    }
    case LODE_OPTION_CHOICE:
        *(uint32_t *)(void *)at |= choice_bits(run, option->choices, value);
        break;
    case LODE_OPTION_SWITCH:
        *(uint32_t *)(void *)at |=
            (uint32_t)strtoul(strchr(option->choices, '=') + 1, NULL, 0);
        break;
    default:
        complain(run, "option `%s` is of a type not known here", option->name);
    }
}

static void read_option(case_run *run, const lode_analysis *analysis,
                        case_options *options, char *word)
{
    char nothing[] = "";
    char *const equals = strchr(word, '=');
    if (equals) *equals = '\0';
    for (size_t o = 0; o < analysis->n_options; o++) {
        if (strcmp(analysis->options[o].name, word) != 0) continue;
        set_option(run, options, &analysis->options[o], equals ? equals + 1 : nothing);
        return;
    }
    complain(run, "`%s` is no option of %s", word, analysis->name);
}

static void analyse(case_run *run, const case_line *line)
{
    static const case_line empty = {.n = 0};
    case_options options = {.n_lists = 0};
    if (!run->network) compile(run, &empty);
    if (run->status < 0) return;
    const lode_analysis *const analysis =
        line->n > 1 ? lode_analysis_find(line->words[1]) : NULL;
    if (!analysis || analysis->options_size > sizeof options.as.bytes) {
        complain(run, "no analysis `%s`", line->n > 1 ? line->words[1] : "");
        return;
    }
    for (size_t w = 2; w < line->n; w++)
        read_option(run, analysis, &options, line->words[w]);
    options.as.struct_size = (uint32_t)analysis->options_size;
    lode_table_free(run->table);
    run->status = analysis->run(run->context, run->network, &options, &run->table);
}

/* ---- expectations ---- */

static void expect_columns(case_run *run, const case_line *line)
{
    run->expecting = strcmp(line->words[0], "exactly") == 0 ? EXPECT_ALL : EXPECT_SOME;
    run->row = 0;
    run->n_columns = line->n - 1;
    if (run->status < 0 || !run->table) {
        const lode_diagnostic *const error = lode_context_error(run->context);
        complain(run, "%s: %s", lode_status_name(run->status),
                 error ? lode_diagnostic_message(error) : "nothing was run");
        run->expecting = EXPECT_NOTHING;
        return;
    }
    for (size_t k = 0; k < run->n_columns; k++) {
        run->columns[k] = lode_table_find_column(run->table, line->words[k + 1]);
        if (run->columns[k] == SIZE_MAX) {
            complain(run, "no column `%s`", line->words[k + 1]);
            run->expecting = EXPECT_NOTHING;
        }
    }
}

static double number_in(const lode_table *table, size_t column, size_t row)
{
    if (!lode_table_has(table, column, row)) return (double)NAN;
    if (lode_table_column_type(table, column) == LODE_COLUMN_INTEGER) {
        return (double)lode_table_integers(table, column)[row];
    }
    return lode_table_reals(table, column)[row];
}

/* The texts in front of the first number or flag say which row it is. */
static size_t count_keys(const case_run *run)
{
    size_t n = 0;
    while (n < run->n_columns &&
           lode_table_column_type(run->table, run->columns[n]) == LODE_COLUMN_TEXT) {
        n++;
    }
    return n;
}

static bool same_word(const case_run *run, const case_line *line, size_t k, size_t row)
{
    const char *const word = line->words[k];
    const size_t column = run->columns[k];
    if (strcmp(word, "?") == 0 && !line->quoted[k]) return true;
    switch (lode_table_column_type(run->table, column)) {
    case LODE_COLUMN_TEXT:
        return strcmp(lode_table_text(run->table, column, row), word) == 0;
    case LODE_COLUMN_FLAG:
        return strcmp(lode_table_flags(run->table, column)[row] ? "yes" : "no", word) ==
               0;
    default:
        break;
    }
    const double figure = number_in(run->table, column, row);
    if (strcmp(word, "-") == 0) return isnan(figure);
    double wanted;
    if (!case_evaluate(word, run->tolerance, &wanted)) {
        complain(run, "`%s` is no arithmetic, or does not agree with itself", word);
        return true;
    }
    return case_same(figure, wanted, run->tolerance);
}

static void show_cell(const case_run *run, size_t k, size_t row, char *out,
                      size_t capacity)
{
    const size_t column = run->columns[k];
    switch (lode_table_column_type(run->table, column)) {
    case LODE_COLUMN_TEXT:
        snprintf(out, capacity, "\"%s\"", lode_table_text(run->table, column, row));
        break;
    case LODE_COLUMN_FLAG:
        snprintf(out, capacity, "%s",
                 lode_table_flags(run->table, column)[row] ? "yes" : "no");
        break;
    default:
        plain_print(out, capacity, "%.17g", number_in(run->table, column, row));
    }
}

static void hold_row(const case_run *run, const case_line *line, size_t row)
{
    for (size_t k = 0; k < line->n; k++) {
        char figure[400];
        if (same_word(run, line, k, row)) continue;
        show_cell(run, k, row, figure, sizeof figure);
        complain(run, "row %zu, %s: the table has %s, the case %s", row,
                 lode_table_column_name(run->table, run->columns[k]), figure,
                 line->words[k]);
    }
}

static void expect_row(case_run *run, const case_line *line)
{
    const size_t n_rows = lode_table_n_rows(run->table);
    if (line->n != run->n_columns) {
        complain(run, "%zu cells for %zu columns", line->n, run->n_columns);
        return;
    }
    if (run->expecting == EXPECT_ALL) {
        if (run->row >= n_rows) {
            complain(run, "the table has %zu rows only", n_rows);
            return;
        }
        hold_row(run, line, run->row++);
        return;
    }
    const size_t n_keys = count_keys(run);
    size_t found = SIZE_MAX, n_found = 0;
    for (size_t row = 0; row < n_rows; row++) {
        bool same = true;
        for (size_t k = 0; k < n_keys && same; k++) same = same_word(run, line, k, row);
        if (!same) continue;
        found = row;
        n_found++;
    }
    if (n_found == 1) {
        hold_row(run, line, found);
    } else {
        complain(run, "%zu rows have these texts", n_found);
    }
}

static void end_rows(case_run *run)
{
    if (run->expecting == EXPECT_ALL && run->row != lode_table_n_rows(run->table)) {
        complain(run, "the table has %zu rows, the case %zu",
                 lode_table_n_rows(run->table), run->row);
    }
    run->expecting = EXPECT_NOTHING;
}

static void expect_failure(case_run *run, const case_line *line)
{
    const char *const name = line->n > 1 ? line->words[1] : "";
    const char *const text = line->n > 2 ? line->words[2] : "";
    const lode_diagnostic *const error = lode_context_error(run->context);
    const char *const message = error ? lode_diagnostic_message(error) : "";
    if (strcmp(lode_status_name(run->status), name) != 0 || !strstr(message, text)) {
        complain(run, "%s: %s", lode_status_name(run->status), message);
    }
    run->status = LODE_OK;
}

static void expect_warning(const case_run *run, const case_line *line)
{
    const char *const text = line->n > 1 ? line->words[1] : "";
    for (size_t k = 0; k < lode_report_kept(run->context); k++) {
        const lode_diagnostic *const diagnostic = lode_report_get(run->context, k);
        if (lode_diagnostic_severity(diagnostic) == LODE_WARNING &&
            strstr(lode_diagnostic_message(diagnostic), text)) {
            return;
        }
    }
    complain(run, "no warning holds `%s`", text);
}

/* ---- a case ---- */

/* Does one line; false where the case ends. */
static bool step(case_run *run, const case_line *line)
{
    static const char *const commands[] = {"model",  "network",   "run",
                                           "expect", "exactly",   "fails",
                                           "warns",  "tolerance", "case"};
    size_t command = 0;
    while (command < 9 &&
           (line->quoted[0] || strcmp(line->words[0], commands[command]) != 0)) {
        command++;
    }
    if (command == 9) {
        if (run->expecting != EXPECT_NOTHING) expect_row(run, line);
        return true;
    }
    end_rows(run);
    switch (command) {
    case 0:
        read_model(run, line);
        break;
    case 1:
        compile(run, line);
        break;
    case 2:
        analyse(run, line);
        break;
    case 3:
    case 4:
        expect_columns(run, line);
        break;
    case 5:
        expect_failure(run, line);
        break;
    case 6:
        expect_warning(run, line);
        break;
    case 7:
        run->tolerance = line->n > 1 ? plain_strtod(line->words[1], NULL) : 0.0;
        break;
    default:
        return false;
    }
    return true;
}

static char *whole_file(const char *name)
{
    char path[MAX_PATH];
    snprintf(path, sizeof path, "%s/%s", LODE_TEST_CASES, name);
    FILE *const file = fopen(path, "rb");
    if (!file) return NULL;
    size_t size = 0, capacity = 1 << 16;
    char *text = malloc(capacity);
    for (size_t got = 1; text && got > 0; size += got) {
        if (capacity - size < 2) text = realloc(text, capacity *= 2);
        got = text ? fread(text + size, 1, capacity - size - 1, file) : 0;
    }
    fclose(file);
    if (text) text[size] = '\0';
    return text;
}

static void run_case(case_run *run)
{
    for (long k = 0; k < run->place->line; k++) (void)next_line(run);
    for (char *text = next_line(run); text; text = next_line(run)) {
        const case_line line = cut(run, text);
        if (line.n > 0 && !step(run, &line)) break;
    }
    end_rows(run);
    if (run->status < 0) {
        const lode_diagnostic *const error = lode_context_error(run->context);
        complain(run, "%s: %s", lode_status_name(run->status),
                 error ? lode_diagnostic_message(error) : "");
    }
}

/* ---- finding them ---- */

/* Adds the cases of a file to `places`, or counts them where that is NULL. */
static size_t find_in(const char *name, case_place *places)
{
    char *const text = whole_file(name);
    cr_assert(text != NULL, "%s cannot be read", name);
    case_run scan = {.next = text};
    size_t n = 0;
    for (char *line = next_line(&scan); line; line = next_line(&scan)) {
        if (strncmp(line, "case ", 5) != 0) continue;
        if (places) {
            places[n].line = scan.line;
            snprintf(places[n].file, sizeof places[n].file, "%s", name);
            snprintf(places[n].title, sizeof places[n].title, "%s", line + 5);
        }
        n++;
    }
    free(text);
    return n;
}

static bool is_case_file(const char *name)
{
    const size_t size = strlen(name);
    return size > 6 && strcmp(name + size - 6, ".lcase") == 0;
}

ParameterizedTestParameters(cases, run)
{
    struct dirent **entries = NULL;
    const int n_entries = scandir(LODE_TEST_CASES, &entries, NULL, alphasort);
    size_t n = 0;
    for (int k = 0; k < n_entries; k++) {
        if (is_case_file(entries[k]->d_name)) n += find_in(entries[k]->d_name, NULL);
    }
    case_place *const places = cr_calloc(n + 1, sizeof *places);
    n = 0;
    for (int k = 0; k < n_entries; k++) {
        if (is_case_file(entries[k]->d_name))
            n += find_in(entries[k]->d_name, places + n);
        free(entries[k]);
    }
    free(entries);
    return cr_make_param_array(case_place, places, n, NULL);
}

ParameterizedTest(const case_place *place, cases, run)
{
    lode_test_memory memory = {0};
    case_run run = {.place = place, .tolerance = 1e-12};
    run.context = lode_test_context(&memory, 1);
    run.text = run.next = whole_file(place->file);
    cr_assert(run.text != NULL);
    run_case(&run);
    lode_table_free(run.table);
    lode_network_unref(run.network);
    lode_model_unref(run.model);
    lode_builder_free(run.builder);
    lode_context_free(run.context);
    free(run.text);
    lode_test_balance(&memory);
}
