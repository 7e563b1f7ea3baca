/* Falls that spread up from single nodes, in lanes: exact at ties, where the largest fall
 * wins. Only rows that something reaches are visited. */
#ifndef LODE__NETWORK_TANGENT_H
#define LODE__NETWORK_TANGENT_H

#include "network/agenda.h"
#include "network/gradient.h"
#include "network/parents.h"

/* A node and how far it falls; below 0: rises. */
typedef struct lode__seed {
    uint32_t node;
    double fall;
} lode__seed;

typedef struct lode__tangents {
    const lode_network *network;
    const lode__parents *parents;
    const lode__gradient *gradient;
    lode__agenda agenda;
    double *fall;   /* [n_nodes * LODE__LANES]; all 0 between runs */
    uint32_t *done; /* [n_nodes] nodes that are not */
} lode__tangents;

/* To be freed also on failure. */
LODE_NODISCARD lode_status lode__tangents_init(lode_context *context,
                                               const lode_network *network,
                                               const lode__parents *parents,
                                               const lode__gradient *gradient,
                                               lode__tangents *tangents);
void lode__tangents_free(const lode_allocator *allocator, lode__tangents *tangents);

/* Lets n <= LODE__LANES seeds fall, each in a lane of its own; out[lane] is the fall of
 * `root`, which the gradient is of: only nodes that are live there count. Seeds stand by
 * their nodes' up rows, and one node may be in several lanes. */
void lode__tangents_run(lode__tangents *tangents, const lode__seed *seeds, uint32_t n,
                        uint32_t root, double *out);

#endif
