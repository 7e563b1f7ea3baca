/* One call of a reader: its input, its limits, and the faults met so far. */
#ifndef LODE__READ_READING_H
#define LODE__READ_READING_H

#include "lode/read.h"
#include "read/input.h"

typedef struct lode__reading {
    lode_context *context;
    lode_builder *builder;     /* NULL where no model is read */
    void *target;              /* of a form that has no builder */
    lode_read_options options;
    uint64_t limits[LODE__N_LIMITS]; /* of the context, or what the options say */
    lode_status status;        /* of the first fault */
    lode_diagnostic
        first;        /* kept here: every call of the builder forgets the last error */
    lode_place place; /* of the element that is read */
    uint32_t n_faults;
    bool over; /* nothing more is to be read */
    lode__input input;
} lode__reading;

/* True where the status is no error. An error is counted, and ends the reading where what
 * follows could not be trusted or where it is one too many. */
bool lode__reading_ok(lode__reading *reading, lode_status status);
/* Ends the reading: at a place there is more than a limit allows; `what` (NULL: nothing)
 * is said to have more. */
void lode__reading_over(lode__reading *reading, lode_limit limit, uint64_t line,
                        uint64_t column, const char *what);
/* Says to the builder where the next records stand. */
bool lode__reading_at(lode__reading *reading, uint64_t line, uint64_t column);

/* Where the bytes come from. */
typedef struct lode__bytes {
    lode_read_fn read;
    void *user;
    const char *name; /* what diagnostics call them, unless the options say */
    uint64_t size;    /* 0: not known */
} lode__bytes;

/* Runs a reader over bytes, after the options have been settled and the first chunk
 * filled; returns what the first fault was. A builder (NULL: none) that was not given all
 * will not freeze. */
typedef void (*lode__reader)(lode__reading *reading);
LODE_NODISCARD lode_status lode__read_bytes(lode_context *context,
                                            const lode_read_options *given,
                                            const lode__bytes *from, lode__reader reader,
                                            lode_builder *builder, void *target);
/* The same for a file. */
LODE_NODISCARD lode_status lode__read_path(lode_context *context,
                                           const lode_read_options *given,
                                           const char *path, lode__reader reader,
                                           lode_builder *builder, void *target);

/* The forms. Faults go into the reading. */
void lode__read_model_xml(lode__reading *reading);
void lode__read_model_csv(lode__reading *reading);

#endif
