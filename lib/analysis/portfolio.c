/* Sums over products. model.md section 6. */
#include "analysis/portfolio.h"

static const lode__product *product_of(const lode_network *network, size_t root)
{
    return &network->model->products[network->roots[root].product];
}

double lode__annual_value(const lode_network *network, size_t root)
{
    const lode__product *product = product_of(network, root);
    return product->volume * product->value;
}

const char *lode__value_currency(const lode_network *network, size_t root)
{
    const uint32_t currency = product_of(network, root)->currency;
    return currency ? lode__model_text(network->model, currency) : "USD";
}

double lode__unit_price(const lode_network *network, size_t root)
{
    const lode__product *product = product_of(network, root);
    const double price = lode__item_price(network->model, product->item);
    const char *currency = lode__item_currency(network->model, product->item);
    if (!isnan(price) || strcmp(currency, lode__value_currency(network, root)) != 0)
        return price;
    return product->value;
}

/* --- products inside others --- */

typedef struct marker {
    const lode_network *network;
    uint8_t *needed; /* [n_items] */
} marker;

static lode_status mark_needed(const lode__flow *flow, void *user)
{
    const marker *m = user;
    const lode_network *net = m->network;
    const uint32_t outer = product_of(net, flow->root)->item;
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        const uint32_t item = net->node_item[node];
        if (item != outer && flow->value[node * flow->stride] > 0.0) m->needed[item] = 1;
    }
    return LODE_OK;
}

/* Values add up only where all are given, in one currency. */
static bool adds_up(lode_context *context, lode__portfolio *p)
{
    const lode_network *net = p->network;
    for (size_t r = 0; r < net->n_roots; r++) {
        if (p->inside[r]) continue;
        if (isnan(product_of(net, r)->value)) {
            lode__warning(context, LODE_OK, NULL,
                          "product \"%s\" has no value, so the portfolio's value at risk "
                          "is missing",
                          lode_network_product_id(net, r));
            return false;
        }
        if (!p->currency) p->currency = lode__value_currency(net, r);
        if (strcmp(lode__value_currency(net, r), p->currency) != 0) {
            lode__warning(context, LODE_OK, NULL,
                          "product \"%s\" has its value in %s, others in %s, so the "
                          "portfolio's value at risk is missing",
                          lode_network_product_id(net, r), lode__value_currency(net, r),
                          p->currency);
            return false;
        }
    }
    return true;
}

lode_status lode__portfolio_init(lode_context *context, const lode_network *network,
                                 lode__portfolio *portfolio)
{
    const lode_allocator *allocator = &context->allocator;
    *portfolio = (lode__portfolio){.network = network};
    portfolio->inside = lode__alloc_zero(allocator, network->n_roots, 1);
    marker m = {network, lode__alloc_zero(allocator, network->model->n_items, 1)};
    lode_status status = portfolio->inside && m.needed ? LODE_OK : lode__nomem(context);
    if (status == LODE_OK) status = lode__each_flow(context, network, mark_needed, &m);
    for (size_t r = 0; r < network->n_roots && status == LODE_OK; r++) {
        portfolio->inside[r] = m.needed[product_of(network, r)->item];
    }
    lode__free(allocator, m.needed);
    if (status == LODE_OK && network->n_roots > 1) {
        portfolio->adds_up = adds_up(context, portfolio);
    }
    return status;
}

void lode__portfolio_free(lode_context *context, lode__portfolio *portfolio)
{
    lode__free(&context->allocator, portfolio->inside);
}

/* --- sums --- */

void lode__portfolio_add(const lode__portfolio *portfolio, lode__portfolio_sum *sum,
                         size_t root, double loss, double loss_high)
{
    if (portfolio->inside[root]) return;
    const double value = lode__annual_value(portfolio->network, root);
    lode__sum_add(&sum->value, value);
    lode__sum_add(&sum->low, loss * value);
    lode__sum_add(&sum->high, loss_high * value);
}

double lode__portfolio_loss(const lode__portfolio *portfolio,
                            const lode__portfolio_sum *sum, bool high)
{
    const double lost = lode__sum_value(high ? &sum->high : &sum->low);
    return portfolio->adds_up ? lost / lode__sum_value(&sum->value) : NAN;
}

double lode__portfolio_at_risk(const lode__portfolio *portfolio,
                               const lode__portfolio_sum *sum)
{
    return portfolio->adds_up ? lode__sum_value(&sum->low) : NAN;
}
