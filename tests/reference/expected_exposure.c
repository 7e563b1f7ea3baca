/* What exposure must give. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

/* ---- exposure ---- */

static const char *const exposure_columns[] = {
    "product",           "kind",        "country", "loss", "loss_high",
    "single_source",     "hidden",      "binding", "home", "value_at_risk",
    "value_at_risk_gdp", "in_portfolio"};

typedef struct exposure {
    const ref_graph *graph;
    const ref_ask *ask;
    ref_reach reach[REF_PRODUCTS];
    bool inside[REF_PRODUCTS];
    double loss[REF_PRODUCTS][2][REF_COUNTRIES],
        loss_high[REF_PRODUCTS][2][REF_COUNTRIES];
    ref_shock shock;
    ref_up up;
} exposure;

static const char *kind_name(int kind)
{
    return kind == REF_PRODUCTION ? "production" : "exports";
}

static double largest_share(const ref_graph *graph, int i, int to)
{
    const ref_delivery *delivery = &graph->delivery[i][to];
    double most = delivery->in_place ? 1.0 : 0.0; /* wherever that is */
    for (int c = 0; c < ref_unknown(graph->model); c++) {
        most = fmax(most, delivery->share[c][0] + delivery->share[c][1]);
    }
    return most;
}

typedef struct hidden {
    bool item[REF_ITEMS], spread, open, any;
    bool at[REF_ITEMS][REF_COUNTRIES]; /* deliveries that look diverse and are not */
} hidden;

static void find_hidden(const exposure *x, int p, hidden *out)
{
    const ref_model *model = x->graph->model;
    const double level = ref_level_of(x->ask);
    memset(out, 0, sizeof *out);
    for (int i = 0; i < model->n_items; i++) {
        for (int d = 0; d < model->n_countries; d++) {
            if (!x->reach[p].in_use[i][d]) continue;
            const double share = largest_share(x->graph, i, d);
            const double loss = ref_loss_of(&x->up, i, d);
            if (ref_too_close(share, level) || ref_too_close(loss, level))
                out->open = true;
            if (ref_exceeds(share, level) || !ref_exceeds(loss, level)) continue;
            out->at[i][d] = out->any = true;
        }
    }
}

/* Items of the product, nearest first. */
static int nearest_items(const exposure *x, int p, int order[REF_ITEMS])
{
    const ref_model *model = x->graph->model;
    const int *steps = x->reach[p].steps;
    int by_id[REF_ITEMS], n = 0;
    ref_items_by_id(model, by_id);
    for (int k = 0; k < model->n_items; k++) {
        const int i = by_id[k];
        if (!x->reach[p].item_in_use[i]) continue;
        int at = n++;
        for (; at > 0 && steps[order[at - 1]] > steps[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
    return n;
}

static void converge(exposure *x, int p, const ref_stop *stop, hidden *out)
{
    const ref_model *model = x->graph->model;
    const double level = ref_level_of(x->ask);
    int order[REF_ITEMS];
    const int n = nearest_items(x, p, order);
    for (int k = 0; k < n; k++) {
        ref_stop one = *stop;
        one.only_item = order[k];
        ref_run_stop(x->graph, &one, &x->shock, &x->up);
        for (int i = 0; i < model->n_items; i++) {
            for (int d = 0; d < model->n_countries; d++) {
                if (!out->at[i][d]) continue;
                const double loss = ref_loss_of(&x->up, i, d);
                if (ref_too_close(loss, level)) out->open = true;
                if (!ref_exceeds(loss, level)) continue;
                out->item[order[k]] = true;
                out->at[i][d] = false;
            }
        }
    }
    for (int i = 0; i < model->n_items; i++) {
        for (int d = 0; d < model->n_countries; d++) out->spread |= out->at[i][d];
    }
}

static void hidden_text(const ref_model *model, const hidden *found, char *text,
                        size_t capacity)
{
    int order[REF_ITEMS];
    ref_items_by_id(model, order);
    text[0] = '\0';
    for (int n = 0; n < model->n_items; n++) {
        if (!found->item[order[n]]) continue;
        const size_t used = strlen(text);
        snprintf(text + used, capacity - used, "%s%s", used ? " " : "",
                 model->items[order[n]].id);
    }
    if (!found->spread) return;
    const size_t used = strlen(text);
    snprintf(text + used, capacity - used, "%sspread", used ? " " : "");
}

static void put_hidden(exposure *x, int p, int c, const ref_stop *stop, ref_table *out)
{
    hidden found;
    char text[REF_TEXT];
    if (c == ref_unknown(x->graph->model) || ref_is_domestic(x->graph, x->ask, p, c)) {
        ref_table_text(out, "hidden", "");
        return;
    }
    find_hidden(x, p, &found);
    if (found.any) converge(x, p, stop, &found);
    hidden_text(x->graph->model, &found, text, sizeof text);
    if (!found.open) ref_table_text(out, "hidden", text);
}

static double annual_value(const ref_product *product)
{
    return product->has_value ? product->value * product->volume : (double)NAN;
}

static void exposure_row(exposure *x, int p, int kind, int c, ref_table *out)
{
    const ref_graph *graph = x->graph;
    const ref_model *model = graph->model;
    const ref_product *product = &model->products[p];
    const int home = ref_home(graph, p);
    const double level = ref_level_of(x->ask);
    char chain[REF_TEXT];
    ref_stop stop = ref_stop_of(graph, x->ask, kind);
    stop.country[c] = true;
    ref_table_row(out);
    ref_table_text(out, "product", product->id);
    ref_table_text(out, "kind", kind_name(kind));
    ref_table_text(out, "country", model->countries[c]);
    ref_stop high = stop;
    high.unknown_too = c != ref_unknown(model);
    ref_run_stop(graph, &high, &x->shock, &x->up);
    const double high_alone = ref_loss_of(&x->up, product->item, home);
    ref_run_stop(graph, &stop, &x->shock, &x->up);
    const double loss = ref_loss_of(&x->up, product->item, home);
    const double loss_high =
        fmax(loss, high_alone); /* at home the unknown would spare exports */
    x->loss[p][kind == REF_EXPORTS][c] = loss;
    x->loss_high[p][kind == REF_EXPORTS][c] = loss_high;
    ref_table_real(out, "loss_high", loss_high);
    ref_table_real(out, "loss", loss);
    const bool foreign = c != ref_unknown(model) && !ref_is_domestic(graph, x->ask, p, c);
    if (!ref_too_close(loss, level)) {
        ref_table_real(out, "single_source", foreign && ref_exceeds(loss, level));
    }
    ref_table_real(out, "home", c == home);
    ref_table_scaled(out, "value_at_risk", loss * annual_value(product),
                     annual_value(product));
    ref_table_real(out, "value_at_risk_gdp",
                   x->ask->gdp > 0.0 ? loss * annual_value(product) / x->ask->gdp
                                     : (double)NAN);
    ref_table_real(out, "in_portfolio", !x->inside[p]);
    const int sure =
        ref_binding_chain(graph, &x->shock, &x->up, product->item, home, chain, REF_TEXT);
    ref_text_or_any(out, "binding", sure, chain);
    put_hidden(x, p, c, &stop, out);
}

/* Losses by countries that have nothing to do with a product, but may hold the unknown.
 */
static void other_losses(exposure *x, int p, int kind)
{
    const ref_product *product = &x->graph->model->products[p];
    for (int c = 0; c < x->graph->model->n_countries; c++) {
        if (ref_makes_anything(x->graph, &x->reach[p], c)) continue;
        ref_stop stop = ref_stop_of(x->graph, x->ask, kind);
        stop.country[c] = true;
        stop.unknown_too = c != ref_unknown(x->graph->model);
        ref_run_stop(x->graph, &stop, &x->shock, &x->up);
        x->loss_high[p][kind == REF_EXPORTS][c] =
            ref_loss_of(&x->up, product->item, ref_home(x->graph, p));
    }
}

static bool country_shown(const exposure *x, int p, int c)
{
    return ref_makes_anything(x->graph, &x->reach[p], c);
}

static void portfolio_rows(exposure *x, int kind, ref_table *out)
{
    const ref_model *model = x->graph->model;
    for (int c = 0; c < model->n_countries; c++) {
        double lost = 0.0, lost_high = 0.0, all = 0.0;
        bool shown = false;
        for (int p = 0; p < model->n_products; p++) {
            shown = shown || country_shown(x, p, c);
            if (x->inside[p]) continue;
            const double value = annual_value(&model->products[p]);
            all += value;
            lost += x->loss[p][kind == REF_EXPORTS][c] * value;
            lost_high += x->loss_high[p][kind == REF_EXPORTS][c] * value;
        }
        if (!shown) continue;
        ref_table_row(out);
        ref_table_text(out, "product", "*");
        ref_table_text(out, "kind", kind_name(kind));
        ref_table_text(out, "country", model->countries[c]);
        ref_table_scaled(out, "value_at_risk", lost, all);
        ref_table_real(out, "loss", ref_ratio(lost, all));
        ref_table_real(out, "loss_high", ref_ratio(lost_high, all));
    }
}

static void find_inside(exposure *x)
{
    const ref_model *model = x->graph->model;
    for (int p = 0; p < model->n_products; p++) {
        for (int q = 0; q < model->n_products; q++) {
            const int item = model->products[p].item;
            if (model->products[q].item == item) continue;
            ref_down down;
            ref_go_down(x->graph, q, false, &down);
            if (ref_made_of(x->graph, &down, item) > 0.0) x->inside[p] = true;
        }
    }
}

void ref_expect_exposure(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    int products[REF_PRODUCTS];
    ref_table_start(out, exposure_columns, 12, 3);
    exposure *x = calloc(1, sizeof *x);
    if (!x) abort();
    x->graph = graph;
    x->ask = ask;
    const int kinds = ask->kinds ? ask->kinds : REF_PRODUCTION | REF_EXPORTS;
    for (int p = 0; p < model->n_products; p++) ref_reach_from(graph, p, &x->reach[p]);
    find_inside(x);
    ref_products_by_id(model, products);
    for (int k = 0; k < model->n_products; k++) {
        for (int kind = REF_PRODUCTION; kind <= REF_EXPORTS; kind++) {
            if (!(kinds & kind)) continue;
            other_losses(x, products[k], kind);
            for (int c = 0; c < model->n_countries; c++) {
                if (country_shown(x, products[k], c))
                    exposure_row(x, products[k], kind, c, out);
            }
        }
    }
    for (int kind = REF_PRODUCTION; kind <= REF_EXPORTS && model->n_products > 1;
         kind++) {
        if (kinds & kind) portfolio_rows(x, kind, out);
    }
    free(x);
}
