/* Whether two texts look alike because they say the same in other characters. */
#ifndef LODE__READ_UNICODE_FORM_H
#define LODE__READ_UNICODE_FORM_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the text to `to` [2 * len] in one of the forms it may have, and returns the
 * length: Latin letters up to U+017F as letter and mark, full-width characters as those
 * of ASCII, blanks of other kinds as blanks, micro, ohm, kelvin and angstrom signs as
 * letters. Texts of the same form say the same. Of other forms (kana and Hangul in parts,
 * half-width kana, ligatures) nothing is known: they stay. The text is UTF-8. */
size_t lode__unicode_form(const char *text, size_t len, char *to);
/* True where the text is its own form, whatever it says. */
bool lode__is_plain_ascii(const char *text, size_t len);

#endif
