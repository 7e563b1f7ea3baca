/* Made-up scenarios on a world of trade: what each does, by hand and as measures of the
 * model. */
#ifndef BENCH_SCENARIO_BATCH_H
#define BENCH_SCENARIO_BATCH_H

#include "trade.h"

/* What a measure sets for an item made in a country. */
typedef enum effect_kind {
    EFFECT_CAPACITY, /* times what can be made */
    EFFECT_PASS,     /* times what passes the border */
    EFFECT_LIMIT,    /* the most that passes, in parts of today's flow */
    N_EFFECTS
} effect_kind;

typedef struct effect {
    uint32_t scenario;
    uint32_t kind; /* effect_kind */
    uint32_t item, country;
    double value;
} effect;

enum { BATCH_SCENARIOS = 1024, MAX_COUNTRIES = 3, MAX_ITEMS = 4 };

/* A measure as drawn: of some items, or of a stage; from some countries, to everybody. */
typedef struct drawn_measure {
    const char *name;
    uint32_t scenario, level; /* level is counted from 1; 0: of the items */
    uint32_t items[MAX_ITEMS], countries[MAX_COUNTRIES];
    size_t n_items, n_countries;
    double amount; /* severity, approval or share */
} drawn_measure;

typedef struct scenario_batch {
    size_t n_scenarios;
    drawn_measure *measures; /* [n_measures], by scenario */
    size_t n_measures;
    effect *effects; /* [n_effects], by scenario; one a kind, item and country */
    size_t n_effects;
    size_t *first_effect; /* [n_scenarios + 1] */
    /* For the scenario at hand. */
    double *factor[N_EFFECTS]; /* [n_items * 256] by item and country */
} scenario_batch;

/* One to three measures each: bans, licences, stops of production and, if wanted, quotas,
 * as often. */
scenario_batch *scenario_batch_new(const trade *t, size_t n_scenarios, bool with_quotas);
void scenario_batch_free(scenario_batch *b);
/* Puts all of them into a builder. */
void scenario_batch_feed(lode_context *context, lode_builder *builder, const trade *t,
                         const void *batch);
/* Loss of the product under each scenario, one at a time on plain rows; `value` is
 * [n_nodes] of the trade's graph. */
void scenario_batch_losses(scenario_batch *b, const trade *t, double *value,
                           double *loss);
#endif
