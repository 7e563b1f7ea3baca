/* Which item of the reference data an element or a substance comes from. */
#include "read/import.h"

#include "read/substance.h"

#include <string.h>

/* Elements are bought in the most finished of the forms in which the data have them. */
static uint32_t form_rank(const char *stage)
{
    static const char *const forms[] = {"metal", "refine", "alloy", "mine"};
    uint32_t rank = 0;
    while (rank < LODE__COUNT(forms) && strcmp(forms[rank], stage) != 0) rank++;
    return rank;
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

/* How much of an item holds a kg of its element, by the formula of a CAS number it has.
 * One without a number, or with the element's own, counts as the element. */
static void take_formula(double *per_kg, const char *element, const char *cas)
{
    const char *formula = lode__substance_formula(cas, strlen(cas));
    lode__element_part parts[LODE__MAX_SYMBOLS];
    const size_t n = formula ? lode__split_formula(formula, parts) : 0;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(parts[i].symbol, element) != 0) continue;
        const double found = 1.0 / parts[i].fraction;
        if (*per_kg == 0.0 || found < *per_kg) *per_kg = found;
    }
}

/* Texts of the builder are dense, so that arrays by them serve as maps. */
static void find_carriers(lode__import *import, const char **element, double *per_kg)
{
    const lode_builder *builder = import->builder;
    const lode__item_entry *items = lode__entries(builder, LODE__RECORD_ITEM);
    const lode__code_entry *codes = lode__entries(builder, LODE__RECORD_CODE);
    const uint32_t n_items = lode__n_entries(builder, LODE__RECORD_ITEM);
    for (uint32_t i = 0; i < n_items; i++)
        element[items[i].id] = only_element(import, &items[i]);
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_CODE); i++) {
        const uint32_t item = codes[i].item;
        const char *cas = lode__builder_text(builder, codes[i].value);
        if (strcmp(lode__builder_text(builder, codes[i].scheme), "CAS") != 0) continue;
        if (element[item]) take_formula(&per_kg[item], element[item], cas);
        if (!keep_carrier(import, cas, &(lode__carrier){item, 1.0, 0})) return;
    }
    for (uint32_t i = 0; i < n_items; i++) {
        const uint32_t item = items[i].id;
        if (!element[item]) continue;
        const lode__carrier carrier = {
            item, per_kg[item] == 0.0 ? 1.0 : per_kg[item],
            form_rank(lode__builder_text(builder, items[i].stage))};
        if (!keep_carrier(import, element[item], &carrier)) return;
    }
}

void lode__import_carriers(lode__import *import)
{
    const size_t n = import->builder->texts.n;
    const char **element = lode__arena_zero(&import->arena, n, sizeof(*element));
    double *per_kg = lode__arena_zero(&import->arena, n, sizeof(*per_kg));
    if (element && per_kg)
        find_carriers(import, element, per_kg);
    else
        lode__import_ok(import, lode__nomem(import->context));
}

const lode__carrier *lode__find_carrier(const lode__import *import, const char *key)
{
    const uint32_t id = lode__intern_find(&import->keys, key, strlen(key));
    return id == LODE__NO_ID ? NULL : &import->carriers[id];
}
