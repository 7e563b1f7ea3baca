/* Models for tests, written as text: a line is a record and stands at that line of source
 * "m".
 *
 *     item id=motor unit=each name='Traction motor'
 *     input item=wire quantity=9.5 unit=kg
 *
 * A value with blanks stands in single quotes. `source=` names a source, `file f` lets
 * the lines that follow stand in source f, counted from 1 again. Measures are written
 * `measure ban from=CHN`. */
#ifndef MODEL_SCRIPT_H
#define MODEL_SCRIPT_H

#include "lode/model.h"
#include "lode_test.h"
#include "model/model.h"
#include "plain_numbers.h"

#include <math.h>
#include <stdio.h>

enum { SCRIPT_MAX_WORDS = 24, SCRIPT_LINE_LEN = 1024 };

/* One line taken apart; attributes[0..n). */
typedef struct script_line {
    char text[SCRIPT_LINE_LEN];
    const char *record,
        *first; /* first word, and the one behind it where it has no `=` */
    lode_attribute attributes[SCRIPT_MAX_WORDS];
    size_t n;
} script_line;

static inline char *script_word_end(char *at)
{
    bool quoted = false;
    for (; *at != '\0' && (quoted || *at != ' '); at++)
        if (*at == '\'') quoted = !quoted;
    return at;
}

static inline void script_split(script_line *line)
{
    line->record = line->first = "";
    line->n = 0;
    for (char *at = line->text; *at != '\0';) {
        char *const end = script_word_end(at);
        char *const equals = memchr(at, '=', (size_t)(end - at));
        const bool more = *end != '\0';
        *end = '\0';
        if (!equals) {
            *(line->record[0] == '\0' ? &line->record : &line->first) = at;
        } else {
            char *value = equals + 1;
            *equals = '\0';
            if (*value == '\'') {
                value++;
                end[-1] = '\0';
            }
            cr_assert(line->n < SCRIPT_MAX_WORDS);
            line->attributes[line->n++] = (lode_attribute){at, value};
        }
        at = more ? end + 1 : end;
    }
}

static inline const char *script_text(const script_line *line, const char *name)
{
    for (size_t i = 0; i < line->n; i++)
        if (strcmp(line->attributes[i].name, name) == 0) return line->attributes[i].value;
    return NULL;
}

/* A number; `bit` joins *has where it is given. */
static inline double script_real(const script_line *line, const char *name,
                                 double otherwise, uint32_t *has, uint32_t bit)
{
    const char *const text = script_text(line, name);
    if (!text) return otherwise;
    if (has) *has |= bit;
    return plain_strtod(text, NULL);
}

/* Position of a word among those of a list that ends with NULL; 99 where it is none of
 * them. */
static inline uint32_t script_code(const script_line *line, const char *name,
                                   const char *const *words)
{
    const char *const text = script_text(line, name);
    for (uint32_t i = 0; text && words[i]; i++)
        if (strcmp(words[i], text) == 0) return i;
    return text ? 99 : 0;
}

static const char *const script_kinds[] = {"primary", "recycled", "both", NULL};

static inline lode_status script_item(lode_context *ctx, lode_builder *builder,
                                      const script_line *line)
{
    lode_item_record record = LODE_ITEM_RECORD_INIT;
    record.id = script_text(line, "id");
    record.unit = script_text(line, "unit") ? script_text(line, "unit") : "kg";
    record.name = script_text(line, "name");
    record.stage = script_text(line, "stage");
    record.elements = script_text(line, "elements");
    record.tags = script_text(line, "tags");
    record.currency = script_text(line, "currency");
    record.source = script_text(line, "source");
    record.mass_kg = script_real(line, "mass", 0.0, &record.has, LODE_ITEM_HAS_MASS);
    record.price = script_real(line, "price", 0.0, &record.has, LODE_ITEM_HAS_PRICE);
    return lode_builder_item(ctx, builder, &record);
}

static inline lode_status script_input(lode_context *ctx, lode_builder *builder,
                                       const script_line *line)
{
    static const char *const readings[] = {"mean", "mode", NULL};
    lode_input_record record = LODE_INPUT_RECORD_INIT;
    record.item = script_text(line, "item");
    record.unit = script_text(line, "unit");
    record.source = script_text(line, "source");
    record.kind = script_code(line, "kind", script_kinds);
    record.quantity_is = script_code(line, "quantity-is", readings);
    record.quantity = script_real(line, "quantity", 1.0, NULL, 0);
    record.yield_frac =
        script_real(line, "yield", 0.0, &record.has, LODE_INPUT_HAS_YIELD);
    record.essential_frac =
        script_real(line, "essential", 0.0, &record.has, LODE_INPUT_HAS_ESSENTIAL);
    record.low = script_real(line, "low", 0.0, &record.has, LODE_INPUT_HAS_TRIANGLE);
    record.high = script_real(line, "high", 0.0, &record.has, LODE_INPUT_HAS_TRIANGLE);
    record.gsd = script_real(line, "gsd", 0.0, &record.has, LODE_INPUT_HAS_GSD);
    record.weight_frac = script_real(line, "weight", 0.0, NULL, 0);
    record.cap_frac = script_real(line, "cap", 0.0, &record.has, LODE_INPUT_HAS_CAP);
    return strcmp(line->record, "option") == 0
               ? lode_builder_option(ctx, builder, &record)
               : lode_builder_input(ctx, builder, &record);
}

static inline lode_status script_origin(lode_context *ctx, lode_builder *builder,
                                        const script_line *line)
{
    static const char *const bases[] = {"",      "contained-mass", "gross-mass",
                                        "count", "value",          NULL};
    static const char *const rests[] = {"unknown", "wider", NULL};
    lode_origin_record record = LODE_ORIGIN_RECORD_INIT;
    record.basis = script_text(line, "basis") ? script_code(line, "basis", bases)
                                              : LODE_BASIS_GROSS_MASS;
    record.rest = script_code(line, "rest", rests);
    record.year = (int32_t)script_real(line, "year", 0.0, NULL, 0);
    record.market = script_text(line, "market") ? script_text(line, "market") : "*";
    record.source = script_text(line, "source");
    record.rounding_frac = script_real(line, "rounding", 0.0, NULL, 0);
    record.total = script_real(line, "total", 0.0, NULL, 0);
    record.concentration = script_real(line, "concentration", 0.0, NULL, 0);
    return lode_builder_origin(ctx, builder, &record);
}

static inline lode_status script_from(lode_context *ctx, lode_builder *builder,
                                      const script_line *line)
{
    static const char *const bounds[] = {"exact",        "low",     "high", "withheld",
                                         "confidential", "missing", NULL};
    lode_share_record record = LODE_SHARE_RECORD_INIT;
    record.kind = script_code(line, "kind", script_kinds);
    record.bound = script_code(line, "bound", bounds);
    record.country = script_text(line, "country");
    record.party = script_text(line, "party");
    record.source = script_text(line, "source");
    record.share_frac = script_real(line, "share", 0.0, NULL, 0);
    return lode_builder_share(ctx, builder, &record);
}

static inline lode_status script_balance(lode_context *ctx, lode_builder *builder,
                                         const script_line *line)
{
    lode_balance_record record = LODE_BALANCE_RECORD_INIT;
    record.year = (int32_t)script_real(line, "year", 0.0, NULL, 0);
    record.market = script_text(line, "market");
    record.unit = script_text(line, "unit");
    record.source = script_text(line, "source");
    return lode_builder_balance(ctx, builder, &record);
}

static inline lode_status script_amount(lode_context *ctx, lode_builder *builder,
                                        const script_line *line)
{
    static const char *const bounds[] = {"exact",        "low",     "high", "withheld",
                                         "confidential", "missing", NULL};
    static const char *const things[] = {
        "", "production", "imports", "exports", "stock-withdrawal", "consumption", NULL};
    lode_amount_record record = LODE_AMOUNT_RECORD_INIT;
    record.of = script_code(line, "of", things);
    record.bound = script_code(line, "bound", bounds);
    record.form = script_text(line, "form");
    record.source = script_text(line, "source");
    record.quantity = script_real(line, "quantity", 0.0, NULL, 0);
    return lode_builder_amount(ctx, builder, &record);
}

static inline lode_status script_product(lode_context *ctx, lode_builder *builder,
                                         const script_line *line)
{
    lode_product_record record = LODE_PRODUCT_RECORD_INIT;
    record.id = script_text(line, "id");
    record.item = script_text(line, "item");
    record.home = script_text(line, "home");
    record.end_use = script_text(line, "end-use");
    record.currency = script_text(line, "currency");
    record.volume =
        script_real(line, "volume", 0.0, &record.has, LODE_PRODUCT_HAS_VOLUME);
    record.value = script_real(line, "value", 0.0, &record.has, LODE_PRODUCT_HAS_VALUE);
    return lode_builder_product(ctx, builder, &record);
}

static inline lode_status script_source(lode_context *ctx, lode_builder *builder,
                                        const script_line *line)
{
    lode_source_record record = LODE_SOURCE_RECORD_INIT;
    record.id = script_text(line, "id");
    record.publisher =
        script_text(line, "publisher") ? script_text(line, "publisher") : "P";
    record.title = script_text(line, "title") ? script_text(line, "title") : "T";
    record.address = script_text(line, "address");
    record.licence = script_text(line, "licence");
    record.note = script_text(line, "note");
    record.year = (int32_t)script_real(line, "year", 0.0, NULL, 0);
    return lode_builder_source(ctx, builder, &record);
}

static inline lode_status script_bloc(lode_context *ctx, lode_builder *builder,
                                      const script_line *line)
{
    const char *const market = script_text(line, "market");
    return lode_builder_bloc(ctx, builder, script_text(line, "id"),
                             script_text(line, "name"),
                             !market || strcmp(market, "no") != 0);
}

static inline lode_status script_stage(lode_context *ctx, lode_builder *builder,
                                       const script_line *line)
{
    return line->n == 0 ? lode_builder_stages_end(ctx, builder)
                        : lode_builder_stage(ctx, builder, script_text(line, "id"));
}

static inline lode_status script_member(lode_context *ctx, lode_builder *builder,
                                        const script_line *line)
{
    return lode_builder_member(ctx, builder, script_text(line, "country"));
}

static inline lode_status script_country(lode_context *ctx, lode_builder *builder,
                                         const script_line *line)
{
    return lode_builder_country(ctx, builder, script_text(line, "id"),
                                script_text(line, "name"));
}

static inline lode_status script_score(lode_context *ctx, lode_builder *builder,
                                       const script_line *line)
{
    return lode_builder_score(ctx, builder, script_text(line, "indicator"),
                              (int32_t)script_real(line, "year", 0.0, NULL, 0),
                              script_real(line, "value", 0.0, NULL, 0),
                              script_text(line, "source"));
}

static inline lode_status script_within(lode_context *ctx, lode_builder *builder,
                                        const script_line *line)
{
    return lode_builder_within(ctx, builder, script_text(line, "item"));
}

static inline lode_status script_item_code(lode_context *ctx, lode_builder *builder,
                                           const script_line *line)
{
    return lode_builder_code(ctx, builder, script_text(line, "scheme"),
                             script_text(line, "value"));
}

static inline lode_status script_surge(lode_context *ctx, lode_builder *builder,
                                       const script_line *line)
{
    return lode_builder_surge(ctx, builder, script_text(line, "country"),
                              script_real(line, "up", 0.0, NULL, 0),
                              script_text(line, "source"));
}

static inline lode_status script_stock(lode_context *ctx, lode_builder *builder,
                                       const script_line *line)
{
    return lode_builder_stock(ctx, builder, script_text(line, "country"),
                              script_real(line, "days", 1.0, NULL, 0),
                              script_text(line, "source"));
}

static inline lode_status script_group(lode_context *ctx, lode_builder *builder,
                                       const script_line *line)
{
    return lode_builder_alternatives(ctx, builder, script_text(line, "id"),
                                     script_real(line, "essential", -1.0, NULL, 0),
                                     script_code(line, "kind", script_kinds));
}

static inline lode_status script_host(lode_context *ctx, lode_builder *builder,
                                      const script_line *line)
{
    return lode_builder_host(ctx, builder, script_text(line, "item"),
                             script_real(line, "part", 1.0, NULL, 0));
}

static inline lode_status script_scenario(lode_context *ctx, lode_builder *builder,
                                          const script_line *line)
{
    return lode_builder_scenario(ctx, builder, script_text(line, "id"),
                                 script_text(line, "name"), script_text(line, "source"));
}

static inline lode_status script_measure(lode_context *ctx, lode_builder *builder,
                                         const script_line *line)
{
    return lode_builder_measure(ctx, builder, line->first, line->attributes, line->n);
}

static inline lode_status script_measure_option(lode_context *ctx, lode_builder *builder,
                                                const script_line *line)
{
    return lode_builder_measure_option(ctx, builder, line->attributes, line->n);
}

static inline lode_status script_name(lode_context *ctx, lode_builder *builder,
                                      const script_line *line)
{
    return lode_builder_name(ctx, builder, script_text(line, "is"));
}

static inline lode_status script_record(lode_context *ctx, lode_builder *builder,
                                        const script_line *line)
{
    static const struct {
        const char *record;
        lode_status (*add)(lode_context *, lode_builder *, const script_line *);
    } records[] = {
        {"name", script_name},       {"source", script_source},
        {"stage", script_stage},     {"bloc", script_bloc},
        {"member", script_member},   {"country", script_country},
        {"score", script_score},     {"item", script_item},
        {"within", script_within},   {"code", script_item_code},
        {"surge", script_surge},     {"input", script_input},
        {"group", script_group},     {"option", script_input},
        {"host", script_host},       {"origin", script_origin},
        {"from", script_from},       {"stock", script_stock},
        {"balance", script_balance}, {"amount", script_amount},
        {"product", script_product}, {"scenario", script_scenario},
        {"measure", script_measure}, {"choice", script_measure_option},
    };
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++)
        if (strcmp(records[i].record, line->record) == 0)
            return records[i].add(ctx, builder, line);
    cr_assert(false, "no record \"%s\"", line->record);
    return LODE_E_FAIL;
}

/* Puts every line into the builder, past faults; returns the first status below 0. */
static inline lode_status script_read(lode_context *ctx, lode_builder *builder,
                                      const char *script)
{
    char file[32] = "m";
    lode_place place = {file, 0, 1};
    lode_status first = LODE_OK;
    while (*script != '\0') {
        script_line line;
        const size_t len = strcspn(script, "\n");
        cr_assert(len < sizeof(line.text));
        memcpy(line.text, script, len);
        line.text[len] = '\0';
        script += len + (script[len] == '\n');
        place.line++;
        script_split(&line);
        if (line.record[0] == '\0') continue;
        if (strcmp(line.record, "file") == 0) {
            snprintf(file, sizeof(file), "%s", line.first);
            place.line = 0;
            continue;
        }
        lode_status status = lode_builder_at(ctx, builder, &place);
        if (status == LODE_OK) status = script_record(ctx, builder, &line);
        if (status < 0 && first == LODE_OK) first = status;
    }
    return first;
}

/* The status of the freeze; a model where it is success. */
static inline lode_status script_freeze(lode_context *ctx, const char *script,
                                        lode_model **out)
{
    lode_builder *builder = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    (void)!script_read(ctx, builder, script);
    const lode_status status = lode_builder_freeze(ctx, builder, out);
    cr_assert((status == LODE_OK) == (*out != NULL));
    lode_builder_free(builder);
    return status;
}

/* The whole report, one line each. */
static inline void script_report(const lode_context *ctx, char *text, size_t capacity)
{
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < lode_report_kept(ctx) && len < capacity; i++) {
        len +=
            lode_diagnostic_format(lode_report_get(ctx, i), text + len, capacity - len);
        if (len + 1 < capacity) text[len++] = '\n';
        if (len < capacity) text[len] = '\0';
    }
}

/* A model that freezes without a word. */
static inline lode_model *script_model(lode_context *ctx, const char *script)
{
    char report[4096];
    lode_model *model = NULL;
    const lode_status status = script_freeze(ctx, script, &model);
    script_report(ctx, report, sizeof(report));
    cr_assert(status == LODE_OK && report[0] == '\0', "%s", report);
    return model;
}

/* Scripts with the reports they must draw. */
typedef struct script_case {
    const char *script, *report;
    lode_status status; /* of the freeze */
} script_case;

static inline void script_check(lode_context *ctx, const script_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char report[8192];
        lode_model *model = NULL;
        const lode_status status = script_freeze(ctx, cases[i].script, &model);
        script_report(ctx, report, sizeof(report));
        cr_expect_str_eq(report, cases[i].report, "case %zu\n%s\ngave\n%s\nnot\n%s", i,
                         cases[i].script, report, cases[i].report);
        cr_expect(status == cases[i].status, "case %zu gave %s", i,
                  lode_status_name(status));
        lode_model_unref(model);
        lode_report_clear(ctx);
    }
}

#endif
