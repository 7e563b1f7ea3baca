/* Bytes of a text as whole numbers. They differ between byte orders: for comparing and
 * hashing only. */
#ifndef LODE__BASE_BYTES_H
#define LODE__BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t lode__load64(const char *from)
{
    uint64_t word;
    memcpy(&word, from, sizeof(word));
    return word;
}

/* Eight bytes, of which the first is the lowest of the number. */
static inline uint64_t lode__load_in_order(const char *from)
{
    const uint64_t word = lode__load64(from);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

/* The first 1 to 8 of eight bytes; no other text without NULs gives the same. */
static inline uint64_t lode__load_first(const char *from, size_t len)
{
    return lode__load_in_order(from) & UINT64_MAX >> (64 - 8 * len);
}

static inline uint32_t lode__load32(const char *from)
{
    uint32_t word;
    memcpy(&word, from, sizeof(word));
    return word;
}

/* Up to eight bytes; no other text of this length gives the same. */
static inline uint64_t lode__load_short(const char *from, size_t len)
{
    if (len >= 4)
        return (uint64_t)lode__load32(from + len - 4) << 32 | lode__load32(from);
    if (len == 0) return 0;
    const uint32_t first = (unsigned char)from[0], middle = (unsigned char)from[len / 2];
    return (uint64_t)(unsigned char)from[len - 1] << 56 | middle << 8 | first;
}

/* Whether two texts of 8 bytes or more are the same. */
static inline bool lode__same_bytes(const char *a, const char *b, size_t len)
{
    for (size_t at = 0; at + 8 < len; at += 8)
        if (lode__load64(a + at) != lode__load64(b + at)) return false;
    return lode__load64(a + len - 8) == lode__load64(b + len - 8);
}

/* As memcpy(), for texts, most of which are short; without any bytes `from` may be NULL.
 */
static inline void lode__copy(char *to, const char *from, size_t len)
{
    if (len >= 8 && len <= 16) {
        const uint64_t first = lode__load64(from), last = lode__load64(from + len - 8);
        memcpy(to, &first, sizeof(first));
        memcpy(to + len - 8, &last, sizeof(last));
    } else if (len > 0) {
        memcpy(to, from, len);
    }
}

#endif
