/* How results are made: declare the columns, then put cells row by row. */
#ifndef LODE__TABLE_BUILD_H
#define LODE__TABLE_BUILD_H

#include "base/context.h"
#include "base/intern.h"
#include "lode/table.h"

#include <assert.h>

/* Ends a list of columns. */
#define LODE__NO_COLUMN {NULL, 0, NULL, NULL}

/* A list of texts that somebody else keeps: codes index it. `keep` is held as long as the table
 * lives and dropped with `release`; both may be NULL for static text. */
typedef struct lode__dictionary {
    const char *(*text)(const void *keep, uint32_t code);
    size_t size;
    void *keep;
    void (*release)(void *keep);
} lode__dictionary;

/* A column of cells. */
typedef struct lode__cells {
    union {
        double *reals;
        int64_t *integers;
        uint32_t *codes;
        uint8_t *flags;
    } as; /* [capacity] of what the type says */
    size_t capacity;
    lode__intern texts; /* of a text column without a dictionary of its own */
    bool borrows;       /* dictionary is in use */
    lode__dictionary dictionary;
} lode__cells;

/* Of table.c, but for the functions below, which are called for every cell. */
struct lode_table {
    lode__refs refs;
    lode_allocator allocator; /* a copy: the table outlives the context */
    const char *name;
    const lode_column *specs;
    lode__cells *columns; /* [n_columns] */
    size_t n_columns;
    size_t n_rows;
    size_t row_capacity; /* the smallest of all columns */
    void *owned;         /* freed with the table */
    lode_table *whole;   /* whose cells these are; NULL: its own */
};

/* A table with these columns and no rows. `specs` must outlive the table. */
LODE_NODISCARD lode_status lode__table_new(lode_context *context, const char *name,
                                           const lode_column *specs, size_t n_columns,
                                           lode_table **out);
/* Memory of the context's allocator, such as the specs, that is freed with the table. */
void lode__table_own(lode_table *table, void *memory);
/* One more holder; lode_table_free() gives up one, and frees with the last. */
lode_table *lode__table_ref(lode_table *table);
/* What the table was made with. */
const lode_allocator *lode__table_allocator(const lode_table *table);
/* Gives a text column a dictionary of its own; without one, texts are interned as they come.
 * Takes over `keep` also on failure. To be called before the first row. */
void lode__table_dictionary(lode_table *table, size_t column, lode__dictionary dictionary);

/* Makes room for that many more rows: worth it where many come and their number is known. */
LODE_NODISCARD lode_status lode__table_reserve(lode_context *context, lode_table *table,
                                               size_t extra);
/* After the last row: gives back what finds texts that are there already. */
void lode__table_close(lode_table *table);
/* Starts a row: every cell missing (real NaN, integer INT64_MIN, text "", flag 0). In a column
 * with a dictionary given by lode__table_dictionary() code 0 until set. */
LODE_NODISCARD static inline lode_status lode__table_row(lode_context *context, lode_table *table)
{
    if (table->n_rows == table->row_capacity) LODE__TRY(lode__table_reserve(context, table, 1));
    table->n_rows++;
    return LODE_OK;
}

static inline lode__cells *lode__cell_column(lode_table *table, size_t column, lode_column_type type)
{
    assert(column < table->n_columns && table->specs[column].type == type);
    assert(table->n_rows > 0);
    (void)type;
    return &table->columns[column];
}
/* Cells of the newest row. */
static inline void lode__put_cell_real(lode_table *table, size_t column, double value)
{
    lode__cell_column(table, column, LODE_COLUMN_REAL)->as.reals[table->n_rows - 1] = value;
}
static inline void lode__put_cell_integer(lode_table *table, size_t column, int64_t value)
{
    lode__cell_column(table, column, LODE_COLUMN_INTEGER)->as.integers[table->n_rows - 1] = value;
}
static inline void lode__put_cell_flag(lode_table *table, size_t column, bool value)
{
    lode__cell_column(table, column, LODE_COLUMN_FLAG)->as.flags[table->n_rows - 1] = value;
}
static inline void lode__put_cell_code(lode_table *table, size_t column, uint32_t code)
{
    assert(code < lode_table_dictionary_size(table, column));
    lode__cell_column(table, column, LODE_COLUMN_TEXT)->as.codes[table->n_rows - 1] = code;
}
LODE_NODISCARD lode_status lode__put_cell_text(lode_context *context, lode_table *table,
                                               size_t column, const char *text, size_t len);

#endif
