/* What a builder keeps: every record as it came, compact, with its place. Names are text
 * ids of the builder's interner (0: the empty text, "not given") until a freeze resolves
 * them. */
#ifndef LODE__MODEL_BUILDER_H
#define LODE__MODEL_BUILDER_H

#include "base/context.h"
#include "base/intern.h"
#include "base/text.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/tape.h"

#include <string.h>

/* Every entry begins with its site, but for what more is said of lines. */

enum { LODE__UNIT_REFUSED = 255 }; /* unit of an item whose record was refused */

typedef struct lode__source_entry {
    lode__site at;
    uint32_t id, publisher, title, address, licence, note;
    int32_t year;
} lode__source_entry;

typedef struct lode__stage_entry {
    lode__site at;
    uint32_t id, list; /* list: which of the lists given, counted from 0 */
} lode__stage_entry;

typedef struct lode__bloc_entry {
    lode__site at;
    uint32_t id, name;
    bool market;
} lode__bloc_entry;

typedef struct lode__member_entry {
    lode__site at;
    uint32_t bloc; /* entry */
    uint8_t country;
} lode__member_entry;

typedef struct lode__country_entry {
    lode__site at;
    uint32_t name;
    uint8_t country;
} lode__country_entry;

typedef struct lode__score_entry {
    lode__site at;
    uint32_t indicator, source;
    int32_t year;
    double value;
    uint8_t country;
} lode__score_entry;

typedef struct lode__item_entry {
    lode__site at;
    uint32_t id, name, stage, elements, tags, currency, source;
    uint8_t unit;
    /* Nobody knows where it is made: all of it, by count, everywhere, says its source. */
    bool is_of_unknown_make;
    double mass_kg, price; /* NaN: not given */
} lode__item_entry;

typedef struct lode__code_entry {
    lode__site at;
    uint32_t item, scheme, value;
} lode__code_entry;

/* Surges and stocks: a figure of an item in a country. */
typedef struct lode__local_entry {
    lode__site at;
    uint32_t item, source;
    double figure;
    uint8_t country;
} lode__local_entry;

/* What is said of few lines, and mostly the same of many, beyond lode__line_entry: numbers
 * as in lode__line_extra but for cap, NaN where not given. */
typedef struct lode__extra_entry {
    uint32_t group; /* entry + 1; 0: none */
    uint32_t source;
    uint8_t kind, quantity_is;
    double yield_frac, essential_frac, weight_frac, cap_frac, low, high, gsd;
} lode__extra_entry;
/* What is true of a line of which nothing more is said. */
extern const lode__extra_entry lode__plain_extra;

typedef struct lode__group_entry {
    lode__site at;
    uint32_t item, id;
    uint8_t kind;
    double essential_frac;
} lode__group_entry;

typedef struct lode__host_entry {
    lode__site at;
    uint32_t item, host;
    double part_frac;
} lode__host_entry;

typedef struct lode__origin_entry {
    lode__site at;
    uint32_t item, market, source; /* market: text, once resolved as in lode__vector */
    int32_t year;
    uint8_t basis, rest;
    double rounding, total, concentration;
} lode__origin_entry;

typedef struct lode__share_entry {
    lode__site at;
    uint32_t origin; /* entry */
    uint32_t party, source;
    uint8_t country, kind, bound;
    double share;
} lode__share_entry;

typedef struct lode__balance_entry {
    lode__site at;
    uint32_t item, market, source; /* as in lode__origin_entry */
    int32_t year;
    uint8_t unit; /* LODE__UNIT_REFUSED: that of the item */
} lode__balance_entry;

typedef struct lode__amount_entry {
    lode__site at;
    uint32_t balance; /* entry; once resolved the frozen one */
    uint32_t form, source;
    uint8_t of, bound;
    double quantity;
} lode__amount_entry;

typedef struct lode__product_entry {
    lode__site at;
    uint32_t id, item, end_use, currency;
    uint8_t home;
    double volume, value; /* value NaN: not given */
} lode__product_entry;

typedef struct lode__scenario_entry {
    lode__site at;
    uint32_t id, name, source;
} lode__scenario_entry;

typedef struct lode__measure_entry {
    lode__site at;
    uint32_t scenario; /* entry */
    uint32_t parent;   /* entry + 1 of the substitution; 0: no option */
    uint32_t name, first_attribute, n_attributes;
    const lode__measure_spec *spec; /* NULL for an option */
} lode__measure_entry;

typedef struct lode__attribute_entry {
    lode__site at;
    uint32_t name, value;
    uint32_t rank; /* in the format's table */
} lode__attribute_entry;

/* Every kind of record: X(NAME, entry type). */
#define LODE__RECORD_MAP(X)                                                              \
    X(SOURCE, lode__source_entry)                                                        \
    X(STAGE, lode__stage_entry)                                                          \
    X(BLOC, lode__bloc_entry)                                                            \
    X(MEMBER, lode__member_entry)                                                        \
    X(COUNTRY, lode__country_entry)                                                      \
    X(SCORE, lode__score_entry)                                                          \
    X(ITEM, lode__item_entry)                                                            \
    X(CODE, lode__code_entry)                                                            \
    X(SURGE, lode__local_entry)                                                          \
    X(STOCK, lode__local_entry)                                                          \
    X(EXTRA, lode__extra_entry)                                                          \
    X(GROUP, lode__group_entry)                                                          \
    X(HOST, lode__host_entry)                                                            \
    X(ORIGIN, lode__origin_entry)                                                        \
    X(SHARE, lode__share_entry)                                                          \
    X(BALANCE, lode__balance_entry)                                                      \
    X(AMOUNT, lode__amount_entry)                                                        \
    X(PRODUCT, lode__product_entry)                                                      \
    X(SCENARIO, lode__scenario_entry)                                                    \
    X(MEASURE, lode__measure_entry)                                                      \
    X(ATTRIBUTE, lode__attribute_entry)

typedef enum lode__record_kind {
#define LODE__RECORD_ENUM(name, type) LODE__RECORD_##name,
    LODE__RECORD_MAP(LODE__RECORD_ENUM)
#undef LODE__RECORD_ENUM
        LODE__N_RECORD_KINDS
} lode__record_kind;

typedef struct lode__records {
    char *data;
    size_t n, capacity, size; /* size of an entry */
} lode__records;

/* What the next child record belongs to: an entry (the item: a text), or one of these. */
#define LODE__NONE UINT32_MAX
#define LODE__REFUSED (UINT32_MAX - 1)

struct lode_builder {
    lode_allocator allocator;
    lode__intern texts;
    lode__records records[LODE__N_RECORD_KINDS];
    lode__tape lines; /* by texts of ids; unit LODE__UNIT_REFUSED: that of the item; extra:
                         entry + 1 */
    lode__text words; /* scratch for canonical lists */
    lode__site at;
    uint32_t name; /* text */
    uint32_t stage_list;
    size_t n_refused;
    bool has_unknown_make; /* some item */
    /* Children of a refused record are checked and dropped. */
    uint32_t item, bloc, country, group, origin, balance, scenario, measure;
};

static inline void *lode__entries(const lode_builder *builder, lode__record_kind kind)
{
    return builder->records[kind].data;
}
static inline uint32_t lode__n_entries(const lode_builder *builder,
                                       lode__record_kind kind)
{
    return (uint32_t)builder->records[kind].n;
}
static inline const char *lode__builder_text(const lode_builder *builder, uint32_t text)
{
    return lode__intern_text(&builder->texts, text);
}
/* The site as a place; the source is borrowed until the next text is added. */
lode_place lode__site_place(const lode_builder *builder, const lode__site *site);

/* An empty model with one reference, or NULL. */
lode_model *lode__model_new(const lode_allocator *allocator);

/* Forgets everything; all entries of a kind. */
void lode__builder_clear(lode_builder *builder);
void lode__forget(lode_builder *builder, lode__record_kind kind);

/* --- how each public call goes: enter, check and keep, leave --- */
LODE_NODISCARD lode_status lode__builder_enter(lode_context *context,
                                               lode_builder *builder);
/* Counts a refusal; returns its argument. */
lode_status lode__builder_leave(lode_builder *builder, lode_status status);
/* Copies the caller's version of a record; NULL is refused. */
LODE_NODISCARD lode_status lode__take_record(lode_context *context, const void *record,
                                             size_t min_size, void *local,
                                             size_t local_size);
/* Whether there may be one record more than n. */
LODE_NODISCARD lode_status lode__check_count(lode_context *context,
                                             const lode_builder *builder,
                                             lode_limit limit, size_t n);
/* Appends an entry. */
LODE_NODISCARD lode_status lode__keep(lode_context *context, lode_builder *builder,
                                      lode__record_kind kind, const void *entry);
/* Appends a line, with an extra unless that is plain; the two are sound. Lines of which the
 * same is said share it. */
LODE_NODISCARD lode_status lode__keep_line(lode_context *context, lode_builder *builder,
                                           lode__line_entry *line,
                                           const lode__extra_entry *extra);
/* Says of the newest item that nobody knows where it is made: as an origin that is all
 * LODE__ZZZ, which it takes the place of. */
void lode__keep_unknown_make(lode_builder *builder);
/* LODE_E_INVALID where no parent of this kind was named yet. */
LODE_NODISCARD lode_status lode__need_parent(lode_context *context, uint32_t parent,
                                             const char *what);

/* Id of a text, added if new. */
LODE_NODISCARD lode_status lode__add_text(lode_context *context, lode_builder *builder,
                                          const char *text, size_t len, uint32_t *out);

/* --- checks, with the builder's place; `what` names the attribute --- */
LODE_NODISCARD lode_status lode__take_id(lode_context *context, lode_builder *builder,
                                         const char *what, const char *text,
                                         uint32_t *out);
/* As lode__take_id(), but NULL and "" give 0. */
LODE_NODISCARD lode_status lode__take_ref(lode_context *context, lode_builder *builder,
                                          const char *what, const char *text,
                                          uint32_t *out);
/* Any text; NULL and "" give 0. */
LODE_NODISCARD lode_status lode__take_text(lode_context *context, lode_builder *builder,
                                           const char *what, const char *text,
                                           uint32_t *out);
/* As lode__take_text(), but NULL is refused as misuse and "" as a value. */
LODE_NODISCARD lode_status lode__take_required(lode_context *context,
                                               lode_builder *builder, const char *what,
                                               const char *text, uint32_t *out);
/* Words separated by blanks, kept with single blanks between. */
LODE_NODISCARD lode_status lode__take_words(lode_context *context, lode_builder *builder,
                                            const char *what, const char *text,
                                            uint32_t *out);
/* Three capital letters; NULL, "" and "USD" give 0. */
LODE_NODISCARD lode_status lode__take_currency(lode_context *context,
                                               lode_builder *builder, const char *text,
                                               uint32_t *out);
/* A country by its code; ZZZ is none. */
LODE_NODISCARD lode_status lode__take_country(lode_context *context,
                                              lode_builder *builder, const char *what,
                                              const char *code, uint8_t *out);
/* A country of origin: ZZZ is one, an aggregate is told apart from an unknown code. */
LODE_NODISCARD lode_status lode__take_origin(lode_context *context, lode_builder *builder,
                                             const char *code, uint8_t *out);
LODE_NODISCARD lode_status lode__take_unit(lode_context *context, lode_builder *builder,
                                           const char *name, uint8_t *out);

typedef enum lode__range {
    LODE__RANGE_FINITE,
    LODE__RANGE_POSITIVE,     /* > 0 */
    LODE__RANGE_NOT_NEGATIVE, /* >= 0 */
    LODE__RANGE_FRACTION,     /* 0..1 */
    LODE__RANGE_PART,         /* above 0, up to 1 */
    LODE__RANGE_FROM_ONE      /* >= 1 */
} lode__range;
LODE_NODISCARD lode_status lode__check_real(lode_context *context,
                                            const lode_builder *builder, const char *what,
                                            double value, lode__range range);
/* A year of four digits at most, or LODE_YEAR_NONE. */
LODE_NODISCARD lode_status lode__check_year(lode_context *context,
                                            const lode_builder *builder, int32_t year);
/* A figure that is said not to be published is 0. */
LODE_NODISCARD lode_status lode__check_unpublished(lode_context *context,
                                                   const lode_builder *builder,
                                                   const char *what, lode_bound bound,
                                                   double value);
/* LODE_E_INVALID where a code is above the last of its kind. */
LODE_NODISCARD lode_status lode__check_code(lode_context *context, const char *what,
                                            uint32_t code, uint32_t last);

/* Quantity in another unit; false where the units do not convert. */
bool lode__convert(unsigned from, unsigned to, double *quantity);

#endif
