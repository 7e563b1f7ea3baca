/* Rows of CSV wherever chunks and blocks of the input end: whatever stands in a cell, and
 * whichever way the row is read, the text and its place are those that were written. */
#include "read_common.h"

#include "read/bom.h"

#include <stdio.h>

enum { N_ROWS = 6000, MAX_ROW = 128, N_STYLES = 7 };

/* Cell of a name as it is written, and as it is meant; %s stands for a number. */
static const struct {
    const char *written, *meant, *line_end;
    unsigned n_lines, n_characters; /* of the cell as written, beside the number */
} styles[N_STYLES] = {
    {"part %s", "part %s", "\n", 1, 5},
    {"\"a, b %s\"", "a, b %s", "\r\n", 1, 7},
    {"\"say \"\"%s\"\"\"", "say \"%s\"", "\n", 1, 10},
    {"Geh\xC3\xA4use \xE5\x80\x8B %s", "Geh\xC3\xA4use \xE5\x80\x8B %s", "\r", 1, 10},
    {"\"two\nlines %s\"", "two\nlines %s", "\n", 2, 12},
    {"\xC3\xA9\t%s", "\xC3\xA9\t%s", "\r\n", 1, 2},
    {"\"\"\"%s\"", "\"%s", "\n", 1, 4},
};

typedef struct list {
    char *text;
    size_t len, at;
    size_t step; /* bytes that one call gives at most */
} list;

static list make_list(void)
{
    list made = {.text = malloc((size_t)N_ROWS * MAX_ROW)};
    made.len = (size_t)sprintf(made.text, "name,quantity,mass\n");
    for (unsigned i = 0; i < N_ROWS; i++) {
        char number[16];
        snprintf(number, sizeof number, "%u", i);
        made.len +=
            (size_t)sprintf(made.text + made.len, styles[i % N_STYLES].written, number);
        /* Lengths that have no common period with blocks. */
        made.len += (size_t)sprintf(made.text + made.len, ",%u,%u g%s", 1 + i % 9,
                                    1 + i * i % 100003, styles[i % N_STYLES].line_end);
    }
    return made;
}

static int64_t give(void *data, size_t capacity, void *user)
{
    list *from = user;
    size_t n = from->len - from->at;
    if (n > capacity) n = capacity;
    if (n > from->step) n = from->step;
    memcpy(data, from->text + from->at, n);
    from->at += n;
    return (int64_t)n;
}

static void check_rows(const lode_bom *bom)
{
    uint32_t line = 2;
    /* The list itself is the part before those of its rows. */
    cr_assert_eq(bom->n_parts, N_ROWS + 1);
    cr_assert_eq(bom->usages.n, N_ROWS);
    for (unsigned i = 0; i < N_ROWS; i++) {
        char number[16], meant[MAX_ROW];
        snprintf(number, sizeof number, "%u", i);
        snprintf(meant, sizeof meant, styles[i % N_STYLES].meant, number);
        const lode__bom_part *part = &bom->parts[i + 1];
        cr_assert_str_eq(lode__bom_text(bom, lode__bom_label_of(bom, part).name), meant);
        cr_assert_eq(part->line, line, "row %u: line %u, not %u", i, part->line, line);
        cr_assert_eq(lode__tape_line(&bom->usages, i).quantity, 1 + i % 9);
        cr_assert_eq(part->mass, 1 + i * i % 100003);
        line += styles[i % N_STYLES].n_lines;
    }
}

LODE_TEST(read_csv_chunks, every_cell_comes_through)
{
    static const size_t steps[] = {SIZE_MAX, 4099};
    list made = make_list();
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        lode_bom *bom = NULL;
        made.at = 0;
        made.step = steps[i];
        cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
        cr_assert_eq(lode_bom_read_callback(ctx, bom, give, &made, NULL), LODE_OK);
        check_rows(bom);
        lode_bom_free(bom);
    }
    free(made.text);
}

/* A fault in the last row of each style, at its quantity: its column counts characters.
 */
LODE_TEST(read_csv_chunks, places_count_characters)
{
    for (unsigned i = 0; i < N_STYLES; i++) {
        char text[256], cell[MAX_ROW];
        lode_bom *bom = NULL;
        snprintf(cell, sizeof cell, styles[i].written, "12345");
        const int len = snprintf(text, sizeof text, "name,quantity\n\xC3\xA9,1\n%s,x%s",
                                 cell, styles[i].line_end);
        cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
        cr_expect_eq(lode_bom_read_memory(ctx, bom, text, (size_t)len, NULL),
                     LODE_E_VALUE);
        const lode_diagnostic *error = lode_context_error(ctx);
        const char *last = strrchr(cell, '\n');
        const uint64_t column = last ? strlen(last + 1) + 2 : styles[i].n_characters + 7;
        cr_expect_eq(lode_diagnostic_line(error), 2 + styles[i].n_lines);
        cr_expect_eq(lode_diagnostic_column(error), column, "style %u: %u", i,
                     (unsigned)lode_diagnostic_column(error));
        lode_bom_free(bom);
    }
}

/* What is wrong in a row that lies whole in the chunk is found as everywhere else. */
LODE_TEST(read_csv_chunks, bytes_that_are_no_text)
{
    static const struct {
        const char *text;
        size_t len;
        uint64_t line, column;
    } faults[] = {
        {"name,quantity\na,1\n\xC3\xA9,\xFF\n", 23, 3, 3},
        {"name,quantity\na,1\nb\0,1\n", 23, 3, 2},
        {"name,quantity\na\"b,1\n", 20, 2, 2},
        {"name,quantity\n\"a\"b,1\n", 22, 2, 4},
        {"name,quantity\n\"a,1\n", 19, 2, 1},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        lode_bom *bom = NULL;
        cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
        cr_expect_eq(lode_bom_read_memory(ctx, bom, faults[i].text, faults[i].len, NULL),
                     LODE_E_PARSE);
        const lode_diagnostic *error = lode_context_error(ctx);
        cr_expect_eq(lode_diagnostic_line(error), faults[i].line, "fault %zu", i);
        cr_expect_eq(lode_diagnostic_column(error), faults[i].column, "fault %zu", i);
        lode_bom_free(bom);
    }
}

/* Rows of parts by their ids in a currency, of which the same are named again and again:
 * however many lines between them are empty, each stands for one part, and each text is
 * kept once. */
LODE_TEST(read_csv_chunks, empty_lines_between_rows)
{
    enum { N_IDS = 97, N_LINES = 2000 };
    for (unsigned step = 1; step < 40; step++) {
        static char text[N_LINES * 48];
        size_t len = (size_t)sprintf(text, "parent,id,price,currency,quantity\n");
        for (unsigned i = 0; i < N_LINES; i++) {
            if (i % step == 0) text[len++] = '\n';
            len += (size_t)sprintf(text + len,
                                   "whole product,a long part number %u,1,EUR,%u\n",
                                   i % N_IDS, 1 + i);
        }
        lode_bom *bom = NULL;
        cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
        cr_assert_eq(lode_bom_read_memory(ctx, bom, text, len, NULL), LODE_OK);
        cr_expect_eq(bom->n_parts, N_IDS + 1, "step %u: %zu", step, bom->n_parts);
        cr_expect_eq(bom->usages.n, N_LINES);
        cr_expect_eq(bom->n_details, 1);
        /* The empty one, the source, the product, the parts, the currency. */
        cr_expect_eq(bom->texts.n, N_IDS + 4, "step %u: %u", step, bom->texts.n);
        lode_bom_free(bom);
    }
}
