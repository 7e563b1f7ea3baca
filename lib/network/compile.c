/* From a model to the supply graph, in three walks over the items: mark which deliveries
 * and instances are reached, number them, emit their arcs. A set of places an item does
 * the marking; no node is ever looked up by hashing. What is touched once a line is kept
 * small and apart: for a large model the time goes into fetching it. */
#include "network/compile.h"

static void warn_of_nothing(lode__compiler *c, uint32_t item)
{
    const lode_model *model = c->model;
    if (c->quiet || !lode__in_place(model, item)) return;
    if (model->item_line[item] != model->item_line[item + 1]) return;
    lode__warning(c->context, LODE_OK, NULL,
                  "item \"%s\" has no origin and no inputs: it is taken as made "
                  "where it is used",
                  lode__item_id(model, item));
}

static size_t count_hosts(const lode_model *model, uint32_t item)
{
    if (!model->n_hosts) return 0;
    const size_t first = lode__hosts_from(model, item);
    size_t end = first;
    while (end < model->n_hosts && model->hosts[end].item == item) end++;
    return end - first;
}

static uint64_t nodes_of(const lode__reached *s)
{
    return (uint64_t)s->n_deliveries + s->n_made + s->n_recycled + s->n_hosted +
           (uint64_t)s->n_groups * (s->n_made + s->n_recycled);
}

/* Arcs of an item's instances, their groups and hosts: no more than these. */
static uint64_t most_arcs_below(const lode_model *model, uint32_t item,
                                const lode__reached *s)
{
    const uint64_t n_lines = model->item_line[item + 1] - model->item_line[item];
    return (n_lines + s->n_groups) * ((uint64_t)s->n_made + s->n_recycled) +
           s->n_hosted * (1 + (uint64_t)count_hosts(model, item));
}

static lode_status number(lode__compiler *c)
{
    const lode_model *model = c->model;
    const uint64_t most = lode__limit(c->context, LODE_LIMIT_NODES);
    uint64_t n = 0;
    for (uint32_t item = 0; item < model->n_items; item++) {
        const uint32_t set = c->needs[item].set ? c->needs[item].set : c->made[item];
        c->servers[item] =
            (lode__server){(uint32_t)n, c->sets.count[set] > 1 ? set : LODE__EMPTY_SET};
        if (!lode__is_reached(c, item)) continue;
        const lode__reached s = lode__state_of(c, item);
        n += nodes_of(&s);
        c->most_arcs += most_arcs_below(model, item, &s);
        if (n > most || c->most_arcs > most)
            return lode__over_limit(c->context, LODE_LIMIT_NODES, most, NULL, NULL);
        warn_of_nothing(c, item);
    }
    c->servers[model->n_items].base = c->draft.n_nodes = (uint32_t)n;
    return LODE_OK;
}

static lode_status take_draft(lode__compiler *c)
{
    lode_context *context = c->context;
    lode__draft *d = &c->draft;
    const size_t n = d->n_nodes;
    d->node_item = lode__arena_alloc(&c->arena, n, sizeof *d->node_item);
    d->node_place = lode__arena_alloc(&c->arena, n, 1);
    d->node_kind = lode__arena_alloc(&c->arena, n, 1);
    d->node_op = lode__arena_alloc(&c->arena, n, 1);
    d->node_base = lode__arena_alloc(&c->arena, n, sizeof *d->node_base);
    d->topological = lode__arena_alloc(&c->arena, n, sizeof *d->topological);
    d->arc_first = lode__arena_alloc(&c->arena, n, sizeof *d->arc_first);
    d->weight_first = lode__arena_alloc(&c->arena, n, sizeof *d->weight_first);
    d->arc_count = lode__arena_alloc(&c->arena, n, sizeof *d->arc_count);
    d->node_level = lode__arena_alloc(&c->arena, n, sizeof *d->node_level);
    d->in_degree = lode__arena_zero(&c->arena, n, sizeof *d->in_degree);
    d->arc_child = lode__arena_alloc(&c->arena, c->most_arcs, sizeof *d->arc_child);
    d->arc_flow = lode__arena_alloc(&c->arena, c->most_arcs, sizeof *d->arc_flow);
    if (!d->node_item || !d->node_place || !d->node_kind || !d->node_op ||
        !d->node_base || !d->topological || !d->arc_first || !d->weight_first ||
        !d->arc_count || !d->node_level || !d->in_degree || !d->arc_child ||
        !d->arc_flow) {
        return lode__nomem(context);
    }
    return LODE_OK;
}

static lode_status find_roots(lode__compiler *c)
{
    const lode_network *net = c->network;
    c->draft.root_node =
        lode__arena_alloc(&c->arena, net->n_roots, sizeof *c->draft.root_node);
    if (!c->draft.root_node) return lode__nomem(c->context);
    for (size_t r = 0; r < net->n_roots; r++) {
        const uint32_t item = c->model->products[net->roots[r].product].item;
        c->draft.root_node[r] = lode__delivery_node(c, item, net->roots[r].home);
        c->draft.in_degree[c->draft.root_node[r]]++;
    }
    return LODE_OK;
}

static lode_status run(lode__compiler *c)
{
    const lode_model *model = c->model;
    const size_t n = model->n_items;
    c->needs = lode__arena_zero(&c->arena, n, sizeof *c->needs);
    c->made = lode__arena_zero(&c->arena, n, sizeof *c->made);
    c->recycled = lode__arena_zero(&c->arena, n, sizeof *c->recycled);
    c->hosted = lode__arena_zero(&c->arena, n, sizeof *c->hosted);
    c->servers = lode__arena_alloc(&c->arena, n + 1, sizeof *c->servers);
    c->delivery.parts =
        lode__arena_alloc(&c->arena, lode__max_parts(model), sizeof *c->delivery.parts);
    if (!c->needs || !c->made || !c->recycled || !c->hosted || !c->servers ||
        !c->delivery.parts || lode__place_sets_init(&c->sets, c->allocator) < 0) {
        return lode__nomem(c->context);
    }
    LODE__TRY(lode__mark(c));
    LODE__TRY(number(c));
    LODE__TRY(take_draft(c));
    LODE__TRY(lode__emit(c));
    LODE__TRY(find_roots(c));
    return lode__arrange(c->context, &c->draft, c->network, &c->arena);
}

lode_status lode__compile_graph(lode_context *context, lode_network *network, bool quiet)
{
    lode__compiler *c = lode__alloc_zero(&context->allocator, 1, sizeof *c);
    if (!c) return lode__nomem(context);
    c->context = context;
    c->allocator = &context->allocator;
    c->model = network->model;
    c->network = network;
    c->quiet = quiet;
    c->arena.allocator = c->allocator;
    const lode_status status = run(c);
    lode__free(c->allocator, c->draft.weight);
    lode__free(c->allocator, c->draft.second);
    lode__place_sets_free(&c->sets);
    lode__arena_free(&c->arena);
    lode__free(&context->allocator, c);
    return status;
}
