/* What stops a product: the measures behind the end of its binding chain, and the stocks
 * along it. */
#include "scenario/plan.h"

#include <math.h>
#include <string.h>

static lode_status add_text(const lode__plan *plan, lode__text *text, const char *word)
{
    return lode__text_add(text, word, strlen(word)) < 0 ? lode__nomem(plan->context)
                                                        : LODE_OK;
}

/* --- causes --- */

/* The row of factors at the end of a chain; 0: none. */
static uint32_t row_at_end(const lode__plan *plan, const lode__binding_chain *binding)
{
    switch (binding->end) {
    case LODE__END_CAPACITY:
        return plan->capacity_row[binding->node];
    case LODE__END_PASS:
    case LODE__END_LIMIT: {
        const lode__row row = lode__up_row(plan->network, binding->node);
        const lode__way way = plan->ways[plan->way_of[row.first_weight + binding->arc]];
        return binding->end == LODE__END_PASS ? way.pass : way.limit;
    }
    case LODE__END_NOWHERE:
    case LODE__END_MIX:
        break;
    }
    return 0;
}

/* The least number that an act puts on a row in a lane; infinite where it leaves the row
 * alone. */
static double least_touch(const lode__act *act, const lode__lane *lane, uint32_t row)
{
    double least = INFINITY;
    if (act->kind == LODE__ACT_LEAKAGE || !lode__act_holds(act, lane)) return least;
    for (size_t k = 0; k < act->n_touches; k++) {
        if (act->touches[k].row != row || (act->touches[k].high && !lane->high)) continue;
        least = fmin(least, lode__touch_value(act, lane, k));
    }
    return least;
}

static const char *scenario_of(const lode_model *model, uint32_t measure)
{
    size_t s = model->n_scenarios;
    while (s > 0 && model->scenarios[s - 1].first_measure > measure) s--;
    /* Scenarios without measures begin where the next one does. */
    while (s > 0 && model->scenarios[s - 1].n_measures == 0) s--;
    return s ? lode__model_text(model, model->scenarios[s - 1].id) : "";
}

static lode_status name_act(const lode__plan *plan, const lode__act *act,
                            lode__text *text)
{
    const lode_model *const model = plan->model;
    if (text->len) LODE__TRY(add_text(plan, text, " "));
    LODE__TRY(add_text(plan, text, scenario_of(model, act->measure)));
    LODE__TRY(add_text(plan, text, "/"));
    return add_text(plan, text,
                    lode__model_text(model, model->measures[act->measure].name));
}

static lode_status name_place(const lode__plan *plan, const lode__binding_chain *binding,
                              lode__text *text)
{
    const lode_network *const net = plan->network;
    const bool on_arc = binding->end == LODE__END_PASS || binding->end == LODE__END_LIMIT;
    LODE__TRY(
        add_text(plan, text, lode__item_id(net->model, net->node_item[binding->node])));
    LODE__TRY(add_text(plan, text, "@"));
    if (on_arc) {
        const lode__row row = lode__up_row(net, binding->node);
        const uint32_t child = row.child[binding->arc];
        LODE__TRY(add_text(plan, text, lode_country_code(net->node_place[child])));
        LODE__TRY(add_text(plan, text, ">"));
    }
    return add_text(plan, text, lode_country_code(net->node_place[binding->node]));
}

lode_status lode__cause_text(const lode__plan *plan, size_t lane,
                             const lode__binding_chain *binding, lode__text *measures,
                             lode__text *where)
{
    lode__text_clear(measures);
    lode__text_clear(where);
    if (binding->end == LODE__END_NOWHERE) return LODE_OK;
    const lode__lane *const at = &plan->lanes[lane];
    const lode__regime *const regime = &plan->regimes[at->regime];
    const uint32_t row = row_at_end(plan, binding);
    double least = INFINITY;
    for (size_t k = 0; k < regime->n_acts; k++)
        least = fmin(least, least_touch(&plan->acts[regime->acts[k]], at, row));
    for (size_t k = 0; k < regime->n_acts; k++) {
        const lode__act *const act = &plan->acts[regime->acts[k]];
        const double value = least_touch(act, at, row);
        /* Factors act together; of limits the smallest alone. */
        if (value < 1.0 && (binding->end != LODE__END_LIMIT || value == least))
            LODE__TRY(name_act(plan, act, measures));
    }
    return name_place(plan, binding, where);
}

/* --- assumptions --- */

static lode_status add_word(const lode__plan *plan, lode__text *text,
                            const char *const *pieces)
{
    if (text->len) LODE__TRY(add_text(plan, text, " "));
    for (; *pieces; pieces++) LODE__TRY(add_text(plan, text, *pieces));
    return LODE_OK;
}

/* `item/group/option:cap=value` for each option that a substitution names. */
static lode_status add_caps(const lode__plan *plan, const lode__act *act,
                            lode__text *text)
{
    const lode_model *const model = plan->model;
    const lode__measure *const m = &model->measures[act->measure];
    for (uint32_t k = act->measure + 1;
         k < model->n_measures && model->measures[k].parent == act->measure + 1; k++) {
        const lode__measure *const option = &model->measures[k];
        const char *const cap = lode__attribute_of(model, option, "cap");
        const char *const pieces[] = {lode__attribute_of(model, m, "item"),
                                      "/",
                                      lode__attribute_of(model, m, "alternatives"),
                                      "/",
                                      lode__attribute_of(model, option, "item"),
                                      ":cap=",
                                      cap ? cap
                                          : lode__attribute_of(model, option, "weight"),
                                      NULL};
        LODE__TRY(add_word(plan, text, pieces));
    }
    return LODE_OK;
}

/* `item/group:part=value` or `item/second-source:part=value` where what draws on the same
 * does not go all the way; once for all of them. */
static lode_status add_reach(const lode__plan *plan, const lode__regime *regime, size_t k,
                             lode__text *text)
{
    const lode_model *const model = plan->model;
    const lode__act *const act = &plan->acts[regime->acts[k]];
    const double reach =
        lode__reach_of(plan, &plan->lanes[regime->first_lane], regime->acts[k]);
    if (reach == 1.0) return LODE_OK;
    for (size_t e = 0; e < k; e++) {
        if (lode__draw_on_same(plan, &plan->acts[regime->acts[e]], act)) return LODE_OK;
    }
    const lode__measure *const m = &model->measures[act->measure];
    const char *const group = lode__attribute_of(model, m, "alternatives");
    char number[32];
    lode_format_real(reach, number);
    const char *const pieces[] = {lode__attribute_of(model, m, "item"),
                                  "/",
                                  group ? group : lode__model_text(model, m->name),
                                  ":part=",
                                  number,
                                  NULL};
    return add_word(plan, text, pieces);
}

lode_status lode__assumptions_text(const lode__plan *plan, size_t regime,
                                   lode__text *text)
{
    lode__text_clear(text);
    const lode__regime *const r = &plan->regimes[regime];
    for (size_t k = 0; k < r->n_acts; k++) {
        const lode__act *const act = &plan->acts[r->acts[k]];
        if (act->kind == LODE__ACT_SUBSTITUTION) LODE__TRY(add_caps(plan, act, text));
        LODE__TRY(add_reach(plan, r, k, text));
    }
    for (size_t k = 0; r->n_acts && k < plan->request->n_set; k++) {
        const char *const pieces[] = {plan->request->set[k], NULL};
        LODE__TRY(add_word(plan, text, pieces));
    }
    return LODE_OK;
}

/* --- stocks --- */

/* Days of an item held at a place, by the model and the lane's stocks. */
static double days_held(const lode__plan *plan, const lode__lane *lane, size_t root,
                        uint32_t item, unsigned place)
{
    const lode_model *const model = plan->model;
    const lode__regime *const regime = &plan->regimes[lane->regime];
    const lode__root *const at = &plan->network->roots[root];
    double days = 0.0;
    for (size_t k = 0; k < model->n_stocks; k++) {
        if (model->stocks[k].item == item && model->stocks[k].country == place)
            days += model->stocks[k].days;
    }
    for (size_t k = 0; k < regime->n_acts; k++) {
        const lode__act *const act = &plan->acts[regime->acts[k]];
        if (act->kind != LODE__ACT_STOCK || !lode__act_holds(act, lane)) continue;
        const lode__measure *const m = &model->measures[act->measure];
        const char *const country = lode__attribute_of(model, m, "country");
        const char *const product = lode__attribute_of(model, m, "product");
        if (strcmp(lode__attribute_of(model, m, "item"), lode__item_id(model, item)) != 0)
            continue;
        const bool here =
            country ? !strcmp(country, lode_country_code(place))
                    : product && place == at->home &&
                          !strcmp(product, lode_network_product_id(plan->network, root));
        if (here) days += act->value;
    }
    return days;
}

double lode__days_of_cover(const lode__plan *plan, size_t lane, size_t root,
                           const uint32_t *chain, size_t n)
{
    const lode_network *const net = plan->network;
    double days = 0.0;
    for (size_t k = 0; k < n; k++) {
        const unsigned place = k ? net->node_place[chain[k - 1]] : net->roots[root].home;
        days +=
            days_held(plan, &plan->lanes[lane], root, net->node_item[chain[k]], place);
    }
    return days;
}
