/* Spreading small falls over the graph. */
#include "network/tangent.h"

#include <math.h>
#include <string.h>

lode_status lode__tangents_init(lode_context *context, const lode_network *network,
                                const lode__parents *parents,
                                const lode__gradient *gradient, lode__tangents *tangents)
{
    const lode_allocator *allocator = &context->allocator;
    *tangents =
        (lode__tangents){.network = network, .parents = parents, .gradient = gradient};
    tangents->fall = lode__alloc_zero(allocator, network->n_nodes,
                                      LODE__LANES * sizeof *tangents->fall);
    tangents->done = lode__alloc(allocator, network->n_nodes, sizeof *tangents->done);
    if (!tangents->fall || !tangents->done) return lode__nomem(context);
    return lode__agenda_init(context, network->n_nodes, &tangents->agenda);
}

void lode__tangents_free(const lode_allocator *allocator, lode__tangents *tangents)
{
    lode__free(allocator, tangents->agenda.bits);
    lode__free(allocator, tangents->fall);
    lode__free(allocator, tangents->done);
}

/* What an arc hands on: a rise has a slope of its own. */
static void hand_on(double fall_slope, double rise_slope, const double *from,
                    double to[LODE__LANES])
{
    for (int k = 0; k < LODE__LANES; k++) {
        to[k] = (from[k] > 0.0 ? fall_slope : rise_slope) * from[k];
    }
}

static void fall_of_sum(const lode__tangents *t, const lode__row *row, size_t arc,
                        double *fall)
{
    memset(fall, 0, LODE__LANES * sizeof *fall);
    for (uint32_t j = 0; j < row->run->degree; j++) {
        double part[LODE__LANES];
        hand_on(t->gradient->fall[arc + j], t->gradient->rise[arc + j],
                t->fall + (size_t)row->child[j] * LODE__LANES, part);
        for (int k = 0; k < LODE__LANES; k++) fall[k] += part[k];
    }
}

/* Of the limits that set a minimum the one that falls most decides. */
static void fall_of_minimum(const lode__tangents *t, const lode__row *row, size_t arc,
                            uint32_t node, double *fall)
{
    const bool full = t->gradient->state[node] & LODE__CAPACITY_SETS;
    for (int k = 0; k < LODE__LANES; k++) fall[k] = full ? 0.0 : -INFINITY;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        if (t->gradient->fall[arc + j] == 0.0) continue;
        double part[LODE__LANES];
        hand_on(t->gradient->fall[arc + j], t->gradient->rise[arc + j],
                t->fall + (size_t)row->child[j] * LODE__LANES, part);
        for (int k = 0; k < LODE__LANES; k++)
            fall[k] = part[k] > fall[k] ? part[k] : fall[k];
    }
}

static void do_over(lode__tangents *t, uint32_t node)
{
    const lode__row row = lode__up_row(t->network, node);
    const size_t arc = (size_t)(row.child - t->network->up_child);
    double *fall = t->fall + (size_t)node * LODE__LANES;
    if (row.run->op == LODE__UP_ALL || row.run->op == LODE__UP_LIMIT) {
        fall_of_minimum(t, &row, arc, node, fall);
    } else {
        fall_of_sum(t, &row, arc, fall);
    }
}

static void call_takers(lode__tangents *t, uint32_t node)
{
    const lode__parents *parents = t->parents;
    for (uint32_t k = parents->first[node]; k < parents->first[node + 1]; k++) {
        const lode__taker *taker = &parents->taker[k];
        if (!(t->gradient->state[taker->node] & LODE__LIVE)) continue;
        if (t->gradient->fall[taker->arc] == 0.0 && t->gradient->rise[taker->arc] == 0.0)
            continue;
        lode__agenda_add(&t->agenda, t->network->up_row[taker->node]);
    }
}

static bool any(const double fall[LODE__LANES])
{
    bool is = false;
    for (int k = 0; k < LODE__LANES; k++) is |= fall[k] != 0.0;
    return is;
}

void lode__tangents_run(lode__tangents *t, const lode__seed *seeds, uint32_t n,
                        uint32_t root, double *out)
{
    uint32_t n_done = 0, next = 0, row;
    for (uint32_t k = 0; k < n; k++) {
        lode__agenda_add(&t->agenda, t->network->up_row[seeds[k].node]);
    }
    while (lode__agenda_next(&t->agenda, &row)) {
        const uint32_t node = t->network->up_node[row];
        double *fall = t->fall + (size_t)node * LODE__LANES;
        do_over(t, node);
        /* In its own lane nothing below a seed moves: there its fall is the one given. */
        for (; next < n && seeds[next].node == node; next++)
            fall[next] = seeds[next].fall;
        t->done[n_done++] = node;
        if (any(fall)) call_takers(t, node);
    }
    memcpy(out, t->fall + (size_t)root * LODE__LANES, LODE__LANES * sizeof *out);
    while (n_done) {
        memset(t->fall + (size_t)t->done[--n_done] * LODE__LANES, 0,
               LODE__LANES * sizeof *t->fall);
    }
}
