/* Finding the item on which a seemingly diverse delivery hangs. */
#include "analysis/hidden.h"

/* Largest share of one country in a delivery; arcs stand by country, ZZZ last. */
static double largest_share(const lode_network *network, uint32_t node)
{
    const lode__row row = lode__up_row(network, node);
    double largest = 0.0, share = 0.0;
    unsigned last = LODE__ZZZ;
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const unsigned place = network->node_place[row.child[j]];
        if (place == LODE__ZZZ) break;
        share = place == last ? share + row.weight[j] : row.weight[j];
        last = place;
        if (share > largest) largest = share;
    }
    return largest;
}

lode_status lode__diverse(lode_context *context, const lode_network *network,
                          double level, uint32_t **out, size_t *out_n)
{
    *out = lode__alloc(&context->allocator, network->n_nodes, sizeof **out);
    if (!*out) return lode__nomem(context);
    *out_n = 0;
    for (uint32_t k = 0; k < network->n_nodes; k++) {
        const uint32_t node = network->by_id[k];
        if (network->node_kind[node] != LODE__DELIVERY) continue;
        if (!lode__exceeds(largest_share(network, node), level))
            (*out)[(*out_n)++] = node;
    }
    return LODE_OK;
}

/* A lane for each item: its instances in the country stop, and nothing else. */
typedef struct trial {
    const lode_network *network;
    lode__hidden *hidden;
    double level;
} trial;

static void fill(const void *user, size_t first, size_t n, double *rows)
{
    (void)user;
    for (size_t k = 0; k < n; k++) rows[(first + k + 1) * LODE__LANES + k] = 0.0;
}

static lode_status keep(const lode__block *block, size_t worker, void *user)
{
    (void)worker;
    trial *t = user;
    for (size_t k = 0; k < block->n; k++) {
        uint8_t *hangs = t->hidden->hangs + (block->first + k) * t->hidden->n;
        for (size_t h = 0; h < t->hidden->n; h++) {
            hangs[h] = lode__exceeds(lode__loss(block, t->hidden->node[h], k), t->level);
        }
    }
    return LODE_OK;
}

static bool stops_at(const lode_network *network, const bool *stages, unsigned place,
                     uint32_t node)
{
    const uint8_t kind = network->node_kind[node];
    return (kind == LODE__INSTANCE || kind == LODE__RECYCLED) &&
           network->node_place[node] == place &&
           (!stages || stages[network->model->item_stage[network->node_item[node]]]);
}

/* Numbers the items that the stop hits; rows[node] is 1 + the number, 0 for other nodes.
 */
static void number_items(const lode_network *network, const bool *stages,
                         lode__hidden *hidden, uint32_t *rows)
{
    for (uint32_t k = 0; k < network->n_nodes; k++) {
        const uint32_t node = network->by_id[k], item = network->node_item[node];
        if (!stops_at(network, stages, hidden->place, node)) continue;
        if (!hidden->n_items || hidden->item[hidden->n_items - 1] != item) {
            hidden->item[hidden->n_items++] = item;
        }
        rows[node] = (uint32_t)hidden->n_items;
    }
}

/* From rows of instances to rows of the arcs that leave the country. */
static void number_exports(const lode_network *network, const lode__hidden *hidden,
                           const uint32_t *node_rows, uint32_t *arc_rows)
{
    for (size_t r = 0; r < network->n_up_runs; r++) {
        const lode__run *run = &network->up_runs[r];
        if (run->op != LODE__UP_DELIVERY) continue;
        for (size_t k = 0; k < (size_t)run->n * run->degree; k++) {
            const uint32_t to = network->up_node[run->first + k / run->degree];
            if (network->node_place[to] == hidden->place) continue;
            arc_rows[run->weight + k] = node_rows[network->up_child[run->arc + k]];
        }
    }
}

static lode_status try_items(lode_context *context, trial *t, lode__stop_kind kind,
                             const uint32_t *node_rows, uint32_t *arc_rows)
{
    lode__hidden *hidden = t->hidden;
    hidden->hangs = lode__alloc(&context->allocator, hidden->n_items, hidden->n);
    if (!hidden->hangs) return lode__nomem(context);
    const bool production = kind == LODE__STOP_PRODUCTION;
    if (!production) number_exports(t->network, hidden, node_rows, arc_rows);
    lode__shocks shocks = {.n_lanes = hidden->n_items,
                           .n_rows = (uint32_t)hidden->n_items,
                           .capacity_row = production ? node_rows : NULL,
                           .way_of = production ? NULL : arc_rows,
                           .fill = fill};
    lode__vias vias = {.n = 0};
    lode_status status = LODE_OK;
    if (shocks.way_of) {
        status = lode__vias_init(context, t->network, &shocks, &vias);
        shocks.vias = &vias;
    }
    if (status == LODE_OK) status = lode__up(context, t->network, &shocks, keep, t);
    lode__vias_free(&context->allocator, &vias);
    return status;
}

lode_status lode__find_hangs(lode_context *context, const lode_network *network,
                             lode__stop_kind kind, const bool *stages, double level,
                             lode__hidden *hidden)
{
    const lode_allocator *allocator = &context->allocator;
    uint32_t *node_rows =
        lode__alloc_zero(allocator, network->n_nodes, sizeof *node_rows);
    uint32_t *arc_rows =
        lode__alloc_zero(allocator, network->n_weights, sizeof *arc_rows);
    hidden->item = lode__alloc(allocator, network->n_nodes, sizeof *hidden->item);
    lode_status status = LODE_OK;
    if (!node_rows || !arc_rows || !hidden->item) {
        status = lode__nomem(context);
    } else {
        trial t = {network, hidden, level};
        number_items(network, stages, hidden, node_rows);
        status = try_items(context, &t, kind, node_rows, arc_rows);
    }
    lode__free(allocator, arc_rows);
    lode__free(allocator, node_rows);
    return status;
}

void lode__hidden_free(lode_context *context, lode__hidden *hidden)
{
    lode__free(&context->allocator, hidden->node);
    lode__free(&context->allocator, hidden->item);
    lode__free(&context->allocator, hidden->hangs);
}

void lode__steps(const lode_network *network, uint32_t from, uint32_t *steps)
{
    memset(steps, 0xff, network->n_nodes * sizeof *steps);
    steps[from] = 0;
    /* A node stands before all it takes; a step is made where an instance takes
     * something. */
    for (uint32_t node = from; node < network->n_nodes; node++) {
        if (steps[node] == UINT32_MAX) continue;
        const uint8_t kind = network->node_kind[node];
        const bool step = kind == LODE__INSTANCE || kind == LODE__RECYCLED;
        const uint32_t there = steps[node] + step;
        const lode__row row = lode__up_row(network, node);
        for (uint32_t j = 0; j < row.run->degree; j++) {
            if (lode__not_in_use(&row, j)) continue;
            if (there < steps[row.child[j]]) steps[row.child[j]] = there;
        }
    }
}

/* Fewest steps to an item made in the country. */
static uint32_t steps_to(const lode_network *network, const uint32_t *steps,
                         uint32_t item)
{
    const lode__item_nodes at = lode__nodes_of(network, item);
    uint32_t fewest = UINT32_MAX;
    for (uint32_t k = at.first; k < at.end; k++) {
        const uint32_t node = network->by_id[k];
        if (steps[node] < fewest) fewest = steps[node];
    }
    return fewest;
}

/* Marks the item nearest the product on which delivery h hangs; false where there is
 * none. Items stand by id, so the first of the nearest is the right one. */
static bool mark_convergence(const lode_network *network, const lode__hidden *hidden,
                             const uint32_t *steps, size_t h, uint8_t *marks)
{
    uint32_t fewest = UINT32_MAX;
    size_t nearest = SIZE_MAX;
    for (size_t k = 0; k < hidden->n_items; k++) {
        if (!hidden->hangs[k * hidden->n + h]) continue;
        const uint32_t there = steps_to(network, steps, hidden->item[k]);
        if (there < fewest) {
            fewest = there;
            nearest = k;
        }
    }
    if (nearest == SIZE_MAX) return false;
    marks[nearest] = 1;
    return true;
}

static lode_status add_word(lode_context *context, lode__text *text, const char *word)
{
    if ((text->len && lode__text_add(text, " ", 1) < 0) ||
        lode__text_add(text, word, strlen(word)) < 0) {
        return lode__nomem(context);
    }
    return LODE_OK;
}

lode_status lode__hidden_text(lode_context *context, const lode_network *network,
                              const lode__hidden *hidden, const uint32_t *steps,
                              lode__text *text)
{
    lode__text_clear(text);
    if (!hidden->n) return LODE_OK;
    uint8_t *marks = lode__alloc_zero(&context->allocator, hidden->n_items, 1);
    if (!marks) return lode__nomem(context);
    bool spread = false;
    for (size_t h = 0; h < hidden->n; h++) {
        if (steps[hidden->node[h]] == UINT32_MAX) continue;
        spread |= !mark_convergence(network, hidden, steps, h, marks);
    }
    lode_status status = LODE_OK;
    for (size_t k = 0; k < hidden->n_items && status == LODE_OK; k++) {
        if (!marks[k]) continue;
        status = add_word(context, text, lode__item_id(network->model, hidden->item[k]));
    }
    if (spread && status == LODE_OK) status = add_word(context, text, "spread");
    lode__free(&context->allocator, marks);
    return status;
}
