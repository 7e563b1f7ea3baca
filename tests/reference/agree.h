/* What must hold for a random model, each check told by its seed alone. */
#ifndef LODE_TESTS_AGREE_H
#define LODE_TESTS_AGREE_H

#include <stddef.h>
#include <stdint.h>

#include <lode.h>

/* Where a check writes what it found wrong, and how much it looked at. What a seed draws
 * is drawn from bytes first where there are any. */
typedef struct ref_findings {
    const uint8_t *bytes; /* [n_bytes] */
    size_t n_bytes;
    char text[6000];
    size_t n_wrong;
    uint64_t n_models, n_tables, n_cells;
} ref_findings;

typedef void (*ref_check)(lode_context *context, uint64_t seed, ref_findings *findings);

/* Every analysis agrees with the reference evaluator, for options drawn by the seed. */
void ref_check_reference(lode_context *context, uint64_t seed, ref_findings *findings);
/* So do scenarios of every measure, alone and together, for every delivery; without a
 * measure nothing is lost, to the bit. */
void ref_check_scenarios(lode_context *context, uint64_t seed, ref_findings *findings);
/* A loss never falls as bans and stops grow more severe. */
void ref_check_severity(lode_context *context, uint64_t seed, ref_findings *findings);
/* What scenarios are called, and so whose measures come first, changes nothing where all
 * hold together. */
void ref_check_names(lode_context *context, uint64_t seed, ref_findings *findings);
/* The order in which records come changes no byte of any result. */
void ref_check_order(lode_context *context, uint64_t seed, ref_findings *findings);
/* Nor does the number of threads. */
void ref_check_threads(lode_context *context, uint64_t seed, ref_findings *findings);
/* Nor does writing the model in the canonical form and reading it again. */
void ref_check_round_trip(lode_context *context, uint64_t seed, ref_findings *findings);
/* A product compiled alone has the rows that it has among others, to the bit. */
void ref_check_alone(lode_context *context, uint64_t seed, ref_findings *findings);
/* Where nothing stops nothing is lost, to the bit. */
void ref_check_no_shock(lode_context *context, uint64_t seed, ref_findings *findings);
/* What is made where sums to what is needed. */
void ref_check_sums(lode_context *context, uint64_t seed, ref_findings *findings);
/* A loss never falls as those that stop grow in number. */
void ref_check_monotone(lode_context *context, uint64_t seed, ref_findings *findings);

#endif
