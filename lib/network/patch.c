/* The few rows whose terms differ by lane: limits, thrifted inputs, other mixes. Where a
 * lane keeps every term it gives the bits of the plain rows: the steps are the same. */
#include "network/kernel.h"

#include <math.h>

/* A row under work: what the network says and what the patch says instead. */
typedef struct patched_row {
    const lode_network *net;
    const lode__run *run;
    const lode__patch_arc *arcs;
    const uint32_t *child, *pass_row; /* pass_row: NULL where no way is closed */
    const double *weight, *second;    /* NULL where the operation has none */
    const double *rows, *value;
} patched_row;

static double term(const patched_row *r, uint32_t row, double compiled, size_t k)
{
    return row ? r->rows[(size_t)row * LODE__LANES + k] : compiled;
}

static double given(const patched_row *r, uint32_t arc, size_t k)
{
    const double x = r->value[(size_t)r->child[arc] * LODE__LANES + k];
    return lode__offer(term(r, r->arcs[arc].use, 1.0, k)) * x;
}

static double weight_of(const patched_row *r, uint32_t arc, size_t k)
{
    return term(r, r->arcs[arc].weight, r->weight[arc], k);
}

static double deliver(const patched_row *r, double base, size_t k)
{
    double lost = 0.0;
    for (uint32_t j = 0; j < r->run->degree; j++) {
        const double pass = r->pass_row ? term(r, r->pass_row[j], 1.0, k) : 1.0;
        const double passed = pass * given(r, j, k);
        const double limit = term(r, r->arcs[j].limit, INFINITY, k);
        lost += weight_of(r, j, k) * (1.0 - (passed < limit ? passed : limit));
    }
    return base - lost;
}

static double make(const patched_row *r, double base, double capacity, size_t k)
{
    double least = capacity * base;
    for (uint32_t j = 0; j < r->run->degree; j++) {
        const double x = given(r, j, k);
        const double offered =
            r->weight ? r->weight[j] * x + (1.0 - r->weight[j]) * base : x;
        least = offered < least ? offered : least;
    }
    return least;
}

static double mix(const patched_row *r, double base, size_t k)
{
    double lost = 0.0;
    for (uint32_t j = 0; j < r->run->degree; j++) {
        const double short_by = 1.0 - given(r, j, k);
        const double second = term(r, r->arcs[j].second, r->second[j], k);
        lost += (short_by > 0.0 ? weight_of(r, j, k) * short_by : 0.0) +
                (short_by < 0.0 ? second * short_by : 0.0);
    }
    return base - lost;
}

static double compiled_base(const patched_row *r, uint32_t row)
{
    const lode__run *run = r->run;
    if (run->op == LODE__UP_ALL || run->op == LODE__UP_DELIVERY) return 1.0;
    return r->net->up_base[run->base + (row - run->first)];
}

void lode__up_patched(const lode_network *network, const lode__shocks *shocks,
                      const lode__run *run, const lode__patch *patch, const double *rows,
                      double *value)
{
    const size_t offset = (size_t)(patch->up_row - run->first) * run->degree;
    patched_row r = {.net = network,
                     .run = run,
                     .arcs = shocks->patch_arcs + patch->first_arc,
                     .child = network->up_child + run->arc + offset,
                     .rows = rows,
                     .value = value};
    if (run->op != LODE__UP_ALL) r.weight = network->up_weight + run->weight + offset;
    if (run->op == LODE__UP_GROUP) r.second = network->up_second + run->second + offset;
    if (run->op == LODE__UP_DELIVERY && shocks->pass_row) {
        r.pass_row = shocks->pass_row + run->weight + offset;
    }
    const double plain_base = compiled_base(&r, patch->up_row);
    const uint32_t node = network->up_node[patch->up_row];
    const uint32_t capacity_row = shocks->capacity_row ? shocks->capacity_row[node] : 0;
    double *out = value + (size_t)node * LODE__LANES;
    for (size_t k = 0; k < LODE__LANES; k++) {
        const double base = term(&r, patch->base, plain_base, k);
        if (run->op == LODE__UP_DELIVERY) {
            out[k] = deliver(&r, base, k);
        } else if (run->op == LODE__UP_GROUP) {
            out[k] = mix(&r, base, k);
        } else {
            out[k] = make(&r, base, term(&r, capacity_row, 1.0, k), k);
        }
    }
}
