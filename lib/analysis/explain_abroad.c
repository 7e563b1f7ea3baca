/* The table of dependency explained: what of an item is made outside the domestic set,
 * directly, in all that the product needs, and when all outside stops. model.md
 * section 4. */
#include "analysis/explain.h"
#include "network/parents.h"

typedef struct maker {
    lode__explainer *e;
    lode__asked *asked;
    const lode__abroad *abroad;
    const lode_network *network;
    const lode__flow *flow; /* of the product at hand, as are the next ones */
    lode__home home;
    uint32_t item;
    size_t bloc; /* that is the domestic set, of the model; SIZE_MAX: none */
    lode__losses losses;
    lode__needs needs;
    lode__parents parents;
} maker;

static double flow_of(const maker *m, uint32_t node)
{
    return m->flow->value[node * m->flow->stride];
}

static bool is_inside(const maker *m, uint32_t node)
{
    return lode__places_has(&m->home.inside, m->network->node_place[node]);
}

static const char *unit_of(const maker *m, uint32_t item)
{
    return lode_unit_name(m->network->model->item_unit[item]);
}

static void say(maker *m, const char *words)
{
    lode__say(&m->e->what, words);
}

/* One more place of a list. */
static void say_place(maker *m, uint32_t node, const char *before)
{
    say(m, before);
    say(m, lode_country_code(m->network->node_place[node]));
    if (m->network->node_kind[node] == LODE__RECYCLED) say(m, " (recycled)");
}

/* One more term of a sum. */
static void say_plus(maker *m)
{
    if (m->e->sums.text.len) lode__say(&m->e->sums, " + ");
}

/* Sums of nothing are 0. */
static void end_sum(maker *m)
{
    if (!m->e->sums.text.len) lode__say(&m->e->sums, "0");
}

/* --- direct --- */

static lode_status explain_direct(maker *m, uint32_t node)
{
    const lode_network *net = m->network;
    lode__sum outside = {0};
    say(m, "part of the delivery made outside ");
    say(m, m->home.name);
    if (net->node_kind[node] != LODE__DELIVERY) {
        say(m, ": made where it is used");
        lode__sum_add(&outside, is_inside(m, node) ? 0.0 : 1.0);
        lode__say(&m->e->sums, is_inside(m, node) ? "0" : "1");
    }
    const lode__row row = lode__up_row(net, node);
    for (uint32_t j = 0; net->node_kind[node] == LODE__DELIVERY && j < row.run->degree;
         j++) {
        if (is_inside(m, row.child[j]) || row.weight[j] == 0.0) continue;
        say_place(m, row.child[j], m->e->sums.text.len ? ", " : ": ");
        say_plus(m);
        lode__say_number(&m->e->sums, row.weight[j]);
        lode__sum_add(&outside, row.weight[j]);
        LODE__TRY(lode__cite_share(m->e->context, net, node, row.child[j], &m->e->cited));
    }
    end_sum(m);
    return lode__explain_row(m->e, m->item, net->node_place[node],
                             fmin(lode__sum_value(&outside), 1.0), "");
}

/* --- content --- */

/* What is made in a country, of what all deliveries take from there. */
static lode_status explain_made(maker *m, uint32_t node)
{
    const lode_network *net = m->network;
    const bool is_recycled = net->node_kind[node] == LODE__RECYCLED;
    say(m, is_recycled ? "made from scrap for" : "made for");
    for (uint32_t k = m->parents.first[node]; k < m->parents.first[node + 1]; k++) {
        const lode__taker *taker = &m->parents.taker[k];
        if (net->node_kind[taker->node] != LODE__DELIVERY) continue;
        const lode__row row = lode__up_row(net, taker->node);
        const double share = row.weight[taker->arc - (row.child - net->up_child)];
        const double terms[] = {flow_of(m, taker->node), share};
        if (terms[0] == 0.0 || share == 0.0) continue;
        say_place(m, taker->node, m->e->sums.text.len ? ", " : " ");
        say_plus(m);
        lode__say_numbers(&m->e->sums, "% x %", terms);
        LODE__TRY(lode__cite_share(m->e->context, net, taker->node, node, &m->e->cited));
    }
    return lode__explain_row(m->e, net->node_item[node], net->node_place[node],
                             flow_of(m, node), unit_of(m, net->node_item[node]));
}

/* How much of an item must arrive where, and is made where. */
static lode_status explain_item(maker *m, uint32_t item)
{
    const lode_network *net = m->network;
    const lode__item_nodes at = lode__nodes_of(net, item);
    const bool in_place = lode__in_place(net->model, item);
    for (uint32_t k = at.first; k < at.end; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node];
        if (flow_of(m, node) == 0.0) continue;
        if (kind == LODE__DELIVERY || (kind == LODE__INSTANCE && in_place)) {
            LODE__TRY(lode__explain_needed(&m->needs, item, net->node_place[node]));
        } else if (kind == LODE__INSTANCE || kind == LODE__RECYCLED) {
            LODE__TRY(explain_made(m, node));
        }
    }
    return LODE_OK;
}

/* What is made outside or inside, added up. */
static double add_up(maker *m, bool outside)
{
    const lode_network *net = m->network;
    const lode__item_nodes at = lode__nodes_of(net, m->item);
    double sum = 0.0;
    for (uint32_t k = at.first; k < at.end; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node];
        if (kind != LODE__INSTANCE && kind != LODE__RECYCLED) continue;
        if (flow_of(m, node) == 0.0 || is_inside(m, node) == outside) continue;
        say_place(m, node, m->e->sums.text.len ? ", " : ": ");
        say_plus(m);
        lode__say_number(&m->e->sums, flow_of(m, node));
        sum += flow_of(m, node);
    }
    end_sum(m);
    return sum;
}

static lode_status explain_content(maker *m)
{
    const lode_model *model = m->network->model;
    double made[2];
    for (uint32_t k = 0; k < model->n_items; k++) {
        const uint32_t item = model->item_order[k];
        const bool is_told = m->abroad->all || item == m->item;
        if (is_told && lode__needs_has(&m->needs, item)) LODE__TRY(explain_item(m, item));
    }
    for (int inside = 0; inside < 2; inside++) {
        say(m, inside ? "made in " : "made outside ");
        say(m, m->home.name);
        made[inside] = add_up(m, !inside);
        LODE__TRY(lode__explain_row(m->e, m->item, LODE__N_PLACES, made[inside],
                                    unit_of(m, m->item)));
    }
    const double terms[] = {made[0], made[0], made[1]};
    say(m, "part of all that is needed made outside ");
    say(m, m->home.name);
    lode__say_numbers(&m->e->sums, "% / (% + %)", terms);
    return lode__explain_row(m->e, m->item, LODE__N_PLACES, made[0] / (made[0] + made[1]),
                             "");
}

/* --- deep, and reliance --- */

static lode_status explain_deep(maker *m, uint32_t node)
{
    say(m, "loss of the delivery when production stops outside ");
    say(m, m->home.name);
    return lode__explain_loss(&m->losses, node, m->abroad->all);
}

/* Deliveries within a bloc share its balance, which is told once. */
static lode_status explain_reliance(maker *m, uint32_t node, const lode__balance **told)
{
    const lode_model *model = m->network->model;
    const unsigned place = m->network->node_place[node];
    const lode__balance *balance =
        lode__balance_of(m->network, node, m->bloc, &m->home.inside);
    if (!balance || balance == *told) return LODE_OK;
    *told = balance;
    const bool of_bloc = balance->market >= LODE__N_PLACES;
    return lode__explain_reliance(m->e, balance, lode__market_id(model, balance->market),
                                  of_bloc ? LODE__N_PLACES : place);
}

/* --- a product --- */

static lode_status explain_deliveries(maker *m, lode_explain_figure figure)
{
    const lode_network *net = m->network;
    const lode__item_nodes at = lode__nodes_of(net, m->item);
    const uint8_t kind =
        lode__in_place(net->model, m->item) ? LODE__INSTANCE : LODE__DELIVERY;
    const lode__balance *told = NULL;
    for (uint32_t k = at.first; k < at.end; k++) {
        const uint32_t node = net->by_id[k];
        if (net->node_kind[node] != kind || flow_of(m, node) == 0.0) continue;
        switch (figure) {
        case LODE_EXPLAIN_DIRECT:
            LODE__TRY(explain_direct(m, node));
            break;
        case LODE_EXPLAIN_DEEP:
            LODE__TRY(explain_deep(m, node));
            break;
        default:
            LODE__TRY(explain_reliance(m, node, &told));
            break;
        }
    }
    return LODE_OK;
}

/* All outside has stopped for the product at hand. */
static void stop_outside(maker *m)
{
    m->asked->stopped = (lode__places){{0}};
    for (unsigned place = 0; place < LODE__N_PLACES; place++) {
        if (!lode__places_has(&m->home.inside, place))
            lode__places_add(&m->asked->stopped, place);
    }
    m->asked->lane = SIZE_MAX;
}

static lode_status each(const lode__flow *flow, void *user)
{
    maker *m = user;
    const lode__root *root = &m->network->roots[flow->root];
    const lode_explain_figure figures = m->abroad->figures;
    const bool is_named = m->abroad->domestic && *m->abroad->domestic;
    m->flow = flow;
    m->e->root = flow->root;
    m->e->step = 0;
    m->item = m->abroad->item != LODE__NO_ID
                  ? m->abroad->item
                  : m->network->model->products[root->product].item;
    m->home.name = is_named ? m->abroad->domestic : lode_country_code(root->home);
    m->losses.outside = m->home.name;
    LODE__TRY(lode__find_domestic(m->e->context, m->network, m->abroad->domestic, root,
                                  &m->home.inside));
    stop_outside(m);
    if (figures & (LODE_EXPLAIN_MASS | LODE_EXPLAIN_VALUE))
        LODE__TRY(lode__explain_worth(m->e, flow, &m->home, figures));
    LODE__TRY(lode__needs_find(&m->needs, flow, m->item));
    if (!lode__needs_has(&m->needs, m->item)) return LODE_OK;
    if (figures & LODE_EXPLAIN_DIRECT)
        LODE__TRY(explain_deliveries(m, LODE_EXPLAIN_DIRECT));
    if (figures & LODE_EXPLAIN_CONTENT) LODE__TRY(explain_content(m));
    if (figures & LODE_EXPLAIN_DEEP) LODE__TRY(explain_deliveries(m, LODE_EXPLAIN_DEEP));
    return figures & LODE_EXPLAIN_RELIANCE ? explain_deliveries(m, LODE_EXPLAIN_RELIANCE)
                                           : LODE_OK;
}

static lode_status make(maker *m)
{
    lode_context *const context = m->e->context;
    LODE__TRY(lode__stops_init(context, m->network, LODE__STOP_PRODUCTION, NULL,
                               &m->asked->stops));
    LODE__TRY(lode__losses_init(m->e, m->asked, &m->losses));
    LODE__TRY(lode__needs_init(m->e, &m->needs));
    LODE__TRY(lode__parents_init(context, m->network, &m->parents));
    return lode__each_flow(context, m->network, each, m);
}

lode_status lode__explain_abroad(lode__explainer *e, lode__asked *asked,
                                 const lode__abroad *abroad)
{
    const bool is_named = abroad->domestic && *abroad->domestic;
    maker m = {.e = e,
               .asked = asked,
               .abroad = abroad,
               .network = e->network,
               .bloc = is_named ? lode__find_bloc(e->network->model, abroad->domestic)
                                : SIZE_MAX};
    const lode_status status = make(&m);
    lode__losses_free(&m.losses);
    lode__needs_free(&m.needs);
    lode__parents_free(&e->context->allocator, &m.parents);
    return status;
}
