#include "trade_case.h"

trade_shape trade_of_world(void)
{
    return (trade_shape){.n_countries = 200,
                         .n_levels = 5,
                         .level_width = 18,
                         .n_makers = 20,
                         .n_inputs = 4,
                         .share_sigma = 1.0,
                         .seed = 31};
}

trade_shape trade_of_few(void)
{
    trade_shape shape = trade_of_world();
    shape.n_makers = 6;
    return shape;
}

trade_shape trade_of_many(void)
{
    trade_shape shape = trade_of_world();
    shape.level_width *= 10;
    return shape;
}

trade_shape trade_of_equals(uint32_t n_countries)
{
    return (trade_shape){.n_countries = n_countries,
                         .n_levels = 4,
                         .level_width = 9,
                         .n_makers = n_countries,
                         .n_inputs = 4,
                         .share_sigma = 0.3,
                         .seed = 60};
}

void trade_case_make(trade_case *c, trade_shape shape)
{
    c->context = new_context();
    c->trade = trade_new(shape);
    c->model = trade_model(c->context, c->trade, NULL, NULL);
    must(lode_network_compile(c->context, c->model, NULL, &c->network), c->context);
}

void trade_case_drop(trade_case *c)
{
    lode_network_unref(c->network);
    lode_model_unref(c->model);
    lode_context_free(c->context);
    trade_free(c->trade);
}

static lode_status keep(const lode__block *block, size_t worker, void *user)
{
    double *loss = user;
    (void)worker;
    for (size_t k = 0; k < block->n; k++) {
        loss[block->first + k] = lode__loss(block, block->network->roots[0].node, k);
    }
    return LODE_OK;
}

void trade_case_losses(const trade_case *c, const lode__places *sets, size_t n,
                       double *loss)
{
    lode__stops stops;
    must(lode__stops_init(c->context, c->network, LODE__STOP_PRODUCTION, NULL, &stops),
         c->context);
    const lode__shocks shocks = lode__stops_shocks(&stops, sets, n);
    must(lode__up(c->context, c->network, &shocks, keep, loss), c->context);
    lode__stops_free(c->context, &stops);
}
