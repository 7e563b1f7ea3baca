/* Ids of items: those of the parts, as far as a model can have them. */
#include "read/import.h"

#include "base/sort.h"

#include <string.h>

static bool is_taken(const lode__import *import, const char *id, size_t len)
{
    const uint32_t text = lode__intern_find(&import->builder->texts, id, len);
    return text < import->n_is_item && import->is_item[text];
}

static bool mark_item(lode__import *import, uint32_t text)
{
    if (text >= import->n_is_item) {
        const size_t n_more = text + 1 - import->n_is_item;
        if (lode__reserve(&import->context->allocator, &import->is_item,
                          &import->is_item_capacity, import->n_is_item, n_more,
                          sizeof(*import->is_item)) < 0)
            return lode__import_ok(import, lode__nomem(import->context));
        memset(import->is_item + import->n_is_item, 0, n_more * sizeof(*import->is_item));
        import->n_is_item += n_more;
    }
    import->is_item[text] = true;
    return true;
}

static bool take(lode__import *import, uint32_t part, const char *id, size_t len)
{
    uint32_t text = 0;
    if (!lode__import_ok(
            import, lode__add_text(import->context, import->builder, id, len, &text)) ||
        !mark_item(import, text))
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
    for (uint32_t i = 0; i < n && good; i++) good = mark_item(import, items[i].id);
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
