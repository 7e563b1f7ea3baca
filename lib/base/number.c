/* Numbers read and written exactly, without the C library and hence without its locale.
 * Short numbers go through one correctly rounded operation on doubles, the others through
 * exact arithmetic on whole numbers. */
#include "base/number.h"

#include "base/bigint.h"
#include "base/real.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifdef __FAST_MATH__
#error "results depend on IEEE arithmetic: build without -ffast-math"
#endif
_Static_assert(FLT_EVAL_METHOD == 0, "operations on double must round to double");
_Static_assert(DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024, "double must be IEEE binary64");

enum {
    HEAD_DIGITS = 19,   /* always fit into 64 bits */
    EXACT_DIGITS = 780, /* no double, and no middle between two, has more than 767 */
};

const double lode__pow10[LODE__MAX_POW10 + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static double real_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

/* value / 2^bits to the nearest, ties to even; `exact` tells that value is all there is.
 */
static uint64_t round_bits(uint64_t value, int bits, bool exact)
{
    if (bits > 64)
        return 0;
    const uint64_t half = UINT64_C(1) << (bits - 1);
    const uint64_t low = bits == 64 ? value : value & (half * 2 - 1);
    const uint64_t high = bits == 64 ? 0 : value >> bits;
    const bool up = low > half || (low == half && (!exact || (high & 1)));
    return high + up;
}

/* The double nearest to whole * 2^exponent, whole having at least 62 bits. False on
 * overflow. */
static bool assemble(uint64_t whole, int exponent, bool exact, double *out)
{
    const int len = (int)lode__bit_length(whole);
    const int top = exponent + len - 1;
    if (top > LODE__EXPONENT_BIAS)
        return false;
    const bool normal = top >= LODE__MIN_EXPONENT;
    const int kept = normal ? LODE__MANTISSA_BITS + 1
                            : LODE__MANTISSA_BITS + 1 - (LODE__MIN_EXPONENT - top);
    uint64_t bits = round_bits(whole, len - kept, exact);
    /* Rounding up to the next power of two carries into the exponent as it should. */
    if (normal)
        bits += (uint64_t)(top + LODE__EXPONENT_BIAS - 1) << LODE__MANTISSA_BITS;
    *out = real_of(bits);
    return isfinite(*out);
}

/* The double nearest to digits * 10^exponent for digits > 0. */
static bool exact_real(lode__big *digits, int exponent, double *out)
{
    lode__big divisor;
    lode__big_set(&divisor, 1);
    if (exponent >= 0)
        lode__big_multiply_pow5(digits, (unsigned)exponent);
    else
        lode__big_multiply_pow5(&divisor, (unsigned)-exponent);
    /* Of the quotient 63 or 64 bits are wanted. */
    const int shift =
        63 - (int)lode__big_bit_length(digits) + (int)lode__big_bit_length(&divisor);
    if (shift >= 0)
        lode__big_shift_left(digits, (unsigned)shift);
    else
        lode__big_shift_left(&divisor, (unsigned)-shift);
    const lode__ratio ratio = lode__big_divide(digits, &divisor);
    return assemble(ratio.whole, exponent - shift, ratio.exact, out);
}

static bool quick_real(uint64_t digits, int64_t exponent, double *out)
{
    if (digits > LODE__MAX_WHOLE || exponent > LODE__MAX_POW10 ||
        exponent < -LODE__MAX_POW10)
        return false;
    *out = exponent < 0 ? (double)digits / lode__pow10[-exponent]
                        : (double)digits * lode__pow10[exponent];
    return true;
}

bool lode__decimal_to_real(uint64_t digits, int exponent, double *out)
{
    lode__big big;
    lode__big_set(&big, digits);
    return exact_real(&big, exponent, out);
}

/* A number as it is written. */
typedef struct decimal {
    bool negative;
    const char *first; /* from the first digit that is not 0; a point may be among them */
    uint64_t head;     /* value of the first HEAD_DIGITS digits */
    size_t n_digits;
    int64_t exponent; /* of ten, of the last digit */
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *scan_digits(const char *at, const char *end, decimal *number)
{
    for (; at < end && is_digit(*at); at++) {
        if (number->n_digits == 0) {
            if (*at == '0')
                continue;
            number->first = at;
        }
        if (number->n_digits < HEAD_DIGITS)
            number->head = number->head * 10 + (uint64_t)(*at - '0');
        number->n_digits++;
    }
    return at;
}

/* Reads what follows the `e`; NULL without a digit. */
static const char *scan_exponent(const char *at, const char *end, decimal *number)
{
    /* Beyond any length of text, so that no digits can bring it back into range. */
    static const int64_t limit = INT64_C(1) << 60;
    const bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    const char *const first = at;
    int64_t exponent = 0;
    for (; at < end && is_digit(*at); at++)
        exponent = exponent < limit / 16 ? exponent * 10 + (*at - '0') : limit;
    number->exponent += negative ? -exponent : exponent;
    return at > first ? at : NULL;
}

static bool scan(const char *at, const char *end, decimal *number)
{
    if (at < end && (*at == '-' || *at == '+'))
        number->negative = *at++ == '-';
    const char *const whole = at;
    at = scan_digits(at, end, number);
    size_t n_seen = (size_t)(at - whole);
    if (at < end && *at == '.') {
        const char *const part = ++at;
        at = scan_digits(at, end, number);
        number->exponent = -(int64_t)(at - part);
        n_seen += (size_t)(at - part);
    }
    if (n_seen == 0)
        return false;
    if (at < end && (*at == 'e' || *at == 'E'))
        at = scan_exponent(at + 1, end, number);
    return at == end;
}

/* All digits as a whole number; those past EXACT_DIGITS only tell whether they are
 * nothing. Returns how many digits the exponent counts that the number does not hold. */
static int64_t load_digits(const decimal *number, lode__big *digits)
{
    size_t n = 0;
    bool more = false;
    lode__big_set(digits, 0);
    for (const char *at = number->first; n < number->n_digits; at++) {
        if (*at == '.')
            continue;
        if (n++ < EXACT_DIGITS)
            lode__big_multiply_add(digits, 10, (uint32_t)(*at - '0'));
        else
            more = more || *at != '0';
    }
    if (n <= EXACT_DIGITS)
        return 0;
    lode__big_multiply_add(digits, 10, more);
    return (int64_t)(n - EXACT_DIGITS) - 1;
}

/* Magnitude of the number; false where it overflows. */
static bool to_real(const decimal *number, double *out)
{
    *out = 0.0;
    if (number->n_digits == 0)
        return true;
    if (number->n_digits <= HEAD_DIGITS &&
        quick_real(number->head, number->exponent, out))
        return true;
    const int64_t magnitude = (int64_t)number->n_digits + number->exponent;
    if (magnitude > DBL_MAX_10_EXP + 1)
        return false;
    if (magnitude < -330)
        return true;
    lode__big digits;
    int64_t missing = 0;
    if (number->n_digits <= HEAD_DIGITS)
        lode__big_set(&digits, number->head);
    else
        missing = load_digits(number, &digits);
    return exact_real(&digits, (int)(number->exponent + missing), out);
}

bool lode__parse_real(const char *text, size_t len, double *out)
{
    decimal number = {0};
    double value = 0.0;
    if (!text || !scan(text, text + len, &number) || !to_real(&number, &value))
        return false;
    *out = number.negative && value > 0.0 ? -value : value;
    return true;
}

bool lode__parse_integer(const char *text, size_t len, int64_t *out)
{
    const bool negative = text && len > 0 && *text == '-';
    const size_t start = text && len > 0 && (*text == '-' || *text == '+');
    const uint64_t max = (uint64_t)INT64_MAX + negative;
    uint64_t value = 0;
    if (!text || start == len)
        return false;
    for (size_t i = start; i < len; i++) {
        const uint64_t digit = is_digit(text[i]) ? (uint64_t)(text[i] - '0') : UINT64_MAX;
        if (digit > 9 || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    /* The smallest integer has no positive counterpart. */
    *out = negative && value > 0 ? -(int64_t)(value - 1) - 1 : (int64_t)value;
    return true;
}

void lode__sum_add(lode__sum *sum, double term)
{
    const double total = sum->sum + term;
    if (fabs(sum->sum) >= fabs(term))
        sum->lost += (sum->sum - total) + term;
    else
        sum->lost += (term - total) + sum->sum;
    sum->sum = total;
}

double lode__sum_value(const lode__sum *sum)
{
    /* What is lost of an infinite sum is no number. */
    return isfinite(sum->sum) ? sum->sum + sum->lost : sum->sum;
}
