/* Bills of materials among the files: told by their beginning, read together, put on top
 * of the model that the other files give. */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* ---- input ---- */

lode_status input_open(cli_session *session, const char *path, cli_input *input)
{
    const bool is_standard = strcmp(path, "-") == 0;
    input->stream = is_standard ? stdin : fopen(path, "rb");
    input->name = is_standard ? "<stdin>" : path;
    input->used = input->given = 0;
    errno = 0;
    if (input->stream)
        input->used = fread(input->head, 1, sizeof(input->head), input->stream);
    if (input->stream && !ferror(input->stream)) return LODE_OK;
    /* The library says it in words of its own. */
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(session->context, &builder);
    if (status >= 0) status = lode_read_file(session->context, builder, path, NULL);
    lode_builder_free(builder);
    input_close(input);
    return status < 0 ? status : LODE_E_IO;
}

int64_t input_read(void *data, size_t capacity, void *user)
{
    cli_input *const input = user;
    const size_t left = input->used - input->given;
    if (left > 0) {
        const size_t n = left < capacity ? left : capacity;
        memcpy(data, input->head + input->given, n);
        input->given += n;
        return (int64_t)n;
    }
    const size_t n = fread(data, 1, capacity, input->stream);
    return n == 0 && ferror(input->stream) ? -1 : (int64_t)n;
}

void input_close(cli_input *input)
{
    if (input->stream && input->stream != stdin) fclose(input->stream);
    input->stream = NULL;
}

/* ---- parts ---- */

bool is_parts(const cli_session *session, const cli_input *input)
{
    return session->settings->bom_read.format != LODE_BOM_AUTO ||
           lode_bom_guess(input->head, input->used) != LODE_BOM_AUTO;
}

static lode_status open_parts(cli_session *session, cli_parts *parts)
{
    const lode_status status = read_chosen_rules(session, &parts->rules);
    return status < 0 ? status
                      : lode_bom_new(session->context, parts->rules, &parts->bom);
}

lode_status parts_read(cli_session *session, cli_parts *parts, cli_input *input)
{
    lode_bom_read_options options = session->settings->bom_read;
    const lode_status status = parts->bom ? LODE_OK : open_parts(session, parts);
    options.source = input->name;
    return status < 0 ? status
                      : lode_bom_read_callback(session->context, parts->bom, input_read,
                                               input, &options);
}

void parts_free(cli_parts *parts)
{
    lode_bom_free(parts->bom);
    lode_rules_unref(parts->rules);
}

/* ---- coverage ---- */

static bool is_known(const char *state)
{
    return strcmp(state, "classified") == 0 || strcmp(state, "declared") == 0;
}

/* One line for those who do not ask for the report. */
static void say_coverage(cli_session *session, const lode_table *coverage)
{
    const size_t n = lode_table_n_rows(coverage);
    const size_t state = lode_table_find_column(coverage, "state");
    const size_t composition = lode_table_find_column(coverage, "composition");
    const double *const kg =
        lode_table_reals(coverage, lode_table_find_column(coverage, "product_kg"));
    size_t n_known = 0, n_open = 0;
    double known_kg = 0.0, open_kg = 0.0;
    for (size_t i = 0; i < n; i++) {
        const char *const word = lode_table_text(coverage, state, i);
        const bool taken = lode_table_text(coverage, composition, i)[0] != '\0';
        if (strcmp(word, "left out") == 0) continue;
        if (is_known(word) && !taken) continue; /* the rows below it count */
        *(taken && is_known(word) ? &n_known : &n_open) += 1;
        if (!isnan(kg[i])) *(taken && is_known(word) ? &known_kg : &open_kg) += kg[i];
    }
    console_say(
        &session->console, LODE_NOTE,
        "%zu of %zu parts and materials are accounted for, %.3g of %.3g kg; 'lode "
        "import' lists them",
        n_known, n_known + n_open, known_kg, known_kg + open_kg);
}

lode_status parts_resolve(cli_session *session, const cli_parts *parts,
                          lode_builder *builder, lode_table **out_coverage)
{
    const cli_settings *const settings = session->settings;
    lode_bom_options options = settings->bom;
    options.home = settings->home;
    if (!options.home && settings->command.scope == SCOPE_ANALYSIS) {
        console_say(&session->console, LODE_ERROR,
                    "a bill of materials does not say where its product is used: --home "
                    "COUNTRY does");
        return LODE_E_INVALID;
    }
    const lode_status status =
        lode_bom_use_up(session->context, parts->bom, builder, &options, out_coverage);
    if (status >= 0 && settings->command.scope != SCOPE_IMPORT)
        say_coverage(session, *out_coverage);
    return status;
}
