/* Models drawn from the bytes: every analysis and scenario against the slow evaluator,
 * and the library against itself in other circumstances. The first byte chooses the
 * check. */
#include "agree.h"
#include "fuzz.h"

#include <stdio.h>

static const ref_check checks[] = {
    ref_check_reference,  ref_check_scenarios, ref_check_severity, ref_check_order,
    ref_check_round_trip, ref_check_alone,     ref_check_no_shock, ref_check_sums,
    ref_check_monotone,   ref_check_threads};
enum { N_CHECKS = sizeof(checks) / sizeof(checks[0]) };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    ref_findings findings = {.bytes = data + 2, .n_bytes = size - 2};
    /* the seed orders the records and draws what the bytes no longer do */
    checks[data[0] % N_CHECKS](context, data[1], &findings);
    if (findings.n_wrong > 0) fprintf(stderr, "%s", findings.text);
    FUZZ_HOLDS(findings.n_wrong == 0);
    fuzz_close(context, &memory);
    return 0;
}
