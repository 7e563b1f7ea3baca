/* What requirements, origin and dependency must give. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

/* ---- requirements ---- */

static const char *const requirement_columns[] = {
    "product",  "item",    "stage",    "unit",   "quantity", "known",
    "inferred", "unknown", "in_place", "annual", "mass_kg"};

static void requirement_row(const ref_graph *graph, int i, const char *product,
                            const ref_coverage *cover, double annual, ref_table *out)
{
    const ref_item *item = &graph->model->items[i];
    ref_table_row(out);
    ref_table_text(out, "product", product);
    ref_table_text(out, "item", item->id);
    ref_table_text(out, "stage", ref_stage_name(graph->model, item->stage));
    ref_table_text(out, "unit", item->unit);
    ref_table_real(out, "quantity", cover->total);
    ref_table_real(out, "known", cover->known / cover->total);
    ref_table_real(out, "inferred", cover->inferred / cover->total);
    ref_table_real(out, "unknown", cover->unknown / cover->total);
    ref_table_real(out, "in_place", cover->in_place / cover->total);
    ref_table_real(out, "annual", annual);
    ref_table_real(out, "mass_kg", cover->total * ref_item_kg(item));
}

static void portfolio_requirements(const ref_graph *graph, const ref_ask *ask,
                                   ref_table *out)
{
    const ref_model *model = graph->model;
    int items[REF_ITEMS];
    ref_items_by_id(model, items);
    ref_coverage sums[REF_ITEMS];
    memset(sums, 0, sizeof sums);
    for (int p = 0; p < model->n_products; p++) {
        ref_down down;
        ref_go_down(graph, p, false, &down);
        for (int i = 0; i < model->n_items; i++) {
            ref_coverage cover;
            ref_cover(graph, &down, i, &cover);
            const double volume = model->products[p].volume;
            sums[i].total += volume * cover.total;
            sums[i].known += volume * cover.known;
            sums[i].inferred += volume * cover.inferred;
            sums[i].unknown += volume * cover.unknown;
            sums[i].in_place += volume * cover.in_place;
        }
    }
    for (int n = 0; n < model->n_items; n++) {
        const int i = items[n];
        if (!(sums[i].total > 0.0) || !ref_stage_asked(ask, model->items[i].stage))
            continue;
        requirement_row(graph, i, "*", &sums[i], sums[i].total, out);
    }
}

void ref_expect_requirements(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    int items[REF_ITEMS], products[REF_PRODUCTS];
    ref_table_start(out, requirement_columns, 11, 2);
    if (ask->portfolio) {
        portfolio_requirements(graph, ask, out);
        return;
    }
    ref_items_by_id(model, items);
    ref_products_by_id(model, products);
    for (int k = 0; k < model->n_products; k++) {
        const ref_product *product = &model->products[products[k]];
        ref_down down;
        ref_go_down(graph, products[k], false, &down);
        for (int n = 0; n < model->n_items; n++) {
            ref_coverage cover;
            ref_cover(graph, &down, items[n], &cover);
            if (!(cover.total > 0.0)) continue;
            if (!ref_stage_asked(ask, model->items[items[n]].stage)) continue;
            requirement_row(graph, items[n], product->id, &cover,
                            cover.total * product->volume, out);
        }
    }
}

/* ---- origin ---- */

static const char *const origin_columns[] = {"product",  "item",     "stage",   "country",
                                             "measure",  "quantity", "unit",    "share",
                                             "recycled", "known",    "inferred"};

/* Known and inferred parts of what is made of an item in a country. */
static void cover_maker(const ref_graph *graph, const ref_down *down, int i, int c,
                        double *known, double *inferred)
{
    *known = *inferred = 0.0;
    if (c == ref_unknown(graph->model)) return;
    for (int d = 0; d < graph->model->n_countries; d++) {
        const ref_delivery *delivery = &graph->delivery[i][d];
        if (delivery->in_place) continue;
        const double wider = delivery->inferred[c][0] + delivery->inferred[c][1];
        *inferred += down->need[i][d] * wider;
        *known +=
            down->need[i][d] * (delivery->share[c][0] + delivery->share[c][1] - wider);
    }
}

static void origin_of_item(const ref_graph *graph, const ref_down *down, int p, int i,
                           ref_table *out)
{
    const ref_model *model = graph->model;
    const ref_item *item = &model->items[i];
    const double total = ref_made_of(graph, down, i);
    for (int c = 0; c < model->n_countries; c++) {
        const double recycled = down->made[i][c][REF_RECYCLED];
        const double made = down->made[i][c][REF_PRIMARY] + recycled;
        double known, inferred;
        if (!(made > 0.0)) continue;
        cover_maker(graph, down, i, c, &known, &inferred);
        ref_table_row(out);
        ref_table_text(out, "product", model->products[p].id);
        ref_table_text(out, "item", item->id);
        ref_table_text(out, "stage", ref_stage_name(model, item->stage));
        ref_table_text(out, "country", model->countries[c]);
        ref_table_text(out, "measure", "quantity");
        ref_table_real(out, "quantity", made);
        ref_table_text(out, "unit", item->unit);
        ref_table_real(out, "share", made / total);
        ref_table_real(out, "recycled", recycled / made);
        ref_table_real(out, "known", known / made);
        ref_table_real(out, "inferred", inferred / made);
    }
}

static bool stage_has_items(const ref_graph *graph, const ref_down *down, int stage)
{
    for (int i = 0; i < graph->model->n_items; i++) {
        if (graph->model->items[i].stage != stage) continue;
        if (ref_made_of(graph, down, i) > 0.0) return true;
    }
    return false;
}

static double sum_of(const ref_graph *graph, const double by_country[REF_COUNTRIES])
{
    double sum = 0.0;
    for (int c = 0; c < graph->model->n_countries; c++) sum += by_country[c];
    return sum;
}

static void origin_of_stage(const ref_graph *graph, const ref_down *leaf, int p,
                            int stage, bool by_value, ref_table *out)
{
    const ref_model *model = graph->model;
    double content[REF_COUNTRIES];
    ref_content_by_country(graph, leaf, stage, by_value, content);
    const double total = sum_of(graph, content); /* missing where one price or mass is */
    for (int c = 0; c < model->n_countries; c++) {
        if (content[c] == 0.0) continue;
        ref_table_row(out);
        ref_table_text(out, "product", model->products[p].id);
        ref_table_text(out, "item", "");
        ref_table_text(out, "stage", ref_stage_name(model, stage));
        ref_table_text(out, "country", model->countries[c]);
        ref_table_text(out, "measure", by_value ? "value" : "mass");
        ref_table_real(out, "quantity", isnan(total) ? total : content[c]);
        ref_table_real(out, "share", ref_ratio(content[c], total));
    }
}

void ref_expect_origin(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    int items[REF_ITEMS], products[REF_PRODUCTS];
    ref_table_start(out, origin_columns, 11, 5);
    ref_items_by_id(model, items);
    ref_products_by_id(model, products);
    for (int k = 0; k < model->n_products; k++) {
        ref_down down, leaf;
        ref_go_down(graph, products[k], false, &down);
        ref_go_down(graph, products[k], true, &leaf);
        for (int n = 0; n < model->n_items; n++) {
            if (!ref_stage_asked(ask, model->items[items[n]].stage)) continue;
            origin_of_item(graph, &down, products[k], items[n], out);
        }
        for (int s = 0; s < model->n_stages; s++) {
            if (!ref_stage_asked(ask, s) || !stage_has_items(graph, &leaf, s)) continue;
            for (int by = 0; by < 2; by++)
                origin_of_stage(graph, &leaf, products[k], s, by, out);
        }
        for (int by = 0; by < 2 && !ask->stages; by++) {
            origin_of_stage(graph, &leaf, products[k], -1, by, out);
        }
    }
}

/* ---- dependency ---- */

static const char *const dependency_columns[] = {
    "product", "item",    "stage",        "market",        "direct", "content",
    "deep",    "unknown", "content_mass", "content_value", "binding"};

static double outside(const ref_graph *graph, const ref_ask *ask, int p,
                      const double by_country[REF_COUNTRIES])
{
    double all = 0.0, inside = 0.0;
    for (int c = 0; c < graph->model->n_countries; c++) {
        all += by_country[c];
        if (ref_is_domestic(graph, ask, p, c)) inside += by_country[c];
    }
    return all != 0.0 ? 1.0 - inside / all : (double)NAN;
}

static double content_outside(const ref_graph *graph, const ref_ask *ask, int p,
                              const ref_down *leaf, int stage, bool by_value)
{
    double content[REF_COUNTRIES];
    ref_content_by_country(graph, leaf, stage, by_value, content);
    return outside(graph, ask, p, content);
}

typedef struct dependency {
    const ref_graph *graph;
    const ref_ask *ask;
    int product;
    ref_reach reach;
    ref_down down, leaf;
    ref_shock shock;
    ref_up up;
} dependency;

static void dependency_row(dependency *d, int i, int to, ref_table *out)
{
    const ref_model *model = d->graph->model;
    const ref_delivery *delivery = &d->graph->delivery[i][to];
    double shares[REF_COUNTRIES], made[REF_COUNTRIES];
    double direct = 1.0;
    for (int c = 0; c < model->n_countries; c++) {
        shares[c] = delivery->share[c][0] + delivery->share[c][1];
        made[c] = d->down.made[i][c][0] + d->down.made[i][c][1];
        if (ref_is_domestic(d->graph, d->ask, d->product, c)) direct -= shares[c];
    }
    const ref_product *product = &model->products[d->product];
    ref_table_row(out);
    ref_table_text(out, "product", product->id);
    ref_table_text(out, "item", model->items[i].id);
    ref_table_text(out, "stage", ref_stage_name(model, model->items[i].stage));
    ref_table_text(out, "market", model->countries[to]);
    ref_table_real(out, "direct", direct);
    ref_table_real(out, "content", outside(d->graph, d->ask, d->product, made));
    ref_table_real(out, "deep", ref_loss_of(&d->up, i, to));
    ref_table_real(out, "unknown", shares[ref_unknown(model)]);
    const bool own = i == product->item && to == ref_home(d->graph, d->product);
    for (int by = 0; by < 2; by++) {
        ref_table_real(
            out, by ? "content_value" : "content_mass",
            own ? content_outside(d->graph, d->ask, d->product, &d->leaf, -1, by)
                : (double)NAN);
    }
    char chain[REF_TEXT];
    const int sure =
        ref_binding_chain(d->graph, &d->shock, &d->up, i, to, chain, REF_TEXT);
    ref_text_or_any(out, "binding", sure, chain);
}

static void dependency_stage(dependency *d, int stage, ref_table *out)
{
    const ref_model *model = d->graph->model;
    ref_table_row(out);
    ref_table_text(out, "product", model->products[d->product].id);
    ref_table_text(out, "item", "");
    ref_table_text(out, "stage", ref_stage_name(model, stage));
    ref_table_text(out, "market", model->countries[ref_home(d->graph, d->product)]);
    ref_table_real(out, "direct", (double)NAN);
    ref_table_real(out, "content", (double)NAN);
    ref_table_real(out, "deep", (double)NAN);
    double mass[REF_COUNTRIES];
    ref_content_by_country(d->graph, &d->leaf, stage, false, mass);
    ref_table_real(out, "unknown",
                   ref_ratio(mass[ref_unknown(model)], sum_of(d->graph, mass)));
    ref_table_text(out, "binding", "");
    for (int by = 0; by < 2; by++) {
        ref_table_real(
            out, by ? "content_value" : "content_mass",
            content_outside(d->graph, d->ask, d->product, &d->leaf, stage, by));
    }
}

static void stop_outside(dependency *d)
{
    const ref_model *model = d->graph->model;
    ref_no_shock(d->graph, &d->shock);
    for (int i = 0; i < model->n_items; i++) {
        for (int c = 0; c < model->n_countries; c++) {
            if (!ref_is_domestic(d->graph, d->ask, d->product, c))
                d->shock.capacity[i][c] = 0.0;
        }
    }
    ref_go_up(d->graph, &d->shock, &d->up);
}

void ref_expect_dependency(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    int items[REF_ITEMS], products[REF_PRODUCTS];
    ref_table_start(out, dependency_columns, 11, 4);
    ref_items_by_id(model, items);
    ref_products_by_id(model, products);
    dependency *d = calloc(1, sizeof *d);
    if (!d) abort();
    d->graph = graph;
    d->ask = ask;
    for (int k = 0; k < model->n_products; k++) {
        d->product = products[k];
        ref_reach_from(graph, d->product, &d->reach);
        ref_go_down(graph, d->product, false, &d->down);
        ref_go_down(graph, d->product, true, &d->leaf);
        stop_outside(d);
        for (int n = 0; n < model->n_items; n++) {
            if (!ref_stage_asked(ask, model->items[items[n]].stage)) continue;
            for (int c = 0; c < model->n_countries; c++) {
                if (d->down.need[items[n]][c] > 0.0) dependency_row(d, items[n], c, out);
            }
        }
        for (int s = 0; s < model->n_stages; s++) {
            if (!ref_stage_asked(ask, s) || !stage_has_items(graph, &d->leaf, s))
                continue;
            dependency_stage(d, s, out);
        }
    }
    free(d);
}
