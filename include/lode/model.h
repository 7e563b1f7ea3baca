/**
 * @file lode/model.h
 * @brief What a model holds, and the builder that collects, checks and freezes it.
 *
 * A builder takes records in any order and from any number of files and calls; names are resolved
 * when it is frozen, so an input may name an item that comes later. A frozen model never changes:
 * any number of threads may read it, each with a context of its own.
 *
 * Text is UTF-8 with a final NUL and is copied. Ids are compared byte by byte and hold no blanks
 * or control characters. Where a member or parameter says "NULL: ..." NULL and the empty text mean
 * the same. All calls of a builder take the context the builder was made with, or another that no
 * other thread uses meanwhile.
 *
 * A record that is refused leaves the builder as it was, and it goes on taking records, so that
 * one run can show every fault; but a builder that has refused a record will not freeze.
 */
#ifndef LODE_MODEL_H
#define LODE_MODEL_H

#include "table.h"

LODE_BEGIN_DECLS

/** In which sense a share is one: of contained mass, gross mass, pieces, or value. */
typedef uint32_t lode_basis;
enum lode_basis_code {
    LODE_BASIS_CONTAINED_MASS = 1,
    LODE_BASIS_GROSS_MASS = 2,
    LODE_BASIS_COUNT = 3,
    LODE_BASIS_VALUE = 4
};

/** Which instances of an item an input or origin concerns: made from ore, or from scrap. */
typedef uint32_t lode_kind;
enum lode_kind_code {
    LODE_KIND_PRIMARY = 0,
    LODE_KIND_RECYCLED = 1,
    LODE_KIND_BOTH = 2 /**< for inputs and alternatives only */
};

/** What is known of a share or an amount. */
typedef uint32_t lode_bound;
enum lode_bound_code {
    LODE_BOUND_EXACT = 0,
    LODE_BOUND_LOW = 1,          /**< at least this (`>95`); counts as the bound */
    LODE_BOUND_HIGH = 2,         /**< at most this (`<1`); counts as the bound */
    LODE_BOUND_WITHHELD = 3,     /**< not published (`W`); part of the unknown, share must be 0 */
    LODE_BOUND_CONFIDENTIAL = 4, /**< confidential (`: c`); part of the unknown, share must be 0 */
    LODE_BOUND_MISSING = 5       /**< not available (`NA`); part of the unknown, share must be 0 */
};

/** What becomes of shares that a vector leaves open. */
typedef uint32_t lode_rest;
enum lode_rest_code {
    LODE_REST_UNKNOWN = 0, /**< unknown origin, `ZZZ`, with a warning */
    LODE_REST_WIDER = 1    /**< resolved as if the vector were not there, marked inferred */
};

/** How a quantity with a distribution reads. */
typedef uint32_t lode_quantity_is;
enum lode_quantity_is_code { LODE_QUANTITY_IS_MEAN = 0, LODE_QUANTITY_IS_MODE = 1 };

/** A year that is not given; those given are from 1 to 9999. */
#define LODE_YEAR_NONE 0

/** A published source. Members that are NULL are not given. */
typedef struct lode_source_record {
    uint32_t struct_size;
    int32_t year; /**< ::LODE_YEAR_NONE: not given */
    const char *id, *publisher, *title;       /**< required */
    const char *address, *licence, *note;
} lode_source_record;
#define LODE_SOURCE_RECORD_INIT { sizeof(lode_source_record), 0, NULL, NULL, NULL, NULL, NULL, NULL }

/** An item. */
typedef struct lode_item_record {
    uint32_t struct_size;
    uint32_t has;         /**< LODE_ITEM_HAS_ bits: which numbers are given */
    const char *id;       /**< required, unique */
    const char *unit;     /**< required: see lode_unit_name() */
    const char *name;     /**< NULL: the id */
    const char *stage;    /**< NULL: none */
    const char *elements; /**< elements or materials it stands for, separated by blanks */
    const char *tags;     /**< separated by blanks */
    const char *currency; /**< ISO 4217 code; NULL: USD */
    const char *source;
    double mass_kg;       /**< per unit, > 0; not for items whose unit is a mass */
    double price;         /**< in `currency` per unit, >= 0 */
} lode_item_record;
#define LODE_ITEM_HAS_MASS 1u
#define LODE_ITEM_HAS_PRICE 2u
#define LODE_ITEM_RECORD_INIT \
    { sizeof(lode_item_record), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.0, 0.0 }

/** A line of a bill of materials: the item last named to lode_builder_item() or
 *  lode_builder_within() takes `quantity` of `item` per unit. Also an option of an alternatives
 *  group, where `quantity` is what the option would take if it served the whole need. */
typedef struct lode_input_record {
    uint32_t struct_size;
    lode_kind kind;               /**< of a group's options: that of the group, 0 here */
    lode_quantity_is quantity_is; /**< of `quantity`, where a distribution is given */
    uint32_t has;                 /**< LODE_INPUT_HAS_ bits: which numbers are given */
    const char *item;             /**< required: what is taken */
    const char *unit;             /**< NULL: that of `item`; masses convert, nothing else does */
    const char *source;
    double quantity;              /**< > 0 */
    double yield_frac;            /**< in (0, 1], default 1: part of the input that arrives */
    double essential_frac;        /**< in [0, 1], default 1; inputs outside groups only */
    double low, high;             /**< triangular distribution: low <= quantity <= high */
    double gsd;                   /**< lognormal: geometric standard deviation, >= 1 */
    double weight_frac;           /**< in [0, 1]: options only, required there */
    double cap_frac;              /**< >= weight, default weight: options only */
} lode_input_record;
#define LODE_INPUT_HAS_YIELD 1u
#define LODE_INPUT_HAS_ESSENTIAL 2u
#define LODE_INPUT_HAS_TRIANGLE 4u
#define LODE_INPUT_HAS_GSD 8u
#define LODE_INPUT_HAS_CAP 16u
#define LODE_INPUT_RECORD_INIT \
    { sizeof(lode_input_record), 0, 0, 0, NULL, NULL, NULL, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 }

/** Head of a vector of origin shares: who delivers the current item to `market`. */
typedef struct lode_origin_record {
    uint32_t struct_size;
    lode_basis basis;     /**< required */
    lode_rest rest;
    int32_t year;         /**< ::LODE_YEAR_NONE: not given */
    const char *market;   /**< required: a country, a bloc, or `*` for the world */
    const char *source;
    double rounding_frac; /**< >= 0: how far a sum may be from 1 through rounding; default 0 */
    double total;         /**< delivered a year in the item's unit, > 0; 0: not given */
    double concentration; /**< Dirichlet concentration, > 0; 0: not given */
} lode_origin_record;
#define LODE_ORIGIN_RECORD_INIT \
    { sizeof(lode_origin_record), 0, 0, 0, NULL, NULL, 0.0, 0.0, 0.0 }

/** One share of the vector last opened. */
typedef struct lode_share_record {
    uint32_t struct_size;
    lode_kind kind;      /**< ::LODE_KIND_PRIMARY or ::LODE_KIND_RECYCLED */
    lode_bound bound;
    uint32_t reserved;   /**< 0 */
    const char *country; /**< required: ISO 3166-1 alpha-3, `XKX`, or `ZZZ` for unknown */
    const char *party;   /**< the supplier, if known */
    const char *source;  /**< NULL: that of the vector */
    double share_frac;   /**< >= 0 */
} lode_share_record;
#define LODE_SHARE_RECORD_INIT { sizeof(lode_share_record), 0, 0, 0, NULL, NULL, NULL, 0.0 }

/** What an amount of a balance is of. */
typedef uint32_t lode_amount_of;
enum lode_amount_of_code {
    LODE_AMOUNT_PRODUCTION = 1, /**< that can serve use at home: primary, and from old scrap */
    LODE_AMOUNT_IMPORTS = 2,
    LODE_AMOUNT_EXPORTS = 3,
    LODE_AMOUNT_STOCK_WITHDRAWAL = 4, /**< stocks at the start less those at the end of the year:
                                           below 0 where they grow */
    LODE_AMOUNT_CONSUMPTION = 5       /**< apparent consumption, where it is published */
};

/** Head of a balance: what a market made, bought, sold and took from stocks of the current item in
 *  a year. */
typedef struct lode_balance_record {
    uint32_t struct_size;
    int32_t year;       /**< ::LODE_YEAR_NONE: not given */
    const char *market; /**< required: a country or a bloc */
    const char *unit;   /**< of its amounts; NULL: that of the item; masses convert */
    const char *source;
} lode_balance_record;
#define LODE_BALANCE_RECORD_INIT { sizeof(lode_balance_record), 0, NULL, NULL, NULL }

/** One amount of the balance last opened. Amounts of one thing in several forms are added. */
typedef struct lode_amount_record {
    uint32_t struct_size;
    lode_amount_of of; /**< required */
    lode_bound bound;
    uint32_t reserved;  /**< 0 */
    const char *form;   /**< such as `oxide` or `old scrap`: tells amounts of one thing apart;
                             NULL: none */
    const char *source; /**< NULL: that of the balance */
    double quantity;    /**< in the balance's unit, >= 0 but for stocks; 0 where not published */
} lode_amount_record;
#define LODE_AMOUNT_RECORD_INIT { sizeof(lode_amount_record), 0, 0, 0, NULL, NULL, 0.0 }

/** A product: an item, where it is used, and what for. */
typedef struct lode_product_record {
    uint32_t struct_size;
    uint32_t has;         /**< LODE_PRODUCT_HAS_ bits */
    const char *id;       /**< NULL: the item's, `item@home` or `item@home/end-use` where the item
                               has several products */
    const char *item;     /**< required */
    const char *home;     /**< required: the country where it is used */
    const char *end_use;  /**< NULL: none */
    const char *currency; /**< NULL: USD */
    double volume;        /**< units a year, > 0, default 1 */
    double value;         /**< per unit, >= 0 */
} lode_product_record;
#define LODE_PRODUCT_HAS_VOLUME 1u
#define LODE_PRODUCT_HAS_VALUE 2u
#define LODE_PRODUCT_RECORD_INIT \
    { sizeof(lode_product_record), 0, NULL, NULL, NULL, NULL, NULL, 0.0, 0.0 }

/** One attribute of a scenario's measure, as in a model file. */
typedef struct lode_attribute {
    const char *name, *value;
} lode_attribute;

/** Collects what a model is made of. Serves one thread at a time. */
typedef struct lode_builder lode_builder;
/** What was collected, checked and frozen. Counted; any number of threads may read it. */
typedef struct lode_model lode_model;

/** Makes an empty builder.
 *  @param out to be freed with lode_builder_free(); NULL on failure.
 *  @retval LODE_E_INVALID @retval LODE_E_NOMEM @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_new(lode_context *context, lode_builder **out);
/** Frees a builder; NULL does nothing. @since 0.1 */
LODE_API void lode_builder_free(lode_builder *builder);

/** Says where in the caller's input the records that follow stand, for diagnostics.
 *  @param place copied; NULL: unknown. O(1). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_at(lode_context *context, lode_builder *builder,
                                                    const lode_place *place);
/** Names the model; where several names are given the first in byte order stands. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_name(lode_context *context,
                                                      lode_builder *builder, const char *name);

/* Records. Each returns
 *   LODE_E_INVALID  a required argument or member is NULL or a number outside its stated range of
 *                   codes (misuse: not a fault of data)
 *   LODE_E_VALUE    a figure of the data is out of range, an id holds a blank
 *   LODE_E_UNKNOWN  a unit or country does not exist
 *   LODE_E_UNSUPPORTED  a record is larger than known and not zero beyond
 *   LODE_E_LIMIT    LODE_LIMIT_ITEMS, _INPUTS, _RECORDS, _ID_BYTES, _TEXT_BYTES
 *   LODE_E_NOMEM
 * Each costs O(1) on average, apart from copying its text. */

/** A source of figures. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_source(lode_context *context,
                                                        lode_builder *builder,
                                                        const lode_source_record *record);
/** A stage; the order of the calls is the order of the stages. Once any stage is named, items may
 *  name only these; without any the stages are mine, refine, metal, alloy, component, assembly,
 *  product. Several files may repeat the same list. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_stage(lode_context *context,
                                                       lode_builder *builder, const char *id);
/** Ends a list of stages: what is named next starts the list of another file, to be held against
 *  the first. The readers call it at the end of each file. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_stages_end(lode_context *context,
                                                            lode_builder *builder);
/** A bloc of countries. @param name NULL: the id. @param market false: no delivery resolves to
 *  it. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_bloc(lode_context *context, lode_builder *builder,
                                                      const char *id, const char *name,
                                                      bool market);
/** A member of the bloc named last. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_member(lode_context *context,
                                                        lode_builder *builder,
                                                        const char *country);
/** A country: its name, and subject of lode_builder_score(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_country(lode_context *context,
                                                         lode_builder *builder, const char *id,
                                                         const char *name);
/** A governance score of the country named last. @param value any finite number
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_score(lode_context *context,
                                                       lode_builder *builder,
                                                       const char *indicator, int32_t year,
                                                       double value, const char *source);
/** An item; it becomes the current item. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_item(lode_context *context, lode_builder *builder,
                                                      const lode_item_record *record);
/** Makes an item current that is defined elsewhere, before or after: for relations that come
 *  apart from items, as in CSV. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_within(lode_context *context,
                                                        lode_builder *builder, const char *item);
/** Code of the current item in a scheme such as `CAS` or `HS2022`. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_code(lode_context *context, lode_builder *builder,
                                                      const char *scheme, const char *value);
/** How far above today's output the current item can be made in a country. @param up_frac >= 0
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_surge(lode_context *context,
                                                       lode_builder *builder, const char *country,
                                                       double up_frac, const char *source);
/** A line of the current item's bill of materials. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_input(lode_context *context,
                                                       lode_builder *builder,
                                                       const lode_input_record *record);
/** A group of alternatives of the current item; lode_builder_option() adds to it.
 *  @param id unique within the item @param essential_frac in [0, 1]; negative: 1 @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_alternatives(lode_context *context,
                                                              lode_builder *builder,
                                                              const char *id,
                                                              double essential_frac,
                                                              lode_kind kind);
/** An option of the group opened last; weights of a group sum to 1 within 1e-6. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_option(lode_context *context,
                                                        lode_builder *builder,
                                                        const lode_input_record *record);
/** Says that part `part_frac` in (0, 1] of the current item comes as a by-product of `host`.
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_host(lode_context *context, lode_builder *builder,
                                                      const char *host, double part_frac);
/** Opens a vector of origin shares of the current item. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_origin(lode_context *context,
                                                        lode_builder *builder,
                                                        const lode_origin_record *record);
/** A share of the vector opened last. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_share(lode_context *context,
                                                       lode_builder *builder,
                                                       const lode_share_record *record);
/** Opens a balance of the current item: of which docs/model.md finds its net import reliance.
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_balance(lode_context *context,
                                                         lode_builder *builder,
                                                         const lode_balance_record *record);
/** An amount of the balance opened last. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_amount(lode_context *context,
                                                        lode_builder *builder,
                                                        const lode_amount_record *record);
/** Stock of the current item in a country. @param days > 0, of today's use @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_stock(lode_context *context,
                                                       lode_builder *builder, const char *country,
                                                       double days, const char *source);
/** A product. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_product(lode_context *context,
                                                         lode_builder *builder,
                                                         const lode_product_record *record);
/** A scenario; lode_builder_measure() adds to it. @param name NULL: the id @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_scenario(lode_context *context,
                                                          lode_builder *builder, const char *id,
                                                          const char *name, const char *source);
/** A measure of the scenario named last.
 *  @param measure name such as `"ban"` (docs/model-file.md lists them with their attributes)
 *  @param attributes [n_attributes], each at most once
 *  @retval LODE_E_FORMAT a measure or attribute that does not exist, or one that is missing
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_measure(lode_context *context,
                                                         lode_builder *builder,
                                                         const char *measure,
                                                         const lode_attribute *attributes,
                                                         size_t n_attributes);
/** An option of the substitution given last. Arguments and statuses as lode_builder_measure().
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_measure_option(lode_context *context,
                                                                lode_builder *builder,
                                                                const lode_attribute *attributes,
                                                                size_t n_attributes);

/** Checks all that was collected and makes a model of it. Every fault goes to the report with its
 *  place. The builder is empty afterwards, whether it succeeds or not; it must still be freed.
 *  @param out counted, one reference; NULL on failure
 *  @retval LODE_E_UNKNOWN an item, stage, market or source that nobody defines
 *  @retval LODE_E_CONFLICT something given twice with different content
 *  @retval LODE_E_CYCLE items that contain themselves; the message names them in order
 *  @retval LODE_E_UNIT an input or a balance whose unit does not convert to that of its item
 *  @retval LODE_E_SHARES shares of a vector, or weights of a group, or parts of hosts, that do not
 *          sum as they must
 *  @retval LODE_E_VALUE a builder that has refused a record
 *  @retval LODE_E_LIMIT ::LODE_LIMIT_ITEM_INPUTS, ::LODE_LIMIT_STAGES, ::LODE_LIMIT_BLOCS,
 *          ::LODE_LIMIT_TEXT_BYTES
 *  @retval LODE_E_NOMEM
 *  O(records log records). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_builder_freeze(lode_context *context,
                                                        lode_builder *builder, lode_model **out);

/** One more reference; any thread. @since 0.1 */
LODE_API lode_model *lode_model_ref(lode_model *model);
/** One reference less; the last one frees. NULL does nothing; any thread. @since 0.1 */
LODE_API void lode_model_unref(lode_model *model);

/** What can be counted in a model. */
typedef uint32_t lode_count;
enum lode_count_code {
    LODE_COUNT_ITEMS = 1,
    LODE_COUNT_INPUTS = 2,    /**< lines, options included */
    LODE_COUNT_VECTORS = 3,   /**< (item, market, basis, year) with origin shares */
    LODE_COUNT_SHARES = 4,
    LODE_COUNT_PRODUCTS = 5,
    LODE_COUNT_SCENARIOS = 6,
    LODE_COUNT_SOURCES = 7,
    LODE_COUNT_BLOCS = 8,
    LODE_COUNT_STAGES = 9,
    LODE_COUNT_BALANCES = 10 /**< (item, market, year) with a balance */
};
/** Number of things of a kind; 0 for an unknown kind. O(1). @since 0.1 */
LODE_API size_t lode_model_count(const lode_model *model, lode_count what);
/** Bytes the model holds. O(1). @since 0.1 */
LODE_API size_t lode_model_size_bytes(const lode_model *model);
/** Name of the model, empty where none was given. @since 0.1 */
LODE_API const char *lode_model_name(const lode_model *model);
/** Index of an item among all, in byte order of ids, or SIZE_MAX. O(log items). @since 0.1 */
LODE_API size_t lode_model_find_item(const lode_model *model, const char *id);
/** Id, name, unit and stage (empty: none) of item `index`; NULL past the last. @since 0.1 */
LODE_API const char *lode_model_item_id(const lode_model *model, size_t index);
LODE_API const char *lode_model_item_name(const lode_model *model, size_t index);
LODE_API const char *lode_model_item_unit(const lode_model *model, size_t index);
LODE_API const char *lode_model_item_stage(const lode_model *model, size_t index);
/** Id of product `index`, in byte order of ids; NULL past the last. @since 0.1 */
LODE_API const char *lode_model_product_id(const lode_model *model, size_t index);
/** Id of scenario `index`, in byte order of ids; NULL past the last, and where `model` is NULL.
 *  Borrowed from the model. Any thread. O(1). @since 0.1 */
LODE_API const char *lode_model_scenario_id(const lode_model *model, size_t index);

/** Name of unit `index` counted from 0, NULL past the last: `kg g mg ug t kt Mt lb oz ozt` are
 *  masses and convert, the others (`each`, `m`, ...) only equal themselves. Any thread.
 *  @since 0.1 */
LODE_API const char *lode_unit_name(size_t index);
/** ISO 3166-1 alpha-3 code of country `index` counted from 0 in code order, `ZZZ` last, NULL past
 *  it. Any thread. @since 0.1 */
LODE_API const char *lode_country_code(size_t index);
/** English short name of that country. Any thread. @since 0.1 */
LODE_API const char *lode_country_name(size_t index);

LODE_END_DECLS

#endif
