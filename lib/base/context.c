/* The context: its life, its report, what it lends to the calls made with it. */
#include "base/context.h"

#include <string.h>
#include <time.h>

enum { PROGRESS_MS = 100 };

static bool is_zero(const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0) return false;
    }
    return true;
}

lode_status lode__options(lode_context *context, const void *options, size_t min_size,
                          void *local, size_t local_size)
{
    memset(local, 0, local_size);
    if (!options) return LODE_OK;
    uint32_t given = 0;
    memcpy(&given, options, sizeof(given));
    if (given < min_size)
        return lode__invalid(context, "struct_size of the options is too small");
    const size_t known = given < local_size ? given : local_size;
    if (!is_zero((const unsigned char *)options + known, given - known)) {
        return lode__error(
            context, LODE_E_UNSUPPORTED, NULL,
            "options of %lu bytes hold a member that this version does not "
            "know",
            (unsigned long)given);
    }
    memcpy(local, options, known);
    return LODE_OK;
}

static bool is_complete(const lode_allocator *allocator)
{
    return allocator->alloc && allocator->realloc && allocator->free;
}

lode_status lode_context_new(const lode_context_options *options, lode_context **out)
{
    if (!out) return LODE_E_INVALID;
    *out = NULL;
    lode_context_options given;
    /* The first release ends with max_diagnostics; later members are not to be counted.
     */
    const size_t min_size =
        offsetof(lode_context_options, max_diagnostics) + sizeof(size_t);
    LODE__TRY(lode__options(NULL, options, min_size, &given, sizeof(given)));
    const lode_allocator *const allocator =
        given.allocator ? given.allocator : &lode__default_allocator;
    if (!is_complete(allocator)) return LODE_E_INVALID;
    lode_context *const context = lode__alloc_zero(allocator, 1, sizeof(*context));
    if (!context) return LODE_E_NOMEM;
    context->allocator = *allocator;
    context->n_threads = given.n_threads > 0 ? given.n_threads : 1;
    context->log = given.log;
    context->log_user = given.log_user;
    context->progress = given.progress;
    context->progress_user = given.progress_user;
    lode__limits_init(context->limits);
    if (given.max_diagnostics > 0)
        context->limits[LODE_LIMIT_DIAGNOSTICS] = given.max_diagnostics;
    *out = context;
    return LODE_OK;
}

void lode_context_free(lode_context *context)
{
    if (!context) return;
    lode_report_clear(context);
    /* The allocator lives inside what it frees. */
    const lode_allocator allocator = context->allocator;
    lode__free(&allocator, context->report);
    lode__free(&allocator, context);
}

const lode_diagnostic *lode_context_error(const lode_context *context)
{
    return context && context->failed ? &context->error : NULL;
}

size_t lode_report_count(const lode_context *context, lode_severity severity)
{
    if (!context) return 0;
    size_t count = 0;
    for (lode_severity at = severity > LODE_NOTE ? severity : LODE_NOTE; at <= LODE_ERROR;
         at++)
        count += context->counts[at];
    return count;
}

size_t lode_report_kept(const lode_context *context)
{
    return context ? context->kept : 0;
}

const lode_diagnostic *lode_report_get(const lode_context *context, size_t index)
{
    return context && index < context->kept ? context->report[index] : NULL;
}

void lode_report_clear(lode_context *context)
{
    if (!context) return;
    for (size_t i = 0; i < context->kept; i++)
        lode__free(&context->allocator, context->report[i]);
    context->kept = 0;
    memset(context->counts, 0, sizeof(context->counts));
}

void lode__enter(lode_context *context)
{
    if (!context) return;
    context->failed = false;
    context->progress_ms = 0;
}

static int64_t now_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Where there is no clock each call counts as the first. */
static bool is_progress_due(lode_context *context)
{
    const int64_t now = now_ms();
    if (context->progress_ms != 0 && now - context->progress_ms < PROGRESS_MS)
        return false;
    context->progress_ms = now;
    return true;
}

lode_status lode__progress(lode_context *context, uint64_t done, uint64_t total)
{
    if (!context->progress || !is_progress_due(context)) return LODE_OK;
    if (context->progress(done, total, context->progress_user) == 0) return LODE_OK;
    return lode__error(context, LODE_E_CANCELLED, NULL, "cancelled by the caller");
}

lode_status lode__progress_across(lode_context *context, int64_t *last_ms, uint64_t done,
                                  uint64_t total)
{
    context->progress_ms = *last_ms;
    const lode_status status = lode__progress(context, done, total);
    *last_ms = context->progress_ms;
    return status;
}
