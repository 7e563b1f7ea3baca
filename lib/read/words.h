/* The keywords of the format with the codes they stand for. */
#ifndef LODE__READ_WORDS_H
#define LODE__READ_WORDS_H

#include "lode/model.h"

typedef struct lode__word {
    const char *name; /* NULL ends a list */
    uint32_t value;
} lode__word;

extern const lode__word lode__words_yes_no[];
extern const lode__word lode__words_share_kind[];
extern const lode__word lode__words_line_kind[];
extern const lode__word lode__words_basis[];
extern const lode__word lode__words_rest[];
extern const lode__word lode__words_bound[];
extern const lode__word lode__words_quantity_is[];
extern const lode__word lode__words_amount_of[];
extern const lode__word lode__words_rule_field[];
/* What a column of a bill of materials may hold; their values count from 0. */
extern const lode__word lode__words_heading[];

/* Name of a code that is in the list. */
const char *lode__word_name(const lode__word *words, uint32_t value);

#endif
