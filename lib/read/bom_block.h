/* Rows of a list as they were found at once, column by column: the cells they lend, the
 * ids of their texts, and the figures of those that are plain lines. */
#ifndef LODE__READ_BOM_BLOCK_H
#define LODE__READ_BOM_BLOCK_H

#include "read/bom_frame.h"
#include "read/bom_header.h"

/* A column that lends its cells. */
typedef struct lode__bom_lender {
    uint32_t index; /* of the column */
    uint32_t bit;   /* of its field */
    lode__bom_field field;
    uint64_t most_bytes; /* of a cell of a line */
    uint8_t unit;        /* the newest one that a cell gave, */
    size_t unit_len;     /* in so many bytes, at most eight; 0: none yet, or more */
    uint64_t unit_bytes, unit_mask; /* and these, of eight */
} lode__bom_lender;

typedef struct lode__bom_figures {
    double value[LODE__CSV_MAX_AHEAD];
    uint8_t unit[LODE__CSV_MAX_AHEAD]; /* that stands behind it, or that its row gives */
} lode__bom_figures;

typedef struct lode__bom_block {
    lode__csv *csv;
    lode__bom_feed *feed;
    uint64_t header_line;
    size_t n_columns; /* a row has no more */
    bool has_lines;   /* rows may be plain lines */
    bool has_other;   /* some columns lend nothing */
    bool has_details; /* some have texts of details */
    uint8_t heading_unit, heading_mass_unit;
    lode__bom_lender lenders[LODE__N_BOM_FIELDS];
    size_t n_kept, n_lenders; /* those first whose texts may be kept */
    /* Of the rows that were found last; bit i: row i. */
    uint64_t n_finds;
    size_t n_before;                    /* those up to the headings */
    uint32_t other;                     /* more is said than what is lent */
    uint32_t odd;                       /* no plain line */
    uint32_t lent[LODE__CSV_MAX_AHEAD]; /* bit i: field i */
    lode__bom_figures quantity, mass;
    uint8_t unit[LODE__CSV_MAX_AHEAD], mass_unit[LODE__CSV_MAX_AHEAD];
    uint32_t details[LODE__CSV_MAX_AHEAD];     /* that are there already: index + 1 */
    lode__intern_entry *texts[LODE__CSV_POOL]; /* to be kept */
} lode__bom_block;

/* Rows of a kind, of columns as the headings say: which of these are of use. The first
 * one of a field lends its cells where rows do not stand in one another. */
void lode__bom_plan_block(lode__bom_block *block, const lode__bom_header *header,
                          lode__bom_kind kind, bool is_nested);
/* Looks at the rows that were found ahead. False after a fault. */
bool lode__bom_read_block(lode__bom_block *block);
/* Takes the rows that are plain lines from the newest one on that the list gave, which
 * gives the row behind them next: how many they are. Lines say nothing but ids, texts, a
 * quantity and a mass, in numbers and units that are known. */
size_t lode__bom_take_lines(lode__bom_block *block);

#endif
