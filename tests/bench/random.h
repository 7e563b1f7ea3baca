/* Numbers that look random and are the same in every run (splitmix64). */
#ifndef BENCH_RANDOM_H
#define BENCH_RANDOM_H

#include <math.h>
#include <stdint.h>

typedef struct random_stream {
    uint64_t state;
} random_stream;

static inline uint64_t random_bits(random_stream *r)
{
    uint64_t z = r->state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* In (0, 1). */
static inline double random_unit(random_stream *r)
{
    return ((double)(random_bits(r) >> 12) + 0.5) * 0x1p-52;
}

static inline uint32_t random_below(random_stream *r, uint32_t bound)
{
    return (uint32_t)(((random_bits(r) >> 32) * bound) >> 32);
}

static inline double random_normal(random_stream *r)
{
    const double radius = sqrt(-2.0 * log(random_unit(r)));
    return radius * cos(6.283185307179586 * random_unit(r));
}

#endif
