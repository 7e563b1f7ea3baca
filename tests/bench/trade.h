/* A made-up world of trade: items over several levels, each made in many countries, each
 * country buying its inputs from all that make them. */
#ifndef BENCH_TRADE_H
#define BENCH_TRADE_H

#include "graph.h"

typedef struct trade_shape {
    uint32_t n_countries; /* that make things; the product is used in one more */
    uint32_t n_levels, level_width, n_makers, n_inputs;
    /* makers and inputs are those of one item */
    double share_sigma; /* of lognormal shares: large is concentrated */
    uint64_t seed;
} trade_shape;

typedef struct trade_vector {
    uint8_t country;
    double share;
} trade_vector;

typedef struct trade {
    trade_shape shape;
    uint32_t n_items;      /* the last is the product */
    trade_vector *vectors; /* [n_items * n_makers]; the product has none */
    uint32_t *start;       /* [n_items] where in the level below its inputs begin */
    /* Deliveries and instances in no special order. */
    graph graph;
    bool *delivers;
    uint8_t *place;
    uint32_t *item;
    uint32_t root;
} trade;

trade *trade_new(trade_shape shape);
void trade_free(trade *t);
/* Name of the stage that the items of a level are of, NULL for none. */
const char *trade_stage(uint32_t level);
/* Adds to the model before it is frozen. */
typedef void (*trade_feed)(lode_context *context, lode_builder *builder, const trade *t,
                           const void *user);
/* more: NULL for nothing. */
lode_model *trade_model(lode_context *context, const trade *t, trade_feed more,
                        const void *user);
/* Loss of the product when one country stops what it makes, or what leaves it. */
double trade_loss(const trade *t, uint8_t country, bool exports, double *value);
#endif
