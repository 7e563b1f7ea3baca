/* Things of the model by what they say, so that what is said of many stands once. */
#include "model/freeze.h"

enum { FIRST_SLOTS = 64 };

/* The slot of a thing that says the same, or the free one where this belongs. */
static uint32_t *find_slot(const lode_model *model, const lode__same *same,
                           uint32_t index)
{
    for (uint64_t at = same->rule->hash(model, index);; at++) {
        uint32_t *const slot = &same->slots[at & (same->n_slots - 1)];
        if (*slot == 0 || same->rule->is_same(model, *slot - 1, index)) return slot;
    }
}

/* Half of the slots stay free. */
static lode_status grow_slots(lode__freeze *job, lode__same *same)
{
    const lode__same old = *same;
    if (old.n < old.n_slots / 2) return LODE_OK;
    same->n_slots = old.n_slots > 0 ? 2 * old.n_slots : FIRST_SLOTS;
    LODE__TRY(
        lode__freeze_scratch(job, &same->slots, same->n_slots, sizeof(*same->slots)));
    memset(same->slots, 0, same->n_slots * sizeof(*same->slots));
    for (uint32_t i = 0; i < old.n_slots; i++)
        if (old.slots[i] > 0)
            *find_slot(job->model, same, old.slots[i] - 1) = old.slots[i];
    return LODE_OK;
}

lode_status lode__freeze_find_same(lode__freeze *job, lode__same *same, uint32_t index,
                                   uint32_t *out)
{
    LODE__TRY(grow_slots(job, same));
    uint32_t *const slot = find_slot(job->model, same, index);
    if (*slot == 0) {
        *slot = index + 1;
        same->n++;
    }
    *out = *slot - 1;
    return LODE_OK;
}
