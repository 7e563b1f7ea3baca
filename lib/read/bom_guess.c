/* A bill of materials told from a model file by its beginning. */
#include "read/bom_header.h"
#include "read/bom_names.h"
#include "read/element.h"

#include <string.h>

enum { HEAD_LEN = 16384 };

/* The beginning as text; of UTF-16 what is ASCII, which names are. */
static size_t take_head(const char *data, size_t size, char head[HEAD_LEN])
{
    const bool high_first = size >= 2 && memcmp(data, "\xFE\xFF", 2) == 0;
    const bool low_first = size >= 2 && memcmp(data, "\xFF\xFE", 2) == 0;
    const bool has_mark = size >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0;
    size_t n = 0;
    if (!high_first && !low_first) {
        data += has_mark ? 3 : 0;
        size -= has_mark ? 3 : 0;
        n = size < HEAD_LEN - 1 ? size : HEAD_LEN - 1;
        if (n > 0) memcpy(head, data, n);
    }
    for (size_t i = 2; (high_first || low_first) && i + 1 < size && n < HEAD_LEN - 1;
         i += 2) {
        const char high = data[i + (low_first ? 1 : 0)],
                   low = data[i + (low_first ? 0 : 1)];
        head[n++] = high == 0 ? low : '?';
    }
    head[n] = '\0';
    return n;
}

/* --- XML --- */

/* The first start tag, behind its `<`; NULL: none. */
static const char *find_root(const char *at)
{
    static const struct {
        const char *begins, *ends;
    } skipped[] = {{"<!--", "-->"}, {"<?", "?>"}, {"<!", ">"}};
    while ((at = strchr(at, '<'))) {
        size_t i = 0;
        while (i < LODE__COUNT(skipped) &&
               strncmp(at, skipped[i].begins, strlen(skipped[i].begins)) != 0)
            i++;
        if (i == LODE__COUNT(skipped)) return at + 1;
        at = strstr(at, skipped[i].ends);
        if (!at) return NULL;
    }
    return NULL;
}

static bool ends_name(char c)
{
    return c == '\0' || strchr(" \t\r\n/>=", c) != NULL;
}

/* The value of an attribute in a tag, copied; "" where there is none. */
static void find_value(const char *tag, const char *name, char *to, size_t capacity)
{
    const char *end = strchr(tag, '>');
    const size_t name_len = strlen(name);
    to[0] = '\0';
    for (const char *at = tag; (at = strstr(at, name)) && (!end || at < end); at++) {
        const char *value = at + name_len;
        if (at == tag || !strchr(" \t\r\n", at[-1])) continue;
        while (*value && strchr(" \t\r\n", *value)) value++;
        if (*value++ != '=') continue;
        while (*value && strchr(" \t\r\n", *value)) value++;
        const char quote = *value;
        if (quote != '"' && quote != '\'') continue;
        const char *close = strchr(++value, quote);
        const size_t len = close ? (size_t)(close - value) : capacity;
        if (len >= capacity) return;
        memcpy(to, value, len);
        to[len] = '\0';
        return;
    }
}

static lode_bom_format guess_xml(const char *head)
{
    enum { NAME_LEN = 64, SPACE_LEN = 256 };
    const char *tag = find_root(head);
    char name[NAME_LEN] = "", attribute[NAME_LEN + 6] = "xmlns", space[SPACE_LEN];
    size_t len = 0;
    if (!tag) return LODE_BOM_AUTO;
    while (!ends_name(tag[len])) len++;
    if (len == 0 || len >= NAME_LEN) return LODE_BOM_AUTO;
    memcpy(name, tag, len);
    const char *colon = memchr(name, ':', len);
    if (colon) {
        attribute[5] = ':';
        memcpy(attribute + 6, name, (size_t)(colon - name));
    }
    find_value(tag, attribute, space, sizeof(space));
    const lode__bom_form *form = lode__find_bom_form(colon ? colon + 1 : name, space);
    return form ? form->format : LODE_BOM_AUTO;
}

/* --- CSV --- */

/* A relation of a model has columns of that relation only. */
static bool is_relation(const char *head, size_t len)
{
    static const struct {
        const char *key;
        lode__element_id elements[2];
        const char *tell_by;
    } relations[] = {
        {"item", {LODE__EL_ORIGIN, LODE__EL_FROM}, "market"},
        {"parent", {LODE__EL_INPUT, LODE__EL_INPUT}, "parent"},
        {"", {LODE__EL_PRODUCT, LODE__EL_PRODUCT}, "home"},
        {"", {LODE__EL_ITEM, LODE__EL_ITEM}, "unit"},
    };
    for (size_t i = 0; i < LODE__COUNT(relations); i++) {
        const char *at = head, *cell = NULL;
        size_t cell_len = 0;
        bool more = true, all = true, told = false;
        while (more && all) {
            char name[32] = "";
            more = lode__next_cell(head + len, ',', &at, &cell, &cell_len);
            if (cell_len < sizeof(name)) memcpy(name, cell, cell_len);
            told |= strcmp(name, relations[i].tell_by) == 0;
            all = strcmp(name, relations[i].key) == 0;
            for (size_t k = 0; k < 2 && !all; k++)
                all = lode__find_field(&lode__elements[relations[i].elements[k]], name);
        }
        if (all && told) return true;
    }
    return false;
}

lode_bom_format lode_bom_guess(const void *data, size_t size)
{
    char head[HEAD_LEN];
    if (!data) return LODE_BOM_AUTO;
    const size_t len = take_head(data, size, head);
    const size_t blanks = strspn(head, " \t\r\n");
    if (blanks == len) return LODE_BOM_AUTO;
    if (head[blanks] == '<') return guess_xml(head);
    return is_relation(head, len) ? LODE_BOM_AUTO : LODE_BOM_CSV;
}
