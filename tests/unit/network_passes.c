/* Both passes: every kernel gives the same bits, lanes give those of one lane, and
 * neither walks by recursion. */
#include "network_common.h"

#include <stdio.h>

static lode_network *compile_shipped(lode_context *ctx)
{
    lode_model *model = network_shipped(ctx);
    lode_network *network = NULL;
    cr_assert(lode_network_compile(ctx, model, NULL, &network) == LODE_OK);
    lode_model_unref(model);
    return network;
}

static double *lines_of_lanes(size_t n)
{
    double *lanes = aligned_alloc(64, n * LODE__LANES * sizeof *lanes);
    cr_assert(lanes != NULL);
    return lanes;
}

/* One stop a lane: China, the COD, both, all but the USA, nobody ... */
static void fill_sets(lode__places sets[LODE__LANES])
{
    static const char *const stops[LODE__LANES][2] = {
        {"CHN", NULL},  {"COD", NULL}, {"CHN", "COD"}, {"ZZZ", "CHN"},
        {"AUS", "CHL"}, {"USA", NULL}, {"IDN", "MMR"}, {NULL, NULL}};
    memset(sets, 0, LODE__LANES * sizeof *sets);
    for (int k = 0; k < LODE__LANES; k++) {
        for (int j = 0; j < 2 && stops[k][j]; j++) {
            lode__places_add(&sets[k], (unsigned)lode__find_place(stops[k][j], 3));
        }
    }
}

static void run_kernel(const lode__kernel *kernel, const lode_network *network,
                       const lode__shocks *shocks, double *lack)
{
    double *rows = lines_of_lanes(shocks->n_rows + 1);
    for (size_t k = 0; k < (shocks->n_rows + 1) * LODE__LANES; k++) rows[k] = 1.0;
    shocks->fill(shocks->user, 0, LODE__LANES, rows);
    kernel->up(network, shocks, rows, lack);
    free(rows);
}

LODE_TEST(network_passes, every_kernel_gives_the_same_bits)
{
    lode_network *network = compile_shipped(ctx);
    const lode__kernel *const kernels[] = {
#if defined(LODE__HAVE_AVX2)
        __builtin_cpu_supports("avx2") ? &lode__kernel_avx2 : NULL,
#endif
#if defined(LODE__HAVE_AVX512)
        __builtin_cpu_supports("avx512f") ? &lode__kernel_avx512 : NULL,
#endif
        lode__kernel_best()
    };
    lode__places sets[LODE__LANES];
    fill_sets(sets);
    for (int kind = 0; kind < 2; kind++) {
        lode__stops stops;
        cr_assert(lode__stops_init(ctx, network, (lode__stop_kind)kind, NULL, &stops) ==
                  LODE_OK);
        const lode__shocks shocks = lode__stops_shocks(&stops, sets, LODE__LANES);
        const size_t n = lode__count_lacks(network, &shocks);
        const size_t size = n * LODE__LANES * sizeof(double);
        double *expected = lines_of_lanes(n), *got = lines_of_lanes(n);
        run_kernel(&lode__kernel_portable, network, &shocks, expected);
        for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
            if (!kernels[k]) continue;
            memset(got, 0xff, size);
            run_kernel(kernels[k], network, &shocks, got);
            cr_expect(memcmp(expected, got, size) == 0, "%s", kernels[k]->name);
        }
        free(expected);
        free(got);
        lode__stops_free(ctx, &stops);
    }
    lode_network_unref(network);
}

LODE_TEST(network_passes, nobody_stops_nothing_is_lost)
{
    lode_network *network = compile_shipped(ctx);
    lode__places sets[LODE__LANES];
    fill_sets(sets);
    for (int kind = 0; kind < 2; kind++) {
        lode__stops stops;
        cr_assert(lode__stops_init(ctx, network, (lode__stop_kind)kind, NULL, &stops) ==
                  LODE_OK);
        const lode__shocks shocks = lode__stops_shocks(&stops, sets, LODE__LANES);
        double *lack = lines_of_lanes(lode__count_lacks(network, &shocks));
        run_kernel(lode__kernel_best(), network, &shocks, lack);
        for (uint32_t node = 0; node < network->n_nodes; node++) {
            cr_assert(lack[node * LODE__LANES + LODE__LANES - 1] <= 0.0);
        }
        free(lack);
        lode__stops_free(ctx, &stops);
    }
    lode_network_unref(network);
}

/* Down one lane at a time and all together, with recycled instances cut off or not. */
static void expect_lanes_as_one(const lode_network *network)
{
    const size_t n = network->n_nodes + network->n_roots;
    double *one = lines_of_lanes(n), *lanes = lines_of_lanes(n);
    for (int cut = 0; cut < 2; cut++) {
        memset(lanes, 0, n * LODE__LANES * sizeof *lanes);
        for (size_t r = 0; r < network->n_roots; r++) {
            lanes[(network->n_nodes + r) * LODE__LANES + r % LODE__LANES] =
                1.0 + (double)r;
        }
        lode__down_lanes(network, cut, lanes);
        for (size_t lane = 0; lane < LODE__LANES; lane++) {
            memset(one, 0, n * sizeof *one);
            for (size_t r = lane; r < network->n_roots; r += LODE__LANES) {
                one[network->n_nodes + r] = 1.0 + (double)r;
            }
            lode__down(network, cut, one);
            for (size_t k = 0; k < n; k++) {
                cr_assert(memcmp(&one[k], &lanes[k * LODE__LANES + lane], sizeof *one) ==
                          0);
            }
        }
    }
    free(one);
    free(lanes);
}

LODE_TEST(network_passes, lanes_give_the_bits_of_one)
{
    lode_network *network = compile_shipped(ctx);
    expect_lanes_as_one(network);
    lode_network_unref(network);
}

/* Rows of a level with many takers beside rows with few, of instances that differ in what
 * they do and in whether they can be cut off: metal-a and metal-b go to 16 countries,
 * metal-c and metal-d to 2. */
LODE_TEST(network_passes, long_rows_beside_short_ones)
{
    static const char *const homes[] = {"AUS", "BRA", "CAN", "CHL", "DEU", "FRA",
                                        "GBR", "IND", "ITA", "JPN", "KOR", "MEX",
                                        "POL", "SWE", "TUR", "USA"};
    char xml[6000];
    int at = snprintf(xml, sizeof xml, "<lode xmlns=\"urn:lode:model:1\">");
    for (int k = 0; k < 4; k++) {
        at += snprintf(
            xml + at, sizeof xml - (size_t)at,
            "<item id=\"metal-%c\" unit=\"kg\"><input item=\"ore\" quantity=\"2\" "
            "essential=\"%s\" kind=\"both\"/><origin market=\"*\" "
            "basis=\"gross-mass\"><from country=\"CHN\" share=\"0.5\"/><from "
            "country=\"ZAF\" share=\"0.25\"/><from country=\"CHN\" share=\"0.25\" "
            "kind=\"recycled\"/></origin></item>",
            'a' + k, k % 2 ? "1" : "0.5");
    }
    at += snprintf(
        xml + at, sizeof xml - (size_t)at,
        "<item id=\"ore\" unit=\"kg\"/><item id=\"car\" unit=\"each\"><input "
        "item=\"metal-a\" quantity=\"1\"/><input item=\"metal-b\" quantity=\"3\"/>"
        "</item><item id=\"van\" unit=\"each\"><input item=\"metal-c\" "
        "quantity=\"1\"/><input item=\"metal-d\" quantity=\"3\"/></item>");
    for (int k = 0; k < 18; k++) {
        at += snprintf(xml + at, sizeof xml - (size_t)at,
                       "<product item=\"%s\" home=\"%s\"/>", k < 16 ? "car" : "van",
                       homes[k % 16]);
    }
    snprintf(xml + at, sizeof xml - (size_t)at, "</lode>");
    lode_model *model = network_model(ctx, xml);
    lode_network *network = NULL;
    cr_assert(lode_network_compile(ctx, model, NULL, &network) == LODE_OK);
    uint32_t longest[2] = {0};
    for (size_t r = 0; r < network->n_down_runs; r++) {
        const lode__run *const run = &network->down_runs[r];
        if (run->degree > longest[run->cut]) longest[run->cut] = run->degree;
    }
    cr_assert(longest[0] == 16 && longest[1] == 16);
    expect_lanes_as_one(network);
    lode_network_unref(network);
    lode_model_unref(model);
}

/* A chain of a hundred thousand items, each of two parts of the next: a quantity of 1 at
 * the end as each line says half a piece. */
LODE_TEST(network_passes, a_long_chain_needs_no_stack)
{
    enum { N = 100000 };
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_table *table = NULL;
    char id[2][16];
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    for (int k = 0; k < N; k++) {
        snprintf(id[0], sizeof id[0], "i%06d", k);
        snprintf(id[1], sizeof id[1], "i%06d", k + 1);
        lode_item_record item = LODE_ITEM_RECORD_INIT;
        item.id = id[0];
        item.unit = "each";
        cr_assert(lode_builder_item(ctx, builder, &item) == LODE_OK);
        lode_input_record input = LODE_INPUT_RECORD_INIT;
        input.item = id[1];
        input.quantity = 0.5;
        for (int twice = 0; twice < 2 && k + 1 < N; twice++) {
            cr_assert(lode_builder_input(ctx, builder, &input) == LODE_OK);
        }
    }
    lode_product_record product = LODE_PRODUCT_RECORD_INIT;
    product.item = "i000000";
    product.home = "USA";
    cr_assert(lode_builder_product(ctx, builder, &product) == LODE_OK);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_assert(lode_network_compile(ctx, model, NULL, &network) == LODE_OK);
    cr_assert(lode_network_n_nodes(network) == N);
    cr_assert(lode_requirements(ctx, network, NULL, &table) == LODE_OK);
    cr_assert(lode_table_n_rows(table) == N);
    const double *quantity =
        lode_table_reals(table, lode_table_find_column(table, "quantity"));
    cr_expect(quantity[N - 1] == 1.0);
    lode_table_free(table);
    cr_assert(lode_exposure(ctx, network, NULL, &table) == LODE_OK);
    lode_table_free(table);
    lode_network_unref(network);
    lode_model_unref(model);
    lode_builder_free(builder);
}
