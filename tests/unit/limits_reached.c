/* Every limit: what is just allowed goes through, one more is refused with LODE_E_LIMIT,
 * and the diagnostic says which limit it was. */
#include "lode_test.h"

#include <lode.h>

#include <stdio.h>

#define HEAD "<lode xmlns='urn:lode:model:1'>"
#define TWO_ITEMS "<item id='alloy' unit='kg'/><item id='metal' unit='kg'/>"
#define RULE(id)                                                                         \
    "<rule id='" id "' field='any' composition='c' confidence='1' pattern='abc'>"        \
    "<yes text='abc'/><no text='x'/></rule>"

/* What does not depend on the limit that is tried is made without it. */
typedef struct fixtures {
    lode_network *network, *other;
    lode_model *models[2];
    lode_table *table;
} fixtures;

static fixtures made;

static lode_status read_model(lode_context *context, const char *text)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = lode_read_memory(context, builder, text, strlen(text), NULL);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

static lode_status read_bom(lode_context *context, const char *text)
{
    lode_bom *bom = NULL;
    lode_status status = lode_bom_new(context, NULL, &bom);
    if (status >= 0)
        status = lode_bom_read_memory(context, bom, text, strlen(text), NULL);
    lode_bom_free(bom);
    return status;
}

static lode_status read_rules(lode_context *context, const char *text)
{
    lode_rules *rules = NULL;
    const lode_status status =
        lode_rules_read_memory(context, text, strlen(text), NULL, NULL, &rules);
    lode_rules_unref(rules);
    return status;
}

/* 40 000 names, of which the table of names of a file is full sooner or later. */
static lode_status read_names(lode_context *context, const char *text)
{
    enum { N = 40000, ROOM = 64 };
    char *const all = malloc(N * ROOM);
    cr_assert(all != NULL);
    size_t len = (size_t)snprintf(all, ROOM, "%s", text);
    for (int i = 0; i < N - 2; i++)
        len += (size_t)snprintf(all + len, ROOM,
                                "<item xmlns:s-%d='u' id='a' unit='kg'/>", i);
    snprintf(all + len, ROOM, "</lode>");
    const lode_status status = read_model(context, all);
    free(all);
    return status;
}

static lode_status add_countries(lode_context *context, const char *text)
{
    (void)text;
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = lode_builder_country(context, builder, "CHN", NULL);
    if (status >= 0) status = lode_builder_country(context, builder, "USA", NULL);
    lode_builder_free(builder);
    return status;
}

static lode_status compile(lode_context *context, const char *text)
{
    (void)text;
    lode_network *network = NULL;
    const lode_status status =
        lode_network_compile(context, made.models[0], NULL, &network);
    lode_network_unref(network);
    return status;
}

static lode_status run_scenario(lode_context *context, const char *text)
{
    (void)text;
    lode_table *table = NULL;
    const lode_status status = lode_scenario(context, made.network, NULL, &table);
    lode_table_free(table);
    return status;
}

static lode_status compare(lode_context *context, const char *text)
{
    (void)text;
    lode_table *table = NULL;
    const lode_status status = lode_diff(context, made.network, made.other, NULL, &table);
    lode_table_free(table);
    return status;
}

static lode_status find_coalitions(lode_context *context, const char *text)
{
    (void)text;
    const lode_coalitions_options options = {.struct_size = sizeof options,
                                             .level_frac = 0.9,
                                             .flags = LODE_COALITIONS_DOMESTIC,
                                             .size = 2};
    lode_table *table = NULL;
    const lode_status status = lode_coalitions(context, made.network, &options, &table);
    lode_table_free(table);
    return status;
}

static lode_status explain(lode_context *context, const char *text)
{
    (void)text;
    lode_table *table = NULL;
    const lode_status status = lode_explain(context, made.network, NULL, &table);
    lode_table_free(table);
    return status;
}

static lode_status export_table(lode_context *context, const char *text)
{
    (void)text;
    struct ArrowArrayStream stream = {.release = NULL};
    const lode_status status = lode_table_export_arrow(context, made.table, 0, &stream);
    if (stream.release) stream.release(&stream);
    return status;
}

static const char model_xml[] = HEAD "<item id='ore' unit='kg'><code scheme='CAS' "
                                     "value='abcdefghijklmnopqrstuvwxyz'/></item></lode>";
static const char items_csv[] = "id,unit,name\nabcdefgh,kg,\nijk,kg,\n";
static const char quoted_csv[] = "id,unit,name\nabcdef,kg,\"12\"\"45678\"\n";
static const char levels_csv[] = "level,id,quantity\n0,A,1\n1,B,1\n2,C,1\n";
static const char edges_csv[] = "parent,id,quantity\nABCDE,F,1\nABCDE,G,1\n";
static const char alloy_xml[] =
    HEAD TWO_ITEMS "<item id='magnet' unit='kg'><input item='alloy' quantity='1'/>"
                   "<input item='metal' quantity='1'/></item></lode>";
static const char iec_xml[] =
    "<Main xmlns='http://std.iec.ch/iec62474'><Product unitType='each'>"
    "<ProductID identifier='abc' name='a name'/></Product></Main>";
static const char rules_xml[] =
    "<rules xmlns='urn:lode:rules:1'><composition id='c' name='C' item='i' "
    "source='assumption'/>" RULE("r") RULE("s") "</rules>";

/* `enough` is allowed, `too_few` is not. */
static const struct {
    lode_limit limit;
    uint64_t enough, too_few;
    lode_status (*run)(lode_context *context, const char *text);
    const char *text;
} rows[] = {
    {LODE_LIMIT_INPUT_BYTES, sizeof model_xml - 1, sizeof model_xml - 2, read_model,
     model_xml},
    {LODE_LIMIT_INPUT_BYTES, sizeof edges_csv - 1, sizeof edges_csv - 2, read_bom,
     edges_csv},
    {LODE_LIMIT_ELEMENTS, 3, 2, read_model, model_xml},
    {LODE_LIMIT_ELEMENTS, 3, 2, read_model, items_csv},
    {LODE_LIMIT_DEPTH, 3, 2, read_model, model_xml},
    {LODE_LIMIT_DEPTH, 3, 2, read_bom, levels_csv},
    {LODE_LIMIT_ERRORS, 2, 1, read_model, HEAD "<item/><item/></lode>"},
    {LODE_LIMIT_ATTRIBUTES, 2, 1, read_model, HEAD TWO_ITEMS "</lode>"},
    {LODE_LIMIT_ATTRIBUTES, 2, 1, read_model,
     "<lode xmlns='urn:lode:model:1' xmlns:more='m'/>"},
    {LODE_LIMIT_NAME_BYTES, 16 << 20, 1 << 16, read_names, HEAD},
    {LODE_LIMIT_VALUE_BYTES, 26, 25, read_model, model_xml},
    {LODE_LIMIT_VALUE_BYTES, 40, 25, read_model,
     HEAD "                              </lode>"},
    {LODE_LIMIT_FIELD_BYTES, 8, 7, read_model, items_csv},
    {LODE_LIMIT_FIELD_BYTES, 8, 7, read_model, quoted_csv},
    {LODE_LIMIT_COLUMNS, 3, 2, read_model, items_csv},
    {LODE_LIMIT_ID_BYTES, 8, 7, read_model, items_csv},
    {LODE_LIMIT_ID_BYTES, 5, 4, read_bom, edges_csv},
    {LODE_LIMIT_PART_BYTES, 13, 5, read_bom, iec_xml},
    {LODE_LIMIT_ITEMS, 3, 2, read_model, alloy_xml},
    {LODE_LIMIT_ITEMS, 3, 2, read_bom, edges_csv},
    {LODE_LIMIT_INPUTS, 2, 1, read_model, alloy_xml},
    {LODE_LIMIT_INPUTS, 2, 1, read_bom, edges_csv},
    {LODE_LIMIT_ITEM_INPUTS, 2, 1, read_model, alloy_xml},
    {LODE_LIMIT_RECORDS, 2, 1, add_countries, NULL},
    {LODE_LIMIT_TEXT_BYTES, 100, 20, read_model, model_xml},
    {LODE_LIMIT_TEXT_BYTES, 100, 5, read_bom, edges_csv},
    {LODE_LIMIT_TEXT_BYTES, 1 << 16, 20, explain, NULL},
    {LODE_LIMIT_STAGES, 2, 1, read_model, HEAD "<stage id='a'/><stage id='b'/></lode>"},
    {LODE_LIMIT_BLOCS, 2, 1, read_model, HEAD "<bloc id='a'/><bloc id='b'/></lode>"},
    {LODE_LIMIT_RULES, 2, 1, read_rules, rules_xml},
    {LODE_LIMIT_PATTERN_BYTES, 3, 2, read_rules, rules_xml},
    {LODE_LIMIT_MATCH_BYTES, 18, 17, run_scenario, NULL},
    {LODE_LIMIT_MATCH_STEPS, 1000000, 20, run_scenario, NULL},
    {LODE_LIMIT_NODES, 1000, 1, compile, NULL},
    {LODE_LIMIT_ROWS, 1000, 1, compare, NULL},
    {LODE_LIMIT_DICTIONARY_BYTES, 1000, 3, export_table, NULL},
    /* China and the home, each enough by itself. */
    {LODE_LIMIT_SETS, 2, 1, find_coalitions, NULL},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

/* Whether a diagnostic of this limit is in the report, and names it. */
static bool is_reported(const lode_context *context, lode_limit limit)
{
    for (size_t i = 0; i < lode_report_kept(context); i++) {
        const lode_diagnostic *const one = lode_report_get(context, i);
        cr_expect((lode_diagnostic_status(one) == LODE_E_LIMIT) ==
                  (lode_diagnostic_limit(one) != LODE_LIMIT_NONE));
        if (lode_diagnostic_limit(one) != limit) continue;
        cr_expect(strstr(lode_diagnostic_message(one), lode_limit_name(limit)) != NULL);
        return true;
    }
    return false;
}

/* An alloy that takes so much of a metal, whose code is long to look for. */
static lode_network *make_network(lode_context *context, const char *quantity,
                                  lode_model **out_model)
{
    char xml[1024];
    lode_builder *builder = NULL;
    lode_network *network = NULL;
    snprintf(xml, sizeof xml,
             HEAD "<item id='metal' unit='kg'><code scheme='NAME' "
                  "value='aaaaaaaaaaaa!'/><origin market='*' "
                  "basis='value'><from country='CHN' share='1'/></origin></item>"
                  "<item id='alloy' unit='kg'><input item='metal' quantity='%s'/></item>"
                  "<product item='alloy' home='USA'/>"
                  "<scenario id='s'><ban codes='(a+)+$' from='CHN'/></scenario></lode>",
             quantity);
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    cr_assert(lode_read_memory(context, builder, xml, strlen(xml), NULL) == LODE_OK);
    cr_assert(lode_builder_freeze(context, builder, out_model) == LODE_OK);
    cr_assert(lode_network_compile(context, *out_model, NULL, &network) == LODE_OK);
    lode_builder_free(builder);
    return network;
}

LODE_TEST(limits, each_is_reached)
{
    made.network = make_network(ctx, "2", &made.models[0]);
    made.other = make_network(ctx, "3", &made.models[1]);
    cr_assert(lode_origin(ctx, made.network, NULL, &made.table) == LODE_OK);
    bool reached[LODE_LIMIT_DIAGNOSTICS + 1] = {false};
    for (size_t i = 0; i < N_ROWS; i++) {
        const lode_limit limit = rows[i].limit;
        const char *const name = lode_limit_name(limit);
        cr_assert(lode_context_set_limit(ctx, limit, rows[i].enough) == LODE_OK);
        lode_report_clear(ctx);
        const lode_status good = rows[i].run(ctx, rows[i].text);
        cr_expect(
            good != LODE_E_LIMIT && !is_reported(ctx, limit), "row %zu, %s: %s", i, name,
            lode_context_error(ctx) ? lode_diagnostic_message(lode_context_error(ctx))
                                    : "reported");
        cr_assert(lode_context_set_limit(ctx, limit, rows[i].too_few) == LODE_OK);
        lode_report_clear(ctx);
        const lode_status bad = rows[i].run(ctx, rows[i].text);
        cr_expect(limit == LODE_LIMIT_ERRORS ? bad < 0 : bad == LODE_E_LIMIT,
                  "row %zu, %s: %s", i, name, lode_status_name(bad));
        cr_expect(is_reported(ctx, limit), "row %zu: %s", i, name);
        cr_assert(lode_context_set_limit(ctx, limit, 0) == LODE_OK);
        reached[limit] = true;
    }
    reached[LODE_LIMIT_DIAGNOSTICS] = true; /* is no error: base_context.c */
    for (lode_limit limit = 1; lode_limit_name(limit); limit++)
        cr_expect(limit <= LODE_LIMIT_DIAGNOSTICS && reached[limit], "%s",
                  lode_limit_name(limit));
    lode_table_free(made.table);
    lode_network_unref(made.network);
    lode_network_unref(made.other);
    lode_model_unref(made.models[0]);
    lode_model_unref(made.models[1]);
}

LODE_TEST(limits, set_and_told)
{
    static const struct {
        lode_limit limit;
        uint64_t set, told;
    } cases[] = {
        {LODE_LIMIT_DEPTH, 0, 256},
        {LODE_LIMIT_DEPTH, 7, 7},
        {LODE_LIMIT_DEPTH, UINT64_MAX, UINT32_MAX},
        {LODE_LIMIT_COLUMNS, 4097, 4096},
        {LODE_LIMIT_INPUT_BYTES, 0, (uint64_t)4 << 30},
        {LODE_LIMIT_INPUT_BYTES, UINT64_MAX, UINT64_MAX},
        {LODE_LIMIT_ITEMS, 0, 50000000},
        {LODE_LIMIT_INPUTS, 0, 100000000},
        {LODE_LIMIT_ITEM_INPUTS, 0, 1000000},
        {LODE_LIMIT_ID_BYTES, 0, 4096},
        {LODE_LIMIT_VALUE_BYTES, 0, (uint64_t)64 << 20},
        {LODE_LIMIT_FIELD_BYTES, 0, (uint64_t)1 << 20},
        {LODE_LIMIT_COLUMNS, 0, 4096},
        {LODE_LIMIT_RULES, 0, 10000},
        {LODE_LIMIT_PATTERN_BYTES, 0, 4096},
        {LODE_LIMIT_DIAGNOSTICS, 0, 1000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect(lode_context_set_limit(ctx, cases[i].limit, cases[i].set) == LODE_OK);
        cr_expect(lode_context_limit(ctx, cases[i].limit) == cases[i].told, "%s",
                  lode_limit_name(cases[i].limit));
    }
    cr_expect(lode_context_set_limit(ctx, LODE_LIMIT_NONE, 1) == LODE_E_INVALID);
    cr_expect(lode_context_set_limit(ctx, LODE_LIMIT_DIAGNOSTICS + 1, 1) ==
              LODE_E_INVALID);
    cr_expect(lode_context_set_limit(NULL, LODE_LIMIT_DEPTH, 1) == LODE_E_INVALID);
    cr_expect(lode_context_limit(ctx, LODE_LIMIT_NONE) == 0);
    cr_expect(lode_context_limit(NULL, LODE_LIMIT_DEPTH) == 0);
    cr_expect(!lode_limit_name(LODE_LIMIT_NONE) && !lode_limit_text(LODE_LIMIT_NONE));
    cr_expect(!lode_limit_name(LODE_LIMIT_DIAGNOSTICS + 1));
}

/* What the options of one call say goes before what the context says. */
LODE_TEST(limits, options_go_first)
{
    lode_builder *builder = NULL;
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    options.max_depth = 3;
    cr_assert(lode_context_set_limit(ctx, LODE_LIMIT_DEPTH, 2) == LODE_OK);
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_expect(lode_read_memory(ctx, builder, model_xml, sizeof model_xml - 1, &options) ==
              LODE_OK);
    cr_expect(lode_read_memory(ctx, builder, model_xml, sizeof model_xml - 1, NULL) ==
              LODE_E_LIMIT);
    lode_builder_free(builder);
}
