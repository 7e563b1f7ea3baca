/* Derivatives of a product's output: a local fall at a node times what the product loses
 * of a unit of it. Only the node, not the parameter, decides whether a tie is on the way
 * up, so all parameters of a node share one tangent for falls and one for rises. */
#include "analysis/sensitivity.h"
#include "base/sort.h"
#include "network/inputs.h"
#include "network/tangent.h"

typedef struct maker {
    lode__influences *all;
    const lode_network *network;
    const lode__parents *parents;
    const lode__block *block;
    uint32_t root;
    lode__gradient gradient;
    lode__tangents tangents;
    const uint8_t *state;      /* of the gradient */
    uint8_t *reached;          /* [n_nodes] */
    double *of_fall, *of_rise; /* [n_nodes] fall of the product for a unit of the node */
    uint32_t *tied, *scratch;  /* [n_nodes] nodes with ties above, by their rows */
} maker;

/* --- what the product loses of each node --- */

static int compare_rows(uint32_t a, uint32_t b, const void *user)
{
    const uint32_t *row = user;
    return row[a] < row[b] ? -1 : row[a] > row[b];
}

/* Two lanes a node: its fall, its rise. */
static void spread_ties(maker *m, size_t n_tied)
{
    enum { NODES = LODE__LANES / 2 };
    lode__seed seeds[LODE__LANES];
    double out[LODE__LANES];
    for (size_t first = 0; first < n_tied; first += NODES) {
        const size_t left = n_tied - first, n = left < NODES ? left : NODES;
        for (size_t k = 0; k < n; k++) {
            seeds[2 * k] = (lode__seed){m->tied[first + k], 1.0};
            seeds[2 * k + 1] = (lode__seed){m->tied[first + k], -1.0};
        }
        lode__tangents_run(&m->tangents, seeds, (uint32_t)(2 * n), m->root, out);
        for (size_t k = 0; k < n; k++) {
            m->of_fall[m->tied[first + k]] = out[2 * k];
            m->of_rise[m->tied[first + k]] = out[2 * k + 1];
        }
    }
}

static lode_status find_weights(maker *m)
{
    const lode_network *net = m->network;
    size_t n_tied = 0;
    memset(m->reached, 0, net->n_nodes);
    m->reached[m->root] = 1;
    lode__reach(net, false, m->reached);
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        m->of_fall[node] = m->gradient.weight[node];
        m->of_rise[node] = -m->of_fall[node];
        if (m->state[node] & LODE__TIED) m->tied[n_tied++] = node;
    }
    if (!n_tied) return LODE_OK;
    lode__sort_indices(m->tied, n_tied, m->scratch, compare_rows, net->up_row);
    LODE__TRY(lode__tangents_init(m->all->context, net, m->parents, &m->gradient,
                                  &m->tangents));
    spread_ties(m, n_tied);
    return LODE_OK;
}

/* --- parameters of each node --- */

/* What the product loses where a parameter's fall makes its node fall by so much. */
static double loss_of(const maker *m, uint32_t node, double fall)
{
    if (!(m->state[node] & LODE__LIVE)) return 0.0;
    return (fall >= 0.0 ? fall * m->of_fall[node] : -fall * m->of_rise[node]) + 0.0;
}

static lode_status add(maker *m, lode__influence in, double fall, bool tied_here)
{
    if (!lode__is_wanted(m->all, in.parameter)) return LODE_OK;
    const bool live = m->state[in.node] & LODE__LIVE;
    in.alone = loss_of(m, in.node, fall);
    in.tied = live && (tied_here || m->state[in.node] & LODE__TIED);
    return lode__influences_add(m->all, in);
}

/* A limit of a minimum falls; where others set it too and stay, it cannot rise. */
static double of_limit(bool sets, bool others, double fall)
{
    if (!sets) return 0.0;
    return others && fall < 0.0 ? 0.0 : fall;
}

static lode_status add_capacity(maker *m, uint32_t node, const lode__row *row)
{
    const double k = lode__capacity_of(m->block, node, 0);
    const uint8_t limits = m->state[node];
    const bool sets = limits & LODE__CAPACITY_SETS;
    if (k <= 0.0) return LODE_OK;
    const lode__influence in = {
        .parameter = LODE_PARAMETER_CAPACITY, .node = node, .value = k, .shift = NAN};
    return add(m, in, sets ? lode__base_of(m->block, row, 0) : 0.0,
               sets && limits & LODE__MINIMUM_TIED);
}

/* The surge lifts capacity and what is made without an input; of hosts, what they do not
 * account for. */
static double fall_by_surge(const maker *m, uint32_t node, const lode__row *row)
{
    if (!(m->state[node] & LODE__LIVE)) return 0.0;
    const bool full = m->state[node] & LODE__CAPACITY_SETS;
    double fall = full ? lode__capacity_of(m->block, node, 0) : 0.0;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        if (m->gradient.fall[lode__arc_index(m->network, row, j)] == 0.0) continue;
        double part = 1.0 - row->weight[j];
        if (m->network->node_kind[row->child[j]] == LODE__HOSTS) {
            const lode__row hosts = lode__up_row(m->network, row->child[j]);
            part = 1.0;
            for (uint32_t h = 0; h < hosts.run->degree; h++) part -= hosts.weight[h];
        }
        fall = fmax(fall, part);
    }
    return fall;
}

static lode_status add_surge(maker *m, uint32_t node, const lode__row *row)
{
    const lode_network *net = m->network;
    const double surge =
        lode__surge_frac(net->model, net->node_item[node], net->node_place[node]);
    if (surge <= 0.0) return LODE_OK;
    const lode__influence in = {
        .parameter = LODE_PARAMETER_SURGE, .node = node, .value = surge, .shift = NAN};
    return add(m, in, fall_by_surge(m, node, row), m->state[node] & LODE__MINIMUM_TIED);
}

/* How essential the input or group of an arc is. */
static lode_status add_essential(maker *m, const lode__row *row, uint32_t arc,
                                 lode__influence in)
{
    const lode__terms t = lode__terms_of(m->block, row, arc, 0);
    if (t.weight <= 0.0) return LODE_OK;
    const double base = lode__base_of(m->block, row, 0);
    const bool sets = m->state[in.node] & LODE__LIVE &&
                      m->gradient.fall[lode__arc_index(m->network, row, arc)] != 0.0;
    const bool tied = m->state[in.node] & LODE__MINIMUM_TIED;
    in.parameter = LODE_PARAMETER_ESSENTIAL;
    in.value = t.weight;
    const double fall = fmin(lode__offer(t.use) * t.x, base) - base;
    return add(m, in, of_limit(sets, tied, fall), sets && tied);
}

static lode_status add_cap(maker *m, const lode__inputs *at, lode__influence in)
{
    const lode__terms t = lode__terms_of(m->block, &at->options, at->arc, 0);
    if (t.weight <= t.second) return LODE_OK; /* no less than it serves today */
    const double fall = fmin(lode__offer(t.use) * t.x, 1.0);
    in.parameter = LODE_PARAMETER_CAP;
    in.value = t.weight;
    if (!lode__is_wanted(m->all, in.parameter)) return LODE_OK;
    in.alone = loss_of(m, at->taker, fall);
    in.tied = m->state[at->taker] & LODE__TIED;
    return lode__influences_add(m->all, in);
}

static lode_status add_instance(maker *m, uint32_t node)
{
    const lode__row row = lode__up_row(m->network, node);
    LODE__TRY(add_capacity(m, node, &row));
    LODE__TRY(add_surge(m, node, &row));
    uint32_t group = 0;
    for (lode__inputs at = lode__inputs_of(m->network, node); lode__inputs_next(&at);) {
        lode__influence in = {.node = node,
                              .child = UINT32_MAX,
                              .line = at.line,
                              .end = at.end,
                              .group = at.group,
                              .shift = NAN};
        if (at.group && at.group != group) {
            group = at.group;
            LODE__TRY(add_essential(m, &row, at.group_arc, in));
        }
        in.child = m->network->model->line_item[at.line];
        LODE__TRY(at.group ? add_cap(m, &at, in) : add_essential(m, &row, at.arc, in));
    }
    return LODE_OK;
}

/* What comes over an arc of a delivery, in parts of its flow. */
static double arriving(const lode__terms *t)
{
    return fmin(t->pass * lode__offer(t->use) * t->x, t->limit);
}

static lode_status add_arc(maker *m, uint32_t node, const lode__row *row, uint32_t arc,
                           const lode__whole *whole)
{
    const lode__terms t = lode__terms_of(m->block, row, arc, 0);
    const double given = lode__offer(t.use) * t.x, over = t.pass * given - t.limit;
    if (t.weight <= 0.0) return LODE_OK;
    lode__influence in = {.parameter = LODE_PARAMETER_PASS,
                          .node = node,
                          .child = row->child[arc],
                          .value = t.pass,
                          .shift = NAN};
    if (t.pass > 0.0) {
        LODE__TRY(add(m, in, over <= LODE__TIE ? t.weight * given : 0.0,
                      fabs(over) <= LODE__TIE));
    }
    in.parameter = LODE_PARAMETER_SHARE;
    in.value = t.weight;
    const double less = lode__shifted(whole, t.weight, arriving(&t) - 1.0);
    in.shift = isnan(less) ? NAN : loss_of(m, node, less);
    return add(m, in, arriving(&t), false);
}

/* What is brought is counted from 1: where nothing is short a shift is exactly 0. */
static lode_status add_delivery(maker *m, uint32_t node)
{
    const lode__row row = lode__up_row(m->network, node);
    lode__whole whole = {0.0, 0.0};
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const lode__terms t = lode__terms_of(m->block, &row, j, 0);
        whole.share += t.weight;
        whole.brought += t.weight * (arriving(&t) - 1.0);
    }
    for (uint32_t j = 0; j < row.run->degree; j++) {
        LODE__TRY(add_arc(m, node, &row, j, &whole));
    }
    return LODE_OK;
}

static lode_status add_nodes(maker *m)
{
    for (uint32_t k = 0; k < m->network->n_nodes; k++) {
        const uint32_t node = m->network->by_id[k];
        const uint8_t kind = m->network->node_kind[node];
        if (!m->reached[node]) continue;
        if (kind == LODE__DELIVERY) LODE__TRY(add_delivery(m, node));
        if (kind == LODE__INSTANCE || kind == LODE__RECYCLED) {
            LODE__TRY(add_instance(m, node));
        }
    }
    return LODE_OK;
}

static lode_status make(maker *m, const lode__point *point)
{
    lode_context *context = m->all->context;
    const lode_allocator *allocator = &context->allocator;
    const size_t n = m->network->n_nodes;
    m->reached = lode__alloc(allocator, n, 1);
    m->of_fall = lode__alloc(allocator, n, sizeof *m->of_fall);
    m->of_rise = lode__alloc(allocator, n, sizeof *m->of_rise);
    m->tied = lode__alloc(allocator, n, sizeof *m->tied);
    m->scratch = lode__alloc(allocator, n, sizeof *m->scratch);
    if (!m->reached || !m->of_fall || !m->of_rise || !m->tied || !m->scratch) {
        return lode__nomem(context);
    }
    LODE__TRY(lode__gradient_init(context, m->network, &m->gradient));
    lode__gradient_run(&m->gradient, point, m->root);
    m->state = m->gradient.state;
    LODE__TRY(find_weights(m));
    return add_nodes(m);
}

lode_status lode__output_influences(lode__influences *all, const lode__parents *parents,
                                    const lode__point *point, uint32_t root)
{
    const lode_allocator *allocator = &all->context->allocator;
    maker m = {.all = all,
               .network = all->network,
               .parents = parents,
               .block = &point->block,
               .root = root};
    const lode_status status = make(&m, point);
    lode__tangents_free(allocator, &m.tangents);
    lode__gradient_free(allocator, &m.gradient);
    void *const rest[] = {m.reached, m.of_fall, m.of_rise, m.tied, m.scratch};
    for (size_t k = 0; k < LODE__COUNT(rest); k++) lode__free(allocator, rest[k]);
    return status;
}
