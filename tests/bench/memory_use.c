#include "memory_use.h"
#include "bench.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

/* Kilobytes of a line of /proc/self/status; 0 where there is none. */
static double status_kb(const char *key)
{
    char line[256];
    unsigned long kb = 0;
    FILE *file = fopen("/proc/self/status", "r");
    if (!file) return 0.0;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) != 0) continue;
        if (sscanf(line + strlen(key), " %lu", &kb) != 1) kb = 0;
        break;
    }
    fclose(file);
    return (double)kb;
}

/* Bytes resident; what is free but kept by malloc() does not count. */
static double resident(void)
{
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
    return 1024.0 * status_kb("VmRSS:");
}

/* malloc() learns from what was freed before to keep large blocks: what is measured is
 * not to depend on the workloads that ran first. */
static void forget_habits(void)
{
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 128 << 10);
#endif
}

void memory_use_now(memory_use *use)
{
    use->peak += 1024.0 * status_kb("VmHWM:");
    use->resident += resident();
}

memory_use memory_use_of(void (*hold)(void *user, memory_use *use), void *user)
{
    memory_use use = {0};
    int ends[2];
    if (pipe(ends) != 0) give_up("no pipe", NULL);
    const pid_t child = fork();
    if (child < 0) give_up("no process", NULL);
    if (child == 0) {
        forget_habits();
        use.resident = use.peak = -resident();
        hold(user, &use);
        _exit(write(ends[1], &use, sizeof use) == sizeof use ? 0 : 1);
    }
    close(ends[1]);
    if (read(ends[0], &use, sizeof use) != sizeof use) give_up("the child failed", NULL);
    close(ends[0]);
    waitpid(child, NULL, 0);
    return use;
}
