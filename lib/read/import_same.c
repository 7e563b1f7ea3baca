/* Whether two occurrences of a part are made of the same. All that an occurrence uses and
 * holds, in any order, is one number; it is worked out where two must be compared. */
#include "read/import.h"

#include "base/bytes.h"
#include "base/hash.h"

#include <string.h>

/* --- what occurrences are made of --- */

static uint64_t mix_name(uint64_t hash, const lode__bom_content *content)
{
    const uint64_t own = lode__mix(lode__mix(hash, content->name), content->id);
    return lode__mix(own, content->group);
}

/* What a content is called, and the material it stands in. */
static uint64_t hash_name(const lode_bom *bom, const lode__bom_content *content)
{
    const uint64_t around =
        content->within > 0 ? mix_name(1, &bom->contents[content->within - 1]) : 0;
    return mix_name(around, content);
}

static uint64_t hash_content(const lode_bom *bom, const lode__bom_content *content)
{
    const double mass = lode__bom_convert(content->mass_unit, content->mass);
    const double fraction = lode__bom_convert(content->fraction_unit, content->fraction);
    const uint64_t name = lode__mix(hash_name(bom, content), content->is_substance);
    return lode__mix_real(lode__mix_real(name, mass), fraction);
}

static uint64_t hash_range(const lode_bom *bom, const lode__bom_range *range)
{
    const lode__bom_content *const content = &bom->contents[range->content];
    uint64_t hash = lode__mix(hash_content(bom, content), 1);
    for (size_t i = 0; i < 2; i++) {
        const double mass = lode__bom_convert(content->mass_unit, range->mass[i]);
        const double fraction =
            lode__bom_convert(content->fraction_unit, range->fraction[i]);
        hash = lode__mix_real(lode__mix_real(hash, mass), fraction);
    }
    return hash;
}

/* What has no id of its own is told apart by what it holds, which stands before it. */
static uint64_t hash_usage(const lode_bom *bom, const lode__line_entry *usage,
                           const uint64_t *made_of)
{
    const lode__bom_part *const used = &bom->parts[usage->item];
    const bool is_named = used->id != 0 && !(used->flags & LODE__BOM_UNNAMED);
    const char *const unit = lode__bom_unit(usage->unit)->unit;
    const uint64_t part = lode__mix(is_named ? 0 : made_of[usage->item], used->id);
    const uint64_t in = lode__mix(part, lode__load_short(unit, strlen(unit)));
    return lode__mix_real(in, lode__bom_convert(usage->unit, usage->quantity));
}

/* False without memory. */
static bool find_made_of(lode__import *import)
{
    const lode_bom *const bom = import->bom;
    uint64_t *const made_of =
        lode__alloc_zero(&import->context->allocator, bom->n_parts, sizeof(*made_of));
    if (!made_of) return lode__import_ok(import, lode__nomem(import->context));
    import->made_of = made_of;
    for (size_t i = 0; i < bom->n_contents; i++)
        made_of[bom->contents[i].part] += hash_content(bom, &bom->contents[i]);
    for (size_t i = 0; i < bom->n_ranges; i++)
        made_of[bom->contents[bom->ranges[i].content].part] +=
            hash_range(bom, &bom->ranges[i]);
    lode__tape_reader usages = lode__tape_read(&bom->usages, 0);
    while (lode__tape_next(&usages))
        made_of[usages.line.parent] += hash_usage(bom, &usages.line, made_of);
    return true;
}

/* --- occurrences --- */

static bool is_made(const lode__bom_part *part)
{
    return (part->flags & (LODE__BOM_HAS_PARTS | LODE__BOM_HAS_CONTENT)) != 0;
}

static void conflict(lode__import *import, const lode__bom_part *first,
                     const lode__bom_part *part)
{
    const lode_place place = lode__bom_part_place(import->bom, part);
    const lode_place at = lode__bom_part_place(import->bom, first);
    char id[LODE__QUOTE_LEN], file[LODE__QUOTE_LEN];
    const char *text = lode__import_text(import, part->id);
    lode__import_ok(import,
                    lode__error(import->context, LODE_E_CONFLICT, &place,
                                "part \"%s\" is made of other things than at %s:%lu:%lu",
                                lode__quote(id, text, strlen(text)),
                                lode__quote(file, at.source, strlen(at.source)),
                                (unsigned long)at.line, (unsigned long)at.column));
}

bool lode__import_is_same(lode__import *import, uint32_t first, uint32_t index)
{
    const lode__bom_part *const part = &import->bom->parts[index];
    lode__import_part *const known = &import->parts[first];
    const lode__bom_part *const definition = &import->bom->parts[known->definition];
    if (!is_made(part)) return true;
    if (!is_made(definition)) {
        known->definition = index;
        return true;
    }
    if (!import->made_of && !find_made_of(import)) return false;
    if (import->made_of[index] == import->made_of[known->definition]) return true;
    if (part->flags & LODE__BOM_UNNAMED) return false;
    conflict(import, definition, part);
    return true;
}
