/* Origin shares, and the products at the top. */
#include "model/builder.h"

#include <math.h>

static lode_status fill_origin(lode_context *context, lode_builder *builder,
                               const lode_origin_record *given, lode__origin_entry *entry)
{
    LODE__TRY(lode__need_parent(context, builder->item, "no item was named"));
    if (given->basis == 0) return lode__invalid(context, "basis is not given");
    LODE__TRY(lode__check_code(context, "basis", given->basis, LODE_BASIS_VALUE));
    LODE__TRY(lode__check_code(context, "rest", given->rest, LODE_REST_WIDER));
    LODE__TRY(lode__take_id(context, builder, "market", given->market, &entry->market));
    LODE__TRY(lode__take_ref(context, builder, "source", given->source, &entry->source));
    LODE__TRY(lode__check_real(context, builder, "rounding", given->rounding_frac,
                               LODE__RANGE_NOT_NEGATIVE));
    LODE__TRY(lode__check_real(context, builder, "total", given->total,
                               LODE__RANGE_NOT_NEGATIVE));
    return lode__check_real(context, builder, "concentration", given->concentration,
                            LODE__RANGE_NOT_NEGATIVE);
}

static lode_status add_origin(lode_context *context, lode_builder *builder,
                              const lode_origin_record *record)
{
    const size_t min_size = offsetof(lode_origin_record, concentration) + sizeof(double);
    lode_origin_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    lode__origin_entry entry = {.at = builder->at,
                                .item = builder->item,
                                .year = given.year,
                                .basis = (uint8_t)given.basis,
                                .rest = (uint8_t)given.rest,
                                .rounding = given.rounding_frac + 0.0,
                                .total = given.total + 0.0,
                                .concentration = given.concentration + 0.0};
    LODE__TRY(fill_origin(context, builder, &given, &entry));
    LODE__TRY(lode__check_year(context, builder, given.year));
    if (builder->item == LODE__REFUSED) return LODE_OK;
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_ORIGIN, &entry));
    builder->origin = lode__n_entries(builder, LODE__RECORD_ORIGIN) - 1;
    return LODE_OK;
}

lode_status lode_builder_origin(lode_context *context, lode_builder *builder,
                                const lode_origin_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    builder->origin = LODE__REFUSED;
    return lode__builder_leave(builder, add_origin(context, builder, record));
}

static lode_status fill_share(lode_context *context, lode_builder *builder,
                              const lode_share_record *given, lode__share_entry *entry)
{
    LODE__TRY(lode__need_parent(context, builder->origin, "no origin was opened"));
    LODE__TRY(lode__check_code(context, "kind", given->kind, LODE_KIND_RECYCLED));
    LODE__TRY(lode__check_code(context, "bound", given->bound, LODE_BOUND_MISSING));
    LODE__TRY(lode__check_code(context, "reserved", given->reserved, 0));
    LODE__TRY(lode__take_origin(context, builder, given->country, &entry->country));
    LODE__TRY(lode__take_text(context, builder, "party", given->party, &entry->party));
    LODE__TRY(lode__take_ref(context, builder, "source", given->source, &entry->source));
    LODE__TRY(lode__check_real(context, builder, "share", given->share_frac,
                               LODE__RANGE_NOT_NEGATIVE));
    return lode__check_unpublished(context, builder, "share", given->bound,
                                   given->share_frac);
}

static lode_status add_share(lode_context *context, lode_builder *builder,
                             const lode_share_record *record)
{
    const size_t min_size = offsetof(lode_share_record, share_frac) + sizeof(double);
    lode_share_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    lode__share_entry entry = {.at = builder->at,
                               .origin = builder->origin,
                               .kind = (uint8_t)given.kind,
                               .bound = (uint8_t)given.bound,
                               .share = given.share_frac + 0.0};
    LODE__TRY(fill_share(context, builder, &given, &entry));
    if (builder->origin == LODE__REFUSED) return LODE_OK;
    return lode__keep(context, builder, LODE__RECORD_SHARE, &entry);
}

lode_status lode_builder_share(lode_context *context, lode_builder *builder,
                               const lode_share_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_share(context, builder, record));
}

static lode_status add_product(lode_context *context, lode_builder *builder,
                               const lode_product_record *record)
{
    const size_t min_size = offsetof(lode_product_record, value) + sizeof(double);
    lode_product_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    LODE__TRY(lode__check_code(context, "has", given.has,
                               LODE_PRODUCT_HAS_VOLUME | LODE_PRODUCT_HAS_VALUE));
    lode__product_entry entry = {.at = builder->at, .volume = 1.0, .value = NAN};
    LODE__TRY(lode__take_ref(context, builder, "id", given.id, &entry.id));
    LODE__TRY(lode__take_id(context, builder, "item", given.item, &entry.item));
    LODE__TRY(lode__take_country(context, builder, "home", given.home, &entry.home));
    LODE__TRY(lode__take_ref(context, builder, "end-use", given.end_use, &entry.end_use));
    LODE__TRY(lode__take_currency(context, builder, given.currency, &entry.currency));
    if (given.has & LODE_PRODUCT_HAS_VOLUME) {
        LODE__TRY(lode__check_real(context, builder, "volume", given.volume,
                                   LODE__RANGE_POSITIVE));
        entry.volume = given.volume;
    }
    if (given.has & LODE_PRODUCT_HAS_VALUE) {
        LODE__TRY(lode__check_real(context, builder, "value", given.value,
                                   LODE__RANGE_NOT_NEGATIVE));
        entry.value = given.value + 0.0;
    }
    return lode__keep(context, builder, LODE__RECORD_PRODUCT, &entry);
}

lode_status lode_builder_product(lode_context *context, lode_builder *builder,
                                 const lode_product_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_product(context, builder, record));
}
