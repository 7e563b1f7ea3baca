/* Lines of bills of materials: resolved, converted, put in order, checked against each
 * other. */
#include "model/freeze.h"

#include <math.h>

static lode__extra_entry *extra_of(const lode__freeze *job, const lode__line_entry *line)
{
    lode__extra_entry *const extras = lode__entries(job->builder, LODE__RECORD_EXTRA);
    return line->extra ? &extras[line->extra - 1] : NULL;
}

/* --- resolving --- */

static void report_unit(lode__freeze *job, const lode__line_entry *line, unsigned unit)
{
    char quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(job->model, line->item);
    lode__freeze_fault(
        job, lode__error(job->context, LODE_E_UNIT, lode__freeze_place(job, &line->at),
                         "input is in %s, its item \"%s\" in %s: these do not convert",
                         lode_unit_name(line->unit), lode__quote(quoted, id, strlen(id)),
                         lode_unit_name(unit)));
}

/* Quantities into the unit of what is taken. */
static void convert_line(lode__freeze *job, lode__line_entry *line,
                         lode__extra_entry *extra)
{
    const unsigned unit = job->model->item_unit[line->item];
    if (line->unit == LODE__UNIT_REFUSED || unit == LODE__UNIT_REFUSED ||
        line->unit == unit)
        return;
    if (!lode__convert(line->unit, unit, &line->quantity)) {
        report_unit(job, line, unit);
        return;
    }
    if (extra) {
        (void)lode__convert(line->unit, unit, &extra->low);
        (void)lode__convert(line->unit, unit, &extra->high);
    }
    if (line->quantity > 0.0 && isfinite(line->quantity) &&
        !(extra && isinf(extra->high)))
        return;
    lode__freeze_fault(
        job, lode__error(job->context, LODE_E_VALUE, lode__freeze_place(job, &line->at),
                         "quantity is out of range when converted from %s to %s",
                         lode_unit_name(line->unit), lode_unit_name(unit)));
}

/* Parent and input of each line into arrays of their own, for the sorting to come. */
static void resolve_lines(lode__freeze *job, uint32_t *parent, uint32_t *taken)
{
    lode__line_entry *const lines = lode__entries(job->builder, LODE__RECORD_LINE);
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_LINE); i++) {
        lode__line_entry *const line = &lines[i];
        lode__extra_entry *const extra = extra_of(job, line);
        parent[i] = lode__freeze_parent(job, line->parent, &line->at);
        taken[i] = line->item = lode__freeze_item(job, line->item, &line->at);
        if (extra) {
            lode__freeze_source(job, &extra->source, &line->at);
            if (extra->group) extra->group = job->group_of[extra->group - 1] + 1;
        }
        if (taken[i] == LODE__NONE)
            parent[i] = LODE__NONE;
        else
            convert_line(job, line, extra);
    }
}

/* --- order --- */

static int order_extras(const lode__extra_entry *x, const lode__extra_entry *y)
{
    const double a[] = {x->yield_frac, x->essential_frac, x->weight_frac, x->cap_frac,
                        x->low,        x->high,           x->gsd};
    const double b[] = {y->yield_frac, y->essential_frac, y->weight_frac, y->cap_frac,
                        y->low,        y->high,           y->gsd};
    if (x->kind != y->kind) return lode__order_u32(x->kind, y->kind);
    if (x->quantity_is != y->quantity_is)
        return lode__order_u32(x->quantity_is, y->quantity_is);
    if (x->source != y->source) return lode__order_u32(x->source, y->source);
    for (size_t i = 0; i < LODE__COUNT(a); i++) {
        const int order = lode__order_real(a[i], b[i]);
        if (order != 0) return order;
    }
    return 0;
}

/* Lines of one item: by group, by what is taken, then by all they hold. */
static int order_lines(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__line_entry *const lines = lode__entries(job->builder, LODE__RECORD_LINE);
    const lode__extra_entry *x = extra_of(job, &lines[a]), *y = extra_of(job, &lines[b]);
    const uint32_t group_a = x ? x->group : 0, group_b = y ? y->group : 0;
    if (group_a != group_b) return lode__order_u32(group_a, group_b);
    if (lines[a].item != lines[b].item)
        return lode__order_u32(lines[a].item, lines[b].item);
    int order = lode__order_real(lines[a].quantity, lines[b].quantity);
    if (order == 0 && x != y) order = order_extras(x ? x : &lode__plain_extra, y ? y : &lode__plain_extra);
    return order != 0 ? order : lode__order_sites(&lines[a].at, &lines[b].at);
}

/* A file that is read twice gives its lines twice, at the same places: those are one. A part
 * that stands on two lines is needed twice. */
static void drop_repeats(lode__freeze *job)
{
    lode_model *const model = job->model;
    const lode__line_entry *const lines = lode__entries(job->builder, LODE__RECORD_LINE);
    uint32_t kept = 0, from = 0;
    for (uint32_t item = 0; item < model->n_items; item++) {
        const uint32_t first = from, to = model->item_line[item + 1];
        for (; from < to; from++) {
            const uint32_t line = job->line_entry[from];
            const bool again = from > first && lines[line].at.line != 0 &&
                               order_lines(job->line_entry[from - 1], line, job) == 0;
            if (!again) job->line_entry[kept++] = line;
        }
        model->item_line[item + 1] = kept;
    }
    model->n_lines = kept;
}

/* Two bucket sorts bring the lines by item and input; the rest is nearly always in order
 * then. */
static lode_status sort_lines(lode__freeze *job, const uint32_t *parent,
                              const uint32_t *taken, uint32_t n)
{
    lode_model *const model = job->model;
    uint32_t *by_input = NULL, *start = NULL;
    LODE__TRY(lode__freeze_scratch(job, &by_input, n, sizeof(uint32_t)));
    LODE__TRY(
        lode__freeze_scratch(job, &start, (size_t)model->n_items + 1, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &job->line_entry, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_array(job, &model->item_line, (size_t)model->n_items + 1,
                                 sizeof(uint32_t)));
    lode__freeze_bucket(taken, model->n_items, NULL, n, start, by_input);
    lode__freeze_bucket(parent, model->n_items, by_input, start[model->n_items],
                        model->item_line, job->line_entry);
    uint32_t *const scratch = by_input; /* has served */
    for (uint32_t item = 0; item < model->n_items; item++) {
        const uint32_t from = model->item_line[item], to = model->item_line[item + 1];
        uint32_t at = from + 1;
        while (at < to &&
               order_lines(job->line_entry[at - 1], job->line_entry[at], job) <= 0)
            at++;
        if (at < to)
            lode__sort_indices(job->line_entry + from, to - from, scratch, order_lines,
                               job);
    }
    drop_repeats(job);
    return LODE_OK;
}

/* --- agreement --- */

static double cap_of(const lode__extra_entry *extra)
{
    return isnan(extra->cap_frac) ? extra->weight_frac : extra->cap_frac;
}

/* Two lines of one input in one group. Of the input that is needed twice there is one
 * essentiality, of an option one weight and cap. */
static void check_agreement(lode__freeze *job, const lode__line_entry *first,
                            const lode__line_entry *second)
{
    const lode__extra_entry *x = extra_of(job, first), *y = extra_of(job, second);
    x = x ? x : &lode__plain_extra;
    y = y ? y : &lode__plain_extra;
    const char *what = "essential";
    if (x->group ? x->weight_frac == y->weight_frac && cap_of(x) == cap_of(y)
                 : x->essential_frac == y->essential_frac)
        return;
    if (x->group) what = x->weight_frac == y->weight_frac ? "cap" : "weight";
    char label[LODE__LABEL_LEN], quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(job->model, first->item);
    lode__format_label(label, "%s of input \"%s\"", what,
                       lode__quote(quoted, id, strlen(id)));
    lode__freeze_conflict(job, label, &first->at, &second->at);
}

static void check_lines(lode__freeze *job)
{
    const lode_model *const model = job->model;
    const lode__line_entry *const lines = lode__entries(job->builder, LODE__RECORD_LINE);
    for (uint32_t item = 0; item < model->n_items; item++) {
        for (uint32_t at = model->item_line[item] + 1; at < model->item_line[item + 1];
             at++) {
            const lode__line_entry *const one = &lines[job->line_entry[at - 1]];
            const lode__line_entry *const other = &lines[job->line_entry[at]];
            if (one->item != other->item) continue;
            const lode__extra_entry *const x = extra_of(job, one), *const y = extra_of(
                                                                       job, other);
            if (x == y || (x ? x->group : 0) != (y ? y->group : 0)) continue;
            check_agreement(job, one < other ? one : other, one < other ? other : one);
        }
    }
}

/* --- how many --- */

static lode_status check_counts(lode__freeze *job)
{
    const lode_model *const model = job->model;
    const lode__line_entry *const lines = lode__entries(job->builder, LODE__RECORD_LINE);
    const uint64_t most = lode__limit(job->context, LODE_LIMIT_ITEM_INPUTS);
    for (uint32_t item = 0; item < model->n_items; item++) {
        const uint32_t first = model->item_line[item];
        if (model->item_line[item + 1] - first <= most) continue;
        char quoted[LODE__QUOTE_LEN];
        const char *const id = lode__item_id(model, item);
        return lode__over_limit(
            job->context, LODE_LIMIT_ITEM_INPUTS, most,
            lode__freeze_place(job, &lines[job->line_entry[first + most]].at),
            lode__quote(quoted, id, strlen(id)));
    }
    return LODE_OK;
}

/* --- filling --- */

static void fill_extra(lode__freeze *job, uint32_t index, const lode__extra_entry *extra)
{
    lode_model *const model = job->model;
    lode__group *const group = extra->group ? &model->groups[extra->group - 1] : NULL;
    model->extras[model->n_extras++] = (lode__line_extra){
        .line = index,
        .group = extra->group,
        .source = extra->source,
        .kind = group ? group->kind : extra->kind,
        .quantity_is = extra->quantity_is,
        .yield_frac = extra->yield_frac,
        .essential_frac = group ? group->essential_frac : extra->essential_frac,
        .weight_frac = extra->weight_frac,
        .cap_frac = cap_of(extra),
        .low = extra->low,
        .high = extra->high,
        .gsd = extra->gsd};
    if (group && group->n_lines++ == 0) group->first_line = index;
}

static lode_status fill_lines(lode__freeze *job)
{
    lode_model *const model = job->model;
    const lode__line_entry *const lines = lode__entries(job->builder, LODE__RECORD_LINE);
    size_t n_extras = 0;
    LODE__TRY(
        lode__freeze_array(job, &model->line_item, model->n_lines, sizeof(uint32_t)));
    LODE__TRY(
        lode__freeze_array(job, &model->line_quantity, model->n_lines, sizeof(double)));
    for (uint32_t i = 0; i < model->n_lines; i++) {
        const lode__line_entry *const line = &lines[job->line_entry[i]];
        model->line_item[i] = line->item;
        model->line_quantity[i] = line->quantity;
        n_extras += line->extra != 0;
    }
    LODE__TRY(
        lode__freeze_array(job, &model->extras, n_extras, sizeof(lode__line_extra)));
    for (uint32_t i = 0; n_extras > 0 && i < model->n_lines; i++) {
        const lode__extra_entry *const extra = extra_of(job, &lines[job->line_entry[i]]);
        if (extra) fill_extra(job, i, extra);
    }
    return LODE_OK;
}

lode_status lode__freeze_lines(lode__freeze *job)
{
    const uint32_t n = lode__n_entries(job->builder, LODE__RECORD_LINE);
    uint32_t *parent = NULL, *taken = NULL;
    LODE__TRY(lode__freeze_scratch(job, &parent, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &taken, n, sizeof(uint32_t)));
    resolve_lines(job, parent, taken);
    LODE__TRY(sort_lines(job, parent, taken, n));
    check_lines(job);
    LODE__TRY(check_counts(job));
    return fill_lines(job);
}
