/* A batch of scenarios: from measures to losses, and each part of the way by itself. */
#include "scenario_batch.h"
#include "trade_case.h"

#include "scenario/plan.h"

#include <math.h>
#include <stdlib.h>

enum { QUICK_PART = 8 };

typedef struct scenario_case {
    trade_case world;
    scenario_batch *batch;
    lode__plan *plan;
    double *loss, *plain, *value;
} scenario_case;

/* What a workload is about. */
typedef struct scenario_detail {
    bool with_quotas;
} scenario_detail;

static lode__plan *make_plan(const scenario_case *c)
{
    const lode__plan_request all = {0};
    lode__plan *plan = NULL;
    must(lode__plan_new(c->world.context, c->world.network, &all, &plan),
         c->world.context);
    return plan;
}

static bool setup(const workload *w, const settings *s, work *out)
{
    const scenario_detail *detail = w->detail;
    scenario_case *c = need(1, sizeof *c);
    trade_case *world = &c->world;
    const size_t n = s->quick ? BATCH_SCENARIOS / QUICK_PART : BATCH_SCENARIOS;
    world->context = new_context();
    world->trade = trade_new(trade_of_world());
    c->batch = scenario_batch_new(world->trade, n, detail->with_quotas);
    world->model =
        trade_model(world->context, world->trade, scenario_batch_feed, c->batch);
    must(lode_network_compile(world->context, world->model, NULL, &world->network),
         world->context);
    c->plan = make_plan(c);
    c->loss = need(n, sizeof *c->loss);
    c->plain = need(n, sizeof *c->plain);
    c->value = need(world->trade->graph.n_nodes, sizeof *c->value);
    const size_t arcs = lode_network_n_arcs(world->network);
    out->state = c;
    out->items = (double)arcs * (double)n;
    out->bytes = out->items * sizeof(double);
    out->results = c->loss;
    out->n_results = n;
    snprintf(out->note, sizeof out->note,
             "%zu arcs, %zu scenarios, %zu measures, %u rows of factors, %zu patches",
             arcs, n, c->batch->n_measures, c->plan->n_rows, c->plan->n_patches);
    return true;
}

static void done(void *state)
{
    scenario_case *c = state;
    lode__plan_free(c->plan);
    trade_case_drop(&c->world);
    scenario_batch_free(c->batch);
    free(c->loss);
    free(c->plain);
    free(c->value);
    free(c);
}

static lode_status keep(const lode__block *block, size_t worker, void *user)
{
    scenario_case *c = user;
    (void)worker;
    for (size_t k = 0; k < block->n; k++) {
        c->loss[c->plan->lanes[block->first + k].regime] =
            lode__loss(block, block->network->roots[0].node, k);
    }
    return LODE_OK;
}

static void run_pass(void *state)
{
    scenario_case *c = state;
    const lode__shocks shocks = lode__plan_shocks(c->plan);
    must(lode__up(c->world.context, c->plan->network, &shocks, keep, c),
         c->world.context);
}

static void run_plan(void *state)
{
    scenario_case *c = state;
    lode__plan_free(c->plan);
    c->plan = make_plan(c);
}

static void run_plain(void *state)
{
    scenario_case *c = state;
    scenario_batch_losses(c->batch, c->world.trade, c->value, c->plain);
}

/* From the model's measures to a table with binding chains, as a host asks for it. */
static void run_table(void *state)
{
    scenario_case *c = state;
    lode_table *table = NULL;
    must(lode_scenario(c->world.context, c->world.network, NULL, &table),
         c->world.context);
    const double *loss = lode_table_reals(table, lode_table_find_column(table, "loss"));
    for (size_t k = 0; k < c->batch->n_scenarios; k++) c->loss[k] = loss[k];
    lode_table_free(table);
}

static bool agrees(void *state)
{
    const scenario_case *c = state;
    size_t n_lossy = 0;
    for (size_t k = 0; k < c->batch->n_scenarios; k++) {
        if (!(fabs(c->loss[k] - c->plain[k]) <= 1e-9)) return false;
        n_lossy += c->plain[k] > 0.0;
    }
    return 2 * n_lossy > c->batch->n_scenarios;
}

static bool agrees_again(void *state)
{
    run_pass(state);
    run_plain(state);
    return agrees(state);
}

static bool table_agrees(void *state)
{
    run_plain(state);
    return agrees(state);
}

#define PASS(label, quotas, ...)                                                         \
    {                                                                                    \
        .name = label, .what = "1,024 scenarios in one batch, planned beforehand",       \
        .reference = "one scenario at a time on plain rows", .item = "arc and shock",    \
        .limit = LIMIT_LINES, .setup = setup, .run = run_pass, .compare = run_plain,     \
        .check = agrees, .done = done, .goal = __VA_ARGS__,                              \
        .detail = &(const scenario_detail)                                               \
        {                                                                                \
            quotas                                                                       \
        }                                                                                \
    }
#define GOAL                                                                             \
    {                                                                                    \
        METRIC_RATE, true, 5e9, NULL                                                     \
    }

const workload scenario_workloads[] = {
    PASS("scenarios", true, GOAL),
    PASS("scenarios-no-quotas", false, GOAL),
    {.name = "scenarios-plan",
     .what = "the same 1,024 scenarios: from measures to shocks",
     .reference = "the pass over them",
     .item = "arc and shock",
     .setup = setup,
     .run = run_plan,
     .compare = run_pass,
     .check = agrees_again,
     .done = done,
     .detail = &(const scenario_detail){true}},
    {.name = "scenarios-table",
     .what = "the same by lode_scenario(), binding chains and prices with it",
     .reference = "the pass over them",
     .item = "arc and shock",
     .setup = setup,
     .run = run_table,
     .compare = run_pass,
     .check = table_agrees,
     .done = done,
     .goal = GOAL,
     .detail = &(const scenario_detail){true}},
    {.name = NULL}};
