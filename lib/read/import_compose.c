/* Items and their inputs: what each part is made of. */
#include "read/import_compose.h"

#include "read/country.h"
#include "read/substance.h"

#include <math.h>
#include <string.h>

/* --- what the rules say --- */

bool lode__import_classify(lode__import *import, const lode__import_texts *texts,
                           lode__verdict *out)
{
    *out = (lode__verdict){.state = LODE__UNMATCHED};
    if (!import->bom->classifier) return true;
    lode_part_text part = LODE_PART_TEXT_INIT;
    part.description = texts->description;
    part.part_number = texts->part_number;
    part.material = texts->material;
    part.cas = texts->cas;
    part.code = texts->code;
    const lode_status status = lode__classify(import->bom->classifier, &part, out);
    /* The classifier speaks for itself of nothing but memory. */
    if (status < 0) return lode__import_ok(import, lode__nomem(import->context));
    return true;
}

void lode__import_tell(lode__coverage *row, const lode__verdict *verdict)
{
    row->state = verdict->state == LODE__CLASSIFIED  ? LODE__STATE_CLASSIFIED
                 : verdict->state == LODE__UNDECIDED ? LODE__STATE_UNDECIDED
                                                     : LODE__STATE_UNMATCHED;
    if (verdict->rule) {
        row->rule = verdict->rule->id;
        if (verdict->state == LODE__CLASSIFIED)
            row->confidence = verdict->rule->confidence;
    }
    if (verdict->composition) row->composition = verdict->composition->id;
}

/* --- inputs of the current item --- */

/* Of an amount, the part that a fraction says, with its range. */
static lode__amount part_of(lode__amount amount, double low, double mode, double high)
{
    return (lode__amount){amount.low_kg * low, amount.kg * mode, amount.high_kg * high};
}

static void add_input(lode__import *import, const char *item, lode__amount amount,
                      const char *source)
{
    lode_input_record input = LODE_INPUT_RECORD_INIT;
    input.item = item;
    input.unit = "kg";
    input.quantity = amount.kg;
    input.source = source && source[0] ? source : NULL;
    if (amount.low_kg < amount.kg || amount.kg < amount.high_kg) {
        input.has |= LODE_INPUT_HAS_TRIANGLE;
        input.quantity_is = LODE_QUANTITY_IS_MODE;
        input.low = amount.low_kg;
        input.high = amount.high_kg;
    }
    if (!(amount.kg > 0.0)) return; /* nothing of it, or too little to be told from it */
    lode__import_ok(import, lode_builder_input(import->context, import->builder, &input));
}

double lode__import_take(lode__import *import, const lode__composition *composition,
                         lode__amount amount)
{
    const lode_rules *rules = import->bom->rules;
    if (composition->item) {
        add_input(import, composition->item, amount, NULL);
        return 0.0;
    }
    double known = 0.0;
    const lode__fraction *fractions = lode__fractions(rules, composition);
    for (size_t i = 0; i < composition->n_fractions; i++) {
        const lode__fraction *fraction = &fractions[i];
        const double factor = fraction->factor;
        const lode__amount items = part_of(amount, factor, factor, factor);
        add_input(import, fraction->item,
                  part_of(items, fraction->low, fraction->mode, fraction->high), NULL);
        known += amount.kg * fraction->mode;
    }
    return known >= amount.kg * (1.0 - 1e-9) ? 0.0 : amount.kg - known;
}

/* Joins the ids of the items that were taken, for the report. */
static bool join_name(lode__import *import, const char **names, const char *name)
{
    const size_t old_len = strlen(*names), len = strlen(name);
    char *joined = lode__arena_alloc(&import->arena, old_len + len + 2, 1);
    if (!joined) return lode__import_ok(import, lode__nomem(import->context));
    memcpy(joined, *names, old_len);
    size_t at = old_len;
    if (old_len > 0) joined[at++] = ' ';
    memcpy(joined + at, name, len + 1);
    *names = joined;
    return true;
}

static bool take_carrier(lode__import *import, const lode__carrier *carrier,
                         lode__amount amount, const char **names)
{
    const char *item = lode__builder_text(import->builder, carrier->item);
    const size_t len = strlen(item);
    /* The builder's texts may move as it takes the input. */
    char *copy = lode__arena_alloc(&import->arena, len + 1, 1);
    if (!copy) return lode__import_ok(import, lode__nomem(import->context));
    memcpy(copy, item, len + 1);
    const double per_kg = carrier->per_kg;
    add_input(import, copy, part_of(amount, per_kg, per_kg, per_kg),
              import->options->source);
    return join_name(import, names, copy);
}

bool lode__import_take_substance(lode__import *import, const char *cas,
                                 lode__amount amount, double *out_residual_kg,
                                 const char **out_names)
{
    *out_names = "";
    *out_residual_kg = amount.kg;
    const lode__carrier *whole = lode__find_carrier(import, cas);
    if (whole) {
        *out_residual_kg = 0.0;
        return take_carrier(import, whole, amount, out_names);
    }
    const char *formula = lode__substance_formula(cas, strlen(cas));
    lode__element_part parts[LODE__MAX_SYMBOLS];
    const size_t n = formula ? lode__split_formula(formula, parts) : 0;
    const bool has_oxygen = lode__find_part(parts, n, "O") > 0.0;
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        const lode__carrier *carrier =
            lode__find_element_carrier(import, parts[i].symbol, has_oxygen);
        const double part = parts[i].fraction;
        const lode__amount element = part_of(amount, part, part, part);
        if (!carrier || !take_carrier(import, carrier, element, out_names)) continue;
        *out_residual_kg -= element.kg;
        any = true;
    }
    if (fabs(*out_residual_kg) <= 1e-9 * amount.kg) *out_residual_kg = 0.0;
    return any;
}

/* --- the item of a part --- */

static const char *text_or_null(const lode__import *import, uint32_t text)
{
    return text ? lode__import_text(import, text) : NULL;
}

static void add_code(lode__import *import, const char *scheme, uint32_t text)
{
    if (text == 0) return;
    lode__import_ok(import, lode_builder_code(import->context, import->builder, scheme,
                                              lode__import_text(import, text)));
}

static bool add_item(lode__import *import, uint32_t index)
{
    const lode__import_part *part = &import->parts[index];
    const lode__bom_part *first = &import->bom->parts[index];
    const lode__bom_detail *detail = part->detail;
    const lode_place place = lode__bom_part_place(import->bom, first);
    if (!lode__import_ok(import,
                         lode_builder_at(import->context, import->builder, &place)))
        return false;
    lode_item_record item = LODE_ITEM_RECORD_INIT;
    item.id = lode__builder_text(import->builder, part->item);
    item.unit = lode__bom_unit(part->unit)->unit;
    item.name = text_or_null(import, part->name);
    if (!item.name && detail) item.name = text_or_null(import, detail->description);
    item.source = import->options->source;
    const bool is_mass = lode__bom_unit(part->unit)->measure == LODE__MEASURE_MASS;
    if (!is_mass && part->mass_kg > 0.0) {
        item.has |= LODE_ITEM_HAS_MASS;
        item.mass_kg = part->mass_kg;
    }
    if (detail && !isnan(detail->price)) {
        item.has |= LODE_ITEM_HAS_PRICE;
        item.price = detail->price;
        item.currency = text_or_null(import, detail->currency);
    }
    if (!lode__import_ok(import,
                         lode_builder_item(import->context, import->builder, &item)))
        return false;
    const char *id = lode__import_text(import, first->id);
    if (strcmp(id, lode__builder_text(import->builder, part->item)) != 0)
        add_code(import, "PART", first->id);
    if (!detail) return true;
    if (detail->part_number != first->id) add_code(import, "MPN", detail->part_number);
    add_code(import, "REVISION", detail->version);
    add_code(import, "SUPPLIER", detail->supplier);
    add_code(import, "HS", detail->code);
    return true;
}

static void add_origin(lode__import *import, const char *country, const char *party)
{
    lode_origin_record origin = LODE_ORIGIN_RECORD_INIT;
    origin.market = "*";
    origin.basis = LODE_BASIS_COUNT;
    origin.source = import->options->source;
    lode_share_record share = LODE_SHARE_RECORD_INIT;
    share.country = country;
    share.party = party;
    share.share_frac = 1.0;
    if (lode__import_ok(import,
                        lode_builder_origin(import->context, import->builder, &origin)))
        lode__import_ok(import,
                        lode_builder_share(import->context, import->builder, &share));
}

/* Where it is made, where that is said. */
static bool add_country(lode__import *import, const lode__import_part *part)
{
    const lode__bom_detail *detail = part->detail;
    if (!detail || detail->country == 0) return false;
    const char *text = lode__import_text(import, detail->country);
    const char *country = lode__find_country(text, strlen(text));
    if (!country) {
        const lode_place place =
            lode__bom_part_place(import->bom, &import->bom->parts[part->first]);
        char quoted[LODE__QUOTE_LEN];
        lode__import_ok(import,
                        lode__error(import->context, LODE_E_UNKNOWN, &place,
                                    "country of origin \"%s\" is not known; expected a "
                                    "code of ISO 3166-1 or an English name",
                                    lode__quote(quoted, text, strlen(text))));
        return false;
    }
    add_origin(import, country, text_or_null(import, detail->supplier));
    return true;
}

/* --- a part that is known by its texts alone --- */

static lode__import_texts texts_of(const lode__import *import,
                                   const lode__import_part *part)
{
    const lode__bom_detail *detail = part->detail;
    const lode__bom_part *first = &import->bom->parts[part->first];
    lode__import_texts texts = {.description = text_or_null(import, part->name)};
    if (detail) {
        if (detail->description)
            texts.description = lode__import_text(import, detail->description);
        texts.part_number = text_or_null(import, detail->part_number);
        texts.material = text_or_null(import, detail->material);
        texts.cas = text_or_null(import, detail->cas);
        texts.code = text_or_null(import, detail->code);
    }
    if (!texts.part_number) texts.part_number = text_or_null(import, first->id);
    return texts;
}

/* Mass of one, or what the caller wants taken in its place; NaN: the part is only listed.
 */
static double mass_of(lode__import *import, double mass_kg)
{
    if (!isnan(mass_kg)) return mass_kg;
    if (import->options->has & LODE_BOM_HAS_ASSUMED_MASS)
        return import->options->assumed_mass_kg;
    import->n_without_mass++;
    return NAN;
}

static bool compose_leaf(lode__import *import, uint32_t index)
{
    const lode__import_part *part = &import->parts[index];
    const lode__import_texts texts = texts_of(import, part);
    lode__verdict verdict;
    lode__coverage *row = lode__import_row(import, index, import->bom->parts[index].line,
                                           LODE__STATE_UNMATCHED);
    if (!row || !lode__import_classify(import, &texts, &verdict)) return false;
    row->text = texts.description ? texts.description : "";
    row->material = texts.material ? texts.material : "";
    row->mass_kg = row->residual_kg = part->mass_kg;
    lode__import_tell(row, &verdict);
    if (verdict.state != LODE__CLASSIFIED) {
        if (!texts.cas) return false;
        row->state = LODE__STATE_DECLARED;
        return !isnan(part->mass_kg) &&
               lode__import_take_substance(import, texts.cas,
                                           lode__amount_of(part->mass_kg),
                                           &row->residual_kg, &row->composition);
    }
    const double mass_kg = mass_of(import, part->mass_kg);
    if (isnan(mass_kg)) return false;
    row->mass_kg = mass_kg;
    const lode__composition *composition = verdict.composition;
    row->residual_kg =
        composition->item &&
                lode__import_become(import, index, composition->item, mass_kg)
            ? 0.0
            : lode__import_take(import, composition, lode__amount_of(mass_kg));
    return true;
}

static void list_left_out(lode__import *import, uint32_t index)
{
    lode__coverage *row = lode__import_row(import, index, import->bom->parts[index].line,
                                           LODE__STATE_LEFT_OUT);
    if (!row) return;
    const lode__import_texts texts = texts_of(import, &import->parts[index]);
    row->text = texts.description ? texts.description : "";
    row->material = texts.material ? texts.material : "";
    row->mass_kg = import->parts[index].mass_kg;
}

static void compose_part(lode__import *import, uint32_t index)
{
    lode__import_part *part = &import->parts[index];
    if (!add_item(import, index)) return;
    const bool is_assembly = part->flags & LODE__BOM_HAS_PARTS;
    part->linked = is_assembly;
    if (part->flags & LODE__BOM_HAS_CONTENT)
        part->linked |= lode__import_contents(import, index);
    else if (!is_assembly)
        part->linked |= compose_leaf(import, index);
    const bool placed = add_country(import, part);
    if (!placed && !part->linked) lode__keep_unknown_make(import->builder);
    part->linked |= placed;
}

void lode__import_compose(lode__import *import)
{
    for (uint32_t i = 0; i < import->bom->n_parts && lode__import_next(import, i); i++) {
        if (import->parts[i].first != i) continue;
        if (import->parts[i].item)
            compose_part(import, i);
        else if (!(import->parts[i].flags & LODE__BOM_REPLACED))
            list_left_out(import, i);
    }
}
