/* Which item of the reference data an element or a substance comes from. */
#include "read/import.h"

#include "read/substance.h"

#include <stdio.h>
#include <string.h>

/* What the builder's items stand for. Its texts are dense, so that arrays by the text of
 * an item's id serve as maps. */
typedef struct lode__forms {
    const char **element; /* the one element; NULL: another number of them */
    double *fraction;     /* of the element in what is counted; 0: not known */
    bool *oxygen;         /* it has the number of a compound of the element with oxygen */
} lode__forms;

/* Elements are bought in the most finished of the forms in which the data have them; for
 * compounds with oxygen that is what is refined, above all an oxide: no metal is made on
 * the way to them. */
static uint32_t form_rank(const char *stage, bool for_oxygen, bool is_oxide)
{
    static const char *const forms[2][4] = {{"metal", "refine", "alloy", "mine"},
                                            {"refine", "metal", "alloy", "mine"}};
    const uint32_t n = LODE__COUNT(forms[0]);
    uint32_t rank = 0;
    while (rank < n && strcmp(forms[for_oxygen][rank], stage) != 0) rank++;
    return for_oxygen && !is_oxide ? n + 1 + rank : rank;
}

/* Elements in compounds with oxygen have keys of their own. */
enum { KEY_LEN = 8 };
static const char *oxygen_key(const char *element, char key[KEY_LEN])
{
    snprintf(key, KEY_LEN, "%s/O", element);
    return key;
}

static bool keep_carrier(lode__import *import, const char *key, const lode__carrier *new)
{
    uint32_t id = 0;
    if (lode__intern_add(&import->keys, key, strlen(key), &id) < 0 ||
        lode__reserve(&import->context->allocator, &import->carriers,
                      &import->carriers_capacity, id, 1, sizeof(*import->carriers)) < 0)
        return lode__import_ok(import, lode__nomem(import->context));
    lode__carrier *old = &import->carriers[id];
    const bool is_new = id + 1 == import->keys.n && !(import->n_carriers > id);
    if (is_new) import->n_carriers = id + 1;
    const bool better =
        is_new || new->rank < old->rank ||
        (new->rank ==
         old->rank &&strcmp(lode__builder_text(import->builder, new->item),
                            lode__builder_text(import->builder, old->item)) < 0);
    if (better) *old = *new;
    return true;
}

/* The one element an item stands for, or NULL. */
static const char *only_element(const lode__import *import, const lode__item_entry *item)
{
    const char *elements = lode__builder_text(import->builder, item->elements);
    lode__element_part parts[LODE__MAX_SYMBOLS];
    const size_t len = strlen(elements);
    return len >= 1 && len <= 2 && lode__split_formula(elements, parts) == 1 ? elements
                                                                             : NULL;
}

/* The part of the element in what a CAS number stands for, 0 where that is not known. */
static double fraction_of(const char *element, const char *cas)
{
    const char *formula = lode__substance_formula(cas, strlen(cas));
    lode__element_part parts[LODE__MAX_SYMBOLS];
    const size_t n = formula ? lode__split_formula(formula, parts) : 0;
    return lode__find_part(parts, n, element);
}

/* Calls `take` for each CAS number of the builder's items. */
static void each_number(lode__import *import, lode__forms *forms,
                        bool (*take)(lode__import *, lode__forms *, uint32_t item,
                                     const char *cas))
{
    const lode_builder *builder = import->builder;
    const lode__code_entry *codes = lode__entries(builder, LODE__RECORD_CODE);
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_CODE); i++)
        if (strcmp(lode__builder_text(builder, codes[i].scheme), "CAS") == 0 &&
            !take(import, forms, codes[i].item,
                  lode__builder_text(builder, codes[i].value)))
            return;
}

/* An item counts as the richest in the element of the substances it has numbers of. One
 * without a formula counts as the element. */
static bool take_richest(lode__import *import, lode__forms *forms, uint32_t item,
                         const char *cas)
{
    (void)import;
    if (!forms->element[item]) return true;
    const double fraction = fraction_of(forms->element[item], cas);
    if (fraction > forms->fraction[item]) forms->fraction[item] = fraction;
    forms->oxygen[item] |= fraction > 0.0 && fraction_of("O", cas) > 0.0;
    return true;
}

/* A kg of a substance is the mass of the item that holds as much of the element. */
static bool take_number(lode__import *import, lode__forms *forms, uint32_t item,
                        const char *cas)
{
    const double fraction =
        forms->element[item] ? fraction_of(forms->element[item], cas) : 0.0;
    const double per_kg = fraction > 0.0 ? fraction / forms->fraction[item] : 1.0;
    return keep_carrier(import, cas, &(lode__carrier){item, per_kg, 0});
}

/* The item as a form of its element, and as one for compounds with oxygen. Of two of a
 * rank the element is bought as the one that has a number. */
static bool keep_forms(lode__import *import, const lode__forms *forms, uint32_t item,
                       const char *stage)
{
    char key[KEY_LEN];
    const char *const element = forms->element[item];
    const double fraction = forms->fraction[item];
    const bool is_oxide = forms->oxygen[item];
    const uint32_t without = fraction > 0.0 ? 0 : 1;
    lode__carrier carrier = {item, fraction > 0.0 ? 1.0 / fraction : 1.0,
                             2 * form_rank(stage, false, is_oxide) + without};
    if (!keep_carrier(import, element, &carrier)) return false;
    carrier.rank = 2 * form_rank(stage, true, is_oxide) + without;
    return keep_carrier(import, oxygen_key(element, key), &carrier);
}

static void find_carriers(lode__import *import, lode__forms *forms)
{
    const lode_builder *builder = import->builder;
    const lode__item_entry *items = lode__entries(builder, LODE__RECORD_ITEM);
    const uint32_t n_items = lode__n_entries(builder, LODE__RECORD_ITEM);
    for (uint32_t i = 0; i < n_items; i++)
        forms->element[items[i].id] = only_element(import, &items[i]);
    each_number(import, forms, take_richest);
    each_number(import, forms, take_number);
    for (uint32_t i = 0; i < n_items && lode__import_goes_on(import); i++) {
        const uint32_t item = items[i].id;
        if (!forms->element[item]) continue;
        if (!keep_forms(import, forms, item, lode__builder_text(builder, items[i].stage)))
            return;
    }
}

void lode__import_carriers(lode__import *import)
{
    const size_t n = import->builder->texts.n;
    lode__forms forms = {
        .element = lode__arena_zero(&import->arena, n, sizeof(*forms.element)),
        .fraction = lode__arena_zero(&import->arena, n, sizeof(*forms.fraction)),
        .oxygen = lode__arena_zero(&import->arena, n, sizeof(*forms.oxygen))};
    if (forms.element && forms.fraction && forms.oxygen)
        find_carriers(import, &forms);
    else
        lode__import_ok(import, lode__nomem(import->context));
}

const lode__carrier *lode__find_carrier(const lode__import *import, const char *cas)
{
    const uint32_t id = lode__intern_find(&import->keys, cas, strlen(cas));
    return id == LODE__NO_ID ? NULL : &import->carriers[id];
}

const lode__carrier *lode__find_element_carrier(const lode__import *import,
                                                const char *element, bool for_oxygen)
{
    char key[KEY_LEN];
    return lode__find_carrier(import, for_oxygen ? oxygen_key(element, key) : element);
}
