/* Arguments, columns and loops that the analyses share. */
#include "analysis/common.h"
#include "model/balance.h"

lode_status lode__begin(lode_context *context, const lode_network *network,
                        lode_table **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (out) *out = NULL;
    if (!network) return lode__invalid(context, "network");
    if (!out) return lode__invalid(context, "out");
    return LODE_OK;
}

lode_status lode__end(lode_status status, lode_table *table, lode_table **out)
{
    if (status < 0) {
        lode_table_free(table);
        return status;
    }
    *out = table;
    return LODE_OK;
}

static const char *item_text(const void *keep, uint32_t code)
{
    const lode_model *model = ((const lode_network *)keep)->model;
    return code < model->n_items ? lode__item_id(model, code) : "";
}

static const char *stage_text(const void *keep, uint32_t code)
{
    return lode__stage_id(((const lode_network *)keep)->model, code);
}

static const char *product_text(const void *keep, uint32_t code)
{
    const char *id = lode_network_product_id(keep, code);
    return id ? id : "*";
}

static const char *country_text(const void *keep, uint32_t code)
{
    (void)keep;
    return code < LODE__N_PLACES ? lode_country_code(code) : "";
}

static void release(void *keep)
{
    lode_network_unref(keep);
}

/* The count is atomic: taking one more reference changes nothing that a reader can see.
 */
static void *keep(const lode_network *network)
{
    return lode_network_ref((lode_network *)network);
}

lode__dictionary lode__items(const lode_network *network)
{
    return (lode__dictionary){item_text, (size_t)network->model->n_items + 1,
                              keep(network), release};
}

lode__dictionary lode__stages(const lode_network *network)
{
    return (lode__dictionary){stage_text, network->model->n_stages + 1, keep(network),
                              release};
}

lode__dictionary lode__products(const lode_network *network)
{
    return (lode__dictionary){product_text, network->n_roots + 1, keep(network), release};
}

lode__dictionary lode__countries(void)
{
    return (lode__dictionary){country_text, LODE__N_PLACES + 1, NULL, NULL};
}

static const char *unit_text(const void *keep, uint32_t code)
{
    (void)keep;
    const char *name = lode_unit_name(code);
    return name ? name : "";
}

lode__dictionary lode__units(void)
{
    size_t n = 0;
    while (lode_unit_name(n)) n++;
    return (lode__dictionary){unit_text, n + 1, NULL, NULL};
}

lode_status lode__find_stages(lode_context *context, const lode_model *model,
                              const char *const *stages, size_t n_stages,
                              lode__stage_set *out)
{
    memset(out, 0, sizeof *out);
    out->all = n_stages == 0;
    if (out->all) memset(out->has, true, sizeof out->has);
    if (n_stages && !stages) return lode__invalid(context, "stages");
    for (size_t k = 0; k < n_stages; k++) {
        if (!stages[k]) return lode__invalid(context, "stages");
        const unsigned stage = lode__find_stage(model, stages[k]);
        if (stage == LODE__NO_STAGE) {
            char quoted[LODE__QUOTE_LEN];
            return lode__error(context, LODE_E_UNKNOWN, NULL,
                               "stage \"%s\" is not one of the model's stages",
                               lode__quote(quoted, stages[k], strlen(stages[k])));
        }
        out->has[stage] = true;
    }
    return LODE_OK;
}

lode_status lode__find_domestic(lode_context *context, const lode_network *network,
                                const char *domestic, const lode__root *root,
                                lode__places *out)
{
    *out = (lode__places){{0}};
    if (!domestic || !*domestic) {
        lode__places_add(out, root->home);
        return LODE_OK;
    }
    if (strcmp(domestic, "ZZZ") != 0 &&
        lode__find_places(network->model, domestic, out)) {
        return LODE_OK;
    }
    char quoted[LODE__QUOTE_LEN];
    return lode__error(context, LODE_E_UNKNOWN, NULL,
                       "domestic \"%s\" is neither a country nor a bloc of the model",
                       lode__quote(quoted, domestic, strlen(domestic)));
}

const lode__balance *lode__balance_of(const lode_network *network, uint32_t node,
                                      size_t bloc, const lode__places *inside)
{
    const unsigned place = network->node_place[node];
    const bool of_bloc = bloc != SIZE_MAX && lode__places_has(inside, place);
    const uint16_t market = (uint16_t)(of_bloc ? LODE__N_PLACES + bloc : place);
    return lode__find_balance(network->model, network->node_item[node], market,
                              network->year);
}

lode_status lode__find_level(lode_context *context, double level_frac, double *out)
{
    if (!(level_frac >= 0.0 && level_frac <= 1.0)) {
        return lode__invalid(context, "level_frac outside 0..1");
    }
    *out = level_frac == 0.0 ? LODE_LEVEL_DEFAULT : level_frac;
    return LODE_OK;
}

static bool has_cuts(const lode_network *network)
{
    for (size_t r = 0; r < network->n_down_runs; r++) {
        if (network->down_runs[r].cut) return true;
    }
    return false;
}

/* Flows of roots first..first + n - 1, a lane each; one alone needs no lanes. */
static void pass_down(const lode_network *network, size_t first, size_t n, size_t stride,
                      bool cut, double *value)
{
    double *orders = value + (size_t)network->n_nodes * stride;
    memset(orders, 0, network->n_roots * stride * sizeof *orders);
    for (size_t k = 0; k < n; k++) orders[(first + k) * stride + k] = 1.0;
    if (stride == 1) {
        lode__down(network, cut, value);
    } else {
        lode__down_lanes(network, cut, value);
    }
}

/* Memory for lanes that lie on cache lines. */
static double *on_line(void *memory)
{
    const uintptr_t line = LODE__LANES * sizeof(double);
    return (double *)(((uintptr_t)memory + line - 1) / line * line);
}

lode_status lode__each_flow(lode_context *context, const lode_network *network,
                            lode__flow_fn each, void *user)
{
    const lode_allocator *allocator = &context->allocator;
    const size_t stride = network->n_roots == 1 ? 1 : LODE__LANES;
    const size_t n_values = ((size_t)network->n_nodes + network->n_roots) * stride;
    const bool cuts = has_cuts(network);
    void *memory = lode__alloc(allocator, n_values + LODE__LANES, sizeof(double));
    void *memory_cut =
        cuts ? lode__alloc(allocator, n_values + LODE__LANES, sizeof(double)) : NULL;
    lode_status status = LODE_OK;
    if (!memory || (cuts && !memory_cut)) status = lode__nomem(context);
    for (size_t first = 0; first < network->n_roots && status == LODE_OK;
         first += stride) {
        const size_t left = network->n_roots - first, n = left < stride ? left : stride;
        double *value = on_line(memory), *cut = cuts ? on_line(memory_cut) : value;
        pass_down(network, first, n, stride, false, value);
        if (cuts) pass_down(network, first, n, stride, true, cut);
        for (size_t k = 0; k < n && status == LODE_OK; k++) {
            const lode__flow flow = {first + k, stride, value + k, cut + k};
            status = lode__progress(context, first + k, network->n_roots);
            if (status == LODE_OK) status = each(&flow, user);
        }
    }
    lode__free(allocator, memory_cut);
    lode__free(allocator, memory);
    return status;
}

lode__coverage lode__cover(const lode_network *network, uint32_t item, unsigned place,
                           lode__delivery *delivery)
{
    const lode_model *model = network->model;
    lode__coverage c = {0};
    lode__resolve(network, item, place, delivery);
    if (delivery->in_place) {
        *(place == LODE__ZZZ ? &c.unknown : &c.in_place) = 1.0;
        return c;
    }
    for (size_t p = 0; p < delivery->n_parts; p++) {
        const lode__part *part = &delivery->parts[p];
        const lode__vector *vector = &model->vectors[part->vector];
        double named = 0.0, unknown = 0.0;
        for (uint32_t k = 0; k < vector->n_shares; k++) {
            const lode__share *share = &model->shares[vector->first_share + k];
            *(share->country == LODE__ZZZ ? &unknown : &named) += share->share;
        }
        *(part->inferred ? &c.inferred : &c.known) += part->factor * named;
        c.unknown += part->factor * unknown;
    }
    c.unknown += delivery->unknown;
    return c;
}

bool lode__next_item(const lode_network *network, lode__item_nodes *at)
{
    const uint32_t *const by_id = network->by_id;
    at->first = at->end;
    if (at->first >= network->n_nodes) return false;
    at->item = network->node_item[by_id[at->first]];
    do {
        at->end++;
        if (network->n_nodes - at->end <= LODE__NODES_AHEAD) continue;
        LODE__FETCH(&network->node_item[by_id[at->end + LODE__NODES_AHEAD]]);
        LODE__FETCH(&network->node_kind[by_id[at->end + LODE__NODES_AHEAD]]);
        LODE__FETCH(&network->node_place[by_id[at->end + LODE__NODES_AHEAD]]);
    } while (at->end < network->n_nodes &&
             network->node_item[by_id[at->end]] == at->item);
    return true;
}

lode__item_nodes lode__nodes_of(const lode_network *network, uint32_t item)
{
    uint32_t low = 0, high = network->n_nodes;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (network->node_item[network->by_id[middle]] < item) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (high < network->n_nodes && network->node_item[network->by_id[high]] == item) {
        high++;
    }
    return (lode__item_nodes){item, low, high};
}

lode_status lode__chain_text(lode_context *context, const lode_network *network,
                             const uint32_t *chain, size_t n, lode__text *text)
{
    lode__text_clear(text);
    for (size_t k = 0; k < n; k++) {
        const char *item = lode__item_id(network->model, network->node_item[chain[k]]);
        const char *country = lode_country_code(network->node_place[chain[k]]);
        if ((k && lode__text_add(text, " ", 1) < 0) ||
            lode__text_add(text, item, strlen(item)) < 0 ||
            lode__text_add(text, "@", 1) < 0 ||
            lode__text_add(text, country, strlen(country)) < 0) {
            return lode__nomem(context);
        }
    }
    return LODE_OK;
}
