/* Rule files: read alone and on top of others, held against their examples, and used. */
#include "fuzz.h"

#include <string.h>
#include <unistd.h>

static void use(lode_context *context, const lode_rules *rules)
{
    static const char *const texts[] = {"Magnet N42UH 20x10x5", "1.4404", "NdFeB", ""};
    lode_part_text parts[4];
    lode_table *table = NULL;
    for (size_t i = 0; i < 4; i++) {
        parts[i] = (lode_part_text)LODE_PART_TEXT_INIT;
        parts[i].description = parts[i].material = texts[i];
        parts[i].cas = "7440-00-8";
        parts[i].code = "8505.11";
    }
    FUZZ_HOLDS(fuzz_said(context, lode_rules_lint(context, rules, &table)));
    fuzz_table(context, table, 0);
    lode_table_free(table);
    FUZZ_HOLDS(fuzz_said(context, lode_classify(context, rules, parts, 4, NULL, &table)));
    FUZZ_HOLDS(lode_table_n_rows(table) == 4);
    fuzz_table(context, table, 0);
    lode_table_free(table);
}

static int64_t give_piece(void *data, size_t capacity, void *user)
{
    fuzz_bytes *const bytes = user;
    size_t n = bytes->left % 11 + 1;
    if (n > capacity) n = capacity;
    if (n > bytes->left) n = bytes->left;
    if (n > 0) memcpy(data, bytes->next, n);
    bytes->next += n;
    bytes->left -= n;
    return (int64_t)n;
}

/* In pieces and from a file they are the same. */
static void read_otherwise(lode_context *context, const uint8_t *data, size_t size,
                           lode_status expected)
{
    fuzz_bytes bytes = {data, size};
    char path[FUZZ_PATH];
    lode_rules *rules = NULL;
    const int file = fuzz_file(data, size, path);
    lode_status status =
        lode_rules_read_callback(context, give_piece, &bytes, NULL, NULL, &rules);
    FUZZ_HOLDS(status == expected);
    (void)fuzz_said(context, status);
    lode_rules_unref(rules);
    status = lode_rules_read_file(context, path, NULL, NULL, &rules);
    FUZZ_HOLDS(status == expected);
    (void)fuzz_said(context, status);
    lode_rules_unref(rules);
    (void)close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    lode_rules *rules = NULL, *twice = NULL;
    const lode_status status =
        lode_rules_read_memory(context, data, size, NULL, NULL, &rules);
    FUZZ_HOLDS(fuzz_said(context, status) == (rules != NULL));
    if (size % 4 == 1) read_otherwise(context, data, size, status);
    if (rules) {
        use(context, rules);
        /* on top of itself every composition is there already */
        if (fuzz_said(context,
                      lode_rules_read_memory(context, data, size, rules, NULL, &twice)))
            FUZZ_HOLDS(lode_rules_count(twice) == 2 * lode_rules_count(rules));
    }
    lode_rules_unref(rules);
    lode_rules_unref(twice);
    fuzz_close(context, &memory);
    return 0;
}
