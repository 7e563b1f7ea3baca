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

static lode_status explain_losses(lode__explainer *e, lode__asked *asked, bool all)
{
    lode__losses losses = {0};
    lode_status status = lode__losses_init(e, asked, &losses);
    for (e->root = 0; e->root < e->network->n_roots && status == LODE_OK; e->root++) {
        e->step = 0;
        lode__say(&e->what, "loss of the product");
        status = lode__explain_loss(&losses, e->network->roots[e->root].node, all);
    }
    lode__losses_free(&losses);
    return status;
}

typedef struct need {
    lode__needs needs;
    uint32_t item;
} need;

static lode_status explain_need(const lode__flow *flow, void *user)
{
    need *const n = user;
    const lode_model *model = n->needs.model;
    n->needs.e->root = flow->root;
    n->needs.e->step = 0;
    LODE__TRY(lode__needs_find(&n->needs, flow, n->item));
    for (uint32_t k = 0; k < model->n_items; k++) {
        const uint32_t item = model->item_order[k];
        if (!lode__needs_has(&n->needs, item)) continue;
        LODE__TRY(lode__explain_needed(&n->needs, item, LODE__N_PLACES));
    }
    return LODE_OK;
}

static lode_status explain_needs(lode__explainer *e, uint32_t item)
{
    need n = {.item = item};
    lode_status status = lode__needs_init(e, &n.needs);
    if (status == LODE_OK)
        status = lode__each_flow(e->context, e->network, explain_need, &n);
    lode__needs_free(&n.needs);
    return status;
}

/* Neither requirements nor the table of dependency know of stops and scenarios. */
static lode_status check(lode__explainer *e, const lode_explain_options *o)
{
    const lode_explain_figure figures = LODE_EXPLAIN_DIRECT | LODE_EXPLAIN_CONTENT |
                                        LODE_EXPLAIN_DEEP | LODE_EXPLAIN_RELIANCE |
                                        LODE_EXPLAIN_MASS | LODE_EXPLAIN_VALUE;
    const bool is_changed =
        o->n_stops || o->on || o->n_set || (o->scenario && *o->scenario);
    const bool of_item = o->item && *o->item, has_domestic = o->domestic && *o->domestic;
    if (o->flags & ~LODE_EXPLAIN_ALL) return lode__invalid(e->context, "flags");
    if (o->figures & ~figures) return lode__invalid(e->context, "figures");
    if (is_changed && o->figures)
        return lode__invalid(e->context, "figures: dependency is that of today");
    if (is_changed && of_item)
        return lode__invalid(e->context, "item: requirements are those of today");
    lode__places inside;
    if (has_domestic)
        LODE__TRY(
            lode__find_domestic(e->context, e->network, o->domestic, NULL, &inside));
    if (has_domestic && !o->figures)
        return lode__invalid(e->context, "domestic: figures of dependency only");
    return LODE_OK;
}

static lode_status make(lode__explainer *e, const lode_explain_options *o,
                        lode__asked *asked)
{
    const lode_network *given = e->network;
    const lode__question question = {o->stop, o->n_stops, o->kind, o->scenario,
                                     o->on,   o->set,     o->n_set};
    const bool of_item = o->item && *o->item, all = o->flags & LODE_EXPLAIN_ALL;
    uint32_t item = LODE__NO_ID;
    LODE__TRY(check(e, o));
    if (of_item) LODE__TRY(find_item(e->context, given->model, o->item, &item));
    LODE__TRY(lode__asked_init(e->context, given, &question, asked));
    e->network = asked->network;
    LODE__TRY(lode__table_new(e->context, "explain", lode__explain_columns,
                              LODE__COUNT(lode__explain_columns) - 1, &e->table));
    lode__table_dictionary(e->table, PRODUCT, lode__products(given));
    lode__table_dictionary(e->table, ITEM, lode__items(given));
    lode__table_dictionary(e->table, COUNTRY, lode__countries());
    LODE__TRY(lode__cited_init(e->context, given->model, &e->cited));
    const lode__abroad abroad = {o->domestic, item, o->figures, all};
    if (o->figures) return lode__explain_abroad(e, asked, &abroad);
    return of_item ? explain_needs(e, item) : explain_losses(e, asked, all);
}

lode_status lode_explain(lode_context *context, const lode_network *network,
                         const lode_explain_options *options, lode_table **out)
{
    lode_explain_options local;
    LODE__BEGIN(context, network, options, local, domestic, out);
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
