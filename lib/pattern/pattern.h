/* Regular expressions, with limits on everything. PCRE2 is known here and nowhere else.
 *
 * A pattern never changes once it is made: any number of threads may match it, each with
 * a scratch of its own. */
#ifndef LODE__PATTERN_PATTERN_H
#define LODE__PATTERN_PATTERN_H

#include "base/context.h"

enum {
    LODE__PATTERN_CASELESS = 1,
    LODE__PATTERN_UTF = 2,   /* pattern and texts are UTF-8 */
    LODE__PATTERN_WORDS = 4, /* no ASCII letter or digit stands beside a match */
    LODE__PATTERN_WHOLE = 8  /* a match is the whole text; not with the one above */
};

enum {
    LODE__PATTERN_MAX_LEN = 4096,  /* bytes of a pattern; LODE_LIMIT_PATTERN_BYTES at its most */
    LODE__PATTERN_MAX_TEXT = 4096, /* bytes of a text; LODE_LIMIT_MATCH_BYTES at its most */
    LODE__PATTERN_MAX_NESTING = 50 /* of parentheses */
};

typedef struct lode__pattern lode__pattern;
typedef struct lode__pattern_scratch lode__pattern_scratch;

/* A part of a text. A capture that took no part in the match has SIZE_MAX as start. */
typedef struct lode__span {
    size_t start, len;
} lode__span;

/* Compiles a pattern of the flags above. LODE_E_VALUE where PCRE2 refuses it, it matches
 * the empty text or holds (*ACCEPT), LODE_E_LIMIT where it is longer than the limit; said in the
 * context at `place` (NULL: none), with the offset in the pattern. LODE_E_NOMEM. */
LODE_NODISCARD lode_status lode__pattern_new(lode_context *context,
                                             const lode_place *place, const char *text,
                                             size_t len, uint32_t flags,
                                             lode__pattern **out);
void lode__pattern_free(lode__pattern *pattern);

/* What one thread needs to match, with any pattern: LODE_LIMIT_MATCH_BYTES of text, and
 * LODE_LIMIT_MATCH_STEPS. */
LODE_NODISCARD lode_status lode__pattern_scratch_new(lode_context *context,
                                                     lode__pattern_scratch **out);
void lode__pattern_scratch_free(lode__pattern_scratch *scratch);

/* LODE_OK where the pattern matches somewhere in the text, LODE_DONE where it does not.
 * Reports nothing to any context; what else it may return is no "no":
 * LODE_E_LIMIT  the text is too long, or a limit on steps, depth or memory was reached
 * LODE_E_VALUE  the text is not UTF-8 though it should be
 * LODE_E_NOMEM
 * captures[n]: the whole match and its groups in order; NULL where n is 0. */
LODE_NODISCARD lode_status lode__pattern_match(const lode__pattern *pattern,
                                               lode__pattern_scratch *scratch,
                                               const char *text, size_t len,
                                               lode__span *captures, size_t n);

/* The same for a text that is known to be UTF-8, without captures. */
LODE_NODISCARD lode_status lode__pattern_find(const lode__pattern *pattern,
                                              lode__pattern_scratch *scratch,
                                              const char *text, size_t len);

/* False only where no match can begin with these bytes (len > 0): asked once for every
 * short beginning, it tells which patterns are worth trying on a text. */
bool lode__pattern_may_begin(const lode__pattern *pattern, lode__pattern_scratch *scratch,
                             const char *beginning, size_t len);

#endif
