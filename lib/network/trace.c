/* Walks along the graph: what a node takes, what binds it, what it reaches. */
#include "network/network.h"

#include <math.h>

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
    lode__row found = {.run = run,
                       .child = network->up_child + run->arc + offset,
                       .base = 1.0,
                       .up_row = row};
    if (run->op == LODE__UP_ALL) return found;
    found.first_weight = run->weight + offset;
    found.weight = network->up_weight + found.first_weight;
    if (run->op == LODE__UP_DELIVERY) return found;
    found.base = network->up_base[run->base + (row - run->first)];
    if (run->op == LODE__UP_GROUP)
        found.second = network->up_second + run->second + offset;
    return found;
}

static double factor(const lode__block *block, uint32_t row, size_t k)
{
    return block->rows[(size_t)row * LODE__LANES + k];
}

static const lode__patch *find_patch(const lode__shocks *shocks, uint32_t up_row)
{
    size_t low = 0, high = shocks->n_patches;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (shocks->patches[middle].up_row < up_row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const bool found = low < shocks->n_patches && shocks->patches[low].up_row == up_row;
    return found ? &shocks->patches[low] : NULL;
}

lode__terms lode__terms_of(const lode__block *block, const lode__row *row, uint32_t arc,
                           size_t k)
{
    const lode__shocks *shocks = block->shocks;
    lode__terms t = {.x = block->lack ? lode__given(block, row->child[arc], k) : 1.0,
                     .pass = 1.0,
                     .limit = INFINITY,
                     .use = 1.0,
                     .weight = row->weight ? row->weight[arc] : 1.0,
                     .second = row->second ? row->second[arc] : 0.0};
    if (row->run->op == LODE__UP_DELIVERY) {
        const lode__way way = lode__way_at(shocks, row->first_weight + arc);
        t.pass = factor(block, way.pass, k);
        if (way.limit) t.limit = factor(block, way.limit, k);
    }
    const lode__patch *patch = find_patch(shocks, row->up_row);
    if (!patch) return t;
    const lode__patch_arc *p = &shocks->patch_arcs[patch->first_arc + arc];
    t.use = factor(block, p->use, k);
    if (p->weight) t.weight = factor(block, p->weight, k);
    if (p->second) t.second = factor(block, p->second, k);
    return t;
}

double lode__base_of(const lode__block *block, const lode__row *row, size_t k)
{
    const lode__patch *patch = find_patch(block->shocks, row->up_row);
    return patch && patch->base ? factor(block, patch->base, k) : row->base;
}

double lode__capacity_of(const lode__block *block, uint32_t node, size_t k)
{
    const uint32_t *rows = block->shocks->capacity_row;
    return rows ? factor(block, rows[node], k) : 1.0;
}

#define NONE UINT32_MAX

/* What arrives over an arc, in parts of its flow. */
static double arriving(const lode__terms *t)
{
    const double passed = t->pass * t->x * lode__offer(t->use);
    return passed < t->limit ? passed : t->limit;
}

/* The arc that loses most; ties go to the first. */
static uint32_t worst_arc(const lode__block *block, const lode__row *row, size_t k)
{
    double worst = 0.0;
    uint32_t found = NONE;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(block, row, j, k);
        const double lost = t.weight * (1.0 - arriving(&t));
        if (lost > worst + LODE__TIE) {
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
    const double output = lode__given(block, node, k);
    if (lode__capacity_of(block, node, k) * row->base <= output + LODE__TIE) return NONE;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(block, row, j, k);
        const double offered = t.weight * arriving(&t) + (1.0 - t.weight) * row->base;
        if (offered <= output + LODE__TIE) return j;
    }
    return NONE;
}

/* Where it is the way out of the child that is closed, and not the child itself. */
static lode__chain_end closed_way(const lode__terms *t)
{
    const double passed = t->pass * t->x;
    if (t->limit < 1.0 && t->limit <= passed + LODE__TIE) return LODE__END_LIMIT;
    return t->pass < 1.0 && t->pass <= t->x + LODE__TIE ? LODE__END_PASS
                                                        : LODE__END_NOWHERE;
}

uint32_t lode__binding_arc(const lode__block *block, size_t k, uint32_t node)
{
    const uint8_t kind = block->network->node_kind[node];
    const lode__row row = lode__up_row(block->network, node);
    return kind == LODE__INSTANCE || kind == LODE__RECYCLED
               ? limiting_arc(block, &row, node, k)
               : worst_arc(block, &row, k);
}

/* One step down from the node; false at the end of the chain. */
static bool step_down(const lode__block *block, size_t k, lode__binding_chain *b)
{
    const uint8_t kind = block->network->node_kind[b->node];
    const bool makes = kind == LODE__INSTANCE || kind == LODE__RECYCLED;
    const lode__row row = lode__up_row(block->network, b->node);
    if (makes) b->chain[b->n++] = b->node;
    b->arc = lode__binding_arc(block, k, b->node);
    if (b->arc == NONE) {
        b->end = makes ? LODE__END_CAPACITY : LODE__END_MIX;
        return false;
    }
    if (kind == LODE__DELIVERY) {
        const lode__terms t = lode__terms_of(block, &row, b->arc, k);
        b->end = closed_way(&t);
        if (b->end != LODE__END_NOWHERE) {
            b->chain[b->n++] = row.child[b->arc];
            return false;
        }
    }
    b->node = row.child[b->arc];
    return true;
}

void lode__bind(const lode__block *block, size_t k, uint32_t node,
                lode__binding_chain *binding)
{
    binding->n = 0;
    binding->end = LODE__END_NOWHERE;
    binding->node = node;
    binding->arc = NONE;
    while (lode__loss(block, binding->node, k) > 0.0) {
        if (!step_down(block, k, binding)) return;
    }
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
