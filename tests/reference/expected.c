#include "expected.h"

#include <math.h>
#include <string.h>

#include "expect.h"

#define MARGIN 1e-9

void ref_items_by_id(const ref_model *model, int order[REF_ITEMS])
{
    for (int i = 0; i < model->n_items; i++) {
        int at = i;
        for (; at > 0 && strcmp(model->items[order[at - 1]].id, model->items[i].id) > 0;
             at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

void ref_products_by_id(const ref_model *model, int order[REF_PRODUCTS])
{
    for (int p = 0; p < model->n_products; p++) {
        int at = p;
        for (; at > 0 &&
               strcmp(model->products[order[at - 1]].id, model->products[p].id) > 0;
             at--) {
            order[at] = order[at - 1];
        }
        order[at] = p;
    }
}

double ref_level_of(const ref_ask *ask)
{
    return ask->level > 0.0 ? ask->level : 0.65;
}

bool ref_exceeds(double x, double level)
{
    return x > level + MARGIN;
}

bool ref_too_close(double x, double level)
{
    return fabs(x - (level + MARGIN)) < REF_TOO_CLOSE;
}

const char *ref_stage_name(const ref_model *model, int stage)
{
    return stage < 0 ? "" : model->stages[stage];
}

bool ref_stage_asked(const ref_ask *ask, int stage)
{
    return !ask->stages || (stage >= 0 && ask->stages[stage]);
}

bool ref_is_domestic(const ref_graph *graph, const ref_ask *ask, int product, int country)
{
    return ask->domestic ? ask->domestic[country] : country == ref_home(graph, product);
}

double ref_ratio(double part, double whole)
{
    return whole != 0.0 ? part / whole : (double)NAN;
}

void ref_text_or_any(ref_table *out, const char *column, int sure, const char *text)
{
    if (sure == REF_CHAIN_SURE) ref_table_text(out, column, text);
}

ref_stop ref_stop_of(const ref_graph *graph, const ref_ask *ask, int kind)
{
    ref_stop stop = {.kind = kind, .only_item = -1, .at_stages = ask->stages != NULL};
    for (int s = 0; s < graph->model->n_stages && ask->stages; s++) {
        stop.stage[s] = ask->stages[s];
    }
    return stop;
}

void ref_run_stop(const ref_graph *graph, const ref_stop *stop, ref_shock *shock,
                  ref_up *up)
{
    ref_no_shock(graph, shock);
    ref_apply_stop(graph, stop, shock);
    ref_go_up(graph, shock, up);
}

bool ref_makes_anything(const ref_graph *graph, const ref_reach *reach, int country)
{
    for (int i = 0; i < graph->model->n_items; i++) {
        if (reach->instance[i][country][0] || reach->instance[i][country][1]) return true;
    }
    return false;
}
