/* Rules at work: which composition the texts of a part speak of, and what the heading of
 * a column means. A classifier serves one thread; rules serve any number. */
#ifndef LODE__READ_CLASSIFY_H
#define LODE__READ_CLASSIFY_H

#include "read/rules.h"
#include "read/words.h"

typedef struct lode__classifier lode__classifier;

typedef enum lode__verdict_state {
    LODE__UNMATCHED,
    LODE__UNDECIDED, /* not "no": a limit was reached, or a text cannot be read */
    LODE__CLASSIFIED
} lode__verdict_state;

typedef struct lode__verdict {
    lode__verdict_state state;
    const lode__rule *rule; /* NULL: none, or it is a text that cannot be read */
    const lode__composition *composition; /* where classified */
    const char *text; /* of the part, that decided; NULL where unmatched */
} lode__verdict;

/* The rules must outlive it. */
LODE_NODISCARD lode_status lode__classifier_new(lode_context *context,
                                                const lode_rules *rules,
                                                lode__classifier **out);
void lode__classifier_free(lode__classifier *classifier);

/* The verdict on a part; struct_size is not looked at. LODE_E_NOMEM, LODE_E_FAIL. */
LODE_NODISCARD lode_status lode__classify(lode__classifier *classifier,
                                          const lode_part_text *part, lode__verdict *out);
/* The same in steps: every rule that matches or is undecided, in the order in which they
 * count. LODE_DONE after the last. */
void lode__classify_begin(lode__classifier *classifier, const lode_part_text *part);
LODE_NODISCARD lode_status lode__classify_next(lode__classifier *classifier,
                                               lode__verdict *out);

/* What the column under a heading holds, as a value of lode__words_heading: the first
 * heading of the rules that fits. LODE_DONE where none does; LODE_E_LIMIT where one could
 * not be decided; LODE_E_VALUE where the text is not UTF-8. Blanks around it do not
 * count. */
LODE_NODISCARD lode_status lode__classify_heading(lode__classifier *classifier,
                                                  const char *text, size_t len,
                                                  uint32_t *out_field);

/* True where a part gives a CAS number of which the check digit is wrong. */
bool lode__has_wrong_cas(const lode_part_text *part);

#endif
