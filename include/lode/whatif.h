/**
 * @file lode/whatif.h
 * @brief One evaluation of a network, kept current while capacities and flows change.
 *
 * Changing one figure costs what depends on it, not a pass over everything, and gives bit for bit
 * what a pass over everything would: for programs in which somebody turns a knob and looks. An
 * object is used by one thread at a time; it keeps a reference on its network, which others may
 * use meanwhile. docs/model.md section 5 has the formulas.
 */
#ifndef LODE_WHATIF_H
#define LODE_WHATIF_H

#include "network.h"

LODE_BEGIN_DECLS

/** One evaluation of a network, kept current. */
typedef struct lode_whatif lode_whatif;

/** A network as it is today: every factor 1.
 *  @param out to be freed with lode_whatif_free(); NULL on failure
 *  @retval LODE_E_INVALID a pointer is NULL
 *  @retval LODE_E_NOMEM
 *  O(arcs), once. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_whatif_new(lode_context *context,
                                                    const lode_network *network,
                                                    lode_whatif **out);
/** Frees it; NULL does nothing. @since 0.1 */
LODE_API void lode_whatif_free(lode_whatif *whatif);

/** Sets the capacity factor of an item in a country, k in docs/model.md: 0 makes none of it there,
 *  from ore and from scrap, 1 as much as today.
 *  @param factor in [0, 1], in place of what was set before
 *  @param country alpha-3 code, or ZZZ
 *  @retval LODE_E_INVALID a pointer is NULL, or the factor is out of range
 *  @retval LODE_E_UNKNOWN the item is not in the network or not made in the country
 *  @retval LODE_E_NOMEM nothing has changed
 *  O(log items); the work is done when something is asked. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_whatif_set_capacity(lode_context *context,
                                                             lode_whatif *whatif,
                                                             const char *item,
                                                             const char *country, double factor);
/** Sets what part of the flow of an item from one country to another may pass, t in docs/model.md.
 *  Parameters, statuses and cost as lode_whatif_set_capacity(); LODE_E_UNKNOWN where the item does
 *  not go that way. An item made in place goes no way. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_whatif_set_pass(lode_context *context,
                                                         lode_whatif *whatif, const char *item,
                                                         const char *from, const char *to,
                                                         double factor);

/** Part of product `index` of the network that cannot be made now, in [0, 1]; NaN past the last
 *  product or where `whatif` is NULL. O(arcs of what depends on what was set since). @since 0.1 */
LODE_API double lode_whatif_loss(lode_whatif *whatif, size_t index);
/** Binding chain of product `index`, `item@country` with blanks between, from the product down;
 *  empty where nothing is lost.
 *  @param out belongs to `whatif` until the next call with it
 *  @retval LODE_E_INVALID a pointer is NULL, or there is no such product
 *  @retval LODE_E_NOMEM
 *  Cost as lode_whatif_loss(), with the length of the chain. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_whatif_binding(lode_context *context,
                                                        lode_whatif *whatif, size_t index,
                                                        const char **out);

LODE_END_DECLS

#endif
