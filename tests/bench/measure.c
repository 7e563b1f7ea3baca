/* One workload: own run and reference in turn, so that what disturbs one disturbs the other. */
#include "bench.h"

#include <math.h>
#include <stdlib.h>

#define LEAST_SAMPLE_S 5e-3
enum { MAX_INNER = 1 << 20 };

typedef struct task {
    void (*before)(void *state);
    void (*run)(void *state);
    void *state;
    clock_kind clock;
    size_t inner; /* runs in one sample */
} task;

static double sample(const task *t)
{
    if (t->before) t->before(t->state);
    const double start = clock_seconds(t->clock);
    for (size_t k = 0; k < t->inner; k++) t->run(t->state);
    return (clock_seconds(t->clock) - start) / (double)t->inner;
}

/* The first sample also warms up; what has to be made ready for each run cannot be repeated. */
static void choose_inner(task *t)
{
    t->inner = 1;
    if (t->before || !t->run) {
        if (t->run) sample(t);
        return;
    }
    for (;;) {
        const double seconds = sample(t) * (double)t->inner;
        if (seconds >= LEAST_SAMPLE_S || t->inner >= MAX_INNER) return;
        const double more = seconds > 0.0 ? 1.2 * LEAST_SAMPLE_S / seconds : 2.0;
        t->inner = (size_t)((double)t->inner * fmin(fmax(more, 1.5), 1000.0)) + 1;
    }
}

static double metric_of(const outcome *o)
{
    switch (o->workload->goal.metric) {
    case METRIC_SHARE: return o->rate_of_limit;
    case METRIC_SPEEDUP: return o->ratio.median;
    case METRIC_COST: return 1.0 / o->ratio.median;
    case METRIC_SECONDS: return o->run.median;
    case METRIC_RATE: return o->work.items / o->run.median;
    case METRIC_VALUE: return o->work.value;
    }
    return NAN;
}

static void take_samples(outcome *o, task *own, task *reference, size_t n)
{
    double *run = need(n, sizeof *run), *compare = need(n, sizeof *compare);
    double *ratio = need(n, sizeof *ratio);
    for (size_t k = 0; k < n; k++) {
        run[k] = sample(own);
        if (!reference->run) continue;
        compare[k] = sample(reference);
        ratio[k] = compare[k] / run[k];
    }
    o->repetitions = n;
    o->run = spread_of(run, n);
    if (reference->run) {
        o->compare = spread_of(compare, n);
        o->ratio = spread_of(ratio, n);
    }
    free(run);
    free(compare);
    free(ratio);
}

static void take_times(outcome *o, const settings *s, const calibrators *c)
{
    const workload *w = o->workload;
    task own = {w->before, w->run, o->work.state, w->clock, 0};
    task reference = {NULL, w->compare, o->work.state, w->clock, 0};
    choose_inner(&own);
    choose_inner(&reference);
    o->inner = own.inner;
    o->inner_reference = reference.inner;
    o->agreed = !w->check || w->check(o->work.state);
    const rates before = calibrators_take(c);
    take_samples(o, &own, &reference, s->repetitions);
    const rates after = calibrators_take(c);
    for (size_t k = 0; k < N_LIMITS; k++) {
        o->rates.of[k] = 0.5 * (before.of[k] + after.of[k]);
    }
    if (w->limit != LIMIT_NONE) {
        o->rate_of_limit = o->work.bytes / o->run.median / o->rates.of[w->limit];
    }
}

outcome measure(const workload *w, const settings *s, const calibrators *c)
{
    outcome o = {.workload = w, .agreed = true};
    o.skipped = (w->large && !s->large) || !w->setup(w, s, &o.work);
    if (o.skipped) return o;
    if (w->run) take_times(&o, s, c);
    o.metric = metric_of(&o);
    o.met = w->goal.at_least ? o.metric >= w->goal.bound : o.metric <= w->goal.bound;
    if (w->done) w->done(o.work.state);
    return o;
}
