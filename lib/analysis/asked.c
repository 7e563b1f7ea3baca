/* From names of countries or of a scenario to the state of the network. */
#include "analysis/asked.h"

static lode_status add_place(lode__asked *a, const char *id)
{
    lode__places found = {{0}};
    if (!id) return lode__invalid(a->context, "stop");
    if (!lode__find_places(a->network->model, id, &found)) {
        char quoted[LODE__QUOTE_LEN];
        return lode__error(a->context, LODE_E_UNKNOWN, NULL,
                           "stop \"%s\" is neither a country nor a bloc of the model",
                           lode__quote(quoted, id, strlen(id)));
    }
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) a->stopped.bits[w] |= found.bits[w];
    return LODE_OK;
}

static lode_status plan(lode__asked *a, const lode__question *q)
{
    a->regime = q->scenario ? q->scenario : ""; /* none at all */
    a->request = (lode__plan_request){.regimes = &a->regime,
                                      .n_regimes = 1,
                                      .on = q->on,
                                      .set = q->set,
                                      .n_set = q->n_set};
    LODE__TRY(lode__plan_new(a->context, a->network, &a->request, &a->plan));
    a->network = a->plan->network;
    return LODE_OK;
}

lode_status lode__asked_init(lode_context *context, const lode_network *network,
                             const lode__question *question, lode__asked *asked)
{
    *asked = (lode__asked){.context = context, .network = network, .lane = SIZE_MAX};
    const bool has_scenario =
        (question->scenario && *question->scenario) || question->on || question->n_set;
    if (question->kind > LODE_STOP_EXPORTS) {
        return lode__invalid(context, "kind: one of both");
    }
    if (question->n_stops && !question->stop) return lode__invalid(context, "stop");
    if (question->n_stops && has_scenario) {
        return lode__invalid(context, "stop and scenario: one of both");
    }
    if (has_scenario) return plan(asked, question);
    for (size_t k = 0; k < question->n_stops; k++) {
        LODE__TRY(add_place(asked, question->stop[k]));
    }
    if (!question->n_stops) return LODE_OK;
    const lode__stop_kind kind =
        question->kind == LODE_STOP_EXPORTS ? LODE__STOP_EXPORTS : LODE__STOP_PRODUCTION;
    return lode__stops_init(context, network, kind, NULL, &asked->stops);
}

void lode__asked_free(lode__asked *asked)
{
    if (!asked->context) return;
    lode__point_free(&asked->context->allocator, &asked->point);
    lode__stops_free(asked->context, &asked->stops);
    lode__plan_free(asked->plan);
}

lode_status lode__asked_root(lode__asked *asked, size_t root)
{
    const size_t lane = asked->plan ? lode__plan_lane(asked->plan, 0, root, false) : 0;
    if (lane == asked->lane) return LODE_OK;
    const bool stops = asked->stops.capacity_row || asked->stops.way_of;
    lode__shocks shocks = {.n_lanes = 1};
    if (asked->plan) shocks = lode__plan_shocks(asked->plan);
    if (stops) shocks = lode__stops_shocks(&asked->stops, &asked->stopped, 1);
    lode__point_free(&asked->context->allocator, &asked->point);
    asked->lane = lane;
    return lode__point_init(asked->context, asked->network, &shocks, lane, &asked->point);
}
