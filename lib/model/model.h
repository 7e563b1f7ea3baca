/* The frozen model: flat arrays in order of ids. Everything above reads these arrays directly.
 *
 * Order is canonical, so that no result depends on the order of input: items by id; a country's
 * index by alpha-3 code with ZZZ last; blocs, sources, products and scenarios by id; the rest as
 * said at each array. Text is an offset into `text`; offset 0 is the empty string.
 */
#ifndef LODE__MODEL_MODEL_H
#define LODE__MODEL_MODEL_H

#include "base/memory.h"
#include "lode/model.h"

enum {
    LODE__N_PLACES = 251,         /* countries and ZZZ */
    LODE__ZZZ = 250,              /* unknown origin */
    LODE__PLACE_WORDS = 4,        /* 64-bit words of a set of places */
    LODE__MARKET_WORLD = UINT16_MAX, /* market: a place, LODE__N_PLACES + bloc, or the world */
    LODE__NO_STAGE = 0
};

/* A set of places, one bit each. */
typedef struct lode__places {
    uint64_t bits[LODE__PLACE_WORDS];
} lode__places;
static inline bool lode__places_has(const lode__places *set, unsigned place)
{
    return set->bits[place >> 6] >> (place & 63) & 1;
}
static inline void lode__places_add(lode__places *set, unsigned place)
{
    set->bits[place >> 6] |= (uint64_t)1 << (place & 63);
}

typedef struct lode__source {
    uint32_t id, publisher, title, address, licence, note; /* text */
    int32_t year;
} lode__source;

typedef struct lode__score {
    uint8_t country;
    uint32_t indicator; /* text */
    int32_t year;
    double value;
    uint32_t source; /* index into sources + 1; 0: none */
} lode__score;

typedef struct lode__bloc {
    uint32_t id, name; /* text */
    bool market;
    uint32_t n_members;
    lode__places members;
} lode__bloc;

/* What few items have. Absent numbers are NaN. */
typedef struct lode__detail {
    uint32_t name, elements, tags, currency, source; /* text (name 0: the id); source index + 1 */
    double mass_kg, price;
} lode__detail;

/* What is said of few lines of a bill of materials, or the same of many; a line without one has
 * yield 1, essential 1, kind primary, no group and no distribution. */
typedef struct lode__line_extra {
    uint32_t group;  /* index into groups + 1; 0: none */
    uint32_t source; /* index + 1 */
    uint8_t kind, quantity_is;
    double yield_frac, essential_frac;   /* of an option: that of its group */
    double weight_frac, cap_frac;        /* options; NaN otherwise */
    double low, high, gsd;               /* NaN: none */
} lode__line_extra;

typedef struct lode__extra_line {
    uint32_t line, extra; /* index into extras */
} lode__extra_line;

typedef struct lode__group {
    uint32_t item, id; /* text */
    uint32_t first_line, n_lines; /* its options are consecutive lines of the item */
    double essential_frac;
    uint8_t kind;
} lode__group;

typedef struct lode__host {
    uint32_t item, host;
    double part_frac;
} lode__host;

typedef struct lode__code {
    uint32_t item, scheme, value; /* text */
} lode__code;

typedef struct lode__surge {
    uint32_t item;
    uint8_t country;
    double up_frac;
    uint32_t source;
} lode__surge;

typedef struct lode__stock {
    uint32_t item;
    uint8_t country;
    double days;
    uint32_t source;
} lode__stock;

/* The shares of one (market, basis, year), kept as given. Where they sum to 1 within 1e-6
 * or within the rounding stated they leave nothing, and `scale` makes them sum to 1; otherwise
 * `rest` is what they leave and `scale` is 1. */
typedef struct lode__vector {
    uint32_t first_share, n_shares, source;
    uint16_t market;
    uint8_t basis, rest_is; /* lode_basis, lode_rest */
    int32_t year;
    double rounding, total, concentration; /* total, concentration: 0 none */
    double sum;   /* of the shares */
    double scale; /* by which each counts */
    double rest;  /* exactly 0 where nothing is left */
} lode__vector;

typedef struct lode__share {
    double share;           /* as given */
    uint32_t party, source; /* text; index + 1, 0: that of the vector */
    uint8_t country, kind, bound;
} lode__share;

/* What a market made, bought, sold and took from stocks of an item. */
typedef struct lode__balance {
    uint32_t item, first_amount, n_amounts, source;
    uint16_t market; /* as in lode__vector, not the world */
    int32_t year;
} lode__balance;

typedef struct lode__balance_amount {
    double quantity;       /* in the unit of the item; 0 where it is not published */
    uint32_t form, source; /* text; index + 1, 0: that of the balance */
    uint8_t of, bound;     /* lode_amount_of, lode_bound */
} lode__balance_amount;

typedef struct lode__product {
    uint32_t id, item, end_use, currency; /* text; item index */
    uint8_t home;
    uint8_t named; /* the id was given, not made from item, home and end use */
    double volume, value; /* value NaN: none */
} lode__product;

/* Scenarios are kept as read: measures with their attributes in the order of the format's table,
 * values in canonical form. A measure's `parent` is the index + 1 of the substitution an option
 * belongs to, or 0. */
typedef struct lode__measure {
    uint32_t name, first_attribute, n_attributes, parent;
} lode__measure;
/* Where a measure was read: the one thing kept that the order of input may change. */
typedef struct lode__measure_at {
    uint32_t file, line, column; /* text; counted from 1, 0: unknown */
} lode__measure_at;
typedef struct lode__attribute {
    uint32_t name, value; /* text */
} lode__attribute;
typedef struct lode__scenario {
    uint32_t id, name, source; /* text; source index + 1 */
    uint32_t first_measure, n_measures;
} lode__scenario;

struct lode_model {
    lode__refs refs;
    lode_allocator allocator;
    size_t size_bytes;
    char *text;
    size_t text_len;
    uint32_t name; /* text */

    lode__source *sources;
    uint32_t *stages; /* text; stage k of an item is stages[k - 1], LODE__NO_STAGE is none */
    uint32_t *country_names; /* [LODE__N_PLACES] text; 0: none given; NULL where none is */
    bool *countries;         /* [LODE__N_PLACES]: has a country element; NULL where none has */
    lode__score *scores; /* by country, indicator text, year */
    lode__bloc *blocs;
    size_t n_sources, n_stages, n_scores, n_blocs;

    uint32_t n_items;
    uint32_t *item_id;       /* text, in byte order */
    uint8_t *item_unit;      /* index of lode_unit_name() */
    uint8_t *item_stage;     /* 1-based, LODE__NO_STAGE */
    uint32_t *item_detail;   /* index into details + 1; 0: none */
    uint32_t *item_line;     /* [n_items + 1] first line of each */
    uint32_t *item_set;      /* set of its vectors; 0: it has none */
    uint32_t *item_order;    /* topological: an item stands before its inputs and hosts */
    lode__detail *details;
    size_t n_details;

    uint32_t *line_item;     /* what is taken; lines of an item: ungrouped first by item id, then
                                group by group in order of group id, each by item id; equal ones
                                by all they hold */
    double *line_quantity;   /* in the unit of line_item */
    size_t n_lines;
    lode__extra_line *extra_lines; /* by line */
    lode__line_extra *extras; /* in the order in which lines first have them, each once */
    size_t n_extra_lines, n_extras;
    lode__group *groups;     /* by item, then id */
    size_t n_groups;
    lode__host *hosts;       /* by item, then host */
    size_t n_hosts;

    uint32_t *set_vector;    /* [n_sets + 2] first vector of each set, of which 0 has none; items
                                of which the same is said share a set */
    lode__vector *vectors;   /* of a set: by market, basis, year */
    lode__share *shares;     /* of a vector: by country, kind, party, the rest */
    uint32_t n_sets;
    size_t n_vectors, n_shares;
    size_t n_item_vectors, n_item_shares; /* counted with each item that has them */

    lode__code *codes;       /* by item, scheme, value */
    lode__surge *surges;     /* by item, country */
    lode__stock *stocks;     /* by item, country */
    size_t n_codes, n_surges, n_stocks;

    lode__balance *balances; /* by item, market, year */
    lode__balance_amount *amounts;   /* of a balance: by what they are of, then form */
    size_t n_balances, n_amounts;

    lode__product *products; /* by id */
    lode__scenario *scenarios; /* by id; measures in canonical order within */
    lode__measure *measures;
    lode__measure_at *measure_at; /* [n_measures] */
    lode__attribute *attributes;
    size_t n_products, n_scenarios, n_measures, n_attributes;
};

static inline const char *lode__model_text(const lode_model *model, uint32_t text)
{
    return model->text + text;
}
static inline const char *lode__item_id(const lode_model *model, uint32_t item)
{
    return model->text + model->item_id[item];
}
static inline const char *lode__stage_id(const lode_model *model, unsigned stage)
{
    return stage == LODE__NO_STAGE ? "" : model->text + model->stages[stage - 1];
}
/* True for an item without any origin: it is made where it is used. */
static inline bool lode__in_place(const lode_model *model, uint32_t item)
{
    return model->item_set[item] == 0;
}
/* The vectors of an item: from the first up to the end. */
static inline uint32_t lode__first_vector(const lode_model *model, uint32_t item)
{
    return model->set_vector[model->item_set[item]];
}
static inline uint32_t lode__end_vector(const lode_model *model, uint32_t item)
{
    return model->set_vector[model->item_set[item] + 1];
}
static inline const lode__line_extra *lode__extra_at(const lode_model *model, size_t position)
{
    return &model->extras[model->extra_lines[position].extra];
}
/* Position of the first element at or after `key` in model->extra_lines / groups / hosts / surges:
 * the first with .line >= key, .item >= key. */
size_t lode__extras_from(const lode_model *model, uint32_t line);
size_t lode__groups_from(const lode_model *model, uint32_t item);
size_t lode__hosts_from(const lode_model *model, uint32_t item);
size_t lode__surges_from(const lode_model *model, uint32_t item);
/* The same for balances. */
size_t lode__balances_from(const lode_model *model, uint32_t item);
/* (Number of) surge of an item in a country, 0 where none is given. */
double lode__surge_frac(const lode_model *model, uint32_t item, unsigned country);
/* Mass of one unit of an item in kg, NaN where it is not known; price, NaN where not given. */
double lode__item_mass_kg(const lode_model *model, uint32_t item);
double lode__item_price(const lode_model *model, uint32_t item);
/* Currency of an item's price: text; "USD" where none is given. */
const char *lode__item_currency(const lode_model *model, uint32_t item);
/* Id of a source by index + 1; "" for 0. */
const char *lode__source_id(const lode_model *model, uint32_t source_plus_1);
/* A country or bloc by id as a set of places; false where there is none. */
bool lode__find_places(const lode_model *model, const char *id, lode__places *out);
/* Stage by id (1-based); 0 where there is none. Bloc by id, or SIZE_MAX. */
unsigned lode__find_stage(const lode_model *model, const char *id);
size_t lode__find_bloc(const lode_model *model, const char *id);
/* Value of an attribute of a measure, NULL where it has none; where a measure (index) was
 * read. */
const char *lode__attribute_of(const lode_model *model, const lode__measure *measure,
                               const char *name);
lode_place lode__measure_place(const lode_model *model, uint32_t measure);
/* A scenario by id, or SIZE_MAX. */
size_t lode__find_scenario(const lode_model *model, const char *id);
/* A group of alternatives of an item by id (index), or SIZE_MAX. */
size_t lode__find_group(const lode_model *model, uint32_t item, const char *id);
/* Text of a market: a country code, a bloc's id or "*". */
const char *lode__market_id(const lode_model *model, uint16_t market);
const char *lode__basis_name(lode_basis basis); /* "contained-mass" ... */

/* --- codes that need no model (countries.c, units.c) --- */
/* Place of a country code, or -1. */
int lode__find_place(const char *code, size_t len);
/* Unit by name, or -1; factor to kg where it is a mass, 0 where it is none. */
int lode__find_unit(const char *name, size_t len);
double lode__unit_kg(unsigned unit);

#endif
