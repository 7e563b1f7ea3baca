/* Compiled for AVX2, without fused multiply-add. */
#include "network/kernel.h"

#include <immintrin.h>

typedef struct lanes {
    __m256d low, high;
} lanes;
#define LANES lanes
#define KERNEL lode__kernel_avx2
#define KERNEL_NAME "avx2"

#define BOTH(op, a, b) ((lanes){op((a).low, (b).low), op((a).high, (b).high)})

static inline lanes load(const double *from)
{
    return (lanes){_mm256_load_pd(from), _mm256_load_pd(from + 4)};
}
static inline void store(double *to, lanes a)
{
    _mm256_store_pd(to, a.low);
    _mm256_store_pd(to + 4, a.high);
}
static inline lanes spread(double x)
{
    return (lanes){_mm256_set1_pd(x), _mm256_set1_pd(x)};
}
static inline lanes add(lanes a, lanes b)
{
    return BOTH(_mm256_add_pd, a, b);
}
static inline lanes sub(lanes a, lanes b)
{
    return BOTH(_mm256_sub_pd, a, b);
}
static inline lanes mul(lanes a, lanes b)
{
    return BOTH(_mm256_mul_pd, a, b);
}
static inline lanes over(lanes a)
{
    const __m256d one = _mm256_set1_pd(1.0);
    return (lanes){_mm256_div_pd(one, a.low), _mm256_div_pd(one, a.high)};
}
static inline lanes least(lanes a, lanes b)
{
    return BOTH(_mm256_min_pd, a, b);
}
static inline lanes most(lanes a, lanes b)
{
    return BOTH(_mm256_max_pd, a, b);
}

#include "network/kernel_body.h"
