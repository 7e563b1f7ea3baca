/* Scenarios: what a product loses under each, what binds it, what it costs. model.md
 * section 10. */
#include "analysis/columns.h"
#include "analysis/portfolio.h"
#include "scenario/outcomes.h"

enum {
    PRODUCT,
    SCENARIO,
    ITEM,
    MARKET,
    LOSS,
    LOSS_HIGH,
    OUTPUT,
    BINDING,
    MEASURE,
    WHERE,
    PRICE_CHANGE,
    PRICE_CHANGE_FRAC,
    PRICE_CURRENCY,
    AT_RISK,
    CURRENCY,
    STOCK_DAYS,
    IN_PORTFOLIO,
    ASSUMPTIONS
};
const lode_column lode__scenario_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product, or * for the portfolio"},
    {"scenario", LODE_COLUMN_TEXT, "", "scenario, or several that hold together"},
    {"item", LODE_COLUMN_TEXT, "", "item delivered; the product's own in its row"},
    {"market", LODE_COLUMN_TEXT, "", "where it is delivered to"},
    {"loss", LODE_COLUMN_REAL, "frac", "part of today's flow that is lost"},
    {"loss_high", LODE_COLUMN_REAL, "frac",
     "loss if what is of unknown origin comes from the countries hit"},
    {"output", LODE_COLUMN_REAL, "frac", "part of today's flow that is left"},
    {"binding", LODE_COLUMN_TEXT, "", "binding chain, from the product down"},
    {"measure", LODE_COLUMN_TEXT, "", "measures at its end, as scenario/measure"},
    {"where", LODE_COLUMN_TEXT, "", "where they bind: item@country or item@from>to"},
    {"price_change", LODE_COLUMN_REAL, "", "rise of the price of a unit"},
    {"price_change_frac", LODE_COLUMN_REAL, "frac",
     "the same as a part of the item's price, or of the product's value"},
    {"price_currency", LODE_COLUMN_TEXT, "", "currency of the rise"},
    {"value_at_risk", LODE_COLUMN_REAL, "", "loss times annual value"},
    {"currency", LODE_COLUMN_TEXT, "", "currency of the value"},
    {"stock_days", LODE_COLUMN_REAL, "days",
     "days that stocks along the binding chain last if nothing comes"},
    {"in_portfolio", LODE_COLUMN_FLAG, "",
     "counts in the portfolio: is inside no other product"},
    {"assumptions", LODE_COLUMN_TEXT, "", "what the scenario takes for granted"},
    LODE__NO_COLUMN,
};

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_scenario_options options;
    lode_table *table;
    lode__plan *plan;
    lode__outcomes outcomes;
    lode__portfolio portfolio;
    lode__text text, other;
    uint8_t *reached; /* [n_nodes] of the plan's network; DELIVERED where it is taken */
} maker;

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static lode_status put_head(maker *m, size_t root, size_t regime)
{
    LODE__TRY(lode__table_row(m->context, m->table));
    lode__put_cell_code(m->table, PRODUCT, (uint32_t)root);
    return put_text(m, SCENARIO, m->plan->regimes[regime].label);
}

static void put_loss(maker *m, double loss, double loss_high)
{
    lode__put_cell_real(m->table, LOSS, loss);
    lode__put_cell_real(m->table, LOSS_HIGH, fmax(loss, loss_high));
    lode__put_cell_real(m->table, OUTPUT, 1.0 - loss);
}

static void put_place(maker *m, uint32_t node)
{
    lode__put_cell_code(m->table, ITEM, m->plan->network->node_item[node]);
    lode__put_cell_code(m->table, MARKET, m->plan->network->node_place[node]);
}

static lode_status put_price(maker *m, size_t root, double rise)
{
    const lode_model *model = m->network->model;
    const uint32_t item = model->products[m->network->roots[root].product].item;
    lode__put_cell_real(m->table, PRICE_CHANGE, rise);
    lode__put_cell_real(m->table, PRICE_CHANGE_FRAC,
                        rise == 0.0 ? 0.0 : rise / lode__unit_price(m->network, root));
    return put_text(m, PRICE_CURRENCY, lode__item_currency(model, item));
}

static lode_status put_cause(maker *m, const lode__outcome *o)
{
    LODE__TRY(lode__chain_text(m->context, m->plan->network, o->binding.chain,
                               o->binding.n, &m->text));
    LODE__TRY(
        lode__put_cell_text(m->context, m->table, BINDING, m->text.data, m->text.len));
    LODE__TRY(lode__cause_text(m->plan, o->lane, &o->binding, &m->text, &m->other));
    LODE__TRY(
        lode__put_cell_text(m->context, m->table, MEASURE, m->text.data, m->text.len));
    return lode__put_cell_text(m->context, m->table, WHERE, m->other.data, m->other.len);
}

static lode_status put_product(maker *m, size_t root, size_t regime)
{
    const lode__outcome *o = lode__outcome_of(&m->outcomes, regime, root);
    LODE__TRY(put_head(m, root, regime));
    put_place(m, m->plan->network->roots[root].node);
    put_loss(m, o->loss, o->loss_high);
    LODE__TRY(put_cause(m, o));
    LODE__TRY(put_price(m, root, o->price_rise));
    lode__put_cell_real(m->table, AT_RISK,
                        o->loss * lode__annual_value(m->network, root));
    LODE__TRY(put_text(m, CURRENCY, lode__value_currency(m->network, root)));
    if (o->loss > 0.0) {
        lode__put_cell_real(
            m->table, STOCK_DAYS,
            lode__days_of_cover(m->plan, o->lane, root, o->binding.chain, o->binding.n));
    }
    lode__put_cell_flag(m->table, IN_PORTFOLIO, !m->portfolio.inside[root]);
    LODE__TRY(lode__assumptions_text(m->plan, regime, &m->text));
    return lode__put_cell_text(m->context, m->table, ASSUMPTIONS, m->text.data,
                               m->text.len);
}

/* Of what is reached today, what something is made of: an item made in place is its own
 * delivery there, but none where only its by-product is. */
enum { DELIVERED = 2 };
static void find_delivered(maker *m, uint32_t root_node)
{
    const lode_network *net = m->plan->network;
    memset(m->reached, 0, net->n_nodes);
    m->reached[root_node] = 1;
    lode__reach(net, true, m->reached);
    for (uint32_t node = 0; node < net->n_nodes; node++) {
        const uint8_t kind = net->node_kind[node];
        const bool takes = kind != LODE__DELIVERY && kind != LODE__HOSTS;
        if (!m->reached[node] || !takes) continue;
        const lode__row row = lode__up_row(net, node);
        for (uint32_t j = 0; j < row.run->degree; j++) {
            const uint8_t child = net->node_kind[row.child[j]];
            if ((child == LODE__DELIVERY || child == LODE__INSTANCE) &&
                !lode__not_in_use(&row, j)) {
                m->reached[row.child[j]] = DELIVERED;
            }
        }
    }
}

/* Every other delivery that the product reaches today. */
static lode_status put_deliveries(maker *m, size_t root, size_t regime)
{
    const lode_network *net = m->plan->network;
    const size_t low = lode__plan_lane(m->plan, regime, root, false);
    const size_t high = lode__plan_lane(m->plan, regime, root, true);
    find_delivered(m, net->roots[root].node);
    for (uint32_t k = 0; k < net->n_nodes; k++) {
        const uint32_t node = net->by_id[k];
        if (node == net->roots[root].node || m->reached[node] != DELIVERED) continue;
        LODE__TRY(put_head(m, root, regime));
        put_place(m, node);
        put_loss(m, m->outcomes.deliveries[low * net->n_nodes + node],
                 m->outcomes.deliveries[high * net->n_nodes + node]);
    }
    return LODE_OK;
}

static lode_status put_portfolio(maker *m, size_t regime)
{
    lode__portfolio_sum sum = {0};
    for (size_t r = 0; r < m->network->n_roots; r++) {
        const lode__outcome *o = lode__outcome_of(&m->outcomes, regime, r);
        lode__portfolio_add(&m->portfolio, &sum, r, o->loss, fmax(o->loss, o->loss_high));
    }
    LODE__TRY(put_head(m, m->network->n_roots, regime));
    lode__put_cell_code(m->table, ITEM, m->network->model->n_items);
    lode__put_cell_code(m->table, MARKET, LODE__N_PLACES);
    put_loss(m, lode__portfolio_loss(&m->portfolio, &sum, false),
             lode__portfolio_loss(&m->portfolio, &sum, true));
    lode__put_cell_real(m->table, AT_RISK, lode__portfolio_at_risk(&m->portfolio, &sum));
    lode__put_cell_flag(m->table, IN_PORTFOLIO, true);
    return m->portfolio.adds_up ? put_text(m, CURRENCY, m->portfolio.currency) : LODE_OK;
}

static lode_status put_all(maker *m)
{
    const bool deliveries = m->options.flags & LODE_SCENARIO_DELIVERIES;
    for (size_t root = 0; root < m->network->n_roots; root++) {
        for (size_t s = 0; s < m->plan->n_regimes; s++) {
            LODE__TRY(put_product(m, root, s));
            if (deliveries) LODE__TRY(put_deliveries(m, root, s));
        }
    }
    for (size_t s = 0; m->network->n_roots > 1 && s < m->plan->n_regimes; s++) {
        LODE__TRY(put_portfolio(m, s));
    }
    return LODE_OK;
}

static lode_status make(maker *m)
{
    const lode__plan_request request = {.regimes = m->options.scenarios,
                                        .n_regimes = m->options.n_scenarios,
                                        .on = m->options.on,
                                        .set = m->options.set,
                                        .n_set = m->options.n_set};
    LODE__TRY(lode__plan_new(m->context, m->network, &request, &m->plan));
    LODE__TRY(lode__find_outcomes(m->plan, m->options.flags & LODE_SCENARIO_DELIVERIES,
                                  &m->outcomes));
    LODE__TRY(lode__portfolio_init(m->context, m->network, &m->portfolio));
    m->reached = lode__alloc(&m->context->allocator, m->plan->network->n_nodes, 1);
    if (!m->reached) return lode__nomem(m->context);
    LODE__TRY(lode__table_new(m->context, "scenario", lode__scenario_columns,
                              LODE__COUNT(lode__scenario_columns) - 1, &m->table));
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    lode__table_dictionary(m->table, ITEM, lode__items(m->network));
    lode__table_dictionary(m->table, MARKET, lode__countries());
    return put_all(m);
}

lode_status lode_scenario(lode_context *context, const lode_network *network,
                          const lode_scenario_options *options, lode_table **out)
{
    maker m = {.context = context, .network = network};
    LODE__BEGIN(context, network, options, m.options, n_set, out);
    if (m.options.flags & ~LODE_SCENARIO_DELIVERIES)
        return lode__invalid(context, "flags");
    m.text.allocator = m.other.allocator = &context->allocator;
    const lode_status status = make(&m);
    lode__text_free(&m.text);
    lode__text_free(&m.other);
    lode__free(&context->allocator, m.reached);
    lode__portfolio_free(context, &m.portfolio);
    lode__outcomes_free(&m.outcomes);
    lode__plan_free(m.plan);
    return lode__end(status, m.table, out);
}
