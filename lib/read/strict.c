/* XML read by tables. */
#include "read/strict.h"

#include "model/builder.h"
#include "read/xml.h"

#include <string.h>

/* --- what is known where --- */

static lode__element_id find_element(const lode__strict *strict, const char *name)
{
    const lode__schema *schema = strict->schema;
    const lode__element_id parent = strict->open[strict->n_open];
    for (lode__element_id id = 0; id < schema->n_elements; id++)
        if (schema->elements[id].parent == parent &&
            strcmp(schema->elements[id].name, name) == 0)
            return id;
    return schema->find_more ? schema->find_more(strict, parent, name) : LODE__EL_NONE;
}

static void unknown_element(const lode__strict *strict, const lode__xml_element *element,
                            const lode_place *place)
{
    const lode__schema *schema = strict->schema;
    const lode__element_id parent = strict->open[strict->n_open];
    char names[LODE__NAMES_LEN] = "", quoted[LODE__QUOTE_LEN];
    for (lode__element_id id = 0; id < schema->n_elements; id++)
        if (schema->elements[id].parent == parent)
            lode__names_add(names, schema->elements[id].name);
    const char *where = parent == LODE__EL_NONE ? "a file as its root"
                        : parent < schema->n_elements
                            ? schema->elements[parent].name
                            : schema->describe_more(strict, parent, names);
    lode__reading_ok(
        strict->reading,
        lode__error(strict->reading->context, LODE_E_FORMAT, place,
                    "element \"%s\" is not known in %s; expected %s",
                    lode__quote(quoted, element->name, strlen(element->name)), where,
                    names[0] ? names : "no element"));
}

static void unknown_attribute(const lode__strict *strict, const lode__element *element,
                              const char *name, const lode_place *place)
{
    char names[LODE__NAMES_LEN] = "", quoted[LODE__QUOTE_LEN];
    for (size_t i = 0; i < element->n_fields; i++)
        lode__names_add(names, element->fields[i].name);
    lode__reading_ok(strict->reading,
                     lode__error(strict->reading->context, LODE_E_FORMAT, place,
                                 "attribute \"%s\" is not known in %s; expected %s",
                                 lode__quote(quoted, name, strlen(name)), element->name,
                                 names));
}

static void foreign_element(const lode__strict *strict, const lode__xml_element *element,
                            const lode_place *place)
{
    char name[LODE__QUOTE_LEN], space[LODE__QUOTE_LEN];
    lode__quote(name, element->name, strlen(element->name));
    lode__quote(space, element->space, strlen(element->space));
    lode__reading_ok(strict->reading,
                     lode__error(strict->reading->context, LODE_E_FORMAT, place,
                                 "element \"%s\" is in %s%s%s; expected xmlns=\"%s\"",
                                 name, space[0] ? "namespace \"" : "no namespace", space,
                                 space[0] ? "\"" : "", strict->schema->space));
}

/* The file is something else altogether. */
static void foreign_root(const lode__strict *strict, const lode__xml_element *element,
                         const lode_place *place)
{
    const lode__schema *schema = strict->schema;
    char name[LODE__QUOTE_LEN], space[LODE__QUOTE_LEN], names[LODE__NAMES_LEN] = "";
    if (schema->add_other_roots) schema->add_other_roots(names);
    lode__quote(name, element->name, strlen(element->name));
    lode__quote(space, element->space, strlen(element->space));
    lode__reading_ok(
        strict->reading,
        lode__error(strict->reading->context, LODE_E_FORMAT, place,
                    "the root is \"%s\" in %s%s%s; expected %s with xmlns=\"%s\"%s%s",
                    name, space[0] ? "namespace \"" : "no namespace", space,
                    space[0] ? "\"" : "", schema->elements[schema->n_elements - 1].name,
                    schema->space,
                    names[0] ? ", or a bill of materials that begins with " : "", names));
}

static void foreign_attribute(const lode__strict *strict,
                              const lode__xml_attribute *attribute,
                              const lode_place *place)
{
    char name[LODE__QUOTE_LEN], space[LODE__QUOTE_LEN];
    lode__quote(name, attribute->name, strlen(attribute->name));
    lode__quote(space, attribute->space, strlen(attribute->space));
    lode__reading_ok(
        strict->reading,
        lode__error(strict->reading->context, LODE_E_FORMAT, place,
                    "attribute \"%s\" is in namespace \"%s\"; expected attributes "
                    "without a prefix",
                    name, space));
}

/* --- one element --- */

/* Copies the attributes to where each value has its NUL. */
static bool take_attributes(lode__strict *strict, const lode__xml_element *element,
                            const lode_place *place)
{
    lode__reading *reading = strict->reading;
    const lode_allocator *allocator = &reading->context->allocator;
    lode__text_clear(&strict->values);
    for (size_t i = 0; i < element->n_attributes; i++) {
        const lode__xml_attribute *from = &element->attributes[i];
        if (from->space[0]) {
            foreign_attribute(strict, from, place);
            return false;
        }
        if (lode__text_add(&strict->values, from->value, from->len) < 0 ||
            lode__text_add(&strict->values, "", 1) < 0 ||
            lode__reserve(allocator, &strict->attributes, &strict->attributes_capacity, i,
                          1, sizeof(*strict->attributes)) < 0)
            return lode__reading_ok(reading, lode__nomem(reading->context));
    }
    /* Only now: the text may have moved as it grew. */
    const char *value = strict->values.data;
    for (size_t i = 0; i < element->n_attributes; i++) {
        strict->attributes[i].name = element->attributes[i].name;
        strict->attributes[i].value = value;
        value += element->attributes[i].len + 1;
    }
    return true;
}

static bool add_element(lode__strict *strict, lode__element_id id, size_t n_attributes,
                        const lode_place *place)
{
    lode__reading *reading = strict->reading;
    const lode__element *element = &strict->schema->elements[id];
    lode__draft draft;
    lode__draft_init(&draft, element, place);
    /* The first attribute mostly is the id that the builder will look up. */
    if (reading->builder && n_attributes > 0) {
        const char *const first = strict->attributes[0].value;
        lode__intern_expect(&reading->builder->texts, first, strlen(first));
    }
    bool good = true;
    for (size_t i = 0; i < n_attributes && !reading->over; i++) {
        const lode_attribute *given = &strict->attributes[i];
        const lode__field *field = lode__find_field(element, given->name);
        if (!field) {
            unknown_attribute(strict, element, given->name, place);
            good = false;
        } else {
            good &=
                lode__reading_ok(reading, lode__draft_set(reading->context, &draft, field,
                                                          given->value, place));
        }
    }
    return good && lode__reading_ok(reading, lode__draft_add(reading, &draft));
}

static bool add_more(lode__strict *strict, lode__element_id id,
                     const lode__xml_element *element)
{
    return lode__reading_ok(strict->reading,
                            strict->schema->add_more(strict, id, element->name,
                                                     strict->attributes,
                                                     element->n_attributes));
}

/* False where the element is left out with all it holds. */
static bool read_element(lode__strict *strict, const lode__xml_element *element)
{
    const lode__schema *schema = strict->schema;
    const lode_place place = {strict->reading->input.source, element->line,
                              element->column};
    strict->reading->place = place;
    if (strcmp(element->space, schema->space) != 0) {
        const bool is_other =
            strict->n_open == 0 &&
            strcmp(element->name, schema->elements[schema->n_elements - 1].name) != 0;
        (is_other ? foreign_root : foreign_element)(strict, element, &place);
        return false;
    }
    const lode__element_id id = find_element(strict, element->name);
    if (id == LODE__EL_NONE) {
        unknown_element(strict, element, &place);
        return false;
    }
    const bool added =
        take_attributes(strict, element, &place) &&
        (id < schema->n_elements ? add_element(strict, id, element->n_attributes, &place)
                                 : add_more(strict, id, element));
    /* What stands in the root is worth reading whatever its attributes. */
    if (!added && strict->n_open > 0) return false;
    strict->open[++strict->n_open] = id;
    return true;
}

/* --- events --- */

static void on_start(void *user, const lode__xml_element *element)
{
    lode__strict *strict = user;
    strict->text_reported = false;
    if (strict->n_skipped > 0 || !read_element(strict, element)) strict->n_skipped++;
    /* The root is not of a model: nor is anything in it. */
    if (strict->n_open == 0) strict->reading->over = true;
}

static void on_end(void *user)
{
    lode__strict *strict = user;
    strict->text_reported = false;
    if (strict->n_skipped > 0)
        strict->n_skipped--;
    else
        strict->n_open--;
}

static void on_text(void *user, const char *text, size_t len, uint64_t line,
                    uint64_t column)
{
    lode__strict *strict = user;
    lode__reading *reading = strict->reading;
    if (strict->n_skipped > 0 || strict->text_reported) return;
    strict->text_reported = true;
    const lode_place place = {reading->input.source, line, column};
    while (len > 0 && strchr(" \t\r\n", *text)) text++, len--;
    while (len > 0 && strchr(" \t\r\n", text[len - 1])) len--;
    char quoted[LODE__QUOTE_LEN];
    lode__reading_ok(reading,
                     lode__error(reading->context, LODE_E_FORMAT, &place,
                                 "text \"%s\" between elements; expected elements only",
                                 lode__quote(quoted, text, len)));
}

void lode__strict_read(lode__reading *reading, const lode__schema *schema)
{
    static const lode__xml_handler handler = {on_start, on_end, on_text};
    const lode_allocator *allocator = &reading->context->allocator;
    lode__strict strict = {
        .reading = reading, .schema = schema, .values = {.allocator = allocator}};
    strict.open[0] = LODE__EL_NONE;
    lode__xml_parse(reading, &handler, &strict);
    lode__text_free(&strict.values);
    lode__free(allocator, strict.attributes);
}
