/* Lines of a bill of materials and groups of alternatives. */
#include "model/builder.h"

#include <math.h>

enum {
    HAS_OF_INPUT = LODE_INPUT_HAS_YIELD | LODE_INPUT_HAS_ESSENTIAL |
                   LODE_INPUT_HAS_TRIANGLE | LODE_INPUT_HAS_GSD,
    HAS_OF_OPTION = LODE_INPUT_HAS_YIELD | LODE_INPUT_HAS_TRIANGLE | LODE_INPUT_HAS_GSD |
                    LODE_INPUT_HAS_CAP
};

const lode__extra_entry lode__plain_extra = {.yield_frac = 1.0,
                                             .essential_frac = 1.0,
                                             .weight_frac = NAN,
                                             .cap_frac = NAN,
                                             .low = NAN,
                                             .high = NAN,
                                             .gsd = NAN};

static lode_status refuse(lode_context *context, const lode_builder *builder,
                          const char *message)
{
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place, "%s", message);
}

static lode_status take_triangle(lode_context *context, const lode_builder *builder,
                                 const lode_input_record *given, lode__extra_entry *extra)
{
    const double q = given->quantity, low = given->low, high = given->high;
    LODE__TRY(lode__check_real(context, builder, "low", low, LODE__RANGE_NOT_NEGATIVE));
    LODE__TRY(lode__check_real(context, builder, "high", high, LODE__RANGE_POSITIVE));
    if (low > q || high < q)
        return refuse(context, builder, "quantity is not within low and high");
    /* The mean of a triangle is a third of low + mode + high; rounding is forgiven. */
    const double slack = 1e-9 * high;
    const double mode = 3.0 * q - low - high;
    if (given->quantity_is == LODE_QUANTITY_IS_MEAN &&
        (mode < low - slack || mode > high + slack))
        return refuse(context, builder,
                      "quantity cannot be the mean of a triangle from low to high");
    extra->low = low + 0.0;
    extra->high = high;
    return LODE_OK;
}

static lode_status take_distribution(lode_context *context, const lode_builder *builder,
                                     const lode_input_record *given,
                                     lode__extra_entry *extra)
{
    const uint32_t has = given->has & (LODE_INPUT_HAS_TRIANGLE | LODE_INPUT_HAS_GSD);
    if (has == (LODE_INPUT_HAS_TRIANGLE | LODE_INPUT_HAS_GSD))
        return refuse(context, builder,
                      "low and high stand beside gsd, one excludes the other");
    if (has == 0) return LODE_OK;
    extra->quantity_is = (uint8_t)given->quantity_is;
    if (has == LODE_INPUT_HAS_TRIANGLE)
        return take_triangle(context, builder, given, extra);
    LODE__TRY(
        lode__check_real(context, builder, "gsd", given->gsd, LODE__RANGE_FROM_ONE));
    extra->gsd = given->gsd;
    return LODE_OK;
}

/* What inputs and options share. */
static lode_status take_line(lode_context *context, lode_builder *builder,
                             const lode_input_record *given, lode__line_entry *line,
                             lode__extra_entry *extra)
{
    LODE__TRY(lode__check_code(context, "kind", given->kind, LODE_KIND_BOTH));
    LODE__TRY(lode__check_code(context, "quantity_is", given->quantity_is,
                               LODE_QUANTITY_IS_MODE));
    LODE__TRY(lode__take_id(context, builder, "item", given->item, &line->item));
    LODE__TRY(lode__check_real(context, builder, "quantity", given->quantity,
                               LODE__RANGE_POSITIVE));
    line->quantity = given->quantity;
    if (given->unit && given->unit[0] != '\0')
        LODE__TRY(lode__take_unit(context, builder, given->unit, &line->unit));
    if (given->source)
        LODE__TRY(
            lode__take_ref(context, builder, "source", given->source, &extra->source));
    if (given->has & LODE_INPUT_HAS_YIELD) {
        LODE__TRY(lode__check_real(context, builder, "yield", given->yield_frac,
                                   LODE__RANGE_PART));
        extra->yield_frac = given->yield_frac;
    }
    extra->kind = (uint8_t)given->kind;
    return take_distribution(context, builder, given, extra);
}

static lode_status take_input(lode_context *context, lode_builder *builder,
                              const lode_input_record *given, lode__line_entry *line,
                              lode__extra_entry *extra)
{
    if ((given->has & ~(uint32_t)HAS_OF_INPUT) != 0 || given->weight_frac != 0.0)
        return lode__invalid(context, "weight and cap are for options of a group");
    LODE__TRY(lode__need_parent(context, builder->item, "no item was named"));
    LODE__TRY(take_line(context, builder, given, line, extra));
    if (given->has & LODE_INPUT_HAS_ESSENTIAL) {
        LODE__TRY(lode__check_real(context, builder, "essential", given->essential_frac,
                                   LODE__RANGE_FRACTION));
        extra->essential_frac = given->essential_frac + 0.0;
    }
    return LODE_OK;
}

static lode_status take_option(lode_context *context, lode_builder *builder,
                               const lode_input_record *given, lode__line_entry *line,
                               lode__extra_entry *extra)
{
    if ((given->has & ~(uint32_t)HAS_OF_OPTION) != 0 || given->kind != 0)
        return lode__invalid(context, "essential and kind are those of the group");
    LODE__TRY(
        lode__need_parent(context, builder->group, "no group of alternatives was named"));
    LODE__TRY(take_line(context, builder, given, line, extra));
    LODE__TRY(lode__check_real(context, builder, "weight", given->weight_frac,
                               LODE__RANGE_FRACTION));
    extra->weight_frac = given->weight_frac + 0.0;
    if (given->has & LODE_INPUT_HAS_CAP) {
        LODE__TRY(lode__check_real(context, builder, "cap", given->cap_frac,
                                   LODE__RANGE_NOT_NEGATIVE));
        if (given->cap_frac < given->weight_frac)
            return refuse(context, builder, "cap is below weight");
        extra->cap_frac = given->cap_frac + 0.0;
    }
    extra->group = builder->group + 1;
    return LODE_OK;
}

static bool same_real(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* A range is of its line: it goes into another unit with it. */
static bool is_same(const lode__extra_entry *a, const lode__extra_entry *b)
{
    return isnan(a->high) && isnan(b->high) && a->group == b->group &&
           a->source == b->source && a->kind == b->kind &&
           a->quantity_is == b->quantity_is && a->yield_frac == b->yield_frac &&
           a->essential_frac == b->essential_frac &&
           same_real(a->weight_frac, b->weight_frac) &&
           same_real(a->cap_frac, b->cap_frac) && same_real(a->gsd, b->gsd);
}

/* Entry + 1, 0 where there is nothing to say: a new one, or one of those before it that
 * says the same. */
static lode_status keep_extra(lode_context *context, lode_builder *builder,
                              const lode__extra_entry *extra, uint32_t *out)
{
    enum { N_RECENT = 4 };
    const lode__extra_entry *const extras = lode__entries(builder, LODE__RECORD_EXTRA);
    const uint32_t n = lode__n_entries(builder, LODE__RECORD_EXTRA);
    *out = 0;
    if (is_same(extra, &lode__plain_extra)) return LODE_OK;
    for (*out = n; *out > 0 && n - *out < N_RECENT; --*out)
        if (is_same(&extras[*out - 1], extra)) return LODE_OK;
    *out = n + 1;
    return lode__keep(context, builder, LODE__RECORD_EXTRA, extra);
}

lode_status lode__keep_line(lode_context *context, lode_builder *builder,
                            lode__line_entry *line, const lode__extra_entry *extra)
{
    lode__records *const extras = &builder->records[LODE__RECORD_EXTRA];
    const size_t n_extras = extras->n;
    LODE__TRY(lode__check_count(context, builder, LODE_LIMIT_INPUTS, builder->lines.n));
    LODE__TRY(keep_extra(context, builder, extra, &line->extra));
    if (lode__tape_add(&builder->lines, line) == LODE_OK) return LODE_OK;
    extras->n = n_extras;
    return lode__nomem(context);
}

static lode_status add_line(lode_context *context, lode_builder *builder,
                            const lode_input_record *record, bool is_option)
{
    const size_t min_size = offsetof(lode_input_record, cap_frac) + sizeof(double);
    lode_input_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    lode__line_entry line = {
        .at = builder->at, .parent = builder->item, .unit = LODE__UNIT_REFUSED};
    lode__extra_entry extra = lode__plain_extra;
    LODE__TRY(is_option ? take_option(context, builder, &given, &line, &extra)
                        : take_input(context, builder, &given, &line, &extra));
    const uint32_t parent = is_option ? builder->group : builder->item;
    if (parent == LODE__REFUSED || builder->item == LODE__REFUSED) return LODE_OK;
    return lode__keep_line(context, builder, &line, &extra);
}

lode_status lode_builder_input(lode_context *context, lode_builder *builder,
                               const lode_input_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_line(context, builder, record, false));
}

lode_status lode_builder_option(lode_context *context, lode_builder *builder,
                                const lode_input_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_line(context, builder, record, true));
}

static lode_status add_group(lode_context *context, lode_builder *builder,
                             lode__group_entry *entry, const char *id, lode_kind kind)
{
    LODE__TRY(lode__need_parent(context, builder->item, "no item was named"));
    LODE__TRY(lode__take_id(context, builder, "id", id, &entry->id));
    LODE__TRY(lode__check_code(context, "kind", kind, LODE_KIND_BOTH));
    if (entry->essential_frac < 0.0) entry->essential_frac = 1.0;
    LODE__TRY(lode__check_real(context, builder, "essential", entry->essential_frac,
                               LODE__RANGE_FRACTION));
    if (builder->item == LODE__REFUSED) return LODE_OK;
    entry->essential_frac += 0.0;
    entry->kind = (uint8_t)kind;
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_GROUP, entry));
    builder->group = lode__n_entries(builder, LODE__RECORD_GROUP) - 1;
    return LODE_OK;
}

lode_status lode_builder_alternatives(lode_context *context, lode_builder *builder,
                                      const char *id, double essential_frac,
                                      lode_kind kind)
{
    LODE__TRY(lode__builder_enter(context, builder));
    lode__group_entry entry = {
        .at = builder->at, .item = builder->item, .essential_frac = essential_frac};
    builder->group = LODE__REFUSED;
    return lode__builder_leave(builder, add_group(context, builder, &entry, id, kind));
}
