/* The shipped data: mass goes through its chains as chemistry and the scales say. */
#include "network_common.h"

#include "model/lines.h"

#include <math.h>
#include <string.h>

/* Standard atomic weights (IUPAC 2021, abridged) and the oxide each metal is won from. */
static const struct {
    const char *metal, *oxide;
    double weight;
    int n_metal, n_oxygen;
} won[] = {
    {"nd-metal", "nd-oxide", 144.24, 2, 3}, {"pr-metal", "pr-oxide", 140.91, 6, 11},
    {"dy-metal", "dy-oxide", 162.50, 2, 3}, {"tb-metal", "tb-oxide", 158.93, 4, 7},
    {"sm-metal", "sm-oxide", 150.36, 2, 3}, {"gd-metal", "gd-oxide", 157.25, 2, 3},
    {"y-metal", "y-oxide", 88.906, 2, 3},
};
static const double oxygen = 15.999;

static uint32_t item_of(const lode_model *model, const char *id)
{
    const size_t item = lode_model_find_item(model, id);
    cr_assert(item != SIZE_MAX, "%s", id);
    return (uint32_t)item;
}

LODE_TEST(network_shipped, oxides_become_metals_by_weight)
{
    lode_model *model = network_shipped(ctx);
    for (size_t k = 0; k < sizeof won / sizeof *won; k++) {
        const double metal = won[k].n_metal * won[k].weight;
        const double factor = (metal + won[k].n_oxygen * oxygen) / metal;
        const uint32_t oxide = item_of(model, won[k].oxide);
        double taken = 0.0;
        for (lode__lines at = lode__lines_of(model, item_of(model, won[k].metal));
             lode__line_here(&at); lode__line_next(&at)) {
            if (model->line_item[at.line] == oxide)
                taken += model->line_quantity[at.line];
        }
        cr_expect(fabs(taken - factor) < 1e-3 * factor,
                  "%s takes %g of its oxide, not %g", won[k].metal, taken, factor);
    }
    lode_model_unref(model);
}

/* A kilogram of alloy, and of a magnet before it is cut, is a kilogram of what goes in.
 */
LODE_TEST(network_shipped, alloys_and_magnets_weigh_what_goes_in)
{
    lode_model *model = network_shipped(ctx);
    size_t n = 0;
    for (uint32_t item = 0; item < model->n_items; item++) {
        const char *stage = lode_model_item_stage(model, item);
        const char *id = lode_model_item_id(model, item);
        const bool magnet = strncmp(id, "magnet-", 7) == 0;
        if (strcmp(stage, "alloy") != 0 && !magnet) continue;
        double mass = 0.0;
        for (lode__lines at = lode__lines_of(model, item); lode__line_here(&at);
             lode__line_next(&at)) {
            mass += lode__line_weight(&at) * model->line_quantity[at.line] *
                    lode__item_mass_kg(model, model->line_item[at.line]);
        }
        if (mass == 0.0) continue;
        /* Ferroboron of 18 percent is smelted of boron oxide, whose oxygen leaves. */
        const double boron = 0.18 * (2 * 10.81 + 3 * oxygen) / (2 * 10.81);
        const double in = strcmp(id, "ferroboron") == 0 ? boron + 0.82 : 1.0;
        cr_expect(fabs(mass - in) < 0.02, "a kilogram of %s takes %g kg", id, mass);
        n++;
    }
    cr_expect(n >= 8, "%zu alloys and magnets only", n);
    lode_model_unref(model);
}

/* No process gives more than it takes, and every chain of the car ends in a figure. */
LODE_TEST(network_shipped, every_figure_of_the_car_has_a_source)
{
    lode_model *model = network_shipped(ctx);
    lode_network *network = NULL;
    lode_table *table = NULL;
    const char *const car[] = {"car-nmc811@USA"};
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    options.products = car;
    options.n_products = 1;
    cr_assert(lode_network_compile(ctx, model, &options, &network) == LODE_OK);
    cr_expect(lode_report_count(ctx, LODE_WARNING) == 0);
    cr_assert(lode_vectors(ctx, network, NULL, &table) == LODE_OK);
    const size_t source = lode_table_find_column(table, "source");
    for (size_t row = 0; row < lode_table_n_rows(table); row++) {
        cr_expect(*lode_table_text(table, source, row) != '\0', "row %zu", row);
    }
    lode_table_free(table);
    cr_assert(lode_origin(ctx, network, NULL, &table) == LODE_OK);
    cr_expect(lode_report_count(ctx, LODE_WARNING) == 0, "a mass or price is missing");
    lode_table_free(table);
    lode_network_unref(network);
    lode_model_unref(model);
}
