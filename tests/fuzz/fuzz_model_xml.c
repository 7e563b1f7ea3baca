/* Model files: read, frozen, written and read again, and everything worked out. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    fuzz_memory memory;
    lode_context *const context = fuzz_open(&memory);
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    options.format = LODE_FORMAT_XML;
    FUZZ_HOLDS(lode_builder_new(context, &builder) == LODE_OK);
    const bool read =
        fuzz_said(context, lode_read_memory(context, builder, data, size, &options));
    const bool frozen = fuzz_said(context, lode_builder_freeze(context, builder, &model));
    FUZZ_HOLDS(read || !frozen);
    if (frozen) {
        fuzz_bytes bytes = {data, size};
        fuzz_model(context, model);
        fuzz_network(context, model, &bytes);
    }
    lode_model_unref(model);
    lode_builder_free(builder);
    fuzz_close(context, &memory);
    return 0;
}
