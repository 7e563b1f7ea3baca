/* Evaluating one lane. */
#include "network/point.h"
#include "network/kernel.h"

enum { LINE = LODE__LANES * sizeof(double) };

lode_status lode__point_init(lode_context *context, const lode_network *network,
                             const lode__shocks *shocks, size_t lane, lode__point *point)
{
    const lode_allocator *allocator = &context->allocator;
    *point = (lode__point){.shocks = {.n_lanes = 1}};
    if (shocks) point->shocks = *shocks;
    const size_t n_rows = (size_t)point->shocks.n_rows + 1;
    point->lack_memory =
        lode__alloc(allocator, lode__count_lacks(network, &point->shocks) + 1, LINE);
    point->rows_memory = lode__alloc(allocator, n_rows + 1, LINE);
    if (!point->lack_memory || !point->rows_memory) return lode__nomem(context);
    double *rows = lode__on_line(point->rows_memory),
           *lack = lode__on_line(point->lack_memory);
    for (size_t k = 0; k < n_rows * LODE__LANES; k++) rows[k] = 1.0;
    if (shocks && shocks->fill) shocks->fill(shocks->user, lane, 1, rows);
    lode__kernel_best()->up(network, &point->shocks, rows, lack);
    point->block = (lode__block){network, &point->shocks, lane, 1, lack, rows};
    return LODE_OK;
}

void lode__point_free(const lode_allocator *allocator, lode__point *point)
{
    lode__free(allocator, point->lack_memory);
    lode__free(allocator, point->rows_memory);
    *point = (lode__point){.shocks = {.n_lanes = 0}};
}
