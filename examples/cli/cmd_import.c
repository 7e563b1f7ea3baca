/* `lode import`: bills of materials become a model; what is covered and what is not is
 * the result that is shown. */
#include "cli.h"

static lode_status write_model(cli_session *session, const lode_model *model)
{
    cli_output output;
    const lode_status status = output_open(session, session->settings->output, &output);
    if (status < 0) return status;
    return output_close(session, &output,
                        lode_write_model(session->context, model, output_write, &output));
}

lode_status cmd_import(cli_session *session)
{
    lode_model *model = NULL;
    lode_table *coverage = NULL;
    lode_status status = read_model_with(session, NULL, 0, &model, &coverage);
    if (status >= 0 && !coverage) {
        console_say(&session->console, LODE_ERROR, "no FILE is a bill of materials");
        status = LODE_E_FORMAT;
    }
    if (status >= 0 && session->settings->output) status = write_model(session, model);
    if (status >= 0) status = write_result(session, coverage, NULL);
    lode_table_free(coverage);
    lode_model_unref(model);
    return status;
}
