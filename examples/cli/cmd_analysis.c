/* Every analysis of the library: run with the options it declares, its table written. */
#include "cli.h"

lode_status cmd_analysis(cli_session *session)
{
    const cli_settings *const settings = session->settings;
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_table *table = NULL;
    lode_status status = read_model(session, &model);
    if (status >= 0) status = check_columns_of(session, model);
    if (status >= 0) status = compile_model(session, model, &network);
    if (status >= 0) status = check_scenarios(session, model);
    if (status >= 0)
        status = settings->command.analysis->run(session->context, network,
                                                 settings->analysis_options, &table);
    if (status >= 0) status = write_result(session, table, session->settings->output);
    lode_table_free(table);
    lode_network_unref(network);
    lode_model_unref(model);
    return status;
}
