/* Numbers explained: rows of arithmetic with the figures in it, from the product down. */
#ifndef LODE__ANALYSIS_EXPLAIN_H
#define LODE__ANALYSIS_EXPLAIN_H

#include "analysis/asked.h"
#include "analysis/cited.h"
#include "analysis/sentence.h"
#include "model/lines.h"
#include "network/linear.h"

/* The table under work, and the row at hand. */
typedef struct lode__explainer {
    lode_context *context;
    const lode_network *network;
    lode_table *table;
    lode__cited cited;         /* of the row; empty where it says nothing */
    lode__sentence what, sums; /* of the row */
    size_t root, step;
} lode__explainer;

/* One row: what is computed of an item at a place (LODE__N_PLACES: everywhere) in a unit
 * ("" for parts of today's flow), with what stands in `what`, `sums` and `cited`, which
 * are cleared. */
LODE_NODISCARD lode_status lode__explain_row(lode__explainer *e, uint32_t item,
                                             unsigned place, double value,
                                             const char *unit);

/* --- losses, in the state asked for --- */

typedef struct lode__losses {
    lode__explainer *e;
    lode__asked *asked;
    const lode_network *network;
    const char *outside; /* all outside this has stopped; NULL: what `asked` says */
    const lode__block *block;
    lode__descent descent;
    uint8_t *told;   /* [n_nodes] has a row */
    uint32_t *chain; /* [n_nodes] */
    lode__binding_chain binding;
} lode__losses;

/* To be freed also on failure. */
LODE_NODISCARD lode_status lode__losses_init(lode__explainer *e, lode__asked *asked,
                                             lode__losses *losses);
void lode__losses_free(lode__losses *losses);
/* The loss of a node as it is for the root at hand, which begins with what stands in
 * `what`: of every node that is short, or of those on the binding chain. */
LODE_NODISCARD lode_status lode__explain_loss(lode__losses *losses, uint32_t node,
                                              bool all);

/* --- what is needed of an item, from the product down --- */

/* A line, and the item that takes it. */
typedef struct lode__taking {
    uint32_t taker, line;
} lode__taking;

typedef struct lode__needs {
    lode__explainer *e;
    const lode_model *model;
    const lode__flow *flow; /* of the root at hand */
    double *made[2];        /* [n_items] from ore, from scrap */
    uint8_t *leads;         /* [n_items] takes the item, itself or below */
    uint32_t *first;        /* [n_items + 2] takings of each item */
    lode__taking *takings;
} lode__needs;

/* To be freed also on failure. */
LODE_NODISCARD lode_status lode__needs_init(lode__explainer *e, lode__needs *needs);
void lode__needs_free(lode__needs *needs);
/* Finds what leads to an item in a root's flow. Nothing does where none is needed. */
LODE_NODISCARD lode_status lode__needs_find(lode__needs *needs, const lode__flow *flow,
                                            uint32_t item);
static inline bool lode__needs_has(const lode__needs *needs, uint32_t item)
{
    return needs->leads[item] && needs->made[0][item] + needs->made[1][item] != 0.0;
}
/* What a line takes for a unit: `q / y`, or `q` where nothing is lost. */
void lode__say_line(lode__sentence *sums, const lode__lines *at);
/* What is needed of an item at a place; LODE__N_PLACES: everywhere. */
LODE_NODISCARD lode_status lode__explain_needed(lode__needs *needs, uint32_t item,
                                                unsigned place);

/* --- the table of dependency --- */

/* Figures of an item (LODE__NO_ID: the product's own), each with what is behind it or
 * with all of that up to the product. */
typedef struct lode__abroad {
    const char *domestic; /* NULL or empty: the home of each product */
    uint32_t item;
    lode_explain_figure figures;
    bool all;
} lode__abroad;
LODE_NODISCARD lode_status lode__explain_abroad(lode__explainer *e, lode__asked *asked,
                                                const lode__abroad *abroad);

/* The domestic set of the product at hand. */
typedef struct lode__home {
    const char *name;
    lode__places inside;
} lode__home;
/* What of the mass and the value of the product at hand is made outside. Nothing where a
 * mass or price is missing, which is warned of. */
LODE_NODISCARD lode_status lode__explain_worth(lode__explainer *e, const lode__flow *flow,
                                               const lode__home *home,
                                               lode_explain_figure figures);

/* What a balance says of how far its market, which is called so, relies on imports; at a
 * place, or LODE__N_PLACES. */
LODE_NODISCARD lode_status lode__explain_reliance(lode__explainer *e,
                                                  const lode__balance *balance,
                                                  const char *market, unsigned place);

#endif
