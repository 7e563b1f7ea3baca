/* The pass down: requirements. */
#include "network/kernel.h"

#include <string.h>

#if defined(__GNUC__)
#define ALWAYS_INLINE __attribute__((always_inline))
#else
#define ALWAYS_INLINE
#endif

static inline ALWAYS_INLINE double sum_row(const double *value, const uint32_t *parent,
                                           const double *weight, uint32_t from,
                                           uint32_t to, double sum)
{
    for (uint32_t j = from; j < to; j++) sum += weight[j] * value[parent[j]];
    return sum;
}

/* Arcs come in one stream, which the machine fetches ahead by itself, but only to the end
 * of a page: a page holds so few arcs that the wait at its end is felt. What is fetched
 * may lie behind the last arc. */
static inline ALWAYS_INLINE void fetch_ahead(const uint32_t *parent, const double *weight,
                                             uint32_t n)
{
    enum { LINE_BYTES = 64, ARCS_AHEAD = 256 };
    const uintptr_t parents = (uintptr_t)parent + ARCS_AHEAD * sizeof *parent;
    const uintptr_t weights = (uintptr_t)weight + ARCS_AHEAD * sizeof *weight;
    for (size_t at = 0; at < n * sizeof *parent; at += LINE_BYTES)
        LODE__FETCH(parents + at);
    for (size_t at = 0; at < n * sizeof *weight; at += LINE_BYTES)
        LODE__FETCH(weights + at);
}

/* With a degree known at compile time the row is straight code: no branch to mispredict.
 */
static inline ALWAYS_INLINE void sum_rows(const lode_network *net, const lode__run *run,
                                          uint32_t degree, double *value)
{
    /* Fetched together: some cache lines of arcs. */
    const uint32_t rows = degree == 1 ? 16 : degree <= 3 ? 8 : 4;
    const uint32_t *parent = net->down_parent + run->arc;
    const double *weight = net->down_weight + run->arc;
    double *out = value + run->first;
    uint32_t k = 0;
    for (; k + rows <= run->n; k += rows) {
        fetch_ahead(parent, weight, rows * degree);
        for (uint32_t r = k; r < k + rows; r++, parent += degree, weight += degree) {
            out[r] = sum_row(value, parent, weight, 0, degree, 0.0);
        }
    }
    for (; k < run->n; k++, parent += degree, weight += degree) {
        out[k] = sum_row(value, parent, weight, 0, degree, 0.0);
    }
}

enum { STRAIGHT = 12 }; /* the longest row that has code of its own */

static void down_short(const lode_network *net, const lode__run *run, double *value)
{
    switch (run->degree) {
    case 0:
        memset(value + run->first, 0, run->n * sizeof *value);
        break;
    case 1:
        sum_rows(net, run, 1, value);
        break;
    case 2:
        sum_rows(net, run, 2, value);
        break;
    case 3:
        sum_rows(net, run, 3, value);
        break;
    case 4:
        sum_rows(net, run, 4, value);
        break;
    case 5:
        sum_rows(net, run, 5, value);
        break;
    case 6:
        sum_rows(net, run, 6, value);
        break;
    case 7:
        sum_rows(net, run, 7, value);
        break;
    case 8:
        sum_rows(net, run, 8, value);
        break;
    case 9:
        sum_rows(net, run, 9, value);
        break;
    case 10:
        sum_rows(net, run, 10, value);
        break;
    case 11:
        sum_rows(net, run, 11, value);
        break;
    case STRAIGHT:
        sum_rows(net, run, STRAIGHT, value);
        break;
    default:
        break;
    }
}

/* A long row is one chain of additions, each waiting for the last. Rows of a level do not
 * wait for each other, so four of them are added up side by side. */
enum { SIDE_BY_SIDE = 4 };
typedef struct long_row {
    const uint32_t *parent;
    const double *weight;
    uint32_t degree, node;
} long_row;

static void sum_side_by_side(const long_row *row, double *value)
{
    double a = 0.0, b = 0.0, c = 0.0, d = 0.0;
    const uint32_t n = row[0].degree; /* they come shortest first */
    for (uint32_t j = 0; j < n; j++) {
        a += row[0].weight[j] * value[row[0].parent[j]];
        b += row[1].weight[j] * value[row[1].parent[j]];
        c += row[2].weight[j] * value[row[2].parent[j]];
        d += row[3].weight[j] * value[row[3].parent[j]];
    }
    const double sum[SIDE_BY_SIDE] = {a, b, c, d};
    for (int k = 0; k < SIDE_BY_SIDE; k++) {
        value[row[k].node] =
            sum_row(value, row[k].parent, row[k].weight, n, row[k].degree, sum[k]);
    }
}

static void sum_each(const long_row *row, unsigned n, double *value)
{
    for (unsigned k = 0; k < n; k++) {
        value[row[k].node] =
            sum_row(value, row[k].parent, row[k].weight, 0, row[k].degree, 0.0);
    }
}

/* True where rows of a run do not wait for those of the run before it and are no shorter.
 */
static bool goes_on(const lode__run *run)
{
    return !run->starts_level && run->cut == run[-1].cut && run->degree >= run[-1].degree;
}

/* Rows of a long run and of those behind it that can be added up with them; returns the
 * run that comes next. */
static const lode__run *down_long(const lode_network *net, const lode__run *run,
                                  const lode__run *end, double *value)
{
    long_row row[SIDE_BY_SIDE];
    unsigned n = 0;
    do {
        for (uint32_t k = 0; k < run->n; k++) {
            const size_t arc = run->arc + (size_t)k * run->degree;
            row[n++] = (long_row){net->down_parent + arc, net->down_weight + arc,
                                  run->degree, run->first + k};
            if (n < SIDE_BY_SIDE) continue;
            sum_side_by_side(row, value);
            n = 0;
        }
    } while (++run < end && goes_on(run));
    sum_each(row, n, value);
    return run;
}

static const lode__run *down_runs(const lode_network *net, const lode__run *run,
                                  const lode__run *end, double *value)
{
    if (run->degree > STRAIGHT) return down_long(net, run, end, value);
    down_short(net, run, value);
    return run + 1;
}

void lode__down(const lode_network *network, bool cut, double *value)
{
    const lode__run *const first = network->down_runs;
    const lode__run *const end = first + network->n_down_runs;
    for (const lode__run *run = first; run < end;) {
        if (cut && run->cut) {
            memset(value + run->first, 0, run->n * sizeof *value);
            run++;
        } else {
            run = down_runs(network, run, end, value);
        }
    }
    /* Runs that pass nothing on get their own values last, from the products' end of the
     * graph backwards: what they take from is still cut where it must be. */
    for (const lode__run *run = end; cut && run-- > first;) {
        if (run->cut) (void)down_runs(network, run, run + 1, value);
    }
}

void lode__down_lanes(const lode_network *network, bool cut, double *value)
{
    const lode__kernel *kernel = lode__kernel_best();
    for (size_t r = 0; r < network->n_down_runs; r++) {
        const lode__run *run = &network->down_runs[r];
        if (cut && run->cut) {
            memset(value + (size_t)run->first * LODE__LANES, 0,
                   (size_t)run->n * LODE__LANES * sizeof *value);
        } else {
            kernel->down(network, run, value);
        }
    }
    for (size_t r = network->n_down_runs; cut && r-- > 0;) {
        if (network->down_runs[r].cut)
            kernel->down(network, &network->down_runs[r], value);
    }
}
