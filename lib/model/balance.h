/* What a balance says of how far its market relies on imports. */
#ifndef LODE__MODEL_BALANCE_H
#define LODE__MODEL_BALANCE_H

#include "model/model.h"

/* What is known of a figure: it lies within these, which may be infinite. */
typedef struct lode__interval {
    double low, high;
} lode__interval;
static inline bool lode__is_exact(lode__interval figure)
{
    return figure.low == figure.high;
}

typedef enum lode__net_trade {
    LODE__TRADE_OPEN, /* not known */
    LODE__TRADE_IMPORTER,
    LODE__TRADE_EXPORTER,
    LODE__TRADE_EVEN
} lode__net_trade;

/* What the amounts of a balance say. What nobody speaks of is open, but for stocks, which
 * then do not count; nor do they in figures as published. */
typedef struct lode__accounts {
    lode__interval production, imports, exports, stocks, net_imports, published;
} lode__accounts;

typedef struct lode__reliance {
    lode__accounts given;
    lode__interval production, net_imports; /* as consumption as published leaves them */
    lode__net_trade trade;
    lode__interval
        net; /* within 0 and 1; NaN for an exporter, and where nothing is used */
    double consumption; /* apparent consumption; NaN where it is not exact */
    double gross;       /* imports as a part of it; NaN where it is not above 0 */
} lode__reliance;

lode__reliance lode__find_reliance(const lode_model *model, const lode__balance *balance);

/* True where consumption as published and as production and trade give it are more than 1
 * % apart, which is what rounding to three digits explains. `given` is the end of the
 * latter that is nearest. */
bool lode__is_off_balance(const lode_model *model, const lode__balance *balance,
                          double *published, double *given);

/* Balance of an item in a market in the latest year that is not after `latest`; NULL
 * where there is none. No year counts as the oldest. */
const lode__balance *lode__find_balance(const lode_model *model, uint32_t item,
                                        uint16_t market, int32_t latest);

#endif
