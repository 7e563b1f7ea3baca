/* Included by kernel_*.c, which define LANES (LODE__LANES doubles), KERNEL (the name)
 * and load, store, spread, add, sub, mul, over (1 / x), least, most on it. least(a, b) is
 * a < b ? a : b and most(a, b) is a > b ? a : b, so that all agree on equal values. */

typedef struct pass {
    const lode_network *net;
    const lode__shocks *shocks;
    const uint32_t *child; /* by up arc: a node or a via */
    const double *rows;
    const lode__vias *vias; /* NULL: nothing acts on arcs */
    double *lack;
} pass;

static inline LANES at(const double *table, uint32_t row)
{
    return load(table + (size_t)row * LODE__LANES);
}

/* What a node lacks is kept, not what it gives: where nothing happens all of it is zero,
 * a delivery is a plain sum, and a small loss is not the difference of two large numbers.
 */
static inline LANES lack_of(const pass *p, uint32_t node)
{
    return at(p->lack, node);
}
static inline LANES lack_of_part(LANES part)
{
    return sub(spread(1.0), part);
}

/* Of what `part` is left of: the same bits where all of it is. */
static inline LANES after(LANES part, LANES lack)
{
    return add(lack_of_part(part), mul(part, lack));
}

/* Terms are added one after the other: see lode__down(). */
static inline LANES sum_row(const double *value, const uint32_t *from,
                            const double *weight, uint32_t degree)
{
    LANES sum = spread(0.0);
    for (uint32_t j = 0; j < degree; j++) {
        sum = add(sum, mul(spread(weight[j]), at(value, from[j])));
    }
    return sum;
}

static inline LANES capacity(const pass *p, uint32_t node)
{
    const uint32_t *const row = p->shocks->capacity_row;
    return row ? at(p->rows, row[node]) : spread(1.0);
}

/* What is lacking of what leaves by a way. */
static inline LANES leaving(const pass *p, const lode__via *via, LANES lack)
{
    if (via->pass) lack = after(at(p->rows, via->pass), lack);
    return via->limit ? most(lack, lack_of_part(at(p->rows, via->limit))) : lack;
}

/* Those of a node whose lack is stored. */
static void put_vias(const pass *p, uint32_t node)
{
    const LANES lack = lack_of(p, node);
    double *const vias = p->lack + (size_t)p->vias->first * LODE__LANES;
    for (uint32_t at = p->vias->newest[node], next; at; at = next) {
        const lode__via *const via = &p->vias->via[at - 1];
        store(vias + (size_t)(at - 1) * LODE__LANES, leaving(p, via, lack));
        next = via->next;
    }
}

static inline void put(const pass *p, uint32_t node, LANES lack)
{
    store(p->lack + (size_t)node * LODE__LANES, lack);
    if (p->vias && p->vias->newest[node]) put_vias(p, node);
}

static void up_all(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->child + run->arc;
    for (uint32_t k = 0; k < run->n; k++, child += run->degree) {
        const uint32_t node = p->net->up_node[run->first + k];
        LANES lack = lack_of_part(capacity(p, node));
        for (uint32_t j = 0; j < run->degree; j++) {
            lack = most(lack_of(p, child[j]), lack);
        }
        put(p, node, lack);
    }
}

static void up_limit(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    const double *base = p->net->up_base + run->base;
    for (uint32_t k = 0; k < run->n; k++, child += run->degree, weight += run->degree) {
        const uint32_t node = p->net->up_node[run->first + k];
        LANES lack = lack_of_part(mul(capacity(p, node), spread(base[k])));
        for (uint32_t j = 0; j < run->degree; j++) {
            const LANES rest = spread((1.0 - weight[j]) * (1.0 - base[k]));
            const LANES part = mul(spread(weight[j]), lack_of(p, child[j]));
            lack = most(add(part, rest), lack);
        }
        put(p, node, lack);
    }
}

static void up_delivery(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    for (uint32_t k = 0; k < run->n; k++, child += run->degree, weight += run->degree) {
        put(p, p->net->up_node[run->first + k],
            sum_row(p->lack, child, weight, run->degree));
    }
}

static void up_hosts(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    const double *base = p->net->up_base + run->base;
    for (uint32_t k = 0; k < run->n; k++, child += run->degree, weight += run->degree) {
        const LANES lack = sum_row(p->lack, child, weight, run->degree);
        put(p, p->net->up_node[run->first + k], add(spread(1.0 - base[k]), lack));
    }
}

/* What an option lacks counts by its cap, what it has to spare only by its weight. */
static inline LANES lack_of_option(LANES cap, LANES weight, LANES lack)
{
    const LANES zero = spread(0.0);
    return add(mul(cap, most(lack, zero)), mul(weight, least(lack, zero)));
}

static void up_group(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->child + run->arc;
    const double *cap = p->net->up_weight + run->weight;
    const double *weight = p->net->up_second + run->second;
    const double *base = p->net->up_base + run->base;
    for (uint32_t k = 0; k < run->n; k++) {
        LANES lack = spread(0.0);
        for (uint32_t j = 0; j < run->degree; j++) {
            lack = add(lack, lack_of_option(spread(cap[j]), spread(weight[j]),
                                            lack_of(p, child[j])));
        }
        put(p, p->net->up_node[run->first + k], add(spread(1.0 - base[k]), lack));
        child += run->degree;
        cap += run->degree;
        weight += run->degree;
    }
}

static void up_run(const pass *p, const lode__run *run)
{
    switch ((lode__up_op)run->op) {
    case LODE__UP_ALL:
        up_all(p, run);
        break;
    case LODE__UP_LIMIT:
        up_limit(p, run);
        break;
    case LODE__UP_DELIVERY:
        up_delivery(p, run);
        break;
    case LODE__UP_HOSTS:
        up_hosts(p, run);
        break;
    case LODE__UP_GROUP:
        up_group(p, run);
        break;
    }
}

/* --- the few rows with other terms; where a lane keeps every term it gets the bits of
 * the plain rows: the steps are the same --- */

/* A patched row: what the network says, and what the patch says instead. */
typedef struct patched_row {
    const pass *p;
    const lode__run *run;
    const lode__patch_arc *arcs;
    const uint32_t *child;
    const double *weight, *second; /* NULL where the operation has none */
    size_t first_weight;
} patched_row;

static inline LANES term(const patched_row *r, uint32_t row, double compiled)
{
    return row ? at(r->p->rows, row) : spread(compiled);
}

/* What is lacking of one unit of need: less where less is used. */
static inline LANES lack_of_use(const patched_row *r, uint32_t arc)
{
    const LANES lack = lack_of(r->p, r->child[arc]);
    const uint32_t use = r->arcs[arc].use;
    return use ? after(most(over(at(r->p->rows, use)), spread(1.0)), lack) : lack;
}

static LANES patched_delivery(const patched_row *r, LANES base)
{
    LANES lack = spread(0.0);
    for (uint32_t j = 0; j < r->run->degree; j++) {
        const LANES weight = term(r, r->arcs[j].weight, r->weight[j]);
        lack = add(lack, mul(weight, lack_of(r->p, r->child[j])));
    }
    return add(lack_of_part(base), lack);
}

static LANES patched_maker(const patched_row *r, uint32_t node, LANES base)
{
    LANES lack = lack_of_part(mul(capacity(r->p, node), base));
    for (uint32_t j = 0; j < r->run->degree; j++) {
        LANES part = lack_of_use(r, j);
        if (r->weight) {
            const LANES rest = mul(spread(1.0 - r->weight[j]), lack_of_part(base));
            part = add(mul(spread(r->weight[j]), part), rest);
        }
        lack = most(part, lack);
    }
    return lack;
}

static LANES patched_group(const patched_row *r, LANES base)
{
    LANES lack = spread(0.0);
    for (uint32_t j = 0; j < r->run->degree; j++) {
        lack = add(lack, lack_of_option(term(r, r->arcs[j].weight, r->weight[j]),
                                        term(r, r->arcs[j].second, r->second[j]),
                                        lack_of_use(r, j)));
    }
    return add(lack_of_part(base), lack);
}

static void up_patched(const pass *p, const lode__run *run, const lode__patch *patch,
                       const lode__patch_arc *arcs)
{
    const uint32_t row = patch->up_row - run->first;
    const size_t offset = (size_t)row * run->degree;
    const lode_network *net = p->net;
    patched_row r = {.p = p,
                     .run = run,
                     .arcs = arcs + patch->first_arc,
                     .child = p->child + run->arc + offset,
                     .first_weight = run->weight + offset};
    const bool plain = run->op == LODE__UP_ALL, delivers = run->op == LODE__UP_DELIVERY;
    if (!plain) r.weight = net->up_weight + r.first_weight;
    if (run->op == LODE__UP_GROUP) r.second = net->up_second + run->second + offset;
    const double compiled = plain || delivers ? 1.0 : net->up_base[run->base + row];
    const LANES base = term(&r, patch->base, compiled);
    const uint32_t node = net->up_node[patch->up_row];
    put(p, node,
        delivers                    ? patched_delivery(&r, base)
        : run->op == LODE__UP_GROUP ? patched_group(&r, base)
                                    : patched_maker(&r, node, base));
}

static pass begin(const lode_network *network, const lode__shocks *shocks,
                  const double *rows, double *lack)
{
    const lode__vias *const vias = shocks->vias;
    return (pass){.net = network,
                  .shocks = shocks,
                  .child = vias ? vias->child : network->up_child,
                  .rows = rows,
                  .vias = vias,
                  .lack = lack};
}

static void up_one_run(const lode_network *network, const lode__shocks *shocks,
                       const lode__run *run, const double *rows, double *lack)
{
    const pass p = begin(network, shocks, rows, lack);
    up_run(&p, run);
}

static void up(const lode_network *network, const lode__shocks *shocks,
               const double *rows, double *lack)
{
    const pass p = begin(network, shocks, rows, lack);
    size_t next = 0;
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        up_run(&p, run);
        /* Done over before anything needs them. */
        for (; next < shocks->n_patches; next++) {
            const lode__patch *const patch = &shocks->patches[next];
            if (patch->up_row >= run->first + run->n) break;
            up_patched(&p, run, patch, shocks->patch_arcs);
        }
    }
}

static void down(const lode_network *network, const lode__run *run, double *value)
{
    const uint32_t *parent = network->down_parent + run->arc;
    const double *weight = network->down_weight + run->arc;
    for (uint32_t k = 0; k < run->n; k++, parent += run->degree, weight += run->degree) {
        store(value + (size_t)(run->first + k) * LODE__LANES,
              sum_row(value, parent, weight, run->degree));
    }
}

const lode__kernel KERNEL = {KERNEL_NAME, up, up_one_run, down};
