/* What rests on figures by value or gross mass where a quantity was meant. model.md
 * section 1. */
#include "analysis/common.h"

static bool approximates(const lode__vector *vector)
{
    return vector->basis == LODE_BASIS_VALUE || vector->basis == LODE_BASIS_GROSS_MASS;
}

/* Part of the arc from a delivery to an instance that approximate vectors give. */
static double part_of_arc(const lode_network *network, const lode__delivery *delivery,
                          unsigned place, lode_kind kind)
{
    const lode_model *model = network->model;
    double all = 0.0, approximate = 0.0;
    for (size_t p = 0; p < delivery->n_parts; p++) {
        const lode__vector *vector = &model->vectors[delivery->parts[p].vector];
        const lode__share *share = &model->shares[vector->first_share];
        for (uint32_t k = 0; k < vector->n_shares; k++, share++) {
            if (share->country != place || share->kind != kind) continue;
            const double amount = delivery->parts[p].factor * share->share;
            all += amount;
            if (approximates(vector)) approximate += amount;
        }
    }
    if (place == LODE__ZZZ && kind == LODE_KIND_PRIMARY) all += delivery->unknown;
    return all > 0.0 ? approximate / all : 0.0;
}

/* How approximate each delivery is: not at all, wholly, or arc by arc. */
enum { NOWHERE, WHOLLY, PARTLY };

static uint8_t state_of(const lode_network *network, const lode__delivery *delivery)
{
    size_t n = 0;
    for (size_t p = 0; p < delivery->n_parts; p++) {
        n += approximates(&network->model->vectors[delivery->parts[p].vector]);
    }
    if (n == 0) return NOWHERE;
    return n == delivery->n_parts && delivery->unknown == 0.0 ? WHOLLY : PARTLY;
}

static double pull(const lode_network *network, const lode__flow *flow,
                   const uint8_t *state, lode__delivery *delivery, const double *value,
                   uint32_t node, size_t arc)
{
    const uint32_t parent = network->down_parent[arc];
    if (parent >= network->n_nodes) return 0.0;
    const double all = flow->value[parent * flow->stride];
    double part = 0.0;
    if (state[parent] == WHOLLY) {
        part = 1.0;
    } else if (state[parent] == PARTLY) {
        const bool recycled = network->node_kind[node] == LODE__RECYCLED;
        lode__resolve(network, network->node_item[parent], network->node_place[parent],
                      delivery);
        part = part_of_arc(network, delivery, network->node_place[node],
                           recycled ? LODE_KIND_RECYCLED : LODE_KIND_PRIMARY);
    }
    return network->down_weight[arc] * (part * all + (1.0 - part) * value[parent]);
}

static void pass(const lode_network *network, const lode__flow *flow,
                 const uint8_t *state, lode__delivery *delivery, double *value)
{
    for (size_t r = 0; r < network->n_down_runs; r++) {
        const lode__run *run = &network->down_runs[r];
        size_t arc = run->arc;
        for (uint32_t k = 0; k < run->n; k++) {
            const uint32_t node = run->first + k;
            double sum = 0.0;
            for (uint32_t j = 0; j < run->degree; j++, arc++) {
                sum += pull(network, flow, state, delivery, value, node, arc);
            }
            value[node] = sum;
        }
    }
}

lode_status lode__approximated(lode_context *context, const lode_network *network,
                               const lode__flow *flow, double *value)
{
    lode__delivery delivery;
    delivery.parts = lode__alloc(&context->allocator, lode__max_parts(network->model),
                                 sizeof *delivery.parts);
    uint8_t *state = lode__alloc_zero(&context->allocator, network->n_nodes, 1);
    bool any = false;
    lode_status status = LODE_OK;
    if (!delivery.parts || !state) {
        status = lode__nomem(context);
        goto cleanup;
    }
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        if (network->node_kind[node] != LODE__DELIVERY) continue;
        lode__resolve(network, network->node_item[node], network->node_place[node],
                      &delivery);
        state[node] = state_of(network, &delivery);
        any |= state[node] != NOWHERE;
    }
    memset(value, 0, network->n_nodes * sizeof *value);
    if (any) pass(network, flow, state, &delivery, value);
cleanup:
    lode__free(&context->allocator, state);
    lode__free(&context->allocator, delivery.parts);
    return status;
}
