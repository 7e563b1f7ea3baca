/* What analyses share: options, columns, the flows of each product. */
#ifndef LODE__ANALYSIS_COMMON_H
#define LODE__ANALYSIS_COMMON_H

#include "base/number.h"
#include "base/text.h"
#include "lode/analysis.h"
#include "network/network.h"
#include "table/build.h"

#include <math.h>
#include <string.h>

/* Checks the arguments every analysis has and copies its options: local is zeroed beyond
 * what the caller knows. `last` is the last member of the first release. */
#define LODE__BEGIN(context, network, options, local, last, out)                         \
    do {                                                                                 \
        LODE__TRY(lode__begin(context, network, out));                                   \
        LODE__TRY(lode__options(                                                         \
            context, options, (size_t)((char *)(&(local).last + 1) - (char *)&(local)),  \
            &(local), sizeof(local)));                                                   \
    } while (0)
LODE_NODISCARD lode_status lode__begin(lode_context *context, const lode_network *network,
                                       lode_table **out);

/* Hands over a finished table, or frees it and gives NULL. */
lode_status lode__end(lode_status status, lode_table *table, lode_table **out);

/* Codes of the dictionaries: items and countries by index and one more for "", stages
 * from 1 with 0 for "", products by root and one more for "*". */
lode__dictionary lode__items(const lode_network *network);
lode__dictionary lode__stages(const lode_network *network);
lode__dictionary lode__products(const lode_network *network);
lode__dictionary lode__countries(void);
/* Units by index, and one more for "". */
lode__dictionary lode__units(void);

/* Stages by name; n_stages 0 means all. Items without a stage are number 0. */
typedef struct lode__stage_set {
    bool all, has[256];
} lode__stage_set;
LODE_NODISCARD lode_status lode__find_stages(lode_context *context,
                                             const lode_model *model,
                                             const char *const *stages, size_t n_stages,
                                             lode__stage_set *out);
/* The domestic set: the country or bloc named, or the root's home. */
LODE_NODISCARD lode_status lode__find_domestic(lode_context *context,
                                               const lode_network *network,
                                               const char *domestic,
                                               const lode__root *root, lode__places *out);
/* The balance of a delivery: of the bloc (SIZE_MAX: none) whose members are `inside`
 * where its market is one of them, else of the market itself; NULL: there is none. */
const lode__balance *lode__balance_of(const lode_network *network, uint32_t node,
                                      size_t bloc, const lode__places *inside);
/* 0: the default; LODE_E_INVALID outside [0, 1]. */
LODE_NODISCARD lode_status lode__find_level(lode_context *context, double level_frac,
                                            double *out);
/* x exceeds a level: exactly at it complies. */
static inline bool lode__exceeds(double x, double level)
{
    return x > level + 1e-9;
}

/* What every node gives for one unit of a product. */
typedef struct lode__flow {
    size_t root;
    size_t stride;
    const double *value; /* value[node * stride] */
    const double *cut;   /* the same where recycled instances pass nothing on */
} lode__flow;
typedef lode_status (*lode__flow_fn)(const lode__flow *flow, void *user);
/* Calls each root's flow in order, in the calling thread. */
LODE_NODISCARD lode_status lode__each_flow(lode_context *context,
                                           const lode_network *network,
                                           lode__flow_fn each, void *user);

/* How the origin of a delivery is known, as parts of it. */
typedef struct lode__coverage {
    double known, inferred, unknown, in_place;
} lode__coverage;
/* Resolves (item, place) into `delivery` and says how it is covered. */
lode__coverage lode__cover(const lode_network *network, uint32_t item, unsigned place,
                           lode__delivery *delivery);

/* Nodes of one item in by_id: [first, end). Starts with first = end = 0; false past the
 * last. */
typedef struct lode__item_nodes {
    uint32_t item, first, end;
} lode__item_nodes;
bool lode__next_item(const lode_network *network, lode__item_nodes *at);
/* Those of one item; none where the network has none. */
lode__item_nodes lode__nodes_of(const lode_network *network, uint32_t item);
/* How far ahead in by_id it asks for what it will touch: ids say nothing of where a node
 * stands in memory. */
enum { LODE__NODES_AHEAD = 16 };

/* `item@country` of a chain's nodes, joined by blanks. */
LODE_NODISCARD lode_status lode__chain_text(lode_context *context,
                                            const lode_network *network,
                                            const uint32_t *chain, size_t n,
                                            lode__text *text);

/* Part of what each node gives that rests on value or gross-mass figures, in the units of
 * the flow; [n_nodes]. */
LODE_NODISCARD lode_status lode__approximated(lode_context *context,
                                              const lode_network *network,
                                              const lode__flow *flow, double *value);

/* What of an item counts as content, per unit. */
typedef struct lode__worth {
    bool takes;       /* has inputs */
    bool takes_stage; /* has inputs of its own stage */
    double mass_kg, price, added;
    uint32_t missing_price; /* item without a price, LODE__NO_ID for none */
} lode__worth;
lode__worth lode__worth_of(const lode_model *model, uint32_t item);

/* Mass and value by place: of each stage and of the product as a whole. */
typedef struct lode__content {
    bool known; /* no mass or price was missing */
    double place[LODE__N_PLACES];
} lode__content;
typedef struct lode__contents {
    size_t n_stages;      /* with 0 for items without a stage */
    lode__content *mass;  /* [n_stages + 1] kg; the last one is the product's */
    lode__content *value; /* [n_stages + 1] */
    const char *currency;
} lode__contents;
LODE_NODISCARD lode_status lode__find_contents(lode_context *context,
                                               const lode_network *network,
                                               const lode__flow *flow,
                                               lode__contents *contents);
void lode__contents_free(lode_context *context, lode__contents *contents);
/* Sum over all places, and over those outside a set. */
double lode__content_total(const lode__content *content);
double lode__content_outside(const lode__content *content, const lode__places *set);

#endif
