/* PCRE2 behind one small interface. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "pattern/pattern.h"

#include <string.h>

/* The steps of one match are counted anew at every place in the text where it may begin:
 * the standard is such that the worst pattern on the longest text stays below a second,
 * and no honest one on a line of a bill of materials comes near. */
enum { MAX_HEAP_KIB = 4096, MAX_CAPTURES = 16 };

struct lode__pattern {
    lode_allocator allocator; /* a copy, which PCRE2 keeps a pointer to */
    pcre2_general_context *memory;
    pcre2_code *code;
    uint8_t first[32]; /* bit b: a match may begin with byte b */
    bool looks_behind; /* what stands before a match has a say */
};

struct lode__pattern_scratch {
    lode_allocator allocator;
    pcre2_general_context *memory;
    pcre2_match_context *limits;
    pcre2_match_data *data;
    size_t max_text; /* bytes */
};

/* --- memory --- */

static void *take_memory(size_t size, void *allocator)
{
    return lode__alloc(allocator, size, 1);
}

static void give_memory(void *ptr, void *allocator)
{
    lode__free(allocator, ptr);
}

static pcre2_general_context *new_memory(lode_allocator *allocator)
{
    return pcre2_general_context_create(take_memory, give_memory, allocator);
}

/* --- compiling --- */

static lode_status refuse(lode_context *context, const lode_place *place, int code,
                          size_t offset, const char *text, size_t len)
{
    if (code == PCRE2_ERROR_HEAP_FAILED) return lode__nomem(context);
    PCRE2_UCHAR message[128] = {0};
    char quoted[LODE__QUOTE_LEN];
    pcre2_get_error_message(code, message, sizeof(message));
    return lode__error(context, LODE_E_VALUE, place,
                       "pattern \"%s\" is not usable: %s, at byte %zu of it",
                       lode__quote(quoted, text, len), (const char *)message, offset);
}

static lode_status compile(lode_context *context, const lode_place *place,
                           const char *text, size_t len, uint32_t flags,
                           const lode__pattern *pattern, pcre2_code **out)
{
    const uint32_t options =
        PCRE2_NEVER_BACKSLASH_C |
        (flags & LODE__PATTERN_UTF ? PCRE2_UTF : PCRE2_NEVER_UTF | PCRE2_NEVER_UCP) |
        (flags & LODE__PATTERN_CASELESS ? PCRE2_CASELESS : 0);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_compile_context *guards = pcre2_compile_context_create(pattern->memory);
    if (!guards) return lode__nomem(context);
    pcre2_set_parens_nest_limit(guards, LODE__PATTERN_MAX_NESTING);
    *out = pcre2_compile((PCRE2_SPTR)text, len, options, &code, &offset, guards);
    pcre2_compile_context_free(guards);
    return *out ? LODE_OK : refuse(context, place, code, offset, text, len);
}

static uint32_t info(const pcre2_code *code, uint32_t what)
{
    uint32_t value = 0;
    pcre2_pattern_info(code, what, &value);
    return value;
}

static void mark_first(lode__pattern *pattern, uint32_t byte)
{
    pattern->first[byte / 8] |= (uint8_t)(1u << byte % 8);
}

/* The one byte that every match begins with, in either case: the pattern may say (?i)
 * inside, which PCRE2 does not tell. */
static void mark_first_letter(lode__pattern *pattern, uint32_t byte)
{
    const uint32_t small = byte | 0x20;
    mark_first(pattern, byte);
    if (small < 'a' || small > 'z') return;
    mark_first(pattern, small);
    mark_first(pattern, small - 0x20);
    if (small == 'k') mark_first(pattern, 0xe2); /* of U+212A, the Kelvin sign */
    if (small == 's') mark_first(pattern, 0xc5); /* of U+017F, the long s */
}

/* Marks the bytes that a match may begin with, as far as PCRE2 has found out. */
static void find_first_bytes(lode__pattern *pattern, const pcre2_code *plain)
{
    const uint8_t *known = NULL;
    pcre2_pattern_info(plain, PCRE2_INFO_FIRSTBITMAP, &known);
    const bool has_letter = info(plain, PCRE2_INFO_FIRSTCODETYPE) == 1;
    const uint32_t letter = info(plain, PCRE2_INFO_FIRSTCODEUNIT);
    if (known)
        memcpy(pattern->first, known, sizeof(pattern->first));
    else if (has_letter && letter < 0x80)
        mark_first_letter(pattern, letter);
    else
        memset(pattern->first, 0xff, sizeof(pattern->first));
}

/* Whether the pattern holds (*ACCEPT), by which a match ends at once: past what is set
 * around the pattern, and with nothing matched though PCRE2 says that cannot be. A
 * parenthesis of the text that is followed by these words is taken for it, too. */
static bool accepts(const char *text, size_t len)
{
    static const char verb[] = "(*ACCEPT";
    for (size_t at = 0; at + sizeof(verb) - 1 <= len; at++)
        if (memcmp(text + at, verb, sizeof(verb) - 1) == 0) return true;
    return false;
}

/* What PCRE2 says of the pattern as it was given, without what is set around it. */
static lode_status learn(lode_context *context, const lode_place *place, const char *text,
                         size_t len, const pcre2_code *plain, lode__pattern *pattern)
{
    char quoted[LODE__QUOTE_LEN];
    if (info(plain, PCRE2_INFO_MATCHEMPTY) == 1) {
        return lode__error(context, LODE_E_VALUE, place,
                           "pattern \"%s\" matches the empty text",
                           lode__quote(quoted, text, len));
    }
    if (accepts(text, len)) {
        return lode__error(context, LODE_E_VALUE, place,
                           "pattern \"%s\" holds (*ACCEPT), which is not allowed",
                           lode__quote(quoted, text, len));
    }
    pattern->looks_behind = info(plain, PCRE2_INFO_MAXLOOKBEHIND) > 0;
    find_first_bytes(pattern, plain);
    return LODE_OK;
}

/* What is set around a pattern that stands in a group. */
typedef struct fence {
    const char *before, *after;
} fence;
static const fence words_fence = {"(?<![A-Za-z0-9])(?:", ")(?![A-Za-z0-9])"};
static const fence whole_fence = {"\\A(?:", ")\\z"};
enum { MAX_FENCE_LEN = 64 };

/* The pattern has been compiled alone before, so that it cannot close the group. */
static lode_status compile_fenced(lode_context *context, const lode_place *place,
                                  const char *text, size_t len, uint32_t flags,
                                  lode__pattern *pattern)
{
    const fence *around = flags & LODE__PATTERN_WORDS ? &words_fence : &whole_fence;
    const size_t before_len = strlen(around->before), after_len = strlen(around->after);
    char fenced[LODE__PATTERN_MAX_LEN + MAX_FENCE_LEN];
    memcpy(fenced, around->before, before_len);
    memcpy(fenced + before_len, text, len);
    memcpy(fenced + before_len + len, around->after, after_len);
    return compile(context, place, fenced, before_len + len + after_len, flags, pattern,
                   &pattern->code);
}

static lode_status fill(lode_context *context, const lode_place *place, const char *text,
                        size_t len, uint32_t flags, lode__pattern *pattern)
{
    pcre2_code *plain = NULL;
    LODE__TRY(compile(context, place, text, len, flags, pattern, &plain));
    lode_status status = learn(context, place, text, len, plain, pattern);
    const bool has_fence = flags & (LODE__PATTERN_WORDS | LODE__PATTERN_WHOLE);
    if (status == LODE_OK && has_fence)
        status = compile_fenced(context, place, text, len, flags, pattern);
    else if (status == LODE_OK)
        pattern->code = plain;
    if (pattern->code != plain) pcre2_code_free(plain);
    if (status < 0) return status;
    /* Where there is no JIT, or no memory for it, the interpreter does the same. */
    pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    return LODE_OK;
}

lode_status lode__pattern_new(lode_context *context, const lode_place *place,
                              const char *text, size_t len, uint32_t flags,
                              lode__pattern **out)
{
    *out = NULL;
    const uint64_t most = lode__limit(context, LODE_LIMIT_PATTERN_BYTES);
    if (len > most)
        return lode__over_limit(context, LODE_LIMIT_PATTERN_BYTES, most, place, NULL);
    lode__pattern *pattern = lode__alloc_zero(&context->allocator, 1, sizeof(*pattern));
    if (!pattern) return lode__nomem(context);
    pattern->allocator = context->allocator;
    pattern->memory = new_memory(&pattern->allocator);
    const lode_status status = pattern->memory
                                   ? fill(context, place, text, len, flags, pattern)
                                   : lode__nomem(context);
    if (status < 0) {
        lode__pattern_free(pattern);
        return status;
    }
    *out = pattern;
    return LODE_OK;
}

void lode__pattern_free(lode__pattern *pattern)
{
    if (!pattern) return;
    const lode_allocator allocator = pattern->allocator;
    pcre2_code_free(pattern->code);
    pcre2_general_context_free(pattern->memory);
    lode__free(&allocator, pattern);
}

/* --- matching --- */

static bool fill_scratch(lode__pattern_scratch *scratch, uint32_t max_steps)
{
    scratch->memory = new_memory(&scratch->allocator);
    if (!scratch->memory) return false;
    scratch->limits = pcre2_match_context_create(scratch->memory);
    scratch->data = pcre2_match_data_create(MAX_CAPTURES, scratch->memory);
    if (!scratch->limits || !scratch->data) return false;
    pcre2_set_match_limit(scratch->limits, max_steps);
    pcre2_set_depth_limit(scratch->limits, max_steps);
    pcre2_set_heap_limit(scratch->limits, MAX_HEAP_KIB);
    return true;
}

lode_status lode__pattern_scratch_new(lode_context *context, lode__pattern_scratch **out)
{
    *out = NULL;
    lode__pattern_scratch *scratch =
        lode__alloc_zero(&context->allocator, 1, sizeof(*scratch));
    if (!scratch) return lode__nomem(context);
    scratch->allocator = context->allocator;
    scratch->max_text = (size_t)lode__limit(context, LODE_LIMIT_MATCH_BYTES);
    if (!fill_scratch(scratch, (uint32_t)lode__limit(context, LODE_LIMIT_MATCH_STEPS))) {
        lode__pattern_scratch_free(scratch);
        return lode__nomem(context);
    }
    *out = scratch;
    return LODE_OK;
}

void lode__pattern_scratch_free(lode__pattern_scratch *scratch)
{
    if (!scratch) return;
    const lode_allocator allocator = scratch->allocator;
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->limits);
    pcre2_general_context_free(scratch->memory);
    lode__free(&allocator, scratch);
}

static int run(const lode__pattern *pattern, const lode__pattern_scratch *scratch,
               const char *text, size_t len, uint32_t options)
{
    return pcre2_match(pattern->code, (PCRE2_SPTR)text, len, 0, options, scratch->data,
                       scratch->limits);
}

static lode_status status_of(int code)
{
    switch (code) {
    case PCRE2_ERROR_NOMATCH:
        return LODE_DONE;
    case PCRE2_ERROR_NOMEMORY:
        return LODE_E_NOMEM;
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_RECURSELOOP:
        return LODE_E_LIMIT;
    default:
        if (code >= 0) return LODE_OK;
        return code <= PCRE2_ERROR_UTF8_ERR1 && code >= PCRE2_ERROR_UTF8_ERR21
                   ? LODE_E_VALUE
                   : LODE_E_FAIL;
    }
}

/* What PCRE2 returns: at least 0 for a match. */
static int search(const lode__pattern *pattern, const lode__pattern_scratch *scratch,
                  const char *text, size_t len, uint32_t options)
{
    if (len > scratch->max_text) return PCRE2_ERROR_MATCHLIMIT;
    const int code = run(pattern, scratch, text, len, options);
    return code == PCRE2_ERROR_JIT_STACKLIMIT
               ? run(pattern, scratch, text, len, options | PCRE2_NO_JIT)
               : code;
}

lode_status lode__pattern_find(const lode__pattern *pattern,
                               lode__pattern_scratch *scratch, const char *text,
                               size_t len)
{
    return status_of(search(pattern, scratch, text, len, PCRE2_NO_UTF_CHECK));
}

lode_status lode__pattern_match(const lode__pattern *pattern,
                                lode__pattern_scratch *scratch, const char *text,
                                size_t len, lode__span *captures, size_t n)
{
    const int code = search(pattern, scratch, text, len, 0);
    const lode_status status = status_of(code);
    if (status != LODE_OK) return status;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(scratch->data);
    for (size_t i = 0; i < n; i++) {
        const bool took_part = i < (size_t)code && ends[2 * i] != PCRE2_UNSET;
        captures[i].start = took_part ? ends[2 * i] : SIZE_MAX;
        captures[i].len = took_part ? ends[2 * i + 1] - ends[2 * i] : 0;
    }
    return LODE_OK;
}

bool lode__pattern_may_begin(const lode__pattern *pattern, lode__pattern_scratch *scratch,
                             const char *beginning, size_t len)
{
    const uint8_t byte = (uint8_t)beginning[0];
    if (pattern->looks_behind) return true;
    if (!(pattern->first[byte / 8] >> byte % 8 & 1)) return false;
    for (size_t i = 0; i < len; i++)
        if ((uint8_t)beginning[i] >= 0x80) return true; /* a part of a character */
    return run(pattern, scratch, beginning, len, PCRE2_ANCHORED | PCRE2_PARTIAL_HARD) !=
           PCRE2_ERROR_NOMATCH;
}
