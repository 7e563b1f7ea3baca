/* What one core of this machine can do right now. */
#include "bench.h"
#include "random.h"

#include <stdlib.h>
#include <string.h>

enum {
    STREAM_WORDS = 32 << 20, /* 256 MB */
    TABLE_LINES = 8 << 10,   /* 512 KB: within the second-level cache of current cores */
    LINE_WORDS = 8,
    N_PICKS = 32 << 10,
    N_ROUNDS = 40,
    N_ADDS = 8 << 20
};

struct calibrators {
    uint64_t *stream;
    uint64_t *table;
    uint32_t *pick;
};

/* The sums have to go somewhere that no compiler leaves out. */
static volatile uint64_t word_sink;
static volatile double real_sink;

calibrators *calibrators_new(void)
{
    calibrators *c = need(1, sizeof *c);
    c->stream = need(STREAM_WORDS, sizeof *c->stream);
    c->table = need((size_t)TABLE_LINES * LINE_WORDS, sizeof *c->table);
    c->pick = need(N_PICKS, sizeof *c->pick);
    random_stream r = {7};
    for (size_t k = 0; k < STREAM_WORDS; k++) c->stream[k] = k;
    for (size_t k = 0; k < (size_t)TABLE_LINES * LINE_WORDS; k++) c->table[k] = k;
    for (size_t k = 0; k < N_PICKS; k++) c->pick[k] = random_below(&r, TABLE_LINES);
    return c;
}

void calibrators_free(calibrators *c)
{
    if (!c) return;
    free(c->stream);
    free(c->table);
    free(c->pick);
    free(c);
}

static double read_rate(const calibrators *c)
{
    const double start = clock_seconds(CLOCK_THREAD);
    uint64_t sum[16] = {0};
    for (size_t k = 0; k < STREAM_WORDS; k += 16) {
        for (size_t j = 0; j < 16; j++) sum[j] += c->stream[k + j];
    }
    for (size_t j = 0; j < 16; j++) word_sink += sum[j];
    return 8.0 * STREAM_WORDS / (clock_seconds(CLOCK_THREAD) - start);
}

static double lines_rate(const calibrators *c)
{
    const double start = clock_seconds(CLOCK_THREAD);
    uint64_t sum = 0;
    for (size_t round = 0; round < N_ROUNDS; round++) {
        for (size_t k = 0; k < N_PICKS; k++) {
            sum += c->table[(size_t)c->pick[k] * LINE_WORDS];
        }
    }
    word_sink += sum;
    return 64.0 * N_PICKS * N_ROUNDS / (clock_seconds(CLOCK_THREAD) - start);
}

static double adds_rate(void)
{
    const double start = clock_seconds(CLOCK_THREAD);
    double sum = real_sink;
    for (size_t k = 0; k < N_ADDS; k++) sum += 1e-9;
    real_sink = sum;
    return N_ADDS / (clock_seconds(CLOCK_THREAD) - start);
}

double calibrators_take(const calibrators *c, limit_kind kind)
{
    switch (kind) {
    case LIMIT_READ:
        return read_rate(c);
    case LIMIT_LINES:
        return lines_rate(c);
    case LIMIT_ADDS:
        return adds_rate();
    default:
        return 0.0;
    }
}

const char *limit_name(limit_kind kind)
{
    static const char *const names[N_LIMITS] = {"none", "read", "lines", "adds"};
    return names[kind];
}
