/* The command line of the program: a command, and its options read; nothing is run. */
#include "fuzz.h"

#include "../../examples/cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 16 };

static void prepare(cli_settings *settings, size_t n)
{
    const lode_analysis *const analysis = settings->command.analysis;
    const char ***const lists[] = {&settings->products, &settings->rules,
                                   &settings->before, &settings->after};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
        *lists[i] = calloc(n + 1, sizeof(**lists[i]));
    if (!analysis) return;
    const uint32_t size = (uint32_t)analysis->options_size;
    settings->analysis_options = calloc(1, size);
    memcpy(settings->analysis_options, &size, sizeof(size));
}

static void clear(cli_settings *settings)
{
    free(settings->products);
    free(settings->rules);
    free(settings->before);
    free(settings->after);
    if (settings->command.analysis)
        free_analysis_options(settings->analysis_options, settings->command.analysis);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *nowhere; /* for usage errors; stays open */
    fuzz_bytes bytes = {data, size};
    cli_settings settings = {.threads = 1};
    char *words[MAX_WORDS + 1] = {NULL}, *given[MAX_WORDS];
    int n = 0;
    FILE *const said = stderr;
    if (!nowhere) nowhere = fopen("/dev/null", "w");
    FUZZ_HOLDS(nowhere != NULL);
    if (!command_at(fuzz_byte(&bytes) % 32u, &settings.command))
        settings.command.scope = SCOPE_PROGRAM;
    for (; n < MAX_WORDS && (n == 0 || bytes.left > 0); n++)
        words[n] = given[n] = fuzz_line(&bytes);
    prepare(&settings, (size_t)n);
    stderr = nowhere;
    const int first = parse_options(&settings, n, words);
    stderr = said;
    FUZZ_HOLDS(first == -1 || (first >= 1 && first <= n));
    FUZZ_HOLDS(first == -1 || settings.threads >= 1);
    clear(&settings);
    for (int i = 0; i < n; i++) free(given[i]);
    return 0;
}
