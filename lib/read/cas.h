/* CAS registry numbers: two to seven digits, two digits, a check digit. */
#ifndef LODE__READ_CAS_H
#define LODE__READ_CAS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum lode__cas_state {
    LODE__CAS_NONE,  /* of another form */
    LODE__CAS_WRONG, /* its check digit is wrong: a slip of the pen */
    LODE__CAS_GOOD
} lode__cas_state;

/* Of a text without blanks around it. */
lode__cas_state lode__check_cas(const char *text, size_t len);

#endif
