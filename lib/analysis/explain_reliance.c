/* Reliance on imports explained: from the amounts of a balance to the part of consumption
 * that comes from elsewhere, by the formulas of model.md section 4. A figure that is not
 * exact has a row for the least and one for the most that it can be, where there is such.
 */
#include "analysis/explain.h"
#include "model/balance.h"

typedef struct maker {
    lode__explainer *e;
    const lode__balance *balance;
    const char *market;
    unsigned place;
    lode__reliance found;
} maker;

static const char *const sides[] = {", the least", ", the most"};

static double end_of(lode__interval figure, bool most)
{
    return most ? figure.high : figure.low;
}

/* A row of a figure with what stands in `sums`; `more` says what is special about it. */
static lode_status put(maker *m, const char *name, const char *more, const char *unit,
                       double value)
{
    lode__sentence *const what = &m->e->what;
    lode__say(what, name);
    lode__say(what, " of ");
    lode__say(what, m->market);
    lode__say(what, more);
    return lode__explain_row(m->e, m->balance->item, m->place, value, unit);
}

static const char *unit_of(const maker *m)
{
    const lode_model *model = m->e->network->model;
    return lode_unit_name(model->item_unit[m->balance->item]);
}

/* --- what is given --- */

static double amount_end(const lode__balance_amount *amount, bool most)
{
    const bool is_given =
        amount->bound == LODE_BOUND_EXACT ||
        amount->bound == (most ? (uint8_t)LODE_BOUND_HIGH : (uint8_t)LODE_BOUND_LOW);
    return is_given ? amount->quantity : 0.0;
}

/* Amounts of one thing, added up. */
static lode_status put_amounts(maker *m, lode_amount_of of, const char *name,
                               lode__interval sum)
{
    const lode_model *model = m->e->network->model;
    const bool is_exact = lode__is_exact(sum);
    for (int most = 0; most < (is_exact ? 1 : 2); most++) {
        if (isinf(end_of(sum, most))) continue;
        for (uint32_t k = 0; k < m->balance->n_amounts; k++) {
            const lode__balance_amount *amount =
                &model->amounts[m->balance->first_amount + k];
            if (amount->of != of) continue;
            if (m->e->sums.text.len) lode__say(&m->e->sums, " + ");
            lode__say_number(&m->e->sums, amount_end(amount, most));
        }
        if (!m->e->sums.text.len) lode__say(&m->e->sums, "0");
        LODE__TRY(lode__cite_balance(m->e->context, model, m->balance, of, &m->e->cited));
        LODE__TRY(
            put(m, name, is_exact ? "" : sides[most], unit_of(m), end_of(sum, most)));
    }
    return LODE_OK;
}

static lode_status put_given(maker *m)
{
    const lode__accounts *const given = &m->found.given;
    LODE__TRY(put_amounts(m, LODE_AMOUNT_PRODUCTION, "production", given->production));
    LODE__TRY(put_amounts(m, LODE_AMOUNT_IMPORTS, "imports", given->imports));
    LODE__TRY(put_amounts(m, LODE_AMOUNT_EXPORTS, "exports", given->exports));
    if (given->stocks.low != 0.0 || given->stocks.high != 0.0)
        LODE__TRY(put_amounts(m, LODE_AMOUNT_STOCK_WITHDRAWAL, "stock withdrawal",
                              given->stocks));
    return put_amounts(m, LODE_AMOUNT_CONSUMPTION, "apparent consumption as published",
                       given->published);
}

/* --- what follows from it --- */

static lode_status put_net_imports(maker *m)
{
    const lode__accounts *const given = &m->found.given;
    const bool is_exact = lode__is_exact(given->net_imports);
    for (int most = 0; most < (is_exact ? 1 : 2); most++) {
        const double value = end_of(given->net_imports, most);
        const double terms[] = {end_of(given->imports, most),
                                end_of(given->exports, !most),
                                end_of(given->stocks, most)};
        if (isinf(value)) continue;
        lode__say_numbers(&m->e->sums, terms[2] != 0.0 ? "% - % + %" : "% - %", terms);
        LODE__TRY(put(m, "net imports", is_exact ? "" : sides[most], unit_of(m), value));
    }
    return LODE_OK;
}

/* What `format` makes of its figures, and where that is not the value, the limits that it
 * is held within. */
static void say_within(maker *m, const char *format, const double *figures, bool is_held,
                       lode__interval within)
{
    lode__sentence *const sums = &m->e->sums;
    const bool low = is_held && isfinite(within.low);
    const bool high = is_held && isfinite(within.high);
    if (high) lode__say(sums, "min(");
    if (low) lode__say(sums, "max(");
    lode__say_numbers(sums, format, figures);
    if (low) lode__say_numbers(sums, ", %)", &within.low);
    if (high) lode__say_numbers(sums, ", %)", &within.high);
}

/* What consumption as published leaves of a figure beside the other one, where that says
 * more than the figure itself. */
static lode_status put_left(maker *m, const char *name, lode__interval before,
                            lode__interval other, lode__interval after)
{
    static const char *const notes[] = {", the least that published consumption leaves",
                                        ", the most that published consumption leaves",
                                        ", from published consumption"};
    const bool is_exact = lode__is_exact(after);
    for (int most = 0; most < (is_exact ? 1 : 2); most++) {
        const double value = end_of(after, most);
        const double left[] = {end_of(m->found.given.published, most),
                               end_of(other, !most)};
        if (value == end_of(before, most) || isinf(left[0] - left[1])) continue;
        say_within(m, "% - %", left, value != left[0] - left[1], before);
        LODE__TRY(put(m, name, notes[is_exact ? 2 : most], unit_of(m), value));
    }
    return LODE_OK;
}

static lode_status put_consumption(maker *m)
{
    const lode__accounts *const given = &m->found.given;
    const double terms[] = {given->production.low, given->net_imports.low};
    const lode__interval sum = {terms[0] + terms[1],
                                given->production.high + given->net_imports.high};
    const double published =
        isfinite(given->published.low) ? given->published.low : given->published.high;
    if (isnan(m->found.consumption)) return LODE_OK;
    if (lode__is_exact(sum)) {
        lode__say_numbers(&m->e->sums, "% + %", terms);
    } else {
        say_within(m, "%", &published, m->found.consumption != published, sum);
    }
    return put(m, "apparent consumption", "", unit_of(m), m->found.consumption);
}

static void say_net(maker *m, bool most)
{
    const double net = end_of(m->found.net_imports, most);
    const double made = end_of(m->found.production, !most);
    const double terms[] = {net, made, net};
    if (m->found.production.high == 0.0) {
        lode__say(&m->e->sums, "1");
    } else if (net <= 0.0 || isinf(made)) {
        lode__say(&m->e->sums, "0");
    } else if (isinf(net)) {
        lode__say(&m->e->sums, "1");
    } else {
        lode__say_numbers(&m->e->sums, "% / (% + %)", terms);
    }
}

static lode_status put_ratios(maker *m)
{
    const bool is_exact = lode__is_exact(m->found.net);
    const char *const note =
        m->found.production.high == 0.0 ? ": nothing is produced" : "";
    for (int most = 0; !isnan(m->found.net.low) && most < (is_exact ? 1 : 2); most++) {
        say_net(m, most);
        LODE__TRY(put(m, "net import reliance", is_exact ? note : sides[most], "",
                      end_of(m->found.net, most)));
    }
    if (isnan(m->found.gross)) return LODE_OK;
    const double terms[] = {m->found.given.imports.low, m->found.consumption};
    lode__say_numbers(&m->e->sums, "% / %", terms);
    return put(m, "gross import reliance", "", "", m->found.gross);
}

lode_status lode__explain_reliance(lode__explainer *e, const lode__balance *balance,
                                   const char *market, unsigned place)
{
    maker m = {e, balance, market, place,
               lode__find_reliance(e->network->model, balance)};
    const lode__reliance *const r = &m.found;
    LODE__TRY(put_given(&m));
    LODE__TRY(put_net_imports(&m));
    LODE__TRY(put_left(&m, "net imports", r->given.net_imports, r->given.production,
                       r->net_imports));
    LODE__TRY(
        put_left(&m, "production", r->given.production, r->net_imports, r->production));
    LODE__TRY(put_consumption(&m));
    return put_ratios(&m);
}
