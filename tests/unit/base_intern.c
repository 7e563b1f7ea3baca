/* Memory helpers and interned text. */
#include "base/context.h"
#include "base/hash.h"
#include "base/intern.h"
#include "lode_test.h"

#include <stdio.h>

static uint32_t add(lode__intern *intern, const char *text, size_t len)
{
    uint32_t id = LODE__NO_ID;
    cr_assert(lode__intern_add(intern, text, len, &id) == LODE_OK);
    return id;
}

LODE_TEST(base_intern, ids)
{
    static const struct {
        const char *text;
        size_t len;
        uint32_t id;
    } steps[] = {
        {"steel", 5, 0},    {"", 0, 1},         {"steel", 5, 0},     {"steels", 6, 2},
        {"stee", 4, 3},     {"s", 1, 4},        {"a\0b", 3, 5},      {"a\0c", 3, 6},
        {"a", 1, 7},        {"12345678", 8, 8}, {"", 0, 1},          {"123456789", 9, 9},
        {"12345678", 8, 8}, {"a\0b", 3, 5},     {"steelwork", 5, 0},
    };
    lode_allocator allocator = lode_test_allocator(memory);
    lode__intern intern;
    lode__intern_init(&intern, &allocator);
    cr_assert(lode__intern_find(&intern, "steel", 5) == LODE__NO_ID);
    for (size_t i = 0; i < LODE__COUNT(steps); i++) {
        const uint32_t id = add(&intern, steps[i].text, steps[i].len);
        cr_assert(id == steps[i].id, "step %zu gave %u", i, id);
        cr_assert(lode__intern_find(&intern, steps[i].text, steps[i].len) == id);
        cr_assert(memcmp(lode__intern_text(&intern, id), steps[i].text, steps[i].len) ==
                  0);
        cr_assert(lode__intern_text(&intern, id)[steps[i].len] == '\0');
    }
    cr_assert(intern.n == 10);
    cr_assert(lode__intern_find(&intern, "iron", 4) == LODE__NO_ID);
    lode__intern_free(&intern);
    lode__intern_free(&intern);
    lode__intern_free(NULL);
}

LODE_TEST(base_intern, many)
{
    enum { N = 30000 };
    lode__intern intern;
    char text[400];
    lode__intern_init(&intern, &ctx->allocator);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < N; i++) {
            const int len = snprintf(text, sizeof(text), "%*u", (int)(i % 40), i);
            cr_assert(add(&intern, text, (size_t)len) == i);
        }
    }
    cr_assert(intern.n == N && intern.n_places >= N);
    for (uint32_t i = 0; i < N; i++) {
        const int len = snprintf(text, sizeof(text), "%*u", (int)(i % 40), i);
        cr_assert(lode__intern_find(&intern, text, (size_t)len) == i);
        cr_assert_str_eq(lode__intern_text(&intern, i), text);
    }
    lode__intern_free(&intern);
}

/* Hashes have 32 bits: of so many texts some eighteen pairs share theirs, and a table
 * that took them for the same would give fewer ids. */
LODE_TEST(base_intern, same_hash)
{
    enum { N = 400000 };
    lode__intern intern;
    lode__intern_entry entry;
    lode__intern_entry *const pointer = &entry;
    char text[16];
    lode__intern_init(&intern, &ctx->allocator);
    for (uint32_t i = 0; i < N; i++)
        cr_assert(add(&intern, text, (size_t)snprintf(text, sizeof(text), "%x", i)) == i);
    for (uint32_t i = 0; i < N; i++) {
        const int len = snprintf(text, sizeof(text), "%x", i);
        entry = (lode__intern_entry){.text = text, .len = (size_t)len};
        cr_assert(lode__intern_find(&intern, text, (size_t)len) == i);
        cr_assert(lode__intern_add_all(&intern, &pointer, 1) == LODE_OK && entry.id == i);
    }
    lode__intern_free(&intern);
}

/* Many at once get the ids that they would get one by one: known ones, new ones, and
 * those that are new twice; of any length, and while lines grow. */
LODE_TEST(base_intern, all_at_once)
{
    enum { N = 4000, BATCH = 50 };
    static lode__intern_entry entries[BATCH];
    lode__intern_entry *pointers[BATCH];
    static char texts[BATCH][48];
    lode__intern one_by_one, at_once;
    lode__intern_init(&one_by_one, &ctx->allocator);
    lode__intern_init(&at_once, &ctx->allocator);
    for (uint32_t first = 0; first < N; first += BATCH) {
        for (uint32_t i = 0; i < BATCH; i++) {
            const uint32_t k = (first + i) * 7 % 900 + first / 8;
            const int len = snprintf(texts[i], sizeof texts[i], "%*u", (int)(k % 40), k);
            entries[i] = (lode__intern_entry){.text = texts[i], .len = (size_t)len};
            pointers[i] = &entries[i];
        }
        cr_assert(lode__intern_add_all(&at_once, pointers, BATCH) == LODE_OK);
        for (uint32_t i = 0; i < BATCH; i++)
            cr_assert(entries[i].id == add(&one_by_one, texts[i], entries[i].len));
    }
    cr_assert(one_by_one.n == at_once.n && at_once.n > 900);
    lode__intern_free(&one_by_one);
    lode__intern_free(&at_once);
}

/* With as many texts as were expected lines grow no more. */
LODE_TEST(base_intern, expected)
{
    enum { N = 10000 };
    lode__intern intern;
    char text[16];
    lode__intern_init(&intern, &ctx->allocator);
    intern.n_expected = N;
    add(&intern, "first", 5);
    const uint32_t n_lines = intern.n_lines;
    cr_assert(intern.n_places >= N);
    for (uint32_t i = 1; i < N; i++)
        add(&intern, text, (size_t)snprintf(text, sizeof text, "%u", i));
    cr_assert(intern.n_lines == n_lines && intern.n == N);
    lode__intern_free(&intern);
}

/* Products by hand: (2^32 + 3) (2^33 + 5) = 2^65 + 11 2^32 + 15, of which the upper half
 * is 2; (2^64 - 1)^2 = 2^128 - 2^65 + 1. */
LODE_TEST(base_hash, fold)
{
    static const struct {
        uint64_t a, b, folded;
    } cases[] = {
        {0, 5, 0},
        {3, 5, 15},
        {UINT64_C(0x100000003), UINT64_C(0x200000005), UINT64_C(0xB0000000D)},
        {UINT64_MAX, UINT64_MAX, UINT64_MAX},
    };
    for (size_t i = 0; i < LODE__COUNT(cases); i++) {
        cr_assert(lode__fold(cases[i].a, cases[i].b) == cases[i].folded);
        cr_assert(lode__fold_by_halves(cases[i].a, cases[i].b) == cases[i].folded);
    }
    uint64_t a = 1, b = 2;
    for (int i = 0; i < 1000; i++) {
        a = lode__mix(a, (uint64_t)i);
        b = lode__mix(b, a);
        cr_assert(lode__fold(a, b) == lode__fold_by_halves(a, b));
    }
}

/* A piece of an interned text is given while the block of texts moves. */
LODE_TEST(base_intern, own_text)
{
    lode__intern intern;
    lode__intern_init(&intern, &ctx->allocator);
    add(&intern, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", 52);
    for (size_t len = 51; len > 0; len--)
        add(&intern, lode__intern_text(&intern, 0), len);
    for (uint32_t id = 0; id < 52; id++) {
        cr_assert(strlen(lode__intern_text(&intern, id)) == 52 - id);
        cr_assert(memcmp(lode__intern_text(&intern, id), lode__intern_text(&intern, 0),
                         52 - id) == 0);
    }
    lode__intern_free(&intern);
}

LODE_TEST(base_intern, limit)
{
    lode__intern intern;
    uint32_t id = 9;
    lode__intern_init(&intern, &ctx->allocator);
    add(&intern, "x", 1);
    /* What is said to be that long is refused before it is touched. */
    intern.used = UINT32_MAX - 8;
    cr_assert(lode__intern_add(&intern, "1234567", 7, &id) == LODE_E_LIMIT);
    cr_assert(id == 9 && intern.n == 1);
    intern.used = 2;
    cr_assert(add(&intern, "1234567", 7) == 1);
    lode__intern_free(&intern);
}

static lode_status fill(lode_context *context, void *user)
{
    (void)user;
    lode__intern intern;
    lode_status status = LODE_OK;
    char text[32];
    lode__intern_init(&intern, &context->allocator);
    for (uint32_t i = 0; i < 500 && status == LODE_OK; i++) {
        const int len = snprintf(text, sizeof(text), "part-%u", i);
        uint32_t id = LODE__NO_ID;
        status = lode__intern_add(&intern, text, (size_t)len, &id);
        cr_assert(intern.n == (status == LODE_OK ? i + 1 : i));
        /* After a failure everything is as it was, and the next try succeeds. */
        if (status < 0) {
            cr_assert(id == LODE__NO_ID);
            cr_assert(lode__intern_find(&intern, text, (size_t)len) == LODE__NO_ID);
            cr_assert(i == 0 || lode__intern_find(&intern, "part-0", 6) == 0);
        }
    }
    lode__intern_free(&intern);
    return status;
}

LODE_TEST(base_intern, no_memory)
{
    cr_assert(lode_test_sweep(fill, NULL) > 10);
}

LODE_TEST(base_memory, sizes)
{
    const lode_allocator *const allocator = &ctx->allocator;
    cr_assert(lode__alloc(allocator, SIZE_MAX / 2, 3) == NULL);
    cr_assert(lode__alloc(allocator, SIZE_MAX, 1) == NULL);
    cr_assert(lode__resize(allocator, NULL, 0, SIZE_MAX / 8, 16) == NULL);
    void *none = lode__alloc(allocator, 0, 8);
    cr_assert(none != NULL);
    none = lode__resize(allocator, none, 0, 0, 8);
    cr_assert(none != NULL);
    cr_assert(lode__resize(allocator, none, 0, SIZE_MAX / 8, 16) == NULL);
    lode__free(allocator, none);
    lode__free(allocator, NULL);
    int *const zeros = lode__alloc_zero(allocator, 3, sizeof(*zeros));
    cr_assert(zeros && zeros[0] == 0 && zeros[2] == 0);
    lode__free(allocator, zeros);

    uint16_t *array = NULL;
    size_t capacity = 0;
    for (size_t n = 0; n < 1000; n++) {
        cr_assert(lode__reserve(allocator, &array, &capacity, n, 1, sizeof(*array)) == 0);
        cr_assert(capacity > n && (n < 8 || capacity <= n + n / 2 + 1));
        array[n] = (uint16_t)n;
    }
    uint16_t *const before = array;
    const size_t old = capacity;
    cr_assert(lode__reserve(allocator, &array, &capacity, 1000, SIZE_MAX, 2) ==
              LODE_E_NOMEM);
    cr_assert(lode__reserve(allocator, &array, &capacity, 1000, SIZE_MAX / 2, 2) < 0);
    cr_assert(array == before && capacity == old && array[999] == 999);
    lode__free(allocator, array);
}

LODE_TEST(base_memory, arena)
{
    lode__arena arena = {.allocator = &ctx->allocator};
    char *pieces[400];
    for (size_t i = 0; i < LODE__COUNT(pieces); i++) {
        /* Every seventh is larger than a block. */
        const size_t size = i % 7 == 6 ? 3000 : i % 50;
        pieces[i] = lode__arena_alloc(&arena, size, 1);
        cr_assert(pieces[i] && (uintptr_t)pieces[i] % 16 == 0);
        memset(pieces[i], (int)(i % 256), size);
    }
    for (size_t i = 0; i < LODE__COUNT(pieces); i++) {
        const size_t size = i % 7 == 6 ? 3000 : i % 50;
        for (size_t k = 0; k < size; k++)
            cr_assert((unsigned char)pieces[i][k] == i % 256);
    }
    cr_assert(atomic_load(&memory->n_live) < 100, "blocks are shared");
    cr_assert(lode__arena_alloc(&arena, SIZE_MAX, 1) == NULL);
    cr_assert(lode__arena_alloc(&arena, SIZE_MAX / 2, 1) == NULL);
    lode__arena_free(&arena);
    cr_assert(lode__arena_alloc(&arena, 5, 5) != NULL);
    lode__arena_free(&arena);
    lode__arena_free(&arena);
}

static lode_status fill_arena(lode_context *context, void *user)
{
    (void)user;
    lode__arena arena = {.allocator = &context->allocator};
    lode_status status = LODE_OK;
    for (size_t i = 0; i < 2000 && status == LODE_OK; i++) {
        const size_t size = i % 100 == 99 ? 5000 * (i / 100) : 100;
        void *const piece = lode__arena_alloc(&arena, size, i % 3 + 1);
        status = piece ? LODE_OK : LODE_E_NOMEM;
    }
    lode__arena_free(&arena);
    return status;
}

LODE_TEST(base_memory, no_memory)
{
    cr_assert(lode_test_sweep(fill_arena, NULL) > 10);
    lode__arena arena = {.allocator = &ctx->allocator};
    cr_assert(lode__arena_alloc(&arena, 300000, 1) != NULL,
              "a first piece past any block");
    lode__arena_free(&arena);
}

LODE_TEST(base_memory, of_the_c_library)
{
    char *text = NULL;
    size_t capacity = 0;
    for (size_t n = 0; n < 100; n++) {
        cr_assert(lode__reserve(&lode__default_allocator, &text, &capacity, n, 1, 1) ==
                  0);
        text[n] = (char)n;
    }
    cr_assert(text[0] == 0 && text[99] == 99);
    lode__free(&lode__default_allocator, text);
}

LODE_TEST(base_memory, refs)
{
    lode__refs refs;
    lode__refs_init(&refs);
    lode__refs_take(&refs);
    cr_assert(!lode__refs_drop(&refs));
    cr_assert(lode__refs_drop(&refs));
}
