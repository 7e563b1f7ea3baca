/* What an instance takes: the lines of the model beside the arcs that they became. */
#ifndef LODE__NETWORK_INPUTS_H
#define LODE__NETWORK_INPUTS_H

#include "model/lines.h"
#include "network/network.h"

/* for (lode__inputs in = lode__inputs_of(network, node); lode__inputs_next(&in);) ...
 * Inputs come in the order of lines, options group by group. */
typedef struct lode__inputs {
    const lode_network *network;
    lode_kind kind; /* of the instance: primary or recycled */
    uint32_t node;
    lode__lines at; /* lines not yet seen */
    lode__row row, options;
    uint32_t next_arc, next_option;
    /* the input at hand */
    uint32_t line, end; /* its lines; those of another kind count nothing */
    uint32_t group;     /* index into the model's groups + 1; 0: none */
    uint32_t taker;     /* node that takes it: the instance or its group */
    uint32_t arc;       /* of that node's row */
    uint32_t group_arc; /* of the instance's row, where there is a group */
    double flow;        /* sum of q / y; of an option as if it served all */
} lode__inputs;

lode__inputs lode__inputs_of(const lode_network *network, uint32_t node);
bool lode__inputs_next(lode__inputs *in);

/* Index of arc `arc` of a row among all up arcs. */
static inline size_t lode__arc_index(const lode_network *network, const lode__row *row,
                                     uint32_t arc)
{
    return (size_t)(row->child - network->up_child) + arc;
}
/* The same of the input at hand. */
static inline size_t lode__inputs_arc(const lode__inputs *in)
{
    return lode__arc_index(in->network, in->group ? &in->options : &in->row, in->arc);
}

#endif
