/* Rows for both passes: levels, then stable counting sorts, so that rows of one
 * length stand together within a level and equal ones keep their canonical
 * order. */
#include "network/network.h"

#include <string.h>

/* What an arc asks of the node that it leads to. */
typedef struct target {
    uint32_t id;     /* in the network */
    uint32_t cursor; /* where its next parent goes; arcs are fewer than 2^32 */
} target;

typedef struct arranger {
    lode_context *context;
    const lode_allocator *allocator;
    lode__arena *arena;
    const lode__draft *draft;
    lode_network *network;
    uint32_t *down_key, *up_key; /* level and what must not be mixed within it */
    uint32_t *order, *spare;     /* permutations under way */
    target *targets;             /* [n_nodes] */
} arranger;

enum { UP_OPS = LODE__UP_GROUP + 1 };

static lode_status allocate(arranger *a)
{
    const size_t n = a->draft->n_nodes;
    a->down_key = lode__arena_alloc(a->arena, n, sizeof *a->down_key);
    a->up_key = lode__arena_alloc(a->arena, n, sizeof *a->up_key);
    a->order = lode__arena_alloc(a->arena, n, sizeof *a->order);
    a->spare = lode__arena_alloc(a->arena, n, sizeof *a->spare);
    a->targets = lode__arena_alloc(a->arena, n, sizeof *a->targets);
    if (!a->down_key || !a->up_key || !a->order || !a->spare || !a->targets) {
        return lode__nomem(a->context);
    }
    return LODE_OK;
}

static uint32_t greatest(const uint32_t *key, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t k = 0; k < n; k++) {
        if (key[k] > most) most = key[k];
    }
    return most;
}

/* Sorts a->order stably by key. */
static lode_status sort_by(arranger *a, const uint32_t *key)
{
    const uint32_t n = a->draft->n_nodes;
    const uint32_t most = greatest(key, n);
    uint32_t *start = lode__alloc_zero(a->allocator, (size_t)most + 2, sizeof *start);
    if (!start) return lode__nomem(a->context);
    for (uint32_t k = 0; k < n; k++) start[key[k] + 1]++;
    for (uint32_t k = 0; k <= most; k++) start[k + 1] += start[k];
    for (uint32_t k = 0; k < n; k++) a->spare[start[key[a->order[k]]]++] = a->order[k];
    uint32_t *const sorted = a->spare;
    a->spare = a->order;
    a->order = sorted;
    lode__free(a->allocator, start);
    return LODE_OK;
}

static lode_status sort_rows(arranger *a, const uint32_t *degree, const uint32_t *key)
{
    memcpy(a->order, a->draft->topological, a->draft->n_nodes * sizeof *a->order);
    LODE__TRY(sort_by(a, degree));
    return sort_by(a, key);
}

/* Runs of rows that agree in key and degree; arrays begin where the caller
 * fills in. */
static lode_status find_runs(const arranger *a, const uint32_t *degree,
                             const uint32_t *key, uint32_t keys_a_level, lode__run **out,
                             size_t *out_n)
{
    lode__run run = {0};
    uint32_t last = UINT32_MAX; /* no key */
    size_t capacity = 0;
    for (uint32_t k = 0; k < a->draft->n_nodes; k++) {
        const uint32_t node = a->order[k];
        if (key[node] == last && degree[node] == run.degree) continue;
        run = (lode__run){.first = k, .degree = degree[node]};
        run.starts_level = k == 0 || key[node] / keys_a_level != last / keys_a_level;
        last = key[node];
        if (lode__reserve(a->allocator, out, &capacity, *out_n, 1, sizeof run) < 0) {
            return lode__nomem(a->context);
        }
        (*out)[(*out_n)++] = run;
    }
    for (size_t r = 0; r < *out_n; r++) {
        const bool is_last = r + 1 == *out_n;
        (*out)[r].n =
            (is_last ? a->draft->n_nodes : (*out)[r + 1].first) - (*out)[r].first;
    }
    return LODE_OK;
}

static lode_status place_nodes(arranger *a)
{
    const lode__draft *d = a->draft;
    lode_network *net = a->network;
    const uint32_t n = d->n_nodes;
    net->n_nodes = n;
    net->node_item = lode__alloc(a->allocator, n, sizeof *net->node_item);
    net->node_place = lode__alloc(a->allocator, n, 1);
    net->node_kind = lode__alloc(a->allocator, n, 1);
    net->by_id = lode__alloc(a->allocator, n, sizeof *net->by_id);
    if (!net->node_item || !net->node_place || !net->node_kind || !net->by_id) {
        return lode__nomem(a->context);
    }
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t from = a->order[k];
        net->node_item[k] = d->node_item[from];
        net->node_place[k] = d->node_place[from];
        net->node_kind[k] = d->node_kind[from];
        net->by_id[from] = k;
        a->targets[from].id = k;
    }
    return LODE_OK;
}

/* Each root takes from its order; orders stand behind the nodes. */
static void fill_orders(arranger *a)
{
    lode_network *net = a->network;
    for (uint32_t r = 0; r < net->n_roots; r++) {
        const size_t at = a->targets[a->draft->root_node[r]].cursor++;
        net->down_parent[at] = net->n_nodes + r;
        net->down_weight[at] = 1.0;
        net->roots[r].node = net->by_id[a->draft->root_node[r]];
    }
}

/* What arcs behind the k-th will touch: their targets first, then what those point at. */
static void fetch_targets(const arranger *a, size_t k)
{
    enum { ROW_AHEAD = 16, TARGET_AHEAD = 32 };
    if (a->draft->n_arcs - k <= TARGET_AHEAD) return;
    const uint32_t *const child = a->draft->arc_child + k;
    const uint32_t at = a->targets[child[ROW_AHEAD]].cursor;
    LODE__FETCH(&a->targets[child[TARGET_AHEAD]]);
    LODE__FETCH(&a->network->down_parent[at]);
    LODE__FETCH(&a->network->down_weight[at]);
}

/* Turns the arcs round: each node gets the list of those that take from it. From here on
 * the draft's arcs name nodes as the network does. */
static lode_status fill_down(arranger *a)
{
    const lode__draft *d = a->draft;
    lode_network *net = a->network;
    size_t n_arcs = 0;
    for (size_t r = 0; r < net->n_down_runs; r++) {
        lode__run *run = &net->down_runs[r];
        run->arc = n_arcs;
        run->cut = d->node_cut[a->order[run->first]];
        for (uint32_t k = 0; k < run->n; k++) {
            a->targets[a->order[run->first + k]].cursor = (uint32_t)n_arcs;
            n_arcs += run->degree;
        }
    }
    net->n_down_arcs = n_arcs;
    net->down_parent = lode__alloc(a->allocator, n_arcs, sizeof *net->down_parent);
    net->down_weight = lode__alloc(a->allocator, n_arcs, sizeof *net->down_weight);
    if (!net->down_parent || !net->down_weight) return lode__nomem(a->context);
    fill_orders(a);
    for (uint32_t node = 0; node < d->n_nodes; node++) {
        const size_t first = d->arc_first[node];
        const uint32_t parent = net->by_id[node];
        for (size_t k = first; k < first + d->arc_count[node]; k++) {
            fetch_targets(a, k);
            target *const to = &a->targets[d->arc_child[k]];
            d->arc_child[k] = to->id;
            if (d->arc_flow[k] == 0.0) continue;
            const uint32_t at = to->cursor++;
            net->down_parent[at] = parent;
            net->down_weight[at] = d->arc_flow[k];
        }
    }
    return LODE_OK;
}

/* Gives each run its place in the arrays that its operation uses. */
static void lay_out_up(arranger *a)
{
    lode_network *net = a->network;
    for (size_t r = 0; r < net->n_up_runs; r++) {
        lode__run *run = &net->up_runs[r];
        const size_t n_arcs = (size_t)run->n * run->degree;
        run->op = a->draft->node_op[a->order[run->first]];
        run->arc = net->n_up_arcs;
        run->weight = net->n_weights;
        run->second = net->n_seconds;
        run->base = net->n_bases_kept;
        net->n_up_arcs += n_arcs;
        if (run->op != LODE__UP_ALL) net->n_weights += n_arcs;
        if (run->op == LODE__UP_GROUP) net->n_seconds += n_arcs;
        if (run->op != LODE__UP_ALL && run->op != LODE__UP_DELIVERY) {
            net->n_bases_kept += run->n;
        }
    }
}

/* Rows are short: a call to memcpy() costs more than they do. */
static inline void copy_ids(uint32_t *to, const uint32_t *from, size_t n)
{
    for (size_t k = 0; k < n; k++) to[k] = from[k];
}
static inline void copy_reals(double *to, const double *from, size_t n)
{
    for (size_t k = 0; k < n; k++) to[k] = from[k];
}

/* What rows behind this one will touch: where their arcs begin, then those. */
static void fetch_row(const arranger *a, uint32_t row)
{
    enum { ARCS_AHEAD = 8, NODE_AHEAD = 16 };
    const lode__draft *d = a->draft;
    if (d->n_nodes - row <= NODE_AHEAD) return;
    const uint32_t *const node = a->order + row;
    LODE__FETCH(&d->arc_first[node[NODE_AHEAD]]);
    LODE__FETCH(&a->network->by_id[node[NODE_AHEAD]]);
    LODE__FETCH(&d->arc_child[d->arc_first[node[ARCS_AHEAD]]]);
    LODE__FETCH(&a->network->up_row[a->network->by_id[node[ARCS_AHEAD]]]);
}

static void fill_up_run(const arranger *a, const lode__run *run)
{
    const lode__draft *d = a->draft;
    lode_network *net = a->network;
    const bool has_base = run->op != LODE__UP_ALL && run->op != LODE__UP_DELIVERY;
    for (uint32_t k = 0; k < run->n; k++) {
        const uint32_t row = run->first + k, node = a->order[row], id = net->by_id[node];
        const size_t n = run->degree, at = k * n;
        const size_t first = d->arc_first[node], first_weight = d->weight_first[node];
        fetch_row(a, row);
        net->up_node[row] = id;
        net->up_row[id] = row;
        if (has_base) net->up_base[run->base + k] = d->node_base[node];
        copy_ids(net->up_child + run->arc + at, d->arc_child + first, n);
        if (run->op == LODE__UP_ALL || n == 0) continue;
        copy_reals(net->up_weight + run->weight + at,
                   run->op == LODE__UP_DELIVERY ? d->arc_flow + first
                                                : d->weight + first_weight,
                   n);
        if (run->op != LODE__UP_GROUP) continue;
        copy_reals(net->up_second + run->second + at, d->second + first_weight, n);
    }
}

static lode_status fill_up(arranger *a)
{
    lode_network *net = a->network;
    lay_out_up(a);
    net->up_node = lode__alloc(a->allocator, net->n_nodes, sizeof *net->up_node);
    net->up_row = lode__alloc(a->allocator, net->n_nodes, sizeof *net->up_row);
    net->up_child = lode__alloc(a->allocator, net->n_up_arcs, sizeof *net->up_child);
    net->up_weight = lode__alloc(a->allocator, net->n_weights, sizeof *net->up_weight);
    net->up_second = lode__alloc(a->allocator, net->n_seconds, sizeof *net->up_second);
    net->up_base = lode__alloc(a->allocator, net->n_bases_kept, sizeof *net->up_base);
    if (!net->up_node || !net->up_row || !net->up_child || !net->up_weight ||
        !net->up_second || !net->up_base) {
        return lode__nomem(a->context);
    }
    for (size_t r = 0; r < net->n_up_runs; r++) fill_up_run(a, &net->up_runs[r]);
    return LODE_OK;
}

static lode_status arrange(arranger *a)
{
    const lode__draft *d = a->draft;
    lode_network *net = a->network;
    LODE__TRY(allocate(a));
    const uint32_t last = greatest(d->node_level, d->n_nodes);
    /* Rows that are cut form runs of their own, plain ones first. */
    for (uint32_t k = 0; k < d->n_nodes; k++) {
        a->down_key[k] = d->node_level[k] * 2 + d->node_cut[k];
        a->up_key[k] = (last - d->node_level[k]) * UP_OPS + d->node_op[k];
    }
    LODE__TRY(sort_rows(a, d->in_degree, a->down_key));
    LODE__TRY(
        find_runs(a, d->in_degree, a->down_key, 2, &net->down_runs, &net->n_down_runs));
    LODE__TRY(place_nodes(a));
    LODE__TRY(fill_down(a));
    LODE__TRY(sort_rows(a, d->arc_count, a->up_key));
    LODE__TRY(
        find_runs(a, d->arc_count, a->up_key, UP_OPS, &net->up_runs, &net->n_up_runs));
    return fill_up(a);
}

lode_status lode__arrange(lode_context *context, const lode__draft *draft,
                          lode_network *network, lode__arena *arena)
{
    arranger a = {.context = context,
                  .allocator = &network->allocator,
                  .arena = arena,
                  .draft = draft,
                  .network = network};
    return arrange(&a);
}
