/* Hands scenarios to the library's builder, measures in any order. */
#include <stdio.h>
#include <string.h>

#include "feed.h"
#include "plain_numbers.h"

enum { MAX_ATTRIBUTES = 16, MAX_TEXT = 4096 };

/* Attributes in the making and the text behind them. */
typedef struct attributes {
    lode_attribute list[MAX_ATTRIBUTES];
    size_t n, used;
    char text[MAX_TEXT];
} attributes;

static void give(attributes *a, const char *name, const char *value)
{
    const size_t size = strlen(value) + 1;
    memcpy(a->text + a->used, value, size);
    a->list[a->n++] = (lode_attribute){name, a->text + a->used};
    a->used += size;
}

static void give_if(attributes *a, const char *name, const char *value)
{
    if (value) give(a, name, value);
}

static void give_number(attributes *a, const char *name, double value)
{
    char number[40];
    plain_print(number, sizeof number, "%.17g", value);
    give(a, name, number);
}

static void join(char *words, const char *word)
{
    if (*words) strcat(words, " ");
    strcat(words, word);
}

static void give_places(attributes *a, const char *name, const ref_model *model,
                        const ref_places *places)
{
    char words[512] = "";
    for (int b = 0; b < model->n_blocs; b++) {
        if (places->bloc[b]) join(words, model->blocs[b].id);
    }
    for (int c = model->n_countries - 1; c >= 0; c--) {
        if (places->country[c]) join(words, model->countries[c]);
    }
    if (*words) give(a, name, words);
}

static void give_items(attributes *a, const char *name, const ref_model *model,
                       const bool *items)
{
    char words[512] = "";
    for (int i = 0; i < model->n_items; i++) {
        if (items[i]) join(words, model->items[i].id);
    }
    give(a, name, words);
}

static void give_selectors(attributes *a, const ref_model *model, const ref_measure *m)
{
    if (m->by_items) give_items(a, "items", model, m->item);
    if (m->stage >= 0) give(a, "stages", model->stages[m->stage]);
    give_places(a, "from", model, &m->from);
    const bool made = m->kind == REF_STOP_PRODUCTION || m->kind == REF_PRICE;
    if (!made) give_places(a, "to", model, &m->to);
}

static void give_capacity(attributes *a, const ref_model *model, const ref_measure *m)
{
    char words[256] = "";
    for (int k = 0; k < m->n_markets; k++) {
        const int market = m->markets[k];
        join(words, market == REF_MARKET_WORLD ? "*"
                    : market >= REF_MARKET_BLOC
                        ? model->blocs[market - REF_MARKET_BLOC].id
                        : model->countries[market]);
    }
    give(a, "markets", words);
    give_number(a, "quantity", m->value);
}

static void give_numbers(attributes *a, const ref_model *model, const ref_measure *m)
{
    static const char *const names[REF_MEASURE_KINDS] = {
        [REF_BAN] = "severity",          [REF_STOP_PRODUCTION] = "severity",
        [REF_QUOTA] = "share",           [REF_LICENCE] = "approval",
        [REF_CONTENT_RULE] = "severity", [REF_LEAKAGE] = "share",
        [REF_TARIFF] = "rate",           [REF_PRICE] = "factor",
        [REF_SECOND_SOURCE] = "share"};
    if (names[m->kind]) give_number(a, names[m->kind], m->value);
    if (m->validity_days > 0.0) give_number(a, "validity-days", m->validity_days);
    if (m->gap_days > 0.0) give_number(a, "gap-days", m->gap_days);
    give_if(a, "refuse-end-use", m->refused);
    give_if(a, "party", m->party);
    if (m->kind == REF_NEW_CAPACITY) give_capacity(a, model, m);
    if (m->kind == REF_THRIFTING)
        give_number(a, m->by_quantity ? "quantity" : "factor", m->value);
    if (m->kind != REF_CONTENT_RULE) return;
    give_items(a, "content-items", model, m->content);
    give_places(a, "content-from", model, &m->content_from);
    if (m->de_minimis > 0.0) give_number(a, "de-minimis", m->de_minimis);
    if (m->mixing) give(a, "mixing", "yes");
}

static void give_subject(attributes *a, const ref_model *model, const ref_measure *m)
{
    const ref_item *item = &model->items[m->subject];
    give(a, "item", item->id);
    if (m->kind == REF_NEW_CAPACITY || m->kind == REF_SECOND_SOURCE)
        give(a, "country", model->countries[m->country]);
    if (m->kind == REF_THRIFTING) give(a, "input", model->items[m->input].id);
    if (m->kind == REF_SUBSTITUTION) give(a, "alternatives", item->groups[m->group].id);
}

static lode_status feed_options(lode_context *context, lode_builder *builder,
                                const ref_model *model, const ref_measure *m)
{
    const ref_item *item = &model->items[m->subject];
    lode_status status = LODE_OK;
    for (int l = 0; l < item->n_lines && status >= 0; l++) {
        if (!m->named[l]) continue;
        attributes a = {.n = 0};
        give(&a, "item", model->items[item->lines[l].item].id);
        give_number(&a, "weight", m->weight[l]);
        if (m->cap[l] != m->weight[l]) give_number(&a, "cap", m->cap[l]);
        status = lode_builder_measure_option(context, builder, a.list, a.n);
    }
    return status;
}

static lode_status feed_measure(lode_context *context, lode_builder *builder,
                                const ref_model *model, const ref_measure *m)
{
    static const char *const names[REF_MEASURE_KINDS] = {
        "ban",          "production-stop", "quota",     "licence",
        "content-rule", "leakage",         "tariff",    "price",
        "new-capacity", "second-source",   "thrifting", "substitution"};
    attributes a = {.n = 0};
    if (m->kind < REF_NEW_CAPACITY) {
        give_selectors(&a, model, m);
    } else {
        give_subject(&a, model, m);
    }
    give_if(&a, "end-use", m->end_use);
    give_if(&a, "start", m->start);
    give_if(&a, "end", m->end);
    give_numbers(&a, model, m);
    const lode_status status =
        lode_builder_measure(context, builder, names[m->kind], a.list, a.n);
    return status < 0 ? status : feed_options(context, builder, model, m);
}

lode_status ref_feed_scenario(lode_context *context, lode_builder *builder,
                              const ref_model *model, int s, bool backwards)
{
    const ref_scenario *scenario = &model->scenarios[s];
    lode_status status =
        lode_builder_scenario(context, builder, scenario->id, NULL, NULL);
    for (int n = 0; n < scenario->n && status >= 0; n++) {
        const int k = backwards ? scenario->n - 1 - n : n;
        status = feed_measure(context, builder, model, &scenario->measures[k]);
    }
    return status;
}
