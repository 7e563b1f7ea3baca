/* Statuses as text, and diagnostics: made, kept, written as a line. */
#include "base/context.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const char *lode_status_name(lode_status status)
{
    switch (status) {
#define STATUS_NAME(name, value, text)                                                   \
    case value:                                                                          \
        return "LODE_" #name;
        LODE_STATUS_MAP(STATUS_NAME)
#undef STATUS_NAME
    default:
        return status < 0 ? "LODE_E_FAIL" : "LODE_OK";
    }
}

const char *lode_status_text(lode_status status)
{
    switch (status) {
#define STATUS_TEXT(name, value, text)                                                   \
    case value:                                                                          \
        return text;
        LODE_STATUS_MAP(STATUS_TEXT)
#undef STATUS_TEXT
    default:
        return status < 0 ? "unknown failure" : "unknown success";
    }
}

lode_severity lode_diagnostic_severity(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->severity;
}

lode_status lode_diagnostic_status(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->status;
}

const char *lode_diagnostic_message(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->message;
}

const char *lode_diagnostic_source(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->source;
}

uint64_t lode_diagnostic_line(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->line;
}

uint64_t lode_diagnostic_column(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->column;
}

lode_limit lode_diagnostic_limit(const lode_diagnostic *diagnostic)
{
    assert(diagnostic);
    return diagnostic->limit;
}

/* Length of text[0..len) without a character cut in two at its end. */
static size_t whole_characters(const char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && len - start < 4) {
        start--;
        const unsigned char byte = (unsigned char)text[start];
        if ((byte & 0xc0) == 0x80)
            continue;
        const size_t need = byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        return need > len - start ? start : len;
    }
    return len;
}

/* A line being written: goes on counting where the text is full. */
typedef struct line {
    char *text;
    size_t capacity, len;
} line;

static void add(line *to, const char *text)
{
    for (; *text; text++) {
        if (to->len < to->capacity) {
            /* A file name can hold anything; the line stays one line. */
            const unsigned char byte = (unsigned char)*text;
            to->text[to->len] = byte < 0x20 || byte == 0x7f ? '?' : *text;
        }
        to->len++;
    }
}

static void add_place_number(line *to, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof(digits), ":%llu", (unsigned long long)number);
    add(to, digits);
}

static void add_place(line *to, const lode_diagnostic *diagnostic)
{
    if (!diagnostic->source[0])
        return;
    add(to, diagnostic->source);
    if (diagnostic->line > 0) {
        add_place_number(to, diagnostic->line);
        if (diagnostic->column > 0)
            add_place_number(to, diagnostic->column);
    }
    add(to, ": ");
}

size_t lode_diagnostic_format(const lode_diagnostic *diagnostic, char *text,
                              size_t capacity)
{
    static const char *const words[] = {"note: ", "warning: ", "error: "};
    assert(diagnostic && (text || capacity == 0));
    line to = {text, capacity, 0};
    add_place(&to, diagnostic);
    add(&to, words[diagnostic->severity]);
    add(&to, diagnostic->message);
    if (diagnostic->status != LODE_OK) {
        add(&to, " [");
        add(&to, lode_status_name(diagnostic->status));
        add(&to, "]");
    }
    if (capacity > 0)
        text[to.len < capacity ? to.len : whole_characters(text, capacity - 1)] = '\0';
    return to.len;
}

static void copy_source(char *to, const char *source)
{
    const size_t len = source ? strlen(source) : 0;
    const size_t kept =
        len < LODE__SOURCE_LEN ? len : whole_characters(source, LODE__SOURCE_LEN - 1);
    if (kept > 0)
        memcpy(to, source, kept);
    to[kept] = '\0';
}

static void fill(lode_diagnostic *diagnostic, lode_severity severity, lode_status status,
                 const lode_place *place, const char *format, va_list args)
{
    diagnostic->severity = severity;
    diagnostic->status = status;
    diagnostic->limit = LODE_LIMIT_NONE;
    diagnostic->line = place ? place->line : 0;
    diagnostic->column = place ? place->column : 0;
    copy_source(diagnostic->source, place ? place->source : NULL);
    const int len = vsnprintf(diagnostic->message, LODE__MESSAGE_LEN, format, args);
    if (len < 0)
        diagnostic->message[0] = '\0';
    else if (len >= LODE__MESSAGE_LEN)
        diagnostic
            ->message[whole_characters(diagnostic->message, LODE__MESSAGE_LEN - 1)] =
            '\0';
}

/* Puts a copy into the report. Without memory for it the diagnostic is only counted. */
static void keep(lode_context *context, const lode_diagnostic *diagnostic)
{
    context->counts[diagnostic->severity]++;
    if (context->kept >= lode__limit(context, LODE_LIMIT_DIAGNOSTICS) ||
        lode__reserve(&context->allocator, &context->report, &context->report_capacity,
                      context->kept, 1, sizeof(*context->report)) < 0)
        return;
    lode_diagnostic *const copy = lode__alloc(&context->allocator, 1, sizeof(*copy));
    if (!copy)
        return;
    *copy = *diagnostic;
    context->report[context->kept++] = copy;
}

static void tell(lode_context *context, const lode_diagnostic *diagnostic)
{
    if (diagnostic->severity == LODE_ERROR && !context->failed) {
        context->failed = true;
        context->error = *diagnostic;
    }
    if (context->log)
        context->log(diagnostic, context->log_user);
    if (diagnostic->status != LODE_E_NOMEM)
        keep(context, diagnostic);
}

static void report(lode_context *context, lode_severity severity, lode_status status,
                   const lode_place *place, const char *format, va_list args)
{
    lode_diagnostic diagnostic;
    if (!context)
        return;
    fill(&diagnostic, severity, status, place, format, args);
    tell(context, &diagnostic);
}

lode_status lode__error(lode_context *context, lode_status status,
                        const lode_place *place, const char *format, ...)
{
    va_list args;
    assert(status < 0);
    va_start(args, format);
    report(context, LODE_ERROR, status, place, format, args);
    va_end(args);
    return status;
}

void lode__warning(lode_context *context, lode_status status, const lode_place *place,
                   const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(context, LODE_WARNING, status, place, format, args);
    va_end(args);
}

void lode__note(lode_context *context, lode_status status, const lode_place *place,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(context, LODE_NOTE, status, place, format, args);
    va_end(args);
}

static void fill_limit(lode_diagnostic *diagnostic, lode_limit limit,
                       const lode_place *place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(diagnostic, LODE_ERROR, LODE_E_LIMIT, place, format, args);
    va_end(args);
    diagnostic->limit = limit;
}

lode_status lode__over_limit(lode_context *context, lode_limit limit, uint64_t most,
                             const lode_place *place, const char *what)
{
    lode_diagnostic diagnostic;
    fill_limit(&diagnostic, limit, place, "%s%smore than %llu %s (limit %s)",
               what ? what : "", what ? ": " : "", (unsigned long long)most,
               lode_limit_text(limit), lode_limit_name(limit));
    tell(context, &diagnostic);
    return LODE_E_LIMIT;
}
