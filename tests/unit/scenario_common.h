/* A model with something for every measure to act on, for the tests of scenarios. */
#ifndef SCENARIO_COMMON_H
#define SCENARIO_COMMON_H

#include "network_common.h"

#include <lode.h>

/* Lines 1 to 14; what follows begins on line 15. */
#define SCENARIO_MODEL                                                                   \
    "<lode xmlns='urn:lode:model:1'>\n"                                                  \
    "<bloc id='B' market='no'><member country='CHN'/><member country='JPN'/></bloc>\n"   \
    "<item id='ore' unit='kg' stage='mine' elements='Dy' price='20'>\n"                  \
    "<code scheme='CAS' value='7'/><origin market='*' basis='gross-mass' total='9'>\n"   \
    "<from country='CHN' share='0.7' party='big'/></origin></item>\n"                    \
    "<item id='metal' unit='kg' stage='metal' elements='Dy' price='200'>\n"              \
    "<input item='ore' quantity='2' kind='both'/><surge country='JPN' up='0.1'/>\n"      \
    "<origin market='*' basis='gross-mass'><from country='CHN' share='0.6'/>\n"          \
    "<from country='JPN' share='0.4'/></origin><stock country='USA' days='3'/></item>\n" \
    "<item id='top' unit='each' mass='1' stage='product'><alternatives id='g'>\n"        \
    "<option item='metal' quantity='1' weight='0.9'/>\n"                                 \
    "<option item='ore' quantity='1' weight='0.1'/></alternatives></item>\n"             \
    "<product item='top' home='USA' end-use='civil' volume='2' value='900'/>\n"          \
    "<product item='metal' home='DEU' end-use='defence' value='1'/>\n"

static inline lode_network *scenario_network(lode_context *context, lode_model *model)
{
    lode_network *network = NULL;
    cr_assert(lode_network_compile(context, model, NULL, &network) == LODE_OK);
    return network;
}

#endif
