/* Which columns of a result are wanted. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* ---- before anything is read ---- */

/* The length of the name at `text`, as --columns has it. */
static size_t name_len(const char *text)
{
    return strcspn(text, ",");
}

static const char *next_name(const char *text)
{
    text += name_len(text);
    return *text ? text + 1 : NULL;
}

static bool is_named(const char *name, const char *text)
{
    return strlen(name) == name_len(text) && strncmp(name, text, name_len(text)) == 0;
}

static const char *column_at(size_t index, const void *user)
{
    return ((const lode_column *)user)[index].name;
}

static int say_no_column(const cli_settings *settings, const char *text)
{
    const lode_column *const columns = settings->command.columns;
    char name[64], known[1024];
    size_t len = 0;
    snprintf(name, sizeof(name), "%.*s", (int)name_len(text), text);
    for (size_t i = 0; columns[i].name && len < sizeof(known); i++)
        len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s",
                                i > 0 ? ", " : "", columns[i].name);
    const char *const near = nearest_word(name, column_at, columns);
    if (near)
        return say_usage(settings, "no column '%s', did you mean '%s'? There are %s",
                         name, near, known);
    return say_usage(settings, "no column '%s': there are %s", name, known);
}

int check_columns(const cli_settings *settings)
{
    const lode_analysis *const analysis = settings->command.analysis;
    const char *at = settings->columns;
    /* Which columns there are is known once the model is read. */
    if (analysis && analysis->flags & LODE_ANALYSIS_OPEN) return 0;
    for (; at; at = next_name(at)) {
        const lode_column *column = settings->command.columns;
        while (column->name && !is_named(column->name, at)) column++;
        if (!column->name) return say_no_column(settings, at);
        const char *other = next_name(at);
        while (other && !is_named(column->name, other)) other = next_name(other);
        if (other) return say_usage(settings, "column '%s' is named twice", column->name);
    }
    return 0;
}

/* ---- the result ---- */

/* Cuts `list` at its commas; names[] has room for them. Returns how many there are. */
static size_t split_names(char *list, const char **names)
{
    size_t n = 0;
    for (char *at = list; at; n++) {
        names[n] = at;
        at = strchr(at, ',');
        if (at) *at++ = '\0';
    }
    return n;
}

lode_status select_columns(cli_session *session, lode_table *table, lode_table **out)
{
    const char *const wanted = session->settings->columns;
    char *const list = strdup(wanted);
    const char **const names = calloc(strlen(wanted) + 1, sizeof(*names));
    lode_status status = LODE_E_NOMEM;
    if (list && names)
        status = lode_table_select(session->context, table, names,
                                   split_names(list, names), out);
    free(names);
    free(list);
    return status;
}
