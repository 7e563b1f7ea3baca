/* Whole numbers of fixed room, as many bits as the conversion of any double needs. */
#ifndef LODE__BASE_BIGINT_H
#define LODE__BASE_BIGINT_H

#include "lode/base.h"

/* The largest number met: 781 digits (2595 bits) are divided by 5^1110 (2578 bits) with
 * 64 bits of quotient; one limb more for normalising. */
enum { LODE__BIG_LIMBS = 96 };

typedef struct lode__big {
    uint32_t n;                     /* limbs in use; the highest is not 0 */
    uint32_t limb[LODE__BIG_LIMBS]; /* the lowest first */
} lode__big;

/* What a division gives. */
typedef struct lode__ratio {
    uint64_t whole;
    double fraction; /* what is left, in 0..1, to about nine digits */
    bool exact;      /* nothing is left */
} lode__ratio;

/* Bits from the highest set one down; 0 has none. */
unsigned lode__bit_length(uint64_t value);

void lode__big_set(lode__big *big, uint64_t value);
void lode__big_multiply_add(lode__big *big, uint32_t factor, uint32_t term);
void lode__big_multiply_pow5(lode__big *big, unsigned exponent);
void lode__big_shift_left(lode__big *big, unsigned bits);
unsigned lode__big_bit_length(const lode__big *big);
/* Divides; the quotient must be below 2^64 and the divisor not 0. Both numbers are used
 * up. */
lode__ratio lode__big_divide(lode__big *dividend, lode__big *divisor);

#endif
