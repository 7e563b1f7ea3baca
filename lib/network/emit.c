/* The arcs of each node, item by item in order of ids. */
#include "model/lines.h"
#include "network/compile.h"

#include <math.h>

static uint32_t instance_node(const lode__reached *s, unsigned place)
{
    return s->base + s->n_deliveries + lode__places_rank(s->made, place);
}

static uint32_t recycled_node(const lode__reached *s, unsigned place)
{
    return s->base + s->n_deliveries + s->n_made + lode__places_rank(s->recycled, place);
}

static uint32_t hosts_node(const lode__reached *s, unsigned place)
{
    return s->base + s->n_deliveries + s->n_made + s->n_recycled +
           lode__places_rank(s->hosted, place);
}

static uint32_t group_node(const lode__reached *s, uint32_t instance, uint32_t group)
{
    const uint32_t first = s->base + s->n_deliveries;
    return first + s->n_made + s->n_recycled + s->n_hosted +
           (instance - first) * s->n_groups + group;
}

/* Of an item, deliveries take from instances, and instances from groups and
 * hosts. */
static const uint8_t node_step[] = {[LODE__DELIVERY] = 0,
                                    [LODE__INSTANCE] = 1,
                                    [LODE__RECYCLED] = 1,
                                    [LODE__HOSTS] = 2,
                                    [LODE__GROUP] = 2};
enum { NODE_STEPS = 3 };

static void begin_node(lode__compiler *c, uint32_t node, uint32_t item, unsigned place,
                       lode__node_kind kind, lode__up_op op)
{
    lode__draft *d = &c->draft;
    d->node_item[node] = item;
    d->node_place[node] = (uint8_t)place;
    d->node_kind[node] = (uint8_t)kind;
    d->node_op[node] = (uint8_t)op;
    d->node_level[node] = c->needs[item].level * NODE_STEPS + node_step[kind];
    d->arc_first[node] = (uint32_t)d->n_arcs;
    d->arc_count[node] = 0;
}

/* Weights and a base are kept of few nodes. */
static void begin_weights(lode__compiler *c, uint32_t node, double base)
{
    c->draft.weight_first[node] = (uint32_t)c->draft.n_weights;
    c->draft.node_base[node] = base;
}

static void emit_arc(lode__compiler *c, uint32_t node, uint32_t child, double flow)
{
    lode__draft *d = &c->draft;
    d->arc_child[d->n_arcs] = child;
    d->arc_flow[d->n_arcs++] = flow;
    d->arc_count[node]++;
    d->in_degree[child] += flow != 0.0;
}

static lode_status emit_weight(lode__compiler *c, double weight, double second)
{
    lode__draft *d = &c->draft;
    if (lode__reserve(c->allocator, &d->weight, &d->weight_capacity, d->n_weights, 1,
                      sizeof *d->weight) < 0 ||
        lode__reserve(c->allocator, &d->second, &d->second_capacity, d->n_weights, 1,
                      sizeof *d->second) < 0) {
        return lode__nomem(c->context);
    }
    d->weight[d->n_weights] = weight;
    d->second[d->n_weights++] = second;
    return LODE_OK;
}

static void emit_delivery(lode__compiler *c, uint32_t item, unsigned place)
{
    const lode__reached s = lode__state_of(c, item);
    const uint32_t node = lode__delivery_node(c, item, place);
    begin_node(c, node, item, place, LODE__DELIVERY, LODE__UP_DELIVERY);
    lode__places from = c->shares.has_primary;
    lode__places_join(&from, &c->shares.has_recycled);
    LODE__FOR_EACH_PLACE (p, &from) {
        if (lode__places_has(&c->shares.has_primary, p)) {
            emit_arc(c, node, instance_node(&s, p), c->shares.primary[p]);
        }
        if (lode__places_has(&c->shares.has_recycled, p)) {
            emit_arc(c, node, recycled_node(&s, p), c->shares.recycled[p]);
        }
    }
}

static void emit_deliveries(lode__compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    const bool one_answer =
        model->vectors[lode__first_vector(model, item)].market == LODE__MARKET_WORLD;
    bool first = true;
    LODE__FOR_EACH_PLACE (place, &c->sets.sets[c->needs[item].set]) {
        if (first || !one_answer) {
            lode__resolve(c->network, item, place, &c->delivery);
            lode__sum_shares(c->network, &c->delivery, &c->shares);
        }
        first = false;
        emit_delivery(c, item, place);
    }
}

/* How an instance is made: the item, where, from ore or scrap, its node. */
typedef struct instance {
    const lode__reached *of; /* the item */
    uint32_t item, node;
    unsigned place;
    lode_kind kind;
    double surge;
} instance;

/* An instance's row needs weights where something is not wholly essential or
 * output can rise. */
static bool is_plain(const lode__compiler *c, const instance *in)
{
    const lode_model *model = c->model;
    const lode__lines lines = lode__lines_of(model, in->item);
    if (in->surge > 0.0) return false;
    for (size_t k = lines.extra;
         k < model->n_extra_lines && model->extra_lines[k].line < lines.end; k++) {
        const lode__line_extra *extra = lode__extra_at(model, k);
        if (extra->kind != in->kind && extra->kind != LODE_KIND_BOTH) continue;
        if (extra->essential_frac != 1.0) return false;
    }
    return true;
}

static lode_status emit_input(lode__compiler *c, const instance *in, bool plain,
                              uint32_t child, double flow, double essential)
{
    emit_arc(c, in->node, child, flow);
    return plain ? LODE_OK : emit_weight(c, essential, 0.0);
}

/* Lines of an item of which nothing is said but the quantity: nearly all. What does not
 * change is kept at hand: for all the compiler knows, each store might change it. */
static void emit_bare_lines(lode__compiler *c, uint32_t node, unsigned place,
                            uint32_t line, uint32_t end)
{
    lode__draft *d = &c->draft;
    const uint32_t *const input = c->model->line_item;
    const double *const quantity = c->model->line_quantity;
    uint32_t *const in_degree = d->in_degree, *const arc_child = d->arc_child;
    double *const arc_flow = d->arc_flow;
    const lode__server *const servers = c->servers;
    size_t n = d->n_arcs;
    while (line < end) {
        const lode__server server = servers[input[line]];
        const uint32_t child = lode__serving_node(c, server, place);
        double flow = quantity[line++];
        while (line < end && input[line] == input[line - 1]) flow += quantity[line++];
        in_degree[child] += flow > 0.0;
        arc_child[n] = child;
        arc_flow[n++] = flow;
    }
    d->arc_count[node] = (uint32_t)(n - d->n_arcs);
    d->n_arcs = n;
}

static lode_status emit_plain_inputs(lode__compiler *c, const instance *in, bool plain)
{
    const lode_model *model = c->model;
    lode__lines at = lode__lines_of(model, in->item);
    if (lode__lines_bare(&at) && plain && in->kind == LODE_KIND_PRIMARY) {
        emit_bare_lines(c, in->node, in->place, at.line, at.end);
        return LODE_OK;
    }
    while (lode__line_here(&at)) {
        if (lode__line_group(&at)) break; /* ungrouped lines come first */
        const uint32_t input = model->line_item[at.line];
        const double essential = at.more ? at.more->essential_frac : 1.0;
        const double flow = lode__lines_sum(&at, in->kind);
        if (flow == 0.0) continue;
        LODE__TRY(emit_input(c, in, plain, lode__delivery_node(c, input, in->place), flow,
                             essential));
    }
    return LODE_OK;
}

static lode_status emit_instance(lode__compiler *c, const instance *in)
{
    const lode_model *model = c->model;
    const lode__reached *s = in->of;
    const bool plain = is_plain(c, in);
    const bool recycled = in->kind == LODE_KIND_RECYCLED;
    begin_node(c, in->node, in->item, in->place,
               recycled ? LODE__RECYCLED : LODE__INSTANCE,
               plain ? LODE__UP_ALL : LODE__UP_LIMIT);
    if (!plain) begin_weights(c, in->node, 1.0 + in->surge);
    LODE__TRY(emit_plain_inputs(c, in, plain));
    const size_t first_group = s->n_groups ? lode__groups_from(model, in->item) : 0;
    for (uint32_t g = 0; g < s->n_groups; g++) {
        const lode__group *group = &model->groups[first_group + g];
        if (group->kind != LODE_KIND_BOTH && group->kind != in->kind) continue;
        LODE__TRY(emit_input(c, in, plain, group_node(s, in->node, g), 1.0,
                             group->essential_frac));
    }
    if (!recycled && lode__places_has(s->hosted, in->place)) {
        LODE__TRY(emit_input(c, in, plain, hosts_node(s, in->place), 0.0, 1.0));
    }
    return LODE_OK;
}

static lode_status emit_hosts(lode__compiler *c, const instance *in)
{
    const lode_model *model = c->model;
    const uint32_t node = hosts_node(in->of, in->place);
    begin_node(c, node, in->item, in->place, LODE__HOSTS, LODE__UP_HOSTS);
    begin_weights(c, node, 1.0);
    double parts = 0.0;
    for (size_t h = lode__hosts_from(model, in->item);
         h < model->n_hosts && model->hosts[h].item == in->item; h++) {
        const uint32_t host = model->hosts[h].host;
        const lode__places at = lode__made_at(c, host);
        if (!lode__places_has(&at, in->place)) continue;
        const lode__reached of_host = lode__state_of(c, host);
        emit_arc(c, node, instance_node(&of_host, in->place), 0.0);
        LODE__TRY(emit_weight(c, model->hosts[h].part_frac, 0.0));
        parts += model->hosts[h].part_frac;
    }
    c->draft.node_base[node] = 1.0 + fmax(1.0 - parts, 0.0) * in->surge;
    return LODE_OK;
}

static lode_status emit_group(lode__compiler *c, const instance *in, uint32_t group)
{
    const lode_model *model = c->model;
    const lode__reached *s = in->of;
    const uint32_t node = group_node(s, in->node, group);
    const size_t index = lode__groups_from(model, in->item) + group;
    begin_node(c, node, in->item, in->place, LODE__GROUP, LODE__UP_GROUP);
    begin_weights(c, node, 1.0);
    const lode_kind kind = model->groups[index].kind;
    if (kind != LODE_KIND_BOTH && kind != in->kind) return LODE_OK;
    double slack = 0.0;
    for (lode__lines at = lode__lines_of_group(model, index); lode__line_here(&at);) {
        const double weight = at.more->weight_frac, cap = at.more->cap_frac;
        const uint32_t input = model->line_item[at.line];
        const double flow = lode__lines_sum(&at, in->kind);
        emit_arc(c, node, lode__delivery_node(c, input, in->place), weight * flow);
        LODE__TRY(emit_weight(c, cap, weight));
        slack += cap - weight;
    }
    c->draft.node_base[node] = 1.0 + slack;
    return LODE_OK;
}

static instance make_instance(const lode__compiler *c, const lode__reached *s,
                              uint32_t item, unsigned place, lode_kind kind,
                              uint32_t node)
{
    return (instance){
        .of = s,
        .item = item,
        .place = place,
        .kind = kind,
        .node = node,
        .surge = c->model->n_surges ? lode__surge_frac(c->model, item, place) : 0.0};
}

static lode_status emit_groups(lode__compiler *c, const instance *in)
{
    for (uint32_t g = 0; g < in->of->n_groups; g++) LODE__TRY(emit_group(c, in, g));
    return LODE_OK;
}

typedef lode_status (*emitter)(lode__compiler *c, const instance *in);

static lode_status each_instance(lode__compiler *c, uint32_t item, const lode__reached *s,
                                 emitter emit)
{
    uint32_t node = s->base + s->n_deliveries;
    LODE__FOR_EACH_PLACE (place, s->made) {
        const instance in = make_instance(c, s, item, place, LODE_KIND_PRIMARY, node++);
        LODE__TRY(emit(c, &in));
    }
    if (!s->n_recycled) return LODE_OK;
    LODE__FOR_EACH_PLACE (place, s->recycled) {
        const instance in = make_instance(c, s, item, place, LODE_KIND_RECYCLED, node++);
        LODE__TRY(emit(c, &in));
    }
    return LODE_OK;
}

/* Nearly all items of a large model: made where they are needed, of nothing but
 * quantities. */
static bool is_bare(const lode__compiler *c, uint32_t item)
{
    const lode__lines lines = lode__lines_of(c->model, item);
    return (c->needs[item].set | c->recycled[item] | c->hosted[item]) ==
               LODE__EMPTY_SET &&
           !c->model->n_surges && lode__lines_bare(&lines) &&
           !lode__count_groups(c->model, item);
}

/* What lines further on will touch: the server first, then its node. Items come in the
 * order of their lines. What is kept of few items stays near. */
static void fetch_children(const lode__compiler *c, uint32_t line, uint32_t end)
{
    enum { NODE_AHEAD = 12, SERVER_AHEAD = 24, FEW_ITEMS = 1 << 16 };
    const lode_model *model = c->model;
    if (model->n_items < FEW_ITEMS || model->n_lines - end <= SERVER_AHEAD) return;
    for (const uint32_t *input = model->line_item + line; line < end; line++, input++) {
        LODE__FETCH(&c->servers[input[SERVER_AHEAD]]);
        LODE__FETCH(&c->draft.in_degree[c->servers[input[NODE_AHEAD]].base]);
    }
}

static void emit_bare_item(lode__compiler *c, uint32_t item)
{
    const uint32_t *const line = c->model->item_line + item;
    uint32_t node = c->servers[item].base;
    fetch_children(c, line[0], line[1]);
    LODE__FOR_EACH_PLACE (place, &c->sets.sets[c->made[item]]) {
        begin_node(c, node, item, place, LODE__INSTANCE, LODE__UP_ALL);
        emit_bare_lines(c, node++, place, line[0], line[1]);
    }
}

/* Everything of an item, in the order of its canonical numbers. */
static lode_status emit_item(lode__compiler *c, uint32_t item)
{
    if (is_bare(c, item)) {
        emit_bare_item(c, item);
        return LODE_OK;
    }
    const lode__reached s = lode__state_of(c, item);
    if (s.n_deliveries) emit_deliveries(c, item);
    LODE__TRY(each_instance(c, item, &s, emit_instance));
    if (s.n_hosted) {
        LODE__FOR_EACH_PLACE (place, s.hosted) {
            const instance in = make_instance(c, &s, item, place, LODE_KIND_PRIMARY,
                                              instance_node(&s, place));
            LODE__TRY(emit_hosts(c, &in));
        }
    }
    return s.n_groups ? each_instance(c, item, &s, emit_groups) : LODE_OK;
}

/* Items that stand together in the model's order take and are taken together: a
 * good order to keep within a level. */
static void order_nodes(lode__compiler *c)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < c->model->n_items; k++) {
        const uint32_t item = c->model->item_order[k];
        const uint32_t end = c->servers[item + 1].base;
        for (uint32_t node = c->servers[item].base; node < end; node++)
            c->draft.topological[n++] = node;
    }
}

lode_status lode__emit(lode__compiler *c)
{
    for (uint32_t item = 0; item < c->model->n_items; item++) {
        if (lode__count_nodes(c, item)) LODE__TRY(emit_item(c, item));
    }
    order_nodes(c);
    return LODE_OK;
}
