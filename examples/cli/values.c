/* The values of options: from text to numbers, bits and lists. */
#include "cli.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* strtod() takes more than a decimal number. The program never sets a locale. */
int parse_real(const char *text, double *out)
{
    char *end;
    if (!text[0] || text[strspn(text, "+-.0123456789eE")]) return -1;
    const double value = strtod(text, &end);
    if (*end || !isfinite(value)) return -1;
    *out = value;
    return 0;
}

int parse_whole(const char *text, uint64_t max, uint64_t *out)
{
    uint64_t value = 0;
    if (!text[0]) return -1;
    for (; *text; text++) {
        if (!isdigit((unsigned char)*text)) return -1;
        const uint64_t digit = (uint64_t)(*text - '0');
        if (value > max / 10 || value * 10 > max - digit) return -1;
        value = value * 10 + digit;
    }
    *out = value;
    return 0;
}

int parse_count(const char *text, uint32_t max, uint32_t *out)
{
    uint64_t value = 0;
    if (parse_whole(text, max, &value) != 0) return -1;
    *out = (uint32_t)value;
    return 0;
}

/* Bit of a word in `name=bit name=bit`, or 0. */
static uint32_t choice_bit(const char *word, size_t len, const char *choices)
{
    while (*choices) {
        const size_t name_len = strcspn(choices, "=");
        if (name_len == len && strncmp(choices, word, len) == 0)
            return (uint32_t)strtoul(choices + len + 1, NULL, 10);
        choices += strcspn(choices, " ");
        choices += strspn(choices, " ");
    }
    return 0;
}

int parse_choices(const char *text, const char *choices, uint32_t *out)
{
    uint32_t bits = 0;
    for (;;) {
        const size_t len = strcspn(text, ",");
        const uint32_t bit = choice_bit(text, len, choices);
        if (!bit) return -1;
        bits |= bit;
        text += len;
        if (!*text++) break;
    }
    *out |= bits;
    return 0;
}

/* Members of an options struct are reached by their offset; memcpy() keeps that well
 * defined. */
typedef struct text_list {
    const char **texts;
    size_t n;
} text_list;

static text_list get_list(const char *member)
{
    text_list list;
    memcpy(&list.texts, member, sizeof(list.texts));
    memcpy(&list.n, member + sizeof(list.texts), sizeof(list.n));
    return list;
}

static int add_text(char *member, const char *value, size_t max_texts)
{
    text_list list = get_list(member);
    if (!list.texts) list.texts = calloc(max_texts, sizeof(*list.texts));
    if (!list.texts || list.n == max_texts) return -1;
    list.texts[list.n++] = value;
    memcpy(member, &list.texts, sizeof(list.texts));
    memcpy(member + sizeof(list.texts), &list.n, sizeof(list.n));
    return 0;
}

/* Zero means the default to the library, so a number that is asked for must not be it. */
static int set_real(char *member, const char *value)
{
    double real;
    if (parse_real(value, &real) != 0 || real <= 0.0) return -1;
    memcpy(member, &real, sizeof(real));
    return 0;
}

static int set_count(char *member, const char *value)
{
    uint32_t count;
    if (parse_count(value, UINT32_MAX, &count) != 0 || count == 0) return -1;
    memcpy(member, &count, sizeof(count));
    return 0;
}

static int set_choices(char *member, const char *value, const char *choices)
{
    uint32_t bits;
    memcpy(&bits, member, sizeof(bits));
    if (parse_choices(value, choices, &bits) != 0) return -1;
    memcpy(member, &bits, sizeof(bits));
    return 0;
}

static int set_switch(char *member, const char *choices)
{
    uint32_t bits;
    memcpy(&bits, member, sizeof(bits));
    bits |= choice_bit(choices, strcspn(choices, "="), choices);
    memcpy(member, &bits, sizeof(bits));
    return 0;
}

int set_analysis_option(void *options, const lode_analysis_option *option,
                        const char *value, size_t max_texts)
{
    char *const member = (char *)options + option->offset;
    switch (option->type) {
    case LODE_OPTION_REAL:
        return set_real(member, value);
    case LODE_OPTION_COUNT:
        return set_count(member, value);
    case LODE_OPTION_TEXT:
        memcpy(member, &value, sizeof(value));
        return 0;
    case LODE_OPTION_TEXTS:
        return add_text(member, value, max_texts);
    case LODE_OPTION_CHOICE:
        return set_choices(member, value, option->choices);
    case LODE_OPTION_SWITCH:
        return set_switch(member, option->choices);
    default:
        return -1;
    }
}

const char *analysis_text(const void *options, const lode_analysis_option *option,
                          size_t index)
{
    const char *const member = (const char *)options + option->offset;
    if (option->type == LODE_OPTION_TEXTS) {
        const text_list list = get_list(member);
        return index < list.n ? list.texts[index] : NULL;
    }
    const char *text;
    memcpy(&text, member, sizeof(text));
    return index == 0 ? text : NULL;
}

void free_analysis_options(void *options, const lode_analysis *analysis)
{
    for (size_t i = 0; options && i < analysis->n_options; i++) {
        const lode_analysis_option *const option = &analysis->options[i];
        if (option->type == LODE_OPTION_TEXTS)
            free(get_list((const char *)options + option->offset).texts);
    }
    free(options);
}
