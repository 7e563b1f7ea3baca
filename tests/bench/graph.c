#include "graph.h"

#include <stdlib.h>

void graph_allocate(graph *g, uint32_t n_nodes, size_t n_arcs)
{
    *g = (graph){.n_nodes = n_nodes, .n_arcs = n_arcs};
    g->first = need((size_t)n_nodes + 1, sizeof *g->first);
    g->back_first = need((size_t)n_nodes + 1, sizeof *g->back_first);
    g->child = need(n_arcs, sizeof *g->child);
    g->parent = need(n_arcs, sizeof *g->parent);
    g->weight = need(n_arcs, sizeof *g->weight);
    g->back_weight = need(n_arcs, sizeof *g->back_weight);
    g->order = need(n_nodes, sizeof *g->order);
}

void graph_turn(graph *g)
{
    for (size_t k = 0; k < g->n_arcs; k++) g->back_first[g->child[k] + 1]++;
    for (uint32_t v = 0; v < g->n_nodes; v++) g->back_first[v + 1] += g->back_first[v];
    size_t *at = need(g->n_nodes, sizeof *at);
    for (uint32_t v = 0; v < g->n_nodes; v++) at[v] = g->back_first[v];
    for (uint32_t v = 0; v < g->n_nodes; v++) {
        for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
            const size_t to = at[g->child[k]]++;
            g->parent[to] = v;
            g->back_weight[to] = g->weight[k];
        }
    }
    free(at);
}

void graph_free(graph *g)
{
    void *const all[] = {g->first,  g->child,       g->weight, g->back_first,
                         g->parent, g->back_weight, g->order};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) free(all[k]);
}

void graph_down(const graph *g, const double *demand, double *value)
{
    for (uint32_t t = 0; t < g->n_nodes; t++) {
        const uint32_t v = g->order[t];
        double sum = demand[v];
        for (size_t k = g->back_first[v]; k < g->back_first[v + 1]; k++) {
            sum += g->back_weight[k] * value[g->parent[k]];
        }
        value[v] = sum;
    }
}

void graph_up(const graph *g, double *value)
{
    for (uint32_t t = g->n_nodes; t-- > 0;) {
        const uint32_t v = g->order[t];
        double sum = value[v];
        for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
            sum += g->weight[k] * value[g->child[k]];
        }
        value[v] = sum;
    }
}

double graph_paths(const graph *g, const double *demand)
{
    double *ways = need(g->n_nodes, sizeof *ways), total = 0.0;
    for (uint32_t t = 0; t < g->n_nodes; t++) {
        const uint32_t v = g->order[t];
        double sum = demand[v] > 0.0;
        for (size_t k = g->back_first[v]; k < g->back_first[v + 1]; k++) {
            sum += ways[g->parent[k]];
        }
        ways[v] = sum;
        if (g->first[v] == g->first[v + 1]) total += sum;
    }
    free(ways);
    return total;
}

void graph_walk_init(graph_walk *walk, const graph *g)
{
    *walk = (graph_walk){.found = need(g->n_nodes, sizeof *walk->found),
                         .path = need(g->n_nodes, sizeof *walk->path),
                         .next = need(g->n_nodes, sizeof *walk->next),
                         .value = need(g->n_nodes, sizeof *walk->value)};
}

void graph_walk_free(graph_walk *walk)
{
    free(walk->found);
    free(walk->path);
    free(walk->next);
    free(walk->value);
}

/* What the walk before left behind. */
static void forget(graph_walk *walk)
{
    for (uint32_t k = 0; k < walk->n_found; k++) {
        walk->next[walk->found[k]] = 0;
        walk->value[walk->found[k]] = 0.0;
    }
    walk->n_found = 0;
    walk->n_arcs = 0;
}

static void find(const graph *g, uint32_t from, graph_walk *walk)
{
    uint32_t depth = 0;
    walk->path[depth++] = from;
    walk->next[from] = g->first[from] + 1;
    while (depth > 0) {
        const uint32_t v = walk->path[depth - 1];
        const size_t arc = walk->next[v] - 1;
        if (arc == g->first[v + 1]) {
            walk->n_arcs += g->first[v + 1] - g->first[v];
            walk->found[walk->n_found++] = v;
            depth--;
            continue;
        }
        const uint32_t child = g->child[arc];
        walk->next[v]++;
        if (walk->next[child]) continue;
        walk->next[child] = g->first[child] + 1;
        walk->path[depth++] = child;
    }
}

void graph_walk_down(const graph *g, uint32_t from, graph_walk *walk)
{
    forget(walk);
    find(g, from, walk);
    walk->value[from] = 1.0;
    for (uint32_t t = walk->n_found; t-- > 0;) {
        const uint32_t v = walk->found[t];
        for (size_t k = g->first[v]; k < g->first[v + 1]; k++) {
            walk->value[g->child[k]] += g->weight[k] * walk->value[v];
        }
    }
}
