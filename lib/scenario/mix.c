/* Who makes what, out of what: new capacity, second sources, thrifting, substitution.
 *
 * With capacity a beside a vector's total V, and s its share there, what a delivery gets
 * in parts of today's flow is the sum of s M and a / V of the newcomer's: the shares as
 * they were, one weight more, and a base of 1 + a / V. */
#include "base/number.h"
#include "base/sort.h"
#include "base/text.h"
#include "scenario/plan.h"

#include <string.h>

typedef struct mixer {
    lode__plan *plan;
    lode__act *act;
    const lode__measure *measure;
    uint32_t item;
    unsigned country;
    uint32_t *vectors; /* [n_vectors] that new capacity serves */
    size_t n_vectors;
    double part; /* of new capacity: a in parts of what the vectors hold in all */
    lode__delivery delivery;
} mixer;

static const char *attribute(const mixer *m, const char *name)
{
    return lode__attribute_of(m->plan->model, m->measure, name);
}

static lode_status refuse(const mixer *m, lode_status status, const char *problem,
                          const char *word)
{
    char quoted[LODE__QUOTE_LEN];
    const lode_place place = lode__measure_place(m->plan->model, m->act->measure);
    return lode__error(m->plan->context, status, &place, "%s: %s \"%s\"",
                       lode__model_text(m->plan->model, m->measure->name), problem,
                       lode__quote(quoted, word, strlen(word)));
}

static mixer begin(lode__plan *plan, lode__act *act)
{
    const lode_model *const model = plan->model;
    mixer m = {.plan = plan, .act = act, .measure = &model->measures[act->measure]};
    m.item = (uint32_t)lode_model_find_item(model, attribute(&m, "item"));
    const char *const country = attribute(&m, "country");
    if (country) m.country = (unsigned)lode__find_place(country, strlen(country));
    return m;
}

/* --- countries that come in --- */

/* The vector in use for a market named, and its total. */
static lode_status take_market(mixer *m, const char *word, double *total)
{
    const lode_model *const model = m->plan->model;
    const int place = lode__find_place(word, strlen(word));
    uint16_t market = LODE__MARKET_WORLD;
    if (place >= 0) {
        market = (uint16_t)place;
    } else if (strcmp(word, "*") != 0) {
        market = (uint16_t)(LODE__N_PLACES + lode__find_bloc(model, word));
    }
    const uint32_t vector = lode__choose_vector(m->plan->given, m->item, market);
    if (vector == LODE__NO_VECTOR) {
        return refuse(m, LODE_E_UNKNOWN, "the item has no origin for market", word);
    }
    if (!(model->vectors[vector].total > 0.0)) {
        return refuse(m, LODE_E_VALUE, "no total is given for market", word);
    }
    *total += model->vectors[vector].total;
    m->vectors[m->n_vectors++] = vector;
    return LODE_OK;
}

static size_t count_words(const char *words)
{
    size_t n = 0, len = 0;
    for (const char *at = words; (at = lode__next_word(at, &len)); at += len) n++;
    return n;
}

static lode_status take_markets(mixer *m)
{
    const char *const named = attribute(m, "markets");
    const char *const words = named ? named : "*";
    double total = 0.0;
    size_t len = 0;
    m->vectors =
        lode__arena_alloc(&m->plan->arena, count_words(words), sizeof *m->vectors);
    if (!m->vectors) return lode__nomem(m->plan->context);
    for (const char *at = words; (at = lode__next_word(at, &len)); at += len) {
        char *const word = lode__arena_alloc(&m->plan->arena, len + 1, 1);
        if (!word) return lode__nomem(m->plan->context);
        memcpy(word, at, len);
        word[len] = '\0';
        LODE__TRY(take_market(m, word, &total));
    }
    m->part = m->act->value / total;
    return LODE_OK;
}

/* All vectors in use of the item: a second source may serve any delivery. */
static lode_status take_all_vectors(mixer *m)
{
    const lode_model *const model = m->plan->model;
    const uint32_t first = lode__first_vector(model, m->item);
    const uint32_t end = lode__end_vector(model, m->item);
    m->vectors = lode__arena_alloc(&m->plan->arena, end - first, sizeof *m->vectors);
    if (!m->vectors) return lode__nomem(m->plan->context);
    for (uint32_t v = first; v < end; v++) {
        const uint16_t market = model->vectors[v].market;
        if (lode__choose_vector(m->plan->given, m->item, market) == v)
            m->vectors[m->n_vectors++] = v;
    }
    if (m->n_vectors) return LODE_OK;
    return refuse(m, LODE_E_UNKNOWN, "no origin is given for item",
                  lode__item_id(model, m->item));
}

static int compare_added(uint32_t a, uint32_t b, const void *user)
{
    const lode__added *const added = user;
    if (added[a].item != added[b].item) return added[a].item < added[b].item ? -1 : 1;
    if (added[a].vector != added[b].vector)
        return added[a].vector < added[b].vector ? -1 : 1;
    return (int)added[a].country - (int)added[b].country;
}

static lode_status widen(lode__plan *plan, const lode__added *added, size_t n)
{
    lode__arena *const arena = &plan->arena;
    uint32_t *const order = lode__arena_alloc(arena, n, sizeof *order);
    uint32_t *const scratch = lode__arena_alloc(arena, n, sizeof *scratch);
    lode__added *const sorted = lode__arena_alloc(arena, n, sizeof *sorted);
    if (!order || !scratch || !sorted) return lode__nomem(plan->context);
    for (uint32_t k = 0; k < n; k++) order[k] = k;
    lode__sort_indices(order, n, scratch, compare_added, added);
    size_t kept = 0;
    for (size_t k = 0; k < n; k++) {
        if (k == 0 || compare_added(order[k], order[k - 1], added))
            sorted[kept++] = added[order[k]];
    }
    return lode__widen(plan->context, plan->given, sorted, kept, &plan->network);
}

lode_status lode__plan_added(lode__plan *plan)
{
    lode__added *added = NULL;
    size_t n = 0, capacity = 0;
    lode_status status = LODE_OK;
    for (size_t a = 0; a < plan->n_acts && status == LODE_OK; a++) {
        lode__act *const act = &plan->acts[a];
        const bool brings =
            act->kind == LODE__ACT_NEW_CAPACITY || act->kind == LODE__ACT_SECOND_SOURCE;
        if (!brings) continue;
        mixer m = begin(plan, act);
        status =
            act->kind == LODE__ACT_NEW_CAPACITY ? take_markets(&m) : take_all_vectors(&m);
        if (status == LODE_OK && lode__reserve(plan->allocator, &added, &capacity, n,
                                               m.n_vectors, sizeof *added) < 0) {
            status = lode__nomem(plan->context);
        }
        for (size_t v = 0; v < m.n_vectors && status == LODE_OK; v++)
            added[n++] = (lode__added){m.item, m.vectors[v], (uint8_t)m.country};
    }
    if (status == LODE_OK && n) status = widen(plan, added, n);
    lode__free(plan->allocator, added);
    return status;
}

/* --- terms of a row --- */

/* The row behind a term, made where there is none; it begins as compiled. */
static lode_status own_row(lode__plan *plan, uint32_t *term, double compiled)
{
    return *term ? LODE_OK : lode__new_row(plan, compiled, term);
}

static lode_status touch(mixer *m, uint32_t row, lode__touch_how how, double value)
{
    m->act->matched = true;
    return lode__touch_row(
        m->plan, m->act, (lode__touch){.row = row, .how = (uint8_t)how, .value = value});
}

/* Moves a term away from what it is as compiled. */
static lode_status move(mixer *m, uint32_t *term, double compiled, double by)
{
    LODE__TRY(own_row(m->plan, term, compiled));
    return touch(m, *term, LODE__PLUS, by);
}

static uint32_t find_arc(const mixer *m, const lode__row *row)
{
    const lode_network *const net = m->plan->network;
    uint32_t arc = 0;
    while (arc < row->run->degree &&
           (net->node_place[row->child[arc]] != m->country ||
            net->node_kind[row->child[arc]] == LODE__RECYCLED)) {
        arc++;
    }
    return arc;
}

/* What new capacity adds to a delivery, in parts of today's. */
static double capacity_of(mixer *m, uint32_t node)
{
    const lode_network *const net = m->plan->network;
    double extra = 0.0;
    lode__resolve(net, m->item, net->node_place[node], &m->delivery);
    for (size_t p = 0; p < m->delivery.n_parts; p++) {
        const lode__part *const part = &m->delivery.parts[p];
        for (size_t v = 0; v < m->n_vectors; v++) {
            if (m->vectors[v] != part->vector) continue;
            extra += part->factor / net->model->vectors[part->vector].scale * m->part;
        }
    }
    return extra;
}

static lode_status bring_capacity(mixer *m, uint32_t node)
{
    const lode__row row = lode__up_row(m->plan->network, node);
    const uint32_t arc = find_arc(m, &row);
    const double extra = capacity_of(m, node);
    if (arc == row.run->degree || extra == 0.0) return LODE_OK;
    lode__patch *patch;
    LODE__TRY(lode__patch_node(m->plan, node, &row, &patch));
    LODE__TRY(move(m, &m->plan->patch_arcs[patch->first_arc + arc].weight,
                   row.weight[arc], extra));
    return move(m, &patch->base, row.base, extra);
}

/* A second source takes its share from all others alike. */
static lode_status bring_source(mixer *m, uint32_t node)
{
    const lode__row row = lode__up_row(m->plan->network, node);
    const uint32_t newcomer = find_arc(m, &row);
    lode__patch *patch;
    if (newcomer == row.run->degree) return LODE_OK;
    LODE__TRY(lode__patch_node(m->plan, node, &row, &patch));
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const double given = j == newcomer ? m->act->value : 0.0;
        LODE__TRY(move(m, &m->plan->patch_arcs[patch->first_arc + j].weight,
                       row.weight[j], given - m->act->value * row.weight[j]));
    }
    return LODE_OK;
}

/* --- thrifting --- */

/* Part of today's use of the input that is left. */
static double use_after(const mixer *m, uint32_t input)
{
    const lode_model *const model = m->plan->model;
    if (m->act->amount == 0.0) return m->act->value;
    uint32_t line = model->item_line[m->item];
    while (model->line_item[line] != input) line++;
    return m->act->amount / model->line_quantity[line];
}

static lode_status thrift(mixer *m, uint32_t node, uint32_t input)
{
    const lode_network *const net = m->plan->network;
    const lode__row row = lode__up_row(net, node);
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const uint8_t kind = net->node_kind[row.child[j]];
        const bool takes = kind == LODE__DELIVERY || kind == LODE__INSTANCE;
        if (!takes || net->node_item[row.child[j]] != input) continue;
        lode__patch *patch;
        LODE__TRY(lode__patch_node(m->plan, node, &row, &patch));
        uint32_t *const term = &m->plan->patch_arcs[patch->first_arc + j].use;
        LODE__TRY(own_row(m->plan, term, 1.0));
        LODE__TRY(touch(m, *term, m->act->amount > 0.0 ? LODE__BECOMES : LODE__TIMES,
                        use_after(m, input)));
    }
    return LODE_OK;
}

/* --- substitution --- */

static bool names_options(const mixer *m)
{
    const lode_model *const model = m->plan->model;
    const uint32_t next = m->act->measure + 1;
    return next < model->n_measures && model->measures[next].parent == next;
}

bool lode__find_option(const lode_model *model, const lode__act *act, uint32_t item,
                       double *weight, double *cap)
{
    const char *const id = lode__item_id(model, item);
    for (uint32_t k = act->measure + 1;
         k < model->n_measures && model->measures[k].parent == act->measure + 1; k++) {
        const lode__measure *const option = &model->measures[k];
        if (strcmp(lode__attribute_of(model, option, "item"), id) != 0) continue;
        const char *const w = lode__attribute_of(model, option, "weight");
        const char *const c = lode__attribute_of(model, option, "cap");
        (void)lode__parse_real(w, strlen(w), weight);
        *cap = *weight;
        if (c) (void)lode__parse_real(c, strlen(c), cap);
        return true;
    }
    return false;
}

static lode_status change_options(mixer *m, uint32_t node)
{
    const lode_network *const net = m->plan->network;
    const lode__row row = lode__up_row(net, node);
    double slack = 0.0;
    lode__patch *patch;
    LODE__TRY(lode__patch_node(m->plan, node, &row, &patch));
    for (uint32_t j = 0; j < row.run->degree; j++) {
        double weight = row.second[j], cap = row.weight[j];
        if (lode__find_option(net->model, m->act, net->node_item[row.child[j]], &weight,
                              &cap)) {
            lode__patch_arc *const arc = &m->plan->patch_arcs[patch->first_arc + j];
            LODE__TRY(move(m, &arc->weight, row.weight[j], cap - row.weight[j]));
            LODE__TRY(move(m, &arc->second, row.second[j], weight - row.second[j]));
        }
        slack += cap - weight;
    }
    /* Back to exactly 1 where no option can serve more than it does. */
    return move(m, &patch->base, row.base, slack - (row.base - 1.0));
}

/* Nodes of the group under an instance: groups that its kind takes come in order of id.
 */
static lode_status substitute(mixer *m, uint32_t node)
{
    const lode_network *const net = m->plan->network;
    const lode_model *const model = net->model;
    const size_t sought = lode__find_group(model, m->item, attribute(m, "alternatives"));
    const lode_kind kind =
        net->node_kind[node] == LODE__RECYCLED ? LODE_KIND_RECYCLED : LODE_KIND_PRIMARY;
    const lode__row row = lode__up_row(net, node);
    size_t group = lode__groups_from(model, m->item);
    for (uint32_t j = 0; j < row.run->degree; j++) {
        if (net->node_kind[row.child[j]] != LODE__GROUP) continue;
        while (model->groups[group].kind != LODE_KIND_BOTH &&
               model->groups[group].kind != kind) {
            group++;
        }
        if (group++ == sought) return change_options(m, row.child[j]);
    }
    return LODE_OK;
}

/* --- each act on each node of its item --- */

static lode_status act_on(mixer *m, uint32_t node)
{
    const uint8_t kind = m->plan->network->node_kind[node];
    const bool makes = kind == LODE__INSTANCE || kind == LODE__RECYCLED;
    switch (m->act->kind) {
    case LODE__ACT_NEW_CAPACITY:
        return kind == LODE__DELIVERY ? bring_capacity(m, node) : LODE_OK;
    case LODE__ACT_SECOND_SOURCE:
        return kind == LODE__DELIVERY ? bring_source(m, node) : LODE_OK;
    case LODE__ACT_SUBSTITUTION:
        return makes && names_options(m) ? substitute(m, node) : LODE_OK;
    case LODE__ACT_THRIFTING:
        if (!makes && kind != LODE__GROUP) return LODE_OK;
        return thrift(
            m, node,
            (uint32_t)lode_model_find_item(m->plan->model, attribute(m, "input")));
    default:
        return LODE_OK;
    }
}

/* First node of an item in by_id, where those of one item stand together. */
static uint32_t first_node(const lode_network *net, uint32_t item)
{
    uint32_t low = 0, high = net->n_nodes;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (net->node_item[net->by_id[middle]] < item) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

lode_status lode__plan_mix(lode__plan *plan)
{
    const lode_network *const net = plan->network;
    lode__part *const parts =
        lode__arena_alloc(&plan->arena, lode__max_parts(plan->model), sizeof *parts);
    if (!parts) return lode__nomem(plan->context);
    for (size_t a = 0; a < plan->n_acts && plan->acts[a].kind <= LODE__ACT_THRIFTING;
         a++) {
        mixer m = begin(plan, &plan->acts[a]);
        m.delivery.parts = parts;
        if (m.act->kind == LODE__ACT_NEW_CAPACITY) LODE__TRY(take_markets(&m));
        for (uint32_t k = first_node(net, m.item);
             k < net->n_nodes && net->node_item[net->by_id[k]] == m.item; k++) {
            LODE__TRY(act_on(&m, net->by_id[k]));
        }
    }
    return LODE_OK;
}
