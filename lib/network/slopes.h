/* How the pass up bends at a point: what each node loses of a small fall, or gains of a
 * small rise, of what it takes. model.md section 7. */
#ifndef LODE__NETWORK_SLOPES_H
#define LODE__NETWORK_SLOPES_H

#include "network/parents.h"
#include "network/point.h"

/* What differs by less is a tie, as in the binding chain. */
#define LODE__TIE 1e-12

/* Of an instance at the point. */
enum {
    LODE__CAPACITY_SETS = 1, /* its capacity sets the minimum, alone or with others */
    LODE__MINIMUM_TIED = 2   /* more than one limit sets it */
};

typedef struct lode__slopes {
    double *fall; /* [n_up_arcs] by which the taker falls as the child falls by one; 0
                     where the arc does not set the minimum, or a limit holds */
    double *rise; /* [n_up_arcs] likewise as it rises; of an arc that sets the minimum as
                     if no other did */
    uint8_t *limits; /* [n_nodes] of instances */
} lode__slopes;

/* To be freed also on failure. O(arcs). */
LODE_NODISCARD lode_status lode__slopes_init(lode_context *context,
                                             const lode__point *point,
                                             lode__slopes *slopes);
void lode__slopes_free(const lode_allocator *allocator, lode__slopes *slopes);

/* How a node counts for a root. */
enum {
    LODE__LIVE = 1, /* small changes of it reach the root */
    LODE__TIED = 2  /* through a bend: fall and rise differ, or a minimum is tied */
};
/* Fills state[n_nodes], and weight[n_nodes] with the change of the root for one unit of
 * each node: exact where the node is not tied. Nodes that do not count have weight 0. */
void lode__slopes_adjoint(const lode_network *network, const lode__parents *parents,
                          const lode__slopes *slopes, uint32_t root, uint8_t *state,
                          double *weight);

#endif
