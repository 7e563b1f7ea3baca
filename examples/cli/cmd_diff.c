/* Two models compared: what is read into both, and what is of one alone. */
#include "cli.h"

static lode_status compile(cli_session *session, const char *const *files, size_t n_files,
                           lode_network **out)
{
    lode_model *model = NULL;
    lode_status status = read_model_with(session, files, n_files, &model, NULL);
    if (status >= 0) status = compile_model(session, model, out);
    lode_model_unref(model);
    return status;
}

lode_status cmd_diff(cli_session *session)
{
    const cli_settings *const settings = session->settings;
    lode_network *before = NULL, *after = NULL;
    lode_table *table = NULL;
    lode_status status = compile(session, settings->before, settings->n_before, &before);
    if (status >= 0)
        status = compile(session, settings->after, settings->n_after, &after);
    if (status >= 0)
        status = lode_diff(session->context, before, after, settings->analysis_options,
                           &table);
    if (status >= 0) status = write_result(session, table, session->settings->output);
    lode_table_free(table);
    lode_network_unref(after);
    lode_network_unref(before);
    return status;
}
