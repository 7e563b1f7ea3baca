/* Lines of a batch: in order, each once, in agreement with each other. */
#include "model/freeze_batch.h"

/* What more is said of the line at a position of the model; NULL: nothing. */
static const lode__extra_entry *extra_at(const lode__batch *b, uint32_t at)
{
    const lode__extra_entry *const extras =
        lode__entries(b->job->builder, LODE__RECORD_EXTRA);
    const uint32_t extra = b->extra ? b->extra[at - b->first_line] : 0;
    return extra ? &extras[extra - 1] : NULL;
}

static lode__site site_at(const lode__batch *b, uint32_t at)
{
    return lode__tape_line(b->tape, b->entry[at - b->first_line]).at;
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
    const lode__batch *const b = user;
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
static void move_numbers(const lode__batch *b, uint32_t *numbers, uint32_t first,
                         uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) b->moved[i] = numbers[b->order[i] - first];
    memcpy(numbers, b->moved, n * sizeof(*numbers));
}

static void sort_item(lode__batch *b, uint32_t first, uint32_t n)
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
static bool follows(const lode__batch *b, uint32_t at)
{
    const uint32_t *const item = b->job->model->line_item + at;
    return (!b->extra && item[-1] < item[0]) || order_lines(at - 1, at, b) <= 0;
}

static void sort_lines(lode__batch *b)
{
    const lode_model *const model = b->job->model;
    for (uint32_t item = b->from; item < b->to; item++) {
        const uint32_t first = model->item_line[item], end = model->item_line[item + 1];
        uint32_t at = first + 1;
        while (at < end && follows(b, at)) at++;
        if (at < end) sort_item(b, first, end - first);
    }
}

static void move_line(lode__batch *b, uint32_t to, uint32_t from)
{
    lode_model *const model = b->job->model;
    model->line_item[to] = model->line_item[from];
    model->line_quantity[to] = model->line_quantity[from];
    b->entry[to - b->first_line] = b->entry[from - b->first_line];
    if (b->extra) b->extra[to - b->first_line] = b->extra[from - b->first_line];
}

/* A file that is read twice gives its lines twice, at the same places: those are one. A
 * part that stands on two lines is needed twice. */
static void drop_repeats(lode__batch *b)
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
static void check_agreement(const lode__batch *b, uint32_t first, uint32_t second)
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

static void check_lines(const lode__batch *b)
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

static lode_status check_counts(const lode__batch *b)
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

static lode_status fill_extra(lode__batch *b, uint32_t line, uint32_t extra)
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

static lode_status fill_extras(lode__batch *b)
{
    const uint32_t end = b->job->model->item_line[b->to];
    for (uint32_t at = b->first_line; b->extra && at < end; at++) {
        const uint32_t extra = b->extra[at - b->first_line];
        if (extra) LODE__TRY(fill_extra(b, at, extra));
    }
    return LODE_OK;
}

lode_status lode__batch_settle(lode__batch *batch)
{
    sort_lines(batch);
    drop_repeats(batch);
    check_lines(batch);
    LODE__TRY(check_counts(batch));
    return fill_extras(batch);
}
