/* Doing over what a change reaches. */
#include "network/update.h"
#include "network/kernel.h"

#include <string.h>

enum { LINE = LODE__LANES * sizeof(double) };

lode_status lode__update_init(lode_context *context, const lode_network *network,
                              lode__update *update)
{
    const lode_allocator *allocator = &context->allocator;
    *update = (lode__update){.network = network};
    update->capacity_row =
        lode__alloc_zero(allocator, network->n_nodes, sizeof *update->capacity_row);
    update->way_of =
        lode__alloc_zero(allocator, network->n_weights, sizeof *update->way_of);
    if (!update->capacity_row || !update->way_of) return lode__nomem(context);
    LODE__TRY(lode__parents_init(context, network, &update->parents));
    LODE__TRY(lode__agenda_init(context, network->n_nodes, &update->agenda));
    LODE__TRY(lode__point_init(context, network, NULL, 0, &update->point));
    update->rows_capacity = 1;
    lode__shocks *shocks = &update->point.shocks;
    shocks->capacity_row = update->capacity_row;
    shocks->way_of = update->way_of;
    return LODE_OK;
}

void lode__update_free(const lode_allocator *allocator, lode__update *update)
{
    lode__free(allocator, update->capacity_row);
    lode__free(allocator, update->way_of);
    lode__free(allocator, update->agenda.bits);
    lode__parents_free(allocator, &update->parents);
    lode__point_free(allocator, &update->point);
}

lode_status lode__update_reserve(lode_context *context, lode__update *update, uint32_t n)
{
    lode__point *point = &update->point;
    const size_t had = (size_t)point->shocks.n_rows + 1;
    if (had + n <= update->rows_capacity) return LODE_OK;
    const size_t capacity = 2 * had + n;
    void *memory = lode__alloc(&context->allocator, capacity + 1, LINE);
    if (!memory) return lode__nomem(context);
    double *rows = (double *)(((uintptr_t)memory + LINE - 1) / LINE * LINE);
    memcpy(rows, point->block.rows, had * LINE);
    lode__free(&context->allocator, point->rows_memory);
    point->rows_memory = memory;
    point->block.rows = rows;
    update->rows_capacity = capacity;
    return LODE_OK;
}

static void set_factor(lode__update *update, uint32_t *row, uint32_t node, double factor)
{
    if (!*row) *row = ++update->point.shocks.n_rows;
    /* The rows are the update's own: it made room for them. */
    double *lanes = (double *)update->point.block.rows + (size_t)*row * LODE__LANES;
    for (int k = 0; k < LODE__LANES; k++) lanes[k] = factor;
    lode__agenda_add(&update->agenda, update->network->up_row[node]);
}

void lode__update_capacity(lode__update *update, uint32_t node, double factor)
{
    set_factor(update, &update->capacity_row[node], node, factor);
}

void lode__update_pass(lode__update *update, uint32_t node, uint32_t arc, double factor)
{
    const lode__row row = lode__up_row(update->network, node);
    set_factor(update, &update->way_of[row.first_weight + arc], node, factor);
}

/* One row by itself, as a run. */
static lode__run run_of(const lode_network *network, uint32_t node)
{
    const lode__row row = lode__up_row(network, node);
    const size_t offset = row.up_row - row.run->first;
    lode__run one = *row.run;
    one.first = row.up_row;
    one.n = 1;
    one.arc += offset * one.degree;
    one.weight += offset * one.degree;
    one.second += offset * one.degree;
    one.base += offset;
    return one;
}

void lode__update_run(lode__update *update)
{
    const lode_network *network = update->network;
    const lode__block *block = &update->point.block;
    double *lack = (double *)block->lack; /* the point is the update's own */
    uint32_t row;
    while (lode__agenda_next(&update->agenda, &row)) {
        const uint32_t node = network->up_node[row];
        const double *const now = lack + (size_t)node * LODE__LANES, before = *now;
        const lode__run one = run_of(network, node);
        lode__kernel_best()->up_run(network, block->shocks, &one, block->rows, lack);
        if (*now == before) continue;
        const uint32_t *first = &update->parents.first[node];
        for (uint32_t k = first[0]; k < first[1]; k++) {
            lode__agenda_add(&update->agenda,
                             network->up_row[update->parents.taker[k].node]);
        }
    }
}
