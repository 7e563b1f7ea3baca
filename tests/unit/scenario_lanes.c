/* Lanes of many scenarios side by side: each as if it were alone, the same for any number
 * of threads, and whole where nothing holds. */
#include "scenario_common.h"

#include "scenario/outcomes.h"

#include <stdio.h>

static lode_model *shipped_scenarios(lode_context *context)
{
    static const char *const files[] = {
        "examples/data/reference.lode.xml", "examples/data/products.lode.xml",
        "examples/data/scenarios.lode.xml", "examples/data/ways-out.lode.xml"};
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    for (size_t k = 0; k < LODE__COUNT(files); k++)
        cr_assert(lode_read_file(context, builder, files[k], NULL) == LODE_OK);
    cr_assert(lode_builder_freeze(context, builder, &model) == LODE_OK);
    lode_builder_free(builder);
    return model;
}

/* ---- the unshocked lane ---- */

typedef struct values {
    const lode_network *network;
    size_t lane; /* to keep */
    double *value;
} values;

static lode_status keep(const lode__block *block, size_t worker, void *user)
{
    const values *v = user;
    (void)worker;
    if (v->lane < block->first || v->lane >= block->first + block->n) return LODE_OK;
    for (uint32_t node = 0; node < v->network->n_nodes; node++)
        v->value[node] = lode__given(block, node, v->lane - block->first);
    return LODE_OK;
}

static double *values_of(lode_context *context, const lode_network *network,
                         const lode__shocks *shocks, size_t lane)
{
    values v = {network, lane, malloc(network->n_nodes * sizeof(double))};
    cr_assert(v.value != NULL);
    cr_assert(lode__up(context, network, shocks, keep, &v) == LODE_OK);
    return v.value;
}

/* Beside all shipped scenarios, with patched rows and added countries, the regime without
 * a measure has every value of the pass without shocks, to the bit. */
LODE_TEST(scenario_lanes, no_measure_no_bit)
{
    lode_model *model = shipped_scenarios(ctx);
    lode_network *network = scenario_network(ctx, model);
    const char *regimes[64] = {""};
    size_t n = 1;
    for (; n <= model->n_scenarios && n < 63; n++)
        regimes[n] = lode__model_text(model, model->scenarios[n - 1].id);
    regimes[n++] = "";
    const lode__plan_request request = {.regimes = regimes, .n_regimes = n};
    lode__plan *plan = NULL;
    cr_assert(lode__plan_new(ctx, network, &request, &plan) == LODE_OK);
    cr_assert(plan->n_patches > 0 && plan->network != network);
    const lode__shocks shocks = lode__plan_shocks(plan), none = {.n_lanes = 1};
    double *plain = values_of(ctx, plan->network, &none, 0);
    for (size_t regime = 0; regime < n; regime += n - 1) {
        double *got = values_of(ctx, plan->network, &shocks,
                                lode__plan_lane(plan, regime, 0, false));
        cr_expect(memcmp(plain, got, plan->network->n_nodes * sizeof *got) == 0);
        free(got);
    }
    free(plain);
    lode__plan_free(plan);
    lode_network_unref(network);
    lode_model_unref(model);
}

/* ---- one scenario among twenty ---- */

typedef struct text {
    char *data;
    size_t size;
} text;

static int append(const void *data, size_t size, void *user)
{
    text *t = user;
    t->data = realloc(t->data, t->size + size);
    memcpy(t->data + t->size, data, size);
    t->size += size;
    return 0;
}

static text csv_of(lode_context *context, const lode_network *network,
                   const char *const *scenarios, size_t n)
{
    const lode_scenario_options options = {.struct_size = sizeof options,
                                           .flags = LODE_SCENARIO_DELIVERIES,
                                           .scenarios = scenarios,
                                           .n_scenarios = n};
    lode_table *table = NULL;
    text out = {NULL, 0};
    cr_assert(lode_scenario(context, network, &options, &table) == LODE_OK);
    cr_assert(lode_table_write_csv(context, table, append, &out) == LODE_OK);
    lode_table_free(table);
    return out;
}

enum { N_SCENARIOS = 20 };

/* The shipped ones and pairs of them, twenty in all: three blocks of lanes and more. */
static void name_regimes(const lode_model *model, char labels[][160],
                         const char *regimes[N_SCENARIOS])
{
    for (size_t k = 0; k < N_SCENARIOS; k++) {
        const size_t n = model->n_scenarios, first = k % n, second = (k * 7 + 3) % n;
        const char *a = lode__model_text(model, model->scenarios[first].id);
        const char *b = lode__model_text(model, model->scenarios[second].id);
        snprintf(labels[k], 160, k < n ? "%s" : "%s+%s", a, b);
        regimes[k] = labels[k];
    }
}

LODE_TEST(scenario_lanes, threads_change_no_byte)
{
    static char labels[N_SCENARIOS][160];
    const char *regimes[N_SCENARIOS];
    lode_model *model = shipped_scenarios(ctx);
    lode_network *network = scenario_network(ctx, model);
    name_regimes(model, labels, regimes);
    text one = csv_of(ctx, network, regimes, N_SCENARIOS);
    cr_assert(one.size > 100000);
    for (uint32_t n = 2; n <= 4; n += 2) {
        lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
        lode_context *several = NULL;
        options.n_threads = n;
        cr_assert(lode_context_new(&options, &several) == LODE_OK);
        text more = csv_of(several, network, regimes, N_SCENARIOS);
        cr_expect(one.size == more.size && memcmp(one.data, more.data, one.size) == 0);
        free(more.data);
        lode_context_free(several);
    }
    free(one.data);
    lode_network_unref(network);
    lode_model_unref(model);
}

/* What else is asked for does not show in a scenario's rows: those of each alone are,
 * joined, those of all. */
LODE_TEST(scenario_lanes, alone_or_among_others)
{
    static char labels[N_SCENARIOS][160];
    const char *regimes[N_SCENARIOS];
    lode_model *model = shipped_scenarios(ctx);
    const char *const product = "car-regular";
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    options.products = &product;
    options.n_products = 1;
    lode_network *network = NULL;
    cr_assert(lode_network_compile(ctx, model, &options, &network) == LODE_OK);
    name_regimes(model, labels, regimes);
    text all = csv_of(ctx, network, regimes, N_SCENARIOS), joined = {NULL, 0};
    for (size_t k = 0; k < N_SCENARIOS; k++) {
        text one = csv_of(ctx, network, &regimes[k], 1);
        const char *line = memchr(one.data, '\n', one.size);
        const size_t head = k && line ? (size_t)(line + 1 - one.data) : 0;
        append(one.data + head, one.size - head, &joined);
        free(one.data);
    }
    cr_expect(all.size == joined.size && memcmp(all.data, joined.data, all.size) == 0);
    free(all.data);
    free(joined.data);
    lode_network_unref(network);
    lode_model_unref(model);
}
