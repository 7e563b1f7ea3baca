/* Sets of places, each kept once. */
#include "network/places.h"

#include "base/hash.h"
#include "network/network.h"

#include <string.h>

uint32_t lode__places_rank(const lode__places *set, unsigned place)
{
    const unsigned word = place >> 6;
    int n = lode__count_bits(set->bits[word] & (((uint64_t)1 << (place & 63)) - 1));
    for (unsigned w = 0; w < word; w++) n += lode__count_bits(set->bits[w]);
    return (uint32_t)n;
}

enum { FIRST_SLOTS = 64 };

static uint32_t slot_of(const lode__place_sets *sets, const lode__places *set)
{
    uint64_t hash = 0;
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) hash = lode__mix(hash, set->bits[w]);
    uint32_t slot = (uint32_t)hash & (sets->n_slots - 1);
    while (sets->slots[slot] &&
           memcmp(&sets->sets[sets->slots[slot]], set, sizeof *set) != 0) {
        slot = (slot + 1) & (sets->n_slots - 1);
    }
    return slot;
}

static lode_status grow_slots(lode__place_sets *sets)
{
    uint32_t *slots =
        lode__alloc_zero(sets->allocator, (size_t)sets->n_slots * 2, sizeof *slots);
    if (!slots) return LODE_E_NOMEM;
    lode__free(sets->allocator, sets->slots);
    sets->slots = slots;
    sets->n_slots *= 2;
    for (uint32_t k = 1; k < sets->n; k++) sets->slots[slot_of(sets, &sets->sets[k])] = k;
    return LODE_OK;
}

static lode_status append(lode__place_sets *sets, const lode__places *set)
{
    int members = 0;
    LODE__TRY(lode__reserve(sets->allocator, &sets->sets, &sets->sets_capacity, sets->n,
                            1, sizeof *sets->sets));
    LODE__TRY(lode__reserve(sets->allocator, &sets->count, &sets->count_capacity, sets->n,
                            1, sizeof *sets->count));
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++)
        members += lode__count_bits(set->bits[w]);
    sets->sets[sets->n] = *set;
    sets->count[sets->n++] = (uint32_t)members;
    return LODE_OK;
}

lode_status lode__place_sets_init(lode__place_sets *sets, const lode_allocator *allocator)
{
    *sets = (lode__place_sets){.allocator = allocator, .n_slots = FIRST_SLOTS};
    sets->slots = lode__alloc_zero(allocator, FIRST_SLOTS, sizeof *sets->slots);
    return sets->slots ? append(sets, &(lode__places){{0}}) : LODE_E_NOMEM;
}

void lode__place_sets_free(lode__place_sets *sets)
{
    if (!sets->allocator) return;
    lode__free(sets->allocator, sets->sets);
    lode__free(sets->allocator, sets->count);
    lode__free(sets->allocator, sets->slots);
}

lode_status lode__place_sets_add(lode__place_sets *sets, const lode__places *set,
                                 uint32_t *out)
{
    static const lode__places empty;
    *out = LODE__EMPTY_SET;
    if (!memcmp(set, &empty, sizeof empty)) return LODE_OK;
    if (sets->n >= sets->n_slots / 2) LODE__TRY(grow_slots(sets));
    const uint32_t slot = slot_of(sets, set);
    if (!sets->slots[slot]) {
        const lode__places copy = *set; /* may be one of those that move */
        LODE__TRY(append(sets, &copy));
        sets->slots[slot] = sets->n - 1;
    }
    *out = sets->slots[slot];
    return LODE_OK;
}

lode_status lode__place_sets_union(lode__place_sets *sets, uint32_t a, uint32_t b,
                                   uint32_t *out)
{
    lode__places both = sets->sets[a];
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) both.bits[w] |= sets->sets[b].bits[w];
    return lode__place_sets_add(sets, &both, out);
}
