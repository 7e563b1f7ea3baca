/* Figures and units as people write them in bills of materials. */
#ifndef LODE__READ_BOM_UNIT_H
#define LODE__READ_BOM_UNIT_H

#include "base/bytes.h"
#include "lode/base.h"

typedef enum lode__bom_measure {
    LODE__MEASURE_NONE,
    LODE__MEASURE_MASS,     /* factor to kg */
    LODE__MEASURE_FRACTION, /* factor to parts of one */
    LODE__MEASURE_OTHER     /* factor to the unit named: pieces, lengths, volumes ... */
} lode__bom_measure;

typedef struct lode__bom_unit_row {
    const char *name; /* as written */
    lode__bom_measure measure;
    const char *unit; /* of the model; NULL for a fraction */
    double over,
        under; /* one is over / under of the unit: both whole, the result exact */
} lode__bom_unit_row;

enum { LODE__BOM_NO_UNIT = 0 };

/* Index of a unit by any of its names, LODE__BOM_NO_UNIT where it has none. What follows
 * a stroke ("kg/Part") is left away: it says of what. */
uint8_t lode__find_bom_unit(const char *text, size_t len);
extern const lode__bom_unit_row lode__bom_units[];
static inline const lode__bom_unit_row *lode__bom_unit(uint8_t unit)
{
    return &lode__bom_units[unit];
}

/* Units that were found before: files use few. All zero: none. */
enum { LODE__UNIT_MEMO = 16 };
typedef struct lode__unit_memo {
    struct {
        uint64_t name; /* up to seven bytes */
        uint8_t len;   /* 0: free */
        uint8_t unit;
    } units[LODE__UNIT_MEMO];
} lode__unit_memo;
uint8_t lode__learn_bom_unit(lode__unit_memo *memo, size_t at, const char *text,
                             size_t len);
static inline uint8_t lode__recall_bom_unit(lode__unit_memo *memo, const char *text,
                                            size_t len)
{
    if (len == 0) return LODE__BOM_NO_UNIT;
    if (len > 7) return lode__find_bom_unit(text, len);
    const uint64_t name = lode__load_short(text, len);
    const size_t at = ((name + len) * UINT64_C(0x9e3779b97f4a7c15)) >> 60;
    if (memo->units[at].name == name && memo->units[at].len == len)
        return memo->units[at].unit;
    return lode__learn_bom_unit(memo, at, text, len);
}
/* The value in the unit of the model, kg for masses, parts of one for fractions. */
double lode__bom_convert(uint8_t unit, double value);

/* What the first number with a comma or a point says of all numbers of a file. */
typedef struct lode__decimal {
    char mark;     /* '.' or ','; 0: not known yet */
    uint64_t line; /* where it was settled; 0: by the caller */
} lode__decimal;

/* A number at the start of a text, with what follows it. NULL, or what is wrong with it.
 */
const char *lode__bom_real(const char *text, size_t len, uint64_t line,
                           lode__decimal *decimal, double *out, size_t *out_len);
/* A whole number of up to 15 digits, which a double holds, at the start of a text: how
 * many they are; 0: it is something else. */
static inline size_t lode__bom_whole(const char *text, size_t len, double *out)
{
    int64_t value = 0;
    size_t n = 0;
    for (; n < len && (unsigned char)(text[n] - '0') <= 9; n++)
        value = (int64_t)(10 * (uint64_t)value + (unsigned char)(text[n] - '0'));
    *out = (double)value;
    const char next = n < len ? text[n] : '\0';
    return n > 15 || next == '.' || next == ',' || next == 'e' || next == 'E' ? 0 : n;
}
/* The same as lode__bom_real(), which mostly is a whole number. */
static inline const char *lode__bom_number(const char *text, size_t len, uint64_t line,
                                           lode__decimal *decimal, double *out,
                                           size_t *out_len)
{
    *out_len = lode__bom_whole(text, len, out);
    return *out_len > 0 ? NULL : lode__bom_real(text, len, line, decimal, out, out_len);
}

const char *lode__trim_blanks(const char *text, size_t *len);
/* A byte that is neither a blank nor part of one. */
static inline bool lode__is_solid(char c)
{
    return (unsigned char)(c - '!') <= '~' - '!';
}
/* Text without blanks around it; a no-break space is one. */
static inline const char *lode__trim(const char *text, size_t *len)
{
    if (*len > 0 && lode__is_solid(text[0]) && lode__is_solid(text[*len - 1]))
        return text;
    return lode__trim_blanks(text, len);
}
/* Equal but for the case of ASCII letters. */
bool lode__same_word(const char *text, size_t len, const char *word);
/* Yes, no, or neither (-1), in the words that files use. */
int lode__bom_truth(const char *text, size_t len);

/* Number of reference designators in a list such as "R1,R3 R5-R8"; 0 where it cannot be
 * read, with the first word that is at fault. A range runs from its first to its last
 * number. */
uint64_t lode__count_references(const char *text, size_t len, const char **out_word,
                                size_t *out_word_len);

/* Level of a row in an indented list: "2", "..2", "++"; or how deep a number of an
 * outline such as "1.3" stands. */
bool lode__bom_level(const char *text, size_t len, uint32_t *out_level,
                     bool *out_is_outline);

#endif
