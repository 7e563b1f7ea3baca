/* The order of items, products first, and the cycles that forbid one. */
#include "model/freeze.h"

static uint32_t n_lines_of(const lode__graph *g, uint32_t item)
{
    return g->model->item_line[item + 1] - g->model->item_line[item];
}

uint32_t lode__n_neighbours(const lode__graph *g, uint32_t item)
{
    return n_lines_of(g, item) + g->host_from[item + 1] - g->host_from[item];
}

uint32_t lode__neighbour(const lode__graph *g, uint32_t item, uint32_t k)
{
    const uint32_t n_lines = n_lines_of(g, item);
    return k < n_lines ? g->model->line_item[g->model->item_line[item] + k]
                       : g->model->hosts[g->host_from[item] + k - n_lines].host;
}

static lode_status index_hosts(lode__freeze *job, uint32_t **out)
{
    const lode_model *const model = job->model;
    uint32_t *from = NULL;
    LODE__TRY(
        lode__freeze_scratch(job, &from, (size_t)model->n_items + 1, sizeof(uint32_t)));
    memset(from, 0, ((size_t)model->n_items + 1) * sizeof(uint32_t));
    for (size_t i = 0; i < model->n_hosts; i++) from[model->hosts[i].item + 1]++;
    for (uint32_t item = 0; item < model->n_items; item++) from[item + 1] += from[item];
    *out = from;
    return LODE_OK;
}

/* Fills the order as a queue of items that have lost their last parent, in order of ids
 * at first: an item stands behind all that take it, and near the last of them. Items on a
 * cycle or behind one never lose their last parent. Returns how many items got a place.
 */
static uint32_t find_order(const lode__graph *g, uint32_t *n_parents, uint32_t *order,
                           uint8_t *settled)
{
    const uint32_t n = g->model->n_items;
    uint32_t n_queued = 0;
    for (uint32_t item = 0; item < n; item++)
        for (uint32_t k = 0; k < lode__n_neighbours(g, item); k++)
            n_parents[lode__neighbour(g, item, k)]++;
    for (uint32_t item = 0; item < n; item++)
        if (n_parents[item] == 0) order[n_queued++] = item;
    for (uint32_t done = 0; done < n_queued; done++) {
        const uint32_t item = order[done];
        settled[item] = 1;
        for (uint32_t k = 0; k < lode__n_neighbours(g, item); k++) {
            const uint32_t below = lode__neighbour(g, item, k);
            if (--n_parents[below] == 0) order[n_queued++] = below;
        }
    }
    return n_queued;
}

lode_status lode__freeze_order(lode__freeze *job)
{
    lode_model *const model = job->model;
    const uint32_t n = model->n_items;
    uint32_t *host_from = NULL, *n_parents = NULL;
    uint8_t *settled = NULL;
    LODE__TRY(index_hosts(job, &host_from));
    LODE__TRY(lode__freeze_scratch(job, &n_parents, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &settled, n, sizeof(uint8_t)));
    LODE__TRY(lode__freeze_array(job, &model->item_order, n, sizeof(uint32_t)));
    memset(n_parents, 0, n * sizeof(uint32_t));
    memset(settled, 0, n);
    const lode__graph g = {model, host_from};
    if (find_order(&g, n_parents, model->item_order, settled) < n)
        LODE__TRY(lode__freeze_cycles(job, &g, settled));
    lode__freeze_forget_tapes(job);
    return LODE_OK;
}
