/* Worker threads for one call: started, joined, gone. */
#ifndef LODE__BASE_THREAD_H
#define LODE__BASE_THREAD_H

#include "base/context.h"

/* One piece of work; worker counts from 0 below the number returned by lode__n_workers(). It must
 * not use the context. */
typedef lode_status (*lode__task_fn)(size_t task, size_t worker, void *user);

/* Workers that lode__parallel() uses for n_tasks: at least 1, at most the context's threads. */
size_t lode__n_workers(const lode_context *context, size_t n_tasks);
/* Runs task 0..n_tasks-1, each exactly once, in any order on any worker, and reports progress
 * from the calling thread. Returns the status of the failing task with the lowest number; after a
 * failure or cancellation tasks not begun are left out. */
LODE_NODISCARD lode_status lode__parallel(lode_context *context, size_t n_tasks,
                                          lode__task_fn task, void *user);

#endif
