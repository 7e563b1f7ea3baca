/* Beginnings of words: two bytes, of which the second may be the end of the text. PCRE2
 * itself is asked of each pattern whether a match can begin so, when a word first does.
 */
#include "read/beginnings.h"

#include <string.h>

enum {
    END = 0,          /* no byte of a text is 0 */
    NOT_ASCII = 0x80, /* any such byte; of a part of a character nothing is asked */
    N_FIRSTS = 256,
    N_SECONDS = NOT_ASCII + 1
};

lode_status lode__beginnings_new(lode_context *context, lode__pattern_scratch *scratch,
                                 const lode__pattern *const *patterns, size_t n,
                                 lode__beginnings *out)
{
    const lode_allocator *allocator = &context->allocator;
    *out = (lode__beginnings){
        .allocator = *allocator, .scratch = scratch, .n = n, .n_words = (n + 63) / 64};
    out->patterns = lode__alloc(allocator, n, sizeof(*out->patterns));
    out->set_of =
        lode__alloc_zero(allocator, (size_t)N_FIRSTS * N_SECONDS, sizeof(*out->set_of));
    if (!out->patterns || !out->set_of) return lode__nomem(context);
    if (n > 0) memcpy(out->patterns, patterns, n * sizeof(*out->patterns));
    return LODE_OK;
}

void lode__beginnings_free(lode__beginnings *beginnings)
{
    lode__free(&beginnings->allocator, beginnings->patterns);
    lode__free(&beginnings->allocator, beginnings->set_of);
    lode__free(&beginnings->allocator, beginnings->sets);
}

static bool is_letter_or_digit(uint8_t byte)
{
    const uint8_t small = byte | 0x20;
    return (byte >= '0' && byte <= '9') || (byte < 0x80 && small >= 'a' && small <= 'z');
}

/* No match begins within a word, or within a character. */
static bool begins_word(const char *text, size_t at)
{
    const uint8_t byte = (uint8_t)text[at];
    return (byte & 0xc0) != 0x80 &&
           (at == 0 || !is_letter_or_digit((uint8_t)text[at - 1]));
}

/* Adds the set of a beginning that is new; false without memory. */
static bool ask(lode__beginnings *b, const char *beginning, size_t len, uint16_t *slot)
{
    if (lode__reserve(&b->allocator, &b->sets, &b->capacity, b->n_sets, 1,
                      b->n_words * sizeof(*b->sets)) < 0)
        return false;
    uint64_t *set = b->sets + b->n_sets * b->n_words;
    memset(set, 0, b->n_words * sizeof(*set));
    for (size_t i = 0; i < b->n; i++)
        if (b->patterns[i] &&
            lode__pattern_may_begin(b->patterns[i], b->scratch, beginning, len))
            lode__set_bit(set, i);
    *slot = (uint16_t)++b->n_sets;
    return true;
}

bool lode__beginnings_add(lode__beginnings *beginnings, const char *text, size_t len,
                          uint64_t *set)
{
    const size_t n_words = beginnings->n_words;
    for (size_t i = 0; i < len && beginnings->n > 0; i++) {
        if (!begins_word(text, i)) continue;
        const uint8_t first = (uint8_t)text[i];
        uint8_t second = i + 1 < len ? (uint8_t)text[i + 1] : END;
        if (second > NOT_ASCII || first >= NOT_ASCII) second = NOT_ASCII;
        uint16_t *slot = &beginnings->set_of[(size_t)first * N_SECONDS + second];
        const size_t n_known = second == END || second == NOT_ASCII ? 1 : 2;
        if (*slot == 0 && !ask(beginnings, text + i, n_known, slot)) return false;
        const uint64_t *found = beginnings->sets + (size_t)(*slot - 1) * n_words;
        for (size_t word = 0; word < n_words; word++) set[word] |= found[word];
    }
    return true;
}
