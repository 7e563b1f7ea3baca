/* What reading and writing doubles share: their make-up and the step from decimal to
 * binary. */
#ifndef LODE__BASE_REAL_H
#define LODE__BASE_REAL_H

#include "lode/base.h"

enum {
    LODE__MANTISSA_BITS = 52, /* stored ones */
    LODE__EXPONENT_BIAS = 1023,
    LODE__MIN_EXPONENT = -1022, /* of a double that is not subnormal */
    LODE__MAX_POW10 = 22,       /* the last power of ten that is a double */
};

#define LODE__MAX_WHOLE                                                                  \
    (UINT64_C(1) << 53) /* all whole numbers up to here are doubles                      \
                         */

extern const double lode__pow10[LODE__MAX_POW10 + 1];

/* The double nearest to digits * 10^exponent, digits > 0. False on overflow. */
bool lode__decimal_to_real(uint64_t digits, int exponent, double *out);

#endif
