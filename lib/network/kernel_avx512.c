/* Compiled for AVX-512 F, without fused multiply-add. */
#include "network/kernel.h"

#include <immintrin.h>

typedef struct lanes {
    __m512d low, high;
} lanes;
#define LANES lanes
#define KERNEL lode__kernel_avx512
#define KERNEL_NAME "avx512"

#define BOTH(op, a, b) ((lanes){op((a).low, (b).low), op((a).high, (b).high)})

static inline lanes load(const double *from)
{
    return (lanes){_mm512_load_pd(from), _mm512_load_pd(from + 8)};
}
static inline void store(double *to, lanes a)
{
    _mm512_store_pd(to, a.low);
    _mm512_store_pd(to + 8, a.high);
}
static inline lanes spread(double x)
{
    return (lanes){_mm512_set1_pd(x), _mm512_set1_pd(x)};
}
static inline lanes add(lanes a, lanes b)
{
    return BOTH(_mm512_add_pd, a, b);
}
static inline lanes sub(lanes a, lanes b)
{
    return BOTH(_mm512_sub_pd, a, b);
}
static inline lanes mul(lanes a, lanes b)
{
    return BOTH(_mm512_mul_pd, a, b);
}
static inline lanes over(lanes a)
{
    const __m512d one = _mm512_set1_pd(1.0);
    return (lanes){_mm512_div_pd(one, a.low), _mm512_div_pd(one, a.high)};
}
static inline lanes least(lanes a, lanes b)
{
    return BOTH(_mm512_min_pd, a, b);
}
static inline lanes most(lanes a, lanes b)
{
    return BOTH(_mm512_max_pd, a, b);
}

#include "network/kernel_body.h"
