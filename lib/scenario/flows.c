/* One lane looked at by itself: its rows, and what its arcs carry. */
#include "scenario/plan.h"

lode_status lode__view_lane(const lode__plan *plan, const lode__lane *lane,
                            bool before_content, lode__lane_view *out)
{
    const size_t n = ((size_t)plan->n_rows + 1) * LODE__LANES;
    *out = (lode__lane_view){.plan = plan, .shocks = lode__plan_shocks(plan)};
    out->rows = lode__alloc(plan->allocator, n, sizeof *out->rows);
    if (!out->rows) return lode__nomem(plan->context);
    for (size_t k = 0; k < n; k++) out->rows[k] = 1.0;
    lode__fill_lane(plan, lane, before_content, out->rows);
    out->block = (lode__block){.network = plan->network, .n = 1, .rows = out->rows};
    return LODE_OK;
}

void lode__view_free(lode__lane_view *view)
{
    if (view->rows) lode__free(view->plan->allocator, view->rows);
}

/* Part of what a country makes that can come over the arc. */
static double open_part(const lode__block *block, const lode__row *row, uint32_t arc,
                        const lode__terms *t)
{
    const double passed = t->pass * lode__capacity_of(block, row->child[arc], 0);
    return passed < t->limit ? passed : t->limit;
}

static void delivery_flows(const lode__block *block, const lode__row *row, bool re_mixed,
                           double *coefficient)
{
    const double base = lode__base_of(block, row, 0);
    double open = 0.0;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(block, row, j, 0);
        coefficient[j] = t.weight;
        open += t.weight * open_part(block, row, j, &t);
    }
    for (uint32_t j = 0; j < row->run->degree; j++) {
        if (!re_mixed || open <= 0.0) {
            if (base != 1.0) coefficient[j] /= base;
            continue;
        }
        const lode__terms t = lode__terms_of(block, row, j, 0);
        coefficient[j] *= open_part(block, row, j, &t) / open;
    }
}

void lode__lane_flows(const lode__lane_view *view, const double *unit, bool re_mixed,
                      double *coefficient)
{
    const lode_network *const net = view->plan->network;
    lode__block block = view->block;
    block.shocks = &view->shocks;
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        const lode__row row = lode__up_row(net, node);
        const size_t first = (size_t)(row.child - net->up_child);
        if (row.run->op == LODE__UP_DELIVERY) {
            delivery_flows(&block, &row, re_mixed, coefficient + first);
            continue;
        }
        for (uint32_t j = 0; j < row.run->degree; j++) {
            const lode__terms t = lode__terms_of(&block, &row, j, 0);
            const double served = row.run->op == LODE__UP_GROUP ? t.second : 1.0;
            coefficient[first + j] = served * t.use * unit[first + j];
        }
    }
}
