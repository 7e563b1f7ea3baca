/* Verdicts as a table. */
#include "read/classify.h"

#include "base/text.h"
#include "table/build.h"

#include <string.h>

enum {
    COL_PART,
    COL_TEXT,
    COL_STATE,
    COL_RULE,
    COL_COMPOSITION,
    COL_NAME,
    COL_ITEM,
    COL_CONTENT,
    COL_PROCESS,
    COL_CONFIDENCE,
    COL_SOURCE,
    N_COLUMNS
};

static const lode_column columns[N_COLUMNS + 1] = {
    [COL_PART] = {"part", LODE_COLUMN_INTEGER, "", "index of the part, from 0"},
    [COL_TEXT] = {"text", LODE_COLUMN_TEXT, "",
                  "text that decided, or the first there is"},
    [COL_STATE] = {"state", LODE_COLUMN_TEXT, "", "classified, undecided or unmatched"},
    [COL_RULE] = {"rule", LODE_COLUMN_TEXT, "", "rule that decided, or could not"},
    [COL_COMPOSITION] = {"composition", LODE_COLUMN_TEXT, "", "what the part is"},
    [COL_NAME] = {"name", LODE_COLUMN_TEXT, "", "name of the composition"},
    [COL_ITEM] = {"item", LODE_COLUMN_TEXT, "",
                  "item of the supply data that the part is; empty: see content"},
    [COL_CONTENT] =
        {"content", LODE_COLUMN_TEXT, "",
         "items with their part of the mass, low..most likely..high, and x kg "
         "of the item for each kg of it"},
    [COL_PROCESS] = {"process", LODE_COLUMN_TEXT, "",
                     "how it is made, where that matters"},
    [COL_CONFIDENCE] = {"confidence", LODE_COLUMN_REAL, "frac",
                        "how sure the rule is, by its author"},
    [COL_SOURCE] = {"source", LODE_COLUMN_TEXT, "", "sources of the composition"},
    [N_COLUMNS] = LODE__NO_COLUMN,
};

const lode_column *lode_classify_columns(void)
{
    return columns;
}

static const char *const state_names[] = {[LODE__UNMATCHED] = "unmatched",
                                          [LODE__UNDECIDED] = "undecided",
                                          [LODE__CLASSIFIED] = "classified"};

static lode_status put_text(lode_context *context, lode_table *table, size_t column,
                            const char *text)
{
    return lode__put_cell_text(context, table, column, text ? text : "",
                               text ? strlen(text) : 0);
}

static bool add_text(lode__text *text, const char *more)
{
    return lode__text_add(text, more, strlen(more)) >= 0;
}

static bool add_number(lode__text *text, double value)
{
    char number[32];
    return lode__text_add(text, number, lode_format_real(value, number)) >= 0;
}

static bool add_fraction(lode__text *text, const lode__fraction *fraction)
{
    const bool exact = fraction->low == fraction->high;
    return add_text(text, text->len > 0 ? ", " : "") && add_text(text, fraction->item) &&
           add_text(text, " ") && add_number(text, fraction->low) &&
           (exact || (add_text(text, "..") && add_number(text, fraction->mode) &&
                      add_text(text, "..") && add_number(text, fraction->high))) &&
           (fraction->factor == 1.0 ||
            (add_text(text, " x") && add_number(text, fraction->factor)));
}

/* Whether the source of this fraction is one of those before it. */
static bool is_repeated(const lode__fraction *fractions, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(fractions[i].source, fractions[index].source) == 0) return true;
    return fractions[index].source[0] == '\0';
}

static bool add_source(lode__text *text, const lode__fraction *fractions, size_t index)
{
    return is_repeated(fractions, index) || (add_text(text, text->len > 0 ? " " : "") &&
                                             add_text(text, fractions[index].source));
}

typedef bool (*add_fn)(lode__text *text, const lode__fraction *fractions, size_t index);

static bool add_content(lode__text *text, const lode__fraction *fractions, size_t index)
{
    return add_fraction(text, &fractions[index]);
}

/* A cell of something said of each fraction. */
static lode_status put_each(lode_context *context, lode_table *table, size_t column,
                            const lode_rules *rules, const lode__composition *composition,
                            add_fn add)
{
    lode__text text = {.allocator = &context->allocator};
    bool good = true;
    for (size_t i = 0; i < composition->n_fractions && good; i++)
        good = add(&text, lode__fractions(rules, composition), i);
    const lode_status status =
        good ? lode__put_cell_text(context, table, column, text.len > 0 ? text.data : "",
                                   text.len)
             : lode__nomem(context);
    lode__text_free(&text);
    return status;
}

static lode_status put_composition(lode_context *context, lode_table *table,
                                   const lode_rules *rules,
                                   const lode__composition *composition)
{
    LODE__TRY(put_text(context, table, COL_COMPOSITION, composition->id));
    LODE__TRY(put_text(context, table, COL_NAME, composition->name));
    LODE__TRY(put_text(context, table, COL_ITEM, composition->item));
    LODE__TRY(put_text(context, table, COL_PROCESS, composition->process));
    if (composition->item)
        return put_text(context, table, COL_SOURCE, composition->source);
    LODE__TRY(put_each(context, table, COL_CONTENT, rules, composition, add_content));
    return put_each(context, table, COL_SOURCE, rules, composition, add_source);
}

/* What a row is called by where no text decided. */
static const char *first_text(const lode_part_text *part)
{
    const char *const texts[] = {part->description, part->part_number, part->material,
                                 part->cas, part->code};
    for (size_t i = 0; i < LODE__COUNT(texts); i++)
        if (texts[i]) return texts[i];
    return "";
}

static lode_status put_verdict(lode_context *context, lode_table *table,
                               const lode_rules *rules, size_t index,
                               const lode_part_text *part, const lode__verdict *verdict)
{
    const char *text = verdict->text ? verdict->text : first_text(part);
    LODE__TRY(lode__table_row(context, table));
    lode__put_cell_integer(table, COL_PART, (int64_t)index);
    LODE__TRY(put_text(context, table, COL_TEXT, text));
    LODE__TRY(put_text(context, table, COL_STATE, state_names[verdict->state]));
    if (!verdict->rule) return LODE_OK;
    LODE__TRY(put_text(context, table, COL_RULE, verdict->rule->id));
    if (!verdict->composition) return LODE_OK;
    lode__put_cell_real(table, COL_CONFIDENCE, verdict->rule->confidence);
    return put_composition(context, table, rules, verdict->composition);
}

static void warn_of_cas(lode_context *context, const lode_part_text *part)
{
    char quoted[LODE__QUOTE_LEN];
    if (lode__has_wrong_cas(part))
        lode__warning(context, LODE_E_VALUE, NULL,
                      "CAS number \"%s\": its last digit does not fit the others, so it "
                      "says nothing",
                      lode__quote(quoted, part->cas, strlen(part->cas)));
}

static lode_status failed(lode_context *context, lode_status status)
{
    if (status == LODE_E_NOMEM) return lode__nomem(context);
    return lode__error(context, status, NULL, "matching failed");
}

static lode_status classify_part(lode_context *context, lode_table *table,
                                 lode__classifier *classifier, const lode_rules *rules,
                                 size_t index, const lode_part_text *part, bool all)
{
    lode__verdict verdict;
    warn_of_cas(context, part);
    lode__classify_begin(classifier, part);
    lode_status status = lode__classify_next(classifier, &verdict);
    do {
        if (status < 0) return failed(context, status);
        LODE__TRY(put_verdict(context, table, rules, index, part, &verdict));
        if (status == LODE_OK) status = lode__classify_next(classifier, &verdict);
    } while (all && status != LODE_DONE);
    return LODE_OK;
}

static lode_status classify_all(lode_context *context, lode_table *table,
                                lode__classifier *classifier, const lode_rules *rules,
                                const lode_part_text *texts, size_t n, bool all)
{
    if (n == 0) return LODE_OK;
    const size_t min_size = offsetof(lode_part_text, code) + sizeof(const char *);
    const size_t stride = texts->struct_size;
    for (size_t i = 0; i < n; i++) {
        const char *at = (const char *)texts + i * stride;
        lode_part_text part;
        LODE__TRY(lode__options(context, at, min_size, &part, sizeof(part)));
        if (part.struct_size != stride)
            return lode__invalid(context, "parts of different struct_size");
        LODE__TRY(lode__progress(context, i, n));
        LODE__TRY(classify_part(context, table, classifier, rules, i, &part, all));
    }
    return LODE_OK;
}

lode_status lode_classify(lode_context *context, const lode_rules *rules,
                          const lode_part_text *texts, size_t n,
                          const lode_classify_options *options, lode_table **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!out) return lode__invalid(context, "out is NULL");
    *out = NULL;
    if (!rules) return lode__invalid(context, "rules is NULL");
    if (!texts && n > 0) return lode__invalid(context, "texts is NULL");
    lode_classify_options given;
    LODE__TRY(lode__options(context, options,
                            offsetof(lode_classify_options, flags) + sizeof(uint32_t),
                            &given, sizeof(given)));
    if (given.flags & ~LODE_CLASSIFY_ALL) return lode__invalid(context, "flags");
    lode__classifier *classifier = NULL;
    lode_table *table = NULL;
    lode_status status = lode__classifier_new(context, rules, &classifier);
    if (status >= 0)
        status = lode__table_new(context, "classify", columns, N_COLUMNS, &table);
    if (status >= 0)
        status = classify_all(context, table, classifier, rules, texts, n,
                              given.flags & LODE_CLASSIFY_ALL);
    lode__classifier_free(classifier);
    if (status < 0) {
        lode_table_free(table);
        return status;
    }
    *out = table;
    return LODE_OK;
}
