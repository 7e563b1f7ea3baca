/* A row of a list of edges that is plain is read in a short way; it must say what it says
 * when it is not: lists drawn at random are read as they are and with a last column that
 * says of each part that it is fitted, which says nothing new, but is not plain. */
#include "read_common.h"

#include "read/bom.h"

enum { N_LISTS = 400, N_ROWS = 40, MOST = 18 };

static uint32_t draw(uint32_t *state, uint32_t n)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % n;
}

/* What cells of a column say, the first as often as all others together. */
typedef struct choice {
    const char *texts[MOST];
} choice;

static const choice choices[] = {
    {{"A", "", "B", "C", "D", "A0000001", "a long id of a part", " B ", "\"C\""}},
    {{"A", "B", "C", "D", "E0000001", "E0000002", "F", "another long id", "", "\"B\""}},
    {{"", "cap", "a description of a part", "another description", "r\xC3\xA9sistance"}},
    {{"", "n", "a name", "\"n\""}},
    {{"", "1", "02"}},
    {{"1", "2", "0", "12", "1234567890123456789", "0.5", "3 kg", "2 each", "4each", "",
      "x", "-1", "5 %", "7 foo", "1234567", "12345678", "1234567 kg", "0.25 kg"}},
    {{"each", "", "kg", "pcs", "foo", "%", " m", "each/each", "kilogram"}},
    {{"5 g", "", "6 g", "5g", "0.005 kg", "10", "3 %", "-2 g", "1 each", "4 kg ", "=1",
      "7  g", "\"0,5 g\"", "1e-3 kg", "8 kilogram"}},
    {{"", "g", "mg", "ppm", "foo"}},
};
static const char *const heads[] = {
    "parent,id,description,name,version,quantity,unit,mass,mass unit",
    "parent,id,description,name,version,quantity [kg],unit,mass (g),mass unit",
    "parent,id,description,name,version,quantity,unit,mass [%],mass unit",
    "parent,id,description,name,version,quantity [foo],unit,mass,mass unit",
};

static void add_cell(read_text *text, const choice *from, uint32_t *state)
{
    uint32_t n = 0;
    while (n < MOST && from->texts[n]) n++;
    read_text_add(text, from->texts[draw(state, 2) == 0 ? 0 : draw(state, n)]);
}

/* The same list as it is, and with what says nothing new. */
static void draw_list(uint32_t seed, read_text *plain, read_text *other)
{
    uint32_t state = seed;
    const char *const head = heads[seed % LODE__COUNT(heads)];
    read_text_add(plain, head);
    read_text_add(other, head);
    read_text_add(plain, "\n");
    read_text_add(other, ",fitted\n");
    for (size_t row = 0; row < N_ROWS; row++) {
        const size_t start = plain->len;
        for (size_t i = 0; i < LODE__COUNT(choices); i++) {
            if (i > 0) read_text_add(plain, ",");
            add_cell(plain, &choices[i], &state);
        }
        read_text_add(other, plain->data + start);
        read_text_add(plain, "\n");
        read_text_add(other, ",yes\n");
    }
}

/* What became of it: all records, and all that is said. */
static void describe(const lode_context *context, const lode_bom *bom, read_text *to)
{
    char text[512];
    for (size_t i = 0; i < bom->n_parts; i++) {
        const lode__bom_part *part = &bom->parts[i];
        const lode__bom_label label = lode__bom_label_of(bom, part);
        snprintf(text, sizeof text, "part %u:%u %s|%s %u %x %s %s %a\n", part->line,
                 label.columns_past, lode__bom_text(bom, part->id),
                 lode__bom_text(bom, label.name), part->detail, part->flags,
                 lode__bom_unit(part->unit)->name, lode__bom_unit(part->mass_unit)->name,
                 part->mass);
        read_text_add(to, text);
    }
    lode__tape_reader usages = lode__tape_read(&bom->usages, 0);
    while (lode__tape_next(&usages)) {
        const lode__line_entry *usage = &usages.line;
        snprintf(text, sizeof text, "use %u %u %a %s %u:%u %u\n", usage->parent,
                 usage->item, usage->quantity, lode__bom_unit(usage->unit)->name,
                 usage->at.line, usage->at.column, usage->extra);
        read_text_add(to, text);
    }
    for (size_t i = 0; i < bom->n_details; i++) {
        const lode__bom_detail *detail = &bom->details[i];
        snprintf(text, sizeof text, "detail %s|%s %a\n",
                 lode__bom_text(bom, detail->version),
                 lode__bom_text(bom, detail->description), detail->price);
        read_text_add(to, text);
    }
    for (size_t i = 0; i < lode_report_kept(context); i++) {
        lode_diagnostic_format(lode_report_get(context, i), text, sizeof text);
        read_text_add(to, text);
        read_text_add(to, "\n");
    }
}

static read_text read_list(lode_context *context, const read_text *list)
{
    lode_bom *bom = NULL;
    read_text said = {0};
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    options.source = "list.csv";
    cr_assert_eq(lode_bom_new(context, NULL, &bom), LODE_OK);
    const lode_status status =
        lode_bom_read_memory(context, bom, list->data, list->len, &options);
    read_text_add(&said, lode_status_name(status));
    read_text_add(&said, "\n");
    describe(context, bom, &said);
    lode_bom_free(bom);
    lode_report_clear(context);
    return said;
}

static void expect_same(lode_context *context, uint32_t seed)
{
    read_text plain = {0}, other = {0};
    draw_list(seed, &plain, &other);
    read_text of_plain = read_list(context, &plain),
              of_other = read_list(context, &other);
    cr_expect_str_eq(of_plain.data, of_other.data, "list %u:\n%s", seed, plain.data);
    free(plain.data);
    free(other.data);
    free(of_plain.data);
    free(of_other.data);
}

LODE_TEST(read_bom_lines, plain_or_not)
{
    for (uint32_t seed = 1; seed <= N_LISTS; seed++) expect_same(ctx, seed);
}

/* A limit is reached by the same row, with all that was read before it. */
LODE_TEST(read_bom_lines, plain_or_not_up_to_a_limit)
{
    static const lode_limit limits[] = {LODE_LIMIT_ITEMS, LODE_LIMIT_INPUTS,
                                        LODE_LIMIT_ELEMENTS};
    for (uint32_t seed = 1; seed <= N_LISTS; seed++) {
        const lode_limit limit = limits[seed % LODE__COUNT(limits)];
        const uint64_t standard = lode_context_limit(ctx, limit);
        cr_assert_eq(lode_context_set_limit(ctx, limit, 1 + seed % N_ROWS), LODE_OK);
        expect_same(ctx, seed);
        cr_assert_eq(lode_context_set_limit(ctx, limit, standard), LODE_OK);
    }
}
