/* The way from parts to a model, step by step. */
#include "read/import.h"

#include <math.h>

bool lode__import_ok(lode__import *import, lode_status status)
{
    if (status >= 0) return true;
    if (import->status >= 0) {
        import->status = status;
        import->first_fault = import->context->error;
    }
    return false;
}

bool lode__import_goes_on(const lode__import *import)
{
    switch (import->status) {
    case LODE_E_NOMEM:
    case LODE_E_LIMIT:
    case LODE_E_CANCELLED:
    case LODE_E_INVALID:
    case LODE_E_FAIL:
        return false;
    default:
        return true;
    }
}

bool lode__import_next(lode__import *import, size_t done)
{
    return lode__import_goes_on(import) &&
           lode__import_ok(import,
                           lode__progress_across(import->context, &import->progress_ms,
                                                 done, 2 * import->bom->n_parts));
}

const char *lode__import_text(const lode__import *import, uint32_t text)
{
    return lode__bom_text(import->bom, text);
}

lode__coverage *lode__import_row(lode__import *import, uint32_t part, uint32_t line,
                                 lode__bom_state state)
{
    if (!import->is_told) import->n_rows = 0;
    if (lode__reserve(&import->context->allocator, &import->rows, &import->rows_capacity,
                      import->n_rows, 1, sizeof(*import->rows)) < 0) {
        lode__import_ok(import, lode__nomem(import->context));
        return NULL;
    }
    lode__coverage *row = &import->rows[import->n_rows++];
    const lode__import_part *of = &import->parts[part];
    const lode__bom_part *first = lode__import_first(import, part);
    *row = (lode__coverage){.file = lode__bom_file_of(import->bom, first),
                            .id = first->id,
                            .item = of->item,
                            .line = line,
                            .state = state,
                            .text = "",
                            .material = "",
                            .rule = "",
                            .composition = "",
                            .confidence = NAN,
                            .mass_kg = NAN,
                            .residual_kg = NAN,
                            .total = of->total,
                            .price = of->detail ? of->detail->price : NAN};
    return row;
}

static void warn_without_mass(const lode__import *import)
{
    if (import->n_without_mass == 0) return;
    lode__warning(
        import->context, LODE_E_VALUE, NULL,
        "%zu of the parts and materials that were classified have no mass: they are "
        "listed, but not in the model",
        import->n_without_mass);
}

static void forget_finding(lode__import *import)
{
    if (import->spent) lode__bom_forget_finding(import->spent);
}

/* All that is left to do is to tell what became of them. */
static void forget_parts(lode__import *import)
{
    lode__free(&import->context->allocator, import->parts);
    import->parts = NULL;
    if (import->spent) lode__bom_forget_parts(import->spent);
}

static void run(lode__import *import)
{
    static void (*const steps[])(lode__import *) = {
        lode__import_merge,    lode__import_forms,    forget_finding,
        lode__import_items,    lode__import_carriers, lode__import_name,
        lode__import_count,    lode__import_compose,  lode__import_use,
        lode__import_products, forget_parts,
    };
    if (!lode__import_ok(import, lode__builder_enter(import->context, import->builder)))
        return;
    for (size_t i = 0; i < LODE__COUNT(steps) && lode__import_goes_on(import); i++)
        steps[i](import);
    if (import->status >= 0) warn_without_mass(import);
    /* What the caller adds next does not stand in these files. */
    lode__import_ok(import, lode_builder_at(import->context, import->builder, NULL));
}

static lode_status check_numbers(lode_context *context, const lode_bom_options *options)
{
    const double volume = options->volume, value = options->value;
    const double mass = options->assumed_mass_kg;
    if (options->has & LODE_BOM_HAS_VOLUME && !(volume > 0.0 && isfinite(volume)))
        return lode__invalid(context, "volume is not above 0");
    if (options->has & LODE_BOM_HAS_VALUE && !(value >= 0.0 && isfinite(value)))
        return lode__invalid(context, "value is below 0");
    if (options->has & LODE_BOM_HAS_ASSUMED_MASS && !(mass > 0.0 && isfinite(mass)))
        return lode__invalid(context, "assumed_mass_kg is not above 0");
    return LODE_OK;
}

static lode_status check_options(lode_context *context, const lode_bom_options *given,
                                 lode_bom_options *out)
{
    LODE__TRY(lode__options(context, given,
                            offsetof(lode_bom_options, assumed_mass_kg) + sizeof(double),
                            out, sizeof(*out)));
    if (out->flags & ~LODE_BOM_UNKNOWN_IS_ESSENTIAL)
        return lode__invalid(context, "flags");
    if (out->has &
        ~(LODE_BOM_HAS_VOLUME | LODE_BOM_HAS_VALUE | LODE_BOM_HAS_ASSUMED_MASS))
        return lode__invalid(context, "has");
    if (out->reserved) return lode__invalid(context, "reserved is not 0");
    return check_numbers(context, out);
}

static void free_import(lode__import *import)
{
    const lode_allocator *allocator = &import->context->allocator;
    lode__arena_free(&import->arena);
    lode__intern_free(&import->keys);
    lode__free(allocator, import->parts);
    lode__free(allocator, import->n_ids);
    lode__free(allocator, import->carriers);
    lode__free(allocator, import->rows);
}

/* `spent` is the list itself, where it is to be given back; or NULL. */
static lode_status resolve(lode_context *context, const lode_bom *bom, lode_bom *spent,
                           lode_builder *builder, const lode_bom_options *options,
                           lode_table **out_coverage)
{
    lode__enter(context);
    if (out_coverage) *out_coverage = NULL;
    if (!bom) return lode__invalid(context, "bom is NULL");
    if (!builder) return lode__invalid(context, "builder is NULL");
    if (bom->failed) return lode__invalid(context, "a file could not be read whole");
    lode_bom_options known;
    LODE__TRY(check_options(context, options, &known));
    lode__import import = {.context = context,
                           .bom = bom,
                           .spent = spent,
                           .builder = builder,
                           .options = &known,
                           .is_told = out_coverage != NULL,
                           .arena = {.allocator = &context->allocator}};
    lode__intern_init(&import.keys, &context->allocator);
    run(&import);
    if (import.status >= 0 && out_coverage)
        lode__import_ok(&import, lode__import_report(&import, out_coverage));
    free_import(&import);
    if (spent) lode__bom_clear(spent);
    /* A model that lacks what could not be resolved is not to be frozen. */
    const lode_status status = lode__builder_leave(builder, import.status);
    context->failed = status < 0;
    if (context->failed) context->error = import.first_fault;
    return status;
}

lode_status lode_bom_resolve(lode_context *context, const lode_bom *bom,
                             lode_builder *builder, const lode_bom_options *options,
                             lode_table **out_coverage)
{
    if (!context) return LODE_E_INVALID;
    return resolve(context, bom, NULL, builder, options, out_coverage);
}

lode_status lode_bom_use_up(lode_context *context, lode_bom *bom, lode_builder *builder,
                            const lode_bom_options *options, lode_table **out_coverage)
{
    if (!context) return LODE_E_INVALID;
    return resolve(context, bom, bom, builder, options, out_coverage);
}
