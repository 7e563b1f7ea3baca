#include "expected.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARGIN 1e-9
/* Nearer to a level than this, rounding decides: nothing is asked of a flag there. */
#define TOO_CLOSE 1e-11

enum { TEXT_CAPACITY = 4096 };

/* ---- common ---- */

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

static double level_of(const ref_ask *ask)
{
    return ask->level > 0.0 ? ask->level : 0.65;
}

static bool exceeds(double x, double level)
{
    return x > level + MARGIN;
}

static bool too_close(double x, double level)
{
    return fabs(x - (level + MARGIN)) < TOO_CLOSE;
}

static const char *stage_name(const ref_model *model, int stage)
{
    return stage < 0 ? "" : model->stages[stage];
}

static bool stage_asked(const ref_ask *ask, int stage)
{
    return !ask->stages || (stage >= 0 && ask->stages[stage]);
}

static bool is_domestic(const ref_graph *graph, const ref_ask *ask, int product,
                        int country)
{
    return ask->domestic ? ask->domestic[country] : country == ref_home(graph, product);
}

static double ratio(double part, double whole)
{
    return whole != 0.0 ? part / whole : (double)NAN;
}

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
    ref_table_text(out, "stage", stage_name(graph->model, item->stage));
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
        if (!(sums[i].total > 0.0) || !stage_asked(ask, model->items[i].stage)) continue;
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
            if (!stage_asked(ask, model->items[items[n]].stage)) continue;
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
        ref_table_text(out, "stage", stage_name(model, item->stage));
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
        ref_table_text(out, "stage", stage_name(model, stage));
        ref_table_text(out, "country", model->countries[c]);
        ref_table_text(out, "measure", by_value ? "value" : "mass");
        ref_table_real(out, "quantity", isnan(total) ? total : content[c]);
        ref_table_real(out, "share", ratio(content[c], total));
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
            if (!stage_asked(ask, model->items[items[n]].stage)) continue;
            origin_of_item(graph, &down, products[k], items[n], out);
        }
        for (int s = 0; s < model->n_stages; s++) {
            if (!stage_asked(ask, s) || !stage_has_items(graph, &leaf, s)) continue;
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
        if (is_domestic(graph, ask, p, c)) inside += by_country[c];
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

static void text_or_any(ref_table *out, const char *column, int sure, const char *text)
{
    if (sure == REF_CHAIN_SURE) ref_table_text(out, column, text);
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
        if (is_domestic(d->graph, d->ask, d->product, c)) direct -= shares[c];
    }
    const ref_product *product = &model->products[d->product];
    ref_table_row(out);
    ref_table_text(out, "product", product->id);
    ref_table_text(out, "item", model->items[i].id);
    ref_table_text(out, "stage", stage_name(model, model->items[i].stage));
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
    char chain[TEXT_CAPACITY];
    const int sure =
        ref_binding_chain(d->graph, &d->shock, &d->up, i, to, chain, TEXT_CAPACITY);
    text_or_any(out, "binding", sure, chain);
}

static void dependency_stage(dependency *d, int stage, ref_table *out)
{
    const ref_model *model = d->graph->model;
    ref_table_row(out);
    ref_table_text(out, "product", model->products[d->product].id);
    ref_table_text(out, "item", "");
    ref_table_text(out, "stage", stage_name(model, stage));
    ref_table_text(out, "market", model->countries[ref_home(d->graph, d->product)]);
    ref_table_real(out, "direct", (double)NAN);
    ref_table_real(out, "content", (double)NAN);
    ref_table_real(out, "deep", (double)NAN);
    double mass[REF_COUNTRIES];
    ref_content_by_country(d->graph, &d->leaf, stage, false, mass);
    ref_table_real(out, "unknown",
                   ratio(mass[ref_unknown(model)], sum_of(d->graph, mass)));
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
            if (!is_domestic(d->graph, d->ask, d->product, c))
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
            if (!stage_asked(ask, model->items[items[n]].stage)) continue;
            for (int c = 0; c < model->n_countries; c++) {
                if (d->down.need[items[n]][c] > 0.0) dependency_row(d, items[n], c, out);
            }
        }
        for (int s = 0; s < model->n_stages; s++) {
            if (!stage_asked(ask, s) || !stage_has_items(graph, &d->leaf, s)) continue;
            dependency_stage(d, s, out);
        }
    }
    free(d);
}

/* ---- concentration ---- */

static const char *const concentration_columns[] = {"item",
                                                    "market",
                                                    "stage",
                                                    "largest_country",
                                                    "largest_share",
                                                    "hhi",
                                                    "effective_sources",
                                                    "flag",
                                                    "largest_share_high",
                                                    "hhi_high",
                                                    "effective_sources_low",
                                                    "governance_hhi",
                                                    "governance_hhi_high",
                                                    "unknown",
                                                    "in_place"};

static double governance_weight(const ref_graph *graph, const ref_ask *ask, int country,
                                double without)
{
    const ref_model *model = graph->model;
    double sum = 0.0;
    int n = 0;
    for (int s = 0; s < model->n_scores; s++) {
        const ref_score *score = &model->scores[s];
        if (score->country != country) continue;
        if (graph->choice.year != 0 && score->year > graph->choice.year) continue;
        const bool wanted = ask->indicator ? strcmp(score->indicator, ask->indicator) == 0
                                           : strncmp(score->indicator, "WGI.", 4) == 0;
        if (!wanted) continue;
        sum += score->value;
        n++;
    }
    if (n == 0) return without;
    return fmin(1.0, fmax(0.0, (2.5 - sum / n) / 5.0));
}

/* Has any country a score that counts? Else no weighted figure can be given. */
static bool any_score(const ref_graph *graph, const ref_ask *ask)
{
    for (int c = 0; c < graph->model->n_countries; c++) {
        if (!isnan(governance_weight(graph, ask, c, (double)NAN))) return true;
    }
    return false;
}

static void concentration_row(const ref_graph *graph, const ref_ask *ask, int i, int to,
                              bool in_use, ref_table *out)
{
    const ref_model *model = graph->model;
    const ref_delivery *delivery = &graph->delivery[i][to];
    const int unknown = ref_unknown(model);
    int largest = -1;
    double shares[REF_COUNTRIES], most = 0.0, second = 0.0, hhi = 0.0, governance = 0.0;
    for (int c = 0; c < unknown; c++) {
        shares[c] = delivery->share[c][0] + delivery->share[c][1];
        hhi += shares[c] * shares[c];
        governance += governance_weight(graph, ask, c, 0.0) * shares[c] * shares[c];
        if (shares[c] > most) {
            second = most;
            largest = c;
            most = shares[c];
        } else if (shares[c] > second) {
            second = shares[c];
        }
    }
    const double open = delivery->share[unknown][0] + delivery->share[unknown][1];
    const double high = hhi - most * most + (most + open) * (most + open);
    const bool scored = any_score(graph, ask);
    double governance_high = 0.0;
    for (int c = 0; c < unknown; c++) {
        const double share = shares[c] + (c == largest ? open : 0.0);
        governance_high += governance_weight(graph, ask, c, 1.0) * share * share;
    }
    ref_table_row(out);
    ref_table_text(out, "item", model->items[i].id);
    ref_table_text(out, "market", model->countries[to]);
    ref_table_text(out, "stage", stage_name(model, model->items[i].stage));
    if (most - second > TOO_CLOSE || most == second) {
        ref_table_text(out, "largest_country",
                       largest < 0 ? "" : model->countries[largest]);
        if (largest >= 0) {
            ref_table_real(out, "governance_hhi_high",
                           scored ? governance_high : (double)NAN);
        }
    }
    if (largest >= 0) ref_table_real(out, "largest_share", most);
    ref_table_real(out, "hhi", hhi);
    ref_table_real(out, "effective_sources", ratio(1.0, hhi));
    const double level = level_of(ask);
    if (!too_close(most, level)) {
        ref_table_real(out, "flag",
                       in_use && !delivery->in_place && exceeds(most, level));
    }
    ref_table_real(out, "largest_share_high", most + open);
    ref_table_real(out, "hhi_high", high);
    ref_table_real(out, "effective_sources_low", largest < 0 ? (double)NAN : 1.0 / high);
    ref_table_real(out, "governance_hhi", scored ? governance : (double)NAN);
    ref_table_real(out, "unknown", open);
    ref_table_real(out, "in_place", delivery->in_place);
}

void ref_expect_concentration(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    bool reached[REF_ITEMS][REF_COUNTRIES] = {{false}},
         used[REF_ITEMS][REF_COUNTRIES] = {{false}};
    int items[REF_ITEMS];
    ref_table_start(out, concentration_columns, 15, 2);
    for (int p = 0; p < model->n_products; p++) {
        ref_reach reach;
        ref_reach_from(graph, p, &reach);
        for (int i = 0; i < model->n_items; i++) {
            for (int c = 0; c < model->n_countries; c++) {
                reached[i][c] = reached[i][c] || reach.delivery[i][c];
                used[i][c] = used[i][c] || reach.in_use[i][c];
            }
        }
    }
    ref_items_by_id(model, items);
    for (int n = 0; n < model->n_items; n++) {
        const int i = items[n];
        if (!stage_asked(ask, model->items[i].stage)) continue;
        for (int c = 0; c < model->n_countries; c++) {
            if (reached[i][c]) concentration_row(graph, ask, i, c, used[i][c], out);
        }
    }
}

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

static ref_stop stop_of(const ref_graph *graph, const ref_ask *ask, int kind)
{
    ref_stop stop = {.kind = kind, .only_item = -1, .at_stages = ask->stages != NULL};
    for (int s = 0; s < graph->model->n_stages && ask->stages; s++) {
        stop.stage[s] = ask->stages[s];
    }
    return stop;
}

static void run_stop(const ref_graph *graph, const ref_stop *stop, ref_shock *shock,
                     ref_up *up)
{
    ref_no_shock(graph, shock);
    ref_apply_stop(graph, stop, shock);
    ref_go_up(graph, shock, up);
}

static bool makes_anything(const ref_graph *graph, const ref_reach *reach, int country)
{
    for (int i = 0; i < graph->model->n_items; i++) {
        if (reach->instance[i][country][0] || reach->instance[i][country][1]) return true;
    }
    return false;
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
    const double level = level_of(x->ask);
    memset(out, 0, sizeof *out);
    for (int i = 0; i < model->n_items; i++) {
        for (int d = 0; d < model->n_countries; d++) {
            if (!x->reach[p].in_use[i][d]) continue;
            const double share = largest_share(x->graph, i, d);
            const double loss = ref_loss_of(&x->up, i, d);
            if (too_close(share, level) || too_close(loss, level)) out->open = true;
            if (exceeds(share, level) || !exceeds(loss, level)) continue;
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
    const double level = level_of(x->ask);
    int order[REF_ITEMS];
    const int n = nearest_items(x, p, order);
    for (int k = 0; k < n; k++) {
        ref_stop one = *stop;
        one.only_item = order[k];
        run_stop(x->graph, &one, &x->shock, &x->up);
        for (int i = 0; i < model->n_items; i++) {
            for (int d = 0; d < model->n_countries; d++) {
                if (!out->at[i][d]) continue;
                const double loss = ref_loss_of(&x->up, i, d);
                if (too_close(loss, level)) out->open = true;
                if (!exceeds(loss, level)) continue;
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
    char text[TEXT_CAPACITY];
    if (c == ref_unknown(x->graph->model) || is_domestic(x->graph, x->ask, p, c)) {
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
    const double level = level_of(x->ask);
    char chain[TEXT_CAPACITY];
    ref_stop stop = stop_of(graph, x->ask, kind);
    stop.country[c] = true;
    ref_table_row(out);
    ref_table_text(out, "product", product->id);
    ref_table_text(out, "kind", kind_name(kind));
    ref_table_text(out, "country", model->countries[c]);
    ref_stop high = stop;
    high.unknown_too = c != ref_unknown(model);
    run_stop(graph, &high, &x->shock, &x->up);
    const double loss_high = ref_loss_of(&x->up, product->item, home);
    x->loss_high[p][kind == REF_EXPORTS][c] = loss_high;
    ref_table_real(out, "loss_high", loss_high);
    run_stop(graph, &stop, &x->shock, &x->up);
    const double loss = ref_loss_of(&x->up, product->item, home);
    x->loss[p][kind == REF_EXPORTS][c] = loss;
    ref_table_real(out, "loss", loss);
    const bool foreign = c != ref_unknown(model) && !is_domestic(graph, x->ask, p, c);
    if (!too_close(loss, level)) {
        ref_table_real(out, "single_source", foreign && exceeds(loss, level));
    }
    ref_table_real(out, "home", c == home);
    ref_table_scaled(out, "value_at_risk", loss * annual_value(product),
                     annual_value(product));
    ref_table_real(out, "value_at_risk_gdp",
                   x->ask->gdp > 0.0 ? loss * annual_value(product) / x->ask->gdp
                                     : (double)NAN);
    ref_table_real(out, "in_portfolio", !x->inside[p]);
    const int sure = ref_binding_chain(graph, &x->shock, &x->up, product->item, home,
                                       chain, TEXT_CAPACITY);
    text_or_any(out, "binding", sure, chain);
    put_hidden(x, p, c, &stop, out);
}

/* Losses by countries that have nothing to do with a product, but may hold the unknown.
 */
static void other_losses(exposure *x, int p, int kind)
{
    const ref_product *product = &x->graph->model->products[p];
    for (int c = 0; c < x->graph->model->n_countries; c++) {
        if (makes_anything(x->graph, &x->reach[p], c)) continue;
        ref_stop stop = stop_of(x->graph, x->ask, kind);
        stop.country[c] = true;
        stop.unknown_too = c != ref_unknown(x->graph->model);
        run_stop(x->graph, &stop, &x->shock, &x->up);
        x->loss_high[p][kind == REF_EXPORTS][c] =
            ref_loss_of(&x->up, product->item, ref_home(x->graph, p));
    }
}

static bool country_shown(const exposure *x, int p, int c)
{
    return makes_anything(x->graph, &x->reach[p], c);
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
        ref_table_real(out, "loss", ratio(lost, all));
        ref_table_real(out, "loss_high", ratio(lost_high, all));
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

/* ---- coalitions ---- */

static const char *const coalition_columns[] = {"product", "size",      "countries",
                                                "loss",    "loss_high", "binding"};

typedef struct coalitions {
    const ref_graph *graph;
    const ref_ask *ask;
    int product, kind;
    int n_found;
    unsigned found[4096]; /* sets as bits of countries */
    ref_shock shock;
    ref_up up;
} coalitions;

static int bits_in(unsigned set)
{
    int n = 0;
    for (; set; set &= set - 1) n++;
    return n;
}

static ref_stop stop_of_set(const coalitions *x, unsigned set, bool unknown_too)
{
    ref_stop stop = stop_of(x->graph, x->ask, x->kind);
    for (int c = 0; c < x->graph->model->n_countries; c++)
        stop.country[c] = set >> c & 1u;
    stop.unknown_too = unknown_too;
    return stop;
}

static void coalition_row(coalitions *x, unsigned set, ref_table *out)
{
    const ref_model *model = x->graph->model;
    const ref_product *product = &model->products[x->product];
    const int home = ref_home(x->graph, x->product);
    char names[256] = "", chain[TEXT_CAPACITY];
    for (int c = 0; c < model->n_countries; c++) {
        if (!(set >> c & 1u)) continue;
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", used ? " " : "",
                 model->countries[c]);
    }
    ref_table_row(out);
    ref_table_text(out, "product", product->id);
    ref_table_real(out, "size", bits_in(set));
    ref_table_text(out, "countries", names);
    ref_stop stop = stop_of_set(x, set, true);
    run_stop(x->graph, &stop, &x->shock, &x->up);
    ref_table_real(out, "loss_high", ref_loss_of(&x->up, product->item, home));
    stop = stop_of_set(x, set, false);
    run_stop(x->graph, &stop, &x->shock, &x->up);
    ref_table_real(out, "loss", ref_loss_of(&x->up, product->item, home));
    const int sure = ref_binding_chain(x->graph, &x->shock, &x->up, product->item, home,
                                       chain, TEXT_CAPACITY);
    text_or_any(out, "binding", sure, chain);
}

static bool is_minimal(const coalitions *x, unsigned set)
{
    for (int n = 0; n < x->n_found; n++) {
        if ((x->found[n] & set) == x->found[n]) return false;
    }
    return true;
}

static void try_set(coalitions *x, unsigned set, ref_table *out)
{
    const ref_stop stop = stop_of_set(x, set, false);
    const ref_product *product = &x->graph->model->products[x->product];
    if (!is_minimal(x, set)) return;
    run_stop(x->graph, &stop, &x->shock, &x->up);
    const double loss =
        ref_loss_of(&x->up, product->item, ref_home(x->graph, x->product));
    if (!exceeds(loss, level_of(x->ask))) return;
    x->found[x->n_found++] = set;
    coalition_row(x, set, out);
}

/* Sets of `size` in the order of their sorted codes: the lowest bit is the first country.
 */
static void try_sets(coalitions *x, unsigned members, unsigned set, int from, int size,
                     ref_table *out)
{
    if (size == 0) {
        try_set(x, set, out);
        return;
    }
    for (int c = from; c < x->graph->model->n_countries; c++) {
        if (members >> c & 1u) try_sets(x, members, set | 1u << c, c + 1, size - 1, out);
    }
}

static unsigned members_of(const coalitions *x)
{
    const ref_model *model = x->graph->model;
    ref_reach reach;
    unsigned members = 0;
    ref_reach_from(x->graph, x->product, &reach);
    for (int c = 0; c < ref_unknown(model); c++) {
        if (!makes_anything(x->graph, &reach, c)) continue;
        if (!x->ask->with_domestic && is_domestic(x->graph, x->ask, x->product, c))
            continue;
        members |= 1u << c;
    }
    return members;
}

void ref_expect_coalitions(const ref_graph *graph, const ref_ask *ask, ref_table *out)
{
    const ref_model *model = graph->model;
    int products[REF_PRODUCTS];
    ref_table_start(out, coalition_columns, 6, 3);
    coalitions *x = calloc(1, sizeof *x);
    if (!x) abort();
    x->graph = graph;
    x->ask = ask;
    x->kind = ask->kinds ? ask->kinds : REF_PRODUCTION;
    ref_products_by_id(model, products);
    for (int k = 0; k < model->n_products; k++) {
        x->product = products[k];
        x->n_found = 0;
        const unsigned members = members_of(x);
        const int most = ask->size ? ask->size : 3;
        for (int size = 1; size <= most; size++) try_sets(x, members, 0u, 0, size, out);
    }
    free(x);
}

/* ---- vectors ---- */

static const char *const vector_columns[] = {
    "item", "market", "basis", "year", "used", "reached", "sum", "unknown", "withheld"};

static const char *market_text(const ref_model *model, int market)
{
    if (market == REF_MARKET_WORLD) return "*";
    if (market >= REF_MARKET_BLOC) return model->blocs[market - REF_MARKET_BLOC].id;
    return model->countries[market];
}

/* Does a delivery that a product reaches take anything from this vector? */
static bool vector_reached(const ref_graph *graph, int i, const ref_vector *vector,
                           bool reached[REF_ITEMS][REF_COUNTRIES])
{
    int markets[REF_BLOCS + 2];
    for (int d = 0; d < graph->model->n_countries; d++) {
        if (!reached[i][d]) continue;
        const int n = ref_markets_of(graph, i, d, markets);
        for (int m = 0; m < n; m++) {
            const ref_vector *taken = ref_choose_vector(graph, i, markets[m]);
            if (taken == vector) return true;
            double sum = 0.0;
            for (int r = 0; r < taken->n_rows; r++) sum += taken->rows[r].share_frac;
            const double slack = fmax(taken->rounding_frac, 1e-6);
            if (taken->rest != REF_REST_WIDER || fabs(sum - 1.0) <= slack) break;
        }
    }
    return false;
}

static void vector_row(const ref_graph *graph, int i, const ref_vector *vector,
                       bool reached, ref_table *out)
{
    static const char *const bases[] = {"", "contained-mass", "gross-mass", "count",
                                        "value"};
    double sum = 0.0;
    int withheld = 0;
    for (int r = 0; r < vector->n_rows; r++) {
        sum += vector->rows[r].share_frac;
        withheld += vector->rows[r].withheld;
    }
    const bool whole = fabs(sum - 1.0) <= fmax(vector->rounding_frac, 1e-6);
    ref_table_row(out);
    ref_table_text(out, "item", graph->model->items[i].id);
    ref_table_text(out, "market", market_text(graph->model, vector->market));
    ref_table_text(out, "basis", bases[vector->basis]);
    ref_table_real(out, "year", vector->year == 0 ? (double)NAN : vector->year);
    ref_table_real(out, "used", ref_choose_vector(graph, i, vector->market) == vector);
    ref_table_real(out, "reached", reached);
    ref_table_real(out, "sum", sum);
    ref_table_real(out, "unknown", whole ? 0.0 : 1.0 - sum);
    ref_table_real(out, "withheld", withheld);
}

/* Countries, then blocs, then the world; then bases and years. */
static bool vector_before(const ref_model *model, const ref_vector *a,
                          const ref_vector *b)
{
    if (a->market != b->market) {
        if (a->market == REF_MARKET_WORLD || b->market == REF_MARKET_WORLD) {
            return b->market == REF_MARKET_WORLD;
        }
        const bool bloc_a = a->market >= REF_MARKET_BLOC,
                   bloc_b = b->market >= REF_MARKET_BLOC;
        if (bloc_a != bloc_b) return bloc_b;
        return strcmp(market_text(model, a->market), market_text(model, b->market)) < 0;
    }
    return a->basis != b->basis ? a->basis < b->basis : a->year < b->year;
}

static void vectors_in_order(const ref_model *model, int i, int order[REF_VECTORS])
{
    const ref_item *item = &model->items[i];
    for (int v = 0; v < item->n_vectors; v++) {
        int at = v;
        for (; at > 0; at--) {
            const ref_vector *before = &item->vectors[order[at - 1]];
            if (!vector_before(model, &item->vectors[v], before)) break;
            order[at] = order[at - 1];
        }
        order[at] = v;
    }
}

void ref_expect_vectors(const ref_graph *graph, ref_table *out)
{
    const ref_model *model = graph->model;
    bool reached[REF_ITEMS][REF_COUNTRIES] = {{false}}, item[REF_ITEMS] = {false};
    int order[REF_ITEMS];
    ref_table_start(out, vector_columns, 9, 4);
    for (int p = 0; p < model->n_products; p++) {
        ref_reach reach;
        ref_reach_from(graph, p, &reach);
        for (int i = 0; i < model->n_items; i++) {
            item[i] = item[i] || reach.item[i];
            for (int d = 0; d < model->n_countries; d++) {
                reached[i][d] = reached[i][d] || reach.delivery[i][d];
            }
        }
    }
    ref_items_by_id(model, order);
    for (int n = 0; n < model->n_items; n++) {
        const int i = order[n];
        int sorted[REF_VECTORS];
        vectors_in_order(model, i, sorted);
        for (int v = 0; v < model->items[i].n_vectors && item[i]; v++) {
            const ref_vector *vector = &model->items[i].vectors[sorted[v]];
            vector_row(graph, i, vector, vector_reached(graph, i, vector, reached), out);
        }
    }
}
