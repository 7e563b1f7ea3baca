/* Records that are not about items: sources, stages, blocs, countries and their scores.
 */
#include "model/builder.h"

static lode_status add_source(lode_context *context, lode_builder *builder,
                              const lode_source_record *record)
{
    const size_t min_size = offsetof(lode_source_record, note) + sizeof(char *);
    lode_source_record given;
    LODE__TRY(lode__take_record(context, record, min_size, &given, sizeof(given)));
    lode__source_entry entry = {.at = builder->at, .year = given.year};
    LODE__TRY(lode__take_id(context, builder, "id", given.id, &entry.id));
    LODE__TRY(lode__take_required(context, builder, "publisher", given.publisher,
                                  &entry.publisher));
    LODE__TRY(lode__take_required(context, builder, "title", given.title, &entry.title));
    LODE__TRY(
        lode__take_text(context, builder, "address", given.address, &entry.address));
    LODE__TRY(
        lode__take_text(context, builder, "licence", given.licence, &entry.licence));
    LODE__TRY(lode__take_text(context, builder, "note", given.note, &entry.note));
    LODE__TRY(lode__check_year(context, builder, given.year));
    return lode__keep(context, builder, LODE__RECORD_SOURCE, &entry);
}

lode_status lode_builder_source(lode_context *context, lode_builder *builder,
                                const lode_source_record *record)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_source(context, builder, record));
}

static lode_status add_stage(lode_context *context, lode_builder *builder, const char *id)
{
    lode__stage_entry entry = {.at = builder->at, .list = builder->stage_list};
    LODE__TRY(lode__take_id(context, builder, "id", id, &entry.id));
    return lode__keep(context, builder, LODE__RECORD_STAGE, &entry);
}

lode_status lode_builder_stage(lode_context *context, lode_builder *builder,
                               const char *id)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_stage(context, builder, id));
}

lode_status lode_builder_stages_end(lode_context *context, lode_builder *builder)
{
    LODE__TRY(lode__builder_enter(context, builder));
    const lode__stage_entry *const stages = lode__entries(builder, LODE__RECORD_STAGE);
    const uint32_t n = lode__n_entries(builder, LODE__RECORD_STAGE);
    if (n > 0 && stages[n - 1].list == builder->stage_list) builder->stage_list++;
    return LODE_OK;
}

static lode_status add_bloc(lode_context *context, lode_builder *builder, const char *id,
                            const char *name, bool market)
{
    lode__bloc_entry entry = {.at = builder->at, .market = market};
    LODE__TRY(lode__take_id(context, builder, "id", id, &entry.id));
    LODE__TRY(lode__take_text(context, builder, "name", name, &entry.name));
    if (strcmp(id, "*") == 0 || lode__find_place(id, strlen(id)) >= 0) {
        const lode_place place = lode__site_place(builder, &builder->at);
        return lode__error(context, LODE_E_VALUE, &place, "bloc \"%s\" is called like %s",
                           id, id[0] == '*' ? "the world" : "a country");
    }
    if (entry.name == entry.id) entry.name = 0;
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_BLOC, &entry));
    builder->bloc = lode__n_entries(builder, LODE__RECORD_BLOC) - 1;
    return LODE_OK;
}

lode_status lode_builder_bloc(lode_context *context, lode_builder *builder,
                              const char *id, const char *name, bool market)
{
    LODE__TRY(lode__builder_enter(context, builder));
    builder->bloc = LODE__REFUSED;
    return lode__builder_leave(builder, add_bloc(context, builder, id, name, market));
}

static lode_status add_member(lode_context *context, lode_builder *builder,
                              const char *country)
{
    LODE__TRY(lode__need_parent(context, builder->bloc, "no bloc was named"));
    lode__member_entry entry = {.at = builder->at, .bloc = builder->bloc};
    LODE__TRY(lode__take_country(context, builder, "country", country, &entry.country));
    if (builder->bloc == LODE__REFUSED) return LODE_OK;
    return lode__keep(context, builder, LODE__RECORD_MEMBER, &entry);
}

lode_status lode_builder_member(lode_context *context, lode_builder *builder,
                                const char *country)
{
    LODE__TRY(lode__builder_enter(context, builder));
    return lode__builder_leave(builder, add_member(context, builder, country));
}

static lode_status add_country(lode_context *context, lode_builder *builder,
                               const char *id, const char *name)
{
    lode__country_entry entry = {.at = builder->at};
    LODE__TRY(lode__take_country(context, builder, "id", id, &entry.country));
    LODE__TRY(lode__take_text(context, builder, "name", name, &entry.name));
    LODE__TRY(lode__keep(context, builder, LODE__RECORD_COUNTRY, &entry));
    builder->country = entry.country;
    return LODE_OK;
}

lode_status lode_builder_country(lode_context *context, lode_builder *builder,
                                 const char *id, const char *name)
{
    LODE__TRY(lode__builder_enter(context, builder));
    builder->country = LODE__REFUSED;
    return lode__builder_leave(builder, add_country(context, builder, id, name));
}

static lode_status add_score(lode_context *context, lode_builder *builder,
                             const lode__score_entry *record, const char *indicator,
                             const char *source)
{
    lode__score_entry entry = *record;
    LODE__TRY(lode__need_parent(context, builder->country, "no country was named"));
    LODE__TRY(lode__take_id(context, builder, "indicator", indicator, &entry.indicator));
    LODE__TRY(
        lode__check_real(context, builder, "value", entry.value, LODE__RANGE_FINITE));
    LODE__TRY(lode__take_ref(context, builder, "source", source, &entry.source));
    LODE__TRY(lode__check_year(context, builder, entry.year));
    if (builder->country == LODE__REFUSED) return LODE_OK;
    entry.country = (uint8_t)builder->country;
    entry.value += 0.0; /* no negative zero */
    return lode__keep(context, builder, LODE__RECORD_SCORE, &entry);
}

lode_status lode_builder_score(lode_context *context, lode_builder *builder,
                               const char *indicator, int32_t year, double value,
                               const char *source)
{
    LODE__TRY(lode__builder_enter(context, builder));
    const lode__score_entry entry = {.at = builder->at, .year = year, .value = value};
    return lode__builder_leave(builder,
                               add_score(context, builder, &entry, indicator, source));
}
