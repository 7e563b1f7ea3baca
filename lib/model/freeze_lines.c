/* Lines of bills of materials: resolved, converted, given their places batch by batch. */
#include "model/freeze_batch.h"

#include <math.h>

enum { BATCH_LINES = 1 << 20 }; /* but of an item that has more */

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
static void check_line(lode__batch *b, lode__line_entry *line)
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
static void find_starts(lode__batch *b)
{
    for (uint32_t item = 0; item < b->job->model->n_items; item++) {
        const uint32_t n = b->next[item];
        b->next[item] = b->n_lines;
        b->n_lines += n;
        if (n > b->n_most) b->n_most = n;
    }
}

static lode_status count_lines(lode__batch *b)
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

static lode_status allocate_lines(lode__batch *b)
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
static void find_direction(lode__batch *b)
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
static uint32_t batch_of(const lode__batch *b, uint32_t item)
{
    return b->next[item] / BATCH_LINES;
}

/* Each line to the tape of its batch, as the one tape is used up. */
static lode_status split_tape(lode__batch *b)
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

static lode_status make_tapes(lode__batch *b)
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
static void start_batch(lode__batch *b, uint32_t index)
{
    const lode_model *const model = b->job->model;
    b->tape = &b->job->tapes[index];
    b->from = b->to;
    b->first_line = model->item_line[b->from];
    while (b->to < model->n_items && batch_of(b, b->to) == index) b->to++;
}

/* --- placing --- */

static void place_line(lode__batch *b, uint32_t at, uint32_t item, size_t entry,
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
static void place_lines(lode__batch *b)
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

/* --- all of it --- */

/* Repeats were not known when memory was taken. */
static void trim_lines(const lode__batch *b)
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

static lode_status fill_batch(lode__batch *b)
{
    place_lines(b);
    LODE__TRY(lode__batch_settle(b));
    if (b->goes_down || b->goes_up) lode__tape_free(b->tape);
    return LODE_OK;
}

lode_status lode__freeze_lines(lode__freeze *job)
{
    lode_model *const model = job->model;
    lode__batch b = {.job = job,
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
