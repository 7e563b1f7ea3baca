/* Walks along the graph: what a node takes, what binds it, what it reaches. */
#include "network/network.h"

lode__row lode__up_row(const lode_network *network, uint32_t node)
{
    const uint32_t row = network->up_row[node];
    size_t low = 0, high = network->n_up_runs;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (network->up_runs[middle].first <= row) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const lode__run *run = &network->up_runs[low];
    const size_t offset = (size_t)(row - run->first) * run->degree;
    lode__row found = {
        .run = run, .child = network->up_child + run->arc + offset, .base = 1.0};
    if (run->op == LODE__UP_ALL) return found;
    found.first_weight = run->weight + offset;
    found.weight = network->up_weight + found.first_weight;
    if (run->op == LODE__UP_DELIVERY) return found;
    found.base = network->up_base[run->base + (row - run->first)];
    if (run->op == LODE__UP_GROUP)
        found.second = network->up_second + run->second + offset;
    return found;
}

static double value_of(const lode__block *block, uint32_t node, size_t k)
{
    return block->value[(size_t)node * LODE__LANES + k];
}

static double factor(const lode__block *block, const uint32_t *rows, size_t index,
                     size_t k)
{
    return rows ? block->rows[(size_t)rows[index] * LODE__LANES + k] : 1.0;
}

#define NONE UINT32_MAX

/* What differs by less is a tie: sums of shares miss one by a few units in the last
 * place. */
static const double tie = 1e-12;

/* The arc that loses most; ties go to the first. */
static uint32_t worst_arc(const lode__block *block, const lode__row *row, size_t k)
{
    const bool delivers = row->run->op == LODE__UP_DELIVERY;
    double worst = 0.0;
    uint32_t found = NONE;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const double pass =
            delivers ? factor(block, block->shocks->pass_row, row->first_weight + j, k)
                     : 1.0;
        const double lost =
            row->weight[j] * (1.0 - pass * value_of(block, row->child[j], k));
        if (lost > worst + tie) {
            worst = lost;
            found = j;
        }
    }
    return found;
}

/* The input that sets the minimum of an instance; none where its own capacity does. */
static uint32_t limiting_arc(const lode__block *block, const lode__row *row,
                             uint32_t node, size_t k)
{
    const double output = value_of(block, node, k);
    const double able = factor(block, block->shocks->capacity_row, node, k) * row->base;
    if (able <= output + tie) return NONE;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const double x = value_of(block, row->child[j], k);
        const double offered =
            row->weight ? row->weight[j] * x + (1.0 - row->weight[j]) * row->base : x;
        if (offered <= output + tie) return j;
    }
    return NONE;
}

size_t lode__binding(const lode__block *block, size_t k, uint32_t node, uint32_t *chain)
{
    const lode_network *network = block->network;
    size_t n = 0;
    while (value_of(block, node, k) < 1.0) {
        const uint8_t kind = network->node_kind[node];
        const lode__row row = lode__up_row(network, node);
        uint32_t arc;
        if (kind == LODE__INSTANCE || kind == LODE__RECYCLED) {
            chain[n++] = node;
            arc = limiting_arc(block, &row, node, k);
        } else {
            arc = worst_arc(block, &row, k);
        }
        if (arc == NONE) return n;
        node = row.child[arc];
        if (kind != LODE__DELIVERY) continue;
        const double pass =
            factor(block, block->shocks->pass_row, row.first_weight + arc, k);
        if (pass < 1.0 && pass <= value_of(block, node, k) + tie) {
            chain[n++] = node; /* it is the way out of there that is closed */
            return n;
        }
    }
    return n;
}

void lode__reach(const lode_network *network, bool in_use, uint8_t *reached)
{
    /* Nodes are numbered so that a node stands before all it takes. */
    for (uint32_t at = 0; at < network->n_nodes; at++) {
        if (!reached[at]) continue;
        const lode__row row = lode__up_row(network, at);
        for (uint32_t j = 0; j < row.run->degree; j++) {
            if (!in_use || !lode__not_in_use(&row, j)) reached[row.child[j]] = 1;
        }
    }
}
