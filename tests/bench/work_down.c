/* Requirements of all products together: the pass down alone, and the public call. */
#include "bom_case.h"

#include "network/network.h"

static void show_results(const bom_case *c, work *out)
{
    out->results = c->value;
    out->n_results = c->network->n_nodes;
}

static bool setup(const workload *w, const settings *s, work *out)
{
    const size_t edges = bom_case_lines(w, s);
    bom_case *c = bom_case_new(bom_of_size(edges));
    out->state = c;
    out->items = (double)edges;
    out->bytes = 12.0 * out->items; /* an index and a weight */
    if (w->run == bom_case_down) show_results(c, out);
    snprintf(out->note, sizeof out->note, "%zu lines, %u items, %zu products", edges,
             (unsigned)c->bom->graph.n_nodes, lode_network_n_products(c->network));
    return true;
}

static bool setup_paths(const workload *w, const settings *s, work *out)
{
    (void)s;
    bom_case *c = bom_case_new(bom_of_paths());
    const graph *g = &c->bom->graph;
    out->state = c;
    out->items = (double)g->n_arcs;
    out->bytes = 12.0 * out->items;
    if (w->run == bom_case_down) show_results(c, out);
    snprintf(out->note, sizeof out->note, "%zu lines, %u items, %u levels, %.2g paths",
             g->n_arcs, (unsigned)g->n_nodes, (unsigned)c->bom->shape.n_levels,
             graph_paths(g, c->bom->volume));
    return true;
}

static void call(void *state)
{
    bom_case *c = state;
    const lode_requirements_options options = {.struct_size = sizeof options,
                                               .flags = LODE_REQUIREMENTS_PORTFOLIO};
    lode_table_free(c->table);
    must(lode_requirements(c->context, c->network, &options, &c->table), c->context);
}

/* A row an item, in order of ids. */
static bool table_agrees(void *state)
{
    bom_case *c = state;
    bom_case_plain(c);
    const size_t n = lode_table_n_rows(c->table);
    const double *quantity =
        lode_table_reals(c->table, lode_table_find_column(c->table, "quantity"));
    if (n != c->bom->graph.n_nodes || !quantity) return false;
    for (size_t k = 0; k < n; k++) {
        const double error = quantity[k] - c->plain[k];
        if (!(error <= 1e-9 * c->plain[k] && -error <= 1e-9 * c->plain[k])) return false;
    }
    return true;
}

#define DOWN(label, edges, is_large, ...)                                                \
    {                                                                                    \
        .name = "down-" label, .what = "pass down, all products, volume each",           \
        .reference = "plain rows in the user's order", .item = "line",                   \
        .limit = LIMIT_READ, .large = is_large, .setup = setup, .run = bom_case_down,    \
        .compare = bom_case_plain, .check = bom_case_agrees, .done = bom_case_free,      \
        .size = edges, .goal = __VA_ARGS__                                               \
    }
#define CALL(label, edges, is_large)                                                     \
    {                                                                                    \
        .name = "requirements-" label, .what = "lode_requirements(), portfolio",         \
        .reference = "the pass down alone", .item = "line", .large = is_large,           \
        .setup = setup, .run = call, .compare = bom_case_down, .check = table_agrees,    \
        .done = bom_case_free, .size = edges                                             \
    }

const workload down_workloads[] = {
    DOWN("1e4", 10000, false, {0}),
    DOWN("1e5", 100000, false, {0}),
    DOWN("1e6", 1000000, false, {METRIC_SHARE, true, 0.60, "G1"}),
    DOWN("1e7", 10000000, true, {METRIC_SHARE, true, 0.30, "G2"}),
    {.name = "down-paths",
     .what = "pass down, one product over twelve levels",
     .reference = "plain rows in the user's order",
     .item = "line",
     .limit = LIMIT_READ,
     .setup = setup_paths,
     .run = bom_case_down,
     .compare = bom_case_plain,
     .check = bom_case_agrees,
     .done = bom_case_free,
     .goal = {METRIC_SECONDS, false, 0.010, "G6"}},
    CALL("1e5", 100000, false),
    CALL("1e6", 1000000, false),
    CALL("1e7", 10000000, true),
    {.name = "requirements-paths",
     .what = "lode_requirements(), one product over twelve levels",
     .reference = "the pass down alone",
     .item = "line",
     .setup = setup_paths,
     .run = call,
     .compare = bom_case_down,
     .check = table_agrees,
     .done = bom_case_free},
    {.name = NULL}};
