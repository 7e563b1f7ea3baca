/* Memory: every byte the library owns comes through here. */
#ifndef LODE__BASE_MEMORY_H
#define LODE__BASE_MEMORY_H

#include "lode/base.h"

#include <stdatomic.h>

#define LODE__TRY(expr)                        \
    do {                                       \
        const lode_status lode__s_ = (expr);   \
        if (lode__s_ < 0) return lode__s_;     \
    } while (0)

/* A hint that the memory at an address will soon be wanted; any address will do. */
#if defined(__GNUC__)
#define LODE__FETCH(address) __builtin_prefetch((const void *)(address))
#else
#define LODE__FETCH(address) ((void)(address))
#endif

/* Of a function that is seldom called: it stays out of the way of what calls it. */
#if defined(__GNUC__)
#define LODE__RARE __attribute__((noinline, cold))
/* The same of one that is called more often. */
#define LODE__APART __attribute__((noinline))
#else
#define LODE__RARE
#define LODE__APART
#endif

#define LODE__COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The C library's allocator. */
extern const lode_allocator lode__default_allocator;

/* New memory for count elements of size bytes, or NULL (also on overflow). count 0 gives a valid
 * pointer of one byte, so NULL always means failure. */
void *lode__alloc(const lode_allocator *allocator, size_t count, size_t size);
void *lode__alloc_zero(const lode_allocator *allocator, size_t count, size_t size);
void *lode__resize(const lode_allocator *allocator, void *ptr, size_t old_count,
                   size_t new_count, size_t size);
void lode__free(const lode_allocator *allocator, void *ptr);

/* Makes room for `extra` more elements in a growing array: *array has room for *capacity and
 * holds count. Grows by half. Array and capacity are untouched on failure. */
LODE_NODISCARD lode_status lode__grow(const lode_allocator *allocator, void *array,
                                      size_t *capacity, size_t count, size_t extra,
                                      size_t size);
/* The same, which mostly finds the room there. */
LODE_NODISCARD static inline lode_status lode__reserve(const lode_allocator *allocator,
                                                       void *array, size_t *capacity,
                                                       size_t count, size_t extra,
                                                       size_t size)
{
    if (extra <= *capacity - count) return LODE_OK;
    return lode__grow(allocator, array, capacity, count, extra, size);
}

/* A reference count shared between threads. */
typedef struct lode__refs {
    atomic_size_t n;
} lode__refs;
void lode__refs_init(lode__refs *refs);    /* one reference */
void lode__refs_take(lode__refs *refs);
bool lode__refs_drop(lode__refs *refs);    /* true: that was the last one */

/* Many small pieces that die together. Zero-initialised but for the allocator. */
typedef struct lode__arena {
    const lode_allocator *allocator;
    struct lode__arena_block *blocks;
    size_t used, capacity; /* of the newest block */
} lode__arena;
void *lode__arena_alloc(lode__arena *arena, size_t count, size_t size); /* aligned to 16 */
void *lode__arena_zero(lode__arena *arena, size_t count, size_t size); /* all bytes 0 */
void lode__arena_free(lode__arena *arena);

#endif
