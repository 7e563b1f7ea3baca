/* When two sets of vectors say the same: all but what follows from the rest of it. */
#include "model/freeze.h"

static uint64_t hash_set(const lode_model *model, uint32_t set)
{
    const uint32_t end = model->set_vector[set + 1];
    uint64_t hash = 0;
    for (uint32_t v = model->set_vector[set]; v < end; v++) {
        const lode__vector *const vector = &model->vectors[v];
        hash = lode__mix(hash, (uint64_t)vector->source << 32 | vector->n_shares);
        hash = lode__mix(hash, (uint64_t)vector->market << 32 | (uint32_t)vector->year);
        hash = lode__mix_real(hash, vector->total);
        for (uint32_t k = 0; k < vector->n_shares; k++) {
            const lode__share *const share = &model->shares[vector->first_share + k];
            hash = lode__mix(hash, (uint64_t)share->party << 32 | share->country);
            hash = lode__mix_real(hash, share->share);
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

static bool is_same_set(const lode_model *model, uint32_t one, uint32_t other)
{
    const uint32_t from = model->set_vector[one], other_from = model->set_vector[other];
    const uint32_t n = model->set_vector[one + 1] - from;
    bool same = model->set_vector[other + 1] - other_from == n;
    for (uint32_t k = 0; k < n && same; k++)
        same = same_vector(model, &model->vectors[from + k],
                           &model->vectors[other_from + k]);
    return same;
}

const lode__same_rule lode__same_sets = {hash_set, is_same_set};
