/* Numbers in as few bytes as they need, for what there are millions of. */
#ifndef LODE__BASE_PACKED_H
#define LODE__BASE_PACKED_H

#include <stdint.h>
#include <string.h>

enum { LODE__PACKED_NUMBER_BYTES = 10 }; /* at most */

/* Seven bits a byte, the lowest first; the highest bit of all but the last is set. */
static inline unsigned char *lode__pack_number(unsigned char *to, uint64_t number)
{
    for (; number >= 0x80; number >>= 7) *to++ = (unsigned char)(number | 0x80);
    *to++ = (unsigned char)number;
    return to;
}

static inline const unsigned char *lode__unpack_number(const unsigned char *from,
                                                       uint64_t *out)
{
    uint64_t number = *from & 0x7f;
    for (unsigned shift = 7; *from++ & 0x80; shift += 7)
        number |= (uint64_t)(*from & 0x7f) << shift;
    *out = number;
    return from;
}

/* The step from one number to another as a number that is small where they are near;
 * steps go round. And the other number. */
static inline uint32_t lode__fold_step(uint32_t before, uint32_t number)
{
    const uint32_t step = number - before;
    return step << 1 ^ (0 - (step >> 31));
}
static inline uint32_t lode__unfold_step(uint32_t before, uint32_t folded)
{
    return before + (folded >> 1 ^ (0 - (folded & 1)));
}

/* A quantity, and the form it stands in. Nearly all are decimals of few digits: those are
 * their digits, where dividing gives the same bits again. */
enum {
    /* k below this: a whole number of 10^(1 - k), from 1 on; this: as it is */
    LODE__PACKED_RAW = 7
};
static const double lode__packed_power[] = {1.0, 1.0, 1e1, 1e2, 1e3, 1e4, 1e5};

static inline unsigned char *lode__pack_real(unsigned char *to, double value,
                                             unsigned *out_form)
{
    for (unsigned form = 1; value > 0.0 && form < LODE__PACKED_RAW; form++) {
        const double digits = value * lode__packed_power[form];
        if (!(digits < 1e14)) break;
        const int64_t whole = (int64_t)(digits + 0.5); /* signed is quicker to convert */
        if ((double)whole / lode__packed_power[form] != value) continue;
        *out_form = form;
        return lode__pack_number(to, (uint64_t)whole);
    }
    *out_form = LODE__PACKED_RAW;
    memcpy(to, &value, sizeof(value));
    return to + sizeof(value);
}

static inline const unsigned char *lode__unpack_real(const unsigned char *from,
                                                     unsigned form, double *value)
{
    uint64_t whole = 0;
    if (form == LODE__PACKED_RAW) {
        memcpy(value, from, sizeof(*value));
        return from + sizeof(*value);
    }
    from = lode__unpack_number(from, &whole);
    *value = (double)whole / lode__packed_power[form];
    return from;
}

#endif
