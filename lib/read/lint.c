/* Rules held against their examples. */
#include "read/classify.h"

#include "table/build.h"

#include <stdio.h>
#include <string.h>

enum { COL_RULE, COL_EXAMPLE, COL_EXPECTED, COL_GOT, COL_BY, COL_OK, N_COLUMNS };

static const lode_column columns[N_COLUMNS] = {
    [COL_RULE] = {"rule", LODE_COLUMN_TEXT, "", "rule, or heading: and its field"},
    [COL_EXAMPLE] = {"example", LODE_COLUMN_TEXT, "", "text"},
    [COL_EXPECTED] = {"expected", LODE_COLUMN_TEXT, "", "match or none"},
    [COL_GOT] =
        {"got", LODE_COLUMN_TEXT, "",
         "match, none, undecided, other (another rule decides) or overlap (a rule "
         "of the same priority disagrees)"},
    [COL_BY] = {"by", LODE_COLUMN_TEXT, "", "rule that decides or disagrees"},
    [COL_OK] = {"ok", LODE_COLUMN_FLAG, "", "as expected"},
};

typedef enum outcome { MATCH, NONE, UNDECIDED, OTHER, OVERLAP } outcome;
static const char *const outcome_names[] = {
    [MATCH] = "match", [NONE] = "none",       [UNDECIDED] = "undecided",
    [OTHER] = "other", [OVERLAP] = "overlap",
};

typedef struct linter {
    lode_context *context;
    lode_table *table;
    lode__classifier *classifier;
    const lode_rules *rules;
} linter;

static lode_status put_text(const linter *lint, size_t column, const char *text)
{
    return lode__put_cell_text(lint->context, lint->table, column, text, strlen(text));
}

static lode_status put_row(const linter *lint, const char *rule,
                           const lode__example *example, outcome got, const char *by)
{
    const outcome expected = example->matches ? MATCH : NONE;
    LODE__TRY(lode__table_row(lint->context, lint->table));
    LODE__TRY(put_text(lint, COL_RULE, rule));
    LODE__TRY(put_text(lint, COL_EXAMPLE, example->text));
    LODE__TRY(put_text(lint, COL_EXPECTED, outcome_names[expected]));
    LODE__TRY(put_text(lint, COL_GOT, outcome_names[got]));
    LODE__TRY(put_text(lint, COL_BY, by));
    lode__put_cell_flag(lint->table, COL_OK, got == expected);
    return LODE_OK;
}

/* The part that an example of a rule stands for. */
static lode_part_text part_of(const lode__rule *rule, const char *text)
{
    lode_part_text part = LODE_PART_TEXT_INIT;
    switch (rule->field) {
    case LODE__RULE_PART_NUMBER:
        part.part_number = text;
        break;
    case LODE__RULE_MATERIAL:
        part.material = text;
        break;
    case LODE__RULE_CAS:
        part.cas = text;
        break;
    case LODE__RULE_CODE:
        part.code = text;
        part.scheme = rule->scheme;
        break;
    default:
        part.description = text;
        break;
    }
    return part;
}

/* Rules of the same priority as the one that decides disagree with it where they lead to
 * another composition: which of them stands is then a matter of confidence or names. */
static lode_status note_overlap(const linter *lint, const lode__rule *rule,
                                const lode__example *example, const lode__verdict *first,
                                const lode__verdict *verdict)
{
    const bool disagrees = first->rule == rule && example->matches &&
                           first->state == LODE__CLASSIFIED &&
                           verdict->state == LODE__CLASSIFIED && verdict->rule != rule &&
                           verdict->rule->priority == rule->priority &&
                           verdict->composition != first->composition;
    return disagrees ? put_row(lint, rule->id, example, OVERLAP, verdict->rule->id)
                     : LODE_OK;
}

/* The verdict of all rules, the one that decides. */
static lode_status find(const linter *lint, const lode__rule *rule,
                        const lode__example *example, lode__verdict *out_first)
{
    const lode_part_text part = part_of(rule, example->text);
    lode__verdict verdict;
    lode_status status = LODE_OK;
    memset(out_first, 0, sizeof(*out_first));
    lode__classify_begin(lint->classifier, &part);
    while ((status = lode__classify_next(lint->classifier, &verdict)) == LODE_OK) {
        if (!out_first->state) *out_first = verdict;
        if (verdict.rule)
            LODE__TRY(note_overlap(lint, rule, example, out_first, &verdict));
    }
    if (status == LODE_E_NOMEM) return lode__nomem(lint->context);
    return status < 0 ? lode__error(lint->context, status, NULL, "matching failed")
                      : LODE_OK;
}

/* A rule finds a text where it decides; it leaves it alone where it does not, because it
 * does not match or because another one comes before it. */
static lode_status lint_rule(const linter *lint, const lode__rule *rule,
                             const lode__example *example)
{
    lode__verdict first;
    LODE__TRY(find(lint, rule, example, &first));
    const lode__rule *by = first.rule;
    outcome got = NONE;
    if (first.state == LODE__UNDECIDED)
        got = by == rule || example->matches ? UNDECIDED : NONE;
    else if (by)
        got = by == rule ? MATCH : example->matches ? OTHER : NONE;
    return put_row(lint, rule->id, example, got, by ? by->id : "");
}

static lode_status lint_heading(const linter *lint, const lode__heading *heading,
                                const lode__example *example)
{
    const char *field = lode__word_name(lode__words_heading, heading->field);
    char name[64];
    uint32_t found = 0;
    const lode_status status = lode__classify_heading(lint->classifier, example->text,
                                                      strlen(example->text), &found);
    snprintf(name, sizeof(name), "heading:%s", field);
    if (status == LODE_E_NOMEM) return lode__nomem(lint->context);
    if (status < 0) return put_row(lint, name, example, UNDECIDED, "");
    if (status == LODE_DONE) return put_row(lint, name, example, NONE, "");
    if (found == heading->field) return put_row(lint, name, example, MATCH, name);
    char other[64];
    snprintf(other, sizeof(other), "heading:%s",
             lode__word_name(lode__words_heading, found));
    return put_row(lint, name, example, example->matches ? OTHER : NONE, other);
}

static lode_status lint_all(const linter *lint)
{
    const lode_rules *rules = lint->rules;
    for (size_t i = 0; i < rules->n_rules; i++) {
        const lode__examples *examples = &rules->rules[i].examples;
        for (size_t k = 0; k < examples->n; k++)
            LODE__TRY(
                lint_rule(lint, &rules->rules[i], &rules->examples[examples->first + k]));
    }
    for (size_t i = 0; i < rules->n_headings; i++) {
        const lode__examples *examples = &rules->headings[i].examples;
        for (size_t k = 0; k < examples->n; k++)
            LODE__TRY(lint_heading(lint, &rules->headings[i],
                                   &rules->examples[examples->first + k]));
    }
    return LODE_OK;
}

lode_status lode_rules_lint(lode_context *context, const lode_rules *rules,
                            lode_table **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!out) return lode__invalid(context, "out is NULL");
    *out = NULL;
    if (!rules) return lode__invalid(context, "rules is NULL");
    linter lint = {.context = context, .rules = rules};
    lode_status status = lode__classifier_new(context, rules, &lint.classifier);
    if (status >= 0)
        status = lode__table_new(context, "lint", columns, N_COLUMNS, &lint.table);
    if (status >= 0) status = lint_all(&lint);
    lode__classifier_free(lint.classifier);
    if (status < 0) {
        lode_table_free(lint.table);
        return status;
    }
    *out = lint.table;
    return LODE_OK;
}
