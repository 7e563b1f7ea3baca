#include "case_expression.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "plain_numbers.h"

typedef struct reader {
    const char *at;
    bool failed;
} reader;

static double read_sum(reader *in);

static bool take(reader *in, char c)
{
    if (*in->at != c) return false;
    in->at++;
    return true;
}

static double fail(reader *in)
{
    in->failed = true;
    return 0.0;
}

static double read_best(reader *in, bool most)
{
    in->at += 4; /* "min(" or "max(" */
    double best = read_sum(in);
    while (!in->failed && take(in, ',')) {
        const double next = read_sum(in);
        best = most ? fmax(best, next) : fmin(best, next);
    }
    return take(in, ')') ? best : fail(in);
}

static double read_factor(reader *in)
{
    if (take(in, '-')) return -read_factor(in);
    if (strncmp(in->at, "min(", 4) == 0) return read_best(in, false);
    if (strncmp(in->at, "max(", 4) == 0) return read_best(in, true);
    if (take(in, '(')) {
        const double value = read_sum(in);
        return take(in, ')') ? value : fail(in);
    }
    if (!strchr("0123456789.", *in->at) || *in->at == '\0') return fail(in);
    char *end = NULL;
    const double value = plain_strtod(in->at, &end);
    if (end == in->at) return fail(in);
    in->at = end;
    return value;
}

static double read_product(reader *in)
{
    double value = read_factor(in);
    while (!in->failed) {
        if (take(in, '*')) {
            value *= read_factor(in);
        } else if (take(in, '/')) {
            value /= read_factor(in);
        } else {
            break;
        }
    }
    return value;
}

static double read_sum(reader *in)
{
    double value = read_product(in);
    while (!in->failed) {
        if (take(in, '+')) {
            value += read_product(in);
        } else if (take(in, '-')) {
            value -= read_product(in);
        } else {
            break;
        }
    }
    return value;
}

bool case_same(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * fmax(1.0, fmax(fabs(a), fabs(b)));
}

bool case_evaluate(const char *text, double tolerance, double *out)
{
    reader in = {text, false};
    *out = read_sum(&in);
    while (!in.failed && take(&in, '=')) {
        const double other = read_sum(&in);
        if (!in.failed && !case_same(*out, other, tolerance)) return false;
    }
    return !in.failed && *in.at == '\0';
}
