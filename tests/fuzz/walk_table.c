#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

/* The first and the last column, the other way round. */
static void hold_selection(lode_context *context, lode_table *table)
{
    const size_t n = lode_table_n_columns(table);
    const char *const names[] = {lode_table_column_name(table, n - 1),
                                 lode_table_column_name(table, 0)};
    lode_table *some = NULL;
    if (n < 2) return;
    FUZZ_HOLDS(lode_table_select(context, table, names, 2, &some) == LODE_OK);
    FUZZ_HOLDS(lode_table_n_rows(some) == lode_table_n_rows(table));
    fuzz_arrow(context, some, 0);
    lode_table_free(some);
}

void fuzz_table(lode_context *context, lode_table *table, size_t batch_rows)
{
    fuzz_text csv = {NULL, 0, 0}, json = {NULL, 0, 0};
    FUZZ_HOLDS(lode_table_write_csv(context, table, fuzz_write, &csv) == LODE_OK);
    FUZZ_HOLDS(lode_table_write_json(context, table, fuzz_write, &json) == LODE_OK);
    FUZZ_HOLDS(csv.size > 0 && json.size > 0 && !memchr(json.data, '\0', json.size));
    fuzz_arrow(context, table, batch_rows);
    hold_selection(context, table);
    free(csv.data);
    free(json.data);
}

static bool bit(const void *bitmap, int64_t i)
{
    return ((const uint8_t *)bitmap)[i / 8] >> i % 8 & 1;
}

static void hold_text(const struct ArrowArray *array, int64_t i, const char *text)
{
    const struct ArrowArray *const words = array->dictionary;
    const int32_t code = ((const int32_t *)array->buffers[1])[array->offset + i];
    FUZZ_HOLDS(code >= 0 && code < words->length);
    const int32_t *const ends = words->buffers[1];
    const size_t len = (size_t)(ends[code + 1] - ends[code]);
    FUZZ_HOLDS(strlen(text) == len);
    FUZZ_HOLDS(len == 0 ||
               memcmp((const char *)words->buffers[2] + ends[code], text, len) == 0);
}

static void hold_cell(const struct ArrowArray *array, int64_t i, const lode_table *table,
                      size_t column, size_t row)
{
    const int64_t at = array->offset + i;
    const void *const valid = array->buffers[0];
    FUZZ_HOLDS((!valid || bit(valid, at)) == lode_table_has(table, column, row));
    switch (lode_table_column_type(table, column)) {
    case LODE_COLUMN_REAL:
        FUZZ_HOLDS(memcmp((const double *)array->buffers[1] + at,
                          lode_table_reals(table, column) + row, sizeof(double)) == 0);
        break;
    case LODE_COLUMN_INTEGER:
        FUZZ_HOLDS(((const int64_t *)array->buffers[1])[at] ==
                   lode_table_integers(table, column)[row]);
        break;
    case LODE_COLUMN_FLAG:
        FUZZ_HOLDS(bit(array->buffers[1], at) ==
                   (lode_table_flags(table, column)[row] != 0));
        break;
    default:
        hold_text(array, i, lode_table_text(table, column, row));
    }
}

static void hold_batch(const struct ArrowArray *batch, const lode_table *table,
                       size_t first)
{
    FUZZ_HOLDS((size_t)batch->n_children == lode_table_n_columns(table));
    for (size_t c = 0; c < lode_table_n_columns(table); c++) {
        const struct ArrowArray *const column = batch->children[c];
        FUZZ_HOLDS(column->length == batch->length);
        for (int64_t i = 0; i < column->length; i++)
            hold_cell(column, i, table, c, first + (size_t)i);
    }
}

void fuzz_arrow(lode_context *context, lode_table *table, size_t batch_rows)
{
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    size_t n_rows = 0;
    FUZZ_HOLDS(lode_table_export_arrow(context, table, batch_rows, &stream) == LODE_OK);
    FUZZ_HOLDS(stream.get_schema(&stream, &schema) == 0);
    FUZZ_HOLDS((size_t)schema.n_children == lode_table_n_columns(table));
    schema.release(&schema);
    for (;;) {
        struct ArrowArray batch;
        FUZZ_HOLDS(stream.get_next(&stream, &batch) == 0);
        if (!batch.release) break;
        hold_batch(&batch, table, n_rows);
        n_rows += (size_t)batch.length;
        batch.release(&batch);
    }
    FUZZ_HOLDS(n_rows == lode_table_n_rows(table));
    stream.release(&stream);
}
