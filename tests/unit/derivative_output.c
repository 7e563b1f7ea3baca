/* Derivatives of output against differences: every parameter of random networks is made a
 * little smaller and the network evaluated anew. The differences know nothing of ties. */
#include "differences.h"

#include "analysis/sensitivity.h"
#include "network/inputs.h"

static const double step = 1e-7;

typedef struct finder {
    lode_context *context;
    lode_network *network;
    free_point *point;
    uint32_t root;
    double now;
    uint64_t n_checked, n_tied, n_rising, n_kinds[9];
} finder;

static double fall_now(const finder *f)
{
    return (f->now - free_point_value(f->context, f->point, f->root)) / step;
}

/* The difference as one number is made smaller, which is put back. */
static double by_number(const finder *f, double *number)
{
    const double was = *number;
    *number = was - step;
    const double fall = fall_now(f);
    *number = was;
    return fall;
}

static double *base_of(const finder *f, const lode__row *row)
{
    return &f->network->up_base[row->run->base + (row->up_row - row->run->first)];
}

static double by_surge(const finder *f, uint32_t node)
{
    const lode__row row = lode__up_row(f->network, node);
    double *hosts_base = NULL, hosts_was = 0.0;
    for (uint32_t j = 0; j < row.run->degree; j++) {
        if (f->network->node_kind[row.child[j]] != LODE__HOSTS) continue;
        const lode__row hosts = lode__up_row(f->network, row.child[j]);
        double rest = 1.0;
        for (uint32_t h = 0; h < hosts.run->degree; h++) rest -= hosts.weight[h];
        hosts_base = base_of(f, &hosts);
        hosts_was = *hosts_base;
        *hosts_base -= step * (rest > 0.0 ? rest : 0.0);
    }
    const double fall = by_number(f, base_of(f, &row));
    if (hosts_base) *hosts_base = hosts_was;
    return fall;
}

static double by_shift(const finder *f, const lode__row *row, uint32_t arc)
{
    double was[LODE__N_PLACES * 2], all = 0.0;
    double *weight = f->network->up_weight + row->first_weight;
    const double part = weight[arc];
    for (uint32_t j = 0; j < row->run->degree; j++) all += was[j] = weight[j];
    for (uint32_t j = 0; j < row->run->degree; j++) {
        weight[j] += j == arc ? -step : step * was[j] / (all - part);
    }
    const double fall = fall_now(f);
    memcpy(weight, was, row->run->degree * sizeof *was);
    return fall;
}

static uint32_t arc_to(const lode__row *row, uint32_t child)
{
    uint32_t arc = 0;
    while (row->child[arc] != child) arc++;
    return arc;
}

/* Arc of an input, option or group, and the row it is in. */
static uint32_t find_input(const finder *f, const lode__influence *in, lode__row *row)
{
    for (lode__inputs at = lode__inputs_of(f->network, in->node);
         lode__inputs_next(&at);) {
        if (at.line != in->line || at.group != in->group) continue;
        const bool of_option = in->parameter == LODE_PARAMETER_CAP;
        *row = of_option ? at.options : at.row;
        return at.group && !of_option ? at.group_arc : at.arc;
    }
    return UINT32_MAX;
}

/* False where the network has no number to change: all is essential. */
static bool difference(const finder *f, const lode__influence *in, double *alone,
                       double *shift)
{
    lode__row row = lode__up_row(f->network, in->node);
    double *pass = NULL;
    uint32_t arc = UINT32_MAX;
    if (in->parameter & (LODE_PARAMETER_PASS | LODE_PARAMETER_SHARE)) {
        arc = arc_to(&row, in->child);
        pass = &f->point->factor[f->point->way_of[row.first_weight + arc]];
    }
    switch (in->parameter) {
    case LODE_PARAMETER_CAPACITY:
        *alone = by_number(f, &f->point->factor[f->point->capacity_row[in->node]]);
        return true;
    case LODE_PARAMETER_SURGE:
        *alone = by_surge(f, in->node);
        return true;
    case LODE_PARAMETER_PASS:
        *alone = by_number(f, pass);
        return true;
    case LODE_PARAMETER_SHARE: {
        /* s and t stand as a product. */
        const double was = *pass;
        *pass = was * (1.0 - step / in->value);
        *alone = fall_now(f);
        *pass = was;
        if (!isnan(in->shift)) *shift = by_shift(f, &row, arc);
        return true;
    }
    default:
        arc = find_input(f, in, &row);
        cr_assert(arc != UINT32_MAX);
        if (!row.weight) return false;
        if (in->parameter == LODE_PARAMETER_ESSENTIAL) {
            *alone = by_number(f, &f->network->up_weight[row.first_weight + arc]);
        } else {
            double *base = base_of(f, &row);
            *base -= step;
            *alone = by_number(f, &f->network->up_weight[row.first_weight + arc]);
            *base += step;
        }
        return true;
    }
}

static void check(finder *f, const lode__influence *in, uint64_t seed)
{
    double alone = NAN, shift = NAN;
    if (!difference(f, in, &alone, &shift)) return;
    cr_assert(fabs(alone - in->alone) <= 2e-6,
              "seed %llu: parameter %u of %s: %g, not %g", (unsigned long long)seed,
              in->parameter,
              lode__item_id(f->network->model, f->network->node_item[in->node]),
              in->alone, alone);
    cr_assert(isnan(shift) || fabs(shift - in->shift) <= 2e-6,
              "seed %llu: shift of %s: %g, not %g", (unsigned long long)seed,
              lode__item_id(f->network->model, f->network->node_item[in->node]),
              in->shift, shift);
    f->n_checked++;
    f->n_tied += in->tied && in->alone != 0.0;
    f->n_rising += in->alone < 0.0 || in->shift < 0.0;
    f->n_kinds[lode__lowest_bit(in->parameter)] += in->alone != 0.0;
}

static void check_root(finder *f, uint64_t seed)
{
    lode__influences all = {f->context, f->network, 63, NULL, 0, 0};
    lode__parents parents;
    lode__point point;
    cr_assert(lode__parents_init(f->context, f->network, &parents) == LODE_OK);
    cr_assert(lode__point_init(f->context, f->network, &f->point->shocks, 0, &point) ==
              LODE_OK);
    cr_assert(lode__output_influences(&all, &parents, &point, f->root) == LODE_OK);
    f->now = lode__point_value(&point, f->root);
    for (size_t k = 0; k < all.n; k++) check(f, &all.list[k], seed);
    lode__point_free(&f->context->allocator, &point);
    lode__parents_free(&f->context->allocator, &parents);
    lode__free(&f->context->allocator, all.list);
}

static void over_seeds(finder *f, uint64_t first, uint64_t n, bool shocked)
{
    ref_model *model = malloc(sizeof *model);
    for (uint64_t seed = first; seed < first + n; seed++) {
        ref_random random = {.state = seed};
        free_point point;
        f->network = random_network(f->context, seed, model);
        free_point_make(&point, f->context, f->network, &random, shocked);
        f->point = &point;
        f->root = f->network->roots[seed % f->network->n_roots].node;
        check_root(f, seed);
        free_point_drop(&point);
        lode_network_unref(f->network);
    }
    free(model);
}

LODE_TEST(derivative_output, agrees_with_differences_at_random_points)
{
    finder f = {.context = ctx};
    over_seeds(&f, 1, 150, true);
    cr_assert(f.n_checked > 20000, "%llu", (unsigned long long)f.n_checked);
    cr_assert(f.n_tied > 100 && f.n_rising > 100, "%llu %llu",
              (unsigned long long)f.n_tied, (unsigned long long)f.n_rising);
    for (int k = 0; k < 6; k++) cr_assert(f.n_kinds[k] > 10, "parameter %d", k);
}

LODE_TEST(derivative_output, agrees_with_differences_today_where_all_is_tied)
{
    finder f = {.context = ctx};
    over_seeds(&f, 1001, 100, false);
    cr_assert(f.n_checked > 10000 && f.n_tied > 1000, "%llu %llu",
              (unsigned long long)f.n_checked, (unsigned long long)f.n_tied);
}
