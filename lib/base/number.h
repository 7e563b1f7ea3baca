/* Numbers as text, the same in every locale. */
#ifndef LODE__BASE_NUMBER_H
#define LODE__BASE_NUMBER_H

#include "lode/base.h"

/* Reads a whole token: optional sign, digits with an optional point, optional exponent. Correctly
 * rounded. False on anything else: blanks, "nan", "inf", hexadecimal, an empty token, a value
 * that overflows. -0 becomes 0. Underflow gives 0 or the nearest subnormal. */
bool lode__parse_real(const char *text, size_t len, double *out);
/* Reads a whole token of decimal digits with an optional sign. */
bool lode__parse_integer(const char *text, size_t len, int64_t *out);
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
