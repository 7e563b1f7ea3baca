/* The compiler's desk: what is known of each item while a network is made. Three steps
 * work at it: mark.c finds what is reached, compile.c numbers the nodes, emit.c draws
 * their arcs. */
#ifndef LODE__NETWORK_COMPILE_H
#define LODE__NETWORK_COMPILE_H

#include "network/places.h"

/* What is reached of one item. */
typedef struct lode__reached {
    const lode__places *need; /* places it is delivered to; none where made in place */
    const lode__places *made; /* places with a primary instance */
    const lode__places *recycled; /* places with a recycled instance */
    const lode__places *hosted;   /* of made: those with a host made there */
    uint32_t base;                /* canonical number of its first node */
    uint32_t n_deliveries, n_made, n_recycled, n_hosted, n_groups;
} lode__reached;

/* Where an item is needed, and how many items stand above it at most. */
typedef struct lode__need {
    uint32_t set, level;
} lode__need;

/* The nodes that serve needs of an item: the first of all its nodes, and the set of
 * places served; none where that is one place, as of most items. */
typedef struct lode__server {
    uint32_t base, set;
} lode__server;

typedef struct lode__compiler {
    lode_context *context;
    const lode_allocator *allocator;
    const lode_model *model;
    lode_network *network;
    bool quiet;
    lode__arena arena; /* of what is needed only until the network stands */
    lode__place_sets sets;
    lode__need *needs;                  /* [n_items] */
    uint32_t *made, *recycled, *hosted; /* [n_items] sets, as in lode__reached */
    lode__server *servers; /* [n_items + 1]; base: also where the last ends */
    uint64_t most_arcs;    /* no more than these are drawn */
    lode__delivery delivery;
    lode__shares shares;
    lode__draft draft;
} lode__compiler;

static inline uint32_t lode__count_groups(const lode_model *model, uint32_t item)
{
    uint32_t n = 0;
    if (!model->n_groups) return 0;
    for (size_t g = lode__groups_from(model, item);
         g < model->n_groups && model->groups[g].item == item; g++) {
        n++;
    }
    return n;
}

static inline bool lode__is_reached(const lode__compiler *c, uint32_t item)
{
    return c->needs[item].set || c->made[item] || c->recycled[item];
}

static inline lode__reached lode__state_of(const lode__compiler *c, uint32_t item)
{
    const lode__place_sets *sets = &c->sets;
    return (lode__reached){.need = &sets->sets[c->needs[item].set],
                           .made = &sets->sets[c->made[item]],
                           .recycled = &sets->sets[c->recycled[item]],
                           .hosted = &sets->sets[c->hosted[item]],
                           .base = c->servers[item].base,
                           .n_deliveries = sets->count[c->needs[item].set],
                           .n_made = sets->count[c->made[item]],
                           .n_recycled = sets->count[c->recycled[item]],
                           .n_hosted = sets->count[c->hosted[item]],
                           .n_groups = lode__count_groups(c->model, item)};
}

/* Nodes of an item, once they are numbered: deliveries, instances, recycled instances,
 * hosts, each by place; then the groups of each instance. A group that an instance does
 * not take is a node without use. */
static inline uint32_t lode__count_nodes(const lode__compiler *c, uint32_t item)
{
    return c->servers[item + 1].base - c->servers[item].base;
}

/* The node that serves a need of an item at `place`. */
static inline uint32_t lode__serving_node(const lode__compiler *c, lode__server server,
                                          unsigned place)
{
    if (server.set == LODE__EMPTY_SET) return server.base;
    return server.base + lode__places_rank(&c->sets.sets[server.set], place);
}
static inline uint32_t lode__delivery_node(const lode__compiler *c, uint32_t item,
                                           unsigned place)
{
    return lode__serving_node(c, c->servers[item], place);
}

/* Marks deliveries and instances reached, and how many items stand above each at most. */
LODE_NODISCARD lode_status lode__mark(lode__compiler *c);
/* Places where an item is made as a host. */
lode__places lode__made_at(const lode__compiler *c, uint32_t item);
/* Fills the draft; its nodes are numbered. */
LODE_NODISCARD lode_status lode__emit(lode__compiler *c);

#endif
