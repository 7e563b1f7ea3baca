/* What is done with all rows that were found at once is done column by column: the same
 * step for all cells of a column, most of which look like those above them. */
#include "read/bom_block.h"

#include "base/number.h"

#include <assert.h>

static_assert((int)LODE__CSV_MAX_AHEAD <= 32, "each row has a bit");

/* --- columns --- */

/* Whether a line may have a figure of this unit in the field, or the unit itself. */
static bool is_of_use(lode__bom_field field, uint8_t unit)
{
    const lode__bom_measure measure = lode__bom_unit(unit)->measure;
    return field == LODE__BOM_MASS || field == LODE__BOM_MASS_UNIT
               ? measure == LODE__MEASURE_MASS
               : unit != LODE__BOM_NO_UNIT && measure != LODE__MEASURE_FRACTION;
}

/* The unit that the heading of a field gives; false where lines cannot have it. */
static bool plan_unit(const lode__bom_header *header, lode__bom_field field, uint8_t *out)
{
    const char *const unit = lode__bom_heading_unit(header, field);
    *out = lode__find_bom_unit(unit, strlen(unit));
    return !unit[0] || is_of_use(field, *out);
}

/* Of fields that are given as bits. */
static void plan_columns(lode__bom_block *block, const lode__bom_header *header,
                         uint32_t fields, bool is_nested)
{
    const uint64_t most_id_bytes = block->feed->reading->limits[LODE_LIMIT_ID_BYTES];
    for (size_t i = 0; i < header->n_columns; i++) {
        const lode__bom_field field = header->columns[i].field;
        if (field == LODE__N_BOM_FIELDS || !(fields >> field & 1)) continue;
        const bool is_lent =
            !is_nested && !header->columns[i].is_negated && header->column_of[field] == i;
        const bool is_id = field == LODE__BOM_ID || field == LODE__BOM_PARENT;
        block->has_other |= !is_lent;
        block->has_details |= LODE__BOM_DETAIL_TEXTS >> field & 1;
        if (!is_lent) continue;
        block->feed->cell_of[field] = (uint16_t)i;
        block->lenders[block->n_lenders++] =
            (lode__bom_lender){.index = (uint32_t)i,
                               .bit = 1u << field,
                               .field = field,
                               .most_bytes = is_id ? most_id_bytes : LODE__BOM_MAX_LENT};
    }
}

void lode__bom_plan_block(lode__bom_block *block, const lode__bom_header *header,
                          lode__bom_kind kind, bool is_nested)
{
    enum {
        KEPT = ((1 << LODE__BOM_QUANTITY) - 1) | 1 << LODE__BOM_CURRENCY,
        UNITS =
            1 << LODE__BOM_UNIT | 1 << LODE__BOM_MASS_UNIT, /* for the figures behind */
    };
    block->feed->row = block->csv;
    block->header_line = header->line;
    block->n_columns = header->n_columns;
    block->has_lines = kind == LODE__BOM_USAGE &&
                       !lode__bom_heading_unit(header, LODE__BOM_PRICE)[0] &&
                       plan_unit(header, LODE__BOM_QUANTITY, &block->heading_unit) &&
                       plan_unit(header, LODE__BOM_MASS, &block->heading_mass_unit);
    plan_columns(block, header, KEPT, is_nested);
    block->n_kept = block->n_lenders;
    plan_columns(block, header, UNITS, is_nested);
    plan_columns(block, header, ~(uint32_t)(KEPT | UNITS), is_nested);
}

/* The cell of a row; NULL where the row ends before it, or it is empty. */
static inline lode__csv_field *get_cell(const lode__csv_row *row, uint32_t index)
{
    lode__csv_field *const cell = &row->cells[index];
    return index < row->n && cell->len > 0 ? cell : NULL;
}

/* Whether a cell of at most so many bytes can stay where it is: it is not empty, not to
 * be trimmed, and not refused. */
static inline bool is_plain(const lode__csv_field *cell, size_t most_bytes)
{
    const size_t last = cell->len - 1;
    return last < most_bytes && lode__is_solid(cell->text[0]) &&
           lode__is_solid(cell->text[last]) && cell->text[0] != '=';
}

/* The row lends the cell if it can. */
static bool lend(lode__bom_block *block, size_t row, const lode__bom_lender *lender,
                 const lode__csv_field *cell)
{
    const bool is_lent = is_plain(cell, LODE__BOM_MAX_LENT);
    if (is_lent)
        block->lent[row] |= lender->bit;
    else
        block->other |= 1u << row;
    return is_lent;
}

static void lend_column(lode__bom_block *block, const lode__bom_lender *lender)
{
    const lode__csv *const csv = block->csv;
    for (size_t row = block->n_before; row < csv->n_rows_ahead; row++) {
        const lode__csv_field *const cell = get_cell(&csv->rows[row], lender->index);
        if (cell) (void)lend(block, row, lender, cell);
    }
}

/* A text that no line may have. */
LODE__RARE static bool lend_odd(lode__bom_block *block, size_t row,
                                const lode__bom_lender *lender,
                                const lode__csv_field *cell)
{
    if (cell->len == 0) return false;
    block->odd |= 1u << row;
    return lend(block, row, lender, cell);
}

/* The texts that a row lends and that are kept go behind those of the rows before. */
static inline lode__intern_entry **lend_texts(lode__bom_block *block, size_t row,
                                              lode__intern_entry **to)
{
    const lode__csv_row *const from = &block->csv->rows[row];
    const lode__bom_lender *const behind = block->lenders + block->n_kept;
    uint32_t lent = 0;
    for (const lode__bom_lender *lender = block->lenders; lender < behind; lender++) {
        if (lender->index >= from->n) continue;
        lode__csv_field *const cell = &from->cells[lender->index];
        if (is_plain(cell, lender->most_bytes))
            lent |= lender->bit;
        else if (!lend_odd(block, row, lender, cell))
            continue;
        *to++ = cell;
    }
    block->lent[row] |= lent;
    if (from->n > block->n_columns) block->odd |= 1u << row;
    return to;
}

/* --- figures and units --- */

/* The unit that is written so, if lines may have it; what follows is likely written
 * alike. */
static bool learn_unit(const lode__bom_block *block, lode__bom_lender *lender,
                       const char *text, size_t len, size_t n_blank)
{
    const uint8_t unit =
        lode__recall_bom_unit(&block->feed->unit_memo, text + n_blank, len - n_blank);
    if (!is_of_use(lender->field, unit)) return false;
    lender->unit = unit;
    lender->unit_len = len <= 8 ? len : 0;
    lender->unit_mask = len <= 8 ? UINT64_MAX >> (64 - 8 * len) : 0;
    lender->unit_bytes = lode__load_in_order(text) & lender->unit_mask;
    return true;
}

/* Whether the cell, or what follows its figure, is as where the newest unit was given. */
static inline bool is_same_unit(const lode__bom_lender *lender, const char *text,
                                size_t len)
{
    return len == lender->unit_len &&
           (lode__load_in_order(text) & lender->unit_mask) == lender->unit_bytes;
}

LODE__RARE static void read_odd_unit(lode__bom_block *block, lode__bom_lender *lender,
                                     size_t row, const lode__csv_field *cell,
                                     uint8_t *out)
{
    if (!lend(block, row, lender, cell)) return;
    if (learn_unit(block, lender, cell->text, cell->len, 0))
        *out = lender->unit;
    else
        block->odd |= 1u << row;
}

static void read_units(lode__bom_block *block, lode__bom_lender *lender, uint8_t *out)
{
    const lode__csv *const csv = block->csv;
    const uint32_t index = lender->index, bit = lender->bit;
    for (size_t row = block->n_before; row < csv->n_rows_ahead; row++) {
        const lode__csv_field *const cell = get_cell(&csv->rows[row], index);
        if (!cell) continue;
        if (is_same_unit(lender, cell->text, cell->len)) {
            block->lent[row] |= bit;
            out[row] = lender->unit;
        } else {
            read_odd_unit(block, lender, row, cell, &out[row]);
        }
    }
}

/* How long a number is with which the cell begins, and that is not below 0, where it is
 * known how decimals are marked; 0: there is none. */
static size_t read_real(const lode__bom_feed *feed, const lode__csv_field *cell,
                        double *out)
{
    lode__decimal decimal = feed->decimal;
    size_t n = 0;
    if (!decimal.mark) return 0;
    if (lode__bom_real(cell->text, cell->len, 0, &decimal, out, &n)) return 0;
    return *out >= 0.0 ? n : 0;
}

LODE__RARE static void read_odd_figure(lode__bom_block *block, lode__bom_lender *lender,
                                       size_t row, const lode__csv_field *cell,
                                       lode__bom_figures *out)
{
    if (!lend(block, row, lender, cell)) return;
    size_t n = lode__bom_whole(cell->text, cell->len, &out->value[row]);
    if (n == 0) n = read_real(block->feed, cell, &out->value[row]);
    const char *const behind = cell->text + n;
    const size_t len = cell->len - n;
    if (n > 0 && len == 0) return;
    if (n > 0 && learn_unit(block, lender, behind, len, *behind == ' '))
        out->unit[row] = lender->unit;
    else
        block->odd |= 1u << row;
}

/* Figures with a known unit behind them, or that which the row gives; most are whole and
 * short. */
static void read_figures(lode__bom_block *block, lode__bom_lender *lender,
                         const uint8_t *units, lode__bom_figures *out)
{
    const lode__csv *const csv = block->csv;
    const uint32_t index = lender->index, bit = lender->bit;
    memcpy(out->unit, units, csv->n_rows_ahead);
    for (size_t row = block->n_before; row < csv->n_rows_ahead; row++) {
        const lode__csv_field *const cell = get_cell(&csv->rows[row], index);
        if (!cell) continue;
        uint32_t digits = 0;
        const size_t n = lode__leading_digits(cell->text, &digits);
        const size_t left = cell->len - n;
        const bool has_unit = left > 0;
        if (n - 1 < 7 && (!has_unit || is_same_unit(lender, cell->text + n, left))) {
            block->lent[row] |= bit;
            out->value[row] = digits;
            if (has_unit) out->unit[row] = lender->unit;
        } else {
            read_odd_figure(block, lender, row, cell, out);
        }
    }
}

/* Figures and units are read where the row may be a line; it lies in the chunk then,
 * where bytes behind a cell can be read as well. */
static void read_column(lode__bom_block *block, lode__bom_lender *lender)
{
    const bool has_lines = block->has_lines && block->csv->rows[0].start;
    if (has_lines && lender->field == LODE__BOM_QUANTITY)
        read_figures(block, lender, block->unit, &block->quantity);
    else if (has_lines && lender->field == LODE__BOM_MASS)
        read_figures(block, lender, block->mass_unit, &block->mass);
    else if (has_lines && lender->field == LODE__BOM_UNIT)
        read_units(block, lender, block->unit);
    else if (has_lines && lender->field == LODE__BOM_MASS_UNIT)
        read_units(block, lender, block->mass_unit);
    else
        lend_column(block, lender);
}

/* --- rows --- */

static void start_block(lode__bom_block *block)
{
    const lode__csv *csv = block->csv;
    const uint64_t first = csv->rows[0].line;
    const size_t n_rows = csv->n_rows_ahead;
    const uint64_t n_before =
        block->header_line >= first ? block->header_line - first + 1 : 0;
    block->n_finds = csv->n_finds;
    block->n_before = n_before < n_rows ? (size_t)n_before : n_rows;
    block->other = block->has_other ? UINT32_MAX : 0;
    block->odd = block->has_lines && csv->rows[0].start ? 0 : UINT32_MAX;
    memset(block->lent, 0, n_rows * sizeof(*block->lent));
    memset(block->unit, block->heading_unit, n_rows);
    memset(block->mass_unit, block->heading_mass_unit, n_rows);
}

/* The texts of all rows get their ids; what is done meanwhile does not wait for memory.
 */
static bool read_cells(lode__bom_block *block)
{
    lode__bom_feed *const feed = block->feed;
    lode__intern *const texts = &feed->bom->texts;
    lode__bom_lender *const lenders = block->lenders;
    lode__intern_entry **behind = block->texts;
    for (size_t row = block->n_before; row < block->csv->n_rows_ahead; row++)
        behind = lend_texts(block, row, behind);
    for (size_t i = block->n_kept; i < block->n_lenders; i++)
        read_column(block, &lenders[i]);
    const size_t n_more = lode__bom_foresee(feed, texts->n);
    texts->n_expected = n_more < LODE__NO_ID - texts->n ? texts->n + (uint32_t)n_more : 0;
    return lode__bom_kept(
        feed, lode__intern_add_all(texts, block->texts, (size_t)(behind - block->texts)));
}

bool lode__bom_read_block(lode__bom_block *block)
{
    start_block(block);
    if (!read_cells(block)) return false;
    block->odd |= block->other;
    if (block->has_details)
        lode__bom_find_details(block->feed, block->lent, block->csv->n_rows_ahead,
                               block->details);
    return true;
}
