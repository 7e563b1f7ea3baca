/**
 * @file lode/table.h
 * @brief The one result type: rows and named, typed columns that say their unit and meaning.
 *
 * A table never changes once it is returned; any number of threads may read it. What the
 * accessors return belongs to the table and lives until lode_table_free().
 */
#ifndef LODE_TABLE_H
#define LODE_TABLE_H

#include "base.h"

LODE_BEGIN_DECLS

/** Type of a column. */
typedef int32_t lode_column_type;
enum lode_column_type_code {
    LODE_COLUMN_REAL = 1,    /**< double; NaN where there is no figure */
    LODE_COLUMN_INTEGER = 2, /**< int64_t; INT64_MIN where there is no figure */
    LODE_COLUMN_TEXT = 3,    /**< uint32_t code into the column's dictionary of UTF-8 strings */
    LODE_COLUMN_FLAG = 4     /**< uint8_t 0 or 1, written `no` and `yes` */
};

/** What a column is. */
typedef struct lode_column {
    const char *name;
    lode_column_type type;
    const char *unit; /**< as lode_table_column_unit() */
    const char *doc;  /**< one line */
} lode_column;

/** Rows and columns of one result. */
typedef struct lode_table lode_table;

/** Frees a table; NULL does nothing. What is exported from it (lode/arrow.h) lives on.
 *  @since 0.1 */
LODE_API void lode_table_free(lode_table *table);

/** Name of the result such as `"exposure"`. @since 0.1 */
LODE_API const char *lode_table_name(const lode_table *table);
LODE_API size_t lode_table_n_rows(const lode_table *table);
LODE_API size_t lode_table_n_columns(const lode_table *table);

/** Index of the column called `name`, or SIZE_MAX. O(columns). @since 0.1 */
LODE_API size_t lode_table_find_column(const lode_table *table, const char *name);
/** Name, type, unit and one-line meaning of a column. The unit is `"frac"` for a fraction of one,
 *  empty for none or one that another column says; any other ends the name, as `"kg"` that of
 *  `mass_kg`. NULL (type: 0) past the last column. @since 0.1 */
LODE_API const char *lode_table_column_name(const lode_table *table, size_t column);
LODE_API lode_column_type lode_table_column_type(const lode_table *table, size_t column);
LODE_API const char *lode_table_column_unit(const lode_table *table, size_t column);
LODE_API const char *lode_table_column_doc(const lode_table *table, size_t column);

/** A column's values as a plain array of [lode_table_n_rows()], without a copy; NULL where the
 *  column is of another type, does not exist, or the table has no rows. @since 0.1 */
LODE_API const double *lode_table_reals(const lode_table *table, size_t column);
LODE_API const int64_t *lode_table_integers(const lode_table *table, size_t column);
LODE_API const uint32_t *lode_table_codes(const lode_table *table, size_t column);
LODE_API const uint8_t *lode_table_flags(const lode_table *table, size_t column);

/** Entries in a text column's dictionary; codes are below it. 0 for other columns. @since 0.1 */
LODE_API size_t lode_table_dictionary_size(const lode_table *table, size_t column);
/** Entry `code` of a text column's dictionary, or NULL. @since 0.1 */
LODE_API const char *lode_table_dictionary_text(const lode_table *table, size_t column,
                                                uint32_t code);
/** Text in one cell, or NULL where the column holds no text or the cell does not exist. @since 0.1 */
LODE_API const char *lode_table_text(const lode_table *table, size_t column, size_t row);
/** True where the cell holds a figure: not NaN, not INT64_MIN. Text and flags always do. @since 0.1 */
LODE_API bool lode_table_has(const lode_table *table, size_t column, size_t row);

/** Some columns of a table as a table of their own, in the order of `names` [n_names >= 1], with the
 *  same rows. Cells are shared, not copied, and live on when `table` is freed first.
 *  @param out to be freed with lode_table_free(); NULL on failure
 *  @retval LODE_E_INVALID an argument or a name is NULL, or `n_names` is 0
 *  @retval LODE_E_UNKNOWN a name is that of no column
 *  @retval LODE_E_CONFLICT a column is named twice
 *  @retval LODE_E_NOMEM
 *  O(n_names x columns), whatever the rows. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_table_select(lode_context *context, lode_table *table,
                                                      const char *const *names, size_t n_names,
                                                      lode_table **out);

/** Writes the table as CSV (RFC 4180, `\n` line ends, a header row). Numbers are written so that
 *  reading gives the same bits back; missing figures are empty.
 *  @retval LODE_E_INVALID an argument is NULL
 *  @retval LODE_E_IO `write` failed
 *  @retval LODE_E_NOMEM
 *  O(cells). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_table_write_csv(lode_context *context,
                                                         const lode_table *table,
                                                         lode_write_fn write, void *user);
/** Writes the table as one JSON document: `{"schema":"lode.<name>/1","columns":[...],"rows":[...]}`,
 *  a column as `{"name","type","unit","doc"}`, a row as an object in the order of the columns,
 *  missing figures as null. Statuses and cost as lode_table_write_csv(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_table_write_json(lode_context *context,
                                                          const lode_table *table,
                                                          lode_write_fn write, void *user);

/** Writes a number as the shortest decimal text that reads back to the same bits, with a point
 *  whatever the locale, and a NUL. NaN and infinities give `nan`, `inf`, `-inf`.
 *  @param text room for at least 32 bytes
 *  @return bytes written without the NUL. Any thread. @since 0.1 */
LODE_API size_t lode_format_real(double value, char text[32]);

LODE_END_DECLS

#endif
