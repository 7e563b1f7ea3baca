/* The context, its diagnostics, and option structs. */
#ifndef LODE__BASE_CONTEXT_H
#define LODE__BASE_CONTEXT_H

#include "base/memory.h"

#include <stdarg.h>

#if defined(__GNUC__)
#define LODE__PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define LODE__PRINTF(f, a)
#endif

/* Statements that no input can reach. */
#ifdef NDEBUG
#define LODE__NEVER(x) 0
#else
#include <assert.h>
#define LODE__NEVER(x) (assert(!(x)), 0)
#endif

enum { LODE__MESSAGE_LEN = 512, LODE__SOURCE_LEN = 256 };

struct lode_diagnostic {
    lode_severity severity;
    lode_status status;
    lode_limit limit; /* that was passed */
    uint64_t line, column;
    char source[LODE__SOURCE_LEN];
    char message[LODE__MESSAGE_LEN];
};

#define LODE__COUNT_LIMIT(NAME, code, name, standard, most, text) +1
enum { LODE__N_LIMITS = 1 LODE_LIMIT_MAP(LODE__COUNT_LIMIT) }; /* from LODE_LIMIT_NONE */
#undef LODE__COUNT_LIMIT

struct lode_context {
    lode_allocator allocator;
    uint32_t n_threads;
    lode_log_fn log;
    void *log_user;
    lode_progress_fn progress;
    void *progress_user;
    int64_t progress_ms;       /* when it was called last; 0: not yet in the running call */
    bool failed;               /* error holds something */
    lode_diagnostic error;     /* the first error of the running call; no memory is needed for it */
    lode_diagnostic **report;  /* [kept] */
    size_t kept, report_capacity;
    size_t counts[3];          /* by severity, kept or not */
    uint64_t limits[LODE__N_LIMITS];
};

/* Start of every public call that takes a context: forgets the last error, and when progress was
 * told. */
void lode__enter(lode_context *context);

/* Reports an error at a place (NULL: none) and returns its status; the first one of a call also
 * becomes the context's error. The message is one line without a final point or newline, says
 * what was found and what was expected; foreign text goes through lode__quote(). LODE_E_NOMEM is
 * set but not put in the report. */
LODE_NODISCARD lode_status lode__error(lode_context *context, lode_status status,
                                       const lode_place *place, const char *format, ...)
    LODE__PRINTF(4, 5);
void lode__warning(lode_context *context, lode_status status, const lode_place *place,
                   const char *format, ...) LODE__PRINTF(4, 5);
void lode__note(lode_context *context, lode_status status, const lode_place *place,
                const char *format, ...) LODE__PRINTF(4, 5);
/* Shorthands: "out of memory" and "argument not allowed: what". Here, so that a checker that reads
 * one file sees that they never return success. */
LODE_NODISCARD static inline lode_status lode__nomem(lode_context *context)
{
    (void)!lode__error(context, LODE_E_NOMEM, NULL, "out of memory");
    return LODE_E_NOMEM;
}
LODE_NODISCARD static inline lode_status lode__invalid(lode_context *context, const char *what)
{
    (void)!lode__error(context, LODE_E_INVALID, NULL, "argument not allowed: %s", what);
    return LODE_E_INVALID;
}

/* --- limits --- */
/* Every limit at its standard. */
void lode__limits_init(uint64_t limits[LODE__N_LIMITS]);
static inline uint64_t lode__limit(const lode_context *context, lode_limit limit)
{
    return context->limits[limit];
}
/* Reports that there is more than a limit allows; `what` (NULL: nothing) is said to have more.
 * The one way to LODE_E_LIMIT. */
LODE_NODISCARD lode_status lode__over_limit(lode_context *context, lode_limit limit, uint64_t most,
                                            const lode_place *place, const char *what);

/* Foreign text made safe for a message: control bytes and broken UTF-8 escaped as \xNN, cut with
 * "..." after 64 bytes. Returns buffer. */
enum { LODE__QUOTE_LEN = 272 };
const char *lode__quote(char buffer[LODE__QUOTE_LEN], const char *text, size_t len);

/* Asks the progress callback, if any, the first time in a public call and then at most ten times a
 * second, so this may be called as often as is easy; LODE_E_CANCELLED where it says so. */
LODE_NODISCARD lode_status lode__progress(lode_context *context, uint64_t done, uint64_t total);
/* The same in a call that makes other public calls, which forget when that was: `last_ms`, at first
 * 0, keeps it. */
LODE_NODISCARD lode_status lode__progress_across(lode_context *context, int64_t *last_ms,
                                                 uint64_t done, uint64_t total);

/* Copies an option struct of the caller's version into a zeroed local one of this version.
 * min_size: end of the last member of the first release. NULL options give all zero. */
LODE_NODISCARD lode_status lode__options(lode_context *context, const void *options,
                                         size_t min_size, void *local, size_t local_size);

/* True for well-formed UTF-8 (no overlong forms, no surrogates). */
bool lode__is_utf8(const char *text, size_t len);
/* Bytes of the well-formed character that text starts with, 0 where it starts with none. */
size_t lode__utf8_len(const char *text, size_t len);

#endif
