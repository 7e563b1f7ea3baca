/* Shocks made of countries that stop: what is made there, or what leaves them. */
#include "network/network.h"

static bool acts_on(const lode_network *network, const bool *stages, uint32_t node)
{
    return !stages || stages[network->model->item_stage[network->node_item[node]]];
}

/* Row of factors for a place that is hit in some way, numbered as they come. */
static uint32_t row_of(lode__stops *stops, int hit, unsigned place)
{
    uint16_t *row = &stops->row[hit][place];
    if (!*row) *row = (uint16_t)++stops->n_rows;
    return *row;
}

static void set_capacity_rows(lode__stops *stops, const bool *stages)
{
    const lode_network *network = stops->network;
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        const uint8_t kind = network->node_kind[node];
        const bool makes = kind == LODE__INSTANCE || kind == LODE__RECYCLED;
        stops->capacity_row[node] = 0;
        if (!makes || !acts_on(network, stages, node)) continue;
        stops->capacity_row[node] =
            row_of(stops, LODE__HIT_PLAIN, network->node_place[node]);
    }
}

static uint32_t row_of_arc(lode__stops *stops, unsigned from, unsigned to)
{
    if (from == to) return 0;
    if (from == LODE__ZZZ) return row_of(stops, LODE__HIT_FROM_UNKNOWN, to);
    return row_of(stops, to == LODE__ZZZ ? LODE__HIT_TO_UNKNOWN : LODE__HIT_PLAIN, from);
}

static void set_ways(lode__stops *stops, const bool *stages)
{
    const lode_network *network = stops->network;
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        if (run->op == LODE__UP_ALL) continue;
        for (size_t k = 0; k < (size_t)run->n * run->degree; k++) {
            const uint32_t to = network->up_node[run->first + k / run->degree];
            const uint32_t from = network->up_child[run->arc + k];
            const bool hit =
                run->op == LODE__UP_DELIVERY && acts_on(network, stages, from);
            stops->way_of[run->weight + k] =
                hit ? row_of_arc(stops, network->node_place[from],
                                 network->node_place[to])
                    : 0;
        }
    }
}

lode_status lode__stops_init(lode_context *context, const lode_network *network,
                             lode__stop_kind kind, const bool *stages, lode__stops *stops)
{
    *stops = (lode__stops){.network = network};
    const bool production = kind == LODE__STOP_PRODUCTION;
    uint32_t *row =
        lode__alloc(&context->allocator,
                    production ? network->n_nodes : network->n_weights, sizeof *row);
    if (!row) return lode__nomem(context);
    if (production) {
        stops->capacity_row = row;
        set_capacity_rows(stops, stages);
    } else {
        stops->way_of = row;
        set_ways(stops, stages);
        const lode__shocks shocks = {.way_of = row};
        return lode__vias_init(context, network, &shocks, &stops->vias);
    }
    return LODE_OK;
}

void lode__stops_free(lode_context *context, lode__stops *stops)
{
    lode__free(&context->allocator, stops->capacity_row);
    lode__free(&context->allocator, stops->way_of);
    lode__vias_free(&context->allocator, &stops->vias);
}

static void stop(const lode__stops *stops, int hit, unsigned place, double *lane)
{
    const uint16_t row = stops->row[hit][place];
    if (row) lane[(size_t)row * LODE__LANES] = 0.0;
}

/* Countries of a set, and whether the unknown is taken to lie in the one there is. */
static bool is_one_with_unknown(const lode__places *set)
{
    int n = 0;
    for (unsigned w = 0; w < LODE__PLACE_WORDS; w++) n += lode__count_bits(set->bits[w]);
    return n == 2 && lode__places_has(set, LODE__ZZZ);
}

static void stop_set(const lode__stops *stops, const lode__places *set, double *lane)
{
    const bool one = is_one_with_unknown(set);
    for (unsigned w = 0; w < LODE__PLACE_WORDS; w++) {
        for (uint64_t bits = set->bits[w]; bits; bits &= bits - 1) {
            const unsigned place = w * 64 + (unsigned)lode__lowest_bit(bits);
            stop(stops, LODE__HIT_PLAIN, place, lane);
            if (!one) stop(stops, LODE__HIT_TO_UNKNOWN, place, lane);
        }
    }
    if (!lode__places_has(set, LODE__ZZZ)) return;
    for (unsigned place = 0; place < LODE__N_PLACES; place++) {
        if (one && lode__places_has(set, place)) continue;
        stop(stops, LODE__HIT_FROM_UNKNOWN, place, lane);
    }
}

static void fill(const void *user, size_t first, size_t n, double *rows)
{
    const lode__stops *stops = user;
    for (size_t k = 0; k < n; k++) stop_set(stops, &stops->sets[first + k], rows + k);
}

lode__shocks lode__stops_shocks(lode__stops *stops, const lode__places *sets,
                                size_t n_lanes)
{
    stops->sets = sets;
    return (lode__shocks){.n_lanes = n_lanes,
                          .n_rows = stops->n_rows,
                          .capacity_row = stops->capacity_row,
                          .way_of = stops->way_of,
                          .vias = stops->way_of ? &stops->vias : NULL,
                          .fill = fill,
                          .user = stops};
}
