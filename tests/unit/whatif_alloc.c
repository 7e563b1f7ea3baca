/* What-if, diff and questions about a state while memory fails: the k-th allocation, for
 * every k. */
#include "network_common.h"

#include <math.h>

static const char bill[] =
    "<lode xmlns='urn:lode:model:1'>"
    "<source id='book' publisher='p' title='t'/>"
    "<item id='top' unit='each' mass='1'><input item='part' quantity='2' source='book'/>"
    "<alternatives id='g'><option item='a' quantity='1' weight='0.8' cap='0.9'/>"
    "<option item='b' quantity='2' weight='0.2'/></alternatives></item>"
    "<item id='part' unit='kg'><input item='a' quantity='1' essential='0.5'/>"
    "<surge country='JPN' up='0.1' source='book'/>"
    "<origin market='*' basis='gross-mass' source='book'><from country='CHN' "
    "share='0.6'/>"
    "<from country='JPN' share='0.4'/></origin></item>"
    "<item id='a' unit='kg'><origin market='*' basis='gross-mass' total='10'>"
    "<from country='CHN' share='1'/></origin></item><item id='b' unit='kg'/>"
    "<scenario id='quota'><quota items='part' from='JPN' share='0.3'/>"
    "<new-capacity item='a' country='USA' quantity='5'/></scenario>"
    "<product item='top' home='USA'/></lode>";

typedef struct job {
    lode_network *network;
    int which;
} job;

static lode_status whatif(lode_context *ctx, lode_network *network)
{
    lode_whatif *w = NULL;
    const char *chain = NULL;
    lode_status status = lode_whatif_new(ctx, network, &w);
    cr_assert((status == LODE_OK) == (w != NULL));
    if (status < 0) return status;
    status = lode_whatif_set_capacity(ctx, w, "a", "CHN", 0.25);
    /* a is at 0.25: the group gives 0.9 * 0.25 + 0.2, less than part allows. A call that
     * failed changed nothing. */
    cr_assert(fabs(lode_whatif_loss(w, 0) - (status < 0 ? 0.0 : 0.575)) < 1e-12, "%g",
              lode_whatif_loss(w, 0));
    if (status == LODE_OK) status = lode_whatif_set_pass(ctx, w, "part", "CHN", "USA", 0);
    if (status == LODE_OK) status = lode_whatif_binding(ctx, w, 0, &chain);
    cr_assert((status == LODE_OK) == (chain != NULL));
    lode_whatif_free(w);
    return status;
}

static lode_status ask(lode_context *ctx, void *user)
{
    const job *j = user;
    static const char *const stop[] = {"CHN"};
    lode_sensitivity_options need = {.struct_size = sizeof need, .item = "a"};
    lode_sensitivity_options shut = {
        .struct_size = sizeof shut, .stop = stop, .n_stops = 1};
    lode_sensitivity_options planned = {.struct_size = sizeof planned,
                                        .scenario = "quota"};
    lode_explain_options told = {
        .struct_size = sizeof told, .stop = stop, .n_stops = 1, .flags = 1};
    lode_explain_options plan = {.struct_size = sizeof plan, .scenario = "quota"};
    lode_explain_options taken = {.struct_size = sizeof taken, .item = "a"};
    lode_explain_options abroad = {
        .struct_size = sizeof abroad, .item = "a", .figures = 63, .domestic = "CHN"};
    lode_table *table = NULL;
    lode_status status = LODE_OK;
    switch (j->which) {
    case 0:
        return whatif(ctx, j->network);
    case 1:
        status = lode_diff(ctx, j->network, j->network, NULL, &table);
        break;
    case 2:
    case 3:
    case 4:
        status = lode_sensitivity(ctx, j->network,
                                  j->which == 2   ? &need
                                  : j->which == 3 ? &shut
                                                  : &planned,
                                  &table);
        break;
    default:
        status = lode_explain(ctx, j->network,
                              j->which == 5   ? &told
                              : j->which == 6 ? &plan
                              : j->which == 7 ? &taken
                                              : &abroad,
                              &table);
        break;
    }
    cr_assert((status == LODE_OK) == (table != NULL));
    lode_table_free(table);
    return status;
}

LODE_TEST(whatif_alloc, questions_survive_every_failure)
{
    lode_model *model = network_model(ctx, bill);
    job j = {.which = 0};
    cr_assert(lode_network_compile(ctx, model, NULL, &j.network) == LODE_OK);
    lode_model_unref(model);
    for (; j.which < 9; j.which++) {
        cr_assert(ask(ctx, &j) == LODE_OK, "%d", j.which);
        cr_expect(lode_test_sweep(ask, &j) > 10, "%d", j.which);
    }
    lode_network_unref(j.network);
}
