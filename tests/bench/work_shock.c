/* Every country stops, one at a time: all of them in one batch. */
#include "trade_case.h"

#include "network/kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct shock_case {
    trade_case world;
    const lode__kernel *kernel; /* NULL: as lode__up() chooses */
    bool exports;
    lode__stops stops;
    lode__places sets[LODE__N_PLACES];
    size_t n_sets;
    void *memory;
    double *value, *rows; /* for a kernel by itself */
    double *plain_value;
    double loss[LODE__N_PLACES], plain[LODE__N_PLACES];
} shock_case;

/* Which kernel, which stop, which world. */
typedef struct shock_detail {
    const char *kernel;
    bool exports;
    trade_shape (*world)(void);
} shock_detail;

/* False where the machine or the build has no such kernel. */
static bool find_kernel(const char *name, const lode__kernel **out)
{
    *out = NULL;
    if (!name) return true;
    if (!strcmp(name, "portable")) *out = &lode__kernel_portable;
#if defined(LODE__HAVE_AVX2)
    if (!strcmp(name, "avx2") && __builtin_cpu_supports("avx2"))
        *out = &lode__kernel_avx2;
#endif
#if defined(LODE__HAVE_AVX512)
    if (!strcmp(name, "avx512") && __builtin_cpu_supports("avx512f")) {
        *out = &lode__kernel_avx512;
    }
#endif
    return *out != NULL;
}

static void make_room(shock_case *c)
{
    enum { LINE = LODE__LANES * sizeof(double) };
    const size_t n = c->world.network->n_nodes + c->stops.vias.n,
                 rows = LODE__N_PLACES + 1;
    c->memory = need(n + rows + 1, LINE);
    c->value = lode__on_line(c->memory);
    c->rows = c->value + n * LODE__LANES;
    c->plain_value = need(c->world.trade->graph.n_nodes, sizeof *c->plain_value);
}

static bool setup(const workload *w, const settings *s, work *out)
{
    const shock_detail *detail = w->detail;
    const lode__kernel *kernel;
    (void)s;
    if (!find_kernel(detail->kernel, &kernel)) return false;
    shock_case *c = need(1, sizeof *c);
    trade_case_make(&c->world, detail->world());
    c->kernel = kernel;
    c->exports = detail->exports;
    must(lode__stops_init(c->world.context, c->world.network,
                          c->exports ? LODE__STOP_EXPORTS : LODE__STOP_PRODUCTION, NULL,
                          &c->stops),
         c->world.context);
    c->n_sets = c->world.trade->shape.n_countries;
    for (unsigned k = 0; k < c->n_sets; k++) lode__places_add(&c->sets[k], k);
    make_room(c);
    const size_t arcs = lode_network_n_arcs(c->world.network);
    out->state = c;
    out->items = (double)arcs * (double)c->n_sets;
    out->bytes = out->items * sizeof(double);
    out->results = c->loss;
    out->n_results = c->n_sets;
    snprintf(out->note, sizeof out->note, "%zu arcs, %zu nodes, %zu countries, kernel %s",
             arcs, lode_network_n_nodes(c->world.network), c->n_sets,
             kernel ? kernel->name : lode__kernel_best()->name);
    return true;
}

static void done(void *state)
{
    shock_case *c = state;
    lode__stops_free(c->world.context, &c->stops);
    trade_case_drop(&c->world);
    free(c->memory);
    free(c->plain_value);
    free(c);
}

static lode_status keep(const lode__block *block, size_t worker, void *user)
{
    shock_case *c = user;
    (void)worker;
    for (size_t k = 0; k < block->n; k++) {
        c->loss[block->first + k] = lode__loss(block, block->network->roots[0].node, k);
    }
    return LODE_OK;
}

static void run_kernel(shock_case *c, const lode__shocks *shocks)
{
    const lode_network *net = c->world.network;
    for (size_t first = 0; first < c->n_sets; first += LODE__LANES) {
        const size_t left = c->n_sets - first,
                     n = left < LODE__LANES ? left : LODE__LANES;
        for (size_t k = 0; k < ((size_t)shocks->n_rows + 1) * LODE__LANES; k++)
            c->rows[k] = 1.0;
        shocks->fill(shocks->user, first, n, c->rows);
        c->kernel->up(net, shocks, c->rows, c->value);
        const lode__block block = {net, shocks, first, n, c->value, c->rows};
        keep(&block, 0, c);
    }
}

static void run(void *state)
{
    shock_case *c = state;
    const lode__shocks shocks = lode__stops_shocks(&c->stops, c->sets, c->n_sets);
    if (c->kernel) {
        run_kernel(c, &shocks);
    } else {
        must(lode__up(c->world.context, c->world.network, &shocks, keep, c),
             c->world.context);
    }
}

static void run_plain(void *state)
{
    shock_case *c = state;
    for (unsigned k = 0; k < c->n_sets; k++) {
        c->plain[k] = trade_loss(c->world.trade, (uint8_t)k, c->exports, c->plain_value);
    }
}

static bool agrees(void *state)
{
    const shock_case *c = state;
    bool any = false;
    for (size_t k = 0; k < c->n_sets; k++) {
        if (!(fabs(c->loss[k] - c->plain[k]) <= 1e-9)) return false;
        any = any || c->loss[k] > 0.0;
    }
    return any && c->world.trade->graph.n_arcs == lode_network_n_arcs(c->world.network);
}

#define SHOCK(label, kernel_name, of_exports, of_world, ...)                             \
    {                                                                                    \
        .name = label, .what = "stop of each of 200 countries, one batch",               \
        .reference = "one stop at a time on plain rows", .item = "arc and shock",        \
        .limit = LIMIT_LINES, .setup = setup, .run = run, .compare = run_plain,          \
        .check = agrees, .done = done, .goal = __VA_ARGS__,                              \
        .detail = &(const shock_detail)                                                  \
        {                                                                                \
            kernel_name, of_exports, of_world                                            \
        }                                                                                \
    }
#define PRODUCTION(label, kernel, ...)                                                   \
    SHOCK("production" label, kernel, false, trade_of_world, __VA_ARGS__)
#define EXPORTS(label, kernel, ...)                                                      \
    SHOCK("exports" label, kernel, true, trade_of_world, __VA_ARGS__)
#define RATE(...)                                                                        \
    {                                                                                    \
        METRIC_RATE, true, __VA_ARGS__                                                   \
    }

const workload shock_workloads[] = {
    PRODUCTION("", NULL, RATE(6e9, "G9")),
    PRODUCTION("-portable", "portable", {0}),
    PRODUCTION("-avx2", "avx2", RATE(5e9, NULL)),
    PRODUCTION("-avx512", "avx512", RATE(5e9, NULL)),
    EXPORTS("", NULL, RATE(5e9, NULL)),
    EXPORTS("-portable", "portable", {0}),
    EXPORTS("-avx2", "avx2", RATE(5e9, NULL)),
    EXPORTS("-avx512", "avx512", RATE(5e9, NULL)),
    SHOCK("production-1e4", NULL, false, trade_of_few, RATE(7.5e9, "G9")),
    SHOCK("production-1e6", NULL, false, trade_of_many, RATE(2.5e9, "G9")),
    {.name = NULL}};
