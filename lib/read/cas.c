/* The check digit of a CAS number: the others, counted from the right, times their place,
 * modulo ten. */
#include "read/cas.h"

#include <stdint.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

lode__cas_state lode__check_cas(const char *text, size_t len)
{
    enum { TAIL = 5, MIN_HEAD = 2, MAX_HEAD = 7 }; /* the tail is -NN-N */
    if (len < TAIL + MIN_HEAD || len > TAIL + MAX_HEAD) return LODE__CAS_NONE;
    uint32_t sum = 0, place = 1;
    for (size_t i = len - 1; i-- > 0;) {
        if (i == len - 2 || i == len - TAIL) {
            if (text[i] != '-') return LODE__CAS_NONE;
        } else if (is_digit(text[i])) {
            sum += place++ * (uint32_t)(text[i] - '0');
        } else {
            return LODE__CAS_NONE;
        }
    }
    if (!is_digit(text[len - 1])) return LODE__CAS_NONE;
    return sum % 10 == (uint32_t)(text[len - 1] - '0') ? LODE__CAS_GOOD : LODE__CAS_WRONG;
}
