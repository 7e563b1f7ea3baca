/* What scenarios must give. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

static const char *const columns[] = {"product", "scenario",     "item",
                                      "market",  "loss",         "loss_high",
                                      "output",  "price_change", "binding"};

typedef struct outcome {
    const ref_graph *graph;
    ref_change change;
    ref_shock shock;
    ref_up low, high;
    ref_reach reach;
} outcome;

static void put_loss(const outcome *o, int i, int d, ref_table *out)
{
    const double loss = ref_loss_of(&o->low, i, d), high = ref_loss_of(&o->high, i, d);
    ref_table_real(out, "loss", loss);
    ref_table_real(out, "loss_high", fmax(loss, high));
    ref_table_real(out, "output", 1.0 - loss);
}

static void put_head(const outcome *o, const ref_regime *regime, int i, int d,
                     ref_table *out)
{
    const ref_model *model = o->graph->model;
    ref_table_row(out);
    ref_table_text(out, "product", model->products[regime->product].id);
    ref_table_text(out, "scenario", regime->label);
    ref_table_text(out, "item", model->items[i].id);
    ref_table_text(out, "market", model->countries[d]);
    put_loss(o, i, d, out);
}

static void put_deliveries(const outcome *o, const ref_regime *regime, ref_table *out)
{
    const ref_model *model = o->graph->model;
    const int top = model->products[regime->product].item;
    int order[REF_ITEMS];
    ref_items_by_id(model, order);
    for (int n = 0; n < model->n_items; n++) {
        const int i = order[n];
        for (int d = 0; d < model->n_countries; d++) {
            if (!o->reach.in_use[i][d]) continue;
            if (i == top && d == ref_home(o->graph, regime->product)) continue;
            put_head(o, regime, i, d, out);
        }
    }
}

static void put_regime(outcome *o, const ref_regime *asked, bool deliveries,
                       ref_table *out)
{
    const ref_model *model = o->graph->model;
    ref_regime regime = *asked;
    const int top = model->products[regime.product].item;
    regime.high = true;
    ref_impose(o->graph, &regime, &o->change, &o->shock);
    ref_go_up(o->graph, &o->shock, &o->high);
    regime.high = false;
    ref_impose(o->graph, &regime, &o->change, &o->shock);
    ref_go_up(o->graph, &o->shock, &o->low);
    put_head(o, &regime, top, ref_home(o->graph, regime.product), out);
    char chain[REF_TEXT];
    const int home = ref_home(o->graph, regime.product);
    const int sure =
        ref_binding_chain(o->graph, &o->shock, &o->low, top, home, chain, sizeof chain);
    ref_text_or_any(out, "binding", sure, chain);
    const double rise = ref_price_rise(o->graph, &regime, &o->change);
    if (!isnan(rise))
        ref_table_scaled(out, "price_change", rise, model->items[top].price + fabs(rise));
    if (deliveries) put_deliveries(o, &regime, out);
}

void ref_expect_scenario(const ref_graph *graph, const ref_regime *regimes, int n,
                         bool deliveries, ref_table *out)
{
    const ref_model *model = graph->model;
    int order[REF_PRODUCTS];
    outcome *o = calloc(1, sizeof *o);
    if (!o) abort();
    o->graph = graph;
    ref_products_by_id(model, order);
    ref_table_start(out, columns, sizeof columns / sizeof columns[0], 4);
    for (int p = 0; p < model->n_products; p++) {
        ref_reach_from(graph, order[p], &o->reach);
        for (int k = 0; k < n; k++) {
            ref_regime regime = regimes[k];
            regime.product = order[p];
            put_regime(o, &regime, deliveries, out);
        }
    }
    for (int k = 0; k < n && model->n_products > 1; k++) {
        ref_table_row(out);
        ref_table_text(out, "product", "*");
        ref_table_text(out, "scenario", regimes[k].label);
        ref_table_text(out, "item", "");
        ref_table_text(out, "market", "");
    }
    free(o);
}
