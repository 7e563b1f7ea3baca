/* Arithmetic written out, and other text made of pieces. A piece that finds no memory is
 * remembered, so that only the end must be asked. */
#ifndef LODE__ANALYSIS_SENTENCE_H
#define LODE__ANALYSIS_SENTENCE_H

#include "analysis/common.h"

typedef struct lode__sentence {
    lode__text text;
    bool failed;
} lode__sentence;

void lode__say(lode__sentence *sentence, const char *words);
/* A number to nine digits, as short as they can be written. */
void lode__say_number(lode__sentence *sentence, double value);
/* What a format makes of its pieces: `%` stands for the next number of `values`. */
void lode__say_numbers(lode__sentence *sentence, const char *format,
                       const double *values);
void lode__sentence_clear(lode__sentence *sentence);

#endif
