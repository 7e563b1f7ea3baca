/* `lode COMMAND [options] FILE...`: the library at the command line. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const cli_command commands[] = {
    {"check", SCOPE_CHECK, cmd_check, "checks a model and says what is in it", NULL, NULL,
     false},
    {"convert", SCOPE_CONVERT, cmd_convert,
     "writes a model in its canonical form, or as CSV", NULL, NULL, false},
    {"import", SCOPE_IMPORT, cmd_import,
     "makes a model of bills of materials, says what is covered", NULL, NULL, false},
    {"classify", SCOPE_CLASSIFY, cmd_classify,
     "says which materials texts of parts speak of", NULL, NULL, false},
    {"lint", SCOPE_LINT, cmd_lint, "holds rule files against their examples", NULL, NULL,
     false},
    {"data", SCOPE_DATA, cmd_data, "says where the reference data is and what is in it",
     NULL, NULL, true},
    {"diff", SCOPE_DIFF, cmd_diff, NULL, NULL, NULL, false},
};
enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

/* Of what the library describes. */
static void describe(cli_command *command, const lode_analysis *analysis)
{
    command->summary = analysis->summary;
    command->analysis = analysis;
    command->columns = analysis->columns;
}

bool command_at(size_t index, cli_command *out)
{
    if (index < N_COMMANDS) {
        *out = commands[index];
        if (out->scope == SCOPE_DIFF) describe(out, lode_analysis_diff());
        if (out->scope == SCOPE_IMPORT) out->columns = lode_bom_columns();
        if (out->scope == SCOPE_CLASSIFY) out->columns = lode_classify_columns();
        return true;
    }
    const lode_analysis *const analysis = lode_analysis_at(index - N_COMMANDS);
    if (!analysis) return false;
    *out = (cli_command){
        .name = analysis->name, .scope = SCOPE_ANALYSIS, .run = cmd_analysis};
    describe(out, analysis);
    return true;
}

static const char *command_name_at(size_t index, const void *user)
{
    (void)user;
    cli_command command;
    return command_at(index, &command) ? command.name : NULL;
}

/* ---- the end ---- */

static int status_exit(lode_status status)
{
    switch (status) {
    case LODE_E_INVALID: /* a figure of the command line that the library refuses */
        return EXIT_USAGE;
    case LODE_E_IO:
        return EXIT_IO;
    case LODE_E_NOMEM:
    case LODE_E_LIMIT:
        return EXIT_RESOURCES;
    case LODE_E_CANCELLED:
        return EXIT_INTERRUPTED;
    case LODE_E_PARSE:
    case LODE_E_FORMAT:
    case LODE_E_VALUE:
    case LODE_E_UNKNOWN:
    case LODE_E_CONFLICT:
    case LODE_E_CYCLE:
    case LODE_E_UNIT:
    case LODE_E_SHARES:
        return EXIT_DATA;
    default:
        return EXIT_INTERNAL;
    }
}

static int conclude(cli_session *session, lode_status status)
{
    cli_console *const console = &session->console;
    if (interrupted()) return EXIT_INTERRUPTED;
    if (status < 0) {
        if (console->errors == 0)
            console_say(console, LODE_ERROR, "%s [%s]", lode_status_text(status),
                        lode_status_name(status));
        return status_exit(status);
    }
    if (session->failed) return EXIT_FAILED;
    if (!session->settings->strict || console->warnings == 0) return EXIT_DONE;
    console_say(console, LODE_ERROR, "%zu warning%s, none allowed", console->warnings,
                console->warnings == 1 ? "" : "s");
    return EXIT_FAILED;
}

/* What the program has printed itself must have arrived, too. */
static int flush_output(void)
{
    if (fflush(stdout) == 0) return EXIT_DONE;
    fprintf(stderr, "lode: error: cannot write standard output: %s\n", strerror(errno));
    return EXIT_IO;
}

/* ---- the way through ---- */

static int run_command(const cli_settings *settings)
{
    cli_session session = {.settings = settings};
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    console_open(&session.console, settings);
    options.n_threads = settings->threads;
    options.log = console_log;
    options.log_user = &session.console;
    options.progress = console_progress;
    options.progress_user = &session.console;
    options.max_diagnostics = 1; /* all are shown as they come */
    catch_signals(settings);
    lode_status status = lode_context_new(&options, &session.context);
    for (lode_limit limit = 1; limit < N_LIMITS && status >= 0; limit++)
        if (settings->limits[limit] > 0)
            status =
                lode_context_set_limit(session.context, limit, settings->limits[limit]);
    if (status >= 0) status = output_check(&session);
    if (status >= 0) status = settings->command.run(&session);
    const int code = conclude(&session, status);
    console_close(&session.console);
    lode_context_free(session.context);
    return code;
}

static int find_command(cli_settings *settings, const char *name)
{
    cli_command command;
    for (size_t i = 0; command_at(i, &command); i++) {
        if (strcmp(command.name, name) == 0) {
            settings->command = command;
            return 0;
        }
    }
    const char *const near = nearest_word(name, command_name_at, NULL);
    if (near)
        return say_usage(settings, "no command '%s': did you mean '%s'?", name, near);
    return say_usage(settings, "no command '%s'", name);
}

/* Room for what the options of the command may give. */
static int prepare(cli_settings *settings, size_t n_words)
{
    const lode_analysis *const analysis = settings->command.analysis;
    settings->products = calloc(n_words + 1, sizeof(*settings->products));
    settings->rules = calloc(n_words + 1, sizeof(*settings->rules));
    settings->before = calloc(n_words + 1, sizeof(*settings->before));
    settings->after = calloc(n_words + 1, sizeof(*settings->after));
    if (!settings->products || !settings->rules || !settings->before || !settings->after)
        return -1;
    if (!analysis) return 0;
    settings->analysis_options = calloc(1, analysis->options_size);
    if (!settings->analysis_options) return -1;
    const uint32_t size = (uint32_t)analysis->options_size;
    memcpy(settings->analysis_options, &size, sizeof(size));
    return 0;
}

static size_t count_standard(const char *const *files, size_t n_files)
{
    size_t n = 0;
    for (size_t i = 0; i < n_files; i++) n += strcmp(files[i], "-") == 0;
    return n;
}

static int check_files(const cli_settings *settings)
{
    const bool any = settings->n_files > 0;
    if (count_standard((const char *const *)settings->files, settings->n_files) +
            count_standard(settings->before, settings->n_before) +
            count_standard(settings->after, settings->n_after) >
        1)
        return say_usage(settings, "'-' is given twice: standard input is read once");
    if (settings->command.scope == SCOPE_DIFF) {
        if (settings->n_before > 0 && settings->n_after > 0) return 0;
        return say_usage(settings, "no '--%s' given",
                         settings->n_before > 0 ? "after" : "before");
    }
    if (settings->command.takes_no_files && any)
        return say_usage(settings, "takes no FILE, '%s' was given", settings->files[0]);
    if (!settings->command.takes_no_files && !any)
        return say_usage(settings, "no FILE given; '-' is standard input");
    return 0;
}

/* argv[0] is the command. */
static int enter_command(cli_settings *settings, int argc, char **argv)
{
    if (find_command(settings, argv[0]) != 0) return EXIT_USAGE;
    if (prepare(settings, (size_t)argc) != 0) {
        fprintf(stderr, "lode: error: out of memory\n");
        return EXIT_RESOURCES;
    }
    const int first = parse_options(settings, argc, argv);
    if (first < 0) return EXIT_USAGE;
    if (settings->help) {
        show_help(settings);
        return flush_output();
    }
    settings->files = argv + first;
    settings->n_files = (size_t)(argc - first);
    if (check_files(settings) != 0 || check_columns(settings) != 0) return EXIT_USAGE;
    return run_command(settings);
}

static int enter_program(cli_settings *settings, int argc, char **argv)
{
    const int first = parse_options(settings, argc, argv);
    if (first < 0) return EXIT_USAGE;
    if (settings->help || settings->version) {
        if (settings->help)
            show_help(settings);
        else
            show_version();
        return flush_output();
    }
    if (first < argc) return enter_command(settings, argc - first, argv + first);
    say_usage(settings, "no command given");
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    cli_settings settings = {.command = {.scope = SCOPE_PROGRAM},
                             .bom_read = LODE_BOM_READ_OPTIONS_INIT,
                             .bom = LODE_BOM_OPTIONS_INIT};
    const int code = enter_program(&settings, argc, argv);
    free_analysis_options(settings.analysis_options, settings.command.analysis);
    free(settings.products);
    free(settings.rules);
    free(settings.before);
    free(settings.after);
    return code;
}
