/* What-if: after any changes the bits of a whole pass, on random networks. */
#include "differences.h"

#include "network/update.h"

/* Changes one factor in the point and in the update. */
static void change(lode_context *ctx, ref_random *random, free_point *p, lode__update *u)
{
    const lode_network *net = p->network;
    const uint32_t node = (uint32_t)ref_random_below(random, (int)net->n_nodes);
    const lode__row row = lode__up_row(net, node);
    const double factor = ref_random_chance(random, 0.3) ? 1.0 : ref_random_real(random);
    const uint8_t kind = net->node_kind[node];
    cr_assert(lode__update_reserve(ctx, u, 1) == LODE_OK);
    if (kind == LODE__DELIVERY) {
        const uint32_t arc = (uint32_t)ref_random_below(random, (int)row.run->degree);
        p->factor[p->way_of[row.first_weight + arc]] = factor;
        lode__update_pass(u, node, arc, factor);
    } else if (kind == LODE__INSTANCE || kind == LODE__RECYCLED) {
        p->factor[p->capacity_row[node]] = factor;
        lode__update_capacity(u, node, factor);
    }
}

static void check_seed(lode_context *ctx, uint64_t seed, uint64_t *n_short)
{
    ref_model *model = malloc(sizeof *model);
    ref_random random = {.state = seed};
    free_point p;
    lode__update u;
    lode_network *network = random_network(ctx, seed, model);
    free_point_make(&p, ctx, network, &random, false);
    cr_assert(lode__update_init(ctx, network, &u) == LODE_OK);
    for (int round = 0; round < 40; round++) {
        const int n = 1 + ref_random_below(&random, 3);
        for (int k = 0; k < n; k++) change(ctx, &random, &p, &u);
        lode__update_run(&u);
        lode__point whole;
        cr_assert(lode__point_init(ctx, network, &p.shocks, 0, &whole) == LODE_OK);
        for (uint32_t node = 0; node < network->n_nodes; node++) {
            const double expected = whole.block.lack[(size_t)node * LODE__LANES];
            const double got = u.point.block.lack[(size_t)node * LODE__LANES];
            cr_assert(memcmp(&expected, &got, sizeof got) == 0,
                      "seed %llu node %u: %g %g", (unsigned long long)seed, node,
                      expected, got);
        }
        *n_short += lode__point_value(&whole, network->roots[0].node) < 1.0;
        lode__point_free(&ctx->allocator, &whole);
    }
    lode__update_free(&ctx->allocator, &u);
    free_point_drop(&p);
    lode_network_unref(network);
    free(model);
}

LODE_TEST(whatif_update, gives_the_bits_of_a_whole_pass)
{
    uint64_t n_short = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) check_seed(ctx, seed, &n_short);
    cr_assert(n_short > 1000, "%llu", (unsigned long long)n_short);
}
