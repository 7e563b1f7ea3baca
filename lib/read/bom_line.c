/* Rows of edges that are plain lines do at once what the events of any other row do in
 * the end. Lines that there is no room for, that would bring a message, or that take a
 * part for what it is not are left to those. */
#include "read/bom_block.h"

enum {
    LINE_NEEDS = 1 << LODE__BOM_ID | 1 << LODE__BOM_QUANTITY,
    LINE_MAY_HAVE = LINE_NEEDS | 1 << LODE__BOM_PARENT | 1 << LODE__BOM_NAME |
                    1 << LODE__BOM_UNIT | 1 << LODE__BOM_MASS | 1 << LODE__BOM_MASS_UNIT |
                    LODE__BOM_DETAIL_TEXTS,
};

/* A row of a block. */
typedef struct line {
    const lode__csv_row *row;
    size_t index;
    uint32_t lent;
} line;

/* The text that a cell of the line gives; 0: none. */
static inline uint32_t text_in(const lode__bom_feed *feed, const line *from,
                               lode__bom_field field)
{
    return from->lent >> field & 1 ? from->row->cells[feed->cell_of[field]].id : 0;
}

/* The part of an id, made where there is room for it; NONE: there is not. */
static inline uint32_t find_part(lode__bom_feed *feed, const line *from, uint32_t id)
{
    lode_bom *const bom = feed->bom;
    if (id >= bom->n_last_seen) return LODE__BOM_NONE;
    const uint32_t seen = bom->last_seen[id];
    if (seen != 0 && bom->parts[seen - 1].file == feed->file) return seen - 1;
    const size_t most = feed->reading->limits[LODE_LIMIT_ITEMS];
    if (bom->n_parts >= bom->parts_capacity || bom->n_parts >= most)
        return LODE__BOM_NONE;
    bom->last_seen[id] = (uint32_t)bom->n_parts + 1;
    return lode__bom_put_part(feed, from->row->line, 1, id, LODE__BOM_BY_ID);
}

/* Puts what the line says of a part into it; false: it said something else before. */
static inline bool describe(const lode__bom_block *block, const line *from,
                            lode__bom_part *part)
{
    const size_t row = from->index;
    const uint32_t name = text_in(block->feed, from, LODE__BOM_NAME);
    const bool has_detail = (from->lent & LODE__BOM_DETAIL_TEXTS) != 0;
    const bool has_mass = from->lent >> LODE__BOM_MASS & 1;
    const double mass = block->mass.value[row];
    const uint8_t mass_unit = block->mass.unit[row];
    if (name != 0 && part->name != name) {
        if (part->name != 0) return false;
        part->name = name;
    }
    if (has_mass) {
        if (mass_unit == LODE__BOM_NO_UNIT) return false;
        if (!isnan(part->mass) && (part->mass != mass || part->mass_unit != mass_unit))
            return false;
        part->mass = mass;
        part->mass_unit = mass_unit;
    }
    if (has_detail && (part->detail == 0 || part->detail != block->details[row])) {
        if (part->detail != 0) return false;
        uint32_t detail = block->details[row];
        if (detail == 0) detail = lode__bom_keep_cells(block->feed, row, from->lent);
        if (detail == 0) return false;
        part->detail = detail;
    }
    if (block->unit[row] != LODE__BOM_NO_UNIT) part->unit = block->unit[row];
    return true;
}

/* The part that the line's is used in goes into the feed, as for any other row; false:
 * there is no room for it. */
static inline bool find_user(lode__bom_feed *feed, const line *from, uint32_t id)
{
    if (id == feed->user_id) return true;
    const uint32_t user = find_part(feed, from, id);
    if (user == LODE__BOM_NONE) return false;
    feed->user = user;
    feed->user_id = id;
    return true;
}

/* Takes a row; *to moves behind its usage, if it has one. False: it is no line. */
static inline bool take_line(const lode__bom_block *block, const line *from,
                             lode__line_entry **to)
{
    lode__bom_feed *const feed = block->feed;
    lode__bom_part *const *const parts = &feed->bom->parts;
    const uint8_t unit = block->quantity.unit[from->index];
    const double quantity = block->quantity.value[from->index];
    if ((from->lent & LINE_NEEDS) != LINE_NEEDS ||
        (from->lent & ~(uint32_t)LINE_MAY_HAVE) || !(quantity > 0.0))
        return false;
    const uint32_t user_id = text_in(feed, from, LODE__BOM_PARENT);
    if (user_id != 0 && !find_user(feed, from, user_id)) return false;
    const uint32_t part = find_part(feed, from, text_in(feed, from, LODE__BOM_ID));
    if (part == LODE__BOM_NONE || !describe(block, from, &(*parts)[part])) return false;
    if (user_id == 0) return true;
    *(*to)++ = (lode__line_entry){.at = {0, (uint32_t)from->row->line, 1},
                                  .parent = feed->user,
                                  .item = part,
                                  .unit = unit,
                                  .quantity = quantity};
    lode__bom_join_parts(&(*parts)[feed->user], &(*parts)[part], quantity, unit);
    return true;
}

/* Rows that may still be read before a limit is reached. */
static uint64_t rows_left(const lode__bom_block *block)
{
    const lode_bom *const bom = block->feed->bom;
    const uint64_t *const limits = block->feed->reading->limits;
    const uint64_t n_inputs = bom->usages.n + bom->n_contents;
    const uint64_t n_rows = block->csv->n_rows - 1; /* before the newest */
    if (n_inputs >= limits[LODE_LIMIT_INPUTS]) return 0;
    const uint64_t inputs = limits[LODE_LIMIT_INPUTS] - n_inputs;
    const uint64_t rows = limits[LODE_LIMIT_ELEMENTS] - n_rows;
    return rows < inputs ? rows : inputs;
}

size_t lode__bom_take_lines(lode__bom_block *block)
{
    lode__csv *const csv = block->csv;
    lode__line_entry usages[LODE__CSV_MAX_AHEAD], *behind = usages;
    const size_t first = csv->next_row - 1, n_ahead = csv->n_rows_ahead - first;
    const uint64_t n_left = rows_left(block);
    const size_t end = first + (n_left < n_ahead ? (size_t)n_left : n_ahead);
    size_t row = first;
    for (; row < end && !(block->odd >> row & 1); row++) {
        const line from = {&csv->rows[row], row, block->lent[row]};
        if (!take_line(block, &from, &behind)) break;
    }
    const size_t n = row - first;
    if (n == 0) return 0;
    csv->next_row += n - 1;
    csv->n_rows += n - 1;
    lode_bom *const bom = block->feed->bom;
    (void)lode__bom_kept(
        block->feed, lode__tape_add_all(&bom->usages, usages, (size_t)(behind - usages)));
    return n;
}
