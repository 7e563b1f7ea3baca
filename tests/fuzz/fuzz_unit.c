/* Two names of units and a quantity: what converts does so there and back, and as the
 * kilograms of both say. */
#include "fuzz.h"

#include "model/builder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int find(const char *name)
{
    const int found = lode__find_unit(name, strlen(name));
    FUZZ_HOLDS(found < 0 || strcmp(lode_unit_name((size_t)found), name) == 0);
    for (size_t i = 0; lode_unit_name(i) && found < 0; i++)
        FUZZ_HOLDS(strcmp(lode_unit_name(i), name) != 0);
    return found;
}

static void hold_conversion(unsigned from, unsigned to, double quantity)
{
    double there = quantity, back;
    if (!lode__convert(from, to, &there)) {
        FUZZ_HOLDS(from != to && memcmp(&there, &quantity, sizeof(there)) == 0);
        FUZZ_HOLDS(lode__unit_kg(from) == 0.0 || lode__unit_kg(to) == 0.0);
        return;
    }
    back = there;
    FUZZ_HOLDS(lode__convert(to, from, &back));
    if (from == to || !(fabs(quantity) > 1e-290 && fabs(quantity) < 1e290)) return;
    FUZZ_HOLDS(fabs(back - quantity) <= 1e-15 * fabs(quantity));
    FUZZ_HOLDS(fabs(there * lode__unit_kg(to) - quantity * lode__unit_kg(from)) <=
               1e-15 * fabs(quantity * lode__unit_kg(from)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_bytes bytes = {data, size};
    char *const from = fuzz_line(&bytes), *const to = fuzz_line(&bytes);
    const int a = find(from), b = find(to);
    if (a >= 0 && b >= 0) hold_conversion((unsigned)a, (unsigned)b, fuzz_real(&bytes));
    free(from);
    free(to);
    return 0;
}
