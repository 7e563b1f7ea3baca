/* Figures and units as people write them. */
#include "read/bom_unit.h"

#include "base/memory.h"
#include "base/number.h"

#include <assert.h>
#include <string.h>

/* --- units --- */

#define MASS(name, over, under)                                                          \
    {                                                                                    \
        name, LODE__MEASURE_MASS, "kg", over, under                                      \
    }
#define FRACTION(name, over, under)                                                      \
    {                                                                                    \
        name, LODE__MEASURE_FRACTION, NULL, over, under                                  \
    }
#define OTHER(name, unit, over, under)                                                   \
    {                                                                                    \
        name, LODE__MEASURE_OTHER, unit, over, under                                     \
    }
#define PIECES(name) OTHER(name, "each", 1, 1)

/* Where letters of either case mean the same in practice both are here; "Mg" and "MG"
 * are not: one may be a tonne and the other a milligram. */
const lode__bom_unit_row lode__bom_units[] = {
    {"", LODE__MEASURE_NONE, "each", 1, 1},
    MASS("kg", 1, 1),
    MASS("KG", 1, 1),
    MASS("Kg", 1, 1),
    MASS("KGM", 1, 1), /* UN/ECE recommendation 20, as are the other codes of three */
    MASS("g", 1, 1e3),
    MASS("G", 1, 1e3),
    MASS("gr", 1, 1e3),
    MASS("GRM", 1, 1e3),
    MASS("gram", 1, 1e3),
    MASS("grams", 1, 1e3),
    MASS("mg", 1, 1e6),
    MASS("MGM", 1, 1e6),
    MASS("ug", 1, 1e9),
    MASS("\xC2\xB5g", 1, 1e9), /* micro sign */
    MASS("\xCE\xBCg", 1, 1e9), /* Greek mu */
    MASS("t", 1e3, 1),
    MASS("TNE", 1e3, 1),
    MASS("tonne", 1e3, 1),
    MASS("lb", 45359237, 1e8),
    MASS("lbs", 45359237, 1e8),
    MASS("LB", 45359237, 1e8),
    MASS("LBR", 45359237, 1e8),
    MASS("oz", 28349523125, 1e12),
    MASS("OZ", 28349523125, 1e12),
    MASS("ONZ", 28349523125, 1e12),
    FRACTION("%", 1, 100),
    FRACTION("wt%", 1, 100),
    FRACTION("wt.%", 1, 100),
    FRACTION("w%", 1, 100),
    FRACTION("mass%", 1, 100),
    FRACTION("massPercent", 1, 100),
    FRACTION("percent", 1, 100),
    FRACTION("Gew.-%", 1, 100),
    FRACTION("ppm", 1, 1e6),
    FRACTION("PPM", 1, 1e6),
    FRACTION("mg/kg", 1, 1e6),
    FRACTION("ppb", 1, 1e9),
    PIECES("each"),
    PIECES("Each"),
    PIECES("EACH"),
    PIECES("ea"),
    PIECES("EA"),
    PIECES("Ea"),
    PIECES("pc"),
    PIECES("PC"),
    PIECES("pcs"),
    PIECES("PCS"),
    PIECES("Pcs"),
    PIECES("pce"),
    PIECES("PCE"),
    PIECES("piece"),
    PIECES("pieces"),
    PIECES("Part"),
    PIECES("H87"),
    PIECES("C62"),
    PIECES("NR"),
    PIECES("Stk"),
    PIECES("Stk."),
    PIECES("STK"),
    PIECES("ST"),
    PIECES("St"),
    PIECES("St\xC3\xBC"
           "ck"),
    PIECES("pi\xC3\xA8"
           "ce"),
    PIECES("U"),
    PIECES("UN"),
    PIECES("\xE5\x80\x8B"), /* Japanese, Chinese: pieces */
    PIECES("\xE4\xB8\xAA"),
    OTHER("m", "m", 1, 1),
    OTHER("M", "m", 1, 1),
    OTHER("MTR", "m", 1, 1),
    OTHER("cm", "m", 1, 100),
    OTHER("mm", "m", 1, 1000),
    OTHER("MM", "m", 1, 1000),
    OTHER("MMT", "m", 1, 1000),
    OTHER("m2", "m2", 1, 1),
    OTHER("m^2", "m2", 1, 1),
    OTHER("m\xC2\xB2", "m2", 1, 1),
    OTHER("MTK", "m2", 1, 1),
    OTHER("cm^2", "m2", 1, 1e4),
    OTHER("mm^2", "m2", 1, 1e6),
    OTHER("m3", "m3", 1, 1),
    OTHER("m^3", "m3", 1, 1),
    OTHER("cm^3", "m3", 1, 1e6),
    OTHER("l", "l", 1, 1),
    OTHER("L", "l", 1, 1),
    OTHER("LTR", "l", 1, 1),
    OTHER("ml", "l", 1, 1000),
    OTHER("kWh", "kWh", 1, 1),
};
static_assert(LODE__COUNT(lode__bom_units) <= UINT8_MAX, "a unit is kept in a byte");

static uint8_t find_exactly(const char *text, size_t len)
{
    for (size_t i = 1; i < LODE__COUNT(lode__bom_units); i++) {
        const char *const name = lode__bom_units[i].name;
        if (name[0] == text[0] && strncmp(name, text, len) == 0 && name[len] == '\0')
            return (uint8_t)i;
    }
    return LODE__BOM_NO_UNIT;
}

uint8_t lode__find_bom_unit(const char *text, size_t len)
{
    text = lode__trim(text, &len);
    if (len == 0 || len > 16) return LODE__BOM_NO_UNIT;
    const uint8_t whole = find_exactly(text, len);
    if (whole != LODE__BOM_NO_UNIT) return whole;
    const char *stroke = memchr(text, '/', len);
    return stroke && stroke > text ? find_exactly(text, (size_t)(stroke - text))
                                   : LODE__BOM_NO_UNIT;
}

uint8_t lode__learn_bom_unit(lode__unit_memo *memo, size_t at, const char *text,
                             size_t len)
{
    memo->units[at].name = lode__load_short(text, len);
    memo->units[at].len = (uint8_t)len;
    return memo->units[at].unit = lode__find_bom_unit(text, len);
}

double lode__bom_convert(uint8_t unit, double value)
{
    const lode__bom_unit_row *row = lode__bom_unit(unit);
    if (row->under == 1) return value * row->over;
    if (row->over == 1) return value / row->under;
    return value * row->over / row->under;
}

/* --- words --- */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of the blank that text starts with; 0: none. */
static size_t blank_len(const char *text, size_t len)
{
    if (len > 0 && is_blank(*text)) return 1;
    return len >= 2 && memcmp(text, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

const char *lode__trim_blanks(const char *text, size_t *len)
{
    for (size_t n; (n = blank_len(text, *len)) > 0; text += n) *len -= n;
    while (*len > 0) {
        const char last = text[*len - 1];
        if (is_blank(last))
            *len -= 1;
        else if (last == '\xA0' && *len >= 2 && text[*len - 2] == '\xC2')
            *len -= 2;
        else
            break;
    }
    return text;
}

static char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool lode__same_word(const char *text, size_t len, const char *word)
{
    for (size_t i = 0; i < len; i++)
        if (to_lower(text[i]) != to_lower(word[i]) || !word[i]) return false;
    return word[len] == '\0';
}

int lode__bom_truth(const char *text, size_t len)
{
    static const char *const yes[] = {"1", "yes", "y",   "true",
                                      "x", "ja",  "oui", "fitted"};
    static const char *const no[] = {"0",
                                     "no",
                                     "n",
                                     "false",
                                     "nein",
                                     "non",
                                     "dnp",
                                     "dnf",
                                     "dni",
                                     "nc",
                                     "do not fit",
                                     "do not populate",
                                     "do not place",
                                     "not fitted",
                                     "exclude from bom"};
    text = lode__trim(text, &len);
    for (size_t i = 0; i < LODE__COUNT(yes); i++)
        if (lode__same_word(text, len, yes[i])) return 1;
    for (size_t i = 0; i < LODE__COUNT(no); i++)
        if (lode__same_word(text, len, no[i])) return 0;
    return -1;
}

/* --- numbers --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The run of digits, points, commas and an exponent that text starts with. */
static size_t number_len(const char *text, size_t len)
{
    size_t n = 0;
    if (n < len && (text[n] == '+' || text[n] == '-')) n++;
    while (n < len && (is_digit(text[n]) || text[n] == '.' || text[n] == ',')) n++;
    if (n < len && (text[n] == 'e' || text[n] == 'E')) {
        size_t m = n + 1;
        if (m < len && (text[m] == '+' || text[m] == '-')) m++;
        if (m < len && is_digit(text[m])) {
            while (m < len && is_digit(text[m])) m++;
            n = m;
        }
    }
    return n;
}

/* Settles or checks which mark stands before decimals. `mark` stands at text[at], the
 * only one in the number. */
static const char *check_mark(const char *text, size_t len, size_t at, uint64_t line,
                              lode__decimal *decimal)
{
    const char mark = text[at];
    if (decimal->mark == mark) return NULL;
    if (decimal->mark)
        return mark == ',' ? "a comma in a file whose numbers have a decimal point"
                           : "a point in a file whose numbers have a decimal comma";
    const bool is_group = len - at == 4 && at > 0 && text[0] != '0';
    if (mark == ',' && is_group)
        return "a comma that may mark decimals or thousands; say which is the decimal "
               "mark";
    *decimal = (lode__decimal){mark, line};
    return NULL;
}

static const char no_number[] = "expected a number such as 12, 0.5 or 1e-3";

const char *lode__bom_real(const char *text, size_t len, uint64_t line,
                           lode__decimal *decimal, double *out, size_t *out_len)
{
    enum { MAX_LEN = 400 };
    char plain[MAX_LEN];
    const size_t n = number_len(text, len);
    *out_len = n;
    if (n == 0 || n > MAX_LEN) return no_number;
    size_t n_marks = 0, at = 0;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '.' || text[i] == ',') n_marks++, at = i;
        plain[i] = text[i] == ',' ? '.' : text[i];
    }
    if (n_marks > 1)
        return "marks between thousands are not known; expected a number such as 1234.5";
    if (!lode__parse_real(plain, n, out)) return no_number;
    return n_marks == 1 ? check_mark(text, n, at, line, decimal) : NULL;
}

/* --- reference designators --- */

static bool is_separator(char c)
{
    return c == ',' || c == ';' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Splits "C103" into the length of its letters and its number; false: it has none. */
static bool split_reference(const char *text, size_t len, size_t *out_letters,
                            uint64_t *out_number)
{
    size_t letters = len;
    while (letters > 0 && is_digit(text[letters - 1])) letters--;
    *out_letters = letters;
    *out_number = 0;
    if (letters == len || len - letters > 9) return false;
    for (size_t i = letters; i < len; i++)
        *out_number = 10 * *out_number + (uint64_t)(text[i] - '0');
    return true;
}

/* 1 for a single reference, more for a range, 0 for a range that cannot be. */
static uint64_t count_word(const char *text, size_t len)
{
    enum { MAX_RANGE = 1000000 };
    const char *dash = memchr(text, '-', len);
    if (!dash) return 1;
    const size_t first_len = (size_t)(dash - text), last_len = len - first_len - 1;
    size_t letters = 0, last_letters = 0;
    uint64_t first = 0, last = 0;
    if (!split_reference(text, first_len, &letters, &first) || letters == 0) return 1;
    if (!split_reference(dash + 1, last_len, &last_letters, &last)) return 1;
    if (last_letters > 0 &&
        (last_letters != letters || memcmp(text, dash + 1, letters) != 0))
        return 0;
    return last >= first && last - first < MAX_RANGE ? last - first + 1 : 0;
}

uint64_t lode__count_references(const char *text, size_t len, const char **out_word,
                                size_t *out_word_len)
{
    uint64_t n = 0;
    for (size_t at = 0; at < len;) {
        if (is_separator(text[at])) {
            at++;
            continue;
        }
        const size_t start = at;
        while (at < len && !is_separator(text[at])) at++;
        const uint64_t more = count_word(text + start, at - start);
        if (more == 0) {
            *out_word = text + start;
            *out_word_len = at - start;
            return 0;
        }
        n += more;
    }
    return n;
}

/* --- levels --- */

enum { MAX_LEVEL = 1000000 };

bool lode__bom_level(const char *text, size_t len, uint32_t *out_level,
                     bool *out_is_outline)
{
    text = lode__trim(text, &len);
    size_t n_plus = 0;
    while (n_plus < len && text[n_plus] == '+') n_plus++;
    while (len > 0 && *text == '.') text++, len--; /* "..2" is 2, indented */
    while (len > 0 && text[len - 1] == '.') len--;
    *out_is_outline = false;
    *out_level = (uint32_t)n_plus;
    if (n_plus == len) return len > 0 && len <= MAX_LEVEL;
    uint32_t value = 0, n_numbers = 0;
    for (size_t at = 0; at < len; at++) {
        const bool starts = at == 0 || text[at - 1] == '.';
        if (is_digit(text[at])) {
            n_numbers += starts;
            value = 10 * (starts ? 0 : value) + (uint32_t)(text[at] - '0');
            if (value > MAX_LEVEL) return false;
        } else if (text[at] != '.' || starts) {
            return false;
        }
    }
    *out_is_outline = n_numbers > 1;
    *out_level = *out_is_outline ? n_numbers : value;
    return n_numbers > 0;
}
