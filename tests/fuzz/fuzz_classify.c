/* Texts of parts, six lines each, against the rules that come with the library: the index
 * of beginnings leaves out no rule that finds a text, and the public call says the same.
 */
#include "fuzz.h"

#include "read/classify.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PARTS = 4, N_LINES = 6 };

/* Made once; they live as long as the program. */
typedef struct shipped {
    lode_context *context;
    lode_rules *rules;
    lode__classifier *classifier;
    lode__pattern_scratch *scratch;
} shipped;

static shipped *open_rules(void)
{
    static shipped s;
    static const char path[] = LODE_TEST_SOURCE_DIR "/examples/data/reference.rules.xml";
    if (s.context) return &s;
    FUZZ_HOLDS(lode_context_new(NULL, &s.context) == LODE_OK);
    FUZZ_HOLDS(lode_rules_read_file(s.context, path, NULL, NULL, &s.rules) == LODE_OK);
    FUZZ_HOLDS(lode__classifier_new(s.context, s.rules, &s.classifier) == LODE_OK);
    FUZZ_HOLDS(lode__pattern_scratch_new(s.context, &s.scratch) == LODE_OK);
    return &s;
}

static bool finds(const shipped *s, const lode__rule *rule, const lode_part_text *part)
{
    const char *const texts[] = {part->description, part->part_number, part->material};
    for (size_t i = 0; i < LODE__N_RULE_TEXTS; i++) {
        if (rule->field != LODE__RULE_ANY && rule->field != (lode__rule_field)i) continue;
        if (lode__pattern_match(rule->pattern, s->scratch, texts[i], strlen(texts[i]),
                                NULL, 0) == LODE_OK)
            return true;
    }
    return false;
}

/* Every rule that finds something is given, in order. */
static void hold_all_found(const shipped *s, const lode_part_text *part)
{
    lode__verdict verdict;
    lode__classify_begin(s->classifier, part);
    lode_status status = lode__classify_next(s->classifier, &verdict);
    while (status == LODE_OK && !verdict.rule) /* a text that cannot be read */
        status = lode__classify_next(s->classifier, &verdict);
    for (size_t i = 0; i < s->rules->n_rules; i++) {
        const lode__rule *const rule = &s->rules->rules[i];
        if (status == LODE_OK && verdict.rule == rule)
            status = lode__classify_next(s->classifier, &verdict);
        else
            FUZZ_HOLDS(rule->value || !finds(s, rule, part));
    }
    FUZZ_HOLDS(status == LODE_DONE);
}

static void hold_public(const shipped *s, const lode_part_text *parts, size_t n)
{
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    lode_table *table = NULL;
    FUZZ_HOLDS(
        fuzz_said(context, lode_classify(context, s->rules, parts, n, NULL, &table)));
    FUZZ_HOLDS(lode_table_n_rows(table) == n);
    const size_t column = lode_table_find_column(table, "rule");
    for (size_t i = 0; i < n; i++) {
        lode__verdict verdict;
        FUZZ_HOLDS(lode__classify(s->classifier, &parts[i], &verdict) == LODE_OK);
        FUZZ_HOLDS(strcmp(lode_table_text(table, column, i),
                          verdict.rule ? verdict.rule->id : "") == 0);
    }
    fuzz_table(context, table, 0);
    lode_table_free(table);
    fuzz_close(context, &memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const shipped *const s = open_rules();
    fuzz_bytes bytes = {data, size};
    char *lines[MAX_PARTS][N_LINES];
    lode_part_text parts[MAX_PARTS];
    size_t n = 0;
    for (; n < MAX_PARTS && (n == 0 || bytes.left > 0); n++) {
        char **const of = lines[n];
        for (size_t k = 0; k < N_LINES; k++) of[k] = fuzz_line(&bytes);
        parts[n] = (lode_part_text){
            sizeof(parts[n]), 0, of[0], of[1], of[2], of[3], of[4], of[5]};
        hold_all_found(s, &parts[n]);
    }
    /* each call makes an index of its own, which takes its time */
    if (size % 32 == 0) hold_public(s, parts, n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < N_LINES; k++) free(lines[i][k]);
    return 0;
}
