/* The lines of an item's bill of materials, one after the other, each with what
 * is said of it beyond a quantity: for (lode__lines at = lode__lines_of(model,
 * item); lode__line_here(&at); lode__line_next(&at)) ... */
#ifndef LODE__MODEL_LINES_H
#define LODE__MODEL_LINES_H

#include "model/model.h"

typedef struct lode__lines {
    const lode_model *model;
    uint32_t line, end;
    size_t extra;
    const lode__line_extra *more; /* of the current line; NULL: none */
} lode__lines;

static inline lode__lines lode__lines_from(const lode_model *model, uint32_t first,
                                           uint32_t end)
{
    return (lode__lines){.model = model,
                         .line = first,
                         .end = end,
                         .extra =
                             model->n_extra_lines ? lode__extras_from(model, first) : 0};
}

static inline lode__lines lode__lines_of(const lode_model *model, uint32_t item)
{
    return lode__lines_from(model, model->item_line[item], model->item_line[item + 1]);
}

/* The options of a group, by its index. */
static inline lode__lines lode__lines_of_group(const lode_model *model, size_t group)
{
    const uint32_t first = model->groups[group].first_line;
    return lode__lines_from(model, first, first + model->groups[group].n_lines);
}

/* True where nothing is said of the lines from here on but their quantities, as
 * of nearly all: they are primary, wholly essential and in no group. */
static inline bool lode__lines_bare(const lode__lines *at)
{
    const lode_model *model = at->model;
    return at->extra == model->n_extra_lines ||
           model->extra_lines[at->extra].line >= at->end;
}

static inline bool lode__line_here(lode__lines *at)
{
    if (at->line >= at->end) return false;
    const lode_model *model = at->model;
    const bool has = at->extra < model->n_extra_lines &&
                     model->extra_lines[at->extra].line == at->line;
    at->more = has ? lode__extra_at(model, at->extra) : NULL;
    return true;
}

static inline void lode__line_next(lode__lines *at)
{
    at->line++;
    if (at->more) at->extra++;
}

/* True where instances of a kind take the line. */
static inline bool lode__line_is_for(const lode__lines *at, lode_kind kind)
{
    const lode_kind is = at->more ? at->more->kind : LODE_KIND_PRIMARY;
    return is == kind || is == LODE_KIND_BOTH;
}

/* Taken per unit of the item, what is lost on the way included. Of an option:
 * if it served all. */
static inline double lode__line_flow(const lode__lines *at)
{
    const double quantity = at->model->line_quantity[at->line];
    return at->more ? quantity / at->more->yield_frac : quantity;
}

/* Group of the line as index + 1, 0 for none; part the line serves today. */
static inline uint32_t lode__line_group(const lode__lines *at)
{
    return at->more ? at->more->group : 0;
}
static inline double lode__line_weight(const lode__lines *at)
{
    return at->more && at->more->group ? at->more->weight_frac : 1.0;
}

/* Adds up what the lines from `at` on take of one item into one group, and leaves `at`
 * behind them. Lines of another kind count nothing. */
static inline double lode__lines_sum(lode__lines *at, lode_kind kind)
{
    const uint32_t input = at->model->line_item[at->line];
    const uint32_t group = lode__line_group(at);
    double flow = 0.0;
    do {
        if (lode__line_is_for(at, kind)) flow += lode__line_flow(at);
        lode__line_next(at);
    } while (lode__line_here(at) && at->model->line_item[at->line] == input &&
             lode__line_group(at) == group);
    return flow;
}

#endif
