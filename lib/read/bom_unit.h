/* Figures and units as people write them in bills of materials. */
#ifndef LODE__READ_BOM_UNIT_H
#define LODE__READ_BOM_UNIT_H

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
const lode__bom_unit_row *lode__bom_unit(uint8_t unit);

/* Units that were found before: files use few. All zero: none. */
enum { LODE__UNIT_MEMO = 16 };
typedef struct lode__unit_memo {
    uint64_t name[LODE__UNIT_MEMO]; /* up to seven bytes; 0: free */
    uint8_t unit[LODE__UNIT_MEMO];
} lode__unit_memo;
uint8_t lode__recall_bom_unit(lode__unit_memo *memo, const char *text, size_t len);
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
/* The same, which mostly is up to 15 digits and nothing else: a double holds these. */
static inline const char *lode__bom_number(const char *text, size_t len, uint64_t line,
                                           lode__decimal *decimal, double *out,
                                           size_t *out_len)
{
    uint64_t value = 0;
    size_t n = 0;
    for (; n < len && (unsigned char)(text[n] - '0') <= 9; n++)
        value = 10 * value + (unsigned char)(text[n] - '0');
    const char next = n < len ? text[n] : '\0';
    if (n == 0 || n > 15 || next == '.' || next == ',' || next == 'e' || next == 'E')
        return lode__bom_real(text, len, line, decimal, out, out_len);
    *out = (double)value;
    *out_len = n;
    return NULL;
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
