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
    const lode__shocks today = {.way_of = update->way_of};
    LODE__TRY(lode__vias_init(context, network, &today, &update->vias));
    LODE__TRY(lode__parents_init(context, network, &update->parents));
    LODE__TRY(lode__agenda_init(context, network->n_nodes, &update->agenda));
    LODE__TRY(lode__point_init(context, network, NULL, 0, &update->point));
    update->rows_capacity = 1;
    update->lacks_capacity = network->n_nodes;
    lode__shocks *shocks = &update->point.shocks;
    shocks->capacity_row = update->capacity_row;
    shocks->way_of = update->way_of;
    shocks->vias = &update->vias;
    return LODE_OK;
}

void lode__update_free(const lode_allocator *allocator, lode__update *update)
{
    lode__free(allocator, update->capacity_row);
    lode__free(allocator, update->way_of);
    lode__vias_free(allocator, &update->vias);
    lode__free(allocator, update->agenda.bits);
    lode__parents_free(allocator, &update->parents);
    lode__point_free(allocator, &update->point);
}

/* Lines of lanes, room for more behind those that are there. */
static lode_status grow_lanes(lode_context *context, void **memory, const double **lanes,
                              size_t *capacity, size_t had, size_t n)
{
    if (had + n <= *capacity) return LODE_OK;
    const size_t more = had + had / 2 + n;
    void *const room = lode__alloc(&context->allocator, more + 1, LINE);
    if (!room) return lode__nomem(context);
    double *const grown = lode__on_line(room);
    memcpy(grown, *lanes, had * LINE);
    lode__free(&context->allocator, *memory);
    *memory = room;
    *lanes = grown;
    *capacity = more;
    return LODE_OK;
}

lode_status lode__update_reserve(lode_context *context, lode__update *update, uint32_t n)
{
    lode__point *const point = &update->point;
    LODE__TRY(lode__vias_reserve(context, &update->vias, n));
    LODE__TRY(grow_lanes(context, &point->rows_memory, &point->block.rows,
                         &update->rows_capacity, (size_t)point->shocks.n_rows + 1, n));
    return grow_lanes(context, &point->lack_memory, &point->block.lack,
                      &update->lacks_capacity,
                      lode__count_lacks(update->network, &point->shocks), n);
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
    const lode_network *const network = update->network;
    const lode__row row = lode__up_row(network, node);
    uint32_t *const way = &update->way_of[row.first_weight + arc];
    const bool is_new = !*way;
    set_factor(update, way, node, factor);
    if (is_new)
        lode__vias_add(&update->vias, network,
                       (size_t)(row.child - network->up_child) + arc,
                       (lode__way){.pass = *way});
    /* Its vias are reckoned where the child is. */
    lode__agenda_add(&update->agenda, network->up_row[row.child[arc]]);
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
