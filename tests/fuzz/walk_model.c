#include "fuzz.h"

#include <stdlib.h>

static bool read_again(lode_context *context, const fuzz_text *text, lode_format format,
                       lode_model **out)
{
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    lode_builder *builder = NULL;
    options.format = format;
    FUZZ_HOLDS(lode_builder_new(context, &builder) == LODE_OK);
    lode_status status =
        lode_read_memory(context, builder, text->data, text->size, &options);
    if (fuzz_said(context, status) && out) {
        status = lode_builder_freeze(context, builder, out);
        (void)fuzz_said(context, status);
    }
    lode_builder_free(builder);
    return status >= 0;
}

static void hold_canonical(lode_context *context, const lode_model *model)
{
    fuzz_text xml = {NULL, 0, 0}, again = {NULL, 0, 0};
    lode_model *other = NULL;
    FUZZ_HOLDS(lode_write_model(context, model, fuzz_write, &xml) == LODE_OK);
    FUZZ_HOLDS(read_again(context, &xml, LODE_FORMAT_XML, &other));
    FUZZ_HOLDS(lode_write_model(context, other, fuzz_write, &again) == LODE_OK);
    FUZZ_HOLDS(fuzz_same(&xml, &again));
    lode_model_unref(other);
    free(xml.data);
    free(again.data);
}

static void hold_relation(lode_context *context, const lode_model *model,
                          lode_format format)
{
    fuzz_text csv = {NULL, 0, 0};
    FUZZ_HOLDS(lode_write_relation(context, model, format, fuzz_write, &csv) == LODE_OK);
    FUZZ_HOLDS(read_again(context, &csv, format, NULL));
    free(csv.data);
}

static void hold_items(const lode_model *model)
{
    const size_t n = lode_model_count(model, LODE_COUNT_ITEMS);
    for (size_t i = 0; i < n; i++) {
        FUZZ_HOLDS(lode_model_find_item(model, lode_model_item_id(model, i)) == i);
        FUZZ_HOLDS(lode_model_item_name(model, i) && lode_model_item_unit(model, i));
        FUZZ_HOLDS(lode_model_item_stage(model, i));
    }
    FUZZ_HOLDS(!lode_model_item_id(model, n));
    FUZZ_HOLDS(
        !lode_model_product_id(model, lode_model_count(model, LODE_COUNT_PRODUCTS)));
    FUZZ_HOLDS(
        !lode_model_scenario_id(model, lode_model_count(model, LODE_COUNT_SCENARIOS)));
    FUZZ_HOLDS(lode_model_name(model) && lode_model_size_bytes(model) > 0);
}

void fuzz_model(lode_context *context, const lode_model *model)
{
    hold_items(model);
    hold_canonical(context, model);
    for (lode_format f = LODE_FORMAT_ITEMS_CSV; f <= LODE_FORMAT_BALANCES_CSV; f++)
        hold_relation(context, model, f);
}
