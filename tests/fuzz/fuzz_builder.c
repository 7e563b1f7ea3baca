/* Bytes as calls of the builder, with figures and texts of every kind; what is accepted
 * is frozen, written, read and worked out. Records may also be larger than known. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TEXTS = 64, MAX_ATTRIBUTES = 4 };

typedef struct script {
    lode_context *context;
    lode_builder *builder;
    fuzz_bytes bytes;
    char *texts[MAX_TEXTS]; /* lines of the input, to be freed */
    size_t n_texts;
} script;

/* Few ids, so that records meet; a line of the input, or NULL, now and then. */
static const char *text(script *s, const char *const *usual, size_t n)
{
    const uint8_t choice = fuzz_byte(&s->bytes);
    if (choice < 240) return usual[choice % n];
    if (choice < 248 || s->n_texts == MAX_TEXTS) return NULL;
    return s->texts[s->n_texts++] = fuzz_line(&s->bytes);
}

#define USUAL(s, ...)                                                                    \
    text(s, (const char *const[]){__VA_ARGS__},                                          \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static const char *id(script *s)
{
    return USUAL(s, "a", "b", "c", "d", "e", "f");
}

static const char *country(script *s)
{
    return USUAL(s, "CHN", "USA", "JPN", "DEU", "ZZZ");
}

static const char *market(script *s)
{
    return USUAL(s, "*", "USA", "CHN", "bloc", "DEU");
}

static const char *unit(script *s)
{
    return USUAL(s, "kg", "kg", "g", "each", "t", "ozt");
}

static const char *source(script *s)
{
    return USUAL(s, "", "", "s1", "s2");
}

static uint32_t code(script *s, uint32_t n)
{
    return (uint32_t)fuzz_below(&s->bytes, n);
}

static lode_status add_source(script *s)
{
    lode_source_record r = LODE_SOURCE_RECORD_INIT;
    r.id = USUAL(s, "s1", "s2");
    r.publisher = USUAL(s, "IEA", "USGS");
    r.title = USUAL(s, "t");
    r.year = (int32_t)code(s, 3) * 2020;
    return lode_builder_source(s->context, s->builder, &r);
}

static lode_status add_item(script *s)
{
    lode_item_record r = LODE_ITEM_RECORD_INIT;
    r.id = id(s);
    r.unit = unit(s);
    r.stage = USUAL(s, "", "mine", "metal", "product");
    r.elements = USUAL(s, "", "Dy", "Dy Nd");
    r.tags = USUAL(s, "", "rare");
    r.currency = USUAL(s, "", "EUR");
    r.name = USUAL(s, "", "name");
    r.source = source(s);
    r.has = code(s, 4);
    r.mass_kg = fuzz_real(&s->bytes);
    r.price = fuzz_real(&s->bytes);
    return lode_builder_item(s->context, s->builder, &r);
}

static lode_input_record input_of(script *s)
{
    lode_input_record r = LODE_INPUT_RECORD_INIT;
    r.item = id(s);
    r.unit = USUAL(s, "", "kg", "g", "each");
    r.source = source(s);
    r.kind = code(s, 4);
    r.quantity_is = code(s, 3);
    r.has = code(s, 32);
    r.quantity = fuzz_real(&s->bytes);
    r.yield_frac = fuzz_real(&s->bytes);
    r.essential_frac = fuzz_real(&s->bytes);
    r.low = fuzz_real(&s->bytes);
    r.high = fuzz_real(&s->bytes);
    r.gsd = 1.0 + fuzz_real(&s->bytes);
    r.weight_frac = fuzz_real(&s->bytes);
    r.cap_frac = fuzz_real(&s->bytes);
    return r;
}

static lode_status add_input(script *s)
{
    const lode_input_record r = input_of(s);
    return lode_builder_input(s->context, s->builder, &r);
}

/* A record of a later version: what is unknown in it must be zero. */
static lode_status add_later_input(script *s)
{
    struct {
        lode_input_record known;
        uint64_t later;
    } r = {.known = input_of(s), .later = code(s, 2)};
    r.known.struct_size = sizeof(r);
    const lode_status status = lode_builder_input(s->context, s->builder, &r.known);
    FUZZ_HOLDS(r.later == 0 || status < 0);
    return status;
}

static lode_status add_group(script *s)
{
    const char *const name = id(s);
    const double essential = fuzz_real(&s->bytes);
    return lode_builder_alternatives(s->context, s->builder, name, essential, code(s, 4));
}

static lode_status add_option(script *s)
{
    const lode_input_record r = input_of(s);
    return lode_builder_option(s->context, s->builder, &r);
}

static lode_status add_origin(script *s)
{
    lode_origin_record r = LODE_ORIGIN_RECORD_INIT;
    r.market = market(s);
    r.basis = code(s, 6);
    r.rest = code(s, 3);
    r.year = (int32_t)code(s, 4) * 2020;
    r.source = source(s);
    if (code(s, 4) == 0) r.rounding_frac = fuzz_real(&s->bytes);
    if (code(s, 4) == 0) r.total = fuzz_real(&s->bytes);
    if (code(s, 4) == 0) r.concentration = fuzz_real(&s->bytes);
    return lode_builder_origin(s->context, s->builder, &r);
}

static lode_status add_share(script *s)
{
    lode_share_record r = LODE_SHARE_RECORD_INIT;
    r.country = country(s);
    r.kind = code(s, 3) % 3 == 2 ? code(s, 4) : 0;
    r.bound = code(s, 8) == 7 ? code(s, 7) : 0;
    r.party = USUAL(s, "", "maker");
    r.source = source(s);
    r.share_frac = fuzz_real(&s->bytes);
    return lode_builder_share(s->context, s->builder, &r);
}

static lode_status add_balance(script *s)
{
    lode_balance_record r = LODE_BALANCE_RECORD_INIT;
    r.market = market(s);
    r.year = (int32_t)code(s, 4) * 2020;
    r.unit = code(s, 4) ? unit(s) : NULL;
    r.source = source(s);
    return lode_builder_balance(s->context, s->builder, &r);
}

static lode_status add_amount(script *s)
{
    lode_amount_record r = LODE_AMOUNT_RECORD_INIT;
    r.of = code(s, 7);
    r.bound = code(s, 4) == 3 ? code(s, 7) : 0;
    r.form = USUAL(s, "", "oxide", "scrap");
    r.source = source(s);
    r.quantity = r.bound < LODE_BOUND_WITHHELD ? fuzz_real(&s->bytes) : 0.0;
    return lode_builder_amount(s->context, s->builder, &r);
}

static lode_status add_product(script *s)
{
    lode_product_record r = LODE_PRODUCT_RECORD_INIT;
    r.id = USUAL(s, "", "", "p", "q");
    r.item = id(s);
    r.home = country(s);
    r.end_use = USUAL(s, "", "civil", "defence");
    r.currency = USUAL(s, "", "EUR");
    r.has = code(s, 4);
    r.volume = fuzz_real(&s->bytes);
    r.value = fuzz_real(&s->bytes);
    return lode_builder_product(s->context, s->builder, &r);
}

static lode_status add_small(script *s)
{
    lode_context *const c = s->context;
    lode_builder *const b = s->builder;
    switch (code(s, 10)) {
    case 0:
        return lode_builder_stage(c, b, USUAL(s, "mine", "metal", "product"));
    case 1:
        return lode_builder_bloc(c, b, USUAL(s, "bloc", "EU"), USUAL(s, "", "name"),
                                 true);
    case 2:
        return lode_builder_member(c, b, country(s));
    case 3:
        return lode_builder_country(c, b, country(s), USUAL(s, "", "name"));
    case 4:
        return lode_builder_score(c, b, USUAL(s, "WGI.A", "X"), 2020,
                                  fuzz_real(&s->bytes), source(s));
    case 5:
        return lode_builder_code(c, b, USUAL(s, "CAS", "HS2022"), USUAL(s, "1", "2"));
    case 6:
        return lode_builder_name(c, b, USUAL(s, "one", "other"));
    case 7:
        return lode_builder_stages_end(c, b);
    case 8:
        return lode_builder_within(c, b, id(s));
    default:
        return lode_builder_at(c, b, &(lode_place){"here", code(s, 9), code(s, 9)});
    }
}

static lode_status add_figure(script *s)
{
    const char *const where = code(s, 3) ? country(s) : id(s);
    const double figure = fuzz_real(&s->bytes);
    switch (code(s, 3)) {
    case 0:
        return lode_builder_surge(s->context, s->builder, where, figure, source(s));
    case 1:
        return lode_builder_stock(s->context, s->builder, where, figure, source(s));
    default:
        return lode_builder_host(s->context, s->builder, where, figure);
    }
}

static size_t attributes_of(script *s, lode_attribute attributes[MAX_ATTRIBUTES])
{
    const size_t n = code(s, MAX_ATTRIBUTES + 1);
    for (size_t i = 0; i < n; i++) {
        attributes[i].name = USUAL(
            s, "items", "item", "input", "from", "to", "country", "share", "severity",
            "factor", "quantity", "markets", "rate", "content-items", "content-from",
            "de-minimis", "mixing", "start", "end", "codes", "tags", "stages", "elements",
            "group", "weight", "cap", "approval", "days", "party", "end-use", "item");
        attributes[i].value =
            USUAL(s, "a", "b", "a b", "CHN", "CHN JPN", "USA", "*", "0.5", "1", "0.25",
                  "yes", "2024-02-29", "bloc", "Dy", "^CAS:");
    }
    return n;
}

static lode_status add_measure(script *s)
{
    lode_attribute attributes[MAX_ATTRIBUTES];
    if (code(s, 8) == 7) {
        const size_t n = attributes_of(s, attributes);
        return lode_builder_measure_option(s->context, s->builder, attributes, n);
    }
    const char *const measure =
        USUAL(s, "ban", "production-stop", "quota", "licence", "content-rule", "leakage",
              "tariff", "price", "new-capacity", "second-source", "thrifting",
              "substitution", "stock");
    const size_t n = attributes_of(s, attributes);
    return lode_builder_measure(s->context, s->builder, measure, attributes, n);
}

static lode_status add_scenario(script *s)
{
    const char *const name = USUAL(s, "x", "y", "z");
    return lode_builder_scenario(s->context, s->builder, name, NULL, source(s));
}

static lode_status (*const calls[])(script *) = {
    add_item,    add_item,   add_input,   add_input,  add_later_input, add_origin,
    add_origin,  add_share,  add_share,   add_share,  add_product,     add_group,
    add_option,  add_small,  add_small,   add_figure, add_scenario,    add_measure,
    add_measure, add_source, add_balance, add_amount, add_amount};
enum { N_CALLS = sizeof(calls) / sizeof(calls[0]) };

/* A builder that refused a record will not freeze: so that there is something to work
 * out, what was refused is left out of a second one. */
static bool build(script *s, const bool *leave, bool *refused, size_t n_most)
{
    bool all = true;
    for (size_t i = 0; s->bytes.left > 0 && i < n_most; i++) {
        const size_t call = fuzz_below(&s->bytes, N_CALLS);
        if (leave && leave[i]) {
            /* the same bytes are taken, into a builder nobody freezes */
            lode_builder *const kept = s->builder;
            FUZZ_HOLDS(lode_builder_new(s->context, &s->builder) == LODE_OK);
            (void)fuzz_said(s->context, calls[call](s));
            lode_builder_free(s->builder);
            s->builder = kept;
            continue;
        }
        refused[i] = !fuzz_said(s->context, calls[call](s));
        all = all && !refused[i];
    }
    return all;
}

static void free_texts(script *s)
{
    for (size_t i = 0; i < s->n_texts; i++) free(s->texts[i]);
    s->n_texts = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 256 };
    fuzz_memory memory;
    script s = {.context = fuzz_open(&memory), .bytes = {data, size}};
    bool refused[MOST] = {false}, again[MOST] = {false};
    lode_model *model = NULL;
    FUZZ_HOLDS(lode_builder_new(s.context, &s.builder) == LODE_OK);
    const bool all = build(&s, NULL, refused, MOST);
    FUZZ_HOLDS(fuzz_said(s.context, lode_builder_freeze(s.context, s.builder, &model)) <=
               all);
    free_texts(&s);
    if (!model) {
        s.bytes = (fuzz_bytes){data, size};
        (void)build(&s, refused, again, MOST);
        (void)fuzz_said(s.context, lode_builder_freeze(s.context, s.builder, &model));
        free_texts(&s);
    }
    if (model) {
        fuzz_model(s.context, model);
        fuzz_network(s.context, model, &(fuzz_bytes){data, size});
    }
    lode_model_unref(model);
    lode_builder_free(s.builder);
    fuzz_close(s.context, &memory);
    return 0;
}
