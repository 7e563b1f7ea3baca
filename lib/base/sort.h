/* Sorting of indices by what they stand for: stable, no recursion, no hidden memory. */
#ifndef LODE__BASE_SORT_H
#define LODE__BASE_SORT_H

#include "lode/base.h"

/* < 0, 0, > 0 as element a sorts before, with, after element b. */
typedef int (*lode__compare_fn)(uint32_t a, uint32_t b, const void *user);

/* Sorts index[n] stably; scratch[n] is overwritten. */
void lode__sort_indices(uint32_t *index, size_t n, uint32_t *scratch, lode__compare_fn compare,
                        const void *user);

#endif
