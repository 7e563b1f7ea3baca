/**
 * @file lode/base.h
 * @brief Statuses, memory, diagnostics and the context that carries them through every call.
 *
 * Threads: a context serves one thread at a time. Nothing in the library is global, so any
 * number of contexts may be used side by side.
 */
#ifndef LODE_BASE_H
#define LODE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "version.h"

#ifdef __cplusplus
#define LODE_BEGIN_DECLS extern "C" {
#define LODE_END_DECLS }
#else
#define LODE_BEGIN_DECLS
#define LODE_END_DECLS
#endif

#if defined(LODE_STATIC)
#define LODE_API
#elif defined(_WIN32)
#ifdef LODE_BUILDING
#define LODE_API __declspec(dllexport)
#else
#define LODE_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define LODE_API __attribute__((visibility("default")))
#else
#define LODE_API
#endif

#if defined(__GNUC__)
#define LODE_NODISCARD __attribute__((warn_unused_result))
#else
#define LODE_NODISCARD
#endif

LODE_BEGIN_DECLS

/** Result of a call: 0 is success, negative an error, positive not an error. Treat an unknown
 *  negative value as ::LODE_E_FAIL. Values are never renumbered. */
typedef int32_t lode_status;

/** Every status: X(NAME, value, text). */
#define LODE_STATUS_MAP(X)                                                              \
    X(OK, 0, "success")                                                                 \
    X(DONE, 1, "nothing more to do")                                                    \
    X(E_FAIL, -1, "internal failure")                                                   \
    X(E_INVALID, -2, "argument not allowed")                                            \
    X(E_NOMEM, -3, "out of memory")                                                     \
    X(E_LIMIT, -4, "limit reached")                                                     \
    X(E_CANCELLED, -5, "cancelled by the caller")                                       \
    X(E_UNSUPPORTED, -6, "not supported by this version")                               \
    X(E_IO, -7, "reading or writing failed")                                            \
    X(E_PARSE, -8, "input is not well formed")                                          \
    X(E_FORMAT, -9, "element, attribute or column not expected here")                   \
    X(E_VALUE, -10, "value unreadable or out of range")                                 \
    X(E_UNKNOWN, -11, "name refers to nothing")                                         \
    X(E_CONFLICT, -12, "given twice with different content")                            \
    X(E_CYCLE, -13, "items contain themselves")                                         \
    X(E_UNIT, -14, "units do not convert")                                              \
    X(E_SHARES, -15, "shares sum to more than one")

/** Named statuses. */
enum lode_status_code {
#define LODE_STATUS_ENUM(name, value, text) LODE_##name = value,
    LODE_STATUS_MAP(LODE_STATUS_ENUM)
#undef LODE_STATUS_ENUM
};

/** Name of a status such as `"LODE_E_CYCLE"`; never NULL, never fails. Any thread. @since 0.1 */
LODE_API const char *lode_status_name(lode_status status);
/** One line on a status; never NULL, never fails. Any thread. @since 0.1 */
LODE_API const char *lode_status_text(lode_status status);

/** What has a limit. Codes are never renumbered. */
typedef uint32_t lode_limit;

/** Every limit: X(NAME, code, name, standard, most, text). `standard` holds for a context that was
 *  told nothing else; `most` is as much as the library can count, so that what is above it means as
 *  many as that. A limit is the last number that is allowed.
 *  Countries have none: they are those of ISO 3166-1, and what is not among them is unknown. */
#define LODE_LIMIT_MAP(X)                                                                          \
    X(INPUT_BYTES, 1, "input-bytes", UINT64_C(4) << 30, UINT64_MAX, "bytes of input")              \
    X(ELEMENTS, 2, "elements", 200000000, UINT64_MAX, "elements or rows of an input")              \
    X(DEPTH, 3, "depth", 256, UINT32_MAX, "levels of an input, one within the other")              \
    X(ERRORS, 4, "errors", 100, UINT32_MAX, "errors in an input; the rest of it is not read")      \
    X(ATTRIBUTES, 5, "attributes", 256, 256, "attributes or namespaces of an element")             \
    X(NAME_BYTES, 6, "name-bytes", 1 << 20, INT32_MAX,                                             \
      "bytes of different names of elements, attributes and namespaces")                           \
    X(VALUE_BYTES, 7, "value-bytes", UINT64_C(64) << 20, INT32_MAX,                                \
      "bytes of an attribute or a text of an element")                                             \
    X(FIELD_BYTES, 8, "field-bytes", 1 << 20, UINT64_MAX, "bytes of a field of CSV")               \
    X(COLUMNS, 9, "columns", 4096, 4096, "fields in a row of CSV")                                 \
    X(ID_BYTES, 10, "id-bytes", 4096, UINT32_MAX, "bytes of an id")                                \
    X(PART_BYTES, 11, "part-bytes", 1 << 20, 1 << 24,                                              \
      "bytes that one element of a bill of materials says")                                        \
    X(ITEMS, 12, "items", 50000000, UINT32_MAX - 2,                                                \
      "items of a model, or parts of a bill of materials")                                         \
    X(INPUTS, 13, "inputs", 100000000, UINT32_MAX - 2,                                             \
      "inputs of a model, or lines of a bill of materials")                                        \
    X(ITEM_INPUTS, 14, "item-inputs", 1000000, UINT32_MAX - 2, "inputs of one item")               \
    X(RECORDS, 15, "records", UINT32_MAX - 2, UINT32_MAX - 2, "records of one kind in a model")    \
    X(TEXT_BYTES, 16, "text-bytes", UINT32_MAX - 1, UINT32_MAX - 1,                                \
      "bytes of different texts of a model, a bill of materials or a column")                      \
    X(STAGES, 17, "stages", 255, 255, "stages")                                                    \
    X(BLOCS, 18, "blocs", 65284, 65284, "blocs")                                                   \
    X(RULES, 19, "rules", 10000, UINT32_MAX - 1,                                                   \
      "rules, or compositions, headings or sources of rules")                                      \
    X(PATTERN_BYTES, 20, "pattern-bytes", 4096, 4096, "bytes of a pattern")                        \
    X(MATCH_BYTES, 21, "match-bytes", 4096, 4096, "bytes of a text that patterns are held against") \
    X(MATCH_STEPS, 22, "match-steps", 20000, UINT32_MAX, "steps to find a pattern in a text")      \
    X(NODES, 23, "nodes", UINT32_MAX - 1, UINT32_MAX - 1, "nodes or arcs of a network")            \
    X(ROWS, 24, "rows", UINT32_MAX, UINT32_MAX, "rows of a table that is compared")                \
    X(DICTIONARY_BYTES, 25, "dictionary-bytes", INT32_MAX, INT32_MAX,                              \
      "bytes of the different texts of a column for Arrow")                                        \
    X(SETS, 26, "sets", 50000000, UINT64_MAX,                                                      \
      "sets of countries tried for coalitions against one product")                                \
    X(DIAGNOSTICS, 27, "diagnostics", 1000, SIZE_MAX, "diagnostics kept; more are only counted")

/** Named limits; 0 is none of them. */
enum lode_limit_code {
    LODE_LIMIT_NONE = 0,
#define LODE_LIMIT_ENUM(NAME, code, name, standard, most, text) LODE_LIMIT_##NAME = code,
    LODE_LIMIT_MAP(LODE_LIMIT_ENUM)
#undef LODE_LIMIT_ENUM
};

/** Name of a limit such as `"depth"`, and what it counts; NULL for a code there is none of. Codes
 *  follow each other from 1. Any thread. @since 0.1 */
LODE_API const char *lode_limit_name(lode_limit limit);
LODE_API const char *lode_limit_text(lode_limit limit);

/** Version of the library that runs, as LODE_VERSION_NUMBER. Any thread. @since 0.1 */
LODE_API int32_t lode_version_number(void);
/** Version of the library that runs, as text. Any thread. @since 0.1 */
LODE_API const char *lode_version_string(void);
/** Compiler, build type and versions of the libraries in use, one line. Any thread. @since 0.1 */
LODE_API const char *lode_build_info(void);

/** Where memory comes from. All three functions or none. They are called from the thread that
 *  uses the context; once a model is frozen they may be called from any thread that drops the
 *  last reference to it, and from worker threads where the context allows more than one. */
typedef struct lode_allocator {
    /** New memory aligned for any type, or NULL. `size` is never 0. */
    void *(*alloc)(size_t size, void *user);
    /** Memory of `old_size` bytes grown or shrunk to `new_size`, or NULL with `ptr` untouched. */
    void *(*realloc)(void *ptr, size_t old_size, size_t new_size, void *user);
    /** Gives memory back. `ptr` may be NULL. */
    void (*free)(void *ptr, void *user);
    /** Passed to each of the three. */
    void *user;
} lode_allocator;

/** How bad a diagnostic is. */
typedef int32_t lode_severity;
enum lode_severity_code {
    LODE_NOTE = 0,    /**< something done that the reader may want to know */
    LODE_WARNING = 1, /**< results stand, with less behind them than one might think */
    LODE_ERROR = 2    /**< the call fails */
};

/** A place in the caller's input. All zero: unknown. */
typedef struct lode_place {
    const char *source; /**< file name or other label; NULL: unknown */
    uint64_t line;      /**< counted from 1; 0: unknown */
    uint64_t column;    /**< counted from 1; 0: unknown */
} lode_place;

/** One message with its place. Opaque; belongs to the context it came from. */
typedef struct lode_diagnostic lode_diagnostic;

/** Accessors. `diagnostic` must not be NULL. Text is never NULL; it is empty where nothing is
 *  known. Valid until the owning context clears it. @since 0.1 */
LODE_API lode_severity lode_diagnostic_severity(const lode_diagnostic *diagnostic);
LODE_API lode_status lode_diagnostic_status(const lode_diagnostic *diagnostic);
LODE_API const char *lode_diagnostic_message(const lode_diagnostic *diagnostic);
LODE_API const char *lode_diagnostic_source(const lode_diagnostic *diagnostic);
LODE_API uint64_t lode_diagnostic_line(const lode_diagnostic *diagnostic);
LODE_API uint64_t lode_diagnostic_column(const lode_diagnostic *diagnostic);
/** The limit that was passed, where the status is ::LODE_E_LIMIT; else ::LODE_LIMIT_NONE. */
LODE_API lode_limit lode_diagnostic_limit(const lode_diagnostic *diagnostic);

/** Writes `source:line:column: severity: message [LODE_E_NAME]` and a NUL into `text`.
 *  @param capacity bytes in `text`; what does not fit is cut at a character; 0 allows NULL.
 *  @return bytes the whole line needs, without the NUL. @since 0.1 */
LODE_API size_t lode_diagnostic_format(const lode_diagnostic *diagnostic, char *text,
                                       size_t capacity);

/** Called with each diagnostic as it is made; of the library it may call the accessors of
 *  diagnostics alone. */
typedef void (*lode_log_fn)(const lode_diagnostic *diagnostic, void *user);
/** Called from the calling thread, at the start of what may take long and then at most ten times a
 *  second; non-zero cancels with ::LODE_E_CANCELLED.
 *  @param total 0 where the end is not known. */
typedef int (*lode_progress_fn)(uint64_t done, uint64_t total, void *user);

/** How to make a context. Zero is the default of every member. */
typedef struct lode_context_options {
    uint32_t struct_size;     /**< sizeof this struct as the caller knows it */
    uint32_t n_threads;       /**< threads an analysis may use; 0: 1. Results do not depend on it */
    const lode_allocator *allocator; /**< copied; NULL: the C library's */
    lode_log_fn log;                 /**< NULL: none */
    void *log_user;
    lode_progress_fn progress; /**< NULL: none */
    void *progress_user;
    size_t max_diagnostics; /**< ::LODE_LIMIT_DIAGNOSTICS; 0: its standard */
} lode_context_options;
#define LODE_CONTEXT_OPTIONS_INIT { sizeof(lode_context_options), 0, NULL, NULL, NULL, NULL, NULL, 0 }

/** What one thread of a host needs to call the library: memory, callbacks, and the diagnostics
 *  of the calls made with it. */
typedef struct lode_context lode_context;

/** Makes a context.
 *  @param options NULL: all defaults.
 *  @param out the context, to be freed with lode_context_free(); NULL on failure.
 *  @retval LODE_E_INVALID `out` is NULL, or an allocator lacks a function
 *  @retval LODE_E_UNSUPPORTED `options` is larger than known and not zero beyond
 *  @retval LODE_E_NOMEM
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_context_new(const lode_context_options *options,
                                                     lode_context **out);
/** Frees a context; NULL does nothing. Models, networks and tables made with it live on.
 *  @since 0.1 */
LODE_API void lode_context_free(lode_context *context);

/** Sets a limit for the calls made with this context from now on. What has been made before, and
 *  what other contexts do, is not touched. Passing a limit is ::LODE_E_LIMIT, and
 *  lode_diagnostic_limit() says which; but of ::LODE_LIMIT_DIAGNOSTICS more are only not kept, and
 *  what patterns cannot decide of a part is undecided (lode/rules.h).
 *  @param most 0: the standard of LODE_LIMIT_MAP(); above what the library can count: that
 *  @retval LODE_E_INVALID the context is NULL, or there is no such limit
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_context_set_limit(lode_context *context, lode_limit limit,
                                                           uint64_t most);
/** The limit that holds; 0 where the context is NULL or there is no such limit. @since 0.1 */
LODE_API uint64_t lode_context_limit(const lode_context *context, lode_limit limit);

/** The error of the last call that was given this context, or NULL after success. The first
 *  cause of a failing call is kept. Valid until the next such call. @since 0.1 */
LODE_API const lode_diagnostic *lode_context_error(const lode_context *context);

/** The report: every note, warning and error since it was last cleared, in the order found.
 *  @param severity counts those at least this bad, kept or not. O(1). @since 0.1 */
LODE_API size_t lode_report_count(const lode_context *context, lode_severity severity);
/** Diagnostics that are kept, at most ::LODE_LIMIT_DIAGNOSTICS. @since 0.1 */
LODE_API size_t lode_report_kept(const lode_context *context);
/** Kept diagnostic `index` counted from 0, or NULL past the end. Valid until cleared. @since 0.1 */
LODE_API const lode_diagnostic *lode_report_get(const lode_context *context, size_t index);
/** Empties the report. @since 0.1 */
LODE_API void lode_report_clear(lode_context *context);

/** Receives output piece by piece; non-zero means failure and ends the call with ::LODE_E_IO. */
typedef int (*lode_write_fn)(const void *data, size_t size, void *user);
/** Fills `data` with up to `capacity` bytes; returns how many, 0 at the end, negative on failure. */
typedef int64_t (*lode_read_fn)(void *data, size_t capacity, void *user);

LODE_END_DECLS

#endif
