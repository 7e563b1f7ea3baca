/* In which unit a part is used, how often, and whether its mass is that of its parts. */
#include "read/import.h"

#include <math.h>
#include <string.h>

static const char *unit_of(uint8_t unit)
{
    return lode__bom_unit(unit)->unit;
}

/* Usages by the part that uses, in the order found, while they are counted. */
typedef struct usages {
    lode__arena arena;
    uint32_t *first;  /* [n_parts + 1] */
    uint32_t *used;   /* [first[n_parts]] parts */
    double *quantity; /* the same, in the unit of the model */
    uint32_t *order;  /* parts, users before used */
    size_t n_order;
} usages;

/* Units in which a part is used must be of one kind. */
static void check_units(lode__import *import, uint32_t index,
                        const lode__line_entry *usage)
{
    const lode_bom *bom = import->bom;
    lode__import_part *used = &import->parts[import->parts[usage->item].first];
    if (used->usage == 0) {
        used->usage = index + 1;
        if (usage->unit != LODE__BOM_NO_UNIT || used->unit == LODE__BOM_NO_UNIT)
            used->unit = usage->unit;
        return;
    }
    if (usage->unit == used->unit ||
        strcmp(unit_of(usage->unit), unit_of(used->unit)) == 0)
        return;
    const lode__line_entry other = lode__tape_line(&bom->usages, used->usage - 1);
    const lode__bom_part *user = &bom->parts[usage->parent];
    const lode_place place = {lode__import_text(import, user->file), usage->at.line,
                              usage->at.column};
    lode__import_ok(import,
                    lode__error(import->context, LODE_E_UNIT, &place,
                                "used by %s, but by %s at line %lu: these do not convert",
                                unit_of(usage->unit), unit_of(used->unit),
                                (unsigned long)other.at.line));
}

/* How many usages each part is the user of, with their units; then where its own begin.
 */
static bool count_usages(lode__import *import, usages *u)
{
    const size_t n_parts = import->bom->n_parts;
    u->first = lode__arena_zero(&u->arena, n_parts + 1, sizeof(*u->first));
    if (!u->first) return false;
    lode__tape_reader reader = lode__tape_read(&import->bom->usages, 0);
    while (lode__tape_next(&reader)) {
        const uint32_t user = lode__import_user(import, &reader.line);
        if (user == LODE__BOM_NONE) continue;
        import->parts[import->parts[reader.line.item].first].flags |= LODE__BOM_USED;
        if (!import->parts[user].item) continue;
        check_units(import, (uint32_t)(reader.n - 1), &reader.line);
        import->parts[user].flags |= LODE__BOM_HAS_PARTS;
        u->first[user + 1]++;
    }
    for (size_t i = 0; i < n_parts; i++) u->first[i + 1] += u->first[i];
    return true;
}

/* Starts move on to the next as usages are placed. */
static bool place_usages(const lode__import *import, usages *u)
{
    const size_t n_parts = import->bom->n_parts, n = u->first[n_parts];
    u->used = lode__arena_alloc(&u->arena, n, sizeof(*u->used));
    u->quantity = lode__arena_alloc(&u->arena, n, sizeof(*u->quantity));
    if (!u->used || !u->quantity) return false;
    lode__tape_reader reader = lode__tape_read(&import->bom->usages, 0);
    while (lode__tape_next(&reader)) {
        const uint32_t user = lode__import_user(import, &reader.line);
        if (user == LODE__BOM_NONE || !import->parts[user].item) continue;
        const uint32_t at = u->first[user]++;
        u->used[at] = import->parts[reader.line.item].first;
        u->quantity[at] = lode__bom_convert(reader.line.unit, reader.line.quantity);
    }
    memmove(u->first + 1, u->first, n_parts * sizeof(*u->first));
    u->first[0] = 0;
    return true;
}

/* Users before used, by counting; what is in a cycle gets no place. */
static bool order_parts(const lode__import *import, usages *u)
{
    const size_t n_parts = import->bom->n_parts;
    uint32_t *n_users = lode__arena_zero(&u->arena, n_parts, sizeof(*n_users));
    u->order = lode__arena_alloc(&u->arena, n_parts, sizeof(*u->order));
    if (!n_users || !u->order) return false;
    for (size_t i = 0; i < u->first[n_parts]; i++) n_users[u->used[i]]++;
    for (uint32_t i = 0; i < n_parts; i++)
        if (import->parts[i].item && n_users[i] == 0) u->order[u->n_order++] = i;
    for (size_t at = 0; at < u->n_order; at++) {
        const uint32_t user = u->order[at];
        for (uint32_t k = u->first[user]; k < u->first[user + 1]; k++)
            if (--n_users[u->used[k]] == 0) u->order[u->n_order++] = u->used[k];
    }
    return true;
}

static void count_totals(lode__import *import, const usages *u)
{
    for (size_t at = 0; at < u->n_order; at++) {
        const uint32_t index = u->order[at];
        lode__import_part *user = &import->parts[index];
        if (!(user->flags & LODE__BOM_USED)) user->total = 1.0;
        for (uint32_t k = u->first[index]; k < u->first[index + 1]; k++) {
            lode__import_part *used = &import->parts[u->used[k]];
            used->total =
                (isnan(used->total) ? 0.0 : used->total) + user->total * u->quantity[k];
        }
    }
}

/* Mass of what a part uses; NaN where one of it has none. */
static double sum_parts(const lode__import *import, const usages *u, uint32_t index)
{
    double sum = 0.0;
    for (uint32_t k = u->first[index]; k < u->first[index + 1]; k++)
        sum += u->quantity[k] * import->parts[u->used[k]].mass_kg;
    return sum;
}

/* An assembly that says its mass is held against its parts; one that does not gets
 * theirs. */
static void weigh_assembly(lode__import *import, const usages *u, uint32_t index)
{
    lode__import_part *part = &import->parts[index];
    const double sum = sum_parts(import, u, index);
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

static void weigh_parts(lode__import *import, const usages *u)
{
    for (size_t at = u->n_order; at-- > 0;)
        if (import->parts[u->order[at]].flags & LODE__BOM_HAS_PARTS)
            weigh_assembly(import, u, u->order[at]);
}

void lode__import_count(lode__import *import)
{
    usages u = {.arena = {.allocator = &import->context->allocator}};
    bool good = count_usages(import, &u);
    for (uint32_t i = 0; i < import->bom->n_parts; i++) {
        lode__import_part *part = &import->parts[i];
        /* A unit of mass weighs what it says. */
        if (lode__bom_unit(part->unit)->measure == LODE__MEASURE_MASS)
            part->mass_kg = 1.0;
    }
    good = good && place_usages(import, &u) && order_parts(import, &u);
    if (good) {
        count_totals(import, &u);
        weigh_parts(import, &u);
    } else {
        lode__import_ok(import, lode__nomem(import->context));
    }
    lode__arena_free(&u.arena);
}
