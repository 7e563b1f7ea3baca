/* Largest holder and HHI of one delivery. model.md section 6. */
#ifndef LODE__ANALYSIS_CONCENTRATED_H
#define LODE__ANALYSIS_CONCENTRATED_H

#include "network/network.h"

typedef struct lode__concentrated {
    unsigned
        place; /* holder of the largest share, the first in code order; LODE__ZZZ: none */
    double largest;  /* its share */
    double unknown;  /* share of ZZZ */
    double hhi;      /* without the unknown */
    double hhi_high; /* with the unknown added to the largest */
} lode__concentrated;

/* Parties, and primary and recycled, of one country are one holder; ZZZ is none. */
void lode__concentrate(const lode__shares *shares, lode__concentrated *out);

#endif
