/* Which columns of a result are wanted. */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

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
