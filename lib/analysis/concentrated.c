/* Largest holder and HHI. */
#include "analysis/concentrated.h"

void lode__concentrate(const lode__shares *shares, lode__concentrated *out)
{
    *out = (lode__concentrated){.place = LODE__ZZZ};
    out->unknown = shares->primary[LODE__ZZZ] + shares->recycled[LODE__ZZZ];
    for (unsigned p = 0; p < LODE__ZZZ; p++) {
        const double share = shares->primary[p] + shares->recycled[p];
        if (share <= 0.0) continue;
        out->hhi += share * share;
        if (share > out->largest) {
            out->largest = share;
            out->place = p;
        }
    }
    const double most = out->largest + out->unknown;
    out->hhi_high = out->hhi - out->largest * out->largest + most * most;
}
