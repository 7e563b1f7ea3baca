/* A part that is an item of the reference data, made where the bill of materials says. It
 * is not made of that item: it takes what the item takes, and is told by the same words.
 */
#include "read/import.h"

#include <math.h>
#include <string.h>

/* --- what the builder knows of its items --- */

/* The item of each line, host and code. */
static void items_of_lines(const lode_builder *builder, uint32_t *item)
{
    lode__tape_reader reader = lode__tape_read(&builder->lines, 0);
    while (lode__tape_next(&reader)) *item++ = reader.line.parent;
}

static void items_of_hosts(const lode_builder *builder, uint32_t *item)
{
    const lode__host_entry *const hosts = lode__entries(builder, LODE__RECORD_HOST);
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_HOST); i++)
        item[i] = hosts[i].item;
}

static void items_of_codes(const lode_builder *builder, uint32_t *item)
{
    const lode__code_entry *const codes = lode__entries(builder, LODE__RECORD_CODE);
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_CODE); i++)
        item[i] = codes[i].item;
}

/* Entries by the text of their item's id, in the order given. */
static bool group_entries(lode__import *import, size_t n,
                          void (*items_of)(const lode_builder *, uint32_t *item),
                          lode__item_entries *out)
{
    const lode_allocator *allocator = &import->context->allocator;
    const size_t n_texts = import->builder->texts.n;
    uint32_t *item = lode__alloc(allocator, n, sizeof(*item));
    out->first = lode__arena_zero(&import->arena, n_texts + 2, sizeof(*out->first));
    out->entries = lode__arena_alloc(&import->arena, n, sizeof(*out->entries));
    const bool good = item && out->first && out->entries;
    if (good) {
        items_of(import->builder, item);
        for (size_t i = 0; i < n; i++) out->first[item[i] + 2]++;
        for (size_t i = 1; i < n_texts + 2; i++) out->first[i] += out->first[i - 1];
        for (uint32_t i = 0; i < n; i++) out->entries[out->first[item[i] + 1]++] = i;
    }
    lode__free(allocator, item);
    return good || lode__import_ok(import, lode__nomem(import->context));
}

void lode__import_items(lode__import *import)
{
    const lode_builder *builder = import->builder;
    const lode__item_entry *items = lode__entries(builder, LODE__RECORD_ITEM);
    import->n_known = builder->texts.n;
    import->known =
        lode__arena_zero(&import->arena, import->n_known, sizeof(*import->known));
    if (!import->known) {
        lode__import_ok(import, lode__nomem(import->context));
        return;
    }
    for (uint32_t i = lode__n_entries(builder, LODE__RECORD_ITEM); i-- > 0;)
        import->known[items[i].id] = i + 1;
    const uint32_t n_hosts = lode__n_entries(builder, LODE__RECORD_HOST);
    const uint32_t n_codes = lode__n_entries(builder, LODE__RECORD_CODE);
    (void)(group_entries(import, builder->lines.n, items_of_lines, &import->item_lines) &&
           group_entries(import, n_hosts, items_of_hosts, &import->item_hosts) &&
           group_entries(import, n_codes, items_of_codes, &import->item_codes));
}

/* The builder's item of an id, or NULL. */
static const lode__item_entry *find_item(const lode__import *import, const char *id)
{
    const lode__item_entry *items = lode__entries(import->builder, LODE__RECORD_ITEM);
    const uint32_t text = lode__intern_find(&import->builder->texts, id, strlen(id));
    return text < import->n_known && import->known[text] > 0
               ? &items[import->known[text] - 1]
               : NULL;
}

/* --- what the part takes over --- */

static bool keep(lode__import *import, lode__record_kind kind, const void *entry)
{
    return lode__import_ok(import,
                           lode__keep(import->context, import->builder, kind, entry));
}

/* The group of the part that stands for one of the item; 0 without memory. */
static uint32_t take_group(lode__import *import, uint32_t part, uint32_t group,
                           uint32_t n_before)
{
    const lode__group_entry *groups = lode__entries(import->builder, LODE__RECORD_GROUP);
    const uint32_t n = lode__n_entries(import->builder, LODE__RECORD_GROUP);
    lode__group_entry own = groups[group - 1];
    for (uint32_t i = n_before; i < n; i++)
        if (groups[i].id == own.id) return i + 1;
    own.item = part;
    return keep(import, LODE__RECORD_GROUP, &own) ? n + 1 : 0;
}

/* A line of the item becomes one of the part, which is `factor` of a unit of the item. It
 * keeps its place, where its figure stands. */
static void take_line(lode__import *import, uint32_t part, uint32_t entry, double factor,
                      uint32_t n_groups)
{
    lode_builder *builder = import->builder;
    const lode__extra_entry *extras = lode__entries(builder, LODE__RECORD_EXTRA);
    lode__line_entry line = lode__tape_line(&builder->lines, entry);
    lode__extra_entry extra = line.extra ? extras[line.extra - 1] : lode__plain_extra;
    line.parent = part;
    line.quantity *= factor;
    if (!(line.quantity > 0.0)) return; /* too little to be told from nothing */
    extra.low *= factor;
    extra.high *= factor;
    if (extra.group > 0) extra.group = take_group(import, part, extra.group, n_groups);
    lode__import_ok(import, lode__keep_line(import->context, builder, &line, &extra));
}

static void take_inputs(lode__import *import, uint32_t part, uint32_t item, double factor)
{
    const lode__item_entries *lines = &import->item_lines, *hosts = &import->item_hosts;
    const uint32_t n_groups = lode__n_entries(import->builder, LODE__RECORD_GROUP);
    for (uint32_t k = lines->first[item]; k < lines->first[item + 1]; k++)
        take_line(import, part, lines->entries[k], factor, n_groups);
    for (uint32_t k = hosts->first[item]; k < hosts->first[item + 1]; k++) {
        const lode__host_entry *entries =
            lode__entries(import->builder, LODE__RECORD_HOST);
        lode__host_entry host = entries[hosts->entries[k]];
        host.item = part;
        keep(import, LODE__RECORD_HOST, &host);
    }
}

/* Customs codes and whatever else is no name of this item alone. */
static void take_codes(lode__import *import, uint32_t part, uint32_t item)
{
    lode_builder *builder = import->builder;
    const lode__item_entries *codes = &import->item_codes;
    for (uint32_t k = codes->first[item]; k < codes->first[item + 1]; k++) {
        const lode__code_entry *entries = lode__entries(builder, LODE__RECORD_CODE);
        lode__code_entry code = entries[codes->entries[k]];
        const char *scheme = lode__builder_text(builder, code.scheme);
        if (strcmp(scheme, "CAS") == 0 || strcmp(scheme, "NAME") == 0) continue;
        code.item = part;
        keep(import, LODE__RECORD_CODE, &code);
    }
    lode__code_entry own = {.at = builder->at, .item = part, .value = item};
    if (lode__import_ok(import,
                        lode__add_text(import->context, builder, "ITEM", 4, &own.scheme)))
        keep(import, LODE__RECORD_CODE, &own);
}

/* --- the part --- */

/* Of a material, things are made; what is no material is itself the thing. */
static bool is_material(const char *stage)
{
    static const char *const goods[] = {"component", "assembly", "product"};
    for (size_t i = 0; i < LODE__COUNT(goods); i++)
        if (strcmp(goods[i], stage) == 0) return false;
    return true;
}

bool lode__import_become(lode__import *import, uint32_t index, const char *id,
                         double mass_kg)
{
    lode_builder *builder = import->builder;
    const lode__import_part *part = &import->parts[index];
    const lode__item_entry *item = find_item(import, id);
    if (!item || !part->detail || part->detail->country == 0) return false;
    lode__item_entry *own =
        (lode__item_entry *)lode__entries(builder, LODE__RECORD_ITEM) +
        lode__n_entries(builder, LODE__RECORD_ITEM) - 1;
    own->tags = item->tags;
    const double factor = mass_kg / lode__unit_kg(item->unit);
    if (is_material(lode__builder_text(builder, item->stage)) || !isfinite(factor))
        return false;
    own->stage = item->stage;
    own->elements = item->elements;
    if (isnan(own->price)) {
        own->price = item->price * factor;
        own->currency = item->currency;
        if (own->source == 0) own->source = item->source;
    }
    const uint32_t from = item->id, to = own->id; /* entries move as others are added */
    take_codes(import, to, from);
    take_inputs(import, to, from, factor);
    return true;
}
