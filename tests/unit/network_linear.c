/* Linear passes: the flows they run on are those of the pass down, and the two directions
 * are adjoint. */
#include "network_common.h"

#include "network/linear.h"

#include <math.h>

static lode_network *compile(lode_context *ctx, lode_model *model)
{
    lode_network *network = NULL;
    cr_assert(lode_network_compile(ctx, model, NULL, &network) == LODE_OK);
    lode_model_unref(model);
    return network;
}

/* Two kinds of instances, a group of options, a part on two lines, hosts. */
static const char varied[] =
    "<lode xmlns='urn:lode:model:1'>"
    "<item id='top' unit='each'><input item='alloy' quantity='3' yield='0.5'/></item>"
    "<item id='alloy' unit='kg'>"
    "<input item='by' quantity='0.2'/><input item='by' quantity='0.1' yield='0.8'/>"
    "<input item='scrap' quantity='1.25' kind='recycled'/>"
    "<input item='flux' quantity='0.07' kind='both'/>"
    "<alternatives id='metal'><option item='a' quantity='2' weight='0.75'/>"
    "<option item='b' quantity='5' yield='0.9' weight='0.25' cap='0.6'/></alternatives>"
    "<origin market='*' basis='gross-mass'><from country='JPN' share='0.6'/>"
    "<from country='DEU' share='0.25'/>"
    "<from country='JPN' share='0.15' kind='recycled'/></origin></item>"
    "<item id='by' unit='kg'><host item='main' part='0.7'/>"
    "<origin market='*' basis='gross-mass'><from country='CHN' "
    "share='1'/></origin></item>"
    "<item id='main' unit='kg'><origin market='*' basis='gross-mass'>"
    "<from country='CHN' share='1'/></origin></item>"
    "<item id='scrap' unit='kg'/><item id='flux' unit='kg'/>"
    "<item id='a' unit='kg'/><item id='b' unit='kg'/>"
    "<product item='top' home='USA'/></lode>";

/* Coefficients that make the adjoint the pass of requirements. */
static double *requirement_flows(const lode_network *network)
{
    double *flow = malloc(network->n_up_arcs * sizeof *flow);
    cr_assert(flow != NULL);
    lode__unit_flows(network, flow);
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        const lode__row row = lode__up_row(network, node);
        for (uint32_t j = 0; row.second && j < row.run->degree; j++) {
            flow[(size_t)(row.child - network->up_child) + j] *= row.second[j];
        }
    }
    return flow;
}

static void check_requirements(lode_context *ctx, lode_network *network)
{
    double *flow = requirement_flows(network);
    const size_t n = network->n_nodes + network->n_roots;
    double *expected = calloc(n, sizeof *expected), *got = calloc(n, sizeof *got);
    lode__descent descent;
    cr_assert(lode__descent_init(ctx, network, &descent) == LODE_OK);
    for (size_t r = 0; r < network->n_roots; r++) {
        expected[network->n_nodes + r] = 1.0;
        got[network->roots[r].node] += 1.0;
    }
    lode__down(network, false, expected);
    lode__linear_down(network, &descent, flow, got);
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        if (network->node_kind[node] == LODE__GROUP) continue; /* carries 1 */
        cr_assert(fabs(got[node] - expected[node]) <= 1e-12 * expected[node], "%u %g %g",
                  node, got[node], expected[node]);
    }
    lode__descent_free(&ctx->allocator, &descent);
    free(got);
    free(expected);
    free(flow);
    lode_network_unref(network);
}

LODE_TEST(network_linear, unit_flows_carry_the_requirements)
{
    check_requirements(ctx, compile(ctx, network_model(ctx, varied)));
    check_requirements(ctx, compile(ctx, network_shipped(ctx)));
}

/* Flow from an instance or group to an item it takes. */
static double flow_to(const lode_network *network, const double *flow, uint32_t node,
                      const char *item)
{
    const lode__row row = lode__up_row(network, node);
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const char *id = lode__item_id(network->model, network->node_item[row.child[j]]);
        if (!strcmp(id, item)) return flow[(size_t)(row.child - network->up_child) + j];
    }
    return NAN;
}

LODE_TEST(network_linear, unit_flows_are_those_of_the_lines)
{
    lode_network *network = compile(ctx, network_model(ctx, varied));
    double *flow = malloc(network->n_up_arcs * sizeof *flow);
    lode__unit_flows(network, flow);
    int n_seen = 0;
    for (uint32_t node = 0; node < network->n_nodes; node++) {
        const char *id = lode__item_id(network->model, network->node_item[node]);
        const uint8_t kind = network->node_kind[node];
        if (!strcmp(id, "top") && kind == LODE__INSTANCE) {
            cr_assert(flow_to(network, flow, node, "alloy") == 3 / 0.5);
            n_seen++;
        } else if (!strcmp(id, "alloy") && kind == LODE__INSTANCE) {
            cr_assert(flow_to(network, flow, node, "by") == 0.2 + 0.1 / 0.8);
            cr_assert(flow_to(network, flow, node, "flux") == 0.07);
            cr_assert(flow_to(network, flow, node, "alloy") == 1.0); /* its group */
            cr_assert(isnan(flow_to(network, flow, node, "scrap")));
            n_seen++;
        } else if (!strcmp(id, "alloy") && kind == LODE__RECYCLED) {
            cr_assert(flow_to(network, flow, node, "scrap") == 1.25);
            cr_assert(flow_to(network, flow, node, "flux") == 0.07);
            n_seen++;
        } else if (!strcmp(id, "alloy") && kind == LODE__GROUP &&
                   lode__up_row(network, node).run->degree) {
            cr_assert(flow_to(network, flow, node, "a") == 2.0);
            cr_assert(flow_to(network, flow, node, "b") == 5 / 0.9);
            n_seen++;
        } else if (!strcmp(id, "by") && kind == LODE__HOSTS) {
            cr_assert(flow_to(network, flow, node, "main") == 0.0);
            n_seen++;
        }
    }
    cr_assert(n_seen >= 7, "%d", n_seen); /* JPN, DEU: instances and groups; hosts */
    free(flow);
    lode_network_unref(network);
}

LODE_TEST(network_linear, up_and_down_are_adjoint)
{
    lode_network *network = compile(ctx, network_shipped(ctx));
    double *flow = requirement_flows(network);
    double *up = calloc(network->n_nodes, LODE__LANES * sizeof *up);
    double *down = calloc(network->n_nodes, sizeof *down);
    double expected[LODE__LANES] = {0}, got[LODE__LANES] = {0};
    double *seed = calloc(network->n_nodes, LODE__LANES * sizeof *seed);
    for (size_t k = 0; k < (size_t)network->n_nodes * LODE__LANES; k++) {
        up[k] = seed[k] = (double)(k * 2654435761u % 1009) / 1009;
    }
    lode__descent descent;
    cr_assert(lode__descent_init(ctx, network, &descent) == LODE_OK);
    down[network->roots[0].node] = 1.0;
    lode__linear_up(network, flow, up);
    lode__linear_down(network, &descent, flow, down);
    for (size_t lane = 0; lane < LODE__LANES; lane++) {
        got[lane] = up[(size_t)network->roots[0].node * LODE__LANES + lane];
        for (uint32_t node = 0; node < network->n_nodes; node++) {
            expected[lane] += down[node] * seed[(size_t)node * LODE__LANES + lane];
        }
        cr_assert(got[lane] > 0.0);
        cr_assert(fabs(got[lane] - expected[lane]) <= 1e-12 * got[lane], "%.17g %.17g",
                  got[lane], expected[lane]);
    }
    lode__descent_free(&ctx->allocator, &descent);
    free(seed);
    free(down);
    free(up);
    free(flow);
    lode_network_unref(network);
}
