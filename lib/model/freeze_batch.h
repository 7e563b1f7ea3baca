/* Lines while they are frozen. What is known of a line only while that lasts is known of
 * a batch of items, whose lines stand on a tape of their own. */
#ifndef LODE__MODEL_FREEZE_BATCH_H
#define LODE__MODEL_FREEZE_BATCH_H

#include "model/freeze.h"

typedef struct lode__batch {
    lode__freeze *job;
    uint32_t *next; /* [n_items] where the next line of each goes, with repeats */
    uint32_t n_lines, n_most; /* of all items, with repeats; the most that an item has */
    uint32_t n_repeats;       /* of the batches before */
    size_t n_extras;          /* lines of which more is said */
    uint32_t *said; /* [n_said] by what the builder has: what the model has, LODE__NONE */
    size_t n_said;
    lode__same same;
    bool goes_down, goes_up; /* from each text to a later one, or to one before it */
    lode__tape *tape;
    uint32_t from, to; /* items */
    /* By line, from the first of these items on. */
    uint32_t first_line;
    uint32_t *entry; /* on the tape */
    uint32_t *extra; /* entry + 1; NULL: nothing more is said of any line */
    /* Room for the lines of one item while they change places. */
    uint32_t *order, *scratch, *moved; /* [n_most] */
    double *quantity;                  /* [n_most] */
} lode__batch;

/* Puts the lines of a batch, which have their places, in order, drops those that were
 * given twice, holds them against each other and says what more is said of them. */
LODE_NODISCARD lode_status lode__batch_settle(lode__batch *batch);

#endif
