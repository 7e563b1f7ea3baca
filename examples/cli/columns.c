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

static bool is_open(const cli_settings *settings)
{
    const lode_analysis *const analysis = settings->command.analysis;
    return analysis && analysis->flags & LODE_ANALYSIS_OPEN;
}

/* Scenarios that are asked for, each of which has a column in an open table. */
static const char *scenario_at(const cli_settings *settings, size_t index)
{
    const lode_analysis *const analysis = settings->command.analysis;
    for (size_t i = 0; is_open(settings) && i < analysis->n_options; i++) {
        if (strcmp(analysis->options[i].name, "scenario") == 0)
            return analysis_text(settings->analysis_options, &analysis->options[i],
                                 index);
    }
    return NULL;
}

/* Where no scenario is asked for they are those of the model (NULL: not read yet, so that
 * any name may be one). */
static bool is_column(const cli_settings *settings, const lode_model *model,
                      const char *text)
{
    const char *name;
    for (size_t i = 0; (name = settings->command.columns[i].name); i++)
        if (is_named(name, text)) return true;
    if (!is_open(settings)) return false;
    for (size_t i = 0; (name = scenario_at(settings, i)); i++)
        if (is_named(name, text)) return true;
    if (scenario_at(settings, 0)) return false;
    for (size_t i = 0; model && (name = lode_model_scenario_id(model, i)); i++)
        if (is_named(name, text)) return true;
    return !model;
}

/* What is wrong with a name, and what could stand in its place. */
enum { FAULT_LEN = 1200 };
static const char *no_column(const cli_settings *settings, const char *text,
                             char fault[FAULT_LEN])
{
    const lode_column *const columns = settings->command.columns;
    char name[64];
    snprintf(name, sizeof(name), "%.*s", (int)name_len(text), text);
    const char *const near = nearest_word(name, column_at, columns);
    size_t len =
        near
            ? (size_t)snprintf(fault, FAULT_LEN,
                               "no column '%s', did you mean '%s'? There are", name, near)
            : (size_t)snprintf(fault, FAULT_LEN, "no column '%s': there are", name);
    for (size_t i = 0; columns[i].name && len < FAULT_LEN; i++)
        len += (size_t)snprintf(fault + len, FAULT_LEN - len, "%s %s", i > 0 ? "," : "",
                                columns[i].name);
    if (is_open(settings) && len < FAULT_LEN)
        snprintf(fault + len, FAULT_LEN - len, ", and one for each scenario");
    return fault;
}

int check_columns(const cli_settings *settings)
{
    char fault[FAULT_LEN];
    for (const char *at = settings->columns; at; at = next_name(at)) {
        if (!is_column(settings, NULL, at))
            return say_usage(settings, "%s", no_column(settings, at, fault));
        const char *other = next_name(at);
        while (other &&
               (name_len(other) != name_len(at) || memcmp(other, at, name_len(at)) != 0))
            other = next_name(other);
        if (other)
            return say_usage(settings, "column '%.*s' is named twice", (int)name_len(at),
                             at);
    }
    return 0;
}

lode_status check_columns_of(cli_session *session, const lode_model *model)
{
    const cli_settings *const settings = session->settings;
    char fault[FAULT_LEN];
    for (const char *at = settings->columns; at; at = next_name(at)) {
        if (is_column(settings, model, at)) continue;
        console_say(&session->console, LODE_ERROR, "%s", no_column(settings, at, fault));
        return LODE_E_INVALID;
    }
    return LODE_OK;
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
