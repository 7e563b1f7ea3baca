/* Numbers: the C library's reader agrees, and what is written reads back to the same
 * bits. */
#include "fuzz.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the library takes for a number; strtod() takes more. */
static bool is_plain(const char *text, size_t len)
{
    return len > 0 && strspn(text, "+-.0123456789eE") == len;
}

static void hold_read(const char *text, size_t len)
{
    double value = 0.0;
    char *end = NULL;
    const bool read = lode__parse_real(text, len, &value);
    const double other = strtod(text, &end);
    if (!is_plain(text, len)) {
        FUZZ_HOLDS(!read);
        return;
    }
    FUZZ_HOLDS(read == (end == text + len && isfinite(other)));
    FUZZ_HOLDS(!read || value == other);
    FUZZ_HOLDS(!read || value != 0.0 || !signbit(value));
}

static void hold_integer(const char *text, size_t len)
{
    int64_t whole = 0, again = 0;
    char written[32];
    if (!lode__parse_integer(text, len, &whole)) return;
    const size_t n = lode__format_integer(whole, written);
    FUZZ_HOLDS(n < sizeof(written) && strlen(written) == n);
    FUZZ_HOLDS(lode__parse_integer(written, n, &again) && again == whole);
}

static void hold_write(double value)
{
    char text[32];
    double again = 0.0;
    const size_t len = lode_format_real(value, text);
    FUZZ_HOLDS(len < sizeof(text) && strlen(text) == len);
    FUZZ_HOLDS(lode__parse_real(text, len, &again) == (isfinite(value) != 0));
    if (isfinite(value)) FUZZ_HOLDS(again == value && strtod(text, NULL) == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *const text = malloc(size + 1);
    if (!text) abort();
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    hold_read(text, size);
    hold_integer(text, size);
    for (size_t at = 0; at + sizeof(double) <= size; at += sizeof(double)) {
        double value;
        memcpy(&value, data + at, sizeof(value));
        hold_write(value);
    }
    free(text);
    return 0;
}
