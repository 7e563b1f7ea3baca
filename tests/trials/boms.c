/* Trials of bills of materials: from files to items, and on to what a product needs. */
#include "trial.h"

#include <string.h>

#define CASES LODE_TEST_SOURCE_DIR "/tests/cases/bom/"

/* An indented list, one of edges, and a flat one. */
static const char levels[] = "Level,Part Number,Description,Quantity\n"
                             "0,A,Drive,1\n1,B,Block N42M magnet,2\n1,C,Screw M5,4\n"
                             "2,D,\"Washer, \"\"plain\"\"\",8\n";
static const char edges[] = "parent;id;quantity;unit;mass;price;currency;country\n"
                            "A2;B2;1,5;each;0,3 kg;2,5;EUR;DE\nA2;C2;2;each;10 g;;;\n"
                            "B2;D2;0,25;kg;;;;\n";
static const char flat[] = "id,description,material,cas,quantity,mass\n"
                           "F1,Magnet N38H,NdFeB,7429-91-6,2,12 g\nF2,Cable,,,1,\n";

static int64_t give(void *data, size_t capacity, void *user)
{
    const char **const text = user;
    const size_t left = strlen(*text);
    const size_t n = left < capacity ? left : capacity;
    memcpy(data, *text, n);
    *text += n;
    return (int64_t)n;
}

static lode_status read_lists(lode_context *context, lode_bom *bom)
{
    const char *text = edges;
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    options.product = "box";
    options.source = "box.csv";
    lode_status status =
        lode_bom_read_memory(context, bom, levels, sizeof(levels) - 1, NULL);
    if (status >= 0) status = lode_bom_read_callback(context, bom, give, &text, NULL);
    if (status >= 0)
        status = lode_bom_read_memory(context, bom, flat, sizeof(flat) - 1, &options);
    return status;
}

/* The items that the rules speak of. */
static lode_status add_items(lode_context *context, lode_builder *builder)
{
    static const char *const ids[] = {"magnet-m", "dy-metal"};
    lode_status status = LODE_OK;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]) && status >= 0; i++) {
        lode_item_record item = LODE_ITEM_RECORD_INIT;
        item.id = ids[i];
        item.unit = "kg";
        status = lode_builder_item(context, builder, &item);
    }
    return status;
}

/* What the products of a builder need. */
static lode_status see_needs(lode_context *context, lode_builder *builder,
                             trial_seen *seen)
{
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_table *table = NULL;
    lode_status status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) status = lode_network_compile(context, model, NULL, &network);
    if (status >= 0) {
        status = lode_requirements(context, network, NULL, &table);
        status = trial_see_result(status, table, seen);
    }
    lode_network_unref(network);
    lode_model_unref(model);
    return status;
}

static lode_status resolve(lode_context *context, lode_bom *bom, bool keep,
                           trial_seen *seen)
{
    lode_bom_options options = LODE_BOM_OPTIONS_INIT;
    lode_builder *builder = NULL;
    lode_table *table = NULL;
    options.home = "DEU";
    options.value = 900;
    options.assumed_mass_kg = 0.05;
    options.has = LODE_BOM_HAS_VALUE | LODE_BOM_HAS_ASSUMED_MASS;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = add_items(context, builder);
    if (status >= 0) {
        status = keep ? lode_bom_resolve(context, bom, builder, &options, &table)
                      : lode_bom_use_up(context, bom, builder, &options, &table);
        status = trial_see_listed(status, table, lode_bom_columns(), seen);
    }
    if (status >= 0) status = see_needs(context, builder, seen);
    lode_builder_free(builder);
    return status;
}

/* Lists without rules: nothing of it is libxml2's or PCRE2's. */
static lode_status try_lists(lode_context *context, const trial_world *world,
                             trial_seen *seen)
{
    (void)world;
    lode_bom *bom = NULL;
    lode_status status = lode_bom_new(context, NULL, &bom);
    TRIAL_RESULT(status, bom);
    if (status >= 0) status = read_lists(context, bom);
    if (status >= 0) status = resolve(context, bom, true, seen);
    if (status >= 0) status = resolve(context, bom, false, seen);
    lode_bom_free(bom);
    return status;
}

/* Lists and declarations, classified by rules that all threads share. */
static lode_status try_declarations(lode_context *context, const trial_world *world,
                                    trial_seen *seen)
{
    static const char *const files[] = {CASES "iec-62474/input.xml",
                                        CASES "ipc-1752/input.xml",
                                        CASES "cyclonedx/input.xml"};
    lode_bom *bom = NULL;
    lode_status status = lode_bom_new(context, world->rules, &bom);
    TRIAL_RESULT(status, bom);
    if (status >= 0) status = read_lists(context, bom);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && status >= 0; i++)
        status = lode_bom_read_file(context, bom, files[i], NULL);
    if (status >= 0) status = resolve(context, bom, false, seen);
    lode_bom_free(bom);
    return status;
}

static lode_status try_bom_file(lode_context *context, const trial_world *world,
                                trial_seen *seen)
{
    (void)world;
    lode_bom *bom = NULL;
    lode_status status = lode_bom_new(context, NULL, &bom);
    if (status >= 0) {
        status = lode_bom_read_file(context, bom, "no/such/file.csv", NULL);
        if (status == LODE_E_IO) status = LODE_OK;
    }
    lode_bom_free(bom);
    trial_see_size(seen, lode_bom_guess(levels, sizeof(levels) - 1));
    trial_see(seen, lode_bom_format_name(1));
    trial_see(seen, lode_bom_format_title(1));
    return status;
}

const trial trials_of_boms[] = {
    {"lode_bom_new lode_bom_free lode_bom_read_memory lode_bom_read_callback "
     "lode_bom_resolve lode_bom_use_up lode_bom_columns",
     try_lists, false},
    {"lode_bom_read_file", try_declarations, true},
    {"lode_bom_guess lode_bom_format_name lode_bom_format_title", try_bom_file, false},
    {NULL, NULL, false}};
