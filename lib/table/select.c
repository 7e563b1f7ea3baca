/* Some columns of a table, in an order of their own: the cells stay where they are. */
#include "base/text.h"
#include "table/build.h"

#include <string.h>

static lode_status say_unknown(lode_context *context, const lode_table *table,
                               const char *name)
{
    char quoted[LODE__QUOTE_LEN];
    lode__text list = {.allocator = &context->allocator};
    lode_status status = LODE_OK;
    for (size_t i = 0; i < table->n_columns && status >= 0; i++) {
        const char *const known = table->specs[i].name;
        status = lode__text_add(&list, ", ", i > 0 ? 2 : 0);
        if (status >= 0) status = lode__text_add(&list, known, strlen(known));
    }
    if (status < 0) {
        status = lode__nomem(context);
    } else {
        status =
            lode__error(context, LODE_E_UNKNOWN, NULL, "no column \"%s\": %s has %s",
                        lode__quote(quoted, name, strlen(name)), table->name, list.data);
    }
    lode__text_free(&list);
    return status;
}

/* Column `to` of the new table is the one called `name`. */
static lode_status take_column(lode_context *context, const lode_table *table,
                               const char *name, lode_column *specs,
                               lode_table *taken, size_t to)
{
    char quoted[LODE__QUOTE_LEN];
    if (!name) return lode__invalid(context, "names must be given");
    const size_t from = lode_table_find_column(table, name);
    if (from == SIZE_MAX) return say_unknown(context, table, name);
    for (size_t i = 0; i < to; i++) {
        if (strcmp(specs[i].name, name) == 0)
            return lode__error(context, LODE_E_CONFLICT, NULL,
                               "column \"%s\" is named twice",
                               lode__quote(quoted, name, strlen(name)));
    }
    specs[to] = table->specs[from];
    taken->columns[to] = table->columns[from];
    return LODE_OK;
}

lode_status lode_table_select(lode_context *context, lode_table *table,
                              const char *const *names, size_t n_names, lode_table **out)
{
    lode__enter(context);
    if (!context || !table || !names || !n_names || !out)
        return lode__invalid(context, "table, names and out must be given");
    *out = NULL;
    const lode_allocator *const allocator = &table->allocator;
    lode_column *const specs = lode__alloc(allocator, n_names, sizeof(*specs));
    lode__cells *const columns = lode__alloc(allocator, n_names, sizeof(*columns));
    lode_table *const taken = lode__alloc(allocator, 1, sizeof(*taken));
    lode_status status = specs && columns && taken ? LODE_OK : lode__nomem(context);
    if (status >= 0)
        *taken = (lode_table){.allocator = table->allocator,
                              .name = table->name,
                              .specs = specs,
                              .columns = columns,
                              .n_columns = n_names,
                              .n_rows = table->n_rows,
                              .owned = specs};
    for (size_t i = 0; i < n_names && status >= 0; i++)
        status = take_column(context, table, names[i], specs, taken, i);
    if (status < 0) {
        lode__free(allocator, specs);
        lode__free(allocator, columns);
        lode__free(allocator, taken);
        return status;
    }
    lode__refs_init(&taken->refs);
    taken->whole = lode__table_ref(table->whole ? table->whole : table);
    *out = taken;
    return LODE_OK;
}
