/* Scenarios made into shocks: measures select what they act on, what they act on gets
 * rows of factors, and each lane fills the rows by the measures in force in it.
 *
 * A regime is a scenario, or several that hold together. A lane is one regime for the
 * products of one end use, or the same with all of unknown origin counted as hit. */
#ifndef LODE__SCENARIO_PLAN_H
#define LODE__SCENARIO_PLAN_H

#include "base/intern.h"
#include "base/text.h"
#include "network/linear.h"

/* In the order in which they act: who makes what first, then what of it may leave, what
 * leaks past that, and what of it one party would have made: that does not leak. */
typedef enum lode__act_kind {
    LODE__ACT_SUBSTITUTION,
    LODE__ACT_SECOND_SOURCE,
    LODE__ACT_NEW_CAPACITY,
    LODE__ACT_THRIFTING,
    LODE__ACT_STOCK,
    LODE__ACT_PRICE,
    LODE__ACT_TARIFF,
    LODE__ACT_PRODUCTION_STOP,
    LODE__ACT_BAN,
    LODE__ACT_LICENCE,
    LODE__ACT_QUOTA,
    LODE__ACT_CONTENT_RULE,
    LODE__ACT_LEAKAGE,
    LODE__ACT_PARTY_STOP /* a production stop of a party: on each arc, its part */
} lode__act_kind;

/* Origins: each country by itself, blocs as one. */
typedef struct lode__origins {
    bool any;                     /* any country by itself, ZZZ with them */
    lode__places alone;           /* countries named */
    uint32_t first_bloc, n_blocs; /* of the plan's list */
} lode__origins;

/* One number of a row that a measure changes. */
typedef struct lode__touch {
    uint32_t row;
    uint8_t how;  /* lode__touch_how */
    uint8_t high; /* acts only where the unknown is counted as hit */
    double value;
} lode__touch;
typedef enum lode__touch_how {
    LODE__TIMES,   /* x value */
    LODE__PLUS,    /* x + value, and 0 where nothing but rounding is left */
    LODE__AT_MOST, /* min(x, value) */
    LODE__BECOMES, /* value */
    LODE__LEAK     /* x + value (1 - x) where x < 1 */
} lode__touch_how;

/* A measure in force, whatever regimes it is in. */
typedef struct lode__act {
    lode__act_kind kind;
    uint32_t measure; /* of the model */
    bool all_items;
    uint32_t *items; /* [n_items] in order, unless all */
    size_t n_items;
    lode__origins from;
    bool to_any;
    lode__places to;
    const char *end_use; /* words; NULL: any product */
    const char *refused; /* end uses refused, words; NULL: none */
    double value;        /* the factor, limit, rate or share it stands for */
    double severity;
    double amount; /* of thrifting: the new quantity; 0: value is the factor */
    double de_minimis;
    bool mixing, matched;
    lode__places content_from;
    uint32_t *content; /* [n_content] items whose content counts */
    size_t n_content;
    lode__touch *touches; /* [n_touches] */
    size_t n_touches, touch_capacity;
    uint32_t *instances; /* of a content rule: the node behind each touch */
    size_t instance_capacity, first_part; /* parts of its touches in a lane's list */
} lode__act;

typedef struct lode__regime {
    char *label;    /* ids joined by + */
    uint32_t *acts; /* [n_acts] in the order in which they act */
    size_t n_acts;
    bool by_end_use; /* some act asks for it */
    bool has_high;   /* some act would hit what is of unknown origin */
    bool has_content, has_price;
    size_t first_lane; /* [end uses][low, high], as far as they differ */
} lode__regime;

typedef struct lode__lane {
    uint32_t regime;
    const char *end_use; /* NULL: stands for every product */
    bool high;
    double *parts; /* factors of the touches of content rules; NULL: none */
    double *reach; /* [n_mixers] how far each act that mixes goes; NULL: all the way */
} lode__lane;

/* A row that does not begin at 1. */
typedef struct lode__row_start {
    uint32_t row;
    double value;
} lode__row_start;

/* What the caller asks for. */
typedef struct lode__plan_request {
    const char *const *regimes; /* [n] ids of scenarios joined by +; "" is none at all */
    size_t n_regimes;           /* 0: every scenario of the model by itself */
    const char *on;             /* date YYYY-MM-DD; NULL: measures of every date */
    const char *const *set; /* [n_set] `measure.attribute=value` or `attribute=value` */
    size_t n_set;
} lode__plan_request;

typedef struct lode__plan {
    lode_context *context;
    const lode_allocator *allocator;
    const lode_network *given; /* as the caller compiled it */
    lode_network *network;     /* the same, wider where capacity comes to new places */
    const lode_model *model;
    const lode__plan_request *request;
    lode__arena arena;

    lode__act *acts;
    size_t n_acts, act_capacity;
    size_t n_mixers;  /* the first acts: substitutions and second sources */
    uint32_t *act_of; /* [n_measures] index + 1; 0: not in force or not asked for */
    lode__regime *regimes;
    size_t n_regimes;
    lode__lane *lanes;
    size_t n_lanes;
    const char **end_uses; /* of the products, each once */
    size_t n_end_uses;
    lode__places *blocs; /* named as origins */
    size_t n_blocs, bloc_capacity;
    uint8_t *set_used; /* [n_set] */

    uint32_t n_rows;
    lode__row_start *starts;
    size_t n_starts, start_capacity;
    uint32_t *capacity_row, *price_row; /* [n_nodes]; NULL: all 0 */
    uint32_t *way_of;                   /* [n_weights]; NULL: all 0 */
    lode__way *ways;
    size_t way_capacity;
    lode__vias vias;
    uint32_t *patch_of; /* [n_nodes] by up row: index + 1 */
    lode__patch *patches;
    size_t n_patches, patch_capacity;
    lode__patch_arc *patch_arcs;
    size_t n_patch_arcs, patch_arc_capacity;
} lode__plan;

/* Reads the regimes asked for, selects what each measure acts on and lays out rows and
 * lanes. A measure that selects nothing is warned of at its place. The request stays the
 * caller's. */
LODE_NODISCARD lode_status lode__plan_new(lode_context *context,
                                          const lode_network *network,
                                          const lode__plan_request *request,
                                          lode__plan **out);
void lode__plan_free(lode__plan *plan);
/* The lanes as shocks of plan->network. */
lode__shocks lode__plan_shocks(const lode__plan *plan);
/* Lane of a regime for a root; `high` is the low one where they do not differ. */
size_t lode__plan_lane(const lode__plan *plan, size_t regime, size_t root, bool high);

/* --- acts.c: measures as numbers --- */
LODE_NODISCARD lode_status lode__plan_acts(lode__plan *plan);
/* True where an act is in force for a lane's products. */
bool lode__act_holds(const lode__act *act, const lode__lane *lane);

/* --- select.c: what measures act on --- */
LODE_NODISCARD lode_status lode__select(lode__plan *plan, lode__act *act);
/* 0: no; 1: yes; 2: only where the unknown is counted as hit. Of what leaves `from`. */
int lode__leaves(const lode__plan *plan, const lode__act *act, unsigned from,
                 unsigned to);
/* The same for what is made at a place. */
int lode__made_in(const lode__plan *plan, const lode__act *act, unsigned place);

/* --- rows.c: rows of factors for arcs and instances --- */
LODE_NODISCARD lode_status lode__plan_rows(lode__plan *plan);
LODE_NODISCARD lode_status lode__new_row(lode__plan *plan, double start, uint32_t *out);
LODE_NODISCARD lode_status lode__touch_row(lode__plan *plan, lode__act *act,
                                           lode__touch touch);
/* The patch of a node's row, made where there is none. */
LODE_NODISCARD lode_status lode__patch_node(lode__plan *plan, uint32_t node,
                                            const lode__row *row, lode__patch **out);

/* --- mix.c: capacity, sources, inputs and options that change --- */
LODE_NODISCARD lode_status lode__plan_added(lode__plan *plan);
LODE_NODISCARD lode_status lode__plan_mix(lode__plan *plan);
/* New weight and cap of an option that a substitution names; false where it names it not.
 */
bool lode__find_option(const lode_model *model, const lode__act *act, uint32_t item,
                       double *weight, double *cap);

/* --- joint.c: substitutions and second sources that draw on the same --- */
/* Finds how far they go in each lane, and warns where that is not all the way. */
LODE_NODISCARD lode_status lode__plan_joint(lode__plan *plan);
static inline double lode__reach_of(const lode__plan *plan, const lode__lane *lane,
                                    uint32_t act)
{
    return lane->reach && act < plan->n_mixers ? lane->reach[act] : 1.0;
}
/* True for acts that take from the same: a delivery's origins, or a group's options. */
bool lode__draw_on_same(const lode__plan *plan, const lode__act *a, const lode__act *b);

/* --- flows.c: what the arcs carry in one lane --- */

/* One lane with its rows filled. */
typedef struct lode__lane_view {
    const lode__plan *plan;
    lode__shocks shocks;
    lode__block block; /* lane 0, without values */
    double *rows;
} lode__lane_view;
LODE_NODISCARD lode_status lode__view_lane(const lode__plan *plan, const lode__lane *lane,
                                           bool before_content, lode__lane_view *out);
void lode__view_free(lode__lane_view *view);
/* Coefficients for lode__linear_up(), [n_up_arcs]: what one unit takes. With `re_mixed`
 * deliveries come from what is not stopped, in proportion; as today where all is.
 * Without, shares stand as capacity, sources and mixes leave them. unit is
 * lode__unit_flows(). */
void lode__lane_flows(const lode__lane_view *view, const double *unit, bool re_mixed,
                      double *coefficient);

/* --- content.c: what of the stopped content is in what is stopped --- */
LODE_NODISCARD lode_status lode__plan_content(lode__plan *plan);

/* --- price.c --- */
/* Rise of the price of a unit of each root in one lane, in the currency of its item's
 * price; NaN where a price that counts is missing, which is warned of. out is
 * [n_roots]. */
LODE_NODISCARD lode_status lode__plan_prices(const lode__plan *plan, size_t lane,
                                             double *out);

/* --- way_out.c --- */
/* A scenario that only makes, takes or holds differently; one that stops or taxes
 * something is none. */
bool lode__is_way_out(const lode_model *model, const lode__scenario *scenario);

/* --- cause.c: what stops a product, and how long stocks last --- */

/* Measures that act, in a lane, where a binding chain ends, as `scenario/measure` joined
 * by blanks; where that is, as `item@country` or `item@from>to`. */
LODE_NODISCARD lode_status lode__cause_text(const lode__plan *plan, size_t lane,
                                            const lode__binding_chain *binding,
                                            lode__text *measures, lode__text *where);
/* What a regime takes for granted: caps of substitutions, and numbers set by the caller,
 * joined by blanks. */
LODE_NODISCARD lode_status lode__assumptions_text(const lode__plan *plan, size_t regime,
                                                  lode__text *text);
/* Days that stocks along a chain last when nothing comes any more. */
double lode__days_of_cover(const lode__plan *plan, size_t lane, size_t root,
                           const uint32_t *chain, size_t n);

/* --- fill.c: rows of each lane --- */
void lode__fill(const void *user, size_t first, size_t n, double *rows);
/* One lane alone. `before_content` leaves out content rules and leakage: what the shares
 * are that a content rule looks at. */
void lode__fill_lane(const lode__plan *plan, const lode__lane *lane, bool before_content,
                     double *rows);
/* The number of an act's k-th touch in a lane. */
double lode__touch_value(const lode__act *act, const lode__lane *lane, size_t k);

#endif
