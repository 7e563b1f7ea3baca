/* The standard error stream: diagnostics, progress, and what a user's interrupt does. */
#include "cli.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_WARNINGS = 20, MAX_NOTES = 10, PAINT_EVERY_MS = 100, LINE_LEN = 1200 };

/* Signals reach a program as a whole, so this one fact about it is global. */
static volatile sig_atomic_t interrupt_seen;

static void on_interrupt(int signal)
{
    (void)signal;
    interrupt_seen = 1;
}

/* Without SA_RESTART, so that a read that waits for a terminal or a pipe comes back. A
 * signal that whoever started the program had ignored, as nohup does, stays ignored. */
void catch_signals(const cli_settings *settings)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = on_interrupt}, old;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a fault like a full disk */
    /* Where the result goes to a file it is wanted even if nobody reads the messages. */
    if (settings->output) signal(SIGPIPE, SIG_IGN);
}

bool interrupted(void)
{
    return interrupt_seen != 0;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True for a terminal that more can be sent to than letters. */
static bool takes_escapes(void)
{
    const char *const term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

static bool wants_color(color_choice choice)
{
    const char *const no_color = getenv("NO_COLOR");
    if (choice != COLOR_AUTO) return choice == COLOR_ALWAYS;
    return takes_escapes() && !(no_color && no_color[0]);
}

void console_open(cli_console *console, const cli_settings *settings)
{
    const bool all = settings->verbosity > 0 || settings->command.scope == SCOPE_CHECK;
    *console =
        (struct cli_console){.verbosity = settings->verbosity,
                             .max_warnings = all ? SIZE_MAX : MAX_WARNINGS,
                             .max_notes = settings->verbosity > 0 ? SIZE_MAX : MAX_NOTES};
    if (settings->command.scope == SCOPE_CHECK && settings->verbosity == 0)
        console->verbosity = 1; /* check tells everything, but for notes without end */
    console->color = wants_color(settings->color);
    console->progress =
        !settings->no_progress && settings->verbosity >= 0 && takes_escapes();
    console->painted_ms = now_ms(); /* what is done in no time shows none */
}

static void unpaint(cli_console *console)
{
    if (console->painted) fputs("\r\033[K", stderr);
    console->painted = false;
}

/* Counts a message and says whether it is to be seen. */
static bool admit(cli_console *console, lode_severity severity)
{
    if (severity == LODE_ERROR) console->errors++;
    if (severity == LODE_WARNING && ++console->warnings > console->max_warnings) {
        console->hidden_warnings += console->verbosity >= 0;
        return false;
    }
    return (int)LODE_ERROR - severity <= console->verbosity + 1;
}

/* Writes a line, the word of its severity in colour. */
static void put_line(const cli_console *console, lode_severity severity, const char *line)
{
    static const char *const words[] = {"note: ", "warning: ", "error: "};
    static const char *const colors[] = {"\033[36m", "\033[35m", "\033[31m"};
    const char *const word = strstr(line, words[severity]);
    if (!console->color || !word) {
        fprintf(stderr, "%s\n", line);
        return;
    }
    const int len = (int)strlen(words[severity]) - 1;
    fprintf(stderr, "%.*s%s%.*s\033[0m%s\n", (int)(word - line), line, colors[severity],
            len, word, word + len);
}

void console_say(cli_console *console, lode_severity severity, const char *format, ...)
{
    static const char *const words[] = {"note", "warning", "error"};
    char line[LINE_LEN];
    if (!admit(console, severity)) return;
    const int start = snprintf(line, sizeof(line), "lode: %s: ", words[severity]);
    va_list args;
    va_start(args, format);
    vsnprintf(line + start, sizeof(line) - (size_t)start, format, args);
    va_end(args);
    unpaint(console);
    put_line(console, severity, line);
}

void console_log(const lode_diagnostic *diagnostic, void *user)
{
    cli_console *const console = user;
    const lode_severity severity = lode_diagnostic_severity(diagnostic);
    const lode_status status = lode_diagnostic_status(diagnostic);
    const char *const prefix = lode_diagnostic_source(diagnostic)[0] ? "" : "lode: ";
    char line[LINE_LEN];
    /* What could not be written, and why, is said where it is known. */
    if (interrupted() || (status == LODE_E_IO && prefix[0])) return;
    if (!admit(console, severity)) return;
    if (severity == LODE_NOTE && ++console->notes > console->max_notes) return;
    const size_t start = strlen(prefix);
    memcpy(line, prefix, start);
    lode_diagnostic_format(diagnostic, line + start, sizeof(line) - start);
    unpaint(console);
    put_line(console, severity, line);
}

int console_progress(uint64_t done, uint64_t total, void *user)
{
    cli_console *const console = user;
    if (!console->progress || interrupted()) return interrupted();
    const int64_t now = now_ms();
    if (now - console->painted_ms < PAINT_EVERY_MS) return 0;
    console->painted_ms = now;
    console->painted = true;
    if (total > 0)
        fprintf(stderr, "\r\033[K%.0f %%", 100.0 * (double)done / (double)total);
    else
        fprintf(stderr, "\r\033[K%llu", (unsigned long long)done);
    return 0;
}

void console_close(cli_console *console)
{
    unpaint(console);
    if (console->notes > console->max_notes)
        fprintf(stderr, "lode: %zu more notes; --verbose shows them\n",
                console->notes - console->max_notes);
    if (console->hidden_warnings > 0)
        fprintf(stderr, "lode: %zu more warnings; --verbose or 'lode check' shows them\n",
                console->hidden_warnings);
}
