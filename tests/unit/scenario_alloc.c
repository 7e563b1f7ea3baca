/* Scenarios while memory fails: the k-th allocation, for every k. Success must mean
 * exactly the right table. */
#include "alloc_common.h"
#include "scenario_common.h"

static const char everything[] = SCENARIO_MODEL
    "<scenario id='close'><ban items='ore' from='CHN' to='B USA' severity='0.5'/>"
    "<production-stop stages='mine' from='B' severity='0.3'/>"
    "<production-stop from='CHN' party='big' severity='0.5'/>"
    "<quota items='metal' from='JPN' share='0.3'/>"
    "<quota tags='x' share='0.3'/>"
    "<licence codes='^CAS:' from='CHN' approval='0.5' refuse-end-use='defence police'/>"
    "<content-rule items='metal' from='JPN' content-from='CHN' content-elements='Dy' "
    "de-minimis='0.01'/><leakage share='0.1'/></scenario>"
    "<scenario id='open'><tariff from='B' rate='0.1' end-use='civil'/>"
    "<price items='ore' factor='2'/>"
    "<new-capacity item='ore' country='USA' quantity='5'/>"
    "<second-source item='metal' country='USA' share='0.2'/>"
    "<thrifting item='metal' input='ore' factor='0.5'/>"
    "<substitution item='top' alternatives='g'><option item='metal' weight='0.5' "
    "cap='1'/>"
    "<option item='ore' weight='0.5'/></substitution>"
    "<stock item='metal' product='top' days='9'/>"
    "<stock item='ore' country='JPN' days='9' start='2030-01-01'/></scenario></lode>";

static lode_status run(lode_context *context, const void *user, lode_table **out)
{
    static const char *const regimes[] = {"", "close", "close+open"};
    static const char *const set[] = {"leakage.share=0.2", "days=4"};
    static const lode_scenario_options options = {
        sizeof options, LODE_SCENARIO_DELIVERIES, regimes, 3, "2026-01-01", set, 2};
    return lode_scenario(context, user, &options, out);
}

LODE_TEST(scenario_alloc, survives_every_failure)
{
    lode_model *model = network_model(ctx, everything);
    lode_network *network = scenario_network(ctx, model);
    cr_expect(alloc_sweep(ctx, run, network) > 100);
    lode_network_unref(network);
    lode_model_unref(model);
}
