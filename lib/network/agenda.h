/* Rows of the pass up that are to be done over, in their order: what a row takes stands
 * before it, so that each is done once. */
#ifndef LODE__NETWORK_AGENDA_H
#define LODE__NETWORK_AGENDA_H

#include "network/network.h"

typedef struct lode__agenda {
    uint64_t *bits; /* [n_words], a bit a row */
    size_t n_words, at;
} lode__agenda;

static inline lode_status lode__agenda_init(lode_context *context, uint32_t n_rows,
                                            lode__agenda *agenda)
{
    agenda->n_words = ((size_t)n_rows + 63) / 64;
    agenda->at = agenda->n_words;
    agenda->bits =
        lode__alloc_zero(&context->allocator, agenda->n_words, sizeof *agenda->bits);
    return agenda->bits ? LODE_OK : lode__nomem(context);
}

static inline void lode__agenda_add(lode__agenda *agenda, uint32_t row)
{
    const size_t word = row >> 6;
    agenda->bits[word] |= (uint64_t)1 << (row & 63);
    if (word < agenda->at) agenda->at = word;
}

/* Takes the first row; false where none is left. */
static inline bool lode__agenda_next(lode__agenda *agenda, uint32_t *row)
{
    while (agenda->at < agenda->n_words && !agenda->bits[agenda->at]) agenda->at++;
    if (agenda->at == agenda->n_words) return false;
    uint64_t *bits = &agenda->bits[agenda->at];
    *row = (uint32_t)(agenda->at * 64) + (uint32_t)lode__lowest_bit(*bits);
    *bits &= *bits - 1;
    return true;
}

#endif
