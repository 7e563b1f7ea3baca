#include "feed.h"

#include <stdlib.h>
#include <string.h>

#include "random_model.h"

/* One record, or a head with what hangs on it. */
typedef enum task_kind {
    TASK_STAGES,
    TASK_BLOC,
    TASK_SCORE,
    TASK_ITEM,
    TASK_LINE,
    TASK_GROUP,
    TASK_HOST,
    TASK_VECTOR,
    TASK_SURGE,
    TASK_PRODUCT,
    TASK_SCENARIO
} task_kind;

typedef struct task {
    task_kind kind;
    int a, b;          /* item and what of it, or one index */
    int first, stride; /* TASK_VECTOR: which rows */
} task;

enum { MAX_TASKS = 8192 };

typedef struct feed {
    lode_context *context;
    lode_builder *builder;
    const ref_model *model;
    ref_random random;
    bool shuffled;
    int n;
    task tasks[MAX_TASKS];
} feed;

static void add(feed *f, task_kind kind, int a, int b)
{
    f->tasks[f->n++] = (task){kind, a, b, 0, 1};
}

static void list_vector(feed *f, int i, int v)
{
    add(f, TASK_VECTOR, i, v);
    if (!f->shuffled || !ref_random_chance(&f->random, 0.3)) return;
    /* the same vector in two elements */
    task *half = &f->tasks[f->n - 1];
    half->stride = 2;
    if (f->model->items[i].vectors[v].n_rows < 2) half->stride = 1;
    if (half->stride == 1) return;
    f->tasks[f->n++] = (task){TASK_VECTOR, i, v, 1, 2};
}

static void list_item(feed *f, int i)
{
    const ref_item *item = &f->model->items[i];
    add(f, TASK_ITEM, i, 0);
    for (int l = 0; l < item->n_lines; l++) {
        if (item->lines[l].group < 0) add(f, TASK_LINE, i, l);
    }
    for (int g = 0; g < item->n_groups; g++) add(f, TASK_GROUP, i, g);
    for (int h = 0; h < item->n_hosts; h++) add(f, TASK_HOST, i, h);
    for (int v = 0; v < item->n_vectors; v++) list_vector(f, i, v);
    for (int c = 0; c < f->model->n_countries; c++) {
        if (item->surge_frac[c] > 0.0) add(f, TASK_SURGE, i, c);
    }
}

static void list_tasks(feed *f)
{
    add(f, TASK_STAGES, 0, 0);
    for (int b = 0; b < f->model->n_blocs; b++) add(f, TASK_BLOC, b, 0);
    for (int s = 0; s < f->model->n_scores; s++) add(f, TASK_SCORE, s, 0);
    for (int i = 0; i < f->model->n_items; i++) list_item(f, i);
    for (int p = 0; p < f->model->n_products; p++) add(f, TASK_PRODUCT, p, 0);
    for (int s = 0; s < f->model->n_scenarios; s++) add(f, TASK_SCENARIO, s, 0);
    for (int n = f->n - 1; n > 0 && f->shuffled; n--) {
        const int other = ref_random_below(&f->random, n + 1);
        const task swap = f->tasks[n];
        f->tasks[n] = f->tasks[other];
        f->tasks[other] = swap;
    }
}

/* ---- one task ---- */

static lode_status feed_stages(feed *f)
{
    for (int s = 0; s < f->model->n_stages; s++) {
        const lode_status status =
            lode_builder_stage(f->context, f->builder, f->model->stages[s]);
        if (status < 0) return status;
    }
    return lode_builder_stages_end(f->context, f->builder);
}

static lode_status feed_bloc(feed *f, const ref_bloc *bloc)
{
    lode_status status =
        lode_builder_bloc(f->context, f->builder, bloc->id, NULL, bloc->is_market);
    for (int c = 0; c < f->model->n_countries && status >= 0; c++) {
        if (!bloc->has[c]) continue;
        status = lode_builder_member(f->context, f->builder, f->model->countries[c]);
    }
    return status;
}

static lode_status feed_score(feed *f, const ref_score *score)
{
    const lode_status status = lode_builder_country(
        f->context, f->builder, f->model->countries[score->country], NULL);
    if (status < 0) return status;
    return lode_builder_score(f->context, f->builder, score->indicator, score->year,
                              score->value, NULL);
}

static lode_status feed_item(feed *f, const ref_item *item)
{
    lode_item_record record = LODE_ITEM_RECORD_INIT;
    record.id = item->id;
    record.unit = item->unit;
    if (item->stage >= 0) record.stage = f->model->stages[item->stage];
    if (item->has_mass) {
        record.has |= LODE_ITEM_HAS_MASS;
        record.mass_kg = item->mass_kg;
    }
    if (item->has_price) {
        record.has |= LODE_ITEM_HAS_PRICE;
        record.price = item->price;
    }
    return lode_builder_item(f->context, f->builder, &record);
}

static lode_input_record line_record(const feed *f, const ref_line *line)
{
    lode_input_record record = LODE_INPUT_RECORD_INIT;
    const ref_item *taken = &f->model->items[line->item];
    record.item = taken->id;
    record.unit = strcmp(line->unit, taken->unit) == 0 ? NULL : line->unit;
    record.quantity = line->quantity;
    if (line->yield_frac != 1.0) {
        record.has |= LODE_INPUT_HAS_YIELD;
        record.yield_frac = line->yield_frac;
    }
    return record;
}

static lode_status feed_line(feed *f, const ref_line *line)
{
    lode_input_record record = line_record(f, line);
    record.kind = (lode_kind)line->kind;
    if (line->essential_frac != 1.0) {
        record.has |= LODE_INPUT_HAS_ESSENTIAL;
        record.essential_frac = line->essential_frac;
    }
    return lode_builder_input(f->context, f->builder, &record);
}

static lode_status feed_option(feed *f, const ref_line *line)
{
    lode_input_record record = line_record(f, line);
    record.weight_frac = line->weight_frac;
    if (line->cap_frac != line->weight_frac) {
        record.has |= LODE_INPUT_HAS_CAP;
        record.cap_frac = line->cap_frac;
    }
    return lode_builder_option(f->context, f->builder, &record);
}

static lode_status feed_group(feed *f, const ref_item *item, int g)
{
    const ref_group *group = &item->groups[g];
    lode_status status = lode_builder_alternatives(
        f->context, f->builder, group->id, group->essential_frac, (lode_kind)group->kind);
    const bool backwards = f->shuffled && ref_random_chance(&f->random, 0.5);
    for (int n = 0; n < item->n_lines && status >= 0; n++) {
        const ref_line *line = &item->lines[backwards ? item->n_lines - 1 - n : n];
        if (line->group == g) status = feed_option(f, line);
    }
    return status;
}

static const char *market_name(const ref_model *model, int market)
{
    if (market == REF_MARKET_WORLD) return "*";
    if (market >= REF_MARKET_BLOC) return model->blocs[market - REF_MARKET_BLOC].id;
    return model->countries[market];
}

static lode_status feed_row(feed *f, const ref_row *row)
{
    lode_share_record record = LODE_SHARE_RECORD_INIT;
    record.kind = (lode_kind)row->kind;
    record.country = f->model->countries[row->country];
    record.party = row->party;
    record.share_frac = row->share_frac;
    if (row->withheld) record.bound = LODE_BOUND_WITHHELD;
    return lode_builder_share(f->context, f->builder, &record);
}

static lode_status feed_vector(feed *f, const ref_vector *vector, const task *t)
{
    lode_origin_record record = LODE_ORIGIN_RECORD_INIT;
    record.basis = (lode_basis)vector->basis;
    record.rest = (lode_rest)vector->rest;
    record.year = vector->year;
    record.market = market_name(f->model, vector->market);
    record.rounding_frac = vector->rounding_frac;
    record.total = vector->total;
    lode_status status = lode_builder_origin(f->context, f->builder, &record);
    const bool backwards = f->shuffled && ref_random_chance(&f->random, 0.5);
    for (int n = 0; n < vector->n_rows && status >= 0; n++) {
        const int r = backwards ? vector->n_rows - 1 - n : n;
        if (r % t->stride == t->first) status = feed_row(f, &vector->rows[r]);
    }
    return status;
}

static lode_status feed_product(feed *f, const ref_product *product)
{
    lode_product_record record = LODE_PRODUCT_RECORD_INIT;
    record.id = product->id;
    record.item = f->model->items[product->item].id;
    record.home = f->model->countries[product->home];
    record.end_use = product->end_use;
    record.has = LODE_PRODUCT_HAS_VOLUME;
    record.volume = product->volume;
    if (product->has_value) {
        record.has |= LODE_PRODUCT_HAS_VALUE;
        record.value = product->value;
    }
    return lode_builder_product(f->context, f->builder, &record);
}

static lode_status feed_part(feed *f, const task *t)
{
    const ref_item *item = &f->model->items[t->a];
    const lode_status status = lode_builder_within(f->context, f->builder, item->id);
    if (status < 0) return status;
    switch (t->kind) {
    case TASK_LINE:
        return feed_line(f, &item->lines[t->b]);
    case TASK_GROUP:
        return feed_group(f, item, t->b);
    case TASK_HOST:
        return lode_builder_host(f->context, f->builder,
                                 f->model->items[item->hosts[t->b].item].id,
                                 item->hosts[t->b].part_frac);
    case TASK_VECTOR:
        return feed_vector(f, &item->vectors[t->b], t);
    case TASK_SURGE:
        return lode_builder_surge(f->context, f->builder, f->model->countries[t->b],
                                  item->surge_frac[t->b], NULL);
    default:
        return LODE_E_FAIL;
    }
}

static lode_status feed_task(feed *f, const task *t)
{
    switch (t->kind) {
    case TASK_STAGES:
        return feed_stages(f);
    case TASK_BLOC:
        return feed_bloc(f, &f->model->blocs[t->a]);
    case TASK_SCORE:
        return feed_score(f, &f->model->scores[t->a]);
    case TASK_ITEM:
        return feed_item(f, &f->model->items[t->a]);
    case TASK_PRODUCT:
        return feed_product(f, &f->model->products[t->a]);
    case TASK_SCENARIO:
        return ref_feed_scenario(f->context, f->builder, f->model, t->a, f->shuffled);
    default:
        return feed_part(f, t);
    }
}

lode_status ref_feed(lode_context *context, lode_builder *builder, const ref_model *model,
                     uint64_t seed)
{
    feed *f = calloc(1, sizeof *f);
    if (!f) return LODE_E_NOMEM;
    f->context = context;
    f->builder = builder;
    f->model = model;
    f->random.state = seed;
    f->shuffled = seed != 0;
    list_tasks(f);
    lode_status status = LODE_OK;
    for (int n = 0; n < f->n && status >= 0; n++) status = feed_task(f, &f->tasks[n]);
    free(f);
    return status;
}

lode_status ref_freeze(lode_context *context, const ref_model *model, uint64_t seed,
                       lode_model **out)
{
    lode_builder *builder = NULL;
    *out = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = ref_feed(context, builder, model, seed);
    if (status >= 0) status = lode_builder_freeze(context, builder, out);
    lode_builder_free(builder);
    return status;
}

lode_status ref_compile_network(lode_context *context, lode_model *frozen,
                                const ref_model *model, const ref_choice *choice,
                                int product, lode_network **out)
{
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    lode_basis bases[4];
    const char *id = product >= 0 ? model->products[product].id : NULL;
    for (int b = 0; b < choice->n_bases; b++) bases[b] = (lode_basis)choice->bases[b];
    options.year = choice->year;
    options.basis_order = bases;
    options.n_bases = (size_t)choice->n_bases;
    if (choice->home >= 0) options.home = model->countries[choice->home];
    if (id) {
        options.products = &id;
        options.n_products = 1;
    }
    return lode_network_compile(context, frozen, &options, out);
}
