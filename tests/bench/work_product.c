/* One product among many: its own part of the graph, from the model and by itself. */
#include "bom_case.h"

#include "network/network.h"

#include <math.h>
#include <stdlib.h>

typedef struct product_case {
    bom_case *all;
    uint32_t item;
    char id[ITEM_ID_LEN];
    lode_network *network; /* of the product alone */
    double *value;
    graph_walk walk;
    lode_table *table;
} product_case;

static lode_network *compile(const product_case *c)
{
    const char *const products[] = {c->id};
    const lode_network_options options = {
        .struct_size = sizeof options, .products = products, .n_products = 1};
    lode_network *network = NULL;
    must(lode_network_compile(c->all->context, c->all->model, &options, &network),
         c->all->context);
    return network;
}

static bool setup(const workload *w, const settings *s, work *out)
{
    product_case *c = need(1, sizeof *c);
    const size_t lines = bom_case_lines(w, s);
    c->all = bom_case_new(lines ? bom_of_size(lines) : bom_of_paths());
    c->item = bom_typical_product(c->all->bom);
    item_id(c->item, c->id);
    c->network = compile(c);
    c->value = need((size_t)c->network->n_nodes + 1, sizeof *c->value);
    c->value[c->network->n_nodes] = 1.0;
    graph_walk_init(&c->walk, &c->all->bom->graph);
    out->state = c;
    out->items = (double)lode_network_n_arcs(c->network);
    out->bytes = 12.0 * out->items; /* an index and a weight */
    snprintf(out->note, sizeof out->note, "%s reaches %zu of %zu lines and %zu items",
             c->id, lode_network_n_arcs(c->network), c->all->bom->graph.n_arcs,
             lode_network_n_nodes(c->network));
    return true;
}

static void done(void *state)
{
    product_case *c = state;
    lode_table_free(c->table);
    lode_network_unref(c->network);
    graph_walk_free(&c->walk);
    bom_case_free(c->all);
    free(c->value);
    free(c);
}

static void run_pass(void *state)
{
    const product_case *c = state;
    lode__down(c->network, false, c->value);
}

static void run_from_model(void *state)
{
    product_case *c = state;
    lode_network *network = compile(c);
    lode_table_free(c->table);
    must(lode_requirements(c->all->context, network, NULL, &c->table), c->all->context);
    lode_network_unref(network);
}

static void run_walk(void *state)
{
    product_case *c = state;
    graph_walk_down(&c->all->bom->graph, c->item, &c->walk);
}

static bool is_close(double own, double other)
{
    return fabs(own - other) <= 1e-9 * fabs(other);
}

static bool pass_agrees(void *state)
{
    const product_case *c = state;
    const lode_network *net = c->network;
    if (net->n_nodes != c->walk.n_found) return false;
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        if (!is_close(c->value[node], c->walk.value[net->node_item[node]])) return false;
    }
    return true;
}

/* Items of the table are numbered as the model's are, in order of ids. */
static bool table_agrees(void *state)
{
    const product_case *c = state;
    const size_t n = lode_table_n_rows(c->table);
    const uint32_t *item =
        lode_table_codes(c->table, lode_table_find_column(c->table, "item"));
    const double *quantity =
        lode_table_reals(c->table, lode_table_find_column(c->table, "quantity"));
    if (n != c->walk.n_found || !item || !quantity) return false;
    for (size_t k = 0; k < n; k++) {
        if (!is_close(quantity[k], c->walk.value[item[k]])) return false;
    }
    return true;
}

#define PRODUCT(label, text, lines, is_large, runs, agrees, ...)                         \
    {                                                                                    \
        .name = "product-" label, .what = text,                                          \
        .reference = "a walk over plain rows, depth first", .item = "line",              \
        .large = is_large, .setup = setup, .run = runs, .compare = run_walk,             \
        .check = agrees, .done = done, .size = lines, .goal = __VA_ARGS__                \
    }
#define FROM_MODEL(label, lines, is_large, ...)                                          \
    PRODUCT(label, "one product: lode_network_compile() and lode_requirements()", lines, \
            is_large, run_from_model, table_agrees, __VA_ARGS__)
#define PASS(label, lines, is_large)                                                     \
    PRODUCT("pass-" label, "one product: the pass down over a network of its own",       \
            lines, is_large, run_pass, pass_agrees, {0})

const workload product_workloads[] = {
    FROM_MODEL("1e4", 10000, false, {0}),
    FROM_MODEL("1e5", 100000, false, {0}),
    FROM_MODEL("1e6", 1000000, false, {0}),
    FROM_MODEL("1e7", 10000000, true, {0}),
    FROM_MODEL("paths", 0, false, {METRIC_SECONDS, false, 0.010, "G6"}),
    PASS("1e4", 10000, false),
    PASS("1e5", 100000, false),
    PASS("1e6", 1000000, false),
    PASS("1e7", 10000000, true),
    {.name = NULL}};
