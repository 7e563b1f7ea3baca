/* Scenarios: measures and their options put in order, whole scenarios merged. */
#include "model/freeze.h"

/* --- order of measures --- */

static int order_attributes(const lode__freeze *job, const lode__measure_entry *x,
                            const lode__measure_entry *y)
{
    const lode__attribute_entry *const all =
        lode__entries(job->builder, LODE__RECORD_ATTRIBUTE);
    for (uint32_t i = 0; i < x->n_attributes && i < y->n_attributes; i++) {
        const lode__attribute_entry *const a = &all[x->first_attribute + i];
        const lode__attribute_entry *const b = &all[y->first_attribute + i];
        if (a->rank != b->rank) return lode__order_u32(a->rank, b->rank);
        const int order = lode__order_text(job, a->value, b->value);
        if (order != 0) return order;
    }
    return lode__order_u32(x->n_attributes, y->n_attributes);
}

static int order_options(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__measure_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_MEASURE);
    return order_attributes(job, &entries[a], &entries[b]);
}

/* Measures stand in the order of the table of measures, then by their attributes and
 * options. */
static int order_measures(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__measure_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_MEASURE);
    const lode__measure_entry *const x = &entries[a], *const y = &entries[b];
    if (x->spec != y->spec) return x->spec < y->spec ? -1 : 1;
    const int order = order_attributes(job, x, y);
    if (order != 0) return order;
    const uint32_t *const from = job->option_from;
    const uint32_t n_a = from[a + 1] - from[a], n_b = from[b + 1] - from[b];
    for (uint32_t i = 0; i < n_a && i < n_b; i++) {
        const int by_option =
            order_options(job->options[from[a] + i], job->options[from[b] + i], user);
        if (by_option != 0) return by_option;
    }
    return lode__order_u32(n_a, n_b);
}

/* Sorts measure entries into those of each key, each bucket in order. */
static lode_status sort_by(lode__freeze *job, const uint32_t *key, uint32_t n_keys,
                           lode__compare_fn order, uint32_t **out_from, uint32_t **out)
{
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_MEASURE);
    uint32_t *from = NULL, *sorted = NULL, *scratch = NULL;
    LODE__TRY(lode__freeze_scratch(job, &from, (size_t)n_keys + 1, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &sorted, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &scratch, n, sizeof(uint32_t)));
    lode__freeze_bucket(key, n_keys, NULL, n, from, sorted);
    for (uint32_t i = 0; i < n_keys; i++)
        lode__sort_indices(sorted + from[i], from[i + 1] - from[i], scratch, order, job);
    *out_from = from;
    *out = sorted;
    return LODE_OK;
}

static lode_status sort_measures(lode__freeze *job)
{
    const lode__measure_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_MEASURE);
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_MEASURE);
    uint32_t *parent = NULL, *scenario = NULL;
    LODE__TRY(lode__freeze_scratch(job, &parent, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &scenario, n, sizeof(uint32_t)));
    for (uint32_t i = 0; i < n; i++) {
        parent[i] = entries[i].parent ? entries[i].parent - 1 : LODE__NONE;
        scenario[i] = entries[i].parent ? LODE__NONE : entries[i].scenario;
    }
    LODE__TRY(sort_by(job, parent, n, order_options, &job->option_from, &job->options));
    return sort_by(job, scenario, lode__n_entries(job->builder, LODE__RECORD_SCENARIO),
                   order_measures, &job->measure_from, &job->measures);
}

/* --- merging --- */

static bool resolve_scenario(lode__freeze *job, void *entry)
{
    lode__scenario_entry *const scenario = entry;
    lode__freeze_source(job, &scenario->source, &scenario->at);
    return true;
}

static int order_scenarios(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__scenario_entry *const entries = job->entries;
    return lode__order_text(job, entries[a].id, entries[b].id);
}

static int compare_scenarios(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__scenario_entry *const entries = job->entries;
    const uint32_t *const from = job->measure_from;
    const uint32_t n = from[a + 1] - from[a];
    if (entries[a].name != entries[b].name || entries[a].source != entries[b].source ||
        n != from[b + 1] - from[b])
        return 1;
    for (uint32_t i = 0; i < n; i++)
        if (order_measures(job->measures[from[a] + i], job->measures[from[b] + i],
                           user) != 0)
            return 1;
    return 0;
}

static void label_scenario(const lode__freeze *job, const void *entry, char *label)
{
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(
        label, "scenario \"%s\"",
        lode__freeze_quote(job, quoted, ((const lode__scenario_entry *)entry)->id));
}

/* --- filling --- */

static void fill_measure(lode__freeze *job, uint32_t entry, uint32_t parent)
{
    lode_model *const model = job->model;
    const lode__measure_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_MEASURE);
    const lode__measure_entry *const from = &entries[entry];
    const lode__attribute_entry *const attributes = /* NULL where nobody has any */
        lode__entries(job->builder, LODE__RECORD_ATTRIBUTE);
    model->measure_at[model->n_measures] = (lode__measure_at){
        lode__freeze_text(job, from->at.source), from->at.line, from->at.column};
    lode__measure *const to = &model->measures[model->n_measures++];
    *to = (lode__measure){.name = lode__freeze_text(job, from->name),
                          .first_attribute = (uint32_t)model->n_attributes,
                          .n_attributes = from->n_attributes,
                          .parent = parent};
    for (uint32_t i = 0; i < from->n_attributes; i++) {
        const lode__attribute_entry *const given = &attributes[from->first_attribute + i];
        model->attributes[model->n_attributes++] =
            (lode__attribute){.name = lode__freeze_text(job, given->name),
                              .value = lode__freeze_text(job, given->value)};
    }
}

/* Measures of a scenario entry, each with its options behind it. */
static void fill_measures(lode__freeze *job, uint32_t scenario)
{
    for (uint32_t i = job->measure_from[scenario]; i < job->measure_from[scenario + 1];
         i++) {
        const uint32_t entry = job->measures[i];
        const uint32_t parent = (uint32_t)job->model->n_measures + 1;
        fill_measure(job, entry, 0);
        for (uint32_t k = job->option_from[entry]; k < job->option_from[entry + 1]; k++)
            fill_measure(job, job->options[k], parent);
        lode__freeze_check_measure(job, entry, parent - 1);
    }
}

lode_status lode__freeze_scenarios(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_SCENARIO, resolve_scenario,
                                          order_scenarios,       compare_scenarios,
                                          label_scenario,        false};
    lode_model *const model = job->model;
    const lode__scenario_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_SCENARIO);
    lode__merged merged;
    LODE__TRY(sort_measures(job));
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(
        lode__freeze_array(job, &model->scenarios, merged.n, sizeof(lode__scenario)));
    LODE__TRY(lode__freeze_array(job, &model->measures,
                                 lode__n_entries(job->builder, LODE__RECORD_MEASURE),
                                 sizeof(lode__measure)));
    LODE__TRY(lode__freeze_array(job, &model->measure_at,
                                 lode__n_entries(job->builder, LODE__RECORD_MEASURE),
                                 sizeof(lode__measure_at)));
    LODE__TRY(lode__freeze_array(job, &model->attributes,
                                 lode__n_entries(job->builder, LODE__RECORD_ATTRIBUTE),
                                 sizeof(lode__attribute)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__scenario_entry *const entry = &entries[merged.entry[i]];
        const uint32_t first = (uint32_t)model->n_measures;
        fill_measures(job, merged.entry[i]);
        model->scenarios[i] =
            (lode__scenario){.id = lode__freeze_text(job, entry->id),
                             .name = lode__freeze_text(job, entry->name),
                             .source = entry->source,
                             .first_measure = first,
                             .n_measures = (uint32_t)model->n_measures - first};
    }
    model->n_scenarios = merged.n;
    return LODE_OK;
}
