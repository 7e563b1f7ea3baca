/* From a builder to a model: the steps in their order, and the memory they fill. */
#include "model/freeze.h"

/* Texts that are no record's own: ids made for products. */
static size_t product_id_bytes(const lode_builder *builder)
{
    const lode__product_entry *const products =
        lode__entries(builder, LODE__RECORD_PRODUCT);
    size_t bytes = 0;
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_PRODUCT); i++)
        bytes += strlen(lode__builder_text(builder, products[i].item)) +
                 strlen(lode__builder_text(builder, products[i].end_use)) +
                 sizeof("@USA/");
    return bytes;
}

static lode_status add_default_stages(lode__freeze *job)
{
    static const char *const ids[] = {"mine",      "refine",   "metal",  "alloy",
                                      "component", "assembly", "product"};
    if (lode__n_entries(job->builder, LODE__RECORD_STAGE) > 0) return LODE_OK;
    for (size_t i = 0; i < LODE__COUNT(ids); i++) {
        lode__stage_entry entry = {.at = {0, 0, 0}};
        LODE__TRY(lode__add_text(job->context, job->builder, ids[i], strlen(ids[i]),
                                 &entry.id));
        LODE__TRY(lode__keep(job->context, job->builder, LODE__RECORD_STAGE, &entry));
    }
    return LODE_OK;
}

static lode_status begin(lode__freeze *job)
{
    lode_builder *const builder = job->builder;
    LODE__TRY(add_default_stages(job));
    LODE__TRY(lode__freeze_unknown(job));
    lode__intern_close(&builder->texts);
    job->n_texts = builder->texts.n;
    LODE__TRY(lode__freeze_lasting(job, &job->text_at, job->n_texts, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_lasting(job, &job->item_of, job->n_texts, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_lasting(job, &job->source_of, job->n_texts, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_lasting(job, &job->stage_of, job->n_texts, sizeof(uint8_t)));
    memset(job->text_at, 0, job->n_texts * sizeof(uint32_t));
    memset(job->item_of, 0xff, job->n_texts * sizeof(uint32_t));
    memset(job->source_of, 0, job->n_texts * sizeof(uint32_t));
    memset(job->stage_of, LODE__NO_STAGE, job->n_texts);

    job->text_room = builder->texts.used + product_id_bytes(builder);
    const uint64_t most = lode__limit(job->context, LODE_LIMIT_TEXT_BYTES);
    if (job->text_room > most)
        return lode__over_limit(job->context, LODE_LIMIT_TEXT_BYTES, most, NULL, NULL);
    LODE__TRY(lode__freeze_array(job, &job->model->text, job->text_room, 1));
    job->model->text[0] = '\0';
    job->model->text_len = 1;
    job->model->name = lode__freeze_text(job, builder->name);
    if (builder->n_refused > 0)
        lode__freeze_fault(job, lode__error(job->context, LODE_E_VALUE, NULL,
                                            "records refused before: %lu",
                                            (unsigned long)builder->n_refused));
    return LODE_OK;
}

/* The steps, each with the entries that nobody asks for after it. */
static lode_status run_steps(lode__freeze *job)
{
    static const struct {
        lode_status (*run)(lode__freeze *);
        size_t n_last;
        lode__record_kind last[2];
    } steps[] = {
        {begin, 0, {0}},
        {lode__freeze_stages, 1, {LODE__RECORD_STAGE}},
        {lode__freeze_sources, 1, {LODE__RECORD_SOURCE}},
        {lode__freeze_blocs, 2, {LODE__RECORD_BLOC, LODE__RECORD_MEMBER}},
        {lode__freeze_countries, 2, {LODE__RECORD_COUNTRY, LODE__RECORD_SCORE}},
        {lode__freeze_items, 1, {LODE__RECORD_ITEM}},
        {lode__freeze_codes, 1, {LODE__RECORD_CODE}},
        {lode__freeze_surges, 1, {LODE__RECORD_SURGE}},
        {lode__freeze_stocks, 1, {LODE__RECORD_STOCK}},
        {lode__freeze_groups, 0, {0}},
        {lode__freeze_lines, 1, {LODE__RECORD_EXTRA}},
        {lode__freeze_weights, 1, {LODE__RECORD_GROUP}},
        {lode__freeze_hosts, 0, {0}},
        {lode__freeze_order, 1, {LODE__RECORD_HOST}},
        {lode__freeze_origins, 2, {LODE__RECORD_ORIGIN, LODE__RECORD_SHARE}},
        {lode__freeze_balances, 2, {LODE__RECORD_BALANCE, LODE__RECORD_AMOUNT}},
        {lode__freeze_products, 1, {LODE__RECORD_PRODUCT}},
        {lode__freeze_scenarios, 0, {0}},
    };
    for (size_t i = 0; i < LODE__COUNT(steps); i++) {
        LODE__TRY(steps[i].run(job));
        lode__arena_free(&job->step);
        for (size_t k = 0; k < steps[i].n_last; k++)
            lode__forget(job->builder, steps[i].last[k]);
    }
    return job->status;
}

lode_status lode_builder_freeze(lode_context *context, lode_builder *builder,
                                lode_model **out)
{
    lode_status status = lode__builder_enter(context, builder);
    if (status == LODE_E_NOMEM) lode__builder_clear(builder);
    LODE__TRY(status);
    if (!out) return lode__invalid(context, "out is NULL");
    *out = NULL;
    lode__freeze job = {.context = context, .builder = builder};
    job.arena.allocator = job.step.allocator = &builder->allocator;
    job.model = lode__model_new(&builder->allocator);
    status = job.model ? run_steps(&job) : lode__nomem(context);
    lode__freeze_forget_tapes(&job);
    lode__arena_free(&job.step);
    lode__arena_free(&job.arena);
    lode__builder_clear(builder);
    if (status < 0) {
        lode_model_unref(job.model);
        return status;
    }
    lode__freeze_trim(&job, &job.model->text, job.text_room, job.model->text_len, 1);
    *out = job.model;
    return LODE_OK;
}
