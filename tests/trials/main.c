/* Runs the trials: trials sweep|threads|functions [own]
 *
 * sweep      each with its k-th allocation failing, once and for good, for every k
 * threads    all of them in four threads at once, whose contexts have 1, 2 and 4 threads
 * functions  prints which functions of the library each tries
 * own        leaves out what calls libxml2 or PCRE2 */
#include "trial.h"
#include "unit/counting.h"

#include <pthread.h>
#include <string.h>

enum { N_SIDE_BY_SIDE = 4 };

static const trial *const lists[] = {trials_of_models,    trials_of_results,
                                     trials_of_scenarios, trials_of_readers,
                                     trials_of_rules,     trials_of_boms};
enum { N_LISTS = sizeof(lists) / sizeof(lists[0]) };

/* ---- what a trial sees ---- */

int trial_write(const void *data, size_t size, void *seen)
{
    const unsigned char *const bytes = data;
    trial_seen *const to = seen;
    for (size_t i = 0; i < size; i++) /* FNV-1a */
        to->sum = (to->sum ^ bytes[i]) * UINT64_C(0x100000001b3);
    return 0;
}

void trial_see(trial_seen *seen, const char *text)
{
    trial_write(text ? text : "(none)", text ? strlen(text) + 1 : 6, seen);
}

void trial_see_size(trial_seen *seen, size_t size)
{
    trial_write(&size, sizeof(size), seen);
}

void trial_see_real(trial_seen *seen, double value)
{
    trial_write(&value, sizeof(value), seen);
}

lode_status trial_see_result(lode_status status, lode_table *table, trial_seen *seen)
{
    TRIAL_RESULT(status, table);
    if (table) trial_see_table(seen, table);
    lode_table_free(table);
    return status;
}

lode_status trial_see_listed(lode_status status, lode_table *table,
                             const lode_column *columns, trial_seen *seen)
{
    for (size_t k = 0; table && k < lode_table_n_columns(table); k++, columns++) {
        TRIAL_MUST(columns->name);
        TRIAL_MUST(strcmp(lode_table_column_name(table, k), columns->name) == 0);
        TRIAL_MUST(lode_table_column_type(table, k) == columns->type);
    }
    TRIAL_MUST(!table || !columns->name);
    return trial_see_result(status, table, seen);
}

static uint64_t run_whole(const trial *t, lode_context *context, const trial_world *world)
{
    trial_seen seen = {0};
    const lode_status status = t->run(context, world, &seen);
    LODE_TEST_MUST(status == LODE_OK, "%s: %s", t->functions, lode_status_name(status));
    return seen.sum;
}

/* ---- failing memory ---- */

/* The trial with allocations failing; false where it needed fewer. */
static bool run_failing(const trial *t, const trial_world *world, uint64_t expected,
                        size_t fail_at, bool fail_on)
{
    lode_test_memory memory = {.fail_at = fail_at, .fail_on = fail_on};
    lode_context *const context = lode_test_context(&memory, 1);
    trial_seen seen = {0};
    const lode_status status = context ? t->run(context, world, &seen) : LODE_E_NOMEM;
    const bool reached = atomic_load(&memory.failed);
    LODE_TEST_MUST(status == LODE_OK ? seen.sum == expected
                                     : reached && status == LODE_E_NOMEM,
                   "%s: allocation %zu failing gave %s", t->functions, fail_at,
                   lode_status_name(status));
    lode_context_free(context);
    lode_test_balance(&memory);
    return reached;
}

static size_t sweep_one(const trial *t, const trial_world *world)
{
    lode_test_memory memory = {0};
    lode_context *const context = lode_test_context(&memory, 1);
    const uint64_t expected = run_whole(t, context, world);
    lode_context_free(context);
    lode_test_balance(&memory);
    size_t k = 1;
    while (run_failing(t, world, expected, k, false)) {
        run_failing(t, world, expected, k, true);
        k++;
    }
    /* What the failing runs were given is as it was. */
    run_failing(t, world, expected, 0, false);
    return k - 1;
}

static void sweep(const trial_world *world, bool own)
{
    size_t total = 0;
    for (size_t i = 0; i < N_LISTS; i++) {
        for (const trial *t = lists[i]; t->functions; t++) {
            if (own && t->foreign) continue;
            const size_t n = sweep_one(t, world);
            total += n;
            printf("%6zu %.60s\n", n, t->functions);
        }
    }
    printf("%6zu allocations failed once and for good\n", total);
}

/* ---- threads ---- */

/* What one of the threads side by side does. */
typedef struct host {
    const trial_world *world;
    bool own;
    uint64_t sum; /* of all that was seen */
    pthread_t thread;
} host;

static void *run_host(void *user)
{
    static const uint32_t n_threads[] = {1, 2, 4};
    host *const h = user;
    trial_seen seen = {0};
    for (size_t round = 0; round < 3; round++) {
        lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
        lode_context *context = NULL;
        trial_seen now = {0};
        options.n_threads = n_threads[round];
        TRIAL_MUST(lode_context_new(&options, &context) == LODE_OK);
        for (size_t i = 0; i < N_LISTS; i++) {
            for (const trial *t = lists[i]; t->functions; t++) {
                if (!h->own || !t->foreign)
                    trial_see_size(&now, run_whole(t, context, h->world));
            }
        }
        lode_context_free(context);
        LODE_TEST_MUST(round == 0 || now.sum == seen.sum,
                       "%u threads give another result", n_threads[round]);
        seen = now;
    }
    h->sum = seen.sum;
    return NULL;
}

static void run_threads(const trial_world *world, bool own)
{
    host hosts[N_SIDE_BY_SIDE];
    for (size_t i = 0; i < N_SIDE_BY_SIDE; i++) {
        hosts[i] = (host){.world = world, .own = own};
        TRIAL_MUST(pthread_create(&hosts[i].thread, NULL, run_host, &hosts[i]) == 0);
    }
    for (size_t i = 0; i < N_SIDE_BY_SIDE; i++)
        TRIAL_MUST(pthread_join(hosts[i].thread, NULL) == 0);
    for (size_t i = 1; i < N_SIDE_BY_SIDE; i++) TRIAL_MUST(hosts[i].sum == hosts[0].sum);
    printf("%d threads side by side, with 1, 2 and 4 each: %016llx\n", N_SIDE_BY_SIDE,
           (unsigned long long)hosts[0].sum);
}

/* ---- the program ---- */

static int list_functions(void)
{
    for (size_t i = 0; i < N_LISTS; i++)
        for (const trial *t = lists[i]; t->functions; t++) puts(t->functions);
    return 0;
}

int main(int argc, char **argv)
{
    const char *const what = argc > 1 ? argv[1] : "";
    const bool own = argc > 2 && strcmp(argv[2], "own") == 0;
    const bool sweeps = strcmp(what, "sweep") == 0;
    if (strcmp(what, "functions") == 0) return list_functions();
    if (!sweeps && strcmp(what, "threads") != 0) {
        fprintf(stderr, "usage: trials sweep|threads|functions [own]\n");
        return 2;
    }
    lode_context *context = NULL;
    trial_world world;
    TRIAL_MUST(lode_context_new(NULL, &context) == LODE_OK);
    const lode_status status = trial_world_make(context, own, &world);
    LODE_TEST_MUST(status == LODE_OK, "%s",
                   lode_diagnostic_message(lode_context_error(context)));
    if (sweeps)
        sweep(&world, own);
    else
        run_threads(&world, own);
    lode_context_free(context); /* what was made with it lives on */
    trial_world_drop(&world);
    return 0;
}
