/* The forms that people's programs give to the same characters, without the tables of
 * Unicode but for the letters of Europe. */
#include "read/unicode_form.h"

#include "base/context.h"

#include <stdint.h>
#include <string.h>

/* U+00C0 to U+017F: the letter and which of the marks; blank: no letter with a mark. */
enum { FIRST_LETTER = 0xC0, N_LETTERS = 192 };
static const char letters[] =
    "AAAAAA CEEEEIIII NOOOOO  UUUUY  aaaaaa ceeeeiiii nooooo  uuuuy y"
    "AaAaAaCcCcCcCcDd  EeEeEeEeEeGgGgGgGgHh  IiIiIiIiI   JjKk LlLlLl "
    "   NnNnNn   OoOoOo  RrRrRrSsSsSsSsTtTt  UuUuUuUuUuUuWwYyYZzZzZz ";
static const char marks_of[] =
    "abcdef gabceabce dabcde  abceb  abcdef gabceabce dabcde  abceb e"
    "hhiijjbbcckkllll  hhiikkjjllcciikkggcc  ddhhiijjk   ccgg bbggll "
    "   bbggll   hhiimm  bbggllbbccggllggll  ddhhiiffmmjjccccebbkkll ";
static const uint16_t marks[] = {0x300, 0x301, 0x302, 0x303, 0x308, 0x30A, 0x327,
                                 0x304, 0x306, 0x328, 0x307, 0x30C, 0x30B};
_Static_assert(sizeof(letters) == N_LETTERS + 1 && sizeof(marks_of) == sizeof(letters),
               "a letter and a mark each");

/* Signs that are letters, and blanks. */
static const struct {
    uint32_t code;
    const char *form;
} signs[] = {
    {0x00A0, " "},        {0x00B5, "\xCE\xBC"}, {0x2007, " "},         {0x202F, " "},
    {0x2126, "\xCE\xA9"}, {0x212A, "K"},        {0x212B, "A\xCC\x8A"}, {0x3000, " "},
};

static uint32_t decode(const unsigned char *bytes, size_t len)
{
    static const unsigned char lead[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t code = bytes[0] & lead[len];
    for (size_t i = 1; i < len; i++) code = code << 6 | (bytes[i] & 0x3F);
    return code;
}

static size_t put_letter(uint32_t index, char *to)
{
    const uint16_t mark = marks[marks_of[index] - 'a'];
    to[0] = letters[index];
    to[1] = (char)(0xC0 | mark >> 6);
    to[2] = (char)(0x80 | (mark & 0x3F));
    return 3;
}

/* The form of one character; 0: it is its own. */
static size_t put_form(uint32_t code, char *to)
{
    const uint32_t letter = code - FIRST_LETTER;
    if (letter < N_LETTERS && letters[letter] != ' ') return put_letter(letter, to);
    if (code >= 0xFF01 && code <= 0xFF5E) {
        to[0] = (char)(code - 0xFF01 + '!');
        return 1;
    }
    for (size_t i = 0; i < LODE__COUNT(signs); i++) {
        if (signs[i].code != code) continue;
        const size_t len = strlen(signs[i].form);
        memcpy(to, signs[i].form, len);
        return len;
    }
    return 0;
}

size_t lode__unicode_form(const char *text, size_t len, char *to)
{
    size_t n = 0;
    for (size_t at = 0; at < len;) {
        size_t step = lode__utf8_len(text + at, len - at);
        if (step == 0) step = 1;
        size_t put = 0;
        if (step > 1)
            put = put_form(decode((const unsigned char *)text + at, step), to + n);
        if (put == 0) {
            memcpy(to + n, text + at, step);
            put = step;
        }
        n += put;
        at += step;
    }
    return n;
}

bool lode__is_plain_ascii(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] >= 0x80) return false;
    return true;
}
