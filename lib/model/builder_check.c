/* What the builder asks of texts, codes and figures before it keeps them. */
#include "model/builder.h"

#include "base/number.h"

#include <math.h>

lode_status lode__add_text(lode_context *context, lode_builder *builder, const char *text,
                           size_t len, uint32_t *out)
{
    const lode_status status = lode__intern_add(&builder->texts, text, len, out);
    if (status == LODE_E_LIMIT)
        return lode__over_limit(context, LODE_LIMIT_TEXT_BYTES,
                                builder->texts.most_bytes, NULL, NULL);
    return status < 0 ? lode__nomem(context) : LODE_OK;
}

/* True for a byte of UTF-8 text that XML can hold too; `next` are the bytes behind it,
 * the final NUL among them. */
static bool is_printable(unsigned char byte, const char *next)
{
    const unsigned char second = (unsigned char)next[0];
    if (byte < 0x20 || byte == 0x7f) return false;
    if (byte == 0xc2) return second < 0x80 || second >= 0xa0; /* C1 controls */
    /* U+FFFE and U+FFFF are no characters. */
    return byte != 0xef || second != 0xbf || (unsigned char)next[1] < 0xbe;
}

/* Length of the text where it can stand in a model, for an id without blanks; else
 * SIZE_MAX. */
static size_t accepted_len(const char *text, bool is_id)
{
    size_t len = 0;
    while (text[len] > 0x20 && text[len] < 0x7f) len++;
    if (text[len] == '\0') return len;
    for (; text[len] != '\0'; len++)
        if (lode__is_blank(text[len])
                ? is_id
                : !is_printable((unsigned char)text[len], text + len + 1))
            return SIZE_MAX;
    return lode__is_utf8(text, len) ? len : SIZE_MAX;
}

static lode_status refuse_text(lode_context *context, const lode_builder *builder,
                               const char *what, const char *text, const char *expected)
{
    char quoted[LODE__QUOTE_LEN];
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place, "%s \"%s\" %s", what,
                       lode__quote(quoted, text, strlen(text)), expected);
}

lode_status lode__take_ref(lode_context *context, lode_builder *builder, const char *what,
                           const char *text, uint32_t *out)
{
    *out = 0;
    if (!text || text[0] == '\0') return LODE_OK;
    const size_t len = accepted_len(text, true);
    if (len == SIZE_MAX)
        return refuse_text(context, builder, what, text,
                           "is not UTF-8 without blanks and control characters");
    const uint64_t most = lode__limit(context, LODE_LIMIT_ID_BYTES);
    if (len > most) {
        char quoted[LODE__QUOTE_LEN];
        const lode_place place = lode__site_place(builder, &builder->at);
        return lode__over_limit(context, LODE_LIMIT_ID_BYTES, most, &place,
                                lode__quote(quoted, text, len));
    }
    return lode__add_text(context, builder, text, len, out);
}

static lode_status need_text(lode_context *context, const lode_builder *builder,
                             const char *what, const char *text)
{
    if (!text)
        return lode__error(context, LODE_E_INVALID, NULL,
                           "argument not allowed: %s is NULL", what);
    if (text[0] != '\0') return LODE_OK;
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place, "%s is empty", what);
}

lode_status lode__take_id(lode_context *context, lode_builder *builder, const char *what,
                          const char *text, uint32_t *out)
{
    LODE__TRY(need_text(context, builder, what, text));
    return lode__take_ref(context, builder, what, text, out);
}

lode_status lode__take_text(lode_context *context, lode_builder *builder,
                            const char *what, const char *text, uint32_t *out)
{
    *out = 0;
    if (!text || text[0] == '\0') return LODE_OK;
    const size_t len = accepted_len(text, false);
    if (len == SIZE_MAX)
        return refuse_text(context, builder, what, text,
                           "is not UTF-8 without control characters");
    return lode__add_text(context, builder, text, len, out);
}

lode_status lode__take_required(lode_context *context, lode_builder *builder,
                                const char *what, const char *text, uint32_t *out)
{
    LODE__TRY(need_text(context, builder, what, text));
    return lode__take_text(context, builder, what, text, out);
}

lode_status lode__take_words(lode_context *context, lode_builder *builder,
                             const char *what, const char *text, uint32_t *out)
{
    lode__text *const words = &builder->words;
    size_t len = 0;
    *out = 0;
    if (!text) return LODE_OK;
    if (accepted_len(text, false) == SIZE_MAX)
        return refuse_text(context, builder, what, text,
                           "is not UTF-8 without control characters");
    lode__text_clear(words);
    for (const char *at = text; (at = lode__next_word(at, &len)); at += len) {
        if ((words->len > 0 && lode__text_add(words, " ", 1) < 0) ||
            lode__text_add(words, at, len) < 0)
            return lode__nomem(context);
    }
    return words->len > 0 ? lode__add_text(context, builder, words->data, words->len, out)
                          : LODE_OK;
}

lode_status lode__take_currency(lode_context *context, lode_builder *builder,
                                const char *text, uint32_t *out)
{
    *out = 0;
    if (!text || text[0] == '\0' || strcmp(text, "USD") == 0) return LODE_OK;
    const size_t n_capitals = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (n_capitals != 3 || text[3] != '\0')
        return refuse_text(context, builder, "currency", text,
                           "is not three capital letters as in ISO 4217");
    return lode__add_text(context, builder, text, 3, out);
}

/* --- codes and figures --- */

/* Row labels of published tables that are sums over countries. */
static bool is_aggregate(const lode_builder *builder, const char *name)
{
    static const char *const known[] = {"*",     "WLD",       "World", "WORLD",
                                        "EU",    "EUU",       "EU27",  "EU28",
                                        "EU-27", "EU27_2020", "OECD"};
    for (size_t i = 0; i < LODE__COUNT(known); i++)
        if (strcmp(known[i], name) == 0) return true;
    const uint32_t text = lode__intern_find(&builder->texts, name, strlen(name));
    const lode__bloc_entry *const blocs = lode__entries(builder, LODE__RECORD_BLOC);
    for (uint32_t i = 0; i < lode__n_entries(builder, LODE__RECORD_BLOC); i++)
        if (blocs[i].id == text) return true;
    return false;
}

static lode_status refuse_country(lode_context *context, const lode_builder *builder,
                                  const char *what, const char *code,
                                  const char *expected)
{
    char quoted[LODE__QUOTE_LEN];
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_UNKNOWN, &place, "%s \"%s\" %s", what,
                       lode__quote(quoted, code, strlen(code)), expected);
}

lode_status lode__take_country(lode_context *context, lode_builder *builder,
                               const char *what, const char *code, uint8_t *out)
{
    LODE__TRY(need_text(context, builder, what, code));
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): NULL was refused above */
    const int found = lode__find_place(code, strlen(code));
    if (found == LODE__ZZZ)
        return refuse_country(context, builder, what, code,
                              "is unknown origin, not a country");
    if (found < 0)
        return refuse_country(context, builder, what, code,
                              "is no country code of ISO 3166-1 alpha-3");
    *out = (uint8_t)found;
    return LODE_OK;
}

lode_status lode__take_origin(lode_context *context, lode_builder *builder,
                              const char *code, uint8_t *out)
{
    const int found = code ? lode__find_place(code, strlen(code)) : -1;
    if (found >= 0) {
        *out = (uint8_t)found;
        return LODE_OK;
    }
    if (code && is_aggregate(builder, code))
        return refuse_country(context, builder, "country", code,
                              "is an aggregate, shares need countries of origin");
    return lode__take_country(context, builder, "country", code, out);
}

lode_status lode__take_unit(lode_context *context, lode_builder *builder,
                            const char *name, uint8_t *out)
{
    LODE__TRY(need_text(context, builder, "unit", name));
    const int found = lode__find_unit(name, strlen(name));
    if (found >= 0) {
        *out = (uint8_t)found;
        return LODE_OK;
    }
    char quoted[LODE__QUOTE_LEN];
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_UNKNOWN, &place, "unit \"%s\" does not exist",
                       lode__quote(quoted, name, strlen(name)));
}

static bool in_range(double value, lode__range range)
{
    switch (range) {
    case LODE__RANGE_POSITIVE:
        return value > 0.0;
    case LODE__RANGE_NOT_NEGATIVE:
        return value >= 0.0;
    case LODE__RANGE_FRACTION:
        return value >= 0.0 && value <= 1.0;
    case LODE__RANGE_PART:
        return value > 0.0 && value <= 1.0;
    case LODE__RANGE_FROM_ONE:
        return value >= 1.0;
    case LODE__RANGE_FINITE:
        break;
    }
    return true;
}

lode_status lode__check_real(lode_context *context, const lode_builder *builder,
                             const char *what, double value, lode__range range)
{
    static const char *const expected[] = {
        [LODE__RANGE_FINITE] = "finite",
        [LODE__RANGE_POSITIVE] = "above 0",
        [LODE__RANGE_NOT_NEGATIVE] = "0 or above",
        [LODE__RANGE_FRACTION] = "within 0 and 1",
        [LODE__RANGE_PART] = "above 0 and at most 1",
        [LODE__RANGE_FROM_ONE] = "1 or above",
    };
    const bool finite = isfinite(value);
    if (finite && in_range(value, range)) return LODE_OK;
    char number[32];
    lode__format_real(value, number);
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place, "%s %s is not %s%s", what, number,
                       finite || range == LODE__RANGE_FINITE ? "" : "finite and ",
                       expected[range]);
}

lode_status lode__check_year(lode_context *context, const lode_builder *builder,
                             int32_t year)
{
    if (year == LODE_YEAR_NONE || (year >= 1 && year <= 9999)) return LODE_OK;
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place, "year %ld is not from 1 to 9999",
                       (long)year);
}

lode_status lode__check_unpublished(lode_context *context, const lode_builder *builder,
                                    const char *what, lode_bound bound, double value)
{
    if (bound < LODE_BOUND_WITHHELD || value == 0.0) return LODE_OK;
    char number[32];
    lode__format_real(value, number);
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__error(context, LODE_E_VALUE, &place,
                       "%s %s is not 0 though it is said not to be published", what,
                       number);
}

lode_status lode__check_code(lode_context *context, const char *what, uint32_t code,
                             uint32_t last)
{
    if (code <= last) return LODE_OK;
    return lode__error(context, LODE_E_INVALID, NULL,
                       "argument not allowed: %s %lu is none of its codes", what,
                       (unsigned long)code);
}
