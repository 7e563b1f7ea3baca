/* Scenarios side by side: a column for each, the baseline first. */
#include "analysis/columns.h"
#include "analysis/portfolio.h"
#include "scenario/outcomes.h"

enum { PRODUCT, FIGURE, UNIT, BASELINE };
const lode_column lode__compare_columns[] = {
    {"product", LODE_COLUMN_TEXT, "", "product, or * for the portfolio"},
    {"figure", LODE_COLUMN_TEXT, "", "what the columns hold, as lode_scenario()"},
    {"unit", LODE_COLUMN_TEXT, "", "its unit; empty: parts of one"},
    {"baseline", LODE_COLUMN_REAL, "", "with no measure"},
    LODE__NO_COLUMN,
};

/* What may stand in a row, by its bit in lode_compare_options. */
static const struct {
    lode_figure bit;
    const char *name;
} figures[] = {
    {LODE_FIGURE_LOSS, "loss"},
    {LODE_FIGURE_LOSS_HIGH, "loss_high"},
    {LODE_FIGURE_OUTPUT, "output"},
    {LODE_FIGURE_PRICE_CHANGE, "price_change"},
    {LODE_FIGURE_VALUE_AT_RISK, "value_at_risk"},
    {LODE_FIGURE_STOCK_DAYS, "stock_days"},
};
enum {
    FRACTIONS = LODE_FIGURE_LOSS | LODE_FIGURE_LOSS_HIGH | LODE_FIGURE_OUTPUT |
                LODE_FIGURE_PRICE_CHANGE
};

typedef struct maker {
    lode_context *context;
    const lode_network *network;
    lode_compare_options options;
    const char **regimes; /* [n_regimes] the baseline, then what was asked for */
    size_t n_regimes;
    lode__plan *plan;
    lode__outcomes outcomes;
    lode__portfolio portfolio;
    lode_table *table;
} maker;

/* Those asked for. Without, every scenario but ways out: they say something only beside
 * what they are to escape. */
static lode_status list_regimes(maker *m)
{
    const lode_model *model = m->network->model;
    const size_t asked = m->options.n_scenarios;
    const size_t most = asked ? asked : model->n_scenarios;
    if (asked && !m->options.scenarios) return lode__invalid(m->context, "scenarios");
    m->regimes = lode__alloc(&m->context->allocator, most + 1, sizeof *m->regimes);
    if (!m->regimes) return lode__nomem(m->context);
    m->regimes[m->n_regimes++] = "";
    for (size_t k = 0; k < most; k++) {
        if (asked)
            m->regimes[m->n_regimes++] = m->options.scenarios[k];
        else if (!lode__is_way_out(model, &model->scenarios[k]))
            m->regimes[m->n_regimes++] = lode__model_text(model, model->scenarios[k].id);
    }
    if (m->n_regimes == 1)
        lode__warning(m->context, LODE_OK, NULL, "the model has no scenario%s",
                      model->n_scenarios ? " but ways out" : "");
    return LODE_OK;
}

/* Columns named after the regimes, in memory that the table keeps. */
static lode_status make_table(maker *m)
{
    const size_t n = BASELINE + m->n_regimes;
    size_t bytes = n * sizeof(lode_column);
    for (size_t k = 1; k < m->n_regimes; k++) bytes += strlen(m->regimes[k]) + 1;
    lode_column *specs = lode__alloc(&m->context->allocator, bytes, 1);
    if (!specs) return lode__nomem(m->context);
    const bool all_fractions = !(m->options.figures & ~(lode_figure)FRACTIONS);
    memcpy(specs, lode__compare_columns, (BASELINE + 1) * sizeof *specs);
    char *name = (char *)(specs + n);
    for (size_t k = 0; k < m->n_regimes; k++) {
        lode_column *spec = &specs[BASELINE + k];
        if (k) {
            const size_t len = strlen(m->regimes[k]) + 1;
            *spec = (lode_column){memcpy(name, m->regimes[k], len), LODE_COLUMN_REAL, "",
                                  "under this scenario"};
            name += len;
        }
        if (all_fractions) spec->unit = "frac";
    }
    const lode_status status =
        lode__table_new(m->context, "compare", specs, n, &m->table);
    if (status < 0) {
        lode__free(&m->context->allocator, specs);
        return status;
    }
    lode__table_own(m->table, specs);
    lode__table_dictionary(m->table, PRODUCT, lode__products(m->network));
    return LODE_OK;
}

static double price_change(const maker *m, size_t root, double rise)
{
    return rise == 0.0 ? 0.0 : rise / lode__unit_price(m->network, root);
}

static double figure_of(const maker *m, lode_figure figure, size_t regime, size_t root)
{
    const lode__outcome *o = lode__outcome_of(&m->outcomes, regime, root);
    switch (figure) {
    case LODE_FIGURE_LOSS:
        return o->loss;
    case LODE_FIGURE_LOSS_HIGH:
        return fmax(o->loss, o->loss_high);
    case LODE_FIGURE_OUTPUT:
        return 1.0 - o->loss;
    case LODE_FIGURE_PRICE_CHANGE:
        return price_change(m, root, o->price_rise);
    case LODE_FIGURE_VALUE_AT_RISK:
        return o->loss * lode__annual_value(m->network, root);
    default:
        return o->loss > 0.0 ? lode__days_of_cover(m->plan, o->lane, root,
                                                   o->binding.chain, o->binding.n)
                             : NAN;
    }
}

static double portfolio_figure(const maker *m, lode_figure figure, size_t regime)
{
    lode__portfolio_sum sum = {0};
    for (size_t r = 0; r < m->network->n_roots; r++) {
        const lode__outcome *o = lode__outcome_of(&m->outcomes, regime, r);
        lode__portfolio_add(&m->portfolio, &sum, r, o->loss, fmax(o->loss, o->loss_high));
    }
    switch (figure) {
    case LODE_FIGURE_LOSS:
        return lode__portfolio_loss(&m->portfolio, &sum, false);
    case LODE_FIGURE_LOSS_HIGH:
        return lode__portfolio_loss(&m->portfolio, &sum, true);
    case LODE_FIGURE_OUTPUT:
        return 1.0 - lode__portfolio_loss(&m->portfolio, &sum, false);
    case LODE_FIGURE_VALUE_AT_RISK:
        return lode__portfolio_at_risk(&m->portfolio, &sum);
    default:
        return NAN;
    }
}

static const char *unit_of(const maker *m, lode_figure figure, size_t root)
{
    const bool is_portfolio = root == m->network->n_roots;
    const char *currency = NULL;
    if (figure == LODE_FIGURE_STOCK_DAYS) return "days";
    if (figure == LODE_FIGURE_VALUE_AT_RISK)
        currency =
            is_portfolio ? m->portfolio.currency : lode__value_currency(m->network, root);
    return currency ? currency : "";
}

static lode_status put_text(maker *m, size_t column, const char *text)
{
    return lode__put_cell_text(m->context, m->table, column, text, strlen(text));
}

static lode_status put_rows(maker *m, size_t root)
{
    for (size_t f = 0; f < LODE__COUNT(figures); f++) {
        const lode_figure bit = figures[f].bit;
        if (!(m->options.figures & bit)) continue;
        LODE__TRY(lode__table_row(m->context, m->table));
        lode__put_cell_code(m->table, PRODUCT, (uint32_t)root);
        LODE__TRY(put_text(m, FIGURE, figures[f].name));
        LODE__TRY(put_text(m, UNIT, unit_of(m, bit, root)));
        for (size_t k = 0; k < m->n_regimes; k++) {
            const double value = root < m->network->n_roots ? figure_of(m, bit, k, root)
                                                            : portfolio_figure(m, bit, k);
            lode__put_cell_real(m->table, BASELINE + k, value);
        }
    }
    return LODE_OK;
}

static lode_status make(maker *m)
{
    const size_t n = m->network->n_roots;
    if (!m->options.figures) m->options.figures = LODE_FIGURE_LOSS;
    LODE__TRY(list_regimes(m));
    const lode__plan_request request = {.regimes = m->regimes,
                                        .n_regimes = m->n_regimes,
                                        .on = m->options.on,
                                        .set = m->options.set,
                                        .n_set = m->options.n_set};
    LODE__TRY(lode__plan_new(m->context, m->network, &request, &m->plan));
    LODE__TRY(lode__find_outcomes(m->plan, false, &m->outcomes));
    LODE__TRY(lode__portfolio_init(m->context, m->network, &m->portfolio));
    LODE__TRY(make_table(m));
    for (size_t root = 0; root < n + (n > 1); root++) LODE__TRY(put_rows(m, root));
    return LODE_OK;
}

lode_status lode_compare(lode_context *context, const lode_network *network,
                         const lode_compare_options *options, lode_table **out)
{
    maker m = {.context = context, .network = network};
    LODE__BEGIN(context, network, options, m.options, n_set, out);
    lode_figure known = 0;
    for (size_t f = 0; f < LODE__COUNT(figures); f++) known |= figures[f].bit;
    if (m.options.figures & ~known) return lode__invalid(context, "figures");
    const lode_status status = make(&m);
    lode__portfolio_free(context, &m.portfolio);
    lode__outcomes_free(&m.outcomes);
    lode__plan_free(m.plan);
    lode__free(&context->allocator, m.regimes);
    return lode__end(status, m.table, out);
}
