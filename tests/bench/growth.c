/* How cost grows: the slope of time over size, both as logarithms. */
#include "bench.h"

#include <math.h>
#include <string.h>

enum { N_KINDS = 4, FULL_RANGE = 1000 };

/* The goals are about three decades; of less they say nothing. */
#define GROWTH(of, ...)                                                                  \
    {                                                                                    \
        .name = "growth-" of, .what = "slope of the time of " of "-* over lines",        \
        .item = "slope", .goal = __VA_ARGS__                                             \
    }
static const workload growth_workloads[2][N_KINDS] = {
    {GROWTH("down", {0}), GROWTH("requirements", {0}), GROWTH("compile", {0}),
     GROWTH("make", {0})},
    {GROWTH("down", {METRIC_VALUE, false, 1.25, "G23"}), GROWTH("requirements", {0}),
     GROWTH("compile", {METRIC_VALUE, false, 1.3, "G23"}),
     GROWTH("make", {METRIC_VALUE, false, 1.3, "G23"})}};

/* Workloads of a kind stand in order of size and are called kind-1eN. */
static bool is_of(const outcome *o, const char *kind)
{
    const size_t len = strlen(kind);
    return !o->skipped && strncmp(o->workload->name, kind, len) == 0 &&
           strncmp(o->workload->name + len, "-1e", 3) == 0;
}

static double slope(const outcome *from, const outcome *to)
{
    return log(to->run.median / from->run.median) /
           log(to->work.items / from->work.items);
}

static void add_slope(work *w, const outcome *from, const outcome *to)
{
    const size_t used = strlen(w->note);
    snprintf(w->note + used, sizeof w->note - used, "%s%.0e to %.0e %.2f",
             used ? ", " : "lines ", from->work.items, to->work.items, slope(from, to));
}

size_t add_growth(outcome *outcomes, size_t n, size_t capacity)
{
    const size_t n_measured = n;
    for (size_t kind = 0; kind < N_KINDS && n < capacity; kind++) {
        const char *name = strchr(growth_workloads[0][kind].name, '-') + 1;
        const outcome *first = NULL, *last = NULL;
        outcome growth = {.agreed = true};
        size_t n_sizes = 0;
        for (size_t k = 0; k < n_measured; k++) {
            if (!is_of(&outcomes[k], name)) continue;
            if (last && outcomes[k].work.items > last->work.items) {
                add_slope(&growth.work, last, &outcomes[k]);
            }
            if (!first) first = &outcomes[k];
            n_sizes++;
            last = &outcomes[k];
        }
        if (!first || last->work.items <= first->work.items) continue;
        const bool full = last->work.items >= FULL_RANGE * first->work.items;
        growth.workload = &growth_workloads[full][kind];
        growth.work.value = growth.metric = slope(first, last);
        if (n_sizes > 2) add_slope(&growth.work, first, last);
        growth.met = growth.metric <= growth.workload->goal.bound;
        outcomes[n++] = growth;
    }
    return n;
}
