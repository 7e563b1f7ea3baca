/* Whether numbers can hold what products need. A long way down multiplies quantities:
 * what comes to infinity, or to nothing, would be a wrong answer without a word. */
#include "network/network.h"

#include <math.h>
#include <string.h>

/* So that prices, masses and volumes can still be multiplied by what is needed. */
static const double MOST = 1e300, LEAST = 1e-300;

/* What is needed is multiplied by these. NaN is not the larger. */
static double factor_of(const lode__detail *detail)
{
    return fmax(1.0, fmax(detail->price, detail->mass_kg));
}

static bool is_too_much(const lode_model *model, uint32_t item, double need)
{
    const uint32_t detail = model->item_detail[item];
    const double factor = detail ? factor_of(&model->details[detail - 1]) : 1.0;
    return !(need * factor <= MOST);
}

/* Up to here there is no need to look at an item. */
static double most_of_any_item(const lode_model *model)
{
    double factor = 1.0;
    for (size_t k = 0; k < model->n_details; k++)
        factor = fmax(factor, factor_of(&model->details[k]));
    return MOST / factor;
}

/* Something is needed of what takes from this row, and so little of the row itself that
 * it is lost. */
static bool is_lost(const lode_network *net, const lode__run *run, uint32_t k,
                    const double *value)
{
    const uint32_t *const parent = net->down_parent + run->arc + (size_t)k * run->degree;
    for (uint32_t j = 0; j < run->degree && value[run->first + k] < LEAST; j++) {
        if (value[parent[j]] > 0.0) return true;
    }
    return false;
}

static lode_status report(lode_context *context, const lode_network *net, uint32_t node,
                          const double *value)
{
    char quoted[LODE__QUOTE_LEN];
    const uint32_t item = net->node_item[node];
    const char *const id = lode__item_id(net->model, item);
    const bool much = is_too_much(net->model, item, value[node]);
    return lode__error(
        context, LODE_E_VALUE, NULL,
        "what products need of item \"%s\" comes to %s than %s: quantities of "
        "lines, by prices, masses and volumes, multiply beyond what numbers hold",
        lode__quote(quoted, id, strlen(id)), much ? "more" : "less",
        much ? "1e300" : "1e-300");
}

/* Of a level the item that comes first, whatever the order of its rows. */
static void find_first(const lode_network *net, const lode__run *run, double most,
                       const double *value, uint32_t *first)
{
    for (uint32_t k = 0; k < run->n; k++) {
        const uint32_t node = run->first + k;
        if (value[node] >= LEAST && value[node] <= most) continue;
        const uint32_t item = net->node_item[node];
        if (!is_too_much(net->model, item, value[node]) && !is_lost(net, run, k, value))
            continue;
        if (*first == UINT32_MAX || item < net->node_item[*first]) *first = node;
    }
}

lode_status lode__check_range(lode_context *context, const lode_network *network)
{
    const lode_allocator *const allocator = &context->allocator;
    double *const value = lode__alloc(
        allocator, (size_t)network->n_nodes + network->n_roots, sizeof *value);
    if (!value) return lode__nomem(context);
    for (size_t r = 0; r < network->n_roots; r++) {
        const lode__product *const product =
            &network->model->products[network->roots[r].product];
        value[network->n_nodes + r] = fmax(1.0, product->volume);
    }
    lode__down(network, false, value);
    const double most = most_of_any_item(network->model);
    uint32_t first = UINT32_MAX;
    for (size_t r = 0; r < network->n_down_runs; r++) {
        const lode__run *const run = &network->down_runs[r];
        /* What is wrong further down comes of what is wrong here. */
        if (run->starts_level && first != UINT32_MAX) break;
        find_first(network, run, most, value, &first);
    }
    const lode_status status =
        first == UINT32_MAX ? LODE_OK : report(context, network, first, value);
    lode__free(allocator, value);
    return status;
}
