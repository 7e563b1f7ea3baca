/* The binding chain of section 5: from a delivery down to the factor that is below 1 by
 * itself. */
#include "reference.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CLOSE 1e-11

/* Where the walk stands, and what it has written. */
typedef struct walk {
    const ref_graph *graph;
    const ref_shock *shock;
    const ref_up *up;
    int item, country, kind;
    int sure;
    char *text;
    int capacity;
} walk;

/* One of several limits; the smallest `rank` of those with the largest `weight` is taken.
 */
typedef struct candidate {
    double weight;
    int rank;       /* class first: capacity, inputs, hosts */
    const char *id; /* within a class */
    bool is_group, is_host, is_capacity;
    int target; /* item, or group */
} candidate;

static void note(walk *w)
{
    const size_t used = strlen(w->text);
    snprintf(w->text + used, (size_t)w->capacity - used, "%s%s@%s", used ? " " : "",
             w->graph->model->items[w->item].id, w->graph->model->countries[w->country]);
}

static void tie(walk *w, double a, double b)
{
    if (a == 1.0 && b == 1.0) return;
    if (w->sure == REF_CHAIN_SURE) w->sure = REF_CHAIN_TIED;
}

/* Picks the first of those whose weight is largest, within rounding. */
static int pick(walk *w, const candidate *all, int n)
{
    double most = -INFINITY;
    for (int a = 0; a < n; a++) most = fmax(most, all[a].weight);
    int best = -1;
    for (int a = 0; a < n; a++) {
        if (all[a].weight < most - CLOSE) continue;
        if (best < 0) {
            best = a;
            continue;
        }
        tie(w, all[a].weight, all[best].weight);
        if (all[a].rank == all[best].rank && all[a].is_group != all[best].is_group) {
            w->sure = REF_CHAIN_OPEN;
        }
        const bool first = all[a].rank != all[best].rank
                               ? all[a].rank < all[best].rank
                               : strcmp(all[a].id, all[best].id) < 0;
        if (first) best = a;
    }
    return best;
}

/* An arc of a delivery: its part of today's flow, its factor and limit. */
typedef struct way {
    double share, pass, limit;
} way;

static way way_of(const walk *w, int item, int c, int to, int kind)
{
    const ref_delivery *delivery = &w->graph->delivery[item][to];
    const ref_change *change = w->shock->change;
    /* what is made in place goes no way */
    if (delivery->in_place) return (way){c == to && kind == REF_PRIMARY, 1.0, INFINITY};
    if (!change)
        return (way){delivery->share[c][kind], w->shock->pass[item][c][to], INFINITY};
    return (way){change->share[item][to][c][kind] * change->volume[item][to],
                 change->pass[item][c][to][kind], change->limit[item][c][to]};
}

/* True where the way lets less through than comes to it. */
static bool closes(walk *w, const way *found)
{
    const double comes = w->up->output[w->item][w->country][w->kind];
    if (found->limit < 1.0 && found->limit <= found->pass * comes + CLOSE) return true;
    if (w->shock->change && found->pass < 1.0 && fabs(found->pass - comes) <= CLOSE)
        tie(w, 0.0, 0.0);
    return found->pass < 1.0 && found->pass <= comes + CLOSE;
}

/* From a delivery to the instance of the arc that loses most. False: the arc itself is
 * stopped. */
static bool take_arc(walk *w, int item, int to)
{
    double most = -INFINITY;
    way found = {0.0, 1.0, INFINITY};
    for (int c = 0; c < w->graph->model->n_countries; c++) {
        for (int kind = 0; kind < 2; kind++) {
            const way at = way_of(w, item, c, to, kind);
            if (!(at.share > 0.0)) continue;
            const double passed = fmin(at.pass * w->up->output[item][c][kind], at.limit);
            const double lost = at.share * (1.0 - passed);
            if (fabs(lost - most) <= CLOSE) tie(w, 0.0, 0.0);
            if (lost <= most + CLOSE) continue;
            most = lost;
            found = at;
            w->country = c;
            w->kind = kind;
        }
    }
    w->item = item;
    note(w);
    return !closes(w, &found);
}

/* What a scenario says of a line of the item, or the model. */
static double offered(const walk *w, int l, double supply)
{
    const ref_change *change = w->shock->change;
    return change ? fmax(1.0, 1.0 / change->use[w->item][l]) * supply : supply;
}

static double weight_of(const walk *w, int l)
{
    const ref_change *change = w->shock->change;
    return change ? change->weight[w->item][l]
                  : w->graph->model->items[w->item].lines[l].weight_frac;
}

static double cap_of(const walk *w, int l)
{
    const ref_change *change = w->shock->change;
    return change ? change->cap[w->item][l]
                  : w->graph->model->items[w->item].lines[l].cap_frac;
}

static int limits_of(const walk *w, candidate *all)
{
    const ref_item *item = &w->graph->model->items[w->item];
    const double most = 1.0 + item->surge_frac[w->country];
    int n = 0;
    all[n++] = (candidate){.weight = 1.0 - w->shock->capacity[w->item][w->country] * most,
                           .id = "",
                           .is_capacity = true};
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *line = &item->lines[l];
        if (line->group >= 0 || !ref_line_serves(item, line, w->kind)) continue;
        const double supply = offered(w, l, w->up->supply[line->item][w->country]);
        const double limit = line->essential_frac * fmin(supply, most) +
                             (1.0 - line->essential_frac) * most;
        all[n++] = (candidate){.weight = 1.0 - limit,
                               .rank = 1,
                               .id = w->graph->model->items[line->item].id,
                               .target = line->item};
    }
    return n;
}

static int add_groups(const walk *w, candidate *all, int n)
{
    const ref_item *item = &w->graph->model->items[w->item];
    const double most = 1.0 + item->surge_frac[w->country];
    for (int g = 0; g < item->n_groups; g++) {
        const ref_group *group = &item->groups[g];
        if (group->kind != REF_BOTH && group->kind != w->kind) continue;
        double supply = 0.0;
        for (int l = 0; l < item->n_lines; l++) {
            const ref_line *option = &item->lines[l];
            if (option->group != g) continue;
            const double m = offered(w, l, w->up->supply[option->item][w->country]);
            supply += weight_of(w, l) * fmax(m - 1.0, 0.0) + cap_of(w, l) * fmin(m, 1.0);
        }
        const double limit = group->essential_frac * fmin(supply, most) +
                             (1.0 - group->essential_frac) * most;
        all[n++] = (candidate){.weight = 1.0 - limit,
                               .rank = 1,
                               .id = group->id,
                               .is_group = true,
                               .target = g};
    }
    return n;
}

static int add_hosts(const walk *w, candidate *all, int n)
{
    const ref_item *item = &w->graph->model->items[w->item];
    const double most = 1.0 + item->surge_frac[w->country];
    double limit = 0.0, parts = 0.0;
    for (int h = 0; h < item->n_hosts && w->kind == REF_PRIMARY; h++) {
        const int host = item->hosts[h].item;
        if (!w->graph->made_at[host][w->country]) continue;
        parts += item->hosts[h].part_frac;
        limit += item->hosts[h].part_frac * w->up->output[host][w->country][REF_PRIMARY];
    }
    if (!(parts > 0.0)) return n;
    limit += (1.0 - parts) * most;
    all[n++] = (candidate){.weight = 1.0 - limit, .rank = 2, .id = "", .is_host = true};
    return n;
}

static int worst_option(walk *w, int g)
{
    const ref_item *item = &w->graph->model->items[w->item];
    candidate all[REF_LINES];
    int n = 0;
    for (int l = 0; l < item->n_lines; l++) {
        const ref_line *option = &item->lines[l];
        if (option->group != g) continue;
        const double supply = offered(w, l, w->up->supply[option->item][w->country]);
        all[n++] = (candidate){.weight = cap_of(w, l) * (1.0 - fmin(supply, 1.0)),
                               .id = w->graph->model->items[option->item].id,
                               .target = option->item};
    }
    return all[pick(w, all, n)].target;
}

static int worst_host(walk *w)
{
    const ref_item *item = &w->graph->model->items[w->item];
    candidate all[REF_HOSTS];
    int n = 0;
    for (int h = 0; h < item->n_hosts; h++) {
        const int host = item->hosts[h].item;
        if (!w->graph->made_at[host][w->country]) continue;
        const double output = w->up->output[host][w->country][REF_PRIMARY];
        all[n++] = (candidate){.weight = item->hosts[h].part_frac * (1.0 - output),
                               .id = w->graph->model->items[host].id,
                               .target = host};
    }
    return all[pick(w, all, n)].target;
}

int ref_binding_chain(const ref_graph *graph, const ref_shock *shock, const ref_up *up,
                      int item, int to, char *text, int capacity)
{
    walk w = {graph, shock, up, item, to, REF_PRIMARY, REF_CHAIN_SURE, text, capacity};
    text[0] = '\0';
    const double loss = 1.0 - up->supply[item][to];
    if (loss <= CLOSE)
        return loss < -CLOSE || loss == 0.0 ? REF_CHAIN_SURE : REF_CHAIN_OPEN;
    bool on = take_arc(&w, item, to);
    while (on) {
        candidate all[REF_LINES + REF_GROUPS + 2];
        int n = limits_of(&w, all);
        n = add_groups(&w, all, n);
        n = add_hosts(&w, all, n);
        const candidate *chosen = &all[pick(&w, all, n)];
        if (chosen->is_capacity) break;
        if (chosen->is_host) {
            w.item = worst_host(&w);
            w.kind = REF_PRIMARY;
            note(&w);
            continue;
        }
        const int next =
            chosen->is_group ? worst_option(&w, chosen->target) : chosen->target;
        on = take_arc(&w, next, w.country);
    }
    return w.sure;
}
