/* Bills of materials in every form: read at once and in pieces, resolved on top of
 * reference data, and worked out. The size chooses the options, so that files are inputs
 * as they are. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BOM_CASES LODE_TEST_SOURCE_DIR "/tests/cases/bom/"

static lode_rules *case_rules(void)
{
    static lode_rules *rules; /* read once; lives as long as the program */
    lode_context *context = NULL;
    if (rules) return rules;
    FUZZ_HOLDS(lode_context_new(NULL, &context) == LODE_OK);
    FUZZ_HOLDS(lode_rules_read_file(context, BOM_CASES "test.rules.xml", NULL, NULL,
                                    &rules) == LODE_OK);
    lode_context_free(context);
    return rules;
}

static const fuzz_text *case_reference(void)
{
    static fuzz_text text; /* as above */
    if (!text.data) text = fuzz_load(BOM_CASES "reference.lode.xml");
    return &text;
}

static int64_t give_piece(void *data, size_t capacity, void *user)
{
    fuzz_bytes *const bytes = user;
    size_t n = bytes->left % 13 + 1;
    if (n > capacity) n = capacity;
    if (n > bytes->left) n = bytes->left;
    if (n > 0) memcpy(data, bytes->next, n);
    bytes->next += n;
    bytes->left -= n;
    return (int64_t)n;
}

static void resolve(lode_context *context, lode_bom *bom, fuzz_bytes *bytes)
{
    lode_bom_options options = LODE_BOM_OPTIONS_INIT;
    lode_builder *builder = NULL;
    lode_table *coverage = NULL;
    lode_model *model = NULL;
    options.home = "USA";
    options.flags = bytes->left % 2 ? LODE_BOM_UNKNOWN_IS_ESSENTIAL : 0u;
    options.has = bytes->left % 3 ? LODE_BOM_HAS_ASSUMED_MASS : 0u;
    options.assumed_mass_kg = 0.01;
    FUZZ_HOLDS(lode_builder_new(context, &builder) == LODE_OK);
    FUZZ_HOLDS(lode_read_memory(context, builder, case_reference()->data,
                                case_reference()->size, NULL) == LODE_OK);
    const lode_status status =
        bytes->left % 2 ? lode_bom_resolve(context, bom, builder, &options, &coverage)
                        : lode_bom_use_up(context, bom, builder, &options, &coverage);
    FUZZ_HOLDS((status >= 0) == (coverage != NULL));
    if (fuzz_said(context, status)) {
        fuzz_table(context, coverage, 0);
        if (fuzz_said(context, lode_builder_freeze(context, builder, &model))) {
            fuzz_model(context, model);
            fuzz_network(context, model, bytes);
        }
    }
    lode_model_unref(model);
    lode_table_free(coverage);
    lode_builder_free(builder);
}

static void read_file(lode_context *context, const uint8_t *data, size_t size,
                      const lode_bom_read_options *options, lode_status expected)
{
    lode_bom *bom = NULL;
    char path[FUZZ_PATH];
    const int file = fuzz_file(data, size, path);
    FUZZ_HOLDS(lode_bom_new(context, case_rules(), &bom) == LODE_OK);
    FUZZ_HOLDS(lode_bom_read_file(context, bom, path, options) == expected);
    (void)fuzz_said(context, expected);
    lode_bom_free(bom);
    (void)close(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint32_t marks[] = {0, 0, 0, '.', ','};
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    lode_bom *bom = NULL, *in_pieces = NULL;
    fuzz_bytes bytes = {data, size};
    options.encoding = size % 7 == 6 ? LODE_ENCODING_LATIN1 : LODE_ENCODING_AUTO;
    options.decimal_mark = marks[size % 5];
    const lode_bom_format guess = lode_bom_guess(data, size);
    FUZZ_HOLDS(guess == LODE_BOM_AUTO || lode_bom_format_name(guess));
    FUZZ_HOLDS(lode_bom_new(context, case_rules(), &bom) == LODE_OK);
    FUZZ_HOLDS(lode_bom_new(context, NULL, &in_pieces) == LODE_OK);
    const lode_status status = lode_bom_read_memory(context, bom, data, size, &options);
    if (fuzz_said(context, status)) resolve(context, bom, &(fuzz_bytes){data, size});
    if (size % 4 == 1) read_file(context, data, size, &options, status);
    options.format = (lode_bom_format)(size % 7);
    (void)fuzz_said(context, lode_bom_read_callback(context, in_pieces, give_piece,
                                                    &bytes, &options));
    lode_bom_free(bom);
    lode_bom_free(in_pieces);
    fuzz_close(context, &memory);
    return 0;
}
