/* All products together: what each is worth a year, and which are inside another. */
#ifndef LODE__ANALYSIS_PORTFOLIO_H
#define LODE__ANALYSIS_PORTFOLIO_H

#include "analysis/common.h"

typedef struct lode__portfolio {
    const lode_network *network;
    uint8_t *inside;      /* [n_roots]: another product needs it, so sums leave it out */
    bool adds_up;         /* all that count have a value, in one currency */
    const char *currency; /* that one */
} lode__portfolio;

/* Warns of values that do not add up where there are several products. */
LODE_NODISCARD lode_status lode__portfolio_init(lode_context *context,
                                                const lode_network *network,
                                                lode__portfolio *portfolio);
void lode__portfolio_free(lode_context *context, lode__portfolio *portfolio);

/* Worth of a year's volume, NaN where no value is given; its currency. */
double lode__annual_value(const lode_network *network, size_t root);
const char *lode__value_currency(const lode_network *network, size_t root);

/* Price of a unit in the currency of the item's price: the item's, else the product's value
 * where that is in the same currency, else NaN. */
double lode__unit_price(const lode_network *network, size_t root);

/* Losses added up over the portfolio. */
typedef struct lode__portfolio_sum {
    lode__sum value, low, high;
} lode__portfolio_sum;
void lode__portfolio_add(const lode__portfolio *portfolio, lode__portfolio_sum *sum,
                         size_t root, double loss, double loss_high);
/* As parts of the annual value, and the value at risk; NaN where they do not add up. */
double lode__portfolio_loss(const lode__portfolio *portfolio,
                            const lode__portfolio_sum *sum, bool high);
double lode__portfolio_at_risk(const lode__portfolio *portfolio,
                               const lode__portfolio_sum *sum);

#endif
