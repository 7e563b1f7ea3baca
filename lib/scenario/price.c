/* Prices under a regime: full pass-through, shares kept. What is passed on is the rise,
 * so that only those prices count which something acts on: where P = v + sum of a
 * P(input) today and f (v + sum of a' P'(input)) then, the rise is (f - 1) P + f sum of
 * (a' - a) P(input) + f sum of a' rise(input), and for a delivery of price P, P times the
 * sum of s rate, and s (1 + rate) rise(child). */
#include "scenario/plan.h"

#include <math.h>
#include <string.h>

typedef struct pricer {
    const lode__plan *plan;
    lode__lane_view view;
    lode__block block;
    double *unit, *coefficient; /* [n_up_arcs] */
    double *rise; /* [n_nodes * LODE__LANES]: in lane 0; lane 1 counts what is missing,
                     for NaN would reach those who take nothing of it, too */
    uint32_t missing;        /* item whose price counts and is not given */
    uint32_t other_currency; /* item in another currency than the first that counts */
    const char *currency;
} pricer;

/* Price of an item that something acts on. */
static double price_of(pricer *p, uint32_t item)
{
    const lode_model *const model = p->plan->model;
    const double price = lode__item_price(model, item);
    if (isnan(price)) {
        if (p->missing == LODE__NO_ID) p->missing = item;
        return price;
    }
    const char *const currency = lode__item_currency(model, item);
    if (!p->currency) p->currency = currency;
    if (strcmp(currency, p->currency) != 0 && p->other_currency == LODE__NO_ID)
        p->other_currency = item;
    return price;
}

static double factor_at(const pricer *p, uint32_t row)
{
    return p->view.rows[(size_t)row * LODE__LANES];
}

static void put_seed(const pricer *p, uint32_t node, double seed)
{
    double *const lanes = p->rise + (size_t)node * LODE__LANES;
    lanes[0] = isnan(seed) ? 0.0 : seed;
    lanes[1] = isnan(seed) ? 1.0 : 0.0;
}

/* What changes in what one unit takes, at today's prices. */
static double change_of_use(pricer *p, const lode__row *row, size_t first)
{
    const lode_network *const net = p->plan->network;
    double change = 0.0;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const double served = row->second ? row->second[j] : 1.0;
        const double more = p->coefficient[first + j] - served * p->unit[first + j];
        if (more != 0.0) change += more * price_of(p, net->node_item[row->child[j]]);
    }
    return change;
}

static void seed_maker(pricer *p, uint32_t node, const lode__row *row, size_t first)
{
    const uint32_t item = p->plan->network->node_item[node];
    const double factor = factor_at(p, p->plan->price_row[node]);
    double seed = factor * change_of_use(p, row, first);
    if (factor != 1.0) {
        seed += (factor - 1.0) * price_of(p, item);
        for (uint32_t j = 0; j < row->run->degree; j++)
            p->coefficient[first + j] *= factor;
    }
    put_seed(p, node, seed);
}

static void seed_delivery(pricer *p, uint32_t node, const lode__row *row, size_t first)
{
    const uint32_t item = p->plan->network->node_item[node];
    double duty = 0.0;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const uint32_t way = p->plan->way_of[row->first_weight + j];
        const double rate = factor_at(p, p->plan->ways[way].rate);
        if (rate == 1.0) continue;
        duty += p->coefficient[first + j] * (rate - 1.0);
        p->coefficient[first + j] *= rate;
    }
    put_seed(p, node, duty != 0.0 ? duty * price_of(p, item) : 0.0);
}

static void seed_all(pricer *p)
{
    const lode_network *const net = p->plan->network;
    memset(p->rise, 0, (size_t)net->n_nodes * LODE__LANES * sizeof *p->rise);
    for (uint32_t k = 0; k < net->n_nodes; k++) {
        const uint32_t node = net->by_id[k];
        const lode__row row = lode__up_row(net, node);
        const size_t first = (size_t)(row.child - net->up_child);
        switch ((lode__node_kind)net->node_kind[node]) {
        case LODE__DELIVERY:
            seed_delivery(p, node, &row, first);
            break;
        case LODE__GROUP:
            put_seed(p, node, change_of_use(p, &row, first));
            break;
        case LODE__INSTANCE:
        case LODE__RECYCLED:
            seed_maker(p, node, &row, first);
            break;
        case LODE__HOSTS:
            break;
        }
    }
}

static void report(const pricer *p, const char *label)
{
    const lode_model *const model = p->plan->model;
    if (p->missing != LODE__NO_ID) {
        lode__warning(p->plan->context, LODE_OK, NULL,
                      "scenario \"%s\": item \"%s\" has no price, so some price changes "
                      "are missing",
                      label, lode__item_id(model, p->missing));
    }
    if (p->other_currency != LODE__NO_ID) {
        lode__warning(p->plan->context, LODE_OK, NULL,
                      "scenario \"%s\": the price of item \"%s\" is in %s, others are in "
                      "%s, so price changes are missing",
                      label, lode__item_id(model, p->other_currency),
                      lode__item_currency(model, p->other_currency), p->currency);
    }
}

static void find_rises(pricer *p, size_t lane, double *out)
{
    const lode__plan *const plan = p->plan;
    const lode_network *const net = plan->network;
    lode__unit_flows(net, p->unit);
    lode__lane_flows(&p->view, p->unit, false, p->coefficient);
    seed_all(p);
    lode__linear_up(net, p->coefficient, p->rise);
    for (size_t r = 0; r < net->n_roots; r++) {
        const double *const lanes = p->rise + (size_t)net->roots[r].node * LODE__LANES;
        const bool known = p->other_currency == LODE__NO_ID && lanes[1] == 0.0;
        out[r] = known ? lanes[0] : NAN;
    }
    report(p, plan->regimes[plan->lanes[lane].regime].label);
}

lode_status lode__plan_prices(const lode__plan *plan, size_t lane, double *out)
{
    const lode_network *const net = plan->network;
    const lode_allocator *const allocator = plan->allocator;
    pricer p = {.plan = plan, .missing = LODE__NO_ID, .other_currency = LODE__NO_ID};
    LODE__TRY(lode__view_lane(plan, &plan->lanes[lane], false, &p.view));
    p.unit = lode__alloc(allocator, net->n_up_arcs, sizeof *p.unit);
    p.coefficient = lode__alloc(allocator, net->n_up_arcs, sizeof *p.coefficient);
    p.rise = lode__alloc(allocator, net->n_nodes, sizeof(double[LODE__LANES]));
    lode_status status = LODE_OK;
    if (p.unit && p.coefficient && p.rise) {
        find_rises(&p, lane, out);
    } else {
        status = lode__nomem(plan->context);
    }
    lode__free(allocator, p.unit);
    lode__free(allocator, p.coefficient);
    lode__free(allocator, p.rise);
    lode__view_free(&p.view);
    return status;
}
