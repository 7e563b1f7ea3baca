/* The rule file: its elements as tables, and what they put into the rules. */
#include "read/rules.h"

#include "read/cas.h"
#include "read/strict.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MAX_PRIORITY = 1000, MAX_FACTOR = 100 };

static const char assumption[] = "assumption";

static lode_rules *rules_of(const lode__reading *reading)
{
    return reading->target;
}

/* --- texts and lists --- */

/* A copy that lives as long as the rules; NULL becomes "". False without memory. */
static bool keep(lode_rules *rules, const char *text, const char **out)
{
    if (!text || !text[0]) {
        *out = "";
        return true;
    }
    const size_t size = strlen(text) + 1;
    char *copy = lode__arena_alloc(&rules->texts, size, 1);
    if (!copy) return false;
    memcpy(copy, text, size);
    *out = copy;
    return true;
}

/* Room for one more in a list of the rules. */
#define MAKE_ROOM(rules, of)                                                             \
    (lode__reserve(&(rules)->allocator, &(rules)->of, &(rules)->of##_capacity,           \
                   (rules)->n_##of, 1, sizeof(*(rules)->of)) >= 0)

static lode_status given_twice(const lode__reading *reading, const char *what,
                               const char *id)
{
    char quoted[LODE__QUOTE_LEN];
    return lode__error(reading->context, LODE_E_CONFLICT, &reading->place,
                       "%s \"%s\" is given twice", what,
                       lode__quote(quoted, id, strlen(id)));
}

static lode_status check_source(const lode__reading *reading, const char *id)
{
    if (!id || !id[0] || strcmp(id, assumption) == 0 ||
        lode__rules_source(rules_of(reading), id))
        return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(reading->context, LODE_E_UNKNOWN, &reading->place,
                       "source \"%s\" is not there; expected one that stands above, or "
                       "assumption",
                       lode__quote(quoted, id, strlen(id)));
}

/* Lists are searched from end to end. */
static lode_status check_count(const lode__reading *reading, size_t n, const char *what)
{
    const uint64_t most = reading->limits[LODE_LIMIT_RULES];
    if (n < most) return LODE_OK;
    return lode__over_limit(reading->context, LODE_LIMIT_RULES, most, &reading->place,
                            what);
}

/* --- sources --- */

static lode_status add_source(const lode__reading *reading, const lode__record *record)
{
    lode_rules *rules = rules_of(reading);
    const lode_source_record *from = &record->source;
    LODE__TRY(check_count(reading, rules->n_sources, "sources"));
    if (lode__rules_source(rules, from->id) || strcmp(from->id, assumption) == 0)
        return given_twice(reading, "source", from->id);
    lode_source_record to = *from;
    if (!MAKE_ROOM(rules, sources) || !keep(rules, from->id, &to.id) ||
        !keep(rules, from->publisher, &to.publisher) ||
        !keep(rules, from->title, &to.title) ||
        !keep(rules, from->address, &to.address) ||
        !keep(rules, from->licence, &to.licence) || !keep(rules, from->note, &to.note))
        return lode__nomem(reading->context);
    rules->sources[rules->n_sources++] = to;
    return LODE_OK;
}

/* --- compositions --- */

/* Index of the composition, or SIZE_MAX. */
static size_t find_composition(const lode_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_compositions; i++)
        if (strcmp(rules->compositions[i].id, id) == 0) return i;
    return SIZE_MAX;
}

static lode_status add_composition(const lode__reading *reading,
                                   const lode__record *record)
{
    lode_rules *rules = rules_of(reading);
    const lode__rule_record *from = &record->rule;
    LODE__TRY(check_count(reading, rules->n_compositions, "compositions"));
    if (find_composition(rules, from->id) != SIZE_MAX)
        return given_twice(reading, "composition", from->id);
    LODE__TRY(check_source(reading, from->source));
    lode__composition to = {.first_fraction = rules->n_fractions,
                            .line = reading->place.line,
                            .column = reading->place.column};
    if (!MAKE_ROOM(rules, compositions) || !keep(rules, from->id, &to.id) ||
        !keep(rules, from->name ? from->name : from->id, &to.name) ||
        (from->item && !keep(rules, from->item, &to.item)) ||
        !keep(rules, from->process, &to.process) ||
        !keep(rules, from->source, &to.source) || !keep(rules, from->note, &to.note))
        return lode__nomem(reading->context);
    rules->compositions[rules->n_compositions++] = to;
    return LODE_OK;
}

static lode_status bad_figure(const lode__reading *reading, const char *name,
                              double value, const char *expected)
{
    char number[32];
    lode_format_real(value, number);
    return lode__error(reading->context, LODE_E_VALUE, &reading->place, "%s %s is not %s",
                       name, number, expected);
}

static lode_status check_fraction(const lode__reading *reading, const lode__fraction *of)
{
    if (!(of->low >= 0.0 && of->low <= of->mode))
        return bad_figure(reading, "low", of->low, "within 0 and mode");
    if (!(of->high <= 1.0 && of->high >= of->mode))
        return bad_figure(reading, "high", of->high, "within mode and 1");
    if (of->high == 0.0) return bad_figure(reading, "mode", 0.0, "above 0");
    if (!(of->factor > 0.0 && of->factor <= MAX_FACTOR))
        return bad_figure(reading, "factor", of->factor, "above 0 and at most 100");
    return LODE_OK;
}

static bool has_part(const lode_rules *rules, const lode__composition *of,
                     const char *item)
{
    const lode__fraction *fractions = lode__fractions(rules, of);
    for (size_t i = 0; i < of->n_fractions; i++)
        if (strcmp(fractions[i].item, item) == 0) return true;
    return false;
}

static lode_status add_fraction(const lode__reading *reading, const lode__record *record)
{
    lode_rules *rules = rules_of(reading);
    const lode__rule_record *from = &record->rule;
    lode__composition *of = &rules->compositions[rules->n_compositions - 1];
    lode__fraction to = {
        .mode = from->mode, .low = from->mode, .high = from->mode, .factor = 1.0};
    if (from->has & LODE__HAS_LOW) to.low = from->low;
    if (from->has & LODE__HAS_HIGH) to.high = from->high;
    if (from->has & LODE__HAS_FACTOR) to.factor = from->factor;
    if (of->item)
        return lode__error(reading->context, LODE_E_FORMAT, &reading->place,
                           "a composition that is an item has no parts");
    if (has_part(rules, of, from->item)) return given_twice(reading, "item", from->item);
    LODE__TRY(check_fraction(reading, &to));
    LODE__TRY(check_source(reading, from->source));
    if (!MAKE_ROOM(rules, fractions) || !keep(rules, from->item, &to.item) ||
        !keep(rules, from->source ? from->source : of->source, &to.source))
        return lode__nomem(reading->context);
    rules->fractions[rules->n_fractions++] = to;
    of->n_fractions++;
    return LODE_OK;
}

/* --- rules --- */

static lode_status make_pattern(const lode__reading *reading, const char *text,
                                uint32_t fence, lode__pattern **out)
{
    lode_rules *rules = rules_of(reading);
    if (!MAKE_ROOM(rules, patterns)) return lode__nomem(reading->context);
    LODE__TRY(lode__pattern_new(reading->context, &reading->place, text, strlen(text),
                                LODE__PATTERN_CASELESS | LODE__PATTERN_UTF | fence, out));
    rules->patterns[rules->n_patterns++] = *out;
    return LODE_OK;
}

static lode_status needs(const lode__reading *reading, const char *field,
                         const char *names)
{
    return lode__error(reading->context, LODE_E_FORMAT, &reading->place,
                       "a rule of field %s has %s", field, names);
}

static lode_status check_form(const lode__reading *reading, const lode__rule_record *from)
{
    const char *field = lode__word_name(lode__words_rule_field, from->field);
    if (from->field <= LODE__RULE_ANY && (!from->pattern || from->value || from->scheme))
        return needs(reading, field, "a pattern, no value and no scheme");
    if (from->field == LODE__RULE_CAS && (from->pattern || !from->value || from->scheme))
        return needs(reading, field, "a value, no pattern and no scheme");
    if (from->field == LODE__RULE_CODE &&
        (from->pattern || !from->value || !from->scheme))
        return needs(reading, field, "a value and a scheme, no pattern");
    return LODE_OK;
}

static lode_status bad_value(const lode__reading *reading, const char *value,
                             const char *expected)
{
    char quoted[LODE__QUOTE_LEN];
    return lode__error(reading->context, LODE_E_VALUE, &reading->place,
                       "value \"%s\" is not %s",
                       lode__quote(quoted, value, strlen(value)), expected);
}

static lode_status check_figures(const lode__reading *reading,
                                 const lode__rule_record *from)
{
    const double priority = from->priority;
    if (!(fabs(priority) <= MAX_PRIORITY) || priority != floor(priority))
        return bad_figure(reading, "priority", priority,
                          "a whole number from -1000 to 1000");
    if (!(from->confidence > 0.0 && from->confidence <= 1.0))
        return bad_figure(reading, "confidence", from->confidence,
                          "above 0 and at most 1");
    if (from->field == LODE__RULE_CAS) {
        const lode__cas_state cas = lode__check_cas(from->value, strlen(from->value));
        if (cas == LODE__CAS_NONE)
            return bad_value(reading, from->value, "a CAS number such as 7440-00-8");
        if (cas == LODE__CAS_WRONG)
            return bad_value(reading, from->value,
                             "a CAS number: its last digit is wrong");
    }
    if (from->field == LODE__RULE_CODE &&
        (strspn(from->value, "0123456789") != strlen(from->value) ||
         strlen(from->value) < 2 || strlen(from->value) > LODE__MAX_CODE))
        return bad_value(reading, from->value, "2 to 14 digits");
    return LODE_OK;
}

static lode_status find_reference(const lode__reading *reading, const char *id,
                                  uint32_t *out)
{
    const size_t index = find_composition(rules_of(reading), id);
    char quoted[LODE__QUOTE_LEN];
    if (index == SIZE_MAX)
        return lode__error(reading->context, LODE_E_UNKNOWN, &reading->place,
                           "composition \"%s\" is not there; it must stand above",
                           lode__quote(quoted, id, strlen(id)));
    *out = (uint32_t)index;
    return LODE_OK;
}

static bool has_rule(const lode_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_rules; i++)
        if (strcmp(rules->rules[i].id, id) == 0) return true;
    return false;
}

static lode_status check_rule(const lode__reading *reading, const lode__rule_record *from)
{
    LODE__TRY(check_count(reading, rules_of(reading)->n_rules, "rules"));
    if (has_rule(rules_of(reading), from->id))
        return given_twice(reading, "rule", from->id);
    LODE__TRY(check_form(reading, from));
    LODE__TRY(check_figures(reading, from));
    return check_source(reading, from->source);
}

static lode_status add_rule(const lode__reading *reading, const lode__record *record)
{
    lode_rules *rules = rules_of(reading);
    const lode__rule_record *from = &record->rule;
    LODE__TRY(check_rule(reading, from));
    lode__rule to = {.field = (lode__rule_field)from->field,
                     .priority = (int32_t)from->priority,
                     .confidence = from->confidence,
                     .examples = {.first = rules->n_examples},
                     .line = reading->place.line,
                     .column = reading->place.column};
    LODE__TRY(find_reference(reading, from->composition, &to.composition));
    if (from->pattern)
        LODE__TRY(make_pattern(reading, from->pattern, LODE__PATTERN_WORDS, &to.pattern));
    if (!MAKE_ROOM(rules, rules) || !keep(rules, from->id, &to.id) ||
        !keep(rules, from->source, &to.source) || !keep(rules, from->note, &to.note) ||
        (from->scheme && !keep(rules, from->scheme, &to.scheme)) ||
        (from->value && !keep(rules, from->value, &to.value)))
        return lode__nomem(reading->context);
    rules->rules[rules->n_rules++] = to;
    return LODE_OK;
}

static lode_status add_heading(const lode__reading *reading, const lode__record *record)
{
    lode_rules *rules = rules_of(reading);
    const lode__rule_record *from = &record->rule;
    lode__heading to = {.field = from->field,
                        .examples = {.first = rules->n_examples},
                        .line = reading->place.line,
                        .column = reading->place.column};
    LODE__TRY(check_count(reading, rules->n_headings, "headings"));
    LODE__TRY(make_pattern(reading, from->pattern, LODE__PATTERN_WHOLE, &to.pattern));
    if (!MAKE_ROOM(rules, headings)) return lode__nomem(reading->context);
    rules->headings[rules->n_headings++] = to;
    return LODE_OK;
}

static lode_status add_example(const lode__reading *reading, lode__examples *of,
                               const char *text, bool matches)
{
    lode_rules *rules = rules_of(reading);
    lode__example to = {.matches = matches};
    if (!MAKE_ROOM(rules, examples) || !keep(rules, text, &to.text))
        return lode__nomem(reading->context);
    rules->examples[rules->n_examples++] = to;
    of->n++;
    if (matches)
        of->has_yes = true;
    else
        of->has_no = true;
    return LODE_OK;
}

static lode__examples *rule_examples(const lode__reading *reading)
{
    lode_rules *rules = rules_of(reading);
    return &rules->rules[rules->n_rules - 1].examples;
}

static lode__examples *heading_examples(const lode__reading *reading)
{
    lode_rules *rules = rules_of(reading);
    return &rules->headings[rules->n_headings - 1].examples;
}

static lode_status add_rule_yes(const lode__reading *reading, const lode__record *record)
{
    return add_example(reading, rule_examples(reading), record->rule.text, true);
}

static lode_status add_rule_no(const lode__reading *reading, const lode__record *record)
{
    return add_example(reading, rule_examples(reading), record->rule.text, false);
}

static lode_status add_heading_yes(const lode__reading *reading,
                                   const lode__record *record)
{
    return add_example(reading, heading_examples(reading), record->rule.text, true);
}

static lode_status add_heading_no(const lode__reading *reading,
                                  const lode__record *record)
{
    return add_example(reading, heading_examples(reading), record->rule.text, false);
}

static lode_status add_nothing(const lode__reading *reading, const lode__record *record)
{
    (void)reading, (void)record;
    return LODE_OK;
}

/* --- the tables: required fields first --- */

#define TEXT(member, name, required)                                                     \
    {                                                                                    \
        name, LODE__FIELD_TEXT, required, offsetof(lode__rule_record, member), 0, NULL   \
    }
#define REAL(member, name, required, has)                                                \
    {                                                                                    \
        name, LODE__FIELD_REAL, required, offsetof(lode__rule_record, member), has, NULL \
    }
#define WORD(member, name, words)                                                        \
    {                                                                                    \
        name, LODE__FIELD_WORD, true, offsetof(lode__rule_record, member), 0, words      \
    }

static const lode__field composition_fields[] = {
    TEXT(id, "id", true),          TEXT(name, "name", false),
    TEXT(item, "item", false),     TEXT(process, "process", false),
    TEXT(source, "source", false), TEXT(note, "note", false),
};
static const lode__field of_fields[] = {
    TEXT(item, "item", true),
    REAL(mode, "mode", true, 0),
    REAL(low, "low", false, LODE__HAS_LOW),
    REAL(high, "high", false, LODE__HAS_HIGH),
    REAL(factor, "factor", false, LODE__HAS_FACTOR),
    TEXT(source, "source", false),
};
static const lode__field rule_fields[] = {
    TEXT(id, "id", true),
    WORD(field, "field", lode__words_rule_field),
    TEXT(composition, "composition", true),
    REAL(confidence, "confidence", true, 0),
    TEXT(pattern, "pattern", false),
    TEXT(scheme, "scheme", false),
    TEXT(value, "value", false),
    REAL(priority, "priority", false, 0),
    TEXT(source, "source", false),
    TEXT(note, "note", false),
};
static const lode__field heading_fields[] = {
    WORD(field, "field", lode__words_heading),
    TEXT(pattern, "pattern", true),
};
static const lode__field example_fields[] = {
    TEXT(text, "text", true),
};

enum {
    EL_SOURCE,
    EL_COMPOSITION,
    EL_OF,
    EL_RULE,
    EL_RULE_YES,
    EL_RULE_NO,
    EL_HEADING,
    EL_HEADING_YES,
    EL_HEADING_NO,
    EL_RULES,
    N_RULE_ELEMENTS
};

#define FIELDS(fields) fields, LODE__COUNT(fields), 0, 0

static const lode__element elements[N_RULE_ELEMENTS] = {
    [EL_SOURCE] = {"source", EL_RULES, lode__source_fields, LODE__N_SOURCE_FIELDS,
                   sizeof(lode_source_record), 0, add_source},
    [EL_COMPOSITION] = {"composition", EL_RULES, FIELDS(composition_fields),
                        add_composition},
    [EL_OF] = {"of", EL_COMPOSITION, FIELDS(of_fields), add_fraction},
    [EL_RULE] = {"rule", EL_RULES, FIELDS(rule_fields), add_rule},
    [EL_RULE_YES] = {"yes", EL_RULE, FIELDS(example_fields), add_rule_yes},
    [EL_RULE_NO] = {"no", EL_RULE, FIELDS(example_fields), add_rule_no},
    [EL_HEADING] = {"heading", EL_RULES, FIELDS(heading_fields), add_heading},
    [EL_HEADING_YES] = {"yes", EL_HEADING, FIELDS(example_fields), add_heading_yes},
    [EL_HEADING_NO] = {"no", EL_HEADING, FIELDS(example_fields), add_heading_no},
    [EL_RULES] = {"rules", LODE__EL_NONE, NULL, 0, 0, 0, add_nothing},
};

/* --- the file as a whole --- */

static void check_examples(lode__reading *reading, const lode__examples *examples,
                           uint64_t line, uint64_t column, const char *what,
                           const char *name)
{
    const lode_place place = {reading->input.source, line, column};
    char quoted[LODE__QUOTE_LEN];
    if (examples->has_yes && examples->has_no) return;
    lode__reading_ok(reading,
                     lode__error(reading->context, LODE_E_FORMAT, &place,
                                 "%s \"%s\" lacks an example of what it %s", what,
                                 lode__quote(quoted, name, strlen(name)),
                                 examples->has_yes ? "leaves alone: <no text=\"...\"/>"
                                                   : "finds: <yes text=\"...\"/>"));
}

static void check_composition(lode__reading *reading,
                              const lode__composition *composition)
{
    const lode_place place = {reading->input.source, composition->line,
                              composition->column};
    const lode__fraction *fractions = lode__fractions(reading->target, composition);
    char quoted[LODE__QUOTE_LEN], number[32];
    double sum = 0.0;
    for (size_t i = 0; i < composition->n_fractions; i++) sum += fractions[i].mode;
    lode__quote(quoted, composition->id, strlen(composition->id));
    lode_format_real(sum, number);
    lode_status status = LODE_OK;
    if (!composition->item && composition->n_fractions == 0)
        status = lode__error(reading->context, LODE_E_FORMAT, &place,
                             "composition \"%s\" is nothing; expected an item, or parts "
                             "in <of>",
                             quoted);
    else if (sum > 1.0 + 1e-9)
        status = lode__error(reading->context, LODE_E_SHARES, &place,
                             "parts of composition \"%s\" sum to %s, more than 1", quoted,
                             number);
    lode__reading_ok(reading, status);
}

static void check_file(lode__reading *reading)
{
    const lode_rules *rules = reading->target, *base = rules->base;
    for (size_t i = base ? base->n_compositions : 0; i < rules->n_compositions; i++)
        check_composition(reading, &rules->compositions[i]);
    for (size_t i = base ? base->n_rules : 0; i < rules->n_rules; i++) {
        const lode__rule *rule = &rules->rules[i];
        check_examples(reading, &rule->examples, rule->line, rule->column, "rule",
                       rule->id);
    }
    for (size_t i = base ? base->n_headings : 0; i < rules->n_headings; i++) {
        const lode__heading *heading = &rules->headings[i];
        check_examples(reading, &heading->examples, heading->line, heading->column,
                       "heading", lode__word_name(lode__words_heading, heading->field));
    }
}

void lode__read_rules_xml(lode__reading *reading)
{
    static const lode__schema schema = {
        .space = "urn:lode:rules:1", .elements = elements, .n_elements = N_RULE_ELEMENTS};
    lode__strict_read(reading, &schema);
    /* Where something was left out, what it leaves behind is no fault of its own. */
    if (reading->status >= 0) check_file(reading);
}
