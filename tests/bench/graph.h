/* Graphs as anybody would first write them: plain rows in the order of the user's ids,
 * one value at a time. What the library is held against, in time and in results. */
#ifndef BENCH_GRAPH_H
#define BENCH_GRAPH_H

#include "bench.h"

/* Rows of what each node takes, and, turned round, of who takes from it. */
typedef struct graph {
    uint32_t n_nodes;
    size_t n_arcs;
    size_t *first; /* [n_nodes + 1] */
    uint32_t *child;
    double *weight;
    size_t *back_first; /* [n_nodes + 1] */
    uint32_t *parent;
    double *back_weight;
    uint32_t *order; /* a node stands before what it takes */
} graph;

void graph_allocate(graph *g, uint32_t n_nodes, size_t n_arcs);
/* Fills the rows turned round from the others. */
void graph_turn(graph *g);
void graph_free(graph *g);
/* What every node must give; `demand` and `value` are [n_nodes]. */
void graph_down(const graph *g, const double *demand, double *value);
/* The other way: what every node is worth, `value` holding what it is worth by itself. */
void graph_up(const graph *g, double *value);
/* Ways from products to whatever takes nothing. */
double graph_paths(const graph *g, const double *demand);

/* Room for walks over one graph. */
typedef struct graph_walk {
    uint32_t *found; /* [n_found] what is taken stands before what takes it */
    uint32_t n_found;
    size_t n_arcs; /* of what was found */
    uint32_t *path;
    size_t *next;  /* arc of each node that is looked at next; 0: not seen yet */
    double *value; /* [n_nodes] 0 but after graph_walk_down(), of what was found */
} graph_walk;
void graph_walk_init(graph_walk *walk, const graph *g);
void graph_walk_free(graph_walk *walk);
/* Everything that one node leads to, depth first, and what it must give for one unit of
 * that node: only rows that are reached are touched. */
void graph_walk_down(const graph *g, uint32_t from, graph_walk *walk);

#endif
