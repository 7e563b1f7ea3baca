/* Countries that stop, as an option of an analysis: the point it looks at. */
#ifndef LODE__ANALYSIS_STOPPED_H
#define LODE__ANALYSIS_STOPPED_H

#include "analysis/common.h"
#include "network/point.h"

typedef struct lode__stopped {
    lode__places set;
    lode__stops stops;
    lode__point point;
} lode__stopped;

/* Evaluates `network` with the countries, and members of the blocs, in stop[n_stops]
 * stopped; kind as in lode_sensitivity_options. Must stay where it is until freed; to be
 * freed also on failure. */
LODE_NODISCARD lode_status lode__stopped_init(lode_context *context,
                                              const lode_network *network,
                                              const char *const *stop, size_t n_stops,
                                              lode_stop kind, lode__stopped *stopped);
void lode__stopped_free(lode_context *context, lode__stopped *stopped);

#endif
