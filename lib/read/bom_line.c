/* Rows of edges that are plain lines do at once what the events of any other row do in
 * the end. A line that there is no room for, or that says something else of a part than
 * was said before, is left to those: here is nothing to be said to anybody. */
#include "read/bom_block.h"

enum {
    LINE_NEEDS = 1 << LODE__BOM_ID | 1 << LODE__BOM_QUANTITY,
    LINE_MAY_HAVE = LINE_NEEDS | 1 << LODE__BOM_PARENT | 1 << LODE__BOM_NAME |
                    1 << LODE__BOM_UNIT | 1 << LODE__BOM_MASS | 1 << LODE__BOM_MASS_UNIT |
                    LODE__BOM_DETAIL_TEXTS,
};

/* A row of a block. */
typedef struct line {
    lode__bom_feed *feed;
    lode_bom *bom;
    const lode__csv_field *cells;
    size_t row;
    uint32_t lent, number;
} line;

/* The text that a cell of the line gives; 0: none. */
static inline uint32_t text_in(const line *from, lode__bom_field field)
{
    return from->lent >> field & 1 ? from->cells[from->feed->cell_of[field]].id : 0;
}

/* The part of an id, made where there is room for it; NONE: there is not. */
static inline uint32_t find_part(const line *from, uint32_t id)
{
    lode__bom_feed *const feed = from->feed;
    lode_bom *const bom = from->bom;
    const uint32_t known = lode__bom_find_part(feed, id);
    if (known != LODE__BOM_NONE) return known;
    if (id >= bom->n_last_seen || bom->n_parts >= bom->parts_capacity ||
        bom->n_parts >= feed->reading->limits[LODE_LIMIT_ITEMS])
        return LODE__BOM_NONE;
    bom->last_seen[id] = (uint32_t)bom->n_parts + 1;
    return lode__bom_put_part(feed, from->number, id, LODE__BOM_BY_ID);
}

/* The part that the line's is used in goes into the feed, as for any other row; false:
 * there is no room for it. */
static inline bool find_user(const line *from, uint32_t id)
{
    lode__bom_feed *const feed = from->feed;
    if (id == feed->user_id) return true;
    const uint32_t user = find_part(from, id);
    if (user == LODE__BOM_NONE) return false;
    feed->user = user;
    feed->user_id = id;
    return true;
}

static bool name_part(const line *from, const lode__bom_part *part, uint32_t name)
{
    const size_t index = (size_t)(part - from->bom->parts);
    lode__bom_label *const label = lode__bom_own_label(from->feed, index);
    if (!label || (label->name != 0 && label->name != name)) return false;
    label->name = name;
    return true;
}

/* Puts what the line says of a part into it; false: it said something else before. */
static inline bool describe(const lode__bom_block *block, const line *from,
                            lode__bom_part *part)
{
    const uint32_t name = text_in(from, LODE__BOM_NAME);
    const uint8_t unit = block->unit[from->row];
    if (name != 0 && !name_part(from, part, name)) return false;
    if (from->lent & LODE__BOM_DETAIL_TEXTS) {
        uint32_t detail = block->details[from->row];
        if (part->detail != 0 && part->detail != detail) return false;
        if (detail == 0) detail = lode__bom_keep_cells(from->feed, from->row, from->lent);
        if (detail == 0) return false;
        part->detail = detail;
    }
    if (from->lent >> LODE__BOM_MASS & 1) {
        const double mass = block->mass.value[from->row];
        const uint8_t mass_unit = block->mass.unit[from->row];
        const bool is_same = part->mass == mass && part->mass_unit == mass_unit;
        if (mass_unit == LODE__BOM_NO_UNIT || !(is_same || isnan(part->mass)))
            return false;
        part->mass = mass;
        part->mass_unit = mass_unit;
    }
    if (unit != LODE__BOM_NO_UNIT) part->unit = unit;
    return true;
}

/* Takes a row; *to moves behind its usage, if it has one. False: it is no line. */
static inline bool take_line(const lode__bom_block *block, const line *from,
                             lode__line_entry **to)
{
    const uint8_t unit = block->quantity.unit[from->row];
    const double quantity = block->quantity.value[from->row];
    if ((from->lent & LINE_NEEDS) != LINE_NEEDS ||
        (from->lent & ~(uint32_t)LINE_MAY_HAVE) || !(quantity > 0.0))
        return false;
    const uint32_t user_id = text_in(from, LODE__BOM_PARENT);
    if (user_id != 0 && !find_user(from, user_id)) return false;
    const uint32_t part = find_part(from, text_in(from, LODE__BOM_ID));
    if (part == LODE__BOM_NONE) return false;
    lode__bom_part *const used = &from->bom->parts[part];
    if (!describe(block, from, used)) return false;
    if (user_id == 0) return true;
    const uint32_t user = from->feed->user;
    *(*to)++ = (lode__line_entry){.at = {0, from->number, 1},
                                  .parent = user,
                                  .item = part,
                                  .unit = unit,
                                  .quantity = quantity};
    lode__bom_join_parts(&from->bom->parts[user], used);
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
    lode__bom_feed *const feed = block->feed;
    lode__csv *const csv = block->csv;
    lode__line_entry usages[LODE__CSV_MAX_AHEAD], *behind = usages;
    const size_t first = csv->next_row - 1, n_ahead = csv->n_rows_ahead - first;
    const uint64_t n_left = rows_left(block);
    const size_t end = first + (n_left < n_ahead ? (size_t)n_left : n_ahead);
    size_t row = first;
    for (; row < end && !(block->odd >> row & 1); row++) {
        const line from = {.feed = feed,
                           .bom = feed->bom,
                           .cells = csv->rows[row].cells,
                           .row = row,
                           .lent = block->lent[row],
                           .number = (uint32_t)csv->rows[row].line};
        if (!take_line(block, &from, &behind)) break;
    }
    const size_t n = row - first;
    if (n == 0) return 0;
    csv->next_row += n - 1;
    csv->n_rows += n - 1;
    const size_t n_usages = (size_t)(behind - usages);
    (void)lode__bom_kept(feed, lode__tape_add_all(&feed->bom->usages, usages, n_usages));
    return n;
}
