/* Rows of factors, lane by lane: what begins elsewhere than at 1, then every act of the
 * regime in the order in which they act. */
#include "base/text.h"
#include "scenario/plan.h"

#include <math.h>

static void apply(const lode__touch *touch, double value, double *x)
{
    switch ((lode__touch_how)touch->how) {
    case LODE__TIMES:
        *x *= value;
        break;
    case LODE__PLUS:
        *x += value;
        if (fabs(*x) < 1e-15) *x = 0.0; /* what is left where all is taken is rounding */
        break;
    case LODE__AT_MOST:
        *x = value < *x ? value : *x;
        break;
    case LODE__BECOMES:
        *x = value;
        break;
    case LODE__LEAK:
        if (*x < 1.0) *x += value * (1.0 - *x);
        break;
    }
}

double lode__touch_value(const lode__act *act, const lode__lane *lane, size_t k)
{
    const bool refused = act->refused && lane->end_use && *lane->end_use &&
                         lode__has_word(act->refused, lane->end_use);
    if (refused) return 0.0;
    if (act->kind == LODE__ACT_CONTENT_RULE) return lane->parts[act->first_part + k];
    return act->touches[k].value;
}

static void apply_act(const lode__plan *plan, const lode__lane *lane, uint32_t index,
                      double *rows)
{
    const lode__act *const act = &plan->acts[index];
    const double reach = lode__reach_of(plan, lane, index);
    for (size_t k = 0; k < act->n_touches; k++) {
        const lode__touch *const touch = &act->touches[k];
        if (touch->high && !lane->high) continue;
        apply(touch, reach * lode__touch_value(act, lane, k),
              &rows[(size_t)touch->row * LODE__LANES]);
    }
}

static bool is_left_out(const lode__act *act)
{
    return act->kind == LODE__ACT_CONTENT_RULE || act->kind == LODE__ACT_LEAKAGE;
}

void lode__fill_lane(const lode__plan *plan, const lode__lane *lane, bool before_content,
                     double *rows)
{
    const lode__regime *const regime = &plan->regimes[lane->regime];
    for (size_t k = 0; k < plan->n_starts; k++) {
        rows[(size_t)plan->starts[k].row * LODE__LANES] = plan->starts[k].value;
    }
    for (size_t k = 0; k < regime->n_acts; k++) {
        const lode__act *const act = &plan->acts[regime->acts[k]];
        if (before_content && is_left_out(act)) continue;
        if (lode__act_holds(act, lane)) apply_act(plan, lane, regime->acts[k], rows);
    }
}

void lode__fill(const void *user, size_t first, size_t n, double *rows)
{
    const lode__plan *const plan = user;
    for (size_t k = 0; k < n; k++) {
        lode__fill_lane(plan, &plan->lanes[first + k], false, rows + k);
    }
}
