/* A table for people: aligned, with percentages, and without columns that say nothing. */
#include "cli.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE = 40, NUMBER_LEN = 64 };

/* Numbers stand with their points below each other: `before` and `after` are the widest
 * parts on the two sides. Text has the first part only. */
typedef struct show_column {
    size_t index;
    bool text;
    size_t before, after;
    const char *head;
} show_column;

typedef struct show_cell {
    const char *text;
    size_t before, after; /* width on each side of the point */
    char number[NUMBER_LEN];
} show_cell;

/* ---- cells ---- */

/* The next character of UTF-8. */
static uint32_t next_character(const char **text)
{
    const unsigned char *at = (const unsigned char *)*text;
    uint32_t letter = *at++;
    if (letter >= 0xc0) letter &= letter >= 0xf0 ? 0x07 : letter >= 0xe0 ? 0x0f : 0x1f;
    while ((*at & 0xc0) == 0x80) letter = letter << 6 | (*at++ & 0x3f);
    *text = (const char *)at;
    return letter;
}

/* Places of a terminal that a character takes: two for those of East Asia, none for
 * accents that stand on the one before. wcwidth() would ask the locale. */
static size_t character_width(uint32_t letter)
{
    static const struct {
        uint32_t first, last;
        size_t width;
    } ranges[] = {{0x0300, 0x036f, 0},  {0x1100, 0x115f, 2}, {0x200b, 0x200f, 0},
                  {0x2e80, 0x303e, 2},  {0x3041, 0xa4cf, 2}, {0xac00, 0xd7a3, 2},
                  {0xf900, 0xfaff, 2},  {0xfe00, 0xfe0f, 0}, {0xfe30, 0xfe6f, 2},
                  {0xff01, 0xff60, 2},  {0xffe0, 0xffe6, 2}, {0x1f300, 0x1f64f, 2},
                  {0x20000, 0x3fffd, 2}};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (letter >= ranges[i].first && letter <= ranges[i].last) return ranges[i].width;
    }
    return 1;
}

static size_t text_width(const char *text)
{
    size_t width = 0;
    while (*text) width += character_width(next_character(&text));
    return width;
}

/* Puts a comma between thousands: 1234567.5 becomes 1,234,567.5. */
static void group_thousands(char number[NUMBER_LEN])
{
    const size_t start = number[0] == '-';
    size_t at = start + strspn(number + start, "0123456789");
    while (at > start + 3) {
        at -= 3;
        memmove(number + at + 1, number + at, strlen(number + at) + 1);
        number[at] = ',';
    }
}

/* Five significant digits, and every digit of larger numbers. */
static void format_quantity(double value, char number[NUMBER_LEN])
{
    const double size = fabs(value);
    const bool plain = size >= 99999.5 && size < 1e15;
    snprintf(number, NUMBER_LEN, plain ? "%.0f" : "%.5g", value);
    if (!strchr(number, 'e')) group_thousands(number);
}

/* One decimal, and as many more as show two digits of a small part, or that it is not
 * quite all. */
static void format_percent(double value, char number[NUMBER_LEN])
{
    const double percent = 100.0 * value, size = fabs(percent), rest = 100.0 - size;
    const double nearly = 1.0 - 1e-9; /* 0.01 is 0.01 whichever way it was rounded */
    const bool is_nearly_all = rest > 1e-9 && rest < 0.05 / nearly;
    int decimals = 1;
    if (size > 0.0 && size < 0.0005) {
        snprintf(number, NUMBER_LEN, "<0.001%%");
        return;
    }
    if (is_nearly_all && rest < 0.0005) {
        snprintf(number, NUMBER_LEN, ">99.999%%");
        return;
    }
    for (double limit = nearly; size > 0.0 && size < limit && decimals < 4; limit /= 10.0)
        decimals++;
    for (double limit = 0.05 / nearly; is_nearly_all && rest < limit && decimals < 4;
         limit /= 10.0)
        decimals++;
    snprintf(number, NUMBER_LEN, "%.*f%%", decimals, percent);
}

static void format_real(const lode_table *table, size_t column, double value,
                        char number[NUMBER_LEN])
{
    if (strcmp(lode_table_column_unit(table, column), "frac") == 0)
        format_percent(value, number);
    else
        format_quantity(value, number);
}

static void split_number(show_cell *cell)
{
    cell->text = cell->number;
    cell->before = strcspn(cell->number, ".");
    cell->after = strlen(cell->number) - cell->before;
}

static void get_cell(const lode_table *table, size_t column, size_t row, show_cell *cell)
{
    const lode_column_type type = lode_table_column_type(table, column);
    cell->text = "-";
    if (type == LODE_COLUMN_TEXT && lode_table_text(table, column, row)[0])
        cell->text = lode_table_text(table, column, row);
    if (type == LODE_COLUMN_FLAG)
        cell->text = lode_table_flags(table, column)[row] ? "yes" : "no";
    cell->before = text_width(cell->text);
    cell->after = 0;
    if (!lode_table_has(table, column, row)) return;
    if (type == LODE_COLUMN_REAL)
        format_real(table, column, lode_table_reals(table, column)[row], cell->number);
    else if (type == LODE_COLUMN_INTEGER)
        snprintf(cell->number, NUMBER_LEN, "%lld",
                 (long long)lode_table_integers(table, column)[row]);
    else
        return;
    split_number(cell);
}

/* ---- columns ---- */

static size_t column_width(const show_column *column)
{
    return column->before + column->after;
}

/* Measures a column; false where all its cells are empty. Its name says its unit. */
static bool measure(const lode_table *table, size_t index, show_column *column)
{
    const lode_column_type type = lode_table_column_type(table, index);
    const size_t n_rows = lode_table_n_rows(table);
    bool empty = n_rows > 0;
    *column = (struct show_column){.index = index};
    column->text = type == LODE_COLUMN_TEXT || type == LODE_COLUMN_FLAG;
    column->head = lode_table_column_name(table, index);
    for (size_t row = 0; row < n_rows; row++) {
        show_cell cell;
        get_cell(table, index, row, &cell);
        empty = empty && strcmp(cell.text, "-") == 0;
        column->before = cell.before > column->before ? cell.before : column->before;
        column->after = cell.after > column->after ? cell.after : column->after;
    }
    const size_t head = text_width(column->head);
    if (head > column_width(column)) column->before = head - column->after;
    return !empty;
}

/* Long text goes to the end of the line, where it puts nothing else out of sight. What a
 * row is of, the texts that it begins with, stays where it is. */
static bool is_long(const lode_table *table, const show_column *column)
{
    return column->text &&
           (column_width(column) > WIDE ||
            strcmp(lode_table_column_name(table, column->index), "binding") == 0);
}

/* Fills columns[] with those to show, in the order to show them; returns how many. */
static size_t choose_columns(const lode_table *table, show_column *columns,
                             show_column *measured)
{
    const size_t n_columns = lode_table_n_columns(table);
    size_t n_measured = 0, n = 0;
    for (size_t i = 0; i < n_columns; i++)
        n_measured += measure(table, i, &measured[n_measured]);
    size_t n_keys = 0;
    while (n_keys < n_measured && measured[n_keys].text) n_keys++;
    for (int want_long = 0; want_long < 2; want_long++) {
        for (size_t i = 0; i < n_measured; i++) {
            const bool moves = i >= n_keys && is_long(table, &measured[i]);
            if (moves == want_long) columns[n++] = measured[i];
        }
    }
    return n;
}

static size_t take_columns(const lode_table *table, show_column *columns)
{
    const size_t n = lode_table_n_columns(table);
    for (size_t i = 0; i < n; i++) (void)measure(table, i, &columns[i]);
    return n;
}

/* ---- lines ---- */

/* Puts text after `*pending` blanks and sets those that are to come before the next. */
static void put(FILE *stream, const char *text, size_t before, size_t after,
                size_t *pending)
{
    fprintf(stream, "%*s%s", (int)(*pending + before), "", text);
    *pending = after + 2;
}

static void put_head(FILE *stream, const show_column *columns, size_t n)
{
    size_t pending = 0;
    for (size_t i = 0; i < n; i++) {
        const size_t blanks = column_width(&columns[i]) - text_width(columns[i].head);
        const bool text = columns[i].text;
        put(stream, columns[i].head, text ? 0 : blanks, text ? blanks : 0, &pending);
    }
    putc('\n', stream);
}

static void put_row(FILE *stream, const lode_table *table, size_t row,
                    const show_column *columns, size_t n)
{
    size_t pending = 0;
    for (size_t i = 0; i < n; i++) {
        const show_column *const column = &columns[i];
        show_cell cell;
        get_cell(table, column->index, row, &cell);
        const size_t before = column->before - cell.before,
                     after = column->after - cell.after;
        put(stream, cell.text, column->text ? 0 : before, column->text ? before : after,
            &pending);
    }
    putc('\n', stream);
}

bool show_table(FILE *stream, const lode_table *table, bool as_it_is)
{
    const size_t n_columns = lode_table_n_columns(table),
                 n_rows = lode_table_n_rows(table);
    /* As many again to measure in; the place after the last is measured into and not
     * kept. */
    show_column *const columns = calloc(2 * n_columns + 1, sizeof(*columns));
    if (!columns) return false;
    const size_t n = as_it_is ? take_columns(table, columns)
                              : choose_columns(table, columns, columns + n_columns);
    put_head(stream, columns, n);
    for (size_t row = 0; row < n_rows && !ferror(stream) && !interrupted(); row++)
        put_row(stream, table, row, columns, n);
    free(columns);
    return true;
}
