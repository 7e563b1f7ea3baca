/* The header of a CSV bill of materials: where it stands, how it is separated, and what
 * its columns hold. */
#ifndef LODE__READ_BOM_HEADER_H
#define LODE__READ_BOM_HEADER_H

#include "read/bom.h"
#include "read/csv.h"

typedef struct lode__bom_column {
    lode__bom_field field; /* LODE__N_BOM_FIELDS: of no use */
    char unit[16];         /* that the heading gives, or "" */
    bool is_negated;       /* what the heading says is that it is not fitted */
} lode__bom_column;

typedef struct lode__bom_header {
    uint64_t line;
    char delimiter;
    bool is_outline; /* levels are numbers such as 1.2.3 */
    size_t n_columns;
    lode__bom_column columns[LODE__CSV_MAX_FIELDS];
    size_t column_of[LODE__N_BOM_FIELDS]; /* SIZE_MAX: none */
} lode__bom_header;

/* The unit that the heading of a field gives, or "". */
static inline const char *lode__bom_heading_unit(const lode__bom_header *header,
                                                 lode__bom_field field)
{
    const size_t column = header->column_of[field];
    return column != SIZE_MAX ? header->columns[column].unit : "";
}

/* Looks for the row with most headings that are known, in the first chunk of the input.
 * False after a fault. */
bool lode__find_bom_header(lode__bom_feed *feed, lode__bom_header *header);

/* Bytes of a cell in a row in memory, without its quotes; moves *at behind what separates
 * it. False where the row ends with it. */
bool lode__next_cell(const char *end, char delimiter, const char **at,
                     const char **out_cell, size_t *out_len);

#endif
