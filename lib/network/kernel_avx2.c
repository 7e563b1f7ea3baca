/* Compiled for AVX2, without fused multiply-add. */
#include "network/kernel.h"

#include <immintrin.h>

typedef struct lanes {
    __m256d a, b, c, d;
} lanes;
#define LANES lanes
#define KERNEL lode__kernel_avx2
#define KERNEL_NAME "avx2"

#define EACH(op, x, y)                                                                   \
    ((lanes){op((x).a, (y).a), op((x).b, (y).b), op((x).c, (y).c), op((x).d, (y).d)})

static inline lanes load(const double *from)
{
    return (lanes){_mm256_load_pd(from), _mm256_load_pd(from + 4),
                   _mm256_load_pd(from + 8), _mm256_load_pd(from + 12)};
}
static inline void store(double *to, lanes x)
{
    _mm256_store_pd(to, x.a);
    _mm256_store_pd(to + 4, x.b);
    _mm256_store_pd(to + 8, x.c);
    _mm256_store_pd(to + 12, x.d);
}
static inline lanes spread(double x)
{
    const __m256d all = _mm256_set1_pd(x);
    return (lanes){all, all, all, all};
}
static inline lanes add(lanes x, lanes y)
{
    return EACH(_mm256_add_pd, x, y);
}
static inline lanes sub(lanes x, lanes y)
{
    return EACH(_mm256_sub_pd, x, y);
}
static inline lanes mul(lanes x, lanes y)
{
    return EACH(_mm256_mul_pd, x, y);
}
static inline lanes over(lanes x)
{
    return EACH(_mm256_div_pd, spread(1.0), x);
}
static inline lanes least(lanes x, lanes y)
{
    return EACH(_mm256_min_pd, x, y);
}
static inline lanes most(lanes x, lanes y)
{
    return EACH(_mm256_max_pd, x, y);
}

#include "network/kernel_body.h"
