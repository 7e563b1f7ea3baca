/* Items and what stands with them: codes, surges, stocks. */
#include "model/freeze.h"

#include <math.h>

/* --- items --- */

static bool resolve_item(lode__freeze *job, void *entry)
{
    lode__item_entry *const item = entry;
    char quoted[LODE__QUOTE_LEN], stage[LODE__QUOTE_LEN];
    lode__freeze_source(job, &item->source, &item->at);
    if (item->stage != 0 && job->stage_of[item->stage] == LODE__NO_STAGE)
        lode__freeze_fault(job, lode__error(job->context, LODE_E_UNKNOWN,
                                            lode__freeze_place(job, &item->at),
                                            "stage \"%s\" of item \"%s\" does not exist",
                                            lode__freeze_quote(job, stage, item->stage),
                                            lode__freeze_quote(job, quoted, item->id)));
    return true;
}

static int order_items(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__item_entry *const entries = job->entries;
    return lode__order_text(job, entries[a].id, entries[b].id);
}

static int compare_items(uint32_t a, uint32_t b, const void *user)
{
    const lode__item_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__item_entry *const x = &entries[a], *const y = &entries[b];
    if (x->unit == LODE__UNIT_REFUSED || y->unit == LODE__UNIT_REFUSED) return 0;
    return x->name != y->name || x->stage != y->stage || x->elements != y->elements ||
           x->tags != y->tags || x->currency != y->currency || x->source != y->source ||
           x->unit != y->unit || lode__order_real(x->mass_kg, y->mass_kg) != 0 ||
           lode__order_real(x->price, y->price) != 0;
}

static void label_item(const lode__freeze *job, const void *entry, char *label)
{
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(
        label, "item \"%s\"",
        lode__freeze_quote(job, quoted, ((const lode__item_entry *)entry)->id));
}

static bool has_detail(const lode__item_entry *entry)
{
    return entry->name || entry->elements || entry->tags || entry->currency ||
           entry->source || !isnan(entry->mass_kg) || !isnan(entry->price);
}

static lode_status fill_details(lode__freeze *job, const lode__item_entry *entries,
                                const lode__merged *merged)
{
    lode_model *const model = job->model;
    size_t n = 0;
    for (uint32_t i = 0; i < merged->n; i++) n += has_detail(&entries[merged->entry[i]]);
    LODE__TRY(lode__freeze_array(job, &model->details, n, sizeof(lode__detail)));
    for (uint32_t i = 0; i < merged->n; i++) {
        const lode__item_entry *const entry = &entries[merged->entry[i]];
        if (!has_detail(entry)) continue;
        model->details[model->n_details++] =
            (lode__detail){.name = lode__freeze_text(job, entry->name),
                           .elements = lode__freeze_text(job, entry->elements),
                           .tags = lode__freeze_text(job, entry->tags),
                           .currency = lode__freeze_text(job, entry->currency),
                           .source = entry->source,
                           .mass_kg = entry->mass_kg,
                           .price = entry->price};
        model->item_detail[i] = (uint32_t)model->n_details;
    }
    return LODE_OK;
}

static lode_status fill_items(lode__freeze *job, const lode__item_entry *entries,
                              const lode__merged *merged)
{
    lode_model *const model = job->model;
    LODE__TRY(lode__freeze_array(job, &model->item_id, merged->n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_array(job, &model->item_unit, merged->n, sizeof(uint8_t)));
    LODE__TRY(lode__freeze_array(job, &model->item_stage, merged->n, sizeof(uint8_t)));
    LODE__TRY(lode__freeze_array(job, &model->item_detail, merged->n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_array(job, &model->item_set, merged->n, sizeof(uint32_t)));
    for (uint32_t i = 0; i < merged->n; i++) {
        const lode__item_entry *const entry = &entries[merged->entry[i]];
        job->item_of[entry->id] = i;
        model->item_id[i] = lode__freeze_text(job, entry->id);
        model->item_unit[i] = entry->unit;
        model->item_stage[i] = job->stage_of[entry->stage];
        model->item_detail[i] = 0;
        model->item_set[i] = 0;
    }
    model->n_items = merged->n;
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_ITEM); i++)
        if (entries[i].is_of_unknown_make)
            model->item_set[merged->rank[i]] = entries[i].source + 1;
    return LODE_OK;
}

lode_status lode__freeze_items(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_ITEM, resolve_item, order_items,
                                          compare_items,     label_item,   false};
    const lode__item_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_ITEM);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(fill_items(job, entries, &merged));
    return fill_details(job, entries, &merged);
}

/* --- codes --- */

static bool resolve_code(lode__freeze *job, void *entry)
{
    lode__code_entry *const code = entry;
    code->item = lode__freeze_parent(job, code->item, &code->at);
    return code->item != LODE__NONE;
}

static int order_codes(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__code_entry *const entries = job->entries;
    const lode__code_entry *const x = &entries[a], *const y = &entries[b];
    if (x->item != y->item) return lode__order_u32(x->item, y->item);
    if (x->scheme != y->scheme) return lode__order_text(job, x->scheme, y->scheme);
    return lode__order_text(job, x->value, y->value);
}

lode_status lode__freeze_codes(lode__freeze *job)
{
    static const lode__merge_rule rule = {
        LODE__RECORD_CODE, resolve_code, order_codes, NULL, NULL, false};
    const lode__code_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_CODE);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(lode__freeze_array(job, &job->model->codes, merged.n, sizeof(lode__code)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__code_entry *const entry = &entries[merged.entry[i]];
        job->model->codes[i] =
            (lode__code){.item = entry->item,
                         .scheme = lode__freeze_text(job, entry->scheme),
                         .value = lode__freeze_text(job, entry->value)};
    }
    job->model->n_codes = merged.n;
    return LODE_OK;
}

/* --- surges and stocks --- */

static bool resolve_local(lode__freeze *job, void *entry)
{
    lode__local_entry *const local = entry;
    lode__freeze_source(job, &local->source, &local->at);
    local->item = lode__freeze_parent(job, local->item, &local->at);
    return local->item != LODE__NONE;
}

static int order_locals(uint32_t a, uint32_t b, const void *user)
{
    const lode__local_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__local_entry *const x = &entries[a], *const y = &entries[b];
    if (x->item != y->item) return lode__order_u32(x->item, y->item);
    return lode__order_u32(x->country, y->country);
}

static int compare_locals(uint32_t a, uint32_t b, const void *user)
{
    const lode__local_entry *const entries = ((const lode__freeze *)user)->entries;
    return entries[a].figure != entries[b].figure ||
           entries[a].source != entries[b].source;
}

static void label_local(const lode__freeze *job, const void *entry, const char *what,
                        char *label)
{
    const lode__local_entry *const local = entry;
    char quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(job->model, local->item);
    lode__format_label(label, "%s of \"%s\" in %s", what,
                       lode__quote(quoted, id, strlen(id)),
                       lode_country_code(local->country));
}

static void label_surge(const lode__freeze *job, const void *entry, char *label)
{
    label_local(job, entry, "surge", label);
}

static void label_stock(const lode__freeze *job, const void *entry, char *label)
{
    label_local(job, entry, "stock", label);
}

lode_status lode__freeze_surges(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_SURGE, resolve_local, order_locals,
                                          compare_locals,     label_surge,   false};
    const lode__local_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_SURGE);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(
        lode__freeze_array(job, &job->model->surges, merged.n, sizeof(lode__surge)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__local_entry *const entry = &entries[merged.entry[i]];
        job->model->surges[i] = (lode__surge){.item = entry->item,
                                              .country = entry->country,
                                              .up_frac = entry->figure,
                                              .source = entry->source};
    }
    job->model->n_surges = merged.n;
    return LODE_OK;
}

lode_status lode__freeze_stocks(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_STOCK, resolve_local, order_locals,
                                          compare_locals,     label_stock,   false};
    const lode__local_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_STOCK);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(
        lode__freeze_array(job, &job->model->stocks, merged.n, sizeof(lode__stock)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__local_entry *const entry = &entries[merged.entry[i]];
        job->model->stocks[i] = (lode__stock){.item = entry->item,
                                              .country = entry->country,
                                              .days = entry->figure,
                                              .source = entry->source};
    }
    job->model->n_stocks = merged.n;
    return LODE_OK;
}
