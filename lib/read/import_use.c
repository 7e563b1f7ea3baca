/* What parts use of each other, and the products at the top. */
#include "read/import.h"

#include <math.h>

static void use(lode__import *import, const lode__bom_usage *usage)
{
    const lode__import_part *used = &import->parts[import->parts[usage->child].first];
    const lode__bom_part *user = &import->bom->parts[usage->parent];
    if (!used->item) return;
    /* Two usages of one place are one to the builder: without a column there is no place.
     */
    const uint32_t line = usage->column > 0 ? usage->line : 0;
    const lode_place place = {lode__import_text(import, user->file), line, usage->column};
    lode_input_record input = LODE_INPUT_RECORD_INIT;
    input.item = used->item;
    input.unit = lode__bom_unit(used->unit)->unit;
    input.quantity = lode__bom_convert(usage->unit, usage->quantity);
    input.source = import->options->source;
    if (!used->linked && !(import->options->flags & LODE_BOM_UNKNOWN_IS_ESSENTIAL)) {
        input.has |= LODE_INPUT_HAS_ESSENTIAL;
        input.essential_frac = 0.0;
    }
    if (lode__import_ok(import,
                        lode_builder_at(import->context, import->builder, &place)))
        lode__import_ok(import,
                        lode_builder_input(import->context, import->builder, &input));
}

void lode__import_use(lode__import *import)
{
    const lode_bom *bom = import->bom;
    for (uint32_t i = 0;
         i < bom->n_parts && lode__import_next(import, bom->n_parts + (size_t)i); i++) {
        if (import->first_usage[i] == import->first_usage[i + 1]) continue;
        if (!lode__import_ok(import, lode_builder_within(import->context, import->builder,
                                                         import->parts[i].item)))
            return;
        for (uint32_t k = import->first_usage[i]; k < import->first_usage[i + 1]; k++)
            use(import, &bom->usages[import->usages[k]]);
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
        product.item = part->item;
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
