/* Parallel tasks: each exactly once, failures by number, cancelling. */
#include "base/thread.h"
#include "lode_test.h"

#include <time.h>

enum { N_TASKS = 1000 };

typedef struct work {
    atomic_uint runs[N_TASKS];
    atomic_uint n_runs;
    size_t n_workers;
    size_t fail_from; /* tasks from here on fail with a status of their own */
    atomic_bool bad_worker;
} work;

static lode_status count_task(size_t task, size_t number, void *user)
{
    work *const of = user;
    atomic_fetch_add(&of->runs[task], 1);
    atomic_fetch_add(&of->n_runs, 1);
    if (number >= of->n_workers)
        atomic_store(&of->bad_worker, true);
    /* Later tasks are sooner done, so that the one with the lowest number often fails
     * last. */
    for (volatile size_t i = task * 10; i < N_TASKS * 10; i++)
        continue;
    return task >= of->fail_from ? -1000 - (lode_status)task : LODE_OK;
}

static const uint32_t thread_counts[] = {1, 2, 3, 8, 100000};

LODE_TEST(base_thread, each_once)
{
    static const size_t task_counts[] = {0, 1, 2, 7, N_TASKS};
    for (size_t t = 0; t < LODE__COUNT(thread_counts); t++) {
        ctx->n_threads = thread_counts[t];
        for (size_t c = 0; c < LODE__COUNT(task_counts); c++) {
            const size_t n = task_counts[c];
            static work of;
            memset(&of, 0, sizeof(of));
            of.fail_from = SIZE_MAX;
            of.n_workers = lode__n_workers(ctx, n);
            cr_assert(of.n_workers >= 1 && of.n_workers <= thread_counts[t]);
            cr_assert(of.n_workers <= (n > 0 ? n : 1));
            cr_assert(lode__parallel(ctx, n, count_task, &of) == LODE_OK);
            for (size_t i = 0; i < N_TASKS; i++)
                cr_assert(of.runs[i] == (i < n), "task %zu ran %u times", i, of.runs[i]);
            cr_assert(!of.bad_worker);
        }
    }
}

LODE_TEST(base_thread, failures)
{
    static const size_t first[] = {0, 1, 5, 500, N_TASKS - 1};
    for (size_t t = 0; t < LODE__COUNT(thread_counts); t++) {
        ctx->n_threads = thread_counts[t];
        for (size_t f = 0; f < LODE__COUNT(first); f++) {
            static work of;
            memset(&of, 0, sizeof(of));
            of.fail_from = first[f];
            of.n_workers = SIZE_MAX;
            const lode_status expected = -1000 - (lode_status)first[f];
            cr_assert(lode__parallel(ctx, N_TASKS, count_task, &of) == expected);
            cr_assert(of.n_runs <= first[f] + lode__n_workers(ctx, N_TASKS));
        }
    }
}

static lode_status no_memory(size_t task, size_t number, void *user)
{
    (void)task;
    (void)number;
    (void)user;
    return LODE_E_NOMEM;
}

typedef struct watch {
    size_t n_calls;
    uint64_t last;
    int cancel;
} watch;

static int note_progress(uint64_t done, uint64_t total, void *user)
{
    watch *const of = user;
    cr_assert(total == N_TASKS && done <= total && done >= of->last);
    of->last = done;
    of->n_calls++;
    return of->cancel;
}

static lode_status slow_task(size_t task, size_t number, void *user)
{
    (void)task;
    (void)number;
    (void)user;
    nanosleep(&(struct timespec){.tv_nsec = 60000000}, NULL);
    return LODE_OK;
}

static int note_slow(uint64_t done, uint64_t total, void *user)
{
    watch *const of = user;
    cr_assert(done >= of->last && done <= total && total == 6);
    of->last = done;
    of->n_calls++;
    return done > 0 ? of->cancel : 0;
}

/* Reports come while tasks run; a late one may cancel. */
LODE_TEST(base_thread, progress_while_running)
{
    for (uint32_t n = 1; n <= 2; n++) {
        watch seen = {0};
        ctx->n_threads = n;
        lode__enter(ctx);
        ctx->progress = note_slow;
        ctx->progress_user = &seen;
        cr_assert(lode__parallel(ctx, 6, slow_task, NULL) == LODE_OK);
        cr_assert(seen.n_calls > 1 && seen.n_calls <= 7 && seen.last > 0);
        seen = (watch){.cancel = 1};
        lode__enter(ctx);
        cr_assert(lode__parallel(ctx, 6, slow_task, NULL) == LODE_E_CANCELLED);
    }
}

LODE_TEST(base_thread, progress)
{
    for (size_t t = 0; t < LODE__COUNT(thread_counts); t++) {
        watch seen = {0};
        static work of;
        lode__enter(ctx);
        memset(&of, 0, sizeof(of));
        of.fail_from = SIZE_MAX;
        of.n_workers = SIZE_MAX;
        ctx->n_threads = thread_counts[t];
        ctx->progress = note_progress;
        ctx->progress_user = &seen;
        cr_assert(lode__parallel(ctx, N_TASKS, count_task, &of) == LODE_OK);
        cr_assert(seen.n_calls >= 1 && of.n_runs == N_TASKS);
        seen = (watch){.cancel = 1};
        lode__enter(ctx);
        cr_assert(lode__parallel(ctx, N_TASKS, count_task, &of) == LODE_E_CANCELLED);
        cr_assert(lode_diagnostic_status(lode_context_error(ctx)) == LODE_E_CANCELLED);
        lode__enter(ctx);
        ctx->progress = NULL;
        cr_assert(lode__parallel(ctx, 3, no_memory, NULL) == LODE_E_NOMEM);
        cr_assert(lode_diagnostic_status(lode_context_error(ctx)) == LODE_E_NOMEM);
    }
}
