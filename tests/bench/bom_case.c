#include "bom_case.h"

#include "network/network.h"

#include <math.h>
#include <stdlib.h>

size_t bom_case_lines(const workload *w, const settings *s)
{
    return s->quick && w->size > 10000 ? w->size / 10 : w->size;
}

bom_case *bom_case_new(bom_shape shape)
{
    bom_case *c = need(1, sizeof *c);
    c->context = new_context();
    c->bom = bom_new(shape);
    c->model = bom_model(c->context, c->bom);
    must(lode_network_compile(c->context, c->model, NULL, &c->network), c->context);
    const lode_network *net = c->network;
    c->value = need((size_t)net->n_nodes + net->n_roots, sizeof *c->value);
    c->plain = need(c->bom->graph.n_nodes, sizeof *c->plain);
    for (size_t r = 0; r < net->n_roots; r++) {
        c->value[net->n_nodes + r] = c->model->products[net->roots[r].product].volume;
    }
    return c;
}

void bom_case_free(void *state)
{
    bom_case *c = state;
    lode_table_free(c->table);
    lode_network_unref(c->network);
    lode_model_unref(c->model);
    lode_context_free(c->context);
    bom_free(c->bom);
    free(c->value);
    free(c->plain);
    free(c);
}

void bom_case_down(void *state)
{
    const bom_case *c = state;
    lode__down(c->network, false, c->value);
}

void bom_case_plain(void *state)
{
    const bom_case *c = state;
    graph_down(&c->bom->graph, c->bom->volume, c->plain);
}

/* Items have one place each, so nodes by id are items in the order of their numbers. */
bool bom_case_agrees(void *state)
{
    const bom_case *c = state;
    const uint32_t n = c->bom->graph.n_nodes;
    if (c->network->n_nodes != n) return false;
    for (uint32_t k = 0; k < n; k++) {
        const double own = c->value[c->network->by_id[k]], other = c->plain[k];
        if (!(fabs(own - other) <= 1e-9 * fabs(other))) return false;
    }
    return true;
}
