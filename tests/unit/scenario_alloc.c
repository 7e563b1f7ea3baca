/* Scenarios while memory fails: the k-th allocation, for every k. Success must mean
 * exactly the right table. */
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

typedef struct sink {
    char text[1 << 15];
    size_t size;
} sink;

static int take(const void *data, size_t size, void *user)
{
    sink *s = user;
    if (s->size + size > sizeof s->text) return 1;
    memcpy(s->text + s->size, data, size);
    s->size += size;
    return 0;
}

typedef struct job {
    const lode_network *network;
    sink *expected, *got;
} job;

static lode_status run(lode_context *context, void *user)
{
    static const char *const regimes[] = {"", "close", "close+open"};
    static const char *const set[] = {"leakage.share=0.2", "days=4"};
    static const lode_scenario_options options = {
        sizeof options, LODE_SCENARIO_DELIVERIES, regimes, 3, "2026-01-01", set, 2};
    const job *j = user;
    lode_table *table = NULL;
    lode_status status = lode_scenario(context, j->network, &options, &table);
    cr_assert((status == LODE_OK) == (table != NULL));
    j->got->size = 0;
    if (status == LODE_OK) status = lode_table_write_csv(context, table, take, j->got);
    if (status == LODE_OK && j->expected) {
        cr_assert(j->got->size == j->expected->size &&
                  memcmp(j->got->text, j->expected->text, j->got->size) == 0);
    }
    lode_table_free(table);
    return status;
}

LODE_TEST(scenario_alloc, survives_every_failure)
{
    lode_model *model = network_model(ctx, everything);
    lode_network *network = scenario_network(ctx, model);
    sink *expected = malloc(sizeof *expected), *got = malloc(sizeof *got);
    cr_assert(expected && got);
    job j = {.network = network, .got = expected};
    cr_assert(run(ctx, &j) == LODE_OK);
    cr_assert(expected->size > 1000);
    j = (job){network, expected, got};
    cr_expect(lode_test_sweep(run, &j) > 100);
    free(expected);
    free(got);
    lode_network_unref(network);
    lode_model_unref(model);
}
