/* Occurrences of a part become one part; what it uses and holds stands together. */
#include "read/import.h"

#include <math.h>
#include <string.h>

/* --- one part --- */

/* Takes over what the first occurrence does not say. */
static void merge_details(lode__import *import, lode__import_part *to, uint32_t index)
{
    const lode_bom *bom = import->bom;
    if (index == 0) return;
    const lode__bom_detail *more = &bom->details[index - 1];
    if (!to->detail || to->detail == more) {
        to->detail = more;
        return;
    }
    lode__bom_detail *merged = lode__arena_alloc(&import->arena, 1, sizeof(*merged));
    if (!merged) {
        lode__import_ok(import, lode__nomem(import->context));
        return;
    }
    *merged = *to->detail;
    if (isnan(merged->price)) {
        merged->price = more->price;
        merged->currency = more->currency;
    }
    uint32_t *const texts[] = {
        &merged->version, &merged->description, &merged->part_number, &merged->material,
        &merged->cas,     &merged->code,        &merged->supplier,    &merged->country};
    const uint32_t others[] = {more->version,  more->description, more->part_number,
                               more->material, more->cas,         more->code,
                               more->supplier, more->country};
    for (size_t i = 0; i < LODE__COUNT(texts); i++)
        if (*texts[i] == 0) *texts[i] = others[i];
    to->detail = merged;
}

static void merge_mass(lode__import *import, lode__import_part *to,
                       const lode__bom_part *part)
{
    const double mass_kg = lode__bom_convert(part->mass_unit, part->mass);
    if (isnan(to->mass_kg)) to->mass_kg = mass_kg;
    if (isnan(mass_kg) || mass_kg == to->mass_kg) return;
    const lode_place place = lode__bom_part_place(import->bom, part);
    lode__warning(
        import->context, LODE_E_CONFLICT, &place,
        "a second mass of this part that differs from the first, which is used");
}

static void open_part(lode__import *import, uint32_t index)
{
    const lode__bom_part *part = &import->bom->parts[index];
    lode__import_part *own = &import->parts[index];
    *own = (lode__import_part){.first = index,
                               .definition = index,
                               .name = lode__bom_label_of(import->bom, part).name,
                               .unit = part->unit,
                               .flags = part->flags &
                                        (LODE__BOM_LEFT_OUT | LODE__BOM_REPLACED),
                               .mass_kg = lode__bom_convert(part->mass_unit, part->mass),
                               .total = NAN};
    merge_details(import, own, part->detail);
}

/* `by_id` holds the first part of each id + 1. */
static void merge_part(lode__import *import, uint32_t *by_id, uint32_t index)
{
    const lode__bom_part *part = &import->bom->parts[index];
    open_part(import, index);
    if (part->id == 0) return;
    if (by_id[part->id] == 0) {
        by_id[part->id] = index + 1;
        return;
    }
    const uint32_t first = by_id[part->id] - 1;
    if (!lode__import_is_same(import, first, index)) return;
    lode__import_part *known = &import->parts[first];
    import->parts[index].first = first;
    if (known->name == 0) known->name = import->parts[index].name;
    if (!(part->flags & LODE__BOM_LEFT_OUT)) known->flags &= (uint8_t)~LODE__BOM_LEFT_OUT;
    if (known->unit == LODE__BOM_NO_UNIT) known->unit = part->unit;
    merge_details(import, known, part->detail);
    merge_mass(import, known, part);
}

/* --- what stands together --- */

uint32_t lode__import_user(const lode__import *import, const lode__line_entry *usage)
{
    const uint32_t user = import->parts[usage->parent].first;
    if (import->parts[user].definition != usage->parent ||
        import->bom->parts[usage->parent].flags & LODE__BOM_REPLACED)
        return LODE__BOM_NONE;
    if (usage->extra == LODE__BOM_IMPLIED &&
        import->is_said[import->parts[usage->item].first])
        return LODE__BOM_NONE;
    return user;
}

static uint32_t holder_of(const lode__import *import, const lode__bom_content *content)
{
    const uint32_t holder = import->parts[content->part].first;
    return import->parts[holder].definition == content->part ? holder : LODE__BOM_NONE;
}

/* What a content of a holder stands in. */
static size_t list_of(const lode__import *import, const lode__bom_content *content,
                      uint32_t holder)
{
    return content->within == 0 ? holder
                                : lode__import_material(import, content->within - 1);
}

/* Sums counts to where each part's own begin; filling moves them on, so that they are
 * shifted by one before. */
static void to_starts(uint32_t *first, size_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i <= n; i++) {
        const uint32_t count = first[i];
        first[i] = sum;
        sum += count;
    }
}

static void group_contents(lode__import *import)
{
    const lode_bom *bom = import->bom;
    uint32_t *next = import->first_content;
    for (size_t i = 0; i < bom->n_contents; i++) {
        const uint32_t holder = holder_of(import, &bom->contents[i]);
        if (holder != LODE__BOM_NONE) next[list_of(import, &bom->contents[i], holder)]++;
    }
    const size_t n_lists = bom->n_parts + bom->n_contents;
    to_starts(next, n_lists);
    for (size_t i = 0; i < bom->n_contents; i++) {
        const uint32_t holder = holder_of(import, &bom->contents[i]);
        if (holder == LODE__BOM_NONE) continue;
        import->contents[next[list_of(import, &bom->contents[i], holder)]++] =
            (uint32_t)i;
        import->parts[holder].flags |= LODE__BOM_HAS_CONTENT;
    }
    memmove(next + 1, next, n_lists * sizeof(*next));
    next[0] = 0;
}

/* Few contents have a range, and in many files none. */
static void place_ranges(lode__import *import)
{
    const lode_bom *bom = import->bom;
    if (bom->n_ranges == 0) return;
    import->ranges =
        lode__arena_zero(&import->arena, bom->n_contents, sizeof(*import->ranges));
    if (!import->ranges) lode__import_ok(import, lode__nomem(import->context));
    for (uint32_t i = 0; import->ranges && i < bom->n_ranges; i++)
        import->ranges[bom->ranges[i].content] = i + 1;
}

static void find_said(lode__import *import)
{
    const lode_bom *bom = import->bom;
    if (!bom->has_implied) return;
    import->is_said =
        lode__arena_zero(&import->arena, bom->n_parts, sizeof(*import->is_said));
    if (!import->is_said) {
        lode__import_ok(import, lode__nomem(import->context));
        return;
    }
    lode__tape_reader usages = lode__tape_read(&bom->usages, 0);
    while (lode__tape_next(&usages))
        if (usages.line.extra != LODE__BOM_IMPLIED)
            import->is_said[import->parts[usages.line.item].first] = true;
}

static bool allocate(lode__import *import)
{
    const lode_bom *bom = import->bom;
    lode__arena *arena = &import->arena;
    import->parts =
        lode__alloc(&import->context->allocator, bom->n_parts, sizeof(*import->parts));
    import->first_content = lode__arena_zero(arena, bom->n_parts + bom->n_contents + 1,
                                             sizeof(*import->first_content));
    import->contents =
        lode__arena_alloc(arena, bom->n_contents, sizeof(*import->contents));
    return (import->parts && import->first_content && import->contents) ||
           lode__import_ok(import, lode__nomem(import->context));
}

void lode__import_merge(lode__import *import)
{
    const lode_bom *bom = import->bom;
    const lode_allocator *allocator = &import->context->allocator;
    if (!allocate(import)) return;
    uint32_t *by_id = lode__alloc_zero(allocator, bom->texts.n, sizeof(*by_id));
    if (!by_id) lode__import_ok(import, lode__nomem(import->context));
    for (uint32_t i = 0; by_id && i < bom->n_parts && lode__import_goes_on(import); i++)
        merge_part(import, by_id, i);
    lode__free(allocator, by_id);
    lode__free(allocator, import->made_of);
    import->made_of = NULL;
    if (lode__import_goes_on(import)) find_said(import);
    if (!lode__import_goes_on(import)) return;
    group_contents(import);
    place_ranges(import);
}
