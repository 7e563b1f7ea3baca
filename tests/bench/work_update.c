/* One figure changes: what depends on it, against a pass over everything. */
#include "bom_case.h"
#include "random.h"
#include "trade_case.h"

#include "network/kernel.h"
#include "network/update.h"

#include <stdlib.h>
#include <string.h>

typedef struct update_case {
    trade_case world;
    bom_case *bom; /* NULL: the world of trade */
    lode_context *context;
    lode_network *network;
    lode__update update;
    uint32_t node, arc; /* what changes */
    bool low;
    void *memory; /* for the whole pass */
    double *whole;
} update_case;

/* A figure anywhere: an arc of a delivery, or the capacity of an instance. */
static void set(update_case *c, uint32_t node, uint32_t arc, double factor)
{
    must(lode__update_reserve(c->context, &c->update, 1), c->context);
    if (c->network->node_kind[node] == LODE__DELIVERY) {
        lode__update_pass(&c->update, node, arc, factor);
    } else {
        lode__update_capacity(&c->update, node, factor);
    }
}

static void run(void *state)
{
    update_case *c = state;
    c->low = !c->low;
    set(c, c->node, c->arc, c->low ? 0.5 : 1.0);
    lode__update_run(&c->update);
}

static void run_whole(void *state)
{
    update_case *c = state;
    lode__kernel_best()->up(c->network, &c->update.point.shocks,
                            c->update.point.block.rows, c->whole);
}

static bool agrees(void *state)
{
    update_case *c = state;
    run(c);
    run_whole(c);
    for (uint32_t node = 0; node < c->network->n_nodes; node++) {
        const size_t at = (size_t)node * LODE__LANES;
        if (c->whole[at] != c->update.point.block.lack[at]) {
            return false;
        }
    }
    return true;
}

typedef struct trial {
    uint32_t node, arc;
    double seconds;
} trial;

static int compare_trials(const void *a, const void *b)
{
    const double x = ((const trial *)a)->seconds, y = ((const trial *)b)->seconds;
    return x < y ? -1 : x > y;
}

/* The arc of that number: the node in whose row it stands, and which it is there. */
static trial find_arc(const lode_network *network, size_t number)
{
    const lode__run *run = network->up_runs;
    while (number >= run->arc + (size_t)run->n * run->degree) run++;
    const size_t at = number - run->arc;
    return (trial){.node = network->up_node[run->first + at / run->degree],
                   .arc = (uint32_t)(at % run->degree)};
}

/* Of figures drawn among all arcs the one whose change takes the median of time. */
static void choose_median(update_case *c)
{
    enum { TRIALS = 501 };
    static trial trials[TRIALS];
    random_stream random = {7};
    for (int k = 0; k < TRIALS; k++) {
        trials[k] =
            find_arc(c->network, random_below(&random, (uint32_t)c->network->n_up_arcs));
        const double start = clock_seconds(CLOCK_THREAD);
        for (int half = 0; half < 2; half++) {
            set(c, trials[k].node, trials[k].arc, half ? 1.0 : 0.5);
            lode__update_run(&c->update);
        }
        trials[k].seconds = clock_seconds(CLOCK_THREAD) - start;
    }
    qsort(trials, TRIALS, sizeof *trials, compare_trials);
    c->node = trials[TRIALS / 2].node;
    c->arc = trials[TRIALS / 2].arc;
}

/* Which world of trade: the usual one ten times as wide, or one where everybody sells to
 * everybody, so that a change reaches a good part of everything. */
static const char of_world[] = "world", of_equals[] = "equals";

static trade_shape shape_of(const workload *w, const settings *s)
{
    if (w->detail == of_equals) return trade_of_equals(s->quick ? 60 : 170);
    return s->quick ? trade_of_world() : trade_of_many();
}

static bool setup(const workload *w, const settings *s, work *out)
{
    enum { LINE = LODE__LANES * sizeof(double) };
    update_case *c = need(1, sizeof *c);
    if (w->detail) {
        trade_case_make(&c->world, shape_of(w, s));
        c->context = c->world.context;
        c->network = c->world.network;
    } else {
        c->bom = bom_case_new(bom_of_size(bom_case_lines(w, s)));
        c->context = c->bom->context;
        c->network = c->bom->network;
    }
    must(lode__update_init(c->context, c->network, &c->update), c->context);
    choose_median(c);
    c->memory = need(lode__count_lacks(c->network, &c->update.point.shocks) + 1, LINE);
    c->whole = lode__on_line(c->memory);
    out->state = c;
    out->items = 1.0;
    snprintf(out->note, sizeof out->note,
             "%zu arcs, %zu nodes; of 501 drawn the arc with the median time",
             lode_network_n_arcs(c->network), lode_network_n_nodes(c->network));
    return true;
}

static void done(void *state)
{
    update_case *c = state;
    lode__update_free(&c->context->allocator, &c->update);
    free(c->memory);
    if (c->bom) {
        bom_case_free(c->bom);
    } else {
        trade_case_drop(&c->world);
    }
    free(c);
}

#define UPDATE(label, world, ...)                                                        \
    {                                                                                    \
        .name = "update-" label, .what = "one figure changes to a half, or back",        \
        .reference = "a pass over everything, sixteen lanes of it", .item = "change",    \
        .setup = setup, .run = run, .compare = run_whole, .check = agrees, .done = done, \
        .size = 1000000, .detail = world, .goal = __VA_ARGS__                            \
    }
#define GOAL                                                                             \
    {                                                                                    \
        METRIC_SPEEDUP, true, 20, "G22"                                                  \
    }
const workload update_workloads[] = {UPDATE("bom", NULL, GOAL),
                                     UPDATE("trade", of_world, GOAL),
                                     UPDATE("dense", of_equals, {0}),
                                     {.name = NULL}};
