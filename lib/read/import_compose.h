/* What a part is made of, on its way into the builder. */
#ifndef LODE__READ_IMPORT_COMPOSE_H
#define LODE__READ_IMPORT_COMPOSE_H

#include "read/import.h"

/* Texts by which something is classified. NULL: none. */
typedef struct lode__import_texts {
    const char *description, *part_number, *material, *cas, *code;
} lode__import_texts;

/* Asks the rules; a row of the report says what came of it. `row` keeps its other cells.
 */
LODE_NODISCARD bool lode__import_classify(lode__import *import,
                                          const lode__import_texts *texts,
                                          lode__verdict *out);
void lode__import_tell(lode__coverage *row, const lode__verdict *verdict);

/* A mass with its range: three times the same where none is said. */
typedef struct lode__amount {
    double low_kg, kg, high_kg;
} lode__amount;
static inline lode__amount lode__amount_of(double kg)
{
    return (lode__amount){kg, kg, kg};
}

/* The current item takes what the composition says of an amount; returns the mass that it
 * does not account for. */
double lode__import_take(lode__import *import, const lode__composition *composition,
                         lode__amount amount);
/* The current item takes the elements of an amount of a substance, or the substance
 * itself where the builder has it; false where nothing is known of it. */
bool lode__import_take_substance(lode__import *import, const char *cas,
                                 lode__amount amount, double *out_residual_kg,
                                 const char **out_names);

/* Materials and substances of a part that says what it is made of. True: something of it
 * is known. */
bool lode__import_contents(lode__import *import, uint32_t part);

#endif
