/* The public readers: options, the form of the input, and the faults of one call. */
#include "read/reading.h"

#include "model/builder.h"
#include "read/encoding.h"

#include <string.h>

bool lode__reading_ok(lode__reading *reading, lode_status status)
{
    if (status >= 0) return true;
    if (reading->status >= 0) {
        reading->status = status;
        reading->first = reading->context->error;
    }
    switch (status) {
    case LODE_E_FORMAT:
    case LODE_E_VALUE:
    case LODE_E_UNKNOWN:
    case LODE_E_CONFLICT:
    case LODE_E_CYCLE:
    case LODE_E_UNIT:
    case LODE_E_SHARES:
        break;
    default:
        reading->over = true;
        return false;
    }
    const uint64_t most = reading->limits[LODE_LIMIT_ERRORS];
    if (++reading->n_faults > most && !reading->over) {
        const lode_place place = {reading->input.source, 0, 0};
        reading->over = true;
        (void)!lode__over_limit(reading->context, LODE_LIMIT_ERRORS, most, &place, NULL);
    }
    return false;
}

void lode__reading_over(lode__reading *reading, lode_limit limit, uint64_t line,
                        uint64_t column, const char *what)
{
    const lode_place place = {reading->input.source, line, column};
    lode__reading_ok(reading, lode__over_limit(reading->context, limit,
                                               reading->limits[limit], &place, what));
}

bool lode__reading_at(lode__reading *reading, uint64_t line, uint64_t column)
{
    const lode_place place = {reading->input.source, line, column};
    return lode__reading_ok(reading,
                            lode_builder_at(reading->context, reading->builder, &place));
}

static void read_model(lode__reading *reading)
{
    const lode_format format = reading->options.format;
    if (format == LODE_FORMAT_XML ||
        (format == LODE_FORMAT_AUTO && lode__looks_like_xml(&reading->input)))
        lode__read_model_xml(reading);
    else
        lode__read_model_csv(reading);
    if (lode__reading_at(reading, 0, 0))
        lode__reading_ok(reading,
                         lode_builder_stages_end(reading->context, reading->builder));
    /* What the caller adds next does not stand in this file. */
    lode__reading_ok(reading, lode_builder_at(reading->context, reading->builder, NULL));
}

static lode_status get_options(lode_context *context, const lode_read_options *given,
                               lode_read_options *out)
{
    LODE__TRY(lode__options(
        context, given, offsetof(lode_read_options, max_token_bytes) + sizeof(uint64_t),
        out, sizeof(*out)));
    if (out->format > LODE_FORMAT_BALANCES_CSV) return lode__invalid(context, "format");
    return LODE_OK;
}

/* What the options say goes before what the context says. */
static void settle_limits(lode__reading *reading)
{
    const lode_read_options *const given = &reading->options;
    const struct {
        lode_limit limit;
        uint64_t most;
    } told[] = {{LODE_LIMIT_INPUT_BYTES, given->max_bytes},
                {LODE_LIMIT_ELEMENTS, given->max_elements},
                {LODE_LIMIT_DEPTH, given->max_depth},
                {LODE_LIMIT_ERRORS, given->max_errors},
                {LODE_LIMIT_VALUE_BYTES, given->max_token_bytes},
                {LODE_LIMIT_FIELD_BYTES, given->max_token_bytes}};
    memcpy(reading->limits, reading->context->limits, sizeof(reading->limits));
    for (size_t i = 0; i < LODE__COUNT(told); i++)
        if (told[i].most > 0) reading->limits[told[i].limit] = told[i].most;
}

/* A model that lacks what could not be read is not to be frozen. */
static lode_status leave(lode_builder *builder, lode_status status)
{
    return builder ? lode__builder_leave(builder, status) : status;
}

lode_status lode__read_bytes(lode_context *context, const lode_read_options *given,
                             const lode__bytes *from, lode__reader reader,
                             lode_builder *builder, void *target)
{
    lode_read_options options;
    LODE__TRY(get_options(context, given, &options));
    lode__reading *reading = lode__alloc_zero(&context->allocator, 1, sizeof(*reading));
    if (!reading) return leave(builder, lode__nomem(context));
    reading->context = context;
    reading->builder = builder;
    reading->target = target;
    reading->options = options;
    settle_limits(reading);
    reading->input.read = from->read;
    reading->input.user = from->user;
    reading->input.source = options.source ? options.source : from->name;
    reading->input.total = from->size;
    reading->input.max_bytes = reading->limits[LODE_LIMIT_INPUT_BYTES];
    if (lode__reading_ok(reading, lode__input_fill(context, &reading->input)))
        reader(reading);
    const lode_status status = leave(builder, reading->status);
    context->failed = status < 0;
    if (context->failed) context->error = reading->first;
    lode__free(&context->allocator, reading);
    return status;
}

lode_status lode__read_path(lode_context *context, const lode_read_options *given,
                            const char *path, lode__reader reader, lode_builder *builder,
                            void *target)
{
    FILE *file = NULL;
    uint64_t size = 0;
    const lode_status opened = lode__input_open(context, path, &file, &size);
    if (opened < 0) return leave(builder, opened);
    const lode__bytes from = {lode__input_read_file, file, path, size};
    const lode_status status =
        lode__read_bytes(context, given, &from, reader, builder, target);
    fclose(file); /* only read from: nothing can be lost */
    return status;
}

lode_status lode_read_file(lode_context *context, lode_builder *builder, const char *path,
                           const lode_read_options *options)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!builder) return lode__invalid(context, "builder is NULL");
    if (!path) return lode__invalid(context, "path is NULL");
    return lode__read_path(context, options, path, read_model, builder, NULL);
}

lode_status lode_read_memory(lode_context *context, lode_builder *builder,
                             const void *data, size_t size,
                             const lode_read_options *options)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!builder) return lode__invalid(context, "builder is NULL");
    if (!data && size > 0) return lode__invalid(context, "data is NULL");
    lode__memory_input memory = {data, size};
    const lode__bytes from = {lode__input_read_memory, &memory, "<input>", size};
    return lode__read_bytes(context, options, &from, read_model, builder, NULL);
}

lode_status lode_read_callback(lode_context *context, lode_builder *builder,
                               lode_read_fn read, void *user,
                               const lode_read_options *options)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!builder) return lode__invalid(context, "builder is NULL");
    if (!read) return lode__invalid(context, "read is NULL");
    const lode__bytes from = {read, user, "<input>", 0};
    return lode__read_bytes(context, options, &from, read_model, builder, NULL);
}
