/* Vectors of origin shares: heads merged, rows put in order, sums held against 1. */
#include "model/freeze.h"

#include "base/number.h"

#include <math.h>

/* --- heads --- */

bool lode__freeze_market(lode__freeze *job, uint32_t *market, const char *expected,
                         const lode__site *at)
{
    const char *const id = lode__builder_text(job->builder, *market);
    const int place = lode__find_place(id, strlen(id));
    if (strcmp(id, "*") == 0) {
        *market = LODE__MARKET_WORLD;
        return true;
    }
    if (place >= 0 && place != LODE__ZZZ) {
        *market = (uint32_t)place;
        return true;
    }
    const size_t bloc = lode__find_bloc(job->model, id);
    if (bloc != SIZE_MAX) {
        *market = LODE__N_PLACES + (uint32_t)bloc;
        return true;
    }
    char quoted[LODE__QUOTE_LEN];
    lode__freeze_fault(job,
                       lode__error(job->context, LODE_E_UNKNOWN,
                                   lode__freeze_place(job, at), "market \"%s\" is no %s",
                                   lode__quote(quoted, id, strlen(id)), expected));
    return false;
}

static bool resolve_origin(lode__freeze *job, void *entry)
{
    lode__origin_entry *const origin = entry;
    lode__freeze_source(job, &origin->source, &origin->at);
    origin->item = lode__freeze_parent(job, origin->item, &origin->at);
    return lode__freeze_market(job, &origin->market, "country, bloc or *", &origin->at) &&
           origin->item != LODE__NONE;
}

static int order_origins(uint32_t a, uint32_t b, const void *user)
{
    const lode__origin_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__origin_entry *const x = &entries[a], *const y = &entries[b];
    if (x->item != y->item) return lode__order_u32(x->item, y->item);
    if (x->market != y->market) return lode__order_u32(x->market, y->market);
    if (x->basis != y->basis) return lode__order_u32(x->basis, y->basis);
    return (x->year > y->year) - (x->year < y->year);
}

static int compare_origins(uint32_t a, uint32_t b, const void *user)
{
    const lode__origin_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__origin_entry *const x = &entries[a], *const y = &entries[b];
    return x->rest != y->rest || x->rounding != y->rounding || x->total != y->total ||
           x->concentration != y->concentration;
}

static void label_vector(const lode_model *model, uint32_t item, uint16_t market,
                         char *label)
{
    char quoted[LODE__QUOTE_LEN], quoted_market[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(model, item);
    const char *const at = lode__market_id(model, market);
    lode__format_label(label, "of \"%s\" in market \"%s\"",
                       lode__quote(quoted, id, strlen(id)),
                       lode__quote(quoted_market, at, strlen(at)));
}

static void label_origin(const lode__freeze *job, const void *entry, char *label)
{
    const lode__origin_entry *const origin = entry;
    char which[LODE__LABEL_LEN];
    label_vector(job->model, origin->item, (uint16_t)origin->market, which);
    lode__format_label(label, "origin %s", which);
}

/* The source of a vector is the first in order of those its heads give, none before any.
 */
static lode_status fill_vectors(lode__freeze *job, const lode__merged *merged)
{
    lode_model *const model = job->model;
    const lode__origin_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_ORIGIN);
    LODE__TRY(lode__freeze_array(job, &model->vectors, merged->n, sizeof(lode__vector)));
    for (uint32_t i = 0; i < merged->n; i++) {
        const lode__origin_entry *const entry = &entries[merged->entry[i]];
        model->vectors[i] = (lode__vector){.item = entry->item,
                                           .source = entry->source,
                                           .market = (uint16_t)entry->market,
                                           .basis = entry->basis,
                                           .rest_is = entry->rest,
                                           .year = entry->year,
                                           .scale = 1.0,
                                           .rounding = entry->rounding,
                                           .total = entry->total,
                                           .concentration = entry->concentration};
    }
    model->n_vectors = merged->n;
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_ORIGIN); i++) {
        if (merged->rank[i] == LODE__NONE) continue;
        lode__vector *const vector = &model->vectors[merged->rank[i]];
        if (entries[i].source < vector->source) vector->source = entries[i].source;
    }
    return LODE_OK;
}

static lode_status index_vectors(lode__freeze *job)
{
    lode_model *const model = job->model;
    const size_t n = (size_t)model->n_items + 1;
    LODE__TRY(lode__freeze_array(job, &model->item_vector, n, sizeof(uint32_t)));
    memset(model->item_vector, 0, n * sizeof(uint32_t));
    for (size_t i = 0; i < model->n_vectors; i++)
        model->item_vector[model->vectors[i].item + 1]++;
    for (uint32_t item = 0; item < model->n_items; item++)
        model->item_vector[item + 1] += model->item_vector[item];
    return LODE_OK;
}

/* --- rows --- */

/* Vector of each row; sources as the frozen rows have them. */
static void resolve_shares(lode__freeze *job, const uint32_t *vector_of, uint32_t *vector)
{
    const lode_model *const model = job->model;
    const lode__origin_entry *const heads =
        lode__entries(job->builder, LODE__RECORD_ORIGIN);
    lode__share_entry *const rows = lode__entries(job->builder, LODE__RECORD_SHARE);
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_SHARE); i++) {
        vector[i] = vector_of[rows[i].origin];
        lode__freeze_source(job, &rows[i].source, &rows[i].at);
        if (vector[i] == LODE__NONE) continue;
        if (rows[i].source == 0) rows[i].source = heads[rows[i].origin].source;
        if (rows[i].source == model->vectors[vector[i]].source) rows[i].source = 0;
    }
}

static int order_shares(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__share_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_SHARE);
    const lode__share_entry *const x = &entries[a], *const y = &entries[b];
    if (x->country != y->country) return lode__order_u32(x->country, y->country);
    if (x->kind != y->kind) return lode__order_u32(x->kind, y->kind);
    if (x->party != y->party) return lode__order_text(job, x->party, y->party);
    if (x->bound != y->bound) return lode__order_u32(x->bound, y->bound);
    if (x->source != y->source) return lode__order_u32(x->source, y->source);
    if (x->share != y->share) return lode__order_real(x->share, y->share);
    return lode__order_sites(&x->at, &y->at);
}

/* Rows of one vector, in order; those that a file gave twice because it was read twice
 * stand at the same place and are one. */
static void fill_rows(lode__freeze *job, lode__vector *vector, const uint32_t *entry,
                      uint32_t n)
{
    const lode__share_entry *const rows = lode__entries(job->builder, LODE__RECORD_SHARE);
    lode__share *const shares = job->model->shares + vector->first_share;
    lode__sum sum = {0.0, 0.0};
    for (uint32_t i = 0; i < n; i++) {
        const lode__share_entry *const row = &rows[entry[i]];
        if (i > 0 && row->at.line != 0 && order_shares(entry[i - 1], entry[i], job) == 0)
            continue;
        shares[vector->n_shares++] =
            (lode__share){.share = row->share,
                          .party = lode__freeze_text(job, row->party),
                          .source = row->source,
                          .country = row->country,
                          .kind = row->kind,
                          .bound = row->bound};
        lode__sum_add(&sum, row->share);
    }
    vector->sum = lode__sum_value(&sum);
}

/* --- sums --- */

static void settle_sum(lode__freeze *job, lode__vector *vector, const lode__site *at)
{
    /* A sum of decimals may miss a stated rounding by its last bits. */
    const double slack = fmax(LODE__SUM_SLACK, vector->rounding + 1e-9);
    const double off = fabs(1.0 - vector->sum);
    char which[LODE__LABEL_LEN], number[32];
    label_vector(job->model, vector->item, vector->market, which);
    lode__format_sum(vector->sum, number);
    if (vector->sum > 1.0 + slack) {
        lode__freeze_fault(
            job, lode__error(job->context, LODE_E_SHARES, lode__freeze_place(job, at),
                             "shares %s sum to %s, more than 1", which, number));
    } else if (vector->sum < 1.0 - slack || vector->sum == 0.0) {
        vector->rest = 1.0 - vector->sum;
        if (vector->rest_is == LODE_REST_UNKNOWN)
            lode__warning(job->context, LODE_OK, lode__freeze_place(job, at),
                          "shares %s sum to %s: the rest is of unknown origin", which,
                          number);
    } else if (off > LODE__SUM_EXACT) {
        vector->scale = 1.0 / vector->sum;
        if (off > LODE__SUM_SLACK)
            lode__note(job->context, LODE_OK, lode__freeze_place(job, at),
                       "shares %s sum to %s and are rescaled to 1", which, number);
    }
}

static lode_status fill_shares(lode__freeze *job, const lode__merged *heads)
{
    lode_model *const model = job->model;
    const lode__origin_entry *const origins =
        lode__entries(job->builder, LODE__RECORD_ORIGIN);
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_SHARE);
    const uint32_t n_vectors = heads->n;
    uint32_t *vector = NULL, *start = NULL, *entry = NULL, *scratch = NULL;
    LODE__TRY(lode__freeze_scratch(job, &vector, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &start, (size_t)n_vectors + 1, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &entry, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &scratch, n, sizeof(uint32_t)));
    resolve_shares(job, heads->rank, vector);
    lode__freeze_bucket(vector, n_vectors, NULL, n, start, entry);
    LODE__TRY(
        lode__freeze_array(job, &model->shares, start[n_vectors], sizeof(lode__share)));
    for (uint32_t i = 0; i < n_vectors; i++) {
        lode__vector *const at = &model->vectors[i];
        const uint32_t n_rows = start[i + 1] - start[i];
        at->first_share = (uint32_t)model->n_shares;
        lode__sort_indices(entry + start[i], n_rows, scratch, order_shares, job);
        fill_rows(job, at, entry + start[i], n_rows);
        model->n_shares += at->n_shares;
        settle_sum(job, at, &origins[heads->entry[i]].at);
    }
    return LODE_OK;
}

lode_status lode__freeze_origins(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_ORIGIN, resolve_origin,
                                          order_origins,       compare_origins,
                                          label_origin,        false};
    lode__merged heads;
    LODE__TRY(lode__freeze_merge(job, &rule, &heads));
    LODE__TRY(fill_vectors(job, &heads));
    LODE__TRY(index_vectors(job));
    return fill_shares(job, &heads);
}
