/* Numbers written exactly: the shortest decimal that reads back to the same bits. */
#include "base/bigint.h"
#include "base/number.h"
#include "base/real.h"

#include <math.h>
#include <string.h>

/* digits * 10^exponent. */
typedef struct shortest {
    uint64_t digits;
    int exponent;
} shortest;

/* floor(log10(2^exponent)). */
static int log10_of_pow2(int exponent)
{
    /* 78913 / 2^18 is near enough to log10(2) up to 2^1650. */
    return exponent >= 0 ? exponent * 78913 >> 18 : -((-exponent * 78913 >> 18) + 1);
}

/* value * 10^exponent with one rounding. */
static double scaled_by(double value, int exponent)
{
    return exponent >= 0 ? value * lode__pow10[exponent] : value / lode__pow10[-exponent];
}

/* Tries the one decimal of 15 digits next to the value. Doubles keep any 15 digits apart,
 * so one that reads back is the only one, and without its zeros the shortest. */
static bool quick_shortest(double value, int exponent2, shortest *out)
{
    if (value < (double)LODE__MAX_WHOLE && value == (double)(uint64_t)value) {
        *out = (shortest){(uint64_t)value, 0};
        return true;
    }
    int scale = 14 - log10_of_pow2(exponent2);
    if (scale > LODE__MAX_POW10 || scale <= -LODE__MAX_POW10)
        return false;
    double scaled = scaled_by(value, scale);
    if (scaled >= 1e15)
        scaled = scaled_by(value, --scale);
    *out = (shortest){(uint64_t)(scaled + 0.5), -scale};
    return scaled_by((double)out->digits, -scale) == value;
}

/* A double taken apart, and its first 18 or 19 digits. */
typedef struct expansion {
    double value;
    uint64_t mantissa; /* value = mantissa * 2^exponent */
    int exponent;
    bool uneven;        /* a power of two: the doubles below lie twice as dense */
    lode__ratio scaled; /* value * 10^scale */
    int n_digits;       /* of scaled.whole */
    int scale;
} expansion;

static void expand(expansion *number, int exponent2)
{
    lode__big dividend;
    lode__big divisor;
    const int scale = 17 - log10_of_pow2(exponent2);
    const int shift = number->exponent + scale;
    lode__big_set(&dividend, number->mantissa);
    lode__big_set(&divisor, 1);
    lode__big_multiply_pow5(scale >= 0 ? &dividend : &divisor,
                            (unsigned)(scale >= 0 ? scale : -scale));
    lode__big_shift_left(shift >= 0 ? &dividend : &divisor,
                         (unsigned)(shift >= 0 ? shift : -shift));
    number->scaled = lode__big_divide(&dividend, &divisor);
    number->n_digits = number->scaled.whole < UINT64_C(1000000000000000000) ? 18 : 19;
    number->scale = scale;
}

/* Whether the multiple of unit / 10^scale reads back as the value: whether it lies in the
 * half steps to the neighbours. What is too near to the border to tell is read. */
static bool reads_back(const expansion *number, uint64_t multiple)
{
    const uint64_t whole = number->scaled.whole;
    const bool above = multiple > whole;
    const double distance = above ? (double)(multiple - whole) - number->scaled.fraction
                                  : (double)(whole - multiple) + number->scaled.fraction;
    double half = (double)whole / (2.0 * (double)number->mantissa);
    if (number->uneven && !above)
        half /= 2.0;
    const double margin = 1e-6 + half * 1e-9;
    if (distance < half - margin)
        return true;
    if (distance > half + margin)
        return false;
    double back = 0.0;
    return lode__decimal_to_real(multiple, -number->scale, &back) &&
           back == number->value;
}

/* The number to the nearest multiple of unit, in units; ties to even. */
static uint64_t round_digits(const expansion *number, uint64_t unit)
{
    const uint64_t high = number->scaled.whole / unit;
    const uint64_t low = number->scaled.whole % unit;
    const bool tie = low == unit / 2 && number->scaled.exact;
    return high + (tie ? high & 1 : low >= unit / 2);
}

static shortest exact_shortest(expansion *number, int exponent2)
{
    expand(number, exponent2);
    /* Subnormals may need few digits. Of the others 15 tell all that need fewer. */
    int n_digits = exponent2 < LODE__MIN_EXPONENT ? 1 : 15;
    uint64_t unit = 1;
    for (int i = n_digits; i < number->n_digits; i++)
        unit *= 10;
    for (; n_digits < 17; n_digits++, unit /= 10) {
        const int exponent = number->n_digits - n_digits - number->scale;
        const uint64_t nearest = round_digits(number, unit);
        if (reads_back(number, nearest * unit))
            return (shortest){nearest, exponent};
        /* Where the steps are uneven the nearest may be too far below its double and the
         * next one above still near enough. */
        if (number->uneven && reads_back(number, (nearest + 1) * unit))
            return (shortest){nearest + 1, exponent};
    }
    return (shortest){round_digits(number, unit), number->n_digits - 17 - number->scale};
}

static size_t put_digits(uint64_t value, char text[20])
{
    char reversed[20];
    size_t n = 0;
    do {
        reversed[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    for (size_t i = 0; i < n; i++)
        text[i] = reversed[n - 1 - i];
    return n;
}

static size_t put_zeros(char *text, int n)
{
    memset(text, '0', (size_t)n);
    return (size_t)n;
}

/* `digits` with a point after the first n_whole of them. */
static size_t put_pointed(char *text, const char *digits, size_t n, size_t n_whole)
{
    memcpy(text, digits, n_whole);
    if (n == n_whole)
        return n;
    text[n_whole] = '.';
    memcpy(text + n_whole + 1, digits + n_whole, n - n_whole);
    return n + 1;
}

static size_t put_plain(char *text, const char *digits, size_t n, int exponent)
{
    if (exponent < 0) {
        memcpy(text, "0.", 2);
        const size_t at = 2 + put_zeros(text + 2, -exponent - 1);
        memcpy(text + at, digits, n);
        return at + n;
    }
    if ((size_t)exponent + 1 >= n) {
        memcpy(text, digits, n);
        return n + put_zeros(text + n, exponent + 1 - (int)n);
    }
    return put_pointed(text, digits, n, (size_t)exponent + 1);
}

static size_t put_scientific(char *text, const char *digits, size_t n, int exponent)
{
    size_t at = put_pointed(text, digits, n, 1);
    text[at++] = 'e';
    text[at++] = exponent < 0 ? '-' : '+';
    return at + put_digits((uint64_t)(exponent < 0 ? -exponent : exponent), text + at);
}

static size_t put_shortest(shortest number, char *text)
{
    char digits[20];
    size_t n = put_digits(number.digits, digits);
    const int exponent = number.exponent + (int)n - 1; /* of the first digit */
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return exponent >= -5 && exponent < 16 ? put_plain(text, digits, n, exponent)
                                           : put_scientific(text, digits, n, exponent);
}

static expansion take_apart(double value)
{
    static const uint64_t hidden = UINT64_C(1) << LODE__MANTISSA_BITS;
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    const int biased = (int)(bits >> LODE__MANTISSA_BITS);
    const uint64_t low = bits & (hidden - 1);
    return (expansion){.value = value,
                       .mantissa = biased > 0 ? low | hidden : low,
                       .exponent = (biased > 0 ? biased : 1) - LODE__EXPONENT_BIAS -
                                   LODE__MANTISSA_BITS,
                       .uneven = low == 0 && biased > 1};
}

static size_t put_magnitude(double value, char *text)
{
    expansion number = take_apart(value);
    const int exponent2 = number.exponent + (int)lode__bit_length(number.mantissa) - 1;
    shortest found;
    if (!quick_shortest(value, exponent2, &found))
        found = exact_shortest(&number, exponent2);
    return put_shortest(found, text);
}

size_t lode__format_real(double value, char text[32])
{
    size_t n = 0;
    if (signbit(value) && !isnan(value))
        text[n++] = '-';
    if (isnan(value) || isinf(value)) {
        memcpy(text + n, isnan(value) ? "nan" : "inf", 3);
        n += 3;
    } else {
        n += put_magnitude(fabs(value), text + n);
    }
    text[n] = '\0';
    return n;
}

size_t lode__format_integer(int64_t value, char text[32])
{
    size_t n = 0;
    if (value < 0)
        text[n++] = '-';
    n += put_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, text + n);
    text[n] = '\0';
    return n;
}
