/* Models for the tests of the network. */
#ifndef NETWORK_COMMON_H
#define NETWORK_COMMON_H

#include "lode_test.h"

#include "network/kernel.h"

#include <lode.h>

/* The shipped data: large enough to have every kind of node but hosts' recycled kin. */
static inline lode_model *network_shipped(lode_context *context)
{
    static const char *const files[] = {"examples/data/reference.lode.xml",
                                        "examples/data/products.lode.xml"};
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    for (int k = 0; k < 2; k++) {
        cr_assert(lode_read_file(context, builder, files[k], NULL) == LODE_OK, "%s",
                  files[k]);
    }
    cr_assert(lode_builder_freeze(context, builder, &model) == LODE_OK);
    lode_builder_free(builder);
    return model;
}

static inline lode_model *network_model(lode_context *context, const char *xml)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    cr_assert(lode_read_memory(context, builder, xml, strlen(xml), NULL) == LODE_OK);
    cr_assert(lode_builder_freeze(context, builder, &model) == LODE_OK);
    lode_builder_free(builder);
    return model;
}

#endif
