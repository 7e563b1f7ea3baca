/* Tables as Arrow streams, read back as the Arrow specification says. */
#include "lode/arrow.h"
#include "lode_test.h"
#include "table/build.h"

#include <errno.h>
#include <math.h>

enum { ITEM, COUNTRY, YEAR, SHARE, SINGLE, N_COLUMNS };

static const lode_column specs[N_COLUMNS] = {
    {"item", LODE_COLUMN_TEXT, "", "What is made"},
    {"country", LODE_COLUMN_TEXT, "", "Where"},
    {"year", LODE_COLUMN_INTEGER, "a", "When"},
    {"share", LODE_COLUMN_REAL, "frac", "How much"},
    {"single", LODE_COLUMN_FLAG, "", "Whether one makes it all"},
};

static const char *const countries[] = {"CHN", "C\xc3\xb4te", "", "USA"};

static const char *country_text(const void *keep, uint32_t code)
{
    (void)keep;
    return countries[code];
}

/* What row `row` holds. */
static int64_t year_of(size_t row)
{
    return row % 5 == 2 ? INT64_MIN : (int64_t)(2000 + row);
}

static double share_of(size_t row)
{
    return row % 7 == 3 ? NAN : (double)row / 16.0;
}

static bool single_of(size_t row)
{
    return row % 3 == 1;
}

static const char *item_of(size_t row)
{
    static const char *const items[] = {"dy-oxide", "", "magnet"};
    return items[row % 3];
}

static lode_status add_rows(lode_context *context, lode_table *table, size_t n_rows)
{
    for (size_t row = 0; row < n_rows; row++) {
        LODE__TRY(lode__table_row(context, table));
        lode__put_cell_code(table, COUNTRY, (uint32_t)(row % LODE__COUNT(countries)));
        lode__put_cell_integer(table, YEAR, year_of(row));
        lode__put_cell_real(table, SHARE, share_of(row));
        lode__put_cell_flag(table, SINGLE, single_of(row));
        LODE__TRY(lode__put_cell_text(context, table, ITEM, item_of(row),
                                      strlen(item_of(row))));
    }
    return LODE_OK;
}

static lode_status make(lode_context *context, size_t n_rows, lode_table **out)
{
    const lode__dictionary dictionary = {country_text, LODE__COUNT(countries), NULL,
                                         NULL};
    LODE__TRY(lode__table_new(context, "shares", specs, N_COLUMNS, out));
    lode__table_dictionary(*out, COUNTRY, dictionary);
    const lode_status status = add_rows(context, *out, n_rows);
    if (status < 0) {
        lode_table_free(*out);
        *out = NULL;
    }
    return status;
}

/* ---- a reader that knows the specification only ---- */

static bool bit(const void *bits, int64_t at)
{
    return ((const uint8_t *)bits)[at / 8] >> at % 8 & 1;
}

static bool valid(const struct ArrowArray *array, int64_t at)
{
    return !array->buffers[0] || bit(array->buffers[0], array->offset + at);
}

static bool text_is(const struct ArrowArray *coded, int64_t at, const char *expected)
{
    const struct ArrowArray *const texts = coded->dictionary;
    const int32_t code = ((const int32_t *)coded->buffers[1])[coded->offset + at];
    cr_assert(code >= 0 && code < texts->length && texts->n_buffers == 3);
    const int32_t *const offsets = (const int32_t *)texts->buffers[1] + texts->offset;
    const size_t len = (size_t)(offsets[code + 1] - offsets[code]);
    return len == strlen(expected) &&
           memcmp((const char *)texts->buffers[2] + offsets[code], expected, len) == 0;
}

static void check_row(struct ArrowArray *const *columns, int64_t at, size_t row)
{
    cr_assert(text_is(columns[ITEM], at, item_of(row)));
    cr_assert(text_is(columns[COUNTRY], at, countries[row % LODE__COUNT(countries)]));
    cr_assert(valid(columns[YEAR], at) == (year_of(row) != INT64_MIN));
    cr_assert(((const int64_t *)columns[YEAR]->buffers[1])[at] == year_of(row));
    cr_assert(valid(columns[SHARE], at) == !isnan(share_of(row)));
    if (!isnan(share_of(row)))
        cr_assert(((const double *)columns[SHARE]->buffers[1])[at] == share_of(row));
    cr_assert(valid(columns[SINGLE], at));
    cr_assert(bit(columns[SINGLE]->buffers[1], at) == single_of(row));
}

static void check_array(const struct ArrowArray *array, int64_t n_buffers, bool coded)
{
    cr_assert(array->release && array->offset == 0 && array->n_children == 0);
    cr_assert(array->n_buffers == n_buffers && (array->dictionary != NULL) == coded);
    cr_assert(array->null_count == (array->buffers[0] ? -1 : 0));
}

/* Rows of a batch; releases it. */
static size_t check_batch(struct ArrowArray *array, size_t first)
{
    cr_assert(array->n_children == N_COLUMNS && array->n_buffers == 1);
    cr_assert(!array->buffers[0] && array->null_count == 0 && !array->dictionary);
    for (int64_t i = 0; i < N_COLUMNS; i++) {
        check_array(array->children[i], 2, i <= COUNTRY);
        cr_assert(array->children[i]->length == array->length);
        if (i <= COUNTRY) check_array(array->children[i]->dictionary, 3, false);
    }
    for (int64_t at = 0; at < array->length; at++)
        check_row(array->children, at, first + (size_t)at);
    const size_t n_rows = (size_t)array->length;
    array->release(array);
    cr_assert(!array->release);
    return n_rows;
}

/* Value of a key in Arrow's metadata, as bytes. */
static bool metadata_has(const char *metadata, const char *key, const char *value)
{
    int32_t n_pairs = 0;
    memcpy(&n_pairs, metadata, sizeof(n_pairs));
    metadata += sizeof(n_pairs);
    const char *texts[2];
    int32_t lens[2];
    for (int32_t i = 0; i < n_pairs; i++) {
        for (size_t side = 0; side < 2; side++) {
            memcpy(&lens[side], metadata, sizeof(int32_t));
            texts[side] = metadata + sizeof(int32_t);
            metadata = texts[side] + lens[side];
        }
        if ((size_t)lens[0] == strlen(key) && memcmp(texts[0], key, strlen(key)) == 0)
            return (size_t)lens[1] == strlen(value) &&
                   memcmp(texts[1], value, strlen(value)) == 0;
    }
    return false;
}

static void check_schema(struct ArrowSchema *schema)
{
    static const char *const formats[N_COLUMNS] = {"i", "i", "l", "g", "b"};
    cr_assert_str_eq(schema->format, "+s");
    cr_assert(schema->n_children == N_COLUMNS && !schema->dictionary);
    cr_assert(metadata_has(schema->metadata, "lode.table", "shares"));
    for (size_t i = 0; i < N_COLUMNS; i++) {
        const struct ArrowSchema *const child = schema->children[i];
        cr_assert_str_eq(child->format, formats[i]);
        cr_assert_str_eq(child->name, specs[i].name);
        cr_assert(metadata_has(child->metadata, "lode.unit", specs[i].unit));
        cr_assert(metadata_has(child->metadata, "lode.doc", specs[i].doc));
        cr_assert(!metadata_has(child->metadata, "lode.un", specs[i].unit));
        const bool figure = i == YEAR || i == SHARE;
        cr_assert(child->flags == (figure ? ARROW_FLAG_NULLABLE : 0));
        cr_assert((child->dictionary != NULL) == (i <= COUNTRY));
        if (child->dictionary) cr_assert_str_eq(child->dictionary->format, "u");
    }
    schema->release(schema);
    cr_assert(!schema->release);
}

/* ---- tests ---- */

LODE_TEST(table_arrow, layout)
{
    cr_assert(sizeof(void *) != 8 || (sizeof(struct ArrowSchema) == 72 &&
                                      offsetof(struct ArrowSchema, release) == 56));
    cr_assert(sizeof(void *) != 8 || (sizeof(struct ArrowArray) == 80 &&
                                      offsetof(struct ArrowArray, release) == 64));
    cr_assert(sizeof(void *) != 8 || sizeof(struct ArrowArrayStream) == 40);
}

/* The table goes before the stream, the stream before its batches. */
LODE_TEST(table_arrow, batches)
{
    static const struct {
        size_t n_rows, batch_rows, n_batches, longest;
    } cases[] = {
        {200, 0, 1, 200},   {200, 1, 4, 64},  {200, 64, 4, 64},        {200, 65, 2, 128},
        {128, 128, 1, 128}, {128, 64, 2, 64}, {200, SIZE_MAX, 1, 200}, {1, 0, 1, 1},
        {0, 0, 0, 0},       {0, 64, 0, 0},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        lode_table *table = NULL;
        struct ArrowArrayStream stream;
        struct ArrowSchema schema;
        struct ArrowArray arrays[5];
        cr_assert(make(ctx, cases[i].n_rows, &table) == LODE_OK);
        cr_assert(lode_table_export_arrow(ctx, table, cases[i].batch_rows, &stream) ==
                  LODE_OK);
        lode_table_free(table);
        cr_assert(stream.get_schema(&stream, &schema) == 0);
        size_t n = 0;
        do {
            cr_assert(stream.get_next(&stream, &arrays[n]) == 0);
        } while (arrays[n].release && ++n < LODE__COUNT(arrays));
        cr_assert(n == cases[i].n_batches);
        cr_assert(stream.get_next(&stream, &arrays[n]) == 0 && !arrays[n].release);
        cr_assert(!stream.get_last_error(&stream));
        stream.release(&stream);
        cr_assert(!stream.release);
        size_t first = 0;
        for (size_t at = 0; at < n; at++) {
            cr_assert(arrays[at].length <= (int64_t)cases[i].longest);
            first += check_batch(&arrays[at], first);
        }
        cr_assert(first == cases[i].n_rows);
        check_schema(&schema);
    }
}

/* Figures and codes are not copied; columns without a gap have no bitmap. */
LODE_TEST(table_arrow, in_place)
{
    lode_table *table = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    cr_assert(make(ctx, 130, &table) == LODE_OK);
    cr_assert(lode_table_export_arrow(ctx, table, 64, &stream) == LODE_OK);
    for (size_t first = 0; first < 130; first += 64) {
        cr_assert(stream.get_next(&stream, &array) == 0);
        struct ArrowArray *const *const columns = array.children;
        cr_assert(columns[ITEM]->buffers[1] == lode_table_codes(table, ITEM) + first);
        cr_assert(columns[YEAR]->buffers[1] == lode_table_integers(table, YEAR) + first);
        cr_assert(columns[SHARE]->buffers[1] == lode_table_reals(table, SHARE) + first);
        cr_assert(columns[SHARE]->buffers[0] && !columns[SINGLE]->buffers[0]);
        array.release(&array);
    }
    stream.release(&stream);
    lode_table_free(table);
    cr_assert(make(ctx, 2, &table) == LODE_OK); /* before the first gap */
    cr_assert(lode_table_export_arrow(ctx, table, 0, &stream) == LODE_OK);
    cr_assert(stream.get_next(&stream, &array) == 0);
    cr_assert(!array.children[YEAR]->buffers[0] && !array.children[SHARE]->buffers[0]);
    cr_assert(check_batch(&array, 0) == 2);
    stream.release(&stream);
    lode_table_free(table);
}

/* A consumer may move children away and release what is left. */
LODE_TEST(table_arrow, moved)
{
    lode_table *table = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    struct ArrowSchema schema;
    cr_assert(make(ctx, 70, &table) == LODE_OK);
    cr_assert(lode_table_export_arrow(ctx, table, 0, &stream) == LODE_OK);
    lode_table_free(table);
    cr_assert(stream.get_schema(&stream, &schema) == 0);
    cr_assert(stream.get_next(&stream, &array) == 0);
    stream.release(&stream);
    struct ArrowArray kept = *array.children[COUNTRY];
    array.children[COUNTRY]->release = NULL;
    struct ArrowSchema kept_schema = *schema.children[COUNTRY];
    schema.children[COUNTRY]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    cr_assert_str_eq(kept_schema.name, "country");
    for (int64_t at = 0; at < kept.length; at++)
        cr_assert(text_is(&kept, at, countries[at % 4]));
    kept.release(&kept);
    cr_assert_str_eq(kept_schema.dictionary->format, "u");
    kept_schema.release(&kept_schema);
}

LODE_TEST(table_arrow, misuse)
{
    lode_table *table = NULL;
    lode_table *none = NULL;
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    struct ArrowSchema schema;
    cr_assert(make(ctx, 1, &table) == LODE_OK);
    cr_assert(lode_table_export_arrow(NULL, table, 0, &stream) == LODE_E_INVALID);
    cr_assert(lode_table_export_arrow(ctx, NULL, 0, &stream) == LODE_E_INVALID);
    cr_assert(lode_table_export_arrow(ctx, table, 0, NULL) == LODE_E_INVALID);
    cr_assert(lode_diagnostic_status(lode_context_error(ctx)) == LODE_E_INVALID);
    lode_table_free(table);
    cr_assert(lode__table_new(ctx, "none", NULL, 0, &none) == LODE_OK);
    cr_assert(lode_table_export_arrow(ctx, none, 0, &stream) == LODE_OK);
    cr_assert(stream.get_schema(&stream, &schema) == 0 && schema.n_children == 0);
    cr_assert(stream.get_next(&stream, &array) == 0 && !array.release);
    schema.release(&schema);
    stream.release(&stream);
    lode_table_free(none);
}

static char mebibyte[(1 << 20) + 1];

static const char *long_text(const void *keep, uint32_t code)
{
    (void)keep;
    (void)code;
    return mebibyte;
}

/* 2047 texts of 1 MiB fit under 2^31 - 1 bytes, 2048 do not; `out` stays as it was. */
LODE_TEST(table_arrow, too_much_text)
{
    memset(mebibyte, 'x', sizeof(mebibyte) - 1);
    const lode__dictionary dictionary = {long_text, 2048, NULL, NULL};
    lode_table *table = NULL;
    struct ArrowArrayStream stream = {.private_data = &table};
    cr_assert(lode__table_new(ctx, "long", specs, 1, &table) == LODE_OK);
    lode__table_dictionary(table, ITEM, dictionary);
    cr_assert(lode_table_export_arrow(ctx, table, 0, &stream) == LODE_E_LIMIT);
    const char *const message = lode_diagnostic_message(lode_context_error(ctx));
    cr_assert(strstr(message, "item: more than") != NULL);
    cr_assert(!stream.get_next && !stream.release && stream.private_data == &table);
    lode_table_free(table);
}

/* Whatever fails leaves its `out` alone; what was made before still works. */
static lode_status export_and_read(lode_context *context, void *user)
{
    (void)user;
    lode_table *table = NULL;
    struct ArrowArrayStream stream = {.private_data = &table};
    struct ArrowSchema schema = {.private_data = &table};
    struct ArrowArray array = {.private_data = &table};
    LODE__TRY(make(context, 10, &table));
    lode_status status = lode_table_export_arrow(context, table, 0, &stream);
    lode_table_free(table);
    if (status < 0) {
        cr_assert(!stream.release && stream.private_data == &table);
        return status;
    }
    const int no_schema = stream.get_schema(&stream, &schema);
    cr_assert(no_schema ? !schema.release && schema.private_data == &table : true);
    cr_assert((stream.get_last_error(&stream) != NULL) == (no_schema != 0));
    const int no_array = stream.get_next(&stream, &array);
    cr_assert(no_array ? !array.release && array.private_data == &table : true);
    cr_assert((stream.get_last_error(&stream) != NULL) == (no_array != 0));
    stream.release(&stream);
    if (!no_schema) check_schema(&schema);
    if (!no_array) cr_assert(check_batch(&array, 0) == 10);
    if (no_schema || no_array) status = LODE_E_NOMEM;
    cr_assert((no_schema == 0 || no_schema == ENOMEM) &&
              (no_array == 0 || no_array == ENOMEM));
    return status;
}

LODE_TEST(table_arrow, no_memory)
{
    cr_assert(lode_test_sweep(export_and_read, NULL) > 10);
}
