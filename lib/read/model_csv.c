/* The relations of a model as CSV: one row an element, its attributes as columns. */
#include "read/csv.h"
#include "read/element.h"

#include <string.h>

typedef struct csv_form {
    lode_format format;
    const char *name;
    const char *key;       /* column that names the item a row belongs to, or NULL */
    lode__element_id head; /* opened where a row differs in it from the one before */
    lode__element_id row;
    const char *tell_by[3]; /* columns by which a header is told */
} csv_form;

/* In the order of telling: the columns of one may be found in another. */
static const csv_form forms[] = {
    {LODE_FORMAT_ORIGINS_CSV,
     "origins",
     "item",
     LODE__EL_ORIGIN,
     LODE__EL_FROM,
     {"item", "market", "share"}},
    {LODE_FORMAT_INPUTS_CSV,
     "inputs",
     "parent",
     LODE__EL_NONE,
     LODE__EL_INPUT,
     {"parent", "quantity", NULL}},
    {LODE_FORMAT_BALANCES_CSV,
     "balances",
     "item",
     LODE__EL_BALANCE,
     LODE__EL_AMOUNT,
     {"item", "market", "of"}},
    {LODE_FORMAT_PRODUCTS_CSV,
     "products",
     NULL,
     LODE__EL_NONE,
     LODE__EL_PRODUCT,
     {"home", NULL, NULL}},
    {LODE_FORMAT_ITEMS_CSV,
     "items",
     NULL,
     LODE__EL_NONE,
     LODE__EL_ITEM,
     {"id", "unit", NULL}},
};

typedef struct csv_column {
    const lode__field *field; /* NULL: the key */
    bool of_head;
} csv_column;

typedef struct table_reader {
    lode__reading *reading;
    const csv_form *form;
    lode__csv csv;
    size_t n_columns, key; /* key: its column */
    csv_column columns[LODE__CSV_MAX_FIELDS];
    /* What the row before opened: its cells of key and head, and whether they were taken.
     */
    lode__text opened, opening;
    bool is_open;
} table_reader;

/* --- header --- */

static bool header_has(const lode__csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_fields; i++)
        if (strcmp(csv->fields[i].text, name) == 0) return true;
    return false;
}

static bool is_told_by(const lode__csv *csv, const csv_form *form)
{
    for (size_t i = 0; i < LODE__COUNT(form->tell_by) && form->tell_by[i]; i++)
        if (!header_has(csv, form->tell_by[i])) return false;
    return true;
}

static const csv_form *find_form(const table_reader *reader)
{
    const lode_format format = reader->reading->options.format;
    for (size_t i = 0; i < LODE__COUNT(forms); i++) {
        if (format == LODE_FORMAT_AUTO ? is_told_by(&reader->csv, &forms[i])
                                       : forms[i].format == format)
            return &forms[i];
    }
    return NULL;
}

static void fail(table_reader *reader, lode_status status)
{
    lode__reading_ok(reader->reading, status);
    reader->reading->over = true;
}

static void unknown_form(table_reader *reader)
{
    const lode__csv *csv = &reader->csv;
    const lode__input *input = &reader->reading->input;
    const lode_place place = {input->source, 1, 1};
    const char *message =
        "neither a model in XML nor a header of CSV; expected a first row with "
        "columns item, market, share (origins), parent, quantity (inputs), item, "
        "market, of (balances), home (products) or id, unit (items)";
    if (input->done == 0) message = "it is empty; expected a model in XML or a header of CSV";
    if (csv->n_fields == 1 && strpbrk(csv->fields[0].text, ";\t"))
        message = "columns are not separated by commas";
    fail(reader,
         lode__error(reader->reading->context, LODE_E_FORMAT, &place, "%s", message));
}

/* Spreadsheets write it, and without a word on it the NUL bytes of every letter would be
 * the fault. */
static bool is_utf16(const lode__input *input)
{
    return input->used >= 2 && (memcmp(input->chunk, "\xFE\xFF", 2) == 0 ||
                                memcmp(input->chunk, "\xFF\xFE", 2) == 0);
}

static void refuse_utf16(table_reader *reader)
{
    const lode_place place = {reader->reading->input.source, 1, 1};
    fail(reader, lode__error(reader->reading->context, LODE_E_FORMAT, &place,
                             "text in UTF-16 that is not XML; expected CSV in UTF-8"));
}

static void add_names(char names[LODE__NAMES_LEN], lode__element_id id)
{
    if (id == LODE__EL_NONE) return;
    for (size_t i = 0; i < lode__elements[id].n_fields; i++)
        lode__names_add(names, lode__elements[id].fields[i].name);
}

static void unknown_column(table_reader *reader, const lode__csv_field *cell)
{
    const csv_form *form = reader->form;
    const lode_place place = lode__csv_place(&reader->csv, cell);
    char names[LODE__NAMES_LEN] = "", quoted[LODE__QUOTE_LEN];
    if (form->key) lode__names_add(names, form->key);
    add_names(names, form->head);
    add_names(names, form->row);
    fail(reader,
         lode__error(reader->reading->context, LODE_E_FORMAT, &place,
                     "column \"%s\" is not known in %s; expected %s",
                     lode__quote(quoted, cell->text, cell->len), form->name, names));
}

/* Of two fields of a name that of the head: a share has the source of its vector. */
static bool find_column(const csv_form *form, const char *name, csv_column *out)
{
    out->of_head = false;
    out->field = NULL;
    if (form->key && strcmp(name, form->key) == 0) return true;
    if (form->head != LODE__EL_NONE)
        out->field = lode__find_field(&lode__elements[form->head], name);
    out->of_head = out->field != NULL;
    if (!out->field) out->field = lode__find_field(&lode__elements[form->row], name);
    return out->field != NULL;
}

static void check_key(table_reader *reader)
{
    const csv_form *form = reader->form;
    const lode_place place = {reader->reading->input.source, 1, 1};
    if (!form->key) return;
    for (size_t i = 0; i < reader->n_columns; i++) {
        if (!reader->columns[i].field) {
            reader->key = i;
            return;
        }
    }
    fail(reader, lode__error(reader->reading->context, LODE_E_FORMAT, &place,
                             "column %s is missing; %s need it", form->key, form->name));
}

/* A fault of the header would be one of every row: the first ends the file. */
static void read_header(table_reader *reader)
{
    const lode__csv *csv = &reader->csv;
    reader->form = find_form(reader);
    if (!reader->form) {
        unknown_form(reader);
        return;
    }
    reader->n_columns = csv->n_fields;
    for (size_t i = 0; i < csv->n_fields && !reader->reading->over; i++) {
        const lode__csv_field *cell = &csv->fields[i];
        if (!find_column(reader->form, cell->text, &reader->columns[i])) {
            unknown_column(reader, cell);
            continue;
        }
        for (size_t k = 0; k < i && !reader->reading->over; k++) {
            const lode_place place = lode__csv_place(csv, cell);
            if (strcmp(csv->fields[k].text, cell->text) == 0)
                fail(reader, lode__error(reader->reading->context, LODE_E_FORMAT, &place,
                                         "column \"%s\" stands there twice", cell->text));
        }
    }
    if (!reader->reading->over) check_key(reader);
}

/* --- rows --- */

/* Sets the fields of head or row from the cells that are not empty. */
static bool draft_cells(table_reader *reader, lode__draft *draft, bool of_head)
{
    lode__reading *reading = reader->reading;
    bool good = true;
    for (size_t i = 0; i < reader->n_columns && !reading->over; i++) {
        const csv_column *column = &reader->columns[i];
        const lode__csv_field *cell = &reader->csv.fields[i];
        if (!column->field || column->of_head != of_head || cell->len == 0) continue;
        const lode_place place = lode__csv_place(&reader->csv, cell);
        good &=
            lode__reading_ok(reading, lode__draft_set(reading->context, draft,
                                                      column->field, cell->text, &place));
    }
    return good;
}

static bool add_element(table_reader *reader, lode__element_id id, bool of_head,
                        const lode_place *place)
{
    lode__reading *reading = reader->reading;
    lode__draft draft;
    lode__draft_init(&draft, &lode__elements[id], place);
    return draft_cells(reader, &draft, of_head) &&
           lode__reading_ok(reading, lode__draft_add(reading, &draft));
}

static bool name_item(table_reader *reader, const lode_place *place)
{
    lode__reading *reading = reader->reading;
    const lode__csv_field *cell = &reader->csv.fields[reader->key];
    if (cell->len == 0)
        return lode__reading_ok(reading,
                                lode__error(reading->context, LODE_E_FORMAT, place,
                                            "row without %s", reader->form->key));
    const lode_place at = lode__csv_place(&reader->csv, cell);
    return lode__reading_at(reading, at.line, at.column) &&
           lode__reading_ok(reading, lode_builder_within(reading->context,
                                                         reading->builder, cell->text));
}

/* True where the row belongs to what the one before opened. */
static bool is_same(table_reader *reader)
{
    lode__text *opening = &reader->opening;
    lode__text_clear(opening);
    for (size_t i = 0; i < reader->n_columns; i++) {
        const lode__csv_field *cell = &reader->csv.fields[i];
        if (i != reader->key && !reader->columns[i].of_head) continue;
        if (lode__text_add(opening, cell->text, cell->len + 1) < 0)
            return lode__reading_ok(reader->reading,
                                    lode__nomem(reader->reading->context));
    }
    const lode__text *opened = &reader->opened;
    return opening->len == opened->len &&
           memcmp(opening->data, opened->data, opening->len) == 0;
}

/* Makes the item current, and the vector, if the row before did not. False where they
 * were refused, now or then. */
static bool open_head(table_reader *reader, const lode_place *place)
{
    if (!reader->form->key) return true;
    if (is_same(reader)) return reader->is_open;
    if (reader->reading->over) return false;
    const lode__text other = reader->opened;
    reader->opened = reader->opening;
    reader->opening = other;
    reader->is_open = name_item(reader, place) &&
                      (reader->form->head == LODE__EL_NONE ||
                       add_element(reader, reader->form->head, true, place));
    return reader->is_open;
}

static void read_row(table_reader *reader)
{
    lode__reading *reading = reader->reading;
    const lode__csv *csv = &reader->csv;
    const lode_place place = lode__csv_place(csv, &csv->fields[0]);
    if (csv->n_fields != reader->n_columns) {
        lode__reading_ok(reading, lode__error(reading->context, LODE_E_FORMAT, &place,
                                              "row with %zu fields; the header has %zu",
                                              csv->n_fields, reader->n_columns));
        return;
    }
    if (open_head(reader, &place)) add_element(reader, reader->form->row, false, &place);
}

static bool next_row(lode__csv *csv)
{
    if (!lode__csv_next(csv)) return false;
    lode__csv_end_texts(csv);
    return true;
}

void lode__read_model_csv(lode__reading *reading)
{
    lode_context *context = reading->context;
    table_reader *reader = lode__alloc_zero(&context->allocator, 1, sizeof(*reader));
    if (!reader) {
        lode__reading_ok(reading, lode__nomem(context));
        return;
    }
    reader->reading = reading;
    reader->opened.allocator = reader->opening.allocator = &context->allocator;
    lode__csv_init(&reader->csv, reading);
    if (is_utf16(&reading->input))
        refuse_utf16(reader);
    else if (next_row(&reader->csv))
        read_header(reader);
    else if (!reading->over)
        unknown_form(reader);
    while (!reading->over && next_row(&reader->csv)) read_row(reader);
    lode__csv_free(&reader->csv);
    lode__text_free(&reader->opened);
    lode__text_free(&reader->opening);
    lode__free(&context->allocator, reader);
}
