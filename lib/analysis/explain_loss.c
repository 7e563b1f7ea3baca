/* A loss explained: each node by the formula of model.md section 5 with its figures. */
#include "analysis/explain.h"
#include "network/inputs.h"

static double value_of(const lode__losses *m, uint32_t node)
{
    return lode__given(m->block, node, 0);
}

/* --- which nodes --- */

static void tell_chain(lode__losses *m, uint32_t root)
{
    for (uint32_t node = root;;) {
        m->told[node] = 1;
        if (node == m->binding.node) return;
        const lode__row row = lode__up_row(m->network, node);
        node = row.child[lode__binding_arc(m->block, 0, node)];
    }
}

static void tell_all(lode__losses *m, uint32_t root)
{
    m->told[root] = 1;
    for (uint32_t k = 0; k < m->network->n_nodes; k++) {
        const uint32_t node = m->descent.node[k];
        if (!m->told[node]) continue;
        const lode__row row = lode__up_row(m->network, node);
        for (uint32_t j = 0; j < row.run->degree; j++) {
            if (value_of(m, row.child[j]) < 1.0) m->told[row.child[j]] = 1;
        }
    }
}

/* --- a delivery --- */

/* `s x (1 - t x Q)` of one origin, without factors of 1. */
static void say_arc(lode__sentence *sums, const lode__terms *t)
{
    const double offer = lode__offer(t->use);
    const bool limited = t->limit < INFINITY;
    lode__say_numbers(sums, limited ? "% x (1 - min(" : "% x (1 - ", &t->weight);
    if (t->pass != 1.0) lode__say_numbers(sums, "% x ", &t->pass);
    if (offer != 1.0) lode__say_numbers(sums, "% x ", &offer);
    lode__say_number(sums, t->x);
    if (limited) lode__say_numbers(sums, ", %)", &t->limit);
    lode__say(sums, ")");
}

static void name_origin(lode__losses *m, uint32_t instance, bool first)
{
    lode__sentence *what = &m->e->what;
    lode__say(what, first ? "part of today's flow that arrives, short of " : ", ");
    lode__say(what, lode_country_code(m->network->node_place[instance]));
    if (m->network->node_kind[instance] == LODE__RECYCLED) {
        lode__say(what, " (recycled)");
    }
}

static lode_status say_delivery(lode__losses *m, uint32_t node, const lode__row *row)
{
    const double base = lode__base_of(m->block, row, 0);
    lode__sentence *sums = &m->e->sums;
    bool first = true;
    lode__say_numbers(sums, "% - (", &base);
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(m->block, row, j, 0);
        const double passed = t.pass * lode__offer(t.use) * t.x;
        if (t.weight == 0.0 || fmin(passed, t.limit) == 1.0) continue;
        if (!first) lode__say(sums, " + ");
        say_arc(sums, &t);
        name_origin(m, row->child[j], first);
        first = false;
        LODE__TRY(lode__cite_share(m->e->context, m->network, node, row->child[j],
                                   &m->e->cited));
    }
    if (first) lode__say(sums, "0");
    if (first) lode__say(&m->e->what, "part of today's flow that arrives");
    lode__say(sums, ")");
    return LODE_OK;
}

/* --- an instance --- */

/* `e x r x M + (1 - e) x (1 + u)`, without factors of 1. */
static void say_input(lode__sentence *sums, const lode__terms *t, double base)
{
    const double offer = lode__offer(t->use), e = t->weight;
    if (e != 1.0) lode__say_numbers(sums, "% x ", &e);
    if (offer != 1.0) lode__say_numbers(sums, "% x ", &offer);
    lode__say_number(sums, t->x);
    if (e == 1.0) return;
    lode__say_numbers(sums, " + (1 - %) x ", &e);
    lode__say_number(sums, base);
}

static const char *input_name(const lode__losses *m, uint32_t child)
{
    switch (m->network->node_kind[child]) {
    case LODE__HOSTS:
        return "hosts";
    case LODE__GROUP:
        return "alternatives";
    default:
        return lode__item_id(m->network->model, m->network->node_item[child]);
    }
}

/* Sources of the lines behind the inputs of an instance that are short. */
static lode_status cite_inputs(lode__losses *m, uint32_t node)
{
    for (lode__inputs in = lode__inputs_of(m->network, node); lode__inputs_next(&in);) {
        const lode__row *row = in.group ? &in.options : &in.row;
        if (value_of(m, row->child[in.arc]) >= 1.0) continue;
        LODE__TRY(lode__cite_lines(m->e->context, m->network->model, in.line, in.end,
                                   &m->e->cited));
    }
    return LODE_OK;
}

/* Inputs that allow as much as the capacity are left out. */
static void say_limits(lode__losses *m, const lode__row *row, double k)
{
    lode__sentence *sums = &m->e->sums;
    const double base = lode__base_of(m->block, row, 0);
    lode__say(&m->e->what,
              "part of today's output that can be made, the least of capacity");
    lode__say_number(sums, k);
    if (base != 1.0) lode__say_numbers(sums, " x %", &base);
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(m->block, row, j, 0);
        const double offer = lode__offer(t.use);
        if (t.weight * offer * t.x + (1.0 - t.weight) * base >= k * base) continue;
        lode__say(sums, ", ");
        say_input(sums, &t, base);
        lode__say(&m->e->what, ", ");
        lode__say(&m->e->what, input_name(m, row->child[j]));
    }
}

static lode_status say_instance(lode__losses *m, uint32_t node, const lode__row *row)
{
    lode__say(&m->e->sums, "min(");
    say_limits(m, row, lode__capacity_of(m->block, node, 0));
    lode__say(&m->e->sums, ")");
    return cite_inputs(m, node);
}

/* --- groups and hosts --- */

static void say_group(lode__losses *m, const lode__row *row)
{
    lode__sentence *sums = &m->e->sums, *what = &m->e->what;
    bool first = true;
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const lode__terms t = lode__terms_of(m->block, row, j, 0);
        const double given = lode__offer(t.use) * t.x;
        const double above[] = {t.weight, t.second, given};
        const double below[] = {t.weight, given};
        if (t.weight == 0.0) continue;
        if (!first) lode__say(sums, " + ");
        lode__say_numbers(sums, given > 1.0 ? "% + % x (% - 1)" : "% x %",
                          given > 1.0 ? above : below);
        lode__say(what, first ? "part of today's use that alternatives give: " : ", ");
        lode__say(what, input_name(m, row->child[j]));
        first = false;
    }
}

static void say_hosts(lode__losses *m, const lode__row *row, uint32_t node)
{
    lode__sentence *sums = &m->e->sums, *what = &m->e->what;
    const double most =
        1.0 + lode__surge_frac(m->network->model, m->network->node_item[node],
                               m->network->node_place[node]);
    lode__say(what, "part of today's flow that hosts leave:");
    for (uint32_t j = 0; j < row->run->degree; j++) {
        const double term[] = {row->weight[j], value_of(m, row->child[j])};
        lode__say_numbers(sums, "% x % + ", term);
        lode__say(what, j ? ", " : " ");
        lode__say(what, input_name(m, row->child[j]));
    }
    lode__say(sums, "(1");
    for (uint32_t j = 0; j < row->run->degree; j++) {
        lode__say_numbers(sums, " - %", &row->weight[j]);
    }
    lode__say_numbers(sums, ") x %", &most);
}

static lode_status say_node(lode__losses *m, uint32_t node)
{
    const lode__row row = lode__up_row(m->network, node);
    switch ((lode__node_kind)m->network->node_kind[node]) {
    case LODE__DELIVERY:
        LODE__TRY(say_delivery(m, node, &row));
        break;
    case LODE__INSTANCE:
    case LODE__RECYCLED:
        LODE__TRY(say_instance(m, node, &row));
        break;
    case LODE__GROUP:
        say_group(m, &row);
        break;
    case LODE__HOSTS:
        say_hosts(m, &row, node);
        break;
    }
    return lode__explain_row(m->e, m->network->node_item[node],
                             m->network->node_place[node], value_of(m, node), "");
}

/* --- the end of the chain --- */

static void say_stopped(lode__losses *m)
{
    lode__sentence *what = &m->e->what;
    bool first = true;
    lode__say(what, m->asked->stops.way_of ? ", since exports stop: "
                                           : ", since production stops: ");
    for (unsigned p = 0; p < LODE__N_PLACES; p++) {
        if (!lode__places_has(&m->asked->stopped, p)) continue;
        if (!first) lode__say(what, " ");
        lode__say(what, lode_country_code(p));
        first = false;
    }
}

static lode_status say_cause(lode__losses *m)
{
    lode__sentence *what = &m->e->what;
    const lode__asked *asked = m->asked;
    if (m->outside) {
        lode__say(what, ", since production stops outside ");
        lode__say(what, m->outside);
        return LODE_OK;
    }
    if (!asked->plan) {
        say_stopped(m);
        return LODE_OK;
    }
    lode__text measures = {.allocator = &m->e->context->allocator};
    lode__text where = measures;
    const lode_status status =
        lode__cause_text(asked->plan, asked->lane, &m->binding, &measures, &where);
    if (status == LODE_OK && measures.len) {
        lode__say(what, ", by ");
        lode__say(what, measures.data);
    }
    lode__text_free(&measures);
    lode__text_free(&where);
    return status;
}

/* The factor that is below 1 by itself. */
static lode_status tell_end(lode__losses *m)
{
    const lode_network *net = m->network;
    const uint32_t node = m->binding.node;
    const lode__row row = lode__up_row(net, node);
    uint32_t at = node;
    double value = lode__capacity_of(m->block, node, 0);
    const char *name = "capacity factor";
    if (m->binding.end == LODE__END_NOWHERE || m->binding.end == LODE__END_MIX)
        return LODE_OK;
    if (m->binding.end != LODE__END_CAPACITY) {
        const lode__terms t = lode__terms_of(m->block, &row, m->binding.arc, 0);
        const bool limit = m->binding.end == LODE__END_LIMIT;
        at = row.child[m->binding.arc];
        value = limit ? t.limit : t.pass;
        name = limit ? "limit of what may leave for " : "pass factor of what leaves for ";
    }
    lode__say(&m->e->what, name);
    if (at != node) lode__say(&m->e->what, lode_country_code(net->node_place[node]));
    LODE__TRY(say_cause(m));
    lode__say_number(&m->e->sums, value);
    return lode__explain_row(m->e, net->node_item[at], net->node_place[at], value, "");
}

lode_status lode__explain_loss(lode__losses *losses, uint32_t node, bool all)
{
    LODE__TRY(lode__asked_root(losses->asked, losses->e->root));
    losses->block = &losses->asked->point.block;
    const double given = value_of(losses, node);
    losses->binding = (lode__binding_chain){.chain = losses->chain};
    lode__bind(losses->block, 0, node, &losses->binding);
    memset(losses->told, 0, losses->network->n_nodes);
    if (all) {
        tell_all(losses, node);
    } else {
        tell_chain(losses, node);
    }
    lode__say_numbers(&losses->e->sums, given > 1.0 ? "1 - min(1, %)" : "1 - %", &given);
    LODE__TRY(lode__explain_row(losses->e, losses->network->node_item[node],
                                losses->network->node_place[node],
                                lode__loss(losses->block, node, 0), ""));
    for (uint32_t k = 0; k < losses->network->n_nodes; k++) {
        if (losses->told[losses->descent.node[k]])
            LODE__TRY(say_node(losses, losses->descent.node[k]));
    }
    return tell_end(losses);
}

lode_status lode__losses_init(lode__explainer *e, lode__asked *asked,
                              lode__losses *losses)
{
    const lode_allocator *allocator = &e->context->allocator;
    *losses = (lode__losses){.e = e, .asked = asked, .network = asked->network};
    LODE__TRY(lode__descent_init(e->context, losses->network, &losses->descent));
    losses->told = lode__alloc(allocator, losses->network->n_nodes, 1);
    losses->chain =
        lode__alloc(allocator, losses->network->n_nodes, sizeof *losses->chain);
    return losses->told && losses->chain ? LODE_OK : lode__nomem(e->context);
}

void lode__losses_free(lode__losses *losses)
{
    if (!losses->e) return;
    const lode_allocator *allocator = &losses->e->context->allocator;
    lode__descent_free(allocator, &losses->descent);
    lode__free(allocator, losses->told);
    lode__free(allocator, losses->chain);
}
