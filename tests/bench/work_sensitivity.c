/* Derivatives of output by everything: where nothing is tied, from one pass down; today,
 * where all is tied, from tangents. */
#include "trade_case.h"

#include "analysis/sensitivity.h"
#include "network/gradient.h"
#include "random.h"

#include <math.h>
#include <stdlib.h>

typedef struct sensitivity_case {
    trade_case world;
    lode__stops stops; /* a row of factors for each country */
    lode__shocks shocks;
    lode__point point;
    lode__parents parents;
    lode__gradient gradient;
    lode__influences all;
    double *loss;
    lode__places *sets;
} sensitivity_case;

/* Every country at some part of its capacity: no two limits of an instance agree. */
static void fill(const void *user, size_t first, size_t n, double *rows)
{
    const sensitivity_case *c = user;
    random_stream random = {5};
    (void)first;
    for (uint32_t r = 1; r <= c->stops.n_rows; r++) {
        const double factor = 0.5 + 0.5 * random_unit(&random);
        for (size_t k = 0; k < n; k++) rows[(size_t)r * LODE__LANES + k] = factor;
    }
}

static sensitivity_case *make(trade_shape shape)
{
    sensitivity_case *c = need(1, sizeof *c);
    trade_case_make(&c->world, shape);
    lode_context *context = c->world.context;
    lode_network *net = c->world.network;
    must(lode__stops_init(context, net, LODE__STOP_PRODUCTION, NULL, &c->stops), context);
    c->shocks = (lode__shocks){.n_lanes = 1,
                               .n_rows = c->stops.n_rows,
                               .capacity_row = c->stops.capacity_row,
                               .fill = fill,
                               .user = c};
    must(lode__parents_init(context, net, &c->parents), context);
    c->all = (lode__influences){.context = context, .network = net, .wanted = 63};
    return c;
}

static void done(void *state)
{
    sensitivity_case *c = state;
    const lode_allocator *allocator = &c->world.context->allocator;
    lode__gradient_free(allocator, &c->gradient);
    lode__parents_free(allocator, &c->parents);
    lode__point_free(allocator, &c->point);
    lode__free(allocator, c->all.list);
    lode__stops_free(c->world.context, &c->stops);
    trade_case_drop(&c->world);
    free(c->loss);
    free(c->sets);
    free(c);
}

/* --- nothing tied --- */

static void evaluate(void *state)
{
    sensitivity_case *c = state;
    lode__point_free(&c->world.context->allocator, &c->point);
    must(lode__point_init(c->world.context, c->world.network, &c->shocks, 0, &c->point),
         c->world.context);
}

/* All from the network and the shock: the point and its gradient. */
static void derive(void *state)
{
    sensitivity_case *c = state;
    evaluate(c);
    lode__gradient_free(&c->world.context->allocator, &c->gradient);
    must(lode__gradient_init(c->world.context, c->world.network, &c->gradient),
         c->world.context);
    lode__gradient_run(&c->gradient, &c->point, c->world.network->roots[0].node);
}

/* Nothing is tied, and nodes between product and sources weigh as differences say. */
static bool derives(void *state)
{
    sensitivity_case *c = state;
    const lode_network *net = c->world.network;
    derive(c);
    size_t n_live = 0;
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        if (c->gradient.state[node] & LODE__TIED) return false;
        n_live += c->gradient.weight[node] != 0.0;
    }
    /* All capacities a part lower: the weights of those that set a minimum add up. */
    double expected = 0.0;
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        if (!(c->gradient.state[node] & LODE__CAPACITY_SETS)) continue;
        expected +=
            c->gradient.weight[node] * lode__capacity_of(&c->point.block, node, 0);
    }
    const double now = lode__point_value(&c->point, net->roots[0].node);
    return n_live > 100 && fabs(expected - now) <= 1e-9;
}

static bool setup_free(const workload *w, const settings *s, work *out)
{
    (void)w, (void)s;
    sensitivity_case *c = make(trade_of_world());
    out->state = c;
    out->items = (double)lode_network_n_arcs(c->world.network);
    snprintf(out->note, sizeof out->note, "%.0f arcs, %zu nodes", out->items,
             lode_network_n_nodes(c->world.network));
    return true;
}

/* --- all tied --- */

static void influence(void *state)
{
    sensitivity_case *c = state;
    c->all.n = 0;
    must(lode__output_influences(&c->all, &c->parents, &c->point,
                                 c->world.network->roots[0].node),
         c->world.context);
}

static void run_lanes(void *state)
{
    sensitivity_case *c = state;
    trade_case_losses(&c->world, c->sets, c->all.n, c->loss);
}

static bool influences(void *state)
{
    const sensitivity_case *c = state;
    size_t n_tied = 0;
    for (size_t k = 0; k < c->all.n; k++) n_tied += c->all.list[k].tied;
    return 10 * n_tied > 9 * c->all.n;
}

static bool setup_tied(const workload *w, const settings *s, work *out)
{
    (void)w;
    sensitivity_case *c = make(trade_of_equals(s->quick ? 10 : 20));
    must(lode__point_init(c->world.context, c->world.network, NULL, 0, &c->point),
         c->world.context);
    influence(c);
    const size_t n = c->all.n;
    c->sets = need(n, sizeof *c->sets);
    c->loss = need(n, sizeof *c->loss);
    for (size_t k = 0; k < n; k++) {
        lode__places_add(&c->sets[k], (unsigned)(k % c->world.trade->shape.n_countries));
    }
    out->state = c;
    out->items = (double)n;
    snprintf(out->note, sizeof out->note, "%zu arcs, %zu parameters",
             lode_network_n_arcs(c->world.network), n);
    return true;
}

const workload sensitivity_workloads[] = {
    {.name = "sensitivity-free",
     .what = "derivative by all, nothing tied: evaluation and pass down",
     .reference = "the evaluation alone, sixteen lanes of it",
     .item = "arc",
     .setup = setup_free,
     .run = derive,
     .compare = evaluate,
     .check = derives,
     .done = done,
     .goal = {METRIC_COST, false, 4.0, NULL}},
    {.name = "sensitivity-tied",
     .what = "derivative by all, today: a row for each parameter",
     .reference = "as many lanes of a batch of stops",
     .item = "parameter",
     .setup = setup_tied,
     .run = influence,
     .compare = run_lanes,
     .check = influences,
     .done = done,
     .goal = {METRIC_COST, false, 1.0, NULL}},
    {.name = NULL}};
