/* Rows for both passes: nodes by level and operation, sorted once, and within these by
 * the length of their row in the pass, each time by counting. Rows of one length stand
 * together, and equal ones keep their order. */
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
    uint32_t *group;       /* by node: its level, and what must not be mixed within it */
    uint32_t *grouped;     /* nodes by group, within it in topological order */
    uint32_t *group_first; /* [n_groups + 1] in `grouped` */
    uint32_t n_groups;
    uint32_t *order;   /* nodes by row of the pass under way */
    uint32_t *counter; /* by degree, all 0 between uses */
    target *targets;   /* [n_nodes] */
} arranger;

enum { UP_OPS = LODE__UP_GROUP + 1, GROUPS_A_LEVEL = 2 * UP_OPS };

static uint32_t greatest(const uint32_t *key, uint32_t n)
{
    uint32_t most = 0;
    for (uint32_t k = 0; k < n; k++) most = key[k] > most ? key[k] : most;
    return most;
}

static lode_status count_groups(arranger *a)
{
    const uint32_t levels = greatest(a->draft->node_level, a->draft->n_nodes) + 1;
    const uint32_t most = UINT32_MAX / GROUPS_A_LEVEL;
    if (levels > most) /* of nodes one below the other */
        return lode__over_limit(a->context, LODE_LIMIT_NODES, most, NULL, NULL);
    a->n_groups = levels * GROUPS_A_LEVEL;
    return LODE_OK;
}

static lode_status allocate(arranger *a)
{
    const lode__draft *d = a->draft;
    const size_t n = d->n_nodes;
    const uint32_t in = greatest(d->in_degree, d->n_nodes);
    const uint32_t out = greatest(d->arc_count, d->n_nodes);
    a->group = lode__arena_alloc(a->arena, n, sizeof *a->group);
    a->grouped = lode__arena_alloc(a->arena, n, sizeof *a->grouped);
    a->group_first =
        lode__arena_zero(a->arena, (size_t)a->n_groups + 1, sizeof *a->group_first);
    a->order = lode__arena_alloc(a->arena, n, sizeof *a->order);
    a->counter =
        lode__arena_zero(a->arena, (size_t)(in > out ? in : out) + 1, sizeof *a->counter);
    a->targets = lode__arena_alloc(a->arena, n, sizeof *a->targets);
    if (!a->group || !a->grouped || !a->group_first || !a->order || !a->counter ||
        !a->targets) {
        return lode__nomem(a->context);
    }
    return LODE_OK;
}

/* Recycled instances that take inputs can be left out of the pass down. */
static bool is_cut(const lode__draft *d, uint32_t node)
{
    return d->node_kind[node] == LODE__RECYCLED && d->arc_count[node] > 0;
}

/* Nodes of one level, operation and cut stand together. */
static void find_groups(arranger *a)
{
    const lode__draft *d = a->draft;
    uint32_t *const first = a->group_first;
    for (uint32_t k = 0; k < d->n_nodes; k++) {
        a->group[k] =
            (d->node_level[k] * UP_OPS + d->node_op[k]) * 2 + (is_cut(d, k) ? 1 : 0);
        first[a->group[k] + 1]++;
    }
    for (uint32_t g = 0; g < a->n_groups; g++) first[g + 1] += first[g];
    for (uint32_t k = 0; k < d->n_nodes; k++) {
        const uint32_t node = d->topological[k];
        a->grouped[first[a->group[node]]++] = node;
    }
    /* Each stands now where the next began. */
    memmove(first + 1, first, a->n_groups * sizeof *first);
    first[0] = 0;
}

typedef struct runs {
    lode__run *run;
    size_t n, capacity;
} runs;

/* Rows of a group by their length: each length is a run. */
static lode_status add_runs(arranger *a, uint32_t group, const uint32_t *degree,
                            uint32_t row, runs *to)
{
    const uint32_t *const node = a->grouped + a->group_first[group];
    const uint32_t n = a->group_first[group + 1] - a->group_first[group];
    uint32_t least = UINT32_MAX, most = 0;
    for (uint32_t k = 0; k < n; k++) {
        const uint32_t d = degree[node[k]];
        least = d < least ? d : least;
        most = d > most ? d : most;
        a->counter[d]++;
    }
    for (uint32_t d = least, at = row; n && d <= most; d++) {
        const uint32_t rows = a->counter[d];
        a->counter[d] = at;
        if (!rows) continue;
        if (lode__reserve(a->allocator, &to->run, &to->capacity, to->n, 1,
                          sizeof *to->run) < 0) {
            return lode__nomem(a->context);
        }
        to->run[to->n++] = (lode__run){.first = at,
                                       .n = rows,
                                       .degree = d,
                                       .op = (uint8_t)(group / 2 % UP_OPS),
                                       .cut = group % 2};
        at += rows;
    }
    for (uint32_t k = 0; k < n; k++) a->order[a->counter[degree[node[k]]]++] = node[k];
    if (n) memset(a->counter + least, 0, ((size_t)most - least + 1) * sizeof *a->counter);
    return LODE_OK;
}

/* Rows of a pass: down from the products' end, up from the sources'. */
static lode_status find_rows(arranger *a, bool up, const uint32_t *degree, runs *to)
{
    uint32_t row = 0;
    for (uint32_t level = 0, n = a->n_groups / GROUPS_A_LEVEL; level < n; level++) {
        const uint32_t first = (up ? n - 1 - level : level) * GROUPS_A_LEVEL;
        const size_t n_before = to->n;
        for (uint32_t g = first; g < first + GROUPS_A_LEVEL; g++) {
            LODE__TRY(add_runs(a, g, degree, row, to));
            row += a->group_first[g + 1] - a->group_first[g];
        }
        if (to->n > n_before) to->run[n_before].starts_level = true;
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

/* What arcs further on will touch: their targets first, then what those point at. */
static void fetch_targets(const arranger *a, size_t k, size_t end)
{
    enum { ROW_AHEAD = 16, TARGET_AHEAD = 32, FEW_NODES = 1 << 15 };
    if (a->draft->n_nodes < FEW_NODES || a->draft->n_arcs - end <= TARGET_AHEAD) return;
    for (const uint32_t *child = a->draft->arc_child + k; k < end; k++, child++) {
        const uint32_t at = a->targets[child[ROW_AHEAD]].cursor;
        LODE__FETCH(&a->targets[child[TARGET_AHEAD]]);
        LODE__FETCH(&a->network->down_parent[at]);
        LODE__FETCH(&a->network->down_weight[at]);
    }
}

/* Turns the arcs of a node round. From here on they name nodes as the network does. */
static void turn_round(arranger *a, uint32_t parent, size_t k, size_t end)
{
    uint32_t *const arc_child = a->draft->arc_child;
    const double *const arc_flow = a->draft->arc_flow;
    uint32_t *const down_parent = a->network->down_parent;
    double *const down_weight = a->network->down_weight;
    target *const targets = a->targets;
    fetch_targets(a, k, end);
    for (; k < end; k++) {
        target *const to = &targets[arc_child[k]];
        arc_child[k] = to->id;
        if (arc_flow[k] == 0.0) continue;
        const uint32_t at = to->cursor++;
        down_parent[at] = parent;
        down_weight[at] = arc_flow[k];
    }
}

/* Each node gets the list of those that take from it. */
static lode_status fill_down(arranger *a)
{
    const lode__draft *d = a->draft;
    lode_network *net = a->network;
    size_t n_arcs = 0;
    for (size_t r = 0; r < net->n_down_runs; r++) {
        lode__run *run = &net->down_runs[r];
        run->arc = n_arcs;
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
        turn_round(a, net->by_id[node], first, first + d->arc_count[node]);
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
        const size_t first = d->arc_first[node];
        fetch_row(a, row);
        net->up_node[row] = id;
        net->up_row[id] = row;
        if (has_base) net->up_base[run->base + k] = d->node_base[node];
        copy_ids(net->up_child + run->arc + at, d->arc_child + first, n);
        if (run->op == LODE__UP_ALL || n == 0) continue;
        double *const weight = net->up_weight + run->weight + at;
        if (run->op == LODE__UP_DELIVERY) {
            copy_reals(weight, d->arc_flow + first, n);
            continue;
        }
        copy_reals(weight, d->weight + d->weight_first[node], n);
        if (run->op != LODE__UP_GROUP) continue;
        copy_reals(net->up_second + run->second + at, d->second + d->weight_first[node],
                   n);
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
    lode_network *net = a->network;
    runs down = {0}, up = {0};
    LODE__TRY(count_groups(a));
    LODE__TRY(allocate(a));
    find_groups(a);
    lode_status status = find_rows(a, false, a->draft->in_degree, &down);
    net->down_runs = down.run;
    net->n_down_runs = down.n;
    LODE__TRY(status);
    LODE__TRY(place_nodes(a));
    LODE__TRY(fill_down(a));
    status = find_rows(a, true, a->draft->arc_count, &up);
    net->up_runs = up.run;
    net->n_up_runs = up.n;
    return status < 0 ? status : fill_up(a);
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
