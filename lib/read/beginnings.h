/* Which of many patterns are worth trying on a text: told by the first two bytes of each
 * word, so that a hundred rules cost little more than one. */
#ifndef LODE__READ_BEGINNINGS_H
#define LODE__READ_BEGINNINGS_H

#include "pattern/pattern.h"

typedef struct lode__beginnings {
    uint64_t *sets; /* of patterns, a bit each, for each pair of classes of bytes */
    size_t n_words; /* of 64 bits, of a set */
} lode__beginnings;

/* For n patterns compiled with LODE__PATTERN_WORDS; one that is NULL is never worth
 * trying. */
LODE_NODISCARD lode_status lode__beginnings_new(lode_context *context,
                                                lode__pattern_scratch *scratch,
                                                const lode__pattern *const *patterns,
                                                size_t n, lode__beginnings *out);
void lode__beginnings_free(const lode_allocator *allocator, lode__beginnings *beginnings);
/* Adds to the set those that may match in the text. */
void lode__beginnings_add(const lode__beginnings *beginnings, const char *text,
                          size_t len, uint64_t *set);

static inline void lode__set_bit(uint64_t *set, size_t bit)
{
    set[bit / 64] |= (uint64_t)1 << bit % 64;
}
static inline bool lode__has_bit(const uint64_t *set, size_t bit)
{
    return set[bit / 64] >> bit % 64 & 1;
}

#endif
