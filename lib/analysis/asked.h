/* The state of the network that a question is about: today, when countries have stopped,
 * or under a scenario. */
#ifndef LODE__ANALYSIS_ASKED_H
#define LODE__ANALYSIS_ASKED_H

#include "analysis/common.h"
#include "network/point.h"
#include "scenario/plan.h"

/* As options give it; all zero is today. */
typedef struct lode__question {
    const char *const *stop; /* [n_stops] countries and blocs */
    size_t n_stops;
    lode_stop kind;       /* one of both; 0: production */
    const char *scenario; /* id, or several joined by +; NULL or empty: none */
    const char *on;
    const char *const *set; /* [n_set] */
    size_t n_set;
} lode__question;

typedef struct lode__asked {
    lode_context *context;
    const lode_network
        *network;      /* wider than the one given where a scenario adds makers */
    lode__point point; /* current for one root after the other */
    lode__places stopped;
    lode__stops stops;
    lode__plan_request request;
    const char *regime;
    lode__plan *plan; /* NULL: no scenario */
    size_t lane;      /* of the point; SIZE_MAX: none yet */
} lode__asked;

/* Must stay where it is until freed; to be freed also on failure. */
LODE_NODISCARD lode_status lode__asked_init(lode_context *context,
                                            const lode_network *network,
                                            const lode__question *question,
                                            lode__asked *asked);
void lode__asked_free(lode__asked *asked);
/* Evaluates the state as it is for a root: products of other end uses may fare
 * otherwise. */
LODE_NODISCARD lode_status lode__asked_root(lode__asked *asked, size_t root);

#endif
