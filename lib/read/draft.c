/* Records by the tables of elements: from text to the builder, and back to text. */
#include "read/element.h"

#include "base/number.h"

#include <math.h>
#include <string.h>

const lode__field *lode__find_field(const lode__element *element, const char *name)
{
    for (size_t i = 0; i < element->n_fields; i++)
        if (strcmp(element->fields[i].name, name) == 0) return &element->fields[i];
    return NULL;
}

void lode__names_add(char names[LODE__NAMES_LEN], const char *name)
{
    static const char more[] = ", ...";
    const size_t used = strlen(names), len = strlen(name);
    const size_t room = LODE__NAMES_LEN - sizeof(more) - used;
    if (len + 2 > room) {
        if (used < 3 || strcmp(names + used - 3, "...") != 0)
            memcpy(names + used, more, sizeof(more));
        return;
    }
    char *at = names + used;
    if (used > 0) {
        memcpy(at, ", ", 2);
        at += 2;
    }
    memcpy(at, name, len + 1);
}

void lode__draft_init(lode__draft *draft, const lode__element *element,
                      const lode_place *place)
{
    draft->element = element;
    draft->place = *place;
    draft->given = 0;
    memset(&draft->record, 0, sizeof(draft->record));
    if (element->struct_size > 0) draft->record.struct_size = element->struct_size;
}

static lode_status set_text(lode_context *context, const lode__field *field,
                            const char *text, void *member, const lode_place *place)
{
    if (field->required && !text[0]) {
        return lode__error(context, LODE_E_VALUE, place, "%s is empty; it must be given",
                           field->name);
    }
    memcpy(member, &text, sizeof(text));
    return LODE_OK;
}

static lode_status set_real(lode_context *context, const lode__field *field,
                            const char *text, void *member, const lode_place *place)
{
    double value = 0.0;
    if (!lode__parse_real(text, strlen(text), &value)) {
        char quoted[LODE__QUOTE_LEN];
        return lode__error(context, LODE_E_VALUE, place,
                           "%s \"%s\" is not a number such as 12, 0.5 or 1e-3",
                           field->name, lode__quote(quoted, text, strlen(text)));
    }
    memcpy(member, &value, sizeof(value));
    return LODE_OK;
}

static lode_status set_year(lode_context *context, const lode__field *field,
                            const char *text, void *member, const lode_place *place)
{
    int64_t value = 0;
    if (!lode__parse_integer(text, strlen(text), &value) || value < 1 || value > 9999) {
        char quoted[LODE__QUOTE_LEN];
        return lode__error(context, LODE_E_VALUE, place,
                           "%s \"%s\" is not a year from 1 to 9999", field->name,
                           lode__quote(quoted, text, strlen(text)));
    }
    const int32_t year = (int32_t)value;
    memcpy(member, &year, sizeof(year));
    return LODE_OK;
}

static lode_status set_word(lode_context *context, const lode__field *field,
                            const char *text, void *member, const lode_place *place)
{
    char names[LODE__NAMES_LEN] = "";
    for (const lode__word *word = field->words; word->name; word++) {
        if (strcmp(word->name, text) == 0) {
            memcpy(member, &word->value, sizeof(word->value));
            return LODE_OK;
        }
        lode__names_add(names, word->name);
    }
    char quoted[LODE__QUOTE_LEN];
    return lode__error(context, LODE_E_VALUE, place,
                       "%s \"%s\" is not known; expected one of %s", field->name,
                       lode__quote(quoted, text, strlen(text)), names);
}

lode_status lode__draft_set(lode_context *context, lode__draft *draft,
                            const lode__field *field, const char *text,
                            const lode_place *place)
{
    const lode__element *element = draft->element;
    char *record = (char *)&draft->record;
    /* Given even where the value is refused: one fault, one message. */
    draft->given |= 1u << (field - element->fields);
    if (field->has) {
        uint32_t has = 0;
        memcpy(&has, record + element->has_offset, sizeof(has));
        has |= field->has;
        memcpy(record + element->has_offset, &has, sizeof(has));
    }
    void *member = record + field->offset;
    switch (field->type) {
    case LODE__FIELD_TEXT:
        return set_text(context, field, text, member, place);
    case LODE__FIELD_REAL:
        return set_real(context, field, text, member, place);
    case LODE__FIELD_YEAR:
        return set_year(context, field, text, member, place);
    default:
        return set_word(context, field, text, member, place);
    }
}

/* The field where it was given, NULL otherwise. */
static const lode__field *given_field(const lode__draft *draft, const char *name)
{
    const lode__field *field = lode__find_field(draft->element, name);
    return field && draft->given >> (field - draft->element->fields) & 1 ? field : NULL;
}

static lode_status missing(lode_context *context, const lode__draft *draft,
                           const char *names)
{
    return lode__error(context, LODE_E_FORMAT, &draft->place, "%s lacks attribute %s",
                       draft->element->name, names);
}

/* A figure may be left out where it is said not to be published. */
static void need_figure(const lode__draft *draft, lode_bound bound, const char *name,
                        char names[LODE__NAMES_LEN])
{
    if (bound < LODE_BOUND_WITHHELD && !given_field(draft, name))
        lode__names_add(names, name);
}

/* What must be there always, and what must be there because of what else is. */
static lode_status check_complete(lode_context *context, const lode__draft *draft)
{
    const lode__element *element = draft->element;
    char names[LODE__NAMES_LEN];
    names[0] = '\0'; /* the rest of it is seldom used */
    for (size_t i = 0; i < element->n_fields && element->fields[i].required; i++)
        if (!(draft->given >> i & 1)) lode__names_add(names, element->fields[i].name);
    if (element == &lode__elements[LODE__EL_FROM])
        need_figure(draft, draft->record.share.bound, "share", names);
    if (element == &lode__elements[LODE__EL_AMOUNT])
        need_figure(draft, draft->record.amount.bound, "quantity", names);
    const bool is_line = element == &lode__elements[LODE__EL_INPUT] ||
                         element == &lode__elements[LODE__EL_OPTION];
    const bool has_triangle =
        is_line && draft->record.input.has & LODE_INPUT_HAS_TRIANGLE;
    if (has_triangle && !given_field(draft, "low")) lode__names_add(names, "low");
    if (has_triangle && !given_field(draft, "high")) lode__names_add(names, "high");
    return names[0] ? missing(context, draft, names) : LODE_OK;
}

/* Figures that the builder takes for "not given". */
static const struct {
    lode__element_id element;
    const char *name;
    bool zero_allowed;
    const char *expected;
} sentinels[] = {
    {LODE__EL_ALTERNATIVES, "essential", true, "within 0 and 1"},
    {LODE__EL_ORIGIN, "total", false, "above 0"},
    {LODE__EL_ORIGIN, "concentration", false, "above 0"},
};

static lode_status check_sentinels(lode_context *context, const lode__draft *draft)
{
    for (size_t i = 0; i < LODE__COUNT(sentinels); i++) {
        if (draft->element != &lode__elements[sentinels[i].element]) continue;
        const lode__field *field = given_field(draft, sentinels[i].name);
        if (!field) continue;
        double value = 0.0;
        memcpy(&value, (const char *)&draft->record + field->offset, sizeof(value));
        if (value > 0.0 || (value == 0.0 && sentinels[i].zero_allowed)) continue;
        char number[32];
        lode__format_real(value, number);
        return lode__error(context, LODE_E_VALUE, &draft->place, "%s %s is not %s",
                           field->name, number, sentinels[i].expected);
    }
    return LODE_OK;
}

lode_status lode__draft_add(const lode__reading *reading, lode__draft *draft)
{
    LODE__TRY(check_complete(reading->context, draft));
    LODE__TRY(check_sentinels(reading->context, draft));
    if (reading->builder)
        LODE__TRY(lode_builder_at(reading->context, reading->builder, &draft->place));
    return draft->element->add(reading, &draft->record);
}

/* --- back to text --- */

static bool is_left_out(const lode__element *element, const lode__field *field,
                        const lode__record *record)
{
    uint32_t has = 0;
    if (!field->has) return false;
    memcpy(&has, (const char *)record + element->has_offset, sizeof(has));
    return !(has & field->has);
}

const char *lode__field_text(const lode__element *element, const lode__field *field,
                             const lode__record *record, char number[32])
{
    const char *member = (const char *)record + field->offset;
    const char *text = NULL;
    double real = 0.0;
    int32_t year = 0;
    uint32_t word = 0;
    if (is_left_out(element, field, record)) return NULL;
    switch (field->type) {
    case LODE__FIELD_TEXT:
        memcpy(&text, member, sizeof(text));
        return text && text[0] ? text : NULL;
    case LODE__FIELD_REAL:
        memcpy(&real, member, sizeof(real));
        if (isnan(real)) return NULL;
        lode__format_real(real, number);
        return number;
    case LODE__FIELD_YEAR:
        memcpy(&year, member, sizeof(year));
        if (year == LODE_YEAR_NONE) return NULL;
        lode__format_integer(year, number);
        return number;
    default:
        memcpy(&word, member, sizeof(word));
        /* 0 is the default of every list but those that are required or have a bit. */
        return word || field->has ? lode__word_name(field->words, word) : NULL;
    }
}
