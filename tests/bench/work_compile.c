/* Compiling a network, and the memory that it and its model take. */
#include "bom_case.h"
#include "memory_use.h"
#include "trade_case.h"

#include <stdlib.h>

static bool setup(const workload *w, const settings *s, work *out)
{
    const size_t edges = bom_case_lines(w, s);
    bom_case *c = bom_case_new(bom_of_size(edges));
    out->state = c;
    out->items = (double)edges;
    snprintf(out->note, sizeof out->note, "%zu lines, %u items", edges,
             (unsigned)c->bom->graph.n_nodes);
    return true;
}

static void compile(void *state)
{
    bom_case *c = state;
    lode_network *network = NULL;
    must(lode_network_compile(c->context, c->model, NULL, &network), c->context);
    lode_network_unref(network);
}

/* All of the way from calls: builder, checks, model, network. */
static void make(void *state)
{
    bom_case *c = state;
    lode_network *network = NULL;
    lode_model *model = bom_model(c->context, c->bom);
    must(lode_network_compile(c->context, model, NULL, &network), c->context);
    lode_network_unref(network);
    lode_model_unref(model);
}

/* --- a network of trade --- */

typedef struct world_case {
    trade_case world;
    double *value;
} world_case;

static bool setup_world(const workload *w, const settings *s, work *out)
{
    (void)w, (void)s;
    world_case *c = need(1, sizeof *c);
    trade_case_make(&c->world, trade_of_world());
    const lode_network *net = c->world.network;
    c->value = need((size_t)net->n_nodes + net->n_roots, sizeof *c->value);
    c->value[net->n_nodes] = 1.0;
    out->state = c;
    out->items = (double)lode_network_n_arcs(net);
    snprintf(out->note, sizeof out->note, "%zu arcs, %zu nodes", lode_network_n_arcs(net),
             lode_network_n_nodes(net));
    return true;
}

static void compile_world(void *state)
{
    world_case *c = state;
    lode_network *network = NULL;
    must(lode_network_compile(c->world.context, c->world.model, NULL, &network),
         c->world.context);
    lode_network_unref(network);
}

static void down_world(void *state)
{
    world_case *c = state;
    lode__down(c->world.network, false, c->value);
}

static void drop_world(void *state)
{
    world_case *c = state;
    trade_case_drop(&c->world);
    free(c->value);
    free(c);
}

/* --- memory --- */

static void hold_model(void *user, memory_use *use)
{
    const bom *b = user;
    lode_context *context = new_context();
    lode_network *network = NULL;
    lode_model *model = bom_model(context, b);
    must(lode_network_compile(context, model, NULL, &network), context);
    use->model = lode_model_size_bytes(model);
    use->network = lode_network_size_bytes(network);
    memory_use_now(use);
}

/* Which of the two is counted. */
static const char of_model[] = "model", of_network[] = "network";

static bool setup_memory(const workload *w, const settings *s, work *out)
{
    const size_t edges = bom_case_lines(w, s);
    bom *b = bom_new(bom_of_size(edges));
    const memory_use use = memory_use_of(hold_model, b);
    const double n = (double)edges;
    bom_free(b);
    out->items = n;
    out->value = (double)(w->detail == of_model ? use.model : use.network) / n;
    snprintf(out->note, sizeof out->note,
             "both %.2f bytes a line; resident %.2f, at most %.2f while they are made",
             (double)(use.model + use.network) / n, use.resident / n, use.peak / n);
    return true;
}

#define BUILD(label, text, edges, is_large, runs, ...)                                   \
    {                                                                                    \
        .name = label, .what = text, .reference = "one pass down on what it makes",      \
        .item = "line", .large = is_large, .setup = setup, .run = runs,                  \
        .compare = bom_case_down, .done = bom_case_free, .size = edges,                  \
        .goal = __VA_ARGS__                                                              \
    }
#define COMPILE(label, edges, is_large, ...)                                             \
    BUILD("compile-" label, "lode_network_compile()", edges, is_large, compile,          \
          __VA_ARGS__)
#define MAKE(label, edges, is_large)                                                     \
    BUILD("make-" label, "from calls of the builder to a network", edges, is_large,      \
          make, {0})
#define MEMORY(of)                                                                       \
    {                                                                                    \
        .name = "memory-" #of "-1e6", .what = "bytes a line of the " #of,                \
        .item = "line", .setup = setup_memory, .size = 1000000, .detail = of_##of,       \
        .goal = {                                                                        \
            METRIC_VALUE,                                                                \
            false,                                                                       \
            20.0,                                                                        \
            "G21"                                                                        \
        }                                                                                \
    }

const workload compile_workloads[] = {
    COMPILE("1e4", 10000, false, {0}),
    COMPILE("1e5", 100000, false, {METRIC_COST, false, 35.0, "G16"}),
    COMPILE("1e6", 1000000, false, {METRIC_COST, false, 35.0, "G16"}),
    COMPILE("1e7", 10000000, true, {0}),
    MAKE("1e4", 10000, false),
    MAKE("1e5", 100000, false),
    MAKE("1e6", 1000000, false),
    MAKE("1e7", 10000000, true),
    {.name = "compile-world",
     .what = "lode_network_compile(), 200 countries",
     .reference = "one pass down on what it makes",
     .item = "arc",
     .setup = setup_world,
     .run = compile_world,
     .compare = down_world,
     .done = drop_world},
    MEMORY(model),
    MEMORY(network),
    {.name = NULL}};
