/* Coalitions of up to three out of sixty countries. */
#include "trade_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where the level stands, and with it what can be ruled out. */
typedef enum level_kind {
    ABOVE_TRIPLES, /* nothing is found, and next to nothing ruled out: the longest search
                    */
    ABOVE_PAIRS,   /* as many triples as there can be are found */
    USUAL          /* the default */
} level_kind;

typedef struct coalition_detail {
    level_kind level;
    double share_sigma; /* 0: that of equals */
} coalition_detail;

enum { N = 60, N_PAIRS = N * (N - 1) / 2, N_TRIPLES = N_PAIRS * (N - 2) / 3 };

typedef struct losses {
    double one[N], two[N][N], three[N_TRIPLES];
} losses;

typedef struct coalition_case {
    trade_case world;
    lode_coalitions_options options;
    lode_table *table;
    size_t expected; /* rows */
} coalition_case;

/* Losses of all sets, by brute force; triples in order of their members. */
static losses *all_losses(const trade_case *world)
{
    losses *l = need(1, sizeof *l);
    lode__places *sets = need(N_TRIPLES, sizeof *sets);
    double *pairs = need(N_PAIRS, sizeof *pairs);
    size_t n1 = 0, n2 = 0, n3 = 0;
    for (unsigned a = 0; a < N; a++) lode__places_add(&sets[n1++], a);
    trade_case_losses(world, sets, n1, l->one);
    memset(sets, 0, n1 * sizeof *sets);
    for (unsigned a = 0; a < N; a++) {
        for (unsigned b = a + 1; b < N; b++, n2++) {
            lode__places_add(&sets[n2], a);
            lode__places_add(&sets[n2], b);
        }
    }
    trade_case_losses(world, sets, n2, pairs);
    memset(sets, 0, n2 * sizeof *sets);
    n2 = 0;
    for (unsigned a = 0; a < N; a++) {
        for (unsigned b = a + 1; b < N; b++) {
            l->two[a][b] = pairs[n2++];
            for (unsigned c = b + 1; c < N; c++, n3++) {
                lode__places_add(&sets[n3], a);
                lode__places_add(&sets[n3], b);
                lode__places_add(&sets[n3], c);
            }
        }
    }
    trade_case_losses(world, sets, n3, l->three);
    free(sets);
    free(pairs);
    return l;
}

static double find_level(const losses *l, level_kind kind)
{
    double most = 0.0;
    if (kind == USUAL) return LODE_LEVEL_DEFAULT;
    if (kind == ABOVE_TRIPLES) {
        for (size_t k = 0; k < N_TRIPLES; k++) most = fmax(most, l->three[k]);
        return most;
    }
    for (unsigned a = 0; a < N; a++) {
        for (unsigned b = a + 1; b < N; b++) most = fmax(most, l->two[a][b]);
    }
    return most;
}

/* Minimal sets above a level. */
static size_t count_minimal(const losses *l, double level)
{
    const double t = level + 1e-9;
    size_t n = 0, at = 0;
    for (unsigned a = 0; a < N; a++) n += l->one[a] > t;
    for (unsigned a = 0; a < N; a++) {
        for (unsigned b = a + 1; b < N; b++) {
            const bool open = l->one[a] <= t && l->one[b] <= t;
            n += open && l->two[a][b] > t;
            for (unsigned c = b + 1; c < N; c++, at++) {
                n += open && l->one[c] <= t && l->two[a][b] <= t && l->two[a][c] <= t &&
                     l->two[b][c] <= t && l->three[at] > t;
            }
        }
    }
    return n;
}

static bool setup(const workload *w, const settings *s, work *out)
{
    const coalition_detail *detail = w->detail;
    coalition_case *c = need(1, sizeof *c);
    trade_shape shape = trade_of_equals(N);
    if (detail->share_sigma > 0.0) shape.share_sigma = detail->share_sigma;
    (void)s;
    trade_case_make(&c->world, shape);
    losses *l = all_losses(&c->world);
    const double level = find_level(l, detail->level);
    c->expected = count_minimal(l, level);
    free(l);
    c->options = (lode_coalitions_options){
        .struct_size = sizeof c->options, .level_frac = level, .size = 3};
    out->state = c;
    out->items = N + N_PAIRS + N_TRIPLES;
    snprintf(out->note, sizeof out->note,
             "%zu arcs, %d countries, level %.4f, %zu sets found",
             lode_network_n_arcs(c->world.network), N, level, c->expected);
    return true;
}

static void run(void *state)
{
    coalition_case *c = state;
    lode_table_free(c->table);
    c->table = NULL;
    must(lode_coalitions(c->world.context, c->world.network, &c->options, &c->table),
         c->world.context);
}

static bool agrees(void *state)
{
    const coalition_case *c = state;
    return lode_table_n_rows(c->table) == c->expected;
}

static void done(void *state)
{
    coalition_case *c = state;
    lode_table_free(c->table);
    trade_case_drop(&c->world);
    free(c);
}

#define COALITIONS(label, text, ...)                                                     \
    {                                                                                    \
        .name = "coalitions-" label, .what = text, .item = "set", .setup = setup,        \
        .run = run, .check = agrees, .done = done,                                       \
        .goal = {METRIC_SECONDS, false, 3.0, NULL},                                      \
        .detail = &(const coalition_detail)__VA_ARGS__                                   \
    }

const workload coalition_workloads[] = {
    COALITIONS("worst", "up to 3 of 60: none is found, all together would be",
               {ABOVE_TRIPLES, 0.0}),
    COALITIONS("many", "up to 3 of 60: triples are found, pairs are not",
               {ABOVE_PAIRS, 0.0}),
    COALITIONS("usual", "up to 3 of 60: few countries hold much, default level",
               {USUAL, 2.0}),
    {.name = NULL}};
