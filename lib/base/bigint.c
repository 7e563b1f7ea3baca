/* Schoolbook arithmetic on 32-bit limbs. */
#include "base/bigint.h"

#include <assert.h>
#include <string.h>

unsigned lode__bit_length(uint64_t value)
{
    unsigned bits = 0;
    for (unsigned step = 32; step > 0; step /= 2) {
        if (value >> step) {
            value >>= step;
            bits += step;
        }
    }
    return bits + (unsigned)value;
}

void lode__big_set(lode__big *big, uint64_t value)
{
    big->limb[0] = (uint32_t)value;
    big->limb[1] = (uint32_t)(value >> 32);
    big->n = value == 0 ? 0 : big->limb[1] == 0 ? 1 : 2;
}

static void push(lode__big *big, uint32_t limb)
{
    assert(big->n < LODE__BIG_LIMBS);
    if (limb > 0)
        big->limb[big->n++] = limb;
}

void lode__big_multiply_add(lode__big *big, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;
    for (uint32_t i = 0; i < big->n; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    push(big, (uint32_t)carry);
}

void lode__big_multiply_pow5(lode__big *big, unsigned exponent)
{
    enum { STEP = 13 };
    static const uint32_t pow5[STEP + 1] = {
        1,     5,      25,      125,     625,      3125,      15625,
        78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125};
    for (; exponent >= STEP; exponent -= STEP)
        lode__big_multiply_add(big, pow5[STEP], 0);
    if (exponent > 0)
        lode__big_multiply_add(big, pow5[exponent], 0);
}

void lode__big_shift_left(lode__big *big, unsigned bits)
{
    const uint32_t limbs = bits / 32;
    if (bits == 0 || big->n == 0)
        return;
    assert(big->n + limbs < LODE__BIG_LIMBS);
    uint32_t carry = 0;
    if (bits % 32 > 0) {
        for (uint32_t i = 0; i < big->n; i++) {
            const uint64_t shifted = (uint64_t)big->limb[i] << bits % 32 | carry;
            big->limb[i] = (uint32_t)shifted;
            carry = (uint32_t)(shifted >> 32);
        }
    }
    push(big, carry);
    if (limbs > 0) {
        memmove(big->limb + limbs, big->limb, big->n * sizeof(big->limb[0]));
        memset(big->limb, 0, limbs * sizeof(big->limb[0]));
        big->n += limbs;
    }
}

unsigned lode__big_bit_length(const lode__big *big)
{
    return big->n > 0 ? 32 * (big->n - 1) + lode__bit_length(big->limb[big->n - 1]) : 0;
}

/* from[0..n] -= divisor * factor; true where that went below 0 and wrapped. */
static bool subtract_product(uint32_t *from, const lode__big *divisor, uint32_t factor)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i < divisor->n; i++) {
        carry += (uint64_t)divisor->limb[i] * factor;
        const uint32_t low = (uint32_t)carry;
        carry = (carry >> 32) + (from[i] < low);
        from[i] -= low;
    }
    const bool wrapped = from[divisor->n] < carry;
    from[divisor->n] -= (uint32_t)carry;
    return wrapped;
}

/* from[0..n] += divisor; true where that undid the wrapping. */
static bool add_back(uint32_t *to, const lode__big *divisor)
{
    uint64_t carry = 0;
    for (uint32_t i = 0; i < divisor->n; i++) {
        carry += (uint64_t)to[i] + divisor->limb[i];
        to[i] = (uint32_t)carry;
        carry >>= 32;
    }
    carry += to[divisor->n];
    to[divisor->n] = (uint32_t)carry;
    return carry >> 32 > 0;
}

/* One digit of the quotient: guessed from the highest limbs, at most 2 too large. */
static uint32_t divide_step(uint32_t *from, const lode__big *divisor)
{
    const uint32_t n = divisor->n;
    const uint64_t top = (uint64_t)from[n] << 32 | from[n - 1];
    const uint64_t guess = top / divisor->limb[n - 1];
    uint32_t digit = guess < UINT32_MAX ? (uint32_t)guess : UINT32_MAX;
    if (subtract_product(from, divisor, digit)) {
        do
            digit--;
        while (!add_back(from, divisor));
    }
    return digit;
}

static double top_of(const uint32_t *limb, uint32_t n)
{
    return (double)limb[n - 1] * 4294967296.0 + (n > 1 ? (double)limb[n - 2] : 0.0);
}

lode__ratio lode__big_divide(lode__big *dividend, lode__big *divisor)
{
    lode__ratio ratio = {0, 0.0, true};
    assert(divisor->n > 0);
    const unsigned shift = 32 - lode__bit_length(divisor->limb[divisor->n - 1]);
    lode__big_shift_left(dividend, shift);
    lode__big_shift_left(divisor, shift);
    const uint32_t n = divisor->n;
    assert(dividend->n < LODE__BIG_LIMBS && dividend->n <= n + 2);
    while (dividend->n < n)
        dividend->limb[dividend->n++] = 0;
    dividend->limb[dividend->n] = 0;
    for (uint32_t at = dividend->n - n + 1; at-- > 0;)
        ratio.whole = ratio.whole << 32 | divide_step(dividend->limb + at, divisor);
    for (uint32_t i = 0; i < n && ratio.exact; i++)
        ratio.exact = dividend->limb[i] == 0;
    ratio.fraction = top_of(dividend->limb, n) / top_of(divisor->limb, n);
    return ratio;
}
