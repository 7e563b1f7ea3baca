/* The tables of the format: what stands in what, with which attributes, for which record.
 */
#include "read/element.h"

#include <stddef.h>
#include <string.h>

/* --- fields: in the order of the format's table; required ones first --- */

enum { OPTIONAL = false, REQUIRED = true };
#define TEXT(record, member, name, required)                                             \
    {                                                                                    \
        name, LODE__FIELD_TEXT, required, offsetof(record, member), 0, NULL              \
    }
#define YEAR(record, member, name)                                                       \
    {                                                                                    \
        name, LODE__FIELD_YEAR, OPTIONAL, offsetof(record, member), 0, NULL              \
    }
#define REAL(record, member, name, required, has)                                        \
    {                                                                                    \
        name, LODE__FIELD_REAL, required, offsetof(record, member), has, NULL            \
    }
#define WORD(record, member, name, required, has, words)                                 \
    {                                                                                    \
        name, LODE__FIELD_WORD, required, offsetof(record, member), has, words           \
    }

static const lode__field lode_fields[] = {
    TEXT(lode__plain_record, name, "name", OPTIONAL),
};
const lode__field lode__source_fields[LODE__N_SOURCE_FIELDS] = {
    TEXT(lode_source_record, id, "id", REQUIRED),
    TEXT(lode_source_record, publisher, "publisher", REQUIRED),
    TEXT(lode_source_record, title, "title", REQUIRED),
    YEAR(lode_source_record, year, "year"),
    TEXT(lode_source_record, address, "address", OPTIONAL),
    TEXT(lode_source_record, licence, "licence", OPTIONAL),
    TEXT(lode_source_record, note, "note", OPTIONAL),
};
static const lode__field stage_fields[] = {
    TEXT(lode__plain_record, id, "id", REQUIRED),
};
static const lode__field bloc_fields[] = {
    TEXT(lode__plain_record, id, "id", REQUIRED),
    TEXT(lode__plain_record, name, "name", OPTIONAL),
    WORD(lode__plain_record, word, "market", OPTIONAL, LODE__HAS_WORD,
         lode__words_yes_no),
};
static const lode__field member_fields[] = {
    TEXT(lode__plain_record, country, "country", REQUIRED),
};
static const lode__field country_fields[] = {
    TEXT(lode__plain_record, id, "id", REQUIRED),
    TEXT(lode__plain_record, name, "name", OPTIONAL),
};
static const lode__field score_fields[] = {
    TEXT(lode__plain_record, id, "indicator", REQUIRED),
    REAL(lode__plain_record, number, "value", REQUIRED, 0),
    YEAR(lode__plain_record, year, "year"),
    TEXT(lode__plain_record, source, "source", OPTIONAL),
};
static const lode__field item_fields[] = {
    TEXT(lode_item_record, id, "id", REQUIRED),
    TEXT(lode_item_record, unit, "unit", REQUIRED),
    TEXT(lode_item_record, name, "name", OPTIONAL),
    REAL(lode_item_record, mass_kg, "mass", OPTIONAL, LODE_ITEM_HAS_MASS),
    TEXT(lode_item_record, stage, "stage", OPTIONAL),
    TEXT(lode_item_record, elements, "elements", OPTIONAL),
    TEXT(lode_item_record, tags, "tags", OPTIONAL),
    REAL(lode_item_record, price, "price", OPTIONAL, LODE_ITEM_HAS_PRICE),
    TEXT(lode_item_record, currency, "currency", OPTIONAL),
    TEXT(lode_item_record, source, "source", OPTIONAL),
};
static const lode__field surge_fields[] = {
    TEXT(lode__plain_record, country, "country", REQUIRED),
    REAL(lode__plain_record, number, "up", REQUIRED, 0),
    TEXT(lode__plain_record, source, "source", OPTIONAL),
};
static const lode__field code_fields[] = {
    TEXT(lode__plain_record, id, "scheme", REQUIRED),
    TEXT(lode__plain_record, value, "value", REQUIRED),
};
static const lode__field input_fields[] = {
    TEXT(lode_input_record, item, "item", REQUIRED),
    REAL(lode_input_record, quantity, "quantity", REQUIRED, 0),
    TEXT(lode_input_record, unit, "unit", OPTIONAL),
    REAL(lode_input_record, yield_frac, "yield", OPTIONAL, LODE_INPUT_HAS_YIELD),
    REAL(lode_input_record, essential_frac, "essential", OPTIONAL,
         LODE_INPUT_HAS_ESSENTIAL),
    WORD(lode_input_record, kind, "kind", OPTIONAL, 0, lode__words_line_kind),
    TEXT(lode_input_record, source, "source", OPTIONAL),
    REAL(lode_input_record, low, "low", OPTIONAL, LODE_INPUT_HAS_TRIANGLE),
    REAL(lode_input_record, high, "high", OPTIONAL, LODE_INPUT_HAS_TRIANGLE),
    REAL(lode_input_record, gsd, "gsd", OPTIONAL, LODE_INPUT_HAS_GSD),
    WORD(lode_input_record, quantity_is, "quantity-is", OPTIONAL, 0,
         lode__words_quantity_is),
};
static const lode__field alternatives_fields[] = {
    TEXT(lode__plain_record, id, "id", REQUIRED),
    REAL(lode__plain_record, number, "essential", OPTIONAL, LODE__HAS_NUMBER),
    WORD(lode__plain_record, word, "kind", OPTIONAL, 0, lode__words_line_kind),
};
static const lode__field option_fields[] = {
    TEXT(lode_input_record, item, "item", REQUIRED),
    REAL(lode_input_record, quantity, "quantity", REQUIRED, 0),
    REAL(lode_input_record, weight_frac, "weight", REQUIRED, 0),
    TEXT(lode_input_record, unit, "unit", OPTIONAL),
    REAL(lode_input_record, yield_frac, "yield", OPTIONAL, LODE_INPUT_HAS_YIELD),
    REAL(lode_input_record, cap_frac, "cap", OPTIONAL, LODE_INPUT_HAS_CAP),
    TEXT(lode_input_record, source, "source", OPTIONAL),
    REAL(lode_input_record, low, "low", OPTIONAL, LODE_INPUT_HAS_TRIANGLE),
    REAL(lode_input_record, high, "high", OPTIONAL, LODE_INPUT_HAS_TRIANGLE),
    REAL(lode_input_record, gsd, "gsd", OPTIONAL, LODE_INPUT_HAS_GSD),
    WORD(lode_input_record, quantity_is, "quantity-is", OPTIONAL, 0,
         lode__words_quantity_is),
};
static const lode__field host_fields[] = {
    TEXT(lode__plain_record, id, "item", REQUIRED),
    REAL(lode__plain_record, number, "part", OPTIONAL, LODE__HAS_NUMBER),
};
static const lode__field origin_fields[] = {
    TEXT(lode_origin_record, market, "market", REQUIRED),
    WORD(lode_origin_record, basis, "basis", REQUIRED, 0, lode__words_basis),
    YEAR(lode_origin_record, year, "year"),
    WORD(lode_origin_record, rest, "rest", OPTIONAL, 0, lode__words_rest),
    REAL(lode_origin_record, rounding_frac, "rounding", OPTIONAL, 0),
    REAL(lode_origin_record, total, "total", OPTIONAL, 0),
    REAL(lode_origin_record, concentration, "concentration", OPTIONAL, 0),
    TEXT(lode_origin_record, source, "source", OPTIONAL),
};
static const lode__field from_fields[] = {
    TEXT(lode_share_record, country, "country", REQUIRED),
    REAL(lode_share_record, share_frac, "share", OPTIONAL, 0), /* see lode__draft_add() */
    WORD(lode_share_record, kind, "kind", OPTIONAL, 0, lode__words_share_kind),
    TEXT(lode_share_record, party, "party", OPTIONAL),
    WORD(lode_share_record, bound, "bound", OPTIONAL, 0, lode__words_bound),
    TEXT(lode_share_record, source, "source", OPTIONAL),
};
static const lode__field balance_fields[] = {
    TEXT(lode_balance_record, market, "market", REQUIRED),
    YEAR(lode_balance_record, year, "year"),
    TEXT(lode_balance_record, unit, "unit", OPTIONAL),
    TEXT(lode_balance_record, source, "source", OPTIONAL),
};
static const lode__field amount_fields[] = {
    WORD(lode_amount_record, of, "of", REQUIRED, 0, lode__words_amount_of),
    TEXT(lode_amount_record, form, "form", OPTIONAL),
    REAL(lode_amount_record, quantity, "quantity", OPTIONAL, 0), /* as a share */
    WORD(lode_amount_record, bound, "bound", OPTIONAL, 0, lode__words_bound),
    TEXT(lode_amount_record, source, "source", OPTIONAL),
};
static const lode__field stock_fields[] = {
    TEXT(lode__plain_record, country, "country", REQUIRED),
    REAL(lode__plain_record, number, "days", REQUIRED, 0),
    TEXT(lode__plain_record, source, "source", OPTIONAL),
};
static const lode__field product_fields[] = {
    TEXT(lode_product_record, item, "item", REQUIRED),
    TEXT(lode_product_record, home, "home", REQUIRED),
    REAL(lode_product_record, volume, "volume", OPTIONAL, LODE_PRODUCT_HAS_VOLUME),
    REAL(lode_product_record, value, "value", OPTIONAL, LODE_PRODUCT_HAS_VALUE),
    TEXT(lode_product_record, currency, "currency", OPTIONAL),
    TEXT(lode_product_record, end_use, "end-use", OPTIONAL),
    TEXT(lode_product_record, id, "id", OPTIONAL),
};
static const lode__field scenario_fields[] = {
    TEXT(lode__plain_record, id, "id", REQUIRED),
    TEXT(lode__plain_record, name, "name", OPTIONAL),
    TEXT(lode__plain_record, source, "source", OPTIONAL),
};

/* --- to the builder --- */

static lode_status add_lode(const lode__reading *reading, const lode__record *record)
{
    if (!record->plain.name) return LODE_OK;
    return lode_builder_name(reading->context, reading->builder, record->plain.name);
}

static lode_status add_source(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_source(reading->context, reading->builder, &record->source);
}

static lode_status add_stage(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_stage(reading->context, reading->builder, record->plain.id);
}

static lode_status add_bloc(const lode__reading *reading, const lode__record *record)
{
    const lode__plain_record *bloc = &record->plain;
    const bool market = !(bloc->has & LODE__HAS_WORD) || bloc->word;
    return lode_builder_bloc(reading->context, reading->builder, bloc->id, bloc->name,
                             market);
}

static lode_status add_member(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_member(reading->context, reading->builder, record->plain.country);
}

static lode_status add_country(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_country(reading->context, reading->builder, record->plain.id,
                                record->plain.name);
}

static lode_status add_score(const lode__reading *reading, const lode__record *record)
{
    const lode__plain_record *score = &record->plain;
    return lode_builder_score(reading->context, reading->builder, score->id, score->year,
                              score->number, score->source);
}

static lode_status add_item(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_item(reading->context, reading->builder, &record->item);
}

static lode_status add_surge(const lode__reading *reading, const lode__record *record)
{
    const lode__plain_record *surge = &record->plain;
    return lode_builder_surge(reading->context, reading->builder, surge->country,
                              surge->number, surge->source);
}

static lode_status add_code(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_code(reading->context, reading->builder, record->plain.id,
                             record->plain.value);
}

static lode_status add_input(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_input(reading->context, reading->builder, &record->input);
}

static lode_status add_alternatives(const lode__reading *reading,
                                    const lode__record *record)
{
    const lode__plain_record *group = &record->plain;
    const double essential = group->has & LODE__HAS_NUMBER ? group->number : 1.0;
    return lode_builder_alternatives(reading->context, reading->builder, group->id,
                                     essential, group->word);
}

static lode_status add_option(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_option(reading->context, reading->builder, &record->input);
}

static lode_status add_host(const lode__reading *reading, const lode__record *record)
{
    const lode__plain_record *host = &record->plain;
    const double part = host->has & LODE__HAS_NUMBER ? host->number : 1.0;
    return lode_builder_host(reading->context, reading->builder, host->id, part);
}

static lode_status add_origin(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_origin(reading->context, reading->builder, &record->origin);
}

static lode_status add_share(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_share(reading->context, reading->builder, &record->share);
}

static lode_status add_balance(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_balance(reading->context, reading->builder, &record->balance);
}

static lode_status add_amount(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_amount(reading->context, reading->builder, &record->amount);
}

static lode_status add_stock(const lode__reading *reading, const lode__record *record)
{
    const lode__plain_record *stock = &record->plain;
    return lode_builder_stock(reading->context, reading->builder, stock->country,
                              stock->number, stock->source);
}

static lode_status add_product(const lode__reading *reading, const lode__record *record)
{
    return lode_builder_product(reading->context, reading->builder, &record->product);
}

static lode_status add_scenario(const lode__reading *reading, const lode__record *record)
{
    const lode__plain_record *scenario = &record->plain;
    return lode_builder_scenario(reading->context, reading->builder, scenario->id,
                                 scenario->name, scenario->source);
}

/* --- elements --- */

#define FIELDS(fields) fields, LODE__COUNT(fields)
#define PLAIN 0, offsetof(lode__plain_record, has)
#define RECORD(record) sizeof(record), offsetof(record, has)
#define RECORD_WITHOUT_HAS(record) sizeof(record), 0

const lode__element lode__elements[LODE__N_ELEMENTS] = {
    [LODE__EL_FROM] = {"from", LODE__EL_ORIGIN, FIELDS(from_fields),
                       RECORD_WITHOUT_HAS(lode_share_record), add_share},
    [LODE__EL_INPUT] = {"input", LODE__EL_ITEM, FIELDS(input_fields),
                        RECORD(lode_input_record), add_input},
    [LODE__EL_ITEM] = {"item", LODE__EL_LODE, FIELDS(item_fields),
                       RECORD(lode_item_record), add_item},
    [LODE__EL_ORIGIN] = {"origin", LODE__EL_ITEM, FIELDS(origin_fields),
                         RECORD_WITHOUT_HAS(lode_origin_record), add_origin},
    [LODE__EL_OPTION] = {"option", LODE__EL_ALTERNATIVES, FIELDS(option_fields),
                         RECORD(lode_input_record), add_option},
    [LODE__EL_ALTERNATIVES] = {"alternatives", LODE__EL_ITEM, FIELDS(alternatives_fields),
                               PLAIN, add_alternatives},
    [LODE__EL_HOST] = {"host", LODE__EL_ITEM, FIELDS(host_fields), PLAIN, add_host},
    [LODE__EL_CODE] = {"code", LODE__EL_ITEM, FIELDS(code_fields), PLAIN, add_code},
    [LODE__EL_SURGE] = {"surge", LODE__EL_ITEM, FIELDS(surge_fields), PLAIN, add_surge},
    [LODE__EL_STOCK] = {"stock", LODE__EL_ITEM, FIELDS(stock_fields), PLAIN, add_stock},
    [LODE__EL_BALANCE] = {"balance", LODE__EL_ITEM, FIELDS(balance_fields),
                          RECORD_WITHOUT_HAS(lode_balance_record), add_balance},
    [LODE__EL_AMOUNT] = {"amount", LODE__EL_BALANCE, FIELDS(amount_fields),
                         RECORD_WITHOUT_HAS(lode_amount_record), add_amount},
    [LODE__EL_SOURCE] = {"source", LODE__EL_LODE, lode__source_fields,
                         LODE__N_SOURCE_FIELDS, RECORD_WITHOUT_HAS(lode_source_record),
                         add_source},
    [LODE__EL_STAGE] = {"stage", LODE__EL_LODE, FIELDS(stage_fields), PLAIN, add_stage},
    [LODE__EL_BLOC] = {"bloc", LODE__EL_LODE, FIELDS(bloc_fields), PLAIN, add_bloc},
    [LODE__EL_MEMBER] = {"member", LODE__EL_BLOC, FIELDS(member_fields), PLAIN,
                         add_member},
    [LODE__EL_COUNTRY] = {"country", LODE__EL_LODE, FIELDS(country_fields), PLAIN,
                          add_country},
    [LODE__EL_SCORE] = {"score", LODE__EL_COUNTRY, FIELDS(score_fields), PLAIN,
                        add_score},
    [LODE__EL_PRODUCT] = {"product", LODE__EL_LODE, FIELDS(product_fields),
                          RECORD(lode_product_record), add_product},
    [LODE__EL_SCENARIO] = {"scenario", LODE__EL_LODE, FIELDS(scenario_fields), PLAIN,
                           add_scenario},
    [LODE__EL_LODE] = {"lode", LODE__EL_NONE, FIELDS(lode_fields), PLAIN, add_lode},
};
