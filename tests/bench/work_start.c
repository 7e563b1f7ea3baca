/* From the call of a program to its end. */
#include "bench.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

typedef struct start_case {
    const char *cli;
    posix_spawn_file_actions_t actions;
    bool failed;
} start_case;

static bool setup(const workload *w, const settings *s, work *out)
{
    (void)w;
    if (!s->cli) return false;
    start_case *c = need(1, sizeof *c);
    c->cli = s->cli;
    if (posix_spawn_file_actions_init(&c->actions) != 0 ||
        posix_spawn_file_actions_addopen(&c->actions, 1, "/dev/null", O_WRONLY, 0) != 0) {
        give_up("no file actions", NULL);
    }
    out->state = c;
    out->items = 1.0;
    return true;
}

static void start(start_case *c, const char *program, const char *argument)
{
    char *const argv[] = {(char *)(uintptr_t)program, (char *)(uintptr_t)argument, NULL};
    char *const environment[] = {NULL};
    pid_t child;
    int result = 0;
    if (posix_spawn(&child, program, &c->actions, NULL, argv, environment) != 0 ||
        waitpid(child, &result, 0) != child || result != 0) {
        c->failed = true;
    }
}

static void run(void *state)
{
    start_case *c = state;
    start(c, c->cli, "--version");
}

static void run_nothing(void *state)
{
    start(state, "/bin/true", NULL);
}

static bool worked(void *state)
{
    return !((start_case *)state)->failed;
}

static void done(void *state)
{
    start_case *c = state;
    posix_spawn_file_actions_destroy(&c->actions);
    free(c);
}

const workload start_workloads[] = {{.name = "start",
                                     .what = "lode --version, from start to end",
                                     .reference = "/bin/true",
                                     .item = "start",
                                     .clock = CLOCK_WALL,
                                     .setup = setup,
                                     .run = run,
                                     .compare = run_nothing,
                                     .check = worked,
                                     .done = done,
                                     .goal = {METRIC_SECONDS, false, 2e-3, "G20"}},
                                    {.name = NULL}};
