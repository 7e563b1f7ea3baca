/* Compiling and every analysis while memory fails: the k-th allocation, for every k.
 * Success must mean exactly the right table. */
#include "network_common.h"

#include <stdlib.h>

/* Groups, hosts, scrap with inputs, blocs, an open rest, something unknown, two products.
 */
static const char everything[] =
    "<lode xmlns='urn:lode:model:1'>"
    "<bloc id='B'><member country='DEU'/><member country='FRA'/></bloc>"
    "<country id='CHN'><score indicator='WGI.PV' year='2022' value='-0.5'/></country>"
    "<item id='host' unit='kg' price='1'><origin market='*' basis='gross-mass'>"
    "<from country='CHN' share='0.6'/><from country='AUS' share='0.4'/></origin></item>"
    "<item id='ore' unit='kg' stage='mine' price='2'><code scheme='CAS' value='7'/>"
    "<host item='host' part='0.5'/>"
    "<origin market='*' basis='contained-mass' year='2020' total='10'><from "
    "country='CHN' "
    "share='0.7'/>"
    "</origin><origin market='B' basis='contained-mass' year='2021' rest='wider'>"
    "<from country='DEU' share='0.2' kind='recycled'/></origin></item>"
    "<item id='metal' unit='kg' stage='metal' price='5'><input item='ore' quantity='1.1' "
    "yield='0.9' kind='both'/><surge country='CHN' up='0.1'/>"
    "<origin market='*' basis='value'><from country='CHN' share='0.5'/>"
    "<from country='JPN' share='0.3'/><from country='DEU' share='0.2' kind='recycled'/>"
    "</origin></item>"
    "<item id='part' unit='each' mass='2' price='40' stage='component'>"
    "<alternatives id='g'><option item='metal' quantity='1' weight='0.8' cap='0.9'/>"
    "<option item='ore' quantity='2' weight='0.2'/></alternatives>"
    "<input item='label' quantity='1' essential='0.5'/></item>"
    "<item id='label' unit='each' mass='0.1' price='0.5'/>"
    "<product item='part' home='DEU' volume='10' value='50'/>"
    "<product item='metal' home='USA' volume='3' value='6' end-use='defence'/>"
    "<scenario id='stops'><ban items='ore metal' from='CHN' to='*' severity='0.5'/>"
    "<production-stop stages='mine' from='AUS'/><quota items='metal' from='JPN' "
    "share='0.3'/><licence codes='CAS:7' from='CHN' approval='0.5' "
    "refuse-end-use='defence'/><content-rule items='metal' from='JPN' content-from='CHN' "
    "content-items='ore' de-minimis='0.01'/><leakage share='0.1'/></scenario>"
    "<scenario id='ways'><tariff from='B' rate='0.1'/><price items='ore' factor='2'/>"
    "<new-capacity item='ore' country='USA' quantity='5'/><second-source item='metal' "
    "country='USA' share='0.2'/><thrifting item='part' input='metal' factor='0.5'/>"
    "<substitution item='part' alternatives='g'><option item='metal' weight='0.5' "
    "cap='1'/><option item='ore' weight='0.5'/></substitution><stock item='metal' "
    "country='DEU' days='9'/></scenario></lode>";

typedef struct sink {
    char text[1 << 16];
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
    lode_model *model;
    const lode_analysis *analysis;
    sink *expected, *got;
} job;

static lode_status analyse(lode_context *context, void *user)
{
    const job *j = user;
    lode_network *network = NULL;
    lode_table *table = NULL;
    lode_status status = lode_network_compile(context, j->model, NULL, &network);
    cr_assert((status == LODE_OK) == (network != NULL));
    if (status == LODE_OK) status = j->analysis->run(context, network, NULL, &table);
    cr_assert((status == LODE_OK) == (table != NULL));
    j->got->size = 0;
    if (status == LODE_OK) status = lode_table_write_csv(context, table, take, j->got);
    if (status == LODE_OK && j->expected) {
        cr_assert(j->got->size == j->expected->size &&
                  memcmp(j->got->text, j->expected->text, j->got->size) == 0);
    }
    lode_table_free(table);
    lode_network_unref(network);
    return status;
}

LODE_TEST(network_alloc, every_analysis_survives_every_failure)
{
    sink *expected = malloc(sizeof *expected), *got = malloc(sizeof *got);
    job j = {.model = network_model(ctx, everything), .got = expected};
    cr_assert(expected && got);
    for (size_t k = 0; (j.analysis = lode_analysis_at(k)); k++) {
        j.got = expected;
        j.expected = NULL;
        cr_assert(analyse(ctx, &j) == LODE_OK, "%s", j.analysis->name);
        cr_assert(expected->size > 100);
        j.expected = expected;
        j.got = got;
        cr_expect(lode_test_sweep(analyse, &j) > 20, "%s", j.analysis->name);
    }
    free(expected);
    free(got);
    lode_model_unref(j.model);
}
