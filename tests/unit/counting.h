/* Memory that is counted, poisoned and made to fail, and contexts that use it.
 *
 * Whoever includes this defines LODE_TEST_MUST(condition, format, ...) first: what a
 * broken promise does. */
#ifndef LODE_TEST_COUNTING_H
#define LODE_TEST_COUNTING_H

#include "lode/base.h"

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
    if (fails) atomic_store(&memory->failed, true);
    return fails;
}

static inline void *lode_test_alloc(size_t size, void *user)
{
    lode_test_memory *const memory = user;
    LODE_TEST_MUST(size > 0, "an allocation of no bytes was asked for");
    lode_test_piece *const piece =
        lode_test_fails(memory) ? NULL : malloc(sizeof(*piece) + size);
    if (!piece) return NULL;
    *piece = (lode_test_piece){size, LODE_TEST_MARK};
    memset(piece + 1, 0xa5, size); /* nobody may count on zeros */
    atomic_fetch_add(&memory->n_live, 1);
    atomic_fetch_add(&memory->bytes_live, size);
    return piece + 1;
}

static inline void lode_test_release(void *ptr, void *user)
{
    lode_test_memory *const memory = user;
    if (!ptr) return;
    lode_test_piece *const piece = (lode_test_piece *)ptr - 1;
    LODE_TEST_MUST(piece->mark == LODE_TEST_MARK, "memory freed that was not allocated");
    atomic_fetch_sub(&memory->n_live, 1);
    atomic_fetch_sub(&memory->bytes_live, piece->size);
    memset(piece, 0x5a, sizeof(*piece) + piece->size);
    free(piece);
}

static inline void *lode_test_realloc(void *ptr, size_t old_size, size_t new_size,
                                      void *user)
{
    const lode_test_piece *const piece = (const lode_test_piece *)ptr - 1;
    LODE_TEST_MUST(piece->mark == LODE_TEST_MARK && piece->size == old_size,
                   "realloc was told %zu bytes of %zu", old_size, piece->size);
    /* Always moves, so that stale pointers show. */
    void *const moved = lode_test_alloc(new_size, user);
    if (!moved) return NULL;
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
    LODE_TEST_MUST((status == LODE_OK) == (context != NULL), "%s",
                   lode_status_name(status));
    return context;
}

static inline void lode_test_balance(const lode_test_memory *memory)
{
    LODE_TEST_MUST(
        atomic_load(&memory->n_live) == 0, "%zu pieces of %zu bytes not given back",
        (size_t)atomic_load(&memory->n_live), (size_t)atomic_load(&memory->bytes_live));
}

#endif
