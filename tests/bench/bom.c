#include "bom.h"
#include "random.h"

#include <stdlib.h>

#define EDGES_AN_ITEM 5.7   /* as in the bills of materials of machines */
#define NEXT_LEVEL_FRAC 0.9 /* the rest skips levels */
#define FAMILY_FRAC 0.7
#define FAN_OUT_SIGMA 0.8
#define MAX_GROWTH 6.0 /* parts of a level to one of the level above */
enum { FAMILY = 24, MAX_LEVELS = 32 };

bom_shape bom_of_size(size_t n_edges)
{
    const uint32_t materials = n_edges >= 10000000  ? 800
                               : n_edges >= 1000000 ? 400
                               : n_edges >= 100000  ? 200
                                                    : 100;
    const uint32_t products = (uint32_t)(n_edges / 327);
    return (bom_shape){n_edges, 8, materials, products ? products : 1, 20240501};
}

bom_shape bom_of_paths(void)
{
    return (bom_shape){700000, 12, 400, 1, 12};
}

/* Items of a level stand together while the graph is drawn; ids are dealt out at the end.
 */
typedef struct drawing {
    bom_shape shape;
    random_stream random;
    uint32_t n_items;
    uint32_t level_first[MAX_LEVELS + 1];
    uint32_t *level;
    size_t *first, *used; /* rows: where each begins, how far it is filled */
    uint32_t *child;
} drawing;

/* Few products, many parts, few materials. */
static void set_levels(drawing *d)
{
    const uint32_t last = d->shape.n_levels - 1;
    const double items = (double)d->shape.n_edges / EDGES_AN_ITEM;
    const double inner = items - d->shape.n_products - d->shape.n_materials;
    double total = 0.0;
    for (uint32_t l = 1; l < last; l++) total += (double)l * (last + 1 - l);
    d->level_first[1] = d->shape.n_products;
    for (uint32_t l = 1; l < last; l++) {
        const double bell = inner * l * (last + 1 - l) / total;
        const double grown = d->shape.n_products * pow(MAX_GROWTH, l);
        d->level_first[l + 1] = d->level_first[l] + 1 + (uint32_t)fmin(bell, grown);
    }
    d->n_items = d->level_first[last + 1] = d->level_first[last] + d->shape.n_materials;
    d->level = need(d->n_items, sizeof *d->level);
    for (uint32_t l = 0; l <= last; l++) {
        for (uint32_t v = d->level_first[l]; v < d->level_first[l + 1]; v++)
            d->level[v] = l;
    }
}

static uint32_t width_of(const drawing *d, uint32_t level)
{
    return d->level_first[level + 1] - d->level_first[level];
}

/* The item of a level that stands where `v` stands in its own. */
static uint32_t opposite(const drawing *d, uint32_t v, uint32_t level)
{
    const uint32_t own = d->level[v];
    const double part = (v - d->level_first[own] + 0.5) / width_of(d, own);
    return (uint32_t)(part * width_of(d, level));
}

/* Each item is needed by one of the level above, and each but the materials needs one. */
static size_t count_sure(drawing *d, uint32_t *sure)
{
    size_t n = 0;
    for (uint32_t v = d->level_first[1]; v < d->n_items; v++) {
        const uint32_t above = d->level[v] - 1;
        sure[d->level_first[above] + opposite(d, v, above)]++;
        n++;
    }
    for (uint32_t v = 0; v < d->level_first[d->shape.n_levels - 1]; v++) {
        n += sure[v] == 0;
        sure[v] += sure[v] == 0;
    }
    return n;
}

/* What is left of the edges goes to the items in proportion to a lognormal draw. */
static void set_fan_out(drawing *d)
{
    const uint32_t n = d->level_first[d->shape.n_levels - 1];
    uint32_t *sure = need(d->n_items, sizeof *sure);
    double *fan = need(d->n_items, sizeof *fan);
    const size_t n_sure = count_sure(d, sure);
    if (n_sure > d->shape.n_edges) give_up("too few edges for so many items", NULL);
    const double rest = (double)(d->shape.n_edges - n_sure);
    double total = 0.0, sum = 0.0;
    for (uint32_t v = 0; v < n; v++) {
        fan[v] = exp(FAN_OUT_SIGMA * random_normal(&d->random));
        total += fan[v];
    }
    size_t dealt = 0;
    for (uint32_t v = 0; v < d->n_items; v++) {
        sum += fan[v];
        const size_t upto = v + 1 < n ? (size_t)(rest * (sum / total)) : (size_t)rest;
        d->first[v + 1] = d->first[v] + sure[v] + (upto - dealt);
        dealt = upto;
    }
    free(sure);
    free(fan);
}

static bool takes(const drawing *d, uint32_t v, uint32_t child)
{
    for (size_t k = d->first[v]; k < d->used[v]; k++) {
        if (d->child[k] == child) return true;
    }
    return false;
}

static uint32_t draw_position(drawing *d, uint32_t v, uint32_t level)
{
    const uint32_t width = width_of(d, level);
    if (random_unit(&d->random) < FAMILY_FRAC) {
        const uint32_t near = opposite(d, v, level) + random_below(&d->random, FAMILY);
        return near % width;
    }
    /* Rank with a chance of 1 / rank. */
    const double rank = exp(random_unit(&d->random) * log(width));
    return rank < width ? (uint32_t)rank : width - 1;
}

static void draw_child(drawing *d, uint32_t v)
{
    uint32_t level = d->level[v] + 1;
    const uint32_t deeper = d->shape.n_levels - level;
    if (random_unit(&d->random) > NEXT_LEVEL_FRAC)
        level += random_below(&d->random, deeper);
    uint32_t child = d->level_first[level] + draw_position(d, v, level);
    /* Taken already: the next one of the level, in the end of the levels below it. */
    for (uint32_t tries = 0; takes(d, v, child); tries++) {
        if (tries < width_of(d, level)) {
            child =
                child + 1 < d->level_first[level + 1] ? child + 1 : d->level_first[level];
        } else if (level + 1 < d->shape.n_levels) {
            child = d->level_first[++level];
            tries = 0;
        } else {
            give_up("no part left to take", NULL);
        }
    }
    d->child[d->used[v]++] = child;
}

static void draw_rows(drawing *d)
{
    for (uint32_t v = 0; v < d->n_items; v++) d->used[v] = d->first[v];
    for (uint32_t v = d->level_first[1]; v < d->n_items; v++) {
        const uint32_t above = d->level[v] - 1;
        const uint32_t by = d->level_first[above] + opposite(d, v, above);
        d->child[d->used[by]++] = v;
    }
    for (uint32_t v = 0; v < d->n_items; v++) {
        while (d->used[v] < d->first[v + 1]) draw_child(d, v);
    }
}

/* Deals out ids and turns the drawing into rows in their order. */
static void deal(drawing *d, bom *b)
{
    graph *g = &b->graph;
    uint32_t *drawn = need(d->n_items, sizeof *drawn); /* id -> drawing */
    graph_allocate(g, d->n_items, d->first[d->n_items]);
    b->level = need(d->n_items, sizeof *b->level);
    b->volume = need(d->n_items, sizeof *b->volume);
    for (uint32_t k = 0; k < d->n_items; k++) {
        const uint32_t j = random_below(&d->random, k + 1);
        drawn[k] = drawn[j];
        drawn[j] = k;
    }
    for (uint32_t k = 0; k < d->n_items; k++) g->order[drawn[k]] = k; /* by level */
    for (uint32_t k = 0; k < d->n_items; k++) {
        const uint32_t v = drawn[k];
        size_t at = g->first[k];
        b->level[k] = d->level[v];
        if (b->level[k] == 0) b->volume[k] = 1.0;
        for (size_t j = d->first[v]; j < d->first[v + 1]; j++, at++) {
            g->child[at] = g->order[d->child[j]];
            g->weight[at] = exp(0.5 * random_normal(&d->random));
        }
        g->first[k + 1] = at;
    }
    graph_turn(g);
    free(drawn);
}

bom *bom_new(bom_shape shape)
{
    drawing d = {.shape = shape, .random = {shape.seed}};
    bom *b = need(1, sizeof *b);
    b->shape = shape;
    set_levels(&d);
    d.first = need((size_t)d.n_items + 1, sizeof *d.first);
    d.used = need(d.n_items, sizeof *d.used);
    set_fan_out(&d);
    d.child = need(d.first[d.n_items], sizeof *d.child);
    draw_rows(&d);
    deal(&d, b);
    free(d.level);
    free(d.first);
    free(d.used);
    free(d.child);
    return b;
}

void bom_free(bom *b)
{
    if (!b) return;
    graph_free(&b->graph);
    free(b->level);
    free(b->volume);
    free(b);
}

typedef struct reach {
    uint32_t item;
    size_t n_lines;
} reach;

static int compare_reach(const void *a, const void *b)
{
    const size_t x = ((const reach *)a)->n_lines, y = ((const reach *)b)->n_lines;
    return (x > y) - (x < y);
}

uint32_t bom_typical_product(const bom *b)
{
    enum { DRAWN = 15 };
    reach drawn[DRAWN];
    graph_walk walk;
    random_stream random = {b->shape.seed};
    graph_walk_init(&walk, &b->graph);
    for (int k = 0; k < DRAWN; k++) {
        uint32_t item = random_below(&random, b->graph.n_nodes);
        while (b->volume[item] == 0.0) item = (item + 1) % b->graph.n_nodes;
        graph_walk_down(&b->graph, item, &walk);
        drawn[k] = (reach){item, walk.n_arcs};
    }
    graph_walk_free(&walk);
    qsort(drawn, DRAWN, sizeof *drawn, compare_reach);
    return drawn[DRAWN / 2].item;
}

/* --- as a model --- */

const char *item_id(uint32_t k, char text[ITEM_ID_LEN])
{
    snprintf(text, ITEM_ID_LEN, "i%08u", (unsigned)k);
    return text;
}

bool is_material(const bom *b, uint32_t item)
{
    return b->level[item] + 1 == b->shape.n_levels;
}

static void feed_item(lode_context *context, lode_builder *builder, const bom *b,
                      uint32_t item)
{
    char id[ITEM_ID_LEN];
    lode_item_record record = LODE_ITEM_RECORD_INIT;
    record.id = item_id(item, id);
    if (is_material(b, item)) record.stage = MATERIAL_STAGE;
    record.unit = is_material(b, item) ? "kg" : "each";
    must(lode_builder_item(context, builder, &record), context);
    for (size_t k = b->graph.first[item]; k < b->graph.first[item + 1]; k++) {
        lode_input_record input = LODE_INPUT_RECORD_INIT;
        input.item = item_id(b->graph.child[k], id);
        input.quantity = b->graph.weight[k];
        must(lode_builder_input(context, builder, &input), context);
    }
}

void bom_feed(lode_context *context, lode_builder *builder, const bom *b)
{
    for (uint32_t k = 0; k < b->graph.n_nodes; k++) feed_item(context, builder, b, k);
    for (uint32_t k = 0; k < b->graph.n_nodes; k++) {
        if (b->volume[k] == 0.0) continue;
        char id[ITEM_ID_LEN];
        lode_product_record record = LODE_PRODUCT_RECORD_INIT;
        record.item = item_id(k, id);
        record.home = "DEU";
        record.has = LODE_PRODUCT_HAS_VOLUME;
        record.volume = b->volume[k];
        must(lode_builder_product(context, builder, &record), context);
    }
}

lode_model *bom_model(lode_context *context, const bom *b)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    must(lode_builder_new(context, &builder), context);
    bom_feed(context, builder, b);
    must(lode_builder_freeze(context, builder, &model), context);
    lode_builder_free(builder);
    return model;
}
