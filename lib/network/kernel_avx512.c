/* Compiled for AVX-512 F, without fused multiply-add. */
#include "network/kernel.h"

#include <immintrin.h>

#define LANES __m512d
#define KERNEL lode__kernel_avx512
#define KERNEL_NAME "avx512"

static inline __m512d load(const double *from)
{
    return _mm512_load_pd(from);
}
static inline void store(double *to, __m512d a)
{
    _mm512_store_pd(to, a);
}
static inline __m512d spread(double x)
{
    return _mm512_set1_pd(x);
}
static inline __m512d add(__m512d a, __m512d b)
{
    return _mm512_add_pd(a, b);
}
static inline __m512d sub(__m512d a, __m512d b)
{
    return _mm512_sub_pd(a, b);
}
static inline __m512d mul(__m512d a, __m512d b)
{
    return _mm512_mul_pd(a, b);
}
static inline __m512d over(__m512d a)
{
    return _mm512_div_pd(_mm512_set1_pd(1.0), a);
}
static inline __m512d least(__m512d a, __m512d b)
{
    return _mm512_min_pd(a, b);
}
static inline __m512d most(__m512d a, __m512d b)
{
    return _mm512_max_pd(a, b);
}

#include "network/kernel_body.h"
