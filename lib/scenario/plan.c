/* From scenarios to lanes of shocks, step by step. */
#include "scenario/plan.h"
#include "base/sort.h"

#include <string.h>

/* --- end uses --- */

static const char *end_use_of(const lode__plan *plan, size_t root)
{
    const lode_model *const model = plan->model;
    return lode__model_text(model,
                            model->products[plan->given->roots[root].product].end_use);
}

static size_t find_end_use(const lode__plan *plan, const char *end_use)
{
    size_t k = 0;
    while (k < plan->n_end_uses && strcmp(plan->end_uses[k], end_use) != 0) k++;
    return k;
}

static lode_status find_end_uses(lode__plan *plan)
{
    const size_t n = plan->given->n_roots;
    plan->end_uses = lode__arena_alloc(&plan->arena, n, sizeof *plan->end_uses);
    if (!plan->end_uses) return lode__nomem(plan->context);
    for (size_t r = 0; r < n; r++) {
        const char *const end_use = end_use_of(plan, r);
        if (find_end_use(plan, end_use) == plan->n_end_uses)
            plan->end_uses[plan->n_end_uses++] = end_use;
    }
    return LODE_OK;
}

/* --- lanes --- */

static size_t lanes_of(const lode__plan *plan, const lode__regime *regime)
{
    return (regime->by_end_use ? plan->n_end_uses : 1) * (regime->has_high ? 2 : 1);
}

static void find_high(lode__plan *plan, lode__regime *regime)
{
    for (size_t k = 0; k < regime->n_acts; k++) {
        const lode__act *const act = &plan->acts[regime->acts[k]];
        for (size_t t = 0; t < act->n_touches; t++) {
            regime->has_high |= act->touches[t].high;
        }
        regime->has_high |= act->kind == LODE__ACT_CONTENT_RULE && act->n_touches > 0;
        regime->has_price |= act->n_touches && act->kind <= LODE__ACT_TARIFF;
    }
}

static lode_status make_lanes(lode__plan *plan)
{
    for (size_t r = 0; r < plan->n_regimes; r++) {
        find_high(plan, &plan->regimes[r]);
        plan->regimes[r].first_lane = plan->n_lanes;
        plan->n_lanes += lanes_of(plan, &plan->regimes[r]);
    }
    plan->lanes = lode__arena_zero(&plan->arena, plan->n_lanes, sizeof *plan->lanes);
    if (!plan->lanes) return lode__nomem(plan->context);
    for (size_t r = 0; r < plan->n_regimes; r++) {
        const lode__regime *const regime = &plan->regimes[r];
        const size_t heights = regime->has_high ? 2 : 1;
        for (size_t k = 0; k < lanes_of(plan, regime); k++) {
            plan->lanes[regime->first_lane + k] = (lode__lane){
                .regime = (uint32_t)r,
                .end_use = regime->by_end_use ? plan->end_uses[k / heights] : NULL,
                .high = k % heights != 0};
        }
    }
    return LODE_OK;
}

size_t lode__plan_lane(const lode__plan *plan, size_t regime, size_t root, bool high)
{
    const lode__regime *const r = &plan->regimes[regime];
    const size_t heights = r->has_high ? 2 : 1;
    const size_t use = r->by_end_use ? find_end_use(plan, end_use_of(plan, root)) : 0;
    return r->first_lane + use * heights + (high && r->has_high);
}

/* --- what does nothing --- */

/* A scenario asked for that does nothing is the worst kind of wrong. */
static void warn_of_idle(const lode__plan *plan)
{
    const lode_model *const model = plan->model;
    for (size_t r = 0; r < plan->request->n_regimes; r++) {
        const lode__regime *const regime = &plan->regimes[r];
        bool acts = false;
        for (size_t k = 0; k < regime->n_acts; k++) {
            const lode__act *const act = &plan->acts[regime->acts[k]];
            acts |= act->matched || act->kind == LODE__ACT_STOCK;
        }
        if (acts || !*regime->label) continue;
        char quoted[LODE__QUOTE_LEN];
        const lode_place place =
            regime->n_acts
                ? lode__measure_place(model, plan->acts[regime->acts[0]].measure)
                : (lode_place){NULL, 0, 0};
        lode__warning(plan->context, LODE_OK, &place, "scenario \"%s\" %s",
                      lode__quote(quoted, regime->label, strlen(regime->label)),
                      regime->n_acts ? "acts on nothing that these products reach"
                                     : "has no measure in force");
    }
}

static void note_idle_acts(const lode__plan *plan)
{
    const lode_model *const model = plan->model;
    for (size_t a = 0; a < plan->n_acts; a++) {
        const lode__act *const act = &plan->acts[a];
        if (act->matched || act->kind == LODE__ACT_STOCK) continue;
        const lode__measure *const m = &model->measures[act->measure];
        const lode_place place = lode__measure_place(model, act->measure);
        lode__note(plan->context, LODE_OK, &place,
                   "the %s acts on nothing that these products reach",
                   lode__model_text(model, m->name));
    }
}

/* --- the plan --- */

static int compare_patches(uint32_t a, uint32_t b, const void *user)
{
    const lode__patch *const patches = user;
    return patches[a].up_row < patches[b].up_row ? -1 : 1;
}

static lode_status sort_patches(lode__plan *plan)
{
    const size_t n = plan->n_patches;
    uint32_t *const order = lode__arena_alloc(&plan->arena, n, sizeof *order);
    uint32_t *const scratch = lode__arena_alloc(&plan->arena, n, sizeof *scratch);
    lode__patch *const sorted = lode__alloc(plan->allocator, n, sizeof *sorted);
    if (!order || !scratch || !sorted) {
        lode__free(plan->allocator, sorted);
        return lode__nomem(plan->context);
    }
    for (uint32_t k = 0; k < n; k++) order[k] = k;
    lode__sort_indices(order, n, scratch, compare_patches, plan->patches);
    for (size_t k = 0; k < n; k++) sorted[k] = plan->patches[order[k]];
    lode__free(plan->allocator, plan->patches);
    plan->patches = sorted;
    return LODE_OK;
}

static lode_status make_plan(lode__plan *plan)
{
    LODE__TRY(lode__plan_acts(plan));
    LODE__TRY(lode__plan_added(plan));
    if (!plan->network) /* the count is atomic: nothing that a reader sees changes */
        plan->network = lode_network_ref((lode_network *)plan->given);
    LODE__TRY(find_end_uses(plan));
    LODE__TRY(lode__plan_rows(plan));
    LODE__TRY(lode__plan_mix(plan));
    LODE__TRY(sort_patches(plan));
    LODE__TRY(make_lanes(plan));
    LODE__TRY(lode__plan_joint(plan));
    LODE__TRY(lode__plan_content(plan));
    warn_of_idle(plan);
    note_idle_acts(plan);
    return LODE_OK;
}

lode_status lode__plan_new(lode_context *context, const lode_network *network,
                           const lode__plan_request *request, lode__plan **out)
{
    lode__plan *const plan = lode__alloc_zero(&context->allocator, 1, sizeof *plan);
    *out = NULL;
    if (!plan) return lode__nomem(context);
    plan->context = context;
    plan->allocator = &context->allocator;
    plan->given = network;
    plan->model = network->model;
    plan->request = request;
    plan->arena.allocator = plan->allocator;
    const lode_status status = make_plan(plan);
    if (status < 0) {
        lode__plan_free(plan);
        return status;
    }
    *out = plan;
    return LODE_OK;
}

void lode__plan_free(lode__plan *plan)
{
    if (!plan) return;
    const lode_allocator *const allocator = plan->allocator;
    for (size_t a = 0; a < plan->n_acts && plan->acts; a++) {
        lode__free(allocator, plan->acts[a].touches);
        lode__free(allocator, plan->acts[a].instances);
    }
    lode__free(allocator, plan->blocs);
    lode__free(allocator, plan->starts);
    lode__free(allocator, plan->ways);
    lode__vias_free(allocator, &plan->vias);
    lode__free(allocator, plan->patches);
    lode__free(allocator, plan->patch_arcs);
    lode_network_unref(plan->network);
    lode__arena_free(&plan->arena);
    lode__free(allocator, plan);
}

lode__shocks lode__plan_shocks(const lode__plan *plan)
{
    return (lode__shocks){.n_lanes = plan->n_lanes,
                          .n_rows = plan->n_rows,
                          .capacity_row = plan->capacity_row,
                          .way_of = plan->way_of,
                          .ways = plan->ways,
                          .vias = &plan->vias,
                          .patches = plan->patches,
                          .n_patches = plan->n_patches,
                          .patch_arcs = plan->patch_arcs,
                          .fill = lode__fill,
                          .user = plan};
}
