/* Vectors that are said of many items in the same words stand once. */
#include "model/freeze.h"

enum { FIRST_SLOTS = 64 };

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9fb21c651e98df25);
    return hash ^ (hash >> 32);
}

static uint64_t mix_real(uint64_t hash, double value)
{
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof(bits));
    return mix(hash, bits);
}

/* Of what is said of the shares, the rest follows from it. */
static uint64_t hash_vectors(const lode_model *model, uint32_t first, uint32_t end)
{
    uint64_t hash = end - first;
    for (uint32_t v = first; v < end; v++) {
        const lode__vector *const vector = &model->vectors[v];
        hash = mix(hash, (uint64_t)vector->source << 32 | vector->n_shares);
        hash = mix(hash, (uint64_t)vector->market << 32 | (uint32_t)vector->year);
        hash = mix_real(hash, vector->total);
        for (uint32_t k = 0; k < vector->n_shares; k++) {
            const lode__share *const share = &model->shares[vector->first_share + k];
            hash = mix(hash, (uint64_t)share->party << 32 | share->country);
            hash = mix_real(hash, share->share);
        }
    }
    return hash;
}

static bool same_shares(const lode__share *one, const lode__share *other, uint32_t n)
{
    for (const lode__share *const end = one + n; one < end; one++, other++)
        if (one->share != other->share || one->party != other->party ||
            one->source != other->source || one->country != other->country ||
            one->kind != other->kind || one->bound != other->bound)
            return false;
    return true;
}

static bool same_vector(const lode_model *model, const lode__vector *one,
                        const lode__vector *other)
{
    return one->n_shares == other->n_shares && one->source == other->source &&
           one->market == other->market && one->basis == other->basis &&
           one->rest_is == other->rest_is && one->year == other->year &&
           one->rounding == other->rounding && one->total == other->total &&
           one->concentration == other->concentration &&
           same_shares(&model->shares[one->first_share],
                       &model->shares[other->first_share], one->n_shares);
}

/* Whether a set is what the vectors from `first` on are. */
static bool is_set(const lode_model *model, uint32_t set, uint32_t first)
{
    const uint32_t from = model->set_vector[set];
    const uint32_t n = (uint32_t)model->n_vectors - first;
    bool same = model->set_vector[set + 1] - from == n;
    for (uint32_t k = 0; k < n && same; k++)
        same = same_vector(model, &model->vectors[from + k], &model->vectors[first + k]);
    return same;
}

/* Slot of the set that is what the vectors from `first` on are, or the free one where it
 * belongs. */
static uint32_t *find_slot(const lode_model *model, const lode__vector_sets *sets,
                           uint32_t first)
{
    uint64_t at = hash_vectors(model, first, (uint32_t)model->n_vectors);
    for (;; at++) {
        uint32_t *const slot = &sets->slots[at & (sets->n_slots - 1)];
        if (*slot == 0 || is_set(model, *slot, first)) return slot;
    }
}

/* Makes room for a set more. */
static lode_status grow_slots(lode__freeze *job, lode__vector_sets *sets)
{
    const lode_model *const model = job->model;
    if (model->n_sets < sets->n_slots / 2) return LODE_OK;
    const uint32_t n = sets->n_slots > 0 ? 2 * sets->n_slots : FIRST_SLOTS;
    LODE__TRY(lode__freeze_scratch(job, &sets->slots, n, sizeof(*sets->slots)));
    memset(sets->slots, 0, n * sizeof(*sets->slots));
    sets->n_slots = n;
    for (uint32_t set = 1; set <= model->n_sets; set++) {
        uint64_t at =
            hash_vectors(model, model->set_vector[set], model->set_vector[set + 1]);
        while (sets->slots[at & (n - 1)] != 0) at++;
        sets->slots[at & (n - 1)] = set;
    }
    return LODE_OK;
}

lode_status lode__freeze_take_set(lode__freeze *job, lode__vector_sets *sets,
                                  uint32_t first, uint32_t *out)
{
    lode_model *const model = job->model;
    if (model->n_vectors == first) {
        *out = 0;
        return LODE_OK;
    }
    LODE__TRY(grow_slots(job, sets));
    uint32_t *const slot = find_slot(model, sets, first);
    if (*slot > 0) {
        model->n_shares = model->vectors[first].first_share;
        model->n_vectors = first;
    } else {
        *slot = ++model->n_sets;
        model->set_vector[*slot + 1] = (uint32_t)model->n_vectors;
    }
    *out = *slot;
    return LODE_OK;
}
