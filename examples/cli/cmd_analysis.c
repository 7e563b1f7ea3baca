/* Every analysis of the library: run with the options it declares, its table written. */
#include "cli.h"

static lode_status write_table(cli_session *session, const lode_table *table,
                               cli_output *output)
{
    switch (session->settings->format) {
    case TABLE_CSV:
        return lode_table_write_csv(session->context, table, output_write, output);
    case TABLE_JSON:
        return lode_table_write_json(session->context, table, output_write, output);
    default:
        return show_table(output->stream, table) ? LODE_OK : LODE_E_NOMEM;
    }
}

static lode_status write_result(cli_session *session, const lode_table *table)
{
    cli_output output;
    const lode_status status = output_open(session, &output);
    if (status < 0) return status;
    return output_close(session, &output, write_table(session, table, &output));
}

lode_status cmd_analysis(cli_session *session)
{
    const cli_settings *const settings = session->settings;
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_table *table = NULL;
    lode_status status = read_model(session, &model);
    if (status >= 0) status = compile_model(session, model, &network);
    if (status >= 0)
        status = settings->command.analysis->run(session->context, network,
                                                 settings->analysis_options, &table);
    if (status >= 0) status = write_result(session, table);
    lode_table_free(table);
    lode_network_unref(network);
    lode_model_unref(model);
    return status;
}
