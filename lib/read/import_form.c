/* Ids that look alike and are not: the same characters in another form of Unicode. */
#include "read/import.h"

#include "read/unicode_form.h"

#include <string.h>

/* Forms of the ids seen so far. */
typedef struct forms {
    lode__intern texts;
    uint32_t *part; /* [texts.n] the first part of an id of this form */
    size_t capacity;
    lode__text text; /* scratch */
} forms;

static void warn_of(const lode__import *import, uint32_t one, uint32_t other)
{
    const lode__bom_part *const later = &import->bom->parts[one > other ? one : other];
    const lode__bom_part *const first = &import->bom->parts[one > other ? other : one];
    const lode_place place = lode__bom_part_place(import->bom, later);
    const lode_place at = lode__bom_part_place(import->bom, first);
    char id[LODE__QUOTE_LEN], other_id[LODE__QUOTE_LEN], file[LODE__QUOTE_LEN];
    const char *const text = lode__import_text(import, later->id);
    const char *const first_text = lode__import_text(import, first->id);
    lode__warning(
        import->context, LODE_E_CONFLICT, &place,
        "part \"%s\" and \"%s\" at %s:%lu:%lu are two, though their ids say the "
        "same in other characters",
        lode__quote(id, text, strlen(text)),
        lode__quote(other_id, first_text, strlen(first_text)),
        lode__quote(file, at.source, strlen(at.source)), (unsigned long)at.line,
        (unsigned long)at.column);
}

/* The part whose id is this text, or LODE__BOM_NONE. */
static uint32_t find_part(const lode__import *import, const char *text, size_t len)
{
    const lode_bom *bom = import->bom;
    const uint32_t id = lode__intern_find(&bom->texts, text, len);
    if (id >= bom->n_last_seen || bom->last_seen[id] == 0) return LODE__BOM_NONE;
    return import->parts[bom->last_seen[id] - 1].first;
}

static bool check_part(lode__import *import, forms *seen, uint32_t part)
{
    const uint32_t id_text = import->bom->parts[part].id;
    const char *const id = lode__import_text(import, id_text);
    const size_t len = strlen(id);
    if (lode__is_plain_ascii(id, len)) return true;
    uint32_t form = 0;
    if (lode__reserve(seen->text.allocator, &seen->text.data, &seen->text.capacity, 0,
                      2 * len, 1) < 0)
        return lode__import_ok(import, lode__nomem(import->context));
    const size_t n = lode__unicode_form(id, len, seen->text.data);
    const uint32_t plain = lode__is_plain_ascii(seen->text.data, n)
                               ? find_part(import, seen->text.data, n)
                               : LODE__BOM_NONE;
    if (plain != LODE__BOM_NONE) {
        warn_of(import, part, plain);
        return true;
    }
    const uint32_t n_before = seen->texts.n;
    if (lode__intern_add(&seen->texts, seen->text.data, n, &form) < 0 ||
        lode__reserve(&import->context->allocator, &seen->part, &seen->capacity, form, 1,
                      sizeof(*seen->part)) < 0)
        return lode__import_ok(import, lode__nomem(import->context));
    if (form == n_before)
        seen->part[form] = part;
    else if (import->bom->parts[seen->part[form]].id != id_text)
        warn_of(import, part, seen->part[form]);
    return true;
}

void lode__import_forms(lode__import *import)
{
    const lode_allocator *allocator = &import->context->allocator;
    forms seen = {.text = {.allocator = allocator}};
    lode__intern_init(&seen.texts, allocator);
    bool good = true;
    for (uint32_t i = 0; i < import->bom->n_parts && good; i++)
        good = import->parts[i].first != i || check_part(import, &seen, i);
    lode__intern_free(&seen.texts);
    lode__free(allocator, seen.part);
    lode__text_free(&seen.text);
}
