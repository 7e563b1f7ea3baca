/* Finding the sources of figures. */
#include "analysis/cited.h"

lode_status lode__cited_init(lode_context *context, const lode_model *model,
                             lode__cited *cited)
{
    *cited = (lode__cited){.sources = {.allocator = &context->allocator},
                           .bases = {.allocator = &context->allocator}};
    cited->delivery.parts = lode__alloc(&context->allocator, lode__max_parts(model),
                                        sizeof *cited->delivery.parts);
    return cited->delivery.parts ? LODE_OK : lode__nomem(context);
}

void lode__cited_free(lode_context *context, lode__cited *cited)
{
    lode__free(&context->allocator, cited->delivery.parts);
    lode__text_free(&cited->sources);
    lode__text_free(&cited->bases);
}

void lode__cited_clear(lode__cited *cited)
{
    lode__text_clear(&cited->sources);
    lode__text_clear(&cited->bases);
    cited->year = LODE_YEAR_NONE;
}

static bool holds_word(const lode__text *text, const char *word, size_t len)
{
    for (size_t at = 0; at < text->len;) {
        const char *blank = memchr(text->data + at, ' ', text->len - at);
        const size_t end = blank ? (size_t)(blank - text->data) : text->len;
        if (end - at == len && !memcmp(text->data + at, word, len)) return true;
        at = end + 1;
    }
    return false;
}

static lode_status add_once(lode_context *context, lode__text *text, const char *word)
{
    const size_t len = strlen(word);
    if (!len || holds_word(text, word, len)) return LODE_OK;
    if ((text->len && lode__text_add(text, " ", 1) < 0) ||
        lode__text_add(text, word, len) < 0) {
        return lode__nomem(context);
    }
    return LODE_OK;
}

static lode_status cite_vector(lode_context *context, const lode_model *model,
                               const lode__vector *vector, unsigned place, lode_kind kind,
                               lode__cited *cited)
{
    for (uint32_t k = 0; k < vector->n_shares; k++) {
        const lode__share *share = &model->shares[vector->first_share + k];
        if (share->country != place || share->kind != kind || share->share == 0.0)
            continue;
        const uint32_t source = share->source ? share->source : vector->source;
        LODE__TRY(add_once(context, &cited->sources, lode__source_id(model, source)));
        LODE__TRY(add_once(context, &cited->bases, lode__basis_name(vector->basis)));
        if (vector->year > cited->year) cited->year = vector->year;
    }
    return LODE_OK;
}

lode_status lode__cite_share(lode_context *context, const lode_network *network,
                             uint32_t delivery, uint32_t instance, lode__cited *cited)
{
    const lode_kind kind = network->node_kind[instance] == LODE__RECYCLED
                               ? LODE_KIND_RECYCLED
                               : LODE_KIND_PRIMARY;
    lode__resolve(network, network->node_item[delivery], network->node_place[delivery],
                  &cited->delivery);
    for (size_t p = 0; p < cited->delivery.n_parts; p++) {
        const lode__vector *vector =
            &network->model->vectors[cited->delivery.parts[p].vector];
        LODE__TRY(cite_vector(context, network->model, vector,
                              network->node_place[instance], kind, cited));
    }
    return LODE_OK;
}

lode_status lode__cite_balance(lode_context *context, const lode_model *model,
                               const lode__balance *balance, lode_amount_of of,
                               lode__cited *cited)
{
    for (uint32_t k = 0; k < balance->n_amounts; k++) {
        const lode__balance_amount *amount = &model->amounts[balance->first_amount + k];
        const uint32_t source = amount->source ? amount->source : balance->source;
        if (of && amount->of != of) continue;
        LODE__TRY(add_once(context, &cited->sources, lode__source_id(model, source)));
    }
    if (balance->year > cited->year) cited->year = balance->year;
    return LODE_OK;
}

lode_status lode__cite_lines(lode_context *context, const lode_model *model,
                             uint32_t line, uint32_t end, lode__cited *cited)
{
    for (size_t k = lode__extras_from(model, line);
         k < model->n_extra_lines && model->extra_lines[k].line < end; k++) {
        LODE__TRY(add_once(context, &cited->sources,
                           lode__source_id(model, lode__extra_at(model, k)->source)));
    }
    return LODE_OK;
}
