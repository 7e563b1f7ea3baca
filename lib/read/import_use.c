/* What parts use of each other, and the products at the top. */
#include "read/import.h"

#include <math.h>
#include <string.h>

/* What all lines have in common. */
typedef struct common {
    uint32_t source; /* text */
    uint8_t
        units[256]; /* of the model, by lode__bom_unit; LODE__UNIT_REFUSED: not seen */
} common;

static uint8_t unit_of(common *all, uint8_t unit)
{
    const char *name = lode__bom_unit(unit)->unit;
    if (all->units[unit] == LODE__UNIT_REFUSED && name)
        all->units[unit] = (uint8_t)lode__find_unit(name, strlen(name));
    return all->units[unit];
}

static lode_status use(lode__import *import, common *all, const lode__line_entry *usage)
{
    const uint32_t user = lode__import_user(import, usage);
    const lode__import_part *used = &import->parts[import->parts[usage->item].first];
    if (user == LODE__BOM_NONE || !used->item || !import->parts[user].item)
        return LODE_OK;
    /* Two usages of one place are one to the builder: without a column there is no place.
     */
    const lode__bom_part *part = &import->bom->parts[usage->parent];
    const uint32_t line = usage->at.column > 0 ? usage->at.line : 0;
    const lode_place place = {
        lode__import_text(import, lode__bom_file_of(import->bom, part)), line,
        usage->at.column};
    LODE__TRY(lode_builder_at(import->context, import->builder, &place));
    lode__line_entry input = {.at = import->builder->at,
                              .parent = import->parts[user].item,
                              .item = used->item,
                              .unit = unit_of(all, used->unit),
                              .quantity =
                                  lode__bom_convert(usage->unit, usage->quantity)};
    LODE__TRY(lode__check_real(import->context, import->builder, "quantity",
                               input.quantity, LODE__RANGE_POSITIVE));
    lode__extra_entry extra = lode__plain_extra;
    extra.source = all->source;
    if (!used->linked && !(import->options->flags & LODE_BOM_UNKNOWN_IS_ESSENTIAL))
        extra.essential_frac = 0.0;
    return lode__keep_line(import->context, import->builder, &input, &extra);
}

void lode__import_use(lode__import *import)
{
    enum { PACE = 64 };
    const size_t n_parts = import->bom->n_parts, n = import->bom->usages.n;
    common all;
    memset(all.units, LODE__UNIT_REFUSED, sizeof(all.units));
    if (!lode__import_ok(import,
                         lode__take_ref(import->context, import->builder, "source",
                                        import->options->source, &all.source)))
        return;
    lode__tape_reader usages = lode__tape_read(&import->bom->usages, 0);
    while ((usages.n % PACE > 0 ||
            lode__import_next(import, n_parts + usages.n * n_parts / (n + 1))) &&
           lode__tape_next(&usages)) {
        lode__import_ok(import, lode__builder_leave(import->builder,
                                                    use(import, &all, &usages.line)));
        if (import->spent) lode__tape_forget(&import->spent->usages, &usages);
    }
}

void lode__import_products(lode__import *import)
{
    const lode_bom_options *options = import->options;
    for (uint32_t i = 0; options->home && i < import->bom->n_parts; i++) {
        const lode__import_part *part = &import->parts[i];
        if (!part->item || part->flags & LODE__BOM_USED) continue;
        const lode_place place =
            lode__bom_part_place(import->bom, &import->bom->parts[i]);
        lode_product_record product = LODE_PRODUCT_RECORD_INIT;
        product.item = lode__builder_text(import->builder, part->item);
        product.home = options->home;
        product.end_use = options->end_use;
        product.currency = options->currency;
        if (options->has & LODE_BOM_HAS_VOLUME) product.has |= LODE_PRODUCT_HAS_VOLUME;
        if (options->has & LODE_BOM_HAS_VALUE) product.has |= LODE_PRODUCT_HAS_VALUE;
        product.volume = options->volume;
        product.value = options->value;
        if (!lode__import_ok(import,
                             lode_builder_at(import->context, import->builder, &place)) ||
            !lode__import_ok(
                import, lode_builder_product(import->context, import->builder, &product)))
            return;
    }
}
