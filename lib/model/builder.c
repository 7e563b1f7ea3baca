/* The builder: its life, and how it takes a record. */
#include "model/builder.h"

static const size_t entry_size[] = {
#define LODE__RECORD_SIZE(name, type) sizeof(type),
    LODE__RECORD_MAP(LODE__RECORD_SIZE)
#undef LODE__RECORD_SIZE
};

static void name_no_parents(lode_builder *builder)
{
    builder->item = builder->bloc = builder->country = LODE__NONE;
    builder->group = builder->origin = builder->balance = LODE__NONE;
    builder->scenario = builder->measure = LODE__NONE;
}

lode_status lode_builder_new(lode_context *context, lode_builder **out)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!out) return lode__invalid(context, "out is NULL");
    *out = NULL;
    lode_builder *const builder =
        lode__alloc_zero(&context->allocator, 1, sizeof(*builder));
    if (!builder) return lode__nomem(context);
    builder->allocator = context->allocator;
    builder->words.allocator = builder->lines.allocator = &builder->allocator;
    lode__intern_init(&builder->texts, &builder->allocator);
    for (size_t kind = 0; kind < LODE__N_RECORD_KINDS; kind++)
        builder->records[kind].size = entry_size[kind];
    name_no_parents(builder);
    *out = builder;
    return LODE_OK;
}

void lode__forget(lode_builder *builder, lode__record_kind kind)
{
    lode__free(&builder->allocator, builder->records[kind].data);
    builder->records[kind] = (lode__records){.size = entry_size[kind]};
}

void lode__builder_clear(lode_builder *builder)
{
    for (size_t kind = 0; kind < LODE__N_RECORD_KINDS; kind++)
        lode__forget(builder, (lode__record_kind)kind);
    lode__tape_free(&builder->lines);
    lode__intern_free(&builder->texts);
    lode__text_free(&builder->words);
    builder->at = (lode__site){0, 0, 0};
    builder->name = builder->stage_list = 0;
    builder->n_refused = 0;
    builder->has_unknown_make = false;
    name_no_parents(builder);
}

void lode_builder_free(lode_builder *builder)
{
    if (!builder) return;
    const lode_allocator allocator = builder->allocator;
    lode__builder_clear(builder);
    lode__free(&allocator, builder);
}

lode_place lode__site_place(const lode_builder *builder, const lode__site *site)
{
    const char *const source =
        site->source ? lode__builder_text(builder, site->source) : NULL;
    return (lode_place){source, site->line, site->column};
}

lode_status lode__builder_enter(lode_context *context, lode_builder *builder)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!builder) return lode__invalid(context, "builder is NULL");
    uint32_t empty = 0; /* text 0 is the empty one */
    builder->texts.most_bytes = (size_t)lode__limit(context, LODE_LIMIT_TEXT_BYTES);
    if (builder->texts.n == 0 && lode__intern_add(&builder->texts, "", 0, &empty) < 0)
        return lode__builder_leave(builder, lode__nomem(context));
    return LODE_OK;
}

lode_status lode__builder_leave(lode_builder *builder, lode_status status)
{
    if (status < 0) builder->n_refused++;
    return status;
}

lode_status lode__take_record(lode_context *context, const void *record, size_t min_size,
                              void *local, size_t local_size)
{
    if (!record) return lode__invalid(context, "record is NULL");
    return lode__options(context, record, min_size, local, local_size);
}

lode_status lode__check_count(lode_context *context, const lode_builder *builder,
                              lode_limit limit, size_t n)
{
    const uint64_t most = lode__limit(context, limit);
    if (n < most) return LODE_OK;
    const lode_place place = lode__site_place(builder, &builder->at);
    return lode__over_limit(context, limit, most, &place, NULL);
}

lode_status lode__keep(lode_context *context, lode_builder *builder,
                       lode__record_kind kind, const void *entry)
{
    lode__records *const records = &builder->records[kind];
    const lode_limit limit =
        kind == LODE__RECORD_ITEM ? LODE_LIMIT_ITEMS : LODE_LIMIT_RECORDS;
    LODE__TRY(lode__check_count(context, builder, limit, records->n));
    if (records->n == records->capacity &&
        lode__reserve(&builder->allocator, &records->data, &records->capacity, records->n,
                      1, records->size) < 0)
        return lode__nomem(context);
    memcpy(records->data + records->n * records->size, entry, records->size);
    records->n++;
    return LODE_OK;
}

lode_status lode__need_parent(lode_context *context, uint32_t parent, const char *what)
{
    return parent == LODE__NONE ? lode__invalid(context, what) : LODE_OK;
}

static uint32_t narrow(uint64_t number)
{
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

lode_status lode_builder_at(lode_context *context, lode_builder *builder,
                            const lode_place *place)
{
    LODE__TRY(lode__builder_enter(context, builder));
    lode__site at = {0, 0, 0};
    if (place) {
        const char *const source = place->source ? place->source : "";
        at = (lode__site){builder->at.source, narrow(place->line), narrow(place->column)};
        /* Nearly always the source of the record before. */
        if (strcmp(lode__builder_text(builder, at.source), source) != 0)
            LODE__TRY(
                lode__add_text(context, builder, source, strlen(source), &at.source));
    }
    builder->at = at;
    return LODE_OK;
}

static lode_status take_name(lode_context *context, lode_builder *builder,
                             const char *name)
{
    uint32_t text = 0;
    if (!name) return lode__invalid(context, "name is NULL");
    LODE__TRY(lode__take_text(context, builder, "name", name, &text));
    if (builder->name == 0 ||
        (text != 0 && strcmp(lode__builder_text(builder, text),
                             lode__builder_text(builder, builder->name)) < 0))
        builder->name = text;
    return LODE_OK;
}

lode_status lode_builder_name(lode_context *context, lode_builder *builder,
                              const char *name)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, take_name(context, builder, name));
}
