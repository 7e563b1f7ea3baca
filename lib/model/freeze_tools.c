/* What the steps of a freeze have in common: memory, texts, faults, merging, sorting. */
#include "model/freeze.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>

lode_status lode__freeze_array(lode__freeze *job, void *array, size_t count, size_t size)
{
    void *const data = lode__alloc(&job->model->allocator, count, size);
    if (!data) return lode__nomem(job->context);
    memcpy(array, &data, sizeof(data));
    job->model->size_bytes += count * size;
    return LODE_OK;
}

static lode_status take_memory(lode__freeze *job, lode__arena *arena, void *array,
                               size_t count, size_t size)
{
    void *const data = lode__arena_alloc(arena, count, size);
    if (!data) return lode__nomem(job->context);
    memcpy(array, &data, sizeof(data));
    return LODE_OK;
}

lode_status lode__freeze_lasting(lode__freeze *job, void *array, size_t count,
                                 size_t size)
{
    return take_memory(job, &job->arena, array, count, size);
}

lode_status lode__freeze_scratch(lode__freeze *job, void *array, size_t count,
                                 size_t size)
{
    return take_memory(job, &job->step, array, count, size);
}

void lode__freeze_trim(lode__freeze *job, void *array, size_t count, size_t needed,
                       size_t size)
{
    void *data = NULL;
    if (needed == count) return;
    memcpy(&data, array, sizeof(data));
    data = lode__resize(&job->model->allocator, data, count, needed, size);
    if (!data) return;
    memcpy(array, &data, sizeof(data));
    job->model->size_bytes -= (count - needed) * size;
}

void lode__freeze_forget_tapes(lode__freeze *job)
{
    while (job->n_tapes > 0) lode__tape_free(&job->tapes[--job->n_tapes]);
}

uint32_t lode__freeze_new_text(lode__freeze *job, const char *text, size_t len)
{
    lode_model *const model = job->model;
    const uint32_t at = (uint32_t)model->text_len;
    memcpy(model->text + at, text, len);
    model->text[at + len] = '\0';
    model->text_len += len + 1;
    return at;
}

uint32_t lode__freeze_text(lode__freeze *job, uint32_t text)
{
    if (text == 0) return 0;
    if (job->text_at[text] == 0) {
        const char *const bytes = lode__builder_text(job->builder, text);
        job->text_at[text] = lode__freeze_new_text(job, bytes, strlen(bytes));
    }
    return job->text_at[text];
}

/* --- faults --- */

void lode__freeze_fault(lode__freeze *job, lode_status status)
{
    if (job->status == LODE_OK) job->status = status;
}

const lode_place *lode__freeze_place(lode__freeze *job, const lode__site *at)
{
    job->place = lode__site_place(job->builder, at);
    return &job->place;
}

const char *lode__freeze_quote(const lode__freeze *job, char buffer[LODE__QUOTE_LEN],
                               uint32_t text)
{
    const char *const bytes = lode__builder_text(job->builder, text);
    return lode__quote(buffer, bytes, strlen(bytes));
}

void lode__format_label(char label[LODE__LABEL_LEN], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(label, LODE__LABEL_LEN, format, args);
    va_end(args);
}

void lode__freeze_conflict(lode__freeze *job, const char *label, const lode__site *first,
                           const lode__site *second)
{
    char source[LODE__QUOTE_LEN], where[LODE__QUOTE_LEN + 32];
    lode__freeze_quote(job, source, first->source);
    if (first->line > 0)
        snprintf(where, sizeof(where), "%s:%lu:%lu", source, (unsigned long)first->line,
                 (unsigned long)first->column);
    else
        snprintf(where, sizeof(where), "%s",
                 first->source ? source : "a place not known");
    lode__freeze_fault(
        job, lode__error(job->context, LODE_E_CONFLICT, lode__freeze_place(job, second),
                         "%s is given with other content at %s", label, where));
}

void lode__format_sum(double sum, char text[32])
{
    lode__format_real(sum < 1000.0 ? round(sum * 1e12) / 1e12 : sum, text);
}

/* --- names --- */

static uint32_t no_item(lode__freeze *job, uint32_t text, const lode__site *at)
{
    char quoted[LODE__QUOTE_LEN];
    lode__freeze_fault(job, lode__error(job->context, LODE_E_UNKNOWN,
                                        lode__freeze_place(job, at),
                                        "item \"%s\" is not defined",
                                        lode__freeze_quote(job, quoted, text)));
    return LODE__NONE;
}

uint32_t lode__freeze_item(lode__freeze *job, uint32_t text, const lode__site *at)
{
    const uint32_t item = job->item_of[text];
    return item < job->model->n_items ? item : no_item(job, text, at);
}

uint32_t lode__freeze_parent(lode__freeze *job, uint32_t text, const lode__site *at)
{
    const uint32_t item = job->item_of[text];
    if (item == LODE__NONE) {
        job->item_of[text] = LODE__REFUSED;
        return no_item(job, text, at);
    }
    return item == LODE__REFUSED ? LODE__NONE : item;
}

void lode__freeze_source(lode__freeze *job, uint32_t *source, const lode__site *at)
{
    char quoted[LODE__QUOTE_LEN];
    if (*source == 0) return;
    const uint32_t found = job->source_of[*source];
    if (found == 0)
        lode__freeze_fault(job, lode__error(job->context, LODE_E_UNKNOWN,
                                            lode__freeze_place(job, at),
                                            "source \"%s\" is not defined",
                                            lode__freeze_quote(job, quoted, *source)));
    *source = found;
}

/* --- order --- */

int lode__order_real(double a, double b)
{
    if (isnan(a) || isnan(b)) return !isnan(a) - !isnan(b);
    return (a > b) - (a < b);
}

int lode__order_text(const lode__freeze *job, uint32_t a, uint32_t b)
{
    if (a == b) return 0;
    return strcmp(lode__builder_text(job->builder, a),
                  lode__builder_text(job->builder, b));
}

static void *entry_at(const lode__freeze *job, lode__record_kind kind, uint32_t entry)
{
    const lode__records *const records = &job->builder->records[kind];
    return records->data + entry * records->size;
}

/* Every entry begins with its site. */
static void report_conflict(lode__freeze *job, const lode__merge_rule *rule,
                            uint32_t first, uint32_t second)
{
    char label[LODE__LABEL_LEN];
    rule->label(job, entry_at(job, rule->kind, second), label);
    lode__freeze_conflict(job, label, entry_at(job, rule->kind, first),
                          entry_at(job, rule->kind, second));
}

lode_status lode__freeze_merge(lode__freeze *job, const lode__merge_rule *rule,
                               lode__merged *out)
{
    const uint32_t n = lode__n_entries(job->builder, rule->kind);
    uint32_t *scratch = NULL, n_sound = 0, n_kept = 0;
    *out = (lode__merged){NULL, 0, NULL};
    lode__arena *const arena = rule->lasting ? &job->arena : &job->step;
    LODE__TRY(take_memory(job, arena, &out->entry, n, sizeof(uint32_t)));
    LODE__TRY(take_memory(job, arena, &out->rank, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &scratch, n, sizeof(uint32_t)));
    job->entries = lode__entries(job->builder, rule->kind);
    for (uint32_t i = 0; i < n; i++) {
        out->rank[i] = LODE__NONE;
        if (!rule->resolve || rule->resolve(job, entry_at(job, rule->kind, i)))
            out->entry[n_sound++] = i;
    }
    lode__sort_indices(out->entry, n_sound, scratch, rule->order, job);
    for (uint32_t i = 0; i < n_sound; i++) {
        const uint32_t entry = out->entry[i];
        if (n_kept == 0 || rule->order(out->entry[n_kept - 1], entry, job) != 0)
            out->entry[n_kept++] = entry;
        else if (rule->content && rule->content(out->entry[n_kept - 1], entry, job) != 0)
            report_conflict(job, rule, out->entry[n_kept - 1], entry);
        out->rank[entry] = n_kept - 1;
    }
    out->n = n_kept;
    return LODE_OK;
}

void lode__freeze_bucket(const uint32_t *key, uint32_t n_keys, const uint32_t *ids,
                         size_t n, uint32_t *start, uint32_t *out)
{
    memset(start, 0, ((size_t)n_keys + 1) * sizeof(*start));
    for (size_t i = 0; i < n; i++) {
        const uint32_t bucket = key[ids ? ids[i] : i];
        if (bucket < n_keys) start[bucket + 1]++;
    }
    for (uint32_t bucket = 0; bucket < n_keys; bucket++)
        start[bucket + 1] += start[bucket];
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = ids ? ids[i] : (uint32_t)i;
        if (key[id] < n_keys) out[start[key[id]]++] = id;
    }
    /* Each start has moved on to the next. */
    memmove(start + 1, start, (size_t)n_keys * sizeof(*start));
    start[0] = 0;
}
