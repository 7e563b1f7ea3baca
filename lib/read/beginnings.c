/* Beginnings of words, in classes: a letter in either case, a digit, another ASCII
 * character, anything else or the end of the text. PCRE2 itself is asked, for each pair,
 * whether a match can begin so. */
#include "read/beginnings.h"

enum {
    CLASS_SIGN = 0,
    CLASS_LETTER = 1,
    CLASS_DIGIT = 27,
    CLASS_OTHER = 37, /* not ASCII; the end */
    N_CLASSES = 38,
    /* A pattern that may begin with more different bytes is not asked for the second. */
    MANY_FIRSTS = 32
};

static uint32_t class_of(uint8_t byte)
{
    const uint8_t small = byte | 0x20;
    if (small >= 'a' && small <= 'z' && byte < 0x80)
        return CLASS_LETTER + (uint32_t)(small - 'a');
    if (byte >= '0' && byte <= '9') return CLASS_DIGIT + (uint32_t)(byte - '0');
    return byte < 0x80 ? CLASS_SIGN : CLASS_OTHER;
}

static bool is_letter_or_digit(uint8_t byte)
{
    const uint32_t class = class_of(byte);
    return class != CLASS_SIGN && class != CLASS_OTHER;
}

/* --- building --- */

typedef struct index_builder {
    const lode__beginnings *index;
    lode__pattern_scratch *scratch;
    const lode__pattern *pattern;
    size_t bit;
} index_builder;

static uint64_t *set_at(const lode__beginnings *index, uint32_t first, uint32_t second)
{
    return index->sets + (first * N_CLASSES + second) * index->n_words;
}

static void add_all_seconds(const index_builder *at, uint32_t first)
{
    for (uint32_t second = 0; second < N_CLASSES; second++)
        lode__set_bit(set_at(at->index, first, second), at->bit);
}

static void add_seconds(const index_builder *at, char first_byte)
{
    const uint32_t first = class_of((uint8_t)first_byte);
    lode__set_bit(set_at(at->index, first, CLASS_OTHER), at->bit);
    for (int byte = 1; byte < 0x80; byte++) {
        uint64_t *set = set_at(at->index, first, class_of((uint8_t)byte));
        const char pair[2] = {first_byte, (char)byte};
        if (!lode__has_bit(set, at->bit) &&
            lode__pattern_may_begin(at->pattern, at->scratch, pair, 2))
            lode__set_bit(set, at->bit);
    }
}

static void add_pattern(const index_builder *at)
{
    char firsts[MANY_FIRSTS];
    size_t n = 0;
    for (int byte = 1; byte < 0x100; byte++) {
        const char first = (char)(uint8_t)byte;
        if (!lode__pattern_may_begin(at->pattern, at->scratch, &first, 1)) continue;
        if (byte >= 0x80)
            add_all_seconds(at, CLASS_OTHER);
        else if (n++ < MANY_FIRSTS)
            firsts[n - 1] = first;
    }
    for (size_t i = 0; i < n && n <= MANY_FIRSTS; i++) add_seconds(at, firsts[i]);
    for (uint32_t first = 0; first < CLASS_OTHER && n > MANY_FIRSTS; first++)
        add_all_seconds(at, first);
}

lode_status lode__beginnings_new(lode_context *context, lode__pattern_scratch *scratch,
                                 const lode__pattern *const *patterns, size_t n,
                                 lode__beginnings *out)
{
    out->n_words = (n + 63) / 64;
    out->sets = lode__alloc_zero(&context->allocator, (size_t)N_CLASSES * N_CLASSES,
                                 (out->n_words + 1) * sizeof(*out->sets));
    if (!out->sets) return lode__nomem(context);
    for (size_t i = 0; i < n; i++) {
        const index_builder at = {out, scratch, patterns[i], i};
        if (patterns[i]) add_pattern(&at);
    }
    return LODE_OK;
}

void lode__beginnings_free(const lode_allocator *allocator, lode__beginnings *beginnings)
{
    lode__free(allocator, beginnings->sets);
}

/* --- asking --- */

/* No match begins within a word, or within a character. */
static bool begins_word(const char *text, size_t at)
{
    const uint8_t byte = (uint8_t)text[at];
    return (byte & 0xc0) != 0x80 &&
           (at == 0 || !is_letter_or_digit((uint8_t)text[at - 1]));
}

void lode__beginnings_add(const lode__beginnings *beginnings, const char *text,
                          size_t len, uint64_t *set)
{
    const size_t n_words = beginnings->n_words;
    for (size_t i = 0; i < len; i++) {
        if (!begins_word(text, i)) continue;
        const uint32_t first = class_of((uint8_t)text[i]);
        const uint32_t second =
            i + 1 < len ? class_of((uint8_t)text[i + 1]) : (uint32_t)CLASS_OTHER;
        const uint64_t *found = set_at(beginnings, first, second);
        for (size_t word = 0; word < n_words; word++) set[word] |= found[word];
    }
}
