/* Substances by their CAS numbers, and what elements they hold. */
#ifndef LODE__READ_SUBSTANCE_H
#define LODE__READ_SUBSTANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LODE__MAX_SYMBOLS = 6 };

/* An element's part of the mass of a substance. */
typedef struct lode__element_part {
    char symbol[4];
    double fraction;
} lode__element_part;

/* Formula of a substance, or NULL where its number is not known. */
const char *lode__substance_formula(const char *cas, size_t len);
/* Splits a formula such as Nd2O3 by the standard atomic weights; the number of elements,
 * 0 where it is no formula of elements that are known. */
size_t lode__split_formula(const char *formula,
                           lode__element_part out[LODE__MAX_SYMBOLS]);
/* Part of an element among `n`; 0 where it is none of them. */
double lode__find_part(const lode__element_part parts[], size_t n, const char *element);
/* Substance `index` of the table; NULL past the last. */
const char *lode__substance_at(size_t index, const char **out_formula);

#endif
