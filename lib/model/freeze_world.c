/* Stages, sources, blocs, countries and scores. */
#include "model/freeze.h"

/* --- stages --- */

/* A list of stages that begins at an entry, held against the first list. */
static uint32_t check_list(lode__freeze *job, const lode__stage_entry *stages, uint32_t n,
                           uint32_t n_first, uint32_t from)
{
    uint32_t to = from;
    bool same = true;
    for (; to < n && stages[to].list == stages[from].list; to++)
        same = same && to - from < n_first && stages[to].id == stages[to - from].id;
    if (!same || to - from != n_first)
        lode__freeze_conflict(job, "the list of stages", &stages[0].at, &stages[from].at);
    return to;
}

lode_status lode__freeze_stages(lode__freeze *job)
{
    const lode__stage_entry *const stages =
        lode__entries(job->builder, LODE__RECORD_STAGE);
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_STAGE);
    uint32_t n_first = 0;
    while (n_first < n && stages[n_first].list == stages[0].list) n_first++;
    const uint64_t most = lode__limit(job->context, LODE_LIMIT_STAGES);
    if (n_first > most)
        return lode__over_limit(job->context, LODE_LIMIT_STAGES, most,
                                lode__freeze_place(job, &stages[most].at), NULL);
    LODE__TRY(lode__freeze_array(job, &job->model->stages, n_first, sizeof(uint32_t)));
    for (uint32_t i = 0; i < n_first; i++) {
        if (job->stage_of[stages[i].id] != LODE__NO_STAGE) {
            const uint32_t first = job->stage_of[stages[i].id] - 1u;
            lode__freeze_conflict(job, "a stage of the list", &stages[first].at,
                                  &stages[i].at);
        }
        job->stage_of[stages[i].id] = (uint8_t)(i + 1);
        job->model->stages[i] = lode__freeze_text(job, stages[i].id);
    }
    job->model->n_stages = n_first;
    for (uint32_t i = n_first; i < n;) i = check_list(job, stages, n, n_first, i);
    return LODE_OK;
}

/* --- sources --- */

static int order_sources(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__source_entry *const entries = job->entries;
    return lode__order_text(job, entries[a].id, entries[b].id);
}

static int compare_sources(uint32_t a, uint32_t b, const void *user)
{
    const lode__source_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__source_entry *const x = &entries[a], *const y = &entries[b];
    return x->publisher != y->publisher || x->title != y->title ||
           x->address != y->address || x->licence != y->licence || x->note != y->note ||
           x->year != y->year;
}

static void label_source(const lode__freeze *job, const void *entry, char *label)
{
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(
        label, "source \"%s\"",
        lode__freeze_quote(job, quoted, ((const lode__source_entry *)entry)->id));
}

lode_status lode__freeze_sources(lode__freeze *job)
{
    static const lode__merge_rule rule = {
        LODE__RECORD_SOURCE, NULL, order_sources, compare_sources, label_source, false};
    const lode__source_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_SOURCE);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(
        lode__freeze_array(job, &job->model->sources, merged.n, sizeof(lode__source)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__source_entry *const entry = &entries[merged.entry[i]];
        job->model->sources[i] = (lode__source){
            .id = lode__freeze_text(job, entry->id),
            .publisher = lode__freeze_text(job, entry->publisher),
            .title = lode__freeze_text(job, entry->title),
            .address = lode__freeze_text(job, entry->address),
            .licence = lode__freeze_text(job, entry->licence),
            .note = lode__freeze_text(job, entry->note),
            .year = entry->year,
        };
        job->source_of[entry->id] = i + 1;
    }
    job->model->n_sources = merged.n;
    return LODE_OK;
}

/* --- blocs --- */

static int order_blocs(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__bloc_entry *const entries = job->entries;
    return lode__order_text(job, entries[a].id, entries[b].id);
}

static int compare_blocs(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__bloc_entry *const entries = job->entries;
    return entries[a].name != entries[b].name || entries[a].market != entries[b].market ||
           memcmp(&job->bloc_members[a], &job->bloc_members[b], sizeof(lode__places)) !=
               0;
}

static void label_bloc(const lode__freeze *job, const void *entry, char *label)
{
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(
        label, "bloc \"%s\"",
        lode__freeze_quote(job, quoted, ((const lode__bloc_entry *)entry)->id));
}

static lode_status collect_members(lode__freeze *job)
{
    const lode__member_entry *const members =
        lode__entries(job->builder, LODE__RECORD_MEMBER);
    const uint32_t n_blocs = lode__n_entries(job->builder, LODE__RECORD_BLOC);
    lode__places *sets = NULL;
    LODE__TRY(lode__freeze_scratch(job, &sets, n_blocs, sizeof(*sets)));
    memset(sets, 0, n_blocs * sizeof(*sets));
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_MEMBER); i++)
        lode__places_add(&sets[members[i].bloc], members[i].country);
    job->bloc_members = sets;
    return LODE_OK;
}

static void fill_bloc(lode__freeze *job, uint32_t index, const lode__bloc_entry *entry,
                      const lode__places *members)
{
    lode__bloc *const bloc = &job->model->blocs[index];
    *bloc = (lode__bloc){.id = lode__freeze_text(job, entry->id),
                         .name = lode__freeze_text(job, entry->name),
                         .market = entry->market,
                         .members = *members};
    for (unsigned place = 0; place < LODE__N_PLACES; place++)
        bloc->n_members += lode__places_has(members, place);
    if (bloc->n_members > 0) return;
    char quoted[LODE__QUOTE_LEN];
    lode__freeze_fault(job, lode__error(job->context, LODE_E_VALUE,
                                        lode__freeze_place(job, &entry->at),
                                        "bloc \"%s\" has no members",
                                        lode__freeze_quote(job, quoted, entry->id)));
}

lode_status lode__freeze_blocs(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_BLOC, NULL,       order_blocs,
                                          compare_blocs,     label_bloc, false};
    const lode__bloc_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_BLOC);
    lode__merged merged;
    LODE__TRY(collect_members(job));
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    const uint64_t most = lode__limit(job->context, LODE_LIMIT_BLOCS);
    if (merged.n > most)
        return lode__over_limit(job->context, LODE_LIMIT_BLOCS, most,
                                lode__freeze_place(job, &entries[merged.entry[most]].at),
                                NULL);
    LODE__TRY(lode__freeze_array(job, &job->model->blocs, merged.n, sizeof(lode__bloc)));
    for (uint32_t i = 0; i < merged.n; i++)
        fill_bloc(job, i, &entries[merged.entry[i]], &job->bloc_members[merged.entry[i]]);
    job->model->n_blocs = merged.n;
    return LODE_OK;
}

/* --- countries and their scores --- */

static bool resolve_score(lode__freeze *job, void *entry)
{
    lode__score_entry *const score = entry;
    lode__freeze_source(job, &score->source, &score->at);
    return true;
}

static int order_scores(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__score_entry *const entries = job->entries;
    const lode__score_entry *const x = &entries[a], *const y = &entries[b];
    if (x->country != y->country) return lode__order_u32(x->country, y->country);
    if (x->indicator != y->indicator)
        return lode__order_text(job, x->indicator, y->indicator);
    return (x->year > y->year) - (x->year < y->year);
}

static int compare_scores(uint32_t a, uint32_t b, const void *user)
{
    const lode__score_entry *const entries = ((const lode__freeze *)user)->entries;
    return entries[a].value != entries[b].value || entries[a].source != entries[b].source;
}

static void label_score(const lode__freeze *job, const void *entry, char *label)
{
    const lode__score_entry *const score = entry;
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(label, "score \"%s\" of %s",
                       lode__freeze_quote(job, quoted, score->indicator),
                       lode_country_code(score->country));
}

static lode_status fill_scores(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_SCORE, resolve_score, order_scores,
                                          compare_scores,     label_score,   false};
    const lode__score_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_SCORE);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(
        lode__freeze_array(job, &job->model->scores, merged.n, sizeof(lode__score)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__score_entry *const entry = &entries[merged.entry[i]];
        job->model->scores[i] =
            (lode__score){.country = entry->country,
                          .indicator = lode__freeze_text(job, entry->indicator),
                          .year = entry->year,
                          .value = entry->value,
                          .source = entry->source};
    }
    job->model->n_scores = merged.n;
    return LODE_OK;
}

/* The name of a country may be given by one of several files alone. */
static lode_status fill_countries(lode__freeze *job)
{
    const lode__country_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_COUNTRY);
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_COUNTRY);
    const lode__country_entry *named[LODE__N_PLACES] = {NULL};
    lode_model *const model = job->model;
    bool any = false;
    if (n == 0) return LODE_OK;
    LODE__TRY(lode__freeze_array(job, &model->countries, LODE__N_PLACES, sizeof(bool)));
    memset(model->countries, 0, LODE__N_PLACES * sizeof(bool));
    for (uint32_t i = 0; i < n; i++) {
        const lode__country_entry *const entry = &entries[i];
        const lode__country_entry *const before = named[entry->country];
        model->countries[entry->country] = true;
        if (entry->name == 0) continue;
        if (before && before->name != entry->name)
            lode__freeze_conflict(job, lode_country_code(entry->country), &before->at,
                                  &entry->at);
        if (!before) named[entry->country] = entry;
        any = true;
    }
    if (!any) return LODE_OK;
    LODE__TRY(
        lode__freeze_array(job, &model->country_names, LODE__N_PLACES, sizeof(uint32_t)));
    for (size_t i = 0; i < LODE__N_PLACES; i++)
        model->country_names[i] = named[i] ? lode__freeze_text(job, named[i]->name) : 0;
    return LODE_OK;
}

lode_status lode__freeze_countries(lode__freeze *job)
{
    LODE__TRY(fill_countries(job));
    return fill_scores(job);
}
