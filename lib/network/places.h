/* Sets of places, each kept once: equal sets have one number, so that joining
 * what is equal already, as most of what a graph meets is, costs a comparison.
 */
#ifndef LODE__NETWORK_PLACES_H
#define LODE__NETWORK_PLACES_H

#include "base/context.h"
#include "network/network.h"

/* --- one set --- */

static inline void lode__places_join(lode__places *into, const lode__places *from)
{
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) into->bits[w] |= from->bits[w];
}

static inline unsigned lode__places_count(const lode__places *set)
{
    int n = 0;
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) n += lode__count_bits(set->bits[w]);
    return (unsigned)n;
}

/* Members of the set before `place`. */
uint32_t lode__places_rank(const lode__places *set, unsigned place);

/* Next member at or after `place`, or LODE__N_PLACES. */
static inline unsigned lode__places_next(const lode__places *set, unsigned place)
{
    for (unsigned w = place >> 6; w < LODE__PLACE_WORDS; w++) {
        uint64_t bits = set->bits[w];
        if (w == place >> 6) bits &= ~(uint64_t)0 << (place & 63);
        if (bits) return w * 64 + (unsigned)lode__lowest_bit(bits);
    }
    return LODE__N_PLACES;
}
#define LODE__FOR_EACH_PLACE(place, set)                                                 \
    for (unsigned place = lode__places_next((set), 0); place < LODE__N_PLACES;           \
         place = lode__places_next((set), place + 1))

/* --- sets by number --- */

enum { LODE__EMPTY_SET = 0 }; /* lode__place_sets_join() counts on it */

typedef struct lode__place_sets {
    const lode_allocator *allocator;
    lode__places *sets; /* [n]; set 0 is empty */
    uint32_t *count;    /* [n] members */
    uint32_t n;
    size_t sets_capacity, count_capacity;
    uint32_t *slots; /* number of a set; 0: free. Their number is a power of two */
    uint32_t n_slots;
} lode__place_sets;

LODE_NODISCARD lode_status lode__place_sets_init(lode__place_sets *sets,
                                                 const lode_allocator *allocator);
void lode__place_sets_free(lode__place_sets *sets);
/* Number of a set, added if it is new. LODE_E_NOMEM. */
LODE_NODISCARD lode_status lode__place_sets_add(lode__place_sets *sets,
                                                const lode__places *set, uint32_t *out);
LODE_NODISCARD lode_status lode__place_sets_union(lode__place_sets *sets, uint32_t a,
                                                  uint32_t b, uint32_t *out);
/* Joins a set into another. */
LODE_NODISCARD static inline lode_status
lode__place_sets_join(lode__place_sets *sets, uint32_t *into, uint32_t set)
{
    const uint32_t had = *into;
    if (set == LODE__EMPTY_SET) return LODE_OK;
    /* Mostly the set is there or nothing is, and which of the two nobody could predict:
     * one product is 0 for both. */
    if ((uint64_t)(had ^ set) * had == 0) {
        *into = set;
        return LODE_OK;
    }
    return lode__place_sets_union(sets, had, set, into);
}

#endif
