/* Lines of bills of materials as they came, packed: of each stands only what it does not
 * share with the line before, mostly four to ten bytes. They are read from the front, and
 * what has been read can be given back. A line that is asked for by its number is found
 * by reading on from the start of its group. */
#ifndef LODE__MODEL_TAPE_H
#define LODE__MODEL_TAPE_H

#include "base/memory.h"

/* Where a record stands. */
typedef struct lode__site {
    uint32_t source, line, column; /* text; counted from 1, 0: unknown */
} lode__site;

typedef struct lode__line_entry {
    lode__site at;
    uint32_t parent, item; /* in whatever numbers the writer has for them */
    uint32_t extra;        /* number of what more is said of it; 0: nothing */
    uint8_t unit;
    double quantity;
} lode__line_entry;

/* Zero-initialised but for the allocator. */
typedef struct lode__tape {
    const lode_allocator *allocator;
    struct lode__tape_block *first, *newest;
    unsigned char *at, *end;      /* room left in the newest */
    const unsigned char **groups; /* where each begins */
    size_t n_groups, groups_capacity;
    size_t n;                /* lines */
    lode__line_entry before; /* the newest of the group */
} lode__tape;

LODE_NODISCARD lode_status lode__tape_add_all(lode__tape *tape,
                                              const lode__line_entry *lines, size_t n);
LODE_NODISCARD static inline lode_status lode__tape_add(lode__tape *tape,
                                                        const lode__line_entry *line)
{
    return lode__tape_add_all(tape, line, 1);
}
void lode__tape_free(lode__tape *tape);
/* The line of a number below tape->n. */
lode__line_entry lode__tape_line(const lode__tape *tape, size_t index);

/* Lines one after the other; others may be added meanwhile. */
typedef struct lode__tape_reader {
    const lode__tape *tape;
    size_t n; /* read */
    const unsigned char *at;
    lode__line_entry line; /* the newest */
} lode__tape_reader;

/* From a number on, at most tape->n. */
lode__tape_reader lode__tape_read(const lode__tape *tape, size_t from);
/* False where there is none left. */
bool lode__tape_next(lode__tape_reader *reader);
/* Gives back what the reader of this tape has left behind: nobody reads it again. */
void lode__tape_forget(lode__tape *tape, const lode__tape_reader *reader);

#endif
