/* Tables as CSV and as JSON. */
#include "base/number.h"
#include "base/text.h"
#include "lode/table.h"

#include <math.h>

size_t lode_format_real(double value, char text[32])
{
    return text ? lode__format_real(value, text) : 0;
}

static const char *flag_word(const lode_table *table, size_t column, size_t row)
{
    return lode_table_flags(table, column)[row] ? "yes" : "no";
}

static void put_csv_cell(lode__writer *writer, const lode_table *table, size_t column,
                         size_t row)
{
    if (!lode_table_has(table, column, row))
        return;
    switch (lode_table_column_type(table, column)) {
    case LODE_COLUMN_REAL:
        lode__put_real(writer, lode_table_reals(table, column)[row]);
        break;
    case LODE_COLUMN_INTEGER:
        lode__put_integer(writer, lode_table_integers(table, column)[row]);
        break;
    case LODE_COLUMN_TEXT:
        lode__put_csv(writer, lode_table_text(table, column, row));
        break;
    default:
        lode__puts(writer, flag_word(table, column, row));
        break;
    }
}

/* With one column an empty cell would be an empty line, which many readers skip. */
static bool is_empty_line(const lode_table *table, size_t row)
{
    if (lode_table_n_columns(table) != 1)
        return false;
    const char *const text = lode_table_text(table, 0, row);
    return text ? !text[0] : !lode_table_has(table, 0, row);
}

lode_status lode_table_write_csv(lode_context *context, const lode_table *table,
                                 lode_write_fn write, void *user)
{
    lode__enter(context);
    if (!context || !table || !write)
        return lode__invalid(context, "table and write must be given");
    const size_t n_columns = lode_table_n_columns(table);
    lode__writer writer;
    lode__writer_init(&writer, write, user);
    for (size_t i = 0; i < n_columns; i++) {
        lode__put(&writer, ",", i > 0);
        lode__put_csv(&writer, lode_table_column_name(table, i));
    }
    lode__put(&writer, "\n", 1);
    for (size_t row = 0; row < lode_table_n_rows(table) && !writer.failed; row++) {
        if (is_empty_line(table, row))
            lode__puts(&writer, "\"\"");
        for (size_t i = 0; i < n_columns; i++) {
            lode__put(&writer, ",", i > 0);
            put_csv_cell(&writer, table, i, row);
        }
        lode__put(&writer, "\n", 1);
    }
    return lode__writer_finish(context, &writer);
}

static void put_json_real(lode__writer *writer, double value)
{
    if (isfinite(value))
        lode__put_real(writer, value);
    else
        lode__puts(writer, "null");
}

static void put_json_cell(lode__writer *writer, const lode_table *table, size_t column,
                          size_t row)
{
    if (!lode_table_has(table, column, row)) {
        lode__puts(writer, "null");
        return;
    }
    switch (lode_table_column_type(table, column)) {
    case LODE_COLUMN_REAL:
        put_json_real(writer, lode_table_reals(table, column)[row]);
        break;
    case LODE_COLUMN_INTEGER:
        lode__put_integer(writer, lode_table_integers(table, column)[row]);
        break;
    case LODE_COLUMN_TEXT:
        lode__put_json(writer, lode_table_text(table, column, row));
        break;
    default:
        lode__put_json(writer, flag_word(table, column, row));
        break;
    }
}

static const char *type_word(lode_column_type type)
{
    switch (type) {
    case LODE_COLUMN_REAL:
        return "real";
    case LODE_COLUMN_INTEGER:
        return "integer";
    case LODE_COLUMN_TEXT:
        return "text";
    default:
        return "flag";
    }
}

static void put_json_columns(lode__writer *writer, const lode_table *table)
{
    for (size_t i = 0; i < lode_table_n_columns(table); i++) {
        lode__puts(writer, i > 0 ? ",\n{\"name\":" : "\n{\"name\":");
        lode__put_json(writer, lode_table_column_name(table, i));
        lode__puts(writer, ",\"type\":");
        lode__put_json(writer, type_word(lode_table_column_type(table, i)));
        lode__puts(writer, ",\"unit\":");
        lode__put_json(writer, lode_table_column_unit(table, i));
        lode__puts(writer, ",\"doc\":");
        lode__put_json(writer, lode_table_column_doc(table, i));
        lode__puts(writer, "}");
    }
}

static void put_json_row(lode__writer *writer, const lode_table *table, size_t row)
{
    for (size_t i = 0; i < lode_table_n_columns(table); i++) {
        lode__puts(writer, i > 0 ? "," : "{");
        lode__put_json(writer, lode_table_column_name(table, i));
        lode__puts(writer, ":");
        put_json_cell(writer, table, i, row);
    }
    lode__puts(writer, lode_table_n_columns(table) > 0 ? "}" : "{}");
}

/* The name is the library's own and needs no escaping. */
static void put_json_head(lode__writer *writer, const lode_table *table)
{
    lode__puts(writer, "{\"schema\":\"lode.");
    lode__puts(writer, lode_table_name(table));
    lode__puts(writer, "/1\",\"columns\":[");
    put_json_columns(writer, table);
    lode__puts(writer, "],\"rows\":[");
}

lode_status lode_table_write_json(lode_context *context, const lode_table *table,
                                  lode_write_fn write, void *user)
{
    lode__enter(context);
    if (!context || !table || !write)
        return lode__invalid(context, "table and write must be given");
    lode__writer writer;
    lode__writer_init(&writer, write, user);
    put_json_head(&writer, table);
    for (size_t row = 0; row < lode_table_n_rows(table) && !writer.failed; row++) {
        lode__puts(&writer, row > 0 ? ",\n" : "\n");
        put_json_row(&writer, table, row);
    }
    lode__puts(&writer, "]}\n");
    return lode__writer_finish(context, &writer);
}
