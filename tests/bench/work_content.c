/* What of each material is in each product. */
#include "content_case.h"

#include "network/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool setup(const workload *w, const settings *s, work *out)
{
    const size_t lines = bom_case_lines(w, s);
    content_case *c = content_case_new(bom_of_size(lines));
    out->state = c;
    out->items = (double)lines * (double)c->n_products;
    out->results = c->content;
    out->n_results = c->n_products * c->n_materials;
    snprintf(out->note, sizeof out->note, "%zu lines, %zu products, %zu materials", lines,
             c->n_products, c->n_materials);
    return true;
}

/* Materials are fewer than products: what is counted is lines times what goes along. */
static bool setup_up(const workload *w, const settings *s, work *out)
{
    if (!setup(w, s, out)) return false;
    const content_case *c = out->state;
    out->items *= (double)c->n_materials / (double)c->n_products;
    return true;
}

/* Some products, each by itself on plain rows. */
static bool agrees(void *state)
{
    enum { TRIED = 8 };
    const content_case *c = state;
    const graph *g = &c->all->bom->graph;
    const lode_network *net = c->all->network;
    double *demand = need(g->n_nodes, sizeof *demand);
    bool same = true;
    for (size_t t = 0; t < TRIED && same; t++) {
        const size_t p = t * (c->n_products - 1) / (TRIED - 1);
        const uint32_t item = net->node_item[net->roots[p].node];
        demand[item] = 1.0;
        graph_down(g, demand, c->all->plain);
        demand[item] = 0.0;
        for (size_t m = 0; m < c->n_materials; m++) {
            const double own = c->content[p * c->n_materials + m];
            const double other = c->all->plain[c->material[m]];
            same = same && fabs(own - other) <= 1e-9 * fabs(other);
        }
    }
    free(demand);
    return same;
}

/* As many passes of one product each. */
static void run_each(void *state)
{
    content_case *c = state;
    const lode_network *net = c->all->network;
    double *orders = c->value + net->n_nodes;
    memset(orders, 0, net->n_roots * sizeof *orders);
    for (size_t p = 0; p < c->n_products; p++) {
        orders[p] = 1.0;
        lode__down(net, false, c->value);
        orders[p] = 0.0;
    }
}

#define CONTENT(label, text, beside, sets_up, runs, compares, lines, is_large)           \
    {                                                                                    \
        .name = label, .what = text, .reference = beside, .item = "line and product",    \
        .large = is_large, .setup = sets_up, .run = runs, .compare = compares,           \
        .check = agrees, .done = content_case_free, .size = lines                        \
    }
#define CALL(label, lines, is_large)                                                     \
    CONTENT("content-" label, "materials in all products, lode_requirements()",          \
            "passes down alone, sixteen products at a time", setup, content_case_call,   \
            content_case_down, lines, is_large)
#define DOWN(label, lines, is_large)                                                     \
    CONTENT("content-down-" label,                                                       \
            "materials in all products, passes down, sixteen products",                  \
            "one product at a time", setup, content_case_down, run_each, lines,          \
            is_large)
#define UP(label, lines)                                                                 \
    CONTENT("content-up-" label,                                                         \
            "materials in all products, passes up, eight materials", NULL, setup_up,     \
            content_case_up, NULL, lines, false)

const workload content_workloads[] = {
    CALL("1e4", 10000, false),  CALL("1e5", 100000, false),
    CALL("1e6", 1000000, true), DOWN("1e4", 10000, false),
    DOWN("1e5", 100000, false), DOWN("1e6", 1000000, true),
    UP("1e4", 10000),           UP("1e5", 100000),
    UP("1e6", 1000000),         {.name = NULL}};
