/* Rules: read, put in order, matched, held against their examples. */
#include "plain_numbers.h"
#include "read_common.h"

#include "read/beginnings.h"
#include "read/cas.h"
#include "read/classify.h"

#include <libxml/relaxng.h>

#define RULES_HEAD                                                                       \
    "<rules xmlns=\"urn:lode:rules:1\">"                                                 \
    "<composition id=\"a\" item=\"item-a\"/><composition id=\"b\" item=\"item-b\"/>"
#define RULES_TAIL "</rules>"
#define YES_NO(yes, no) "<yes text=\"" yes "\"/><no text=\"" no "\"/></rule>"

static lode_rules *make_rules(lode_context *ctx, lode_rules *base, const char *text)
{
    lode_rules *rules = NULL;
    const lode_status status =
        lode_rules_read_memory(ctx, text, strlen(text), base, NULL, &rules);
    read_text report = read_text_report(ctx);
    cr_assert(status == LODE_OK, "%s", report.data);
    free(report.data);
    return rules;
}

static lode_rules *shipped(lode_context *ctx)
{
    lode_rules *rules = NULL;
    cr_assert(lode_rules_read_file(ctx, "examples/data/reference.rules.xml", NULL, NULL,
                                   &rules) == LODE_OK);
    return rules;
}

static lode_part_text described(const char *text)
{
    lode_part_text part = LODE_PART_TEXT_INIT;
    part.description = text;
    return part;
}

/* Id of the composition that a part has, "" for unmatched, "?" for undecided. */
static const char *classify(lode_context *ctx, lode__classifier *classifier,
                            const lode_part_text *part)
{
    lode__verdict verdict;
    (void)ctx;
    cr_assert(lode__classify(classifier, part, &verdict) == LODE_OK);
    return verdict.state == LODE__CLASSIFIED  ? verdict.composition->id
           : verdict.state == LODE__UNDECIDED ? "?"
                                              : "";
}

static lode__classifier *make_classifier(lode_context *ctx, const lode_rules *rules)
{
    lode__classifier *classifier = NULL;
    cr_assert(lode__classifier_new(ctx, rules, &classifier) == LODE_OK);
    return classifier;
}

LODE_TEST(rules, cas_check_digit)
{
    static const struct {
        const char *text;
        lode__cas_state expected;
    } cases[] = {
        {"7440-00-8", LODE__CAS_GOOD},  {"7732-18-5", LODE__CAS_GOOD},
        {"12037-01-3", LODE__CAS_GOOD}, {"50-00-0", LODE__CAS_GOOD},
        {"7440-00-9", LODE__CAS_WRONG}, {"1234567-89-0", LODE__CAS_WRONG},
        {"7440-008", LODE__CAS_NONE},   {"7440-0-8", LODE__CAS_NONE},
        {"7440-00-", LODE__CAS_NONE},   {"", LODE__CAS_NONE},
        {"7-00-8", LODE__CAS_NONE},     {"12345678-00-8", LODE__CAS_NONE},
        {"744x-00-8", LODE__CAS_NONE},  {"7440-00-x", LODE__CAS_NONE},
        {"7440 00 8", LODE__CAS_NONE},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++)
        cr_expect(lode__check_cas(cases[i].text, strlen(cases[i].text)) ==
                      cases[i].expected,
                  "%s", cases[i].text);
}

LODE_TEST(rules, priority_confidence_id)
{
    lode_rules *rules = make_rules(
        ctx, NULL,
        RULES_HEAD
        "<rule id=\"z\" field=\"any\" composition=\"a\" confidence=\"0.9\" "
        "pattern=\"x1|x2|x3\">" YES_NO(
            "x1",
            "y") "<rule id=\"top\" field=\"any\" "
                 "composition=\"b\" confidence=\"0.1\" priority=\"5\" "
                 "pattern=\"x1\">" YES_NO(
                     "x1",
                     "y") "<rule id=\"sure\" field=\"any\" composition=\"b\" "
                          "confidence=\"0.95\" pattern=\"x2\">" YES_NO(
                              "x2",
                              "y") "<rule id=\"first\" "
                                   "field=\"any\" composition=\"b\" confidence=\"0.9\" "
                                   "pattern=\"x3\">" YES_NO("x3", "y") RULES_TAIL);
    lode__classifier *classifier = make_classifier(ctx, rules);
    static const char *const texts[] = {"x1", "x2", "x3", "x4"};
    static const char *const expected[] = {"top", "sure", "first", NULL};
    for (size_t i = 0; i < 4; i++) {
        const lode_part_text part = described(texts[i]);
        lode__verdict verdict;
        cr_assert(lode__classify(classifier, &part, &verdict) == LODE_OK);
        cr_expect((verdict.rule != NULL) == (expected[i] != NULL));
        if (verdict.rule) cr_expect_str_eq(verdict.rule->id, expected[i]);
    }
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

LODE_TEST(rules, fields_are_apart)
{
    lode_rules *rules = make_rules(
        ctx, NULL,
        RULES_HEAD
        "<rule id=\"m\" field=\"material\" composition=\"a\" confidence=\"1\" "
        "pattern=\"304\">" YES_NO(
            "304", "3") "<rule id=\"d\" field=\"description\" "
                        "composition=\"b\" confidence=\"1\" pattern=\"bolt\">" YES_NO(
                            "bolt", "b") RULES_TAIL);
    lode__classifier *classifier = make_classifier(ctx, rules);
    lode_part_text part = LODE_PART_TEXT_INIT;
    cr_expect_str_eq(classify(ctx, classifier, &part), "");
    part.description = "304 pieces";
    part.part_number = "304";
    cr_expect_str_eq(classify(ctx, classifier, &part), "");
    part.material = "AISI 304";
    cr_expect_str_eq(classify(ctx, classifier, &part), "a");
    part.material = "bolt";
    cr_expect_str_eq(classify(ctx, classifier, &part), "");
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

LODE_TEST(rules, undecided_is_not_no)
{
    lode_rules *rules = make_rules(
        ctx, NULL,
        RULES_HEAD
        "<rule id=\"bad\" field=\"any\" composition=\"a\" confidence=\"1\" "
        "pattern=\"(a+)+[bc]\">" YES_NO(
            "ab", "c") "<rule id=\"good\" field=\"any\" "
                       "composition=\"b\" confidence=\"0.5\" pattern=\"a+|zz\">" YES_NO(
                           "zz", "c") RULES_TAIL);
    lode__classifier *classifier = make_classifier(ctx, rules);
    char text[LODE__PATTERN_MAX_TEXT + 2];
    lode_part_text part = described("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    cr_expect_str_eq(classify(ctx, classifier, &part), "?");
    /* What another text says stands: the rule matches. */
    part.material = "aab";
    cr_expect_str_eq(classify(ctx, classifier, &part), "a");
    part = described("zz");
    cr_expect_str_eq(classify(ctx, classifier, &part), "b");
    memset(text, ' ', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    part = described(text);
    cr_expect_str_eq(classify(ctx, classifier, &part), "?");
    text[sizeof(text) - 2] = '\0';
    cr_expect_str_eq(classify(ctx, classifier, &part), "");
    part = described("zz \xff");
    cr_expect_str_eq(classify(ctx, classifier, &part), "?");
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

#define CODE_RULE(id, scheme, value, composition)                                        \
    "<rule id=\"" id "\" field=\"code\" scheme=\"" scheme "\" value=\"" value            \
    "\" composition=\"" composition "\" confidence=\"1\">" YES_NO("1", "2")

LODE_TEST(rules, customs_codes)
{
    lode_rules *rules =
        make_rules(ctx, NULL,
                   RULES_HEAD CODE_RULE("hs", "HS", "850511", "a")
                       CODE_RULE("cn", "CN", "85051110", "b")
                           CODE_RULE("hs17", "HS2017", "8106", "b") RULES_TAIL);
    lode__classifier *classifier = make_classifier(ctx, rules);
    static const struct {
        const char *scheme, *code, *expected;
    } cases[] = {
        {NULL, "8505.11", "a"},
        {"HS", "850511", "a"},
        {"HS2022", "8505 11", "a"},
        {"HTS2024", "8505.11.00.70", "a"},
        {"CN2024", "8505 11 90", "a"},
        {"TARIC", "8505119090", "a"},
        {"HS", "8505.19", ""},
        {"HS", "8505", ""},
        {"CNX", "85051110", ""}, /* China's has the same digits */
        {"HS2017", "810600", "b"},
        {"HS2022", "810600", ""},
        {"HS", "810600", ""},
        {"HS", "8505.1A", ""},
        {"HS", "", ""},
        {"HS", "850511000000000", ""},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        lode_part_text part = LODE_PART_TEXT_INIT;
        part.scheme = cases[i].scheme;
        part.code = cases[i].code;
        cr_expect_str_eq(classify(ctx, classifier, &part), cases[i].expected, "%s %s",
                         cases[i].scheme, cases[i].code);
    }
    lode_part_text part = LODE_PART_TEXT_INIT;
    lode__verdict verdict;
    part.scheme = "CN2024";
    part.code = "85051110";
    lode__classify_begin(classifier, &part);
    for (size_t n = 0; n < 2; n++)
        cr_expect(lode__classify_next(classifier, &verdict) == LODE_OK);
    cr_expect(lode__classify_next(classifier, &verdict) == LODE_DONE);
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

/* Vendors' ways of writing grades, and what looks like them. Expected by hand. */
LODE_TEST(rules, magnets)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"Magnet block N42UH 20x10x5 NiCuNi", "ndfeb-uh"},
        {"N38EH arc segment, R45", "ndfeb-eh"},
        {"NdFeB 35SH, zinc", "ndfeb-sh"},
        {"Rotor magnet N48H", "ndfeb-h"},
        {"Neodymium magnet 33AH", "ndfeb-ah"},
        {"N33VH", "ndfeb-ah"},
        {"Scheibenmagnet N45 12x3", "ndfeb"},
        {"Magnet N52M pot", "ndfeb"},
        {"n42sh block", "ndfeb-sh"},
        {"N42SH/TP", "ndfeb-sh"},
        {"N 45 UH", ""}, /* nobody writes the N apart */
        {"Dauermagnet 42UH", "ndfeb-uh"},
        {"ネオジム磁石 N40UH", "ndfeb-uh"},
        {"N48SH, GBD process", "ndfeb-sh-gbd"},
        {"Magnet 45UH grain boundary diffusion Tb", "ndfeb-uh-gbd"},
        {"YXG28H", "sm2co17"},
        {"YX18 disc", "smco5"},
        {"Sm2Co17 ring", "sm2co17"},
        {"SmCo5 8x4", "smco5"},
        {"Recoma 32S", "sm2co17"},
        {"M5x35H screw", ""},
        {"42H motor NEMA17", ""},
        {"PN42UH7", ""},
        {"N42", ""},
        {"N100SH", ""},
        {"IC 35SH driver", ""},
    };
    lode_rules *rules = shipped(ctx);
    lode__classifier *classifier = make_classifier(ctx, rules);
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        const lode_part_text part = described(cases[i].text);
        cr_expect_str_eq(classify(ctx, classifier, &part), cases[i].expected, "%s",
                         cases[i].text);
    }
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

/* Noise as an attachment has it: none of it is a magnet, but where a grade stands free.
 */
LODE_TEST(rules, base64_is_no_grade)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    enum { LEN = 4000, N = 200 };
    char text[LEN + 1];
    uint64_t state = 1;
    lode_rules *rules = shipped(ctx);
    lode__classifier *classifier = make_classifier(ctx, rules);
    lode_part_text part = described(text);
    text[LEN] = '\0';
    for (size_t k = 0; k < N; k++) {
        for (size_t i = 0; i < LEN; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
            text[i] = digits[(state >> 33) % (sizeof(digits) - 1)];
        }
        memcpy(text + 5 * k, "YHN42UHP", 8);
        cr_expect_str_eq(classify(ctx, classifier, &part), "", "text %zu", k);
    }
    memcpy(text + 100, " N42UH ", 7);
    cr_expect_str_eq(classify(ctx, classifier, &part), "ndfeb-uh");
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

LODE_TEST(rules, headings)
{
    static const struct {
        const char *heading, *expected;
    } cases[] = {
        {"Qty", "quantity"},
        {" Qty. ", "quantity"},
        {"Menge", "quantity"},
        {"Quantité", "quantity"},
        {"数量", "quantity"},
        {"Part Number", "id"},
        {"Teilenummer", "id"},
        {"品番", "id"},
        {"MPN", "part-number"},
        {"Manufacturer Part Number", "part-number"},
        {"Manufacturer", "supplier"},
        {"Hersteller", "supplier"},
        {"Werkstoff", "material"},
        {"材質", "material"},
        {"Level", "level"},
        {"Stufe", "level"},
        {"Parent", "parent"},
        {"Description", "description"},
        {"Bezeichnung", "description"},
        {"désignation", "description"},
        {"RefDes", "references"},
        {"Country of Origin", "country"},
        {"Ursprungsland", "country"},
        {"HS Code", "code"},
        {"CAS No.", "cas"},
        {"Weight [kg]", "mass"},
        {"Gewichtseinheit", "mass-unit"},
        {"UoM", "unit"},
        {"Mengeneinheit", "unit"},
        {"Unit Price", "price"},
        {"Currency", "currency"},
        {"Rev", "version"},
        {"DNP", "fitted"},
        {"", NULL},
        {"42", NULL},
        {"Quality remark", NULL},
    };
    lode_rules *rules = shipped(ctx);
    lode__classifier *classifier = make_classifier(ctx, rules);
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        uint32_t field = 0;
        const lode_status status = lode__classify_heading(
            classifier, cases[i].heading, strlen(cases[i].heading), &field);
        cr_expect((status == LODE_OK) == (cases[i].expected != NULL), "%s",
                  cases[i].heading);
        if (status == LODE_OK)
            cr_expect_str_eq(lode__word_name(lode__words_heading, field),
                             cases[i].expected, "%s", cases[i].heading);
    }
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

LODE_TEST(rules, compositions)
{
    lode_rules *rules = shipped(ctx);
    lode__classifier *classifier = make_classifier(ctx, rules);
    const lode_part_text magnet = described("N38EH"), cell = described("LFP cell");
    lode__verdict verdict;
    /* A finished magnet, for it is licensed and has shares of its own. */
    cr_assert(lode__classify(classifier, &magnet, &verdict) == LODE_OK);
    cr_assert(verdict.composition && verdict.composition->item);
    cr_expect_str_eq(verdict.composition->item, "magnet-eh");
    cr_assert(lode__classify(classifier, &cell, &verdict) == LODE_OK);
    const lode__composition *lfp = verdict.composition;
    cr_assert(lfp && lfp->n_fractions == 5 && !lfp->item);
    const lode__fraction *li = lode__fractions(rules, lfp);
    cr_expect_str_eq(li->item, "li-carbonate");
    cr_expect(li->low == 0.0132 && li->mode == 0.0156 && li->high == 0.0179);
    cr_expect(li->factor > 5.3233 && li->factor < 5.3234); /* 73.887 / (2 * 6.94) */
    const lode_source_record *source = lode__rules_source(rules, li->source);
    cr_assert(source != NULL);
    cr_expect_str_eq(source->publisher, "Argonne National Laboratory");
    cr_expect(lode__rules_source(rules, "assumption") == NULL);
    lode__classifier_free(classifier);
    lode_rules_unref(rules);
}

LODE_TEST(rules, on_top_of_others)
{
    lode_rules *base = make_rules(
        ctx, NULL,
        RULES_HEAD "<rule id=\"r\" field=\"any\" composition=\"a\" confidence=\"1\" "
                   "pattern=\"x\">" YES_NO("x", "y") RULES_TAIL);
    lode_rules *rules = make_rules(
        ctx, base,
        "<rules xmlns=\"urn:lode:rules:1\"><composition id=\"c\"><of item=\"i\" "
        "mode=\"0.5\" factor=\"2\"/></composition><rule id=\"s\" field=\"any\" "
        "composition=\"b\" confidence=\"1\" priority=\"1\" pattern=\"x2?\">" YES_NO(
            "x", "y") RULES_TAIL);
    lode_rules_unref(base); /* the new ones hold it */
    lode_rules *again = NULL;
    cr_expect(lode_rules_count(rules) == 2);
    lode__classifier *classifier = make_classifier(ctx, rules);
    const lode_part_text part = described("x");
    cr_expect_str_eq(classify(ctx, classifier, &part), "b");
    lode__classifier_free(classifier);
    static const char twice[] =
        "<rules xmlns=\"urn:lode:rules:1\"><composition id=\"a\" item=\"x\"/></rules>";
    cr_expect(lode_rules_read_memory(ctx, twice, strlen(twice), rules, NULL, &again) ==
              LODE_E_CONFLICT);
    cr_expect(again == NULL);
    lode_rules_unref(rules);
}

/* What the first two bytes of words tell is never wrong: a rule that matches is tried. */
LODE_TEST(rules, beginnings_miss_nothing)
{
    lode_rules *rules = shipped(ctx);
    const lode__pattern **patterns = calloc(rules->n_rules, sizeof(*patterns));
    lode__pattern_scratch *scratch = NULL;
    lode__beginnings beginnings = {0};
    size_t n_matches = 0;
    for (size_t i = 0; i < rules->n_rules; i++) patterns[i] = rules->rules[i].pattern;
    cr_assert(lode__pattern_scratch_new(ctx, &scratch) == LODE_OK);
    cr_assert(lode__beginnings_new(ctx, scratch, patterns, rules->n_rules, &beginnings) ==
              LODE_OK);
    uint64_t *set = calloc(beginnings.n_words + 1, sizeof(*set));
    for (size_t k = 0; k < rules->n_examples; k++) {
        const char *text = rules->examples[k].text;
        memset(set, 0, beginnings.n_words * sizeof(*set));
        cr_assert(lode__beginnings_add(&beginnings, text, strlen(text), set));
        for (size_t i = 0; i < rules->n_rules; i++) {
            if (!patterns[i] || lode__pattern_match(patterns[i], scratch, text,
                                                    strlen(text), NULL, 0) != LODE_OK)
                continue;
            n_matches++;
            cr_expect(lode__has_bit(set, i), "%s on \"%s\"", rules->rules[i].id, text);
        }
    }
    cr_expect(n_matches > rules->n_rules / 2);
    free(set);
    free(patterns);
    lode__beginnings_free(&beginnings);
    lode__pattern_scratch_free(scratch);
    lode_rules_unref(rules);
}

LODE_TEST(rules, shipped_examples_hold)
{
    lode_rules *rules = shipped(ctx);
    lode_table *table = NULL;
    cr_assert(lode_rules_lint(ctx, rules, &table) == LODE_OK);
    const size_t ok = lode_table_find_column(table, "ok");
    const size_t rule = lode_table_find_column(table, "rule");
    cr_expect(lode_table_n_rows(table) >= 2 * lode_rules_count(rules));
    for (size_t row = 0; row < lode_table_n_rows(table); row++)
        cr_expect(lode_table_flags(table, ok)[row], "%s",
                  lode_table_text(table, rule, row));
    lode_table_free(table);
    lode_rules_unref(rules);
}

/* Compositions name items that the reference data has. */
LODE_TEST(rules, shipped_items_exist)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_rules *rules = shipped(ctx);
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_assert(lode_read_file(ctx, builder, "examples/data/reference.lode.xml", NULL) ==
              LODE_OK);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    for (size_t i = 0; i < rules->n_compositions; i++) {
        const char *item = rules->compositions[i].item;
        if (item) cr_expect(lode_model_find_item(model, item) != SIZE_MAX, "%s", item);
    }
    for (size_t i = 0; i < rules->n_fractions; i++)
        cr_expect(lode_model_find_item(model, rules->fractions[i].item) != SIZE_MAX, "%s",
                  rules->fractions[i].item);
    lode_model_unref(model);
    lode_builder_free(builder);
    lode_rules_unref(rules);
}

LODE_TEST(rules, lint_tells)
{
    static const struct {
        const char *rule, *example, *expected, *got, *by;
        bool ok;
    } rows[] = {
        {"over", "x both", "match", "overlap", "under", false},
        {"over", "x both", "match", "match", "over", true},
        {"over", "x no", "none", "match", "over", false},
        {"under", "both", "match", "match", "under", true},
        {"under", "x both", "match", "other", "over", false},
        {"under", "z", "none", "none", "", true},
    };
    lode_rules *rules = make_rules(
        ctx, NULL,
        RULES_HEAD
        "<rule id=\"over\" field=\"any\" composition=\"a\" confidence=\"1\" "
        "pattern=\"x\"><yes text=\"x both\"/><no text=\"x no\"/></rule>"
        "<rule id=\"under\" field=\"any\" composition=\"b\" confidence=\"0.5\" "
        "pattern=\"both\"><yes text=\"both\"/><yes text=\"x both\"/><no text=\"z\"/>"
        "</rule>" RULES_TAIL);
    lode_table *table = NULL;
    cr_assert(lode_rules_lint(ctx, rules, &table) == LODE_OK);
    cr_assert(lode_table_n_rows(table) == LODE__COUNT(rows));
    for (size_t i = 0; i < LODE__COUNT(rows); i++) {
        cr_expect_str_eq(lode_table_text(table, 0, i), rows[i].rule);
        cr_expect_str_eq(lode_table_text(table, 1, i), rows[i].example);
        cr_expect_str_eq(lode_table_text(table, 2, i), rows[i].expected);
        cr_expect_str_eq(lode_table_text(table, 3, i), rows[i].got, "row %zu", i);
        cr_expect_str_eq(lode_table_text(table, 4, i), rows[i].by, "row %zu", i);
        cr_expect((lode_table_flags(table, 5)[i] != 0) == rows[i].ok, "row %zu", i);
    }
    lode_table_free(table);
    lode_rules_unref(rules);
}

LODE_TEST(rules, arguments)
{
    lode_rules *rules = make_rules(ctx, NULL, RULES_HEAD RULES_TAIL), *other = NULL;
    lode_table *table = NULL;
    lode_part_text part = LODE_PART_TEXT_INIT;
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    cr_expect(lode_rules_read_memory(NULL, "", 0, NULL, NULL, &other) == LODE_E_INVALID);
    cr_expect(lode_rules_read_memory(ctx, NULL, 1, NULL, NULL, &other) == LODE_E_INVALID);
    cr_expect(lode_rules_read_memory(ctx, "", 0, NULL, NULL, NULL) == LODE_E_INVALID);
    cr_expect(lode_rules_read_memory(ctx, NULL, 0, NULL, NULL, &other) == LODE_E_PARSE);
    cr_expect(lode_rules_read_file(ctx, NULL, NULL, NULL, &other) == LODE_E_INVALID);
    cr_expect(lode_rules_read_file(ctx, "no/such", NULL, NULL, &other) == LODE_E_IO);
    cr_expect(lode_rules_read_callback(ctx, NULL, NULL, NULL, NULL, &other) ==
              LODE_E_INVALID);
    options.format = LODE_FORMAT_ITEMS_CSV;
    cr_expect(lode_rules_read_memory(ctx, "", 0, NULL, &options, &other) ==
              LODE_E_INVALID);
    cr_expect(lode_classify(ctx, NULL, &part, 1, NULL, &table) == LODE_E_INVALID);
    cr_expect(lode_classify(ctx, rules, NULL, 1, NULL, &table) == LODE_E_INVALID);
    cr_expect(lode_classify(ctx, rules, NULL, 0, NULL, NULL) == LODE_E_INVALID);
    cr_expect(lode_classify(ctx, rules, NULL, 0, NULL, &table) == LODE_OK);
    cr_expect(lode_table_n_rows(table) == 0);
    lode_table_free(table);
    part.struct_size = 8;
    cr_expect(lode_classify(ctx, rules, &part, 1, NULL, &table) == LODE_E_INVALID);
    const lode_classify_options unknown = {sizeof(unknown), 2};
    cr_expect(lode_classify(ctx, rules, NULL, 0, &unknown, &table) == LODE_E_INVALID);
    cr_expect(lode_rules_lint(ctx, NULL, &table) == LODE_E_INVALID);
    cr_expect(lode_rules_lint(ctx, rules, NULL) == LODE_E_INVALID);
    cr_expect(table == NULL && other == NULL);
    lode_rules_unref(NULL);
    lode_rules_unref(rules);
}

/* Parts of a host that knows more than this version, and of one that says too much. */
LODE_TEST(rules, larger_parts)
{
    struct larger {
        lode_part_text known;
        const char *unknown;
    } parts[2] = {
        {.known = {sizeof(struct larger), 0, "x", NULL, NULL, NULL, NULL, NULL}},
        {.known = {sizeof(struct larger), 0, "y", NULL, NULL, NULL, NULL, NULL}}};
    lode_rules *rules = make_rules(
        ctx, NULL,
        RULES_HEAD "<rule id=\"r\" field=\"any\" composition=\"a\" confidence=\"1\" "
                   "pattern=\"x\">" YES_NO("x", "y") RULES_TAIL);
    lode_table *table = NULL;
    cr_assert(lode_classify(ctx, rules, &parts[0].known, 2, NULL, &table) == LODE_OK);
    const size_t state = lode_table_find_column(table, "state");
    cr_expect_str_eq(lode_table_text(table, state, 0), "classified");
    cr_expect_str_eq(lode_table_text(table, state, 1), "unmatched");
    lode_table_free(table);
    parts[1].unknown = "z";
    cr_expect(lode_classify(ctx, rules, &parts[0].known, 2, NULL, &table) ==
              LODE_E_UNSUPPORTED);
    parts[1].known.struct_size = sizeof(lode_part_text);
    cr_expect(lode_classify(ctx, rules, &parts[0].known, 2, NULL, &table) ==
              LODE_E_INVALID);
    lode_rules_unref(rules);
}

static void be_silent(void *user, const char *format, ...)
{
    (void)user, (void)format;
}

static int validate(xmlRelaxNGPtr schema, const char *path)
{
    xmlDocPtr document = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(schema);
    xmlRelaxNGSetValidErrors(valid, be_silent, be_silent, NULL);
    const locale_t before = plain_enter(); /* libxml2 reads numbers of a schema by it */
    const int result = xmlRelaxNGValidateDoc(valid, document);
    plain_leave(before);
    xmlRelaxNGFreeValidCtxt(valid);
    xmlFreeDoc(document);
    return result;
}

/* The schema for editors says what the reader says, as far as it can say it. */
LODE_TEST(rules, relax_ng)
{
    static const char *const invalid[] = {
        "root-unknown",      "namespace-foreign",   "element-unknown",
        "attribute-unknown", "text-between",        "attribute-missing",
        "field-unknown",     "pattern-missing",     "code-without-scheme",
        "code-not-digits",   "cas-not-one",         "confidence-range",
        "priority-fraction", "composition-nothing", "composition-both",
        "factor-zero",       "example-missing",     "heading-field-unknown",
        "example-empty",
    };
    xmlSetGenericErrorFunc(NULL, be_silent);
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt("lib/read/rules.rng");
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    cr_assert(schema != NULL);
    cr_expect_eq(validate(schema, "examples/data/reference.rules.xml"), 0);
    for (size_t i = 0; i < LODE__COUNT(invalid); i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/invalid/rules-%s/rules.xml", LODE_TEST_CASES,
                 invalid[i]);
        cr_expect(validate(schema, path) > 0, "the schema accepts %s", invalid[i]);
    }
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
}

/* Everything once, with memory that fails. */
static lode_status use_rules(lode_context *context, void *user)
{
    static const char base_text[] =
        "<rules xmlns=\"urn:lode:rules:1\">"
        "<source id=\"s\" publisher=\"p\" title=\"t\"/>"
        "<composition id=\"a\" name=\"n\" source=\"s\">"
        "<of item=\"i\" low=\"0.1\" mode=\"0.2\" high=\"0.3\"/></composition>"
        "<rule id=\"r\" field=\"any\" composition=\"a\" confidence=\"1\" "
        "pattern=\"ab+\">" YES_NO(
            "ab", "y") "<rule id=\"c\" field=\"cas\" "
                       "composition=\"a\" confidence=\"1\" value=\"7440-00-8\">" YES_NO(
                           "7440-00-8", "y") "<heading field=\"id\" pattern=\"nr\"><yes "
                                             "text=\"nr\"/><no text=\"x\"/>"
                                             "</heading></rules>";
    static const char text[] =
        "<rules xmlns=\"urn:lode:rules:1\">"
        "<rule id=\"t\" field=\"any\" composition=\"a\" confidence=\"1\" "
        "pattern=\"z\">" YES_NO("z", "y") "</rules>";
    lode_rules *base = NULL, *rules = NULL;
    lode_table *linted = NULL, *classified = NULL;
    lode_part_text part = described("an ab");
    (void)user;
    lode_status status =
        lode_rules_read_memory(context, base_text, strlen(base_text), NULL, NULL, &base);
    if (status >= 0)
        status = lode_rules_read_memory(context, text, strlen(text), base, NULL, &rules);
    if (status >= 0) status = lode_rules_lint(context, rules, &linted);
    part.cas = "7440-00-9";
    if (status >= 0) status = lode_classify(context, rules, &part, 1, NULL, &classified);
    if (status >= 0)
        cr_expect_str_eq(
            lode_table_text(classified, lode_table_find_column(classified, "content"), 0),
            "i 0.1..0.2..0.3");
    lode_table_free(linted);
    lode_table_free(classified);
    lode_rules_unref(rules);
    lode_rules_unref(base);
    return status;
}

Test(rules, failing_memory)
{
    cr_expect(lode_test_sweep(use_rules, NULL) > 60);
}
