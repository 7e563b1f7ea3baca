/* A world of trade, compiled, and stops of each country. */
#ifndef BENCH_TRADE_CASE_H
#define BENCH_TRADE_CASE_H

#include "trade.h"

#include "network/network.h"

typedef struct trade_case {
    lode_context *context;
    trade *trade;
    lode_model *model;
    lode_network *network;
} trade_case;

/* Around 100,000 arcs: 200 countries with shares as they are found, or as many countries
 * as asked for, each of which makes everything. */
trade_shape trade_of_world(void);
trade_shape trade_of_equals(uint32_t n_countries);
/* The same 200 countries with around 10,000 arcs and a million. */
trade_shape trade_of_few(void);
trade_shape trade_of_many(void);
void trade_case_make(trade_case *c, trade_shape shape);
void trade_case_drop(trade_case *c);
/* Loss of the product for each of n sets of countries whose production stops. */
void trade_case_losses(const trade_case *c, const lode__places *sets, size_t n,
                       double *loss);

#endif
