/* A model in canonical XML. The bytes are written here and not by a library, as they must
 * not change with its version. */
#include "base/text.h"
#include "read/recall.h"

#include <math.h>
#include <string.h>

/* Where the next of each kind stands: all are sorted as the items are. */
typedef struct cursors {
    size_t code, extra, group, host, surge, balance, stock;
} cursors;

typedef struct xml_writer {
    lode__writer to;
    const lode_model *model;
    cursors at;
} xml_writer;

/* --- elements and attributes --- */

static void put(xml_writer *out, const char *text)
{
    lode__puts(&out->to, text);
}

/* Line ends and tabs too: a reader would turn them into blanks. */
static const char *escape_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    default:
        return "&#13;";
    }
}

static void put_escaped(xml_writer *out, const char *text)
{
    while (*text) {
        const size_t plain = strcspn(text, "&<>\"\t\n\r");
        lode__put(&out->to, text, plain);
        text += plain;
        if (*text) put(out, escape_of(*text++));
    }
}

static void put_attribute(xml_writer *out, const char *name, const char *value)
{
    put(out, " ");
    put(out, name);
    put(out, "=\"");
    put_escaped(out, value);
    put(out, "\"");
}

static void begin(xml_writer *out, unsigned depth, const char *name)
{
    static const char blanks[] = "      ";
    lode__put(&out->to, blanks, (size_t)2 * depth);
    put(out, "<");
    put(out, name);
}

static void end_tag(xml_writer *out, unsigned depth, const char *name)
{
    begin(out, depth, "/");
    put(out, name);
    put(out, ">\n");
}

/* The start of an element that has children, or the whole of one that has none. */
static void put_record(xml_writer *out, lode__element_id id, const lode__record *record,
                       bool has_children)
{
    const lode__element *element = &lode__elements[id];
    unsigned depth = 0;
    for (lode__element_id up = element->parent; up != LODE__EL_NONE; depth++)
        up = lode__elements[up].parent;
    begin(out, depth, element->name);
    for (size_t i = 0; i < element->n_fields; i++) {
        char number[32];
        const char *text = lode__field_text(element, &element->fields[i], record, number);
        if (text) put_attribute(out, element->fields[i].name, text);
    }
    put(out, has_children ? ">\n" : "/>\n");
}

static void put_plain(xml_writer *out, lode__element_id id,
                      const lode__plain_record *plain, bool has_children)
{
    lode__record record = {0};
    record.plain = *plain;
    put_record(out, id, &record, has_children);
}

static const char *text_of(const xml_writer *out, uint32_t text)
{
    return lode__model_text(out->model, text);
}

/* --- what is not about items --- */

static void put_bloc(xml_writer *out, const lode__bloc *bloc)
{
    const lode__plain_record plain = {.has = bloc->market ? 0 : LODE__HAS_WORD,
                                      .id = text_of(out, bloc->id),
                                      .name = text_of(out, bloc->name)};
    put_plain(out, LODE__EL_BLOC, &plain, bloc->n_members > 0);
    if (bloc->n_members == 0) return;
    for (unsigned place = 0; place < LODE__N_PLACES; place++) {
        const lode__plain_record member = {.country = lode_country_code(place)};
        if (lode__places_has(&bloc->members, place))
            put_plain(out, LODE__EL_MEMBER, &member, false);
    }
    end_tag(out, 1, "bloc");
}

/* Writes a country with its scores, which begin at score `at`; returns where the next
 * begin. */
static size_t put_country(xml_writer *out, unsigned country, size_t at)
{
    const lode_model *model = out->model;
    const bool has_scores = at < model->n_scores && model->scores[at].country == country;
    if (!has_scores && !(model->countries && model->countries[country])) return at;
    const uint32_t name = model->country_names ? model->country_names[country] : 0;
    const lode__plain_record plain = {.id = lode_country_code(country),
                                      .name = text_of(out, name)};
    put_plain(out, LODE__EL_COUNTRY, &plain, has_scores);
    if (!has_scores) return at;
    for (; at < model->n_scores && model->scores[at].country == country; at++) {
        const lode__score *score = &model->scores[at];
        const lode__plain_record given = {.id = text_of(out, score->indicator),
                                          .number = score->value,
                                          .year = score->year,
                                          .source =
                                              lode__source_id(model, score->source)};
        put_plain(out, LODE__EL_SCORE, &given, false);
    }
    end_tag(out, 1, "country");
    return at;
}

static void put_world(xml_writer *out)
{
    const lode_model *model = out->model;
    lode__record record;
    for (size_t i = 0; i < model->n_sources; i++) {
        lode__recall_source(model, &model->sources[i], &record);
        put_record(out, LODE__EL_SOURCE, &record, false);
    }
    for (size_t i = 0; i < model->n_stages; i++) {
        const lode__plain_record stage = {.id = text_of(out, model->stages[i])};
        put_plain(out, LODE__EL_STAGE, &stage, false);
    }
    for (size_t i = 0; i < model->n_blocs; i++) put_bloc(out, &model->blocs[i]);
    size_t score = 0;
    for (unsigned country = 0; country < LODE__N_PLACES; country++)
        score = put_country(out, country, score);
}

/* --- items --- */

static void put_line(xml_writer *out, lode__element_id id, uint32_t line)
{
    lode__record record;
    lode__recall_line(out->model, line,
                      lode__next_extra(out->model, &out->at.extra, line), &record);
    put_record(out, id, &record, false);
}

static void put_group(xml_writer *out, const lode__group *group)
{
    const lode__plain_record plain = {
        .has = group->essential_frac != 1.0 ? LODE__HAS_NUMBER : 0,
        .word = group->kind,
        .id = text_of(out, group->id),
        .number = group->essential_frac};
    put_plain(out, LODE__EL_ALTERNATIVES, &plain, true);
    for (uint32_t i = 0; i < group->n_lines; i++)
        put_line(out, LODE__EL_OPTION, group->first_line + i);
    end_tag(out, 2, "alternatives");
}

/* The lines of an item end with those of its groups. */
static void put_lines(xml_writer *out, uint32_t item)
{
    const lode_model *model = out->model;
    size_t *at = &out->at.group;
    uint32_t line = model->item_line[item];
    const bool has_groups = *at < model->n_groups && model->groups[*at].item == item;
    const uint32_t past =
        has_groups ? model->groups[*at].first_line : model->item_line[item + 1];
    for (; line < past; line++) put_line(out, LODE__EL_INPUT, line);
    for (; *at < model->n_groups && model->groups[*at].item == item; ++*at)
        put_group(out, &model->groups[*at]);
}

static void put_vector(xml_writer *out, const lode__vector *vector)
{
    lode__record record;
    lode__recall_origin(out->model, vector, &record);
    put_record(out, LODE__EL_ORIGIN, &record, vector->n_shares > 0);
    if (vector->n_shares == 0) return;
    for (uint32_t i = 0; i < vector->n_shares; i++) {
        lode__recall_share(out->model, &out->model->shares[vector->first_share + i],
                           &record);
        put_record(out, LODE__EL_FROM, &record, false);
    }
    end_tag(out, 2, "origin");
}

static void put_balance(xml_writer *out, const lode__balance *balance)
{
    lode__record record;
    lode__recall_balance(out->model, balance, &record);
    put_record(out, LODE__EL_BALANCE, &record, balance->n_amounts > 0);
    if (balance->n_amounts == 0) return;
    for (uint32_t i = 0; i < balance->n_amounts; i++) {
        lode__recall_amount(out->model, &out->model->amounts[balance->first_amount + i],
                            &record);
        put_record(out, LODE__EL_AMOUNT, &record, false);
    }
    end_tag(out, 2, "balance");
}

static void put_local(xml_writer *out, lode__element_id id, unsigned country,
                      double figure, uint32_t source)
{
    const lode__plain_record plain = {.country = lode_country_code(country),
                                      .number = figure,
                                      .source = lode__source_id(out->model, source)};
    put_plain(out, id, &plain, false);
}

static void put_codes_and_surges(xml_writer *out, uint32_t item)
{
    const lode_model *model = out->model;
    size_t *at = &out->at.code;
    for (; *at < model->n_codes && model->codes[*at].item == item; ++*at) {
        const lode__plain_record code = {.id = text_of(out, model->codes[*at].scheme),
                                         .value = text_of(out, model->codes[*at].value)};
        put_plain(out, LODE__EL_CODE, &code, false);
    }
    at = &out->at.surge;
    for (; *at < model->n_surges && model->surges[*at].item == item; ++*at) {
        const lode__surge *surge = &model->surges[*at];
        put_local(out, LODE__EL_SURGE, surge->country, surge->up_frac, surge->source);
    }
}

static void put_hosts(xml_writer *out, uint32_t item)
{
    const lode_model *model = out->model;
    size_t *at = &out->at.host;
    for (; *at < model->n_hosts && model->hosts[*at].item == item; ++*at) {
        const lode__host *host = &model->hosts[*at];
        const lode__plain_record plain = {.has = host->part_frac != 1.0 ? LODE__HAS_NUMBER
                                                                        : 0,
                                          .id = lode__item_id(model, host->host),
                                          .number = host->part_frac};
        put_plain(out, LODE__EL_HOST, &plain, false);
    }
}

static bool has_children(const xml_writer *out, uint32_t item)
{
    const lode_model *model = out->model;
    const cursors *at = &out->at;
    return model->item_line[item] < model->item_line[item + 1] ||
           !lode__in_place(model, item) ||
           (at->code < model->n_codes && model->codes[at->code].item == item) ||
           (at->group < model->n_groups && model->groups[at->group].item == item) ||
           (at->host < model->n_hosts && model->hosts[at->host].item == item) ||
           (at->surge < model->n_surges && model->surges[at->surge].item == item) ||
           (at->balance < model->n_balances &&
            model->balances[at->balance].item == item) ||
           (at->stock < model->n_stocks && model->stocks[at->stock].item == item);
}

static void put_item(xml_writer *out, uint32_t item)
{
    const lode_model *model = out->model;
    const bool open = has_children(out, item);
    lode__record record;
    lode__recall_item(model, item, &record);
    put_record(out, LODE__EL_ITEM, &record, open);
    if (!open) return;
    put_codes_and_surges(out, item);
    put_lines(out, item);
    put_hosts(out, item);
    for (uint32_t i = lode__first_vector(model, item); i < lode__end_vector(model, item);
         i++)
        put_vector(out, &model->vectors[i]);
    size_t *at = &out->at.balance;
    for (; *at < model->n_balances && model->balances[*at].item == item; ++*at)
        put_balance(out, &model->balances[*at]);
    at = &out->at.stock;
    for (; *at < model->n_stocks && model->stocks[*at].item == item; ++*at) {
        const lode__stock *stock = &model->stocks[*at];
        put_local(out, LODE__EL_STOCK, stock->country, stock->days, stock->source);
    }
    end_tag(out, 1, "item");
}

/* --- scenarios --- */

static void put_measure_start(xml_writer *out, unsigned depth, const char *name,
                              const lode__measure *measure)
{
    begin(out, depth, name);
    for (uint32_t i = 0; i < measure->n_attributes; i++) {
        const lode__attribute *given =
            &out->model->attributes[measure->first_attribute + i];
        put_attribute(out, text_of(out, given->name), text_of(out, given->value));
    }
}

/* Writes a measure with its options, which follow it; returns where the next one stands.
 */
static uint32_t put_measure(xml_writer *out, uint32_t index, uint32_t past)
{
    const lode__measure *measures = out->model->measures;
    const char *name = text_of(out, measures[index].name);
    uint32_t next = index + 1;
    const bool has_options = next < past && measures[next].parent == index + 1;
    put_measure_start(out, 2, name, &measures[index]);
    put(out, has_options ? ">\n" : "/>\n");
    for (; next < past && measures[next].parent == index + 1; next++) {
        put_measure_start(out, 3, "option", &measures[next]);
        put(out, "/>\n");
    }
    if (has_options) end_tag(out, 2, name);
    return next;
}

static void put_scenario(xml_writer *out, const lode__scenario *scenario)
{
    const lode__plain_record plain = {.id = text_of(out, scenario->id),
                                      .name = text_of(out, scenario->name),
                                      .source =
                                          lode__source_id(out->model, scenario->source)};
    put_plain(out, LODE__EL_SCENARIO, &plain, scenario->n_measures > 0);
    if (scenario->n_measures == 0) return;
    const uint32_t past = scenario->first_measure + scenario->n_measures;
    for (uint32_t at = scenario->first_measure; at < past;)
        at = put_measure(out, at, past);
    end_tag(out, 1, "scenario");
}

lode_status lode_write_model(lode_context *context, const lode_model *model,
                             lode_write_fn write, void *user)
{
    if (!context) return LODE_E_INVALID;
    lode__enter(context);
    if (!model) return lode__invalid(context, "model is NULL");
    if (!write) return lode__invalid(context, "write is NULL");
    xml_writer out = {.model = model};
    lode__writer_init(&out.to, write, user);
    put(&out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<lode xmlns=\"urn:lode:model:1\"");
    if (text_of(&out, model->name)[0])
        put_attribute(&out, "name", text_of(&out, model->name));
    put(&out, ">\n");
    put_world(&out);
    for (uint32_t item = 0; item < model->n_items; item++) put_item(&out, item);
    for (size_t i = 0; i < model->n_products; i++) {
        lode__record record;
        lode__recall_product(model, &model->products[i], &record);
        put_record(&out, LODE__EL_PRODUCT, &record, false);
    }
    for (size_t i = 0; i < model->n_scenarios; i++)
        put_scenario(&out, &model->scenarios[i]);
    put(&out, "</lode>\n");
    return lode__writer_finish(context, &out.to);
}
