/* What is asked of analyses: a network for a choice of bases and products, then values
 * for the options that each analysis declares; dates, settings, scenarios, places and
 * patterns among them come as lines of text. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TEXTS = 3, MAX_OPTIONS_SIZE = 256, MAX_LINES = 32, MAX_ASKED = 3 };

/* Lines given to options, to be freed. */
typedef struct lines {
    char *line[MAX_LINES];
    const char *lists[MAX_LINES][MAX_TEXTS];
    size_t n, n_lists;
} lines;

static const char *take_line(lines *given, fuzz_bytes *bytes)
{
    if (given->n == MAX_LINES) return "";
    return given->line[given->n++] = fuzz_line(bytes);
}

static void set_texts(unsigned char *member, lines *given, fuzz_bytes *bytes)
{
    if (given->n_lists == MAX_LINES) return;
    const char **const list = given->lists[given->n_lists++];
    const size_t n = fuzz_below(bytes, MAX_TEXTS + 1);
    for (size_t i = 0; i < n; i++) list[i] = take_line(given, bytes);
    memcpy(member, &list, sizeof(list));
    memcpy(member + sizeof(list), &n, sizeof(n));
}

static void set_option(unsigned char *options, const lode_analysis_option *option,
                       lines *given, fuzz_bytes *bytes)
{
    unsigned char *const member = options + option->offset;
    uint32_t bits;
    memcpy(&bits, member, sizeof(bits));
    switch (option->type) {
    case LODE_OPTION_REAL: {
        const double real = fuzz_real(bytes);
        memcpy(member, &real, sizeof(real));
        break;
    }
    case LODE_OPTION_COUNT:
        bits = fuzz_byte(bytes) % 5u;
        memcpy(member, &bits, sizeof(bits));
        break;
    case LODE_OPTION_TEXT: {
        const char *const text = take_line(given, bytes);
        memcpy(member, &text, sizeof(text));
        break;
    }
    case LODE_OPTION_TEXTS:
        set_texts(member, given, bytes);
        break;
    default: /* choices and switches are bits */
        bits |= 1u << fuzz_below(bytes, 9);
        memcpy(member, &bits, sizeof(bits));
    }
}

static void ask(lode_context *context, const lode_network *network,
                const lode_analysis *analysis, fuzz_bytes *bytes)
{
    union {
        unsigned char bytes[MAX_OPTIONS_SIZE];
        double aligned;
        void *pointer;
    } options;
    lines given = {.n = 0};
    const uint32_t size = (uint32_t)analysis->options_size;
    lode_table *table = NULL;
    FUZZ_HOLDS(size <= sizeof(options));
    memset(&options, 0, sizeof(options));
    memcpy(options.bytes, &size, sizeof(size));
    for (size_t i = 0; i < analysis->n_options; i++)
        if (fuzz_byte(bytes) % 3 == 0)
            set_option(options.bytes, &analysis->options[i], &given, bytes);
    const lode_status status =
        analysis->run ? analysis->run(context, network, &options, &table)
                      : lode_diff(context, network, network,
                                  (const lode_diff_options *)&options, &table);
    FUZZ_HOLDS(fuzz_said(context, status) == (table != NULL));
    if (table) fuzz_table(context, table, 64);
    lode_table_free(table);
    for (size_t i = 0; i < given.n; i++) free(given.line[i]);
}

static lode_model *case_model(void)
{
    static lode_model *model; /* read once; lives as long as the program */
    lode_context *context = NULL;
    lode_builder *builder = NULL;
    if (model) return model;
    FUZZ_HOLDS(lode_context_new(NULL, &context) == LODE_OK);
    FUZZ_HOLDS(lode_builder_new(context, &builder) == LODE_OK);
    FUZZ_HOLDS(lode_read_file(context, builder,
                              LODE_TEST_SOURCE_DIR "/tests/cases/valid/full/input.xml",
                              NULL) == LODE_OK);
    FUZZ_HOLDS(lode_builder_freeze(context, builder, &model) == LODE_OK);
    lode_builder_free(builder);
    lode_context_free(context);
    return model;
}

static lode_status compile(lode_context *context, fuzz_bytes *bytes, lode_network **out)
{
    lode_network_options options = LODE_NETWORK_OPTIONS_INIT;
    lode_basis bases[5];
    char *const home = fuzz_byte(bytes) % 4 == 0 ? fuzz_line(bytes) : NULL;
    char *const product = fuzz_byte(bytes) % 4 == 0 ? fuzz_line(bytes) : NULL;
    const char *const products[] = {product};
    options.home = home;
    options.products = products;
    options.n_products = product ? 1 : 0;
    options.year = (int32_t)fuzz_byte(bytes) * 40 - 80;
    options.n_bases = fuzz_byte(bytes) % 4 == 0 ? fuzz_below(bytes, 6) : 0;
    for (size_t i = 0; i < options.n_bases; i++) bases[i] = fuzz_byte(bytes) % 6u;
    options.basis_order = bases;
    const lode_status status = lode_network_compile(context, case_model(), &options, out);
    free(home);
    free(product);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    fuzz_bytes bytes = {data, size};
    lode_network *network = NULL;
    if (fuzz_said(context, compile(context, &bytes, &network))) {
        for (int n = 0; n < MAX_ASKED && bytes.left > 0; n++) {
            const lode_analysis *const analysis =
                lode_analysis_at(fuzz_byte(&bytes) % 16u);
            FUZZ_HOLDS(!analysis || lode_analysis_find(analysis->name) == analysis);
            ask(context, network, analysis ? analysis : lode_analysis_diff(), &bytes);
        }
    }
    lode_network_unref(network);
    fuzz_close(context, &memory);
    return 0;
}
