/* Rows of factors, lane by lane: what begins elsewhere than at 1, then every act of the
 * regime in the order in which they act. */
#include "base/text.h"
#include "scenario/plan.h"

static void apply(const lode__touch *touch, double value, double *x)
{
    switch ((lode__touch_how)touch->how) {
    case LODE__TIMES:
        *x *= value;
        break;
    case LODE__PLUS:
        *x += value;
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

static void apply_act(const lode__act *act, const lode__lane *lane, double *rows)
{
    const bool refused = act->refused && lane->end_use && *lane->end_use &&
                         lode__has_word(act->refused, lane->end_use);
    for (size_t k = 0; k < act->n_touches; k++) {
        const lode__touch *const touch = &act->touches[k];
        if (touch->high && !lane->high) continue;
        double value = touch->value;
        if (refused) value = 0.0;
        if (act->kind == LODE__ACT_CONTENT_RULE) value = lane->parts[act->first_part + k];
        apply(touch, value, &rows[(size_t)touch->row * LODE__LANES]);
    }
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
        if (before_content && act->kind >= LODE__ACT_CONTENT_RULE) break;
        if (lode__act_holds(act, lane)) apply_act(act, lane, rows);
    }
}

void lode__fill(const void *user, size_t first, size_t n, double *rows)
{
    const lode__plan *const plan = user;
    for (size_t k = 0; k < n; k++) {
        lode__fill_lane(plan, &plan->lanes[first + k], false, rows + k);
    }
}
