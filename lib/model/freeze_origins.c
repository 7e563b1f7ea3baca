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

/* Source of each merged head: the first in order of those that its entries give, none
 * before any. */
static lode_status find_sources(lode__freeze *job, const lode__merged *heads,
                                uint32_t **out)
{
    const lode__origin_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_ORIGIN);
    uint32_t *source = NULL;
    LODE__TRY(lode__freeze_scratch(job, &source, heads->n, sizeof(*source)));
    for (uint32_t i = 0; i < heads->n; i++) source[i] = entries[heads->entry[i]].source;
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_ORIGIN); i++) {
        const uint32_t head = heads->rank[i];
        if (head != LODE__NONE && entries[i].source < source[head])
            source[head] = entries[i].source;
    }
    *out = source;
    return LODE_OK;
}

/* --- rows --- */

/* Merged head of each row; sources as the frozen rows have them. */
static void resolve_shares(lode__freeze *job, const uint32_t *head_of,
                           const uint32_t *source, uint32_t *head)
{
    const lode__origin_entry *const origins =
        lode__entries(job->builder, LODE__RECORD_ORIGIN);
    lode__share_entry *const rows = lode__entries(job->builder, LODE__RECORD_SHARE);
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_SHARE); i++) {
        head[i] = head_of[rows[i].origin];
        lode__freeze_source(job, &rows[i].source, &rows[i].at);
        if (head[i] == LODE__NONE) continue;
        if (rows[i].source == 0) rows[i].source = origins[rows[i].origin].source;
        if (rows[i].source == source[head[i]]) rows[i].source = 0;
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

/* What is left of 1, or above it; nearly all sums are 1 and nobody hears of them. */
static void settle_sum(lode__freeze *job, lode__vector *vector, uint32_t item,
                       const lode__site *at)
{
    /* A sum of decimals may miss a stated rounding by its last bits. */
    const double slack = fmax(LODE__SUM_SLACK, vector->rounding + 1e-9);
    const double off = fabs(1.0 - vector->sum);
    if (off <= LODE__SUM_EXACT) return;
    char which[LODE__LABEL_LEN], number[32];
    label_vector(job->model, item, vector->market, which);
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
    } else {
        vector->scale = 1.0 / vector->sum;
        if (off > LODE__SUM_SLACK)
            lode__note(job->context, LODE_OK, lode__freeze_place(job, at),
                       "shares %s sum to %s and are rescaled to 1", which, number);
    }
}

/* --- vectors --- */

typedef struct vectors {
    lode__freeze *job;
    lode__merged heads;
    uint32_t n_put;         /* heads */
    uint32_t *source;       /* by merged head */
    uint32_t *start, *rows; /* those of a head: from its start up to that of the next */
    uint32_t *scratch;
    size_t n_vectors, n_shares; /* that there is room for */
    lode__same sets;
} vectors;

static lode_status group_rows(vectors *v)
{
    lode__freeze *const job = v->job;
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_SHARE);
    const uint32_t n_heads = v->heads.n;
    uint32_t *head = NULL;
    LODE__TRY(lode__freeze_scratch(job, &head, n, sizeof(uint32_t)));
    LODE__TRY(
        lode__freeze_scratch(job, &v->start, (size_t)n_heads + 1, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &v->rows, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &v->scratch, n, sizeof(uint32_t)));
    resolve_shares(job, v->heads.rank, v->source, head);
    lode__freeze_bucket(head, n_heads, NULL, n, v->start, v->rows);
    return LODE_OK;
}

static lode__vector *put_vector(lode_model *model, lode__vector vector)
{
    vector.first_share = (uint32_t)model->n_shares;
    vector.scale = 1.0;
    model->vectors[model->n_vectors] = vector;
    return &model->vectors[model->n_vectors++];
}

static void put_head(vectors *v)
{
    lode__freeze *const job = v->job;
    const uint32_t head = v->n_put++;
    const lode__origin_entry *const entry =
        (const lode__origin_entry *)lode__entries(job->builder, LODE__RECORD_ORIGIN) +
        v->heads.entry[head];
    lode__vector *const vector =
        put_vector(job->model, (lode__vector){.source = v->source[head],
                                              .market = (uint16_t)entry->market,
                                              .basis = entry->basis,
                                              .rest_is = entry->rest,
                                              .year = entry->year,
                                              .rounding = entry->rounding,
                                              .total = entry->total,
                                              .concentration = entry->concentration});
    uint32_t *const rows = v->rows + v->start[head];
    const uint32_t n_rows = v->start[head + 1] - v->start[head];
    lode__sort_indices(rows, n_rows, v->scratch, order_shares, job);
    fill_rows(job, vector, rows, n_rows);
    job->model->n_shares += vector->n_shares;
    settle_sum(job, vector, entry->item, &entry->at);
}

/* All of it, by count, everywhere, is of unknown origin. */
static void put_unknown(lode_model *model, uint32_t source)
{
    (void)put_vector(model, (lode__vector){.source = source,
                                           .market = LODE__MARKET_WORLD,
                                           .basis = LODE_BASIS_COUNT,
                                           .year = LODE_YEAR_NONE,
                                           .sum = 1.0,
                                           .n_shares = 1});
    model->shares[model->n_shares++] = (lode__share){.country = LODE__ZZZ, .share = 1.0};
}

/* Room for all that is given, and for what says of an item that its make is unknown: that
 * differs by source alone. */
static lode_status allocate(vectors *v)
{
    lode__freeze *const job = v->job;
    lode_model *const model = job->model;
    const size_t n_unknown = model->n_sources + 2;
    v->n_vectors = v->heads.n + n_unknown;
    v->n_shares = lode__n_entries(job->builder, LODE__RECORD_SHARE) + n_unknown;
    LODE__TRY(
        lode__freeze_array(job, &model->vectors, v->n_vectors, sizeof(lode__vector)));
    LODE__TRY(lode__freeze_array(job, &model->shares, v->n_shares, sizeof(lode__share)));
    LODE__TRY(
        lode__freeze_array(job, &model->set_vector, v->n_vectors + 3, sizeof(uint32_t)));
    model->set_vector[0] = model->set_vector[1] = 0;
    return LODE_OK;
}

static void trim(const vectors *v)
{
    lode__freeze *const job = v->job;
    lode_model *const model = job->model;
    lode__freeze_trim(job, &model->vectors, v->n_vectors, model->n_vectors,
                      sizeof(lode__vector));
    lode__freeze_trim(job, &model->shares, v->n_shares, model->n_shares,
                      sizeof(lode__share));
    lode__freeze_trim(job, &model->set_vector, v->n_vectors + 3,
                      (size_t)model->n_sets + 2, sizeof(uint32_t));
}

/* The set that the newest vectors are, from `first` on; where it was there before, they
 * go again. */
static lode_status take_set(vectors *v, uint32_t first, uint32_t *out)
{
    lode_model *const model = v->job->model;
    const uint32_t set = model->n_sets + 1;
    *out = 0;
    if (model->n_vectors == first) return LODE_OK;
    model->set_vector[set + 1] = (uint32_t)model->n_vectors;
    LODE__TRY(lode__freeze_find_same(v->job, &v->sets, set, out));
    if (*out == set) {
        model->n_sets = set;
    } else {
        model->n_shares = model->vectors[first].first_share;
        model->n_vectors = first;
    }
    return LODE_OK;
}

static lode_status fill_item(vectors *v, uint32_t item)
{
    lode__freeze *const job = v->job;
    lode_model *const model = job->model;
    const lode__origin_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_ORIGIN);
    const uint32_t first = (uint32_t)model->n_vectors;
    const size_t first_share = model->n_shares;
    while (v->n_put < v->heads.n && entries[v->heads.entry[v->n_put]].item == item)
        put_head(v);
    if (model->item_set[item] > 0) put_unknown(model, model->item_set[item] - 1);
    model->n_item_vectors += model->n_vectors - first;
    model->n_item_shares += model->n_shares - first_share;
    return take_set(v, first, &model->item_set[item]);
}

lode_status lode__freeze_origins(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_ORIGIN, resolve_origin,
                                          order_origins,       compare_origins,
                                          label_origin,        false};
    vectors v = {.job = job, .sets = {.rule = &lode__same_sets}};
    LODE__TRY(lode__freeze_merge(job, &rule, &v.heads));
    LODE__TRY(find_sources(job, &v.heads, &v.source));
    LODE__TRY(group_rows(&v));
    LODE__TRY(allocate(&v));
    for (uint32_t item = 0; item < job->model->n_items; item++)
        LODE__TRY(fill_item(&v, item));
    trim(&v);
    return LODE_OK;
}

/* --- unknown make --- */

static lode_status spell_out(lode__freeze *job, const lode__item_entry *item)
{
    lode__origin_entry origin = {.at = item->at,
                                 .item = item->id,
                                 .source = item->source,
                                 .year = LODE_YEAR_NONE,
                                 .basis = LODE_BASIS_COUNT};
    LODE__TRY(lode__add_text(job->context, job->builder, "*", 1, &origin.market));
    LODE__TRY(lode__keep(job->context, job->builder, LODE__RECORD_ORIGIN, &origin));
    const lode__share_entry share = {
        .at = item->at,
        .origin = lode__n_entries(job->builder, LODE__RECORD_ORIGIN) - 1,
        .country = LODE__ZZZ,
        .share = 1.0};
    return lode__keep(job->context, job->builder, LODE__RECORD_SHARE, &share);
}

lode_status lode__freeze_unknown(lode__freeze *job)
{
    const lode_builder *const builder = job->builder;
    const lode__origin_entry *const origins = lode__entries(builder, LODE__RECORD_ORIGIN);
    lode__item_entry *const items = lode__entries(builder, LODE__RECORD_ITEM);
    bool *has_origin = NULL; /* by text of the id */
    if (!builder->has_unknown_make) return LODE_OK;
    LODE__TRY(lode__freeze_scratch(job, &has_origin, builder->texts.n, sizeof(bool)));
    memset(has_origin, 0, builder->texts.n);
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_ORIGIN); i++)
        has_origin[origins[i].item] = true;
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_ITEM); i++) {
        if (!items[i].is_of_unknown_make || !has_origin[items[i].id]) continue;
        items[i].is_of_unknown_make = false;
        LODE__TRY(spell_out(job, &items[i]));
    }
    return LODE_OK;
}
