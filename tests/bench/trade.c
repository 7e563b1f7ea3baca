#include "trade.h"
#include "bom.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PLACES = 256, STRIDE = 7 /* no divisor of a level's width */ };

/* --- what is made where, of what --- */

static bool is_product(const trade *t, uint32_t item)
{
    return item + 1 == t->n_items;
}

/* Everybody makes something: maker 0 of item i is country i modulo their number. */
static void draw_vector(trade *t, uint32_t item, random_stream *r)
{
    trade_vector *v = t->vectors + (size_t)item * t->shape.n_makers;
    bool has[MAX_PLACES] = {false};
    double total = 0.0;
    for (uint32_t k = 0; k < t->shape.n_makers; k++) {
        uint32_t country = k ? random_below(r, t->shape.n_countries) : item;
        for (country %= t->shape.n_countries; has[country];) {
            country = (country + 1) % t->shape.n_countries;
        }
        has[country] = true;
        v[k] = (trade_vector){(uint8_t)country,
                              exp(t->shape.share_sigma * random_normal(r))};
        total += v[k].share;
    }
    for (uint32_t k = 0; k < t->shape.n_makers; k++) v[k].share /= total;
}

/* Inputs of an item: none at the lowest level; the product, which is a level by itself,
 * takes all of the last one. */
static uint32_t count_inputs(const trade *t, uint32_t item)
{
    if (item < t->shape.level_width) return 0;
    return is_product(t, item) ? t->shape.level_width : t->shape.n_inputs;
}

static uint32_t input_of(const trade *t, uint32_t item, uint32_t k)
{
    const uint32_t width = t->shape.level_width;
    return (item / width - 1) * width + (t->start[item] + k * STRIDE) % width;
}

/* --- the graph, by hand --- */

typedef struct numbers {
    bool *needed; /* [n_items * MAX_PLACES] the item is delivered there */
    uint32_t *delivery, *instance; /* [n_items * MAX_PLACES] nodes */
    uint32_t n_nodes;
    size_t n_arcs;
} numbers;

static void need_inputs(const trade *t, numbers *n, uint32_t item, uint32_t place)
{
    for (uint32_t k = 0; k < count_inputs(t, item); k++) {
        n->needed[(size_t)input_of(t, item, k) * MAX_PLACES + place] = true;
        n->n_arcs++;
    }
}

/* Deliveries before the instances they take from, items from the product down: so the
 * numbers are an order as well. */
static void number_item(const trade *t, numbers *n, uint32_t item)
{
    bool reached = false;
    for (uint32_t place = 0; place < MAX_PLACES; place++) {
        const size_t at = (size_t)item * MAX_PLACES + place;
        if (!n->needed[at]) continue;
        n->delivery[at] = n->n_nodes++;
        n->n_arcs += t->shape.n_makers;
        reached = true;
    }
    const trade_vector *v = t->vectors + (size_t)item * t->shape.n_makers;
    for (uint32_t k = 0; k < t->shape.n_makers && reached; k++) {
        n->instance[(size_t)item * MAX_PLACES + v[k].country] = n->n_nodes++;
        need_inputs(t, n, item, v[k].country);
    }
}

static void put_arc(graph *g, size_t *at, uint32_t child, double weight)
{
    g->child[*at] = child;
    g->weight[(*at)++] = weight;
}

static void fill_instance(trade *t, const numbers *n, uint32_t item, uint32_t place,
                          uint32_t v)
{
    graph *g = &t->graph;
    size_t at = g->first[v];
    t->place[v] = (uint8_t)place;
    t->item[v] = item;
    for (uint32_t k = 0; k < count_inputs(t, item); k++) {
        put_arc(g, &at, n->delivery[(size_t)input_of(t, item, k) * MAX_PLACES + place],
                1.0);
    }
    g->first[v + 1] = at;
}

static void fill_item(trade *t, const numbers *n, uint32_t item)
{
    graph *g = &t->graph;
    const trade_vector *vector = t->vectors + (size_t)item * t->shape.n_makers;
    bool reached = false;
    for (uint32_t place = 0; place < MAX_PLACES; place++) {
        const size_t key = (size_t)item * MAX_PLACES + place;
        if (!n->needed[key]) continue;
        const uint32_t v = n->delivery[key];
        size_t at = g->first[v];
        t->place[v] = (uint8_t)place;
        t->item[v] = item;
        t->delivers[v] = reached = true;
        for (uint32_t k = 0; k < t->shape.n_makers; k++) {
            put_arc(g, &at, n->instance[(size_t)item * MAX_PLACES + vector[k].country],
                    vector[k].share);
        }
        g->first[v + 1] = at;
    }
    for (uint32_t k = 0; k < t->shape.n_makers && reached; k++) {
        const uint32_t place = vector[k].country;
        fill_instance(t, n, item, place, n->instance[(size_t)item * MAX_PLACES + place]);
    }
}

static void draw_graph(trade *t)
{
    const size_t n_keys = (size_t)t->n_items * MAX_PLACES;
    const uint32_t home = t->shape.n_countries, product = t->n_items - 1;
    numbers n = {need(n_keys, 1), need(n_keys, sizeof(uint32_t)),
                 need(n_keys, sizeof(uint32_t)), 1, 0};
    need_inputs(t, &n, product, home);
    for (uint32_t item = product; item-- > 0;) number_item(t, &n, item);
    graph_allocate(&t->graph, n.n_nodes, n.n_arcs);
    t->delivers = need(n.n_nodes, sizeof *t->delivers);
    t->place = need(n.n_nodes, 1);
    t->item = need(n.n_nodes, sizeof *t->item);
    for (uint32_t v = 0; v < n.n_nodes; v++) t->graph.order[v] = v;
    fill_instance(t, &n, product, home, 0);
    for (uint32_t item = product; item-- > 0;) fill_item(t, &n, item);
    free(n.needed);
    free(n.delivery);
    free(n.instance);
}

trade *trade_new(trade_shape shape)
{
    trade *t = need(1, sizeof *t);
    random_stream r = {shape.seed};
    t->shape = shape;
    t->n_items = shape.n_levels * shape.level_width + 1;
    t->vectors = need((size_t)t->n_items * shape.n_makers, sizeof *t->vectors);
    t->start = need(t->n_items, sizeof *t->start);
    for (uint32_t item = 0; item < t->n_items; item++) {
        if (!is_product(t, item)) draw_vector(t, item, &r);
        t->start[item] = random_below(&r, shape.level_width);
    }
    draw_graph(t);
    return t;
}

void trade_free(trade *t)
{
    if (!t) return;
    graph_free(&t->graph);
    free(t->vectors);
    free(t->start);
    free(t->delivers);
    free(t->place);
    free(t->item);
    free(t);
}

/* --- one stop at a time --- */

static double deliver(const trade *t, uint32_t v, const double *value, int closed)
{
    const graph *g = &t->graph;
    double lost = 0.0;
    for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
        const uint32_t from = g->child[k];
        const bool stopped = t->place[from] == closed && t->place[v] != closed;
        lost += g->weight[k] * (1.0 - (stopped ? 0.0 : value[from]));
    }
    return 1.0 - lost;
}

double trade_loss(const trade *t, uint8_t country, bool exports, double *value)
{
    const graph *g = &t->graph;
    for (uint32_t v = g->n_nodes; v-- > 0;) {
        if (t->delivers[v]) {
            value[v] = deliver(t, v, value, exports ? country : -1);
            continue;
        }
        double least = !exports && t->place[v] == country ? 0.0 : 1.0;
        for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
            if (value[g->child[k]] < least) least = value[g->child[k]];
        }
        value[v] = least;
    }
    return 1.0 - value[t->root];
}

/* --- as a model --- */

static void feed_inputs(lode_context *context, lode_builder *builder, const trade *t,
                        uint32_t item)
{
    char id[ITEM_ID_LEN];
    lode_input_record input = LODE_INPUT_RECORD_INIT;
    input.item = id;
    input.quantity = 0.5;
    for (uint32_t k = 0; k < count_inputs(t, item); k++) {
        item_id(input_of(t, item, k), id);
        must(lode_builder_input(context, builder, &input), context);
    }
}

static void feed_vector(lode_context *context, lode_builder *builder, const trade *t,
                        uint32_t item)
{
    lode_origin_record head = LODE_ORIGIN_RECORD_INIT;
    head.basis = LODE_BASIS_GROSS_MASS;
    head.market = "*";
    must(lode_builder_origin(context, builder, &head), context);
    const trade_vector *v = t->vectors + (size_t)item * t->shape.n_makers;
    for (uint32_t k = 0; k < t->shape.n_makers; k++) {
        lode_share_record share = LODE_SHARE_RECORD_INIT;
        share.country = lode_country_code(v[k].country);
        share.share_frac = v[k].share;
        must(lode_builder_share(context, builder, &share), context);
    }
}

const char *trade_stage(uint32_t level)
{
    static const char *const stages[] = {"mine",  "refine",    "metal",
                                         "alloy", "component", "assembly"};
    return level < sizeof stages / sizeof stages[0] ? stages[level] : NULL;
}

lode_model *trade_model(lode_context *context, const trade *t, trade_feed more,
                        const void *user)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    must(lode_builder_new(context, &builder), context);
    for (uint32_t item = 0; item < t->n_items; item++) {
        char id[ITEM_ID_LEN];
        lode_item_record record = LODE_ITEM_RECORD_INIT;
        record.id = item_id(item, id);
        record.unit = "kg";
        record.stage = trade_stage(item / t->shape.level_width);
        must(lode_builder_item(context, builder, &record), context);
        feed_inputs(context, builder, t, item);
        if (!is_product(t, item)) feed_vector(context, builder, t, item);
    }
    char id[ITEM_ID_LEN];
    lode_product_record product = LODE_PRODUCT_RECORD_INIT;
    product.item = item_id(t->n_items - 1, id);
    product.home = lode_country_code(t->shape.n_countries);
    must(lode_builder_product(context, builder, &product), context);
    if (more) more(context, builder, t, user);
    must(lode_builder_freeze(context, builder, &model), context);
    lode_builder_free(builder);
    return model;
}
