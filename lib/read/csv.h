/* CSV as rows of fields: RFC 4180, with a byte order mark, any line end, and limits. */
#ifndef LODE__READ_CSV_H
#define LODE__READ_CSV_H

#include "read/reading.h"

#include "base/text.h"

enum {
    LODE__CSV_MAX_FIELDS = 4096, /* LODE_LIMIT_COLUMNS at its most */
    LODE__CSV_MAX_AHEAD = 32,    /* rows */
    LODE__CSV_POOL = LODE__CSV_MAX_FIELDS + 1024,
};

typedef struct lode__csv_field {
    char *text; /* ends with a NUL; valid until the next row */
    size_t start, len;
    uint64_t line, column; /* of its first character; columns count characters */
    uint64_t hash;         /* for whoever looks the text up */
} lode__csv_field;

typedef struct lode__csv_row {
    uint32_t first, n; /* fields, in the pool */
} lode__csv_row;

typedef struct lode__csv {
    lode__reading *reading;
    char delimiter;        /* ',' unless it is set before the first row */
    size_t at;             /* in the chunk */
    uint64_t line, column; /* of the character there */
    uint64_t n_rows;
    uint64_t next_line; /* behind the row */
    lode__text text; /* of a row that was read alone: of its fields, each with its NUL */
    lode__csv_field *fields; /* of the row */
    size_t n_fields, max_fields;
    size_t next_row, n_rows_ahead; /* rows found at once, and the next one to give */
    /* Where in a block of the chunk a byte stands that may end a field; those before are
     * taken out. Whether a byte of the row, or one near it, is not ASCII. */
    size_t block;
    uint64_t marks;
    bool is_high, is_block_high;
    lode__csv_row rows[LODE__CSV_MAX_AHEAD];
    lode__csv_field pool[LODE__CSV_POOL];
} lode__csv;

/* The first chunk of the input has been filled. */
void lode__csv_init(lode__csv *csv, lode__reading *reading);
void lode__csv_free(lode__csv *csv);
/* Reads the next row that is not empty; false at the end and after a fault. */
bool lode__csv_next(lode__csv *csv);
/* True where the row is the first of those found at once, rows[n_rows_ahead] in the pool:
 * before it is used, something may be done with all of them. */
static inline bool lode__csv_is_first(const lode__csv *csv)
{
    return csv->next_row == 1;
}

#endif
