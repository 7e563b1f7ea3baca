/* The frozen model: its life, and what can be asked of it. */
#include "model/builder.h"

#include <math.h>

lode_model *lode__model_new(const lode_allocator *allocator)
{
    lode_model *const model = lode__alloc_zero(allocator, 1, sizeof(*model));
    if (!model) return NULL;
    lode__refs_init(&model->refs);
    model->allocator = *allocator;
    model->size_bytes = sizeof(*model);
    return model;
}

static void free_model(lode_model *model)
{
    const lode_allocator allocator = model->allocator;
    void *const arrays[] = {
        model->text,          model->sources,    model->stages,      model->country_names,
        model->countries,     model->scores,     model->blocs,       model->item_id,
        model->item_unit,     model->item_stage, model->item_detail, model->item_line,
        model->item_set,      model->item_order, model->details,     model->line_item,
        model->line_quantity, model->extra_lines,   model->extras,     model->groups,      model->hosts,
        model->set_vector,    model->vectors,    model->shares,      model->codes,       model->surges,
        model->stocks,        model->balances,   model->amounts,     model->products,
        model->scenarios,     model->measures,   model->measure_at,  model->attributes,
    };
    for (size_t i = 0; i < LODE__COUNT(arrays); i++) lode__free(&allocator, arrays[i]);
    lode__free(&allocator, model);
}

lode_model *lode_model_ref(lode_model *model)
{
    if (model) lode__refs_take(&model->refs);
    return model;
}

void lode_model_unref(lode_model *model)
{
    if (model && lode__refs_drop(&model->refs)) free_model(model);
}

size_t lode_model_count(const lode_model *model, lode_count what)
{
    if (!model) return 0;
    switch (what) {
    case LODE_COUNT_ITEMS:
        return model->n_items;
    case LODE_COUNT_INPUTS:
        return model->n_lines;
    case LODE_COUNT_VECTORS:
        return model->n_item_vectors;
    case LODE_COUNT_SHARES:
        return model->n_item_shares;
    case LODE_COUNT_PRODUCTS:
        return model->n_products;
    case LODE_COUNT_SCENARIOS:
        return model->n_scenarios;
    case LODE_COUNT_SOURCES:
        return model->n_sources;
    case LODE_COUNT_BLOCS:
        return model->n_blocs;
    case LODE_COUNT_STAGES:
        return model->n_stages;
    case LODE_COUNT_BALANCES:
        return model->n_balances;
    default:
        return 0;
    }
}

size_t lode_model_size_bytes(const lode_model *model)
{
    return model ? model->size_bytes : 0;
}

const char *lode_model_name(const lode_model *model)
{
    return model ? lode__model_text(model, model->name) : "";
}

const char *lode_model_item_id(const lode_model *model, size_t index)
{
    return model && index < model->n_items ? lode__item_id(model, (uint32_t)index) : NULL;
}

const char *lode_model_item_name(const lode_model *model, size_t index)
{
    if (!model || index >= model->n_items) return NULL;
    const uint32_t detail = model->item_detail[index];
    const uint32_t name = detail ? model->details[detail - 1].name : 0;
    return name ? lode__model_text(model, name) : lode__item_id(model, (uint32_t)index);
}

const char *lode_model_item_unit(const lode_model *model, size_t index)
{
    return model && index < model->n_items ? lode_unit_name(model->item_unit[index])
                                           : NULL;
}

const char *lode_model_item_stage(const lode_model *model, size_t index)
{
    return model && index < model->n_items
               ? lode__stage_id(model, model->item_stage[index])
               : NULL;
}

const char *lode_model_product_id(const lode_model *model, size_t index)
{
    return model && index < model->n_products
               ? lode__model_text(model, model->products[index].id)
               : NULL;
}

const char *lode_model_scenario_id(const lode_model *model, size_t index)
{
    return model && index < model->n_scenarios
               ? lode__model_text(model, model->scenarios[index].id)
               : NULL;
}

double lode__item_mass_kg(const lode_model *model, uint32_t item)
{
    const double kg = lode__unit_kg(model->item_unit[item]);
    const uint32_t detail = model->item_detail[item];
    if (kg > 0.0) return kg;
    return detail ? model->details[detail - 1].mass_kg : NAN;
}

double lode__item_price(const lode_model *model, uint32_t item)
{
    const uint32_t detail = model->item_detail[item];
    return detail ? model->details[detail - 1].price : NAN;
}

const char *lode__item_currency(const lode_model *model, uint32_t item)
{
    const uint32_t detail = model->item_detail[item];
    const uint32_t currency = detail ? model->details[detail - 1].currency : 0;
    return currency ? lode__model_text(model, currency) : "USD";
}

const char *lode__source_id(const lode_model *model, uint32_t source_plus_1)
{
    return source_plus_1 ? lode__model_text(model, model->sources[source_plus_1 - 1].id)
                         : "";
}

const char *lode__market_id(const lode_model *model, uint16_t market)
{
    if (market == LODE__MARKET_WORLD) return "*";
    if (market < LODE__N_PLACES) return lode_country_code(market);
    return lode__model_text(model, model->blocs[market - LODE__N_PLACES].id);
}

const char *lode__basis_name(lode_basis basis)
{
    switch (basis) {
    case LODE_BASIS_CONTAINED_MASS:
        return "contained-mass";
    case LODE_BASIS_GROSS_MASS:
        return "gross-mass";
    case LODE_BASIS_COUNT:
        return "count";
    case LODE_BASIS_VALUE:
        return "value";
    default:
        return "";
    }
}
