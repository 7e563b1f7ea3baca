/* The model that the trials are run on, made by calls alone. */
#include "trial.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TRY(expr)                                                                        \
    do {                                                                                 \
        const lode_status status_ = (expr);                                              \
        if (status_ < 0) return status_;                                                 \
    } while (0)

static lode_status add_places(lode_context *context, lode_builder *b)
{
    static const char *const stages[] = {"mine", "metal", "component", "product"};
    lode_source_record source = LODE_SOURCE_RECORD_INIT;
    source.id = "survey";
    source.publisher = "Survey";
    source.title = "Who makes what";
    source.year = 2024;
    TRY(lode_builder_name(context, b, "everything"));
    TRY(lode_builder_source(context, b, &source));
    for (size_t i = 0; i < COUNT(stages); i++)
        TRY(lode_builder_stage(context, b, stages[i]));
    TRY(lode_builder_stages_end(context, b));
    TRY(lode_builder_bloc(context, b, "union", NULL, true));
    TRY(lode_builder_member(context, b, "DEU"));
    TRY(lode_builder_member(context, b, "FRA"));
    TRY(lode_builder_country(context, b, "CHN", "China"));
    TRY(lode_builder_score(context, b, "WGI.PV", 2022, -0.5, "survey"));
    TRY(lode_builder_country(context, b, "JPN", NULL));
    return lode_builder_score(context, b, "WGI.PV", 2022, 1.0, NULL);
}

static lode_status add_item(lode_context *context, lode_builder *b, const char *id,
                            const char *unit, const char *stage, double mass,
                            double price)
{
    lode_item_record item = LODE_ITEM_RECORD_INIT;
    item.id = id;
    item.unit = unit;
    item.stage = stage;
    item.elements = strcmp(stage, "mine") == 0 ? "Dy" : NULL;
    item.mass_kg = mass;
    item.price = price;
    item.has =
        (mass > 0 ? LODE_ITEM_HAS_MASS : 0) | (price > 0 ? LODE_ITEM_HAS_PRICE : 0);
    return lode_builder_item(context, b, &item);
}

/* One country of a vector. */
typedef struct from {
    const char *country;
    double share;
    lode_kind kind;
    lode_bound bound;
} from;

static lode_status add_origin(lode_context *context, lode_builder *b, const char *market,
                              lode_basis basis, int32_t year, const from *shares,
                              size_t n)
{
    lode_origin_record origin = LODE_ORIGIN_RECORD_INIT;
    origin.basis = basis;
    origin.market = market;
    origin.year = year;
    origin.rest = strcmp(market, "*") == 0 ? LODE_REST_UNKNOWN : LODE_REST_WIDER;
    origin.total = 1000;
    origin.source = "survey";
    TRY(lode_builder_origin(context, b, &origin));
    for (size_t i = 0; i < n; i++) {
        lode_share_record share = LODE_SHARE_RECORD_INIT;
        share.country = shares[i].country;
        share.share_frac = shares[i].share;
        share.kind = shares[i].kind;
        share.bound = shares[i].bound;
        TRY(lode_builder_share(context, b, &share));
    }
    return LODE_OK;
}

static lode_status add_ores(lode_context *context, lode_builder *b)
{
    static const from host[] = {{"CHN", 0.6, 0, 0}, {"AUS", 0.4, 0, 0}};
    static const from ore[] = {{"CHN", 0.7, 0, 0}, {"MMR", 0, 0, LODE_BOUND_WITHHELD}};
    static const from scrap[] = {{"DEU", 0.2, LODE_KIND_RECYCLED, 0}};
    TRY(add_item(context, b, "iron", "t", "mine", 0, 80));
    TRY(add_origin(context, b, "*", LODE_BASIS_GROSS_MASS, 2024, host, COUNT(host)));
    TRY(add_item(context, b, "ore", "kg", "mine", 0, 2));
    TRY(lode_builder_code(context, b, "CAS", "7429-91-6"));
    TRY(lode_builder_host(context, b, "iron", 0.5));
    TRY(add_origin(context, b, "*", LODE_BASIS_CONTAINED_MASS, 2020, ore, COUNT(ore)));
    TRY(add_origin(context, b, "*", LODE_BASIS_CONTAINED_MASS, 2023, host, COUNT(host)));
    return add_origin(context, b, "union", LODE_BASIS_CONTAINED_MASS, 2021, scrap,
                      COUNT(scrap));
}

static lode_status add_balance(lode_context *context, lode_builder *b)
{
    static const struct {
        lode_amount_of of;
        lode_bound bound;
        const char *form;
        double quantity;
    } amounts[] = {{LODE_AMOUNT_PRODUCTION, LODE_BOUND_WITHHELD, "scrap", 0},
                   {LODE_AMOUNT_IMPORTS, LODE_BOUND_LOW, "ingot", 90},
                   {LODE_AMOUNT_EXPORTS, LODE_BOUND_EXACT, "ingot", 10},
                   {LODE_AMOUNT_STOCK_WITHDRAWAL, LODE_BOUND_EXACT, NULL, -5},
                   {LODE_AMOUNT_CONSUMPTION, LODE_BOUND_EXACT, NULL, 100}};
    lode_balance_record balance = LODE_BALANCE_RECORD_INIT;
    balance.market = "USA";
    balance.unit = "t";
    balance.year = 2024;
    TRY(lode_builder_balance(context, b, &balance));
    for (size_t i = 0; i < COUNT(amounts); i++) {
        lode_amount_record amount = LODE_AMOUNT_RECORD_INIT;
        amount.of = amounts[i].of;
        amount.bound = amounts[i].bound;
        amount.form = amounts[i].form;
        amount.source = "survey";
        amount.quantity = amounts[i].quantity;
        TRY(lode_builder_amount(context, b, &amount));
    }
    return LODE_OK;
}

static lode_status add_metal(lode_context *context, lode_builder *b)
{
    static const from metal[] = {{"CHN", 0.5, 0, 0},
                                 {"JPN", 0.3, 0, LODE_BOUND_LOW},
                                 {"DEU", 0.2, LODE_KIND_RECYCLED, 0}};
    lode_input_record input = LODE_INPUT_RECORD_INIT;
    input.item = "ore";
    input.quantity = 1.1;
    input.yield_frac = 0.9;
    input.low = 1.0;
    input.high = 1.3;
    input.kind = LODE_KIND_BOTH;
    input.quantity_is = LODE_QUANTITY_IS_MODE;
    input.has = LODE_INPUT_HAS_YIELD | LODE_INPUT_HAS_TRIANGLE;
    TRY(add_item(context, b, "metal", "kg", "metal", 0, 5));
    TRY(lode_builder_input(context, b, &input));
    TRY(lode_builder_surge(context, b, "CHN", 0.1, "survey"));
    TRY(lode_builder_stock(context, b, "USA", 30, "survey"));
    TRY(add_balance(context, b));
    return add_origin(context, b, "*", LODE_BASIS_VALUE, 0, metal, COUNT(metal));
}

static lode_status add_option(lode_context *context, lode_builder *b, const char *item,
                              double quantity, double weight, double cap)
{
    lode_input_record option = LODE_INPUT_RECORD_INIT;
    option.item = item;
    option.quantity = quantity;
    option.weight_frac = weight;
    option.cap_frac = cap;
    option.gsd = 1.2;
    option.has = LODE_INPUT_HAS_GSD | (cap > 0 ? LODE_INPUT_HAS_CAP : 0);
    return lode_builder_option(context, b, &option);
}

static lode_status add_parts(lode_context *context, lode_builder *b)
{
    static const from part[] = {{"USA", 0.5, 0, 0}, {"JPN", 0.5, 0, 0}};
    lode_input_record label = LODE_INPUT_RECORD_INIT;
    lode_input_record two = LODE_INPUT_RECORD_INIT;
    label.item = "label";
    label.quantity = 1;
    label.essential_frac = 0.5;
    label.has = LODE_INPUT_HAS_ESSENTIAL;
    two.item = "part";
    two.quantity = 2;
    TRY(add_item(context, b, "label", "each", "component", 0.1, 0.5));
    TRY(add_item(context, b, "part", "each", "component", 2, 40));
    TRY(lode_builder_alternatives(context, b, "grade", -1, LODE_KIND_PRIMARY));
    TRY(add_option(context, b, "metal", 1, 0.8, 0.9));
    TRY(add_option(context, b, "ore", 2, 0.2, 0));
    TRY(lode_builder_within(context, b, "part"));
    TRY(lode_builder_input(context, b, &label));
    TRY(add_origin(context, b, "USA", LODE_BASIS_COUNT, 2024, part, COUNT(part)));
    TRY(add_item(context, b, "engine", "each", "product", 5, 200));
    return lode_builder_input(context, b, &two);
}

static lode_status add_product(lode_context *context, lode_builder *b, const char *item,
                               const char *home, double volume, double value)
{
    lode_product_record product = LODE_PRODUCT_RECORD_INIT;
    product.item = item;
    product.home = home;
    product.end_use = strcmp(item, "metal") == 0 ? "defence" : NULL;
    product.volume = volume;
    product.value = value;
    product.has = LODE_PRODUCT_HAS_VOLUME | LODE_PRODUCT_HAS_VALUE;
    return lode_builder_product(context, b, &product);
}

/* A measure and what it is told, up to a NULL name. */
typedef struct told {
    const char *scenario, *measure;
    lode_attribute attributes[6];
} told;

static const told measures[] = {
    {"stops", "ban", {{"items", "ore metal"}, {"from", "CHN"}, {"severity", "0.5"}}},
    {"stops", "production-stop", {{"stages", "mine"}, {"from", "AUS"}}},
    {"stops", "quota", {{"items", "metal"}, {"from", "JPN"}, {"share", "0.3"}}},
    {"stops",
     "licence",
     {{"items", "ore"},
      {"from", "CHN"},
      {"approval", "0.5"},
      {"refuse-end-use", "defence"},
      {"start", "2026-01-01"}}},
    {"stops",
     "content-rule",
     {{"items", "metal"},
      {"from", "JPN"},
      {"content-from", "CHN"},
      {"content-items", "ore"},
      {"de-minimis", "0.01"}}},
    {"stops", "leakage", {{"share", "0.1"}}},
    {"ways", "tariff", {{"from", "union"}, {"rate", "0.1"}}},
    {"ways", "price", {{"items", "ore"}, {"factor", "2"}}},
    {"ways", "new-capacity", {{"item", "ore"}, {"country", "USA"}, {"quantity", "5"}}},
    {"ways", "second-source", {{"item", "metal"}, {"country", "USA"}, {"share", "0.2"}}},
    {"ways", "thrifting", {{"item", "metal"}, {"input", "ore"}, {"factor", "0.5"}}},
    {"ways", "stock", {{"item", "metal"}, {"country", "USA"}, {"days", "9"}}},
    {"swap", "substitution", {{"item", "part"}, {"alternatives", "grade"}}},
};

static lode_status add_scenarios(lode_context *context, lode_builder *b)
{
    static const lode_attribute options[][3] = {
        {{"item", "metal"}, {"weight", "0.5"}, {"cap", "1"}},
        {{"item", "ore"}, {"weight", "0.5"}, {NULL, NULL}}};
    const char *scenario = "";
    for (size_t i = 0; i < COUNT(measures); i++) {
        const told *const m = &measures[i];
        size_t n = 0;
        while (n < COUNT(m->attributes) && m->attributes[n].name) n++;
        if (strcmp(scenario, m->scenario) != 0)
            TRY(lode_builder_scenario(context, b, m->scenario, NULL, "survey"));
        scenario = m->scenario;
        TRY(lode_builder_measure(context, b, m->measure, m->attributes, n));
    }
    TRY(lode_builder_measure_option(context, b, options[0], 3));
    return lode_builder_measure_option(context, b, options[1], 2);
}

lode_status trial_build(lode_context *context, lode_builder *b)
{
    const lode_place place = {"calls", 1, 1};
    TRY(lode_builder_at(context, b, &place));
    TRY(add_places(context, b));
    TRY(add_ores(context, b));
    TRY(add_metal(context, b));
    TRY(add_parts(context, b));
    TRY(add_product(context, b, "engine", "USA", 10, 400));
    TRY(add_product(context, b, "part", "DEU", 20, 50));
    TRY(add_product(context, b, "metal", "USA", 3, 6));
    return add_scenarios(context, b);
}

lode_status trial_world_make(lode_context *context, bool own, trial_world *world)
{
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    lode_builder *builder = NULL;
    *world = (trial_world){NULL, NULL, NULL, NULL, NULL};
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = trial_build(context, builder);
    if (status >= 0) status = lode_builder_freeze(context, builder, &world->model);
    lode_builder_free(builder);
    if (status >= 0)
        status = lode_network_compile(context, world->model, NULL, &world->network);
    options.year = 2022;
    if (status >= 0)
        status = lode_network_compile(context, world->model, &options, &world->before);
    if (status >= 0) status = lode_origin(context, world->network, NULL, &world->table);
    if (status >= 0 && !own)
        status = lode_rules_read_file(
            context, LODE_TEST_SOURCE_DIR "/tests/trials/grades.rules.xml", NULL, NULL,
            &world->rules);
    return status;
}

void trial_world_drop(trial_world *world)
{
    lode_rules_unref(world->rules);
    lode_table_free(world->table);
    lode_network_unref(world->before);
    lode_network_unref(world->network);
    lode_model_unref(world->model);
}
