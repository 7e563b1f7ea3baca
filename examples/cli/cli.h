/* What the files of the `lode` program share. It is a host like any other and uses the
 * public API only. */
#ifndef LODE_CLI_H
#define LODE_CLI_H

#include <lode.h>

#include <limits.h>
#include <stdio.h>

/* How the program ends; stable, and independent of lode_status. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1, /* ran, and a check failed */
    EXIT_USAGE = 2,
    EXIT_DATA = 3,
    EXIT_IO = 4,
    EXIT_RESOURCES = 5,
    EXIT_INTERNAL = 70,
    EXIT_INTERRUPTED = 130
};

typedef enum table_format { TABLE_TEXT, TABLE_CSV, TABLE_JSON } table_format;
typedef enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color_choice;

/* Which commands an option is for; a command has one bit. */
enum scope {
    SCOPE_PROGRAM = 1, /* before the command */
    SCOPE_CHECK = 2,
    SCOPE_CONVERT = 4,
    SCOPE_ANALYSIS = 8,
    SCOPE_DATA = 16,
    SCOPE_CLASSIFY = 32,
    SCOPE_LINT = 64,
    SCOPE_DIFF = 128,
    SCOPE_IMPORT = 256,
    SCOPE_ALL = 511
};

enum { N_BASES = 4 };

#define COUNT_LIMIT(NAME, code, name, standard, most, text) +1
enum { N_LIMITS = 1 LODE_LIMIT_MAP(COUNT_LIMIT) };
#undef COUNT_LIMIT

/* What a text says of a part. */
enum part_field {
    PART_DESCRIPTION = 1,
    PART_NUMBER = 2,
    PART_MATERIAL = 4,
    PART_CAS = 8,
    PART_CODE = 16,
    PART_ALL = 31
};

typedef struct cli_session cli_session;

/* One command; `summary` is its line in the help. */
typedef struct cli_command {
    const char *name; /* NULL: none yet */
    enum scope scope;
    lode_status (*run)(cli_session *session);
    const char *summary;
    const lode_analysis *analysis; /* NULL: it is none */
    const lode_column *columns;    /* of its result, ended by one without a name; NULL: it
                                      takes no --columns */
    bool takes_no_files;
} cli_command;

/* What the command line says. Texts belong to argv. */
typedef struct cli_settings {
    cli_command command;
    void *analysis_options; /* the options struct of its analysis; owned */

    char **files; /* [n_files] */
    size_t n_files;
    const char **products; /* [n_products]; owned */
    size_t n_products;
    const char **before, **after; /* [n_before], [n_after] files of diff; owned */
    size_t n_before, n_after;
    const char **rules; /* [n_rules] rule files; owned */
    size_t n_rules;
    uint32_t part_field; /* what the texts to classify are: PART_ bits; 0: all */
    const char *scheme;  /* of customs codes */
    lode_bom_read_options bom_read;
    lode_bom_options bom;
    const char *home;
    int32_t year;
    lode_basis bases[N_BASES];
    size_t n_bases;

    table_format format;
    const char *columns; /* names of those to write, commas between; NULL: as they come */
    lode_format to;      /* of convert */
    const char *output;  /* NULL: standard output */
    const char *data;    /* directory of the reference data; NULL: look for it */
    uint32_t threads;
    uint64_t limits[N_LIMITS]; /* 0: the library's */
    int verbosity; /* -1: errors, 0: warnings, 1: notes as well */
    color_choice color;
    bool strict, no_progress, help, version, all;
} cli_settings;

/* ---- console.c: the standard error stream ---- */

typedef struct cli_console {
    int verbosity;
    size_t max_warnings, max_notes; /* those beyond are counted only */
    bool color, progress;
    bool painted; /* a line of progress is in view */
    int64_t painted_ms;
    size_t errors, warnings, hidden_warnings, notes;
} cli_console;

void console_open(cli_console *console, const cli_settings *settings);
/* A line of the program's own: `lode: error: text`. */
void console_say(cli_console *console, lode_severity severity, const char *format, ...);
/* Takes away the line of progress and says what was left out. */
void console_close(cli_console *console);
/* lode_log_fn and lode_progress_fn; `user` is the console. */
void console_log(const lode_diagnostic *diagnostic, void *user);
int console_progress(uint64_t done, uint64_t total, void *user);
/* From here on SIGINT, SIGTERM and SIGHUP cancel what runs instead of ending the
 * program. */
void catch_signals(const cli_settings *settings);
bool interrupted(void);

/* ---- a command at work ---- */

struct cli_session {
    const cli_settings *settings;
    lode_context *context;
    cli_console console;
    bool failed; /* it ran, and a check failed */
};

lode_status cmd_check(cli_session *session);
lode_status cmd_convert(cli_session *session);
lode_status cmd_analysis(cli_session *session);
lode_status cmd_diff(cli_session *session);
lode_status cmd_classify(cli_session *session);
lode_status cmd_lint(cli_session *session);
lode_status cmd_import(cli_session *session);
lode_status cmd_data(cli_session *session);

/* ---- main.c ---- */

/* Command `index` of all, the analyses among them; false past the last. */
bool command_at(size_t index, cli_command *out);

/* ---- options.c ---- */

typedef int (*option_setter)(cli_settings *settings, const char *value);

typedef struct option_row {
    const char *name;
    char letter; /* 0: none */
    uint32_t scope;
    const char *argument; /* NULL: takes none */
    option_setter set;    /* non-zero: the value is not one */
    const char *doc;
} option_row;

/* The options that do not come from an analysis; NULL past the last. */
const option_row *option_at(size_t index);

/* ---- arguments.c ---- */

/* Reads the options in argv[1..argc); argv[0] is the program or the command. Before the
 * command it stops at the first word that is no option, after it words are moved behind
 * the options. Gives the index of the first word not read, or -1 after a usage error that
 * has been said. */
int parse_options(cli_settings *settings, int argc, char **argv);
/* Says a usage error that `format` describes; -1. */
int say_usage(const cli_settings *settings, const char *format, ...);

/* ---- values.c: the values of options ---- */

/* Each returns 0, or -1 where the text is no such value. */
int parse_real(const char *text, double *out);
int parse_whole(const char *text, uint64_t max, uint64_t *out);
int parse_count(const char *text, uint32_t max, uint32_t *out);
/* Joins to `*out` the bits of the words in `text`, which commas separate; `choices` as in
 * lode_analysis_option. */
int parse_choices(const char *text, const char *choices, uint32_t *out);
/* Puts a value into the options struct of an analysis. `max_texts` limits how often an
 * option with texts can be given. */
int set_analysis_option(void *options, const lode_analysis_option *option,
                        const char *value, size_t max_texts);
/* Text `index` that was given for an option of texts or of one; NULL past the last. */
const char *analysis_text(const void *options, const lode_analysis_option *option,
                          size_t index);
void free_analysis_options(void *options, const lode_analysis *analysis);

/* ---- help.c ---- */

void show_version(void);
void show_help(const cli_settings *settings);
/* What stands for the value of an option, such as `production|exports`; NULL: it takes
 * none. */
enum { FORM_LEN = 160 };
const char *option_form(const lode_analysis_option *option, char form[FORM_LEN]);

/* ---- suggest.c ---- */

/* Word `index` of a list, NULL past the last. */
typedef const char *(*word_at)(size_t index, const void *user);
/* The word nearest to one that is not in the list, NULL where none is near. */
const char *nearest_word(const char *word, word_at at, const void *user);

/* ---- scenarios.c ---- */

/* Says what scenarios of the analysis' options are misspelt: LODE_E_UNKNOWN where one is.
 */
lode_status check_scenarios(cli_session *session, const lode_model *model);

/* ---- data.c: the reference data that comes with the program ---- */

/* The directory it is in: as --data or LODE_DATA say, or what was installed with the
 * program. Says what is wrong. */
lode_status data_directory(cli_session *session, char path[PATH_MAX]);
/* The file that `@name` stands for: `name` or `name.lode.xml` in that directory. */
lode_status data_path(cli_session *session, const char *name, char path[PATH_MAX]);

/* ---- load.c ---- */

/* Reads all files into one model, after `more` of its own. `out_coverage` gets what
 * became of bills of materials, NULL where none was read; it may be NULL. */
lode_status read_model(cli_session *session, lode_model **out);
lode_status read_model_with(cli_session *session, const char *const *more, size_t n_more,
                            lode_model **out, lode_table **out_coverage);
/* Compiles it for the products asked for. */
lode_status compile_model(cli_session *session, lode_model *model, lode_network **out);

/* Reads rule files, each on top of those before it. */
lode_status read_rules(cli_session *session, const char *const *files, size_t n_files,
                       lode_rules **out);
/* Those that --rules names, or the shipped ones. */
lode_status read_chosen_rules(cli_session *session, lode_rules **out);

/* ---- parts.c: bills of materials among the files ---- */

typedef struct cli_parts {
    lode_rules *rules;
    lode_bom *bom; /* NULL: no file is a bill of materials */
} cli_parts;

/* Bytes of a file that were read to tell what it is, and the rest of it. */
typedef struct cli_input {
    FILE *stream;
    const char *name;
    size_t used, given;
    char head[65536];
} cli_input;

/* Opens a file or standard input; says what is wrong. */
lode_status input_open(cli_session *session, const char *path, cli_input *input);
/* lode_read_fn; `user` is the input. */
int64_t input_read(void *data, size_t capacity, void *user);
void input_close(cli_input *input);

bool is_parts(const cli_session *session, const cli_input *input);
lode_status parts_read(cli_session *session, cli_parts *parts, cli_input *input);
/* Puts them into the model; one line says how much of them is accounted for. */
lode_status parts_resolve(cli_session *session, const cli_parts *parts,
                          lode_builder *builder, lode_table **out_coverage);
void parts_free(cli_parts *parts);

/* ---- output.c ---- */

/* Where a result goes: standard output, a device, or a file that takes its name only when
 * it is whole. */
typedef struct cli_output {
    FILE *stream;
    const char *name; /* for messages */
    char *target;    /* the name the file is to have, links followed; NULL: not renamed */
    char *temporary; /* the name it has until then */
    int error;       /* errno of the first write that failed */
} cli_output;

/* Says early where --output cannot lead to a file. */
lode_status output_check(cli_session *session);
/* `path` NULL or `-`: standard output. */
lode_status output_open(cli_session *session, const char *path, cli_output *output);
/* lode_write_fn; `user` is the output. */
int output_write(const void *data, size_t size, void *user);
/* Completes the output where `status` is a success and drops it otherwise. */
lode_status output_close(cli_session *session, cli_output *output, lode_status status);

/* Writes a table where and how the command line says. */
lode_status write_result(cli_session *session, lode_table *table, const char *path);

/* ---- columns.c ---- */

/* Says which name that --columns gives is none of the command's, as far as that is known
 * before anything is read; -1 then. */
int check_columns(const cli_settings *settings);
/* The same before anything is computed: LODE_E_INVALID. */
lode_status check_columns_of(cli_session *session, const lode_model *model);

/* The columns that --columns asks for, as a table to be freed. */
lode_status select_columns(cli_session *session, lode_table *table, lode_table **out);

/* ---- show.c ---- */

/* Writes a table for people; `as_it_is`: every column, in the order they have. False: out
 * of memory. */
bool show_table(FILE *stream, const lode_table *table, bool as_it_is);

#endif
