/* Memory that something takes, found in a process of its own. */
#ifndef BENCH_MEMORY_USE_H
#define BENCH_MEMORY_USE_H

#include <stddef.h>

typedef struct memory_use {
    size_t model, network; /* as the library counts them */
    size_t lines;
    double resident, peak; /* as the system does, beyond what was there before: bytes */
} memory_use;

/* Runs `hold` in a child; it must call memory_use_now() while it holds what is to be
 * counted. */
memory_use memory_use_of(void (*hold)(void *user, memory_use *use), void *user);
void memory_use_now(memory_use *use);

#endif
