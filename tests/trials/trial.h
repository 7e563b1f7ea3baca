/* Trials: what a host does with the library, a trial for each public function or for some
 * that belong together. The same list of them is run with failing memory, by several
 * threads at once, and under checkers that a test framework would disturb. */
#ifndef LODE_TRIAL_H
#define LODE_TRIAL_H

#include <lode.h>

#include <stdio.h>
#include <stdlib.h>

/* What a broken promise does: there is nothing to clean up. */
#define LODE_TEST_MUST(condition, ...)                                                   \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);              \
            fprintf(stderr, __VA_ARGS__);                                                \
            fputc('\n', stderr);                                                         \
            abort();                                                                     \
        }                                                                                \
    } while (0)

#define TRIAL_MUST(condition) LODE_TEST_MUST(condition, "does not hold")
/* Status and result of a call agree: there is one exactly where it says so. */
#define TRIAL_RESULT(status, result)                                                     \
    LODE_TEST_MUST(((status) >= 0) == ((result) != NULL), "%s", lode_status_name(status))

/* What all trials share and none changes. */
typedef struct trial_world {
    lode_model *model;
    lode_network *network, *before; /* of all vectors; of those up to 2022 */
    lode_table *table;
    lode_rules *rules; /* NULL where libxml2 and PCRE2 are left out */
} trial_world;

/* What a trial saw, as a number: equal runs give equal numbers. Zero-initialise. */
typedef struct trial_seen {
    uint64_t sum;
} trial_seen;

int trial_write(const void *data, size_t size, void *seen); /* a lode_write_fn */
void trial_see(trial_seen *seen, const char *text);         /* NULL is seen, too */
void trial_see_size(trial_seen *seen, size_t size);
void trial_see_real(trial_seen *seen, double value);
void trial_see_table(trial_seen *seen, const lode_table *table);
/* A table just made, which is freed; returns the status that it came with. */
lode_status trial_see_result(lode_status status, lode_table *table, trial_seen *seen);
/* The same; its columns must be those listed. */
lode_status trial_see_listed(lode_status status, lode_table *table,
                             const lode_column *columns, trial_seen *seen);

/* Releases all it made and returns the first status that was not as it must be without
 * failures. */
typedef lode_status (*trial_fn)(lode_context *context, const trial_world *world,
                                trial_seen *seen);

/* One trial. */
typedef struct trial {
    const char *functions; /* of the library that it tries, separated by blanks */
    trial_fn run;
    bool foreign; /* calls libxml2 or PCRE2, which some checkers cannot look into */
} trial;

extern const trial trials_of_results[], trials_of_models[], trials_of_readers[],
    trials_of_rules[], trials_of_boms[],
    trials_of_scenarios[]; /* each ends with a NULL function */

/* Puts a model with everything in it into a builder, by calls. */
lode_status trial_build(lode_context *context, lode_builder *builder);
/* Such a model, compiled and analysed; rules, unless only what is ours is to be called.
 * What was made is in `world` also on failure. */
lode_status trial_world_make(lode_context *context, bool own, trial_world *world);
void trial_world_drop(trial_world *world);

#endif
