/* Compiling and every analysis while memory fails: the k-th allocation, for every k.
 * Success must mean exactly the right table. */
#include "alloc_common.h"

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

typedef struct job {
    lode_model *model;
    const lode_analysis *analysis;
} job;

static lode_status analyse(lode_context *context, const void *user, lode_table **out)
{
    const job *const j = user;
    lode_network *network = NULL;
    lode_status status = lode_network_compile(context, j->model, NULL, &network);
    cr_assert((status == LODE_OK) == (network != NULL));
    if (status == LODE_OK) status = j->analysis->run(context, network, NULL, out);
    lode_network_unref(network);
    return status;
}

LODE_TEST(network_alloc, every_analysis_survives_every_failure)
{
    job j = {.model = network_model(ctx, everything)};
    for (size_t k = 0; (j.analysis = lode_analysis_at(k)); k++)
        cr_expect(alloc_sweep(ctx, analyse, &j) > 20, "%s", j.analysis->name);
    lode_model_unref(j.model);
}
