/* Lines of bills of materials: resolved, converted, put in order, checked against each
 * other. What is known of a line only while that lasts is known of a batch of items,
 * whose lines stand on a tape of their own. */
#include "model/freeze.h"

#include <math.h>

enum { BATCH_LINES = 1 << 20 }; /* but of an item that has more */

typedef struct batch {
    lode__freeze *job;
    uint32_t *next; /* [n_items] where the next line of each goes, with repeats */
    uint32_t n_lines, n_most; /* of all items, with repeats; the most that an item has */
    uint32_t n_repeats;       /* of the batches before */
    size_t n_extras;          /* lines of which more is said */
    uint32_t *said; /* [n_said] by what the builder has: what the model has, LODE__NONE */
    size_t n_said;
    lode__same same;
    bool goes_down, goes_up; /* from each text to a later one, or to one before it */
    lode__tape *tape;
    uint32_t from, to; /* items */
    /* By line, from the first of these items on. */
    uint32_t first_line;
    uint32_t *entry; /* on the tape */
    uint32_t *extra; /* entry + 1; NULL: nothing more is said of any line */
    /* Room for the lines of one item while they change places. */
    uint32_t *order, *scratch, *moved; /* [n_most] */
    double *quantity;                  /* [n_most] */
} batch;

/* What more is said of the line at a position of the model; NULL: nothing. */
static const lode__extra_entry *extra_at(const batch *b, uint32_t at)
{
    const lode__extra_entry *const extras =
        lode__entries(b->job->builder, LODE__RECORD_EXTRA);
    const uint32_t extra = b->extra ? b->extra[at - b->first_line] : 0;
    return extra ? &extras[extra - 1] : NULL;
}

static lode__site site_at(const batch *b, uint32_t at)
{
    return lode__tape_line(b->tape, b->entry[at - b->first_line]).at;
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

static bool needs_converting(unsigned from, unsigned to)
{
    return from != LODE__UNIT_REFUSED && to != LODE__UNIT_REFUSED && from != to;
}

/* Quantities into the unit of what is taken. */
static void convert_line(lode__freeze *job, lode__line_entry *line,
                         lode__extra_entry *extra)
{
    const unsigned unit = job->model->item_unit[line->item];
    if (!needs_converting(line->unit, unit)) return;
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

/* Reports what is wrong with a line; where it is of an item that exists, and takes one,
 * it counts. */
static void check_line(batch *b, lode__line_entry *line)
{
    lode__freeze *const job = b->job;
    lode__extra_entry *const extras = lode__entries(job->builder, LODE__RECORD_EXTRA);
    lode__extra_entry *const extra = line->extra ? &extras[line->extra - 1] : NULL;
    const uint32_t parent = lode__freeze_parent(job, line->parent, &line->at);
    line->item = lode__freeze_item(job, line->item, &line->at);
    if (extra) {
        uint32_t source = extra->source;
        lode__freeze_source(job, &source, &line->at);
    }
    if (line->item == LODE__NONE) return;
    convert_line(job, line, extra);
    if (parent == LODE__NONE) return;
    b->next[parent]++;
    b->n_extras += extra != NULL;
}

/* Counts become starts. */
static void find_starts(batch *b)
{
    for (uint32_t item = 0; item < b->job->model->n_items; item++) {
        const uint32_t n = b->next[item];
        b->next[item] = b->n_lines;
        b->n_lines += n;
        if (n > b->n_most) b->n_most = n;
    }
}

static lode_status count_lines(batch *b)
{
    const uint32_t n_items = b->job->model->n_items;
    LODE__TRY(lode__freeze_scratch(b->job, &b->next, n_items, sizeof(*b->next)));
    memset(b->next, 0, n_items * sizeof(*b->next));
    lode__tape_reader reader = lode__tape_read(&b->job->builder->lines, 0);
    while (lode__tape_next(&reader)) {
        lode__line_entry line = reader.line;
        b->goes_down &= line.parent < line.item;
        b->goes_up &= line.parent > line.item;
        check_line(b, &line);
    }
    find_starts(b);
    return LODE_OK;
}

static void resolve_extras(lode__freeze *job)
{
    lode__extra_entry *const extras = lode__entries(job->builder, LODE__RECORD_EXTRA);
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_EXTRA); i++) {
        extras[i].source = job->source_of[extras[i].source];
        if (extras[i].group) extras[i].group = job->group_of[extras[i].group - 1] + 1;
    }
}

static lode_status allocate_lines(batch *b)
{
    lode__freeze *const job = b->job;
    lode_model *const model = job->model;
    const size_t n = b->n_lines, n_most = b->n_most;
    const size_t n_batch = n < BATCH_LINES ? n : BATCH_LINES + n_most;
    LODE__TRY(lode__freeze_array(job, &model->item_line, (size_t)model->n_items + 1,
                                 sizeof(uint32_t)));
    model->item_line[0] = 0;
    LODE__TRY(lode__freeze_array(job, &model->line_item, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_array(job, &model->line_quantity, n, sizeof(double)));
    LODE__TRY(lode__freeze_array(job, &model->extra_lines, b->n_extras,
                                 sizeof(lode__extra_line)));
    b->n_said = lode__n_entries(job->builder, LODE__RECORD_EXTRA);
    LODE__TRY(
        lode__freeze_array(job, &model->extras, b->n_said + 1, sizeof(lode__line_extra)));
    LODE__TRY(lode__freeze_scratch(job, &b->said, b->n_said, sizeof(*b->said)));
    memset(b->said, 0xff, b->n_said * sizeof(*b->said));
    LODE__TRY(lode__freeze_scratch(job, &b->entry, n_batch, sizeof(*b->entry)));
    if (b->n_extras > 0)
        LODE__TRY(lode__freeze_scratch(job, &b->extra, n_batch, sizeof(*b->extra)));
    LODE__TRY(lode__freeze_scratch(job, &b->order, n_most, sizeof(*b->order)));
    LODE__TRY(lode__freeze_scratch(job, &b->scratch, n_most, sizeof(*b->scratch)));
    LODE__TRY(lode__freeze_scratch(job, &b->moved, n_most, sizeof(*b->moved)));
    return lode__freeze_scratch(job, &b->quantity, n_most, sizeof(*b->quantity));
}

/* --- batches --- */

/* Where all lead from a text to a later one, or all to one before it, there is no cycle:
 * nobody will ask where a line stands that has its place. */
static void find_direction(batch *b)
{
    const lode_builder *const builder = b->job->builder;
    const lode__host_entry *const hosts = lode__entries(builder, LODE__RECORD_HOST);
    const uint32_t n_hosts = lode__n_entries(builder, LODE__RECORD_HOST);
    for (uint32_t i = 0; i < n_hosts; i++) {
        b->goes_down &= hosts[i].item < hosts[i].host;
        b->goes_up &= hosts[i].item > hosts[i].host;
    }
}

/* The batch of an item is known by where its lines begin. */
static uint32_t batch_of(const batch *b, uint32_t item)
{
    return b->next[item] / BATCH_LINES;
}

/* Each line to the tape of its batch, as the one tape is used up. */
static lode_status split_tape(batch *b)
{
    lode__freeze *const job = b->job;
    lode__tape *const all = &job->builder->lines;
    lode__tape_reader reader = lode__tape_read(all, 0);
    while (lode__tape_next(&reader)) {
        const uint32_t parent = job->item_of[reader.line.parent];
        const uint32_t item = job->item_of[reader.line.item];
        if (parent >= job->model->n_items || item >= job->model->n_items) continue;
        if (lode__tape_add(&job->tapes[batch_of(b, parent)], &reader.line) < 0)
            return lode__nomem(job->context);
        lode__tape_forget(all, &reader);
    }
    lode__tape_free(all);
    return LODE_OK;
}

static lode_status make_tapes(batch *b)
{
    lode__freeze *const job = b->job;
    const uint32_t n = b->n_lines / BATCH_LINES + 1;
    LODE__TRY(lode__freeze_lasting(job, &job->tapes, n, sizeof(*job->tapes)));
    for (; job->n_tapes < n; job->n_tapes++)
        job->tapes[job->n_tapes] = (lode__tape){.allocator = &job->builder->allocator};
    if (n > 1) return split_tape(b);
    job->tapes[0] = job->builder->lines;
    job->builder->lines = (lode__tape){.allocator = &job->builder->allocator};
    return LODE_OK;
}

/* The items from `to` on whose lines stand on the next tape. */
static void start_batch(batch *b, uint32_t index)
{
    const lode_model *const model = b->job->model;
    b->tape = &b->job->tapes[index];
    b->from = b->to;
    b->first_line = model->item_line[b->from];
    while (b->to < model->n_items && batch_of(b, b->to) == index) b->to++;
}

/* --- placing --- */

static void place_line(batch *b, uint32_t at, uint32_t item, size_t entry,
                       const lode__line_entry *line)
{
    lode_model *const model = b->job->model;
    double quantity = line->quantity;
    if (needs_converting(line->unit, model->item_unit[item]))
        (void)lode__convert(line->unit, model->item_unit[item], &quantity);
    model->line_item[at] = item;
    model->line_quantity[at] = quantity;
    b->entry[at - b->first_line] = (uint32_t)entry;
    if (b->extra) b->extra[at - b->first_line] = line->extra;
}

/* Each line to those of its item, in the order given. Starts become ends. */
static void place_lines(batch *b)
{
    const lode__freeze *const job = b->job;
    lode_model *const model = job->model;
    lode__tape_reader reader = lode__tape_read(b->tape, 0);
    while (lode__tape_next(&reader)) {
        const uint32_t parent = job->item_of[reader.line.parent];
        const uint32_t item = job->item_of[reader.line.item];
        if (parent < model->n_items && item < model->n_items)
            place_line(b, b->next[parent]++ - b->n_repeats, item, reader.n - 1,
                       &reader.line);
    }
    for (uint32_t item = b->from; item < b->to; item++)
        model->item_line[item + 1] = b->next[item] - b->n_repeats;
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
static int order_lines(uint32_t one, uint32_t other, const void *user)
{
    const batch *const b = user;
    const lode_model *const model = b->job->model;
    const lode__extra_entry *const x = extra_at(b, one), *const y = extra_at(b, other);
    const uint32_t group_x = x ? x->group : 0, group_y = y ? y->group : 0;
    if (group_x != group_y) return lode__order_u32(group_x, group_y);
    if (model->line_item[one] != model->line_item[other])
        return lode__order_u32(model->line_item[one], model->line_item[other]);
    int order = lode__order_real(model->line_quantity[one], model->line_quantity[other]);
    if (order == 0 && x != y)
        order = order_extras(x ? x : &lode__plain_extra, y ? y : &lode__plain_extra);
    if (order != 0) return order;
    const lode__site site = site_at(b, one), other_site = site_at(b, other);
    return lode__order_sites(&site, &other_site);
}

/* The n numbers of an item go where their order says, which counts from `first`. */
static void move_numbers(const batch *b, uint32_t *numbers, uint32_t first, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) b->moved[i] = numbers[b->order[i] - first];
    memcpy(numbers, b->moved, n * sizeof(*numbers));
}

static void sort_item(batch *b, uint32_t first, uint32_t n)
{
    lode_model *const model = b->job->model;
    for (uint32_t i = 0; i < n; i++) b->order[i] = first + i;
    lode__sort_indices(b->order, n, b->scratch, order_lines, b);
    for (uint32_t i = 0; i < n; i++) b->quantity[i] = model->line_quantity[b->order[i]];
    memcpy(model->line_quantity + first, b->quantity, n * sizeof(*b->quantity));
    move_numbers(b, model->line_item + first, first, n);
    move_numbers(b, b->entry + (first - b->first_line), first, n);
    if (b->extra) move_numbers(b, b->extra + (first - b->first_line), first, n);
}

/* Whether a line stands right behind the one before it; most do by what they take. */
static bool follows(const batch *b, uint32_t at)
{
    const uint32_t *const item = b->job->model->line_item + at;
    return (!b->extra && item[-1] < item[0]) || order_lines(at - 1, at, b) <= 0;
}

static void sort_lines(batch *b)
{
    const lode_model *const model = b->job->model;
    for (uint32_t item = b->from; item < b->to; item++) {
        const uint32_t first = model->item_line[item], end = model->item_line[item + 1];
        uint32_t at = first + 1;
        while (at < end && follows(b, at)) at++;
        if (at < end) sort_item(b, first, end - first);
    }
}

static void move_line(batch *b, uint32_t to, uint32_t from)
{
    lode_model *const model = b->job->model;
    model->line_item[to] = model->line_item[from];
    model->line_quantity[to] = model->line_quantity[from];
    b->entry[to - b->first_line] = b->entry[from - b->first_line];
    if (b->extra) b->extra[to - b->first_line] = b->extra[from - b->first_line];
}

/* A file that is read twice gives its lines twice, at the same places: those are one. A
 * part that stands on two lines is needed twice. */
static void drop_repeats(batch *b)
{
    lode_model *const model = b->job->model;
    uint32_t kept = b->first_line, at = kept;
    for (uint32_t item = b->from; item < b->to; item++) {
        const uint32_t first = kept, end = model->item_line[item + 1];
        for (; at < end; at++) {
            const bool again =
                kept > first && model->line_item[kept - 1] == model->line_item[at] &&
                order_lines(kept - 1, at, b) == 0 && site_at(b, at).line != 0;
            if (!again && kept != at) move_line(b, kept, at);
            kept += !again;
        }
        model->item_line[item + 1] = kept;
    }
    b->n_repeats += at - kept;
}

/* --- agreement --- */

/* Two lines of one input in one group. Of the input that is needed twice there is one
 * essentiality, of an option one weight and cap. */
static void check_agreement(const batch *b, uint32_t first, uint32_t second)
{
    lode__freeze *const job = b->job;
    const lode__extra_entry *x = extra_at(b, first), *y = extra_at(b, second);
    x = x ? x : &lode__plain_extra;
    y = y ? y : &lode__plain_extra;
    const char *what = "essential";
    if (x->group ? x->weight_frac == y->weight_frac && lode__cap_of(x) == lode__cap_of(y)
                 : x->essential_frac == y->essential_frac)
        return;
    if (x->group) what = x->weight_frac == y->weight_frac ? "cap" : "weight";
    char label[LODE__LABEL_LEN], quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(job->model, job->model->line_item[first]);
    lode__format_label(label, "%s of input \"%s\"", what,
                       lode__quote(quoted, id, strlen(id)));
    const lode__site site = site_at(b, first), second_site = site_at(b, second);
    lode__freeze_conflict(job, label, &site, &second_site);
}

static void check_lines(const batch *b)
{
    const lode_model *const model = b->job->model;
    for (uint32_t item = b->from; b->extra && item < b->to; item++) {
        for (uint32_t at = model->item_line[item] + 1; at < model->item_line[item + 1];
             at++) {
            if (model->line_item[at - 1] != model->line_item[at]) continue;
            const lode__extra_entry *const x = extra_at(b, at - 1), *const y =
                                                                        extra_at(b, at);
            if (x == y || (x ? x->group : 0) != (y ? y->group : 0)) continue;
            const uint32_t *const entry = b->entry + (at - b->first_line);
            const bool in_order = entry[-1] < entry[0];
            check_agreement(b, in_order ? at - 1 : at, in_order ? at : at - 1);
        }
    }
}

/* --- how many --- */

static lode_status check_counts(const batch *b)
{
    lode__freeze *const job = b->job;
    const lode_model *const model = job->model;
    const uint64_t most = lode__limit(job->context, LODE_LIMIT_ITEM_INPUTS);
    for (uint32_t item = b->from; item < b->to; item++) {
        const uint32_t first = model->item_line[item];
        if (model->item_line[item + 1] - first <= most) continue;
        char quoted[LODE__QUOTE_LEN];
        const char *const id = lode__item_id(model, item);
        const lode__site site = site_at(b, first + (uint32_t)most);
        return lode__over_limit(job->context, LODE_LIMIT_ITEM_INPUTS, most,
                                lode__freeze_place(job, &site),
                                lode__quote(quoted, id, strlen(id)));
    }
    return LODE_OK;
}

/* --- what more is said --- */

static lode_status fill_extra(batch *b, uint32_t line, uint32_t extra)
{
    lode_model *const model = b->job->model;
    uint32_t *const said = &b->said[extra - 1];
    if (*said == LODE__NONE) LODE__TRY(lode__freeze_extra(b->job, &b->same, extra, said));
    model->extra_lines[model->n_extra_lines++] = (lode__extra_line){line, *said};
    const uint32_t number = model->extras[*said].group;
    lode__group *const group = number ? &model->groups[number - 1] : NULL;
    if (group && group->n_lines++ == 0) group->first_line = line;
    return LODE_OK;
}

static lode_status fill_extras(batch *b)
{
    const uint32_t end = b->job->model->item_line[b->to];
    for (uint32_t at = b->first_line; b->extra && at < end; at++) {
        const uint32_t extra = b->extra[at - b->first_line];
        if (extra) LODE__TRY(fill_extra(b, at, extra));
    }
    return LODE_OK;
}

/* --- all of it --- */

/* Repeats were not known when memory was taken. */
static void trim_lines(const batch *b)
{
    lode__freeze *const job = b->job;
    lode_model *const model = job->model;
    const size_t n = model->n_lines;
    lode__freeze_trim(job, &model->line_item, b->n_lines, n, sizeof(uint32_t));
    lode__freeze_trim(job, &model->line_quantity, b->n_lines, n, sizeof(double));
    lode__freeze_trim(job, &model->extra_lines, b->n_extras, model->n_extra_lines,
                      sizeof(lode__extra_line));
    lode__freeze_trim(job, &model->extras, b->n_said + 1, model->n_extras,
                      sizeof(lode__line_extra));
}

static lode_status fill_batch(batch *b)
{
    place_lines(b);
    sort_lines(b);
    drop_repeats(b);
    check_lines(b);
    LODE__TRY(check_counts(b));
    LODE__TRY(fill_extras(b));
    if (b->goes_down || b->goes_up) lode__tape_free(b->tape);
    return LODE_OK;
}

lode_status lode__freeze_lines(lode__freeze *job)
{
    lode_model *const model = job->model;
    batch b = {.job = job,
               .goes_down = true,
               .goes_up = true,
               .same = {.rule = &lode__same_extras}};
    LODE__TRY(count_lines(&b));
    find_direction(&b);
    resolve_extras(job);
    LODE__TRY(allocate_lines(&b));
    LODE__TRY(make_tapes(&b));
    for (uint32_t i = 0; i < job->n_tapes; i++) {
        start_batch(&b, i);
        LODE__TRY(fill_batch(&b));
    }
    model->n_lines = model->item_line[model->n_items];
    trim_lines(&b);
    return LODE_OK;
}
