#include "random_model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One byte is enough for most draws, and lets a fuzzer change one without the others. */
static bool take_byte(ref_random *random, uint64_t *out)
{
    if (!random->bytes || random->bytes->left == 0) return false;
    random->bytes->left--;
    *out = *random->bytes->next++;
    return true;
}

uint64_t ref_random_next(ref_random *random)
{
    uint64_t z = (random->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int ref_random_below(ref_random *random, int n)
{
    uint64_t byte;
    if (take_byte(random, &byte)) return (int)(byte % (uint64_t)n);
    return (int)(ref_random_next(random) % (uint64_t)n);
}

double ref_random_real(ref_random *random)
{
    uint64_t byte;
    if (take_byte(random, &byte)) return (double)byte / 256.0;
    return (double)(ref_random_next(random) >> 11) * 0x1p-53;
}

bool ref_random_chance(ref_random *random, double probability)
{
    return ref_random_real(random) < probability;
}

static int between(ref_random *random, int low, int high)
{
    return low + ref_random_below(random, high - low + 1);
}

/* A fraction in [0.01, 1]: mostly of two digits, as tables print them, sometimes of all
 * bits. */
static double fraction(ref_random *random)
{
    if (ref_random_chance(random, 0.3)) return 0.01 + 0.99 * ref_random_real(random);
    return (double)between(random, 1, 100) / 100.0;
}

static void copy_name(char out[REF_NAME], const char *name)
{
    snprintf(out, REF_NAME, "%s", name);
}

static void add_countries(ref_random *random, ref_model *model)
{
    static const char *const codes[] = {"AUS", "BRA", "CHL", "CHN", "COD", "DEU", "FRA",
                                        "JPN", "KOR", "MYS", "USA", "VNM", "ZAF"};
    const int n_codes = (int)(sizeof codes / sizeof codes[0]);
    const int wanted = between(random, 2, 8);
    for (int i = 0; i < n_codes && model->n_countries < wanted; i++) {
        const int left = n_codes - i, missing = wanted - model->n_countries;
        if (ref_random_below(random, left) >= missing) continue;
        copy_name(model->countries[model->n_countries++], codes[i]);
    }
    copy_name(model->countries[model->n_countries++], "ZZZ");
}

static void add_blocs(ref_random *random, ref_model *model)
{
    const int n = ref_random_below(random, 5);
    for (int b = 0; b < n; b++) {
        ref_bloc *bloc = &model->blocs[model->n_blocs++];
        snprintf(bloc->id, REF_NAME, "bloc-%c", "qmxbt"[b]);
        bloc->is_market = ref_random_chance(random, 0.8);
        const bool nested = b > 0 && ref_random_chance(random, 0.5);
        int members = 0;
        for (int c = 0; c < model->n_countries - 1; c++) {
            if (nested && !model->blocs[b - 1].has[c]) continue;
            bloc->has[c] = ref_random_chance(random, nested ? 0.6 : 0.5);
            members += bloc->has[c];
        }
        if (members == 0)
            bloc->has[ref_random_below(random, model->n_countries - 1)] = true;
    }
    ref_bloc *all = &model->blocs[model->n_blocs++];
    copy_name(all->id, REF_BLOC_OF_ALL);
    for (int c = 0; c < model->n_countries - 1; c++) all->has[c] = true;
}

static void add_scores(ref_random *random, ref_model *model)
{
    static const char *const indicators[] = {"WGI.PV", "WGI.RL", "OTHER"};
    for (int c = 0; c < model->n_countries - 1; c++) {
        for (int k = 0; k < 3; k++) {
            if (!ref_random_chance(random, 0.6)) continue;
            ref_score *score = &model->scores[model->n_scores++];
            copy_name(score->indicator, indicators[k]);
            score->country = c;
            score->year = 2020;
            score->value = -2.6 + 5.2 * ref_random_real(random);
        }
    }
}

static void add_stages(ref_random *random, ref_model *model)
{
    static const char *const usual[] = {"mine",      "refine",   "metal",  "alloy",
                                        "component", "assembly", "product"};
    const bool own = ref_random_chance(random, 0.4);
    model->n_stages = own ? 4 : 7;
    for (int s = 0; s < model->n_stages; s++) {
        if (own) {
            snprintf(model->stages[s], REF_NAME, "%c-step", "zkpa"[s]);
        } else {
            copy_name(model->stages[s], usual[s]);
        }
    }
    copy_name(model->stages[model->n_stages++], REF_STAGE_OF_NOBODY);
}

/* Ids whose byte order has nothing to do with who uses whom. */
static void name_items(ref_random *random, ref_model *model)
{
    int number[REF_ITEMS];
    for (int i = 0; i < model->n_items; i++) {
        const int j = ref_random_below(random, i + 1);
        number[i] = number[j];
        number[j] = i;
    }
    for (int i = 0; i < model->n_items; i++) {
        snprintf(model->items[i].id, REF_NAME, "%c%d", "Bdk-z"[number[i] % 5], number[i]);
        if (model->items[i].id[0] == '-') model->items[i].id[0] = 'e';
    }
}

static void fill_item(ref_random *random, const ref_model *model, int i, ref_item *item)
{
    static const char *const units[] = {"kg", "kg",   "kg",   "g", "t",
                                        "lb", "each", "each", "m"};
    copy_name(item->unit, units[ref_random_below(random, 9)]);
    item->stage = -1;
    if (ref_random_chance(random, 0.9)) {
        const int n = model->n_stages - 1; /* the last is nobody's */
        item->stage = n - 1 - i * n / model->n_items + between(random, -1, 1);
        if (item->stage < 0) item->stage = 0;
        if (item->stage >= n) item->stage = n - 1;
    }
    item->mass_kg = 0.01 + 20.0 * ref_random_real(random);
    for (int c = 0; c < model->n_countries - 1; c++) {
        if (ref_random_chance(random, 0.06)) item->surge_frac[c] = 0.5 * fraction(random);
    }
}

static int below_in_graph(ref_random *random, const ref_model *model, int i)
{
    const int left = model->n_items - 1 - i;
    return i + 1 + ref_random_below(random, left < 7 ? left : 7);
}

static const char *line_unit(ref_random *random, const ref_item *taken)
{
    static const char *const masses[] = {"kg", "g", "t", "oz"};
    if (ref_unit_kg(taken->unit) == 0.0 || ref_random_chance(random, 0.6))
        return taken->unit;
    return masses[ref_random_below(random, 4)];
}

static bool takes_already(const ref_item *item, int other)
{
    for (int l = 0; l < item->n_lines; l++) {
        if (item->lines[l].item == other) return true;
    }
    return false;
}

static ref_line *new_line(ref_random *random, ref_model *model, int i, int taken)
{
    ref_line *line = &model->items[i].lines[model->items[i].n_lines++];
    line->item = taken;
    line->group = -1;
    line->quantity = fraction(random) * (ref_random_chance(random, 0.2) ? 10.0 : 1.0);
    copy_name(line->unit, line_unit(random, &model->items[taken]));
    line->yield_frac =
        ref_random_chance(random, 0.5) ? 1.0 : 0.5 + 0.5 * fraction(random);
    line->essential_frac = 1.0;
    line->kind = REF_PRIMARY;
    return line;
}

static void add_lines(ref_random *random, ref_model *model, int i)
{
    ref_item *item = &model->items[i];
    const int n = i == 0 ? between(random, 2, 4) : ref_random_below(random, 4);
    for (int l = 0; l < n && i + 1 < model->n_items; l++) {
        const int taken = below_in_graph(random, model, i);
        if (takes_already(item, taken)) continue;
        ref_line *line = new_line(random, model, i, taken);
        if (ref_random_chance(random, 0.25)) line->essential_frac = fraction(random);
        if (ref_random_chance(random, 0.05)) line->essential_frac = 0.0;
        if (ref_random_chance(random, 0.15)) line->kind = REF_BOTH;
        if (ref_random_chance(random, 0.05)) line->kind = REF_RECYCLED;
        if (!ref_random_chance(random, 0.1)) continue;
        /* the same part on a second line: needed twice */
        const double essential = line->essential_frac;
        const int kind = line->kind;
        line = new_line(random, model, i, taken);
        line->essential_frac = essential;
        line->kind = kind;
    }
}

static void add_group(ref_random *random, ref_model *model, int i)
{
    ref_item *item = &model->items[i];
    if (model->n_items - 1 - i < 3 || item->n_groups == REF_GROUPS) return;
    ref_line *options[3];
    int n = 0;
    for (int tries = 0; tries < 6 && n < 3; tries++) {
        const int taken = below_in_graph(random, model, i);
        if (takes_already(item, taken)) continue;
        options[n] = new_line(random, model, i, taken);
        options[n++]->group = item->n_groups;
    }
    if (n == 0) return;
    ref_group *group = &item->groups[item->n_groups++];
    snprintf(group->id, REF_NAME, "group-%d", item->n_groups);
    group->essential_frac = ref_random_chance(random, 0.7) ? 1.0 : fraction(random);
    group->kind =
        ref_random_chance(random, 0.2) ? ref_random_below(random, 3) : REF_PRIMARY;
    double left = 1.0;
    for (int o = 0; o < n; o++) {
        double weight = left * fraction(random);
        if (o + 1 == n) weight = left;
        if (o + 1 < n && ref_random_chance(random, 0.2)) weight = 0.0;
        left -= weight;
        options[o]->weight_frac = weight;
        options[o]->cap_frac = weight;
        if (ref_random_chance(random, 0.4))
            options[o]->cap_frac = weight + 0.5 * fraction(random);
    }
}

/* Parts that very many take, each its own way, so that some of one level have many takers
 * and others few. A stream of its own leaves other models as they are. */
static void add_crowd(ref_random *random, ref_model *model)
{
    enum { SOUGHT = 4, TO_THE_END = 8, CROWD = 24 };
    const int sought = model->n_items - TO_THE_END;
    if (model->n_items < CROWD || !ref_random_chance(random, 0.25)) return;
    for (int i = 0; i < sought; i++) {
        for (int p = sought; p < sought + SOUGHT; p++) {
            if (takes_already(&model->items[i], p) || !ref_random_chance(random, 0.8))
                continue;
            ref_line *line = new_line(random, model, i, p);
            if (ref_random_chance(random, 0.2)) line->essential_frac = fraction(random);
        }
    }
}

static void add_hosts(ref_random *random, ref_model *model, int i)
{
    ref_item *item = &model->items[i];
    double left = 1.0;
    const int n = between(random, 1, 2);
    for (int h = 0; h < n && i + 1 < model->n_items; h++) {
        const int host = below_in_graph(random, model, i);
        bool twice = takes_already(item, host);
        for (int k = 0; k < item->n_hosts; k++)
            twice = twice || item->hosts[k].item == host;
        if (twice) continue;
        const double part =
            h == 0 && ref_random_chance(random, 0.3) ? 1.0 : left * fraction(random);
        item->hosts[item->n_hosts++] = (ref_host){host, part};
        left -= part;
        if (left < 0.02) break;
    }
}

/* How the shares of a vector sum. */
static double wanted_sum(ref_random *random, ref_vector *vector)
{
    const double draw = ref_random_real(random);
    if (draw < 0.6) return 1.0;
    if (draw < 0.7) {
        vector->rounding_frac = 0.005;
        return 0.997 + 0.006 * ref_random_real(random);
    }
    vector->rest = ref_random_chance(random, 0.6) ? REF_REST_WIDER : REF_REST_UNKNOWN;
    return 0.2 + 0.75 * ref_random_real(random);
}

static void add_rows(ref_random *random, const ref_model *model, ref_vector *vector)
{
    const int n = between(random, 1, 5);
    double sum = 0.0;
    for (int r = 0; r < n; r++) {
        ref_row *row = &vector->rows[vector->n_rows++];
        row->country = ref_random_below(random, model->n_countries - 1);
        if (ref_random_chance(random, 0.06)) row->country = model->n_countries - 1;
        row->kind = ref_random_chance(random, 0.15) ? REF_RECYCLED : REF_PRIMARY;
        row->share_frac =
            ref_random_chance(random, 0.2) ? 5.0 * fraction(random) : fraction(random);
        snprintf(row->party, REF_NAME, "maker-%d", r);
        sum += row->share_frac;
    }
    const double wanted = wanted_sum(random, vector);
    for (int r = 0; r < n; r++) vector->rows[r].share_frac *= wanted / sum;
    if (wanted < 0.99 && vector->rest == REF_REST_UNKNOWN &&
        ref_random_chance(random, 0.2)) {
        vector->rows[vector->n_rows++] =
            (ref_row){.country = ref_random_below(random, model->n_countries - 1),
                      .withheld = true};
    }
}

static void add_vectors_for(ref_random *random, const ref_model *model, ref_item *item,
                            int market)
{
    const int n = ref_random_chance(random, 0.25) ? between(random, 2, 3) : 1;
    for (int v = 0; v < n && item->n_vectors < REF_VECTORS; v++) {
        ref_vector vector = {.market = market,
                             .basis = ref_random_chance(random, 0.6)
                                          ? REF_CONTAINED_MASS
                                          : between(random, 1, 4),
                             .year = 0};
        if (ref_random_chance(random, 0.7)) vector.year = between(random, 2018, 2024);
        bool twice = false;
        for (int k = 0; k < item->n_vectors; k++) {
            const ref_vector *other = &item->vectors[k];
            twice = twice || (other->market == market && other->basis == vector.basis &&
                              other->year == vector.year);
        }
        if (twice) continue;
        add_rows(random, model, &vector);
        item->vectors[item->n_vectors++] = vector;
    }
}

static void add_vectors(ref_random *random, const ref_model *model, ref_item *item)
{
    if (ref_random_chance(random, 0.15)) return;
    if (ref_random_chance(random, 0.85)) {
        add_vectors_for(random, model, item, REF_MARKET_WORLD);
    }
    for (int c = 0; c < model->n_countries - 1; c++) {
        if (ref_random_chance(random, 0.15)) add_vectors_for(random, model, item, c);
    }
    for (int b = 0; b < model->n_blocs; b++) {
        if (!ref_random_chance(random, 0.3)) continue;
        add_vectors_for(random, model, item, REF_MARKET_BLOC + b);
    }
    if (item->n_vectors == 0) add_vectors_for(random, model, item, REF_MARKET_WORLD);
}

/* Prices that leave every maker something. */
static void add_prices(ref_random *random, ref_model *model)
{
    const double given = ref_random_chance(random, 0.7) ? 1.0 : 0.95;
    for (int i = model->n_items - 1; i >= 0; i--) {
        ref_item *item = &model->items[i];
        double inputs = 0.0;
        for (int l = 0; l < item->n_lines; l++) {
            const ref_line *line = &item->lines[l];
            inputs += ref_line_weight(line) * ref_line_need(model, line) *
                      model->items[line->item].price;
        }
        item->price = inputs * 1.1 + 0.1 + 3.0 * ref_random_real(random);
        item->has_price = ref_random_chance(random, given);
        item->has_mass =
            ref_unit_kg(item->unit) == 0.0 && ref_random_chance(random, given);
    }
}

static void add_products(ref_random *random, ref_model *model)
{
    const double valued = ref_random_chance(random, 0.8) ? 1.0 : 0.6;
    const int n = between(random, 1, 3);
    for (int p = 0; p < n; p++) {
        ref_product *product = &model->products[model->n_products++];
        snprintf(product->id, REF_NAME, "%c-product", "rfu"[p]);
        product->item = p == 0 ? 0 : ref_random_below(random, model->n_items);
        product->home = ref_random_below(random, model->n_countries - 1);
        product->volume = 1.0 + ref_random_below(random, 1000);
        product->has_value = ref_random_chance(random, valued);
        product->value = 100.0 * fraction(random);
        for (int q = 0; q < p; q++) {
            const ref_product *other = &model->products[q];
            if (other->item == product->item && other->home == product->home) {
                model->n_products--;
                return;
            }
        }
    }
}

/* What scenarios look at: end uses, and totals, which an item has for all markets or
 * none. A stream of its own leaves the rest of the model as it is. */
static void add_uses_and_totals(ref_random *random, ref_model *model)
{
    static const char *const end_uses[] = {NULL, "civil", "defence"};
    for (int p = 0; p < model->n_products; p++)
        model->products[p].end_use = end_uses[ref_random_below(random, 3)];
    for (int i = 0; i < model->n_items; i++) {
        if (!ref_random_chance(random, 0.5)) continue;
        for (int v = 0; v < model->items[i].n_vectors; v++)
            model->items[i].vectors[v].total = 100.0 + ref_random_below(random, 900);
    }
}

void ref_random_model(uint64_t seed, ref_bytes *bytes, ref_model *out)
{
    ref_random random = {seed * 0x2545f4914f6cdd1du + 1u, bytes};
    memset(out, 0, sizeof *out);
    add_countries(&random, out);
    add_blocs(&random, out);
    add_scores(&random, out);
    add_stages(&random, out);
    out->n_items = ref_random_chance(&random, 0.5) ? between(&random, 5, 12)
                                                   : between(&random, 13, 40);
    name_items(&random, out);
    for (int i = 0; i < out->n_items; i++) fill_item(&random, out, i, &out->items[i]);
    for (int i = 0; i < out->n_items; i++) {
        add_lines(&random, out, i);
        if (ref_random_chance(&random, 0.2)) add_group(&random, out, i);
        if (ref_random_chance(&random, 0.15)) add_hosts(&random, out, i);
        add_vectors(&random, out, &out->items[i]);
    }
    ref_random sought = {seed * 0xd1342543de82ef95u + 3u, bytes};
    add_crowd(&sought, out);
    add_prices(&random, out);
    add_products(&random, out);
    ref_random apart = {seed * 0x9e3779b97f4a7c15u + 7u, bytes};
    add_uses_and_totals(&apart, out);
}

void ref_random_choice(ref_random *random, const ref_model *model, ref_choice *out)
{
    memset(out, 0, sizeof *out);
    out->home = -1;
    if (ref_random_chance(random, 0.3)) out->year = 2018 + ref_random_below(random, 7);
    if (ref_random_chance(random, 0.15)) {
        out->home = ref_random_below(random, model->n_countries - 1);
    }
    if (!ref_random_chance(random, 0.3)) return;
    int bases[4] = {1, 2, 3, 4};
    for (int b = 3; b > 0; b--) {
        const int other = ref_random_below(random, b + 1), basis = bases[b];
        bases[b] = bases[other];
        bases[other] = basis;
    }
    out->n_bases = 1 + ref_random_below(random, 4);
    for (int b = 0; b < out->n_bases; b++) out->bases[b] = bases[b];
}
