/* Records out of a frozen model, for the writers. */
#include "read/recall.h"

#include <math.h>
#include <string.h>

void lode__recall_source(const lode_model *model, const lode__source *source,
                         lode__record *record)
{
    record->source = (lode_source_record){
        .year = source->year,
        .id = lode__model_text(model, source->id),
        .publisher = lode__model_text(model, source->publisher),
        .title = lode__model_text(model, source->title),
        .address = lode__model_text(model, source->address),
        .licence = lode__model_text(model, source->licence),
        .note = lode__model_text(model, source->note),
    };
}

void lode__recall_item(const lode_model *model, uint32_t item, lode__record *record)
{
    record->item = (lode_item_record){
        .id = lode__item_id(model, item),
        .unit = lode_unit_name(model->item_unit[item]),
        .stage = lode__stage_id(model, model->item_stage[item]),
    };
    if (model->item_detail[item] == 0) return;
    const lode__detail *detail = &model->details[model->item_detail[item] - 1];
    lode_item_record *to = &record->item;
    to->name = lode__model_text(model, detail->name);
    to->elements = lode__model_text(model, detail->elements);
    to->tags = lode__model_text(model, detail->tags);
    to->currency = lode__model_text(model, detail->currency);
    to->source = lode__source_id(model, detail->source);
    to->mass_kg = detail->mass_kg;
    to->price = detail->price;
    if (!isnan(detail->mass_kg)) to->has |= LODE_ITEM_HAS_MASS;
    if (!isnan(detail->price)) to->has |= LODE_ITEM_HAS_PRICE;
}

const lode__line_extra *lode__next_extra(const lode_model *model, size_t *at,
                                         uint32_t line)
{
    while (*at < model->n_extra_lines && model->extra_lines[*at].line < line) ++*at;
    return *at < model->n_extra_lines && model->extra_lines[*at].line == line
               ? lode__extra_at(model, *at)
               : NULL;
}

void lode__recall_line(const lode_model *model, uint32_t line,
                       const lode__line_extra *extra, lode__record *record)
{
    record->input = (lode_input_record){
        .item = lode__item_id(model, model->line_item[line]),
        .quantity = model->line_quantity[line],
    };
    if (!extra) return;
    lode_input_record *to = &record->input;
    to->source = lode__source_id(model, extra->source);
    to->quantity_is = extra->quantity_is;
    to->kind = extra->group > 0 ? LODE_KIND_PRIMARY : extra->kind;
    to->yield_frac = extra->yield_frac;
    to->essential_frac = extra->essential_frac;
    to->weight_frac = extra->weight_frac;
    to->cap_frac = extra->cap_frac;
    to->low = extra->low;
    to->high = extra->high;
    to->gsd = extra->gsd;
    if (extra->yield_frac != 1.0) to->has |= LODE_INPUT_HAS_YIELD;
    if (extra->essential_frac != 1.0) to->has |= LODE_INPUT_HAS_ESSENTIAL;
    if (extra->cap_frac > extra->weight_frac) to->has |= LODE_INPUT_HAS_CAP;
    if (!isnan(extra->low)) to->has |= LODE_INPUT_HAS_TRIANGLE;
    if (!isnan(extra->gsd)) to->has |= LODE_INPUT_HAS_GSD;
}

static double or_nan(double figure)
{
    return figure != 0.0 ? figure : NAN;
}

void lode__recall_origin(const lode_model *model, const lode__vector *vector,
                         lode__record *record)
{
    record->origin = (lode_origin_record){
        .basis = vector->basis,
        .rest = vector->rest_is,
        .year = vector->year,
        .market = lode__market_id(model, vector->market),
        .source = lode__source_id(model, vector->source),
        .rounding_frac = or_nan(vector->rounding),
        .total = or_nan(vector->total),
        .concentration = or_nan(vector->concentration),
    };
}

void lode__recall_share(const lode_model *model, const lode__share *share,
                        lode__record *record)
{
    record->share = (lode_share_record){
        .kind = share->kind,
        .bound = share->bound,
        .country = lode_country_code(share->country),
        .party = lode__model_text(model, share->party),
        .source = lode__source_id(model, share->source),
        .share_frac = share->bound < LODE_BOUND_WITHHELD ? share->share : NAN,
    };
}

void lode__recall_balance(const lode_model *model, const lode__balance *balance,
                          lode__record *record)
{
    record->balance = (lode_balance_record){
        .year = balance->year,
        .market = lode__market_id(model, balance->market),
        .source = lode__source_id(model, balance->source),
    };
}

void lode__recall_amount(const lode_model *model, const lode__balance_amount *amount,
                         lode__record *record)
{
    record->amount = (lode_amount_record){
        .of = amount->of,
        .bound = amount->bound,
        .form = lode__model_text(model, amount->form),
        .source = lode__source_id(model, amount->source),
        .quantity = amount->bound < LODE_BOUND_WITHHELD ? amount->quantity : NAN,
    };
}

void lode__recall_product(const lode_model *model, const lode__product *product,
                          lode__record *record)
{
    record->product = (lode_product_record){
        .id = product->named ? lode__model_text(model, product->id) : NULL,
        .item = lode__item_id(model, product->item),
        .home = lode_country_code(product->home),
        .end_use = lode__model_text(model, product->end_use),
        .currency = lode__model_text(model, product->currency),
        .volume = product->volume,
        .value = product->value,
    };
    if (product->volume != 1.0) record->product.has |= LODE_PRODUCT_HAS_VOLUME;
    if (!isnan(product->value)) record->product.has |= LODE_PRODUCT_HAS_VALUE;
}
