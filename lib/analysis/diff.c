/* Diff: what a redesign changed. The analyses of two networks, joined row by row. */
#include "analysis/columns.h"
#include "analysis/common.h"
#include "base/sort.h"

enum { PRODUCT, FIGURE, ITEM, STAGE, COUNTRY, KIND, UNIT, BEFORE, AFTER, CHANGE };
const lode_column lode__diff_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product, or * for the portfolio"},
    {"figure", LODE_COLUMN_TEXT, "", "what is compared"},
    {"item", LODE_COLUMN_TEXT, "", "item it is about"},
    {"stage", LODE_COLUMN_TEXT, "", "stage it is about"},
    {"country", LODE_COLUMN_TEXT, "", "country, or countries of a coalition"},
    {"kind", LODE_COLUMN_TEXT, "",
     "what stops: production or exports; of origin: quantity, mass or value"},
    {"unit", LODE_COLUMN_TEXT, "", "unit of the figures; empty: parts of one"},
    {"before", LODE_COLUMN_REAL, "", "figure of the first; missing where it has none"},
    {"after", LODE_COLUMN_REAL, "", "figure of the second; missing where it has none"},
    {"change", LODE_COLUMN_REAL, "", "after less before; missing where one is"},
    LODE__NO_COLUMN,
};

enum { FIRST_KEY = ITEM, N_KEYS = UNIT - ITEM + 1 };

typedef lode_status (*analysis_fn)(lode_context *context, const lode_network *network,
                                   const lode_diff_options *options, lode_table **out);

static lode_status requirements(lode_context *context, const lode_network *network,
                                const lode_diff_options *options, lode_table **out)
{
    (void)options;
    return lode_requirements(context, network, NULL, out);
}

static lode_status origin(lode_context *context, const lode_network *network,
                          const lode_diff_options *options, lode_table **out)
{
    (void)options;
    return lode_origin(context, network, NULL, out);
}

static lode_status exposure(lode_context *context, const lode_network *network,
                            const lode_diff_options *options, lode_table **out)
{
    (void)options;
    return lode_exposure(context, network, NULL, out);
}

static lode_status coalitions(lode_context *context, const lode_network *network,
                              const lode_diff_options *options, lode_table **out)
{
    const lode_coalitions_options own = {.struct_size = sizeof own,
                                         .level_frac = options->level_frac,
                                         .size = options->size};
    return lode_coalitions(context, network, &own, out);
}

/* Which columns of an analysis tell a row from the others, and which one is compared. */
typedef struct figure {
    const char *name;
    analysis_fn run;
    const char *value;
    const char *key[N_KEYS]; /* item, stage, country, kind, unit; NULL: is empty */
    double whole; /* what differences are held against where both figures are smaller */
} figure;

static const figure figures[] = {
    {"requirement", requirements, "quantity", {"item", "stage", NULL, NULL, "unit"}, 0.0},
    {"origin", origin, "quantity", {"item", "stage", "country", "measure", "unit"}, 0.0},
    {"loss", exposure, "loss", {NULL, NULL, "country", "kind", NULL}, 1.0},
    {"coalition", coalitions, "loss", {NULL, NULL, "countries", NULL, NULL}, 1.0},
};

/* One of the two tables of a figure, its rows in order of their keys. */
typedef struct side {
    lode_table *table;
    size_t key[1 + N_KEYS]; /* columns, the product first; SIZE_MAX: is empty */
    const double *value;
    uint32_t *order;
    size_t n, at;
} side;

typedef struct maker {
    lode_context *context;
    lode_diff_options options;
    lode_table *table;
    double tolerance;
} maker;

static const char *key_text(const side *s, uint32_t row, size_t k)
{
    return s->key[k] == SIZE_MAX ? "" : lode_table_text(s->table, s->key[k], row);
}

static int compare_keys(const side *a, uint32_t row_a, const side *b, uint32_t row_b)
{
    for (size_t k = 0; k <= N_KEYS; k++) {
        const int order = strcmp(key_text(a, row_a, k), key_text(b, row_b, k));
        if (order) return order;
    }
    return 0;
}

static int compare_rows(uint32_t a, uint32_t b, const void *user)
{
    return compare_keys(user, a, user, b);
}

static lode_status sort_rows(lode_context *context, side *s)
{
    const lode_allocator *allocator = &context->allocator;
    uint32_t *scratch = lode__alloc(allocator, s->n, sizeof *scratch);
    s->order = lode__alloc(allocator, s->n, sizeof *s->order);
    if (scratch && s->order) {
        for (size_t k = 0; k < s->n; k++) s->order[k] = (uint32_t)k;
        lode__sort_indices(s->order, s->n, scratch, compare_rows, s);
    }
    lode__free(allocator, scratch);
    return scratch && s->order ? LODE_OK : lode__nomem(context);
}

static lode_status prepare(maker *m, const figure *f, const lode_network *network,
                           side *s)
{
    LODE__TRY(f->run(m->context, network, &m->options, &s->table));
    s->n = lode_table_n_rows(s->table);
    const uint64_t most = lode__limit(m->context, LODE_LIMIT_ROWS);
    if (s->n > most)
        return lode__over_limit(m->context, LODE_LIMIT_ROWS, most, NULL, f->name);
    s->key[0] = lode_table_find_column(s->table, "product");
    for (size_t k = 0; k < N_KEYS; k++) {
        s->key[1 + k] =
            f->key[k] ? lode_table_find_column(s->table, f->key[k]) : SIZE_MAX;
    }
    s->value = lode_table_reals(s->table, lode_table_find_column(s->table, f->value));
    return sort_rows(m->context, s);
}

static bool differs(const maker *m, const figure *f, double before, double after)
{
    if (isnan(before) || isnan(after)) return isnan(before) != isnan(after);
    const double size = fmax(fmax(fabs(before), fabs(after)), f->whole);
    return fabs(after - before) > m->tolerance * size;
}

static lode_status put_row(maker *m, const figure *f, const side *of, uint32_t row,
                           double before, double after)
{
    lode_table *t = m->table;
    LODE__TRY(lode__table_row(m->context, t));
    const char *product = key_text(of, row, 0);
    LODE__TRY(lode__put_cell_text(m->context, t, PRODUCT, product, strlen(product)));
    LODE__TRY(lode__put_cell_text(m->context, t, FIGURE, f->name, strlen(f->name)));
    for (size_t k = 0; k < N_KEYS; k++) {
        const char *text = key_text(of, row, 1 + k);
        LODE__TRY(lode__put_cell_text(m->context, t, FIRST_KEY + k, text, strlen(text)));
    }
    lode__put_cell_real(t, BEFORE, before);
    lode__put_cell_real(t, AFTER, after);
    lode__put_cell_real(t, CHANGE, after - before);
    return LODE_OK;
}

/* Walks both sides by their keys; a row of one side alone is shown. */
static lode_status join(maker *m, const figure *f, side *before, side *after)
{
    while (before->at < before->n || after->at < after->n) {
        const uint32_t b = before->at < before->n ? before->order[before->at] : 0;
        const uint32_t a = after->at < after->n ? after->order[after->at] : 0;
        int order = before->at == before->n ? 1 : -1;
        if (before->at < before->n && after->at < after->n) {
            order = compare_keys(before, b, after, a);
        }
        const double x = order <= 0 ? before->value[b] : NAN;
        const double y = order >= 0 ? after->value[a] : NAN;
        before->at += order <= 0;
        after->at += order >= 0;
        if (order == 0 && !differs(m, f, x, y)) continue;
        LODE__TRY(order <= 0 ? put_row(m, f, before, b, x, y)
                             : put_row(m, f, after, a, x, y));
    }
    return LODE_OK;
}

static void release(lode_context *context, side *s)
{
    lode_table_free(s->table);
    lode__free(&context->allocator, s->order);
}

static lode_status make(maker *m, const lode_network *before, const lode_network *after)
{
    const lode_diff_figure wanted = m->options.figures;
    LODE__TRY(lode__table_new(m->context, "diff", lode__diff_columns,
                              LODE__COUNT(lode__diff_columns) - 1, &m->table));
    for (size_t k = 0; k < LODE__COUNT(figures); k++) {
        side sides[2] = {{.n = 0}, {.n = 0}};
        if (wanted && !(wanted >> k & 1)) continue;
        lode_status status = prepare(m, &figures[k], before, &sides[0]);
        if (status == LODE_OK) status = prepare(m, &figures[k], after, &sides[1]);
        if (status == LODE_OK) status = join(m, &figures[k], &sides[0], &sides[1]);
        release(m->context, &sides[0]);
        release(m->context, &sides[1]);
        if (status < 0) return status;
    }
    return LODE_OK;
}

lode_status lode_diff(lode_context *context, const lode_network *before,
                      const lode_network *after, const lode_diff_options *options,
                      lode_table **out)
{
    maker m = {.context = context};
    LODE__TRY(lode__begin(context, before, out));
    if (!after) return lode__invalid(context, "after");
    LODE__BEGIN(context, before, options, m.options, size, out);
    if (m.options.figures >> LODE__COUNT(figures)) {
        return lode__invalid(context, "figures");
    }
    if (!(m.options.tolerance >= 0.0 && m.options.tolerance < 1.0)) {
        return lode__invalid(context, "tolerance outside 0..1");
    }
    m.tolerance = m.options.tolerance > 0.0 ? m.options.tolerance : 1e-9;
    const lode_status status = make(&m, before, after);
    return lode__end(status, m.table, out);
}
