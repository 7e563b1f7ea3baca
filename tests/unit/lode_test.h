/* Test bodies that end with every byte given back.
 *
 * Criterion lets a leaking test pass, so each body runs on a context whose allocator
 * counts, and the balance is asserted inside the test. A test costs 15-19 ms: loop over
 * tables, keep tests few. */
#ifndef LODE_TEST_H
#define LODE_TEST_H

#include <criterion/criterion.h>

#define LODE_TEST_MUST cr_assert
#include "counting.h"

/* LODE_TEST(suite, name) { ... }: the body may use `ctx` and the counts in `memory`. */
#define LODE_TEST(suite, name)                                                           \
    static void suite##_##name##_body(lode_context *ctx, lode_test_memory *memory);      \
    Test(suite, name)                                                                    \
    {                                                                                    \
        lode_test_memory memory = {0};                                                   \
        lode_context *const ctx = lode_test_context(&memory, 1);                         \
        cr_assert(ctx != NULL);                                                          \
        suite##_##name##_body(ctx, &memory);                                             \
        lode_context_free(ctx);                                                          \
        lode_test_balance(&memory);                                                      \
    }                                                                                    \
    static void suite##_##name##_body(__attribute__((unused)) lode_context *ctx,         \
                                      __attribute__((unused)) lode_test_memory *memory)

/* What a sweep runs: releases all it made and returns the first failing call's status. */
typedef lode_status (*lode_test_fn)(lode_context *context, void *user);

/* Runs `body` with the k-th allocation failing, alone and then with all after it, for k
 * from 1 until a run sees no failure. Expects LODE_E_NOMEM or, where a failure may be
 * survived, success; and a balance of nothing. Returns the last k. */
static inline size_t lode_test_sweep(lode_test_fn body, void *user)
{
    size_t k = 1;
    bool reached = true;
    for (; reached; k++) {
        for (int on = 0; on < 2; on++) {
            lode_test_memory memory = {.fail_at = k, .fail_on = on};
            lode_context *const context = lode_test_context(&memory, 1);
            lode_status status = LODE_E_NOMEM;
            if (context)
                status = body(context, user);
            reached = atomic_load(&memory.failed);
            cr_assert(status >= 0 || (reached && status == LODE_E_NOMEM),
                      "allocation %zu failing gave %s", k, lode_status_name(status));
            lode_context_free(context);
            lode_test_balance(&memory);
        }
    }
    return k - 1;
}

#endif
