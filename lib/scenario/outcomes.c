/* Losses, binding chains and prices of all lanes. */
#include "scenario/outcomes.h"

#include <math.h>
#include <string.h>

typedef struct keeper {
    lode__outcomes *outcomes;
    uint32_t **chains; /* a scratch chain for each worker */
} keeper;

static lode_status keep_chain(const keeper *k, const lode__block *block, size_t lane,
                              size_t worker, size_t root, lode__outcome *outcome)
{
    lode__binding_chain *const binding = &outcome->binding;
    binding->chain = k->chains[worker];
    lode__bind(block, lane, block->network->roots[root].node, binding);
    uint32_t *const kept =
        lode__alloc(k->outcomes->plan->allocator, binding->n, sizeof *kept);
    if (kept) memcpy(kept, binding->chain, binding->n * sizeof *kept);
    binding->chain = kept;
    return kept ? LODE_OK : LODE_E_NOMEM;
}

static lode_status keep_lane(const keeper *k, const lode__block *block, size_t lane,
                             size_t worker)
{
    const lode__plan *const plan = k->outcomes->plan;
    const lode_network *const net = block->network;
    const size_t index = block->first + lane, regime = plan->lanes[index].regime;
    for (size_t root = 0; root < net->n_roots; root++) {
        lode__outcome *const outcome = &k->outcomes->of[regime * net->n_roots + root];
        const double loss = lode__loss(block, net->roots[root].node, lane);
        if (lode__plan_lane(plan, regime, root, true) == index) outcome->loss_high = loss;
        if (lode__plan_lane(plan, regime, root, false) != index) continue;
        outcome->loss = loss;
        outcome->lane = index;
        LODE__TRY(keep_chain(k, block, lane, worker, root, outcome));
    }
    double *const deliveries = k->outcomes->deliveries;
    for (uint32_t node = 0; deliveries && node < net->n_nodes; node++) {
        deliveries[index * net->n_nodes + node] = lode__loss(block, node, lane);
    }
    return LODE_OK;
}

static lode_status keep_block(const lode__block *block, size_t worker, void *user)
{
    for (size_t lane = 0; lane < block->n; lane++) {
        LODE__TRY(keep_lane(user, block, lane, worker));
    }
    return LODE_OK;
}

static lode_status run_pass(keeper *k)
{
    const lode__plan *const plan = k->outcomes->plan;
    const lode__shocks shocks = lode__plan_shocks(plan);
    for (size_t w = 0; w < plan->context->n_threads; w++) {
        k->chains[w] =
            lode__alloc(plan->allocator, plan->network->n_nodes, sizeof *k->chains[w]);
        if (!k->chains[w]) return lode__nomem(plan->context);
    }
    const lode_status status =
        lode__up(plan->context, plan->network, &shocks, keep_block, k);
    return status == LODE_E_NOMEM ? lode__nomem(plan->context) : status;
}

/* Prices of the lanes that products without regard to the unknown are in. */
static lode_status find_prices(lode__outcomes *outcomes)
{
    const lode__plan *const plan = outcomes->plan;
    const size_t n = plan->network->n_roots;
    double *const rise = lode__alloc(plan->allocator, n, sizeof *rise);
    lode_status status = rise ? LODE_OK : lode__nomem(plan->context);
    for (size_t lane = 0; lane < plan->n_lanes && status == LODE_OK; lane++) {
        const lode__lane *const at = &plan->lanes[lane];
        if (at->high || !plan->regimes[at->regime].has_price) continue;
        status = lode__plan_prices(plan, lane, rise);
        for (size_t r = 0; r < n && status == LODE_OK; r++) {
            lode__outcome *const outcome = &outcomes->of[at->regime * n + r];
            if (outcome->lane == lane) outcome->price_rise = rise[r];
        }
    }
    lode__free(plan->allocator, rise);
    return status;
}

static lode_status find_all(keeper *k, bool deliveries)
{
    lode__outcomes *const outcomes = k->outcomes;
    const lode__plan *const plan = outcomes->plan;
    const size_t n = plan->n_regimes * plan->network->n_roots;
    outcomes->of = lode__alloc_zero(plan->allocator, n, sizeof *outcomes->of);
    k->chains =
        lode__alloc_zero(plan->allocator, plan->context->n_threads, sizeof *k->chains);
    if (!outcomes->of || !k->chains) return lode__nomem(plan->context);
    if (deliveries) {
        outcomes->deliveries = lode__alloc(plan->allocator, plan->n_lanes,
                                           plan->network->n_nodes * sizeof(double));
        if (!outcomes->deliveries) return lode__nomem(plan->context);
    }
    LODE__TRY(run_pass(k));
    return find_prices(outcomes);
}

lode_status lode__find_outcomes(const lode__plan *plan, bool deliveries,
                                lode__outcomes *out)
{
    *out = (lode__outcomes){.plan = plan};
    keeper k = {.outcomes = out};
    const lode_status status = find_all(&k, deliveries);
    for (size_t w = 0; k.chains && w < plan->context->n_threads; w++)
        lode__free(plan->allocator, k.chains[w]);
    lode__free(plan->allocator, k.chains);
    return status;
}

void lode__outcomes_free(lode__outcomes *outcomes)
{
    if (!outcomes->plan) return;
    const lode_allocator *const allocator = outcomes->plan->allocator;
    const size_t n = outcomes->plan->n_regimes * outcomes->plan->network->n_roots;
    for (size_t k = 0; outcomes->of && k < n; k++)
        lode__free(allocator, outcomes->of[k].binding.chain);
    lode__free(allocator, outcomes->of);
    lode__free(allocator, outcomes->deliveries);
}
