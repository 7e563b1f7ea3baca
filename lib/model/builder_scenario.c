/* Scenarios: measures are held against the table of measures and kept in canonical form.
 */
#include "model/builder.h"

#include "base/number.h"

enum { MAX_ATTRIBUTES = 24 }; /* of any measure with its selectors */

static lode_status add_scenario(lode_context *context, lode_builder *builder,
                                const char *id, const char *name, const char *source)
{
    lode__scenario_entry entry = {.at = builder->at};
    LODE__TRY(lode__take_id(context, builder, "id", id, &entry.id));
    LODE__TRY(lode__take_text(context, builder, "name", name, &entry.name));
    LODE__TRY(lode__take_ref(context, builder, "source", source, &entry.source));
    if (entry.name == entry.id) entry.name = 0;
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_SCENARIO, &entry));
    builder->scenario = lode__n_entries(builder, LODE__RECORD_SCENARIO) - 1;
    return LODE_OK;
}

lode_status lode_builder_scenario(lode_context *context, lode_builder *builder,
                                  const char *id, const char *name, const char *source)
{
    LODE__TRY(lode__builder_enter(context, builder));
    builder->scenario = LODE__REFUSED;
    builder->measure = LODE__NONE;
    return lode__builder_leave(builder, add_scenario(context, builder, id, name, source));
}

/* --- values --- */

static lode_status refuse(lode_context *context, const lode_builder *builder,
                          const char *name, const char *value, const char *expected)
{
    char quoted[LODE__QUOTE_LEN];
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place, "%s \"%s\" is not %s", name,
                       lode__quote(quoted, value, strlen(value)), expected);
}

static lode_status take_number(lode_context *context, lode_builder *builder,
                               const lode__attribute_spec *spec, const char *value,
                               uint32_t *out)
{
    double number = 0.0;
    char text[32];
    if (!lode__parse_real(value, strlen(value), &number))
        return refuse(context, builder, spec->name, value, "a number");
    LODE__TRY(lode__check_real(context, builder, spec->name, number,
                               spec->type == LODE__ATTR_FRACTION ? LODE__RANGE_FRACTION
                               : spec->type == LODE__ATTR_POSITIVE
                                   ? LODE__RANGE_POSITIVE
                                   : LODE__RANGE_NOT_NEGATIVE));
    const size_t len = lode__format_real(number, text);
    return lode__add_text(context, builder, text, len, out);
}

/* `*` stands for all places, so it stands alone. Whether the others exist shows in the
 * end. */
static lode_status take_places(lode_context *context, lode_builder *builder,
                               const char *name, const char *value, uint32_t *out)
{
    size_t len = 0;
    bool world = false;
    uint32_t n_words = 0;
    for (const char *at = value; (at = lode__next_word(at, &len)); at += len) {
        world = world || (len == 1 && at[0] == '*');
        n_words++;
    }
    if (world && n_words > 1)
        return refuse(context, builder, name, value, "either * or countries and blocs");
    return lode__take_words(context, builder, name, value, out);
}

static lode_status take_value(lode_context *context, lode_builder *builder,
                              const lode__attribute_spec *spec, const char *value,
                              uint32_t *out)
{
    *out = 0;
    switch (spec->type) {
    case LODE__ATTR_IDS:
        LODE__TRY(lode__take_words(context, builder, spec->name, value, out));
        break;
    case LODE__ATTR_PLACES:
        LODE__TRY(take_places(context, builder, spec->name, value, out));
        break;
    case LODE__ATTR_ID:
        return lode__take_id(context, builder, spec->name, value, out);
    case LODE__ATTR_PATTERN:
        return lode__take_required(context, builder, spec->name, value, out);
    case LODE__ATTR_DATE:
        if (!lode__is_date(value))
            return refuse(context, builder, spec->name, value,
                          "a date such as 2025-04-04");
        return lode__take_id(context, builder, spec->name, value, out);
    case LODE__ATTR_YES_NO:
        if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
            return refuse(context, builder, spec->name, value, "yes or no");
        return lode__take_id(context, builder, spec->name, value, out);
    case LODE__ATTR_FRACTION:
    case LODE__ATTR_REAL:
    case LODE__ATTR_POSITIVE:
        return take_number(context, builder, spec, value, out);
    }
    return *out != 0 ? LODE_OK
                     : refuse(context, builder, spec->name, value, "a list of words");
}

/* --- measures --- */

/* A measure while it is checked: its attributes by their rank in the format's table. */
typedef struct draft {
    const char *name;
    const lode__attribute_spec *specs[MAX_ATTRIBUTES];
    const char *values[MAX_ATTRIBUTES]; /* NULL: not given */
    size_t n;
} draft;

static void add_specs(draft *measure, const lode__attribute_spec *specs, size_t n)
{
    for (size_t i = 0; i < n && measure->n < MAX_ATTRIBUTES; i++)
        measure->specs[measure->n++] = &specs[i];
}

static lode_status fault(lode_context *context, const lode_builder *builder,
                         const draft *measure, const char *problem, const char *name)
{
    char quoted[LODE__QUOTE_LEN];
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_FORMAT, &place, "%s %s \"%s\"", measure->name,
                       problem, lode__quote(quoted, name, strlen(name)));
}

static size_t find_spec(const draft *measure, const char *name)
{
    size_t rank = 0;
    while (rank < measure->n && strcmp(measure->specs[rank]->name, name) != 0) rank++;
    return rank;
}

static lode_status sort_attributes(lode_context *context, const lode_builder *builder,
                                   draft *measure, const lode_attribute *attributes,
                                   size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!attributes[i].name || !attributes[i].value)
            return lode__invalid(context, "an attribute's name or value is NULL");
        const size_t rank = find_spec(measure, attributes[i].name);
        if (rank == measure->n)
            return fault(context, builder, measure, "takes no attribute",
                         attributes[i].name);
        if (measure->values[rank])
            return fault(context, builder, measure, "has two of attribute",
                         attributes[i].name);
        measure->values[rank] = attributes[i].value;
    }
    for (size_t rank = 0; rank < measure->n; rank++)
        if (measure->specs[rank]->required && !measure->values[rank])
            return fault(context, builder, measure, "lacks attribute",
                         measure->specs[rank]->name);
    return LODE_OK;
}

/* Attributes of which a measure needs one; of some no more than one. */
static lode_status check_choices(lode_context *context, const lode_builder *builder,
                                 const draft *measure)
{
    static const struct {
        const char *measure, *one, *other;
        bool both;
    } choices[] = {
        {"content-rule", "content-elements", "content-items", true},
        {"thrifting", "factor", "quantity", false},
        {"stock", "country", "product", false},
    };
    for (size_t i = 0; i < LODE__COUNT(choices); i++) {
        if (strcmp(choices[i].measure, measure->name) != 0) continue;
        const bool one = measure->values[find_spec(measure, choices[i].one)];
        const bool other = measure->values[find_spec(measure, choices[i].other)];
        if (one != other || (one && choices[i].both)) continue;
        const lode_place place = lode__site_place(builder, &builder->at);
        return lode__error(context, LODE_E_FORMAT, &place, "%s needs %s%s or %s",
                           measure->name, choices[i].both ? "" : "either ",
                           choices[i].one, choices[i].other);
    }
    return LODE_OK;
}

static const char *value_of(const draft *measure, const char *name)
{
    const size_t rank = find_spec(measure, name);
    return rank < measure->n ? measure->values[rank] : NULL;
}

/* What two attributes say together. Each is known to be readable. */
static lode_status check_pairs(lode_context *context, const lode_builder *builder,
                               const draft *measure)
{
    const char *const start = value_of(measure, "start");
    const char *const end = value_of(measure, "end");
    if (start && end && strcmp(end, start) < 0)
        return refuse(context, builder, "end", end, "on or after start");
    const char *const weight = value_of(measure, "weight");
    const char *const cap = value_of(measure, "cap");
    double least = 0.0, most = 0.0;
    if (weight && cap && lode__parse_real(weight, strlen(weight), &least) &&
        lode__parse_real(cap, strlen(cap), &most) && most < least)
        return refuse(context, builder, "cap", cap, "at least weight");
    return LODE_OK;
}

static lode_status keep_attributes(lode_context *context, lode_builder *builder,
                                   const draft *measure)
{
    for (size_t rank = 0; rank < measure->n; rank++) {
        const lode__attribute_spec *const spec = measure->specs[rank];
        lode__attribute_entry entry = {.at = builder->at, .rank = (uint32_t)rank};
        if (!measure->values[rank]) continue;
        LODE__TRY(
            take_value(context, builder, spec, measure->values[rank], &entry.value));
        LODE__TRY(lode__add_text(context, builder, spec->name, strlen(spec->name),
                                 &entry.name));
        LODE__TRY(lode__keep(context, builder, LODE__RECORD_ATTRIBUTE, &entry));
    }
    return LODE_OK;
}

static lode_status check_and_keep(lode_context *context, lode_builder *builder,
                                  const draft *measure, lode__measure_entry *entry)
{
    LODE__TRY(check_choices(context, builder, measure));
    LODE__TRY(keep_attributes(context, builder, measure));
    LODE__TRY(check_pairs(context, builder, measure));
    entry->n_attributes =
        lode__n_entries(builder, LODE__RECORD_ATTRIBUTE) - entry->first_attribute;
    return lode__keep(context, builder, LODE__RECORD_MEASURE, entry);
}

/* Keeps the measure with its attributes, or nothing: where it is at fault or its parent
 * was. */
static lode_status keep_measure(lode_context *context, lode_builder *builder,
                                draft *measure, lode__measure_entry *entry,
                                const lode_attribute *attributes, size_t n)
{
    const bool orphan =
        entry->scenario == LODE__REFUSED || entry->parent == LODE__REFUSED;
    lode__records *const kept = &builder->records[LODE__RECORD_ATTRIBUTE];
    if (!attributes && n > 0) return lode__invalid(context, "attributes is NULL");
    LODE__TRY(sort_attributes(context, builder, measure, attributes, n));
    LODE__TRY(lode__add_text(context, builder, measure->name, strlen(measure->name),
                             &entry->name));
    const size_t n_before = kept->n,
                 n_measures = builder->records[LODE__RECORD_MEASURE].n;
    entry->first_attribute = (uint32_t)n_before;
    const lode_status status = check_and_keep(context, builder, measure, entry);
    if (status < 0 || orphan) {
        kept->n = n_before;
        builder->records[LODE__RECORD_MEASURE].n = n_measures;
    }
    return status;
}

static lode_status add_measure(lode_context *context, lode_builder *builder,
                               const char *name, const lode_attribute *attributes,
                               size_t n)
{
    if (!name) return lode__invalid(context, "measure is NULL");
    LODE__TRY(lode__need_parent(context, builder->scenario, "no scenario was named"));
    draft measure = {.name = name};
    lode__measure_entry entry = {.at = builder->at, .scenario = builder->scenario};
    entry.spec = lode__find_measure(name);
    if (!entry.spec) {
        measure.name = "scenario";
        return fault(context, builder, &measure, "knows no measure", name);
    }
    size_t n_selectors = 0;
    const lode__attribute_spec *const selectors = lode__selector_specs(&n_selectors);
    add_specs(&measure, selectors, n_selectors);
    add_specs(&measure, entry.spec->attributes, entry.spec->n_attributes);
    LODE__TRY(keep_measure(context, builder, &measure, &entry, attributes, n));
    if (entry.spec->has_options)
        builder->measure = builder->scenario == LODE__REFUSED
                               ? LODE__REFUSED
                               : lode__n_entries(builder, LODE__RECORD_MEASURE) - 1;
    else
        builder->measure = LODE__NONE;
    return LODE_OK;
}

lode_status lode_builder_measure(lode_context *context, lode_builder *builder,
                                 const char *measure, const lode_attribute *attributes,
                                 size_t n_attributes)
{
    LODE__TRY(lode__builder_enter(context, builder));
    builder->measure = LODE__REFUSED;
    return lode__builder_leave(
        builder, add_measure(context, builder, measure, attributes, n_attributes));
}

static lode_status add_option(lode_context *context, lode_builder *builder,
                              const lode_attribute *attributes, size_t n)
{
    LODE__TRY(lode__need_parent(context, builder->measure, "no substitution was given"));
    draft option = {.name = "option"};
    const bool orphan = builder->measure == LODE__REFUSED;
    lode__measure_entry entry = {.at = builder->at,
                                 .scenario = builder->scenario,
                                 .parent = orphan ? LODE__REFUSED : builder->measure + 1};
    size_t n_specs = 0;
    const lode__attribute_spec *const specs = lode__option_specs(&n_specs);
    add_specs(&option, specs, n_specs);
    return keep_measure(context, builder, &option, &entry, attributes, n);
}

lode_status lode_builder_measure_option(lode_context *context, lode_builder *builder,
                                        const lode_attribute *attributes,
                                        size_t n_attributes)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder,
                               add_option(context, builder, attributes, n_attributes));
}
