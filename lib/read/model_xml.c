/* The model file in XML: the tables of element.h, and measures, which the builder knows.
 */
#include "read/bom_names.h"
#include "read/strict.h"

#include "model/measure.h"

#include <string.h>

static lode__element_id find_measure(const lode__strict *strict, lode__element_id parent,
                                     const char *name)
{
    if (parent == LODE__EL_SCENARIO) return LODE__EL_MEASURE;
    return parent == LODE__EL_MEASURE && strict->takes_options &&
                   strcmp(name, "option") == 0
               ? LODE__EL_MEASURE_OPTION
               : LODE__EL_NONE;
}

static const char *describe_measure(const lode__strict *strict, lode__element_id id,
                                    char names[LODE__NAMES_LEN])
{
    if (id == LODE__EL_MEASURE_OPTION) return "option";
    if (strict->takes_options) lode__names_add(names, "option");
    return "a measure";
}

static lode_status add_measure(lode__strict *strict, lode__element_id id,
                               const char *name, const lode_attribute *attributes,
                               size_t n)
{
    lode__reading *reading = strict->reading;
    lode_context *context = reading->context;
    LODE__TRY(lode_builder_at(context, reading->builder, &reading->place));
    if (id == LODE__EL_MEASURE_OPTION)
        return lode_builder_measure_option(context, reading->builder, attributes, n);
    const lode__measure_spec *measure = lode__find_measure(name);
    strict->takes_options = measure && measure->has_options;
    return lode_builder_measure(context, reading->builder, name, attributes, n);
}

static void add_bom_roots(char names[LODE__NAMES_LEN])
{
    const lode__bom_form *form = NULL;
    for (size_t i = 0; (form = lode__bom_form_at(i)); i++)
        lode__names_add(names, form->root);
}

void lode__read_model_xml(lode__reading *reading)
{
    static const lode__schema schema = {
        "urn:lode:model:1", lode__elements, LODE__N_ELEMENTS, find_measure,
        describe_measure,   add_measure,    add_bom_roots};
    lode__strict_read(reading, &schema);
}
