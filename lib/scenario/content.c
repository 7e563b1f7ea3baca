/* Content rules: how much of what an instance makes holds what the rule is about. Two
 * linear passes up for each item looked for: made of it in the countries named, and made
 * of it at all. */
#include "scenario/plan.h"

#include <math.h>
#include <string.h>

enum { TARGETS = LODE__LANES / 2 }; /* items looked for in one pass */

/* What exceeds a level exceeds it by more than this. */
static const double slack = 1e-9;

typedef struct finder {
    lode__plan *plan;
    const lode__act *act;
    bool high; /* what is of unknown origin counts as content */
    double *unit, *flow; /* [n_up_arcs] */
    double *value;       /* [n_nodes * LODE__LANES], by pairs */
    double *part;        /* [n_nodes] */
} finder;

static bool is_made(const lode_network *net, uint32_t node)
{
    return net->node_kind[node] == LODE__INSTANCE ||
           net->node_kind[node] == LODE__RECYCLED;
}

static size_t content_index(const lode__act *act, uint32_t item)
{
    size_t k = 0;
    while (k < act->n_content && act->content[k] != item) k++;
    return k;
}

static bool counts(const finder *f, unsigned place)
{
    return lode__places_has(&f->act->content_from, place) ||
           (f->high && place == LODE__ZZZ);
}

/* Seeds one for each unit made of items first..first + TARGETS - 1. */
static void seed_targets(const finder *f, size_t first)
{
    const lode_network *const net = f->plan->network;
    memset(f->value, 0, (size_t)net->n_nodes * LODE__LANES * sizeof *f->value);
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        if (!is_made(net, node)) continue;
        const size_t target = content_index(f->act, net->node_item[node]);
        if (target < first || target >= first + TARGETS || target >= f->act->n_content)
            continue;
        double *const lanes = f->value + (size_t)node * LODE__LANES;
        lanes[2 * (target - first) + 1] = 1.0;
        if (counts(f, net->node_place[node])) lanes[2 * (target - first)] = 1.0;
    }
}

static void find_parts(const finder *f)
{
    const lode_network *const net = f->plan->network;
    memset(f->part, 0, net->n_nodes * sizeof *f->part);
    for (size_t first = 0; first < f->act->n_content; first += TARGETS) {
        seed_targets(f, first);
        lode__linear_up(net, f->flow, f->value);
        for (uint32_t node = 0; node < net->n_nodes; node++) {
            const double *const lanes = f->value + (size_t)node * LODE__LANES;
            for (size_t t = 0; t < TARGETS; t++) {
                if (lanes[2 * t + 1] <= 0.0) continue;
                const double part = lanes[2 * t] / lanes[2 * t + 1];
                if (part > f->part[node]) f->part[node] = part;
            }
        }
    }
}

/* Value of the content made there, each once: at the stage nearest to what is looked at.
 * What is taken in below it is part of its price. The second of a pair counts prices that
 * are missing, for NaN would reach those who take nothing of it, too. */
static void find_value(const finder *f)
{
    const lode_network *const net = f->plan->network;
    memset(f->value, 0, (size_t)net->n_nodes * LODE__LANES * sizeof *f->value);
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        const uint32_t item = net->node_item[node];
        if (!is_made(net, node) || content_index(f->act, item) == f->act->n_content ||
            !counts(f, net->node_place[node])) {
            continue;
        }
        const double price = lode__item_price(net->model, item);
        double *const lanes = f->value + (size_t)node * LODE__LANES;
        lanes[0] = isnan(price) ? 0.0 : price;
        lanes[1] = isnan(price) ? 1.0 : 0.0;
        const lode__row row = lode__up_row(net, node);
        memset(f->flow + (row.child - net->up_child), 0,
               row.run->degree * sizeof *f->flow);
    }
    lode__linear_up(net, f->flow, f->value);
}

static void warn_of_price(const finder *f, uint32_t item)
{
    const lode_model *const model = f->plan->model;
    const lode_place place = lode__measure_place(model, f->act->measure);
    lode__warning(f->plan->context, LODE_OK, &place,
                  "the value of the content of \"%s\" is not known, for want of prices: "
                  "it is taken to exceed de-minimis",
                  lode__item_id(model, item));
}

/* The factor on what leaves an instance. */
static double factor_of(const finder *f, uint32_t node)
{
    const lode__act *const act = f->act;
    const uint32_t item = f->plan->network->node_item[node];
    const double part = f->part[node];
    if (part <= slack) return 1.0;
    bool exceeds = true;
    if (act->de_minimis > 0.0) {
        const double *const lanes = f->value + (size_t)node * LODE__LANES;
        const double price = lode__item_price(f->plan->model, item);
        const double content = lanes[1] > 0.0 ? NAN : lanes[0] / price;
        if (isnan(content)) warn_of_price(f, item);
        exceeds = !((act->mixing ? content : content / part) <= act->de_minimis + slack);
    }
    if (!exceeds) return 1.0;
    return 1.0 - act->severity * (act->mixing ? 1.0 : part);
}

static void find_factors(finder *f, double *parts)
{
    find_parts(f);
    if (f->act->de_minimis > 0.0) find_value(f);
    for (size_t k = 0; k < f->act->n_touches; k++) {
        parts[f->act->first_part + k] = factor_of(f, f->act->instances[k]);
    }
}

/* --- lanes --- */

static lode_status find_lane(finder *f, lode__lane *lane, size_t n_parts)
{
    lode__plan *const plan = f->plan;
    const lode__regime *const regime = &plan->regimes[lane->regime];
    lode__lane_view view;
    f->high = lane->high;
    LODE__TRY(lode__view_lane(plan, lane, true, &view));
    lane->parts = lode__arena_alloc(&plan->arena, n_parts, sizeof *lane->parts);
    for (size_t k = 0; lane->parts && k < n_parts; k++) lane->parts[k] = 1.0;
    for (size_t k = 0; lane->parts && k < regime->n_acts; k++) {
        f->act = &plan->acts[regime->acts[k]];
        if (f->act->kind != LODE__ACT_CONTENT_RULE || !lode__act_holds(f->act, lane))
            continue;
        lode__lane_flows(&view, f->unit, true, f->flow);
        find_factors(f, lane->parts);
    }
    lode__view_free(&view);
    return lane->parts ? LODE_OK : lode__nomem(plan->context);
}

static size_t number_parts(lode__plan *plan)
{
    size_t n = 0;
    for (size_t a = 0; a < plan->n_acts; a++) {
        if (plan->acts[a].kind != LODE__ACT_CONTENT_RULE) continue;
        plan->acts[a].first_part = n;
        n += plan->acts[a].n_touches;
    }
    return n;
}

static lode_status find_lanes(finder *f, lode__plan *plan, size_t n_parts)
{
    const lode_network *const net = plan->network;
    f->unit = lode__alloc(plan->allocator, net->n_up_arcs, sizeof *f->unit);
    f->flow = lode__alloc(plan->allocator, net->n_up_arcs, sizeof *f->flow);
    f->value = lode__alloc(plan->allocator, net->n_nodes, sizeof(double[LODE__LANES]));
    f->part = lode__alloc(plan->allocator, net->n_nodes, sizeof *f->part);
    if (!f->unit || !f->flow || !f->value || !f->part) return lode__nomem(plan->context);
    lode__unit_flows(net, f->unit);
    for (size_t l = 0; l < plan->n_lanes; l++) {
        if (plan->regimes[plan->lanes[l].regime].has_content)
            LODE__TRY(find_lane(f, &plan->lanes[l], n_parts));
    }
    return LODE_OK;
}

lode_status lode__plan_content(lode__plan *plan)
{
    const size_t n_parts = number_parts(plan);
    bool any = false;
    for (size_t r = 0; r < plan->n_regimes; r++) any |= plan->regimes[r].has_content;
    if (!any) return LODE_OK;
    finder f = {.plan = plan};
    const lode_status status = find_lanes(&f, plan, n_parts);
    lode__free(plan->allocator, f.unit);
    lode__free(plan->allocator, f.flow);
    lode__free(plan->allocator, f.value);
    lode__free(plan->allocator, f.part);
    return status;
}
