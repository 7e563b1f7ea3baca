/* What-if by its public calls, on the example of docs/model.md. */
#include "lode_test.h"

#include <lode.h>

#include <math.h>

static lode_whatif *motor(lode_context *ctx, lode_network **network)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_whatif *whatif = NULL;
    cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
    cr_assert(lode_read_file(ctx, builder, "tests/cases/magnet.lode.xml", NULL) ==
              LODE_OK);
    cr_assert(lode_builder_freeze(ctx, builder, &model) == LODE_OK);
    cr_assert(lode_network_compile(ctx, model, NULL, network) == LODE_OK);
    cr_assert(lode_whatif_new(ctx, *network, &whatif) == LODE_OK);
    lode_model_unref(model);
    lode_builder_free(builder);
    return whatif;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-12;
}

LODE_TEST(whatif_calls, keeps_up_with_what_is_set)
{
    lode_network *network = NULL;
    lode_whatif *w = motor(ctx, &network);
    const char *chain = NULL;
    cr_assert(lode_whatif_loss(w, 0) == 0.0);
    cr_assert(lode_whatif_binding(ctx, w, 0, &chain) == LODE_OK);
    cr_assert_str_eq(chain, "");
    /* Japan makes no magnets: its 0.40 of them. */
    cr_assert(lode_whatif_set_capacity(ctx, w, "magnet-uh", "JPN", 0.0) == LODE_OK);
    cr_assert(near(lode_whatif_loss(w, 0), 0.40));
    /* Nor metal, of which the others have 0.3 less: 0.40 + 0.60 * 0.3. */
    cr_assert(lode_whatif_set_capacity(ctx, w, "dy-metal", "JPN", 0.0) == LODE_OK);
    cr_assert(near(lode_whatif_loss(w, 0), 0.58));
    cr_assert(lode_whatif_binding(ctx, w, 0, &chain) == LODE_OK);
    cr_assert_str_eq(chain, "motor@USA magnet-uh@JPN");
    /* Half of its magnets again, of 0.7 of the metal: 0.5 < 0.7. */
    cr_assert(lode_whatif_set_capacity(ctx, w, "magnet-uh", "JPN", 0.5) == LODE_OK);
    cr_assert(near(lode_whatif_loss(w, 0), 0.40 * 0.5 + 0.60 * 0.3));
    /* And Germany's do not come: 0.35. */
    cr_assert(lode_whatif_set_pass(ctx, w, "magnet-uh", "DEU", "USA", 0.0) == LODE_OK);
    cr_assert(near(lode_whatif_loss(w, 0), 0.40 * 0.5 + 0.35 + 0.25 * 0.3));
    cr_assert(lode_whatif_set_capacity(ctx, w, "magnet-uh", "JPN", 1.0) == LODE_OK);
    cr_assert(lode_whatif_set_capacity(ctx, w, "dy-metal", "JPN", 1.0) == LODE_OK);
    cr_assert(lode_whatif_set_pass(ctx, w, "magnet-uh", "DEU", "USA", 1.0) == LODE_OK);
    cr_assert(lode_whatif_loss(w, 0) == 0.0);
    lode_whatif_free(w);
    lode_network_unref(network);
}

LODE_TEST(whatif_calls, refuses_what_is_not_there)
{
    lode_network *network = NULL;
    lode_whatif *w = motor(ctx, &network);
    lode_network_unref(network); /* it keeps its own */
    cr_assert(lode_whatif_set_capacity(ctx, w, "nothing", "JPN", 0) == LODE_E_UNKNOWN);
    cr_assert(lode_whatif_set_capacity(ctx, w, "dy-metal", "XXX", 0) == LODE_E_UNKNOWN);
    cr_assert(lode_whatif_set_capacity(ctx, w, "dy-metal", "FRA", 0) == LODE_E_UNKNOWN);
    cr_assert(lode_whatif_set_capacity(ctx, w, "dy-metal", "JPN", 1.5) == LODE_E_INVALID);
    cr_assert(lode_whatif_set_capacity(ctx, w, "dy-metal", "JPN", NAN) == LODE_E_INVALID);
    cr_assert(lode_whatif_set_capacity(ctx, w, NULL, "JPN", 1) == LODE_E_INVALID);
    cr_assert(lode_whatif_set_capacity(ctx, NULL, "dy-metal", "JPN", 1) ==
              LODE_E_INVALID);
    /* The motor is made in place. */
    cr_assert(lode_whatif_set_pass(ctx, w, "motor", "USA", "USA", 0) == LODE_E_UNKNOWN);
    cr_assert(lode_whatif_set_pass(ctx, w, "dy-metal", "CHN", "FRA", 0) ==
              LODE_E_UNKNOWN);
    const char *chain = NULL;
    cr_assert(lode_whatif_binding(ctx, w, 1, &chain) == LODE_E_INVALID);
    cr_assert(isnan(lode_whatif_loss(w, 1)) && isnan(lode_whatif_loss(NULL, 0)));
    cr_assert(lode_whatif_loss(w, 0) == 0.0);
    lode_whatif_free(w);
    lode_whatif_free(NULL);
}
