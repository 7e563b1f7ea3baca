#include "scenario/act_lists.h"

#include <string.h>

static const uint32_t unknown = UINT32_MAX;

static bool acts_on_places(const lode__act *act)
{
    return act->kind >= LODE__ACT_PRICE;
}

static lode_status add_list(lode__act_lists *lists, const uint32_t *acts, size_t n,
                            uint32_t *out)
{
    uint32_t id = 0;
    *out = 0;
    if (!n) return LODE_OK;
    if (lode__intern_add(&lists->lists, (const char *)acts, n * sizeof *acts, &id) < 0)
        return lode__nomem(lists->plan->context);
    *out = id + 1;
    return LODE_OK;
}

/* --- by item --- */

/* acts: the acts of item i at first[i] to first[i + 1]. */
static lode_status fill_lists(lode__act_lists *lists, const size_t *first,
                              const uint32_t *acts)
{
    for (uint32_t item = 0; item < lists->plan->model->n_items; item++) {
        LODE__TRY(add_list(lists, acts + first[item], first[item + 1] - first[item],
                           &lists->of_item[item]));
    }
    return LODE_OK;
}

static lode_status list_by_item(lode__plan *plan, lode__act_lists *lists)
{
    const uint32_t n_items = plan->model->n_items;
    size_t *const first =
        lode__arena_zero(&plan->arena, (size_t)n_items + 2, sizeof *first);
    if (!first) return lode__nomem(plan->context);
    for (uint32_t a = 0; a < plan->n_acts; a++) {
        const lode__act *const act = &plan->acts[a];
        if (!acts_on_places(act)) continue;
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
    return fill_lists(lists, first, acts);
}

static lode_status list_general(const lode__plan *plan, lode__act_lists *lists)
{
    size_t n = 0;
    for (uint32_t a = 0; a < plan->n_acts; a++) {
        const lode__act *const act = &plan->acts[a];
        if (acts_on_places(act) && act->all_items) lists->scratch[n++] = a;
    }
    return add_list(lists, lists->scratch, n, &lists->general);
}

lode_status lode__act_lists_init(lode__plan *plan, lode__act_lists *out)
{
    *out = (lode__act_lists){.plan = plan, .near_list = unknown};
    lode__intern_init(&out->lists, plan->allocator);
    out->of_item =
        lode__arena_alloc(&plan->arena, plan->model->n_items, sizeof *out->of_item);
    out->scratch = lode__arena_alloc(&plan->arena, plan->n_acts, sizeof *out->scratch);
    if (!out->of_item || !out->scratch) return lode__nomem(plan->context);
    for (size_t p = 0; p < LODE__N_PLACES; p++) out->general_near[p] = unknown;
    LODE__TRY(list_by_item(plan, out));
    return list_general(plan, out);
}

void lode__act_lists_free(lode__act_lists *lists)
{
    lode__intern_free(&lists->lists);
}

/* --- by place --- */

static const char *list_bytes(const lode__act_lists *lists, uint32_t list, size_t *n)
{
    *n = 0;
    if (!list) return NULL;
    const lode__intern *const all = &lists->lists;
    const uint32_t id = list - 1;
    const size_t end = id + 1 < all->n ? all->start[id + 1] : all->used;
    *n = (end - all->start[id] - 1) / sizeof(uint32_t);
    return all->bytes + all->start[id];
}

lode__act_walk lode__walk_acts(const lode__act_lists *lists, lode__nearby of)
{
    lode__act_walk walk;
    walk.own = list_bytes(lists, of.own, &walk.n_own);
    walk.general = list_bytes(lists, of.general, &walk.n_general);
    return walk;
}

bool lode__next_act(lode__act_walk *walk, uint32_t *out)
{
    uint32_t own = UINT32_MAX, general = UINT32_MAX;
    if (walk->n_own) memcpy(&own, walk->own, sizeof own);
    if (walk->n_general) memcpy(&general, walk->general, sizeof general);
    if (own == UINT32_MAX && general == UINT32_MAX) return false;
    if (own < general) {
        walk->own += sizeof own;
        walk->n_own--;
    } else {
        walk->general += sizeof general;
        walk->n_general--;
    }
    *out = own < general ? own : general;
    return true;
}

/* The acts of a list that may concern what is made at a place. */
static lode_status take_near(lode__act_lists *lists, uint32_t list, unsigned place,
                             uint32_t *out)
{
    const lode__plan *const plan = lists->plan;
    lode__act_walk walk = lode__walk_acts(lists, (lode__nearby){.own = list});
    size_t n = 0;
    for (uint32_t a; lode__next_act(&walk, &a);) {
        if (lode__made_in(plan, &plan->acts[a], place)) lists->scratch[n++] = a;
    }
    return add_list(lists, lists->scratch, n, out);
}

/* What the acts near a place look at. */
static void look(lode__act_lists *lists, unsigned place)
{
    const lode__plan *const plan = lists->plan;
    bool narrow = false, anywhere = place != LODE__ZZZ;
    lode__act_walk walk =
        lode__walk_acts(lists, (lode__nearby){.own = lists->near[place],
                                              .general = lists->general_near[place]});
    for (uint32_t a; lode__next_act(&walk, &a);) {
        const lode__act *const act = &plan->acts[a];
        narrow |=
            act->kind == LODE__ACT_CONTENT_RULE || act->kind == LODE__ACT_PARTY_STOP;
        anywhere &= act->to_any && act->from.n_blocs == 0;
    }
    lists->narrow[place] = narrow;
    lists->anywhere[place] = anywhere;
}

lode_status lode__acts_near(lode__act_lists *lists, uint32_t item, unsigned place,
                            lode__nearby *out)
{
    const uint32_t list = lists->of_item[item];
    if (list != lists->near_list) {
        for (size_t p = 0; p < LODE__N_PLACES; p++) lists->near[p] = unknown;
        lists->near_list = list;
    }
    if (lists->general_near[place] == unknown)
        LODE__TRY(take_near(lists, lists->general, place, &lists->general_near[place]));
    if (lists->near[place] == unknown) {
        LODE__TRY(take_near(lists, list, place, &lists->near[place]));
        look(lists, place);
    }
    *out = (lode__nearby){.own = lists->near[place],
                          .general = lists->general_near[place],
                          .narrow = lists->narrow[place],
                          .anywhere = lists->anywhere[place]};
    return LODE_OK;
}
