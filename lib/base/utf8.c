/* UTF-8: what is well formed, and foreign text made safe for a message. */
#include "base/context.h"

#include <string.h>

size_t lode__utf8_len(const char *text, size_t len)
{
    const unsigned char *const bytes = (const unsigned char *)text;
    if (len == 0)
        return 0;
    const unsigned first = bytes[0];
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    const size_t need = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (len < need)
        return 0;
    /* The second byte tells overlong forms, surrogates and what is past U+10FFFF. */
    const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    return need;
}

bool lode__is_utf8(const char *text, size_t len)
{
    const char *const end = text + len;
    while (text < end) {
        const size_t step = lode__utf8_len(text, (size_t)(end - text));
        if (step == 0)
            return false;
        text += step;
    }
    return true;
}

/* C0 controls and DEL, or a C1 control, which a terminal may obey as well. */
static bool is_control(const char *text, size_t len)
{
    const unsigned char first = (unsigned char)text[0];
    return first < 0x20 || first == 0x7f ||
           (len == 2 && first == 0xc2 && (unsigned char)text[1] < 0xa0);
}

static char *escape_bytes(char *to, const char *text, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        const unsigned char byte = (unsigned char)text[i];
        *to++ = '\\';
        *to++ = 'x';
        *to++ = digits[byte >> 4];
        *to++ = digits[byte & 15];
    }
    return to;
}

const char *lode__quote(char buffer[LODE__QUOTE_LEN], const char *text, size_t len)
{
    enum { MAX_BYTES = 64 };
    char *to = buffer;
    size_t at = 0;
    if (!text)
        len = 0;
    while (at < len) {
        const size_t whole = lode__utf8_len(text + at, len - at);
        const size_t step = whole > 0 ? whole : 1;
        if (at + step > MAX_BYTES)
            break;
        if (whole == 0 || is_control(text + at, whole)) {
            to = escape_bytes(to, text + at, step);
        } else {
            memcpy(to, text + at, step);
            to += step;
        }
        at += step;
    }
    /* At most 4 bytes for each of 64, and these: within LODE__QUOTE_LEN. */
    memcpy(to, at < len ? "..." : "", at < len ? 4 : 1);
    return buffer;
}
