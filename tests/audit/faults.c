/* A fault for each checker to find, chosen by FAULT; 0: none. audit/bites.sh */
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define OVERRUN 1
#define LEAK 2
#define OVERFLOW 3
#define RACE 4
#define UNINITIALISED 5

static int shared;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *count(void *user)
{
    (void)user;
    for (int i = 0; i < 1000; i++) {
#if FAULT != RACE
        pthread_mutex_lock(&lock);
#endif
        shared++;
#if FAULT != RACE
        pthread_mutex_unlock(&lock);
#endif
    }
    return NULL;
}

static int count_twice(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, count, NULL) != 0) return -1;
    }
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    return shared;
}

static int add(int a, int b)
{
    return a + b;
}

static int use_memory(int n)
{
    int *const numbers = malloc((size_t)n * sizeof(*numbers));
    if (!numbers) return -1;
#if FAULT != UNINITIALISED
    for (int i = 0; i < n; i++) numbers[i] = i;
#endif
    const int last = numbers[FAULT == OVERRUN ? n : n - 1];
#if FAULT != LEAK
    free(numbers);
#endif
    return last;
}

int main(int argc, char **argv)
{
    (void)argv;
    if (count_twice() < 0) return 1;
    if (use_memory(10 * argc) == 12345) puts("odd");
    if (add(FAULT == OVERFLOW ? INT_MAX : 0, argc) == 12345) puts("odd");
    return 0;
}
