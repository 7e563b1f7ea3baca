#include "content_case.h"

#include "network/linear.h"

#include <stdlib.h>
#include <string.h>

static void number_materials(content_case *c)
{
    const bom *b = c->all->bom;
    c->n_materials = b->shape.n_materials;
    c->material = need(c->n_materials, sizeof *c->material);
    c->column = need(b->graph.n_nodes, sizeof *c->column);
    uint32_t n = 0;
    for (uint32_t k = 0; k < b->graph.n_nodes; k++) {
        c->column[k] = (uint32_t)c->n_materials;
        if (!is_material(b, k)) continue;
        c->material[n] = k;
        c->column[k] = n++;
    }
}

content_case *content_case_new(bom_shape shape)
{
    enum { LINE = LODE__LANES * sizeof(double) };
    content_case *c = need(1, sizeof *c);
    c->all = bom_case_new(shape);
    const lode_network *net = c->all->network;
    c->n_products = net->n_roots;
    number_materials(c);
    c->content = need(c->n_products * c->n_materials, sizeof *c->content);
    c->coefficient = need(net->n_up_arcs, sizeof *c->coefficient);
    lode__unit_flows(net, c->coefficient);
    c->memory = need((size_t)net->n_nodes + net->n_roots + 1, LINE);
    c->value = (double *)(((uintptr_t)c->memory + LINE - 1) / LINE * LINE);
    return c;
}

void content_case_free(void *state)
{
    content_case *c = state;
    lode_table_free(c->table);
    bom_case_free(c->all);
    free(c->material);
    free(c->column);
    free(c->content);
    free(c->coefficient);
    free(c->memory);
    free(c);
}

void content_case_call(void *state)
{
    static const char *const stages[] = {MATERIAL_STAGE};
    content_case *c = state;
    const lode_requirements_options options = {
        .struct_size = sizeof options, .stages = stages, .n_stages = 1};
    lode_table_free(c->table);
    must(lode_requirements(c->all->context, c->all->network, &options, &c->table),
         c->all->context);
    lode_table *t = c->table;
    const uint32_t *product = lode_table_codes(t, lode_table_find_column(t, "product"));
    const uint32_t *item = lode_table_codes(t, lode_table_find_column(t, "item"));
    const double *quantity = lode_table_reals(t, lode_table_find_column(t, "quantity"));
    if (!product || !item || !quantity) give_up("a column is missing", NULL);
    for (size_t k = 0; k < lode_table_n_rows(t); k++) {
        c->content[product[k] * c->n_materials + c->column[item[k]]] = quantity[k];
    }
}

static size_t width_of(size_t first, size_t n)
{
    return n - first < LODE__LANES ? n - first : LODE__LANES;
}

void content_case_down(void *state)
{
    content_case *c = state;
    const lode_network *net = c->all->network;
    double *orders = c->value + (size_t)net->n_nodes * LODE__LANES;
    for (size_t first = 0; first < c->n_products; first += LODE__LANES) {
        const size_t n = width_of(first, c->n_products);
        memset(orders, 0, (size_t)net->n_roots * LODE__LANES * sizeof *orders);
        for (size_t k = 0; k < n; k++) orders[(first + k) * LODE__LANES + k] = 1.0;
        lode__down_lanes(net, false, c->value);
        for (size_t m = 0; m < c->n_materials; m++) {
            const double *lanes =
                c->value + (size_t)net->by_id[c->material[m]] * LODE__LANES;
            for (size_t k = 0; k < n; k++)
                c->content[(first + k) * c->n_materials + m] = lanes[k];
        }
    }
}

void content_case_up(void *state)
{
    content_case *c = state;
    const lode_network *net = c->all->network;
    for (size_t first = 0; first < c->n_materials; first += LODE__LANES) {
        const size_t n = width_of(first, c->n_materials);
        memset(c->value, 0, (size_t)net->n_nodes * LODE__LANES * sizeof *c->value);
        for (size_t k = 0; k < n; k++) {
            c->value[(size_t)net->by_id[c->material[first + k]] * LODE__LANES + k] = 1.0;
        }
        lode__linear_up(net, c->coefficient, c->value);
        for (size_t p = 0; p < c->n_products; p++) {
            const double *lanes = c->value + (size_t)net->roots[p].node * LODE__LANES;
            memcpy(&c->content[p * c->n_materials + first], lanes, n * sizeof *lanes);
        }
    }
}
