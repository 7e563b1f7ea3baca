/* Rows of factors. Arcs on which the same measures act share a row; to find them, arcs
 * are taken together by what measures can tell apart: the acts that name their item,
 * where they come from and go to, and, where an act looks at the very instance, that. */
#include "scenario/act_lists.h"

#include <math.h>
#include <string.h>

typedef struct row_maker {
    lode__plan *plan;
    lode__act_lists lists;
    lode__intern keys; /* of classes of arcs */
    uint32_t *class_way;
    size_t class_capacity;
    lode__intern ways;  /* rows that act together */
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
        double value = act->value;
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): there is a part then */
        if (act->kind == LODE__ACT_PARTY_STOP) value = 1.0 - act->severity * part[k];
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
    lode__nearby acts;
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
static lode_status make_pass_row(row_maker *m, const arc_ends *arc, uint32_t *row)
{
    lode__plan *const plan = m->plan;
    const bool narrow = arc->acts.narrow;
    double *const part =
        narrow ? lode__alloc_zero(plan->allocator, plan->n_acts + SET_ACTS, sizeof *part)
               : NULL;
    if (narrow && !part) return lode__nomem(plan->context);
    begin_set(m, 0, narrow ? arc->node + 1 : 0, narrow ? arc->child + 1 : 0);
    bool closed = false;
    lode__act_walk walk = lode__walk_acts(&m->lists, arc->acts);
    for (uint32_t a; lode__next_act(&walk, &a);) {
        const lode__act *const act = &plan->acts[a];
        int hit = 0;
        if (act->kind == LODE__ACT_PARTY_STOP) {
            /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): narrow, then */
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
    bool is_new;
    lode_status status = row_of_set(m, 1.0, row, &is_new);
    if (status == LODE_OK && is_new) status = touch_by_set(m, *row, part);
    lode__free(plan->allocator, part);
    return status;
}

/* Rows that one kind of act makes, and leakage behind it. */
static lode_status make_row(row_maker *m, const arc_ends *arc, lode__act_kind kind,
                            double start, uint32_t *row)
{
    const lode__plan *const plan = m->plan;
    begin_set(m, kind, 0, 0);
    lode__act_walk walk = lode__walk_acts(&m->lists, arc->acts);
    for (uint32_t a; lode__next_act(&walk, &a);) {
        const lode__act *const act = &plan->acts[a];
        const bool leaks = act->kind == LODE__ACT_LEAKAGE && kind == LODE__ACT_QUOTA &&
                           m->n_set > SET_ACTS;
        if (act->kind != kind && !leaks) continue;
        const int hit = lode__leaves(plan, act, arc->from, arc->to);
        if (hit) join_act(m, a, hit);
    }
    bool is_new;
    LODE__TRY(row_of_set(m, start, row, &is_new));
    return is_new ? touch_by_set(m, *row, NULL) : LODE_OK;
}

static lode_status add_way(row_maker *m, lode__way way, uint32_t *out)
{
    lode__plan *const plan = m->plan;
    if (lode__intern_add(&m->ways, (const char *)&way, sizeof way, out) < 0 ||
        lode__reserve(plan->allocator, &plan->ways, &plan->way_capacity, *out, 1,
                      sizeof way) < 0) {
        return lode__nomem(plan->context);
    }
    plan->ways[*out] = way;
    return LODE_OK;
}

static lode_status make_way(row_maker *m, const arc_ends *arc, uint32_t *out)
{
    lode__way way = {0, 0, 0};
    LODE__TRY(make_pass_row(m, arc, &way.pass));
    LODE__TRY(make_row(m, arc, LODE__ACT_QUOTA, INFINITY, &way.limit));
    LODE__TRY(make_row(m, arc, LODE__ACT_TARIFF, 1.0, &way.rate));
    return add_way(m, way, out);
}

static lode_status find_way(row_maker *m, const arc_ends *arc, uint32_t *out)
{
    lode__plan *const plan = m->plan;
    const bool narrow = arc->acts.narrow;
    const unsigned to =
        !arc->acts.anywhere || arc->to == arc->from ? arc->to : LODE__N_PLACES;
    const uint32_t key[] = {arc->acts.own, arc->from << 16 | to,
                            narrow ? arc->node + 1 : 0, narrow ? arc->child + 1 : 0};
    const uint32_t before = m->keys.n;
    uint32_t id = 0;
    if (lode__intern_add(&m->keys, (const char *)key, sizeof key, &id) < 0 ||
        lode__reserve(plan->allocator, &m->class_way, &m->class_capacity, id, 1,
                      sizeof *m->class_way) < 0) {
        return lode__nomem(plan->context);
    }
    if (id == before) LODE__TRY(make_way(m, arc, &m->class_way[id]));
    *out = m->class_way[id];
    return LODE_OK;
}

static lode_status set_delivery(row_maker *m, uint32_t node)
{
    const lode_network *const net = m->plan->network;
    const lode__row row = lode__up_row(net, node);
    for (uint32_t j = 0; j < row.run->degree; j++) {
        arc_ends arc = {.node = node,
                        .child = row.child[j],
                        .from = net->node_place[row.child[j]],
                        .to = net->node_place[node]};
        LODE__TRY(lode__acts_near(&m->lists, net->node_item[node], arc.from, &arc.acts));
        if (!arc.acts.own && !arc.acts.general) continue;
        LODE__TRY(find_way(m, &arc, &m->plan->way_of[row.first_weight + j]));
    }
    return LODE_OK;
}

/* --- instances --- */

static lode_status make_node_row(row_maker *m, uint32_t node, lode__nearby acts,
                                 lode__act_kind kind, uint32_t *row)
{
    const lode__plan *const plan = m->plan;
    const lode_network *const net = plan->network;
    begin_set(m, kind, 0, 0);
    lode__act_walk walk = lode__walk_acts(&m->lists, acts);
    for (uint32_t a; lode__next_act(&walk, &a);) {
        const lode__act *const act = &plan->acts[a];
        if (act->kind != kind) continue;
        const int hit = lode__made_in(plan, act, net->node_place[node]);
        if (hit) join_act(m, a, hit);
    }
    bool is_new;
    LODE__TRY(row_of_set(m, 1.0, row, &is_new));
    return is_new ? touch_by_set(m, *row, NULL) : LODE_OK;
}

static lode_status set_instance(row_maker *m, uint32_t node)
{
    lode__plan *const plan = m->plan;
    const lode_network *const net = plan->network;
    lode__nearby acts;
    LODE__TRY(
        lode__acts_near(&m->lists, net->node_item[node], net->node_place[node], &acts));
    LODE__TRY(make_node_row(m, node, acts, LODE__ACT_PRODUCTION_STOP,
                            &plan->capacity_row[node]));
    return make_node_row(m, node, acts, LODE__ACT_PRICE, &plan->price_row[node]);
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

static lode_status make_rows(row_maker *m)
{
    lode__plan *const plan = m->plan;
    const lode_network *const net = plan->network;
    lode__arena *const arena = &plan->arena;
    LODE__TRY(lode__act_lists_init(plan, &m->lists));
    plan->capacity_row = lode__arena_zero(arena, net->n_nodes, sizeof(uint32_t));
    plan->price_row = lode__arena_zero(arena, net->n_nodes, sizeof(uint32_t));
    plan->way_of = lode__arena_zero(arena, net->n_weights, sizeof(uint32_t));
    m->set = lode__arena_alloc(arena, plan->n_acts + SET_ACTS, sizeof *m->set);
    m->delivery.parts =
        lode__arena_alloc(arena, lode__max_parts(plan->model), sizeof *m->delivery.parts);
    if (!plan->capacity_row || !plan->price_row || !plan->way_of || !m->set ||
        !m->delivery.parts) {
        return lode__nomem(plan->context);
    }
    uint32_t free_way = 0;
    LODE__TRY(add_way(m, (lode__way){0, 0, 0}, &free_way));
    LODE__TRY(set_nodes(m));
    const lode__shocks shocks = {.way_of = plan->way_of, .ways = plan->ways};
    return lode__vias_init(plan->context, net, &shocks, &plan->vias);
}

lode_status lode__plan_rows(lode__plan *plan)
{
    row_maker m = {.plan = plan};
    lode__intern_init(&m.keys, plan->allocator);
    lode__intern_init(&m.ways, plan->allocator);
    lode__intern_init(&m.sets, plan->allocator);
    const lode_status status = make_rows(&m);
    lode__act_lists_free(&m.lists);
    lode__intern_free(&m.keys);
    lode__intern_free(&m.ways);
    lode__intern_free(&m.sets);
    lode__free(plan->allocator, m.class_way);
    lode__free(plan->allocator, m.set_rows);
    return status;
}
