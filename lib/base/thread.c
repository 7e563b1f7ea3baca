/* Worker threads for one call. Tasks are handed out in rising order, so whatever fails,
 * every task before it has been begun: the failure with the lowest number does not depend
 * on timing. */
#include "base/thread.h"

#include <pthread.h>
#include <stdatomic.h>

enum { MAX_WORKERS = 256 };

typedef struct job {
    lode__task_fn task;
    void *user;
    size_t n_tasks;
    atomic_size_t next;
    atomic_bool stop;
} job;

typedef struct worker {
    job *job;
    size_t number;
    pthread_t thread;
    size_t failed_task;
    lode_status status;
} worker;

size_t lode__n_workers(const lode_context *context, size_t n_tasks)
{
    size_t n = context->n_threads < MAX_WORKERS ? context->n_threads : MAX_WORKERS;
    if (n > n_tasks) n = n_tasks;
    return n > 0 ? n : 1;
}

/* Runs the next task; false where there is none left or the work is to end. */
static bool run_next(worker *self)
{
    job *const work = self->job;
    if (atomic_load_explicit(&work->stop, memory_order_relaxed)) return false;
    const size_t task = atomic_fetch_add_explicit(&work->next, 1, memory_order_relaxed);
    if (task >= work->n_tasks) return false;
    const lode_status status = work->task(task, self->number, work->user);
    if (status >= 0) return true;
    self->failed_task = task;
    self->status = status;
    atomic_store_explicit(&work->stop, true, memory_order_relaxed);
    return false;
}

static void *run_worker(void *user)
{
    while (run_next(user)) continue;
    return NULL;
}

static size_t n_begun(job *work)
{
    const size_t next = atomic_load_explicit(&work->next, memory_order_relaxed);
    return next < work->n_tasks ? next : work->n_tasks;
}

/* The calling thread works too, and reports between its own tasks. */
static lode_status run_reporting(lode_context *context, worker *self)
{
    if (!context->progress) {
        run_worker(self);
        return LODE_OK;
    }
    lode_status status = lode__progress(context, 0, self->job->n_tasks);
    while (status == LODE_OK && run_next(self))
        status = lode__progress(context, n_begun(self->job), self->job->n_tasks);
    if (status < 0) atomic_store_explicit(&self->job->stop, true, memory_order_relaxed);
    return status;
}

static lode_status first_failure(const worker *workers, size_t n)
{
    const worker *first = &workers[0];
    for (size_t i = 1; i < n; i++) {
        if (workers[i].failed_task < first->failed_task) first = &workers[i];
    }
    return first->status;
}

lode_status lode__parallel(lode_context *context, size_t n_tasks, lode__task_fn task,
                           void *user)
{
    worker workers[MAX_WORKERS];
    job work = {.task = task, .user = user, .n_tasks = n_tasks};
    const size_t wanted = lode__n_workers(context, n_tasks);
    atomic_init(&work.next, 0);
    atomic_init(&work.stop, false);
    for (size_t i = 0; i < wanted; i++) {
        workers[i] = (worker){.job = &work, .number = i, .failed_task = SIZE_MAX};
        workers[i].status = LODE_OK;
    }
    /* Where a thread cannot be had the work is done by those there are. */
    size_t n = 1;
    while (n < wanted &&
           pthread_create(&workers[n].thread, NULL, run_worker, &workers[n]) == 0)
        n++;
    const lode_status reported = run_reporting(context, &workers[0]);
    for (size_t i = 1; i < n; i++) pthread_join(workers[i].thread, NULL);
    if (reported < 0) return reported;
    const lode_status status = first_failure(workers, n);
    return status == LODE_E_NOMEM ? lode__nomem(context) : status;
}
