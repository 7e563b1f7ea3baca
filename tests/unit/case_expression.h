/* Arithmetic in case files: what a hand calculation beside a number is written in. */
#ifndef LODE_TESTS_CASE_EXPRESSION_H
#define LODE_TESTS_CASE_EXPRESSION_H

#include <stdbool.h>

/* Reads a number or an expression of + - * / ( ) and min(a,b,...) max(a,b,...), to the
 * end of the text. `a=b=c` gives the first, and is refused where they differ by more than
 * `tolerance`.
 * @return false where the text is no such expression or its parts differ. */
bool case_evaluate(const char *text, double tolerance, double *out);
/* Do two numbers agree, relative to 1 or the larger? */
bool case_same(double a, double b, double tolerance);

#endif
