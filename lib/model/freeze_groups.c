/* Groups of alternatives and their weights, hosts and their parts. */
#include "model/freeze.h"

#include "base/number.h"

static bool resolve_group(lode__freeze *job, void *entry)
{
    lode__group_entry *const group = entry;
    group->item = lode__freeze_parent(job, group->item, &group->at);
    return group->item != LODE__NONE;
}

static int order_groups(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__group_entry *const entries = job->entries;
    if (entries[a].item != entries[b].item)
        return lode__order_u32(entries[a].item, entries[b].item);
    return lode__order_text(job, entries[a].id, entries[b].id);
}

static int compare_groups(uint32_t a, uint32_t b, const void *user)
{
    const lode__group_entry *const entries = ((const lode__freeze *)user)->entries;
    return entries[a].kind != entries[b].kind ||
           entries[a].essential_frac != entries[b].essential_frac;
}

static void label_group(const lode__freeze *job, const void *entry, char *label)
{
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(
        label, "group \"%s\"",
        lode__freeze_quote(job, quoted, ((const lode__group_entry *)entry)->id));
}

lode_status lode__freeze_groups(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_GROUP, resolve_group, order_groups,
                                          compare_groups,     label_group,   true};
    const lode__group_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_GROUP);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(
        lode__freeze_array(job, &job->model->groups, merged.n, sizeof(lode__group)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__group_entry *const entry = &entries[merged.entry[i]];
        job->model->groups[i] = (lode__group){.item = entry->item,
                                              .id = lode__freeze_text(job, entry->id),
                                              .essential_frac = entry->essential_frac,
                                              .kind = entry->kind};
    }
    job->model->n_groups = merged.n;
    job->group_of = merged.rank;
    job->group_entry = merged.entry;
    return LODE_OK;
}

/* --- weights --- */

/* Each option once, however many lines it has. */
static double sum_of_weights(const lode_model *model, const lode__group *group,
                             size_t extra)
{
    lode__sum sum = {0.0, 0.0};
    for (uint32_t i = 0; i < group->n_lines; i++) {
        const uint32_t line = group->first_line + i;
        if (i > 0 && model->line_item[line] == model->line_item[line - 1]) continue;
        lode__sum_add(&sum, lode__extra_at(model, extra + i)->weight_frac);
    }
    return lode__sum_value(&sum);
}

/* What is said of options of a group is said of no others, and of each first where the
 * number of it is above those before. */
static void scale_weights(lode_model *model, size_t extra, uint32_t n_lines, double sum)
{
    lode__line_extra *const extras = model->extras;
    uint32_t next = model->extra_lines[extra].extra;
    for (uint32_t k = 0; k < n_lines; k++) {
        const uint32_t i = model->extra_lines[extra + k].extra;
        if (i < next) continue;
        next = i + 1;
        const bool cap_is_weight = extras[i].cap_frac == extras[i].weight_frac;
        extras[i].weight_frac /= sum;
        if (cap_is_weight || extras[i].cap_frac < extras[i].weight_frac)
            extras[i].cap_frac = extras[i].weight_frac;
    }
}

static void report_sum(lode__freeze *job, const lode__site *at, const char *what,
                       double sum, const char *expected)
{
    char number[32];
    lode__format_sum(sum, number);
    lode__freeze_fault(job, lode__error(job->context, LODE_E_SHARES,
                                        lode__freeze_place(job, at),
                                        "%s sum to %s, not %s", what, number, expected));
}

lode_status lode__freeze_weights(lode__freeze *job)
{
    lode_model *const model = job->model;
    const lode__group_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_GROUP);
    for (size_t i = 0; i < model->n_groups; i++) {
        const lode__group *const group = &model->groups[i];
        const size_t extra = lode__extras_from(model, group->first_line);
        const double sum = sum_of_weights(model, group, extra);
        const double off = sum > 1.0 ? sum - 1.0 : 1.0 - sum;
        if (off > LODE__SUM_SLACK) {
            const lode__group_entry *const entry = &entries[job->group_entry[i]];
            char label[LODE__LABEL_LEN], quoted[LODE__QUOTE_LEN];
            lode__format_label(label, "weights of group \"%s\"",
                               lode__freeze_quote(job, quoted, entry->id));
            report_sum(job, &entry->at, label, sum, "1");
        } else if (off > LODE__SUM_EXACT) {
            scale_weights(model, extra, group->n_lines, sum);
        }
    }
    return LODE_OK;
}

/* --- hosts --- */

static bool resolve_host(lode__freeze *job, void *entry)
{
    lode__host_entry *const host = entry;
    host->item = lode__freeze_parent(job, host->item, &host->at);
    host->host = lode__freeze_item(job, host->host, &host->at);
    return host->item != LODE__NONE && host->host != LODE__NONE;
}

static int order_hosts(uint32_t a, uint32_t b, const void *user)
{
    const lode__host_entry *const entries = ((const lode__freeze *)user)->entries;
    if (entries[a].item != entries[b].item)
        return lode__order_u32(entries[a].item, entries[b].item);
    return lode__order_u32(entries[a].host, entries[b].host);
}

static int compare_hosts(uint32_t a, uint32_t b, const void *user)
{
    const lode__host_entry *const entries = ((const lode__freeze *)user)->entries;
    return entries[a].part_frac != entries[b].part_frac;
}

static void label_host(const lode__freeze *job, const void *entry, char *label)
{
    const char *const id =
        lode__item_id(job->model, ((const lode__host_entry *)entry)->host);
    char quoted[LODE__QUOTE_LEN];
    lode__format_label(label, "host \"%s\"", lode__quote(quoted, id, strlen(id)));
}

static void check_parts(lode__freeze *job)
{
    lode_model *const model = job->model;
    const lode__host_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_HOST);
    for (size_t from = 0, to = 0; from < model->n_hosts; from = to) {
        lode__sum sum = {0.0, 0.0};
        for (to = from;
             to < model->n_hosts && model->hosts[to].item == model->hosts[from].item;
             to++)
            lode__sum_add(&sum, model->hosts[to].part_frac);
        const double parts = lode__sum_value(&sum);
        if (parts > 1.0 + LODE__SUM_SLACK) {
            char label[LODE__LABEL_LEN], quoted[LODE__QUOTE_LEN];
            const char *const id = lode__item_id(model, model->hosts[from].item);
            lode__format_label(label, "parts of the hosts of \"%s\"",
                               lode__quote(quoted, id, strlen(id)));
            report_sum(job, &entries[job->host_entry[to - 1]].at, label, parts,
                       "at most 1");
        } else if (parts > 1.0 + LODE__SUM_EXACT) {
            for (size_t i = from; i < to; i++) model->hosts[i].part_frac /= parts;
        }
    }
}

lode_status lode__freeze_hosts(lode__freeze *job)
{
    static const lode__merge_rule rule = {LODE__RECORD_HOST, resolve_host, order_hosts,
                                          compare_hosts,     label_host,   true};
    const lode__host_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_HOST);
    lode__merged merged;
    LODE__TRY(lode__freeze_merge(job, &rule, &merged));
    LODE__TRY(lode__freeze_array(job, &job->model->hosts, merged.n, sizeof(lode__host)));
    for (uint32_t i = 0; i < merged.n; i++) {
        const lode__host_entry *const entry = &entries[merged.entry[i]];
        job->model->hosts[i] = (lode__host){entry->item, entry->host, entry->part_frac};
    }
    job->model->n_hosts = merged.n;
    job->host_entry = merged.entry;
    check_parts(job);
    return LODE_OK;
}
