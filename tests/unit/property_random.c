/* Thousands of random models: the library against the slow reference evaluator, and
 * against itself in other circumstances. A finding names the seed;
 * tests/reference/README.md says how to look at one. */
#include <lode.h>

#include "lode_test.h"

#include "../reference/agree.h"

/* Runs a check over seeds; the counting context is that of the test. */
static void over_seeds(lode_context *context, ref_check check, uint64_t first, uint64_t n)
{
    ref_findings findings = {.n_wrong = 0};
    for (uint64_t seed = first; seed < first + n && findings.n_wrong < 5; seed++) {
        check(context, seed, &findings);
    }
    cr_assert(findings.n_wrong == 0, "%s", findings.text);
    cr_assert(findings.n_cells >= n, "%llu cells compared only",
              (unsigned long long)findings.n_cells);
}

LODE_TEST(property_random, agrees_with_the_reference_1)
{
    over_seeds(ctx, ref_check_reference, 1, 1000);
}

LODE_TEST(property_random, agrees_with_the_reference_2)
{
    over_seeds(ctx, ref_check_reference, 1001, 1000);
}

LODE_TEST(property_random, agrees_with_the_reference_3)
{
    over_seeds(ctx, ref_check_reference, 2001, 1000);
}

LODE_TEST(property_random, scenarios_agree_with_the_reference_1)
{
    over_seeds(ctx, ref_check_scenarios, 1, 1200);
}

LODE_TEST(property_random, scenarios_agree_with_the_reference_2)
{
    over_seeds(ctx, ref_check_scenarios, 1201, 1200);
}

/* Worlds in which terms that cancel leave an ulp. */
LODE_TEST(property_random, rounding_is_no_loss)
{
    over_seeds(ctx, ref_check_reference, 7588, 1);
    over_seeds(ctx, ref_check_scenarios, 19469, 1);
}

LODE_TEST(property_random, loss_never_falls_as_measures_harden)
{
    over_seeds(ctx, ref_check_severity, 1, 300);
}

LODE_TEST(property_random, names_of_scenarios_change_nothing)
{
    over_seeds(ctx, ref_check_names, 80001, 300);
}

LODE_TEST(property_random, input_order_changes_nothing)
{
    over_seeds(ctx, ref_check_order, 10001, 200);
}

LODE_TEST(property_random, threads_change_nothing)
{
    over_seeds(ctx, ref_check_threads, 20001, 100);
}

LODE_TEST(property_random, canonical_form_changes_nothing)
{
    over_seeds(ctx, ref_check_round_trip, 30001, 200);
}

LODE_TEST(property_random, products_alone_or_together)
{
    over_seeds(ctx, ref_check_alone, 40001, 200);
}

LODE_TEST(property_random, no_shock_no_loss)
{
    over_seeds(ctx, ref_check_no_shock, 50001, 400);
}

LODE_TEST(property_random, origin_sums_to_requirement)
{
    over_seeds(ctx, ref_check_sums, 60001, 300);
}

LODE_TEST(property_random, loss_never_falls_as_sets_grow)
{
    over_seeds(ctx, ref_check_monotone, 70001, 300);
}
