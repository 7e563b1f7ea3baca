/**
 * @file lode/analysis.h
 * @brief What a product needs, where it comes from, how far it is imported, and who can stop it.
 *
 * Every analysis takes a network and gives a table; docs/model.md has each formula. All of them
 * - take `options` NULL for all defaults, and zero as the default of every member;
 * - give `*out`, to be freed with lode_table_free(), or NULL on failure;
 * - return LODE_E_INVALID for a NULL pointer or a number out of range, LODE_E_UNKNOWN for a
 *   country, bloc or stage that does not exist, LODE_E_UNSUPPORTED for options larger than known
 *   and not zero beyond, LODE_E_CANCELLED, LODE_E_NOMEM;
 * - give the same bits for any number of threads and any order of input.
 *
 * Fractions are of one. Unknown origin is in every table as `ZZZ`. A figure that cannot be given
 * because a price or a mass is missing is missing, and the report names the item.
 */
#ifndef LODE_ANALYSIS_H
#define LODE_ANALYSIS_H

#include "network.h"

LODE_BEGIN_DECLS

/** The share above which a holder counts as single, where none is given: the 65 % that Regulation
 *  (EU) 2024/1252 allows one third country at any stage. x exceeds T where x > T + 1e-9. */
#define LODE_LEVEL_DEFAULT 0.65

/** What of a country stops; may be joined. */
typedef uint32_t lode_stop;
enum lode_stop_code {
    LODE_STOP_PRODUCTION = 1, /**< what is made there */
    LODE_STOP_EXPORTS = 2     /**< what leaves it */
};

/** Options of lode_requirements(). */
typedef struct lode_requirements_options {
    uint32_t struct_size;
    uint32_t flags;             /**< ::LODE_REQUIREMENTS_PORTFOLIO or 0 */
    const char *const *stages;  /**< [n_stages]: rows of these stages only; 0: all */
    size_t n_stages;
} lode_requirements_options;
/** One row an item for all products together, each counted with its volume; `product` is `*`. */
#define LODE_REQUIREMENTS_PORTFOLIO 1u

/** Quantity of every item that a product needs. model.md section 3.
 *  Columns product, item, stage, unit, quantity (per unit of product), known, inferred, unknown,
 *  in_place (fractions of the quantity, by how its origin is known; they sum to 1), annual
 *  (quantity times volume), mass_kg. Rows by product, then item. O(arcs) for each product.
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_requirements(lode_context *context,
                                                      const lode_network *network,
                                                      const lode_requirements_options *options,
                                                      lode_table **out);

/** Options of lode_origin(). */
typedef struct lode_origin_options {
    uint32_t struct_size;
    uint32_t reserved;
    const char *const *stages; /**< as in lode_requirements_options */
    size_t n_stages;
} lode_origin_options;

/** Where what a product needs is made. model.md section 3.
 *  Columns product, item, stage, country, quantity, unit, share, measure, recycled, known,
 *  inferred, approximated, basis, year, source, value, currency, mass_kg, unknown, in_place.
 *  `measure` is `quantity` in the rows of an item, `mass` or `value` in those of a stage (no item)
 *  and of the product as a whole (neither item nor stage). `value` is the price of an item's
 *  quantity, `mass_kg` its mass. O(arcs) for each product. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_origin(lode_context *context, const lode_network *network,
                                                const lode_origin_options *options,
                                                lode_table **out);

/** Options of lode_dependency(). */
typedef struct lode_dependency_options {
    uint32_t struct_size;
    uint32_t reserved;
    const char *domestic;      /**< country or bloc; NULL: each product's home */
    const char *const *stages; /**< as in lode_requirements_options */
    size_t n_stages;
} lode_dependency_options;

/** How far a product depends on what is outside a country or bloc. model.md section 4.
 *  Columns product, item, stage, market, direct, content, deep, unknown, content_mass,
 *  content_value, binding, known, inferred, in_place, net_import_reliance,
 *  net_import_reliance_low, net_import_reliance_high, net_trade, gross_import_reliance,
 *  apparent_consumption, unit, balance_year, balance_source. A row for each delivery of an item
 *  (the product's own among them, with mass and value of the whole product), then one for each
 *  stage (no item). Unknown origin counts as outside. From net_import_reliance on: where there is
 *  a balance of the item, of the domestic set for markets in it, else of the market, in the latest
 *  year not after the network's; missing otherwise. O(arcs) for each product. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_dependency(lode_context *context,
                                                    const lode_network *network,
                                                    const lode_dependency_options *options,
                                                    lode_table **out);

/** Options of lode_concentration(). */
typedef struct lode_concentration_options {
    uint32_t struct_size;
    uint32_t reserved;
    double level_frac;         /**< in [0, 1]; 0: LODE_LEVEL_DEFAULT */
    const char *indicator;     /**< governance score; NULL: mean of all called `WGI.NAME` */
    const char *const *stages; /**< as in lode_requirements_options */
    size_t n_stages;
} lode_concentration_options;

/** How concentrated each delivery that the products reach is. model.md section 6.
 *  Columns item, stage, market, largest_country, largest_share, hhi, effective_sources, flag,
 *  largest_share_high, hhi_high, effective_sources_low, governance_hhi, governance_hhi_high,
 *  unknown, in_place, in_use, inferred, basis, year, source. `_high` adds the unknown to the
 *  largest. Governance weights are (2.5 - score) / 5 in [0, 1]; a country without a score counts
 *  0, in `_high` 1; where no country has a score the figures are missing. What only options of
 *  weight 0 take is not in use and has no flag. O(arcs). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_concentration(lode_context *context,
                                                       const lode_network *network,
                                                       const lode_concentration_options *options,
                                                       lode_table **out);

/** Options of lode_exposure(). */
typedef struct lode_exposure_options {
    uint32_t struct_size;
    lode_stop kinds;           /**< 0: both */
    double level_frac;         /**< in [0, 1]; 0: LODE_LEVEL_DEFAULT */
    double gdp;                /**< value at risk is also given as a part of it; 0: is not */
    const char *domestic;      /**< country or bloc; NULL: each product's home */
    const char *const *stages; /**< [n_stages]: stops act at these stages only; 0: at all */
    size_t n_stages;
} lode_exposure_options;

/** What is lost when one country stops. model.md section 6.
 *  Columns product, country, kind, loss, loss_high, single_source, hidden, binding, home,
 *  value_at_risk, value_at_risk_gdp, in_portfolio. Rows by product, kind and country for every
 *  country that makes anything the product reaches; `loss_high` takes the unknown to be all in
 *  that country, and is never below `loss`. Where there are several products, rows with product
 *  `*` give each country's value at risk over the portfolio and its part of the annual value as
 *  `loss`; a product inside another is left out of these sums. O(countries x arcs). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_exposure(lode_context *context,
                                                  const lode_network *network,
                                                  const lode_exposure_options *options,
                                                  lode_table **out);

/** Options of lode_coalitions(). */
typedef struct lode_coalitions_options {
    uint32_t struct_size;
    lode_stop kinds;           /**< one of both; 0: production */
    double level_frac;         /**< in [0, 1]; 0: LODE_LEVEL_DEFAULT */
    uint32_t size;             /**< largest set; 0: 3 */
    uint32_t flags;            /**< ::LODE_COALITIONS_DOMESTIC or 0 */
    const char *domestic;      /**< country or bloc; NULL: each product's home */
    const char *const *stages; /**< as in lode_exposure_options */
    size_t n_stages;
} lode_coalitions_options;
/** Sets may hold countries of the domestic set. */
#define LODE_COALITIONS_DOMESTIC 1u

/** All minimal sets of at most `size` countries whose stop takes more than `level_frac` of a
 *  product. model.md section 6. Complete for the size asked. `ZZZ` is in no set.
 *  Columns product, size, countries (sorted, blank between), loss, loss_high, binding. Rows by
 *  product, size, countries.
 *  @retval LODE_E_LIMIT ::LODE_LIMIT_SETS
 *  O(sets x arcs), less what bounds rule out: loss never falls as a set grows. Sets grow in number
 *  with the power of their size; the progress callback may cancel. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_coalitions(lode_context *context,
                                                    const lode_network *network,
                                                    const lode_coalitions_options *options,
                                                    lode_table **out);

/** Options of lode_vectors(). */
typedef struct lode_vectors_options {
    uint32_t struct_size;
    uint32_t reserved;
} lode_vectors_options;

/** Which origin vectors the network uses and which it leaves out, for every item it reaches.
 *  model.md section 1. Columns item, market, basis, year, source, used (is chosen for its market),
 *  reached (some delivery resolves to it), why (why it is left out), sum (of shares as given),
 *  unknown (what it leaves open), bounded (its shares that are bounds), withheld (rows withheld,
 *  confidential or missing). O(vectors). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_vectors(lode_context *context, const lode_network *network,
                                                 const lode_vectors_options *options,
                                                 lode_table **out);

/** Options of lode_scenario(). */
typedef struct lode_scenario_options {
    uint32_t struct_size;
    uint32_t flags; /**< ::LODE_SCENARIO_DELIVERIES or 0 */
    const char *const *scenarios; /**< [n_scenarios] ids, several that hold together joined by
                                       `+`, `""` for none; 0: every scenario by itself */
    size_t n_scenarios;
    const char *on; /**< date YYYY-MM-DD: measures in force that day only; NULL: of every date */
    const char *const *set; /**< [n_set] `ATTRIBUTE=NUMBER` or `MEASURE.ATTRIBUTE=NUMBER`: in
                                 place of what the measures of the scenarios say */
    size_t n_set;
} lode_scenario_options;
/** A row for every other delivery that a product reaches as well. */
#define LODE_SCENARIO_DELIVERIES 1u

/** What each scenario does to each product in steady state. model.md section 10.
 *  Columns product, scenario, item, market, loss, loss_high, output, binding, measure, where,
 *  price_change, price_change_frac, price_currency, value_at_risk, currency, stock_days,
 *  in_portfolio, assumptions. Rows by product and scenario, as asked for; of a product its own
 *  delivery first. `loss_high` counts what is of unknown origin as hit wherever one of the
 *  origins named may be behind it. Prices are passed on in full with shares kept; a price that
 *  counts and is not given makes the change missing. Where there are several products, rows with
 *  product `*` give the portfolio's value at risk and its part of the annual value as loss.
 *  @retval LODE_E_UNKNOWN also a scenario that does not exist, or a model without any
 *  @retval LODE_E_VALUE a date or number that cannot be read or is out of range, a pattern that
 *          does not compile, new capacity where the total is not known
 *  @retval LODE_E_LIMIT a pattern that cannot be decided: ::LODE_LIMIT_MATCH_STEPS, or the text
 *          is longer than ::LODE_LIMIT_MATCH_BYTES
 *  One pass for all scenarios: O(scenarios x arcs). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_scenario(lode_context *context,
                                                  const lode_network *network,
                                                  const lode_scenario_options *options,
                                                  lode_table **out);

/** Figures of lode_compare(); may be joined. */
typedef uint32_t lode_figure;
enum lode_figure_code {
    LODE_FIGURE_LOSS = 1,           /**< part of today's flow that is lost */
    LODE_FIGURE_LOSS_HIGH = 2,      /**< with what is of unknown origin counted as hit */
    LODE_FIGURE_OUTPUT = 4,         /**< part of today's flow that is left */
    LODE_FIGURE_PRICE_CHANGE = 8,   /**< rise of the price of a unit, as a part of it */
    LODE_FIGURE_VALUE_AT_RISK = 16, /**< loss times annual value, in the product's currency */
    LODE_FIGURE_STOCK_DAYS = 32     /**< days that stocks along the binding chain last */
};

/** Options of lode_compare(); the rest as in lode_scenario_options. Without scenarios every one of
 *  the model but ways out, which lode_mitigation() tries. */
typedef struct lode_compare_options {
    uint32_t struct_size;
    lode_figure figures; /**< 0: the loss */
    const char *const *scenarios;
    size_t n_scenarios;
    const char *on;
    const char *const *set;
    size_t n_set;
} lode_compare_options;

/** Scenarios side by side. model.md section 10.
 *  Columns product, figure, unit (empty: parts of one), baseline, then one named after each scenario
 *  asked for. A row for
 *  each product and figure, and where there are several products for the portfolio `*`.
 *  Otherwise as lode_scenario(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_compare(lode_context *context,
                                                 const lode_network *network,
                                                 const lode_compare_options *options,
                                                 lode_table **out);

/** Options of lode_mitigation(); the rest as in lode_scenario_options. */
typedef struct lode_mitigation_options {
    uint32_t struct_size;
    uint32_t flags;              /**< ::LODE_MITIGATION_PAIRS or 0 */
    const char *scenario;        /**< what is to be escaped, as an entry of
                                      lode_scenario_options::scenarios; NULL: nothing */
    const char *const *ways;     /**< [n_ways] `ID` or `ID=COST` of scenarios that are ways out, a
                                      cost above 0 in the product's currency a year; 0: every
                                      scenario of new capacity, second sources, thrifting,
                                      substitution and stocks alone */
    size_t n_ways;
    const char *on;
    const char *const *set;
    size_t n_set;
} lode_mitigation_options;
/** Every two ways together as well. */
#define LODE_MITIGATION_PAIRS 1u

/** What each way out of a scenario averts, the best first. model.md section 10.
 *  Columns product, rank, way, loss, averted, value_averted, currency, cost, averted_per_cost,
 *  cost_rank, price_change, stock_days, binding, measure, where, assumptions. For each product
 *  a row without any way (rank 0), then the ways by loss averted; equal ones as they were given.
 *  A stock averts nothing in steady state: what it gives is days. Where there are several
 *  products, rows with product `*` rank the ways by the portfolio's value at risk. Statuses as
 *  lode_scenario(), and LODE_E_VALUE for a cost that is no number above 0.
 *  One pass for all ways: O(ways x arcs), with pairs O(ways^2 x arcs). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_mitigation(lode_context *context,
                                                    const lode_network *network,
                                                    const lode_mitigation_options *options,
                                                    lode_table **out);

/** What a figure of a product may rest on; may be joined. */
typedef uint32_t lode_parameter;
enum lode_parameter_code {
    LODE_PARAMETER_CAPACITY = 1,  /**< k of an instance */
    LODE_PARAMETER_SURGE = 2,     /**< u of an instance that has one */
    LODE_PARAMETER_PASS = 4,      /**< t of an arc of a delivery */
    LODE_PARAMETER_SHARE = 8,     /**< s of an origin in a delivery */
    LODE_PARAMETER_ESSENTIAL = 16, /**< e of an input or group */
    LODE_PARAMETER_CAP = 32,      /**< cap of an option, above its weight */
    LODE_PARAMETER_QUANTITY = 64, /**< q of a line */
    LODE_PARAMETER_YIELD = 128,   /**< y of a line */
    LODE_PARAMETER_WEIGHT = 256   /**< w of an option */
};

/** Options of lode_sensitivity(). */
typedef struct lode_sensitivity_options {
    uint32_t struct_size;
    lode_parameter parameters; /**< 0: all that the figure rests on. Output rests on capacity to
                                    cap, a requirement on share and quantity to weight */
    uint32_t top;              /**< rows kept of each product; 0: all */
    lode_stop kind;            /**< what of the countries in `stop`; one of both, 0: production */
    const char *const *stop;   /**< [n_stops] countries and blocs: output as it is when these have
                                    stopped; 0: as it is today */
    size_t n_stops;
    const char *item;    /**< what the product requires of this item, in place of its output */
    const char *country; /**< of that, what is made in this country; NULL or empty: anywhere */
    const char *scenario; /**< output as it is under this scenario, as an entry of
                               lode_scenario_options::scenarios, in place of stops; NULL: none */
    const char *on;       /**< as in lode_scenario_options, with `set` and `n_set` */
    const char *const *set;
    size_t n_set;
} lode_sensitivity_options;

/** Which figures matter most: by how much the output of each product, or what it requires of an
 *  item, changes as each figure of its supply falls a little. model.md section 7.
 *  Columns product, rank, parameter, item, input, group, from, to, recycled, value (of the
 *  parameter), alone and shift (change of the figure as the parameter falls, per unit of it: by
 *  itself, or as the other shares of the whole grow in proportion; a rise is negative), elasticity
 *  (alone times value, as a part of the figure), tied, source. Rows by product and rank: first
 *  where the larger of `alone` and `shift`, whatever its sign, times `value` is largest.
 *  @retval LODE_E_INVALID as above, a parameter that the figure cannot rest on, a country without
 *  an item, stops with a scenario, or either with an item: requirements are those of today
 *  @retval LODE_E_UNKNOWN as above, an item that is not in the model
 *  O(arcs) for each product where no minimum is tied, with what stands above each node that
 *  reaches a tied minimum besides. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_sensitivity(lode_context *context,
                                                     const lode_network *network,
                                                     const lode_sensitivity_options *options,
                                                     lode_table **out);

/** Figures of lode_dependency() that lode_explain() takes apart; may be joined. */
typedef uint32_t lode_explain_figure;
enum lode_explain_figure_code {
    LODE_EXPLAIN_DIRECT = 1,  /**< part of a delivery made outside the domestic set */
    LODE_EXPLAIN_CONTENT = 2, /**< part of all the product needs that is made outside */
    LODE_EXPLAIN_DEEP = 4,    /**< loss of a delivery when all outside stops */
    LODE_EXPLAIN_RELIANCE = 8, /**< net and gross import reliance of the market, or of its bloc */
    LODE_EXPLAIN_MASS = 16,    /**< part of the product's mass made outside, whatever the item */
    LODE_EXPLAIN_VALUE = 32    /**< part of the value added outside, whatever the item */
};

/** Options of lode_explain(). */
typedef struct lode_explain_options {
    uint32_t struct_size;
    lode_stop kind;          /**< as in lode_sensitivity_options, with `stop` and `n_stops` */
    const char *const *stop; /**< loss when these have stopped */
    size_t n_stops;
    const char *item;     /**< what the product requires of this item, in place of its loss; with
                               `figures` their item, NULL: the product's own */
    const char *scenario; /**< loss under this scenario: as in lode_sensitivity_options */
    const char *on;
    const char *const *set;
    size_t n_set;
    uint32_t flags;              /**< ::LODE_EXPLAIN_ALL or 0 */
    lode_explain_figure figures; /**< these figures of today, in place of the loss; 0: none */
    const char *domestic;        /**< of `figures`: as in lode_dependency_options */
} lode_explain_options;
/** A row for everything that is short, not only for what binds; of content for all that takes the
 *  item up to the product, not only for the item. */
#define LODE_EXPLAIN_ALL 1u

/** One number taken apart: the loss of each product, along its binding chain; what it requires of
 *  an item, from the product down; or figures of lode_dependency(), of each delivery of the item
 *  that the product needs (`content`: of all of them together).
 *  Columns product, step, item, country, what, arithmetic, value, unit, source, basis, year. The
 *  arithmetic of a row, with figures to nine digits, gives its value; figures that another row
 *  computes stand there with their own. Terms that change nothing are left out: origins that lose
 *  nothing, inputs that allow as much as the capacity. Rows by product and step: a loss stands
 *  before what makes it, any other figure behind. A product that needs none of the item has no
 *  rows. Of a balance whose figures are bounded or not published a row says the least and one the
 *  most that a figure can be, where there is such. Of mass and value there are no rows where a
 *  mass or price is missing, which is warned of. Statuses as lode_sensitivity(). O(arcs) for each
 *  product, of `deep` for each delivery, besides the text. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_explain(lode_context *context,
                                                 const lode_network *network,
                                                 const lode_explain_options *options,
                                                 lode_table **out);

/** Figures of lode_diff(); may be joined. */
typedef uint32_t lode_diff_figure;
enum lode_diff_figure_code {
    LODE_DIFF_REQUIREMENT = 1, /**< quantity of each item */
    LODE_DIFF_ORIGIN = 2,      /**< quantity by country; mass and value as well */
    LODE_DIFF_LOSS = 4,        /**< loss as each country stops */
    LODE_DIFF_COALITION = 8    /**< sets of countries that can stop the product */
};

/** Options of lode_diff(). */
typedef struct lode_diff_options {
    uint32_t struct_size;
    lode_diff_figure figures; /**< 0: all */
    double tolerance;  /**< what differs by no more is left out: a part of the larger figure, of a
                            loss a part of one; in [0, 1), 0: 1e-9 */
    double level_frac; /**< of coalitions: as in lode_coalitions_options */
    uint32_t size;     /**< of coalitions: as in lode_coalitions_options */
    uint32_t reserved;
} lode_diff_options;

/** What a redesign changed: requirements, origin, losses and coalitions of two networks, which may
 *  be of different models. Products and items are the same where their ids are.
 *  Columns product, figure, item, stage, country, kind, unit, before, after, change. A row for
 *  each figure that differs; one that only one of the two has is shown with the other missing,
 *  which is not zero: another unit makes another figure. Rows by figure, then in order of texts.
 *  @retval LODE_E_LIMIT ::LODE_LIMIT_ROWS, ::LODE_LIMIT_SETS; other statuses as the analyses compared
 *  Cost as the analyses compared. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_diff(lode_context *context, const lode_network *before,
                                              const lode_network *after,
                                              const lode_diff_options *options, lode_table **out);

/* ---- the analyses as a list, for programs and bindings that offer whatever there is ---- */

/** Type of an option in an analysis' options struct. */
typedef int32_t lode_option_type;
enum lode_option_type_code {
    LODE_OPTION_REAL = 1,    /**< double */
    LODE_OPTION_COUNT = 2,   /**< uint32_t */
    LODE_OPTION_TEXT = 3,    /**< const char * */
    LODE_OPTION_TEXTS = 4,   /**< const char *const *, with the size_t count right after it */
    LODE_OPTION_CHOICE = 5,  /**< uint32_t, bits named in `choices` */
    LODE_OPTION_SWITCH = 6   /**< uint32_t, the bit named in `choices` */
};

/** One option of an analysis. */
typedef struct lode_analysis_option {
    const char *name;    /**< such as `"level"` */
    lode_option_type type;
    uint32_t offset;     /**< of the member in the options struct, bytes */
    const char *choices; /**< `name=bit` separated by blanks; empty for other types */
    const char *doc;     /**< one line, without the default's meaning left open */
} lode_analysis_option;

/** One analysis. */
typedef struct lode_analysis {
    const char *name;    /**< such as `"exposure"` */
    const char *summary; /**< one line */
    size_t options_size; /**< bytes of its options struct; its struct_size must be set to it */
    const lode_analysis_option *options; /**< [n_options] */
    size_t n_options;
    /** The analysis itself; `options` points to its own options struct or is NULL. */
    lode_status (*run)(lode_context *context, const lode_network *network, const void *options,
                       lode_table **out);
    const lode_column *columns; /**< of its table, in order; after the last one without a name */
    uint32_t flags;             /**< ::LODE_ANALYSIS_OPEN or 0 */
    uint32_t reserved;
} lode_analysis;
/** Options and model add columns behind those listed, as scenarios do in lode_compare(). */
#define LODE_ANALYSIS_OPEN 1u

/** Analysis `index` counted from 0, NULL past the last. Any thread. @since 0.1 */
LODE_API const lode_analysis *lode_analysis_at(size_t index);
/** Analysis called `name`, or NULL. Any thread. @since 0.1 */
LODE_API const lode_analysis *lode_analysis_find(const char *name);
/** lode_diff() in the same terms. It stands in no list and its `run` is NULL: it takes two
 *  networks. Any thread. @since 0.1 */
LODE_API const lode_analysis *lode_analysis_diff(void);

LODE_END_DECLS

#endif
