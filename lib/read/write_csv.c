/* The relations of a model as CSV, in the columns that model_csv.c reads. */
#include "base/text.h"
#include "read/recall.h"

/* --- rows --- */

static void put_cell(lode__writer *to, bool first, const char *text)
{
    lode__put(to, ",", first ? 0 : 1);
    if (text) lode__put_csv(to, text);
}

/* The sources of a share or amount and of its head are one column: that of the head. */
static bool is_column(const lode__element *element, size_t field)
{
    const bool has_own = element != &lode__elements[LODE__EL_FROM] &&
                         element != &lode__elements[LODE__EL_AMOUNT];
    return has_own || field + 1 < element->n_fields;
}

static void put_header(lode__writer *to, bool first, lode__element_id id)
{
    const lode__element *element = &lode__elements[id];
    for (size_t i = 0; i < element->n_fields; i++)
        if (is_column(element, i)) put_cell(to, first && i == 0, element->fields[i].name);
}

static void put_record(lode__writer *to, bool first, lode__element_id id,
                       const lode__record *record)
{
    const lode__element *element = &lode__elements[id];
    for (size_t i = 0; i < element->n_fields; i++) {
        char number[32];
        if (is_column(element, i))
            put_cell(to, first && i == 0,
                     lode__field_text(element, &element->fields[i], record, number));
    }
}

/* --- relations --- */

static void put_items(lode__writer *to, const lode_model *model)
{
    put_header(to, true, LODE__EL_ITEM);
    lode__puts(to, "\n");
    for (uint32_t item = 0; item < model->n_items; item++) {
        lode__record record;
        lode__recall_item(model, item, &record);
        put_record(to, true, LODE__EL_ITEM, &record);
        lode__puts(to, "\n");
    }
}

/* Options of groups are no lines of this form. */
static void put_inputs(lode__writer *to, const lode_model *model)
{
    size_t extra_at = 0;
    put_cell(to, true, "parent");
    put_header(to, false, LODE__EL_INPUT);
    lode__puts(to, "\n");
    for (uint32_t item = 0; item < model->n_items; item++) {
        for (uint32_t line = model->item_line[item]; line < model->item_line[item + 1];
             line++) {
            const lode__line_extra *extra = lode__next_extra(model, &extra_at, line);
            if (extra && extra->group > 0) continue;
            lode__record record;
            lode__recall_line(model, line, extra, &record);
            put_cell(to, true, lode__item_id(model, item));
            put_record(to, false, LODE__EL_INPUT, &record);
            lode__puts(to, "\n");
        }
    }
}

static void put_vector(lode__writer *to, const lode_model *model, uint32_t item,
                       const lode__vector *vector)
{
    lode__record head, row;
    for (uint32_t i = 0; i < vector->n_shares; i++) {
        lode__recall_origin(model, vector, &head);
        lode__recall_share(model, &model->shares[vector->first_share + i], &row);
        if (row.share.source[0]) head.origin.source = row.share.source;
        put_cell(to, true, lode__item_id(model, item));
        put_record(to, false, LODE__EL_ORIGIN, &head);
        put_record(to, false, LODE__EL_FROM, &row);
        lode__puts(to, "\n");
    }
}

static void put_origins(lode__writer *to, const lode_model *model)
{
    put_cell(to, true, "item");
    put_header(to, false, LODE__EL_ORIGIN);
    put_header(to, false, LODE__EL_FROM);
    lode__puts(to, "\n");
    for (uint32_t item = 0; item < model->n_items; item++)
        for (uint32_t v = lode__first_vector(model, item);
             v < lode__end_vector(model, item); v++)
            put_vector(to, model, item, &model->vectors[v]);
}

static void put_balance(lode__writer *to, const lode_model *model,
                        const lode__balance *balance)
{
    lode__record head, row;
    for (uint32_t i = 0; i < balance->n_amounts; i++) {
        lode__recall_balance(model, balance, &head);
        lode__recall_amount(model, &model->amounts[balance->first_amount + i], &row);
        if (row.amount.source[0]) head.balance.source = row.amount.source;
        put_cell(to, true, lode__item_id(model, balance->item));
        put_record(to, false, LODE__EL_BALANCE, &head);
        put_record(to, false, LODE__EL_AMOUNT, &row);
        lode__puts(to, "\n");
    }
}

static void put_balances(lode__writer *to, const lode_model *model)
{
    put_cell(to, true, "item");
    put_header(to, false, LODE__EL_BALANCE);
    put_header(to, false, LODE__EL_AMOUNT);
    lode__puts(to, "\n");
    for (size_t i = 0; i < model->n_balances; i++)
        put_balance(to, model, &model->balances[i]);
}

static void put_products(lode__writer *to, const lode_model *model)
{
    put_header(to, true, LODE__EL_PRODUCT);
    lode__puts(to, "\n");
    for (size_t i = 0; i < model->n_products; i++) {
        lode__record record;
        lode__recall_product(model, &model->products[i], &record);
        put_record(to, true, LODE__EL_PRODUCT, &record);
        lode__puts(to, "\n");
    }
}

lode_status lode_write_relation(lode_context *context, const lode_model *model,
                                lode_format format, lode_write_fn write, void *user)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!model) return lode__invalid(context, "model is NULL");
    if (!write) return lode__invalid(context, "write is NULL");
    lode__writer to;
    lode__writer_init(&to, write, user);
    switch (format) {
    case LODE_FORMAT_ITEMS_CSV:
        put_items(&to, model);
        break;
    case LODE_FORMAT_INPUTS_CSV:
        put_inputs(&to, model);
        break;
    case LODE_FORMAT_ORIGINS_CSV:
        put_origins(&to, model);
        break;
    case LODE_FORMAT_BALANCES_CSV:
        put_balances(&to, model);
        break;
    case LODE_FORMAT_PRODUCTS_CSV:
        put_products(&to, model);
        break;
    default:
        return lode__invalid(context, "format is none of the five of CSV");
    }
    return lode__writer_finish(context, &to);
}
