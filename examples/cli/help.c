/* Help and versions, from the tables of commands, analyses and options. */
#include "cli.h"

#include <string.h>

void show_version(void)
{
    printf("%s\n", lode_build_info());
}

static void show_option(char letter, const char *name, const char *argument,
                        const char *doc)
{
    char left[FORM_LEN + 64];
    char short_form[] = "-?, ";
    short_form[1] = letter;
    snprintf(left, sizeof(left), "%s--%s%s%s", letter ? short_form : "    ", name,
             argument ? " " : "", argument ? argument : "");
    printf(strlen(left) <= 28 ? "  %-28s  %s\n" : "  %s\n%32s%s\n", left,
           strlen(left) <= 28 ? doc : "", doc);
}

static void show_options(enum scope scope)
{
    printf("\nOptions:\n");
    for (size_t i = 0; option_at(i); i++) {
        const option_row *const row = option_at(i);
        if (row->scope & scope)
            show_option(row->letter, row->name, row->argument, row->doc);
    }
}

static void show_program_help(void)
{
    printf("Usage: lode COMMAND [options] FILE...\n\n"
           "Tells which countries a product depends on for its critical minerals. FILEs "
           "are\n"
           "model files and CSV relations, read together as one model; '-' is standard "
           "input,\n"
           "@NAME the file of that name in the reference data.\n"
           "\nCommands:\n");
    cli_command command;
    for (size_t i = 0; command_at(i, &command); i++)
        printf("  %-14s  %s\n", command.name, command.summary);
    show_options(SCOPE_PROGRAM);
    printf(
        "\nExit codes: 0 done, 1 a check failed, 2 usage, 3 bad input data, 4 reading "
        "or\n"
        "writing failed, 5 out of memory or limits, 70 internal fault, 130 interrupted.\n"
        "\n'lode COMMAND --help' tells more.\n");
}

const char *option_form(const lode_analysis_option *option, char form[FORM_LEN])
{
    switch (option->type) {
    case LODE_OPTION_REAL:
        return "X";
    case LODE_OPTION_COUNT:
        return "N";
    case LODE_OPTION_TEXT:
    case LODE_OPTION_TEXTS:
        return "NAME";
    case LODE_OPTION_SWITCH:
        return NULL;
    default:
        break;
    }
    size_t len = 0;
    for (const char *at = option->choices; *at; at += strspn(at, " ")) {
        const size_t name_len = strcspn(at, "=");
        if (len + name_len + 2 > FORM_LEN) break;
        if (len > 0) form[len++] = '|';
        memcpy(form + len, at, name_len);
        len += name_len;
        at += strcspn(at, " ");
    }
    form[len] = '\0';
    return form;
}

static void show_columns(const cli_command *command)
{
    if (command->columns) printf("\nColumns:\n");
    for (const lode_column *column = command->columns; column && column->name; column++)
        printf("  %-20s  %s\n", column->name, column->doc);
    if (command->analysis && command->analysis->flags & LODE_ANALYSIS_OPEN)
        printf("  one for each scenario\n");
}

static void show_command_help(const cli_command *command)
{
    const lode_analysis *const analysis = command->analysis;
    char form[FORM_LEN];
    const char *const files = command->scope == SCOPE_DIFF
                                  ? " --before FILE --after FILE [FILE...]"
                              : command->takes_no_files ? ""
                                                        : " FILE...";
    printf("Usage: lode %s [options]%s\n\n%s\n", command->name, files, command->summary);
    if (analysis && analysis->n_options > 0) printf("\nOptions of this analysis:\n");
    for (size_t i = 0; analysis && i < analysis->n_options; i++) {
        const lode_analysis_option *const option = &analysis->options[i];
        show_option(0, option->name, option_form(option, form), option->doc);
    }
    show_options(command->scope);
    show_columns(command);
}

void show_help(const cli_settings *settings)
{
    if (settings->command.name)
        show_command_help(&settings->command);
    else
        show_program_help();
}
