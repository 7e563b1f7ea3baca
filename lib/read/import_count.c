/* In which unit a part is used, how often, and whether its mass is that of its parts. */
#include "read/import.h"

#include "base/number.h"
#include "base/packed.h"

#include <math.h>
#include <string.h>

static const char *unit_of(uint8_t unit)
{
    return lode__bom_unit(unit)->unit;
}

/* Usages by the part that uses, in the order found, while they are counted. They stand
 * packed: of each the step from the part before it, with the form of the quantity below
 * it, and the quantity in the unit of the model. */
typedef struct usages {
    lode__arena arena;
    size_t *first; /* [n_parts + 1] byte where those of each begin */
    unsigned char *bytes;
    uint32_t *last;    /* [n_parts] part that the newest usage of each is of */
    uint32_t *n_users; /* [n_parts] */
    uint32_t *order;   /* parts, users before used */
    size_t n_order;
} usages;

enum { FORM_BITS = 3, USAGE_BYTES = 2 * LODE__PACKED_NUMBER_BYTES };

/* The next usage of a part, the step from the one before with it; returns the end. */
static unsigned char *put_usage(usages *u, uint32_t user, uint32_t used, double quantity,
                                unsigned char *to)
{
    unsigned char number[LODE__PACKED_NUMBER_BYTES];
    unsigned form = 0;
    const size_t n = (size_t)(lode__pack_real(number, quantity, &form) - number);
    const uint64_t step = lode__fold_step(u->last[user], used);
    to = lode__pack_number(to, step << FORM_BITS | form);
    u->last[user] = used;
    memcpy(to, number, n);
    return to + n;
}

/* Usages of a part, one after the other. */
typedef struct use_reader {
    const unsigned char *at, *end;
    uint32_t used;
    double quantity;
} use_reader;

static use_reader usages_of(const usages *u, uint32_t user)
{
    return (use_reader){.at = u->bytes + u->first[user],
                        .end = u->bytes + u->first[user + 1]};
}

static inline bool next_usage(use_reader *reader)
{
    uint64_t head = 0;
    if (reader->at == reader->end) return false;
    reader->at = lode__unpack_number(reader->at, &head);
    reader->used = lode__unfold_step(reader->used, (uint32_t)(head >> FORM_BITS));
    reader->at =
        lode__unpack_real(reader->at, head & LODE__PACKED_RAW, &reader->quantity);
    return true;
}

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
    const lode_place place = {lode__import_text(import, lode__bom_file_of(bom, user)),
                              usage->at.line, usage->at.column};
    lode__import_ok(import,
                    lode__error(import->context, LODE_E_UNIT, &place,
                                "used by %s, but by %s at line %lu: these do not convert",
                                unit_of(usage->unit), unit_of(used->unit),
                                (unsigned long)other.at.line));
}

/* What one usage says of its parts; how many bytes those of each user take. */
static void count_usage(lode__import *import, usages *u, const lode__tape_reader *reader)
{
    unsigned char bytes[USAGE_BYTES];
    const lode__line_entry *const usage = &reader->line;
    const uint32_t user = lode__import_user(import, usage);
    if (user == LODE__BOM_NONE) return;
    const uint32_t used = import->parts[usage->item].first;
    import->parts[used].flags |= LODE__BOM_USED;
    if (!import->parts[user].item) return;
    check_units(import, (uint32_t)(reader->n - 1), usage);
    import->parts[user].flags |= LODE__BOM_HAS_PARTS;
    const double quantity = lode__bom_convert(usage->unit, usage->quantity);
    u->first[user + 1] += (size_t)(put_usage(u, user, used, quantity, bytes) - bytes);
    u->n_users[used]++;
}

/* Counts usages and the bytes they take; then where the bytes of each part begin. */
static bool count_usages(lode__import *import, usages *u)
{
    const size_t n_parts = import->bom->n_parts;
    u->first = lode__arena_zero(&u->arena, n_parts + 1, sizeof(*u->first));
    u->last = lode__arena_zero(&u->arena, n_parts, sizeof(*u->last));
    u->n_users = lode__arena_zero(&u->arena, n_parts, sizeof(*u->n_users));
    if (!u->first || !u->last || !u->n_users) return false;
    lode__tape_reader reader = lode__tape_read(&import->bom->usages, 0);
    while (lode__tape_next(&reader)) count_usage(import, u, &reader);
    for (size_t i = 0; i < n_parts; i++) u->first[i + 1] += u->first[i];
    return true;
}

/* Starts move on to the next as usages are placed. */
static bool place_usages(const lode__import *import, usages *u)
{
    const size_t n_parts = import->bom->n_parts;
    u->bytes = lode__arena_alloc(&u->arena, u->first[n_parts], 1);
    if (!u->bytes) return false;
    memset(u->last, 0, n_parts * sizeof(*u->last));
    lode__tape_reader reader = lode__tape_read(&import->bom->usages, 0);
    while (lode__tape_next(&reader)) {
        const lode__line_entry *const usage = &reader.line;
        const uint32_t user = lode__import_user(import, usage);
        if (user == LODE__BOM_NONE || !import->parts[user].item) continue;
        const double quantity = lode__bom_convert(usage->unit, usage->quantity);
        const unsigned char *const end =
            put_usage(u, user, import->parts[usage->item].first, quantity,
                      u->bytes + u->first[user]);
        u->first[user] = (size_t)(end - u->bytes);
    }
    memmove(u->first + 1, u->first, n_parts * sizeof(*u->first));
    u->first[0] = 0;
    return true;
}

/* What the usages of a part add to the totals of those it uses; who has lost the last of
 * its users comes next. */
static void count_below(lode__import *import, usages *u, uint32_t index)
{
    lode__import_part *user = &import->parts[index];
    if (!(user->flags & LODE__BOM_USED)) user->total = 1.0;
    use_reader reader = usages_of(u, index);
    while (next_usage(&reader)) {
        lode__import_part *used = &import->parts[reader.used];
        used->total =
            (isnan(used->total) ? 0.0 : used->total) + user->total * reader.quantity;
        if (--u->n_users[reader.used] == 0) u->order[u->n_order++] = reader.used;
    }
}

/* Users before used; what is in a cycle gets no place. */
static bool count_totals(lode__import *import, usages *u)
{
    const size_t n_parts = import->bom->n_parts;
    u->order = lode__arena_alloc(&u->arena, n_parts, sizeof(*u->order));
    if (!u->order) return false;
    for (uint32_t i = 0; i < n_parts; i++)
        if (import->parts[i].item && u->n_users[i] == 0) u->order[u->n_order++] = i;
    for (size_t at = 0; at < u->n_order; at++) count_below(import, u, u->order[at]);
    return true;
}

/* Mass of what a part uses; NaN where one of it has none. */
static double sum_parts(const lode__import *import, const usages *u, uint32_t index)
{
    lode__sum sum = {0};
    use_reader reader = usages_of(u, index);
    while (next_usage(&reader))
        lode__sum_add(&sum, reader.quantity * import->parts[reader.used].mass_kg);
    return lode__sum_value(&sum);
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
    good = good && place_usages(import, &u) && count_totals(import, &u);
    if (good)
        weigh_parts(import, &u);
    else
        lode__import_ok(import, lode__nomem(import->context));
    lode__arena_free(&u.arena);
}
