#include "dump.h"
#include "content_case.h"
#include "scenario_batch.h"
#include "trade_case.h"

#include "network/network.h"

#include <stdlib.h>

static void put(FILE *to, const void *data, size_t size, size_t count)
{
    if (fwrite(data, size, count, to) != count) give_up("cannot write the dump", NULL);
}

static void put_parents(FILE *to, const graph *g)
{
    uint32_t *parent = need(g->n_arcs, sizeof *parent);
    for (uint32_t v = 0; v < g->n_nodes; v++) {
        for (size_t k = g->first[v]; k < g->first[v + 1]; k++) parent[k] = v;
    }
    put(to, parent, sizeof *parent, g->n_arcs);
    free(parent);
}

static FILE *begin(const char *path, const char *magic, const uint64_t *head, size_t n)
{
    FILE *to = fopen(path, "wb");
    if (!to) give_up("cannot write the dump", NULL);
    put(to, magic, 1, 8);
    put(to, head, sizeof *head, n);
    return to;
}

static void end(FILE *to)
{
    if (fclose(to) != 0) give_up("cannot write the dump", NULL);
}

/* Of each item, in order of ids. */
static void put_requirements(FILE *to, const bom_case *c)
{
    for (uint32_t k = 0; k < c->bom->graph.n_nodes; k++) {
        put(to, &c->value[c->network->by_id[k]], sizeof(double), 1);
    }
}

static void order_one(const bom_case *c, uint32_t item)
{
    const lode_network *net = c->network;
    for (size_t r = 0; r < net->n_roots; r++) {
        c->value[net->n_nodes + r] = net->node_item[net->roots[r].node] == item;
    }
}

void dump_bom(const char *path, size_t n_edges)
{
    bom_case *c = bom_case_new(bom_of_size(n_edges));
    const graph *g = &c->bom->graph;
    const uint32_t typical = bom_typical_product(c->bom);
    const uint64_t head[] = {g->n_nodes, g->n_arcs, typical};
    FILE *to = begin(path, "lodebom2", head, sizeof head / sizeof head[0]);
    put_parents(to, g);
    put(to, g->child, sizeof *g->child, g->n_arcs);
    put(to, g->weight, sizeof *g->weight, g->n_arcs);
    put(to, c->bom->volume, sizeof(double), g->n_nodes);
    bom_case_down(c);
    put_requirements(to, c);
    order_one(c, typical);
    bom_case_down(c);
    put_requirements(to, c);
    end(to);
    bom_case_free(c);
}

void dump_content(const char *path, size_t n_edges)
{
    content_case *c = content_case_new(bom_of_size(n_edges));
    const lode_network *net = c->all->network;
    const uint64_t head[] = {c->n_products, c->n_materials};
    FILE *to = begin(path, "lodecon1", head, sizeof head / sizeof head[0]);
    content_case_call(c);
    for (size_t p = 0; p < c->n_products; p++) {
        put(to, &net->node_item[net->roots[p].node], sizeof *net->node_item, 1);
    }
    put(to, c->material, sizeof *c->material, c->n_materials);
    put(to, c->content, sizeof *c->content, c->n_products * c->n_materials);
    end(to);
    content_case_free(c);
}

static void put_graph(FILE *to, const trade *t)
{
    const graph *g = &t->graph;
    for (size_t v = 0; v <= g->n_nodes; v++) {
        const uint64_t first = g->first[v];
        put(to, &first, sizeof first, 1);
    }
    put(to, g->child, sizeof *g->child, g->n_arcs);
    put(to, g->weight, sizeof *g->weight, g->n_arcs);
    put(to, t->item, sizeof *t->item, g->n_nodes);
    put(to, t->place, sizeof *t->place, g->n_nodes);
    put(to, t->delivers, 1, g->n_nodes);
}

static void put_effects(FILE *to, const scenario_batch *b)
{
    for (size_t k = 0; k < b->n_effects; k++) {
        const effect *e = &b->effects[k];
        const uint32_t key[] = {e->scenario, e->kind, e->item, e->country};
        put(to, key, sizeof key, 1);
    }
    for (size_t k = 0; k < b->n_effects; k++)
        put(to, &b->effects[k].value, sizeof(double), 1);
}

void dump_scenarios(const char *path, size_t n_scenarios)
{
    trade *t = trade_new(trade_of_world());
    scenario_batch *b = scenario_batch_new(t, n_scenarios, true);
    double *value = need(t->graph.n_nodes, sizeof *value);
    double *loss = need(n_scenarios, sizeof *loss);
    scenario_batch_losses(b, t, value, loss);
    const uint64_t head[] = {t->graph.n_nodes, t->graph.n_arcs, n_scenarios, b->n_effects,
                             t->root};
    FILE *to = begin(path, "lodescn1", head, sizeof head / sizeof head[0]);
    put_graph(to, t);
    put_effects(to, b);
    put(to, loss, sizeof *loss, n_scenarios);
    end(to);
    free(loss);
    free(value);
    scenario_batch_free(b);
    trade_free(t);
}
