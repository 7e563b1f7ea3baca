/* A requirement explained: item by item, what those that take it are made of. The sums of
 * model.md section 3 over all places, since a bill holds wherever an item is made. */
#include "analysis/explain.h"
#include "model/lines.h"

/* A line, and the item that takes it. */
typedef struct taking {
    uint32_t taker, line;
} taking;

typedef struct maker {
    lode__explainer *e;
    const lode_model *model;
    uint32_t item;
    double *made[2]; /* [n_items] from ore, from scrap */
    uint8_t *leads;  /* [n_items] takes the item, itself or below */
    uint32_t *first; /* [n_items + 2] takings of each item */
    taking *takings;
} maker;

static double made(const maker *m, uint32_t item)
{
    return m->made[0][item] + m->made[1][item];
}

/* What takes the line, of all that is made of its taker. */
static double made_with(const maker *m, const lode__lines *at, uint32_t taker)
{
    double sum = 0.0;
    if (lode__line_is_for(at, LODE_KIND_PRIMARY)) sum += m->made[0][taker];
    if (lode__line_is_for(at, LODE_KIND_RECYCLED)) sum += m->made[1][taker];
    return sum;
}

static bool counts(const maker *m, const lode__lines *at, uint32_t taker)
{
    return m->leads[m->model->line_item[at->line]] && lode__line_weight(at) > 0.0 &&
           made_with(m, at, taker) > 0.0;
}

static void add_up(maker *m, const lode__flow *flow)
{
    const lode_network *net = m->e->network;
    memset(m->made[0], 0, m->model->n_items * sizeof *m->made[0]);
    memset(m->made[1], 0, m->model->n_items * sizeof *m->made[1]);
    for (uint32_t k = 0; k < net->n_nodes; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node];
        if (kind != LODE__INSTANCE && kind != LODE__RECYCLED) continue;
        m->made[kind == LODE__RECYCLED][net->node_item[node]] +=
            flow->value[node * flow->stride];
    }
}

/* Items on the way, from the item up. */
static void find_leads(maker *m)
{
    memset(m->leads, 0, m->model->n_items);
    m->leads[m->item] = 1;
    for (uint32_t k = m->model->n_items; k-- > 0;) {
        const uint32_t item = m->model->item_order[k];
        if (made(m, item) == 0.0) continue;
        for (lode__lines at = lode__lines_of(m->model, item); lode__line_here(&at);
             lode__line_next(&at)) {
            if (counts(m, &at, item)) m->leads[item] = 1;
        }
    }
}

/* Lines on the way, by what they take and then by the order of those that take it. */
static lode_status find_takings(maker *m)
{
    const uint32_t n_items = m->model->n_items;
    memset(m->first, 0, ((size_t)n_items + 2) * sizeof *m->first);
    for (uint32_t counted = 0; counted < 2; counted++) {
        for (uint32_t k = 0; k < n_items; k++) {
            const uint32_t item = m->model->item_order[k];
            for (lode__lines at = lode__lines_of(m->model, item); lode__line_here(&at);
                 lode__line_next(&at)) {
                if (!counts(m, &at, item)) continue;
                uint32_t *slot = &m->first[m->model->line_item[at.line] + 2 - counted];
                if (counted) m->takings[*slot] = (taking){item, at.line};
                (*slot)++;
            }
        }
        if (counted) return LODE_OK;
        for (uint32_t i = 0; i <= n_items; i++) m->first[i + 1] += m->first[i];
        m->takings = lode__alloc(&m->e->context->allocator, m->first[n_items + 1],
                                 sizeof *m->takings);
        if (!m->takings) return lode__nomem(m->e->context);
    }
    return LODE_OK;
}

/* `made x w x q / y` of one line. */
static lode_status say_taking(maker *m, const taking *t, bool first)
{
    lode__sentence *sums = &m->e->sums, *what = &m->e->what;
    lode__lines at = lode__lines_of(m->model, t->taker);
    while (lode__line_here(&at) && at.line != t->line) lode__line_next(&at);
    const double made_here = made_with(m, &at, t->taker), weight = lode__line_weight(&at);
    const double quantity = m->model->line_quantity[t->line];
    if (!first) lode__say(sums, " + ");
    lode__say_number(sums, made_here);
    if (weight != 1.0) lode__say_numbers(sums, " x %", &weight);
    lode__say_numbers(sums, " x %", &quantity);
    if (at.more && at.more->yield_frac != 1.0) {
        lode__say_numbers(sums, " / %", &at.more->yield_frac);
    }
    lode__say(what, first ? "needed for " : ", ");
    lode__say(what, lode__item_id(m->model, t->taker));
    return lode__cite_lines(m->e->context, m->model, t->line, t->line + 1, &m->e->cited);
}

static lode_status say_item(maker *m, uint32_t item, uint32_t product)
{
    const uint32_t from = m->first[item], to = m->first[item + 1];
    if (item == product) {
        lode__say(&m->e->what, "one unit of the product");
        lode__say(&m->e->sums, "1");
        if (to > from) lode__say(&m->e->sums, " + ");
    }
    for (uint32_t k = from; k < to; k++) {
        LODE__TRY(say_taking(m, &m->takings[k], k == from));
    }
    return lode__explain_row(m->e, item, LODE__N_PLACES, made(m, item),
                             lode_unit_name(m->model->item_unit[item]));
}

static lode_status each(const lode__flow *flow, void *user)
{
    maker *m = user;
    const uint32_t product =
        m->model->products[m->e->network->roots[flow->root].product].item;
    m->e->root = flow->root;
    m->e->step = 0;
    add_up(m, flow);
    if (made(m, m->item) == 0.0) return LODE_OK;
    find_leads(m);
    lode__free(&m->e->context->allocator, m->takings);
    m->takings = NULL;
    LODE__TRY(find_takings(m));
    for (uint32_t k = 0; k < m->model->n_items; k++) {
        const uint32_t item = m->model->item_order[k];
        if (!m->leads[item] || made(m, item) == 0.0) continue;
        LODE__TRY(say_item(m, item, product));
    }
    return LODE_OK;
}

lode_status lode__explain_need(lode__explainer *e, uint32_t item)
{
    const lode_allocator *allocator = &e->context->allocator;
    maker m = {.e = e, .model = e->network->model, .item = item};
    const size_t n = m.model->n_items;
    m.made[0] = lode__alloc(allocator, n, sizeof *m.made[0]);
    m.made[1] = lode__alloc(allocator, n, sizeof *m.made[1]);
    m.leads = lode__alloc(allocator, n, 1);
    m.first = lode__alloc(allocator, n + 2, sizeof *m.first);
    const bool has_room = m.made[0] && m.made[1] && m.leads && m.first;
    const lode_status status = has_room
                                   ? lode__each_flow(e->context, e->network, each, &m)
                                   : lode__nomem(e->context);
    void *const all[] = {m.made[0], m.made[1], m.leads, m.first, m.takings};
    for (size_t k = 0; k < LODE__COUNT(all); k++) lode__free(allocator, all[k]);
    return status;
}
