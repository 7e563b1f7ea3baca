/* Every command of the `lode` program while memory fails: cli_sweep
 *
 * The program is the one that ships, but for the context, which gets memory that fails
 * (the linker puts __wrap_lode_context_new in place of lode_context_new), and main(),
 * which is called here in a process of its own for each run. A run ends as it would with
 * memory, to the byte, or says that there was none, and what it wrote to standard output
 * is then a beginning of the result. */
#include "../examples/cli/cli.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define LODE_TEST_MUST(condition, ...)                                                   \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            fprintf(stderr, __VA_ARGS__);                                                \
            fputc('\n', stderr);                                                         \
            abort();                                                                     \
        }                                                                                \
    } while (0)
#include "unit/counting.h"

int __real_main(int argc, char **argv); /* the program's */
int __wrap_main(void);
lode_status __real_lode_context_new(const lode_context_options *options,
                                    lode_context **out);
lode_status __wrap_lode_context_new(const lode_context_options *options,
                                    lode_context **out);

enum { MAX_WORDS = 16, OUTPUT_SIZE = 1 << 18 };

/* What is shared with the process of a run. */
static struct shared {
    lode_test_memory memory;
    char out[OUTPUT_SIZE], err[OUTPUT_SIZE];
} * shared;

lode_status __wrap_lode_context_new(const lode_context_options *options,
                                    lode_context **out)
{
    const lode_allocator allocator = lode_test_allocator(&shared->memory);
    lode_context_options counted = *options;
    counted.allocator = &allocator;
    return __real_lode_context_new(&counted, out);
}

/* How a run ended. */
typedef struct outcome {
    int code;
    size_t out_len, err_len;
    char *out, *err; /* owned */
} outcome;

static size_t load(int file, char text[OUTPUT_SIZE])
{
    const ssize_t len = pread(file, text, OUTPUT_SIZE, 0);
    LODE_TEST_MUST(len >= 0 && len < OUTPUT_SIZE, "cannot read what was written");
    close(file);
    return (size_t)len;
}

static int temporary_file(void)
{
    char name[] = "/tmp/lode-sweep-XXXXXX";
    const int file = mkstemp(name);
    LODE_TEST_MUST(file >= 0, "no temporary file");
    unlink(name);
    return file;
}

/* The process of one run; what it leaves of the context's memory is a leak. */
static void run_program(int argc, char **argv, int out, int err)
{
    LODE_TEST_MUST(dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0,
                   "no streams");
    const int code = __real_main(argc, argv);
    fflush(NULL);
    lode_test_balance(&shared->memory);
    _exit(code);
}

static outcome run(int argc, char **argv, size_t fail_at, bool fail_on)
{
    const int out = temporary_file(), err = temporary_file();
    int status = 0;
    shared->memory = (lode_test_memory){.fail_at = fail_at, .fail_on = fail_on};
    fflush(NULL);
    const pid_t process = fork();
    LODE_TEST_MUST(process >= 0, "no process");
    if (process == 0) run_program(argc, argv, out, err);
    LODE_TEST_MUST(waitpid(process, &status, 0) == process, "no end of a process");
    outcome end = {.out = shared->out, .err = shared->err};
    end.out_len = load(out, shared->out);
    end.err_len = load(err, shared->err);
    LODE_TEST_MUST(WIFEXITED(status), "%s, allocation %zu: ended by signal %d\n%.*s",
                   argv[1], fail_at, WTERMSIG(status), (int)end.err_len, end.err);
    end.code = WEXITSTATUS(status);
    return end;
}

static bool same(const outcome *a, const outcome *b)
{
    return a->code == b->code && a->out_len == b->out_len && a->err_len == b->err_len &&
           memcmp(a->out, b->out, a->out_len) == 0 &&
           memcmp(a->err, b->err, a->err_len) == 0;
}

static bool says_no_memory(const outcome *end, const outcome *whole)
{
    shared->err[end->err_len] = '\0';
    return end->code == EXIT_RESOURCES && strstr(end->err, "out of memory") != NULL &&
           end->out_len <= whole->out_len &&
           memcmp(end->out, whole->out, end->out_len) == 0;
}

static char *copy(const char *text, size_t len)
{
    char *const to = malloc(len + 1);
    LODE_TEST_MUST(to, "no memory");
    memcpy(to, text, len);
    return to;
}

static size_t sweep(int argc, char **argv)
{
    outcome whole = run(argc, argv, 0, false);
    LODE_TEST_MUST(whole.code == EXIT_DONE || whole.code == EXIT_FAILED,
                   "%s ends with %d\n%.*s", argv[1], whole.code, (int)whole.err_len,
                   whole.err);
    whole.out = copy(whole.out, whole.out_len);
    whole.err = copy(whole.err, whole.err_len);
    size_t k = 1;
    for (bool reached = true; reached; k++) {
        for (int on = 0; on < 2; on++) {
            const outcome end = run(argc, argv, k, on);
            reached = atomic_load(&shared->memory.failed);
            LODE_TEST_MUST(
                same(&end, &whole) || (reached && says_no_memory(&end, &whole)),
                "%s, allocation %zu%s: ends with %d\n%.*s", argv[1], k,
                on ? " and all after it" : "", end.code, (int)end.err_len, end.err);
        }
    }
    free(whole.out);
    free(whole.err);
    return k - 2;
}

/* What each command is given, by its name; analyses and the rest get a model. */
typedef struct given {
    const char *command, *words;
} given;

static const given special[] = {
    {"classify", "--rules tests/cli/models/magnets.rules.xml tests/cli/models/lines.txt"},
    {"lint", "tests/cli/models/magnets.rules.xml"},
    {"import", "--rules tests/cases/bom/test.rules.xml --home USA "
               "tests/cases/bom/reference.lode.xml tests/cases/bom/csv-levels/input.csv"},
    {"import", "--rules tests/cases/bom/test.rules.xml "
               "tests/cases/bom/reference.lode.xml tests/cases/bom/ipc-1752/input.xml"},
    {"diff", "--before tests/cases/magnet.lode.xml --after tests/cases/works.lode.xml"},
    {"data", "--data examples/data"},
    {"check", "tests/cases/valid/full/input.xml"},
    {"convert", "tests/cases/valid/full/input.xml"},
    {"convert", "--to=origins tests/cases/valid/full/input.xml"},
};

static size_t sweep_words(const char *command, const char *words)
{
    char text[512];
    char *argv[MAX_WORDS] = {(char[]){"lode"}, text};
    int argc = 2;
    snprintf(text, sizeof(text), "%s %s", command, words);
    for (char *at = text; (at = strchr(at, ' ')) && argc < MAX_WORDS - 1;) {
        *at++ = '\0';
        argv[argc++] = at;
    }
    const size_t n = sweep(argc, argv);
    printf("%6zu %s %s\n", n, command, words);
    return n;
}

static size_t sweep_command(const char *command)
{
    size_t n = 0;
    bool is_special = false;
    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
        if (strcmp(special[i].command, command) != 0) continue;
        is_special = true;
        n += sweep_words(command, special[i].words);
    }
    if (is_special) return n;
    return sweep_words(command, "--format=json tests/cli/models/halves.lode.xml "
                                "tests/cli/models/halves-ways.lode.xml");
}

int __wrap_main(void)
{
    size_t total = 0;
    cli_command command;
    LODE_TEST_MUST(chdir(LODE_TEST_SOURCE_DIR) == 0, "no source folder");
    shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    LODE_TEST_MUST(shared != MAP_FAILED, "no shared memory");
    for (size_t i = 0; command_at(i, &command); i++) total += sweep_command(command.name);
    printf("%6zu allocations failed once and for good\n", total);
    return 0;
}
