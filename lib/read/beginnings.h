/* Which of many patterns are worth trying on a text: told by the first two bytes of each
 * word, so that a hundred rules cost little more than one. */
#ifndef LODE__READ_BEGINNINGS_H
#define LODE__READ_BEGINNINGS_H

#include "pattern/pattern.h"

/* What is asked once is kept: most of what could begin a word never does. */
typedef struct lode__beginnings {
    lode_allocator allocator;
    lode__pattern_scratch *scratch;
    const lode__pattern **patterns; /* [n] */
    size_t n, n_words;              /* words of 64 bits, of a set */
    uint16_t *set_of;               /* of two bytes: its set + 1; 0: not asked yet */
    uint64_t *sets;                 /* [n_sets * n_words] of patterns, a bit each */
    size_t n_sets, capacity;
} lode__beginnings;

/* For n patterns compiled with LODE__PATTERN_WORDS; one that is NULL is never worth
 * trying. Patterns and scratch must outlive it. To be freed also on failure. */
LODE_NODISCARD lode_status lode__beginnings_new(lode_context *context,
                                                lode__pattern_scratch *scratch,
                                                const lode__pattern *const *patterns,
                                                size_t n, lode__beginnings *out);
void lode__beginnings_free(lode__beginnings *beginnings);
/* Adds to the set those that may match in the text; false without memory. */
LODE_NODISCARD bool lode__beginnings_add(lode__beginnings *beginnings, const char *text,
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
