/* Time, and what many samples of it say. */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double clock_seconds(clock_kind kind)
{
    struct timespec now;
    clock_gettime(kind == CLOCK_WALL ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int compare_reals(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(double *samples, size_t n)
{
    qsort(samples, n, sizeof *samples, compare_reals);
    return n % 2 ? samples[n / 2] : 0.5 * (samples[n / 2 - 1] + samples[n / 2]);
}

spread spread_of(const double *samples, size_t n)
{
    if (n == 0) return (spread){0};
    double *copy = need(n, sizeof *copy);
    memcpy(copy, samples, n * sizeof *copy);
    spread s = {.median = median_of(copy, n)};
    s.least = copy[0];
    for (size_t k = 0; k < n; k++) copy[k] = fabs(samples[k] - s.median);
    s.deviation = median_of(copy, n);
    free(copy);
    return s;
}
