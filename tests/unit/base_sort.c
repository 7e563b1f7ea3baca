/* Sorting: in order, stable, a permutation; for every length up to some hundreds. */
#include "base/sort.h"
#include "lode_test.h"

enum { MAX_LEN = 700 };

typedef struct keys {
    uint32_t key[MAX_LEN];
    size_t n_compared;
} keys;

static int by_key(uint32_t a, uint32_t b, const void *user)
{
    keys *const of = *(keys *const *)user;
    of->n_compared++;
    return of->key[a] < of->key[b] ? -1 : of->key[a] > of->key[b];
}

static void check(keys *of, uint32_t n)
{
    uint32_t index[MAX_LEN + 1];
    uint32_t scratch[MAX_LEN + 1];
    for (uint32_t i = 0; i < n; i++)
        index[i] = i;
    index[n] = scratch[n] = 4711;
    lode__sort_indices(index, n, scratch, by_key, &of);
    cr_assert(index[n] == 4711 && scratch[n] == 4711);
    bool seen[MAX_LEN] = {false};
    for (uint32_t i = 0; i < n; i++) {
        cr_assert(index[i] < n && !seen[index[i]]);
        seen[index[i]] = true;
        if (i == 0)
            continue;
        const uint32_t before = of->key[index[i - 1]];
        cr_assert(before <= of->key[index[i]], "%u of %u out of order", i, n);
        cr_assert(before != of->key[index[i]] || index[i - 1] < index[i], "not stable");
    }
}

LODE_TEST(base_sort, all_lengths)
{
    static keys of;
    uint32_t state = 1;
    for (uint32_t n = 0; n <= MAX_LEN; n++) {
        for (uint32_t pattern = 0; pattern < 5; pattern++) {
            for (uint32_t i = 0; i < n; i++) {
                state = state * 1664525 + 1013904223;
                const uint32_t patterns[] = {state >> 8, state >> 29, i, n - i, i % 17};
                of.key[i] = patterns[pattern];
            }
            check(&of, n);
        }
    }
    /* What is in order costs one comparison a row and one a run. */
    for (uint32_t i = 0; i < MAX_LEN; i++)
        of.key[i] = i;
    of.n_compared = 0;
    check(&of, MAX_LEN);
    cr_assert(of.n_compared < 2 * MAX_LEN);
    lode__sort_indices(NULL, 0, NULL, by_key, NULL);
}
