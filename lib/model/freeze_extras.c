/* What more is said of lines: each once, of however many. */
#include "model/freeze.h"

enum { N_FIGURES = 7 };

static void list_figures(const lode__line_extra *extra, double figures[N_FIGURES])
{
    const double all[N_FIGURES] = {
        extra->yield_frac, extra->essential_frac, extra->weight_frac, extra->cap_frac,
        extra->low,        extra->high,           extra->gsd};
    memcpy(figures, all, sizeof(all));
}

static uint64_t hash_extra(const lode_model *model, uint32_t index)
{
    const lode__line_extra *const extra = &model->extras[index];
    double figures[N_FIGURES];
    uint64_t hash = lode__mix(extra->kind, (uint64_t)extra->group << 32 | extra->source);
    list_figures(extra, figures);
    for (size_t i = 0; i < N_FIGURES; i++) hash = lode__mix_real(hash, figures[i]);
    return hash;
}

static bool is_same_extra(const lode_model *model, uint32_t one, uint32_t other)
{
    const lode__line_extra *const x = &model->extras[one], *const y =
                                                               &model->extras[other];
    double a[N_FIGURES], b[N_FIGURES];
    bool same = x->group == y->group && x->source == y->source && x->kind == y->kind &&
                x->quantity_is == y->quantity_is;
    list_figures(x, a);
    list_figures(y, b);
    for (size_t i = 0; i < N_FIGURES && same; i++)
        same = lode__order_real(a[i], b[i]) == 0;
    return same;
}

const lode__same_rule lode__same_extras = {hash_extra, is_same_extra};

lode_status lode__freeze_extra(lode__freeze *job, lode__same *same, uint32_t index,
                               uint32_t *out)
{
    lode_model *const model = job->model;
    const lode__extra_entry *const extra =
        (const lode__extra_entry *)lode__entries(job->builder, LODE__RECORD_EXTRA) +
        (index - 1);
    const lode__group *const group =
        extra->group ? &model->groups[extra->group - 1] : NULL;
    const uint32_t next = (uint32_t)model->n_extras;
    model->extras[next] = (lode__line_extra){
        .group = extra->group,
        .source = extra->source,
        .kind = group ? group->kind : extra->kind,
        .quantity_is = extra->quantity_is,
        .yield_frac = extra->yield_frac,
        .essential_frac = group ? group->essential_frac : extra->essential_frac,
        .weight_frac = extra->weight_frac,
        .cap_frac = lode__cap_of(extra),
        .low = extra->low,
        .high = extra->high,
        .gsd = extra->gsd};
    LODE__TRY(lode__freeze_find_same(job, same, next, out));
    if (*out == next) model->n_extras++;
    return LODE_OK;
}
