/* Contexts, diagnostics, options, quoting, UTF-8, statuses. */
#include "base/context.h"
#include "lode_test.h"

#include <stdio.h>
#include <time.h>

LODE_TEST(base_status, names)
{
    static const struct {
        lode_status status;
        const char *name, *text;
    } known[] = {
        {0, "LODE_OK", "success"},
        {1, "LODE_DONE", "nothing more to do"},
        {-3, "LODE_E_NOMEM", "out of memory"},
        {-13, "LODE_E_CYCLE", "items contain themselves"},
        {-15, "LODE_E_SHARES", "shares sum to more than one"},
        {-9999, "LODE_E_FAIL", "unknown failure"},
        {9999, "LODE_OK", "unknown success"},
    };
    for (size_t i = 0; i < LODE__COUNT(known); i++) {
        cr_assert_str_eq(lode_status_name(known[i].status), known[i].name);
        cr_assert_str_eq(lode_status_text(known[i].status), known[i].text);
    }
    cr_assert(lode_version_number() == LODE_VERSION_NUMBER);
    cr_assert_str_eq(lode_version_string(), LODE_VERSION_STRING);
    cr_assert(strstr(lode_build_info(), LODE_VERSION_STRING) != NULL);
    cr_assert(strchr(lode_build_info(), '\n') == NULL);
}

static void check_line(lode_context *ctx, const lode_place *place, const char *expected)
{
    char text[256];
    lode__enter(ctx);
    cr_assert(lode_context_error(ctx) == NULL);
    cr_assert(lode__error(ctx, LODE_E_VALUE, place, "share %d outside 0..1", 7) ==
              LODE_E_VALUE);
    const lode_diagnostic *const error = lode_context_error(ctx);
    cr_assert(error != NULL);
    const size_t len = lode_diagnostic_format(error, text, sizeof(text));
    cr_assert_str_eq(text, expected);
    cr_assert(len == strlen(expected));
    for (size_t capacity = 0; capacity <= len + 1; capacity++) {
        memset(text, '#', sizeof(text));
        cr_assert(lode_diagnostic_format(error, capacity ? text : NULL, capacity) == len);
        cr_assert(text[capacity] == '#');
        cr_assert(capacity == 0 || strncmp(text, expected, capacity - 1) == 0);
        cr_assert(capacity == 0 || strlen(text) == capacity - 1);
    }
}

LODE_TEST(base_diagnostic, format)
{
    static const struct {
        lode_place place;
        const char *line;
    } lines[] = {
        {{"a.csv", 12, 8}, "a.csv:12:8: error: share 7 outside 0..1 [LODE_E_VALUE]"},
        {{"a.csv", 12, 0}, "a.csv:12: error: share 7 outside 0..1 [LODE_E_VALUE]"},
        {{"a.csv", 0, 8}, "a.csv: error: share 7 outside 0..1 [LODE_E_VALUE]"},
        {{NULL, 12, 8}, "error: share 7 outside 0..1 [LODE_E_VALUE]"},
        {{"", 12, 8}, "error: share 7 outside 0..1 [LODE_E_VALUE]"},
        {{"a\nb", 1, UINT64_MAX},
         "a?b:1:18446744073709551615: error: share 7 outside 0..1 [LODE_E_VALUE]"},
    };
    for (size_t i = 0; i < LODE__COUNT(lines); i++)
        check_line(ctx, &lines[i].place, lines[i].line);
    check_line(ctx, NULL, "error: share 7 outside 0..1 [LODE_E_VALUE]");

    char text[64];
    lode_report_clear(ctx);
    lode__warning(ctx, LODE_OK, NULL, "odd");
    lode__note(ctx, LODE_E_UNIT, &(lode_place){"x", 1, 1}, "even");
    lode_diagnostic_format(lode_report_get(ctx, 0), text, sizeof(text));
    cr_assert_str_eq(text, "warning: odd");
    const lode_diagnostic *const note = lode_report_get(ctx, 1);
    lode_diagnostic_format(note, text, sizeof(text));
    cr_assert_str_eq(text, "x:1:1: note: even [LODE_E_UNIT]");
    cr_assert(lode_diagnostic_severity(note) == LODE_NOTE);
    cr_assert(lode_diagnostic_status(note) == LODE_E_UNIT);
    cr_assert_str_eq(lode_diagnostic_message(note), "even");
    cr_assert_str_eq(lode_diagnostic_source(note), "x");
    cr_assert(lode_diagnostic_line(note) == 1 && lode_diagnostic_column(note) == 1);
    cr_assert_str_eq(lode_diagnostic_source(lode_report_get(ctx, 0)), "");
}

/* Text too long is cut, and never inside a character. */
LODE_TEST(base_diagnostic, cut)
{
    static const char *const letters[] = {"a", "\xc3\xa9", "\xe2\x82\xac",
                                          "\xf0\x9f\x98\x80"};
    char longer[2000];
    char text[100];
    for (size_t i = 0; i < LODE__COUNT(letters); i++) {
        longer[0] = '\0';
        char *at = longer;
        while (at < longer + sizeof(longer) - 5) {
            memcpy(at, letters[i], strlen(letters[i]) + 1);
            at += strlen(letters[i]);
        }
        lode__warning(ctx, LODE_OK, &(lode_place){longer, 1, 1}, "%s", longer);
        const lode_diagnostic *const made = lode_report_get(ctx, i);
        const char *const message = lode_diagnostic_message(made);
        const char *const source = lode_diagnostic_source(made);
        cr_assert(strlen(message) > LODE__MESSAGE_LEN - 5);
        cr_assert(strlen(source) > LODE__SOURCE_LEN - 5);
        cr_assert(lode__is_utf8(message, strlen(message)));
        cr_assert(lode__is_utf8(source, strlen(source)));
        for (size_t capacity = 1; capacity < sizeof(text); capacity++) {
            cr_assert(lode_diagnostic_format(made, text, capacity) > 700);
            cr_assert(lode__is_utf8(text, strlen(text)));
            cr_assert(strlen(text) + 4 >= capacity);
        }
    }
}

static void count_log(const lode_diagnostic *diagnostic, void *user)
{
    size_t *const counts = user;
    counts[lode_diagnostic_severity(diagnostic)]++;
}

static int cancel_at_3(uint64_t done, uint64_t total, void *user)
{
    *(uint64_t *)user += total;
    return done == 3;
}

LODE_TEST(base_context, report)
{
    const lode_allocator allocator = lode_test_allocator(memory);
    size_t logged[3] = {0};
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    options.log = count_log;
    options.log_user = logged;
    options.max_diagnostics = 3;
    lode_context *own = NULL;
    cr_assert(lode_context_new(&options, &own) == LODE_OK);
    for (int i = 0; i < 2; i++) {
        lode__note(own, LODE_OK, NULL, "note %d", i);
        lode__warning(own, LODE_OK, NULL, "warning %d", i);
        cr_assert(lode__error(own, LODE_E_CYCLE - i, NULL, "error %d", i) ==
                  LODE_E_CYCLE - i);
    }
    cr_assert(lode_report_kept(own) == 3);
    cr_assert_str_eq(lode_diagnostic_message(lode_report_get(own, 2)), "error 0");
    cr_assert(lode_report_get(own, 3) == NULL);
    cr_assert(lode_report_count(own, LODE_NOTE) == 6);
    cr_assert(lode_report_count(own, LODE_WARNING) == 4);
    cr_assert(lode_report_count(own, LODE_ERROR) == 2);
    cr_assert(lode_report_count(own, 99) == 0 && lode_report_count(own, -99) == 6);
    cr_assert(logged[0] == 2 && logged[1] == 2 && logged[2] == 2);
    /* The first cause stays. */
    cr_assert(lode_diagnostic_status(lode_context_error(own)) == LODE_E_CYCLE);
    /* The report outlives the call, the error does not. */
    lode__enter(own);
    cr_assert(lode_context_error(own) == NULL && lode_report_kept(own) == 3);
    cr_assert(lode__nomem(own) == LODE_E_NOMEM);
    cr_assert_str_eq(lode_diagnostic_message(lode_context_error(own)), "out of memory");
    cr_assert(lode_report_count(own, LODE_ERROR) == 2 && lode_report_kept(own) == 3);
    lode_report_clear(own);
    cr_assert(lode_report_count(own, LODE_NOTE) == 0 && lode_report_kept(own) == 0);
    cr_assert(lode__invalid(own, "a thing") == LODE_E_INVALID);
    cr_assert_str_eq(lode_diagnostic_message(lode_report_get(own, 0)),
                     "argument not allowed: a thing");
    lode_context_free(own);
}

LODE_TEST(base_context, null)
{
    lode_context_free(NULL);
    lode_report_clear(NULL);
    lode__enter(NULL);
    cr_assert(lode_context_error(NULL) == NULL && lode_report_get(NULL, 0) == NULL);
    cr_assert(lode_report_count(NULL, LODE_NOTE) == 0 && lode_report_kept(NULL) == 0);
    cr_assert(lode__error(NULL, LODE_E_IO, NULL, "x") == LODE_E_IO);
    cr_assert(lode_context_new(NULL, NULL) == LODE_E_INVALID);
    lode_context *own = NULL;
    cr_assert(lode_context_new(NULL, &own) == LODE_OK && own != NULL);
    cr_assert(own->n_threads == 1 &&
              lode_context_limit(own, LODE_LIMIT_DIAGNOSTICS) == 1000);
    lode_context_free(own);
}

LODE_TEST(base_context, progress)
{
    uint64_t seen = 0;
    cr_assert(lode__progress(ctx, 3, 10) == LODE_OK);
    ctx->progress = cancel_at_3;
    ctx->progress_user = &seen;
    cr_assert(lode__progress(ctx, 2, 10) == LODE_OK && seen == 10);
    lode__enter(ctx);
    cr_assert(lode__progress(ctx, 3, 10) == LODE_E_CANCELLED && seen == 20);
    cr_assert(lode_diagnostic_status(lode_context_error(ctx)) == LODE_E_CANCELLED);
}

static int count_calls(uint64_t done, uint64_t total, void *user)
{
    (void)done;
    (void)total;
    ++*(size_t *)user;
    return 0;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The first of a call at once, then at most ten a second, however often it is asked for.
 */
LODE_TEST(base_context, rate_of_progress)
{
    size_t n_calls = 0;
    ctx->progress = count_calls;
    ctx->progress_user = &n_calls;
    lode__enter(ctx);
    const double began = seconds();
    do cr_assert(lode__progress(ctx, 1, 2) == LODE_OK);
    while (seconds() - began < 0.25);
    const double took = seconds() - began;
    cr_expect(n_calls >= 2 && (double)n_calls <= 1.0 + took / 0.099, "%zu in %g s",
              n_calls, took);
    const size_t before = n_calls;
    lode__enter(ctx);
    cr_assert(lode__progress(ctx, 0, 2) == LODE_OK);
    cr_expect_eq(n_calls, before + 1);
}

/* Options of other versions: smaller, larger and zero, larger and not. */
LODE_TEST(base_context, options)
{
    typedef struct later_options {
        lode_context_options known;
        uint64_t unknown[2];
    } later_options;
    static const struct {
        uint32_t size;
        uint64_t unknown;
        lode_status status;
    } cases[] = {
        {sizeof(lode_context_options), 0, LODE_OK},
        {sizeof(lode_context_options), 1, LODE_OK}, /* not said to be there */
        {sizeof(later_options), 0, LODE_OK},
        {sizeof(later_options), 1, LODE_E_UNSUPPORTED},
        {sizeof(lode_context_options) - 1, 0, LODE_E_INVALID},
        {4, 0, LODE_E_INVALID},
        {0, 0, LODE_E_INVALID},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        later_options options = {.known = LODE_CONTEXT_OPTIONS_INIT};
        options.known.struct_size = cases[i].size;
        options.known.n_threads = 5;
        options.unknown[1] = cases[i].unknown;
        lode_context *own = (lode_context *)&options;
        cr_assert(lode_context_new(&options.known, &own) == cases[i].status, "case %zu",
                  i);
        cr_assert((own != NULL) == (cases[i].status == LODE_OK));
        cr_assert(!own || own->n_threads == 5);
        lode_context_free(own);
    }
    /* A struct of the first release, grown since: the tail is zero whatever lies behind.
     */
    struct {
        uint32_t struct_size, first;
    } given = {sizeof(given), 7};
    struct {
        uint32_t struct_size, first;
        uint64_t later;
    } local;
    memset(&local, 0xff, sizeof(local));
    cr_assert(lode__options(ctx, &given, 8, &local, sizeof(local)) == LODE_OK);
    cr_assert(local.first == 7 && local.later == 0);
    cr_assert(lode__options(ctx, NULL, 8, &local, sizeof(local)) == LODE_OK);
    cr_assert(local.struct_size == 0 && local.first == 0);
    given.struct_size = 7;
    cr_assert(lode__options(ctx, &given, 8, &local, sizeof(local)) == LODE_E_INVALID);
    cr_assert(lode_context_error(ctx) != NULL);
    for (int missing = 0; missing < 3; missing++) {
        lode_allocator allocator = lode_test_allocator(memory);
        lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
        lode_context *own = NULL;
        options.allocator = &allocator;
        if (missing == 0)
            allocator.alloc = NULL;
        else if (missing == 1)
            allocator.realloc = NULL;
        else
            allocator.free = NULL;
        cr_assert(lode_context_new(&options, &own) == LODE_E_INVALID && !own);
    }
}

static lode_status make_diagnostics(lode_context *context, void *user)
{
    size_t *const least_kept = user;
    for (int i = 0; i < 20; i++) lode__warning(context, LODE_OK, NULL, "warning %d", i);
    cr_assert(lode_report_count(context, LODE_WARNING) == 20);
    cr_assert(lode__error(context, LODE_E_IO, NULL, "failed") == LODE_E_IO);
    cr_assert(lode_diagnostic_status(lode_context_error(context)) == LODE_E_IO);
    if (lode_report_kept(context) < *least_kept) *least_kept = lode_report_kept(context);
    return LODE_OK;
}

LODE_TEST(base_context, no_memory)
{
    size_t least_kept = SIZE_MAX;
    cr_assert(lode_test_sweep(make_diagnostics, &least_kept) > 20);
    cr_assert(least_kept == 0);
}

LODE_TEST(base_text, quote)
{
    static const struct {
        const char *text;
        size_t len;
        const char *quoted;
    } cases[] = {
        {"", 0, ""},
        {NULL, 5, ""},
        {"plain text", 5, "plain"},
        {"a\tb\nc\x7f", 6, "a\\x09b\\x0ac\\x7f"},
        {"a\0b", 3, "a\\x00b"},
        {"caf\xc3\xa9", 5, "caf\xc3\xa9"},
        {"caf\xc3\xa9", 4, "caf\\xc3"},
        {"\xff\xfe", 2, "\\xff\\xfe"},
        {"\xc2\x9b", 2, "\\xc2\\x9b"}, /* a control that terminals obey */
        {"\xed\xa0\x80", 3, "\\xed\\xa0\\x80"},
        {"0123456789012345678901234567890123456789012345678901234567890123", 64,
         "0123456789012345678901234567890123456789012345678901234567890123"},
        {"01234567890123456789012345678901234567890123456789012345678901234", 65,
         "0123456789012345678901234567890123456789012345678901234567890123..."},
        {"012345678901234567890123456789012345678901234567890123456789012\xc3\xa9", 65,
         "012345678901234567890123456789012345678901234567890123456789012..."},
    };
    char buffer[LODE__QUOTE_LEN];
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        const char *const got = lode__quote(buffer, cases[i].text, cases[i].len);
        cr_assert(got == buffer);
        cr_assert_str_eq(got, cases[i].quoted);
    }
    char worst[100];
    memset(worst, 1, sizeof(worst));
    cr_assert(strlen(lode__quote(buffer, worst, sizeof(worst))) == 64 * 4 + 3);
}

LODE_TEST(base_text, utf8)
{
    static const struct {
        const char *text;
        bool ok;
    } cases[] = {
        {"", true},
        {"abc", true},
        {"\xc2\x80", true},
        {"\xdf\xbf", true},
        {"\xe0\xa0\x80", true},
        {"\xed\x9f\xbf", true},
        {"\xee\x80\x80", true},
        {"\xef\xbf\xbf", true},
        {"\xf0\x90\x80\x80", true},
        {"\xf4\x8f\xbf\xbf", true},
        {"\x80", false},     /* goes on without a start */
        {"\xc0\xaf", false}, /* overlong */
        {"\xc1\xbf", false},
        {"\xe0\x9f\xbf", false},
        {"\xf0\x8f\xbf\xbf", false},
        {"\xed\xa0\x80", false}, /* a surrogate */
        {"\xed\xbf\xbf", false},
        {"\xf4\x90\x80\x80", false}, /* past U+10FFFF */
        {"\xf5\x80\x80\x80", false},
        {"\xc3", false}, /* cut */
        {"\xe2\x82", false},
        {"\xf0\x9f\x98", false},
        {"\xc3(", false},
        {"\xe2\x82(", false},
        {"\xf0\x9f\x98(", false},
        {"a\xff", false},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++)
        cr_assert(lode__is_utf8(cases[i].text, strlen(cases[i].text)) == cases[i].ok,
                  "case %zu", i);
    cr_assert(lode__is_utf8("a\0b", 3));
    /* Each code point encoded here is accepted, and only those. */
    for (uint32_t code = 0x80; code < 0x120000; code += 0x3d) {
        const size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
        char text[4];
        for (size_t i = n - 1, rest = code; i > 0; i--, rest >>= 6)
            text[i] = (char)(0x80 | (rest & 0x3f));
        const unsigned lead = n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0;
        text[0] = (char)(lead | code >> 6 * (n - 1));
        const bool ok = code < 0x110000 && (code < 0xd800 || code > 0xdfff);
        cr_assert(lode__utf8_len(text, n) == (ok ? n : 0), "U+%04X", (unsigned)code);
    }
}
