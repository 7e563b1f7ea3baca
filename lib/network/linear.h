/* Linear passes: sums over the graph with a coefficient for each up arc, as prices,
 * content and derivatives are. */
#ifndef LODE__NETWORK_LINEAR_H
#define LODE__NETWORK_LINEAR_H

#include "network/network.h"

/* Up: value[node] += sum over its arcs of coefficient * value[child], in LODE__LANES
 * lanes side by side, in the order of arcs. value is [n_nodes * LODE__LANES], what the
 * caller seeds going in; coefficient is [n_up_arcs]. O(arcs). */
void lode__linear_up(const lode_network *network, const double *coefficient,
                     double *value);

/* Nodes from products to sources, what takes before what is taken: item by item in the
 * model's order, so that sums along it have the same bits in any network of the model. */
typedef struct lode__descent {
    uint32_t *node; /* [n_nodes] */
} lode__descent;
/* To be freed also on failure. O(nodes, items). */
LODE_NODISCARD lode_status lode__descent_init(lode_context *context,
                                              const lode_network *network,
                                              lode__descent *descent);
void lode__descent_free(const lode_allocator *allocator, lode__descent *descent);

/* The adjoint, down: weight[child] += coefficient * weight[node] over all arcs. For any
 * seeds v and weights w, sum of w up(v) = sum of down(w) v. weight is [n_nodes]. O(arcs).
 */
void lode__linear_down(const lode_network *network, const lode__descent *descent,
                       const double *coefficient, double *weight);

/* What each up arc carries for one unit of the node that takes, [n_up_arcs]: of an
 * instance's input the sum of q / y over its lines, as if an option served the whole need
 * (arcs of a group leave out w, an instance's arc to its group is 1); of a delivery the
 * share; 0 to hosts. A recycled instance takes the lines of its kind. */
void lode__unit_flows(const lode_network *network, double *flow);

#endif
