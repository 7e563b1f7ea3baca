/* Rules at work: the few that may match are found first, then tried in their order. */
#include "read/classify.h"

#include "base/intern.h"
#include "read/beginnings.h"
#include "read/cas.h"

#include <string.h>

struct lode__classifier {
    lode_allocator allocator;
    const lode_rules *rules;
    lode__pattern_scratch *scratch;
    lode__beginnings beginnings;
    lode__intern values; /* of the rules that have one */
    uint32_t *first_of;  /* [values.n] the first rule of a value */
    uint32_t *next_of;   /* [n_rules] the next rule of the same value, or LODE__NO_ID */
    size_t n_words;      /* of 64 rules each */
    uint64_t *about[LODE__N_RULE_TEXTS]; /* rules that are about this text */
    /* The part at hand. */
    const lode_part_text *part;
    const char *texts[LODE__N_RULE_TEXTS];
    size_t lens[LODE__N_RULE_TEXTS];
    uint64_t *worth[LODE__N_RULE_TEXTS]; /* rules worth trying on it */
    uint64_t *valued;                    /* rules whose value it has */
    uint64_t *todo;                      /* all of these */
    const char *unreadable;              /* a text that is, until it has been told */
    bool lost;       /* there was no memory for what is worth trying */
    size_t at;       /* the rule that is next */
    size_t max_text; /* bytes that can be matched */
};

enum { N_SETS = 2 * LODE__N_RULE_TEXTS + 2 };

/* --- building --- */

static lode_status build_beginnings(lode_context *context, lode__classifier *classifier)
{
    const lode_rules *rules = classifier->rules;
    const lode__pattern **patterns =
        lode__alloc(&context->allocator, rules->n_rules, sizeof(*patterns));
    if (!patterns) return lode__nomem(context);
    for (size_t i = 0; i < rules->n_rules; i++) patterns[i] = rules->rules[i].pattern;
    const lode_status status = lode__beginnings_new(
        context, classifier->scratch, patterns, rules->n_rules, &classifier->beginnings);
    lode__free(&context->allocator, patterns);
    return status;
}

static lode_status add_value(lode_context *context, lode__classifier *classifier,
                             uint32_t rule)
{
    const char *value = classifier->rules->rules[rule].value;
    const uint32_t n = classifier->values.n;
    uint32_t id = 0;
    const lode_status status =
        lode__intern_add(&classifier->values, value, strlen(value), &id);
    if (status < 0) return status == LODE_E_NOMEM ? lode__nomem(context) : status;
    classifier->next_of[rule] = id < n ? classifier->first_of[id] : LODE__NO_ID;
    classifier->first_of[id] = rule;
    return LODE_OK;
}

static lode_status build_values(lode_context *context, lode__classifier *classifier)
{
    const lode_rules *rules = classifier->rules;
    const lode_allocator *allocator = &classifier->allocator;
    lode__intern_init(&classifier->values, allocator);
    classifier->first_of =
        lode__alloc(allocator, rules->n_rules, sizeof(*classifier->first_of));
    classifier->next_of =
        lode__alloc(allocator, rules->n_rules, sizeof(*classifier->next_of));
    if (!classifier->first_of || !classifier->next_of) return lode__nomem(context);
    for (uint32_t i = 0; i < rules->n_rules; i++)
        if (rules->rules[i].value) LODE__TRY(add_value(context, classifier, i));
    return LODE_OK;
}

/* One piece of memory holds all sets of rules. */
static lode_status build_sets(lode_context *context, lode__classifier *classifier)
{
    const lode_rules *rules = classifier->rules;
    const size_t n_words = (rules->n_rules + 63) / 64;
    uint64_t *sets =
        lode__alloc_zero(&classifier->allocator, n_words + 1, N_SETS * sizeof(*sets));
    if (!sets) return lode__nomem(context);
    classifier->n_words = n_words;
    classifier->valued = sets;
    classifier->todo = sets + (1 + LODE__N_RULE_TEXTS) * n_words;
    for (size_t text = 0; text < LODE__N_RULE_TEXTS; text++) {
        classifier->worth[text] = sets + (1 + text) * n_words;
        classifier->about[text] = sets + (2 + LODE__N_RULE_TEXTS + text) * n_words;
        for (size_t i = 0; i < rules->n_rules; i++)
            if (rules->rules[i].field == text || rules->rules[i].field == LODE__RULE_ANY)
                lode__set_bit(classifier->about[text], i);
    }
    return LODE_OK;
}

lode_status lode__classifier_new(lode_context *context, const lode_rules *rules,
                                 lode__classifier **out)
{
    lode__classifier *classifier =
        lode__alloc_zero(&context->allocator, 1, sizeof(*classifier));
    *out = NULL;
    if (!classifier) return lode__nomem(context);
    classifier->allocator = context->allocator;
    classifier->rules = rules;
    classifier->max_text = (size_t)lode__limit(context, LODE_LIMIT_MATCH_BYTES);
    lode_status status = lode__pattern_scratch_new(context, &classifier->scratch);
    if (status >= 0) status = build_sets(context, classifier);
    if (status >= 0) status = build_values(context, classifier);
    if (status >= 0) status = build_beginnings(context, classifier);
    if (status < 0) {
        lode__classifier_free(classifier);
        return status;
    }
    *out = classifier;
    return LODE_OK;
}

void lode__classifier_free(lode__classifier *classifier)
{
    if (!classifier) return;
    const lode_allocator allocator = classifier->allocator;
    lode__free(&allocator, classifier->valued);
    lode__free(&allocator, classifier->first_of);
    lode__free(&allocator, classifier->next_of);
    lode__intern_free(&classifier->values);
    lode__beginnings_free(&classifier->beginnings);
    lode__pattern_scratch_free(classifier->scratch);
    lode__free(&allocator, classifier);
}

/* --- values --- */

typedef struct slice {
    const char *text;
    size_t len;
} slice;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static slice trim(const char *text, size_t len)
{
    while (len > 0 && is_blank(*text)) text++, len--;
    while (len > 0 && is_blank(text[len - 1])) len--;
    return (slice){text, len};
}

static lode__cas_state check_part_cas(const lode_part_text *part, slice *out)
{
    *out = part->cas ? trim(part->cas, strlen(part->cas)) : (slice){"", 0};
    return lode__check_cas(out->text, out->len);
}

bool lode__has_wrong_cas(const lode_part_text *part)
{
    slice cas;
    return check_part_cas(part, &cas) == LODE__CAS_WRONG;
}

/* The digits of a code without what parts them; 0: it is none. */
static size_t code_digits(const char *code, char digits[LODE__MAX_CODE])
{
    size_t n = 0;
    for (; *code; code++) {
        if (is_blank(*code) || *code == '.') continue;
        if (*code < '0' || *code > '9' || n == LODE__MAX_CODE) return 0;
        digits[n++] = *code;
    }
    return n;
}

static bool is_year(const char *text)
{
    return strspn(text, "0123456789") == strlen(text);
}

/* The first six digits of these are those of the Harmonized System. */
static bool stands_on_hs(const char *scheme)
{
    static const char *const national[] = {"CN", "TARIC", "HTS"};
    for (size_t i = 0; i < LODE__COUNT(national); i++) {
        const size_t len = strlen(national[i]);
        if (strncmp(scheme, national[i], len) == 0 && is_year(scheme + len)) return true;
    }
    return false;
}

/* A scheme without a year stands for those of all years. */
static bool scheme_fits(const lode__rule *rule, const char *scheme)
{
    enum { HS_LEN = 6 };
    const size_t len = strlen(rule->scheme);
    if (strcmp(rule->scheme, "HS") == 0 && strlen(rule->value) <= HS_LEN &&
        stands_on_hs(scheme))
        return true;
    return strncmp(scheme, rule->scheme, len) == 0 && is_year(scheme + len);
}

static void add_valued(lode__classifier *classifier, slice value, const char *scheme)
{
    const uint32_t id = lode__intern_find(&classifier->values, value.text, value.len);
    if (id == LODE__NO_ID) return;
    for (uint32_t i = classifier->first_of[id]; i != LODE__NO_ID;
         i = classifier->next_of[i])
        if (!scheme || scheme_fits(&classifier->rules->rules[i], scheme))
            lode__set_bit(classifier->valued, i);
}

static void find_valued(lode__classifier *classifier, const lode_part_text *part)
{
    char digits[LODE__MAX_CODE];
    slice cas;
    if (classifier->values.n == 0) return;
    if (check_part_cas(part, &cas) == LODE__CAS_GOOD) add_valued(classifier, cas, NULL);
    if (!part->code) return;
    const size_t n = code_digits(part->code, digits);
    for (size_t len = 2; len <= n; len++)
        add_valued(classifier, (slice){digits, len}, part->scheme ? part->scheme : "HS");
}

/* --- classifying --- */

static void find_worth(lode__classifier *classifier, size_t which, const char *text)
{
    uint64_t *worth = classifier->worth[which];
    const uint64_t *about = classifier->about[which];
    const size_t len = strlen(text);
    classifier->texts[which] = text;
    classifier->lens[which] = len;
    if (len > classifier->max_text || !lode__is_utf8(text, len)) {
        classifier->unreadable = text;
        return;
    }
    if (!lode__beginnings_add(&classifier->beginnings, text, len, worth))
        classifier->lost = true;
    for (size_t i = 0; i < classifier->n_words; i++) worth[i] &= about[i];
}

void lode__classify_begin(lode__classifier *classifier, const lode_part_text *part)
{
    const char *const texts[LODE__N_RULE_TEXTS] = {
        [LODE__RULE_DESCRIPTION] = part->description,
        [LODE__RULE_PART_NUMBER] = part->part_number,
        [LODE__RULE_MATERIAL] = part->material};
    const size_t n_cleared = (1 + LODE__N_RULE_TEXTS) * classifier->n_words;
    memset(classifier->valued, 0, n_cleared * sizeof(*classifier->valued));
    classifier->part = part;
    classifier->unreadable = NULL;
    classifier->lost = false;
    classifier->at = 0;
    for (size_t i = 0; i < LODE__N_RULE_TEXTS; i++)
        if (texts[i]) find_worth(classifier, i, texts[i]);
    find_valued(classifier, part);
    for (size_t i = 0; i < classifier->n_words; i++) {
        classifier->todo[i] = classifier->valued[i];
        for (size_t text = 0; text < LODE__N_RULE_TEXTS; text++)
            classifier->todo[i] |= classifier->worth[text][i];
    }
}

/* Tries a rule on each text that it is worth trying on. */
static lode_status try_rule(lode__classifier *classifier, size_t index,
                            lode__verdict *verdict)
{
    const lode__rule *rule = &classifier->rules->rules[index];
    lode_status result = LODE_DONE;
    if (rule->value) {
        verdict->text = rule->field == LODE__RULE_CAS ? classifier->part->cas
                                                      : classifier->part->code;
        return LODE_OK;
    }
    for (size_t i = 0; i < LODE__N_RULE_TEXTS && result != LODE_OK; i++) {
        if (!lode__has_bit(classifier->worth[i], index)) continue;
        const lode_status status =
            lode__pattern_find(rule->pattern, classifier->scratch, classifier->texts[i],
                               classifier->lens[i]);
        if (status == LODE_DONE) continue;
        verdict->text = classifier->texts[i];
        result = status;
    }
    return result;
}

/* The next rule that is worth trying, or n_rules. */
static size_t next_worth(const lode__classifier *classifier)
{
    const size_t n = classifier->rules->n_rules;
    for (size_t i = classifier->at; i < n; i = (i / 64 + 1) * 64) {
        uint64_t word = classifier->todo[i / 64] >> i % 64;
        if (!word) continue;
        for (; !(word & 1); word >>= 1) i++;
        return i;
    }
    return n;
}

lode_status lode__classify_next(lode__classifier *classifier, lode__verdict *out)
{
    const lode_rules *rules = classifier->rules;
    memset(out, 0, sizeof(*out));
    if (classifier->lost) return LODE_E_NOMEM;
    if (classifier->unreadable) {
        out->state = LODE__UNDECIDED;
        out->text = classifier->unreadable;
        classifier->unreadable = NULL;
        return LODE_OK;
    }
    for (size_t i; (i = next_worth(classifier)) < rules->n_rules;) {
        classifier->at = i + 1;
        const lode_status status = try_rule(classifier, i, out);
        if (status == LODE_DONE) continue;
        if (status < 0 && status != LODE_E_LIMIT) return status;
        out->state = status == LODE_OK ? LODE__CLASSIFIED : LODE__UNDECIDED;
        out->rule = &rules->rules[i];
        if (status == LODE_OK)
            out->composition = &rules->compositions[out->rule->composition];
        return LODE_OK;
    }
    return LODE_DONE;
}

lode_status lode__classify(lode__classifier *classifier, const lode_part_text *part,
                           lode__verdict *out)
{
    lode__classify_begin(classifier, part);
    const lode_status status = lode__classify_next(classifier, out);
    return status < 0 ? status : LODE_OK;
}

/* --- headings --- */

lode_status lode__classify_heading(lode__classifier *classifier, const char *text,
                                   size_t len, uint32_t *out_field)
{
    const lode_rules *rules = classifier->rules;
    const slice heading = trim(text, len);
    for (size_t i = 0; i < rules->n_headings; i++) {
        const lode_status status =
            lode__pattern_match(rules->headings[i].pattern, classifier->scratch,
                                heading.text, heading.len, NULL, 0);
        if (status == LODE_DONE) continue;
        if (status == LODE_OK) *out_field = rules->headings[i].field;
        return status;
    }
    return LODE_DONE;
}
