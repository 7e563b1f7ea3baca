/* The life of rules, and the public readers of them. */
#include "read/rules.h"

#include "base/sort.h"

#include <string.h>

const lode_source_record *lode__rules_source(const lode_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->n_sources; i++)
        if (strcmp(rules->sources[i].id, id) == 0) return &rules->sources[i];
    return NULL;
}

/* --- life --- */

static void free_rules(lode_rules *rules)
{
    const lode_allocator allocator = rules->allocator;
    for (size_t i = 0; i < rules->n_patterns; i++) lode__pattern_free(rules->patterns[i]);
    lode__free(&allocator, rules->patterns);
    lode__free(&allocator, rules->sources);
    lode__free(&allocator, rules->compositions);
    lode__free(&allocator, rules->fractions);
    lode__free(&allocator, rules->rules);
    lode__free(&allocator, rules->headings);
    lode__free(&allocator, rules->examples);
    lode__arena_free(&rules->texts);
    lode__free(&allocator, rules);
}

lode_rules *lode_rules_ref(lode_rules *rules)
{
    if (rules) lode__refs_take(&rules->refs);
    return rules;
}

void lode_rules_unref(lode_rules *rules)
{
    while (rules && lode__refs_drop(&rules->refs)) {
        lode_rules *base = rules->base;
        free_rules(rules);
        rules = base;
    }
}

size_t lode_rules_count(const lode_rules *rules)
{
    return rules ? rules->n_rules : 0;
}

/* Puts what another array holds at the start of an empty one. */
static bool take_over(const lode_allocator *allocator, void *array, size_t *capacity,
                      size_t *count, const void *from, size_t n, size_t size)
{
    void *to = NULL;
    if (lode__reserve(allocator, array, capacity, 0, n, size) < 0) return false;
    memcpy(&to, array, sizeof(to));
    if (n > 0) memcpy(to, from, n * size);
    *count = n;
    return true;
}

#define TAKE_OVER(rules, base, of)                                                       \
    take_over(&(rules)->allocator, &(rules)->of, &(rules)->of##_capacity,                \
              &(rules)->n_##of, (base)->of, (base)->n_##of, sizeof(*(rules)->of))

static bool take_base(lode_rules *rules, lode_rules *base)
{
    rules->base = lode_rules_ref(base);
    return TAKE_OVER(rules, base, sources) && TAKE_OVER(rules, base, compositions) &&
           TAKE_OVER(rules, base, fractions) && TAKE_OVER(rules, base, rules) &&
           TAKE_OVER(rules, base, headings) && TAKE_OVER(rules, base, examples);
}

static lode_status rules_new(lode_context *context, lode_rules *base, lode_rules **out)
{
    lode_rules *rules = lode__alloc_zero(&context->allocator, 1, sizeof(*rules));
    *out = NULL;
    if (!rules) return lode__nomem(context);
    rules->allocator = context->allocator;
    lode__refs_init(&rules->refs);
    rules->texts.allocator = &rules->allocator;
    if (base && !take_base(rules, base)) {
        lode_rules_unref(rules);
        return lode__nomem(context);
    }
    *out = rules;
    return LODE_OK;
}

/* --- order --- */

static int compare_rules(uint32_t a, uint32_t b, const void *user)
{
    const lode__rule *rules = user, *one = &rules[a], *other = &rules[b];
    if (one->priority != other->priority) return one->priority > other->priority ? -1 : 1;
    if (one->confidence != other->confidence)
        return one->confidence > other->confidence ? -1 : 1;
    return strcmp(one->id, other->id);
}

/* Puts the rules into the order in which they count. */
static lode_status put_in_order(lode_context *context, lode_rules *rules)
{
    const size_t n = rules->n_rules;
    const lode_allocator *allocator = &rules->allocator;
    lode__rule *ordered = lode__alloc(allocator, n, sizeof(*ordered));
    uint32_t *index = lode__alloc(allocator, n, 2 * sizeof(*index));
    if (!ordered || !index) {
        lode__free(allocator, ordered);
        lode__free(allocator, index);
        return lode__nomem(context);
    }
    for (size_t i = 0; i < n; i++) index[i] = (uint32_t)i;
    lode__sort_indices(index, n, index + n, compare_rules, rules->rules);
    for (size_t i = 0; i < n; i++) ordered[i] = rules->rules[index[i]];
    lode__free(allocator, index);
    lode__free(allocator, rules->rules);
    rules->rules = ordered;
    rules->rules_capacity = n;
    return LODE_OK;
}

/* --- readers --- */

static lode_status check_arguments(lode_context *context, const void *input,
                                   const char *input_name,
                                   const lode_read_options *options, lode_rules **out)
{
    if (!out) return lode__invalid(context, "out is NULL");
    *out = NULL;
    if (!input) return lode__invalid(context, input_name);
    if (options && options->struct_size >= sizeof(uint32_t) + sizeof(lode_format) &&
        options->format > LODE_FORMAT_XML)
        return lode__invalid(context, "format");
    return LODE_OK;
}

static lode_status conclude(lode_context *context, lode_status status, lode_rules *rules,
                            lode_rules **out)
{
    if (status >= 0) status = put_in_order(context, rules);
    if (status < 0)
        lode_rules_unref(rules);
    else
        *out = rules;
    return status;
}

lode_status lode_rules_read_file(lode_context *context, const char *path,
                                 lode_rules *base, const lode_read_options *options,
                                 lode_rules **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    LODE__TRY(check_arguments(context, path, "path is NULL", options, out));
    lode_rules *rules = NULL;
    LODE__TRY(rules_new(context, base, &rules));
    return conclude(
        context,
        lode__read_path(context, options, path, lode__read_rules_xml, NULL, rules), rules,
        out);
}

static lode_status read_bytes(lode_context *context, const lode__bytes *from,
                              lode_rules *base, const lode_read_options *options,
                              lode_rules **out)
{
    lode_rules *rules = NULL;
    LODE__TRY(rules_new(context, base, &rules));
    return conclude(
        context,
        lode__read_bytes(context, options, from, lode__read_rules_xml, NULL, rules),
        rules, out);
}

lode_status lode_rules_read_memory(lode_context *context, const void *data, size_t size,
                                   lode_rules *base, const lode_read_options *options,
                                   lode_rules **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    lode__memory_input memory = {data, size};
    LODE__TRY(check_arguments(context, data || size == 0 ? &memory : NULL, "data is NULL",
                              options, out));
    const lode__bytes from = {lode__input_read_memory, &memory, "<input>", size};
    return read_bytes(context, &from, base, options, out);
}

lode_status lode_rules_read_callback(lode_context *context, lode_read_fn read, void *user,
                                     lode_rules *base, const lode_read_options *options,
                                     lode_rules **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    LODE__TRY(
        check_arguments(context, read ? context : NULL, "read is NULL", options, out));
    const lode__bytes from = {read, user, "<input>", 0};
    return read_bytes(context, &from, base, options, out);
}
