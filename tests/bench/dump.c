#include "dump.h"
#include "bom_case.h"

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

void dump_bom(const char *path, size_t n_edges)
{
    bom_case *c = bom_case_new(bom_of_size(n_edges));
    const graph *g = &c->bom->graph;
    const uint64_t head[] = {g->n_nodes, g->n_arcs};
    FILE *to = fopen(path, "wb");
    if (!to) give_up("cannot write the dump", NULL);
    bom_case_down(c);
    put(to, "lodebom1", 1, 8);
    put(to, head, sizeof head, 1);
    put_parents(to, g);
    put(to, g->child, sizeof *g->child, g->n_arcs);
    put(to, g->weight, sizeof *g->weight, g->n_arcs);
    put(to, c->bom->volume, sizeof(double), g->n_nodes);
    for (uint32_t k = 0; k < g->n_nodes; k++) {
        put(to, &c->value[c->network->by_id[k]], sizeof(double), 1);
    }
    if (fclose(to) != 0) give_up("cannot write the dump", NULL);
    bom_case_free(c);
}
