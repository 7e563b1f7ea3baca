/* One lane of a batch of shocks, evaluated and kept: the state that questions are put to.
 */
#ifndef LODE__NETWORK_POINT_H
#define LODE__NETWORK_POINT_H

#include "network/network.h"

typedef struct lode__point {
    lode__shocks shocks;
    lode__block block; /* its lane 0 is the one */
    void *lack_memory, *rows_memory;
} lode__point;

/* Passes up in one lane of `shocks`; what they point to stays the caller's, as long as
 * the point. shocks NULL: nothing happens. To be freed also on failure. */
LODE_NODISCARD lode_status lode__point_init(lode_context *context,
                                            const lode_network *network,
                                            const lode__shocks *shocks, size_t lane,
                                            lode__point *point);
void lode__point_free(const lode_allocator *allocator, lode__point *point);

/* What a node can give there, in parts of today's flow. */
static inline double lode__point_value(const lode__point *point, uint32_t node)
{
    return lode__given(&point->block, node, 0);
}

#endif
