/* What a mistyped word may have meant. */
#include "cli.h"

#include <string.h>

enum { MAX_WORD = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Letters to insert, drop, replace or swap with their neighbour to make one word the
 * other. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][MAX_WORD + 1];
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    const size_t a_len = strlen(a), b_len = strlen(b);
    if (a_len > MAX_WORD || b_len > MAX_WORD) return SIZE_MAX;
    for (size_t j = 0; j <= b_len; j++) last[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            row[j] = least(least(last[j], row[j - 1]) + 1,
                           last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *const free_row = before;
        before = last;
        last = row;
        row = free_row;
    }
    return last[b_len];
}

const char *nearest_word(const char *word, word_at at, const void *user)
{
    const char *nearest = NULL;
    size_t nearest_distance = strlen(word) / 3 + 2;
    for (size_t i = 0;; i++) {
        const char *const candidate = at(i, user);
        if (!candidate) return nearest;
        const size_t d = distance(word, candidate);
        if (d < nearest_distance) {
            nearest = candidate;
            nearest_distance = d;
        }
    }
}
