/* Balances: heads merged, amounts in the units of their items, consumption as published
 * held against what production and trade give. */
#include "model/freeze.h"

#include "base/number.h"
#include "model/balance.h"

#include <math.h>

/* --- heads --- */

static bool resolve_balance(lode__freeze *job, void *entry)
{
    lode__balance_entry *const balance = entry;
    lode__freeze_source(job, &balance->source, &balance->at);
    balance->item = lode__freeze_parent(job, balance->item, &balance->at);
    return lode__freeze_market(job, &balance->market, "country or bloc", &balance->at) &&
           balance->item != LODE__NONE;
}

static int order_balances(uint32_t a, uint32_t b, const void *user)
{
    const lode__balance_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__balance_entry *const x = &entries[a], *const y = &entries[b];
    if (x->item != y->item) return lode__order_u32(x->item, y->item);
    if (x->market != y->market) return lode__order_u32(x->market, y->market);
    return (x->year > y->year) - (x->year < y->year);
}

/* The source of a balance is the first in order of those its heads give, none before any.
 */
static lode_status fill_balances(lode__freeze *job, const lode__merged *merged)
{
    lode_model *const model = job->model;
    const lode__balance_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_BALANCE);
    LODE__TRY(
        lode__freeze_array(job, &model->balances, merged->n, sizeof(lode__balance)));
    for (uint32_t i = 0; i < merged->n; i++) {
        const lode__balance_entry *const entry = &entries[merged->entry[i]];
        model->balances[i] = (lode__balance){.item = entry->item,
                                             .source = entry->source,
                                             .market = (uint16_t)entry->market,
                                             .year = entry->year};
    }
    model->n_balances = merged->n;
    for (uint32_t i = 0; i < lode__n_entries(job->builder, LODE__RECORD_BALANCE); i++) {
        if (merged->rank[i] == LODE__NONE) continue;
        lode__balance *const balance = &model->balances[merged->rank[i]];
        if (entries[i].source < balance->source) balance->source = entries[i].source;
    }
    return LODE_OK;
}

/* --- amounts --- */

static void report_unit(lode__freeze *job, const lode__amount_entry *amount,
                        unsigned from, uint32_t item)
{
    char quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(job->model, item);
    lode__freeze_fault(
        job, lode__error(job->context, LODE_E_UNIT, lode__freeze_place(job, &amount->at),
                         "balance is in %s, its item \"%s\" in %s: these do not convert",
                         lode_unit_name(from), lode__quote(quoted, id, strlen(id)),
                         lode_unit_name(job->model->item_unit[item])));
}

/* The quantity in the unit of the item. */
static bool convert_amount(lode__freeze *job, lode__amount_entry *amount,
                           const lode__balance_entry *head)
{
    const unsigned to = job->model->item_unit[head->item];
    if (head->unit == LODE__UNIT_REFUSED || to == LODE__UNIT_REFUSED) return true;
    if (!lode__convert(head->unit, to, &amount->quantity)) {
        report_unit(job, amount, head->unit, head->item);
        return false;
    }
    if (isfinite(amount->quantity)) return true;
    lode__freeze_fault(
        job, lode__error(job->context, LODE_E_VALUE, lode__freeze_place(job, &amount->at),
                         "quantity is too large in %s", lode_unit_name(to)));
    return false;
}

static bool resolve_amount(lode__freeze *job, void *entry)
{
    lode__amount_entry *const amount = entry;
    const lode__balance_entry *const heads =
        lode__entries(job->builder, LODE__RECORD_BALANCE);
    const lode__balance_entry *const head = &heads[amount->balance];
    lode__freeze_source(job, &amount->source, &amount->at);
    amount->balance = job->balance_of[amount->balance];
    if (amount->balance == LODE__NONE || !convert_amount(job, amount, head)) return false;
    if (amount->source == 0) amount->source = head->source;
    if (amount->source == job->model->balances[amount->balance].source)
        amount->source = 0;
    return true;
}

static int order_amounts(uint32_t a, uint32_t b, const void *user)
{
    const lode__freeze *const job = user;
    const lode__amount_entry *const entries = job->entries;
    const lode__amount_entry *const x = &entries[a], *const y = &entries[b];
    if (x->balance != y->balance) return lode__order_u32(x->balance, y->balance);
    if (x->of != y->of) return lode__order_u32(x->of, y->of);
    return lode__order_text(job, x->form, y->form);
}

static int compare_amounts(uint32_t a, uint32_t b, const void *user)
{
    const lode__amount_entry *const entries = ((const lode__freeze *)user)->entries;
    const lode__amount_entry *const x = &entries[a], *const y = &entries[b];
    return x->bound != y->bound || x->source != y->source || x->quantity != y->quantity;
}

static void label_balance(const lode_model *model, const lode__balance *balance,
                          char *label)
{
    char quoted[LODE__QUOTE_LEN], quoted_market[LODE__QUOTE_LEN], year[32];
    const char *const id = lode__item_id(model, balance->item);
    const char *const market = lode__market_id(model, balance->market);
    lode__format_integer(balance->year, year);
    lode__format_label(label, "of \"%s\" in market \"%s\"%s%s",
                       lode__quote(quoted, id, strlen(id)),
                       lode__quote(quoted_market, market, strlen(market)),
                       balance->year == LODE_YEAR_NONE ? "" : " in ",
                       balance->year == LODE_YEAR_NONE ? "" : year);
}

static void label_amount(const lode__freeze *job, const void *entry, char *label)
{
    static const char *const names[] = {
        [LODE_AMOUNT_PRODUCTION] = "production",
        [LODE_AMOUNT_IMPORTS] = "imports",
        [LODE_AMOUNT_EXPORTS] = "exports",
        [LODE_AMOUNT_STOCK_WITHDRAWAL] = "stock withdrawal",
        [LODE_AMOUNT_CONSUMPTION] = "consumption",
    };
    const lode__amount_entry *const amount = entry;
    char which[LODE__LABEL_LEN], form[LODE__QUOTE_LEN];
    label_balance(job->model, &job->model->balances[amount->balance], which);
    lode__freeze_quote(job, form, amount->form);
    lode__format_label(label, "%s%s%s%s %s", names[amount->of], form[0] ? " \"" : "",
                       form, form[0] ? "\"" : "", which);
}

static lode_status fill_amounts(lode__freeze *job, const lode__merged *merged)
{
    lode_model *const model = job->model;
    const lode__amount_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_AMOUNT);
    LODE__TRY(lode__freeze_array(job, &model->amounts, merged->n,
                                 sizeof(lode__balance_amount)));
    for (uint32_t i = 0; i < merged->n; i++) {
        const lode__amount_entry *const entry = &entries[merged->entry[i]];
        lode__balance *const balance = &model->balances[entry->balance];
        if (balance->n_amounts++ == 0) balance->first_amount = i;
        model->amounts[i] =
            (lode__balance_amount){.quantity = entry->quantity,
                                   .form = lode__freeze_text(job, entry->form),
                                   .source = entry->source,
                                   .of = entry->of,
                                   .bound = entry->bound};
    }
    model->n_amounts = merged->n;
    return LODE_OK;
}

/* --- what is published --- */

static void check_consumption(lode__freeze *job, const lode__balance *balance,
                              const lode__site *at)
{
    double published = 0.0, given = 0.0;
    if (!lode__is_off_balance(job->model, balance, &published, &given)) return;
    char which[LODE__LABEL_LEN], number[2][32];
    label_balance(job->model, balance, which);
    lode__format_sum(published, number[0]);
    lode__format_sum(given, number[1]);
    lode__warning(job->context, LODE_OK, lode__freeze_place(job, at),
                  "consumption %s is published as %s; production and trade give %s",
                  which, number[0], number[1]);
}

lode_status lode__freeze_balances(lode__freeze *job)
{
    static const lode__merge_rule head_rule = {
        LODE__RECORD_BALANCE, resolve_balance, order_balances, NULL, NULL, false};
    static const lode__merge_rule amount_rule = {LODE__RECORD_AMOUNT, resolve_amount,
                                                 order_amounts,       compare_amounts,
                                                 label_amount,        false};
    lode__merged heads, amounts;
    LODE__TRY(lode__freeze_merge(job, &head_rule, &heads));
    LODE__TRY(fill_balances(job, &heads));
    job->balance_of = heads.rank;
    LODE__TRY(lode__freeze_merge(job, &amount_rule, &amounts));
    LODE__TRY(fill_amounts(job, &amounts));
    const lode__balance_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_BALANCE);
    for (uint32_t i = 0; i < heads.n; i++)
        check_consumption(job, &job->model->balances[i], &entries[heads.entry[i]].at);
    return LODE_OK;
}
