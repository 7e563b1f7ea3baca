/* The benchmark: a table of workloads, each timed beside a plain reference and beside
 * what the machine can do at all, and held against its goal. docs/performance.md says
 * what came out. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lode.h"

/* How a run was asked for. */
typedef struct settings {
    bool quick;          /* a tenth of the size, three repetitions */
    bool large;          /* workloads of ten million lines as well */
    const char *cli;     /* the lode program; NULL: start-up is not timed */
    const char *scratch; /* folder for the files that the workloads write */
    size_t repetitions;
} settings;

/* --- clock.c --- */
typedef enum clock_kind {
    CLOCK_THREAD, /* CPU time of the thread */
    CLOCK_WALL
} clock_kind;
double clock_seconds(clock_kind kind);

/* Median, least and median absolute deviation; sorts nothing of the caller's. */
typedef struct spread {
    double median, least, deviation;
} spread;
spread spread_of(const double *samples, size_t n);

/* --- calibrate.c: what the machine can do, taken between workloads --- */
typedef enum limit_kind {
    LIMIT_NONE,
    LIMIT_READ,  /* a stream of 256 MB, one core: bytes a second */
    LIMIT_LINES, /* cache lines picked from half a megabyte: bytes a second */
    LIMIT_ADDS,  /* additions that wait for each other: a second. Shows the clock */
    N_LIMITS
} limit_kind;
typedef struct calibrators calibrators;
calibrators *calibrators_new(void);
void calibrators_free(calibrators *c);
/* Takes one and returns its rate. */
double calibrators_take(const calibrators *c, limit_kind kind);
const char *limit_name(limit_kind kind);

/* --- workloads --- */
typedef enum metric_kind {
    METRIC_SHARE,   /* of the limit */
    METRIC_SPEEDUP, /* time of the reference / own */
    METRIC_COST,    /* own time / that of the reference */
    METRIC_SECONDS, /* of one run */
    METRIC_RATE,    /* items a second */
    METRIC_VALUE    /* what setup found */
} metric_kind;

typedef struct goal {
    metric_kind metric;
    bool at_least;
    double bound;
    const char *row; /* of the table of goals in docs/performance.md; NULL: of none */
} goal;

/* What a setup says of its work. */
typedef struct work {
    void *state;
    double items, bytes;   /* of one run; bytes are those the limit is about */
    double value;          /* METRIC_VALUE */
    const double *results; /* [n_results] after a run; for the checksum */
    size_t n_results;
    char note[160]; /* what was made, for the report */
} work;

typedef struct workload {
    const char *name;
    const char *what;      /* one line */
    const char *reference; /* what stands beside it; NULL: nothing does */
    const char *item;      /* what is counted */
    limit_kind limit;
    clock_kind clock;
    bool large;
    bool (*setup)(const struct workload *w, const settings *s, work *out);
    void (*before)(void *state); /* ahead of each run, not timed */
    void (*run)(void *state);    /* NULL: only a value */
    void (*compare)(void *state);
    bool (*check)(void *state); /* after a run of each */
    void (*done)(void *state);
    size_t size;        /* for the setup: edges, arcs */
    const void *detail; /* for the setup: whatever tells workloads of one kind apart */
    goal goal;          /* bound 0: none */
} workload;

/* One group a file; the list ends with a NULL name. */
extern const workload down_workloads[], product_workloads[], content_workloads[],
    shock_workloads[], compile_workloads[], coalition_workloads[], read_workloads[],
    sensitivity_workloads[], start_workloads[], update_workloads[], classify_workloads[],
    bom_workloads[], scenario_workloads[], stream_workloads[];

/* --- measure.c --- */
typedef struct outcome {
    const workload *workload;
    bool skipped, agreed;
    work work;
    size_t repetitions, inner; /* samples, and runs in each */
    spread run, compare;       /* seconds */
    spread ratio;              /* reference / own, of samples taken one after the other */
    spread limit, share;       /* rate of the limit, and part of it reached, likewise */
    double metric;             /* in the terms of the goal */
    bool met;
    uint64_t checksum; /* of the bits of the results: equal is the same; 0: of nothing */
} outcome;
outcome measure(const workload *w, const settings *s, const calibrators *c);
/* Takes one sample for each line of standard input, and prints its seconds: a program in
 * another language takes turns with it. */
void take_turns(const workload *w, const settings *s);

/* --- growth.c --- */
/* How cost grows with size, from workloads of one kind among those measured: appends to
 * `outcomes`, of which there is room for `capacity`, and returns how many there are. */
size_t add_growth(outcome *outcomes, size_t n, size_t capacity);

/* --- report.c --- */
void report_machine(FILE *to);
void report_head(FILE *to);
void report_line(FILE *to, const outcome *o);
void report_json(FILE *to, const outcome *outcomes, size_t n);
const char *metric_name(metric_kind metric);

/* --- used by all workloads --- */
/* Ends the program with a message: a benchmark that fails has nothing to report. */
void give_up(const char *what, const lode_context *context);
/* Memory or the end. */
void *need(size_t count, size_t size);
/* Fails with the context's error. */
void must(lode_status status, const lode_context *context);
lode_context *new_context(void);

#endif
