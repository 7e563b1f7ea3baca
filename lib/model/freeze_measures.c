/* What the measures of a scenario refer to: items, stages, places, products, groups. */
#include "model/freeze.h"

#include "base/number.h"

#include <math.h>

typedef enum reference {
    TO_NOTHING,
    TO_ITEM,
    TO_STAGE,
    TO_PLACE,
    TO_COUNTRY,
    TO_PRODUCT
} reference;

/* What the words of an attribute must be. */
static reference reference_of(const char *attribute)
{
    static const struct {
        const char *attribute;
        reference to;
    } known[] = {
        {"items", TO_ITEM},         {"item", TO_ITEM},          {"input", TO_ITEM},
        {"content-items", TO_ITEM}, {"stages", TO_STAGE},       {"from", TO_PLACE},
        {"to", TO_PLACE},           {"content-from", TO_PLACE}, {"markets", TO_PLACE},
        {"country", TO_COUNTRY},    {"product", TO_PRODUCT},
    };
    for (size_t i = 0; i < LODE__COUNT(known); i++)
        if (strcmp(known[i].attribute, attribute) == 0) return known[i].to;
    return TO_NOTHING;
}

static bool exists(const lode_model *model, reference to, const char *word)
{
    const int place = lode__find_place(word, strlen(word));
    switch (to) {
    case TO_ITEM:
        return lode_model_find_item(model, word) != SIZE_MAX;
    case TO_STAGE:
        return lode__find_stage(model, word) != LODE__NO_STAGE;
    case TO_PLACE:
        return place >= 0 || strcmp(word, "*") == 0 ||
               lode__find_bloc(model, word) != SIZE_MAX;
    case TO_COUNTRY:
        return place >= 0 && place != LODE__ZZZ;
    case TO_PRODUCT:
        return lode__find_product(model, word) != SIZE_MAX;
    case TO_NOTHING:
        break;
    }
    return true;
}

static void report(lode__freeze *job, const lode__site *at, const char *what,
                   const char *word, const char *problem)
{
    char quoted[LODE__QUOTE_LEN];
    lode__freeze_fault(job,
                       lode__error(job->context, LODE_E_UNKNOWN,
                                   lode__freeze_place(job, at), "%s \"%s\" %s", what,
                                   lode__quote(quoted, word, strlen(word)), problem));
}

/* Words are cut out in place: the list is a text of the model, and gets its blanks back.
 */
static void check_words(lode__freeze *job, const lode__site *at,
                        const lode__attribute *attribute)
{
    static const char *const problems[] = {
        [TO_NOTHING] = "",
        [TO_ITEM] = "is no item of the model",
        [TO_STAGE] = "is no stage of the model",
        [TO_PLACE] = "is no country, bloc or *",
        [TO_COUNTRY] = "is no country code of ISO 3166-1 alpha-3",
        [TO_PRODUCT] = "is no product of the model",
    };
    const char *const name = lode__model_text(job->model, attribute->name);
    const reference to = reference_of(name);
    char *word = job->model->text + attribute->value;
    while (word) {
        char *const blank = strchr(word, ' ');
        if (blank) *blank = '\0';
        if (!exists(job->model, to, word)) report(job, at, name, word, problems[to]);
        if (blank) *blank = ' ';
        word = blank ? blank + 1 : NULL;
    }
}

/* --- thrifting --- */

/* The item must take the input; a quantity needs a single line to replace. */
static void check_thrifting(lode__freeze *job, const lode__site *at,
                            const lode__measure *measure)
{
    const lode_model *const model = job->model;
    const char *const input = lode__attribute_of(model, measure, "input");
    const size_t item =
        lode_model_find_item(model, lode__attribute_of(model, measure, "item"));
    const size_t taken = lode_model_find_item(model, input);
    uint32_t n = 0;
    if (item == SIZE_MAX || taken == SIZE_MAX) return;
    for (uint32_t i = model->item_line[item]; i < model->item_line[item + 1]; i++)
        n += model->line_item[i] == taken;
    if (n == 0) report(job, at, "input", input, "is not taken by the item");
    if (n < 2 || !lode__attribute_of(model, measure, "quantity")) return;
    lode__freeze_fault(job, lode__error(job->context, LODE_E_VALUE,
                                        lode__freeze_place(job, at),
                                        "quantity cannot replace %lu lines, factor can",
                                        (unsigned long)n));
}

/* --- substitution --- */

/* The options of a substitution while they are held against those of the group: both
 * stand in order of the ids of their items. */
typedef struct choices {
    lode__freeze *job;
    const lode__measure *options; /* [n] */
    const uint32_t *entry;        /* [n] */
    uint32_t n, at;
} choices;

static const char *item_here(const choices *c)
{
    return lode__attribute_of(c->job->model, &c->options[c->at], "item");
}

/* Goes past options whose items stand before `id`, or past all; none of them is of the
 * group. */
static void skip_to(choices *c, const char *id)
{
    const lode__measure_entry *const entries =
        lode__entries(c->job->builder, LODE__RECORD_MEASURE);
    for (; c->at < c->n && (!id || strcmp(item_here(c), id) < 0); c->at++)
        if (exists(c->job->model, TO_ITEM, item_here(c)))
            report(c->job, &entries[c->entry[c->at]].at, "item", item_here(c),
                   "is no option of the group");
}

/* New weight of an item of the group, or the one it has; of two the first, both are
 * reported. */
static double take_weight(choices *c, const char *id, double weight)
{
    const lode__measure_entry *const entries =
        lode__entries(c->job->builder, LODE__RECORD_MEASURE);
    for (uint32_t first = c->at; c->at < c->n && strcmp(item_here(c), id) == 0; c->at++) {
        const char *const text =
            lode__attribute_of(c->job->model, &c->options[c->at], "weight");
        if (c->at == first)
            (void)lode__parse_real(text, strlen(text), &weight);
        else
            lode__freeze_conflict(c->job, "an option of the substitution",
                                  &entries[c->entry[first]].at,
                                  &entries[c->entry[c->at]].at);
    }
    return weight;
}

static double weights_after(choices *c, const lode__group *group)
{
    const lode_model *const model = c->job->model;
    const size_t extra = lode__extras_from(model, group->first_line);
    lode__sum sum = {0.0, 0.0};
    for (uint32_t i = 0; i < group->n_lines; i++) {
        const uint32_t item = model->line_item[group->first_line + i];
        if (i > 0 && item == model->line_item[group->first_line + i - 1]) continue;
        const char *const id = lode__item_id(model, item);
        skip_to(c, id);
        lode__sum_add(&sum,
                      take_weight(c, id, lode__extra_at(model, extra + i)->weight_frac));
    }
    skip_to(c, NULL);
    return lode__sum_value(&sum);
}

static void check_substitution(lode__freeze *job, uint32_t entry,
                               const lode__measure *measure)
{
    const lode_model *const model = job->model;
    const lode__measure_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_MEASURE);
    const char *const id = lode__attribute_of(model, measure, "alternatives");
    const size_t item =
        lode_model_find_item(model, lode__attribute_of(model, measure, "item"));
    if (item == SIZE_MAX) return;
    const size_t index = lode__find_group(model, (uint32_t)item, id);
    if (index == SIZE_MAX) {
        report(job, &entries[entry].at, "alternatives", id, "is no group of the item");
        return;
    }
    const uint32_t from = job->option_from[entry];
    choices c = {job, measure + 1, job->options + from,
                 job->option_from[entry + 1] - from, 0};
    const double sum = weights_after(&c, &model->groups[index]);
    if (fabs(sum - 1.0) <= LODE__SUM_SLACK) return;
    char number[32];
    lode__format_sum(sum, number);
    lode__freeze_fault(job, lode__error(job->context, LODE_E_SHARES,
                                        lode__freeze_place(job, &entries[entry].at),
                                        "weights after the substitution sum to %s, not 1",
                                        number));
}

void lode__freeze_check_measure(lode__freeze *job, uint32_t entry, uint32_t measure)
{
    const lode_model *const model = job->model;
    const lode__measure_entry *const entries =
        lode__entries(job->builder, LODE__RECORD_MEASURE);
    const uint32_t *const option = job->options + job->option_from[entry];
    for (uint32_t m = measure; m < model->n_measures; m++) {
        const lode__site *const at =
            m == measure ? &entries[entry].at : &entries[option[m - measure - 1]].at;
        for (uint32_t i = 0; i < model->measures[m].n_attributes; i++)
            check_words(job, at,
                        &model->attributes[model->measures[m].first_attribute + i]);
    }
    const char *const name = lode__model_text(model, model->measures[measure].name);
    if (strcmp(name, "thrifting") == 0)
        check_thrifting(job, &entries[entry].at, &model->measures[measure]);
    if (strcmp(name, "substitution") == 0)
        check_substitution(job, entry, &model->measures[measure]);
}
