/* Plain C; compilers make of it what the baseline of the machine has. */
#include "network/kernel.h"

typedef struct lanes {
    double x[LODE__LANES];
} lanes;
#define LANES lanes
#define KERNEL lode__kernel_portable
#define KERNEL_NAME "portable"

#define EACH(expr)                                                                       \
    do {                                                                                 \
        lanes out;                                                                       \
        for (int i = 0; i < LODE__LANES; i++) out.x[i] = (expr);                         \
        return out;                                                                      \
    } while (0)

static inline lanes load(const double *from)
{
    EACH(from[i]);
}
static inline lanes spread(double x)
{
    EACH(x);
}
static inline lanes add(lanes a, lanes b)
{
    EACH(a.x[i] + b.x[i]);
}
static inline lanes sub(lanes a, lanes b)
{
    EACH(a.x[i] - b.x[i]);
}
static inline lanes mul(lanes a, lanes b)
{
    EACH(a.x[i] * b.x[i]);
}
static inline lanes over(lanes a)
{
    EACH(1.0 / a.x[i]);
}
static inline lanes least(lanes a, lanes b)
{
    EACH(a.x[i] < b.x[i] ? a.x[i] : b.x[i]);
}
static inline lanes most(lanes a, lanes b)
{
    EACH(a.x[i] > b.x[i] ? a.x[i] : b.x[i]);
}
static inline void store(double *to, lanes a)
{
    for (int i = 0; i < LODE__LANES; i++) to[i] = a.x[i];
}

#include "network/kernel_body.h"
