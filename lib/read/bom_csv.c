/* CSV bills of materials: edges between parts, an indented list, or a flat one. */
#include "read/bom_block.h"
#include "read/encoding.h"

#include <string.h>

typedef struct list_reader {
    lode__reading *reading;
    lode__bom_feed feed;
    lode__bom_header header;
    lode__csv csv;
    lode__bom_kind kind;   /* of a row */
    bool is_nested;        /* rows stand in rows above them */
    lode__bom_block block; /* of the rows that were found at once */
    uint32_t *levels;      /* of the rows that are open */
    size_t n_levels, levels_capacity;
    size_t first_usage; /* of this file */
    uint64_t n_rows;
    lode__decoder decoder;
    char head[LODE__CHUNK]; /* for the decoder */
} list_reader;

static bool has_column(const list_reader *list, lode__bom_field field)
{
    return list->header.column_of[field] != SIZE_MAX;
}

static bool fault(list_reader *list, lode_status status, uint64_t line, uint64_t column,
                  const char *what)
{
    const lode_place place = {list->reading->input.source, line, column};
    return lode__reading_ok(
        list->reading, lode__error(list->reading->context, status, &place, "%s", what));
}

static bool fault_at(list_reader *list, lode_status status, const lode__csv_field *cell,
                     const char *what)
{
    const lode_place place = lode__csv_place(&list->csv, cell);
    return fault(list, status, place.line, place.column, what);
}

/* --- a row --- */

/* Under "DNP" an x, a 1 and "DNP" itself say that the part is left out. */
static void set_negated(lode__bom_feed *feed, lode__bom_field field,
                        const lode__csv_field *cell, const lode_place *place)
{
    static const char *const words[] = {"0", "no", "n", "false", "nein", "non"};
    bool is_fitted = false;
    for (size_t i = 0; i < LODE__COUNT(words); i++)
        is_fitted |= lode__same_word(cell->text, cell->len, words[i]);
    lode__bom_set(feed, field, is_fitted ? "yes" : "no", is_fitted ? 3 : 2, place->line,
                  place->column);
}

static void refuse_formula(list_reader *list, const lode__csv_field *cell)
{
    fault_at(list, LODE_E_VALUE, cell,
             "a formula; expected its value: save the sheet as values");
    list->feed.frames[list->feed.n_frames - 1].is_faulty = true;
}

/* A cell that is not simply lent. */
static void set_cell(list_reader *list, size_t index)
{
    const lode__bom_column *column = &list->header.columns[index];
    const lode__csv_field *cell = &list->csv.fields[index];
    const lode_place place = lode__csv_place(&list->csv, cell);
    if (cell->text[0] == '=')
        refuse_formula(list, cell);
    else if (column->is_negated)
        set_negated(&list->feed, column->field, cell, &place);
    else
        lode__bom_set(&list->feed, column->field, cell->text, cell->len, place.line,
                      place.column);
}

/* The cells of the row go to the feed, which copies those only that outlive the row, or
 * are not what they seem. */
static void set_cells(list_reader *list)
{
    const lode__csv *csv = &list->csv;
    const size_t row = csv->next_row - 1;
    const uint32_t lent = list->block.lent[row];
    lode__bom_lend(&list->feed, lent);
    if (!(list->block.other >> row & 1)) return;
    for (size_t i = 0; i < csv->n_fields && i < list->header.n_columns; i++) {
        const lode__bom_field field = list->header.columns[i].field;
        if (field == LODE__N_BOM_FIELDS || csv->fields[i].len == 0) continue;
        if (!(lent >> field & 1) || list->header.column_of[field] != i) set_cell(list, i);
    }
}

/* What the headings say of units; a cell that says otherwise was there before. */
static void set_units(list_reader *list)
{
    static const struct {
        lode__bom_field of, unit;
    } units[] = {{LODE__BOM_MASS, LODE__BOM_MASS_UNIT},
                 {LODE__BOM_QUANTITY, LODE__BOM_UNIT},
                 {LODE__BOM_PRICE, LODE__BOM_CURRENCY}};
    for (size_t i = 0; i < LODE__COUNT(units); i++) {
        const char *unit = lode__bom_heading_unit(&list->header, units[i].of);
        if (unit[0])
            lode__bom_set(&list->feed, units[i].unit, unit, strlen(unit),
                          list->header.line, list->header.column_of[units[i].of] + 1);
    }
}

static bool is_empty(const lode__csv *csv)
{
    for (size_t i = 0; i < csv->n_fields; i++) {
        size_t len = csv->fields[i].len;
        lode__trim(csv->fields[i].text, &len);
        if (len > 0) return false;
    }
    return true;
}

/* A row may leave away cells at its end, but not have more than the header. */
static bool check_width(list_reader *list)
{
    for (size_t i = list->header.n_columns; i < list->csv.n_fields; i++) {
        const lode__csv_field *cell = &list->csv.fields[i];
        if (cell->len > 0)
            return fault_at(list, LODE_E_FORMAT, cell, "a cell beyond the last heading");
    }
    return true;
}

/* --- indented lists --- */

/* The product row of a list has no quantity of its own. */
static void close_part(list_reader *list)
{
    const bool is_top = list->feed.n_frames <= 3; /* document, list, row */
    list->feed.need_quantity = has_column(list, LODE__BOM_QUANTITY) && !is_top;
    lode__bom_end(&list->feed);
}

static bool read_level(list_reader *list, uint32_t *out_level)
{
    const size_t column = list->header.column_of[LODE__BOM_LEVEL];
    if (column >= list->csv.n_fields)
        return fault_at(list, LODE_E_VALUE, list->csv.fields, "no level");
    const lode__csv_field *cell = &list->csv.fields[column];
    bool is_outline = false;
    if (!lode__bom_level(cell->text, cell->len, out_level, &is_outline)) {
        return fault_at(list, LODE_E_VALUE, cell,
                        "no level; expected one such as 2, ..2 or 1.3");
    }
    if (list->header.is_outline && !is_outline) *out_level = 1;
    const uint32_t open = list->n_levels > 0 ? list->levels[list->n_levels - 1] : 0;
    if (list->n_levels > 0 && *out_level > open + 1)
        return fault_at(list, LODE_E_VALUE, cell,
                        "a level more than one below the row before");
    return true;
}

static bool open_level(list_reader *list)
{
    uint32_t level = 0;
    if (!read_level(list, &level)) return false;
    while (list->n_levels > 0 && list->levels[list->n_levels - 1] >= level) {
        close_part(list);
        list->n_levels--;
    }
    if (list->n_levels >= list->reading->limits[LODE_LIMIT_DEPTH]) {
        lode__reading_over(list->reading, LODE_LIMIT_DEPTH,
                           lode__csv_row_of(&list->csv)->line, 1, NULL);
        return false;
    }
    if (lode__reserve(&list->reading->context->allocator, &list->levels,
                      &list->levels_capacity, list->n_levels, 1,
                      sizeof(*list->levels)) < 0)
        return lode__reading_ok(list->reading, lode__nomem(list->reading->context));
    list->levels[list->n_levels++] = level;
    return true;
}

/* --- all rows --- */

static void read_row(list_reader *list)
{
    const size_t row = list->csv.next_row - 1;
    if (list->block.lent[row] == 0 && is_empty(&list->csv)) return;
    list->n_rows++;
    if (!check_width(list) || (list->is_nested && !open_level(list))) return;
    lode__bom_begin(&list->feed, list->kind, lode__csv_row_of(&list->csv)->line, 1);
    set_cells(list);
    if (list->reading->over) return;
    set_units(list);
    if (!list->is_nested) lode__bom_end(&list->feed);
}

/* The name of a file without folders and ending. */
static const char *file_stem(const char *path, size_t *out_len)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *dot = strchr(name, '.');
    *out_len = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    return name;
}

/* The list as a whole is a part, of the name that the caller or the file gives. */
static void open_list(list_reader *list)
{
    const lode__bom_target *target = list->reading->target;
    const char *product = target->options->product;
    size_t len = product ? strlen(product) : 0;
    if (!product) product = file_stem(list->reading->input.source, &len);
    lode__bom_begin(&list->feed, LODE__BOM_PART, list->header.line, 1);
    lode__bom_set(&list->feed, LODE__BOM_ID, product, len, list->header.line, 1);
}

/* An indented list with one row at its top is of that row. */
static void close_list(list_reader *list)
{
    lode_bom *bom = list->feed.bom;
    const lode__bom_target *target = list->reading->target;
    while (list->n_levels > 0) {
        close_part(list);
        list->n_levels--;
    }
    if (list->reading->over) return;
    const uint32_t whole = list->feed.frames[list->feed.n_frames - 1].part;
    lode__bom_end(&list->feed);
    if (!has_column(list, LODE__BOM_LEVEL) || target->options->product) return;
    size_t n_top = 0;
    lode__tape_reader usages = lode__tape_read(&bom->usages, list->first_usage);
    while (lode__tape_next(&usages)) n_top += usages.line.parent == whole;
    if (n_top == 1) bom->parts[whole].flags |= LODE__BOM_LEFT_OUT | LODE__BOM_REPLACED;
}

static void read_rows(list_reader *list)
{
    const bool is_graph = has_column(list, LODE__BOM_PARENT);
    list->kind = is_graph ? LODE__BOM_USAGE : LODE__BOM_PART;
    list->is_nested = has_column(list, LODE__BOM_LEVEL) && !is_graph;
    list->block.csv = &list->csv;
    list->block.feed = &list->feed;
    lode__bom_plan_block(&list->block, &list->header, list->kind, list->is_nested);
    list->feed.need_quantity = has_column(list, LODE__BOM_QUANTITY);
    if (!list->feed.need_quantity && !has_column(list, LODE__BOM_REFERENCES)) {
        const lode_place place = {list->reading->input.source, list->header.line, 1};
        lode__warning(list->reading->context, LODE_E_FORMAT, &place,
                      "no column of quantities: every line counts once");
    }
    if (!is_graph) open_list(list);
    while (!list->reading->over && lode__csv_next(&list->csv)) {
        if (list->block.n_finds != list->csv.n_finds &&
            !lode__bom_read_block(&list->block))
            return;
        const size_t n_lines = lode__bom_take_lines(&list->block);
        list->n_rows += n_lines;
        if (n_lines == 0 && lode__csv_row_of(&list->csv)->line > list->header.line)
            read_row(list);
    }
    if (list->reading->over) return;
    if (list->n_rows == 0)
        fault(list, LODE_E_FORMAT, list->header.line, 1, "no part below the headings");
    if (!is_graph) close_list(list);
}

static bool decode(list_reader *list)
{
    lode__reading *reading = list->reading;
    const lode__bom_target *target = reading->target;
    return lode__reading_ok(reading, lode__decode_input(reading->context, &reading->input,
                                                        target->options->encoding,
                                                        &list->decoder, list->head));
}

void lode__read_bom_csv(lode__reading *reading)
{
    const lode_allocator *allocator = &reading->context->allocator;
    const lode__bom_target *target = reading->target;
    list_reader *list = lode__alloc_zero(allocator, 1, sizeof(*list));
    if (!list) {
        lode__reading_ok(reading, lode__nomem(reading->context));
        return;
    }
    list->reading = reading;
    list->first_usage = target->bom->usages.n;
    if (lode__bom_feed_open(&list->feed, reading, target->bom) && decode(list) &&
        lode__find_bom_header(&list->feed, &list->header)) {
        list->feed.decimal.mark = (char)target->options->decimal_mark;
        lode__csv_init(&list->csv, reading);
        list->csv.delimiter = list->header.delimiter;
        read_rows(list);
        lode__csv_free(&list->csv);
    }
    lode__bom_feed_close(&list->feed);
    lode__free(allocator, list->levels);
    lode__free(allocator, list);
}
