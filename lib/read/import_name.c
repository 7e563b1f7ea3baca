/* Ids of items: those of the parts, as far as a model can have them. */
#include "read/import.h"

#include "base/sort.h"

#include <string.h>

static bool is_taken(const lode__import *import, const char *id, size_t len)
{
    return lode__intern_find(&import->ids, id, len) != LODE__NO_ID;
}

static bool take(lode__import *import, uint32_t part, const char *id, size_t len)
{
    uint32_t kept = 0;
    char *copy = lode__arena_alloc(&import->arena, len + 1, 1);
    if (!copy || lode__intern_add(&import->ids, id, len, &kept) < 0)
        return lode__import_ok(import, lode__nomem(import->context));
    memcpy(copy, id, len);
    copy[len] = '\0';
    import->parts[part].item = copy;
    return true;
}

/* Ids of the items that are there already. */
static bool take_items(lode__import *import)
{
    const lode__item_entry *items = lode__entries(import->builder, LODE__RECORD_ITEM);
    const uint32_t n = lode__n_entries(import->builder, LODE__RECORD_ITEM);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t kept = 0;
        const char *id = lode__builder_text(import->builder, items[i].id);
        if (lode__intern_add(&import->ids, id, strlen(id), &kept) < 0)
            return lode__import_ok(import, lode__nomem(import->context));
    }
    return true;
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

/* An id that is free: with as many prefixes as it takes. */
static void take_changed(lode__import *import, uint32_t part, lode__text *text)
{
    static const char prefix[] = "bom:";
    const char *id = lode__import_text(import, lode__import_first(import, part)->id);
    const size_t id_len = strlen(id);
    for (size_t n = 0;; n++) {
        char number[32] = "";
        lode__text_clear(text);
        bool good = true;
        for (size_t i = 0; i < n; i++)
            good = good && lode__text_add(text, prefix, sizeof(prefix) - 1) == LODE_OK;
        const size_t start = text->len;
        good = good && lode__text_add(text, id, id_len + 1) == LODE_OK;
        if (!good) {
            lode__import_ok(import, lode__nomem(import->context));
            return;
        }
        text->len = start + make_id(id, text->data + start);
        if (id_len == 0) {
            const uint32_t line = lode__import_first(import, part)->line;
            lode_format_real((double)line, number);
            text->len = start;
            if (lode__text_add(text, "part-at-line-", 13) < 0 ||
                lode__text_add(text, number, strlen(number)) < 0) {
                lode__import_ok(import, lode__nomem(import->context));
                return;
            }
        }
        if (is_taken(import, text->data, text->len)) continue;
        take(import, part, text->data, text->len);
        return;
    }
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
    uint32_t *changed = lode__arena_alloc(&import->arena, n_parts, 2 * sizeof(*changed));
    size_t n_changed = 0;
    if (!changed) lode__import_ok(import, lode__nomem(import->context));
    if (!changed || !take_items(import)) return;
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
    lode__text text = {.allocator = &import->context->allocator};
    for (size_t i = 0; i < n_changed && lode__import_goes_on(import); i++)
        take_changed(import, changed[i], &text);
    lode__text_free(&text);
}
