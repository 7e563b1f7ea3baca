/* What a rule file says: compositions, the rules that find them in the texts of a part,
 * and the rules that tell what a column of a bill of materials holds. */
#ifndef LODE__READ_RULES_H
#define LODE__READ_RULES_H

#include "base/memory.h"
#include "lode/model.h"
#include "lode/rules.h"
#include "pattern/pattern.h"
#include "read/reading.h"

/* Which of the texts of a part a rule is about. */
typedef enum lode__rule_field {
    LODE__RULE_DESCRIPTION,
    LODE__RULE_PART_NUMBER,
    LODE__RULE_MATERIAL,
    LODE__N_RULE_TEXTS,                  /* those that patterns are for */
    LODE__RULE_ANY = LODE__N_RULE_TEXTS, /* of them */
    LODE__RULE_CAS,
    LODE__RULE_CODE
} lode__rule_field;

enum { LODE__MAX_CODE = 14 }; /* digits of a customs code */

/* A part of a composition: parts of its mass, each of which takes `factor` kg of the
 * item: 1, or more where the item is counted as an oxide or with losses. */
typedef struct lode__fraction {
    const char *item;
    double low, mode, high;
    double factor;
    const char *source;
} lode__fraction;

/* Texts are never NULL but for `item`. */
typedef struct lode__composition {
    const char *id, *name;
    const char *item; /* what is classified is this item; NULL: see the fractions */
    const char *process, *source, *note;
    size_t first_fraction, n_fractions;
    uint64_t line, column;
} lode__composition;

/* `matches`: the rule is to find something in it, or nothing. */
typedef struct lode__example {
    const char *text;
    bool matches;
} lode__example;

/* Examples of one rule or heading. */
typedef struct lode__examples {
    size_t first, n;
    bool has_yes, has_no;
} lode__examples;

typedef struct lode__rule {
    const char *id, *source, *note; /* never NULL */
    const char *scheme;             /* of a code */
    const char *value;              /* CAS number, or how a code begins; NULL: pattern */
    lode__pattern *pattern;
    uint32_t composition;
    lode__rule_field field;
    int32_t priority;
    double confidence;
    lode__examples examples;
    uint64_t line, column;
} lode__rule;

/* A pattern for the whole of a heading. */
typedef struct lode__heading {
    uint32_t field; /* one of lode__words_heading */
    lode__pattern *pattern;
    lode__examples examples;
    uint64_t line, column;
} lode__heading;

/* Never changes once it is read. What the base has stands first in each list (but for
 * rules, which are in the order in which they are tried), and belongs to the base. */
struct lode_rules {
    lode_allocator allocator; /* a copy: rules outlive the context */
    lode__refs refs;
    lode_rules *base; /* NULL: none */
    lode__arena texts;
    lode_source_record *sources;
    lode__composition *compositions;
    lode__fraction *fractions;
    lode__rule *rules; /* by priority, confidence, id */
    lode__heading *headings;
    lode__example *examples;
    size_t n_sources, n_compositions, n_fractions, n_rules, n_headings, n_examples;
    size_t sources_capacity, compositions_capacity, fractions_capacity, rules_capacity,
        headings_capacity, examples_capacity;
    lode__pattern **patterns; /* its own, to be freed */
    size_t n_patterns, patterns_capacity;
};

/* [n_fractions] of the composition; NULL where it has none. */
static inline const lode__fraction *lode__fractions(const lode_rules *rules,
                                                    const lode__composition *composition)
{
    return composition->n_fractions > 0 ? rules->fractions + composition->first_fraction
                                        : NULL;
}

/* The source of this id, or NULL: an assumption. */
const lode_source_record *lode__rules_source(const lode_rules *rules, const char *id);

/* Reads the XML form into the rules that the target is, which hold what the base has. */
void lode__read_rules_xml(lode__reading *reading);

#endif
