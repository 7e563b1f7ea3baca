/* A byte of flags, a pattern, a line end, a text. A search that knows the text to be
 * UTF-8 finds the same, and no filter leaves out a place where a match begins. */
#include "fuzz.h"

#include "pattern/pattern.h"

#include <stdlib.h>
#include <string.h>

enum { N_SPANS = 4, MAX_BEGINNING = 3 };

static void hold_spans(const lode__span *spans, size_t len)
{
    FUZZ_HOLDS(spans[0].start <= len);
    for (size_t i = 0; i < N_SPANS; i++)
        FUZZ_HOLDS(spans[i].start == SIZE_MAX ||
                   (spans[i].start <= len && spans[i].len <= len - spans[i].start));
}

/* `moves`: with \K, a match does not start where it begins. */
static void search(const lode__pattern *pattern, lode__pattern_scratch *scratch,
                   const char *text, size_t len, bool moves)
{
    lode__span spans[N_SPANS];
    const lode_status status =
        lode__pattern_match(pattern, scratch, text, len, spans, N_SPANS);
    FUZZ_HOLDS(status == LODE_OK || status == LODE_DONE || status == LODE_E_LIMIT ||
               status == LODE_E_VALUE);
    if (status == LODE_OK) {
        hold_spans(spans, len);
        const size_t start = moves ? len : spans[0].start;
        FUZZ_HOLDS(moves || spans[0].len > 0);
        for (size_t n = 1; n <= MAX_BEGINNING && n <= len - start; n++)
            FUZZ_HOLDS(lode__pattern_may_begin(pattern, scratch, text + start, n));
    }
    if (status != LODE_E_VALUE)
        FUZZ_HOLDS(lode__pattern_find(pattern, scratch, text, len) == status);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    fuzz_bytes bytes = {data, size};
    const uint32_t flags = fuzz_byte(&bytes) & 15u;
    char *const text = fuzz_line(&bytes);
    lode__pattern *pattern = NULL;
    lode__pattern_scratch *scratch = NULL;
    const bool both = (flags & LODE__PATTERN_WORDS) && (flags & LODE__PATTERN_WHOLE);
    if (!both && fuzz_said(context, lode__pattern_new(context, NULL, text, strlen(text),
                                                      flags, &pattern))) {
        /* a text of just its size, so that a sanitizer sees a read beyond it */
        char *const subject = malloc(bytes.left + 1);
        if (!subject) abort();
        if (bytes.left > 0) memcpy(subject + 1, bytes.next, bytes.left);
        FUZZ_HOLDS(lode__pattern_scratch_new(context, &scratch) == LODE_OK);
        search(pattern, scratch, subject + 1, bytes.left, strstr(text, "\\K") != NULL);
        free(subject);
    }
    lode__pattern_scratch_free(scratch);
    lode__pattern_free(pattern);
    free(text);
    fuzz_close(context, &memory);
    return 0;
}
