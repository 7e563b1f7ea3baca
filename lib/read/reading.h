/* One call of a reader: its input, its limits, and the faults met so far. */
#ifndef LODE__READ_READING_H
#define LODE__READ_READING_H

#include "lode/read.h"
#include "read/input.h"

typedef struct lode__reading {
    lode_context *context;
    lode_builder *builder;
    lode_read_options options; /* every limit is set */
    lode_status status;        /* of the first fault */
    lode_diagnostic
        first; /* kept here: every call of the builder forgets the last error */
    uint32_t n_faults;
    bool over; /* nothing more is to be read */
    lode__input input;
} lode__reading;

/* True where the status is no error. An error is counted, and ends the reading where what
 * follows could not be trusted or where it is one too many. */
bool lode__reading_ok(lode__reading *reading, lode_status status);
/* Says to the builder where the next records stand. */
bool lode__reading_at(lode__reading *reading, uint64_t line, uint64_t column);

/* The forms. Faults go into the reading. */
void lode__read_model_xml(lode__reading *reading);
void lode__read_model_csv(lode__reading *reading);

#endif
