/* Input as a stream of chunks, wherever it comes from. */
#ifndef LODE__READ_INPUT_H
#define LODE__READ_INPUT_H

#include "base/context.h"

#include <stdio.h>

/* The pad is for readers of many bytes at a time; what stands in it means nothing. */
enum { LODE__CHUNK = 65536, LODE__CHUNK_PAD = 64 };

typedef struct lode__input {
    lode_read_fn read;
    void *user;
    const char *source;        /* what diagnostics call it */
    uint64_t total, max_bytes; /* total 0: not known */
    uint64_t done;             /* bytes read so far */
    int64_t progress_ms;       /* when progress was told last */
    bool ended;
    size_t used; /* bytes in chunk */
    char chunk[LODE__CHUNK + LODE__CHUNK_PAD];
} lode__input;

/* Puts the next bytes into the chunk: a full one, but for the last; none at the end. */
LODE_NODISCARD lode_status lode__input_fill(lode_context *context, lode__input *input);
/* The same behind the last `keep` bytes of the chunk, which move to its front. */
LODE_NODISCARD lode_status lode__input_refill(lode_context *context, lode__input *input,
                                              size_t keep);

/* Opens a file, with its size where that can be known. */
LODE_NODISCARD lode_status lode__input_open(lode_context *context, const char *path,
                                            FILE **out_file, uint64_t *out_size);
/* A lode_read_fn over a FILE. */
int64_t lode__input_read_file(void *data, size_t capacity, void *user);

/* Bytes in memory that are not read yet. */
typedef struct lode__memory_input {
    const char *data;
    size_t left;
} lode__memory_input;
/* A lode_read_fn over a lode__memory_input. */
int64_t lode__input_read_memory(void *data, size_t capacity, void *user);

#endif
