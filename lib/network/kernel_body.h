/* Included by kernel_*.c, which define LANES (a cache line of doubles), KERNEL (the name)
 * and load, store, spread, add, sub, mul, least, most on it. least(a, b) is a < b ? a : b
 * and most(a, b) is a > b ? a : b, so that all agree on equal values. */

typedef struct pass {
    const lode_network *net;
    const uint32_t *capacity_row, *pass_row;
    const double *rows;
    double *value;
} pass;

static inline LANES at(const double *table, uint32_t row)
{
    return load(table + (size_t)row * LODE__LANES);
}

static inline LANES capacity(const pass *p, uint32_t node)
{
    return p->capacity_row ? at(p->rows, p->capacity_row[node]) : spread(1.0);
}

static inline void put(const pass *p, uint32_t node, LANES x)
{
    store(p->value + (size_t)node * LODE__LANES, x);
}

static void up_all(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->net->up_child + run->arc;
    for (uint32_t k = 0; k < run->n; k++, child += run->degree) {
        const uint32_t node = p->net->up_node[run->first + k];
        LANES least_yet = capacity(p, node);
        for (uint32_t j = 0; j < run->degree; j++) {
            least_yet = least(at(p->value, child[j]), least_yet);
        }
        put(p, node, least_yet);
    }
}

static void up_limit(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->net->up_child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    const double *base = p->net->up_base + run->base;
    for (uint32_t k = 0; k < run->n; k++, child += run->degree, weight += run->degree) {
        const uint32_t node = p->net->up_node[run->first + k];
        LANES least_yet = mul(capacity(p, node), spread(base[k]));
        for (uint32_t j = 0; j < run->degree; j++) {
            const LANES rest = spread((1.0 - weight[j]) * base[k]);
            const LANES part = mul(spread(weight[j]), at(p->value, child[j]));
            least_yet = least(add(part, rest), least_yet);
        }
        put(p, node, least_yet);
    }
}

static void up_delivery(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->net->up_child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    const LANES one = spread(1.0);
    for (uint32_t k = 0; k < run->n; k++, child += run->degree, weight += run->degree) {
        LANES lost = spread(0.0);
        for (uint32_t j = 0; j < run->degree; j++) {
            const LANES short_by = sub(one, at(p->value, child[j]));
            lost = add(lost, mul(spread(weight[j]), short_by));
        }
        put(p, p->net->up_node[run->first + k], sub(one, lost));
    }
}

static void up_delivery_passed(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->net->up_child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    const uint32_t *pass_row = p->pass_row + run->weight;
    const LANES one = spread(1.0);
    for (uint32_t k = 0; k < run->n; k++) {
        LANES lost = spread(0.0);
        for (uint32_t j = 0; j < run->degree; j++) {
            const LANES passed = mul(at(p->rows, pass_row[j]), at(p->value, child[j]));
            lost = add(lost, mul(spread(weight[j]), sub(one, passed)));
        }
        put(p, p->net->up_node[run->first + k], sub(one, lost));
        child += run->degree;
        weight += run->degree;
        pass_row += run->degree;
    }
}

static void up_hosts(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->net->up_child + run->arc;
    const double *weight = p->net->up_weight + run->weight;
    const double *base = p->net->up_base + run->base;
    const LANES one = spread(1.0);
    for (uint32_t k = 0; k < run->n; k++, child += run->degree, weight += run->degree) {
        LANES lost = spread(0.0);
        for (uint32_t j = 0; j < run->degree; j++) {
            const LANES short_by = sub(one, at(p->value, child[j]));
            lost = add(lost, mul(spread(weight[j]), short_by));
        }
        put(p, p->net->up_node[run->first + k], sub(spread(base[k]), lost));
    }
}

static void up_group(const pass *p, const lode__run *run)
{
    const uint32_t *child = p->net->up_child + run->arc;
    const double *cap = p->net->up_weight + run->weight;
    const double *weight = p->net->up_second + run->second;
    const double *base = p->net->up_base + run->base;
    const LANES one = spread(1.0), zero = spread(0.0);
    for (uint32_t k = 0; k < run->n; k++) {
        LANES lost = zero;
        for (uint32_t j = 0; j < run->degree; j++) {
            const LANES short_by = sub(one, at(p->value, child[j]));
            const LANES below = mul(spread(cap[j]), most(short_by, zero));
            const LANES above = mul(spread(weight[j]), least(short_by, zero));
            lost = add(lost, add(below, above));
        }
        put(p, p->net->up_node[run->first + k], sub(spread(base[k]), lost));
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
        if (p->pass_row) {
            up_delivery_passed(p, run);
        } else {
            up_delivery(p, run);
        }
        break;
    case LODE__UP_HOSTS:
        up_hosts(p, run);
        break;
    case LODE__UP_GROUP:
        up_group(p, run);
        break;
    }
}

static void up_one_run(const lode_network *network, const lode__shocks *shocks,
                       const lode__run *run, const double *rows, double *value)
{
    const pass p = {network, shocks->capacity_row, shocks->pass_row, rows, value};
    up_run(&p, run);
}

static void up(const lode_network *network, const lode__shocks *shocks,
               const double *rows, double *value)
{
    const pass p = {network, shocks->capacity_row, shocks->pass_row, rows, value};
    size_t next = 0;
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        up_run(&p, run);
        /* The few rows with other terms are done over; what needs them comes later. */
        for (; next < shocks->n_patches; next++) {
            const lode__patch *const patch = &shocks->patches[next];
            if (patch->up_row >= run->first + run->n) break;
            lode__up_patched(network, shocks, run, patch, rows, value);
        }
    }
}

/* Terms are added one after the other: see lode__down(). */
static inline LANES sum_row(const double *value, const uint32_t *parent,
                            const double *weight, uint32_t degree)
{
    LANES sum = spread(0.0);
    for (uint32_t j = 0; j < degree; j++) {
        sum = add(sum, mul(spread(weight[j]), at(value, parent[j])));
    }
    return sum;
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
