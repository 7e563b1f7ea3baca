/* Reading and writing of numbers against known hard cases and against the C library. */
#include "base/number.h"
#include "lode/table.h"
#include "lode_test.h"
#include "plain_numbers.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state * UINT64_C(2685821657736338717);
}

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof(a)) == 0;
}

/* Expected values are hexadecimal, so that no compiler's reading of decimals is trusted.
 */
static const struct {
    const char *text;
    double value;
} readable[] = {
    {"0", 0.0},
    {"-0", 0.0},
    {"-0.000e5", 0.0},
    {"+7", 7.0},
    {"-7", -7.0},
    {"007.50", 7.5},
    {".5", 0.5},
    {"5.", 5.0},
    {"1E2", 100.0},
    {"1e+2", 100.0},
    {"25e-2", 0.25},
    {"0.1", 0x1.999999999999ap-4},
    {"0.3", 0x1.3333333333333p-2},
    {"1e22", 0x1.0f0cf064dd592p+73},
    {"1e23", 0x1.52d02c7e14af6p+76},
    /* Middles between two doubles, and a hair to either side. */
    {"9007199254740992", 0x1p53},
    {"9007199254740993", 0x1p53},
    {"9007199254740993.00000000000000000000", 0x1p53},
    {"9007199254740993.00000000000000000001", 0x1.0000000000001p53},
    {"9007199254740992.99999999999999999999", 0x1p53},
    {"9007199254740995", 0x1.0000000000002p53},
    {"9007199254740997", 0x1.0000000000002p53},
    {"1.00000000000000011102230246251565404236316680908203125", 1.0},
    {"1.00000000000000011102230246251565404236316680908203124", 1.0},
    {"1.00000000000000011102230246251565404236316680908203126", 0x1.0000000000001p0},
    {"1.00000000000000033306690738754696212708950042724609375", 0x1.0000000000002p0},
    /* The edge of the subnormals, where PHP and Java once hung. */
    {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
    {"2.2250738585072012e-308", 0x1p-1022},
    {"2.2250738585072014e-308", 0x1p-1022},
    {"2.225073858507201e-308", 0x0.fffffffffffffp-1022},
    {"5e-324", 0x0.0000000000001p-1022},
    {"4.9406564584124654e-324", 0x0.0000000000001p-1022},
    {"2.4703282292062328e-324", 0x0.0000000000001p-1022},
    {"2.4703282292062327e-324", 0.0},
    {"7.4109846876186982e-324", 0x0.0000000000002p-1022},
    {"7.4109846876186981e-324", 0x0.0000000000001p-1022},
    {"-1e-400", 0.0},
    {"9e-329", 0.0},
    {"1e-324", 0.0},
    {"3e-324", 0x0.0000000000001p-1022},
    {"1e-99999999999999999999", 0.0},
    {"0e99999999999999999999", 0.0},
    {"0.0e400", 0.0},
    {"1.7976931348623157e308", 0x1.fffffffffffffp1023},
    {"-1.7976931348623157e+308", -0x1.fffffffffffffp1023},
    {"1.7976931348623158e308", 0x1.fffffffffffffp1023},
    {"17976931348623157e292", 0x1.fffffffffffffp1023},
    {"17976931348623158079372897140530341507993413271003782693617377898044496829276475094"
     "6"
     "64901797758720709633028641669288791094655554785194040263065748867150582068190890200"
     "0"
     "70838367627385484581771153176447573027006985557136695962284291481986083493647529271"
     "9"
     "074168444365510704342711559699508093042880177904174497791",
     0x1.fffffffffffffp1023},
    /* From Clinger's and Gay's collections. */
    {"6.8985865317742005e-80", 0x1.05c058e736729p-263},
    {"1.448997445238699", 0x1.72f17f1f49aadp0},
    {"3.518437208883201171875e13", 0x1.0000000000002p45},
    {"62.5364939768271845828", 0x1.f44abd5aa7ca4p5},
    {"0.500000000000000166533453693773481063544750213623046875", 0x1.0000000000002p-1},
};

/* In each the whole token must be refused. */
static const char *const unreadable[] = {
    "",
    "+",
    "-",
    ".",
    "-.",
    "e5",
    ".e5",
    "1e",
    "1e+",
    "1e-",
    " 1",
    "1 ",
    "1,5",
    "1.2.3",
    "--1",
    "+-1",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "0x10",
    "1e5.0",
    "1_000",
    "1f",
    "2e308",
    "1e309",
    "-1e309",
    "1e400",
    "1.7976931348623159e308",
    "1e99999999999999999999",
    "\xd9\xa1",
    "1d5",
    "\t1",
    "1\n",
};

static void check_long_tokens(void)
{
    enum { LEN = 3000 };
    static char text[LEN + 16];
    double value = 0.0;
    /* A digit far past all that is kept decides between a tie and more than one. */
    const char tie[] = "9007199254740993.";
    memset(text, '0', LEN);
    memcpy(text, tie, strlen(tie));
    cr_assert(lode__parse_real(text, LEN, &value) && same(value, 0x1p53));
    text[LEN - 1] = '1';
    cr_assert(lode__parse_real(text, LEN, &value) && same(value, 0x1.0000000000001p53));
    /* Zeros that the exponent takes back. */
    memset(text, '0', LEN);
    memcpy(text, "0.", 2);
    memcpy(text + LEN - 1, "15e3000", 7);
    cr_assert(lode__parse_real(text, LEN + 6, &value) && same(value, 150.0));
    memset(text, '0', LEN);
    text[0] = '3';
    memcpy(text + LEN, "e-2999", 6);
    cr_assert(lode__parse_real(text, LEN + 6, &value) && same(value, 3.0));
}

LODE_TEST(base_number, reads)
{
    double value = 0.0;
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++) {
        const char *const text = readable[i].text;
        cr_assert(lode__parse_real(text, strlen(text), &value), "%s", text);
        cr_assert(same(value, readable[i].value), "%s gave %a", text, value);
    }
    for (size_t i = 0; i < sizeof(unreadable) / sizeof(unreadable[0]); i++) {
        value = 42.0;
        cr_assert(!lode__parse_real(unreadable[i], strlen(unreadable[i]), &value), "%s",
                  unreadable[i]);
        cr_assert(value == 42.0, "%s changed the output", unreadable[i]);
    }
    cr_assert(!lode__parse_real(NULL, 0, &value));
    cr_assert(!lode__parse_real("1\0002", 3, &value));
    cr_assert(lode__parse_real("12345", 2, &value) && value == 12.0);
    check_long_tokens();
}

static const struct {
    double value;
    const char *text;
} writable[] = {
    {0.0, "0"},
    {-0.0, "-0"},
    {1.0, "1"},
    {-1.5, "-1.5"},
    {0.1, "0.1"},
    {0.0003, "0.0003"},
    {0.00001, "0.00001"},
    {0.000012345, "0.000012345"},
    {0.00000999, "9.99e-6"},
    {1e-7, "1e-7"},
    {1500000.0, "1500000"},
    {123456.789, "123456.789"},
    {1e15, "1000000000000000"},
    {9999999999999998.0, "9999999999999998"},
    {1e16, "1e+16"},
    {1.5e20, "1.5e+20"},
    {1e23, "1e+23"},
    {9007199254740991.0, "9007199254740991"},
    {9007199254740992.0, "9007199254740992"},
    {9007199254740994.0, "9007199254740994"},
    {0x1.3333333333334p-2, "0.30000000000000004"},
    {1.0 / 3.0, "0.3333333333333333"},
    {2.0 / 3.0, "0.6666666666666666"},
    {0x1p-44, "5.684341886080802e-14"}, /* the nearest 16 digits do not read back */
    {0x1p-1022, "2.2250738585072014e-308"},
    {0x0.fffffffffffffp-1022, "2.225073858507201e-308"},
    {DBL_MAX, "1.7976931348623157e+308"},
    {-DBL_MAX, "-1.7976931348623157e+308"},
    {0x1p-1074, "5e-324"},
    {0x1.8p-1073, "1.5e-323"},
    {-0x1.0000000000002p-1000, "-9.332636185032193e-302"},
    {NAN, "nan"},
    {INFINITY, "inf"},
    {-INFINITY, "-inf"},
};

static const struct {
    const char *text;
    bool ok;
    int64_t value;
} integers[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"+5", true, 5},
    {"0012", true, 12},
    {"-42", true, -42},
    {"9223372036854775807", true, INT64_MAX},
    {"9223372036854775808", false, 0},
    {"-9223372036854775808", true, INT64_MIN},
    {"-9223372036854775809", false, 0},
    {"99999999999999999999999", false, 0},
    {"", false, 0},
    {"-", false, 0},
    {"+", false, 0},
    {"1.0", false, 0},
    {"1e3", false, 0},
    {" 1", false, 0},
    {"1 ", false, 0},
    {"0x1", false, 0},
};

LODE_TEST(base_number, writes)
{
    char text[32];
    for (size_t i = 0; i < sizeof(writable) / sizeof(writable[0]); i++) {
        const size_t len = lode_format_real(writable[i].value, text);
        cr_assert_str_eq(text, writable[i].text);
        cr_assert(len == strlen(text));
    }
    cr_assert(lode_format_real(1.0, NULL) == 0);
    for (size_t i = 0; i < sizeof(integers) / sizeof(integers[0]); i++) {
        int64_t value = 77;
        const bool ok =
            lode__parse_integer(integers[i].text, strlen(integers[i].text), &value);
        cr_assert(ok == integers[i].ok, "%s", integers[i].text);
        cr_assert(value == (ok ? integers[i].value : 77), "%s", integers[i].text);
    }
    cr_assert(!lode__parse_integer(NULL, 0, &(int64_t){0}));
    cr_assert(lode__format_integer(INT64_MIN, text) == 20);
    cr_assert_str_eq(text, "-9223372036854775808");
    lode__format_integer(0, text);
    cr_assert_str_eq(text, "0");
    lode__format_integer(INT64_MAX, text);
    cr_assert_str_eq(text, "9223372036854775807");
}

/* Significant digits of a number as text, without the zeros around them. */
static size_t digits_of(const char *text, char *digits)
{
    size_t n = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0')) digits[n++] = *text;
    }
    while (n > 1 && digits[n - 1] == '0') n--;
    digits[n] = '\0';
    return n;
}

/* The text reads back here and in the C library, no shorter one does, and it is the
 * nearest of its length unless that one does not read back. */
static void check_round_trip(double value)
{
    char text[32];
    char other[64];
    char digits[32];
    char other_digits[64];
    double back = 0.0;
    const size_t len = lode__format_real(value, text);
    cr_assert(lode__parse_real(text, len, &back) && same(back, value), "%s of %a", text,
              value);
    cr_assert(same(plain_strtod(text, NULL), value), "%s of %a", text, value);
    const size_t n = digits_of(text, digits);
    cr_assert(n >= 1 && n <= 17, "%s", text);
    plain_print(other, sizeof(other), "%.*e", (int)n - 1, value);
    digits_of(other, other_digits);
    cr_assert(strcmp(digits, other_digits) == 0 || plain_strtod(other, NULL) != value,
              "%s or %s", text, other);
    if (n > 1) {
        plain_print(other, sizeof(other), "%.*e", (int)n - 2, value);
        cr_assert(plain_strtod(other, NULL) != value, "%s rather than %s", text, other);
    }
}

static void check_reading(double value, int precision)
{
    char text[512];
    double got = 0.0;
    const int len = plain_print(text, sizeof(text), "%.*e", precision, value);
    const double expected = plain_strtod(text, NULL);
    const bool ok = lode__parse_real(text, (size_t)len, &got);
    cr_assert(ok == (bool)isfinite(expected), "%s", text);
    cr_assert(!ok || got == expected, "%s gave %a for %a", text, got, expected);
}

static void check_value(double value, uint64_t *state)
{
    if (!isfinite(value) || value == 0.0) return;
    check_round_trip(value);
    check_reading(value, (int)(next_random(state) % 30));
}

#ifndef RANDOM_ROUNDS
#define RANDOM_ROUNDS                                                                    \
    100000 /* a million takes 7 s; raised by hand when the code changes */
#endif

LODE_TEST(base_number, agrees_with_libc)
{
    uint64_t state = UINT64_C(88172645463325252);
    setlocale(LC_ALL, "C");
    for (int i = 0; i < RANDOM_ROUNDS; i++) {
        const uint64_t bits = next_random(&state);
        check_value(from_bits(bits), &state);
        check_value((double)(bits >> 11) * 0x1p-53, &state);
        check_value((double)(bits % 10000000) / (double)(1 + i % 1000), &state);
        if (i % 16 == 0) /* subnormals */
            check_value(from_bits(bits >> 12 >> i % 52), &state);
    }
    for (int exponent = -1074; exponent < 1024; exponent++) {
        const double power = ldexp(1.0, exponent);
        check_value(power, &state);
        check_value(nextafter(power, 0.0), &state);
        check_value(nextafter(power, INFINITY), &state);
    }
}

/* Middles between neighbouring doubles in all their digits, and a hair to either side. */
LODE_TEST(base_number, rounds_halves)
{
    static char text[1200];
    uint64_t state = 4711;
    for (int i = 0; i < 3000; i++) {
        const uint64_t bits = next_random(&state) >> 1;
        /* A third of them subnormal, where the digits are most. */
        const double low = from_bits(i % 3 == 0 ? bits >> 11 : bits);
        const double high = nextafter(low, INFINITY);
        if (!isfinite(high) || low == 0.0) continue;
        /* Exact in 64 bits of mantissa. */
        const long double middle = ((long double)low + (long double)high) / 2;
        const int len = plain_print(text, sizeof(text), "%.800Le", middle);
        char *const exponent = strchr(text, 'e');
        double got = 0.0;
        uint64_t low_bits;
        memcpy(&low_bits, &low, sizeof(low_bits));
        cr_assert(lode__parse_real(text, (size_t)len, &got));
        cr_assert(got == (low_bits % 2 == 0 ? low : high), "%s", text);
        exponent[-1] = '1';
        cr_assert(lode__parse_real(text, (size_t)len, &got) && got == high, "%s", text);
        /* Less by one in the last digit that is not 0. */
        exponent[-1] = '0';
        char *last = exponent - 1;
        while (*last == '0') last--;
        (*last)--;
        cr_assert(lode__parse_real(text, (size_t)len, &got) && got == low, "%s", text);
    }
}

LODE_TEST(base_number, sums)
{
    static const double terms[][4] = {
        {1.0, 1e100, 1.0, -1e100}, /* plain summation gives 0, Kahan's too */
        {1e16, 1.0, 1.0, -1e16},
        {0.1, 0.2, 0.3, -0.6},
        {0.0, 0.0, 0.0, 0.0},
    };
    static const double expected[] = {2.0, 2.0, 0x1p-55, 0.0};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        lode__sum sum = {0};
        for (size_t k = 0; k < 4; k++) lode__sum_add(&sum, terms[i][k]);
        const double got = lode__sum_value(&sum);
        cr_assert(got == expected[i], "%zu gave %a", i, got);
    }
    lode__sum endless = {0};
    lode__sum_add(&endless, DBL_MAX);
    lode__sum_add(&endless, DBL_MAX);
    cr_assert(isinf(lode__sum_value(&endless)));
}

/* Every number of digits, with whatever may follow it. */
LODE_TEST(base_number, leading_digits)
{
    static const char digits[] = "90817263";
    uint32_t number = 0, expected = 0;
    cr_expect(lode__leading_digits("x1234567", &number) == 0);
    for (size_t n = 1; n <= 8; n++) {
        expected = 10 * expected + (uint32_t)(digits[n - 1] - '0');
        for (unsigned c = 0; c < 256; c++) {
            char text[8];
            memset(text, (int)c, sizeof text);
            memcpy(text, digits, n);
            if (c >= '0' && c <= '9' && n < 8) continue;
            number = 0;
            cr_assert(lode__leading_digits(text, &number) == n, "%zu, %u", n, c);
            cr_assert(number == expected, "%zu, %u: %u", n, c, number);
        }
    }
}
