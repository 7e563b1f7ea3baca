/* Interned text: equal strings get one id, ids are dense and given in order of first sight. */
#ifndef LODE__BASE_INTERN_H
#define LODE__BASE_INTERN_H

#include "base/memory.h"

#define LODE__NO_ID UINT32_MAX

struct lode__intern_line; /* of memory, with the places of some texts */

typedef struct lode__intern {
    const lode_allocator *allocator;
    char *bytes;        /* all strings, each with its NUL, one after the other */
    size_t used, bytes_capacity;
    size_t most_bytes;  /* of all strings with their NULs; 2^32 - 2 unless it is set lower */
    uint32_t *start;    /* id -> offset into bytes; [n] */
    size_t start_capacity;
    uint32_t n;
    uint32_t n_expected; /* in all, as far as can be told: fewer steps lead there */
    uint32_t n_lines, n_places; /* those of the lines that may be taken */
    struct lode__intern_line *lines; /* what finds texts */
    void *lines_block;               /* where they stand in */
} lode__intern;

void lode__intern_init(lode__intern *intern, const lode_allocator *allocator);
void lode__intern_free(lode__intern *intern);
/* Gives back what finds texts: from here on they are only read by their ids. */
void lode__intern_close(lode__intern *intern);
/* Id of the text, added if new. LODE_E_LIMIT past most_bytes, reported to nobody. `text` may lie
 * in memory that is not the interner's only. */
LODE_NODISCARD lode_status lode__intern_add(lode__intern *intern, const char *text, size_t len,
                                            uint32_t *out_id);
/* A text among many, with room for what is found of it. */
typedef struct lode__intern_entry {
    const char *text;
    size_t len;
    uint32_t hash;
    uint32_t id;
} lode__intern_entry;
/* Ids of many texts in their order, which waits for memory once and not for each. */
LODE_NODISCARD lode_status lode__intern_add_all(lode__intern *intern,
                                                lode__intern_entry *const *texts,
                                                size_t n);
/* A hint that the text will soon be looked up: what that costs is waiting for memory. */
void lode__intern_expect(const lode__intern *intern, const char *text, size_t len);
/* Id of a text that is there already, or LODE__NO_ID. */
uint32_t lode__intern_find(const lode__intern *intern, const char *text, size_t len);
static inline const char *lode__intern_text(const lode__intern *intern, uint32_t id)
{
    return intern->bytes + intern->start[id];
}

#endif
