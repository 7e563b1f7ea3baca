/* Shocks made of countries that stop: what is made there, or what leaves them. */
#include "network/network.h"

static bool acts_on(const lode_network *network, const bool *stages, uint32_t node)
{
    return !stages || stages[network->model->item_stage[network->node_item[node]]];
}

/* Rows of factors are places + 1: row 0 stays one. */
static void set_capacity_rows(const lode_network *network, const bool *stages, uint32_t *row)
{
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        const uint8_t kind = network->node_kind[node];
        const bool makes = kind == LODE__INSTANCE || kind == LODE__RECYCLED;
        row[node] = makes && acts_on(network, stages, node) ? network->node_place[node] + 1u : 0;
    }
}

static void set_pass_rows(const lode_network *network, const bool *stages, uint32_t *row)
{
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        if (run->op == LODE__UP_ALL) continue;
        const bool delivers = run->op == LODE__UP_DELIVERY;
        for (size_t k = 0; k < (size_t)run->n * run->degree; k++) {
            const uint32_t to = network->up_node[run->first + k / run->degree];
            const uint32_t from = network->up_child[run->arc + k];
            const uint8_t place = network->node_place[from];
            const bool leaves = delivers && place != network->node_place[to];
            row[run->weight + k] = leaves && acts_on(network, stages, from) ? place + 1u : 0;
        }
    }
}

lode_status lode__stops_init(lode_context *context, const lode_network *network,
                             lode__stop_kind kind, const bool *stages, lode__stops *stops)
{
    *stops = (lode__stops){.network = network};
    const bool production = kind == LODE__STOP_PRODUCTION;
    uint32_t *row = lode__alloc(&context->allocator,
                                production ? network->n_nodes : network->n_weights, sizeof *row);
    if (!row) return lode__nomem(context);
    if (production) {
        set_capacity_rows(network, stages, row);
        stops->capacity_row = row;
    } else {
        set_pass_rows(network, stages, row);
        stops->pass_row = row;
    }
    return LODE_OK;
}

void lode__stops_free(lode_context *context, lode__stops *stops)
{
    lode__free(&context->allocator, stops->capacity_row);
    lode__free(&context->allocator, stops->pass_row);
}

static void fill(const void *user, size_t first, size_t n, double *rows)
{
    const lode__places *sets = user;
    for (size_t k = 0; k < n; k++) {
        const lode__places *set = &sets[first + k];
        for (unsigned w = 0; w < LODE__PLACE_WORDS; w++) {
            for (uint64_t bits = set->bits[w]; bits; bits &= bits - 1) {
                const unsigned place = w * 64 + (unsigned)lode__lowest_bit(bits);
                rows[((size_t)place + 1) * LODE__LANES + k] = 0.0;
            }
        }
    }
}

lode__shocks lode__stops_shocks(const lode__stops *stops, const lode__places *sets,
                                size_t n_lanes)
{
    return (lode__shocks){.n_lanes = n_lanes,
                          .n_rows = LODE__N_PLACES,
                          .capacity_row = stops->capacity_row,
                          .pass_row = stops->pass_row,
                          .fill = fill,
                          .user = sets};
}
