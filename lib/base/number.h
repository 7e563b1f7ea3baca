/* Numbers as text, the same in every locale. */
#ifndef LODE__BASE_NUMBER_H
#define LODE__BASE_NUMBER_H

#include "base/bytes.h"
#include "lode/base.h"

/* Reads a whole token: optional sign, digits with an optional point, optional exponent. Correctly
 * rounded. False on anything else: blanks, "nan", "inf", hexadecimal, an empty token, a value
 * that overflows. -0 becomes 0. Underflow gives 0 or the nearest subnormal. */
bool lode__parse_real(const char *text, size_t len, double *out);
/* Reads a whole token of decimal digits with an optional sign. */
bool lode__parse_integer(const char *text, size_t len, int64_t *out);
/* The digits that eight bytes begin with, as a number: how many they are. All at once: the digits
 * are put together by twos, by fours and by eights. */
static inline size_t lode__leading_digits(const char *from, uint32_t *out)
{
    const uint64_t word = lode__load_in_order(from) ^ UINT64_C(0x3030303030303030);
    const uint64_t high = UINT64_C(0x8080808080808080);
    /* Of bytes above 9, the first of which is told for sure. */
    const uint64_t others = ((word + UINT64_C(0x7676767676767676)) | word) & high;
    const size_t n = others != 0 ? (size_t)__builtin_ctzll(others) / 8 : 8;
    if (n == 0) return 0;
    const uint64_t digits = word << (64 - 8 * n);
    const uint64_t twos = (10 * digits + (digits >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    const uint64_t fours = (100 * twos + (twos >> 16)) & UINT64_C(0x0000ffff0000ffff);
    *out = (uint32_t)(10000 * fours + (fours >> 32));
    return n;
}
/* See lode_format_real(). */
size_t lode__format_real(double value, char text[32]);
size_t lode__format_integer(int64_t value, char text[32]);

/* A sum that does not lose small terms (Neumaier's variant of Kahan's summation). */
typedef struct lode__sum {
    double sum, lost;
} lode__sum;
void lode__sum_add(lode__sum *sum, double term);
double lode__sum_value(const lode__sum *sum);

#endif
