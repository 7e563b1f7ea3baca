/* XML bills of materials: what a table of names says of elements is told to the feed. */
#include "read/bom_names.h"
#include "read/element.h"
#include "read/xml.h"

#include <string.h>

/* Names of elements come from one dictionary, so that a pointer stands for each. */
enum { CACHE_SIZE = 512, NOT_NAMED = UINT16_MAX };

typedef struct name_cache {
    const char *name;
    uint16_t first, n; /* rows of the table */
} name_cache;

typedef struct open_element {
    const char *name;
    uint16_t text_row; /* its text is the value of this row; NOT_NAMED: of none */
    bool opened;       /* something in the feed */
    uint64_t line, column;
    uint32_t text_start;
} open_element;

typedef struct bom_reader {
    lode__reading *reading;
    const lode__bom_target *target;
    const lode__bom_form *form;
    lode__bom_feed feed;
    lode__text text; /* of the elements that are open */
    open_element *open;
    size_t n_open, open_capacity;
    uint32_t n_skipped; /* elements open in one that is left out, that one included */
    name_cache cache[CACHE_SIZE];
} bom_reader;

static lode_place place_of(const bom_reader *reader, const lode__xml_element *element)
{
    return (lode_place){reader->reading->input.source, element->line, element->column};
}

/* --- the root --- */

static void unknown_root(bom_reader *reader, const lode__xml_element *element)
{
    const lode_place place = place_of(reader, element);
    char name[LODE__QUOTE_LEN], space[LODE__QUOTE_LEN], names[LODE__NAMES_LEN] = "";
    const lode__bom_form *form;
    for (size_t i = 0; (form = lode__bom_form_at(i)); i++)
        lode__names_add(names, form->root);
    lode__reading_ok(
        reader->reading,
        lode__error(reader->reading->context, LODE_E_FORMAT, &place,
                    "element \"%s\" in namespace \"%s\" begins no bill of materials that "
                    "is known; expected one of %s in its own namespace",
                    lode__quote(name, element->name, strlen(element->name)),
                    lode__quote(space, element->space, strlen(element->space)), names));
    reader->reading->over = true;
}

/* A format that the caller names is taken at its word, whatever the namespace. */
static bool find_form(bom_reader *reader, const lode__xml_element *element)
{
    const lode_bom_format wanted = reader->target->options->format;
    const lode__bom_form *form = lode__find_bom_form(element->name, element->space);
    for (size_t i = 0; wanted != LODE_BOM_AUTO; i++) {
        form = lode__bom_form_at(i);
        if (!form || form->format == wanted) break;
    }
    if (!form || strcmp(form->root, element->name) != 0) {
        unknown_root(reader, element);
        return false;
    }
    reader->form = form;
    reader->feed.implied = form->implied;
    return true;
}

/* --- elements --- */

/* The rows of an element. */
static const name_cache *find_rows(bom_reader *reader, const char *name)
{
    const lode__bom_form *form = reader->form;
    const size_t slot = ((uintptr_t)name >> 3 ^ (uintptr_t)name >> 12) % CACHE_SIZE;
    name_cache *cache = &reader->cache[slot];
    if (cache->name == name) return cache;
    *cache = (name_cache){.name = name};
    for (size_t i = 0; i < form->n_names; i++) {
        if (strcmp(form->names[i].element, name) != 0) continue;
        if (cache->n == 0) cache->first = (uint16_t)i;
        cache->n = (uint16_t)(i - cache->first + 1);
    }
    return cache;
}

static bool is_skipped(const bom_reader *reader, const char *name)
{
    for (size_t i = 0; i < LODE__COUNT(reader->form->skipped); i++) {
        const char *skipped = reader->form->skipped[i];
        if (skipped && strcmp(skipped, name) == 0) return true;
    }
    return false;
}

static const lode__xml_attribute *find_attribute(const lode__xml_element *element,
                                                 const char *name)
{
    for (size_t i = 0; i < element->n_attributes; i++)
        if (strcmp(element->attributes[i].name, name) == 0)
            return &element->attributes[i];
    return NULL;
}

/* Tells the feed what a row says of the element, but for its text. */
static void apply_row(bom_reader *reader, const lode__bom_name *row,
                      const lode__xml_element *element)
{
    lode__bom_feed *feed = &reader->feed;
    if (row->constant) {
        lode__bom_set(feed, row->field, row->constant, strlen(row->constant),
                      element->line, element->column);
    } else if (row->attribute && row->attribute[0]) {
        const lode__xml_attribute *found = find_attribute(element, row->attribute);
        if (found)
            lode__bom_set(feed, row->field, found->value, found->len, element->line,
                          element->column);
    }
}

static bool push_element(bom_reader *reader, const lode__xml_element *element)
{
    if (lode__reserve(&reader->reading->context->allocator, &reader->open,
                      &reader->open_capacity, reader->n_open, 1,
                      sizeof(*reader->open)) < 0) {
        lode__reading_ok(reader->reading, lode__nomem(reader->reading->context));
        return false;
    }
    reader->open[reader->n_open++] =
        (open_element){.name = element->name,
                       .text_row = NOT_NAMED,
                       .line = element->line,
                       .column = element->column,
                       .text_start = (uint32_t)reader->text.len};
    return true;
}

static void read_element(bom_reader *reader, const lode__xml_element *element)
{
    const char *parent = reader->n_open > 0 ? reader->open[reader->n_open - 1].name : "";
    if (!push_element(reader, element)) return;
    open_element *open = &reader->open[reader->n_open - 1];
    const name_cache *rows = find_rows(reader, element->name);
    for (uint16_t i = rows->first; i < rows->first + rows->n; i++) {
        const lode__bom_name *row = &reader->form->names[i];
        if (strcmp(row->element, element->name) != 0) continue; /* rows of another */
        if (row->within && strcmp(row->within, parent) != 0) continue;
        if (row->opens != LODE__BOM_NOTHING) {
            lode__bom_begin(&reader->feed, row->opens, element->line, element->column);
            open->opened = true;
        }
        apply_row(reader, row, element);
        if (row->attribute && !row->attribute[0]) open->text_row = i;
    }
}

static void close_element(bom_reader *reader)
{
    open_element *open = &reader->open[--reader->n_open];
    if (open->text_row != NOT_NAMED && reader->text.len > open->text_start)
        lode__bom_set(&reader->feed, reader->form->names[open->text_row].field,
                      reader->text.data + open->text_start,
                      reader->text.len - open->text_start, open->line, open->column);
    reader->text.len = open->text_start;
    if (open->opened) lode__bom_end(&reader->feed);
}

/* --- events --- */

static void on_start(void *user, const lode__xml_element *element)
{
    bom_reader *reader = user;
    if (reader->n_skipped > 0 || (reader->form && is_skipped(reader, element->name))) {
        reader->n_skipped++;
        return;
    }
    if (!reader->form && !find_form(reader, element)) return;
    read_element(reader, element);
    if (reader->reading->over || lode__bom_is_wanted(&reader->feed)) return;
    close_element(reader);
    reader->n_skipped++;
}

static void on_end(void *user)
{
    bom_reader *reader = user;
    if (reader->n_skipped > 0)
        reader->n_skipped--;
    else
        close_element(reader);
}

static void on_text(void *user, const char *text, size_t len, uint64_t line,
                    uint64_t column)
{
    bom_reader *reader = user;
    if (reader->n_skipped > 0 || reader->n_open == 0) return;
    const open_element *open = &reader->open[reader->n_open - 1];
    if (open->text_row == NOT_NAMED) return;
    const uint64_t most = reader->reading->limits[LODE_LIMIT_PART_BYTES];
    if (len > most || reader->text.len - open->text_start > most - len ||
        reader->text.len > UINT32_MAX - most) {
        lode__reading_over(
            reader->reading, LODE_LIMIT_PART_BYTES, line, column,
            lode__bom_field_name(reader->form->names[open->text_row].field));
        return;
    }
    if (lode__text_add(&reader->text, text, len) < 0)
        lode__reading_ok(reader->reading, lode__nomem(reader->reading->context));
}

static void check_parts(bom_reader *reader)
{
    const lode_place place = {reader->reading->input.source, 0, 0};
    if (reader->reading->over || reader->feed.bom->n_parts > reader->feed.n_before)
        return;
    lode__reading_ok(reader->reading,
                     lode__error(reader->reading->context, LODE_E_FORMAT, &place,
                                 "no part in this %s", reader->form->title));
}

void lode__read_bom_xml(lode__reading *reading)
{
    static const lode__xml_handler handler = {on_start, on_end, on_text};
    const lode_allocator *allocator = &reading->context->allocator;
    const lode__bom_target *target = reading->target;
    bom_reader *reader = lode__alloc_zero(allocator, 1, sizeof(*reader));
    if (!reader) {
        lode__reading_ok(reading, lode__nomem(reading->context));
        return;
    }
    reader->reading = reading;
    reader->target = target;
    reader->text.allocator = allocator;
    if (lode__bom_feed_open(&reader->feed, reading, target->bom)) {
        lode__xml_parse(reading, &handler, reader);
        check_parts(reader);
    }
    lode__bom_feed_close(&reader->feed);
    lode__text_free(&reader->text);
    lode__free(allocator, reader->open);
    lode__free(allocator, reader);
}
