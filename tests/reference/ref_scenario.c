#include "ref_scenario.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a measure acts on ---- */

static bool names_none(const ref_places *places)
{
    for (int c = 0; c < REF_COUNTRIES; c++) {
        if (places->country[c]) return false;
    }
    for (int b = 0; b < REF_BLOCS; b++) {
        if (places->bloc[b]) return false;
    }
    return true;
}

static bool has_place(const ref_model *model, const ref_places *places, int c)
{
    if (names_none(places) || places->country[c]) return true;
    for (int b = 0; b < model->n_blocs; b++) {
        if (places->bloc[b] && model->blocs[b].has[c]) return true;
    }
    return false;
}

/* Goods leave a country that is named for any other; a bloc for what lies outside it. */
static bool leaves_named(const ref_model *model, const ref_places *from, int c, int to)
{
    if (names_none(from) || from->country[c]) return true;
    for (int b = 0; b < model->n_blocs; b++) {
        if (from->bloc[b] && model->blocs[b].has[c] && !model->blocs[b].has[to])
            return true;
    }
    return false;
}

/* Some country named from which goods of unknown origin would have come as exports. */
static bool may_hide(const ref_model *model, const ref_places *from, int to)
{
    for (int c = 0; c < model->n_countries; c++) {
        if (from->country[c] && c != to) return true;
    }
    for (int b = 0; b < model->n_blocs; b++) {
        if (from->bloc[b] && !model->blocs[b].has[to]) return true;
    }
    return false;
}

static bool is_meant(const ref_model *model, const ref_measure *m, int i)
{
    return (!m->by_items || m->item[i]) &&
           (m->stage < 0 || model->items[i].stage == m->stage);
}

static bool hits_arc(const ref_model *model, const ref_measure *m, int from, int to,
                     bool high)
{
    const int unknown = ref_unknown(model);
    if (from == to) return false;
    const bool left = leaves_named(model, &m->from, from, to) ||
                      (high && from == unknown && may_hide(model, &m->from, to));
    return left && (has_place(model, &m->to, to) || (high && to == unknown));
}

static bool hits_maker(const ref_model *model, const ref_measure *m, int c, bool high)
{
    return has_place(model, &m->from, c) || (high && c == ref_unknown(model));
}

static bool holds(const ref_model *model, const ref_measure *m, const ref_regime *regime)
{
    const char *end_use = model->products[regime->product].end_use;
    if (regime->on && m->start && strcmp(m->start, regime->on) > 0) return false;
    if (regime->on && m->end && strcmp(m->end, regime->on) < 0) return false;
    return !m->end_use || (end_use && strcmp(m->end_use, end_use) == 0);
}

typedef struct imposer {
    const ref_graph *graph;
    const ref_model *model;
    const ref_regime *regime;
    ref_change *change;
    ref_shock *shock;
    const ref_measure *measures[REF_SCENARIOS * REF_MEASURES];
    int n;
} imposer;

static void take_measures(imposer *x)
{
    for (int s = 0; s < x->model->n_scenarios; s++) {
        const ref_scenario *scenario = &x->model->scenarios[s];
        for (int k = 0; x->regime->with[s] && k < scenario->n; k++) {
            if (holds(x->model, &scenario->measures[k], x->regime))
                x->measures[x->n++] = &scenario->measures[k];
        }
    }
}

/* ---- as today ---- */

static void begin_lines(imposer *x, int i)
{
    for (int l = 0; l < x->model->items[i].n_lines; l++) {
        x->change->use[i][l] = 1.0;
        x->change->weight[i][l] = x->model->items[i].lines[l].weight_frac;
        x->change->cap[i][l] = x->model->items[i].lines[l].cap_frac;
    }
}

static void begin(imposer *x)
{
    ref_no_shock(x->graph, x->shock);
    x->shock->change = x->change;
    for (int i = 0; i < x->model->n_items; i++) {
        begin_lines(x, i);
        for (int c = 0; c < x->model->n_countries; c++) {
            x->change->price_factor[i][c] = 1.0;
            x->change->volume[i][c] = 1.0;
            for (int d = 0; d < x->model->n_countries; d++) {
                x->change->rate[i][c][d] = 0.0;
                x->change->limit[i][c][d] = INFINITY;
                for (int kind = 0; kind < 2; kind++) {
                    x->change->pass[i][c][d][kind] = 1.0;
                    x->change->share[i][d][c][kind] =
                        x->graph->delivery[i][d].share[c][kind];
                }
            }
        }
    }
}

/* ---- who makes what, out of what ---- */

/* What several second sources of an item take, at most all. */
static double taken_of(const imposer *x, int i)
{
    double taken = 0.0;
    for (int k = 0; k < x->n; k++) {
        const ref_measure *m = x->measures[k];
        if (m->kind == REF_SECOND_SOURCE && m->subject == i) taken += m->value;
    }
    return taken;
}

static void add_sources(imposer *x, int i)
{
    const double taken = taken_of(x, i), left = fmax(0.0, 1.0 - taken);
    for (int d = 0; d < x->model->n_countries && taken > 0.0; d++) {
        int markets[REF_BLOCS + 2];
        if (ref_markets_of(x->graph, i, d, markets) == 0) continue;
        double(*share)[2] = x->change->share[i][d];
        for (int c = 0; c < x->model->n_countries; c++) {
            share[c][0] *= left;
            share[c][1] *= left;
        }
        for (int k = 0; k < x->n; k++) {
            const ref_measure *m = x->measures[k];
            if (m->kind == REF_SECOND_SOURCE && m->subject == i)
                share[m->country][REF_PRIMARY] += m->value / fmax(1.0, taken);
        }
    }
}

/* Part of a delivery that a market's vector serves: what the more specific leave open. */
static double part_of_market(const ref_graph *graph, int i, int to, int market)
{
    int markets[REF_BLOCS + 2];
    const int n = ref_markets_of(graph, i, to, markets);
    double left = 1.0;
    for (int k = 0; k < n; k++) {
        const ref_vector *vector = ref_choose_vector(graph, i, markets[k]);
        if (markets[k] == market) return left;
        if (vector->rest != REF_REST_WIDER) return 0.0;
        double sum = 0.0;
        for (int r = 0; r < vector->n_rows; r++) sum += vector->rows[r].share_frac;
        const bool whole = fabs(sum - 1.0) <= fmax(vector->rounding_frac, 1e-6);
        left = whole ? 0.0 : left * (1.0 - sum);
    }
    return 0.0;
}

static void add_capacity(imposer *x, const ref_measure *m)
{
    double total = 0.0;
    for (int k = 0; k < m->n_markets; k++)
        total += ref_choose_vector(x->graph, m->subject, m->markets[k])->total;
    for (int d = 0; d < x->model->n_countries; d++) {
        double more = 0.0; /* a / V, in parts of today's */
        for (int k = 0; k < m->n_markets; k++)
            more +=
                part_of_market(x->graph, m->subject, d, m->markets[k]) * m->value / total;
        double *volume = &x->change->volume[m->subject][d];
        const double before = *volume;
        double(*share)[2] = x->change->share[m->subject][d];
        for (int c = 0; c < x->model->n_countries; c++) {
            share[c][0] = share[c][0] * before / (before + more);
            share[c][1] = share[c][1] * before / (before + more);
        }
        share[m->country][REF_PRIMARY] += more / (before + more);
        *volume = before + more;
    }
}

/* Lines of an item that take an input: the smallest quantity said, then all factors. */
static void save(imposer *x, int i, int l)
{
    const ref_line *line = &x->model->items[i].lines[l];
    const double today = ref_line_need(x->model, line) * line->yield_frac;
    double quantity = INFINITY, factor = 1.0;
    for (int k = 0; k < x->n; k++) {
        const ref_measure *m = x->measures[k];
        if (m->kind != REF_THRIFTING || m->subject != i || m->input != line->item)
            continue;
        if (m->by_quantity) {
            quantity = fmin(quantity, m->value);
        } else {
            factor *= m->value;
        }
    }
    x->change->use[i][l] = (isfinite(quantity) ? quantity / today : 1.0) * factor;
}

/* The mix of a group with every substitution gone a part of its way; false where an
 * option would serve, or could serve beyond that, less than nothing. */
static bool mix_by(imposer *x, int i, int g, double part)
{
    const ref_item *item = &x->model->items[i];
    bool possible = true;
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *line = &item->lines[l];
        if (line->group != g) continue;
        double weight = line->weight_frac, cap = line->cap_frac;
        for (int k = 0; k < x->n; k++) {
            const ref_measure *m = x->measures[k];
            if (m->kind != REF_SUBSTITUTION || m->subject != i || m->group != g ||
                !m->named[l])
                continue;
            weight += part * (m->weight[l] - line->weight_frac);
            cap += part * (m->cap[l] - line->cap_frac);
        }
        possible = possible && weight > -1e-12 && cap - weight > -1e-12;
        x->change->weight[i][l] = fmax(weight, 0.0);
        x->change->cap[i][l] = fmax(cap, x->change->weight[i][l]);
    }
    return possible;
}

/* As far as it goes, found by halving. */
static void mix(imposer *x, int i, int g)
{
    double low = 0.0, high = 1.0;
    if (mix_by(x, i, g, 1.0)) return;
    for (int k = 0; k < 60; k++) {
        const double middle = (low + high) / 2.0;
        if (mix_by(x, i, g, middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    mix_by(x, i, g, low);
}

static void change_makers(imposer *x)
{
    for (int i = 0; i < x->model->n_items; i++) {
        add_sources(x, i);
        for (int l = 0; l < x->model->items[i].n_lines; l++) save(x, i, l);
        for (int g = 0; g < x->model->items[i].n_groups; g++) mix(x, i, g);
    }
    for (int k = 0; k < x->n; k++) {
        if (x->measures[k]->kind == REF_NEW_CAPACITY) add_capacity(x, x->measures[k]);
    }
}

/* ---- what may leave ---- */

static double factor_of(const imposer *x, const ref_measure *m)
{
    const char *end_use = x->model->products[x->regime->product].end_use;
    if (m->kind == REF_BAN) return 1.0 - m->value;
    if (m->refused && end_use && strcmp(m->refused, end_use) == 0) return 0.0;
    if (m->validity_days == 0.0) return m->value;
    return m->value * m->validity_days / (m->validity_days + m->gap_days);
}

/* A party's part of what a country makes, of either kind, for one delivery. */
static double part_of_party(const imposer *x, int i, int c, int to, int kind,
                            const char *party)
{
    int markets[REF_BLOCS + 2];
    const int n = ref_markets_of(x->graph, i, to, markets);
    double of_party = 0.0;
    for (int k = 0; k < n; k++) {
        const ref_vector *vector = ref_choose_vector(x->graph, i, markets[k]);
        const double left = part_of_market(x->graph, i, to, markets[k]);
        double sum = 0.0;
        for (int r = 0; r < vector->n_rows; r++) sum += vector->rows[r].share_frac;
        const bool whole = fabs(sum - 1.0) <= fmax(vector->rounding_frac, 1e-6);
        for (int r = 0; r < vector->n_rows; r++) {
            const ref_row *row = &vector->rows[r];
            if (row->country != c || row->kind != kind || strcmp(row->party, party) != 0)
                continue;
            of_party += left * row->share_frac / (whole ? sum : 1.0);
        }
    }
    const double all = x->graph->delivery[i][to].share[c][kind];
    return all > 0.0 ? of_party / all : 0.0;
}

static void close_arc(imposer *x, const ref_measure *m, int i, int c, int d)
{
    double *pass = x->change->pass[i][c][d];
    double *limit = &x->change->limit[i][c][d];
    if (m->kind == REF_BAN || m->kind == REF_LICENCE) {
        pass[0] *= factor_of(x, m);
        pass[1] *= factor_of(x, m);
    } else if (m->kind == REF_QUOTA) {
        *limit = fmin(*limit, m->value);
    } else if (m->kind == REF_TARIFF) {
        x->change->rate[i][c][d] += m->value;
    } else if (m->kind == REF_LEAKAGE) {
        pass[0] += m->value * (1.0 - pass[0]);
        pass[1] += m->value * (1.0 - pass[1]);
        if (*limit < 1.0) *limit += m->value * (1.0 - *limit);
    }
}

/* Every arc that a measure of one of the kinds acts on. */
static void close_ways(imposer *x, bool leaks)
{
    for (int k = 0; k < x->n; k++) {
        const ref_measure *m = x->measures[k];
        if ((m->kind == REF_LEAKAGE) != leaks) continue;
        for (int i = 0; i < x->model->n_items; i++) {
            /* what is made in place has no arc */
            if (x->model->items[i].n_vectors == 0 || !is_meant(x->model, m, i)) continue;
            for (int c = 0; c < x->model->n_countries; c++) {
                for (int d = 0; d < x->model->n_countries; d++) {
                    const bool high = x->regime->high && m->kind != REF_TARIFF;
                    if (hits_arc(x->model, m, c, d, high)) close_arc(x, m, i, c, d);
                }
            }
        }
    }
}

static void stop_maker(imposer *x, const ref_measure *m, int i, int c)
{
    if (m->kind == REF_PRICE) {
        x->change->price_factor[i][c] *= m->value;
    } else if (!m->party) {
        x->shock->capacity[i][c] *= 1.0 - m->value;
    }
}

static void stop_makers(imposer *x)
{
    for (int k = 0; k < x->n; k++) {
        const ref_measure *m = x->measures[k];
        if (m->kind != REF_STOP_PRODUCTION && m->kind != REF_PRICE) continue;
        const bool high = x->regime->high && m->kind != REF_PRICE;
        for (int i = 0; i < x->model->n_items; i++) {
            for (int c = 0; c < x->model->n_countries; c++) {
                if (is_meant(x->model, m, i) && hits_maker(x->model, m, c, high))
                    stop_maker(x, m, i, c);
            }
        }
    }
}

/* `stays` of what a party makes on each arc: behind leakage, for what is not made cannot
 * leak. */
static void stop_parties(imposer *x, ref_change *out)
{
    for (int k = 0; k < x->n; k++) {
        const ref_measure *m = x->measures[k];
        if (m->kind != REF_STOP_PRODUCTION || !m->party) continue;
        for (int i = 0; i < x->model->n_items; i++) {
            if (!is_meant(x->model, m, i)) continue;
            for (int c = 0; c < x->model->n_countries; c++) {
                if (!hits_maker(x->model, m, c, x->regime->high)) continue;
                for (int d = 0; d < x->model->n_countries; d++) {
                    for (int kind = 0; kind < 2; kind++) {
                        out->pass[i][c][d][kind] *=
                            1.0 - m->value * part_of_party(x, i, c, d, kind, m->party);
                    }
                }
            }
        }
    }
}

/* ---- what holds what ---- */

/* What one unit of an instance holds of every item, and what of the content in it is
 * worth. */
typedef struct holding {
    double made[REF_ITEMS][REF_COUNTRIES][2], need[REF_ITEMS][REF_COUNTRIES];
    double share[REF_ITEMS][REF_COUNTRIES][REF_COUNTRIES][2]; /* [item][to][from][kind] */
    double value;
} holding;

static bool is_content_place(const imposer *x, const ref_measure *m, int c)
{
    return has_place(x->model, &m->content_from, c) ||
           (x->regime->high && c == ref_unknown(x->model));
}

/* Shares as what may pass is mixed; as they are where nothing passes. */
static void remix(const imposer *x, const ref_change *open, holding *h)
{
    for (int i = 0; i < x->model->n_items; i++) {
        for (int d = 0; d < x->model->n_countries; d++) {
            double sum = 0.0;
            for (int c = 0; c < x->model->n_countries; c++) {
                for (int kind = 0; kind < 2; kind++) {
                    const double today = open->share[i][d][c][kind];
                    const double passes =
                        fmin(open->pass[i][c][d][kind] * x->shock->capacity[i][c],
                             open->limit[i][c][d]);
                    h->share[i][d][c][kind] = today * passes;
                    sum += today * passes;
                }
            }
            for (int c = 0; c < x->model->n_countries; c++) {
                for (int kind = 0; kind < 2; kind++) {
                    if (sum > 0.0) {
                        h->share[i][d][c][kind] /= sum;
                    } else {
                        h->share[i][d][c][kind] = open->share[i][d][c][kind];
                    }
                }
            }
        }
    }
}

static void take_inputs(const imposer *x, int i, int c, int kind, holding *h)
{
    const ref_item *item = &x->model->items[i];
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *line = &item->lines[l];
        if (!ref_line_serves(item, line, kind)) continue;
        const double weight = line->group >= 0 ? x->change->weight[i][l] : 1.0;
        h->need[line->item][c] += h->made[i][c][kind] * weight * x->change->use[i][l] *
                                  ref_line_need(x->model, line);
    }
}

/* Down from one instance; with `stop_at` not below what is content, whose value is
 * added up. */
static void look_into(const imposer *x, const ref_measure *m, int i, int c, int kind,
                      bool stop_at, holding *h)
{
    memset(h->made, 0, sizeof h->made);
    memset(h->need, 0, sizeof h->need);
    h->value = 0.0;
    h->made[i][c][kind] = 1.0;
    for (int n = 0; n < x->model->n_items; n++) {
        const int j = x->graph->order[n];
        for (int d = 0; d < x->model->n_countries; d++) {
            if (h->need[j][d] == 0.0) continue;
            for (int from = 0; from < x->model->n_countries; from++) {
                for (int k = 0; k < 2; k++) {
                    h->made[j][from][k] += h->need[j][d] * h->share[j][d][from][k];
                }
            }
        }
        for (int from = 0; from < x->model->n_countries; from++) {
            for (int k = 0; k < 2; k++) {
                if (h->made[j][from][k] == 0.0) continue;
                const bool counts = m->content[j] && is_content_place(x, m, from);
                if (!stop_at || !counts) {
                    take_inputs(x, j, from, k, h);
                    continue;
                }
                const ref_item *item = &x->model->items[j];
                h->value +=
                    h->made[j][from][k] * (item->has_price ? item->price : (double)NAN);
            }
        }
    }
}

static double part_held(const imposer *x, const ref_measure *m, const holding *h)
{
    double most = 0.0;
    for (int j = 0; j < x->model->n_items; j++) {
        double all = 0.0, counted = 0.0;
        for (int c = 0; c < x->model->n_countries; c++) {
            const double made = h->made[j][c][0] + h->made[j][c][1];
            all += made;
            if (is_content_place(x, m, c)) counted += made;
        }
        if (m->content[j] && all > 0.0) most = fmax(most, counted / all);
    }
    return most;
}

static double content_factor(const imposer *x, const ref_measure *m, int i, int c,
                             int kind, holding *h)
{
    look_into(x, m, i, c, kind, false, h);
    const double part = part_held(x, m, h);
    if (part <= 1e-9) return 1.0;
    if (m->de_minimis > 0.0) {
        const ref_item *item = &x->model->items[i];
        look_into(x, m, i, c, kind, true, h);
        const double content = h->value / (item->has_price ? item->price : (double)NAN);
        const double held = m->mixing ? content : content / part;
        if (!isnan(held) && held <= m->de_minimis + 1e-9) return 1.0;
    }
    return 1.0 - m->value * (m->mixing ? 1.0 : part);
}

static void rule_content(imposer *x, const ref_measure *m, holding *h)
{
    const int n = x->model->n_countries;
    for (int i = 0; i < x->model->n_items; i++) {
        if (x->model->items[i].n_vectors == 0 || !is_meant(x->model, m, i)) continue;
        for (int c = 0; c < n; c++) {
            for (int kind = 0; kind < 2; kind++) {
                bool made = false;
                for (int d = 0; d < n; d++)
                    made = made || x->change->share[i][d][c][kind] > 0.0;
                if (!made || has_place(x->model, &m->content_from, c)) continue;
                const double factor = content_factor(x, m, i, c, kind, h);
                for (int d = 0; d < n; d++) {
                    if (hits_arc(x->model, m, c, d, x->regime->high))
                        x->change->pass[i][c][d][kind] *= factor;
                }
            }
        }
    }
}

static void rule_contents(imposer *x)
{
    bool any = false;
    for (int k = 0; k < x->n; k++) any = any || x->measures[k]->kind == REF_CONTENT_RULE;
    if (!any) return;
    holding *h = calloc(1, sizeof *h);
    ref_change *open = malloc(sizeof *open);
    if (!h || !open) abort();
    *open = *x->change;
    stop_parties(x, open);
    remix(x, open, h);
    for (int k = 0; k < x->n; k++) {
        if (x->measures[k]->kind == REF_CONTENT_RULE) rule_content(x, x->measures[k], h);
    }
    free(open);
    free(h);
}

void ref_impose(const ref_graph *graph, const ref_regime *regime, ref_change *change,
                ref_shock *shock)
{
    imposer x = {.graph = graph,
                 .model = graph->model,
                 .regime = regime,
                 .change = change,
                 .shock = shock};
    take_measures(&x);
    begin(&x);
    change_makers(&x);
    stop_makers(&x);
    close_ways(&x, false);
    rule_contents(&x);
    close_ways(&x, true);
    stop_parties(&x, change);
}

/* ---- prices ---- */

typedef struct price_list {
    double made[REF_ITEMS][REF_COUNTRIES][2], delivered[REF_ITEMS][REF_COUNTRIES];
} price_list;

/* Price of a unit as it is made: f (value added today + inputs as they come). */
static double made_price(const ref_graph *graph, const ref_change *change, int i, int c,
                         int kind, const price_list *prices)
{
    const ref_model *model = graph->model;
    const ref_item *item = &model->items[i];
    double added = item->price, inputs = 0.0;
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *line = &item->lines[l];
        if (!ref_line_serves(item, line, kind)) continue;
        const double weight = line->group >= 0 ? change->weight[i][l] : 1.0;
        const double need = ref_line_need(model, line);
        added -= ref_line_weight(line) * need * model->items[line->item].price;
        inputs += weight * change->use[i][l] * need * prices->delivered[line->item][c];
    }
    return change->price_factor[i][c] * (added + inputs);
}

static double delivered_price(const ref_graph *graph, const ref_change *change, int i,
                              int to, const price_list *prices)
{
    if (graph->delivery[i][to].in_place) return prices->made[i][to][REF_PRIMARY];
    double price = 0.0;
    for (int c = 0; c < graph->model->n_countries; c++) {
        for (int kind = 0; kind < 2; kind++) {
            price += change->share[i][to][c][kind] * (1.0 + change->rate[i][c][to]) *
                     prices->made[i][c][kind];
        }
    }
    return price;
}

double ref_price_rise(const ref_graph *graph, const ref_regime *regime,
                      const ref_change *change)
{
    const ref_model *model = graph->model;
    price_list *prices = calloc(1, sizeof *prices);
    if (!prices) abort();
    bool known = true;
    for (int i = 0; i < model->n_items; i++) known = known && model->items[i].has_price;
    for (int n = model->n_items - 1; n >= 0 && known; n--) {
        const int i = graph->order[n];
        for (int c = 0; c < model->n_countries; c++) {
            for (int kind = 0; kind < 2; kind++)
                prices->made[i][c][kind] = made_price(graph, change, i, c, kind, prices);
        }
        for (int d = 0; d < model->n_countries; d++)
            prices->delivered[i][d] = delivered_price(graph, change, i, d, prices);
    }
    const int top = model->products[regime->product].item;
    const double rise = prices->delivered[top][ref_home(graph, regime->product)] -
                        model->items[top].price;
    free(prices);
    return known ? rise : (double)NAN;
}
