/* CSV as rows of fields: RFC 4180, with a byte order mark, any line end, and limits. */
#ifndef LODE__READ_CSV_H
#define LODE__READ_CSV_H

#include "read/reading.h"

#include "base/text.h"

enum { LODE__CSV_MAX_FIELDS = 256 };

typedef struct lode__csv_field {
    const char *text; /* ends with a NUL; valid until the next row */
    size_t start, len;
    uint64_t line, column; /* of its first character; columns count characters */
} lode__csv_field;

typedef struct lode__csv {
    lode__reading *reading;
    char delimiter;        /* ',' unless it is set before the first row */
    size_t at;             /* in the chunk */
    uint64_t line, column; /* of the next character */
    uint64_t n_rows;
    lode__text text; /* of the fields, each with its NUL */
    size_t n_fields;
    lode__csv_field fields[LODE__CSV_MAX_FIELDS];
} lode__csv;

/* The first chunk of the input has been filled. */
void lode__csv_init(lode__csv *csv, lode__reading *reading);
void lode__csv_free(lode__csv *csv);
/* Reads the next row that is not empty; false at the end and after a fault. */
bool lode__csv_next(lode__csv *csv);

#endif
