/* Materials and substances that a part declares: amounts are resolved here, once. */
#include "read/import_compose.h"

#include "base/number.h"
#include "read/cas.h"

#include <math.h>
#include <string.h>

/* A rule that is this sure of a material is believed rather than the list of its
 * substances: it knows the stages between the elements and the material. */
static const double SURE = 0.8;

/* What has been accounted for of a part or material. */
typedef struct account {
    lode__amount total; /* NaN: not known */
    lode__sum known_kg;
    size_t n_unknown; /* of which the mass is not known */
    bool linked;
} account;

static const lode__bom_content *content_at(const lode__import *import, uint32_t k)
{
    return &import->bom->contents[import->contents[k]];
}

static lode_place place_of(const lode__import *import, const lode__bom_content *content)
{
    const lode__bom_part *part = &import->bom->parts[content->part];
    return (lode_place){lode__import_text(import, lode__bom_file_of(import->bom, part)),
                        content->line, content->column};
}

/* A figure of a content in kg, or as a fraction, with its range where it has one. */
static lode__amount figure_of(uint8_t unit, double value, const double range[2])
{
    const bool has_range = range && !isnan(range[1]);
    return (lode__amount){lode__bom_convert(unit, has_range ? range[0] : value),
                          lode__bom_convert(unit, value),
                          lode__bom_convert(unit, has_range ? range[1] : value)};
}

static const lode__bom_range *range_of(const lode__import *import,
                                       const lode__bom_content *content)
{
    const lode_bom *bom = import->bom;
    const uint32_t range = import->ranges ? import->ranges[content - bom->contents] : 0;
    return range > 0 ? &bom->ranges[range - 1] : NULL;
}

/* Mass of a material or substance in a whole. A mass and a fraction that disagree by more
 * than rounding are reported; the mass counts. */
static lode__amount resolve_mass(lode__import *import, const lode__bom_content *content,
                                 lode__amount whole)
{
    const lode__bom_range *const range = range_of(import, content);
    const lode__amount mass =
        figure_of(content->mass_unit, content->mass, range ? range->mass : NULL);
    const lode__amount fraction = figure_of(content->fraction_unit, content->fraction,
                                            range ? range->fraction : NULL);
    const lode__amount part = {fraction.low_kg * whole.low_kg, fraction.kg * whole.kg,
                               fraction.high_kg * whole.high_kg};
    if (isnan(mass.kg)) return part;
    if (isnan(part.kg) || fabs(mass.kg - part.kg) <= 0.01 * fmax(mass.kg, part.kg))
        return mass;
    const lode_place place = place_of(import, content);
    char given[32], meant[32];
    lode_format_real(mass.kg, given);
    lode_format_real(part.kg, meant);
    lode__warning(import->context, LODE_E_CONFLICT, &place,
                  "a mass of %s kg and a fraction that means %s kg; the mass is used",
                  given, meant);
    return mass;
}

/* What is taken stands where it is declared: two lines of one place are one line. */
static void stand_at(lode__import *import, const lode_place *place)
{
    lode__import_ok(import, lode_builder_at(import->context, import->builder, place));
}

static const char *text_of(const lode__import *import, uint32_t text)
{
    return lode__import_text(import, text);
}

static lode__coverage *add_row(lode__import *import, uint32_t part,
                               const lode__bom_content *content, double mass_kg)
{
    lode__coverage *row =
        lode__import_row(import, part, content->line, LODE__STATE_UNMATCHED);
    if (!row) return NULL;
    row->text = text_of(import, content->name    ? content->name
                                : content->group ? content->group
                                                 : content->id);
    row->mass_kg = row->residual_kg = mass_kg;
    return row;
}

/* A CAS number with a slip in it names another substance, or none. */
static bool check_cas(lode__import *import, const lode__bom_content *content,
                      const char *cas)
{
    const lode__cas_state state = lode__check_cas(cas, strlen(cas));
    if (state != LODE__CAS_WRONG) return state == LODE__CAS_GOOD;
    const lode_place place = place_of(import, content);
    char quoted[LODE__QUOTE_LEN];
    lode__warning(import->context, LODE_E_VALUE, &place,
                  "CAS number \"%s\": the check digit is wrong; it is not used",
                  lode__quote(quoted, cas, strlen(cas)));
    return false;
}

/* --- substances --- */

static void take_substance(lode__import *import, uint32_t part,
                           const lode__bom_content *content, account *of)
{
    const lode__amount amount = resolve_mass(import, content, of->total);
    const double mass_kg = amount.kg;
    if (mass_kg == 0.0) return; /* declared to be absent */
    const char *cas = text_of(import, content->id);
    const bool has_cas = check_cas(import, content, cas);
    lode__coverage *row = add_row(import, part, content, mass_kg);
    if (!row) return;
    if (isnan(mass_kg))
        of->n_unknown++;
    else
        lode__sum_add(&of->known_kg, mass_kg);
    const char *name = text_of(import, content->name);
    const lode__import_texts texts = {.material = name[0] ? name : NULL,
                                      .cas = has_cas ? cas : NULL};
    lode__verdict verdict;
    const size_t index = import->n_rows - 1;
    const lode_place place = place_of(import, content);
    stand_at(import, &place);
    if (has_cas && !isnan(mass_kg)) {
        if (lode__import_take_substance(import, cas, amount, &row->residual_kg,
                                        &row->composition)) {
            row->state = LODE__STATE_DECLARED;
            of->linked = true;
            return;
        }
    }
    if (!lode__import_classify(import, &texts, &verdict)) return;
    row = &import->rows[index];
    lode__import_tell(row, &verdict);
    if (verdict.state != LODE__CLASSIFIED) return;
    if (isnan(mass_kg)) {
        import->n_without_mass++;
        return;
    }
    row->residual_kg = lode__import_take(import, verdict.composition, amount);
    of->linked = true;
}

/* Substances of a material that a rule speaks for: said, and not counted again. */
static void list_substances(lode__import *import, uint32_t part, uint32_t index,
                            lode__amount whole)
{
    const size_t list = lode__import_material(import, index);
    const lode__bom_content *material = &import->bom->contents[index];
    for (uint32_t k = import->first_content[list]; k < import->first_content[list + 1];
         k++) {
        const lode__bom_content *content = content_at(import, k);
        const double mass_kg = resolve_mass(import, content, whole).kg;
        lode__coverage *row =
            mass_kg == 0.0 ? NULL : add_row(import, part, content, mass_kg);
        if (!row) continue;
        row->state = LODE__STATE_DECLARED;
        row->material =
            text_of(import, material->name ? material->name : material->group);
        row->residual_kg = 0.0;
    }
}

/* --- materials --- */

/* Substances that stand in a material of the part, or in the part itself, by their list.
 */
static void take_substances(lode__import *import, uint32_t part, size_t list, account *of)
{
    for (uint32_t k = import->first_content[list]; k < import->first_content[list + 1];
         k++) {
        const lode__bom_content *content = content_at(import, k);
        if (content->is_substance) take_substance(import, part, content, of);
    }
}

static void take_material(lode__import *import, uint32_t part, uint32_t index,
                          bool is_only, account *of)
{
    const lode__bom_content *content = &import->bom->contents[index];
    lode__amount amount = resolve_mass(import, content, of->total);
    if (isnan(amount.kg) && isnan(content->fraction) && is_only) amount = of->total;
    const double mass_kg = amount.kg;
    if (isnan(mass_kg))
        of->n_unknown++;
    else
        lode__sum_add(&of->known_kg, mass_kg);
    const char *name = text_of(import, content->name);
    const char *group = text_of(import, content->group);
    const char *id = text_of(import, content->id);
    const lode__import_texts texts = {.material = name[0] ? name : group,
                                      .description = group[0] ? group : NULL,
                                      .part_number = id[0] ? id : NULL};
    lode__verdict verdict;
    lode__coverage *row = add_row(import, part, content, mass_kg);
    if (!row || !lode__import_classify(import, &texts, &verdict)) return;
    row->material = name[0] ? name : group;
    const lode_place place = place_of(import, content);
    stand_at(import, &place);
    lode__import_tell(row, &verdict);
    const size_t row_index = import->n_rows - 1;
    const size_t list = lode__import_material(import, index);
    const bool is_listed = import->first_content[list] < import->first_content[list + 1];
    const bool is_sure = verdict.state == LODE__CLASSIFIED &&
                         (!is_listed || verdict.rule->confidence >= SURE);
    if (is_sure && !isnan(mass_kg)) {
        const lode__composition *composition = verdict.composition;
        const bool is_item =
            is_only && composition->item &&
            !(import->parts[part].flags & LODE__BOM_HAS_PARTS) &&
            lode__import_become(import, part, composition->item, mass_kg);
        row->residual_kg = is_item ? 0.0 : lode__import_take(import, composition, amount);
        of->linked = true;
        if (is_listed) list_substances(import, part, index, amount);
    } else if (is_listed) {
        account own = {.total = amount};
        take_substances(import, part, list, &own);
        of->linked |= own.linked;
        row = &import->rows[row_index]; /* rows may have moved */
        row->state = LODE__STATE_DECLARED;
        row->rule = row->composition = "";
        row->confidence = NAN;
        row->residual_kg =
            own.n_unknown > 0 ? NAN : mass_kg - lode__sum_value(&own.known_kg);
    } else if (is_sure) {
        import->n_without_mass++;
    }
}

/* --- the part --- */

/* What the declaration leaves of the mass of the whole is said, and never spread. */
static void report_rest(lode__import *import, uint32_t index, const account *of)
{
    const lode__import_part *part = &import->parts[index];
    const lode__bom_part *first = &import->bom->parts[index];
    const double known_kg = lode__sum_value(&of->known_kg);
    const double rest = of->n_unknown > 0 ? NAN : part->mass_kg - known_kg;
    if (isnan(part->mass_kg) || part->flags & LODE__BOM_HAS_PARTS ||
        fabs(rest) <= 1e-9 * part->mass_kg)
        return;
    lode__coverage *row =
        lode__import_row(import, index, first->line, LODE__STATE_DECLARED);
    if (!row) return;
    row->text = text_of(import, part->name);
    row->mass_kg = part->mass_kg;
    row->residual_kg = rest;
    if (!(rest < -1e-3 * part->mass_kg)) return;
    const lode_place place = lode__bom_part_place(import->bom, first);
    char sum[32], whole[32];
    lode_format_real(known_kg, sum);
    lode_format_real(part->mass_kg, whole);
    lode__warning(import->context, LODE_E_VALUE, &place,
                  "what it is made of weighs %s kg, more than its own %s kg", sum, whole);
}

bool lode__import_contents(lode__import *import, uint32_t index)
{
    account of = {.total = lode__amount_of(import->parts[index].mass_kg)};
    const bool is_only =
        import->first_content[index + 1] - import->first_content[index] == 1;
    for (uint32_t k = import->first_content[index];
         k < import->first_content[index + 1] && lode__import_goes_on(import); k++) {
        const lode__bom_content *content = content_at(import, k);
        if (!content->is_substance)
            take_material(import, index, import->contents[k], is_only, &of);
    }
    take_substances(import, index, index, &of);
    const lode_place place =
        lode__bom_part_place(import->bom, &import->bom->parts[index]);
    stand_at(import, &place);
    report_rest(import, index, &of);
    return of.linked;
}
