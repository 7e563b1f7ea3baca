/* Substitutions of one group, and second sources of one item, in force together. Each
 * moves the mix away from today's, and the moves add up, so that it does not matter whose
 * comes first. Where together they would take more from somebody than is there, each goes
 * the same part of its way, as far as there is something to take. */
#include "base/number.h"
#include "model/lines.h"
#include "scenario/plan.h"

#include <math.h>
#include <string.h>

/* The acts of a lane that draw on the same as the first of them. */
typedef struct joint {
    lode__plan *plan;
    const lode__lane *lane;
    const uint32_t *acts; /* [n_acts] of the regime, those that mix */
    size_t n_acts, first;
} joint;

static const char *said_by(const lode__plan *plan, const lode__act *act, const char *name)
{
    return lode__attribute_of(plan->model, &plan->model->measures[act->measure], name);
}

bool lode__draw_on_same(const lode__plan *plan, const lode__act *a, const lode__act *b)
{
    if (a->kind != b->kind) return false;
    if (strcmp(said_by(plan, a, "item"), said_by(plan, b, "item")) != 0) return false;
    return a->kind != LODE__ACT_SUBSTITUTION ||
           strcmp(said_by(plan, a, "alternatives"), said_by(plan, b, "alternatives")) ==
               0;
}

/* Act k of the regime, where it is one of the joint; NULL otherwise. */
static const lode__act *member(const joint *j, size_t k)
{
    const lode__act *const act = &j->plan->acts[j->acts[k]];
    const bool is_one =
        lode__act_holds(act, j->lane) &&
        lode__draw_on_same(j->plan, act, &j->plan->acts[j->acts[j->first]]);
    return is_one ? act : NULL;
}

/* How far moves that add up to `by` can go where there is `today`. */
static double within(double today, double by)
{
    const double rounding = 1e-12;
    return today + by < -rounding && today > rounding ? today / -by : 1.0;
}

static double reach_of_sources(const joint *j)
{
    double taken = 0.0;
    for (size_t k = j->first; k < j->n_acts; k++) {
        const lode__act *const act = member(j, k);
        if (act) taken += act->value;
    }
    return within(1.0, -taken);
}

/* Of one option: neither what it serves nor what it could serve beyond may fall below 0.
 */
static double reach_of_option(const joint *j, uint32_t item, double weight, double cap)
{
    double more = 0.0, more_slack = 0.0;
    for (size_t k = j->first; k < j->n_acts; k++) {
        const lode__act *const act = member(j, k);
        double new_weight, new_cap;
        if (!act ||
            !lode__find_option(j->plan->model, act, item, &new_weight, &new_cap)) {
            continue;
        }
        more += new_weight - weight;
        more_slack += (new_cap - new_weight) - (cap - weight);
    }
    return fmin(within(weight, more), within(cap - weight, more_slack));
}

static double reach_of_substitutions(const joint *j)
{
    const lode__plan *const plan = j->plan;
    const lode_model *const model = plan->model;
    const lode__act *const act = &plan->acts[j->acts[j->first]];
    const uint32_t item =
        (uint32_t)lode_model_find_item(model, said_by(plan, act, "item"));
    const size_t sought =
        lode__find_group(model, item, said_by(plan, act, "alternatives"));
    double reach = 1.0;
    for (lode__lines at = lode__lines_of(model, item); lode__line_here(&at);
         lode__line_next(&at)) {
        if (!at.more || lode__line_group(&at) != sought + 1) continue;
        reach = fmin(reach, reach_of_option(j, model->line_item[at.line],
                                            at.more->weight_frac, at.more->cap_frac));
    }
    return reach;
}

static void warn(const joint *j, double reach)
{
    const lode__plan *const plan = j->plan;
    const lode__act *const act = &plan->acts[j->acts[j->first]];
    const bool is_source = act->kind == LODE__ACT_SECOND_SOURCE;
    const char *const label = plan->regimes[j->lane->regime].label;
    const char *const item = said_by(plan, act, "item");
    char scenario[LODE__QUOTE_LEN], of[LODE__QUOTE_LEN], part[32];
    const lode_place place = lode__measure_place(plan->model, act->measure);
    lode__format_real(reach > 0.001 ? round(reach * 1e3) / 1e3 : reach, part);
    lode__warning(plan->context, LODE_OK, &place,
                  "scenario \"%s\": %s \"%s\" take more than there is: each goes %s of "
                  "its way",
                  lode__quote(scenario, label, strlen(label)),
                  is_source ? "the second sources of" : "the substitutions in",
                  lode__quote(of, item, strlen(item)), part);
}

/* True where it has been said of the same regime for other end uses. */
static bool is_said(const joint *j)
{
    const lode__plan *const plan = j->plan;
    const lode__lane *at = &plan->lanes[plan->regimes[j->lane->regime].first_lane];
    while (at < j->lane && lode__reach_of(plan, at, j->acts[j->first]) == 1.0) at++;
    return at < j->lane;
}

static lode_status set_reach(const joint *j, lode__lane *lane)
{
    lode__plan *const plan = j->plan;
    const bool is_source = plan->acts[j->acts[j->first]].kind == LODE__ACT_SECOND_SOURCE;
    const double reach = is_source ? reach_of_sources(j) : reach_of_substitutions(j);
    if (reach == 1.0) return LODE_OK;
    if (!lane->reach) {
        lane->reach =
            lode__arena_alloc(&plan->arena, plan->n_mixers, sizeof *lane->reach);
        if (!lane->reach) return lode__nomem(plan->context);
        for (size_t a = 0; a < plan->n_mixers; a++) lane->reach[a] = 1.0;
    }
    for (size_t k = j->first; k < j->n_acts; k++) {
        if (member(j, k)) lane->reach[j->acts[k]] = reach;
    }
    if (!is_said(j)) warn(j, reach);
    return LODE_OK;
}

/* True where an earlier act of the lane has taken this one along. */
static bool is_taken(const joint *j)
{
    joint earlier = *j;
    for (earlier.first = 0; earlier.first < j->first; earlier.first++) {
        if (member(&earlier, earlier.first) && member(&earlier, j->first)) return true;
    }
    return false;
}

lode_status lode__plan_joint(lode__plan *plan)
{
    for (size_t l = 0; plan->n_mixers > 1 && l < plan->n_lanes; l++) {
        lode__lane *const lane = &plan->lanes[l];
        const lode__regime *const regime = &plan->regimes[lane->regime];
        joint j = {.plan = plan, .lane = lane, .acts = regime->acts};
        while (j.n_acts < regime->n_acts && regime->acts[j.n_acts] < plan->n_mixers)
            j.n_acts++;
        for (; j.n_acts > 1 && j.first < j.n_acts; j.first++) {
            if (!member(&j, j.first) || is_taken(&j)) continue;
            LODE__TRY(set_reach(&j, lane));
        }
    }
    return LODE_OK;
}
