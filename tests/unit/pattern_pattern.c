/* Patterns: what matches, what is refused, and that no pattern runs away. */
#include "pattern/pattern.h"

#include "lode_test.h"

#include <time.h>

enum { RULE = LODE__PATTERN_CASELESS | LODE__PATTERN_UTF | LODE__PATTERN_WORDS };

static lode__pattern *make(lode_context *ctx, const char *text, uint32_t flags)
{
    lode__pattern *pattern = NULL;
    lode__enter(ctx);
    cr_assert(lode__pattern_new(ctx, NULL, text, strlen(text), flags, &pattern) ==
                  LODE_OK,
              "%s", text);
    return pattern;
}

static lode_status match(lode_context *ctx, const char *pattern_text, uint32_t flags,
                         const char *text)
{
    lode__pattern *pattern = make(ctx, pattern_text, flags);
    lode__pattern_scratch *scratch = NULL;
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    const lode_status status =
        lode__pattern_match(pattern, scratch, text, strlen(text), NULL, 0);
    lode__pattern_scratch_free(scratch);
    lode__pattern_free(pattern);
    return status;
}

LODE_TEST(pattern, matches_words)
{
    static const struct {
        const char *pattern;
        uint32_t flags;
        const char *text;
        lode_status expected;
    } cases[] = {
        {"N42UH", RULE, "block n42uh 20x10x5", LODE_OK},
        {"N42UH", RULE, "N42UH-block", LODE_OK},
        {"N42UH", RULE, "PN42UH7", LODE_DONE},
        {"N42UH", RULE, "YHN42UHP", LODE_DONE},
        {"N42UH", RULE, "N42UH7", LODE_DONE},
        {"N42UH", LODE__PATTERN_UTF, "PN42UH7", LODE_OK},
        {"N42UH", LODE__PATTERN_UTF, "n42uh", LODE_DONE},
        /* Letters of other scripts do not bind: Japanese has no blanks. */
        {"磁石", RULE, "ネオジム磁石セット", LODE_OK},
        {"dauermagnet", RULE, "DAUERMAGNET", LODE_OK},
        {"käfig", RULE, "KÄFIG", LODE_OK},
        /* The group that a fence is put around cannot be left. */
        {"a|b", RULE, "xb", LODE_DONE},
        {"a|b", RULE, "x b", LODE_OK},
        {"a", RULE, "", LODE_DONE},
        {"^HS", 0, "HS 8505", LODE_OK},
        {"8505\\.?11", 0, "850511", LODE_OK},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const lode_status status =
            match(ctx, cases[i].pattern, cases[i].flags, cases[i].text);
        cr_expect(status == cases[i].expected, "\"%s\" on \"%s\": %s", cases[i].pattern,
                  cases[i].text, lode_status_name(status));
    }
}

LODE_TEST(pattern, captures)
{
    lode__pattern *pattern = make(ctx, "N(\\d+)(SH)?(UH)?", RULE);
    lode__pattern_scratch *scratch = NULL;
    lode__span spans[5];
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    cr_assert(lode__pattern_match(pattern, scratch, "a N42UH b", 9, spans, 5) == LODE_OK);
    cr_expect(spans[0].start == 2 && spans[0].len == 5);
    cr_expect(spans[1].start == 3 && spans[1].len == 2);
    cr_expect(spans[2].start == SIZE_MAX && spans[2].len == 0);
    cr_expect(spans[3].start == 5 && spans[3].len == 2);
    cr_expect(spans[4].start == SIZE_MAX);
    lode__pattern_scratch_free(scratch);
    lode__pattern_free(pattern);
}

LODE_TEST(pattern, refuses)
{
    static const struct {
        const char *pattern;
        uint32_t flags;
        const char *message;
    } cases[] = {
        {"N(42", RULE,
         "pattern \"N(42\" is not usable: missing closing parenthesis, at byte 4 of it"},
        {"[b-a]", RULE, "range out of order in character class, at byte 3"},
        {"a)|(b", RULE, "unmatched closing parenthesis"},
        {"\\Qa", RULE, "missing closing parenthesis"},
        {"(?x)a#", RULE, "missing closing parenthesis"},
        {"a\\Cb", RULE, "using \\C is disabled"},
        {"(*UTF)a", 0, "using UTF is disabled"},
        {"a*", RULE, "matches the empty text"},
        {"", RULE, "matches the empty text"},
        {"a(*ACCEPT)b", RULE,
         "pattern \"a(*ACCEPT)b\" holds (*ACCEPT), which is not allowed"},
        {"(*ACCEPT)*a", 0, "holds (*ACCEPT)"},
        {"\xff", RULE, "UTF-8 error"},
        {"a\\", RULE, "\\ at end of pattern"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const lode_place place = {"rules.xml", 3, 7};
        lode__pattern *pattern = NULL;
        lode__enter(ctx);
        cr_expect(lode__pattern_new(ctx, &place, cases[i].pattern,
                                    strlen(cases[i].pattern), cases[i].flags,
                                    &pattern) == LODE_E_VALUE,
                  "%s", cases[i].pattern);
        cr_expect(pattern == NULL);
        const lode_diagnostic *error = lode_context_error(ctx);
        cr_assert(error != NULL);
        const char *message = lode_diagnostic_message(error);
        cr_expect(strstr(message, cases[i].message), "%s", message);
        cr_expect(lode_diagnostic_line(error) == 3);
    }
}

LODE_TEST(pattern, limits_of_patterns)
{
    char text[LODE__PATTERN_MAX_LEN + 2];
    lode__pattern *pattern = NULL;
    memset(text, 'a', sizeof(text));
    lode__enter(ctx);
    cr_expect(lode__pattern_new(ctx, NULL, text, LODE__PATTERN_MAX_LEN + 1, RULE,
                                &pattern) == LODE_E_LIMIT);
    cr_expect(lode__pattern_new(ctx, NULL, text, LODE__PATTERN_MAX_LEN, RULE, &pattern) ==
              LODE_OK);
    lode__pattern_free(pattern);
    /* One pair of parentheses is the fence's. */
    for (size_t depth = LODE__PATTERN_MAX_NESTING - 1;
         depth < LODE__PATTERN_MAX_NESTING + 2; depth++) {
        memset(text, '(', depth);
        text[depth] = 'a';
        memset(text + depth + 1, ')', depth);
        const lode_status status =
            lode__pattern_new(ctx, NULL, text, 2 * depth + 1, RULE, &pattern);
        cr_expect((status == LODE_OK) == (depth < LODE__PATTERN_MAX_NESTING));
        lode__pattern_free(pattern);
    }
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

LODE_TEST(pattern, no_pattern_runs_away)
{
    static const char *const patterns[] = {
        "(a+)+$",        "(a|a)*b",    "(a|aa)+$",
        "(.*a){20}b",    "(a*)*b",     "(?:a?){30}a{30}b",
        "^(a+)+$",       "(x+x+)+y",   "((a{0,9}){0,9}){0,9}b",
        "(?=(a+))\\1+b", "(a(?1)?a)b", "(?:.{0,40}a)+b",
    };
    char text[LODE__PATTERN_MAX_TEXT + 1];
    lode__pattern_scratch *scratch = NULL;
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    memset(text, 'a', sizeof(text));
    text[LODE__PATTERN_MAX_TEXT - 1] = '!';
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        lode__pattern *pattern = make(ctx, patterns[i], 0);
        const double start = seconds();
        const lode_status status =
            lode__pattern_match(pattern, scratch, text, LODE__PATTERN_MAX_TEXT, NULL, 0);
        cr_expect(status == LODE_E_LIMIT || status == LODE_DONE, "%s: %s", patterns[i],
                  lode_status_name(status));
        cr_expect(seconds() - start < 2.0, "%s took %.3f s", patterns[i],
                  seconds() - start);
        lode__pattern_free(pattern);
    }
    /* Known to need 2^40 steps. */
    cr_expect(match(ctx, "^(a+)+$", 0, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!") ==
              LODE_E_LIMIT);
    lode__pattern_scratch_free(scratch);
}

LODE_TEST(pattern, texts_that_cannot_be_decided)
{
    char text[LODE__PATTERN_MAX_TEXT + 1];
    lode__pattern *pattern = make(ctx, "b", RULE);
    lode__pattern_scratch *scratch = NULL;
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    memset(text, 'a', sizeof(text));
    cr_expect(lode__pattern_match(pattern, scratch, text, sizeof(text), NULL, 0) ==
              LODE_E_LIMIT);
    cr_expect(lode__pattern_match(pattern, scratch, text, sizeof(text) - 1, NULL, 0) ==
              LODE_DONE);
    cr_expect(lode__pattern_match(pattern, scratch, "\xc3 b", 3, NULL, 0) ==
              LODE_E_VALUE);
    lode__pattern_scratch_free(scratch);
    lode__pattern_free(pattern);
}

/* Whatever begins a match may begin it. */
LODE_TEST(pattern, may_begin)
{
    static const struct {
        const char *pattern, *beginning;
        bool expected;
    } cases[] = {
        {"N(35|42)SH", "N4", true},
        {"N(35|42)SH", "n4", true},
        {"N(35|42)SH", "N5", false},
        {"N(35|42)SH", "N", true},
        {"N(35|42)SH", "M", false},
        {"(?-i:W)", "w", false},
        {"(?-i:W)", "W ", true},
        {"(?-i:W)", "Wa", false},
        {"W(?!O)", "WO", false},
        {"W(?!O)", "W", true},
        {"W(?!O)C", "WC", true},
        {"(?<=a )W", "x", true},
        {"\\bW", "x", true},
        {"k1", "\xe2", true}, /* the Kelvin sign folds to k */
        {"s1", "\xc5", true},
        {"S1", "\xe2", false},
        {"磁石", "\xe7", true},
        {"磁石", "\xe3", false},
        {"[^a]x", "\xe3", true},
        {"[^a]x", "a", false},
        {"M2", "\xe3", false},
    };
    lode__pattern_scratch *scratch = NULL;
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        lode__pattern *pattern = make(ctx, cases[i].pattern, RULE);
        cr_expect(lode__pattern_may_begin(pattern, scratch, cases[i].beginning,
                                          strlen(cases[i].beginning)) ==
                      cases[i].expected,
                  "\"%s\" \"%s\"", cases[i].pattern, cases[i].beginning);
        lode__pattern_free(pattern);
    }
    lode__pattern_scratch_free(scratch);
}

/* A pattern that is not caseless as a whole may say so inside. */
LODE_TEST(pattern, may_begin_in_either_case)
{
    lode__pattern_scratch *scratch = NULL;
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    lode__pattern *pattern =
        make(ctx, "(?i)mat", LODE__PATTERN_UTF | LODE__PATTERN_WORDS);
    cr_expect(lode__pattern_may_begin(pattern, scratch, "M", 1));
    cr_expect(lode__pattern_may_begin(pattern, scratch, "m", 1));
    cr_expect(!lode__pattern_may_begin(pattern, scratch, "a", 1));
    lode__pattern_free(pattern);
    pattern = make(ctx, "(?i)s1", LODE__PATTERN_UTF);
    cr_expect(lode__pattern_may_begin(pattern, scratch, "\xc5", 1)); /* of the long s */
    lode__pattern_free(pattern);
    lode__pattern_scratch_free(scratch);
}

static lode_status make_and_match(lode_context *context, void *user)
{
    (void)user;
    lode__pattern *pattern = NULL;
    lode__pattern_scratch *scratch = NULL;
    lode_status status =
        lode__pattern_new(context, NULL, "N(\\d+)(S|U)?H", 13, RULE, &pattern);
    if (status == LODE_OK) status = lode__pattern_scratch_new(context, &scratch);
    if (status == LODE_OK)
        status = lode__pattern_match(pattern, scratch, "N42SH", 5, NULL, 0);
    lode__pattern_scratch_free(scratch);
    lode__pattern_free(pattern);
    return status;
}

Test(pattern, failing_memory)
{
    cr_expect(lode_test_sweep(make_and_match, NULL) > 8);
}
