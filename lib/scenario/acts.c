/* Regimes and their measures: which are in force, in which order, and with which numbers.
 */
#include "base/number.h"
#include "base/sort.h"
#include "base/text.h"
#include "model/measure.h"
#include "scenario/plan.h"

#include <string.h>

/* --- numbers that the caller puts in place of a measure's --- */

/* `measure.attribute=value`, or `attribute=value` for every measure that takes it. */
typedef struct setting {
    const char *measure, *attribute, *value; /* measure_len 0: any */
    size_t measure_len, attribute_len;
} setting;

static bool split_setting(const char *text, setting *out)
{
    const char *const equals = text ? strchr(text, '=') : NULL;
    if (!equals) return false;
    const char *const point = memchr(text, '.', (size_t)(equals - text));
    *out = (setting){.measure = text,
                     .measure_len = point ? (size_t)(point - text) : 0,
                     .attribute = point ? point + 1 : text,
                     .value = equals + 1};
    out->attribute_len = (size_t)(equals - out->attribute);
    return out->attribute_len > 0;
}

static bool is_named(const char *name, const char *text, size_t len)
{
    return strlen(name) == len && memcmp(name, text, len) == 0;
}

static bool sets(const setting *s, const char *measure, const char *attribute)
{
    return (s->measure_len == 0 || is_named(measure, s->measure, s->measure_len)) &&
           is_named(attribute, s->attribute, s->attribute_len);
}

/* Range of a measure's number; false where the attribute is no number. */
static bool is_allowed(lode__attribute_type type, double number, const char **problem)
{
    switch (type) {
    case LODE__ATTR_FRACTION:
        *problem = "expected a number from 0 to 1";
        return number >= 0.0 && number <= 1.0;
    case LODE__ATTR_REAL:
        *problem = "expected a number of at least 0";
        return number >= 0.0;
    case LODE__ATTR_POSITIVE:
        *problem = "expected a number above 0";
        return number > 0.0;
    default:
        *problem = "only numbers can be set";
        return false;
    }
}

static lode_status refuse_setting(lode__plan *plan, const char *text, const char *problem)
{
    char quoted[LODE__QUOTE_LEN];
    return lode__error(plan->context, LODE_E_VALUE, NULL, "set \"%s\": %s",
                       lode__quote(quoted, text, strlen(text)), problem);
}

/* The value of an attribute of a measure: the caller's, else its own, else `preset`. */
static lode_status number_of(lode__plan *plan, const lode__measure *measure,
                             const char *attribute, double preset, double *out)
{
    const char *const name = lode__model_text(plan->model, measure->name);
    const lode__measure_spec *const spec = lode__find_measure(name);
    const char *const given = lode__attribute_of(plan->model, measure, attribute);
    *out = preset;
    if (given && !lode__parse_real(given, strlen(given), out)) *out = preset;
    for (size_t k = 0; k < plan->request->n_set; k++) {
        setting s;
        if (!split_setting(plan->request->set[k], &s)) continue;
        if (!sets(&s, name, attribute)) continue;
        plan->set_used[k] = 1;
        const char *problem = "";
        double number;
        if (!lode__parse_real(s.value, strlen(s.value), &number)) {
            return refuse_setting(plan, plan->request->set[k], "its value is no number");
        }
        for (size_t a = 0; a < spec->n_attributes; a++) {
            if (strcmp(spec->attributes[a].name, attribute) != 0) continue;
            if (!is_allowed(spec->attributes[a].type, number, &problem))
                return refuse_setting(plan, plan->request->set[k], problem);
        }
        *out = number;
    }
    return LODE_OK;
}

static lode_status check_settings(lode__plan *plan)
{
    setting s;
    for (size_t k = 0; k < plan->request->n_set; k++) {
        if (!plan->request->set[k]) return lode__invalid(plan->context, "set");
        if (!split_setting(plan->request->set[k], &s)) {
            return refuse_setting(plan, plan->request->set[k],
                                  "expected ATTRIBUTE=NUMBER or "
                                  "MEASURE.ATTRIBUTE=NUMBER");
        }
        if (!plan->set_used[k]) {
            return refuse_setting(plan, plan->request->set[k],
                                  "no measure in force takes it");
        }
    }
    return LODE_OK;
}

/* --- measures --- */

static const struct {
    const char *name;
    lode__act_kind kind;
} kinds[] = {
    {"substitution", LODE__ACT_SUBSTITUTION},
    {"second-source", LODE__ACT_SECOND_SOURCE},
    {"new-capacity", LODE__ACT_NEW_CAPACITY},
    {"thrifting", LODE__ACT_THRIFTING},
    {"stock", LODE__ACT_STOCK},
    {"price", LODE__ACT_PRICE},
    {"tariff", LODE__ACT_TARIFF},
    {"production-stop", LODE__ACT_PRODUCTION_STOP},
    {"ban", LODE__ACT_BAN},
    {"licence", LODE__ACT_LICENCE},
    {"quota", LODE__ACT_QUOTA},
    {"content-rule", LODE__ACT_CONTENT_RULE},
    {"leakage", LODE__ACT_LEAKAGE},
    {"production-stop", LODE__ACT_PARTY_STOP},
};

static lode__act_kind kind_of(const lode__plan *plan, uint32_t measure)
{
    const lode__measure *const m = &plan->model->measures[measure];
    const char *const name = lode__model_text(plan->model, m->name);
    if (lode__attribute_of(plan->model, m, "party")) return LODE__ACT_PARTY_STOP;
    size_t k = 0;
    while (strcmp(kinds[k].name, name) != 0) k++;
    return kinds[k].kind;
}

static lode_status licence_value(lode__plan *plan, const lode__measure *m, lode__act *act)
{
    double approval, validity, gap, processing;
    LODE__TRY(number_of(plan, m, "approval", 1.0, &approval));
    LODE__TRY(number_of(plan, m, "validity-days", 0.0, &validity));
    LODE__TRY(number_of(plan, m, "gap-days", 0.0, &gap));
    /* It delays the first licence; in steady state nothing is left of that. */
    LODE__TRY(number_of(plan, m, "processing-days", 0.0, &processing));
    act->refused = lode__attribute_of(plan->model, m, "refuse-end-use");
    act->value = validity > 0.0 ? approval * validity / (validity + gap) : approval;
    return LODE_OK;
}

static lode_status content_values(lode__plan *plan, const lode__measure *m,
                                  lode__act *act)
{
    const char *const mixing = lode__attribute_of(plan->model, m, "mixing");
    act->mixing = mixing && strcmp(mixing, "yes") == 0;
    LODE__TRY(number_of(plan, m, "de-minimis", 0.0, &act->de_minimis));
    return number_of(plan, m, "severity", 1.0, &act->severity);
}

static lode_status take_values(lode__plan *plan, lode__act *act)
{
    const lode__measure *const m = &plan->model->measures[act->measure];
    switch (act->kind) {
    case LODE__ACT_PRODUCTION_STOP:
    case LODE__ACT_PARTY_STOP:
    case LODE__ACT_BAN:
        LODE__TRY(number_of(plan, m, "severity", 1.0, &act->severity));
        act->value = 1.0 - act->severity;
        return LODE_OK;
    case LODE__ACT_LICENCE:
        return licence_value(plan, m, act);
    case LODE__ACT_CONTENT_RULE:
        return content_values(plan, m, act);
    case LODE__ACT_QUOTA:
    case LODE__ACT_LEAKAGE:
    case LODE__ACT_SECOND_SOURCE:
        return number_of(plan, m, "share", 0.0, &act->value);
    case LODE__ACT_TARIFF:
        return number_of(plan, m, "rate", 0.0, &act->value);
    case LODE__ACT_PRICE:
        return number_of(plan, m, "factor", 1.0, &act->value);
    case LODE__ACT_NEW_CAPACITY: {
        double ramp; /* in steady state it is over */
        LODE__TRY(number_of(plan, m, "ramp-days", 0.0, &ramp));
        return number_of(plan, m, "quantity", 0.0, &act->value);
    }
    case LODE__ACT_STOCK:
        return number_of(plan, m, "days", 0.0, &act->value);
    case LODE__ACT_THRIFTING:
        if (!lode__attribute_of(plan->model, m, "quantity"))
            return number_of(plan, m, "factor", 1.0, &act->value);
        return number_of(plan, m, "quantity", 0.0, &act->amount);
    case LODE__ACT_SUBSTITUTION:
        return LODE_OK;
    }
    return LODE_OK;
}

/* ISO dates sort as text; the end is the last day in force. */
static bool in_force(const lode__plan *plan, const lode__measure *measure)
{
    const char *const on = plan->request->on;
    const char *const start = lode__attribute_of(plan->model, measure, "start");
    const char *const end = lode__attribute_of(plan->model, measure, "end");
    if (!on || !*on) return true;
    return (!start || strcmp(start, on) <= 0) && (!end || strcmp(on, end) <= 0);
}

bool lode__act_holds(const lode__act *act, const lode__lane *lane)
{
    if (!act->end_use) return true;
    return lane->end_use && *lane->end_use && lode__has_word(act->end_use, lane->end_use);
}

/* --- regimes --- */

static lode_status no_scenario(lode__plan *plan, const char *id, size_t len)
{
    char quoted[LODE__QUOTE_LEN];
    const lode_model *const model = plan->model;
    if (!model->n_scenarios) {
        return lode__error(plan->context, LODE_E_UNKNOWN, NULL,
                           "scenario \"%s\" is not there: the model has none",
                           lode__quote(quoted, id, len));
    }
    return lode__error(plan->context, LODE_E_UNKNOWN, NULL,
                       "scenario \"%s\" is not in the model, which has %zu, the first "
                       "\"%s\"",
                       lode__quote(quoted, id, len), model->n_scenarios,
                       lode__model_text(model, model->scenarios[0].id));
}

static lode_status find_scenario(lode__plan *plan, const char *id, size_t len,
                                 size_t *out)
{
    char *const name = lode__arena_alloc(&plan->arena, len + 1, 1);
    if (!name) return lode__nomem(plan->context);
    memcpy(name, id, len);
    name[len] = '\0';
    *out = lode__find_scenario(plan->model, name);
    return *out == SIZE_MAX ? no_scenario(plan, id, len) : LODE_OK;
}

typedef lode_status (*measure_fn)(lode__plan *plan, lode__regime *regime,
                                  uint32_t measure);

/* Every measure in force of the scenarios that a label joins. */
static lode_status each_measure(lode__plan *plan, lode__regime *regime, measure_fn each)
{
    const lode_model *const model = plan->model;
    for (const char *at = regime->label; at && *regime->label;) {
        const size_t len = strcspn(at, "+");
        size_t s = 0;
        LODE__TRY(find_scenario(plan, at, len, &s));
        const lode__scenario *const scenario = &model->scenarios[s];
        for (uint32_t m = 0; m < scenario->n_measures; m++) {
            const uint32_t measure = scenario->first_measure + m;
            if (model->measures[measure].parent) continue;
            if (!in_force(plan, &model->measures[measure])) continue;
            LODE__TRY(each(plan, regime, measure));
        }
        at = at[len] ? at + len + 1 : NULL;
    }
    return LODE_OK;
}

static lode_status mark_measure(lode__plan *plan, lode__regime *regime, uint32_t measure)
{
    (void)regime;
    plan->n_acts += plan->act_of[measure] == 0;
    plan->act_of[measure] = 1;
    return LODE_OK;
}

static lode_status count_measure(lode__plan *plan, lode__regime *regime, uint32_t measure)
{
    (void)plan;
    (void)measure;
    regime->n_acts++;
    return LODE_OK;
}

/* An act stands in a regime once, however often its scenario is named. */
static lode_status add_measure(lode__plan *plan, lode__regime *regime, uint32_t measure)
{
    const uint32_t act = plan->act_of[measure] - 1;
    size_t at = regime->n_acts;
    while (at > 0 && regime->acts[at - 1] > act) at--;
    if (at > 0 && regime->acts[at - 1] == act) return LODE_OK;
    memmove(regime->acts + at + 1, regime->acts + at,
            (regime->n_acts - at) * sizeof *regime->acts);
    regime->acts[at] = act;
    regime->n_acts++;
    regime->by_end_use |= plan->acts[act].end_use || plan->acts[act].refused;
    regime->has_content |= plan->acts[act].kind == LODE__ACT_CONTENT_RULE;
    return LODE_OK;
}

static lode_status take_label(lode__plan *plan, lode__regime *regime, const char *label)
{
    if (!label) return lode__invalid(plan->context, "scenarios");
    const size_t len = strlen(label);
    regime->label = lode__arena_alloc(&plan->arena, len + 1, 1);
    if (!regime->label) return lode__nomem(plan->context);
    memcpy(regime->label, label, len + 1);
    return each_measure(plan, regime, mark_measure);
}

/* Those asked for, or every scenario by itself. */
static lode_status take_labels(lode__plan *plan)
{
    const lode__plan_request *const request = plan->request;
    const lode_model *const model = plan->model;
    plan->n_regimes = request->n_regimes ? request->n_regimes : model->n_scenarios;
    if (!plan->n_regimes)
        lode__warning(plan->context, LODE_OK, NULL, "the model has no scenario");
    if (request->n_regimes && !request->regimes)
        return lode__invalid(plan->context, "scenarios");
    plan->regimes =
        lode__arena_zero(&plan->arena, plan->n_regimes, sizeof *plan->regimes);
    if (!plan->regimes) return lode__nomem(plan->context);
    for (size_t r = 0; r < plan->n_regimes; r++) {
        LODE__TRY(take_label(plan, &plan->regimes[r],
                             request->n_regimes
                                 ? request->regimes[r]
                                 : lode__model_text(model, model->scenarios[r].id)));
    }
    return LODE_OK;
}

static lode_status check_date(lode__plan *plan)
{
    const char *const on = plan->request->on;
    if (!on || !*on || lode__is_date(on)) return LODE_OK;
    char quoted[LODE__QUOTE_LEN];
    return lode__error(plan->context, LODE_E_VALUE, NULL,
                       "on \"%s\" is not a date such as 2025-04-04",
                       lode__quote(quoted, on, strlen(on)));
}

/* Of the measures in force: what decides when each acts. */
typedef struct act_order {
    const uint8_t *kind;
    const double *amount; /* of thrifting to a quantity; 0: another */
} act_order;

/* Acts act by kind, then as the model has them; but of quantities the smallest comes
 * last, which is the one that stands, and factors come behind them. */
static int compare_acts(uint32_t a, uint32_t b, const void *user)
{
    const act_order *const order = user;
    if (order->kind[a] != order->kind[b]) return order->kind[a] < order->kind[b] ? -1 : 1;
    if (order->amount[a] != order->amount[b])
        return order->amount[a] > order->amount[b] ? -1 : 1;
    return a < b ? -1 : a > b;
}

/* The measures in force, in the order in which they act: [n_acts]. */
static lode_status order_measures(lode__plan *plan, uint32_t **out)
{
    lode__arena *const arena = &plan->arena;
    const size_t n = plan->model->n_measures;
    uint8_t *const kind = lode__arena_zero(arena, n, sizeof *kind);
    double *const amount = lode__arena_zero(arena, n, sizeof *amount);
    uint32_t *const order = lode__arena_alloc(arena, plan->n_acts, sizeof *order);
    uint32_t *const scratch = lode__arena_alloc(arena, plan->n_acts, sizeof *scratch);
    if (!kind || !amount || !order || !scratch) return lode__nomem(plan->context);
    size_t n_acts = 0;
    for (uint32_t m = 0; m < n; m++) {
        if (plan->act_of[m] == 0) continue;
        lode__act act = {.kind = kind_of(plan, m), .measure = m};
        LODE__TRY(take_values(plan, &act));
        kind[m] = (uint8_t)act.kind;
        amount[m] = act.amount;
        order[n_acts++] = m;
    }
    const act_order by = {kind, amount};
    lode__sort_indices(order, n_acts, scratch, compare_acts, &by);
    *out = order;
    return LODE_OK;
}

static lode_status make_acts(lode__plan *plan)
{
    const lode_model *const model = plan->model;
    uint32_t *measures;
    LODE__TRY(order_measures(plan, &measures));
    plan->acts = lode__arena_zero(&plan->arena, plan->n_acts, sizeof *plan->acts);
    if (!plan->acts) return lode__nomem(plan->context);
    for (uint32_t a = 0; a < plan->n_acts; a++) {
        lode__act *const act = &plan->acts[a];
        act->measure = measures[a];
        act->kind = kind_of(plan, act->measure);
        act->end_use =
            lode__attribute_of(model, &model->measures[act->measure], "end-use");
        LODE__TRY(take_values(plan, act));
        LODE__TRY(lode__select(plan, act));
        plan->act_of[act->measure] = a + 1;
        plan->n_mixers += act->kind <= LODE__ACT_SECOND_SOURCE;
    }
    return LODE_OK;
}

static lode_status fill_regime(lode__plan *plan, lode__regime *regime)
{
    LODE__TRY(each_measure(plan, regime, count_measure));
    regime->acts = lode__arena_alloc(&plan->arena, regime->n_acts, sizeof *regime->acts);
    if (!regime->acts) return lode__nomem(plan->context);
    regime->n_acts = 0;
    return each_measure(plan, regime, add_measure);
}

lode_status lode__plan_acts(lode__plan *plan)
{
    const lode_model *const model = plan->model;
    plan->act_of =
        lode__arena_zero(&plan->arena, model->n_measures, sizeof *plan->act_of);
    plan->set_used = lode__arena_zero(&plan->arena, plan->request->n_set, 1);
    if (!plan->act_of || !plan->set_used) return lode__nomem(plan->context);
    if (plan->request->n_set && !plan->request->set)
        return lode__invalid(plan->context, "set");
    LODE__TRY(check_date(plan));
    LODE__TRY(take_labels(plan));
    LODE__TRY(make_acts(plan));
    LODE__TRY(check_settings(plan));
    for (size_t r = 0; r < plan->n_regimes; r++) {
        LODE__TRY(fill_regime(plan, &plan->regimes[r]));
    }
    return LODE_OK;
}
