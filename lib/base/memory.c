/* Allocation with checked sizes, growing arrays, shared counts and arenas. The one file
 * that knows the C library's allocator. */
#ifdef __linux__
#define _DEFAULT_SOURCE /* madvise() */
#endif
#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* Of a large block the system may use large pages: a thousand small ones take longer to
 * touch for the first time than to fill. A hint, so that it does not matter if it fails.
 * Whole pages, the first and the last one too: a mapping of which a part differs could
 * not be moved when it grows. */
static void *ask_for_large_pages(void *ptr, size_t size)
{
#ifdef MADV_HUGEPAGE
    enum { LARGE = 4 << 20, PAGE = 4096 };
    if (ptr && size >= LARGE) {
        const size_t before = (uintptr_t)ptr % PAGE;
        const size_t n_pages = (before + size + PAGE - 1) / PAGE;
        (void)madvise((char *)ptr - before, n_pages * PAGE, MADV_HUGEPAGE);
    }
#else
    (void)size;
#endif
    return ptr;
}

static void *default_alloc(size_t size, void *user)
{
    (void)user;
    return ask_for_large_pages(malloc(size), size);
}

static void *default_realloc(void *ptr, size_t old_size, size_t new_size, void *user)
{
    (void)old_size;
    (void)user;
    return ask_for_large_pages(realloc(ptr, new_size), new_size);
}

static void default_free(void *ptr, void *user)
{
    (void)user;
    free(ptr);
}

const lode_allocator lode__default_allocator = {default_alloc, default_realloc,
                                                default_free, NULL};

/* Bytes of an array, at least 1; false where they cannot be counted. */
static bool array_size(size_t count, size_t size, size_t *out)
{
    assert(size > 0);
    /* Pointers must be able to differ by the whole array. */
    if (count > (size_t)PTRDIFF_MAX / size)
        return false;
    *out = count > 0 ? count * size : 1;
    return true;
}

void *lode__alloc(const lode_allocator *allocator, size_t count, size_t size)
{
    size_t bytes = 0;
    if (!array_size(count, size, &bytes))
        return NULL;
    return allocator->alloc(bytes, allocator->user);
}

void *lode__alloc_zero(const lode_allocator *allocator, size_t count, size_t size)
{
    void *const ptr = lode__alloc(allocator, count, size);
    if (ptr)
        memset(ptr, 0, count * size);
    return ptr;
}

void *lode__resize(const lode_allocator *allocator, void *ptr, size_t old_count,
                   size_t new_count, size_t size)
{
    size_t old_bytes = 0;
    size_t new_bytes = 0;
    if (!ptr)
        return lode__alloc(allocator, new_count, size);
    if (!array_size(old_count, size, &old_bytes) ||
        !array_size(new_count, size, &new_bytes))
        return NULL;
    return allocator->realloc(ptr, old_bytes, new_bytes, allocator->user);
}

void lode__free(const lode_allocator *allocator, void *ptr)
{
    if (ptr)
        allocator->free(ptr, allocator->user);
}

lode_status lode__grow(const lode_allocator *allocator, void *array, size_t *capacity,
                       size_t count, size_t extra, size_t size)
{
    enum { FIRST_CAPACITY = 8 };
    if (extra > SIZE_MAX - count)
        return LODE_E_NOMEM;
    const size_t need = count + extra;
    const size_t half = *capacity / 2;
    size_t wanted = *capacity <= SIZE_MAX - half ? *capacity + half : need;
    if (wanted < FIRST_CAPACITY)
        wanted = FIRST_CAPACITY;
    if (wanted < need)
        wanted = need;
    /* `array` points to a pointer of any type, so it is read and written as bytes. */
    void *before = NULL;
    memcpy(&before, array, sizeof(before));
    void *const grown = lode__resize(allocator, before, *capacity, wanted, size);
    if (!grown)
        return LODE_E_NOMEM;
    memcpy(array, &grown, sizeof(grown));
    *capacity = wanted;
    return LODE_OK;
}

void lode__refs_init(lode__refs *refs)
{
    atomic_init(&refs->n, 1);
}

void lode__refs_take(lode__refs *refs)
{
    const size_t before = atomic_fetch_add_explicit(&refs->n, 1, memory_order_relaxed);
    assert(before > 0);
    (void)before;
}

bool lode__refs_drop(lode__refs *refs)
{
    /* Acquire, so that whoever destroys sees what all the others wrote. */
    const size_t before = atomic_fetch_sub_explicit(&refs->n, 1, memory_order_acq_rel);
    assert(before > 0);
    return before == 1;
}

enum {
    ARENA_ALIGN = 16,
    ARENA_FIRST_BLOCK = 1024,
    ARENA_LAST_BLOCK = 256 * 1024,
};

struct lode__arena_block {
    _Alignas(ARENA_ALIGN) struct lode__arena_block *next;
};

static struct lode__arena_block *new_block(const lode__arena *arena, size_t capacity)
{
    if (capacity > (size_t)PTRDIFF_MAX - sizeof(struct lode__arena_block))
        return NULL;
    return lode__alloc(arena->allocator, sizeof(struct lode__arena_block) + capacity, 1);
}

/* A piece too large to share a block gets one of its own behind the newest, so that the
 * room left in the newest stays in use. */
static void *alloc_alone(lode__arena *arena, size_t bytes)
{
    struct lode__arena_block *const block = new_block(arena, bytes);
    if (!block)
        return NULL;
    block->next = arena->blocks->next;
    arena->blocks->next = block;
    return block + 1;
}

static bool start_block(lode__arena *arena, size_t bytes)
{
    size_t capacity = arena->capacity * 2;
    if (capacity < ARENA_FIRST_BLOCK)
        capacity = ARENA_FIRST_BLOCK;
    if (capacity > ARENA_LAST_BLOCK)
        capacity = ARENA_LAST_BLOCK;
    if (capacity < bytes)
        capacity = bytes;
    struct lode__arena_block *const block = new_block(arena, capacity);
    if (!block)
        return false;
    block->next = arena->blocks;
    arena->blocks = block;
    arena->used = 0;
    arena->capacity = capacity;
    return true;
}

void *lode__arena_alloc(lode__arena *arena, size_t count, size_t size)
{
    size_t bytes = 0;
    if (!array_size(count, size, &bytes) || bytes > (size_t)PTRDIFF_MAX - ARENA_ALIGN)
        return NULL;
    bytes = (bytes + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;
    if (bytes > arena->capacity - arena->used) {
        if (arena->blocks && bytes > arena->capacity / 2)
            return alloc_alone(arena, bytes);
        if (!start_block(arena, bytes))
            return NULL;
    }
    void *const ptr = (char *)(arena->blocks + 1) + arena->used;
    arena->used += bytes;
    return ptr;
}

void *lode__arena_zero(lode__arena *arena, size_t count, size_t size)
{
    void *const piece = lode__arena_alloc(arena, count, size);
    if (piece) memset(piece, 0, count * size);
    return piece;
}

void lode__arena_free(lode__arena *arena)
{
    while (arena->blocks) {
        struct lode__arena_block *const block = arena->blocks;
        arena->blocks = block->next;
        lode__free(arena->allocator, block);
    }
    arena->used = 0;
    arena->capacity = 0;
}
