/* The model file: elements are drafted by the tables of element.h and go to the builder.
 */
#include "read/element.h"
#include "read/xml.h"

#include "base/text.h"
#include "model/builder.h"
#include "model/measure.h"

#include <string.h>

static const char model_space[] = "urn:lode:model:1";

/* lode / item / alternatives / option: no element that is known stands deeper. */
enum { MAX_OPEN = 4 };

typedef struct model_reader {
    lode__reading *reading;
    lode__element_id open[MAX_OPEN + 1]; /* from the document down */
    uint32_t n_open;
    uint32_t n_skipped; /* elements open in one that is left out, that one included */
    bool text_reported; /* since the last tag */
    bool has_options;   /* the measure that is open takes options */
    lode__text values;  /* of the attributes, each with its NUL */
    lode_attribute *attributes;
    size_t attributes_capacity;
} model_reader;

/* --- what is known where --- */

static lode__element_id find_element(const model_reader *reader, const char *name)
{
    const lode__element_id parent = reader->open[reader->n_open];
    /* The builder knows which measures there are. */
    if (parent == LODE__EL_SCENARIO) return LODE__EL_MEASURE;
    if (parent == LODE__EL_MEASURE && reader->has_options && strcmp(name, "option") == 0)
        return LODE__EL_MEASURE_OPTION;
    for (lode__element_id id = 0; id < LODE__N_ELEMENTS; id++)
        if (lode__elements[id].parent == parent &&
            strcmp(lode__elements[id].name, name) == 0)
            return id;
    return LODE__EL_NONE;
}

static void unknown_element(const model_reader *reader, const lode__xml_element *element,
                            const lode_place *place)
{
    const lode__element_id parent = reader->open[reader->n_open];
    char names[LODE__NAMES_LEN] = "", quoted[LODE__QUOTE_LEN];
    for (lode__element_id id = 0; id < LODE__N_ELEMENTS; id++)
        if (lode__elements[id].parent == parent)
            lode__names_add(names, lode__elements[id].name);
    if (parent == LODE__EL_MEASURE && reader->has_options)
        lode__names_add(names, "option");
    const char *where = parent < LODE__N_ELEMENTS           ? lode__elements[parent].name
                        : parent == LODE__EL_MEASURE        ? "a measure"
                        : parent == LODE__EL_MEASURE_OPTION ? "option"
                                                            : "a file as its root";
    lode__reading_ok(
        reader->reading,
        lode__error(reader->reading->context, LODE_E_FORMAT, place,
                    "element \"%s\" is not known in %s; expected %s",
                    lode__quote(quoted, element->name, strlen(element->name)), where,
                    names[0] ? names : "no element"));
}

static void unknown_attribute(const model_reader *reader, const lode__element *element,
                              const char *name, const lode_place *place)
{
    char names[LODE__NAMES_LEN] = "", quoted[LODE__QUOTE_LEN];
    for (size_t i = 0; i < element->n_fields; i++)
        lode__names_add(names, element->fields[i].name);
    lode__reading_ok(reader->reading,
                     lode__error(reader->reading->context, LODE_E_FORMAT, place,
                                 "attribute \"%s\" is not known in %s; expected %s",
                                 lode__quote(quoted, name, strlen(name)), element->name,
                                 names));
}

static void foreign_element(const model_reader *reader, const lode__xml_element *element,
                            const lode_place *place)
{
    char name[LODE__QUOTE_LEN], space[LODE__QUOTE_LEN];
    lode__quote(name, element->name, strlen(element->name));
    lode__quote(space, element->space, strlen(element->space));
    lode__reading_ok(reader->reading,
                     lode__error(reader->reading->context, LODE_E_FORMAT, place,
                                 "element \"%s\" is in %s%s%s; expected xmlns=\"%s\"",
                                 name, space[0] ? "namespace \"" : "no namespace", space,
                                 space[0] ? "\"" : "", model_space));
}

static void foreign_attribute(const model_reader *reader,
                              const lode__xml_attribute *attribute,
                              const lode_place *place)
{
    char name[LODE__QUOTE_LEN], space[LODE__QUOTE_LEN];
    lode__quote(name, attribute->name, strlen(attribute->name));
    lode__quote(space, attribute->space, strlen(attribute->space));
    lode__reading_ok(
        reader->reading,
        lode__error(reader->reading->context, LODE_E_FORMAT, place,
                    "attribute \"%s\" is in namespace \"%s\"; expected attributes "
                    "without a prefix",
                    name, space));
}

/* --- one element --- */

/* Copies the attributes to where each value has its NUL. */
static bool take_attributes(model_reader *reader, const lode__xml_element *element,
                            const lode_place *place)
{
    lode__reading *reading = reader->reading;
    const lode_allocator *allocator = &reading->context->allocator;
    lode__text_clear(&reader->values);
    for (size_t i = 0; i < element->n_attributes; i++) {
        const lode__xml_attribute *from = &element->attributes[i];
        if (from->space[0]) {
            foreign_attribute(reader, from, place);
            return false;
        }
        if (lode__text_add(&reader->values, from->value, from->len) < 0 ||
            lode__text_add(&reader->values, "", 1) < 0 ||
            lode__reserve(allocator, &reader->attributes, &reader->attributes_capacity, i,
                          1, sizeof(*reader->attributes)) < 0)
            return lode__reading_ok(reading, lode__nomem(reading->context));
    }
    /* Only now: the text may have moved as it grew. */
    const char *value = reader->values.data;
    for (size_t i = 0; i < element->n_attributes; i++) {
        reader->attributes[i].name = element->attributes[i].name;
        reader->attributes[i].value = value;
        value += element->attributes[i].len + 1;
    }
    return true;
}

static bool add_element(model_reader *reader, lode__element_id id, size_t n_attributes,
                        const lode_place *place)
{
    lode__reading *reading = reader->reading;
    const lode__element *element = &lode__elements[id];
    lode__draft draft;
    lode__draft_init(&draft, element, place);
    /* The first attribute mostly is the id that the builder will look up. */
    if (n_attributes > 0) {
        const char *const first = reader->attributes[0].value;
        lode__intern_expect(&reading->builder->texts, first, strlen(first));
    }
    bool good = true;
    for (size_t i = 0; i < n_attributes && !reading->over; i++) {
        const lode_attribute *given = &reader->attributes[i];
        const lode__field *field = lode__find_field(element, given->name);
        if (!field) {
            unknown_attribute(reader, element, given->name, place);
            good = false;
        } else {
            good &=
                lode__reading_ok(reading, lode__draft_set(reading->context, &draft, field,
                                                          given->value, place));
        }
    }
    return good && lode__reading_ok(reading, lode__draft_add(reading, &draft));
}

static bool add_measure(model_reader *reader, const lode__xml_element *element,
                        lode__element_id id, const lode_place *place)
{
    lode__reading *reading = reader->reading;
    lode_context *context = reading->context;
    lode_builder *builder = reading->builder;
    const size_t n = element->n_attributes;
    if (!lode__reading_at(reading, place->line, place->column)) return false;
    if (id == LODE__EL_MEASURE_OPTION)
        return lode__reading_ok(reading, lode_builder_measure_option(
                                             context, builder, reader->attributes, n));
    const lode__measure_spec *measure = lode__find_measure(element->name);
    reader->has_options = measure && measure->has_options;
    return lode__reading_ok(reading, lode_builder_measure(context, builder, element->name,
                                                          reader->attributes, n));
}

/* False where the element is left out with all it holds. */
static bool read_element(model_reader *reader, const lode__xml_element *element)
{
    const lode_place place = {reader->reading->input.source, element->line,
                              element->column};
    if (strcmp(element->space, model_space) != 0) {
        foreign_element(reader, element, &place);
        return false;
    }
    const lode__element_id id = find_element(reader, element->name);
    if (id == LODE__EL_NONE) {
        unknown_element(reader, element, &place);
        return false;
    }
    const bool added =
        take_attributes(reader, element, &place) &&
        (id < LODE__N_ELEMENTS ? add_element(reader, id, element->n_attributes, &place)
                               : add_measure(reader, element, id, &place));
    /* What stands in the root is worth reading whatever its attributes. */
    if (!added && id != LODE__EL_LODE) return false;
    reader->open[++reader->n_open] = id;
    return true;
}

/* --- events --- */

static void on_start(void *user, const lode__xml_element *element)
{
    model_reader *reader = user;
    reader->text_reported = false;
    if (reader->n_skipped > 0 || !read_element(reader, element)) reader->n_skipped++;
    /* The root is not of a model: nor is anything in it. */
    if (reader->n_open == 0) reader->reading->over = true;
}

static void on_end(void *user)
{
    model_reader *reader = user;
    reader->text_reported = false;
    if (reader->n_skipped > 0)
        reader->n_skipped--;
    else
        reader->n_open--;
}

static void on_text(void *user, const char *text, size_t len, uint64_t line,
                    uint64_t column)
{
    model_reader *reader = user;
    lode__reading *reading = reader->reading;
    if (reader->n_skipped > 0 || reader->text_reported) return;
    reader->text_reported = true;
    const lode_place place = {reading->input.source, line, column};
    while (len > 0 && strchr(" \t\r\n", *text)) text++, len--;
    while (len > 0 && strchr(" \t\r\n", text[len - 1])) len--;
    char quoted[LODE__QUOTE_LEN];
    lode__reading_ok(reading,
                     lode__error(reading->context, LODE_E_FORMAT, &place,
                                 "text \"%s\" between elements; expected elements only",
                                 lode__quote(quoted, text, len)));
}

void lode__read_model_xml(lode__reading *reading)
{
    static const lode__xml_handler handler = {on_start, on_end, on_text};
    const lode_allocator *allocator = &reading->context->allocator;
    model_reader reader = {.reading = reading, .values = {.allocator = allocator}};
    reader.open[0] = LODE__EL_NONE;
    lode__xml_parse(reading, &handler, &reader);
    lode__text_free(&reader.values);
    lode__free(allocator, reader.attributes);
}
