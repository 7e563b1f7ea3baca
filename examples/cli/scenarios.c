/* Scenarios that the options of an analysis name: what one that is not there may have
 * meant. Where nothing is near the library says what is wrong. */
#include "cli.h"

#include <string.h>

/* How an option writes them: `A+B`, and what follows a name in `ID=COST`. */
static const struct {
    const char *option, *ends;
} named_by[] = {{"scenario", "+"}, {"way", "="}};

static const char *scenario_at(size_t index, const void *user)
{
    return lode_model_scenario_id(user, index);
}

static bool is_there(const lode_model *model, const char *id)
{
    const char *other;
    for (size_t i = 0; (other = lode_model_scenario_id(model, i)); i++) {
        if (strcmp(other, id) == 0) return true;
    }
    return false;
}

static lode_status check_scenario(cli_session *session, const lode_model *model,
                                  const char *name, size_t len)
{
    char id[64];
    if (len == 0 || len >= sizeof(id)) return LODE_OK;
    memcpy(id, name, len);
    id[len] = '\0';
    const char *const near =
        is_there(model, id) ? NULL : nearest_word(id, scenario_at, model);
    if (!near) return LODE_OK;
    console_say(&session->console, LODE_ERROR, "no scenario '%s': did you mean '%s'?", id,
                near);
    return LODE_E_UNKNOWN;
}

/* Each of those that `+` joins; of `ID=COST` the id. */
static lode_status check_text(cli_session *session, const lode_model *model,
                              const char *text, const char *ends)
{
    lode_status status = LODE_OK;
    for (;;) {
        const size_t len = strcspn(text, ends);
        const lode_status one = check_scenario(session, model, text, len);
        if (one < 0) status = one;
        if (text[len] != '+') return status;
        text += len + 1;
    }
}

/* NULL: the option names no scenarios. */
static const char *ends_in(const lode_analysis_option *option)
{
    for (size_t i = 0; i < sizeof(named_by) / sizeof(*named_by); i++) {
        if (strcmp(option->name, named_by[i].option) == 0) return named_by[i].ends;
    }
    return NULL;
}

lode_status check_scenarios(cli_session *session, const lode_model *model)
{
    const cli_settings *const settings = session->settings;
    const lode_analysis *const analysis = settings->command.analysis;
    lode_status status = LODE_OK;
    for (size_t i = 0; i < analysis->n_options; i++) {
        const lode_analysis_option *const option = &analysis->options[i];
        const char *const ends = ends_in(option);
        const char *text;
        for (size_t k = 0;
             ends && (text = analysis_text(settings->analysis_options, option, k)); k++) {
            const lode_status one = check_text(session, model, text, ends);
            if (one < 0) status = one;
        }
    }
    return status;
}
