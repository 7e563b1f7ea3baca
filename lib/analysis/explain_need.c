/* A requirement explained: item by item, what those that take it are made of. The sums of
 * model.md section 3, at one place or over all places, since a bill holds wherever an
 * item is made. */
#include "analysis/explain.h"

static bool is_made(const lode_network *network, uint32_t node)
{
    const uint8_t kind = network->node_kind[node];
    return kind == LODE__INSTANCE || kind == LODE__RECYCLED;
}

/* What takes the line, of all that is made of its taker. */
static double made_with(const lode__needs *m, const lode__lines *at, uint32_t taker)
{
    double sum = 0.0;
    if (lode__line_is_for(at, LODE_KIND_PRIMARY)) sum += m->made[0][taker];
    if (lode__line_is_for(at, LODE_KIND_RECYCLED)) sum += m->made[1][taker];
    return sum;
}

/* The same of what is made at one place, or everywhere. */
static double made_at(const lode__needs *m, const lode__lines *at, uint32_t taker,
                      unsigned place)
{
    const lode_network *net = m->e->network;
    const lode__item_nodes nodes = lode__nodes_of(net, taker);
    double sum = 0.0;
    if (place == LODE__N_PLACES) return made_with(m, at, taker);
    for (uint32_t k = nodes.first; k < nodes.end; k++) {
        const uint32_t node = net->by_id[k];
        const lode_kind kind = net->node_kind[node] == LODE__RECYCLED ? LODE_KIND_RECYCLED
                                                                      : LODE_KIND_PRIMARY;
        if (net->node_place[node] == place && is_made(net, node) &&
            lode__line_is_for(at, kind)) {
            sum += m->flow->value[node * m->flow->stride];
        }
    }
    return sum;
}

static bool counts(const lode__needs *m, const lode__lines *at, uint32_t taker)
{
    return m->leads[m->model->line_item[at->line]] && lode__line_weight(at) > 0.0 &&
           made_with(m, at, taker) > 0.0;
}

static void add_up(lode__needs *m)
{
    const lode_network *net = m->e->network;
    const lode__flow *flow = m->flow;
    memset(m->made[0], 0, m->model->n_items * sizeof *m->made[0]);
    memset(m->made[1], 0, m->model->n_items * sizeof *m->made[1]);
    for (uint32_t k = 0; k < net->n_nodes; k++) {
        const uint32_t node = net->by_id[k];
        if (!is_made(net, node)) continue;
        m->made[net->node_kind[node] == LODE__RECYCLED][net->node_item[node]] +=
            flow->value[node * flow->stride];
    }
}

/* Items on the way, from the item up. */
static void find_leads(lode__needs *m, uint32_t wanted)
{
    m->leads[wanted] = 1;
    for (uint32_t k = m->model->n_items; k-- > 0;) {
        const uint32_t item = m->model->item_order[k];
        if (m->made[0][item] + m->made[1][item] == 0.0) continue;
        for (lode__lines at = lode__lines_of(m->model, item); lode__line_here(&at);
             lode__line_next(&at)) {
            if (counts(m, &at, item)) m->leads[item] = 1;
        }
    }
}

/* Lines on the way, by what they take and then by the order of those that take it. */
static lode_status find_takings(lode__needs *m)
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
                if (counted) m->takings[*slot] = (lode__taking){item, at.line};
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

void lode__say_line(lode__sentence *sums, const lode__lines *at)
{
    lode__say_number(sums, at->model->line_quantity[at->line]);
    if (at->more && at->more->yield_frac != 1.0) {
        lode__say_numbers(sums, " / %", &at->more->yield_frac);
    }
}

/* `made x w x q / y` of one line. */
static lode_status say_taking(lode__needs *m, const lode__taking *t, unsigned place,
                              bool *first)
{
    lode__sentence *sums = &m->e->sums, *what = &m->e->what;
    lode__lines at = lode__lines_of(m->model, t->taker);
    while (lode__line_here(&at) && at.line != t->line) lode__line_next(&at);
    const double made = made_at(m, &at, t->taker, place), weight = lode__line_weight(&at);
    if (made == 0.0) return LODE_OK;
    if (sums->text.len) lode__say(sums, " + ");
    lode__say_number(sums, made);
    if (weight != 1.0) lode__say_numbers(sums, " x %", &weight);
    lode__say(sums, " x ");
    lode__say_line(sums, &at);
    lode__say(what, *first ? "needed for " : ", ");
    lode__say(what, lode__item_id(m->model, t->taker));
    *first = false;
    return lode__cite_lines(m->e->context, m->model, t->line, t->line + 1, &m->e->cited);
}

/* What arrives at a place, or is made in place; of all places what is made. */
static double needed_at(const lode__needs *m, uint32_t item, unsigned place)
{
    const lode_network *net = m->e->network;
    const uint8_t kind = lode__in_place(m->model, item) ? LODE__INSTANCE : LODE__DELIVERY;
    const lode__item_nodes at = lode__nodes_of(net, item);
    if (place == LODE__N_PLACES) return m->made[0][item] + m->made[1][item];
    for (uint32_t k = at.first; k < at.end; k++) {
        const uint32_t node = net->by_id[k];
        if (net->node_kind[node] == kind && net->node_place[node] == place)
            return m->flow->value[node * m->flow->stride];
    }
    return 0.0;
}

lode_status lode__explain_needed(lode__needs *needs, uint32_t item, unsigned place)
{
    const lode__root *root = &needs->e->network->roots[needs->flow->root];
    const bool is_home = place == LODE__N_PLACES || place == root->home;
    bool first = true;
    if (item == needs->model->products[root->product].item && is_home) {
        lode__say(&needs->e->what, "one unit of the product");
        lode__say(&needs->e->sums, "1");
    }
    for (uint32_t k = needs->first[item]; k < needs->first[item + 1]; k++) {
        LODE__TRY(say_taking(needs, &needs->takings[k], place, &first));
    }
    return lode__explain_row(needs->e, item, place, needed_at(needs, item, place),
                             lode_unit_name(needs->model->item_unit[item]));
}

lode_status lode__needs_find(lode__needs *needs, const lode__flow *flow, uint32_t item)
{
    needs->flow = flow;
    add_up(needs);
    memset(needs->leads, 0, needs->model->n_items);
    if (needs->made[0][item] + needs->made[1][item] == 0.0) return LODE_OK;
    find_leads(needs, item);
    lode__free(&needs->e->context->allocator, needs->takings);
    needs->takings = NULL;
    return find_takings(needs);
}

lode_status lode__needs_init(lode__explainer *e, lode__needs *needs)
{
    const lode_allocator *allocator = &e->context->allocator;
    *needs = (lode__needs){.e = e, .model = e->network->model};
    const size_t n = needs->model->n_items;
    needs->made[0] = lode__alloc(allocator, n, sizeof *needs->made[0]);
    needs->made[1] = lode__alloc(allocator, n, sizeof *needs->made[1]);
    needs->leads = lode__alloc(allocator, n, 1);
    needs->first = lode__alloc(allocator, n + 2, sizeof *needs->first);
    const bool has_room =
        needs->made[0] && needs->made[1] && needs->leads && needs->first;
    return has_room ? LODE_OK : lode__nomem(e->context);
}

void lode__needs_free(lode__needs *needs)
{
    if (!needs->e) return;
    void *const all[] = {needs->made[0], needs->made[1], needs->leads, needs->first,
                         needs->takings};
    for (size_t k = 0; k < LODE__COUNT(all); k++) {
        lode__free(&needs->e->context->allocator, all[k]);
    }
}
