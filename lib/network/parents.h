/* The up arcs turned round: which nodes take from a node, and along which arc. */
#ifndef LODE__NETWORK_PARENTS_H
#define LODE__NETWORK_PARENTS_H

#include "network/network.h"

/* One that takes: the node, and the arc as an index into up_child. */
typedef struct lode__taker {
    uint32_t node, arc;
} lode__taker;

/* Takers of node i are taker[first[i]] .. taker[first[i + 1] - 1], in canonical order of
 * nodes, so that sums over them have the same bits in any network that holds them. */
typedef struct lode__parents {
    uint32_t *first;    /* [n_nodes + 1] */
    lode__taker *taker; /* [n_up_arcs] */
} lode__parents;

LODE_NODISCARD lode_status lode__parents_init(lode_context *context,
                                              const lode_network *network,
                                              lode__parents *parents);
void lode__parents_free(const lode_allocator *allocator, lode__parents *parents);

#endif
