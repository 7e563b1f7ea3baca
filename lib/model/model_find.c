/* Finding things in a frozen model: its arrays stand in order of ids. */
#include "model/freeze.h"

#include <assert.h>

/* First of n elements of `size` bytes whose leading uint32_t is not below key. */
static size_t first_from(const void *array, size_t n, size_t size, uint32_t key)
{
    size_t from = 0, to = n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        uint32_t value = 0;
        memcpy(&value, (const char *)array + middle * size, sizeof(value));
        if (value < key)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static_assert(offsetof(lode__extra_line, line) == 0 && offsetof(lode__group, item) == 0 &&
                  offsetof(lode__host, item) == 0 && offsetof(lode__surge, item) == 0 &&
                  offsetof(lode__balance, item) == 0,
              "the key leads");

size_t lode__extras_from(const lode_model *model, uint32_t line)
{
    return first_from(model->extra_lines, model->n_extra_lines,
                      sizeof(*model->extra_lines), line);
}

size_t lode__groups_from(const lode_model *model, uint32_t item)
{
    return first_from(model->groups, model->n_groups, sizeof(*model->groups), item);
}

size_t lode__hosts_from(const lode_model *model, uint32_t item)
{
    return first_from(model->hosts, model->n_hosts, sizeof(*model->hosts), item);
}

size_t lode__surges_from(const lode_model *model, uint32_t item)
{
    return first_from(model->surges, model->n_surges, sizeof(*model->surges), item);
}

size_t lode__balances_from(const lode_model *model, uint32_t item)
{
    return first_from(model->balances, model->n_balances, sizeof(*model->balances), item);
}

double lode__surge_frac(const lode_model *model, uint32_t item, unsigned country)
{
    for (size_t i = lode__surges_from(model, item);
         i < model->n_surges && model->surges[i].item == item; i++)
        if (model->surges[i].country == country) return model->surges[i].up_frac;
    return 0.0;
}

/* Index of an id among n elements of `size` bytes that lead with the offset of theirs, in
 * byte order; SIZE_MAX where it is not there. */
static size_t find_id(const lode_model *model, const void *array, size_t n, size_t size,
                      const char *id)
{
    size_t from = 0, to = n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        uint32_t text = 0;
        memcpy(&text, (const char *)array + middle * size, sizeof(text));
        const int order = strcmp(lode__model_text(model, text), id);
        if (order == 0) return middle;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return SIZE_MAX;
}

static_assert(offsetof(lode__bloc, id) == 0 && offsetof(lode__product, id) == 0 &&
                  offsetof(lode__scenario, id) == 0,
              "the id leads");

size_t lode_model_find_item(const lode_model *model, const char *id)
{
    if (!model || !id) return SIZE_MAX;
    return find_id(model, model->item_id, model->n_items, sizeof(*model->item_id), id);
}

size_t lode__find_bloc(const lode_model *model, const char *id)
{
    return find_id(model, model->blocs, model->n_blocs, sizeof(*model->blocs), id);
}

size_t lode__find_product(const lode_model *model, const char *id)
{
    return find_id(model, model->products, model->n_products, sizeof(*model->products),
                   id);
}

unsigned lode__find_stage(const lode_model *model, const char *id)
{
    for (size_t i = 0; i < model->n_stages; i++)
        if (strcmp(lode__model_text(model, model->stages[i]), id) == 0)
            return (unsigned)i + 1;
    return LODE__NO_STAGE;
}

bool lode__find_places(const lode_model *model, const char *id, lode__places *out)
{
    const int place = lode__find_place(id, strlen(id));
    if (place >= 0) {
        *out = (lode__places){{0}};
        lode__places_add(out, (unsigned)place);
        return true;
    }
    const size_t bloc = lode__find_bloc(model, id);
    if (bloc == SIZE_MAX) return false;
    *out = model->blocs[bloc].members;
    return true;
}

size_t lode__find_scenario(const lode_model *model, const char *id)
{
    return find_id(model, model->scenarios, model->n_scenarios, sizeof(*model->scenarios),
                   id);
}

size_t lode__find_group(const lode_model *model, uint32_t item, const char *id)
{
    size_t from = lode__groups_from(model, item), to = lode__groups_from(model, item + 1);
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = strcmp(lode__model_text(model, model->groups[middle].id), id);
        if (order == 0) return middle;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return SIZE_MAX;
}

const char *lode__attribute_of(const lode_model *model, const lode__measure *measure,
                               const char *name)
{
    for (uint32_t i = 0; i < measure->n_attributes; i++) {
        const lode__attribute *const attribute =
            &model->attributes[measure->first_attribute + i];
        if (strcmp(lode__model_text(model, attribute->name), name) == 0)
            return lode__model_text(model, attribute->value);
    }
    return NULL;
}

lode_place lode__measure_place(const lode_model *model, uint32_t measure)
{
    const lode__measure_at *const at = &model->measure_at[measure];
    const char *const file = at->file ? lode__model_text(model, at->file) : NULL;
    return (lode_place){file, at->line, at->column};
}
