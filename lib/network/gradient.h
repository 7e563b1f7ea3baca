/* How a root hangs on every node at a point: one-sided derivatives of each row that a
 * small change can pass, and their product down to the sources. model.md section 7. */
#ifndef LODE__NETWORK_GRADIENT_H
#define LODE__NETWORK_GRADIENT_H

#include "network/linear.h"
#include "network/point.h"

/* What is known of a node. */
enum {
    LODE__LIVE = 1, /* small changes of it reach the root; of others nothing is known */
    LODE__TIED = 2, /* through a bend: fall and rise differ, or a minimum is tied */
    LODE__CAPACITY_SETS = 4, /* its capacity sets its minimum, alone or with others */
    LODE__MINIMUM_TIED = 8   /* more than one limit sets it */
};

typedef struct lode__gradient {
    lode__descent descent;
    double
        *fall; /* [n_up_arcs] of live nodes: by which the node falls as the child falls by
                  one; 0 where the child does not set the minimum, or a limit holds */
    double *rise;   /* [n_up_arcs] likewise as it rises; where the child sets a minimum as
                       if   nothing else did */
    uint8_t *state; /* [n_nodes] */
    double *weight; /* [n_nodes] change of the root for a unit of each node, 0 where it is
                       not live; exact where it is not tied */
} lode__gradient;

/* Room for it; to be freed also on failure. */
LODE_NODISCARD lode_status lode__gradient_init(lode_context *context,
                                               const lode_network *network,
                                               lode__gradient *gradient);
void lode__gradient_free(const lode_allocator *allocator, lode__gradient *gradient);
/* Fills it for one root. O(arcs of live nodes, nodes). */
void lode__gradient_run(lode__gradient *gradient, const lode__point *point,
                        uint32_t root);

#endif
