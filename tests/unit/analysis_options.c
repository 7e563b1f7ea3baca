/* What every analysis does with NULL, with options of other sizes, and with values out of
 * range. The registry lists the analyses, so one that is added is tested without a line
 * here. */
#include <lode.h>

#include "lode_test.h"

#include <math.h>

enum { ROOM = 512 };

/* Options in a buffer with room for what a later release may append. */
typedef union options_room {
    uint32_t struct_size;
    double align;
    unsigned char bytes[ROOM];
} options_room;

static const char xml[] =
    "<lode xmlns='urn:lode:model:1'><bloc id='pact'><member country='JPN'/></bloc>"
    "<item id='top' unit='each' mass='1' stage='assembly'><input item='part' "
    "quantity='1'/></item>"
    "<item id='part' unit='kg' stage='component'>"
    "<origin market='*' basis='gross-mass'><from country='CHN' share='0.7'/>"
    "<from country='JPN' share='0.3'/></origin></item>"
    "<product item='top' home='USA'/>"
    "<scenario id='stop'><ban from='CHN'/></scenario></lode>";

static lode_model *small_model(lode_context *context)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    cr_assert(lode_read_memory(context, builder, xml, sizeof xml - 1, NULL) == LODE_OK);
    cr_assert(lode_builder_freeze(context, builder, &model) == LODE_OK);
    lode_builder_free(builder);
    return model;
}

static lode_network *small_network(lode_context *context)
{
    lode_model *model = small_model(context);
    lode_network *network = NULL;
    cr_assert(lode_network_compile(context, model, NULL, &network) == LODE_OK);
    lode_model_unref(model);
    return network;
}

/* Runs an analysis and says its status. On failure there is no table. */
static lode_status status_of(lode_context *context, const lode_network *network,
                             const lode_analysis *analysis, const void *options)
{
    lode_table *table =
        (lode_table *)(void *)&table; /* not NULL, so that it must be set */
    const lode_status status = analysis->run(context, network, options, &table);
    cr_expect((status == LODE_OK) == (table != NULL), "%s: %s and table %p",
              analysis->name, lode_status_name(status), (void *)table);
    cr_expect((lode_context_error(context) != NULL) == (status < 0), "%s",
              analysis->name);
    lode_table_free(table);
    return status;
}

static void expect(const lode_analysis *analysis, const char *what, lode_status got,
                   lode_status wanted)
{
    cr_expect(got == wanted, "%s, %s: %s, not %s", analysis->name, what,
              lode_status_name(got), lode_status_name(wanted));
}

LODE_TEST(analysis_options, null)
{
    lode_network *network = small_network(ctx);
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        lode_table *table = NULL;
        cr_expect(analysis->run(NULL, network, NULL, &table) == LODE_E_INVALID && !table);
        cr_expect(analysis->run(ctx, network, NULL, NULL) == LODE_E_INVALID);
        expect(analysis, "no network", status_of(ctx, NULL, analysis, NULL),
               LODE_E_INVALID);
        expect(analysis, "no options", status_of(ctx, network, analysis, NULL), LODE_OK);
    }
    cr_expect(lode_analysis_at(SIZE_MAX) == NULL);
    cr_expect(lode_analysis_find("") == NULL);
    lode_network_unref(network);
}

LODE_TEST(analysis_options, sizes)
{
    lode_network *network = small_network(ctx);
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        const uint32_t size = (uint32_t)analysis->options_size;
        options_room room, before;
        cr_assert(size <= ROOM / 2);
        /* what lies beyond the size said is never looked at, and nothing is written */
        memset(&room, 0xff, sizeof room);
        memset(&room, 0, size);
        room.struct_size = size;
        before = room;
        expect(analysis, "sentinels beyond", status_of(ctx, network, analysis, &room),
               LODE_OK);
        cr_expect(memcmp(&before, &room, sizeof room) == 0, "%s wrote", analysis->name);
        /* a later release's options, with nothing new asked for */
        memset(&room, 0, sizeof room);
        room.struct_size = ROOM;
        expect(analysis, "zero tail", status_of(ctx, network, analysis, &room), LODE_OK);
        room.bytes[size] = 1;
        expect(analysis, "first byte set", status_of(ctx, network, analysis, &room),
               LODE_E_UNSUPPORTED);
        room.bytes[size] = 0;
        room.bytes[ROOM - 1] = 1;
        expect(analysis, "last byte set", status_of(ctx, network, analysis, &room),
               LODE_E_UNSUPPORTED);
        /* smaller than any release's */
        room.bytes[ROOM - 1] = 0;
        room.struct_size = 0;
        expect(analysis, "no size", status_of(ctx, network, analysis, &room),
               LODE_E_INVALID);
        room.struct_size = 4;
        expect(analysis, "size 4", status_of(ctx, network, analysis, &room),
               LODE_E_INVALID);
        room.struct_size = size - 1;
        expect(analysis, "a byte less", status_of(ctx, network, analysis, &room),
               LODE_E_INVALID);
    }
    lode_network_unref(network);
}

/* What the list says of columns holds of the tables, and a name says its unit. */
static void expect_columns(const lode_table *table, const lode_analysis *analysis)
{
    const bool is_open = analysis->flags & LODE_ANALYSIS_OPEN;
    size_t n = 0;
    for (const lode_column *column = analysis->columns; column->name; column++, n++) {
        const size_t len = strlen(column->name), unit_len = strlen(column->unit);
        cr_expect(strcmp(lode_table_column_name(table, n), column->name) == 0);
        cr_expect(lode_table_column_type(table, n) == column->type, "%s", column->name);
        cr_expect(strcmp(lode_table_column_doc(table, n), column->doc) == 0);
        if (strcmp(column->unit, "frac") == 0 || !unit_len) continue;
        cr_expect(len > unit_len &&
                      strcmp(column->name + len - unit_len, column->unit) == 0,
                  "%s in %s", column->name, column->unit);
    }
    cr_expect(is_open ? n < lode_table_n_columns(table)
                      : n == lode_table_n_columns(table),
              "%s", analysis->name);
}

LODE_TEST(analysis_options, columns)
{
    lode_network *network = small_network(ctx);
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        lode_table *table = NULL;
        cr_assert(analysis->run(ctx, network, NULL, &table) == LODE_OK);
        expect_columns(table, analysis);
        lode_table_free(table);
    }
    lode_table *table = NULL;
    cr_assert(lode_diff(ctx, network, network, NULL, &table) == LODE_OK);
    expect_columns(table, lode_analysis_diff());
    lode_table_free(table);
    lode_network_unref(network);
}

/* Every option of every analysis at values it must refuse. */
static void refuse(lode_context *context, const lode_network *network,
                   const lode_analysis *analysis, const lode_analysis_option *option)
{
    static const double wrong_reals[] = {-0.001, -1.0, (double)NAN, (double)INFINITY,
                                         -(double)INFINITY};
    static const char *const nobody = "nobody-has-this-id";
    const char *const list[] = {nobody};
    const char *const empty[] = {NULL};
    const size_t one = 1;
    options_room room = {.bytes = {0}};
    room.struct_size = (uint32_t)analysis->options_size;
    unsigned char *const at = room.bytes + option->offset;
    switch (option->type) {
    case LODE_OPTION_REAL:
        for (size_t k = 0; k < sizeof wrong_reals / sizeof *wrong_reals; k++) {
            memcpy(at, &wrong_reals[k], sizeof *wrong_reals);
            expect(analysis, option->name, status_of(context, network, analysis, &room),
                   LODE_E_INVALID);
        }
        break;
    case LODE_OPTION_CHOICE:
    case LODE_OPTION_SWITCH:
        memcpy(at, &(uint32_t){0x80000000u}, sizeof(uint32_t));
        expect(analysis, option->name, status_of(context, network, analysis, &room),
               LODE_E_INVALID);
        break;
    case LODE_OPTION_TEXT:
        if (strcmp(option->name, "domestic") != 0) break;
        memcpy(at, &nobody, sizeof nobody);
        expect(analysis, option->name, status_of(context, network, analysis, &room),
               LODE_E_UNKNOWN);
        break;
    case LODE_OPTION_TEXTS:
        memcpy(at + sizeof(void *), &one, sizeof one);
        expect(analysis, "a count without a list",
               status_of(context, network, analysis, &room), LODE_E_INVALID);
        memcpy(at, &(const char *const *){empty}, sizeof(void *));
        expect(analysis, "a list with nothing",
               status_of(context, network, analysis, &room), LODE_E_INVALID);
        memcpy(at, &(const char *const *){list}, sizeof(void *));
        /* A setting is a text of its own form, the others are ids. */
        expect(analysis, option->name, status_of(context, network, analysis, &room),
               strcmp(option->name, "set") ? LODE_E_UNKNOWN : LODE_E_VALUE);
        break;
    default:
        break;
    }
}

LODE_TEST(analysis_options, values_out_of_range)
{
    lode_network *network = small_network(ctx);
    const lode_analysis *analysis;
    for (size_t a = 0; (analysis = lode_analysis_at(a)) != NULL; a++) {
        for (size_t o = 0; o < analysis->n_options; o++) {
            refuse(ctx, network, analysis, &analysis->options[o]);
        }
    }
    lode_network_unref(network);
}

LODE_TEST(analysis_options, levels_and_kinds)
{
    lode_network *network = small_network(ctx);
    lode_table *table = NULL;
    lode_exposure_options exposure = {.struct_size = sizeof exposure, .level_frac = 1.0};
    cr_expect(lode_exposure(ctx, network, &exposure, &table) == LODE_OK);
    lode_table_free(table);
    exposure.level_frac = 1.0 + 1e-9;
    cr_expect(lode_exposure(ctx, network, &exposure, &table) == LODE_E_INVALID && !table);
    exposure.level_frac = 0.0;
    exposure.domestic = "pact";
    cr_expect(lode_exposure(ctx, network, &exposure, &table) == LODE_OK);
    lode_table_free(table);
    exposure.domestic = ""; /* the empty text and NULL mean the same */
    cr_expect(lode_exposure(ctx, network, &exposure, &table) == LODE_OK);
    lode_table_free(table);
    /* a set stops production or exports, never a mixture */
    lode_coalitions_options coalitions = {.struct_size = sizeof coalitions,
                                          .kinds =
                                              LODE_STOP_PRODUCTION | LODE_STOP_EXPORTS};
    cr_expect(lode_coalitions(ctx, network, &coalitions, &table) == LODE_E_INVALID &&
              !table);
    lode_network_unref(network);
}

/* ---- compiling ---- */

static lode_status compile_status(lode_context *context, lode_model *model,
                                  const lode_network_options *options)
{
    lode_network *network = (lode_network *)(void *)&network;
    const lode_status status = lode_network_compile(context, model, options, &network);
    cr_expect((status == LODE_OK) == (network != NULL));
    lode_network_unref(network);
    return status;
}

LODE_TEST(analysis_options, network)
{
    lode_model *model = small_model(ctx);
    lode_network *network = NULL;
    const char *const nobody[] = {"nobody"}, *const top[] = {"top"},
                      *const nothing[] = {NULL};
    const lode_basis unknown[] = {7}, twice[] = {LODE_BASIS_VALUE, LODE_BASIS_VALUE};
    cr_expect(lode_network_compile(NULL, model, NULL, &network) == LODE_E_INVALID);
    cr_expect(lode_network_compile(ctx, model, NULL, NULL) == LODE_E_INVALID);
    cr_expect(compile_status(ctx, NULL, NULL) == LODE_E_INVALID);
    static const lode_network_options fresh = LODE_NETWORK_OPTIONS_INIT;
    lode_network_options options = fresh;
    cr_expect(compile_status(ctx, model, &options) == LODE_OK);
    options.products = top;
    options.n_products = 1;
    cr_expect(compile_status(ctx, model, &options) == LODE_OK);
    options.products = nobody;
    cr_expect(compile_status(ctx, model, &options) == LODE_E_UNKNOWN);
    options.products = nothing;
    cr_expect(compile_status(ctx, model, &options) == LODE_E_INVALID);
    options.products = NULL;
    cr_expect(compile_status(ctx, model, &options) == LODE_E_INVALID);
    options = fresh;
    options.home = "XXX";
    cr_expect(compile_status(ctx, model, &options) == LODE_E_UNKNOWN);
    options.home = "JPN";
    cr_expect(compile_status(ctx, model, &options) == LODE_OK);
    options = fresh;
    options.basis_order = unknown;
    options.n_bases = 1;
    cr_expect(compile_status(ctx, model, &options) == LODE_E_INVALID);
    options.basis_order = twice;
    options.n_bases = 2;
    cr_expect(compile_status(ctx, model, &options) == LODE_E_INVALID);
    options.basis_order = NULL;
    cr_expect(compile_status(ctx, model, &options) == LODE_E_INVALID);
    lode_model_unref(model);
}

LODE_TEST(analysis_options, network_sizes)
{
    lode_model *model = small_model(ctx);
    struct {
        lode_network_options known;
        uint64_t later[4];
    } room;
    memset(&room, 0, sizeof room);
    room.known.struct_size = sizeof room;
    cr_expect(compile_status(ctx, model, &room.known) == LODE_OK);
    room.later[3] = 1;
    cr_expect(compile_status(ctx, model, &room.known) == LODE_E_UNSUPPORTED);
    room.known.struct_size = sizeof room.known;
    cr_expect(compile_status(ctx, model, &room.known) == LODE_OK);
    room.known.struct_size = 4;
    cr_expect(compile_status(ctx, model, &room.known) == LODE_E_INVALID);
    lode_model_unref(model);
}
