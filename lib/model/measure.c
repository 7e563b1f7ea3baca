/* The measures of a scenario and what each is told. */
#include "model/measure.h"

#include "base/memory.h"
#include "base/number.h"

#include <string.h>

static const lode__attribute_spec selectors[] = {
    {"items", LODE__ATTR_IDS, false},     {"stages", LODE__ATTR_IDS, false},
    {"elements", LODE__ATTR_IDS, false},  {"tags", LODE__ATTR_IDS, false},
    {"codes", LODE__ATTR_PATTERN, false}, {"from", LODE__ATTR_PLACES, false},
    {"to", LODE__ATTR_PLACES, false},     {"end-use", LODE__ATTR_IDS, false},
    {"start", LODE__ATTR_DATE, false},    {"end", LODE__ATTR_DATE, false},
};

static const lode__attribute_spec ban[] = {
    {"severity", LODE__ATTR_FRACTION, false},
};
static const lode__attribute_spec production_stop[] = {
    {"severity", LODE__ATTR_FRACTION, false},
    {"party", LODE__ATTR_PATTERN, false},
};
static const lode__attribute_spec quota[] = {
    {"share", LODE__ATTR_REAL, true},
};
static const lode__attribute_spec licence[] = {
    {"approval", LODE__ATTR_FRACTION, true},
    {"validity-days", LODE__ATTR_POSITIVE, false},
    {"gap-days", LODE__ATTR_REAL, false},
    {"processing-days", LODE__ATTR_REAL, false},
    {"refuse-end-use", LODE__ATTR_IDS, false},
};
static const lode__attribute_spec content_rule[] = {
    {"content-from", LODE__ATTR_PLACES, true},
    {"content-elements", LODE__ATTR_IDS, false},
    {"content-items", LODE__ATTR_IDS, false},
    {"de-minimis", LODE__ATTR_FRACTION, false},
    {"severity", LODE__ATTR_FRACTION, false},
    {"mixing", LODE__ATTR_YES_NO, false},
};
static const lode__attribute_spec leakage[] = {
    {"share", LODE__ATTR_FRACTION, true},
};
static const lode__attribute_spec tariff[] = {
    {"rate", LODE__ATTR_REAL, true},
};
static const lode__attribute_spec price[] = {
    {"factor", LODE__ATTR_POSITIVE, true},
};
static const lode__attribute_spec new_capacity[] = {
    {"item", LODE__ATTR_ID, true},           {"country", LODE__ATTR_ID, true},
    {"quantity", LODE__ATTR_POSITIVE, true}, {"markets", LODE__ATTR_IDS, false},
    {"ramp-days", LODE__ATTR_REAL, false},
};
static const lode__attribute_spec second_source[] = {
    {"item", LODE__ATTR_ID, true},
    {"country", LODE__ATTR_ID, true},
    {"share", LODE__ATTR_FRACTION, true},
};
static const lode__attribute_spec thrifting[] = {
    {"item", LODE__ATTR_ID, true},
    {"input", LODE__ATTR_ID, true},
    {"factor", LODE__ATTR_POSITIVE, false},
    {"quantity", LODE__ATTR_POSITIVE, false},
};
static const lode__attribute_spec substitution[] = {
    {"item", LODE__ATTR_ID, true},
    {"alternatives", LODE__ATTR_ID, true},
};
static const lode__attribute_spec stock[] = {
    {"item", LODE__ATTR_ID, true},
    {"country", LODE__ATTR_ID, false},
    {"product", LODE__ATTR_ID, false},
    {"days", LODE__ATTR_POSITIVE, true},
};

static const lode__attribute_spec option[] = {
    {"item", LODE__ATTR_ID, true},
    {"weight", LODE__ATTR_FRACTION, true},
    {"cap", LODE__ATTR_REAL, false},
};

static const lode__measure_spec measures[] = {
    {"ban", ban, LODE__COUNT(ban), false},
    {"production-stop", production_stop, LODE__COUNT(production_stop), false},
    {"quota", quota, LODE__COUNT(quota), false},
    {"licence", licence, LODE__COUNT(licence), false},
    {"content-rule", content_rule, LODE__COUNT(content_rule), false},
    {"leakage", leakage, LODE__COUNT(leakage), false},
    {"tariff", tariff, LODE__COUNT(tariff), false},
    {"price", price, LODE__COUNT(price), false},
    {"new-capacity", new_capacity, LODE__COUNT(new_capacity), false},
    {"second-source", second_source, LODE__COUNT(second_source), false},
    {"thrifting", thrifting, LODE__COUNT(thrifting), false},
    {"substitution", substitution, LODE__COUNT(substitution), true},
    {"stock", stock, LODE__COUNT(stock), false},
};

const lode__attribute_spec *lode__selector_specs(size_t *out_n)
{
    *out_n = LODE__COUNT(selectors);
    return selectors;
}

const lode__attribute_spec *lode__option_specs(size_t *out_n)
{
    *out_n = LODE__COUNT(option);
    return option;
}

const lode__measure_spec *lode__find_measure(const char *name)
{
    for (size_t i = 0; i < LODE__COUNT(measures); i++)
        if (strcmp(measures[i].name, name) == 0) return &measures[i];
    return NULL;
}

bool lode__is_date(const char *text)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year = 0, month = 0, day = 0;
    if (strspn(text, "0123456789-") != 10 || text[10] != '\0' || text[4] != '-' ||
        text[7] != '-')
        return false;
    if (!lode__parse_integer(text, 4, &year) ||
        !lode__parse_integer(text + 5, 2, &month) ||
        !lode__parse_integer(text + 8, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1) return false;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}
