/* Bottom-up merge sort of indices. */
#include "base/sort.h"

#include <string.h>

enum { RUN_LEN = 16 };

static void sort_run(uint32_t *index, size_t n, lode__compare_fn compare,
                     const void *user)
{
    for (size_t i = 1; i < n; i++) {
        const uint32_t moving = index[i];
        size_t to = i;
        for (; to > 0 && compare(index[to - 1], moving, user) > 0; to--)
            index[to] = index[to - 1];
        index[to] = moving;
    }
}

/* Merges from[0..middle) and from[middle..n) into to[n]; of equals the left one goes
 * first. */
static void merge_runs(const uint32_t *from, size_t middle, size_t n, uint32_t *to,
                       lode__compare_fn compare, const void *user)
{
    /* Input is often in order already: one comparison then saves the others. */
    if (middle >= n || compare(from[middle - 1], from[middle], user) <= 0) {
        memcpy(to, from, n * sizeof(*to));
        return;
    }
    size_t left = 0;
    size_t right = middle;
    size_t out = 0;
    while (left < middle && right < n) {
        const bool take_right = compare(from[left], from[right], user) > 0;
        to[out++] = take_right ? from[right++] : from[left++];
    }
    memcpy(to + out, from + left, (middle - left) * sizeof(*to));
    out += middle - left;
    memcpy(to + out, from + right, (n - right) * sizeof(*to));
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

void lode__sort_indices(uint32_t *index, size_t n, uint32_t *scratch,
                        lode__compare_fn compare, const void *user)
{
    for (size_t start = 0; start < n; start += RUN_LEN)
        sort_run(index + start, smaller(RUN_LEN, n - start), compare, user);
    uint32_t *from = index;
    uint32_t *to = scratch;
    for (size_t width = RUN_LEN; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            const size_t len = smaller(2 * width, n - start);
            merge_runs(from + start, smaller(width, len), len, to + start, compare, user);
        }
        uint32_t *const done = to;
        to = from;
        from = done;
    }
    if (from != index)
        memcpy(index, from, n * sizeof(*index));
}
