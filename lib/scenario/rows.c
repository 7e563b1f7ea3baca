/* Rows of factors. Arcs on which the same measures act share a row; to find them, arcs
 * are taken together by what measures can tell apart: the acts that name their item,
 * where they come from and go to, and, where an act looks at the very instance, that. */
#include "scenario/plan.h"

#include <math.h>
#include <string.h>

/* Acts by item. Equal lists have one number; list 0 holds those that act on all items and
 * is part of every other. */
typedef struct item_lists {
    uint32_t *list;     /* [n_items] */
    lode__intern lists; /* acts as bytes; list k is text k - 1 */
    uint32_t *general;  /* acts on all items, in order */
    size_t n_general;
} item_lists;

/* Rows of one class of arcs; of instances: of their capacity and price. */
typedef struct arc_class {
    uint32_t pass, limit, rate;
} arc_class;

typedef struct row_maker {
    lode__plan *plan;
    item_lists lists;
    uint32_t
        kind_start[LODE__ACT_PARTY_STOP + 2]; /* first act of each kind, and the end */
    lode__intern keys;                        /* of classes */
    arc_class *classes;
    size_t class_capacity;
    lode__intern sets;  /* acts that act alike */
    uint32_t *set_rows; /* row of each */
    size_t set_capacity;
    uint32_t *set; /* a set in the making: [n_set], room for SET_ACTS + n_acts */
    size_t n_set;
    lode__delivery delivery; /* for what a party's part is */
} row_maker;

lode_status lode__new_row(lode__plan *plan, double start, uint32_t *out)
{
    *out = ++plan->n_rows;
    if (start == 1.0) return LODE_OK;
    if (lode__reserve(plan->allocator, &plan->starts, &plan->start_capacity,
                      plan->n_starts, 1, sizeof *plan->starts) < 0) {
        return lode__nomem(plan->context);
    }
    plan->starts[plan->n_starts++] = (lode__row_start){*out, start};
    return LODE_OK;
}

lode_status lode__touch_row(lode__plan *plan, lode__act *act, lode__touch touch)
{
    if (lode__reserve(plan->allocator, &act->touches, &act->touch_capacity,
                      act->n_touches, 1, sizeof *act->touches) < 0) {
        return lode__nomem(plan->context);
    }
    act->touches[act->n_touches++] = touch;
    return LODE_OK;
}

/* --- patches --- */

lode_status lode__patch_node(lode__plan *plan, uint32_t node, const lode__row *row,
                             lode__patch **out)
{
    const lode_network *const net = plan->network;
    if (!plan->patch_of) {
        plan->patch_of =
            lode__arena_zero(&plan->arena, net->n_nodes, sizeof *plan->patch_of);
        if (!plan->patch_of) return lode__nomem(plan->context);
    }
    const uint32_t up_row = net->up_row[node];
    if (plan->patch_of[up_row]) {
        *out = &plan->patches[plan->patch_of[up_row] - 1];
        return LODE_OK;
    }
    const size_t degree = row->run->degree;
    if (lode__reserve(plan->allocator, &plan->patches, &plan->patch_capacity,
                      plan->n_patches, 1, sizeof *plan->patches) < 0 ||
        lode__reserve(plan->allocator, &plan->patch_arcs, &plan->patch_arc_capacity,
                      plan->n_patch_arcs, degree, sizeof *plan->patch_arcs) < 0) {
        return lode__nomem(plan->context);
    }
    *out = &plan->patches[plan->n_patches++];
    **out = (lode__patch){.up_row = up_row, .first_arc = plan->n_patch_arcs};
    memset(plan->patch_arcs + plan->n_patch_arcs, 0, degree * sizeof *plan->patch_arcs);
    plan->n_patch_arcs += degree;
    plan->patch_of[up_row] = (uint32_t)plan->n_patches;
    return LODE_OK;
}

/* --- acts by item --- */

static bool acts_on_places(const lode__act *act)
{
    return act->kind >= LODE__ACT_PRICE;
}

static lode_status fill_lists(row_maker *m, const size_t *first, uint32_t *acts)
{
    const lode__plan *const plan = m->plan;
    for (uint32_t item = 0; item < plan->model->n_items; item++) {
        const size_t n = first[item + 1] - first[item];
        uint32_t id = 0;
        m->lists.list[item] = 0;
        if (!n) continue;
        if (lode__intern_add(&m->lists.lists, (const char *)(acts + first[item]),
                             n * sizeof *acts, &id) < 0) {
            return lode__nomem(plan->context);
        }
        m->lists.list[item] = id + 1;
    }
    return LODE_OK;
}

static void find_kinds(row_maker *m)
{
    uint32_t act = 0;
    for (uint32_t kind = 0; kind < LODE__COUNT(m->kind_start); kind++) {
        while (act < m->plan->n_acts && m->plan->acts[act].kind < kind) act++;
        m->kind_start[kind] = act;
    }
}

static lode_status list_acts(row_maker *m)
{
    lode__plan *const plan = m->plan;
    find_kinds(m);
    const uint32_t n_items = plan->model->n_items;
    size_t *const first =
        lode__arena_zero(&plan->arena, (size_t)n_items + 2, sizeof *first);
    m->lists.list = lode__arena_alloc(&plan->arena, n_items, sizeof *m->lists.list);
    m->lists.general =
        lode__arena_alloc(&plan->arena, plan->n_acts, sizeof *m->lists.general);
    if (!first || !m->lists.list || !m->lists.general) return lode__nomem(plan->context);
    for (uint32_t a = 0; a < plan->n_acts; a++) {
        const lode__act *const act = &plan->acts[a];
        if (!acts_on_places(act)) continue;
        if (act->all_items) m->lists.general[m->lists.n_general++] = a;
        for (size_t k = 0; k < act->n_items; k++) first[act->items[k] + 2]++;
    }
    for (uint32_t i = 0; i < n_items; i++) first[i + 2] += first[i + 1];
    uint32_t *const acts =
        lode__arena_alloc(&plan->arena, first[n_items + 1], sizeof *acts);
    if (!acts) return lode__nomem(plan->context);
    for (uint32_t a = 0; a < plan->n_acts; a++) {
        const lode__act *const act = &plan->acts[a];
        if (!acts_on_places(act)) continue;
        for (size_t k = 0; k < act->n_items; k++) acts[first[act->items[k] + 1]++] = a;
    }
    return fill_lists(m, first, acts);
}

/* The acts of a list and the general ones, in order. Those of a list stand unaligned
 * among the bytes of all lists. */
typedef struct act_walk {
    const char *own;
    const uint32_t *general;
    size_t n_own, n_general;
    uint32_t end; /* the first act not walked over */
} act_walk;

static act_walk walk_list(const row_maker *m, uint32_t list)
{
    act_walk walk = {
        .general = m->lists.general, .n_general = m->lists.n_general, .end = UINT32_MAX};
    if (!list) return walk;
    const lode__intern *const lists = &m->lists.lists;
    const uint32_t id = list - 1;
    const size_t end = id + 1 < lists->n ? lists->start[id + 1] : lists->used;
    walk.n_own = (end - lists->start[id] - 1) / sizeof *walk.general;
    walk.own = lists->bytes + lists->start[id];
    return walk;
}

static bool next_act(act_walk *walk, uint32_t *out)
{
    uint32_t own = UINT32_MAX;
    const uint32_t general = walk->n_general ? *walk->general : UINT32_MAX;
    if (walk->n_own) memcpy(&own, walk->own, sizeof own);
    if ((own < general ? own : general) >= walk->end) return false;
    if (own < general) {
        walk->own += sizeof own;
        walk->n_own--;
    } else {
        walk->general++;
        walk->n_general--;
    }
    *out = own < general ? own : general;
    return true;
}

/* Index of the first act in order that is not below `act`. */
static size_t acts_from(const void *acts, size_t n, uint32_t act)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        uint32_t at;
        memcpy(&at, (const char *)acts + middle * sizeof at, sizeof at);
        if (at < act) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Those of kinds first..last: acts stand by kind. */
static act_walk walk_kinds(const row_maker *m, uint32_t list, lode__act_kind first,
                           lode__act_kind last)
{
    act_walk walk = walk_list(m, list);
    const uint32_t start = m->kind_start[first];
    const size_t general = acts_from(walk.general, walk.n_general, start);
    const size_t own = walk.n_own ? acts_from(walk.own, walk.n_own, start) : 0;
    walk.end = m->kind_start[last + 1];
    walk.general += general;
    walk.n_general -= general;
    if (own) walk.own += own * sizeof start;
    walk.n_own -= own;
    return walk;
}

/* True where some act of the list looks at the very arc. */
static bool is_narrow(const row_maker *m, uint32_t list)
{
    static const lode__act_kind narrow[] = {LODE__ACT_CONTENT_RULE, LODE__ACT_PARTY_STOP};
    for (size_t k = 0; k < LODE__COUNT(narrow); k++) {
        act_walk walk = walk_kinds(m, list, narrow[k], narrow[k]);
        uint32_t act;
        if (next_act(&walk, &act)) return true;
    }
    return false;
}

/* --- sets of acts --- */

/* What a set begins with: the kind of row, and the very arc where acts look at that. */
enum { SET_KIND, SET_NODE, SET_CHILD, SET_ACTS };
enum { HIT_HIGH = 2 };

static void begin_set(row_maker *m, uint32_t kind, uint32_t node, uint32_t child)
{
    m->set[SET_KIND] = kind;
    m->set[SET_NODE] = node;
    m->set[SET_CHILD] = child;
    m->n_set = SET_ACTS;
}

static void join_act(row_maker *m, uint32_t act, int hit)
{
    m->set[m->n_set++] = act * 4 + (uint32_t)hit;
}

/* Row of the set; `*is_new` where its touches have yet to be made. */
static lode_status row_of_set(row_maker *m, double start, uint32_t *row, bool *is_new)
{
    lode__plan *const plan = m->plan;
    uint32_t id = 0;
    *row = 0;
    *is_new = false;
    if (m->n_set == SET_ACTS) return LODE_OK;
    const uint32_t before = m->sets.n;
    if (lode__intern_add(&m->sets, (const char *)m->set, m->n_set * sizeof *m->set, &id) <
            0 ||
        lode__reserve(plan->allocator, &m->set_rows, &m->set_capacity, id, 1,
                      sizeof *m->set_rows) < 0) {
        return lode__nomem(plan->context);
    }
    *is_new = id == before;
    if (*is_new) LODE__TRY(lode__new_row(plan, start, &m->set_rows[id]));
    *row = m->set_rows[id];
    return LODE_OK;
}

static lode__touch_how how_of(const lode__act *act)
{
    switch (act->kind) {
    case LODE__ACT_QUOTA:
        return LODE__AT_MOST;
    case LODE__ACT_TARIFF:
        return LODE__PLUS;
    case LODE__ACT_LEAKAGE:
        return LODE__LEAK;
    default:
        return LODE__TIMES;
    }
}

/* The instance behind each touch of a content rule: what it holds is found later. */
static lode_status keep_instance(lode__plan *plan, lode__act *act, uint32_t node)
{
    if (act->kind != LODE__ACT_CONTENT_RULE) return LODE_OK;
    if (lode__reserve(plan->allocator, &act->instances, &act->instance_capacity,
                      act->n_touches - 1, 1, sizeof *act->instances) < 0) {
        return lode__nomem(plan->context);
    }
    act->instances[act->n_touches - 1] = node;
    return LODE_OK;
}

/* Touches of a new row by each act of the set. part: a party's part, as the set; NULL: no
 * party's act is in it. */
static lode_status touch_by_set(row_maker *m, uint32_t row, const double *part)
{
    lode__plan *const plan = m->plan;
    for (size_t k = SET_ACTS; k < m->n_set; k++) {
        lode__act *const act = &plan->acts[m->set[k] / 4];
        const double value = act->kind == LODE__ACT_PARTY_STOP
                                 ? 1.0 - act->severity * part[k]
                                 : act->value;
        const lode__touch touch = {.row = row,
                                   .how = (uint8_t)how_of(act),
                                   .high = m->set[k] % 4 == HIT_HIGH,
                                   .value = value};
        LODE__TRY(lode__touch_row(plan, act, touch));
        LODE__TRY(keep_instance(plan, act, m->set[SET_CHILD] - 1));
        act->matched = true;
    }
    return LODE_OK;
}

/* --- arcs --- */

/* An arc of a delivery. */
typedef struct arc_ends {
    uint32_t node, child;
    unsigned from, to;
    uint32_t list;
} arc_ends;

/* Part of what a country makes for a delivery that the party of an act makes. */
static double part_of_party(row_maker *m, const arc_ends *arc, const lode__act *act)
{
    const lode_network *const net = m->plan->network;
    const lode_model *const model = net->model;
    const lode_kind kind = net->node_kind[arc->child] == LODE__RECYCLED
                               ? LODE_KIND_RECYCLED
                               : LODE_KIND_PRIMARY;
    const char *const party =
        lode__attribute_of(model, &model->measures[act->measure], "party");
    double of_party = 0.0, of_country = 0.0;
    lode__resolve(net, net->node_item[arc->node], arc->to, &m->delivery);
    for (size_t p = 0; p < m->delivery.n_parts; p++) {
        const lode__part *const part = &m->delivery.parts[p];
        const lode__vector *const vector = &model->vectors[part->vector];
        for (uint32_t k = 0; k < vector->n_shares; k++) {
            const lode__share *const share = &model->shares[vector->first_share + k];
            if (share->country != arc->from || share->kind != kind) continue;
            of_country += part->factor * share->share;
            if (!strcmp(lode__model_text(model, share->party), party))
                of_party += part->factor * share->share;
        }
    }
    if (arc->from == LODE__ZZZ && kind == LODE_KIND_PRIMARY)
        of_country += m->delivery.unknown; /* nobody's */
    return of_country > 0.0 ? of_party / of_country : 0.0;
}

/* What closes the way: factors, and leakage where there is something to leak past. */
static lode_status make_pass_row(row_maker *m, const arc_ends *arc, bool narrow,
                                 uint32_t *row)
{
    lode__plan *const plan = m->plan;
    double *const part =
        narrow ? lode__alloc_zero(plan->allocator, plan->n_acts + SET_ACTS, sizeof *part)
               : NULL;
    if (narrow && !part) return lode__nomem(plan->context);
    begin_set(m, 0, narrow ? arc->node + 1 : 0, narrow ? arc->child + 1 : 0);
    bool closed = false;
    act_walk walk = walk_kinds(m, arc->list, LODE__ACT_BAN, LODE__ACT_PARTY_STOP);
    for (uint32_t a; next_act(&walk, &a);) {
        const lode__act *const act = &plan->acts[a];
        int hit = 0;
        if (act->kind == LODE__ACT_PARTY_STOP) {
            part[m->n_set] = part_of_party(m, arc, act);
            if (part[m->n_set] > 0.0) hit = lode__made_in(plan, act, arc->from);
        } else if (act->kind == LODE__ACT_BAN || act->kind == LODE__ACT_LICENCE) {
            hit = lode__leaves(plan, act, arc->from, arc->to);
        } else if (act->kind == LODE__ACT_CONTENT_RULE &&
                   !lode__places_has(&act->content_from, arc->from)) {
            hit = lode__leaves(plan, act, arc->from, arc->to);
        } else if (act->kind == LODE__ACT_LEAKAGE && closed) {
            hit = lode__leaves(plan, act, arc->from, arc->to);
        }
        if (!hit) continue;
        closed = true;
        join_act(m, a, hit);
    }
    bool is_new = false;
    lode_status status = row_of_set(m, 1.0, row, &is_new);
    if (status == LODE_OK && is_new) status = touch_by_set(m, *row, part);
    lode__free(plan->allocator, part);
    return status;
}

/* Joins acts of one kind that hit the arc. */
static void join_kind(row_maker *m, const arc_ends *arc, lode__act_kind kind)
{
    act_walk walk = walk_kinds(m, arc->list, kind, kind);
    for (uint32_t a; next_act(&walk, &a);) {
        const int hit = lode__leaves(m->plan, &m->plan->acts[a], arc->from, arc->to);
        if (hit) join_act(m, a, hit);
    }
}

/* The row of a set that nothing but its acts tells apart. */
static lode_status make_row(row_maker *m, double start, uint32_t *row)
{
    bool is_new = false;
    LODE__TRY(row_of_set(m, start, row, &is_new));
    return is_new ? touch_by_set(m, *row, NULL) : LODE_OK;
}

/* Quotas, and leakage where there is something to leak past. */
static lode_status make_limit_row(row_maker *m, const arc_ends *arc, uint32_t *row)
{
    begin_set(m, LODE__ACT_QUOTA, 0, 0);
    join_kind(m, arc, LODE__ACT_QUOTA);
    if (m->n_set > SET_ACTS) join_kind(m, arc, LODE__ACT_LEAKAGE);
    return make_row(m, INFINITY, row);
}

static lode_status make_rate_row(row_maker *m, const arc_ends *arc, uint32_t *row)
{
    begin_set(m, LODE__ACT_TARIFF, 0, 0);
    join_kind(m, arc, LODE__ACT_TARIFF);
    return make_row(m, 1.0, row);
}

static lode_status make_class(row_maker *m, const arc_ends *arc, bool narrow,
                              arc_class *out)
{
    LODE__TRY(make_pass_row(m, arc, narrow, &out->pass));
    LODE__TRY(make_limit_row(m, arc, &out->limit));
    return make_rate_row(m, arc, &out->rate);
}

/* What tells one class of arcs, or of instances, from the others. */
typedef struct class_key {
    uint32_t list, places, node, child;
} class_key;

/* Room for the rows of a class; `*is_new` where they have yet to be made. */
static lode_status find_class(row_maker *m, class_key key, uint32_t *id, bool *is_new)
{
    lode__plan *const plan = m->plan;
    const uint32_t before = m->keys.n;
    if (lode__intern_add(&m->keys, (const char *)&key, sizeof key, id) < 0 ||
        lode__reserve(plan->allocator, &m->classes, &m->class_capacity, *id, 1,
                      sizeof *m->classes) < 0) {
        return lode__nomem(plan->context);
    }
    *is_new = *id == before;
    return LODE_OK;
}

static lode_status class_of(row_maker *m, const arc_ends *arc, bool narrow,
                            arc_class *out)
{
    const class_key key = {arc->list, arc->from << 8 | arc->to,
                           narrow ? arc->node + 1 : 0, narrow ? arc->child + 1 : 0};
    uint32_t id = 0;
    bool is_new = false;
    LODE__TRY(find_class(m, key, &id, &is_new));
    if (is_new) LODE__TRY(make_class(m, arc, narrow, &m->classes[id]));
    *out = m->classes[id];
    return LODE_OK;
}

static void set_arc(row_maker *m, const lode__row *row, uint32_t j, const arc_class *rows)
{
    lode__plan *const plan = m->plan;
    plan->pass_row[row->first_weight + j] = rows->pass;
    plan->rate_row[row->first_weight + j] = rows->rate;
    if (rows->limit) plan->limit_row[row->first_weight + j] = rows->limit;
}

static lode_status set_delivery(row_maker *m, uint32_t node)
{
    const lode_network *const net = m->plan->network;
    const uint32_t list = m->lists.list[net->node_item[node]];
    if (!list && !m->lists.n_general) return LODE_OK;
    const bool narrow = is_narrow(m, list);
    const lode__row row = lode__up_row(net, node);
    for (uint32_t j = 0; j < row.run->degree; j++) {
        const arc_ends arc = {node, row.child[j], net->node_place[row.child[j]],
                              net->node_place[node], list};
        arc_class rows = {0, 0, 0};
        LODE__TRY(class_of(m, &arc, narrow, &rows));
        set_arc(m, &row, j, &rows);
    }
    return LODE_OK;
}

/* --- instances --- */

static lode_status make_node_row(row_maker *m, uint32_t list, unsigned place,
                                 lode__act_kind kind, uint32_t *row)
{
    begin_set(m, kind, 0, 0);
    act_walk walk = walk_kinds(m, list, kind, kind);
    for (uint32_t a; next_act(&walk, &a);) {
        const int hit = lode__made_in(m->plan, &m->plan->acts[a], place);
        if (hit) join_act(m, a, hit);
    }
    return make_row(m, 1.0, row);
}

/* Instances of one place whose items have the same acts are a class as arcs are. */
static lode_status set_instance(row_maker *m, uint32_t node)
{
    enum { NO_ARC = 1 << 16 };
    lode__plan *const plan = m->plan;
    const uint32_t list = m->lists.list[plan->network->node_item[node]];
    const unsigned place = plan->network->node_place[node];
    uint32_t id = 0;
    bool is_new = false;
    LODE__TRY(find_class(m, (class_key){list, NO_ARC | place, 0, 0}, &id, &is_new));
    arc_class *const rows = &m->classes[id];
    if (is_new) {
        *rows = (arc_class){0, 0, 0};
        LODE__TRY(make_node_row(m, list, place, LODE__ACT_PRODUCTION_STOP, &rows->pass));
        LODE__TRY(make_node_row(m, list, place, LODE__ACT_PRICE, &rows->rate));
    }
    plan->capacity_row[node] = rows->pass;
    plan->price_row[node] = rows->rate;
    return LODE_OK;
}

static lode_status set_nodes(row_maker *m)
{
    const lode_network *const net = m->plan->network;
    for (uint32_t k = 0; k < net->n_nodes; k++) {
        const uint32_t node = net->by_id[k]; /* rows are numbered as ids come */
        const uint8_t kind = net->node_kind[node];
        if (kind == LODE__DELIVERY) LODE__TRY(set_delivery(m, node));
        if (kind == LODE__INSTANCE || kind == LODE__RECYCLED)
            LODE__TRY(set_instance(m, node));
    }
    return LODE_OK;
}

/* Where some quota may act, every arc has a limit: for most it is none. */
static lode_status make_limits(lode__plan *plan)
{
    bool any = false;
    for (size_t a = 0; a < plan->n_acts; a++)
        any |= plan->acts[a].kind == LODE__ACT_QUOTA;
    if (!any) return LODE_OK;
    const size_t n = plan->network->n_weights;
    uint32_t unlimited;
    plan->limit_row = lode__arena_alloc(&plan->arena, n, sizeof *plan->limit_row);
    if (!plan->limit_row) return lode__nomem(plan->context);
    LODE__TRY(lode__new_row(plan, INFINITY, &unlimited));
    for (size_t k = 0; k < n; k++) plan->limit_row[k] = unlimited;
    return LODE_OK;
}

static lode_status make_rows(row_maker *m)
{
    lode__plan *const plan = m->plan;
    const lode_network *const net = plan->network;
    lode__arena *const arena = &plan->arena;
    plan->capacity_row = lode__arena_zero(arena, net->n_nodes, sizeof(uint32_t));
    plan->price_row = lode__arena_zero(arena, net->n_nodes, sizeof(uint32_t));
    plan->pass_row = lode__arena_zero(arena, net->n_weights, sizeof(uint32_t));
    plan->rate_row = lode__arena_zero(arena, net->n_weights, sizeof(uint32_t));
    m->set = lode__arena_alloc(arena, plan->n_acts + SET_ACTS, sizeof *m->set);
    m->delivery.parts =
        lode__arena_alloc(arena, lode__max_parts(plan->model), sizeof *m->delivery.parts);
    if (!plan->capacity_row || !plan->price_row || !plan->pass_row || !plan->rate_row ||
        !m->set || !m->delivery.parts) {
        return lode__nomem(plan->context);
    }
    LODE__TRY(make_limits(plan));
    LODE__TRY(list_acts(m));
    return set_nodes(m);
}

lode_status lode__plan_rows(lode__plan *plan)
{
    row_maker m = {.plan = plan};
    lode__intern_init(&m.lists.lists, plan->allocator);
    lode__intern_init(&m.keys, plan->allocator);
    lode__intern_init(&m.sets, plan->allocator);
    const lode_status status = make_rows(&m);
    lode__intern_free(&m.lists.lists);
    lode__intern_free(&m.keys);
    lode__intern_free(&m.sets);
    lode__free(plan->allocator, m.classes);
    lode__free(plan->allocator, m.set_rows);
    return status;
}
