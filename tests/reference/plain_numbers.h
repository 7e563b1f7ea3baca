/* Numbers as C writes them, in programs that have set a locale where they are written
 * otherwise. */
#ifndef PLAIN_NUMBERS_H
#define PLAIN_NUMBERS_H

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* From here on this thread writes numbers as C does; what it did before, for
 * plain_leave(). */
static inline locale_t plain_enter(void)
{
    return uselocale(newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

static inline void plain_leave(locale_t before)
{
    freelocale(uselocale(before));
}

static inline double plain_strtod(const char *text, char **end)
{
    const locale_t before = plain_enter();
    const double value = strtod(text, end);
    plain_leave(before);
    return value;
}

__attribute__((format(printf, 3, 4))) static inline int
plain_print(char *text, size_t size, const char *format, ...)
{
    va_list args;
    const locale_t before = plain_enter();
    va_start(args, format);
    const int len = vsnprintf(text, size, format, args);
    va_end(args);
    plain_leave(before);
    return len;
}

#endif
