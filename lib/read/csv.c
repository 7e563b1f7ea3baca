/* Rows of CSV out of a stream of chunks. What csv_plain.c does not take is read here byte
 * by byte, and a field is copied once, to where its row is kept. */
#include "read/csv_plain.h"

#include <string.h>

void lode__csv_init(lode__csv *csv, lode__reading *reading)
{
    memset(csv, 0, offsetof(lode__csv, rows)); /* what was found stands behind */
    csv->reading = reading;
    csv->text.allocator = &reading->context->allocator;
    csv->line = csv->column = 1;
    csv->delimiter = ',';
    csv->fields = csv->pool;
    csv->max_fields = (size_t)reading->limits[LODE_LIMIT_COLUMNS];
    const lode__input *input = &reading->input;
    if (input->used >= 3 && memcmp(input->chunk, "\xEF\xBB\xBF", 3) == 0) csv->at = 3;
}

void lode__csv_free(lode__csv *csv)
{
    lode__text_free(&csv->text);
}

static void fail(lode__csv *csv, lode_status status, uint64_t line, uint64_t column,
                 const char *message)
{
    lode__reading *reading = csv->reading;
    const lode_place place = {reading->input.source, line, column};
    lode__reading_ok(reading,
                     lode__error(reading->context, status, &place, "%s", message));
    reading->over = true;
}

/* The next byte without taking it, or -1 at the end and after a fault. */
static int peek(lode__csv *csv)
{
    lode__reading *reading = csv->reading;
    lode__input *input = &reading->input;
    if (csv->at == input->used) {
        csv->at = 0;
        if (!lode__reading_ok(reading, lode__input_fill(reading->context, input)))
            input->used = 0;
        if (input->used == 0) return -1;
    }
    return (unsigned char)input->chunk[csv->at];
}

/* Adds to the field that is being read. */
static void add(lode__csv *csv, const char *bytes, size_t len)
{
    const uint64_t limit = csv->reading->limits[LODE_LIMIT_FIELD_BYTES];
    const lode__csv_spot *const spot = &csv->spots[csv->n_fields];
    if (csv->reading->over) return;
    if (csv->text.len - spot->start + len > limit)
        lode__reading_over(csv->reading, LODE_LIMIT_FIELD_BYTES, spot->line, spot->column,
                           NULL);
    else if (lode__text_add(&csv->text, bytes, len) < 0)
        lode__reading_ok(csv->reading, lode__nomem(csv->reading->context));
}

static void end_field(lode__csv *csv)
{
    if (lode__text_add(&csv->text, "", 1) < 0)
        lode__reading_ok(csv->reading, lode__nomem(csv->reading->context));
}

/* Takes the bytes up to the next one that may end a run, within the chunk. */
static void take_run(lode__csv *csv, bool quoted)
{
    const lode__input *input = &csv->reading->input;
    const char *start = input->chunk + csv->at, *end = input->chunk + input->used;
    const char *p = start;
    for (; p < end; p++) {
        if (*p == '"' || *p == '\0') break;
        if (*p == '\n' || (!quoted && (*p == csv->delimiter || *p == '\r'))) break;
        csv->column += (*p & 0xC0) != 0x80;
    }
    const size_t len = (size_t)(p - start);
    add(csv, start, len);
    csv->at += len;
}

/* The rest of a field whose opening quote was taken. */
static void take_quoted(lode__csv *csv)
{
    const lode__csv_spot *spot = &csv->spots[csv->n_fields];
    while (!csv->reading->over) {
        const int c = peek(csv);
        if (c < 0) {
            if (!csv->reading->over)
                fail(csv, LODE_E_PARSE, spot->line, spot->column,
                     "a quoted field is not closed before the end of the file");
            return;
        }
        if (c == '\0') return;
        if (c == '"') {
            csv->at++, csv->column++;
            if (peek(csv) != '"') return;
            add(csv, "\"", 1);
            csv->at++, csv->column++;
        } else if (c == '\n') {
            add(csv, "\n", 1);
            csv->at++, csv->line++;
            csv->column = 1;
        } else {
            take_run(csv, true);
        }
    }
}

/* Whether a byte cannot stand in a field without quotes. */
static bool ends_plain(const lode__csv *csv, int c)
{
    return c == csv->delimiter || c == '"' || c == '\r' || c == '\n' || c == '\0';
}

static void take_field(lode__csv *csv)
{
    const size_t start = csv->text.len;
    csv->spots[csv->n_fields] = (lode__csv_spot){start, csv->line, csv->column};
    if (peek(csv) == '"') {
        csv->at++, csv->column++;
        take_quoted(csv);
    } else {
        for (int c = peek(csv); c >= 0 && !ends_plain(csv, c); c = peek(csv)) {
            if (csv->reading->over) return;
            take_run(csv, false);
        }
    }
    csv->fields[csv->n_fields].len = csv->text.len - start;
    end_field(csv);
    const int c = peek(csv);
    if (csv->reading->over || c < 0 || c == csv->delimiter || c == '\r' || c == '\n')
        return;
    fail(csv, LODE_E_PARSE, csv->line, csv->column,
         c == 0 ? "a NUL byte: expected CSV in UTF-8"
                : "a field with a quote must begin and end with one, and quotes within "
                  "are doubled");
}

static void take_line_end(lode__csv *csv)
{
    int c = peek(csv);
    if (c == '\r') {
        csv->at++;
        c = peek(csv);
    }
    if (c == '\n') csv->at++;
    csv->line++;
    csv->column = 1;
}

/* Once the text of the row no longer moves. */
static void finish_row(lode__csv *csv)
{
    for (size_t i = 0; i < csv->n_fields && !csv->reading->over; i++) {
        lode__csv_field *field = &csv->fields[i];
        const lode__csv_spot *spot = &csv->spots[i];
        field->text = csv->text.data + spot->start;
        if (!lode__is_utf8(field->text, field->len))
            fail(csv, LODE_E_PARSE, spot->line, spot->column,
                 "a field is not valid UTF-8");
    }
}

static void take_row(lode__csv *csv)
{
    lode__text_clear(&csv->text);
    csv->n_fields = 0;
    for (;;) {
        if (csv->n_fields == csv->max_fields) {
            lode__reading_over(csv->reading, LODE_LIMIT_COLUMNS, csv->line, csv->column,
                               NULL);
            return;
        }
        take_field(csv);
        csv->n_fields++;
        if (csv->reading->over || peek(csv) != csv->delimiter) break;
        csv->at++, csv->column++;
    }
    if (!csv->reading->over) take_line_end(csv);
    finish_row(csv);
}

/* A row that is read byte by byte, where the rows found ahead have been used up. */
static void take_alone(lode__csv *csv)
{
    const uint64_t line = csv->line;
    csv->fields = csv->pool;
    take_row(csv);
    csv->rows[0] =
        (lode__csv_row){.line = line, .cells = csv->pool, .n = (uint32_t)csv->n_fields};
    csv->next_row = 0;
    csv->n_rows_ahead = 1;
    csv->n_finds++;
}

bool lode__csv_find(lode__csv *csv)
{
    const lode__reading *reading = csv->reading;
    if (lode__csv_find_rows(csv)) return true;
    if (reading->over || peek(csv) < 0) return false;
    take_alone(csv);
    return !reading->over;
}

bool lode__csv_too_many(lode__csv *csv)
{
    lode__reading_over(csv->reading, LODE_LIMIT_ELEMENTS, lode__csv_row_of(csv)->line, 1,
                       NULL);
    return false;
}

static uint64_t count_characters(const char *text, size_t len)
{
    uint64_t n = 0;
    for (size_t i = 0; i < len; i++) n += (text[i] & 0xC0) != 0x80;
    return n;
}

lode_place lode__csv_count_place(const lode__csv *csv, const lode__csv_field *field)
{
    const lode__csv_row *row = lode__csv_row_of(csv);
    const char *source = csv->reading->input.source;
    if (!row->start) {
        const lode__csv_spot *spot = &csv->spots[field - csv->fields];
        return (lode_place){source, spot->line, spot->column};
    }
    const char *at = field->text;
    if (at > row->start && at[-1] == '"') at--;
    return (lode_place){source, row->line,
                        1 + count_characters(row->start, (size_t)(at - row->start))};
}

void lode__csv_end_texts(lode__csv *csv)
{
    char *const chunk = csv->reading->input.chunk;
    if (!lode__csv_row_of(csv)->start) return; /* they have it */
    for (size_t i = 0; i < csv->n_fields; i++)
        chunk[csv->fields[i].text - chunk + (ptrdiff_t)csv->fields[i].len] = '\0';
}
