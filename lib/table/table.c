/* Columns of growing arrays. */
#include "table/build.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static void drop_dictionary(lode__cells *of)
{
    if (of->borrows && of->dictionary.release)
        of->dictionary.release(of->dictionary.keep);
    of->borrows = false;
}

lode_status lode__table_new(lode_context *context, const char *name,
                            const lode_column *specs, size_t n_columns,
                            lode_table **out)
{
    const lode_allocator *const allocator = &context->allocator;
    *out = NULL;
    lode_table *const table = lode__alloc_zero(allocator, 1, sizeof(*table));
    lode__cells *const columns = lode__alloc_zero(allocator, n_columns, sizeof(*columns));
    if (!table || !columns) {
        lode__free(allocator, columns);
        lode__free(allocator, table);
        return lode__nomem(context);
    }
    lode__refs_init(&table->refs);
    table->allocator = *allocator;
    table->name = name;
    table->specs = specs;
    table->columns = columns;
    table->n_columns = n_columns;
    for (size_t i = 0; i < n_columns; i++)
        lode__intern_init(&columns[i].texts, &table->allocator);
    *out = table;
    return LODE_OK;
}

static void free_data(lode_table *table, size_t index)
{
    lode__cells *const to = &table->columns[index];
    switch (table->specs[index].type) {
    case LODE_COLUMN_REAL:
        lode__free(&table->allocator, to->as.reals);
        break;
    case LODE_COLUMN_INTEGER:
        lode__free(&table->allocator, to->as.integers);
        break;
    case LODE_COLUMN_TEXT:
        lode__free(&table->allocator, to->as.codes);
        break;
    default:
        lode__free(&table->allocator, to->as.flags);
        break;
    }
}

lode_table *lode__table_ref(lode_table *table)
{
    lode__refs_take(&table->refs);
    return table;
}

const lode_allocator *lode__table_allocator(const lode_table *table)
{
    return &table->allocator;
}

/* Gives back a table that nobody holds; the table its columns are of, or NULL. */
static lode_table *give_back(lode_table *table)
{
    lode_table *const whole = table->whole;
    const lode_allocator allocator = table->allocator;
    for (size_t i = 0; i < table->n_columns && !whole; i++) {
        free_data(table, i);
        drop_dictionary(&table->columns[i]);
        lode__intern_free(&table->columns[i].texts);
    }
    lode__free(&allocator, table->owned);
    lode__free(&allocator, table->columns);
    lode__free(&allocator, table);
    return whole;
}

void lode_table_free(lode_table *table)
{
    while (table && lode__refs_drop(&table->refs)) table = give_back(table);
}

void lode__table_own(lode_table *table, void *memory)
{
    table->owned = memory;
}

void lode__table_dictionary(lode_table *table, size_t column, lode__dictionary dictionary)
{
    assert(column < table->n_columns && table->n_rows == 0);
    assert(table->specs[column].type == LODE_COLUMN_TEXT);
    drop_dictionary(&table->columns[column]);
    table->columns[column].dictionary = dictionary;
    table->columns[column].borrows = true;
}

static lode_status reserve_cells(lode_table *table, size_t index, size_t extra)
{
    const lode_allocator *const allocator = &table->allocator;
    lode__cells *const to = &table->columns[index];
    const size_t n = table->n_rows;
    switch (table->specs[index].type) {
    case LODE_COLUMN_REAL:
        return lode__reserve(allocator, &to->as.reals, &to->capacity, n, extra,
                             sizeof(*to->as.reals));
    case LODE_COLUMN_INTEGER:
        return lode__reserve(allocator, &to->as.integers, &to->capacity, n, extra,
                             sizeof(*to->as.integers));
    case LODE_COLUMN_TEXT:
        return lode__reserve(allocator, &to->as.codes, &to->capacity, n, extra,
                             sizeof(*to->as.codes));
    default:
        return lode__reserve(allocator, &to->as.flags, &to->capacity, n, extra,
                             sizeof(*to->as.flags));
    }
}

/* Every cell of rows that are still to come is missing. */
static void clear_cells(lode_table *table, size_t index, size_t from, size_t to)
{
    const lode__cells *const column = &table->columns[index];
    switch (table->specs[index].type) {
    case LODE_COLUMN_REAL:
        for (size_t row = from; row < to; row++) column->as.reals[row] = NAN;
        break;
    case LODE_COLUMN_INTEGER:
        for (size_t row = from; row < to; row++) column->as.integers[row] = INT64_MIN;
        break;
    case LODE_COLUMN_TEXT:
        memset(column->as.codes + from, 0, (to - from) * sizeof(*column->as.codes));
        break;
    default:
        memset(column->as.flags + from, 0, (to - from) * sizeof(*column->as.flags));
        break;
    }
}

/* Interned text columns get "" as code 0 with their first. */
static lode_status grow(lode_table *table, size_t extra)
{
    size_t row_capacity = SIZE_MAX;
    for (size_t i = 0; i < table->n_columns; i++) {
        lode__cells *const to = &table->columns[i];
        LODE__TRY(reserve_cells(table, i, extra));
        if (table->specs[i].type == LODE_COLUMN_TEXT && !to->borrows) {
            uint32_t empty = 0;
            LODE__TRY(lode__intern_add(&to->texts, "", 0, &empty));
        }
        if (to->capacity < row_capacity) row_capacity = to->capacity;
    }
    for (size_t i = 0; i < table->n_columns; i++)
        clear_cells(table, i, table->n_rows, row_capacity);
    table->row_capacity = row_capacity;
    return LODE_OK;
}

lode_status lode__table_reserve(lode_context *context, lode_table *table, size_t extra)
{
    return grow(table, extra) < 0 ? lode__nomem(context) : LODE_OK;
}

void lode__table_close(lode_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        lode__intern_close(&table->columns[i].texts);
}

lode_status lode__put_cell_text(lode_context *context, lode_table *table, size_t column,
                                const char *text, size_t len)
{
    lode__cells *const to = lode__cell_column(table, column, LODE_COLUMN_TEXT);
    assert(!to->borrows);
    uint32_t code = 0;
    to->texts.most_bytes = (size_t)lode__limit(context, LODE_LIMIT_TEXT_BYTES);
    const lode_status status = lode__intern_add(&to->texts, text, len, &code);
    if (status == LODE_E_NOMEM) return lode__nomem(context);
    if (status < 0)
        return lode__over_limit(context, LODE_LIMIT_TEXT_BYTES, to->texts.most_bytes,
                                NULL, table->specs[column].name);
    to->as.codes[table->n_rows - 1] = code;
    return LODE_OK;
}

const char *lode_table_name(const lode_table *table)
{
    return table ? table->name : NULL;
}

size_t lode_table_n_rows(const lode_table *table)
{
    return table ? table->n_rows : 0;
}

size_t lode_table_n_columns(const lode_table *table)
{
    return table ? table->n_columns : 0;
}

size_t lode_table_find_column(const lode_table *table, const char *name)
{
    for (size_t i = 0; name && i < lode_table_n_columns(table); i++) {
        if (strcmp(table->specs[i].name, name) == 0) return i;
    }
    return SIZE_MAX;
}

static const lode_column *spec_of(const lode_table *table, size_t column)
{
    return table && column < table->n_columns ? &table->specs[column] : NULL;
}

const char *lode_table_column_name(const lode_table *table, size_t column)
{
    const lode_column *const spec = spec_of(table, column);
    return spec ? spec->name : NULL;
}

lode_column_type lode_table_column_type(const lode_table *table, size_t column)
{
    const lode_column *const spec = spec_of(table, column);
    return spec ? spec->type : 0;
}

const char *lode_table_column_unit(const lode_table *table, size_t column)
{
    const lode_column *const spec = spec_of(table, column);
    return spec ? spec->unit : NULL;
}

const char *lode_table_column_doc(const lode_table *table, size_t column)
{
    const lode_column *const spec = spec_of(table, column);
    return spec ? spec->doc : NULL;
}

/* The column where it has this type, NULL otherwise. */
static const lode__cells *typed(const lode_table *table, size_t index, lode_column_type type)
{
    const lode_column *const spec = spec_of(table, index);
    return spec && spec->type == type ? &table->columns[index] : NULL;
}

const double *lode_table_reals(const lode_table *table, size_t column)
{
    const lode__cells *const from = typed(table, column, LODE_COLUMN_REAL);
    return from && table->n_rows > 0 ? from->as.reals : NULL;
}

const int64_t *lode_table_integers(const lode_table *table, size_t column)
{
    const lode__cells *const from = typed(table, column, LODE_COLUMN_INTEGER);
    return from && table->n_rows > 0 ? from->as.integers : NULL;
}

const uint32_t *lode_table_codes(const lode_table *table, size_t column)
{
    const lode__cells *const from = typed(table, column, LODE_COLUMN_TEXT);
    return from && table->n_rows > 0 ? from->as.codes : NULL;
}

const uint8_t *lode_table_flags(const lode_table *table, size_t column)
{
    const lode__cells *const from = typed(table, column, LODE_COLUMN_FLAG);
    return from && table->n_rows > 0 ? from->as.flags : NULL;
}

size_t lode_table_dictionary_size(const lode_table *table, size_t column)
{
    const lode__cells *const from = typed(table, column, LODE_COLUMN_TEXT);
    if (!from)
        return 0;
    return from->borrows ? from->dictionary.size : from->texts.n;
}

const char *lode_table_dictionary_text(const lode_table *table, size_t column,
                                       uint32_t code)
{
    if (code >= lode_table_dictionary_size(table, column))
        return NULL;
    const lode__cells *const from = &table->columns[column];
    return from->borrows ? from->dictionary.text(from->dictionary.keep, code)
                         : lode__intern_text(&from->texts, code);
}

const char *lode_table_text(const lode_table *table, size_t column, size_t row)
{
    const uint32_t *const codes = lode_table_codes(table, column);
    if (!codes || row >= table->n_rows) return NULL;
    return lode_table_dictionary_text(table, column, codes[row]);
}

bool lode_table_has(const lode_table *table, size_t column, size_t row)
{
    const lode_column *const spec = spec_of(table, column);
    if (!spec || row >= table->n_rows) return false;
    if (spec->type == LODE_COLUMN_REAL)
        return !isnan(table->columns[column].as.reals[row]);
    if (spec->type == LODE_COLUMN_INTEGER)
        return table->columns[column].as.integers[row] != INT64_MIN;
    return true;
}
