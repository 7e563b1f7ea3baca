/* From a model to the supply graph, in three walks over the items in
 * topological order: mark which deliveries and instances are reached, number
 * them, emit their arcs. A set of places an item does the marking; no node is
 * ever looked up by hashing. What is touched once a line is kept small and
 * apart: for a large model the time goes into fetching it. */
#include "model/lines.h"
#include "network/network.h"
#include "network/places.h"

#include <math.h>
#include <string.h>

/* What is reached of one item. */
typedef struct state {
    const lode__places *need; /* places it is delivered to; none where made in place */
    const lode__places *made; /* places with a primary instance */
    const lode__places *recycled; /* places with a recycled instance */
    const lode__places *hosted;   /* of made: those with a host made there */
    uint32_t base;                /* canonical number of its first node */
    uint32_t n_deliveries, n_made, n_recycled, n_hosted, n_groups;
} state;

/* Where an item is needed, and how many items stand above it at most. */
typedef struct need {
    uint32_t set, level;
} need;

/* The nodes that serve needs of an item: the first one, and the set of their
 * places. */
typedef struct server {
    uint32_t base, set;
} server;

typedef struct compiler {
    lode_context *context;
    const lode_allocator *allocator;
    const lode_model *model;
    lode_network *network;
    bool quiet;
    lode__place_sets sets;
    need *needs;                        /* [n_items] */
    uint32_t *made, *recycled, *hosted; /* [n_items] sets, as in state */
    server *servers;                    /* [n_items] */
    lode__delivery delivery;
    lode__shares shares;
    lode__draft draft;
} compiler;

static bool in_place(const lode_model *model, uint32_t item)
{
    return model->item_vector[item] == model->item_vector[item + 1];
}

static void join(lode__places *into, const lode__places *from)
{
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) into->bits[w] |= from->bits[w];
}

/* Members of the set before `place`. */
static uint32_t rank(const lode__places *set, unsigned place)
{
    const unsigned word = place >> 6;
    int n = lode__count_bits(set->bits[word] & (((uint64_t)1 << (place & 63)) - 1));
    for (unsigned w = 0; w < word; w++) n += lode__count_bits(set->bits[w]);
    return (uint32_t)n;
}

/* Next member at or after `place`, or LODE__N_PLACES. */
static unsigned next(const lode__places *set, unsigned place)
{
    for (unsigned w = place >> 6; w < LODE__PLACE_WORDS; w++) {
        uint64_t bits = set->bits[w];
        if (w == place >> 6) bits &= ~(uint64_t)0 << (place & 63);
        if (bits) return w * 64 + (unsigned)lode__lowest_bit(bits);
    }
    return LODE__N_PLACES;
}
#define FOR_EACH_PLACE(place, set)                                                       \
    for (unsigned place = next((set), 0); place < LODE__N_PLACES;                        \
         place = next((set), place + 1))

static uint32_t count_groups(const lode_model *model, uint32_t item)
{
    uint32_t n = 0;
    if (!model->n_groups) return 0;
    for (size_t g = lode__groups_from(model, item);
         g < model->n_groups && model->groups[g].item == item; g++) {
        n++;
    }
    return n;
}

/* --- mark --- */

static lode_status join_set(compiler *c, uint32_t *into, uint32_t set)
{
    return lode__place_sets_join(&c->sets, into, set) < 0 ? lode__nomem(c->context)
                                                          : LODE_OK;
}

static lode_status join_places(compiler *c, uint32_t *into, const lode__places *places)
{
    uint32_t set;
    if (lode__place_sets_add(&c->sets, places, &set) < 0) return lode__nomem(c->context);
    return join_set(c, into, set);
}

static bool is_reached(const compiler *c, uint32_t item)
{
    return c->needs[item].set || c->made[item] || c->recycled[item];
}

static state state_of(const compiler *c, uint32_t item)
{
    const lode__place_sets *sets = &c->sets;
    return (state){.need = &sets->sets[c->needs[item].set],
                   .made = &sets->sets[c->made[item]],
                   .recycled = &sets->sets[c->recycled[item]],
                   .hosted = &sets->sets[c->hosted[item]],
                   .base = c->servers[item].base,
                   .n_deliveries = sets->count[c->needs[item].set],
                   .n_made = sets->count[c->made[item]],
                   .n_recycled = sets->count[c->recycled[item]],
                   .n_hosted = sets->count[c->hosted[item]],
                   .n_groups = count_groups(c->model, item)};
}

static void warn_of_gaps(compiler *c, uint32_t item, unsigned place)
{
    const char *id = lode__item_id(c->model, item);
    if (c->quiet) return;
    if (c->delivery.n_parts == 0) {
        lode__warning(c->context, LODE_OK, NULL,
                      "item \"%s\" has no origin for market %s: its origin is "
                      "taken as unknown",
                      id, lode_country_code(place));
    }
    if (c->delivery.ambiguous) {
        lode__warning(c->context, LODE_OK, NULL,
                      "item \"%s\" has origins for two blocs of %s, neither of "
                      "which holds the "
                      "other: the one with fewer members is taken",
                      id, lode_country_code(place));
    }
}

static lode_status mark_deliveries(compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    const lode__places where = c->sets.sets[c->needs[item].set];
    lode__places made = {{0}}, recycled = {{0}};
    /* Where all vectors are the world's every market has the same answer. */
    const bool one_answer =
        model->vectors[model->item_vector[item]].market == LODE__MARKET_WORLD;
    FOR_EACH_PLACE(place, &where)
    {
        lode__resolve(c->network, item, place, &c->delivery);
        lode__sum_shares(c->network, &c->delivery, &c->shares);
        join(&made, &c->shares.has_primary);
        join(&recycled, &c->shares.has_recycled);
        warn_of_gaps(c, item, place);
        if (one_answer && c->delivery.n_parts) break;
    }
    LODE__TRY(join_places(c, &c->made[item], &made));
    return join_places(c, &c->recycled[item], &recycled);
}

static lode_status mark_bare_lines(compiler *c, uint32_t line, uint32_t end,
                                   uint32_t made, uint32_t level)
{
    for (; line < end; line++) {
        need *input = &c->needs[c->model->line_item[line]];
        input->level = input->level > level ? input->level : level;
        LODE__TRY(join_set(c, &input->set, made));
    }
    return LODE_OK;
}

static lode_status mark_inputs(compiler *c, uint32_t item)
{
    const uint32_t made = c->made[item], recycled = c->recycled[item];
    const uint32_t level = c->needs[item].level + 1;
    lode__lines at = lode__lines_of(c->model, item);
    if (lode__lines_bare(&at)) return mark_bare_lines(c, at.line, at.end, made, level);
    for (; lode__line_here(&at); lode__line_next(&at)) {
        need *input = &c->needs[c->model->line_item[at.line]];
        input->level = input->level > level ? input->level : level;
        if (lode__line_is_for(&at, LODE_KIND_PRIMARY)) {
            LODE__TRY(join_set(c, &input->set, made));
        }
        if (recycled && lode__line_is_for(&at, LODE_KIND_RECYCLED)) {
            LODE__TRY(join_set(c, &input->set, recycled));
        }
    }
    return LODE_OK;
}

static bool is_market(const lode_model *model, uint16_t market)
{
    return market < LODE__N_PLACES || market == LODE__MARKET_WORLD ||
           model->blocs[market - LODE__N_PLACES].market;
}

/* True where what a vector leaves is looked for in the world's. */
static bool goes_on(const compiler *c, const lode__vector *vector)
{
    return vector->rest_is == LODE_REST_WIDER && vector->market != LODE__MARKET_WORLD &&
           lode__choose_vector(c->network, vector->item, LODE__MARKET_WORLD) !=
               LODE__NO_VECTOR;
}

/* Places where an item is made as a host: those that one of its vectors in use
 * names as primary origin, ZZZ where it leaves some unknown; everywhere if it
 * has no origin. */
static lode__places made_at(const compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    lode__places places = {{0}};
    if (in_place(model, item)) {
        for (unsigned p = 0; p < LODE__N_PLACES; p++) lode__places_add(&places, p);
        return places;
    }
    for (uint32_t v = model->item_vector[item]; v < model->item_vector[item + 1]; v++) {
        const lode__vector *vector = &model->vectors[v];
        if (lode__choose_vector(c->network, item, vector->market) != v) continue;
        if (!is_market(model, vector->market)) continue;
        if (vector->rest > 0.0 && !goes_on(c, vector))
            lode__places_add(&places, LODE__ZZZ);
        const lode__share *share = &model->shares[vector->first_share];
        for (uint32_t k = 0; k < vector->n_shares; k++, share++) {
            /* A share that is not told is not zero. */
            const bool names = share->share > 0.0 || share->bound >= LODE_BOUND_WITHHELD;
            if (names && share->kind == LODE_KIND_PRIMARY) {
                lode__places_add(&places, share->country);
            }
        }
    }
    return places;
}

static lode_status mark_hosts(compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    const uint32_t level = c->needs[item].level + 1;
    if (!model->n_hosts) return LODE_OK;
    for (size_t h = lode__hosts_from(model, item);
         h < model->n_hosts && model->hosts[h].item == item; h++) {
        lode__places here = made_at(c, model->hosts[h].host);
        const lode__places *made = &c->sets.sets[c->made[item]];
        for (size_t w = 0; w < LODE__PLACE_WORDS; w++) here.bits[w] &= made->bits[w];
        LODE__TRY(join_places(c, &c->hosted[item], &here));
        LODE__TRY(join_places(c, &c->made[model->hosts[h].host], &here));
        need *host = &c->needs[model->hosts[h].host];
        host->level = host->level > level ? host->level : level;
    }
    return LODE_OK;
}

static lode_status mark_item(compiler *c, uint32_t item)
{
    if (in_place(c->model, item)) {
        /* Made where it is needed, so the one node is both. */
        LODE__TRY(join_set(c, &c->made[item], c->needs[item].set));
        c->needs[item].set = LODE__EMPTY_SET;
    } else {
        LODE__TRY(mark_deliveries(c, item));
    }
    LODE__TRY(mark_inputs(c, item));
    return mark_hosts(c, item);
}

static lode_status mark(compiler *c)
{
    const lode_model *model = c->model;
    for (size_t r = 0; r < c->network->n_roots; r++) {
        lode__places home = {{0}};
        lode__places_add(&home, c->network->roots[r].home);
        LODE__TRY(join_places(
            c, &c->needs[model->products[c->network->roots[r].product].item].set, &home));
    }
    for (uint32_t k = 0; k < model->n_items; k++) {
        const uint32_t item = model->item_order[k];
        if (is_reached(c, item)) LODE__TRY(mark_item(c, item));
    }
    return LODE_OK;
}

/* --- number --- */

static void warn_of_nothing(compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    if (c->quiet || !in_place(model, item)) return;
    if (model->item_line[item] != model->item_line[item + 1]) return;
    lode__warning(c->context, LODE_OK, NULL,
                  "item \"%s\" has no origin and no inputs: it is taken as made "
                  "where it is used",
                  lode__item_id(model, item));
}

/* Nodes of an item: deliveries, instances, recycled instances, hosts, each by
 * place; then the groups of each instance. A group that an instance does not
 * take is a node without use. */
static uint64_t count_nodes(const compiler *c, uint32_t item)
{
    const state s = state_of(c, item);
    return (uint64_t)s.n_deliveries + s.n_made + s.n_recycled + s.n_hosted +
           (uint64_t)s.n_groups * (s.n_made + s.n_recycled);
}

static lode_status number(compiler *c)
{
    uint64_t n = 0;
    for (uint32_t item = 0; item < c->model->n_items; item++) {
        if (!is_reached(c, item)) continue;
        const uint32_t set = c->needs[item].set ? c->needs[item].set : c->made[item];
        c->servers[item] = (server){(uint32_t)n, set};
        n += count_nodes(c, item);
        if (n >= UINT32_MAX) {
            return lode__error(c->context, LODE_E_LIMIT, NULL,
                               "more than %u nodes are reached", UINT32_MAX - 1);
        }
        warn_of_nothing(c, item);
    }
    c->draft.n_nodes = (uint32_t)n;
    return LODE_OK;
}

/* The node that serves a need of `item` at `place`. */
static uint32_t delivery_node(const compiler *c, uint32_t item, unsigned place)
{
    const server *s = &c->servers[item];
    if (c->sets.count[s->set] == 1) return s->base;
    return s->base + rank(&c->sets.sets[s->set], place);
}

static uint32_t instance_node(const state *s, unsigned place)
{
    return s->base + s->n_deliveries + rank(s->made, place);
}

static uint32_t recycled_node(const state *s, unsigned place)
{
    return s->base + s->n_deliveries + s->n_made + rank(s->recycled, place);
}

static uint32_t hosts_node(const state *s, unsigned place)
{
    return s->base + s->n_deliveries + s->n_made + s->n_recycled + rank(s->hosted, place);
}

static uint32_t group_node(const state *s, uint32_t instance, uint32_t group)
{
    const uint32_t first = s->base + s->n_deliveries;
    return first + s->n_made + s->n_recycled + s->n_hosted +
           (instance - first) * s->n_groups + group;
}

/* --- emit --- */

/* Of an item, deliveries take from instances, and instances from groups and
 * hosts. */
static const uint8_t node_step[] = {[LODE__DELIVERY] = 0,
                                    [LODE__INSTANCE] = 1,
                                    [LODE__RECYCLED] = 1,
                                    [LODE__HOSTS] = 2,
                                    [LODE__GROUP] = 2};
enum { NODE_STEPS = 3 };

static lode_status begin_node(compiler *c, uint32_t node, uint32_t item, unsigned place,
                              lode__node_kind kind, lode__up_op op)
{
    lode__draft *d = &c->draft;
    d->node_item[node] = item;
    d->node_place[node] = (uint8_t)place;
    d->node_kind[node] = (uint8_t)kind;
    d->node_op[node] = (uint8_t)op;
    d->node_base[node] = 1.0;
    d->node_level[node] = c->needs[item].level * NODE_STEPS + node_step[kind];
    d->arc_first[node] = d->n_arcs;
    d->arc_count[node] = 0;
    d->weight_first[node] = d->n_weights;
    return LODE_OK;
}

static lode_status reserve_arc(compiler *c)
{
    lode__draft *d = &c->draft;
    if (lode__reserve(c->allocator, &d->arc_child, &d->arc_capacity, d->n_arcs, 1,
                      sizeof *d->arc_child) < 0 ||
        lode__reserve(c->allocator, &d->arc_flow, &d->flow_capacity, d->n_arcs, 1,
                      sizeof *d->arc_flow) < 0) {
        return lode__nomem(c->context);
    }
    return LODE_OK;
}

static lode_status emit_arc(compiler *c, uint32_t node, uint32_t child, double flow)
{
    lode__draft *d = &c->draft;
    if (d->n_arcs == d->arc_capacity || d->n_arcs == d->flow_capacity) {
        LODE__TRY(reserve_arc(c));
    }
    d->arc_child[d->n_arcs] = child;
    d->arc_flow[d->n_arcs++] = flow;
    d->arc_count[node]++;
    d->in_degree[child] += flow != 0.0;
    return LODE_OK;
}

static lode_status emit_weight(compiler *c, double weight, double second)
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

static lode_status emit_delivery(compiler *c, uint32_t item, unsigned place)
{
    const state s = state_of(c, item);
    const uint32_t node = delivery_node(c, item, place);
    LODE__TRY(begin_node(c, node, item, place, LODE__DELIVERY, LODE__UP_DELIVERY));
    lode__places from = c->shares.has_primary;
    join(&from, &c->shares.has_recycled);
    FOR_EACH_PLACE(p, &from)
    {
        if (lode__places_has(&c->shares.has_primary, p)) {
            LODE__TRY(emit_arc(c, node, instance_node(&s, p), c->shares.primary[p]));
        }
        if (lode__places_has(&c->shares.has_recycled, p)) {
            LODE__TRY(emit_arc(c, node, recycled_node(&s, p), c->shares.recycled[p]));
        }
    }
    return LODE_OK;
}

static lode_status emit_deliveries(compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    const bool one_answer =
        model->vectors[model->item_vector[item]].market == LODE__MARKET_WORLD;
    bool first = true;
    FOR_EACH_PLACE(place, &c->sets.sets[c->needs[item].set])
    {
        if (first || !one_answer) {
            lode__resolve(c->network, item, place, &c->delivery);
            lode__sum_shares(c->network, &c->delivery, &c->shares);
        }
        first = false;
        LODE__TRY(emit_delivery(c, item, place));
    }
    return LODE_OK;
}

/* How an instance is made: the item, where, from ore or scrap, its node. */
typedef struct instance {
    const state *of; /* the item */
    uint32_t item, node;
    unsigned place;
    lode_kind kind;
    double surge;
} instance;

/* An instance's row needs weights where something is not wholly essential or
 * output can rise. */
static bool is_plain(const compiler *c, const instance *in)
{
    const lode_model *model = c->model;
    const lode__lines lines = lode__lines_of(model, in->item);
    if (in->surge > 0.0) return false;
    for (size_t k = lines.extra; k < model->n_extras && model->extras[k].line < lines.end;
         k++) {
        const lode_kind kind = model->extras[k].kind;
        if (kind != in->kind && kind != LODE_KIND_BOTH) continue;
        if (model->extras[k].essential_frac != 1.0) return false;
    }
    return true;
}

static lode_status emit_input(compiler *c, const instance *in, bool plain, uint32_t child,
                              double flow, double essential)
{
    LODE__TRY(emit_arc(c, in->node, child, flow));
    return plain ? LODE_OK : emit_weight(c, essential, 0.0);
}

/* Adds up the lines from `at` on that take the same item into the same group,
 * and leaves `at` behind them. Lines of another kind count nothing. */
static double sum_lines(lode__lines *at, lode_kind kind)
{
    const uint32_t input = at->model->line_item[at->line];
    const uint32_t group = lode__line_group(at);
    double flow = 0.0;
    do {
        if (lode__line_is_for(at, kind)) flow += lode__line_flow(at);
        lode__line_next(at);
    } while (lode__line_here(at) && at->model->line_item[at->line] == input &&
             lode__line_group(at) == group);
    return flow;
}

/* Lines of an item of which nothing is said but the quantity: nearly all. */
static lode_status emit_bare_lines(compiler *c, const instance *in, uint32_t line,
                                   uint32_t end)
{
    const uint32_t *input = c->model->line_item;
    const double *quantity = c->model->line_quantity;
    while (line < end) {
        const uint32_t child = delivery_node(c, input[line], in->place);
        double flow = quantity[line++];
        while (line < end && input[line] == input[line - 1]) flow += quantity[line++];
        LODE__TRY(emit_arc(c, in->node, child, flow));
    }
    return LODE_OK;
}

static lode_status emit_plain_inputs(compiler *c, const instance *in, bool plain)
{
    const lode_model *model = c->model;
    lode__lines at = lode__lines_of(model, in->item);
    if (lode__lines_bare(&at) && plain && in->kind == LODE_KIND_PRIMARY) {
        return emit_bare_lines(c, in, at.line, at.end);
    }
    while (lode__line_here(&at)) {
        if (lode__line_group(&at)) break; /* ungrouped lines come first */
        const uint32_t input = model->line_item[at.line];
        const double essential = at.more ? at.more->essential_frac : 1.0;
        const double flow = sum_lines(&at, in->kind);
        if (flow == 0.0) continue;
        LODE__TRY(emit_input(c, in, plain, delivery_node(c, input, in->place), flow,
                             essential));
    }
    return LODE_OK;
}

static lode_status emit_instance(compiler *c, const instance *in)
{
    const lode_model *model = c->model;
    const state *s = in->of;
    const bool plain = is_plain(c, in);
    const bool recycled = in->kind == LODE_KIND_RECYCLED;
    LODE__TRY(begin_node(c, in->node, in->item, in->place,
                         recycled ? LODE__RECYCLED : LODE__INSTANCE,
                         plain ? LODE__UP_ALL : LODE__UP_LIMIT));
    c->draft.node_base[in->node] = 1.0 + in->surge;
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
    c->draft.node_cut[in->node] = recycled && c->draft.arc_count[in->node] > 0;
    return LODE_OK;
}

static lode_status emit_hosts(compiler *c, const instance *in)
{
    const lode_model *model = c->model;
    const uint32_t node = hosts_node(in->of, in->place);
    LODE__TRY(begin_node(c, node, in->item, in->place, LODE__HOSTS, LODE__UP_HOSTS));
    double parts = 0.0;
    for (size_t h = lode__hosts_from(model, in->item);
         h < model->n_hosts && model->hosts[h].item == in->item; h++) {
        const uint32_t host = model->hosts[h].host;
        const lode__places at = made_at(c, host);
        if (!lode__places_has(&at, in->place)) continue;
        const state of_host = state_of(c, host);
        LODE__TRY(emit_arc(c, node, instance_node(&of_host, in->place), 0.0));
        LODE__TRY(emit_weight(c, model->hosts[h].part_frac, 0.0));
        parts += model->hosts[h].part_frac;
    }
    c->draft.node_base[node] = 1.0 + fmax(1.0 - parts, 0.0) * in->surge;
    return LODE_OK;
}

static lode_status emit_group(compiler *c, const instance *in, uint32_t group)
{
    const lode_model *model = c->model;
    const state *s = in->of;
    const uint32_t node = group_node(s, in->node, group);
    const size_t index = lode__groups_from(model, in->item) + group;
    LODE__TRY(begin_node(c, node, in->item, in->place, LODE__GROUP, LODE__UP_GROUP));
    const lode_kind kind = model->groups[index].kind;
    if (kind != LODE_KIND_BOTH && kind != in->kind) return LODE_OK;
    double slack = 0.0;
    for (lode__lines at = lode__lines_of(model, in->item); lode__line_here(&at);) {
        if (lode__line_group(&at) != index + 1) {
            lode__line_next(&at);
            continue;
        }
        const double weight = at.more->weight_frac, cap = at.more->cap_frac;
        const uint32_t input = model->line_item[at.line];
        const double flow = sum_lines(&at, in->kind);
        LODE__TRY(emit_arc(c, node, delivery_node(c, input, in->place), weight * flow));
        LODE__TRY(emit_weight(c, cap, weight));
        slack += cap - weight;
    }
    c->draft.node_base[node] = 1.0 + slack;
    return LODE_OK;
}

static instance make_instance(const compiler *c, const state *s, uint32_t item,
                              unsigned place, lode_kind kind)
{
    return (instance){
        .of = s,
        .item = item,
        .place = place,
        .kind = kind,
        .node =
            kind == LODE_KIND_PRIMARY ? instance_node(s, place) : recycled_node(s, place),
        .surge = c->model->n_surges ? lode__surge_frac(c->model, item, place) : 0.0};
}

/* Everything of an item, in the order of its canonical numbers. */
static lode_status emit_item(compiler *c, uint32_t item, const state *s)
{
    if (s->n_deliveries) LODE__TRY(emit_deliveries(c, item));
    FOR_EACH_PLACE(place, s->made)
    {
        const instance in = make_instance(c, s, item, place, LODE_KIND_PRIMARY);
        LODE__TRY(emit_instance(c, &in));
    }
    FOR_EACH_PLACE(place, s->recycled)
    {
        const instance in = make_instance(c, s, item, place, LODE_KIND_RECYCLED);
        LODE__TRY(emit_instance(c, &in));
    }
    FOR_EACH_PLACE(place, s->hosted)
    {
        const instance in = make_instance(c, s, item, place, LODE_KIND_PRIMARY);
        LODE__TRY(emit_hosts(c, &in));
    }
    for (uint32_t g = 0; g < s->n_groups; g++) {
        FOR_EACH_PLACE(place, s->made)
        {
            const instance in = make_instance(c, s, item, place, LODE_KIND_PRIMARY);
            LODE__TRY(emit_group(c, &in, g));
        }
        FOR_EACH_PLACE(place, s->recycled)
        {
            const instance in = make_instance(c, s, item, place, LODE_KIND_RECYCLED);
            LODE__TRY(emit_group(c, &in, g));
        }
    }
    return LODE_OK;
}

static lode_status allocate_draft(compiler *c)
{
    lode__draft *d = &c->draft;
    const size_t n = d->n_nodes;
    d->node_item = lode__alloc(c->allocator, n, sizeof *d->node_item);
    d->node_place = lode__alloc(c->allocator, n, 1);
    d->node_kind = lode__alloc(c->allocator, n, 1);
    d->node_op = lode__alloc(c->allocator, n, 1);
    d->node_cut = lode__alloc_zero(c->allocator, n, 1);
    d->node_base = lode__alloc(c->allocator, n, sizeof *d->node_base);
    d->topological = lode__alloc(c->allocator, n, sizeof *d->topological);
    d->arc_first = lode__alloc(c->allocator, n, sizeof *d->arc_first);
    d->weight_first = lode__alloc(c->allocator, n, sizeof *d->weight_first);
    d->arc_count = lode__alloc(c->allocator, n, sizeof *d->arc_count);
    d->node_level = lode__alloc(c->allocator, n, sizeof *d->node_level);
    d->in_degree = lode__alloc_zero(c->allocator, n, sizeof *d->in_degree);
    if (!d->node_item || !d->node_place || !d->node_kind || !d->node_op || !d->node_cut ||
        !d->node_base || !d->topological || !d->arc_first || !d->weight_first ||
        !d->arc_count || !d->node_level || !d->in_degree) {
        return lode__nomem(c->context);
    }
    return LODE_OK;
}

static void free_draft(compiler *c)
{
    lode__draft *d = &c->draft;
    void *const all[] = {d->node_item, d->node_place, d->node_kind,    d->node_op,
                         d->node_cut,  d->node_base,  d->topological,  d->arc_first,
                         d->arc_count, d->arc_child,  d->weight_first, d->arc_flow,
                         d->weight,    d->second,     d->root_node,    d->node_level,
                         d->in_degree};
    for (size_t k = 0; k < LODE__COUNT(all); k++) lode__free(c->allocator, all[k]);
}

/* Items that stand together in the model's order take and are taken together: a
 * good order to keep within a level. */
static void order_nodes(compiler *c)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < c->model->n_items; k++) {
        const uint32_t item = c->model->item_order[k];
        if (!is_reached(c, item)) continue;
        const uint32_t base = c->servers[item].base;
        const uint32_t end = base + (uint32_t)count_nodes(c, item);
        for (uint32_t node = base; node < end; node++) c->draft.topological[n++] = node;
    }
}

static lode_status emit(compiler *c)
{
    LODE__TRY(allocate_draft(c));
    for (uint32_t item = 0; item < c->model->n_items; item++) {
        if (!is_reached(c, item)) continue;
        const state s = state_of(c, item);
        LODE__TRY(emit_item(c, item, &s));
    }
    order_nodes(c);
    return LODE_OK;
}

static lode_status find_roots(compiler *c)
{
    const lode_network *net = c->network;
    c->draft.root_node =
        lode__alloc(c->allocator, net->n_roots, sizeof *c->draft.root_node);
    if (!c->draft.root_node) return lode__nomem(c->context);
    for (size_t r = 0; r < net->n_roots; r++) {
        const uint32_t item = c->model->products[net->roots[r].product].item;
        c->draft.root_node[r] = delivery_node(c, item, net->roots[r].home);
        c->draft.in_degree[c->draft.root_node[r]]++;
    }
    return LODE_OK;
}

static lode_status run(compiler *c)
{
    const lode_model *model = c->model;
    const size_t n = model->n_items;
    c->needs = lode__alloc_zero(c->allocator, n, sizeof *c->needs);
    c->made = lode__alloc_zero(c->allocator, n, sizeof *c->made);
    c->recycled = lode__alloc_zero(c->allocator, n, sizeof *c->recycled);
    c->hosted = lode__alloc_zero(c->allocator, n, sizeof *c->hosted);
    c->servers = lode__alloc(c->allocator, n, sizeof *c->servers);
    c->delivery.parts =
        lode__alloc(c->allocator, lode__max_parts(model), sizeof *c->delivery.parts);
    if (!c->needs || !c->made || !c->recycled || !c->hosted || !c->servers ||
        !c->delivery.parts || lode__place_sets_init(&c->sets, c->allocator) < 0) {
        return lode__nomem(c->context);
    }
    LODE__TRY(mark(c));
    LODE__TRY(number(c));
    LODE__TRY(emit(c));
    LODE__TRY(find_roots(c));
    return lode__arrange(c->context, &c->draft, c->network);
}

lode_status lode__compile_graph(lode_context *context, lode_network *network, bool quiet)
{
    compiler *c = lode__alloc_zero(&context->allocator, 1, sizeof *c);
    if (!c) return lode__nomem(context);
    c->context = context;
    c->allocator = &context->allocator;
    c->model = network->model;
    c->network = network;
    c->quiet = quiet;
    const lode_status status = run(c);
    free_draft(c);
    lode__place_sets_free(&c->sets);
    void *const all[] = {c->delivery.parts, c->needs,  c->made,
                         c->recycled,       c->hosted, c->servers};
    for (size_t k = 0; k < LODE__COUNT(all); k++) lode__free(c->allocator, all[k]);
    lode__free(&context->allocator, c);
    return status;
}
