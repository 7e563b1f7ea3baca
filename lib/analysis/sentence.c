/* Numbers as an analyst would write them. */
#include "analysis/sentence.h"

enum { DIGITS = 9 };

void lode__say(lode__sentence *sentence, const char *words)
{
    if (lode__text_add(&sentence->text, words, strlen(words)) < 0) {
        sentence->failed = true;
    }
}

/* The nearest number of nine digits, which has a short form; others stay as they are. */
static double rounded(double value)
{
    if (value == 0.0 || !isfinite(value)) return value;
    const int digits_before = (int)floor(log10(fabs(value))) + 1;
    const double scale = pow(10.0, DIGITS - digits_before);
    return isfinite(scale) && scale > 0.0 ? nearbyint(value * scale) / scale : value;
}

void lode__say_number(lode__sentence *sentence, double value)
{
    char text[32];
    lode__format_real(rounded(value), text);
    lode__say(sentence, text);
}

void lode__say_numbers(lode__sentence *sentence, const char *format, const double *values)
{
    for (const char *at = format; *at; at++) {
        const char piece[2] = {*at, '\0'};
        if (*at == '%') {
            lode__say_number(sentence, *values++);
        } else {
            lode__say(sentence, piece);
        }
    }
}

void lode__sentence_clear(lode__sentence *sentence)
{
    lode__text_clear(&sentence->text);
    sentence->failed = false;
}
