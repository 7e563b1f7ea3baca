/* Analyses while memory fails: success must mean exactly the right table. */
#ifndef ALLOC_COMMON_H
#define ALLOC_COMMON_H

#include "network_common.h"

/* Makes one table, or returns why not. */
typedef lode_status (*alloc_table_fn)(lode_context *context, const void *user,
                                      lode_table **out);

typedef struct alloc_text {
    char text[1 << 16];
    size_t size;
} alloc_text;

typedef struct alloc_job {
    alloc_table_fn make;
    const void *user;
    const alloc_text *expected; /* NULL: anything */
    alloc_text *got;
} alloc_job;

static inline int alloc_take(const void *data, size_t size, void *user)
{
    alloc_text *const to = user;
    if (to->size + size > sizeof(to->text)) return 1;
    memcpy(to->text + to->size, data, size);
    to->size += size;
    return 0;
}

static inline lode_status alloc_run(lode_context *context, void *user)
{
    const alloc_job *const job = user;
    lode_table *table = NULL;
    lode_status status = job->make(context, job->user, &table);
    cr_assert((status == LODE_OK) == (table != NULL));
    job->got->size = 0;
    if (status == LODE_OK)
        status = lode_table_write_csv(context, table, alloc_take, job->got);
    if (status == LODE_OK && job->expected) {
        cr_assert(job->got->size == job->expected->size &&
                  memcmp(job->got->text, job->expected->text, job->got->size) == 0);
    }
    lode_table_free(table);
    return status;
}

/* Makes the table with the k-th allocation failing, for every k; returns the last k. */
static inline size_t alloc_sweep(lode_context *context, alloc_table_fn make,
                                 const void *user)
{
    alloc_text *const expected = malloc(sizeof(*expected)), *const got =
                                                                malloc(sizeof(*got));
    cr_assert(expected && got);
    alloc_job job = {.make = make, .user = user, .got = expected};
    cr_assert(alloc_run(context, &job) == LODE_OK);
    cr_assert(expected->size > 100);
    job.expected = expected;
    job.got = got;
    const size_t n = lode_test_sweep(alloc_run, &job);
    free(expected);
    free(got);
    return n;
}

#endif
