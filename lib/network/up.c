/* The pass up: what each node can give under many shocks at a time. */
#include "network/kernel.h"
#include "base/thread.h"

#include <math.h>

const lode__kernel *lode__kernel_best(void)
{
#if defined(LODE__HAVE_AVX512)
    if (__builtin_cpu_supports("avx512f")) return &lode__kernel_avx512;
#endif
#if defined(LODE__HAVE_AVX2)
    if (__builtin_cpu_supports("avx2")) return &lode__kernel_avx2;
#endif
    return &lode__kernel_portable;
}

/* Room for lanes on cache lines of their own; what to free is kept apart. */
typedef struct work_desk {
    void *memory, *rows_memory;
    double *lack, *rows;
    uint8_t *effect; /* by row */
    uint8_t *live;   /* by way; NULL: nothing acts on any */
} work_desk;

typedef struct up_job {
    const lode_network *network;
    const lode__shocks *shocks;
    const lode__kernel *kernel;
    lode__block_fn each;
    void *user;
    work_desk *desks; /* one a worker */
} up_job;

enum { LINE = LODE__LANES * sizeof(double) };

static double *aligned(void *memory)
{
    const uintptr_t address = (uintptr_t)memory;
    return (double *)((address + LINE - 1) / LINE * LINE);
}

size_t lode__count_ways(const lode__shocks *shocks)
{
    return shocks->ways ? shocks->n_ways : (size_t)shocks->n_rows + 1;
}

static lode_status set_desk(lode_context *context, const up_job *job, work_desk *desk)
{
    const lode_allocator *allocator = &context->allocator;
    desk->memory = lode__alloc(allocator, (size_t)job->network->n_nodes + 1, LINE);
    desk->rows_memory = lode__alloc(allocator, (size_t)job->shocks->n_rows + 2, LINE);
    if (!desk->memory || !desk->rows_memory) return lode__nomem(context);
    if (job->shocks->way_of) {
        desk->effect = lode__alloc(allocator, (size_t)job->shocks->n_rows + 1, 1);
        desk->live = lode__alloc(allocator, lode__count_ways(job->shocks), 1);
        if (!desk->effect || !desk->live) return lode__nomem(context);
    }
    desk->lack = aligned(desk->memory);
    desk->rows = aligned(desk->rows_memory);
    return LODE_OK;
}

/* What a row of factors does in some lane. */
enum { PASSES_LESS = 1, LIMITS = 2 };

static uint8_t effect_of(const double *row)
{
    int less = 0, limits = 0;
    for (int k = 0; k < LODE__LANES; k++) {
        less |= row[k] != 1.0;
        limits |= row[k] != INFINITY;
    }
    return (uint8_t)((less ? PASSES_LESS : 0) | (limits ? LIMITS : 0));
}

void lode__mark_live(const lode__shocks *shocks, const double *rows, uint8_t *effect,
                     uint8_t *live)
{
    effect[0] = 0;
    for (size_t k = 1; k <= shocks->n_rows; k++)
        effect[k] = effect_of(rows + k * LODE__LANES);
    for (size_t k = 0, n = lode__count_ways(shocks); k < n; k++) {
        const lode__way way = lode__way_in(shocks->ways, (uint32_t)k);
        live[k] = (effect[way.pass] & PASSES_LESS) | (effect[way.limit] & LIMITS);
    }
}

static lode_status run_block(size_t task, size_t worker, void *user)
{
    const up_job *job = user;
    const work_desk *desk = &job->desks[worker];
    const lode__shocks *shocks = job->shocks;
    const size_t first = task * LODE__LANES;
    const size_t left = shocks->n_lanes - first;
    const size_t n = left < LODE__LANES ? left : LODE__LANES;
    for (size_t k = 0; k < ((size_t)shocks->n_rows + 1) * LODE__LANES; k++) {
        desk->rows[k] = 1.0;
    }
    if (shocks->fill) shocks->fill(shocks->user, first, n, desk->rows);
    if (desk->live) lode__mark_live(shocks, desk->rows, desk->effect, desk->live);
    job->kernel->up(job->network, shocks, desk->rows, desk->live, desk->lack);
    const lode__block block = {job->network, shocks, first, n, desk->lack, desk->rows};
    return job->each(&block, worker, job->user);
}

lode_status lode__up(lode_context *context, const lode_network *network,
                     const lode__shocks *shocks, lode__block_fn each, void *user)
{
    const size_t n_blocks = (shocks->n_lanes + LODE__LANES - 1) / LODE__LANES;
    const size_t n_workers = lode__n_workers(context, n_blocks);
    up_job job = {.network = network,
                  .shocks = shocks,
                  .kernel = lode__kernel_best(),
                  .each = each,
                  .user = user};
    job.desks = lode__alloc_zero(&context->allocator, n_workers, sizeof *job.desks);
    if (!job.desks) return lode__nomem(context);
    lode_status status = LODE_OK;
    for (size_t w = 0; w < n_workers && status == LODE_OK; w++) {
        status = set_desk(context, &job, &job.desks[w]);
    }
    if (status == LODE_OK) status = lode__parallel(context, n_blocks, run_block, &job);
    for (size_t w = 0; w < n_workers; w++) {
        lode__free(&context->allocator, job.desks[w].memory);
        lode__free(&context->allocator, job.desks[w].rows_memory);
        lode__free(&context->allocator, job.desks[w].effect);
        lode__free(&context->allocator, job.desks[w].live);
    }
    lode__free(&context->allocator, job.desks);
    return status;
}

double lode__loss(const lode__block *block, uint32_t node, size_t k)
{
    const double loss = block->lack[(size_t)node * LODE__LANES + k];
    if (loss <= LODE__TIE) return 0.0; /* by rounding */
    return loss < 1.0 ? loss : 1.0;
}
