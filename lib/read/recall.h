/* Records as a frozen model holds them: what the builder was given, but for what freezing
 * settles. Text is the model's. */
#ifndef LODE__READ_RECALL_H
#define LODE__READ_RECALL_H

#include "model/model.h"
#include "read/element.h"

void lode__recall_source(const lode_model *model, const lode__source *source,
                         lode__record *record);
void lode__recall_item(const lode_model *model, uint32_t item, lode__record *record);
/* `extra` may be NULL. */
void lode__recall_line(const lode_model *model, uint32_t line,
                       const lode__line_extra *extra, lode__record *record);
void lode__recall_origin(const lode_model *model, const lode__vector *vector,
                         lode__record *record);
void lode__recall_share(const lode_model *model, const lode__share *share,
                        lode__record *record);
void lode__recall_balance(const lode_model *model, const lode__balance *balance,
                          lode__record *record);
void lode__recall_amount(const lode_model *model, const lode__balance_amount *amount,
                         lode__record *record);
void lode__recall_product(const lode_model *model, const lode__product *product,
                          lode__record *record);

/* The extra of a line, NULL where it has none. Lines are asked for in ascending order,
 * *at begins as 0. */
const lode__line_extra *lode__next_extra(const lode_model *model, size_t *at,
                                         uint32_t line);

#endif
