/* Which published figures a delivery takes: basis and year first, then the market. */
#include "network/network.h"

size_t lode__max_parts(const lode_model *model)
{
    return model->n_blocs + 2;
}

/* First vector of the item whose market is not before `market`. */
static uint32_t vectors_from(const lode_model *model, uint32_t item, uint16_t market)
{
    uint32_t low = lode__first_vector(model, item);
    uint32_t high = lode__end_vector(model, item);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (model->vectors[middle].market < market) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

uint32_t lode__choose_vector(const lode_network *network, uint32_t item, uint16_t market)
{
    const lode_model *model = network->model;
    const uint32_t end = lode__end_vector(model, item);
    const uint32_t first = vectors_from(model, item, market);
    for (uint32_t b = 0; b < network->n_bases; b++) {
        uint32_t best = LODE__NO_VECTOR;
        for (uint32_t v = first; v < end && model->vectors[v].market == market; v++) {
            const lode__vector *vector = &model->vectors[v];
            if (vector->basis != network->basis_order[b]) continue;
            if (vector->year > network->year) continue;
            best = v; /* by year within a basis: the last one is the latest */
        }
        if (best != LODE__NO_VECTOR) return best;
    }
    return LODE__NO_VECTOR;
}

/* Takes what is still open from a vector. True where nothing is left to look for. */
static bool take_part(const lode_network *network, uint32_t vector, bool inferred,
                      double *open, lode__delivery *delivery)
{
    const lode__vector *v = &network->model->vectors[vector];
    delivery->parts[delivery->n_parts++] =
        (lode__part){.vector = vector, .inferred = inferred, .factor = *open * v->scale};
    if (v->rest == 0.0) {
        *open = 0.0;
        return true;
    }
    *open *= v->rest;
    if (v->rest_is == LODE_REST_WIDER) return false;
    delivery->unknown = *open;
    return true;
}

static bool holds(const lode__bloc *outer, const lode__bloc *inner)
{
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) {
        if (inner->members.bits[w] & ~outer->members.bits[w]) return false;
    }
    return true;
}

/* Looks for a second bloc beside the one taken that has a vector and does not hold it. */
static bool has_rival(const lode_network *network, uint32_t item, unsigned place,
                      size_t taken)
{
    const lode_model *model = network->model;
    const lode__bloc *chosen = &model->blocs[network->bloc_order[taken]];
    for (size_t k = taken + 1; k < network->n_market_blocs; k++) {
        const uint32_t b = network->bloc_order[k];
        if (!lode__places_has(&model->blocs[b].members, place)) continue;
        if (holds(&model->blocs[b], chosen)) continue;
        const uint16_t market = (uint16_t)(LODE__N_PLACES + b);
        if (lode__choose_vector(network, item, market) != LODE__NO_VECTOR) return true;
    }
    return false;
}

/* True where a bloc closes the search. */
static bool resolve_in_blocs(const lode_network *network, uint32_t item, unsigned place,
                             double *open, lode__delivery *delivery)
{
    const lode_model *model = network->model;
    for (size_t k = 0; k < network->n_market_blocs; k++) {
        const uint32_t b = network->bloc_order[k];
        if (!lode__places_has(&model->blocs[b].members, place)) continue;
        const uint32_t vector =
            lode__choose_vector(network, item, (uint16_t)(LODE__N_PLACES + b));
        if (vector == LODE__NO_VECTOR) continue;
        if (has_rival(network, item, place, k)) delivery->ambiguous = true;
        if (take_part(network, vector, true, open, delivery)) return true;
    }
    return false;
}

void lode__resolve(const lode_network *network, uint32_t item, unsigned place,
                   lode__delivery *delivery)
{
    const lode_model *model = network->model;
    delivery->item = item;
    delivery->n_parts = 0;
    delivery->unknown = 0.0;
    delivery->ambiguous = false;
    delivery->in_place = lode__in_place(model, item);
    if (delivery->in_place) return;
    const uint32_t first = lode__first_vector(model, item);
    double open = 1.0;
    /* Markets are sorted with the world last: most items have no other. */
    if (place != LODE__ZZZ && model->vectors[first].market != LODE__MARKET_WORLD) {
        const uint32_t own = lode__choose_vector(network, item, (uint16_t)place);
        if (own != LODE__NO_VECTOR && take_part(network, own, false, &open, delivery))
            return;
        if (resolve_in_blocs(network, item, place, &open, delivery)) return;
    }
    const uint32_t world = lode__choose_vector(network, item, LODE__MARKET_WORLD);
    if (world != LODE__NO_VECTOR && take_part(network, world, true, &open, delivery))
        return;
    delivery->unknown = open;
}

/* Clears what the last call set: far less than all. */
static void forget_shares(lode__shares *shares)
{
    for (unsigned w = 0; w < LODE__PLACE_WORDS; w++) {
        uint64_t bits = shares->has_primary.bits[w] | shares->has_recycled.bits[w];
        for (; bits; bits &= bits - 1) {
            const unsigned place = w * 64 + (unsigned)lode__lowest_bit(bits);
            shares->primary[place] = 0.0;
            shares->recycled[place] = 0.0;
        }
        shares->has_primary.bits[w] = shares->has_recycled.bits[w] = 0;
    }
}

/* Countries added to a vector have no share, but an arc. */
static void sum_added(const lode_network *network, uint32_t item, uint32_t vector,
                      lode__shares *shares)
{
    for (size_t k = 0; k < network->n_added; k++) {
        const lode__added *const added = &network->added[k];
        if (added->item != item || added->vector != vector) continue;
        lode__places_add(&shares->has_primary, added->country);
    }
}

void lode__sum_shares(const lode_network *network, const lode__delivery *delivery,
                      lode__shares *shares)
{
    const lode_model *model = network->model;
    forget_shares(shares);
    for (size_t p = 0; p < delivery->n_parts; p++) {
        const lode__part *part = &delivery->parts[p];
        const lode__vector *vector = &model->vectors[part->vector];
        const lode__share *share = &model->shares[vector->first_share];
        for (uint32_t k = 0; k < vector->n_shares; k++, share++) {
            if (share->share == 0.0) continue;
            const bool recycled = share->kind == LODE_KIND_RECYCLED;
            double *sum = recycled ? shares->recycled : shares->primary;
            sum[share->country] += part->factor * share->share;
            lode__places_add(recycled ? &shares->has_recycled : &shares->has_primary,
                             share->country);
        }
        if (network->n_added) sum_added(network, delivery->item, part->vector, shares);
    }
    if (delivery->unknown > 0.0) {
        shares->primary[LODE__ZZZ] += delivery->unknown;
        lode__places_add(&shares->has_primary, LODE__ZZZ);
    }
}
