/* `lode convert`: whatever was read, in the canonical XML form or as one CSV relation. */
#include "cli.h"

static lode_status write_form(cli_session *session, const lode_model *model,
                              cli_output *output)
{
    const lode_format form = session->settings->to;
    if (form == LODE_FORMAT_AUTO || form == LODE_FORMAT_XML)
        return lode_write_model(session->context, model, output_write, output);
    return lode_write_relation(session->context, model, form, output_write, output);
}

lode_status cmd_convert(cli_session *session)
{
    lode_model *model = NULL;
    cli_output output;
    lode_status status = read_model(session, &model);
    if (status >= 0) status = output_open(session, session->settings->output, &output);
    if (status >= 0)
        status = output_close(session, &output, write_form(session, model, &output));
    lode_model_unref(model);
    return status;
}
