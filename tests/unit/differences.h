/* Random networks at random points: every capacity and pass factor a figure of its own.
 */
#ifndef DIFFERENCES_H
#define DIFFERENCES_H

#include "lode_test.h"

#include "../reference/feed.h"
#include "../reference/random_model.h"

#include "network/point.h"

/* A shock of one lane, each factor with a row of its own. */
typedef struct free_point {
    lode_context *context;
    lode_network *network;
    uint32_t *capacity_row, *way_of;
    lode__vias vias;
    double *factor; /* [1 + n_nodes + n_weights]; 0 is unused */
    lode__shocks shocks;
} free_point;

static inline void free_point_fill(const void *user, size_t first, size_t n, double *rows)
{
    const free_point *p = user;
    (void)first;
    for (size_t k = 0; k < n; k++) {
        for (uint32_t r = 1; r <= p->shocks.n_rows; r++) {
            rows[(size_t)r * LODE__LANES + k] = p->factor[r];
        }
    }
}

/* Factors of today, or, with `shocked`, some of them lower. */
static inline void free_point_make(free_point *p, lode_context *context,
                                   lode_network *network, ref_random *random,
                                   bool shocked)
{
    const uint32_t n = network->n_nodes, n_weights = (uint32_t)network->n_weights;
    *p = (free_point){.context = context, .network = network};
    p->capacity_row = malloc((n + 1) * sizeof(uint32_t));
    p->way_of = malloc((n_weights + 1) * sizeof(uint32_t));
    p->factor = malloc((1 + (size_t)n + n_weights) * sizeof(double));
    cr_assert(p->capacity_row && p->way_of && p->factor);
    for (uint32_t k = 0; k < n; k++) p->capacity_row[k] = 1 + k;
    for (uint32_t k = 0; k < n_weights; k++) p->way_of[k] = 1 + n + k;
    for (uint32_t k = 1; k < 1 + n + n_weights; k++) {
        const bool low = shocked && ref_random_chance(random, 0.15);
        p->factor[k] = low ? ref_random_real(random) : 1.0;
        if (low && ref_random_chance(random, 0.3)) p->factor[k] = 0.0;
    }
    p->shocks = (lode__shocks){.n_lanes = 1,
                               .n_rows = n + n_weights,
                               .capacity_row = p->capacity_row,
                               .way_of = p->way_of,
                               .fill = free_point_fill,
                               .user = p};
    cr_assert(lode__vias_init(context, network, &p->shocks, &p->vias) == LODE_OK);
    p->shocks.vias = &p->vias;
}

static inline void free_point_drop(free_point *p)
{
    free(p->capacity_row);
    free(p->way_of);
    lode__vias_free(&p->context->allocator, &p->vias);
    free(p->factor);
}

/* What a node can give at the point. */
static inline double free_point_value(lode_context *context, const free_point *p,
                                      uint32_t node)
{
    lode__point point;
    cr_assert(lode__point_init(context, p->network, &p->shocks, 0, &point) == LODE_OK);
    const double value = lode__point_value(&point, node);
    lode__point_free(&context->allocator, &point);
    return value;
}

/* The network of a random model; NULL where it has no products. */
static inline lode_network *random_network(lode_context *context, uint64_t seed,
                                           ref_model *model)
{
    lode_model *frozen = NULL;
    lode_network *network = NULL;
    const ref_choice choice = {.home = -1};
    ref_random_model(seed, NULL, model);
    cr_assert(ref_freeze(context, model, 0, &frozen) == LODE_OK);
    cr_assert(ref_compile_network(context, frozen, model, &choice, -1, &network) ==
              LODE_OK);
    lode_model_unref(frozen);
    return network;
}

#endif
