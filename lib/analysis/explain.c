/* Explain: for one number the chain of arithmetic and the sources behind it. */
#include "analysis/columns.h"
#include "analysis/explain.h"

enum { PRODUCT, STEP, ITEM, COUNTRY, WHAT, ARITHMETIC, VALUE, UNIT, SOURCE, BASIS, YEAR };
const lode_column lode__explain_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product"},
    {"step", LODE_COLUMN_INTEGER, "", "step, from the product down"},
    {"item", LODE_COLUMN_TEXT, "", "item"},
    {"country", LODE_COLUMN_TEXT, "", "where; empty: everywhere"},
    {"what", LODE_COLUMN_TEXT, "", "what is computed, and of what, as the terms stand"},
    {"arithmetic", LODE_COLUMN_TEXT, "",
     "how, with the figures in it to nine digits; x is multiplication"},
    {"value", LODE_COLUMN_REAL, "", "what comes out"},
    {"unit", LODE_COLUMN_TEXT, "", "its unit; empty: parts of today's flow, or of one"},
    {"source", LODE_COLUMN_TEXT, "", "sources of the figures"},
    {"basis", LODE_COLUMN_TEXT, "", "bases of the shares"},
    {"year", LODE_COLUMN_INTEGER, "", "latest year of the shares"},
    LODE__NO_COLUMN,
};

static lode_status put(lode__explainer *e, size_t column, const lode__text *text)
{
    return lode__put_cell_text(e->context, e->table, column, text->data, text->len);
}

lode_status lode__explain_row(lode__explainer *e, uint32_t item, unsigned place,
                              double value, const char *unit)
{
    lode_table *t = e->table;
    if (e->what.failed || e->sums.failed) return lode__nomem(e->context);
    LODE__TRY(lode__table_row(e->context, t));
    lode__put_cell_code(t, PRODUCT, (uint32_t)e->root);
    lode__put_cell_integer(t, STEP, (int64_t)++e->step);
    lode__put_cell_code(t, ITEM, item);
    lode__put_cell_code(t, COUNTRY, place);
    lode__put_cell_real(t, VALUE, value);
    LODE__TRY(put(e, WHAT, &e->what.text));
    LODE__TRY(put(e, ARITHMETIC, &e->sums.text));
    LODE__TRY(lode__put_cell_text(e->context, t, UNIT, unit, strlen(unit)));
    LODE__TRY(put(e, SOURCE, &e->cited.sources));
    LODE__TRY(put(e, BASIS, &e->cited.bases));
    if (e->cited.year != LODE_YEAR_NONE) lode__put_cell_integer(t, YEAR, e->cited.year);
    lode__sentence_clear(&e->what);
    lode__sentence_clear(&e->sums);
    lode__cited_clear(&e->cited);
    return LODE_OK;
}

static lode_status find_item(lode_context *context, const lode_model *model,
                             const char *id, uint32_t *out)
{
    const size_t item = lode_model_find_item(model, id);
    *out = (uint32_t)item;
    if (item != SIZE_MAX) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(context, LODE_E_UNKNOWN, NULL, "item \"%s\" is not in the model",
                       lode__quote(quoted, id, strlen(id)));
}

static lode_status make(lode__explainer *e, const lode_explain_options *o,
                        lode__asked *asked)
{
    const lode_network *given = e->network;
    const lode__question question = {o->stop, o->n_stops, o->kind, o->scenario,
                                     o->on,   o->set,     o->n_set};
    const bool of_item = o->item && *o->item;
    uint32_t item = LODE__NO_ID;
    if (of_item && (o->n_stops || (o->scenario && *o->scenario))) {
        return lode__invalid(e->context, "item: requirements are those of today");
    }
    if (of_item) LODE__TRY(find_item(e->context, given->model, o->item, &item));
    LODE__TRY(lode__asked_init(e->context, given, &question, asked));
    e->network = asked->network;
    LODE__TRY(lode__table_new(e->context, "explain", lode__explain_columns,
                              LODE__COUNT(lode__explain_columns) - 1, &e->table));
    lode__table_dictionary(e->table, PRODUCT, lode__products(given));
    lode__table_dictionary(e->table, ITEM, lode__items(given));
    lode__table_dictionary(e->table, COUNTRY, lode__countries());
    LODE__TRY(lode__cited_init(e->context, given->model, &e->cited));
    return of_item ? lode__explain_need(e, item)
                   : lode__explain_loss(e, asked, o->flags & LODE_EXPLAIN_ALL);
}

lode_status lode_explain(lode_context *context, const lode_network *network,
                         const lode_explain_options *options, lode_table **out)
{
    lode_explain_options local;
    LODE__BEGIN(context, network, options, local, reserved, out);
    if (local.flags & ~LODE_EXPLAIN_ALL) return lode__invalid(context, "flags");
    lode__asked asked = {0};
    lode__explainer e = {.context = context, .network = network};
    e.what.text.allocator = e.sums.text.allocator = &context->allocator;
    const lode_status status = make(&e, &local, &asked);
    lode__cited_free(context, &e.cited);
    lode__text_free(&e.what.text);
    lode__text_free(&e.sums.text);
    lode__asked_free(&asked);
    return lode__end(status, e.table, out);
}
