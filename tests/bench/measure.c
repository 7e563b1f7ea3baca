/* One workload: own run and reference in turn, so that what disturbs one disturbs the
 * other. */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_SAMPLE_S 5e-3
#define LONG_ROUND_S 1.0
enum { MAX_INNER = 1 << 20, FEW_ROUNDS = 5 /* where a round is long */ };

typedef struct task {
    void (*before)(void *state);
    void (*run)(void *state);
    void *state;
    clock_kind clock;
    size_t inner; /* runs in one sample */
} task;

/* What stood between two samples has pushed the data out of the caches: where runs are
 * repeated the first is not counted. */
static double sample(const task *t)
{
    if (t->before) {
        t->before(t->state);
    } else {
        t->run(t->state);
    }
    const double start = clock_seconds(t->clock);
    for (size_t k = 0; k < t->inner; k++) t->run(t->state);
    return (clock_seconds(t->clock) - start) / (double)t->inner;
}

/* What has to be made ready for each run cannot be repeated. Returns the time of a
 * sample. */
static double choose_inner(task *t)
{
    t->inner = 1;
    if (!t->run) return 0.0;
    if (t->before) return sample(t);
    for (;;) {
        const double seconds = sample(t) * (double)t->inner;
        if (seconds >= LEAST_SAMPLE_S || t->inner >= MAX_INNER) return seconds;
        const double more = seconds > 0.0 ? 1.2 * LEAST_SAMPLE_S / seconds : 2.0;
        t->inner = (size_t)((double)t->inner * fmin(fmax(more, 1.5), 1000.0)) + 1;
    }
}

static double metric_of(const outcome *o)
{
    switch (o->workload->goal.metric) {
    case METRIC_SHARE:
        return o->share.median;
    case METRIC_SPEEDUP:
        return o->ratio.median;
    case METRIC_COST:
        return 1.0 / o->ratio.median;
    case METRIC_SECONDS:
        return o->run.median;
    case METRIC_RATE:
        return o->work.items / o->run.median;
    case METRIC_VALUE:
        return o->work.value;
    }
    return NAN;
}

/* FNV-1a, a number at a time. */
static uint64_t checksum_of(const double *results, size_t n)
{
    uint64_t sum = UINT64_C(0xCBF29CE484222325), bits;
    for (size_t k = 0; k < n; k++) {
        memcpy(&bits, &results[k], sizeof bits);
        sum = (sum ^ bits) * UINT64_C(0x100000001B3);
    }
    return n ? sum : 0;
}

/* One sample of everything in each round, n rounds. */
typedef struct samples {
    double *run, *compare, *ratio, *limit, *share;
} samples;

static void take_rounds(const outcome *o, const task *own, const task *reference,
                        const calibrators *c, size_t n, samples *to)
{
    for (size_t k = 0; k < n; k++) {
        to->limit[k] = calibrators_take(c, o->workload->limit);
        if (reference->run) to->compare[k] = sample(reference);
        to->run[k] = sample(own);
        to->ratio[k] = to->compare[k] / to->run[k];
        to->share[k] =
            to->limit[k] > 0.0 ? o->work.bytes / to->run[k] / to->limit[k] : 0.0;
    }
}

static void take_times(outcome *o, const settings *s, const calibrators *c)
{
    enum { N_KINDS = 5 };
    const workload *w = o->workload;
    task own = {w->before, w->run, o->work.state, w->clock, 0};
    task reference = {NULL, w->compare, o->work.state, w->clock, 0};
    const double seconds = choose_inner(&own) + choose_inner(&reference);
    const size_t n = seconds > LONG_ROUND_S && s->repetitions > FEW_ROUNDS
                         ? FEW_ROUNDS
                         : s->repetitions;
    o->repetitions = n;
    o->inner = own.inner;
    o->agreed = !w->check || w->check(o->work.state);
    o->checksum = checksum_of(o->work.results, o->work.n_results);
    double *room = need(N_KINDS * n, sizeof *room);
    samples taken = {room, room + n, room + 2 * n, room + 3 * n, room + 4 * n};
    take_rounds(o, &own, &reference, c, n, &taken);
    o->run = spread_of(taken.run, n);
    o->compare = spread_of(taken.compare, n);
    o->ratio = spread_of(taken.ratio, n);
    o->limit = spread_of(taken.limit, n);
    o->share = spread_of(taken.share, n);
    free(room);
}

void take_turns(const workload *w, const settings *s)
{
    char line[16];
    work of = {0};
    if (!w->setup(w, s, &of) || !w->run) give_up("cannot run here:", NULL);
    task own = {w->before, w->run, of.state, w->clock, 0};
    choose_inner(&own);
    while (fgets(line, sizeof line, stdin)) {
        printf("%.9g\n", sample(&own));
        fflush(stdout);
    }
    if (w->done) w->done(of.state);
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
