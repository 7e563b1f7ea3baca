/* Hashes: words mixed in one after the other. They lead to places in tables, and no
 * result depends on them. */
#ifndef LODE__BASE_HASH_H
#define LODE__BASE_HASH_H

#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Whoever writes a file must not know what of it would meet in one place: looking for it
 * there would take for ever. So there is a number in every hash that nobody outside can
 * know: where the library lies in memory, which systems choose at random. */
static inline uint64_t lode__hash_key(void)
{
    return (uintptr_t)&lode__default_allocator * UINT64_C(0x9fb21c651e98df25) | 1;
}

/* Both halves of the product, one on the other: each bit depends on all bits of both. */
static inline uint64_t lode__fold_by_halves(uint64_t a, uint64_t b)
{
    const uint64_t a_low = a & UINT32_MAX, a_high = a >> 32;
    const uint64_t b_low = b & UINT32_MAX, b_high = b >> 32;
    const uint64_t left = a_high * b_low, right = a_low * b_high;
    const uint64_t middle =
        (a_low * b_low >> 32) + (left & UINT32_MAX) + (right & UINT32_MAX);
    return (a * b) ^ (a_high * b_high + (left >> 32) + (right >> 32) + (middle >> 32));
}
static inline uint64_t lode__fold(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 product_type;
    return (a * b) ^ (uint64_t)((product_type)a * b >> 64);
#else
    return lode__fold_by_halves(a, b);
#endif
}

static inline uint64_t lode__mix(uint64_t hash, uint64_t word)
{
    return lode__fold(hash ^ word, lode__hash_key());
}

/* What is not given, NaN, is the same whatever its bits. */
static inline uint64_t lode__mix_real(uint64_t hash, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof(bits));
    return lode__mix(hash, isnan(value) ? 1 : bits);
}

#endif
