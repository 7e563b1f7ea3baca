/* The header of a CSV bill of materials. */
#include "read/bom_header.h"

#include <string.h>

/* Preambles of exports are shorter. */
enum { MAX_LINES = 64 };

static const char delimiters[] = ",;\t|";

bool lode__next_cell(const char *end, char delimiter, const char **at,
                     const char **out_cell, size_t *out_len)
{
    const char *p = *at;
    const bool quoted = p < end && *p == '"';
    *out_cell = quoted ? ++p : p;
    if (quoted) {
        while (p < end && (*p != '"' || (p + 1 < end && p[1] == '"')))
            p += *p == '"' ? 2 : 1;
        *out_len = (size_t)((p < end ? p : end) - *out_cell);
        if (p < end) p++;
    }
    while (p < end && *p != delimiter && *p != '\n' && *p != '\r') p++;
    if (!quoted) *out_len = (size_t)(p - *out_cell);
    *at = p;
    if (p >= end || *p != delimiter) return false;
    *at = p + 1;
    return true;
}

/* Bytes up to the end of the line. */
static size_t line_len(const char *at, const char *end)
{
    const char *p = at;
    while (p < end && *p != '\n' && *p != '\r') p++;
    return (size_t)(p - at);
}

/* Behind the end of the line that `at` stands at. */
static const char *skip_line_end(const char *at, const char *end)
{
    if (at < end && *at == '\r') at++;
    if (at < end && *at == '\n') at++;
    return at;
}

/* --- headings --- */

/* The field of a heading, with the unit that stands behind it in brackets. */
static lode__bom_column read_heading(lode__bom_feed *feed, const char *text, size_t len)
{
    lode__bom_column column = {.field = lode__bom_heading(feed, text, len)};
    text = lode__trim(text, &len);
    column.is_negated = lode__bom_truth(text, len) == 0;
    if (len < 3 || !strchr("])", text[len - 1])) return column;
    size_t open = len - 1;
    while (open > 0 && !strchr("[(", text[open])) open--;
    const size_t inner_len = len - open - 2;
    const char *inner = text + open + 1;
    if (open == 0 || inner_len >= sizeof(column.unit)) return column;
    if (lode__find_bom_unit(inner, inner_len) != LODE__BOM_NO_UNIT || inner_len == 3)
        memcpy(column.unit, inner, inner_len);
    if (column.field == LODE__N_BOM_FIELDS)
        column.field = lode__bom_heading(feed, text, open);
    return column;
}

/* Reads a line as a header; the number of different fields in it. */
static size_t read_header(lode__bom_feed *feed, const char *line, const char *end,
                          char delimiter, lode__bom_header *out)
{
    size_t n_fields = 0;
    out->delimiter = delimiter;
    out->n_columns = 0;
    for (size_t i = 0; i < LODE__N_BOM_FIELDS; i++) out->column_of[i] = SIZE_MAX;
    for (bool more = true; more && out->n_columns < LODE__CSV_MAX_FIELDS;) {
        const char *cell = NULL;
        size_t len = 0;
        more = lode__next_cell(end, delimiter, &line, &cell, &len);
        lode__bom_column column = read_heading(feed, cell, len);
        if (column.field < LODE__N_BOM_FIELDS) {
            if (out->column_of[column.field] == SIZE_MAX) {
                out->column_of[column.field] = out->n_columns;
                n_fields++;
            }
        }
        out->columns[out->n_columns++] = column;
    }
    return n_fields;
}

static bool names_parts(const lode__bom_header *header)
{
    static const lode__bom_field fields[] = {LODE__BOM_ID, LODE__BOM_PART_NUMBER,
                                             LODE__BOM_NAME, LODE__BOM_DESCRIPTION};
    for (size_t i = 0; i < LODE__COUNT(fields); i++)
        if (header->column_of[fields[i]] != SIZE_MAX) return true;
    return false;
}

/* --- levels --- */

/* Whether a level further down in the chunk is the number of an outline: "2" alone does
 * not tell. */
static bool has_outline(const lode__bom_header *header, const char *at, const char *end)
{
    const size_t column = header->column_of[LODE__BOM_LEVEL];
    while (column != SIZE_MAX && at < end) {
        const char *cell = NULL;
        size_t len = 0, n = 0;
        uint32_t level = 0;
        bool is_outline = false, more = true;
        while (more) {
            more = lode__next_cell(end, header->delimiter, &at, &cell, &len);
            if (n++ == column && at < end &&
                lode__bom_level(cell, len, &level, &is_outline) && is_outline)
                return true;
        }
        at = skip_line_end(at, end);
    }
    return false;
}

/* --- the search --- */

/* The first line that says something; empty where none does. */
static const char *first_line(const lode__input *input, size_t *len)
{
    const char *at = input->chunk, *const end = input->chunk + input->used;
    if (input->used >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    while (at < end && *at && strchr(" \t\r\n", *at)) at++;
    *len = line_len(at, end);
    return at;
}

#define HEADINGS "such as id, description, quantity, parent, level, material, mass"

/* Where nobody said that it is a bill of materials it may be anything at all. */
static bool no_header(lode__bom_feed *feed)
{
    lode__reading *reading = feed->reading;
    const lode__bom_target *target = reading->target;
    const lode_place place = {reading->input.source, 1, 1};
    char quoted[LODE__QUOTE_LEN];
    size_t len = 0;
    const char *line = first_line(&reading->input, &len);
    line = lode__quote(quoted, line, len);
    lode__reading_ok(
        reading,
        target->options->format == LODE_BOM_AUTO
            ? lode__error(reading->context, LODE_E_FORMAT, &place,
                          "it %s%s%s, neither XML nor a list in CSV that is known; "
                          "expected headings of a bill of materials in the first %d "
                          "lines, " HEADINGS
                          ", or of a relation of a model in the first one, such as "
                          "item, market, country, share",
                          len ? "begins with \"" : "is empty", line, len ? "\"" : "",
                          MAX_LINES)
            : lode__error(reading->context, LODE_E_FORMAT, &place,
                          "no header of a bill of materials from \"%s\" on; expected "
                          "headings in the first %d lines, " HEADINGS,
                          line, MAX_LINES));
    reading->over = true;
    return false;
}
#undef HEADINGS

bool lode__find_bom_header(lode__bom_feed *feed, lode__bom_header *header)
{
    const lode__input *input = &feed->reading->input;
    const char *end = input->chunk + input->used, *at = input->chunk, *behind = end;
    size_t best = 1;
    if (input->used >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
    lode__bom_header *found =
        lode__alloc(&feed->reading->context->allocator, 1, sizeof(*found));
    if (!found)
        return lode__reading_ok(feed->reading, lode__nomem(feed->reading->context));
    for (uint64_t line = 1; at < end && line <= MAX_LINES; line++) {
        for (size_t i = 0; delimiters[i]; i++) {
            const size_t n = read_header(feed, at, end, delimiters[i], found);
            if (n <= best || !names_parts(found)) continue;
            best = n;
            *header = *found;
            header->line = line;
            behind = at;
        }
        at += line_len(at, end);
        at = skip_line_end(at, end);
    }
    lode__free(&feed->reading->context->allocator, found);
    if (feed->reading->over) return false;
    if (best == 1) return no_header(feed);
    behind += line_len(behind, end);
    header->is_outline = has_outline(header, skip_line_end(behind, end), end);
    return true;
}
