/* Net import reliance where figures are told in part: whatever they were, it lies within
 * the bounds. */
#include "model_script.h"

#include "model/balance.h"

#include <math.h>

enum { N_WORLDS = 4000, N_THINGS = 4 };

static const char *const things[N_THINGS] = {"production", "imports", "exports",
                                             "stock-withdrawal"};

/* Uniform below 1; the state is that of a linear congruential generator. */
static double draw(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* Tells a figure exactly, as a bound, or that it is withheld. */
static size_t tell(char *script, size_t room, const char *thing, double figure,
                   uint64_t *state)
{
    const double kind = draw(state), off = 10.0 * draw(state);
    const int n =
        kind < 0.4
            ? plain_print(script, room, "amount of=%s quantity=%.17g\n", thing, figure)
        : kind < 0.6 && (figure >= off || strcmp(thing, "stock-withdrawal") == 0)
            ? plain_print(script, room, "amount of=%s quantity=%.17g bound=low\n", thing,
                          figure - off)
        : kind < 0.8
            ? plain_print(script, room, "amount of=%s quantity=%.17g bound=high\n", thing,
                          figure + off)
            : plain_print(script, room, "amount of=%s bound=withheld\n", thing);
    cr_assert(n > 0 && (size_t)n < room);
    return (size_t)n;
}

typedef struct world {
    double figure[N_THINGS];
    char script[1024];
} world;

/* Figures drawn, and what is told of them: of some nothing, but of stocks where there are
 * any. */
static void draw_world(world *w, uint64_t *state)
{
    size_t len = 0;
    len +=
        (size_t)snprintf(w->script, sizeof w->script, "item id=a\nbalance market=USA\n");
    for (size_t i = 0; i < N_THINGS; i++) {
        const bool is_stock = i == N_THINGS - 1;
        w->figure[i] = draw(state) < 0.15 ? 0.0 : 100.0 * draw(state) - 50.0 * is_stock;
        if (is_stock ? w->figure[i] != 0.0 : draw(state) < 0.85)
            len += tell(w->script + len, sizeof w->script - len, things[i], w->figure[i],
                        state);
    }
    const double consumption = w->figure[0] + w->figure[1] - w->figure[2] + w->figure[3];
    if (consumption > 0.0 && draw(state) < 0.5)
        tell(w->script + len, sizeof w->script - len, "consumption", consumption, state);
}

static void check_world(lode_context *context, const world *w)
{
    lode_model *model = NULL;
    cr_assert_eq(script_freeze(context, w->script, &model), LODE_OK, "%s", w->script);
    const lode__balance *balance = lode__find_balance(
        model, 0, (uint16_t)lode__find_place("USA", 3), LODE_YEAR_NONE);
    cr_assert_not_null(balance);
    const lode__reliance found = lode__find_reliance(model, balance);
    const double net = w->figure[1] - w->figure[2] + w->figure[3];
    const double consumption = w->figure[0] + net;
    if (net > 1e-9) {
        cr_expect_neq(found.trade, LODE__TRADE_EXPORTER, "%s", w->script);
        cr_expect(found.net.low <= net / consumption + 1e-9 &&
                      found.net.high >= net / consumption - 1e-9,
                  "%s%g is not from %g to %g", w->script, net / consumption,
                  found.net.low, found.net.high);
    } else if (net < -1e-9) {
        cr_expect_neq(found.trade, LODE__TRADE_IMPORTER, "%s", w->script);
        cr_expect(!(found.net.low > 0.0) || w->figure[0] == 0.0, "%s", w->script);
    }
    if (!isnan(found.consumption))
        cr_expect_float_eq(found.consumption, consumption, 1e-9, "%s", w->script);
    lode_model_unref(model);
}

LODE_TEST(model_balance, whatever_the_figures_were)
{
    uint64_t state = 20240404;
    for (size_t i = 0; i < N_WORLDS; i++) {
        world w;
        draw_world(&w, &state);
        check_world(ctx, &w);
    }
}

/* Sums beyond what a double holds. */
LODE_TEST(model_balance, figures_too_large)
{
    lode_model *model = NULL;
    cr_assert_eq(script_freeze(ctx,
                               "item id=a\nbalance market=USA\n"
                               "amount of=production quantity=1e308\n"
                               "amount of=imports form=a quantity=1e308\n"
                               "amount of=imports form=b quantity=1e308\n"
                               "amount of=exports quantity=0\n",
                               &model),
                 LODE_OK);
    const lode__reliance found = lode__find_reliance(model, &model->balances[0]);
    cr_expect(found.net.low >= 0.0 && found.net.low <= found.net.high &&
              found.net.high <= 1.0);
    cr_expect(isnan(found.consumption) && isnan(found.gross));
    lode_model_unref(model);
    model = NULL;
    cr_expect_eq(script_freeze(ctx,
                               "item id=a\nbalance market=USA unit=Mt\n"
                               "amount of=imports quantity=1e300\n",
                               &model),
                 LODE_E_VALUE);
    cr_expect_str_eq(lode_diagnostic_message(lode_context_error(ctx)),
                     "quantity is too large in kg");
}
