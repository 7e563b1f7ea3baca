/* Which measures can act on an item, and on what of it comes from a place: walked once
 * for many arcs, so that an arc meets only the few that may concern it. */
#ifndef LODE__SCENARIO_ACT_LISTS_H
#define LODE__SCENARIO_ACT_LISTS_H

#include "scenario/plan.h"

typedef struct lode__act_lists {
    const lode__plan *plan;
    lode__intern
        lists; /* acts as bytes, in order; list k is text k - 1, list 0 is empty */
    uint32_t *of_item;  /* [n_items] lists of acts that name the item */
    uint32_t general;   /* the list of those on all items */
    uint32_t *scratch;  /* [n_acts] */
    uint32_t near_list; /* whose parts by place are in `near` */
    uint32_t near[LODE__N_PLACES], general_near[LODE__N_PLACES];
    bool narrow[LODE__N_PLACES], anywhere[LODE__N_PLACES]; /* where near is known */
} lode__act_lists;

/* Of measures that act where things are made or pass. */
LODE_NODISCARD lode_status lode__act_lists_init(lode__plan *plan, lode__act_lists *out);
void lode__act_lists_free(lode__act_lists *lists);

/* Acts that may concern what is made of an item at a place: those that name the item and
 * those on all items. */
typedef struct lode__nearby {
    uint32_t own, general; /* lists */
    bool narrow;           /* some of them looks at the instance itself */
    bool anywhere; /* all that counts of the destination is whether it is the place */
} lode__nearby;
LODE_NODISCARD lode_status lode__acts_near(lode__act_lists *lists, uint32_t item,
                                           unsigned place, lode__nearby *out);

/* Both lists of acts as one, in order. Adding lists ends it. */
typedef struct lode__act_walk {
    const char *own, *general; /* unaligned among the bytes of all lists */
    size_t n_own, n_general;
} lode__act_walk;
lode__act_walk lode__walk_acts(const lode__act_lists *lists, lode__nearby of);
bool lode__next_act(lode__act_walk *walk, uint32_t *out);

#endif
