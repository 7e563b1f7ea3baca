/* Hands a reference model to the library's builder. */
#ifndef LODE_TESTS_FEED_H
#define LODE_TESTS_FEED_H

#include <stdint.h>

#include <lode.h>

#include "reference.h"

/* Puts all records of a model into a builder, in an order that the seed draws; 0: as they
 * stand. */
lode_status ref_feed(lode_context *context, lode_builder *builder, const ref_model *model,
                     uint64_t seed);
/* A scenario and its measures. */
lode_status ref_feed_scenario(lode_context *context, lode_builder *builder,
                              const ref_model *model, int s, bool backwards);
/* Builds and freezes a model. */
lode_status ref_freeze(lode_context *context, const ref_model *model, uint64_t seed,
                       lode_model **out);
/* Compiles a frozen model as a choice says, for one product (index) or all (-1). */
lode_status ref_compile_network(lode_context *context, lode_model *frozen,
                                const ref_model *model, const ref_choice *choice,
                                int product, lode_network **out);

#endif
