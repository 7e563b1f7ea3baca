/* Expected rows, and how they are held against a table of the library. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expected.h"
#include "plain_numbers.h"

void ref_table_start(ref_table *table, const char *const *columns, int n_columns,
                     int n_keys)
{
    memset(table, 0, sizeof *table);
    table->columns = columns;
    table->n_columns = n_columns;
    table->n_keys = n_keys;
}

void ref_table_row(ref_table *table)
{
    const size_t width = (size_t)table->n_columns;
    if (table->n_rows == table->capacity) {
        table->capacity = table->capacity ? 2 * table->capacity : 64;
        ref_cell *cells = realloc(table->cells, table->capacity * width * sizeof *cells);
        if (!cells) abort();
        table->cells = cells;
    }
    memset(&table->cells[table->n_rows * width], 0, width * sizeof *table->cells);
    table->n_rows++;
}

static ref_cell *last_cell(ref_table *table, const char *column)
{
    for (int k = 0; k < table->n_columns; k++) {
        if (strcmp(table->columns[k], column) != 0) continue;
        return &table->cells[(table->n_rows - 1) * (size_t)table->n_columns + (size_t)k];
    }
    abort();
}

void ref_table_text(ref_table *table, const char *column, const char *text)
{
    ref_cell *cell = last_cell(table, column);
    const size_t size = strlen(text) + 1;
    cell->type = REF_CELL_TEXT;
    free(cell->text);
    cell->text = malloc(size);
    if (!cell->text) abort();
    memcpy(cell->text, text, size);
}

void ref_table_real(ref_table *table, const char *column, double real)
{
    ref_cell *cell = last_cell(table, column);
    cell->type = REF_CELL_REAL;
    cell->real = real;
}

void ref_table_scaled(ref_table *table, const char *column, double real, double scale)
{
    ref_table_real(table, column, real);
    last_cell(table, column)->scale = scale;
}

void ref_table_clear(ref_table *table)
{
    const size_t n = table->n_rows * (size_t)table->n_columns;
    for (size_t k = 0; k < n; k++) free(table->cells[k].text);
    free(table->cells);
    memset(table, 0, sizeof *table);
}

/* ---- comparing ---- */

static double real_cell(const lode_table *table, size_t column, size_t row)
{
    if (!lode_table_has(table, column, row)) return (double)NAN;
    switch (lode_table_column_type(table, column)) {
    case LODE_COLUMN_REAL:
        return lode_table_reals(table, column)[row];
    case LODE_COLUMN_INTEGER:
        return (double)lode_table_integers(table, column)[row];
    case LODE_COLUMN_FLAG:
        return (double)lode_table_flags(table, column)[row];
    default:
        return (double)NAN;
    }
}

static bool same_real(double a, double b, double scale, double tolerance)
{
    if (isnan(a) || isnan(b)) return isnan(a) && isnan(b);
    const double most = fmax(fabs(a), fabs(b));
    return fabs(a - b) <= tolerance * fmax(1.0, fmax(scale, most));
}

static bool same_cell(const lode_table *table, size_t column, size_t row,
                      const ref_cell *cell, double tolerance)
{
    if (cell->type == REF_CELL_ANY) return true;
    if (column == SIZE_MAX) return false;
    if (cell->type == REF_CELL_REAL) {
        return same_real(real_cell(table, column, row), cell->real, cell->scale,
                         tolerance);
    }
    const char *text = lode_table_text(table, column, row);
    return text && strcmp(text, cell->text) == 0;
}

typedef struct compare_report {
    char *text;
    size_t capacity, used, n;
} compare_report;

static void say(compare_report *report, const char *line)
{
    if (report->n++ >= 8 || report->used >= report->capacity) return;
    const int n = snprintf(report->text + report->used, report->capacity - report->used,
                           "  %s\n", line);
    report->used += n > 0 ? (size_t)n : 0;
}

static void write_cell(const ref_cell *cell, char *out, size_t capacity)
{
    if (cell->type == REF_CELL_TEXT) {
        snprintf(out, capacity, "%s", cell->text);
    } else {
        plain_print(out, capacity, "%.17g", cell->real);
    }
}

static void write_key(const ref_table *expected, size_t row, char *out, size_t capacity)
{
    size_t used = 0;
    out[0] = '\0';
    for (int k = 0; k < expected->n_keys && used < capacity; k++) {
        char cell[128];
        write_cell(&expected->cells[row * (size_t)expected->n_columns + (size_t)k], cell,
                   sizeof cell);
        const int n = snprintf(out + used, capacity - used, "%s%s", k ? "," : "", cell);
        used += n > 0 ? (size_t)n : 0;
    }
}

static void say_cell(compare_report *report, const lode_table *table, size_t column,
                     size_t row, const ref_table *expected, size_t wanted_row, int k)
{
    char line[1600], key[256], wanted[512], got[512];
    write_key(expected, wanted_row, key, sizeof key);
    write_cell(&expected->cells[wanted_row * (size_t)expected->n_columns + (size_t)k],
               wanted, sizeof wanted);
    const char *text = column == SIZE_MAX ? NULL : lode_table_text(table, column, row);
    if (column == SIZE_MAX) {
        snprintf(got, sizeof got, "(no such column)");
    } else if (text) {
        snprintf(got, sizeof got, "%s", text);
    } else {
        plain_print(got, sizeof got, "%.17g", real_cell(table, column, row));
    }
    snprintf(line, sizeof line, "[%s] %s: table %s, expected %s", key,
             expected->columns[k], got, wanted);
    say(report, line);
}

static bool same_key(const lode_table *table, const size_t *columns, size_t row,
                     const ref_table *expected, size_t wanted)
{
    const ref_cell *cells = &expected->cells[wanted * (size_t)expected->n_columns];
    for (int k = 0; k < expected->n_keys; k++) {
        if (!same_cell(table, columns[k], row, &cells[k], 0.0)) return false;
    }
    return true;
}

static void compare_row(compare_report *report, const lode_table *table,
                        const size_t *columns, size_t row, const ref_table *expected,
                        size_t wanted, double tolerance, uint64_t *compared)
{
    for (int k = expected->n_keys; k < expected->n_columns; k++) {
        const ref_cell *cell =
            &expected->cells[wanted * (size_t)expected->n_columns + (size_t)k];
        if (cell->type == REF_CELL_ANY) continue;
        (*compared)++;
        if (same_cell(table, columns[k], row, cell, tolerance)) continue;
        say_cell(report, table, columns[k], row, expected, wanted, k);
    }
}

size_t ref_compare(const lode_table *table, const ref_table *expected, double tolerance,
                   char *text, size_t capacity, uint64_t *compared)
{
    compare_report report = {text, capacity, 0, 0};
    size_t columns[REF_COLUMNS];
    char line[400], key[256];
    text[0] = '\0';
    for (int k = 0; k < expected->n_columns; k++) {
        columns[k] = lode_table_find_column(table, expected->columns[k]);
    }
    const size_t n = lode_table_n_rows(table);
    if (n != expected->n_rows) {
        snprintf(line, sizeof line, "rows: table %zu, expected %zu", n, expected->n_rows);
        say(&report, line);
    }
    for (size_t wanted = 0, next = 0; wanted < expected->n_rows; wanted++) {
        size_t row = next;
        while (row < n && !same_key(table, columns, row, expected, wanted)) row++;
        if (row == n) {
            write_key(expected, wanted, key, sizeof key);
            snprintf(line, sizeof line, "[%s] has no row, or not in this order", key);
            say(&report, line);
            continue;
        }
        compare_row(&report, table, columns, row, expected, wanted, tolerance, compared);
        next = row + 1;
    }
    return report.n;
}
