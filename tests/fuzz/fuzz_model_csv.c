/* The relations as CSV, as the header says and as the size does, at once, in
 * pieces and from a file: that must not matter. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct pieces {
    fuzz_bytes bytes;
    size_t next;
} pieces;

static int64_t give_piece(void *data, size_t capacity, void *user)
{
    pieces *const p = user;
    size_t n = p->next = p->next % 7 + 1;
    if (n > capacity) n = capacity;
    if (n > p->bytes.left) n = p->bytes.left;
    if (n > 0) memcpy(data, p->bytes.next, n);
    p->bytes.next += n;
    p->bytes.left -= n;
    return (int64_t)n;
}

static void read_file(lode_context *context, const uint8_t *data, size_t size,
                      const lode_read_options *options, lode_status expected)
{
    lode_builder *builder = NULL;
    char path[FUZZ_PATH];
    const int file = fuzz_file(data, size, path);
    FUZZ_HOLDS(lode_builder_new(context, &builder) == LODE_OK);
    FUZZ_HOLDS(lode_read_file(context, builder, path, options) == expected);
    (void)fuzz_said(context, expected);
    lode_builder_free(builder);
    (void)close(file);
}

/* What was said, line by line. */
static fuzz_text report(lode_context *context)
{
    fuzz_text text = {NULL, 0, 0};
    char line[2048];
    for (size_t i = 0; i < lode_report_kept(context); i++) {
        (void)lode_diagnostic_format(lode_report_get(context, i), line, sizeof(line));
        (void)fuzz_write(line, strlen(line) + 1, &text);
    }
    return text;
}

static void read_as(lode_context *context, lode_format format, const uint8_t *data,
                    size_t size)
{
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    lode_builder *whole = NULL, *parts = NULL;
    lode_model *model = NULL;
    pieces from = {{data, size}, 0};
    options.format = format;
    FUZZ_HOLDS(lode_builder_new(context, &whole) == LODE_OK);
    FUZZ_HOLDS(lode_builder_new(context, &parts) == LODE_OK);
    lode_status status = lode_read_memory(context, whole, data, size, &options);
    fuzz_text said = report(context);
    (void)fuzz_said(context, status);
    FUZZ_HOLDS(lode_read_callback(context, parts, give_piece, &from, &options) == status);
    fuzz_text said_of_parts = report(context);
    (void)fuzz_said(context, status);
    FUZZ_HOLDS(fuzz_same(&said, &said_of_parts));
    if (size % 4 == 1) read_file(context, data, size, &options, status);
    if (fuzz_said(context, lode_builder_freeze(context, whole, &model)))
        fuzz_model(context, model);
    lode_model_unref(model);
    lode_builder_free(whole);
    lode_builder_free(parts);
    free(said.data);
    free(said_of_parts.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    read_as(context, LODE_FORMAT_AUTO, data, size);
    read_as(context, LODE_FORMAT_ITEMS_CSV + (lode_format)(size % 4), data, size);
    fuzz_close(context, &memory);
    return 0;
}
