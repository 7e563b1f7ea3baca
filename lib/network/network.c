/* Networks as the caller sees them: what to compile, references, sizes. */
#include "network/network.h"
#include "base/sort.h"

#include <string.h>

static const lode_basis default_order[] = {
    LODE_BASIS_CONTAINED_MASS, LODE_BASIS_GROSS_MASS, LODE_BASIS_COUNT, LODE_BASIS_VALUE};

static lode_status set_bases(lode_context *context, const lode_network_options *options,
                             lode_network *network)
{
    const lode_basis *order = options->n_bases ? options->basis_order : default_order;
    const size_t n = options->n_bases ? options->n_bases : LODE__COUNT(default_order);
    if (!order || n > LODE__COUNT(default_order))
        return lode__invalid(context, "basis_order");
    for (size_t b = 0; b < n; b++) {
        if (order[b] < LODE_BASIS_CONTAINED_MASS || order[b] > LODE_BASIS_VALUE) {
            return lode__invalid(context, "basis_order");
        }
        for (size_t k = 0; k < b; k++) {
            if (order[k] == order[b]) return lode__invalid(context, "basis_order");
        }
        network->basis_order[b] = order[b];
    }
    network->n_bases = (uint32_t)n;
    return LODE_OK;
}

/* Fewest members first; blocs themselves stand in order of ids. */
static int compare_blocs(uint32_t a, uint32_t b, const void *user)
{
    const lode__bloc *blocs = user;
    if (blocs[a].n_members != blocs[b].n_members) {
        return blocs[a].n_members < blocs[b].n_members ? -1 : 1;
    }
    return 0;
}

static lode_status order_blocs(lode_context *context, lode_network *network)
{
    const lode_model *model = network->model;
    network->bloc_order =
        lode__alloc(&network->allocator, model->n_blocs, sizeof(uint32_t));
    uint32_t *scratch = lode__alloc(&network->allocator, model->n_blocs, sizeof *scratch);
    if (!network->bloc_order || !scratch) {
        lode__free(&network->allocator, scratch);
        return lode__nomem(context);
    }
    for (uint32_t b = 0; b < model->n_blocs; b++) {
        if (model->blocs[b].market) network->bloc_order[network->n_market_blocs++] = b;
    }
    lode__sort_indices(network->bloc_order, network->n_market_blocs, scratch,
                       compare_blocs, model->blocs);
    lode__free(&network->allocator, scratch);
    return LODE_OK;
}

static bool is_wanted(const lode_model *model, const lode__product *product,
                      const char *id)
{
    return !strcmp(lode__model_text(model, product->id), id) ||
           !strcmp(lode__item_id(model, product->item), id);
}

/* Marks the products that were asked for. */
static lode_status select_products(lode_context *context, const lode_model *model,
                                   const lode_network_options *options, uint8_t *wanted)
{
    if (options->n_products && !options->products)
        return lode__invalid(context, "products");
    if (!options->n_products) memset(wanted, 1, model->n_products);
    for (size_t k = 0; k < options->n_products; k++) {
        if (!options->products[k]) return lode__invalid(context, "products");
        bool found = false;
        for (size_t p = 0; p < model->n_products; p++) {
            if (!is_wanted(model, &model->products[p], options->products[k])) continue;
            wanted[p] = 1;
            found = true;
        }
        if (!found) {
            char quoted[LODE__QUOTE_LEN];
            return lode__error(
                context, LODE_E_UNKNOWN, NULL,
                "product \"%s\" is not in the model, which has %zu",
                lode__quote(quoted, options->products[k], strlen(options->products[k])),
                model->n_products);
        }
    }
    return LODE_OK;
}

static lode_status find_home(lode_context *context, const char *home, int *out)
{
    *out = -1;
    if (!home || !*home) return LODE_OK;
    *out = lode__find_place(home, strlen(home));
    if (*out >= 0 && *out != LODE__ZZZ) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(context, LODE_E_UNKNOWN, NULL,
                       "home \"%s\" is no country: expected an ISO 3166-1 alpha-3 code",
                       lode__quote(quoted, home, strlen(home)));
}

static lode_status set_roots(lode_context *context, const lode_network_options *options,
                             lode_network *network)
{
    const lode_model *model = network->model;
    if (!model->n_products) {
        return lode__error(context, LODE_E_UNKNOWN, NULL, "the model has no product");
    }
    int home;
    LODE__TRY(find_home(context, options->home, &home));
    network->roots =
        lode__alloc(&network->allocator, model->n_products, sizeof(lode__root));
    uint8_t *wanted = lode__alloc_zero(&network->allocator, model->n_products, 1);
    if (!network->roots || !wanted) {
        lode__free(&network->allocator, wanted);
        return lode__nomem(context);
    }
    const lode_status status = select_products(context, model, options, wanted);
    for (uint32_t p = 0; p < model->n_products && status == LODE_OK; p++) {
        if (!wanted[p]) continue;
        const uint8_t at = home >= 0 ? (uint8_t)home : model->products[p].home;
        network->roots[network->n_roots++] = (lode__root){.product = p, .home = at};
    }
    lode__free(&network->allocator, wanted);
    return status;
}

static void add_up_size(lode_network *n)
{
    n->size_bytes = sizeof *n + n->n_market_blocs * sizeof *n->bloc_order +
                    n->n_added * sizeof *n->added + n->n_roots * sizeof *n->roots +
                    n->n_nodes * (sizeof *n->node_item + 2 + sizeof *n->by_id +
                                  sizeof *n->up_node + sizeof *n->up_row) +
                    (n->n_down_runs + n->n_up_runs) * sizeof(lode__run) +
                    n->n_down_arcs * (sizeof *n->down_parent + sizeof *n->down_weight) +
                    n->n_up_arcs * sizeof *n->up_child +
                    (n->n_weights + n->n_seconds + n->n_bases_kept) * sizeof(double);
}

static lode_status compile(lode_context *context, const lode_network_options *options,
                           lode_network *network)
{
    network->year = options->year == LODE_YEAR_NONE ? INT32_MAX : options->year;
    LODE__TRY(set_bases(context, options, network));
    LODE__TRY(order_blocs(context, network));
    LODE__TRY(set_roots(context, options, network));
    LODE__TRY(lode__compile_graph(context, network, false));
    LODE__TRY(lode__check_range(context, network));
    add_up_size(network);
    return LODE_OK;
}

static lode_network *new_network(lode_context *context, lode_model *model)
{
    lode_network *network = lode__alloc_zero(&context->allocator, 1, sizeof *network);
    if (!network) return NULL;
    lode__refs_init(&network->refs);
    network->allocator = context->allocator;
    network->model = lode_model_ref(model);
    return network;
}

/* Compiles roots first..first + n - 1 of a network again. */
static lode_status take_after(lode_context *context, const lode_network *from,
                              size_t first, size_t n, lode_network *network)
{
    network->year = from->year;
    network->n_bases = from->n_bases;
    memcpy(network->basis_order, from->basis_order, sizeof network->basis_order);
    LODE__TRY(order_blocs(context, network));
    network->roots = lode__alloc(&network->allocator, n, sizeof *network->roots);
    if (!network->roots) return lode__nomem(context);
    memcpy(network->roots, from->roots + first, n * sizeof *network->roots);
    network->n_roots = n;
    LODE__TRY(lode__compile_graph(context, network, true));
    add_up_size(network);
    return LODE_OK;
}

static lode_status hand_over(lode_status status, lode_network *network,
                             lode_network **out)
{
    if (status < 0) {
        lode_network_unref(network);
        return status;
    }
    *out = network;
    return LODE_OK;
}

lode_status lode__narrow(lode_context *context, const lode_network *network, size_t root,
                         lode_network **out)
{
    lode_network *narrowed = new_network(context, network->model);
    *out = NULL;
    if (!narrowed) return lode__nomem(context);
    return hand_over(take_after(context, network, root, 1, narrowed), narrowed, out);
}

lode_status lode__widen(lode_context *context, const lode_network *network,
                        const lode__added *added, size_t n_added, lode_network **out)
{
    lode_network *wide = new_network(context, network->model);
    *out = NULL;
    if (!wide) return lode__nomem(context);
    wide->added = lode__alloc(&wide->allocator, n_added, sizeof *wide->added);
    if (!wide->added) return hand_over(lode__nomem(context), wide, out);
    memcpy(wide->added, added, n_added * sizeof *wide->added);
    wide->n_added = n_added;
    return hand_over(take_after(context, network, 0, network->n_roots, wide), wide, out);
}

lode_status lode_network_compile(lode_context *context, lode_model *model,
                                 const lode_network_options *options, lode_network **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (out) *out = NULL;
    if (!model) return lode__invalid(context, "model");
    if (!out) return lode__invalid(context, "out");
    lode_network_options local;
    LODE__TRY(lode__options(
        context, options, offsetof(lode_network_options, n_bases) + sizeof local.n_bases,
        &local, sizeof local));
    lode_network *network = new_network(context, model);
    if (!network) return lode__nomem(context);
    return hand_over(compile(context, &local, network), network, out);
}

lode_network *lode_network_ref(lode_network *network)
{
    if (network) lode__refs_take(&network->refs);
    return network;
}

void lode_network_unref(lode_network *network)
{
    if (!network || !lode__refs_drop(&network->refs)) return;
    const lode_allocator allocator = network->allocator;
    void *const all[] = {network->bloc_order,  network->added,      network->roots,
                         network->node_item,   network->node_place, network->node_kind,
                         network->by_id,       network->down_runs,  network->down_parent,
                         network->down_weight, network->up_runs,    network->up_node,
                         network->up_row,      network->up_child,   network->up_weight,
                         network->up_second,   network->up_base};
    for (size_t k = 0; k < LODE__COUNT(all); k++) lode__free(&allocator, all[k]);
    lode_model_unref(network->model);
    lode__free(&allocator, network);
}

size_t lode_network_n_nodes(const lode_network *network)
{
    return network ? network->n_nodes : 0;
}

size_t lode_network_n_arcs(const lode_network *network)
{
    return network ? network->n_up_arcs : 0;
}

size_t lode_network_n_products(const lode_network *network)
{
    return network ? network->n_roots : 0;
}

const char *lode_network_product_id(const lode_network *network, size_t index)
{
    if (!network || index >= network->n_roots) return NULL;
    return lode__model_text(network->model,
                            network->model->products[network->roots[index].product].id);
}

size_t lode_network_size_bytes(const lode_network *network)
{
    return network ? network->size_bytes : 0;
}
