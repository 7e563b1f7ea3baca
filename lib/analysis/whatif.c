/* What-if: one evaluation, kept current. */
#include "lode/whatif.h"
#include "analysis/common.h"
#include "network/update.h"

struct lode_whatif {
    lode_allocator allocator;
    lode_network *network;
    lode__update update;
    uint32_t *chain; /* [n_nodes] */
    lode__text text;
};

static lode_status make(lode_context *context, lode_whatif *w)
{
    w->chain = lode__alloc(&w->allocator, w->network->n_nodes, sizeof *w->chain);
    if (!w->chain) return lode__nomem(context);
    return lode__update_init(context, w->network, &w->update);
}

lode_status lode_whatif_new(lode_context *context, const lode_network *network,
                            lode_whatif **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (out) *out = NULL;
    if (!network) return lode__invalid(context, "network");
    if (!out) return lode__invalid(context, "out");
    lode_whatif *w = lode__alloc_zero(&context->allocator, 1, sizeof *w);
    if (!w) return lode__nomem(context);
    w->allocator = context->allocator;
    w->text.allocator = &w->allocator;
    /* The count is atomic: a reference changes nothing that a reader can see. */
    w->network = lode_network_ref((lode_network *)network);
    const lode_status status = make(context, w);
    if (status < 0) {
        lode_whatif_free(w);
        return status;
    }
    *out = w;
    return LODE_OK;
}

void lode_whatif_free(lode_whatif *whatif)
{
    if (!whatif) return;
    const lode_allocator allocator = whatif->allocator;
    lode__update_free(&allocator, &whatif->update);
    lode__text_free(&whatif->text);
    lode__free(&allocator, whatif->chain);
    lode_network_unref(whatif->network);
    lode__free(&allocator, whatif);
}

/* --- finding what is set --- */

enum { KINDS = 2 }; /* from ore and from scrap */

static lode_status find_place(lode_context *context, const char *code, unsigned *out)
{
    const int place = lode__find_place(code, strlen(code));
    *out = (unsigned)place;
    if (place >= 0) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(
        context, LODE_E_UNKNOWN, NULL,
        "country \"%s\" is none: expected an ISO 3166-1 alpha-3 code or ZZZ",
        lode__quote(quoted, code, strlen(code)));
}

/* Nodes of an item in by_id; empty where the network has none. */
static lode_status find_item(lode_context *context, const lode_network *network,
                             const char *id, lode__item_nodes *out)
{
    const size_t item = lode_model_find_item(network->model, id);
    if (item == SIZE_MAX) {
        char quoted[LODE__QUOTE_LEN];
        return lode__error(context, LODE_E_UNKNOWN, NULL,
                           "item \"%s\" is not in the model",
                           lode__quote(quoted, id, strlen(id)));
    }
    *out = lode__nodes_of(network, (uint32_t)item);
    return LODE_OK;
}

static lode_status begin(lode_context *context, lode_whatif *w, const char *item,
                         const char *from, const char *to, double factor)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!w) return lode__invalid(context, "whatif");
    if (!item) return lode__invalid(context, "item");
    if (!from || !to) return lode__invalid(context, "country");
    if (!(factor >= 0.0 && factor <= 1.0)) {
        return lode__invalid(context, "factor outside 0..1");
    }
    return LODE_OK;
}

lode_status lode_whatif_set_capacity(lode_context *context, lode_whatif *whatif,
                                     const char *item, const char *country, double factor)
{
    lode__item_nodes nodes = {0};
    unsigned place;
    LODE__TRY(begin(context, whatif, item, country, country, factor));
    const lode_network *net = whatif->network;
    LODE__TRY(find_place(context, country, &place));
    LODE__TRY(find_item(context, net, item, &nodes));
    LODE__TRY(lode__update_reserve(context, &whatif->update, KINDS));
    bool found = false;
    for (uint32_t k = nodes.first; k < nodes.end; k++) {
        const uint32_t node = net->by_id[k];
        const uint8_t kind = net->node_kind[node];
        if (net->node_place[node] != place) continue;
        if (kind != LODE__INSTANCE && kind != LODE__RECYCLED) continue;
        lode__update_capacity(&whatif->update, node, factor);
        found = true;
    }
    if (found) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(context, LODE_E_UNKNOWN, NULL,
                       "item \"%s\" is not made in %s for any product of the network",
                       lode__quote(quoted, item, strlen(item)), country);
}

static bool set_arcs(lode_whatif *w, uint32_t node, unsigned from, double factor)
{
    const lode__row row = lode__up_row(w->network, node);
    bool found = false;
    for (uint32_t j = 0; j < row.run->degree; j++) {
        if (w->network->node_place[row.child[j]] != from) continue;
        lode__update_pass(&w->update, node, j, factor);
        found = true;
    }
    return found;
}

lode_status lode_whatif_set_pass(lode_context *context, lode_whatif *whatif,
                                 const char *item, const char *from, const char *to,
                                 double factor)
{
    lode__item_nodes nodes = {0};
    unsigned from_place, to_place;
    LODE__TRY(begin(context, whatif, item, from, to, factor));
    const lode_network *net = whatif->network;
    LODE__TRY(find_place(context, from, &from_place));
    LODE__TRY(find_place(context, to, &to_place));
    LODE__TRY(find_item(context, net, item, &nodes));
    LODE__TRY(lode__update_reserve(context, &whatif->update, KINDS));
    bool found = false;
    for (uint32_t k = nodes.first; k < nodes.end; k++) {
        const uint32_t node = net->by_id[k];
        if (net->node_kind[node] != LODE__DELIVERY || net->node_place[node] != to_place)
            continue;
        found = set_arcs(whatif, node, from_place, factor);
    }
    if (found) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(context, LODE_E_UNKNOWN, NULL,
                       "item \"%s\" is not delivered from %s to %s",
                       lode__quote(quoted, item, strlen(item)), from, to);
}

/* --- answers --- */

double lode_whatif_loss(lode_whatif *whatif, size_t index)
{
    if (!whatif || index >= whatif->network->n_roots) return NAN;
    lode__update_run(&whatif->update);
    return lode__loss(&whatif->update.point.block, whatif->network->roots[index].node, 0);
}

lode_status lode_whatif_binding(lode_context *context, lode_whatif *whatif, size_t index,
                                const char **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!whatif) return lode__invalid(context, "whatif");
    if (!out) return lode__invalid(context, "out");
    *out = NULL;
    if (index >= whatif->network->n_roots) return lode__invalid(context, "index");
    lode__update_run(&whatif->update);
    lode__binding_chain chain = {.chain = whatif->chain};
    lode__bind(&whatif->update.point.block, 0, whatif->network->roots[index].node,
               &chain);
    LODE__TRY(
        lode__chain_text(context, whatif->network, chain.chain, chain.n, &whatif->text));
    *out = whatif->text.len ? whatif->text.data : "";
    return LODE_OK;
}
