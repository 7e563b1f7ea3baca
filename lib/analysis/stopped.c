/* From names of countries and blocs to the state of the network when they stop. */
#include "analysis/stopped.h"

static lode_status add_place(lode_context *context, const lode_model *model,
                             const char *id, lode__places *set)
{
    lode__places found = {{0}};
    if (!id) return lode__invalid(context, "stop");
    if (!lode__find_places(model, id, &found)) {
        char quoted[LODE__QUOTE_LEN];
        return lode__error(context, LODE_E_UNKNOWN, NULL,
                           "stop \"%s\" is neither a country nor a bloc of the model",
                           lode__quote(quoted, id, strlen(id)));
    }
    for (size_t w = 0; w < LODE__PLACE_WORDS; w++) set->bits[w] |= found.bits[w];
    return LODE_OK;
}

lode_status lode__stopped_init(lode_context *context, const lode_network *network,
                               const char *const *stop, size_t n_stops, lode_stop kind,
                               lode__stopped *stopped)
{
    *stopped = (lode__stopped){.set = {{0}}};
    if (kind > LODE_STOP_EXPORTS) return lode__invalid(context, "kind: one of both");
    if (n_stops && !stop) return lode__invalid(context, "stop");
    if (!n_stops) return lode__point_init(context, network, NULL, 0, &stopped->point);
    for (size_t k = 0; k < n_stops; k++) {
        LODE__TRY(add_place(context, network->model, stop[k], &stopped->set));
    }
    LODE__TRY(lode__stops_init(context, network,
                               kind == LODE_STOP_EXPORTS ? LODE__STOP_EXPORTS
                                                         : LODE__STOP_PRODUCTION,
                               NULL, &stopped->stops));
    const lode__shocks shocks = lode__stops_shocks(&stopped->stops, &stopped->set, 1);
    return lode__point_init(context, network, &shocks, 0, &stopped->point);
}

void lode__stopped_free(lode_context *context, lode__stopped *stopped)
{
    lode__point_free(&context->allocator, &stopped->point);
    lode__stops_free(context, &stopped->stops);
}
