/* The coverage report: what became of everything, what is open first. */
#include "read/import.h"

#include "base/sort.h"

#include <math.h>
#include <string.h>

static const lode_column columns[] = {
    {"file", LODE_COLUMN_TEXT, "", "file the part stands in"},
    {"line", LODE_COLUMN_INTEGER, "", "its line"},
    {"part", LODE_COLUMN_TEXT, "", "id of the part"},
    {"text", LODE_COLUMN_TEXT, "", "what it, its material or its substance is called"},
    {"material", LODE_COLUMN_TEXT, "", "name of the material"},
    {"state", LODE_COLUMN_TEXT, "",
     "classified by a rule, declared in the file, undecided, unmatched, or left out"},
    {"rule", LODE_COLUMN_TEXT, "", "rule that decided, or could not"},
    {"composition", LODE_COLUMN_TEXT, "",
     "composition of the rules, or items that its elements come from"},
    {"confidence", LODE_COLUMN_REAL, "frac", "how sure the rule is"},
    {"mass_kg", LODE_COLUMN_REAL, "kg", "mass in one part"},
    {"product_kg", LODE_COLUMN_REAL, "kg", "mass in one of each product"},
    {"value", LODE_COLUMN_REAL, "", "price of the parts in one of each product"},
    {"residual_kg", LODE_COLUMN_REAL, "kg", "mass in one part that is not accounted for"},
    LODE__NO_COLUMN,
};

const lode_column *lode_bom_columns(void)
{
    return columns;
}

enum {
    FILE_NAME,
    LINE,
    PART,
    TEXT,
    MATERIAL,
    STATE,
    RULE,
    COMPOSITION,
    CONFIDENCE,
    MASS,
    PRODUCT_MASS,
    VALUE,
    RESIDUAL
};

static const char *const states[LODE__N_BOM_STATES] = {
    [LODE__STATE_UNDECIDED] = "undecided",   [LODE__STATE_UNMATCHED] = "unmatched",
    [LODE__STATE_CLASSIFIED] = "classified", [LODE__STATE_DECLARED] = "declared",
    [LODE__STATE_LEFT_OUT] = "left out",
};

static double product_mass(const lode__coverage *row)
{
    return row->mass_kg * row->total;
}

static double product_value(const lode__coverage *row)
{
    return row->price * row->total;
}

/* The larger first, what is not known last. */
static int compare_figures(double a, double b)
{
    if (isnan(a) || isnan(b)) return (int)isnan(a) - (int)isnan(b);
    return (a < b) - (a > b);
}

static int compare_rows(uint32_t a, uint32_t b, const void *user)
{
    const lode__import *import = user;
    const lode__coverage *one = &import->rows[a], *other = &import->rows[b];
    if (one->state != other->state) return one->state < other->state ? -1 : 1;
    int order = compare_figures(product_mass(one), product_mass(other));
    if (order == 0) order = compare_figures(product_value(one), product_value(other));
    if (order == 0)
        order = strcmp(lode__import_text(import, one->id),
                       lode__import_text(import, other->id));
    return order;
}

static lode_status put_texts(lode__import *import, lode_table *table,
                             const lode__coverage *row)
{
    const struct {
        size_t column;
        const char *text;
    } cells[] = {
        {FILE_NAME, lode__import_text(import, row->file)},
        {PART, row->item ? lode__builder_text(import->builder, row->item)
                         : lode__import_text(import, row->id)},
        {TEXT, row->text},
        {MATERIAL, row->material},
        {STATE, states[row->state]},
        {RULE, row->rule},
        {COMPOSITION, row->composition},
    };
    for (size_t i = 0; i < LODE__COUNT(cells); i++)
        LODE__TRY(lode__put_cell_text(import->context, table, cells[i].column,
                                      cells[i].text, strlen(cells[i].text)));
    return LODE_OK;
}

static lode_status put_row(lode__import *import, lode_table *table,
                           const lode__coverage *row)
{
    LODE__TRY(lode__table_row(import->context, table));
    LODE__TRY(put_texts(import, table, row));
    if (row->line > 0) lode__put_cell_integer(table, LINE, row->line);
    lode__put_cell_real(table, CONFIDENCE, row->confidence);
    lode__put_cell_real(table, MASS, row->mass_kg);
    lode__put_cell_real(table, PRODUCT_MASS, product_mass(row));
    lode__put_cell_real(table, VALUE, product_value(row));
    lode__put_cell_real(table, RESIDUAL, row->residual_kg);
    return LODE_OK;
}

lode_status lode__import_report(lode__import *import, lode_table **out)
{
    lode_table *table = NULL;
    const size_t n = import->n_rows;
    uint32_t *order = lode__arena_alloc(&import->arena, n, 2 * sizeof(*order));
    if (!order) return lode__nomem(import->context);
    for (uint32_t i = 0; i < n; i++) order[i] = i;
    lode__sort_indices(order, n, order + n, compare_rows, import);
    LODE__TRY(lode__table_new(import->context, "coverage", columns,
                              LODE__COUNT(columns) - 1, &table));
    lode_status status = n > 0 ? lode__table_reserve(import->context, table, n) : LODE_OK;
    for (size_t i = 0; i < n && status >= 0; i++)
        status = put_row(import, table, &import->rows[order[i]]);
    lode__table_close(table);
    if (status < 0) {
        lode_table_free(table);
        return status;
    }
    *out = table;
    return LODE_OK;
}
