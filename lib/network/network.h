/* The compiled supply graph.
 *
 * A node is a delivery (j, d), an instance (i, c), a recycled instance (i, c,
 * recycled), a group of alternatives of an instance, or the hosts of an
 * instance. In place, delivery and instance are the same node. Arcs run from a
 * node to what it takes.
 *
 * Two passes serve every analysis. Down, from products to sources, adds up what
 * each node must give: its row lists the nodes that take from it. Up, from
 * sources to products, finds what share of today's flow each node can give: its
 * row lists what it takes. For either pass the rows stand in topological order,
 * and within a level in order of their length, so that one loop of known length
 * serves a whole run of rows: what limits such a pass is not arithmetic but
 * mispredicted branches. Nodes are numbered in the order of the down pass.
 */
#ifndef LODE__NETWORK_NETWORK_H
#define LODE__NETWORK_NETWORK_H

#include "base/context.h"
#include "lode/network.h"
#include "model/model.h"

#if defined(__GNUC__)
static inline int lode__lowest_bit(uint64_t bits)
{
    return __builtin_ctzll(bits);
}
#else
static inline int lode__lowest_bit(uint64_t bits)
{
    int n = 0;
    for (; !(bits & 1); bits >>= 1) n++;
    return n;
}
#endif
/* Not every machine that this is built for has an instruction for it, and a call costs
 * more than the sums of pairs, fours and bytes. */
static inline int lode__count_bits(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (int)(bits * UINT64_C(0x0101010101010101) >> 56);
}

typedef enum lode__node_kind {
    LODE__DELIVERY,
    LODE__INSTANCE, /* of an item without any origin: its delivery as well */
    LODE__RECYCLED,
    LODE__HOSTS,
    LODE__GROUP
} lode__node_kind;

/* How the up pass combines a row, x being what each child can give. Ordered as
 * rows are. The pass keeps 1 - x, what each lacks.
 */
typedef enum lode__up_op {
    LODE__UP_ALL,      /* min(k, x...): every input essential, no surge */
    LODE__UP_LIMIT,    /* min(k base, e x + (1 - e) base...): weight e, base 1 + u */
    LODE__UP_DELIVERY, /* 1 - sum of s (1 - t x): weight s */
    LODE__UP_HOSTS,    /* base - sum of v (1 - x): weight v, base 1 + (1 - sum of v)
                          u */
    LODE__UP_GROUP     /* base - sum of (x < 1 ? cap : w) (1 - x): weight cap, second
                          w */
} lode__up_op;

/* Consecutive rows of one length, and where their arcs begin. Weights, seconds
 * and bases are kept only for operations that have them, each in an array of
 * its own. */
typedef struct lode__run {
    uint32_t first, n, degree;
    uint8_t op;           /* up */
    uint8_t cut;          /* down: recycled instances that take inputs */
    uint8_t starts_level; /* what comes before may be needed from here on */
    size_t arc, weight, second, base;
} lode__run;

typedef struct lode__root {
    uint32_t product; /* of the model */
    uint32_t node;
    uint8_t home;
} lode__root;

/* A country that a scenario may add to a vector of an item: its arcs are drawn with share 0. */
typedef struct lode__added {
    uint32_t item, vector;
    uint8_t country;
} lode__added;

struct lode_network {
    lode__refs refs;
    lode_allocator allocator;
    lode_model *model;
    size_t size_bytes;
    int32_t year; /* vectors of later years are left out; INT32_MAX: none is */
    uint32_t n_bases;
    lode_basis basis_order[4];
    uint32_t *bloc_order; /* blocs that are markets, fewest members first, then id */
    size_t n_market_blocs;
    lode__added *added; /* by item, vector, country */
    size_t n_added;

    lode__root *roots; /* by product id */
    size_t n_roots;

    uint32_t n_nodes;
    uint32_t *node_item;
    uint8_t *node_place, *node_kind;
    uint32_t *by_id; /* nodes by item, kind, place (a group: by its instance, then
                        the group) */

    lode__run *down_runs;
    size_t n_down_runs;
    uint32_t *down_parent; /* by item, kind, place of the parent */
    double *down_weight;   /* a share, q/y, or w q/y */
    size_t n_down_arcs;

    lode__run *up_runs;
    size_t n_up_runs;
    uint32_t *up_node;  /* row -> node */
    uint32_t *up_row;   /* node -> row */
    uint32_t *up_child; /* of an instance: inputs by id, groups by id, hosts */
    double *up_weight, *up_second, *up_base;
    size_t n_up_arcs, n_weights, n_seconds, n_bases_kept;
};

/* --- resolve.c: which figures a delivery takes --- */

/* A vector of a delivery: each of its shares counts `factor` times. */
typedef struct lode__part {
    uint32_t vector;
    bool inferred; /* its market is wider than the place delivered to */
    double factor;
} lode__part;

/* How (item, place) is delivered. parts has room for lode__max_parts(). */
typedef struct lode__delivery {
    uint32_t item;
    bool in_place;
    bool ambiguous; /* two blocs have a vector and neither holds the other */
    size_t n_parts;
    double unknown; /* what no vector covers */
    lode__part *parts;
} lode__delivery;

size_t lode__max_parts(const lode_model *model);
void lode__resolve(const lode_network *network, uint32_t item, unsigned place,
                   lode__delivery *delivery);
/* Vector chosen for an item and a market by basis order and year, or
 * LODE__NO_VECTOR. */
uint32_t lode__choose_vector(const lode_network *network, uint32_t item, uint16_t market);
#define LODE__NO_VECTOR UINT32_MAX

/* Shares of one delivery by place, summed over parts, parties and kinds. */
typedef struct lode__shares {
    double primary[LODE__N_PLACES], recycled[LODE__N_PLACES];
    lode__places has_primary, has_recycled; /* places with a share above 0 */
} lode__shares;
/* `shares` is all zero or the result of an earlier call. */
void lode__sum_shares(const lode_network *network, const lode__delivery *delivery,
                      lode__shares *shares);

/* --- compile.c --- */

/* Finds what the roots reach and lays it out; roots have product and home. Gaps
 * in the data are warned of unless quiet. */
LODE_NODISCARD lode_status lode__compile_graph(lode_context *context,
                                               lode_network *network, bool quiet);
/* The same network for one of its roots alone. */
LODE_NODISCARD lode_status lode__narrow(lode_context *context,
                                        const lode_network *network, size_t root,
                                        lode_network **out);
/* range.c: LODE_E_VALUE where numbers cannot hold what products need. */
LODE_NODISCARD lode_status lode__check_range(lode_context *context,
                                             const lode_network *network);
/* The same network with more countries; `added` by item, vector, country, each once. */
LODE_NODISCARD lode_status lode__widen(lode_context *context, const lode_network *network,
                                       const lode__added *added, size_t n_added,
                                       lode_network **out);

/* --- arrange.c: from arcs in any order to the rows of both passes --- */

/* Arcs as compile.c finds them, node by node. Nodes have canonical numbers
 * here: their place in the order of by_id. */
typedef struct lode__draft {
    uint32_t n_nodes;
    uint32_t *node_item; /* [n_nodes], as are the next ones */
    uint8_t *node_place, *node_kind, *node_op;
    double *node_base;      /* of nodes with weights */
    uint32_t *node_level;   /* lower than that of all it takes */
    uint32_t *in_degree;    /* arcs that carry requirement to it, orders among them */
    uint32_t *topological;  /* by item in the model's order: near are those that
                               share arcs */
    uint32_t *arc_first;    /* arcs are fewer than 2^32 */
    uint32_t *weight_first; /* of nodes with weights */
    uint32_t *arc_count;
    uint32_t *arc_child; /* [n_arcs] */
    double *arc_flow;    /* what the down pass multiplies by; 0 carries no requirement */
    double *weight;      /* [n_weights] e, v or cap; of deliveries the flow serves */
    double *second;      /* [n_weights] w of options */
    uint32_t *root_node; /* [n_roots of the network] */
    size_t n_arcs, n_weights, weight_capacity, second_capacity;
} lode__draft;
/* Fills the node and row arrays of a network. The arena has room for what is needed
 * meanwhile. */
LODE_NODISCARD lode_status lode__arrange(lode_context *context, const lode__draft *draft,
                                         lode_network *network, lode__arena *arena);

/* --- down.c --- */

/* What every node must give. Behind the nodes stand the orders: one for each
 * root, set by the caller, and each root's row takes from its order. Rows are
 * summed term by term in canonical order of the parents, so that a product has
 * the same bits alone and among others, whose parents only add zeros. With
 * `cut`, recycled instances pass nothing on. value is [n_nodes + n_roots]. */
void lode__down(const lode_network *network, bool cut, double *value);
/* The same in LODE__LANES lanes side by side: value[node * LODE__LANES + lane],
 * bit for bit what lode__down() gives for each lane. */
void lode__down_lanes(const lode_network *network, bool cut, double *value);

/* --- up.c --- */

/* Two cache lines of doubles: what an arc is takes as long to look up for one line. */
enum { LODE__LANES = 16 };

/* What strays, in some lane, from the row as compiled. Each term is a row of the table of
 * factors; 0 means as compiled: an offer as it comes, the row's own weights. */
typedef struct lode__patch_arc {
    uint32_t use;    /* of an input: what is taken for one unit, in parts of today's */
    uint32_t weight; /* of a delivery: s; of a group: cap */
    uint32_t second; /* of a group: w */
} lode__patch_arc;
typedef struct lode__patch {
    uint32_t up_row;  /* patches stand in order of their rows */
    uint32_t base;    /* row of factors in place of the row's base; 0: as compiled */
    size_t first_arc; /* of as many arcs as the row has */
} lode__patch;

/* Rows of factors that act on an arc of a delivery; 0: nothing does. */
typedef struct lode__way {
    uint32_t pass;  /* what part may leave */
    uint32_t limit; /* how much of today's flow may pass */
    uint32_t
        rate; /* what is paid for each unit, in parts of its price: for prices only */
} lode__way;

/* What leaves a node by a way. A ban acts on all deliveries that take from a node by one
 * way, and all of them get the same. So it is a row of its own, behind those of the nodes
 * and reckoned where its node is, and deliveries take from there: their rows are plain
 * sums, whatever acts on their arcs. */
typedef struct lode__via {
    uint32_t pass, limit; /* of the way */
    uint32_t next;        /* via of the same node, index + 1; 0: none */
} lode__via;
typedef struct lode__vias {
    uint32_t first;   /* row of the first: n_nodes */
    uint32_t *child;  /* [n_up_arcs] up_child of the network, n_nodes + index of the via
                         where something acts on the arc */
    uint32_t *newest; /* [n_nodes] via, index + 1; 0: nothing acts on what leaves */
    lode__via *via;   /* [n] */
    size_t n, capacity;
} lode__vias;

/* Shocks, a lane each. A node's capacity factor and what acts on an arc are
 * rows of a small table of factors; row 0 is all ones. Arcs are many and ways few: way 0
 * is free. The few rows with other terms are patched. */
typedef struct lode__shocks {
    size_t n_lanes;
    uint32_t n_rows;
    const uint32_t *capacity_row; /* [n_nodes]; NULL: all 0 */
    const uint32_t *way_of;       /* [n_weights], by arc of deliveries; NULL: all 0 */
    const lode__way *ways;  /* [n_ways]; NULL: each way is the row of its pass factor */
    const lode__vias *vias; /* of these ways; NULL where way_of is */
    const lode__patch *patches; /* [n_patches] */
    size_t n_patches;
    const lode__patch_arc *patch_arcs;
    /* Fills rows 1.. for lanes first..first + n - 1: rows[row * LODE__LANES +
     * lane - first]; they are all ones before. */
    void (*fill)(const void *user, size_t first, size_t n, double *rows);
    const void *user;
} lode__shocks;

static inline lode__way lode__way_in(const lode__way *ways, uint32_t way)
{
    return ways ? ways[way] : (lode__way){.pass = way};
}
/* What acts on an arc of a delivery. */
static inline lode__way lode__way_at(const lode__shocks *shocks, size_t weight)
{
    return lode__way_in(shocks->ways, shocks->way_of ? shocks->way_of[weight] : 0);
}

/* One block of lanes after the pass: node i lacks lack[i * LODE__LANES + k] of today's
 * flow in lane first + k, k < n; below 0 where it can give more. */
typedef struct lode__block {
    const lode_network *network;
    const lode__shocks *shocks;
    size_t first, n;
    const double *lack, *rows; /* lack: NULL before the pass */
} lode__block;
/* Called once for each block, from any worker. */
typedef lode_status (*lode__block_fn)(const lode__block *block, size_t worker,
                                      void *user);
LODE_NODISCARD lode_status lode__up(lode_context *context, const lode_network *network,
                                    const lode__shocks *shocks, lode__block_fn each,
                                    void *user);
/* What a node can give, M of model.md, and its loss 1 - min(1, M), 0 where that is within
 * LODE__TIE; in lane first + k. */
static inline double lode__given(const lode__block *block, uint32_t node, size_t k)
{
    return 1.0 - block->lack[(size_t)node * LODE__LANES + k];
}
double lode__loss(const lode__block *block, uint32_t node, size_t k);

/* --- via.c --- */

/* Those of way_of and ways of the shocks. To be freed also on failure. O(nodes, arcs). */
LODE_NODISCARD lode_status lode__vias_init(lode_context *context,
                                           const lode_network *network,
                                           const lode__shocks *shocks, lode__vias *vias);
void lode__vias_free(const lode_allocator *allocator, lode__vias *vias);
/* Makes room for n more. */
LODE_NODISCARD lode_status lode__vias_reserve(lode_context *context, lode__vias *vias,
                                              size_t n);
/* From now on a way acts on the arc, given by its index among up arcs. There must be
 * room. */
void lode__vias_add(lode__vias *vias, const lode_network *network, size_t arc,
                    lode__way way);
/* Rows that a pass up fills: of nodes, and of vias behind them. */
static inline size_t lode__count_lacks(const lode_network *network,
                                       const lode__shocks *shocks)
{
    return (size_t)network->n_nodes + (shocks->vias ? shocks->vias->n : 0);
}

/* --- stops.c: sets of countries that stop --- */

typedef enum lode__stop_kind {
    LODE__STOP_PRODUCTION,
    LODE__STOP_EXPORTS
} lode__stop_kind;

/* Ways an arc or instance can be hit, each with a row of factors for each
 * place. */
enum { LODE__HIT_PLAIN, LODE__HIT_TO_UNKNOWN, LODE__HIT_FROM_UNKNOWN, LODE__N_HITS };

typedef struct lode__stops {
    const lode_network *network;
    uint32_t *capacity_row, *way_of;            /* one of the two */
    lode__vias vias;                            /* of way_of */
    uint16_t row[LODE__N_HITS][LODE__N_PLACES]; /* 0: nothing is hit so */
    uint32_t n_rows;
    const lode__places *sets; /* by lane; of the caller */
} lode__stops;
/* Prepares stops of one kind; stages as a set of 1-based numbers, NULL:
 * all. */
LODE_NODISCARD lode_status lode__stops_init(lode_context *context,
                                            const lode_network *network,
                                            lode__stop_kind kind, const bool *stages,
                                            lode__stops *stops);
void lode__stops_free(lode_context *context, lode__stops *stops);
/* A lane for each set. In a set of one country and ZZZ the unknown is taken to lie in
 * that country: what they exchange is no export. sets stay the caller's, stops the
 * shocks'. */
lode__shocks lode__stops_shocks(lode__stops *stops, const lode__places *sets,
                                size_t n_lanes);

/* --- trace.c --- */

/* What differs by less is a tie: sums of shares miss one by a few units in the last
 * place. */
#define LODE__TIE 1e-12

/* Arcs of a node's up row. */
typedef struct lode__row {
    const lode__run *run;
    const uint32_t *child;
    const double *weight, *second; /* NULL where the operation has none */
    size_t first_weight;           /* index of weight[0] among all */
    double base;
    uint32_t up_row;
} lode__row;
lode__row lode__up_row(const lode_network *network, uint32_t node);

/* The terms of one arc in one lane, and what the child can give. */
typedef struct lode__terms {
    double x;              /* the child's; 1 before the pass */
    double pass, limit;    /* of a delivery; 1 and infinite otherwise */
    double use;            /* of an input; 1 otherwise */
    double weight, second; /* 1 and 0 where the operation has none */
} lode__terms;
lode__terms lode__terms_of(const lode__block *block, const lode__row *row, uint32_t arc,
                           size_t k);
/* What is offered of one unit of need. */
static inline double lode__offer(double use)
{
    return use < 1.0 ? 1.0 / use : 1.0;
}
/* Base of a row, and capacity factor of a node, in lane first + k. */
double lode__base_of(const lode__block *block, const lode__row *row, size_t k);
double lode__capacity_of(const lode__block *block, uint32_t node, size_t k);

/* Where a binding chain ends: at a factor that is below 1 by itself. */
typedef enum lode__chain_end {
    LODE__END_NOWHERE,  /* nothing binds: all of today's flow is there */
    LODE__END_CAPACITY, /* of the instance */
    LODE__END_PASS,     /* of an arc of the delivery: what may leave */
    LODE__END_LIMIT,    /* of an arc of the delivery: how much may leave */
    LODE__END_MIX       /* of the delivery or group: too little is there in all */
} lode__chain_end;
typedef struct lode__binding_chain {
    uint32_t *chain; /* nodes of instances in order, of the caller: room for n_nodes */
    size_t n;
    lode__chain_end end;
    uint32_t node, arc; /* where: the node, and its arc */
} lode__binding_chain;
/* The binding chain in lane first + k from a node down. */
void lode__bind(const lode__block *block, size_t k, uint32_t node,
                lode__binding_chain *binding);
/* Arc of a node that binds it in lane first + k, UINT32_MAX where none does: the limit
 * that sets an instance's minimum, or what loses most. */
uint32_t lode__binding_arc(const lode__block *block, size_t k, uint32_t node);
/* True where an arc carries nothing today: an option without use, or a country that only
 * a scenario adds. */
static inline bool lode__not_in_use(const lode__row *row, uint32_t arc)
{
    if (row->run->op == LODE__UP_DELIVERY) return row->weight[arc] == 0.0;
    return row->second && row->second[arc] == 0.0;
}
/* Marks what the marked nodes reach; reached is [n_nodes]. With in_use arcs that carry
 * nothing today lead nowhere. */
void lode__reach(const lode_network *network, bool in_use, uint8_t *reached);

#endif
