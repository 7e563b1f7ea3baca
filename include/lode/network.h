/**
 * @file lode/network.h
 * @brief The supply graph: a model compiled for products, an order of bases and a year.
 *
 * Starting from each product at its home, a delivery takes from the instances that make the item,
 * an instance takes deliveries of its inputs where it stands (docs/model.md section 2). A network
 * never changes and holds only what its products reach; any number of threads may analyse it, each
 * with a context of its own. It keeps a reference on its model.
 */
#ifndef LODE_NETWORK_H
#define LODE_NETWORK_H

#include "model.h"

LODE_BEGIN_DECLS

/** A compiled model. Counted; any number of threads may read it. */
typedef struct lode_network lode_network;

/** What to compile. Zero is the default of every member. */
typedef struct lode_network_options {
    uint32_t struct_size;
    int32_t year;                /**< vectors of later years are left out; 0: none is */
    const char *const *products; /**< ids of products, or of items with products; [n_products] */
    size_t n_products;           /**< 0: every product of the model */
    const char *home;            /**< in place of each product's own home; NULL: keep it */
    const lode_basis *basis_order; /**< [n_bases], each at most once; those not named are not used */
    size_t n_bases; /**< 0: contained mass, gross mass, count, value */
} lode_network_options;
#define LODE_NETWORK_OPTIONS_INIT { sizeof(lode_network_options), 0, NULL, 0, NULL, NULL, 0 }

/** Compiles a model. Gaps in the origin data go to the report as warnings.
 *  @param options NULL: all defaults
 *  @param out counted, one reference; NULL on failure
 *  @retval LODE_E_INVALID a pointer is NULL, a basis out of its codes or given twice
 *  @retval LODE_E_UNKNOWN a product or home that does not exist, or a model without products
 *  @retval LODE_E_LIMIT ::LODE_LIMIT_NODES
 *  @retval LODE_E_VALUE what products need of an item, by its price, its mass and their volumes,
 *          comes to more than 1e300 or to less than 1e-300
 *  @retval LODE_E_NOMEM
 *  O(items of the model, and what is reached of it). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_network_compile(lode_context *context, lode_model *model,
                                                         const lode_network_options *options,
                                                         lode_network **out);
/** One more reference; any thread. @since 0.1 */
LODE_API lode_network *lode_network_ref(lode_network *network);
/** One reference less; the last one frees. NULL does nothing; any thread. @since 0.1 */
LODE_API void lode_network_unref(lode_network *network);

/** Nodes: deliveries, instances, groups of alternatives, sets of hosts. O(1). @since 0.1 */
LODE_API size_t lode_network_n_nodes(const lode_network *network);
/** Arcs between nodes. O(1). @since 0.1 */
LODE_API size_t lode_network_n_arcs(const lode_network *network);
/** Products compiled, in byte order of ids. O(1). @since 0.1 */
LODE_API size_t lode_network_n_products(const lode_network *network);
/** Id of product `index`, NULL past the last. O(1). @since 0.1 */
LODE_API const char *lode_network_product_id(const lode_network *network, size_t index);
/** Bytes the network holds, without its model. O(1). @since 0.1 */
LODE_API size_t lode_network_size_bytes(const lode_network *network);

LODE_END_DECLS

#endif
