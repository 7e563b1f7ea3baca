/* CSV as rows of fields: RFC 4180, with a byte order mark, any line end, and limits. */
#ifndef LODE__READ_CSV_H
#define LODE__READ_CSV_H

#include "read/reading.h"

#include "base/intern.h"
#include "base/text.h"

enum {
    LODE__CSV_MAX_FIELDS = 4096, /* LODE_LIMIT_COLUMNS at its most */
    LODE__CSV_MAX_AHEAD = 32,    /* rows */
    LODE__CSV_POOL = LODE__CSV_MAX_FIELDS + 1024,
};

/* Valid until the next row; lode__csv_place() says where it stands. */
typedef lode__intern_entry lode__csv_field;

typedef struct lode__csv_row {
    const char *start; /* in the chunk; NULL: the row was read byte by byte */
    uint64_t line;
    struct lode__intern_entry *cells; /* in the pool */
    uint32_t n;
    bool is_high; /* a byte of it, or one near it, is not ASCII */
} lode__csv_row;

/* A field of a row that is read byte by byte. */
typedef struct lode__csv_spot {
    size_t start;          /* in the text of the row */
    uint64_t line, column; /* of its first character */
} lode__csv_spot;

typedef struct lode__csv {
    lode__reading *reading;
    char delimiter;        /* ',' unless it is set before the first row */
    size_t at;             /* in the chunk */
    uint64_t line, column; /* of the character there */
    uint64_t n_rows;
    lode__text text; /* of a row that was read alone: of its fields, each with its NUL */
    lode__csv_field *fields; /* of the row */
    size_t n_fields, max_fields;
    size_t next_row, n_rows_ahead; /* rows found at once, and the next one to give */
    uint64_t n_finds; /* times that was; something may be done with all of them then */
    lode__csv_row rows[LODE__CSV_MAX_AHEAD];
    lode__csv_field pool[LODE__CSV_POOL];
    lode__csv_spot spots[LODE__CSV_MAX_FIELDS]; /* of a row that is read byte by byte */
} lode__csv;

/* The first chunk of the input has been filled. */
void lode__csv_init(lode__csv *csv, lode__reading *reading);
void lode__csv_free(lode__csv *csv);
/* Finds the next rows, where those found before were all given; false at the end and
 * after a fault. */
bool lode__csv_find(lode__csv *csv);
/* There are more rows than there may be: ends the reading. */
bool lode__csv_too_many(lode__csv *csv);
/* Reads the next row that is not empty; false at the end and after a fault. */
static inline bool lode__csv_next(lode__csv *csv)
{
    const lode__reading *reading = csv->reading;
    while (!reading->over && (csv->next_row < csv->n_rows_ahead || lode__csv_find(csv))) {
        const lode__csv_row *row = &csv->rows[csv->next_row++];
        csv->fields = row->cells;
        csv->n_fields = row->n;
        if (row->n == 1 && csv->fields[0].len == 0) continue;
        return csv->n_rows++ < reading->limits[LODE_LIMIT_ELEMENTS] ||
               lode__csv_too_many(csv);
    }
    return false;
}
static inline const lode__csv_row *lode__csv_row_of(const lode__csv *csv)
{
    return &csv->rows[csv->next_row - 1];
}
/* The same where some characters of the row may be longer than a byte, or the row was
 * read byte by byte. */
lode_place lode__csv_count_place(const lode__csv *csv, const lode__csv_field *field);
/* Where a field of the row stands, with its quotes; columns count characters. */
static inline lode_place lode__csv_place(const lode__csv *csv,
                                         const lode__csv_field *field)
{
    const lode__csv_row *row = lode__csv_row_of(csv);
    if (!row->start || row->is_high) return lode__csv_count_place(csv, field);
    const size_t before = (size_t)(field->text - row->start);
    const bool is_quoted = before > 0 && field->text[-1] == '"';
    return (lode_place){csv->reading->input.source, row->line, 1 + before - is_quoted};
}
/* Puts a NUL behind the text of each field. */
void lode__csv_end_texts(lode__csv *csv);

#endif
