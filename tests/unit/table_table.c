/* Tables: building, reading, both writers, failures of memory and of writing. */
#include "base/text.h"
#include "lode_test.h"
#include "table/build.h"

#include <math.h>

enum { NAME, ORIGIN, COUNT, VALUE, RISKY };

static const lode_column specs[] = {
    {"name", LODE_COLUMN_TEXT, "", "Name of the \"item\""},
    {"origin", LODE_COLUMN_TEXT, "", "Country"},
    {"count", LODE_COLUMN_INTEGER, "pcs", "How many"},
    {"value", LODE_COLUMN_REAL, "usd", "What for"},
    {"risky", LODE_COLUMN_FLAG, "", "Whether"},
};

static const char *const countries[] = {"CL", "CN", "CD"};

static const char *country_text(const void *keep, uint32_t code)
{
    (void)keep;
    return countries[code];
}

static void count_release(void *keep)
{
    ++*(int *)keep;
}

static lode_status add_row(lode_context *context, lode_table *table, const char *name,
                           uint32_t origin, int64_t count, double value, bool risky)
{
    LODE__TRY(lode__table_row(context, table));
    lode__put_cell_code(table, ORIGIN, origin);
    lode__put_cell_integer(table, COUNT, count);
    lode__put_cell_real(table, VALUE, value);
    lode__put_cell_flag(table, RISKY, risky);
    return lode__put_cell_text(context, table, NAME, name, strlen(name));
}

static lode_status fill(lode_context *context, lode_table *table)
{
    LODE__TRY(add_row(context, table, "bolt", 1, 3, 0.1, true));
    LODE__TRY(add_row(context, table, "a,\"b\"\n", 2, -9, 1e-7, false));
    LODE__TRY(add_row(context, table, "bolt", 0, INT64_MAX, INFINITY, false));
    return lode__table_row(context, table);
}

static lode_status make(lode_context *context, int *released, lode_table **out)
{
    const lode__dictionary dictionary = {country_text, LODE__COUNT(countries), released,
                                         count_release};
    lode_status status =
        lode__table_new(context, "parts", specs, LODE__COUNT(specs), out);
    if (status < 0)
        return status;
    lode__table_dictionary(*out, ORIGIN, dictionary);
    status = fill(context, *out);
    if (status < 0) {
        lode_table_free(*out);
        *out = NULL;
    }
    return status;
}

LODE_TEST(table_table, cells)
{
    int released = 0;
    lode_table *table = NULL;
    cr_assert(make(ctx, &released, &table) == LODE_OK);
    cr_assert_str_eq(lode_table_name(table), "parts");
    cr_assert(lode_table_n_rows(table) == 4 && lode_table_n_columns(table) == 5);
    cr_assert(lode_table_find_column(table, "value") == VALUE);
    cr_assert(lode_table_find_column(table, "weight") == SIZE_MAX);
    for (size_t i = 0; i < LODE__COUNT(specs); i++) {
        cr_assert_str_eq(lode_table_column_name(table, i), specs[i].name);
        cr_assert_str_eq(lode_table_column_unit(table, i), specs[i].unit);
        cr_assert_str_eq(lode_table_column_doc(table, i), specs[i].doc);
        const lode_column_type type = lode_table_column_type(table, i);
        cr_assert(type == specs[i].type);
        cr_assert((lode_table_reals(table, i) != NULL) == (type == LODE_COLUMN_REAL));
        cr_assert((lode_table_integers(table, i) != NULL) ==
                  (type == LODE_COLUMN_INTEGER));
        cr_assert((lode_table_codes(table, i) != NULL) == (type == LODE_COLUMN_TEXT));
        cr_assert((lode_table_flags(table, i) != NULL) == (type == LODE_COLUMN_FLAG));
        cr_assert((lode_table_text(table, i, 0) != NULL) == (type == LODE_COLUMN_TEXT));
        cr_assert((lode_table_dictionary_size(table, i) > 0) ==
                  (type == LODE_COLUMN_TEXT));
        const bool figure = type == LODE_COLUMN_REAL || type == LODE_COLUMN_INTEGER;
        cr_assert(lode_table_has(table, i, 0) && lode_table_has(table, i, 3) == !figure);
        cr_assert(!lode_table_has(table, i, 4));
    }
    cr_assert_str_eq(lode_table_text(table, NAME, 0), "bolt");
    cr_assert_str_eq(lode_table_text(table, NAME, 3), "");
    cr_assert(lode_table_text(table, NAME, 4) == NULL);
    cr_assert(lode_table_codes(table, NAME)[0] == lode_table_codes(table, NAME)[2]);
    cr_assert(lode_table_dictionary_size(table, NAME) == 3);
    cr_assert(lode_table_dictionary_text(table, NAME, 3) == NULL);
    cr_assert_str_eq(lode_table_dictionary_text(table, ORIGIN, 2), "CD");
    cr_assert(lode_table_dictionary_text(table, COUNT, 0) == NULL);
    cr_assert_str_eq(lode_table_text(table, ORIGIN, 0), "CN");
    cr_assert_str_eq(lode_table_text(table, ORIGIN, 3), "CL");
    cr_assert(lode_table_integers(table, COUNT)[1] == -9);
    cr_assert(lode_table_integers(table, COUNT)[3] == INT64_MIN);
    cr_assert(lode_table_reals(table, VALUE)[0] == 0.1);
    cr_assert(isnan(lode_table_reals(table, VALUE)[3]));
    cr_assert(lode_table_flags(table, RISKY)[0] == 1 &&
              lode_table_flags(table, RISKY)[3] == 0);
    cr_assert(released == 0);
    lode_table_free(table);
    cr_assert(released == 1);
}

/* No table, no column, no rows: nothing, and no crash. */
LODE_TEST(table_table, nothing)
{
    lode_table *empty = NULL;
    cr_assert(lode__table_new(ctx, "empty", specs, LODE__COUNT(specs), &empty) ==
              LODE_OK);
    const struct {
        const lode_table *table;
        size_t column;
    } cases[] = {{NULL, 0}, {empty, 5}, {empty, SIZE_MAX}};
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        const lode_table *const table = cases[i].table;
        const size_t column = cases[i].column;
        cr_assert(lode_table_column_name(table, column) == NULL);
        cr_assert(lode_table_column_unit(table, column) == NULL);
        cr_assert(lode_table_column_doc(table, column) == NULL);
        cr_assert(lode_table_column_type(table, column) == 0);
        cr_assert(lode_table_dictionary_size(table, column) == 0);
        cr_assert(lode_table_dictionary_text(table, column, 0) == NULL);
        cr_assert(lode_table_text(table, column, 0) == NULL);
        cr_assert(!lode_table_has(table, column, 0));
    }
    for (size_t i = 0; i < LODE__COUNT(specs); i++) {
        cr_assert(!lode_table_reals(empty, i) && !lode_table_integers(empty, i));
        cr_assert(!lode_table_codes(empty, i) && !lode_table_flags(empty, i));
        cr_assert(!lode_table_text(empty, i, 0) && !lode_table_has(empty, i, 0));
    }
    cr_assert(lode_table_name(NULL) == NULL && lode_table_n_rows(NULL) == 0);
    cr_assert(lode_table_n_columns(NULL) == 0);
    cr_assert(lode_table_find_column(NULL, "x") == SIZE_MAX);
    cr_assert(lode_table_find_column(empty, NULL) == SIZE_MAX);
    lode_table_free(NULL);
    lode_table_free(empty);
}

LODE_TEST(table_table, many_rows)
{
    enum { N = 10000 };
    int released = 0;
    char name[8];
    lode_table *table = NULL;
    cr_assert(make(ctx, &released, &table) == LODE_OK);
    for (uint32_t i = 4; i < N; i++) {
        name[0] = (char)('a' + i % 26);
        name[1] = '\0';
        cr_assert(add_row(ctx, table, name, i % 3, i, i / 8.0, i % 2) == LODE_OK);
    }
    cr_assert(lode_table_n_rows(table) == N);
    cr_assert(lode_table_dictionary_size(table, NAME) == 3 + 26);
    for (uint32_t i = 4; i < N; i++) {
        cr_assert(lode_table_text(table, NAME, i)[0] == (char)('a' + i % 26));
        cr_assert(lode_table_codes(table, ORIGIN)[i] == i % 3);
        cr_assert(lode_table_integers(table, COUNT)[i] == i);
        cr_assert(lode_table_reals(table, VALUE)[i] == i / 8.0);
        cr_assert(lode_table_flags(table, RISKY)[i] == i % 2);
    }
    lode_table_free(table);
}

/* Output kept in memory, failing at a piece if wanted. */
typedef struct sink {
    lode__text text;
    size_t n_pieces;
    size_t fail_at;
} sink;

static int receive(const void *data, size_t size, void *user)
{
    sink *const to = user;
    cr_assert(size > 0);
    if (++to->n_pieces == to->fail_at)
        return 1;
    cr_assert(to->fail_at == 0 || to->n_pieces < to->fail_at,
              "written to after a failure");
    return lode__text_add(&to->text, data, size) < 0;
}

static const char csv[] = "name,origin,count,value,risky\n"
                          "bolt,CN,3,0.1,yes\n"
                          "\"a,\"\"b\"\"\n\",CD,-9,1e-7,no\n"
                          "bolt,CL,9223372036854775807,inf,no\n"
                          ",CL,,,no\n";

static const char json[] =
    "{\"schema\":\"lode.parts/1\",\"columns\":[\n"
    "{\"name\":\"name\",\"type\":\"text\",\"unit\":\"\",\"doc\":\"Name of the "
    "\\\"item\\\"\"},\n"
    "{\"name\":\"origin\",\"type\":\"text\",\"unit\":\"\",\"doc\":\"Country\"},\n"
    "{\"name\":\"count\",\"type\":\"integer\",\"unit\":\"pcs\",\"doc\":\"How many\"},\n"
    "{\"name\":\"value\",\"type\":\"real\",\"unit\":\"usd\",\"doc\":\"What for\"},\n"
    "{\"name\":\"risky\",\"type\":\"flag\",\"unit\":\"\",\"doc\":\"Whether\"}],\"rows\":["
    "\n"
    "{\"name\":\"bolt\",\"origin\":\"CN\",\"count\":3,\"value\":0.1,\"risky\":\"yes\"},\n"
    "{\"name\":\"a,\\\"b\\\"\\n\",\"origin\":\"CD\",\"count\":-9,\"value\":1e-7,"
    "\"risky\":\"no\"},\n"
    "{\"name\":\"bolt\",\"origin\":\"CL\",\"count\":9223372036854775807,\"value\":null,"
    "\"risky\":\"no\"},\n"
    "{\"name\":\"\",\"origin\":\"CL\",\"count\":null,\"value\":null,\"risky\":\"no\"}]}"
    "\n";

typedef lode_status (*write_table_fn)(lode_context *, const lode_table *, lode_write_fn,
                                      void *);

static const struct {
    write_table_fn write;
    const char *expected;
    const char *empty;
} writers[] = {
    {lode_table_write_csv, csv, "\n"},
    {lode_table_write_json, json,
     "{\"schema\":\"lode.none/1\",\"columns\":[],\"rows\":[]}\n"},
};

LODE_TEST(table_write, both)
{
    int released = 0;
    lode_table *table = NULL;
    lode_table *none = NULL;
    cr_assert(make(ctx, &released, &table) == LODE_OK);
    cr_assert(lode__table_new(ctx, "none", NULL, 0, &none) == LODE_OK);
    for (size_t i = 0; i < LODE__COUNT(writers); i++) {
        sink to = {.text = {.allocator = &ctx->allocator}};
        cr_assert(writers[i].write(ctx, table, receive, &to) == LODE_OK);
        cr_assert_str_eq(to.text.data, writers[i].expected);
        lode__text_clear(&to.text);
        cr_assert(writers[i].write(ctx, none, receive, &to) == LODE_OK);
        cr_assert_str_eq(to.text.data, writers[i].empty);
        cr_assert(writers[i].write(NULL, table, receive, &to) == LODE_E_INVALID);
        cr_assert(writers[i].write(ctx, NULL, receive, &to) == LODE_E_INVALID);
        cr_assert(writers[i].write(ctx, table, NULL, &to) == LODE_E_INVALID);
        cr_assert(lode_diagnostic_status(lode_context_error(ctx)) == LODE_E_INVALID);
        lode__text_free(&to.text);
    }
    lode_table_free(none);
    lode_table_free(table);
}

/* Fails at each piece of an output of several buffers. */
LODE_TEST(table_write, failures)
{
    int released = 0;
    lode_table *table = NULL;
    cr_assert(make(ctx, &released, &table) == LODE_OK);
    static char name[10000];
    memset(name, 'x', sizeof(name) - 1);
    for (uint32_t i = 0; i < 2000; i++)
        cr_assert(add_row(ctx, table, i == 1000 ? name : "y", 0, i, i, false) == LODE_OK);
    for (size_t i = 0; i < LODE__COUNT(writers); i++) {
        sink to = {.text = {.allocator = &ctx->allocator}};
        cr_assert(writers[i].write(ctx, table, receive, &to) == LODE_OK);
        cr_assert(lode_context_error(ctx) == NULL);
        const size_t n_pieces = to.n_pieces;
        const size_t len = to.text.len;
        cr_assert(n_pieces > 4 && n_pieces < len / 5000 + 4);
        for (size_t at = 1; at <= n_pieces; at++) {
            lode__text_clear(&to.text);
            to.n_pieces = 0;
            to.fail_at = at;
            cr_assert(writers[i].write(ctx, table, receive, &to) == LODE_E_IO);
            cr_assert(lode_diagnostic_status(lode_context_error(ctx)) == LODE_E_IO);
            cr_assert(to.text.len < len);
        }
        lode__text_free(&to.text);
    }
    lode_table_free(table);
}

/* With one column a missing cell must not become a blank line. */
LODE_TEST(table_write, one_column)
{
    sink to = {.text = {.allocator = &ctx->allocator}};
    for (size_t column = NAME; column <= RISKY; column++) {
        lode_table *table = NULL;
        cr_assert(lode__table_new(ctx, "one", &specs[column], 1, &table) == LODE_OK);
        cr_assert(lode__table_row(ctx, table) == LODE_OK);
        lode__text_clear(&to.text);
        cr_assert(lode_table_write_csv(ctx, table, receive, &to) == LODE_OK);
        const char *const line = strchr(to.text.data, '\n');
        cr_assert_str_eq(line, column == RISKY ? "\nno\n" : "\n\"\"\n");
        lode_table_free(table);
    }
    lode__text_free(&to.text);
}

LODE_TEST(table_write, escapes)
{
    static const struct {
        const char *text, *csv, *json;
    } cases[] = {
        {"", "", "\"\""},
        {NULL, "", "\"\""},
        {"plain", "plain", "\"plain\""},
        {"a,b", "\"a,b\"", "\"a,b\""},
        {"\"", "\"\"\"\"", "\"\\\"\""},
        {"a\"b\"c", "\"a\"\"b\"\"c\"", "\"a\\\"b\\\"c\""},
        {"a\r", "\"a\r\"", "\"a\\r\""},
        {" a ", " a ", "\" a \""},
        {"\\", "\\", "\"\\\\\""},
        {"\b\t\v\f\x01\x1f\x7f", "\b\t\v\f\x01\x1f\x7f",
         "\"\\b\\t\\u000b\\f\\u0001\\u001f\x7f\""},
        {"caf\xc3\xa9", "caf\xc3\xa9", "\"caf\xc3\xa9\""},
        {"\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa",
         "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa",
         "\"\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa\""},
        {"x\xff\xc3", "x\xff\xc3", "\"x\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xe2\x80", "\xe2\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xe2", "\xe2", "\"\xef\xbf\xbd\""},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        sink to = {.text = {.allocator = &ctx->allocator}};
        lode__writer writer;
        lode__writer_init(&writer, receive, &to);
        lode__put_csv(&writer, cases[i].text);
        lode__puts(&writer, "|");
        cr_assert(lode__writer_finish(ctx, &writer) == LODE_OK);
        lode__put_json(&writer, cases[i].text);
        cr_assert(lode__writer_finish(ctx, &writer) == LODE_OK);
        const size_t n = strlen(cases[i].csv);
        cr_assert(strncmp(to.text.data, cases[i].csv, n) == 0 && to.text.data[n] == '|');
        cr_assert_str_eq(to.text.data + n + 1, cases[i].json);
        lode__text_free(&to.text);
    }
}

/* Pieces of every length around the size of the buffer arrive whole and in order. */
LODE_TEST(table_write, pieces)
{
    enum { SIZE = sizeof(((lode__writer *)NULL)->buffer) };
    static const size_t lengths[] = {0,        1,        SIZE - 1, SIZE - 1, SIZE, 5,
                                     SIZE + 1, SIZE - 5, 5,        3 * SIZE, 0,    2};
    static char data[3 * SIZE];
    sink to = {.text = {.allocator = &ctx->allocator}};
    lode__writer writer;
    size_t total = 0;
    lode__writer_init(&writer, receive, &to);
    for (size_t i = 0; i < LODE__COUNT(lengths); i++) {
        memset(data, (int)('a' + i), lengths[i]);
        lode__put(&writer, data, lengths[i]);
        total += lengths[i];
    }
    cr_assert(lode__writer_finish(ctx, &writer) == LODE_OK);
    cr_assert(to.text.len == total);
    for (size_t i = 0, at = 0; i < LODE__COUNT(lengths); i++) {
        for (size_t k = 0; k < lengths[i]; k++, at++)
            cr_assert(to.text.data[at] == (char)('a' + i));
    }
    lode__text_free(&to.text);
}

static lode_status build_and_write(lode_context *context, void *user)
{
    int released = 0;
    lode_table *table = NULL;
    lode_status status = make(context, &released, &table);
    cr_assert((status == LODE_OK) == (table != NULL));
    for (uint32_t i = 0; i < 40 && status == LODE_OK; i++) {
        const size_t n_rows = lode_table_n_rows(table);
        const char name[2] = {(char)('A' + i), '\0'};
        status = add_row(context, table, name, 0, i, i, true);
        cr_assert(lode_table_n_rows(table) - n_rows <= 1);
    }
    for (size_t i = 0; i < LODE__COUNT(writers) && table; i++) {
        sink to = {.text = {.allocator = user}};
        cr_assert(writers[i].write(context, table, receive, &to) == LODE_OK);
        lode__text_free(&to.text);
    }
    lode_table *some = NULL;
    const char *const names[] = {"risky", "name"};
    if (status == LODE_OK) status = lode_table_select(context, table, names, 2, &some);
    cr_assert(status == LODE_OK || lode_context_error(context) || status == LODE_E_NOMEM);
    lode_table_free(some);
    lode_table_free(table);
    return status;
}

LODE_TEST(table_table, no_memory)
{
    lode_allocator allocator = lode_test_allocator(memory);
    cr_assert(lode_test_sweep(build_and_write, &allocator) > 15);
}

LODE_TEST(table_write, growing_text)
{
    lode__text text = {.allocator = &ctx->allocator};
    lode__text_clear(&text);
    cr_assert(lode__text_add(&text, NULL, 0) == LODE_OK && text.len == 0);
    cr_assert(lode__text_add(&text, "x", SIZE_MAX) == LODE_E_NOMEM && text.len == 0);
    for (size_t i = 0; i < 50; i++)
        cr_assert(lode__text_add(&text, " ab", i > 0 ? 3 : 1) == LODE_OK);
    cr_assert(text.len == 148 && strlen(text.data) == 148);
    lode__text_clear(&text);
    cr_assert(text.len == 0 && text.data[0] == '\0');
    lode__text_free(&text);
    lode__text_free(&text);
}

/* A table outlives its context. */
LODE_TEST(table_table, outlives)
{
    lode_context *const own = lode_test_context(memory, 1);
    int released = 0;
    lode_table *table = NULL;
    cr_assert(make(own, &released, &table) == LODE_OK);
    lode_context_free(own);
    sink to = {.text = {.allocator = &ctx->allocator}};
    cr_assert(lode_table_write_csv(ctx, table, receive, &to) == LODE_OK);
    cr_assert_str_eq(to.text.data, csv);
    lode__text_free(&to.text);
    lode_table_free(table);
    cr_assert(released == 1);
}

/* --- some columns --- */

LODE_TEST(table_select, shares_cells)
{
    int released = 0;
    lode_table *table = NULL, *some = NULL, *fewer = NULL;
    cr_assert(make(ctx, &released, &table) == LODE_OK);
    const double *const values = lode_table_reals(table, VALUE);
    const char *const names[] = {"value", "origin", "name"};
    cr_assert(lode_table_select(ctx, table, names, 3, &some) == LODE_OK);
    cr_assert(lode_table_select(ctx, some, names + 1, 2, &fewer) == LODE_OK);
    cr_assert(lode_table_n_columns(some) == 3 && lode_table_n_rows(some) == 4);
    cr_assert(lode_table_reals(some, 0) == values);
    lode_table_free(table);
    lode_table_free(some);
    cr_assert(released == 0);
    sink to = {.text = {.allocator = &ctx->allocator}};
    cr_assert(lode_table_write_csv(ctx, fewer, receive, &to) == LODE_OK);
    cr_assert_str_eq(to.text.data,
                     "origin,name\nCN,bolt\nCD,\"a,\"\"b\"\"\n\"\nCL,bolt\nCL,\n");
    lode__text_free(&to.text);
    lode_table_free(fewer);
    cr_assert(released == 1);
}

LODE_TEST(table_select, refuses)
{
    int released = 0;
    lode_table *table = NULL, *some = NULL;
    cr_assert(make(ctx, &released, &table) == LODE_OK);
    const char *const names[] = {"name", "weight", "name", NULL};
    cr_assert(lode_table_select(ctx, table, names, 2, &some) == LODE_E_UNKNOWN);
    cr_assert(some == NULL);
    cr_assert_str_eq(lode_diagnostic_message(lode_context_error(ctx)),
                     "no column \"weight\": parts has name, origin, count, value, risky");
    const char *const twice[] = {"name", "risky", "name"};
    cr_assert(lode_table_select(ctx, table, twice, 3, &some) == LODE_E_CONFLICT);
    cr_assert(lode_table_select(ctx, table, names, 0, &some) == LODE_E_INVALID);
    cr_assert(lode_table_select(ctx, table, names + 3, 1, &some) == LODE_E_INVALID);
    cr_assert(lode_table_select(ctx, table, NULL, 1, &some) == LODE_E_INVALID);
    cr_assert(lode_table_select(ctx, NULL, names, 1, &some) == LODE_E_INVALID);
    cr_assert(lode_table_select(NULL, table, names, 1, &some) == LODE_E_INVALID);
    cr_assert(lode_table_select(ctx, table, names, 1, NULL) == LODE_E_INVALID);
    lode_table_free(table);
}
