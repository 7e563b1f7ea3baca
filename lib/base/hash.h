/* Hashes: words mixed in one after the other. */
#ifndef LODE__BASE_HASH_H
#define LODE__BASE_HASH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t lode__mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9fb21c651e98df25);
    return hash ^ (hash >> 32);
}

/* What is not given, NaN, is the same whatever its bits. */
static inline uint64_t lode__mix_real(uint64_t hash, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof(bits));
    return lode__mix(hash, isnan(value) ? 1 : bits);
}

#endif
