/* What concentration and vectors must give. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expect.h"

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
    ref_table_text(out, "stage", ref_stage_name(model, model->items[i].stage));
    if (most - second > REF_TOO_CLOSE || most == second) {
        ref_table_text(out, "largest_country",
                       largest < 0 ? "" : model->countries[largest]);
        if (largest >= 0) {
            ref_table_real(out, "governance_hhi_high",
                           scored ? governance_high : (double)NAN);
        }
    }
    if (largest >= 0) ref_table_real(out, "largest_share", most);
    ref_table_real(out, "hhi", hhi);
    ref_table_real(out, "effective_sources", ref_ratio(1.0, hhi));
    const double level = ref_level_of(ask);
    if (!ref_too_close(most, level)) {
        ref_table_real(out, "flag",
                       in_use && !delivery->in_place && ref_exceeds(most, level));
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
        if (!ref_stage_asked(ask, model->items[i].stage)) continue;
        for (int c = 0; c < model->n_countries; c++) {
            if (reached[i][c]) concentration_row(graph, ask, i, c, used[i][c], out);
        }
    }
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
