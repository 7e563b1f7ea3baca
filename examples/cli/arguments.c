/* The command line read: options of the table, those that the analysis at hand declares,
 * files. */
#include "cli.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Values of long options; letters are below. */
enum { FIRST_ROW = 256, FIRST_OWN = 512 };

/* One option, from either list. */
typedef struct any_option {
    const option_row *row; /* NULL: own */
    const lode_analysis_option *own;
} any_option;

typedef struct arg_parser {
    cli_settings *settings;
    size_t max_texts; /* no option can be given more often */
    struct option *longs;
    char letters[64];
} arg_parser;

static const char *option_name(any_option option)
{
    return option.row ? option.row->name : option.own->name;
}

static bool takes_value(any_option option)
{
    return option.row ? option.row->argument != NULL
                      : option.own->type != LODE_OPTION_SWITCH;
}

/* Option `index` of a command: first of the table, then of the analysis. */
static bool option_of(const cli_command *command, size_t index, any_option *out,
                      int *out_value)
{
    const lode_analysis *const analysis = command->analysis;
    for (size_t i = 0; option_at(i); i++) {
        if (!(option_at(i)->scope & command->scope) || index-- > 0) continue;
        *out = (any_option){option_at(i), NULL};
        *out_value = FIRST_ROW + (int)i;
        return true;
    }
    if (!analysis || index >= analysis->n_options) return false;
    *out = (any_option){NULL, &analysis->options[index]};
    *out_value = FIRST_OWN + (int)index;
    return true;
}

/* ---- what getopt_long() wants ---- */

static char *add_letter(char *to, any_option option)
{
    if (!option.row || !option.row->letter) return to;
    *to++ = option.row->letter;
    if (takes_value(option)) *to++ = ':';
    return to;
}

static bool parser_init(arg_parser *parser, cli_settings *settings, size_t max_texts)
{
    any_option option;
    int value;
    size_t n = 0;
    while (option_of(&settings->command, n, &option, &value)) n++;
    *parser = (struct arg_parser){.settings = settings, .max_texts = max_texts};
    parser->longs = calloc(n + 1, sizeof(*parser->longs));
    if (!parser->longs) return false;
    char *letters = parser->letters;
    if (settings->command.scope == SCOPE_PROGRAM) *letters++ = '+';
    *letters++ = ':';
    for (size_t i = 0; option_of(&settings->command, i, &option, &value); i++) {
        const int has_value = takes_value(option) ? required_argument : no_argument;
        parser->longs[i] = (struct option){option_name(option), has_value, NULL, value};
        letters = add_letter(letters, option);
    }
    return true;
}

/* The option that a value of getopt_long() stands for: a number of ours or a letter. */
static any_option option_by_value(const arg_parser *parser, int value)
{
    if (value >= FIRST_OWN)
        return (any_option){
            NULL, &parser->settings->command.analysis->options[value - FIRST_OWN]};
    if (value >= FIRST_ROW)
        return (any_option){option_at((size_t)(value - FIRST_ROW)), NULL};
    for (size_t i = 0; option_at(i); i++) {
        if (option_at(i)->letter == value) return (any_option){option_at(i), NULL};
    }
    return (any_option){NULL, NULL};
}

/* ---- usage errors ---- */

static const char *command_name(const cli_settings *settings)
{
    return settings->command.name ? settings->command.name : "";
}

int say_usage(const cli_settings *settings, const char *format, ...)
{
    const char *const name = command_name(settings), *const blank = name[0] ? " " : "";
    va_list args;
    fprintf(stderr, "lode%s%s: ", blank, name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nTry 'lode%s%s --help'.\n", blank, name);
    return -1;
}

static bool has_option(const cli_command *command, const char *name)
{
    any_option option;
    int value;
    for (size_t i = 0; option_of(command, i, &option, &value); i++) {
        if (strcmp(option_name(option), name) == 0) return true;
    }
    return false;
}

/* Joins the names of the commands that have an option. */
static void list_owners(const char *name, char *text, size_t capacity)
{
    cli_command command;
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; command_at(i, &command) && len < capacity; i++) {
        if (has_option(&command, name))
            len += (size_t)snprintf(text + len, capacity - len, "%s%s",
                                    len > 0 ? ", " : "", command.name);
    }
}

static const char *long_name_at(size_t index, const void *user)
{
    return ((const struct option *)user)[index].name;
}

/* `word` is as it was given, such as `--levl=0.5`. */
static int say_unknown(const arg_parser *parser, const char *word)
{
    char name[64], owners[256];
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
    list_owners(name, owners, sizeof(owners));
    if (owners[0])
        return say_usage(parser->settings, "option '--%s' is for %s", name, owners);
    const char *const near = nearest_word(name, long_name_at, parser->longs);
    if (near)
        return say_usage(parser->settings, "no option '--%s': did you mean '--%s'?", name,
                         near);
    return say_usage(parser->settings, "no option '--%s'", name);
}

/* getopt_long() leaves in optopt the option whose value is wrong, a letter that is none,
 * or 0. */
static int say_refused(const arg_parser *parser, int found, const char *word)
{
    const any_option option = option_by_value(parser, optopt);
    if (found == ':' || optopt >= FIRST_ROW)
        return say_usage(parser->settings, "option '--%s' takes %s value",
                         option_name(option), found == ':' ? "a" : "no");
    if (optopt) return say_usage(parser->settings, "no option '-%c'", optopt);
    return say_unknown(parser, word);
}

/* ---- the way through ---- */

/* What a value of a row of the table must be, where its argument tells. */
static const char *row_expectation(const option_row *row)
{
    static const struct {
        const char *argument, *expected;
    } known[] = {{"N", "a whole number from 1 to 1024 is expected"},
                 {"YEAR", "a year such as 2024 is expected"},
                 {"X", "a number is expected"},
                 {"KG", "a number is expected"}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (row->argument && strcmp(known[i].argument, row->argument) == 0)
            return known[i].expected;
    }
    return row->doc;
}

/* What a value must be. */
static const char *expectation(any_option option, char form[FORM_LEN])
{
    if (option.row) return row_expectation(option.row);
    switch (option.own->type) {
    case LODE_OPTION_REAL:
        return "a number above 0 is expected";
    case LODE_OPTION_COUNT:
        return "a whole number above 0 is expected";
    default:
        return option_form(option.own, form);
    }
}

static int apply(const arg_parser *parser, any_option option, const char *value)
{
    cli_settings *const settings = parser->settings;
    char form[FORM_LEN];
    const int refused = option.row
                            ? option.row->set(settings, value)
                            : set_analysis_option(settings->analysis_options, option.own,
                                                  value, parser->max_texts);
    if (refused)
        return say_usage(settings, "option '--%s' cannot be '%s': %s",
                         option_name(option), value, expectation(option, form));
    return 0;
}

static int read_all(const arg_parser *parser, int argc, char **argv)
{
    optind = 0; /* start anew: the command line is read in two parts */
    opterr = 0;
    for (;;) {
        optopt = 0;
        const int found = getopt_long(argc, argv, parser->letters, parser->longs, NULL);
        if (found < 0) return optind;
        if (found == '?' || found == ':')
            return say_refused(parser, found, argv[optind - 1]);
        if (apply(parser, option_by_value(parser, found), optarg) != 0) return -1;
    }
}

int parse_options(cli_settings *settings, int argc, char **argv)
{
    arg_parser parser;
    if (!parser_init(&parser, settings, (size_t)argc))
        return say_usage(settings, "out of memory");
    const int first = read_all(&parser, argc, argv);
    free(parser.longs);
    return first;
}
