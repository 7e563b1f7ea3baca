/* What a market made, bought, sold and took from stocks. */
#include "model/builder.h"

static lode_status fill_balance(lode_context *context, lode_builder *builder,
                                const lode_balance_record *given,
                                lode__balance_entry *entry)
{
    LODE__TRY(lode__need_parent(context, builder->item, "no item was named"));
    LODE__TRY(lode__take_id(context, builder, "market", given->market, &entry->market));
    if (strcmp(given->market, "*") == 0) {
        const lode_place place = lode__site_place(builder, &builder->at);
        return lode__error(context, LODE_E_VALUE, &place,
                           "market \"*\" trades with nobody: a balance is of a country "
                           "or bloc");
    }
    if (given->unit && given->unit[0])
        LODE__TRY(lode__take_unit(context, builder, given->unit, &entry->unit));
    LODE__TRY(lode__take_ref(context, builder, "source", given->source, &entry->source));
    return lode__check_year(context, builder, given->year);
}

static lode_status add_balance(lode_context *context, lode_builder *builder,
                               const lode_balance_record *record)
{
    const size_t min_size = offsetof(lode_balance_record, source) + sizeof(char *);
    lode_balance_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    lode__balance_entry entry = {.at = builder->at,
                                 .item = builder->item,
                                 .year = given.year,
                                 .unit = LODE__UNIT_REFUSED};
    LODE__TRY(fill_balance(context, builder, &given, &entry));
    if (builder->item == LODE__REFUSED) return LODE_OK;
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_BALANCE, &entry));
    builder->balance = lode__n_entries(builder, LODE__RECORD_BALANCE) - 1;
    return LODE_OK;
}

lode_status lode_builder_balance(lode_context *context, lode_builder *builder,
                                 const lode_balance_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    builder->balance = LODE__REFUSED;
    return lode__builder_leave(builder, add_balance(context, builder, record));
}

static lode_status fill_amount(lode_context *context, lode_builder *builder,
                               const lode_amount_record *given, lode__amount_entry *entry)
{
    LODE__TRY(lode__need_parent(context, builder->balance, "no balance was opened"));
    if (given->of == 0) return lode__invalid(context, "of is not given");
    LODE__TRY(lode__check_code(context, "of", given->of, LODE_AMOUNT_CONSUMPTION));
    LODE__TRY(lode__check_code(context, "bound", given->bound, LODE_BOUND_MISSING));
    LODE__TRY(lode__check_code(context, "reserved", given->reserved, 0));
    LODE__TRY(lode__take_text(context, builder, "form", given->form, &entry->form));
    LODE__TRY(lode__take_ref(context, builder, "source", given->source, &entry->source));
    LODE__TRY(lode__check_real(context, builder, "quantity", given->quantity,
                               given->of == LODE_AMOUNT_STOCK_WITHDRAWAL
                                   ? LODE__RANGE_FINITE
                                   : LODE__RANGE_NOT_NEGATIVE));
    return lode__check_unpublished(context, builder, "quantity", given->bound,
                                   given->quantity);
}

static lode_status add_amount(lode_context *context, lode_builder *builder,
                              const lode_amount_record *record)
{
    const size_t min_size = offsetof(lode_amount_record, quantity) + sizeof(double);
    lode_amount_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    lode__amount_entry entry = {.at = builder->at,
                                .balance = builder->balance,
                                .of = (uint8_t)given.of,
                                .bound = (uint8_t)given.bound,
                                .quantity = given.quantity + 0.0};
    LODE__TRY(fill_amount(context, builder, &given, &entry));
    if (builder->balance == LODE__REFUSED) return LODE_OK;
    return lode__keep(context, builder, LODE__RECORD_AMOUNT, &entry);
}

lode_status lode_builder_amount(lode_context *context, lode_builder *builder,
                                const lode_amount_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_amount(context, builder, record));
}
