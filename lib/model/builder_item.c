/* Records about items: what they are, what they take, what they come with. */
#include "model/builder.h"

#include <math.h>

static lode_status fill_item(lode_context *context, lode_builder *builder,
                             const lode_item_record *given, lode__item_entry *entry)
{
    LODE__TRY(lode__take_unit(context, builder, given->unit, &entry->unit));
    LODE__TRY(lode__take_text(context, builder, "name", given->name, &entry->name));
    LODE__TRY(lode__take_ref(context, builder, "stage", given->stage, &entry->stage));
    LODE__TRY(lode__take_words(context, builder, "elements", given->elements,
                               &entry->elements));
    LODE__TRY(lode__take_words(context, builder, "tags", given->tags, &entry->tags));
    LODE__TRY(lode__take_currency(context, builder, given->currency, &entry->currency));
    LODE__TRY(lode__take_ref(context, builder, "source", given->source, &entry->source));
    if (given->has & LODE_ITEM_HAS_MASS) {
        LODE__TRY(lode__check_real(context, builder, "mass", given->mass_kg,
                                   LODE__RANGE_POSITIVE));
        if (lode__unit_kg(entry->unit) > 0.0) {
            const lode_place place = lode__site_place(builder, &builder->at);
            return lode__error(
                context, LODE_E_VALUE, &place,
                "mass is given for an item whose unit %s is a mass already",
                lode_unit_name(entry->unit));
        }
        entry->mass_kg = given->mass_kg;
    }
    if (given->has & LODE_ITEM_HAS_PRICE) {
        LODE__TRY(lode__check_real(context, builder, "price", given->price,
                                   LODE__RANGE_NOT_NEGATIVE));
        entry->price = given->price + 0.0;
    }
    if (entry->name == entry->id) entry->name = 0;
    return LODE_OK;
}

static lode_status add_item(lode_context *context, lode_builder *builder,
                            const lode_item_record *record)
{
    const size_t min_size = offsetof(lode_item_record, price) + sizeof(double);
    lode_item_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    LODE__TRY(lode__check_code(context, "has", given.has,
                               LODE_ITEM_HAS_MASS | LODE_ITEM_HAS_PRICE));
    lode__item_entry entry = {.at = builder->at, .mass_kg = NAN, .price = NAN};
    LODE__TRY(lode__take_id(context, builder, "id", given.id, &entry.id));
    const lode_status status = fill_item(context, builder, &given, &entry);
    /* Kept by its id even so: whatever names the item is then no fault of its own. */
    if (status < 0) entry.unit = LODE__UNIT_REFUSED;
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_ITEM, &entry));
    builder->item = entry.id;
    return status;
}

static void turn_to_item(lode_builder *builder, uint32_t item)
{
    builder->item = item;
    builder->group = builder->origin = builder->balance = LODE__NONE;
}

lode_status lode_builder_item(lode_context *context, lode_builder *builder,
                              const lode_item_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    turn_to_item(builder, LODE__REFUSED);
    return lode__builder_leave(builder, add_item(context, builder, record));
}

lode_status lode_builder_within(lode_context *context, lode_builder *builder,
                                const char *item)
{
    uint32_t id = LODE__REFUSED;
    LODE__TRY(lode__builder_enter(context, builder));
    /* Rows of a relation name the same item again and again. */
    if (item && builder->item < builder->texts.n &&
        strcmp(lode__builder_text(builder, builder->item), item) == 0) {
        turn_to_item(builder, builder->item);
        return LODE_OK;
    }
    const lode_status status = lode__take_id(context, builder, "item", item, &id);
    turn_to_item(builder, status < 0 ? LODE__REFUSED : id);
    return lode__builder_leave(builder, status);
}

void lode__keep_unknown_make(lode_builder *builder)
{
    lode__item_entry *const items = lode__entries(builder, LODE__RECORD_ITEM);
    items[lode__n_entries(builder, LODE__RECORD_ITEM) - 1].is_of_unknown_make = true;
    builder->has_unknown_make = true;
}

static lode_status need_item(lode_context *context, const lode_builder *builder)
{
    return lode__need_parent(context, builder->item, "no item was named");
}

static lode_status add_code(lode_context *context, lode_builder *builder,
                            const char *scheme, const char *value)
{
    LODE__TRY(need_item(context, builder));
    lode__code_entry entry = {.at = builder->at, .item = builder->item};
    LODE__TRY(lode__take_id(context, builder, "scheme", scheme, &entry.scheme));
    LODE__TRY(lode__take_required(context, builder, "value", value, &entry.value));
    if (builder->item == LODE__REFUSED) return LODE_OK;
    return lode__keep(context, builder, LODE__RECORD_CODE, &entry);
}

lode_status lode_builder_code(lode_context *context, lode_builder *builder,
                              const char *scheme, const char *value)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_code(context, builder, scheme, value));
}

/* A surge or a stock: a checked figure of the current item in a country. */
static lode_status add_local(lode_context *context, lode_builder *builder,
                             lode__record_kind kind, const char *country, double figure,
                             const char *source)
{
    LODE__TRY(need_item(context, builder));
    lode__local_entry entry = {
        .at = builder->at, .item = builder->item, .figure = figure + 0.0};
    LODE__TRY(lode__take_country(context, builder, "country", country, &entry.country));
    LODE__TRY(
        kind == LODE__RECORD_STOCK
            ? lode__check_real(context, builder, "days", figure, LODE__RANGE_POSITIVE)
            : lode__check_real(context, builder, "up", figure, LODE__RANGE_NOT_NEGATIVE));
    LODE__TRY(lode__take_ref(context, builder, "source", source, &entry.source));
    if (builder->item == LODE__REFUSED) return LODE_OK;
    return lode__keep(context, builder, kind, &entry);
}

lode_status lode_builder_surge(lode_context *context, lode_builder *builder,
                               const char *country, double up_frac, const char *source)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_local(context, builder, LODE__RECORD_SURGE,
                                                  country, up_frac, source));
}

lode_status lode_builder_stock(lode_context *context, lode_builder *builder,
                               const char *country, double days, const char *source)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(
        builder, add_local(context, builder, LODE__RECORD_STOCK, country, days, source));
}

static lode_status add_host(lode_context *context, lode_builder *builder,
                            const char *host, double part_frac)
{
    LODE__TRY(need_item(context, builder));
    lode__host_entry entry = {
        .at = builder->at, .item = builder->item, .part_frac = part_frac};
    LODE__TRY(lode__take_id(context, builder, "item", host, &entry.host));
    LODE__TRY(lode__check_real(context, builder, "part", part_frac, LODE__RANGE_PART));
    if (builder->item == LODE__REFUSED) return LODE_OK;
    return lode__keep(context, builder, LODE__RECORD_HOST, &entry);
}

lode_status lode_builder_host(lode_context *context, lode_builder *builder,
                              const char *host, double part_frac)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_host(context, builder, host, part_frac));
}
