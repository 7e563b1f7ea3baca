/* A point whose factors change: only rows that depend on a change are done over, by the
 * kernels that did them first, so that the bits are those of a whole pass. */
#ifndef LODE__NETWORK_UPDATE_H
#define LODE__NETWORK_UPDATE_H

#include "network/agenda.h"
#include "network/parents.h"
#include "network/point.h"

typedef struct lode__update {
    const lode_network *network;
    lode__point point; /* current once lode__update_run() has run */
    lode__parents parents;
    lode__agenda agenda;
    uint32_t *capacity_row, *way_of; /* [n_nodes], [n_weights] into the factors */
    lode__vias vias;
    size_t rows_capacity, lacks_capacity;
} lode__update;

/* Everything as today. To be freed also on failure. */
LODE_NODISCARD lode_status lode__update_init(lode_context *context,
                                             const lode_network *network,
                                             lode__update *update);
void lode__update_free(const lode_allocator *allocator, lode__update *update);

/* Makes room for `n` factors never set before. On failure nothing has changed. */
LODE_NODISCARD lode_status lode__update_reserve(lode_context *context,
                                                lode__update *update, uint32_t n);
/* Sets the capacity factor of a node, or the pass factor of arc `arc` of a delivery. */
void lode__update_capacity(lode__update *update, uint32_t node, double factor);
void lode__update_pass(lode__update *update, uint32_t node, uint32_t arc, double factor);
/* Does over what depends on what was set since. O(arcs of these rows). */
void lode__update_run(lode__update *update);

#endif
