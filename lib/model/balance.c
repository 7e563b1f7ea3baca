/* Apparent consumption and net import reliance of a balance, by interval arithmetic: what
 * is bounded or not published leaves them open as far as it does, and no further.
 *
 * consumption = production + net imports, net imports = imports - exports + stock
 * withdrawal, reliance = net imports / consumption. */
#include "model/balance.h"

#include <float.h>
#include <math.h>

/* --- intervals: `low` is never +infinity, `high` never -infinity --- */

/* Without the dust that adding decimals leaves. */
static double plus(double a, double b)
{
    const double sum = a + b;
    return isfinite(sum) && fabs(sum) <= 1e-12 * (fabs(a) + fabs(b)) ? 0.0 : sum;
}

static lode__interval add(lode__interval a, lode__interval b)
{
    return (lode__interval){fmin(plus(a.low, b.low), DBL_MAX),
                            fmax(plus(a.high, b.high), -DBL_MAX)};
}

static lode__interval subtract(lode__interval a, lode__interval b)
{
    return add(a, (lode__interval){-b.high, -b.low});
}

static double clamp(double value, lode__interval within)
{
    return fmin(fmax(value, within.low), within.high);
}

/* Of `a` what is in `b` too, or the end of `a` that is next to `b`. */
static lode__interval meet(lode__interval a, lode__interval b)
{
    return (lode__interval){clamp(b.low, a), clamp(b.high, a)};
}

/* --- what a balance gives --- */

static const lode__interval anything = {-INFINITY, INFINITY},
                            not_negative = {0.0, INFINITY}, nothing = {0.0, 0.0};

/* Stocks may grow, and consumption is held against what it must be by the rest. */
static lode__interval range_of(const lode__balance_amount *amount)
{
    lode__interval range = amount->of == LODE_AMOUNT_STOCK_WITHDRAWAL ||
                                   amount->of == LODE_AMOUNT_CONSUMPTION
                               ? anything
                               : not_negative;
    if (amount->bound == LODE_BOUND_EXACT || amount->bound == LODE_BOUND_LOW)
        range.low = amount->quantity;
    if (amount->bound == LODE_BOUND_EXACT || amount->bound == LODE_BOUND_HIGH)
        range.high = amount->quantity;
    return range;
}

/* Sum of the amounts of one thing, `absent` where there is none. */
static lode__interval sum_up(const lode_model *model, const lode__balance *balance,
                             lode_amount_of of, lode__interval absent)
{
    const lode__balance_amount *const amounts = model->amounts + balance->first_amount;
    lode__interval sum = nothing;
    bool is_given = false;
    for (uint32_t i = 0; i < balance->n_amounts; i++) {
        if (amounts[i].of != of) continue;
        sum = add(sum, range_of(&amounts[i]));
        is_given = true;
    }
    return is_given ? sum : absent;
}

static lode__accounts open_accounts(const lode_model *model, const lode__balance *balance)
{
    lode__accounts found = {
        .production = sum_up(model, balance, LODE_AMOUNT_PRODUCTION, not_negative),
        .imports = sum_up(model, balance, LODE_AMOUNT_IMPORTS, not_negative),
        .exports = sum_up(model, balance, LODE_AMOUNT_EXPORTS, not_negative),
        .stocks = sum_up(model, balance, LODE_AMOUNT_STOCK_WITHDRAWAL, nothing),
        .published = sum_up(model, balance, LODE_AMOUNT_CONSUMPTION, anything)};
    found.net_imports = add(subtract(found.imports, found.exports), found.stocks);
    return found;
}

static lode__net_trade find_trade(lode__interval net_imports)
{
    if (net_imports.low > 0.0) return LODE__TRADE_IMPORTER;
    if (net_imports.high < 0.0) return LODE__TRADE_EXPORTER;
    return lode__is_exact(net_imports) ? LODE__TRADE_EVEN : LODE__TRADE_OPEN;
}

/* Reliance rises with net imports, and falls with production where they are above 0. What
 * a market uses and does not produce at all comes from elsewhere. */
static lode__interval find_net(lode__interval production, lode__interval net_imports)
{
    if (net_imports.high < 0.0 || production.high + net_imports.high <= 0.0)
        return (lode__interval){NAN, NAN};
    lode__interval net = nothing;
    if (production.high == 0.0) return (lode__interval){1.0, 1.0};
    if (net_imports.low > 0.0)
        net.low = net_imports.low / (production.high + net_imports.low);
    if (net_imports.high > 0.0)
        net.high = isinf(net_imports.high)
                       ? 1.0
                       : net_imports.high / (production.low + net_imports.high);
    return net;
}

lode__reliance lode__find_reliance(const lode_model *model, const lode__balance *balance)
{
    const lode__accounts given = open_accounts(model, balance);
    const lode__interval consumption =
        meet(add(given.production, given.net_imports), given.published);
    lode__reliance found = {.given = given, .consumption = NAN, .gross = NAN};
    found.net_imports =
        meet(given.net_imports, subtract(given.published, given.production));
    found.production =
        meet(given.production, subtract(given.published, found.net_imports));
    found.trade = find_trade(found.net_imports);
    found.net = find_net(found.production, found.net_imports);
    if (!lode__is_exact(consumption)) return found;
    found.consumption = consumption.low;
    if (consumption.low > 0.0 && lode__is_exact(given.imports))
        found.gross = given.imports.low / consumption.low;
    return found;
}

bool lode__is_off_balance(const lode_model *model, const lode__balance *balance,
                          double *published, double *given)
{
    const lode__accounts known = open_accounts(model, balance);
    const lode__interval sum = add(known.production, known.net_imports);
    *given = clamp(known.published.low, sum);
    *published = clamp(*given, known.published);
    return fabs(*given - *published) > 0.01 * fabs(*published);
}

/* --- finding --- */

const lode__balance *lode__find_balance(const lode_model *model, uint32_t item,
                                        uint16_t market, int32_t latest)
{
    const lode__balance *found = NULL;
    for (size_t i = lode__balances_from(model, item);
         i < model->n_balances && model->balances[i].item == item; i++) {
        const lode__balance *const balance = &model->balances[i];
        if (balance->market == market && balance->year <= latest) found = balance;
    }
    return found;
}
