#include "scenario_batch.h"
#include "bom.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 256, MAX_MEASURES = 3, N_KINDS = 4 };
#define VALIDITY_DAYS 180.0
#define GAP_DAYS 30.0

static const char *const kind_names[N_KINDS] = {"ban", "licence", "production-stop",
                                                "quota"};

/* --- drawn --- */

static void draw_measure(const trade *t, random_stream *r, uint32_t n_kinds,
                         drawn_measure *m)
{
    m->name = kind_names[random_below(r, n_kinds)];
    m->amount = random_unit(r);
    m->n_countries = 1 + random_below(r, MAX_COUNTRIES);
    for (size_t k = 0; k < m->n_countries; k++)
        m->countries[k] = random_below(r, t->shape.n_countries);
    if (random_below(r, 4) == 0) {
        m->level = 1 + random_below(r, t->shape.n_levels);
        return;
    }
    m->n_items = 1 + random_below(r, MAX_ITEMS);
    for (size_t k = 0; k < m->n_items; k++) m->items[k] = random_below(r, t->n_items - 1);
}

static void draw_measures(scenario_batch *b, const trade *t, bool with_quotas)
{
    random_stream r = {77};
    b->measures = need(b->n_scenarios * MAX_MEASURES, sizeof *b->measures);
    for (uint32_t s = 0; s < b->n_scenarios; s++) {
        for (uint32_t n = 1 + random_below(&r, MAX_MEASURES); n > 0; n--) {
            drawn_measure *m = &b->measures[b->n_measures++];
            draw_measure(t, &r, with_quotas ? N_KINDS : N_KINDS - 1, m);
            m->scenario = s;
        }
    }
}

/* --- by hand --- */

static effect_kind effect_of(const drawn_measure *m)
{
    if (!strcmp(m->name, "production-stop")) return EFFECT_CAPACITY;
    return strcmp(m->name, "quota") ? EFFECT_PASS : EFFECT_LIMIT;
}

static double value_of(const drawn_measure *m)
{
    if (!strcmp(m->name, "quota")) return m->amount;
    if (!strcmp(m->name, "licence"))
        return m->amount * VALIDITY_DAYS / (VALIDITY_DAYS + GAP_DAYS);
    return 1.0 - m->amount;
}

static double joined(effect_kind kind, double a, double b)
{
    if (kind != EFFECT_LIMIT) return a * b;
    return a < b ? a : b;
}

/* Joins what measures of one scenario do to the same. */
static void add_effect(scenario_batch *b, const drawn_measure *m, uint32_t item,
                       uint32_t country)
{
    const effect e = {m->scenario, effect_of(m), item, country, value_of(m)};
    for (size_t k = b->first_effect[m->scenario]; k < b->n_effects; k++) {
        effect *old = &b->effects[k];
        if (old->kind != e.kind || old->item != item || old->country != country) continue;
        old->value = joined(e.kind, old->value, e.value);
        return;
    }
    b->effects[b->n_effects++] = e;
}

static bool selects(const drawn_measure *m, const trade *t, uint32_t item)
{
    if (m->level) return item / t->shape.level_width + 1 == m->level;
    for (size_t k = 0; k < m->n_items; k++) {
        if (m->items[k] == item) return true;
    }
    return false;
}

static bool is_from(const drawn_measure *m, uint32_t country)
{
    for (size_t k = 0; k < m->n_countries; k++) {
        if (m->countries[k] == country) return true;
    }
    return false;
}

/* One effect for each that makes what is selected where it is selected. */
static void add_effects(scenario_batch *b, const trade *t, const drawn_measure *m)
{
    for (uint32_t item = 0; item + 1 < t->n_items; item++) {
        if (!selects(m, t, item)) continue;
        const trade_vector *makers = t->vectors + (size_t)item * t->shape.n_makers;
        for (uint32_t k = 0; k < t->shape.n_makers; k++) {
            if (is_from(m, makers[k].country)) add_effect(b, m, item, makers[k].country);
        }
    }
}

static void find_effects(scenario_batch *b, const trade *t)
{
    const size_t widest =
        t->shape.level_width > MAX_ITEMS ? t->shape.level_width : (size_t)MAX_ITEMS;
    b->effects = need(b->n_measures * widest * MAX_COUNTRIES, sizeof *b->effects);
    b->first_effect = need(b->n_scenarios + 1, sizeof *b->first_effect);
    size_t at = 0;
    for (uint32_t s = 0; s < b->n_scenarios; s++) {
        b->first_effect[s] = b->n_effects;
        for (; at < b->n_measures && b->measures[at].scenario == s; at++)
            add_effects(b, t, &b->measures[at]);
    }
    b->first_effect[b->n_scenarios] = b->n_effects;
}

scenario_batch *scenario_batch_new(const trade *t, size_t n_scenarios, bool with_quotas)
{
    scenario_batch *b = need(1, sizeof *b);
    const size_t n_keys = (size_t)t->n_items * PLACES;
    b->n_scenarios = n_scenarios;
    draw_measures(b, t, with_quotas);
    find_effects(b, t);
    for (size_t kind = 0; kind < N_EFFECTS; kind++) {
        b->factor[kind] = need(n_keys, sizeof(double));
        for (size_t k = 0; k < n_keys; k++)
            b->factor[kind][k] = kind == EFFECT_LIMIT ? INFINITY : 1.0;
    }
    return b;
}

void scenario_batch_free(scenario_batch *b)
{
    for (size_t kind = 0; kind < N_EFFECTS; kind++) free(b->factor[kind]);
    free(b->measures);
    free(b->effects);
    free(b->first_effect);
    free(b);
}

/* Sets the factors of a scenario, or those of none again. */
static void set_factors(scenario_batch *b, size_t scenario, bool on)
{
    for (size_t k = b->first_effect[scenario]; k < b->first_effect[scenario + 1]; k++) {
        const effect *e = &b->effects[k];
        const double none = e->kind == EFFECT_LIMIT ? INFINITY : 1.0;
        b->factor[e->kind][(size_t)e->item * PLACES + e->country] = on ? e->value : none;
    }
}

static double deliver(const scenario_batch *b, const trade *t, uint32_t v,
                      const double *value)
{
    const graph *g = &t->graph;
    double lost = 0.0;
    for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
        const uint32_t from = g->child[k];
        const size_t key = (size_t)t->item[from] * PLACES + t->place[from];
        double arrives = value[from];
        if (t->place[from] != t->place[v]) {
            arrives *= b->factor[EFFECT_PASS][key];
            if (b->factor[EFFECT_LIMIT][key] < arrives)
                arrives = b->factor[EFFECT_LIMIT][key];
        }
        lost += g->weight[k] * (1.0 - arrives);
    }
    return 1.0 - lost;
}

static double evaluate(const scenario_batch *b, const trade *t, double *value)
{
    const graph *g = &t->graph;
    for (uint32_t v = g->n_nodes; v-- > 0;) {
        if (t->delivers[v]) {
            value[v] = deliver(b, t, v, value);
            continue;
        }
        double least =
            b->factor[EFFECT_CAPACITY][(size_t)t->item[v] * PLACES + t->place[v]];
        for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
            if (value[g->child[k]] < least) least = value[g->child[k]];
        }
        value[v] = least;
    }
    return 1.0 - value[t->root];
}

void scenario_batch_losses(scenario_batch *b, const trade *t, double *value, double *loss)
{
    for (size_t s = 0; s < b->n_scenarios; s++) {
        set_factors(b, s, true);
        loss[s] = evaluate(b, t, value);
        set_factors(b, s, false);
    }
}

/* --- as measures --- */

enum { TEXT_LEN = 64 };

static void join_items(const drawn_measure *m, char text[TEXT_LEN])
{
    size_t len = 0;
    for (size_t k = 0; k < m->n_items; k++) {
        char id[ITEM_ID_LEN];
        len += (size_t)snprintf(text + len, TEXT_LEN - len, "%s%s", k ? " " : "",
                                item_id(m->items[k], id));
    }
}

static void join_countries(const drawn_measure *m, char text[TEXT_LEN])
{
    size_t len = 0;
    for (size_t k = 0; k < m->n_countries; k++)
        len += (size_t)snprintf(text + len, TEXT_LEN - len, "%s%s", k ? " " : "",
                                lode_country_code(m->countries[k]));
}

static void feed_measure(lode_context *context, lode_builder *builder,
                         const drawn_measure *m)
{
    char items[TEXT_LEN] = "", from[TEXT_LEN] = "", amount[TEXT_LEN];
    lode_attribute given[6];
    size_t n = 0;
    join_items(m, items);
    join_countries(m, from);
    lode_format_real(m->amount, amount);
    given[n++] = m->level ? (lode_attribute){"stages", trade_stage(m->level - 1)}
                          : (lode_attribute){"items", items};
    given[n++] = (lode_attribute){"from", from};
    if (!strcmp(m->name, "licence")) {
        given[n++] = (lode_attribute){"approval", amount};
        given[n++] = (lode_attribute){"validity-days", "180"};
        given[n++] = (lode_attribute){"gap-days", "30"};
    } else {
        given[n++] =
            (lode_attribute){strcmp(m->name, "quota") ? "severity" : "share", amount};
    }
    if (strcmp(m->name, "production-stop") != 0) given[n++] = (lode_attribute){"to", "*"};
    must(lode_builder_measure(context, builder, m->name, given, n), context);
}

void scenario_batch_feed(lode_context *context, lode_builder *builder, const trade *t,
                         const void *batch)
{
    const scenario_batch *b = batch;
    (void)t;
    for (size_t k = 0; k < b->n_measures; k++) {
        const drawn_measure *m = &b->measures[k];
        if (k == 0 || b->measures[k - 1].scenario != m->scenario) {
            char id[TEXT_LEN];
            snprintf(id, sizeof id, "s%04u", (unsigned)m->scenario);
            must(lode_builder_scenario(context, builder, id, NULL, NULL), context);
        }
        feed_measure(context, builder, m);
    }
}
