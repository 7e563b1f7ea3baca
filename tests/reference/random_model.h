/* Random models with fixed seeds: the same seed gives the same model everywhere. */
#ifndef LODE_TESTS_RANDOM_MODEL_H
#define LODE_TESTS_RANDOM_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "reference.h"

/* Bytes that draws are made from, until there are no more. */
typedef struct ref_bytes {
    const uint8_t *next;
    size_t left;
} ref_bytes;

/* splitmix64, after the bytes. Streams with the same bytes share what is left. */
typedef struct ref_random {
    uint64_t state;
    ref_bytes *bytes; /* NULL: none */
} ref_random;

uint64_t ref_random_next(ref_random *random);
/* Whole number below n. */
int ref_random_below(ref_random *random, int n);
/* Real number in [0, 1). */
double ref_random_real(ref_random *random);
bool ref_random_chance(ref_random *random, double probability);

/* In every random model: a stage that no item is of, and a bloc of all countries, no
 * market. */
#define REF_STAGE_OF_NOBODY "nobody"
#define REF_BLOC_OF_ALL "all"

/* A model drawn by a seed, and before it by bytes (NULL: none).
 * With everything the page speaks of: nested and overlapping blocs, vectors of
 * several markets, bases and years, open shares, recycled origins, alternatives, hosts,
 * shared parts, parts that nearly everything takes. */
void ref_random_model(uint64_t seed, ref_bytes *bytes, ref_model *out);
/* A year and an order of bases, often the defaults. */
void ref_random_choice(ref_random *random, const ref_model *model, ref_choice *out);

#endif
