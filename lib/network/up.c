/* The pass up: what each node can give under many shocks at a time. */
#include "network/kernel.h"
#include "base/thread.h"

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

static lode_status set_desk(lode_context *context, const up_job *job, work_desk *desk)
{
    const lode_allocator *allocator = &context->allocator;
    desk->memory =
        lode__alloc(allocator, lode__count_lacks(job->network, job->shocks) + 1, LINE);
    desk->rows_memory = lode__alloc(allocator, (size_t)job->shocks->n_rows + 2, LINE);
    if (!desk->memory || !desk->rows_memory) return lode__nomem(context);
    desk->lack = lode__on_line(desk->memory);
    desk->rows = lode__on_line(desk->rows_memory);
    return LODE_OK;
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
    job->kernel->up(job->network, shocks, desk->rows, desk->lack);
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
