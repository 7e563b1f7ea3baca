/* Test bodies that end with every byte given back.
 *
 * Criterion lets a leaking test pass, so each body runs on a context whose allocator
 * counts, and the balance is asserted inside the test. A test costs 15-19 ms: loop over
 * tables, keep tests few. */
#ifndef LODE_TEST_H
#define LODE_TEST_H

#include "lode/base.h"

#include <criterion/criterion.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* What the counting allocator knows. Zero-initialise. */
typedef struct lode_test_memory {
    atomic_size_t n_live; /* pieces not given back */
    atomic_size_t bytes_live;
    atomic_size_t n_calls; /* allocations and growths asked for */
    size_t fail_at;        /* the call, from 1, that fails; 0: none */
    bool fail_on;          /* and all after it */
    atomic_bool failed;    /* one was made to fail */
} lode_test_memory;

/* Before each piece; keeps the alignment. */
typedef struct lode_test_piece {
    _Alignas(16) size_t size;
    size_t mark;
} lode_test_piece;

#define LODE_TEST_MARK ((size_t)0x10de10de)

static inline bool lode_test_fails(lode_test_memory *memory)
{
    const size_t call = atomic_fetch_add(&memory->n_calls, 1) + 1;
    const bool fails = memory->fail_at > 0 && (memory->fail_on ? call >= memory->fail_at
                                                               : call == memory->fail_at);
    if (fails)
        atomic_store(&memory->failed, true);
    return fails;
}

static inline void *lode_test_alloc(size_t size, void *user)
{
    lode_test_memory *const memory = user;
    cr_assert(size > 0, "an allocation of no bytes was asked for");
    lode_test_piece *const piece =
        lode_test_fails(memory) ? NULL : malloc(sizeof(*piece) + size);
    if (!piece)
        return NULL;
    *piece = (lode_test_piece){size, LODE_TEST_MARK};
    memset(piece + 1, 0xa5, size); /* nobody may count on zeros */
    atomic_fetch_add(&memory->n_live, 1);
    atomic_fetch_add(&memory->bytes_live, size);
    return piece + 1;
}

static inline void lode_test_release(void *ptr, void *user)
{
    lode_test_memory *const memory = user;
    if (!ptr)
        return;
    lode_test_piece *const piece = (lode_test_piece *)ptr - 1;
    cr_assert(piece->mark == LODE_TEST_MARK, "memory freed that was not allocated");
    atomic_fetch_sub(&memory->n_live, 1);
    atomic_fetch_sub(&memory->bytes_live, piece->size);
    memset(piece, 0x5a, sizeof(*piece) + piece->size);
    free(piece);
}

static inline void *lode_test_realloc(void *ptr, size_t old_size, size_t new_size,
                                      void *user)
{
    const lode_test_piece *const piece = (const lode_test_piece *)ptr - 1;
    cr_assert(piece->mark == LODE_TEST_MARK && piece->size == old_size,
              "realloc was told %zu bytes of %zu", old_size, piece->size);
    /* Always moves, so that stale pointers show. */
    void *const moved = lode_test_alloc(new_size, user);
    if (!moved)
        return NULL;
    memcpy(moved, ptr, old_size < new_size ? old_size : new_size);
    lode_test_release(ptr, user);
    return moved;
}

static inline lode_allocator lode_test_allocator(lode_test_memory *memory)
{
    return (lode_allocator){lode_test_alloc, lode_test_realloc, lode_test_release,
                            memory};
}

/* A context on the counting allocator, or NULL where it was made to fail. */
static inline lode_context *lode_test_context(lode_test_memory *memory,
                                              uint32_t n_threads)
{
    const lode_allocator allocator = lode_test_allocator(memory);
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    options.allocator = &allocator;
    options.n_threads = n_threads;
    lode_context *context = NULL;
    const lode_status status = lode_context_new(&options, &context);
    cr_assert((status == LODE_OK) == (context != NULL));
    return context;
}

static inline void lode_test_balance(const lode_test_memory *memory)
{
    cr_assert(atomic_load(&memory->n_live) == 0, "%zu pieces of %zu bytes not given back",
              (size_t)atomic_load(&memory->n_live),
              (size_t)atomic_load(&memory->bytes_live));
}

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
