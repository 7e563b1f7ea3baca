#include "reference.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- units and lines ---- */

double ref_unit_kg(const char *unit)
{
    static const struct {
        const char *name;
        double kg;
    } masses[] = {{"kg", 1.0},          {"g", 1e-3},        {"mg", 1e-6},
                  {"ug", 1e-9},         {"t", 1e3},         {"kt", 1e6},
                  {"Mt", 1e9},          {"lb", 0.45359237}, {"oz", 0.028349523125},
                  {"ozt", 0.0311034768}};
    for (size_t i = 0; i < sizeof masses / sizeof masses[0]; i++) {
        if (strcmp(unit, masses[i].name) == 0) return masses[i].kg;
    }
    return 0.0;
}

double ref_item_kg(const ref_item *item)
{
    const double kg = ref_unit_kg(item->unit);
    if (kg > 0.0) return kg;
    return item->has_mass ? item->mass_kg : (double)NAN;
}

double ref_line_need(const ref_model *model, const ref_line *line)
{
    const double from = ref_unit_kg(line->unit);
    const double to = ref_unit_kg(model->items[line->item].unit);
    const double quantity = from == to ? line->quantity : line->quantity * from / to;
    return quantity / line->yield_frac;
}

double ref_line_weight(const ref_line *line)
{
    return line->group >= 0 ? line->weight_frac : 1.0;
}

bool ref_line_serves(const ref_item *item, const ref_line *line, int kind)
{
    const int marked = line->group >= 0 ? item->groups[line->group].kind : line->kind;
    return marked == REF_BOTH || marked == kind;
}

int ref_unknown(const ref_model *model)
{
    return model->n_countries - 1;
}

int ref_home(const ref_graph *graph, int product)
{
    if (graph->choice.home >= 0) return graph->choice.home;
    return graph->model->products[product].home;
}

/* ---- vectors and deliveries: section 1 ---- */

static const ref_vector *latest_of(const ref_item *item, int market, int basis, int year)
{
    const ref_vector *best = NULL;
    for (int v = 0; v < item->n_vectors; v++) {
        const ref_vector *vector = &item->vectors[v];
        if (vector->market != market || vector->basis != basis) continue;
        if (year != 0 && vector->year > year) continue;
        if (!best || vector->year > best->year) best = vector;
    }
    return best;
}

const ref_vector *ref_choose_vector(const ref_graph *graph, int item, int market)
{
    static const int usual[4] = {REF_CONTAINED_MASS, REF_GROSS_MASS, REF_COUNT,
                                 REF_VALUE};
    const ref_choice *choice = &graph->choice;
    const int n = choice->n_bases > 0 ? choice->n_bases : 4;
    const int *bases = choice->n_bases > 0 ? choice->bases : usual;
    for (int b = 0; b < n; b++) {
        const ref_vector *vector =
            latest_of(&graph->model->items[item], market, bases[b], choice->year);
        if (vector) return vector;
    }
    return NULL;
}

static int bloc_size(const ref_bloc *bloc)
{
    int n = 0;
    for (int c = 0; c < REF_COUNTRIES; c++) n += bloc->has[c];
    return n;
}

static bool bloc_before(const ref_bloc *a, const ref_bloc *b)
{
    const int size_a = bloc_size(a), size_b = bloc_size(b);
    return size_a != size_b ? size_a < size_b : strcmp(a->id, b->id) < 0;
}

int ref_markets_of(const ref_graph *graph, int item, int to, int *markets)
{
    const ref_model *model = graph->model;
    int n = 0;
    if (to != ref_unknown(model)) {
        if (ref_choose_vector(graph, item, to)) markets[n++] = to;
        const int first = n;
        for (int b = 0; b < model->n_blocs; b++) {
            const ref_bloc *bloc = &model->blocs[b];
            if (!bloc->is_market || !bloc->has[to]) continue;
            if (!ref_choose_vector(graph, item, REF_MARKET_BLOC + b)) continue;
            int at = n++;
            for (; at > first; at--) {
                if (!bloc_before(bloc, &model->blocs[markets[at - 1] - REF_MARKET_BLOC]))
                    break;
                markets[at] = markets[at - 1];
            }
            markets[at] = REF_MARKET_BLOC + b;
        }
    }
    if (ref_choose_vector(graph, item, REF_MARKET_WORLD)) markets[n++] = REF_MARKET_WORLD;
    return n;
}

/* Adds a vector's rows to a delivery, `left` of which it serves; returns what it leaves
 * open. */
static double add_vector(const ref_vector *vector, double left, bool wider,
                         ref_delivery *out)
{
    double sum = 0.0;
    for (int r = 0; r < vector->n_rows; r++) sum += vector->rows[r].share_frac;
    const double slack = vector->rounding_frac > 1e-6 ? vector->rounding_frac : 1e-6;
    const bool whole = fabs(sum - 1.0) <= slack;
    for (int r = 0; r < vector->n_rows; r++) {
        const ref_row *row = &vector->rows[r];
        const double share = left * (whole ? row->share_frac / sum : row->share_frac);
        out->share[row->country][row->kind] += share;
        if (wider) out->inferred[row->country][row->kind] += share;
    }
    return whole ? 0.0 : left * (1.0 - sum);
}

static void resolve(const ref_graph *graph, int item, int to, ref_delivery *out)
{
    memset(out, 0, sizeof *out);
    if (graph->model->items[item].n_vectors == 0) {
        out->in_place = true;
        out->share[to][REF_PRIMARY] = 1.0;
        return;
    }
    int markets[REF_BLOCS + 2];
    const int n = ref_markets_of(graph, item, to, markets);
    double left = 1.0;
    for (int m = 0; m < n; m++) {
        const ref_vector *vector = ref_choose_vector(graph, item, markets[m]);
        left = add_vector(vector, left, markets[m] != to, out);
        if (vector->rest != REF_REST_WIDER) break;
    }
    out->share[ref_unknown(graph->model)][REF_PRIMARY] += left;
}

/* ---- the graph: section 2 ---- */

static bool uses(const ref_item *item, int other)
{
    for (int l = 0; l < item->n_lines; l++) {
        if (item->lines[l].item == other) return true;
    }
    for (int h = 0; h < item->n_hosts; h++) {
        if (item->hosts[h].item == other) return true;
    }
    return false;
}

static void sort_users_first(ref_graph *graph)
{
    const ref_model *model = graph->model;
    bool placed[REF_ITEMS] = {false};
    for (int n = 0; n < model->n_items; n++) {
        for (int i = 0; i < model->n_items; i++) {
            bool ready = !placed[i];
            for (int user = 0; user < model->n_items && ready; user++) {
                ready = placed[user] || !uses(&model->items[user], i);
            }
            if (!ready) continue;
            graph->order[n] = i;
            placed[i] = true;
            break;
        }
    }
}

/* Does a vector leave a part that nobody tells, itself or in the wider markets it points
 * to? */
static bool leaves_unknown(const ref_graph *graph, int i, const ref_vector *vector)
{
    ref_delivery unused = {.in_place = false};
    if (!(add_vector(vector, 1.0, false, &unused) > 0.0)) return false;
    if (vector->rest != REF_REST_WIDER) return true;
    const int unknown = ref_unknown(graph->model);
    bool anybody = false;
    for (int d = 0; d <= unknown; d++) {
        int markets[REF_BLOCS + 2];
        const int n = ref_markets_of(graph, i, d, markets);
        for (int m = 0; m < n; m++) {
            if (markets[m] != vector->market) continue;
            anybody =
                anybody || graph->delivery[i][d].share[unknown][REF_PRIMARY] > 1e-15;
        }
    }
    return anybody;
}

/* Of its vectors only those count that a delivery could use: chosen, and of a bloc that
 * is a market. */
static bool is_made_at(const ref_graph *graph, int i, int country)
{
    const ref_item *item = &graph->model->items[i];
    if (item->n_vectors == 0) return true;
    for (int v = 0; v < item->n_vectors; v++) {
        const ref_vector *vector = &item->vectors[v];
        if (ref_choose_vector(graph, i, vector->market) != vector) continue;
        if (vector->market >= REF_MARKET_BLOC &&
            !graph->model->blocs[vector->market - REF_MARKET_BLOC].is_market) {
            continue;
        }
        for (int r = 0; r < vector->n_rows; r++) {
            const ref_row *row = &vector->rows[r];
            if (row->country == country && row->kind == REF_PRIMARY) return true;
        }
        if (country == ref_unknown(graph->model) && leaves_unknown(graph, i, vector))
            return true;
    }
    return false;
}

void ref_compile(const ref_model *model, const ref_choice *choice, ref_graph *out)
{
    memset(out, 0, sizeof *out);
    out->model = model;
    out->choice = *choice;
    sort_users_first(out);
    for (int i = 0; i < model->n_items; i++) {
        for (int c = 0; c < model->n_countries; c++)
            resolve(out, i, c, &out->delivery[i][c]);
        for (int c = 0; c < model->n_countries; c++)
            out->made_at[i][c] = is_made_at(out, i, c);
    }
}

/* ---- what a product reaches ---- */

/* One more way to a node; only ways that are in use count for the distance. */
static void nearer(bool *reached, bool *used, int *steps, bool by_use, int candidate)
{
    *reached = true;
    if (!by_use) return;
    if (!*used || candidate < *steps) *steps = candidate;
    *used = true;
}

static void reach_inputs(const ref_graph *graph, int i, int c, int kind, ref_reach *out)
{
    const ref_item *item = &graph->model->items[i];
    const int steps = out->instance_steps[i][c][kind] + 1;
    const bool works = out->works[i][c][kind];
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *line = &item->lines[l];
        const int j = line->item;
        if (!ref_line_serves(item, line, kind)) continue;
        nearer(&out->delivery[j][c], &out->in_use[j][c], &out->delivery_steps[j][c],
               works && ref_line_weight(line) > 0.0, steps);
    }
    for (int n = 0; n < item->n_hosts && kind == REF_PRIMARY; n++) {
        const int h = item->hosts[n].item;
        if (!graph->made_at[h][c]) continue;
        nearer(&out->instance[h][c][REF_PRIMARY], &out->works[h][c][REF_PRIMARY],
               &out->instance_steps[h][c][REF_PRIMARY], works, steps);
    }
}

static void reach_instances(const ref_graph *graph, int i, ref_reach *out)
{
    for (int d = 0; d < graph->model->n_countries; d++) {
        if (!out->delivery[i][d]) continue;
        for (int c = 0; c < graph->model->n_countries; c++) {
            for (int kind = 0; kind < 2; kind++) {
                if (!(graph->delivery[i][d].share[c][kind] > 0.0)) continue;
                nearer(&out->instance[i][c][kind], &out->works[i][c][kind],
                       &out->instance_steps[i][c][kind], out->in_use[i][d],
                       out->delivery_steps[i][d]);
            }
        }
    }
}

void ref_reach_from(const ref_graph *graph, int product, ref_reach *out)
{
    const ref_model *model = graph->model;
    memset(out, 0, sizeof *out);
    const int top = model->products[product].item, home = ref_home(graph, product);
    out->delivery[top][home] = out->in_use[top][home] = true;
    for (int n = 0; n < model->n_items; n++) {
        const int i = graph->order[n];
        reach_instances(graph, i, out);
        for (int c = 0; c < model->n_countries; c++) {
            for (int kind = 0; kind < 2; kind++) {
                if (!out->instance[i][c][kind]) continue;
                nearer(&out->item[i], &out->item_in_use[i], &out->steps[i],
                       out->works[i][c][kind], out->instance_steps[i][c][kind]);
                reach_inputs(graph, i, c, kind, out);
            }
        }
    }
}

/* ---- section 3: requirements, origin, content ---- */

void ref_go_down(const ref_graph *graph, int product, bool leaf_recycled, ref_down *out)
{
    const ref_model *model = graph->model;
    memset(out, 0, sizeof *out);
    out->need[model->products[product].item][ref_home(graph, product)] = 1.0;
    for (int n = 0; n < model->n_items; n++) {
        const int i = graph->order[n];
        const ref_item *item = &model->items[i];
        for (int d = 0; d < model->n_countries; d++) {
            for (int c = 0; c < model->n_countries; c++) {
                for (int kind = 0; kind < 2; kind++) {
                    out->made[i][c][kind] +=
                        out->need[i][d] * graph->delivery[i][d].share[c][kind];
                }
            }
        }
        for (int c = 0; c < model->n_countries; c++) {
            for (int kind = 0; kind < 2; kind++) {
                if (kind == REF_RECYCLED && leaf_recycled) continue;
                for (int l = 0; l < item->n_lines; l++) {
                    const ref_line *line = &item->lines[l];
                    if (!ref_line_serves(item, line, kind)) continue;
                    out->need[line->item][c] += out->made[i][c][kind] *
                                                ref_line_weight(line) *
                                                ref_line_need(model, line);
                }
            }
        }
    }
}

void ref_cover(const ref_graph *graph, const ref_down *down, int item, ref_coverage *out)
{
    const int n = graph->model->n_countries, unknown = ref_unknown(graph->model);
    memset(out, 0, sizeof *out);
    for (int d = 0; d < n; d++) {
        const double need = down->need[item][d];
        const ref_delivery *delivery = &graph->delivery[item][d];
        out->total += need;
        if (delivery->in_place) {
            *(d == unknown ? &out->unknown : &out->in_place) += need;
            continue;
        }
        for (int c = 0; c < n; c++) {
            const double share = delivery->share[c][0] + delivery->share[c][1];
            const double inferred = delivery->inferred[c][0] + delivery->inferred[c][1];
            if (c == unknown) {
                out->unknown += need * share;
            } else {
                out->inferred += need * inferred;
                out->known += need * (share - inferred);
            }
        }
    }
}

double ref_made_of(const ref_graph *graph, const ref_down *down, int item)
{
    double sum = 0.0;
    for (int c = 0; c < graph->model->n_countries; c++) {
        sum += down->made[item][c][0] + down->made[item][c][1];
    }
    return sum;
}

static bool counts_for_mass(const ref_model *model, int i, int kind, int stage)
{
    const ref_item *item = &model->items[i];
    if (kind == REF_RECYCLED) return true;
    for (int l = 0; l < item->n_lines; l++) {
        if (!ref_line_serves(item, &item->lines[l], kind)) continue;
        if (ref_line_weight(&item->lines[l]) == 0.0) continue; /* not in use */
        if (stage < 0 || model->items[item->lines[l].item].stage == stage) return false;
    }
    return true;
}

static double price_of(const ref_item *item)
{
    return item->has_price ? item->price : (double)NAN;
}

static double value_added(const ref_model *model, int i, int kind)
{
    const ref_item *item = &model->items[i];
    double value = price_of(item);
    for (int l = 0; l < item->n_lines && kind == REF_PRIMARY; l++) {
        const ref_line *line = &item->lines[l];
        if (!ref_line_serves(item, line, kind) || ref_line_weight(line) == 0.0) continue;
        value -= ref_line_weight(line) * ref_line_need(model, line) *
                 price_of(&model->items[line->item]);
    }
    return value;
}

void ref_content_by_country(const ref_graph *graph, const ref_down *leaf_down, int stage,
                            bool by_value, double out[REF_COUNTRIES])
{
    const ref_model *model = graph->model;
    for (int c = 0; c < model->n_countries; c++) out[c] = 0.0;
    for (int i = 0; i < model->n_items; i++) {
        if (stage >= 0 && model->items[i].stage != stage) continue;
        for (int kind = 0; kind < 2; kind++) {
            if (!by_value && !counts_for_mass(model, i, kind, stage)) continue;
            const double each =
                by_value ? value_added(model, i, kind) : ref_item_kg(&model->items[i]);
            for (int c = 0; c < model->n_countries; c++) {
                const double made = leaf_down->made[i][c][kind];
                if (made > 0.0) out[c] += made * each;
            }
        }
    }
}

/* ---- section 5: shocks and availability ---- */

void ref_no_shock(const ref_graph *graph, ref_shock *out)
{
    out->change = NULL;
    for (int i = 0; i < graph->model->n_items; i++) {
        for (int c = 0; c < REF_COUNTRIES; c++) {
            out->capacity[i][c] = 1.0;
            for (int d = 0; d < REF_COUNTRIES; d++) out->pass[i][c][d] = 1.0;
        }
    }
}

/* Does what goes from one place to another leave a country that stops? Where the unknown
 * is in those that stop, and they are several, it is in whichever of them makes the most
 * of it. */
static bool leaves(const ref_model *model, const ref_stop *stop, int from, int to)
{
    const int unknown = ref_unknown(model);
    int n = 0;
    for (int c = 0; c < unknown; c++) n += stop->country[c];
    if (!stop->unknown_too) return stop->country[from] && from != to;
    if (from == to) return false;
    if (from == unknown) return n > 1 || !stop->country[to];
    if (to == unknown) return n > 1 && stop->country[from];
    return stop->country[from];
}

void ref_apply_stop(const ref_graph *graph, const ref_stop *stop, ref_shock *shock)
{
    const ref_model *model = graph->model;
    for (int i = 0; i < model->n_items; i++) {
        const int stage = model->items[i].stage;
        if (stop->at_stages && (stage < 0 || !stop->stage[stage])) continue;
        if (stop->only_item >= 0 && stop->only_item != i) continue;
        for (int c = 0; c < model->n_countries; c++) {
            const bool stopped =
                stop->country[c] || (stop->unknown_too && c == ref_unknown(model));
            if ((stop->kind & REF_PRODUCTION) && stopped) shock->capacity[i][c] = 0.0;
            for (int d = 0; d < model->n_countries && (stop->kind & REF_EXPORTS); d++) {
                if (leaves(model, stop, c, d)) shock->pass[i][c][d] = 0.0;
            }
        }
    }
}

/* r M: what is saved of an input stays with the saver. */
static double offered(const ref_shock *shock, int i, int l, double supply)
{
    return shock->change ? fmax(1.0, 1.0 / shock->change->use[i][l]) * supply : supply;
}

static double group_supply(const ref_graph *graph, const ref_shock *shock, int i,
                           int group, int c, const ref_up *up)
{
    const ref_item *item = &graph->model->items[i];
    double sum = 0.0;
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *option = &item->lines[l];
        if (option->group != group) continue;
        const double supply = offered(shock, i, l, up->supply[option->item][c]);
        const double weight =
            shock->change ? shock->change->weight[i][l] : option->weight_frac;
        const double cap = shock->change ? shock->change->cap[i][l] : option->cap_frac;
        sum += weight * fmax(supply - 1.0, 0.0) + cap * fmin(supply, 1.0);
    }
    return sum;
}

static double input_limit(double essential, double supply, double most)
{
    return essential * fmin(supply, most) + (1.0 - essential) * most;
}

static double host_limit(const ref_graph *graph, const ref_item *item, int c, double most,
                         const ref_up *up)
{
    double limit = 0.0, parts = 0.0;
    for (int h = 0; h < item->n_hosts; h++) {
        if (!graph->made_at[item->hosts[h].item][c]) continue;
        parts += item->hosts[h].part_frac;
        limit +=
            item->hosts[h].part_frac * up->output[item->hosts[h].item][c][REF_PRIMARY];
    }
    return limit + (1.0 - parts) * most;
}

static bool has_host(const ref_graph *graph, const ref_item *item, int c, int kind)
{
    if (kind == REF_RECYCLED) return false;
    for (int h = 0; h < item->n_hosts; h++) {
        if (graph->made_at[item->hosts[h].item][c]) return true;
    }
    return false;
}

static double output_of(const ref_graph *graph, const ref_shock *shock, int i, int c,
                        int kind, const ref_up *up)
{
    const ref_item *item = &graph->model->items[i];
    const double most = 1.0 + item->surge_frac[c];
    double output = shock->capacity[i][c] * most;
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *line = &item->lines[l];
        if (line->group >= 0 || !ref_line_serves(item, line, kind)) continue;
        const double supply = offered(shock, i, l, up->supply[line->item][c]);
        output = fmin(output, input_limit(line->essential_frac, supply, most));
    }
    for (int g = 0; g < item->n_groups; g++) {
        const ref_group *group = &item->groups[g];
        if (group->kind != REF_BOTH && group->kind != kind) continue;
        output = fmin(output, input_limit(group->essential_frac,
                                          group_supply(graph, shock, i, g, c, up), most));
    }
    if (has_host(graph, item, c, kind)) {
        output = fmin(output, host_limit(graph, item, c, most, up));
    }
    return output;
}

/* M in parts of today's flow, with the shares and limits of a scenario. */
static double changed_supply(const ref_graph *graph, const ref_change *change, int i,
                             int to, const ref_up *up)
{
    double supply = 0.0;
    for (int c = 0; c < graph->model->n_countries; c++) {
        for (int kind = 0; kind < 2; kind++) {
            const double passed =
                fmin(change->pass[i][c][to][kind] * up->output[i][c][kind],
                     change->limit[i][c][to]);
            supply += change->share[i][to][c][kind] * passed;
        }
    }
    return change->volume[i][to] * supply;
}

static double supply_of(const ref_graph *graph, const ref_shock *shock, int i, int to,
                        const ref_up *up)
{
    const ref_delivery *delivery = &graph->delivery[i][to];
    if (delivery->in_place) return up->output[i][to][REF_PRIMARY];
    if (shock->change) return changed_supply(graph, shock->change, i, to, up);
    double supply = 0.0;
    for (int c = 0; c < graph->model->n_countries; c++) {
        for (int kind = 0; kind < 2; kind++) {
            supply +=
                delivery->share[c][kind] * shock->pass[i][c][to] * up->output[i][c][kind];
        }
    }
    return supply;
}

void ref_go_up(const ref_graph *graph, const ref_shock *shock, ref_up *out)
{
    const ref_model *model = graph->model;
    for (int n = model->n_items - 1; n >= 0; n--) {
        const int i = graph->order[n];
        for (int c = 0; c < model->n_countries; c++) {
            out->output[i][c][REF_PRIMARY] =
                output_of(graph, shock, i, c, REF_PRIMARY, out);
            out->output[i][c][REF_RECYCLED] =
                output_of(graph, shock, i, c, REF_RECYCLED, out);
        }
        for (int d = 0; d < model->n_countries; d++) {
            out->supply[i][d] = supply_of(graph, shock, i, d, out);
        }
    }
}

double ref_loss_of(const ref_up *up, int item, int to)
{
    const double loss = 1.0 - fmin(1.0, up->supply[item][to]);
    return loss < 1e-14 ? 0.0 : loss; /* shares sum to 1 within rounding */
}
