/* Random scenarios of every measure, such that each can be run on the graph given. */
#include <stdio.h>
#include <string.h>

#include "ref_scenario.h"

static const char *const end_uses[] = {"civil", "defence"};
static const char *const days[] = {"2023-08-01", "2024-02-29", "2025-04-04"};

static int pick(ref_random *random, int n)
{
    return ref_random_below(random, n);
}

static double part(ref_random *random)
{
    if (ref_random_chance(random, 0.2)) return (double)pick(random, 2);
    return (double)(1 + pick(random, 99)) / 100.0;
}

static void draw_places(ref_random *random, const ref_model *model, double any,
                        ref_places *out)
{
    if (ref_random_chance(random, any)) return;
    const int n = 1 + pick(random, 2);
    for (int k = 0; k < n; k++) {
        if (ref_random_chance(random, 0.3)) {
            out->bloc[pick(random, model->n_blocs)] = true;
        } else {
            out->country[pick(random, model->n_countries)] = true; /* at times ZZZ */
        }
    }
}

static void draw_selectors(ref_random *random, const ref_model *model, ref_measure *m)
{
    m->stage = -1;
    if (ref_random_chance(random, 0.6)) {
        m->by_items = true;
        for (int k = 0; k < 4; k++) m->item[pick(random, model->n_items)] = true;
    } else if (ref_random_chance(random, 0.5)) {
        m->stage = pick(random, model->n_stages - 1);
    }
    draw_places(random, model, 0.3, &m->from);
    draw_places(random, model, 0.5, &m->to);
    if (ref_random_chance(random, 0.2)) m->end_use = end_uses[pick(random, 2)];
    if (ref_random_chance(random, 0.2)) m->start = days[pick(random, 3)];
    if (ref_random_chance(random, 0.2)) m->end = days[pick(random, 3)];
    if (m->start && m->end && strcmp(m->start, m->end) > 0) m->end = NULL;
}

static void draw_content(ref_random *random, const ref_model *model, ref_measure *m)
{
    for (int k = 0; k < 3; k++) m->content[pick(random, model->n_items)] = true;
    draw_places(random, model, 0.0, &m->content_from);
    m->mixing = ref_random_chance(random, 0.3);
    if (ref_random_chance(random, 0.5)) m->de_minimis = 0.5 * ref_random_real(random);
}

/* ---- measures that name their item ---- */

static bool is_made_somewhere(const ref_graph *graph, int i)
{
    return ref_choose_vector(graph, i, REF_MARKET_WORLD) != NULL;
}

/* Markets of an item that have a total. */
static void draw_capacity(ref_random *random, const ref_graph *graph, ref_measure *m)
{
    const ref_model *model = graph->model;
    m->subject = pick(random, model->n_items);
    m->country = pick(random, model->n_countries - 1);
    m->value = 1.0 + 400.0 * ref_random_real(random);
    for (int market = REF_MARKET_WORLD; market < model->n_countries - 1; market++) {
        const ref_vector *vector = ref_choose_vector(graph, m->subject, market);
        if (vector && vector->total > 0.0 && m->n_markets < 2)
            m->markets[m->n_markets++] = market;
    }
    for (int b = 0; b < model->n_blocs; b++) {
        const ref_vector *vector =
            ref_choose_vector(graph, m->subject, REF_MARKET_BLOC + b);
        if (vector && vector->total > 0.0 && m->n_markets < 3)
            m->markets[m->n_markets++] = REF_MARKET_BLOC + b;
    }
}

static void draw_thrifting(ref_random *random, const ref_model *model, ref_measure *m)
{
    m->subject = pick(random, model->n_items);
    const ref_item *item = &model->items[m->subject];
    m->input = -1;
    if (item->n_lines == 0) return;
    const ref_line *line = &item->lines[pick(random, item->n_lines)];
    int n = 0;
    for (int l = 0; l < item->n_lines; l++) n += item->lines[l].item == line->item;
    m->input = line->item;
    m->by_quantity = n == 1 && ref_random_chance(random, 0.3);
    m->value = 0.3 + ref_random_real(random);
    if (m->by_quantity) m->value *= ref_line_need(model, line) * line->yield_frac;
}

static void draw_substitution(ref_random *random, const ref_model *model, ref_measure *m)
{
    m->subject = pick(random, model->n_items);
    const ref_item *item = &model->items[m->subject];
    m->group = -1;
    if (item->n_groups == 0) return;
    m->group = pick(random, item->n_groups);
    double left = 1.0;
    int last = -1;
    for (int l = 0; l < item->n_lines; l++) {
        if (item->lines[l].group == m->group) last = l;
    }
    for (int l = 0; l <= last; l++) {
        if (item->lines[l].group != m->group) continue;
        m->named[l] = true;
        m->weight[l] = l == last ? left : left * part(random);
        left -= m->weight[l];
        m->cap[l] = m->weight[l];
        if (ref_random_chance(random, 0.4)) m->cap[l] += 0.5 * ref_random_real(random);
    }
}

/* ---- scenarios ---- */

static void draw_numbers(ref_random *random, const ref_graph *graph, ref_measure *m)
{
    const ref_model *model = graph->model;
    m->value = part(random);
    if (m->kind == REF_TARIFF || m->kind == REF_PRICE)
        m->value = 0.1 + 2.0 * ref_random_real(random);
    if (m->kind == REF_LICENCE && ref_random_chance(random, 0.5)) {
        m->validity_days = 1.0 + pick(random, 300);
        m->gap_days = pick(random, 60);
    }
    if (m->kind == REF_LICENCE && ref_random_chance(random, 0.5))
        m->refused = end_uses[pick(random, 2)];
    if (m->kind == REF_STOP_PRODUCTION && ref_random_chance(random, 0.4))
        m->party = ref_random_chance(random, 0.5) ? "maker-0" : "maker-1";
    if (m->kind == REF_CONTENT_RULE) draw_content(random, model, m);
    if (m->kind == REF_NEW_CAPACITY) draw_capacity(random, graph, m);
    if (m->kind == REF_THRIFTING) draw_thrifting(random, model, m);
    if (m->kind == REF_SUBSTITUTION) draw_substitution(random, model, m);
    if (m->kind == REF_SECOND_SOURCE) {
        m->subject = pick(random, model->n_items);
        m->country = pick(random, model->n_countries - 1);
    }
}

static bool can_be(const ref_graph *graph, const ref_measure *m)
{
    switch (m->kind) {
    case REF_NEW_CAPACITY:
        return m->n_markets > 0;
    case REF_THRIFTING:
        return m->input >= 0;
    case REF_SUBSTITUTION:
        return m->group >= 0;
    case REF_SECOND_SOURCE:
        return is_made_somewhere(graph, m->subject);
    default:
        return true;
    }
}

void ref_random_scenarios(ref_random *random, const ref_graph *graph, ref_model *model)
{
    model->n_scenarios = REF_SCENARIOS;
    for (int s = 0; s < REF_SCENARIOS; s++) {
        ref_scenario *scenario = &model->scenarios[s];
        snprintf(scenario->id, REF_NAME, "%c-case", "mak"[s]);
        const int n = 1 + pick(random, REF_MEASURES);
        for (int tries = 0; tries < n; tries++) {
            ref_measure m = {.kind = (ref_measure_kind)pick(random, REF_MEASURE_KINDS)};
            draw_selectors(random, model, &m);
            draw_numbers(random, graph, &m);
            if (can_be(graph, &m)) scenario->measures[scenario->n++] = m;
        }
    }
}
