/* A freeze: what its steps share. Steps go on past faults of data, so that one run shows
 * them all; what a step returns below 0 is memory or a limit and ends the run. */
#ifndef LODE__MODEL_FREEZE_H
#define LODE__MODEL_FREEZE_H

#include "base/hash.h"
#include "base/sort.h"
#include "model/builder.h"

#include <math.h>

/* How far a sum may be from 1 through rounding of what was given, and below which
 * distance there is nothing to rescale: figures that were rescaled once stay as they are.
 */
#define LODE__SUM_SLACK 1e-6
#define LODE__SUM_EXACT 1e-15

typedef struct lode__freeze {
    lode_context *context;
    lode_builder *builder;
    lode_model *model;
    lode__arena arena;   /* all that lives as long as the freeze */
    lode__arena step;    /* all that lives as long as the step */
    lode_status status;  /* of the first fault */
    lode_place place;    /* see lode__freeze_place() */
    size_t text_room;    /* bytes at model->text */
    const void *entries; /* of the kind that is being merged */
    /* By text of the builder. */
    uint32_t n_texts;
    uint32_t *text_at;   /* offset in the model; 0: not there yet */
    uint32_t *item_of;   /* LODE__NONE; LODE__REFUSED: none, and that was reported */
    uint32_t *source_of; /* index + 1; 0: none */
    uint8_t *stage_of;
    /* By entry. */
    uint32_t *group_of;
    const uint32_t *balance_of;
    /* The builder's lines by batches of items; those that have their places may be gone. */
    lode__tape *tapes;
    uint32_t n_tapes;
    const lode__places *bloc_members;
    /* By host and group: the entry it comes from. */
    uint32_t *host_entry, *group_entry;
    /* Scenarios: the measures of each scenario entry and the options of each measure
     * entry in canonical order. */
    uint32_t *measure_from, *measures, *option_from, *options;
} lode__freeze;

/* Memory of the model, counted; memory of the freeze; memory of the step. `array` points to
 * a pointer. */
LODE_NODISCARD lode_status lode__freeze_array(lode__freeze *job, void *array,
                                              size_t count, size_t size);
LODE_NODISCARD lode_status lode__freeze_lasting(lode__freeze *job, void *array,
                                                size_t count, size_t size);
LODE_NODISCARD lode_status lode__freeze_scratch(lode__freeze *job, void *array,
                                                size_t count, size_t size);
/* Gives back the room in an array of the model that was not needed. */
void lode__freeze_trim(lode__freeze *job, void *array, size_t count, size_t needed,
                       size_t size);
/* A text of the builder in the model; a text made here. There is room for each. */
uint32_t lode__freeze_text(lode__freeze *job, uint32_t text);
uint32_t lode__freeze_new_text(lode__freeze *job, const char *text, size_t len);

/* Gives back the lines. */
void lode__freeze_forget_tapes(lode__freeze *job);

/* Keeps the status of the first fault. */
void lode__freeze_fault(lode__freeze *job, lode_status status);
/* Place of an entry, valid until the next call. */
const lode_place *lode__freeze_place(lode__freeze *job, const lode__site *at);
/* Reports that what `label` names stands with other content at two places. */
void lode__freeze_conflict(lode__freeze *job, const char *label, const lode__site *first,
                           const lode__site *second);
/* A text of the builder, fit for a message. Returns buffer. */
const char *lode__freeze_quote(const lode__freeze *job, char buffer[LODE__QUOTE_LEN],
                               uint32_t text);
/* A sum fit for a message: without the dust that adding decimals leaves. */
void lode__format_sum(double sum, char text[32]);

/* Resolve names; a fault is reported at the place. LODE__NONE where there is no such
 * item. */
uint32_t lode__freeze_item(lode__freeze *job, uint32_t text, const lode__site *at);
/* As above for the item that holds an entry: reported once, at the first entry it holds.
 */
uint32_t lode__freeze_parent(lode__freeze *job, uint32_t text, const lode__site *at);
/* Text of a market into what lode__vector holds; false where it is not what is expected. */
bool lode__freeze_market(lode__freeze *job, uint32_t *market, const char *expected,
                         const lode__site *at);
/* Text of a source into index + 1; 0 stays. */
void lode__freeze_source(lode__freeze *job, uint32_t *source, const lode__site *at);

/* Comparisons for canonical order. */
static inline int lode__order_u32(uint32_t a, uint32_t b);
/* By source, line and column; the order of sources is that of their first sight. */
static inline int lode__order_sites(const lode__site *a, const lode__site *b)
{
    if (a->source != b->source) return lode__order_u32(a->source, b->source);
    if (a->line != b->line) return lode__order_u32(a->line, b->line);
    return lode__order_u32(a->column, b->column);
}
static inline int lode__order_u32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}
int lode__order_real(double a, double b); /* NaN first */
int lode__order_text(const lode__freeze *job, uint32_t a, uint32_t b);

/* What a message calls a thing. */
enum { LODE__LABEL_LEN = 320 };
void lode__format_label(char label[LODE__LABEL_LEN], const char *format, ...)
    LODE__PRINTF(2, 3);

/* How entries of a kind that say the same become one. */
typedef struct lode__merge_rule {
    lode__record_kind kind;
    /* Names into indices; false: leave the entry out. NULL: nothing to do. */
    bool (*resolve)(lode__freeze *job, void *entry);
    lode__compare_fn order; /* by key; the user is the job, entries are at job->entries */
    lode__compare_fn content; /* 0: the same; NULL: the key is all there is */
    void (*label)(const lode__freeze *job, const void *entry,
                  char label[LODE__LABEL_LEN]);
    bool lasting; /* what comes of it is wanted after the step */
} lode__merge_rule;

typedef struct lode__merged {
    uint32_t *entry; /* [n] one entry of each, in order */
    uint32_t n;
    uint32_t *rank; /* entry -> position in the above; LODE__NONE: left out */
} lode__merged;
LODE_NODISCARD lode_status lode__freeze_merge(lode__freeze *job,
                                              const lode__merge_rule *rule,
                                              lode__merged *out);

/* Sorts ids[n] stably by key[id] below n_keys into out; those of key b stand at start[b]
 * up to start[b + 1]. Keys not below n_keys are left out. start has room for n_keys + 1.
 * ids NULL: 0, 1, 2 ... */
void lode__freeze_bucket(const uint32_t *key, uint32_t n_keys, const uint32_t *ids,
                         size_t n, uint32_t *start, uint32_t *out);

/* Things of the model by what they say. */
typedef struct lode__same_rule {
    uint64_t (*hash)(const lode_model *model, uint32_t index);
    bool (*is_same)(const lode_model *model, uint32_t one, uint32_t other);
} lode__same_rule;
typedef struct lode__same {
    const lode__same_rule *rule;
    uint32_t *slots; /* of the step; index + 1, 0: free */
    uint32_t n_slots, n;
} lode__same;
/* The thing that was found first to say the same as this one: itself, where none was. */
LODE_NODISCARD lode_status lode__freeze_find_same(lode__freeze *job, lode__same *same,
                                                  uint32_t index, uint32_t *out);
extern const lode__same_rule lode__same_sets, lode__same_extras;

/* The most that an option can serve: what it serves today, where nothing is said. */
static inline double lode__cap_of(const lode__extra_entry *extra)
{
    return isnan(extra->cap_frac) ? extra->weight_frac : extra->cap_frac;
}
/* What more is said of a line, as the model has it: the number of what was said of others
 * in the same words, or a new one. `extra` is the number of the builder's. */
LODE_NODISCARD lode_status lode__freeze_extra(lode__freeze *job, lode__same *same,
                                              uint32_t extra, uint32_t *out);
/* Says in an origin of its own, where others are given too, that an item is of unknown
 * make. Before texts are closed. */
LODE_NODISCARD lode_status lode__freeze_unknown(lode__freeze *job);

/* The steps, in the order in which they run. */
LODE_NODISCARD lode_status lode__freeze_stages(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_sources(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_blocs(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_countries(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_items(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_codes(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_surges(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_stocks(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_groups(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_lines(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_weights(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_hosts(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_order(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_origins(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_balances(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_products(lode__freeze *job);
LODE_NODISCARD lode_status lode__freeze_scenarios(lode__freeze *job);

/* What an item takes and what hosts it, as one list of neighbours. */
typedef struct lode__graph {
    const lode_model *model;
    const uint32_t *host_from; /* [n_items + 1] */
} lode__graph;
uint32_t lode__n_neighbours(const lode__graph *graph, uint32_t item);
uint32_t lode__neighbour(const lode__graph *graph, uint32_t item, uint32_t k);
/* Reports the cycles. `settled` is 0 for items that are on one or behind one; it is
 * overwritten. */
LODE_NODISCARD lode_status lode__freeze_cycles(lode__freeze *job,
                                               const lode__graph *graph,
                                               uint8_t *settled);

/* Checks what a measure of the model and its options refer to, at the places of their
 * entries. */
void lode__freeze_check_measure(lode__freeze *job, uint32_t entry, uint32_t measure);
/* Index of a product by id, or SIZE_MAX. */
size_t lode__find_product(const lode_model *model, const char *id);

#endif
