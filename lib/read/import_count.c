/* In which unit a part is used, how often, and whether its mass is that of its parts. */
#include "read/import.h"

#include <math.h>
#include <string.h>

static const char *unit_of(uint8_t unit)
{
    return lode__bom_unit(unit)->unit;
}

/* Units in which a part is used must be of one kind. */
static void check_units(lode__import *import, uint32_t index)
{
    const lode_bom *bom = import->bom;
    const lode__bom_usage *usage = &bom->usages[index];
    lode__import_part *used = &import->parts[import->parts[usage->child].first];
    if (used->usage == 0) {
        used->usage = index + 1;
        if (usage->unit != LODE__BOM_NO_UNIT || used->unit == LODE__BOM_NO_UNIT)
            used->unit = usage->unit;
        return;
    }
    if (strcmp(unit_of(usage->unit), unit_of(used->unit)) == 0) return;
    const lode__bom_usage *other = &bom->usages[used->usage - 1];
    const lode__bom_part *user = &bom->parts[usage->parent];
    const lode_place place = {lode__import_text(import, user->file), usage->line,
                              usage->column};
    lode__import_ok(import,
                    lode__error(import->context, LODE_E_UNIT, &place,
                                "used by %s, but by %s at line %lu: these do not convert",
                                unit_of(usage->unit), unit_of(used->unit),
                                (unsigned long)other->line));
}

/* Users before used, by counting; what is in a cycle gets no place. */
static bool order_parts(lode__import *import)
{
    const lode_bom *bom = import->bom;
    uint32_t *n_users = lode__arena_zero(&import->arena, bom->n_parts, sizeof(*n_users));
    import->order =
        lode__arena_alloc(&import->arena, bom->n_parts, sizeof(*import->order));
    if (!n_users || !import->order)
        return lode__import_ok(import, lode__nomem(import->context));
    for (size_t i = 0; i < import->first_usage[bom->n_parts]; i++)
        n_users[import->parts[bom->usages[import->usages[i]].child].first]++;
    for (uint32_t i = 0; i < bom->n_parts; i++)
        if (import->parts[i].item && n_users[i] == 0)
            import->order[import->n_order++] = i;
    for (size_t at = 0; at < import->n_order; at++) {
        const uint32_t user = import->order[at];
        for (uint32_t k = import->first_usage[user]; k < import->first_usage[user + 1];
             k++) {
            const uint32_t used =
                import->parts[bom->usages[import->usages[k]].child].first;
            if (--n_users[used] == 0) import->order[import->n_order++] = used;
        }
    }
    return true;
}

static void count_totals(lode__import *import)
{
    const lode_bom *bom = import->bom;
    for (size_t at = 0; at < import->n_order; at++) {
        lode__import_part *user = &import->parts[import->order[at]];
        if (!(user->flags & LODE__BOM_USED)) user->total = 1.0;
        const uint32_t index = import->order[at];
        for (uint32_t k = import->first_usage[index]; k < import->first_usage[index + 1];
             k++) {
            const lode__bom_usage *usage = &bom->usages[import->usages[k]];
            lode__import_part *used = &import->parts[import->parts[usage->child].first];
            const double quantity = lode__bom_convert(usage->unit, usage->quantity);
            used->total =
                (isnan(used->total) ? 0.0 : used->total) + user->total * quantity;
        }
    }
}

/* Mass of what a part uses; NaN where one of it has none. */
static double sum_parts(const lode__import *import, uint32_t index)
{
    const lode_bom *bom = import->bom;
    double sum = 0.0;
    for (uint32_t k = import->first_usage[index]; k < import->first_usage[index + 1];
         k++) {
        const lode__bom_usage *usage = &bom->usages[import->usages[k]];
        const lode__import_part *used = &import->parts[import->parts[usage->child].first];
        sum += lode__bom_convert(usage->unit, usage->quantity) * used->mass_kg;
    }
    return sum;
}

/* An assembly that says its mass is held against its parts; one that does not gets
 * theirs. */
static void weigh_assembly(lode__import *import, uint32_t index)
{
    lode__import_part *part = &import->parts[index];
    const double sum = sum_parts(import, index);
    if (isnan(sum) || part->flags & LODE__BOM_HAS_CONTENT) return;
    if (isnan(part->mass_kg)) {
        part->mass_kg = sum > 0.0 ? sum : NAN;
        return;
    }
    const double rest = part->mass_kg - sum;
    if (fabs(rest) <= 1e-3 * part->mass_kg) return;
    lode__coverage *row = lode__import_row(
        import, index, lode__import_first(import, index)->line, LODE__STATE_DECLARED);
    if (!row) return;
    row->mass_kg = part->mass_kg;
    row->residual_kg = rest;
    const lode_place place =
        lode__bom_part_place(import->bom, lode__import_first(import, index));
    char own[32], parts[32];
    lode_format_real(part->mass_kg, own);
    lode_format_real(sum, parts);
    if (rest < 0.0)
        lode__warning(import->context, LODE_E_VALUE, &place,
                      "the parts weigh %s kg, more than the %s kg of the whole", parts,
                      own);
}

void lode__import_count(lode__import *import)
{
    const lode_bom *bom = import->bom;
    for (size_t i = 0; i < import->first_usage[bom->n_parts]; i++)
        check_units(import, import->usages[i]);
    for (uint32_t i = 0; i < bom->n_parts; i++) {
        lode__import_part *part = &import->parts[i];
        /* A unit of mass weighs what it says. */
        if (lode__bom_unit(part->unit)->measure == LODE__MEASURE_MASS)
            part->mass_kg = 1.0;
    }
    if (!order_parts(import)) return;
    count_totals(import);
    for (size_t at = import->n_order; at-- > 0;)
        if (import->parts[import->order[at]].flags & LODE__BOM_HAS_PARTS)
            weigh_assembly(import, import->order[at]);
}
