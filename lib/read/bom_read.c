/* The public readers of bills of materials. */
#include "read/bom_names.h"

#include "read/encoding.h"

#include <string.h>

lode_status lode_bom_new(lode_context *context, lode_rules *rules, lode_bom **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!out) return lode__invalid(context, "out is NULL");
    *out = NULL;
    lode_bom *const bom = lode__alloc_zero(&context->allocator, 1, sizeof(*bom));
    if (!bom) return lode__nomem(context);
    bom->allocator = context->allocator;
    lode__bom_clear(bom);
    bom->rules = lode_rules_ref(rules);
    const lode_status status =
        rules ? lode__classifier_new(context, rules, &bom->classifier) : LODE_OK;
    if (status < 0) {
        lode_bom_free(bom);
        return status;
    }
    *out = bom;
    return LODE_OK;
}

void lode__bom_forget_finding(lode_bom *bom)
{
    lode__intern_close(&bom->texts);
    lode__free(&bom->allocator, bom->last_seen);
    lode__free(&bom->allocator, bom->detail_slots);
    bom->last_seen = bom->detail_slots = NULL;
    bom->n_last_seen = bom->last_seen_capacity = bom->n_detail_slots = 0;
}

void lode__bom_forget_parts(lode_bom *bom)
{
    lode__tape_free(&bom->usages);
    lode__free(&bom->allocator, bom->parts);
    lode__free(&bom->allocator, bom->labels);
    lode__free(&bom->allocator, bom->files);
    bom->parts = NULL;
    bom->labels = NULL;
    bom->files = NULL;
    bom->n_parts = bom->parts_capacity = bom->n_files = bom->files_capacity = 0;
    bom->n_labels = bom->labels_capacity = 0;
}

static void free_parts(lode_bom *bom)
{
    const lode_allocator *const allocator = &bom->allocator;
    lode__bom_forget_finding(bom);
    lode__bom_forget_parts(bom);
    lode__intern_free(&bom->texts);
    lode__free(allocator, bom->contents);
    lode__free(allocator, bom->details);
    lode__free(allocator, bom->ranges);
}

void lode__bom_clear(lode_bom *bom)
{
    free_parts(bom);
    *bom = (lode_bom){
        .allocator = bom->allocator, .rules = bom->rules, .classifier = bom->classifier};
    lode__intern_init(&bom->texts, &bom->allocator);
    bom->usages.allocator = &bom->allocator;
}

void lode_bom_free(lode_bom *bom)
{
    if (!bom) return;
    const lode_allocator allocator = bom->allocator;
    free_parts(bom);
    lode__classifier_free(bom->classifier);
    lode_rules_unref(bom->rules);
    lode__free(&allocator, bom);
}

/* --- options --- */

static lode_status take_options(lode_context *context, const lode_bom_read_options *given,
                                lode_bom_read_options *out, lode_read_options *out_limits)
{
    const size_t min_size =
        offsetof(lode_bom_read_options, max_token_bytes) + sizeof(uint64_t);
    LODE__TRY(lode__options(context, given, min_size, out, sizeof(*out)));
    if (out->format > LODE_BOM_CYCLONEDX) return lode__invalid(context, "format");
    if (out->encoding > LODE_ENCODING_LATIN1) return lode__invalid(context, "encoding");
    if (out->decimal_mark && out->decimal_mark != '.' && out->decimal_mark != ',')
        return lode__invalid(context, "decimal_mark is neither a point nor a comma");
    *out_limits = (lode_read_options)LODE_READ_OPTIONS_INIT;
    out_limits->source = out->source;
    out_limits->max_bytes = out->max_bytes;
    out_limits->max_elements = out->max_elements;
    out_limits->max_depth = out->max_depth;
    out_limits->max_errors = out->max_errors;
    out_limits->max_token_bytes = out->max_token_bytes;
    return LODE_OK;
}

/* --- reading --- */

static void read_bom(lode__reading *reading)
{
    const lode__bom_target *target = reading->target;
    const lode_bom_format format = target->options->format;
    const bool is_xml = format == LODE_BOM_AUTO ? lode__looks_like_xml(&reading->input)
                                                : format != LODE_BOM_CSV;
    if (is_xml)
        lode__read_bom_xml(reading);
    else
        lode__read_bom_csv(reading);
}

static lode_status read_bytes(lode_context *context, lode_bom *bom,
                              const lode_bom_read_options *given, const lode__bytes *from,
                              const char *path)
{
    lode_bom_read_options options;
    lode_read_options limits;
    LODE__TRY(take_options(context, given, &options, &limits));
    uint32_t empty = 0; /* text 0 is the empty one */
    if (bom->texts.n == 0 && lode__intern_add(&bom->texts, "", 0, &empty) < 0)
        return lode__nomem(context);
    lode__bom_target target = {bom, &options};
    const lode_status status =
        path ? lode__read_path(context, &limits, path, read_bom, NULL, &target)
             : lode__read_bytes(context, &limits, from, read_bom, NULL, &target);
    bom->failed |= status < 0;
    return status;
}

lode_status lode_bom_read_file(lode_context *context, lode_bom *bom, const char *path,
                               const lode_bom_read_options *options)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!bom) return lode__invalid(context, "bom is NULL");
    if (!path) return lode__invalid(context, "path is NULL");
    return read_bytes(context, bom, options, NULL, path);
}

lode_status lode_bom_read_memory(lode_context *context, lode_bom *bom, const void *data,
                                 size_t size, const lode_bom_read_options *options)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!bom) return lode__invalid(context, "bom is NULL");
    if (!data && size > 0) return lode__invalid(context, "data is NULL");
    lode__memory_input memory = {data, size};
    const lode__bytes from = {lode__input_read_memory, &memory, "<input>", size};
    return read_bytes(context, bom, options, &from, NULL);
}

lode_status lode_bom_read_callback(lode_context *context, lode_bom *bom,
                                   lode_read_fn read, void *user,
                                   const lode_bom_read_options *options)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!bom) return lode__invalid(context, "bom is NULL");
    if (!read) return lode__invalid(context, "read is NULL");
    const lode__bytes from = {read, user, "<input>", 0};
    return read_bytes(context, bom, options, &from, NULL);
}

/* --- names --- */

static const lode__bom_form *form_of(lode_bom_format format)
{
    const lode__bom_form *form = NULL;
    for (size_t i = 0; (form = lode__bom_form_at(i)); i++)
        if (form->format == format) break;
    return form;
}

const char *lode_bom_format_name(lode_bom_format format)
{
    if (format == LODE_BOM_CSV) return "csv";
    const lode__bom_form *form = form_of(format);
    return form ? form->name : NULL;
}

const char *lode_bom_format_title(lode_bom_format format)
{
    if (format == LODE_BOM_CSV) return "CSV bill of materials";
    const lode__bom_form *form = form_of(format);
    return form ? form->title : NULL;
}
