/* What one product's figure owes to each parameter. model.md section 7. */
#ifndef LODE__ANALYSIS_SENSITIVITY_H
#define LODE__ANALYSIS_SENSITIVITY_H

#include "analysis/common.h"
#include "network/linear.h"
#include "network/parents.h"
#include "network/point.h"

/* One parameter at one place. */
typedef struct lode__influence {
    lode_parameter parameter; /* one bit */
    bool tied;
    uint32_t node;      /* the instance or delivery it belongs to */
    uint32_t child;     /* of a share or pass: the instance; of an input: what is taken */
    uint32_t line, end; /* of an input: its lines */
    uint32_t group;     /* of the model + 1; 0: none */
    double value;       /* today */
    double alone;       /* change of the figure as the parameter falls, per unit of it */
    double shift; /* the same as the others of the whole grow in proportion; NaN: none */
} lode__influence;

typedef struct lode__influences {
    lode_context *context;
    const lode_network *network;
    lode_parameter wanted; /* kinds of parameters */
    lode__influence *list;
    size_t n, capacity;
} lode__influences;

static inline bool lode__is_wanted(const lode__influences *all, lode_parameter kind)
{
    return (all->wanted & kind) != 0;
}
LODE_NODISCARD lode_status lode__influences_add(lode__influences *all,
                                                lode__influence influence);

/* Shares of a whole, to be shifted among each other: sum of shares, and of each times
 * what it brings. */
typedef struct lode__whole {
    double share, brought;
} lode__whole;
/* What the figure loses as one share falls and the others grow in proportion; NaN where
 * there is no other. */
double lode__shifted(const lode__whole *whole, double share, double brings);

/* Fills the list with what the output of a root owes, in the order of nodes. */
LODE_NODISCARD lode_status lode__output_influences(lode__influences *all,
                                                   const lode__parents *parents,
                                                   const lode__point *point,
                                                   uint32_t root);
/* The same of what a root requires of an item, made in one place or anywhere (place
 * LODE__N_PLACES), and that requirement itself. */
LODE_NODISCARD lode_status lode__need_influences(lode__influences *all,
                                                 const lode__descent *descent,
                                                 uint32_t root, uint32_t item,
                                                 unsigned place, double *need);

#endif
