/* Ids of items: those of the parts, as far as a model can have them. */
#include "read/import.h"

#include "base/sort.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* How many ids of items were made of a text of the builder; 0: none has it. */
static uint32_t n_ids_of(const lode__import *import, uint32_t text)
{
    return text < import->n_n_ids ? import->n_ids[text] : 0;
}

static bool is_taken(const lode__import *import, const char *id, size_t len)
{
    return n_ids_of(import, lode__intern_find(&import->builder->texts, id, len)) > 0;
}

static bool set_n_ids(lode__import *import, uint32_t text, uint32_t n)
{
    if (text >= import->n_n_ids) {
        const size_t n_more = text + 1 - import->n_n_ids;
        if (lode__reserve(&import->context->allocator, &import->n_ids,
                          &import->n_ids_capacity, import->n_n_ids, n_more,
                          sizeof(*import->n_ids)) < 0)
            return lode__import_ok(import, lode__nomem(import->context));
        memset(import->n_ids + import->n_n_ids, 0, n_more * sizeof(*import->n_ids));
        import->n_n_ids += n_more;
    }
    import->n_ids[text] = n;
    return true;
}

static bool take(lode__import *import, uint32_t part, const char *id, size_t len)
{
    uint32_t text = 0;
    if (!lode__import_ok(
            import, lode__add_text(import->context, import->builder, id, len, &text)) ||
        !set_n_ids(import, text, 1))
        return false;
    import->parts[part].item = text;
    return true;
}

/* Ids of the items that are there already. */
static void take_items(lode__import *import)
{
    const lode__item_entry *items = lode__entries(import->builder, LODE__RECORD_ITEM);
    const uint32_t n = lode__n_entries(import->builder, LODE__RECORD_ITEM);
    bool good = true;
    for (uint32_t i = 0; i < n && good; i++) good = set_n_ids(import, items[i].id, 1);
}

/* Blanks and control characters, which no id may hold, become `_`: also a no-break space
 * and a byte order mark. Returns the length. */
static size_t make_id(const char *text, char *to)
{
    size_t n = 0;
    for (const char *at = text; *at; at++) {
        const unsigned char c = (unsigned char)*at;
        if (c == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] <= 0xA0) {
            to[n++] = '_';
            at++;
        } else if (strncmp(at, "\xEF\xBB\xBF", 3) == 0) {
            to[n++] = '_';
            at += 2;
        } else {
            to[n++] = c <= ' ' || c == 0x7F ? '_' : *at;
        }
    }
    return n;
}

/* The id of a part with what no id may hold changed, or made of its line where it has
 * none, behind `prefix`. */
static bool put_id(const lode__import *import, uint32_t part, const char *prefix,
                   lode__text *to)
{
    const lode__bom_part *const first = lode__import_first(import, part);
    const char *const id = lode__import_text(import, first->id);
    const size_t len = strlen(id);
    lode__text_clear(to);
    if (lode__text_add(to, prefix, strlen(prefix)) < 0) return false;
    if (len == 0) {
        char made[32];
        const int n = snprintf(made, sizeof(made), "part-at-line-%" PRIu32, first->line);
        return lode__text_add(to, made, (size_t)n) == LODE_OK;
    }
    const size_t start = to->len;
    if (lode__text_add(to, id, len + 1) < 0) return false;
    to->len = start + make_id(id, to->data + start);
    return true;
}

/* The first id that is free: as it is, then behind `bom:`, `bom:2:` and so on. Those that
 * were tried for another part of this id are not tried again. */
static void take_changed(lode__import *import, uint32_t part, lode__text *text)
{
    char prefix[32] = "";
    uint32_t base = 0, n = 0;
    bool good = put_id(import, part, prefix, text);
    if (good && is_taken(import, text->data, text->len)) {
        base = lode__intern_find(&import->builder->texts, text->data, text->len);
        n = n_ids_of(import, base);
    }
    for (; good && is_taken(import, text->data, text->len); n++) {
        snprintf(prefix, sizeof(prefix), "bom:%" PRIu32 ":", n);
        good = put_id(import, part, n == 1 ? "bom:" : prefix, text);
    }
    if (!good)
        lode__import_ok(import, lode__nomem(import->context));
    else if (n == 0 || set_n_ids(import, base, n))
        take(import, part, text->data, text->len);
}

/* Whether a part may have its id as it stands. */
static bool is_plain(const char *id)
{
    for (const char *at = id; *at; at++) {
        const unsigned char c = (unsigned char)*at;
        if (c <= ' ' || c == 0x7F || (c == 0xC2 && (unsigned char)at[1] <= 0xA0) ||
            strncmp(at, "\xEF\xBB\xBF", 3) == 0)
            return false;
    }
    return id[0] != '\0';
}

static int compare_ids(uint32_t a, uint32_t b, const void *user)
{
    const lode__import *import = user;
    return strcmp(lode__import_text(import, lode__import_first(import, a)->id),
                  lode__import_text(import, lode__import_first(import, b)->id));
}

void lode__import_name(lode__import *import)
{
    const size_t n_parts = import->bom->n_parts;
    const lode_allocator *allocator = &import->context->allocator;
    uint32_t *changed = lode__alloc(allocator, n_parts, 2 * sizeof(*changed));
    size_t n_changed = 0;
    if (!changed) {
        lode__import_ok(import, lode__nomem(import->context));
        return;
    }
    take_items(import);
    for (uint32_t i = 0; i < n_parts && lode__import_goes_on(import); i++) {
        const lode__import_part *part = &import->parts[i];
        if (part->first != i || part->flags & LODE__BOM_LEFT_OUT) continue;
        const char *id = lode__import_text(import, import->bom->parts[i].id);
        const size_t len = strlen(id);
        if (is_plain(id) && !is_taken(import, id, len))
            take(import, i, id, len);
        else
            changed[n_changed++] = i;
    }
    /* In the order of ids, so that who gets which does not depend on the files' order. */
    lode__sort_indices(changed, n_changed, changed + n_parts, compare_ids, import);
    lode__text text = {.allocator = allocator};
    for (size_t i = 0; i < n_changed && lode__import_goes_on(import); i++)
        take_changed(import, changed[i], &text);
    lode__text_free(&text);
    lode__free(allocator, changed);
}
