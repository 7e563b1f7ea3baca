/* Walking lines and arcs side by side: arcs stand as emit.c draws them. */
#include "network/inputs.h"

lode__inputs lode__inputs_of(const lode_network *network, uint32_t node)
{
    const bool recycled = network->node_kind[node] == LODE__RECYCLED;
    return (lode__inputs){.network = network,
                          .kind = recycled ? LODE_KIND_RECYCLED : LODE_KIND_PRIMARY,
                          .node = node,
                          .at = lode__lines_of(network->model, network->node_item[node]),
                          .row = lode__up_row(network, node)};
}

static void enter_group(lode__inputs *in, uint32_t group)
{
    in->group = group;
    in->group_arc = in->next_arc++;
    in->taker = in->row.child[in->group_arc];
    in->options = lode__up_row(in->network, in->taker);
    in->next_option = 0;
}

bool lode__inputs_next(lode__inputs *in)
{
    while (lode__line_here(&in->at)) {
        const uint32_t line = in->at.line, group = lode__line_group(&in->at);
        const double flow = lode__lines_sum(&in->at, in->kind);
        if (flow == 0.0) continue; /* of another kind */
        in->line = line;
        in->end = in->at.line;
        in->flow = flow;
        if (group && group != in->group) enter_group(in, group);
        if (!group) in->taker = in->node;
        in->arc = group ? in->next_option++ : in->next_arc++;
        return true;
    }
    return false;
}
