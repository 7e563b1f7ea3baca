/* Values of the open frames: what fields say, as texts, figures and amounts. */
#include "read/bom_frame.h"

#include <math.h>
#include <string.h>

const char *lode__bom_field_name(lode__bom_field field)
{
    static const char *const others[] = {"key", "text", "range minimum", "range maximum"};
    if (field >= LODE__BOM_KEY) return others[field - LODE__BOM_KEY];
    return lode__word_name(lode__words_heading, field);
}

lode__bom_field lode__bom_heading(lode__bom_feed *feed, const char *text, size_t len)
{
    lode__classifier *classifier = feed->bom->classifier;
    uint32_t field = LODE__N_BOM_FIELDS;
    text = lode__trim(text, &len);
    for (const lode__word *word = lode__words_heading; word->name; word++)
        if (lode__same_word(text, len, word->name)) return word->value;
    if (!classifier) return LODE__N_BOM_FIELDS;
    const lode_status status = lode__classify_heading(classifier, text, len, &field);
    if (status == LODE_E_NOMEM) lode__bom_nomem(feed);
    return status == LODE_OK ? field : LODE__N_BOM_FIELDS;
}

/* --- faults --- */

void lode__bom_nomem(lode__bom_feed *feed)
{
    lode__reading_ok(feed->reading, lode__nomem(feed->reading->context));
}

/* Says what is wrong with the value of a field. */
void lode__bom_bad_value(lode__bom_feed *feed, const lode__bom_frame *frame,
                         lode__bom_field field, lode_status status, const char *what)
{
    size_t len = 0;
    const char *text = lode__bom_value_of(feed, frame, field, &len);
    const lode_place place = lode__bom_place_of(feed, frame, field);
    char quoted[LODE__QUOTE_LEN];
    lode__reading_ok(feed->reading,
                     lode__error(feed->reading->context, status, &place, "%s \"%s\": %s",
                                 lode__bom_field_name(field),
                                 lode__quote(quoted, text, len), what));
}

/* --- values --- */

bool lode__bom_kept(lode__bom_feed *feed, lode_status status)
{
    if (status >= 0) return true;
    if (status == LODE_E_NOMEM)
        lode__bom_nomem(feed);
    else
        lode__reading_over(feed->reading, LODE_LIMIT_TEXT_BYTES, 0, 0, NULL);
    return false;
}

uint32_t lode__bom_keep(lode__bom_feed *feed, const char *text, size_t len)
{
    uint32_t id = 0;
    const lode_status status = lode__intern_add(&feed->bom->texts, text, len, &id);
    return lode__bom_kept(feed, status) ? id : LODE__BOM_NONE;
}

uint32_t lode__bom_keep_value(lode__bom_feed *feed, const lode__bom_frame *frame,
                              lode__bom_field field)
{
    size_t len = 0;
    const char *text = lode__bom_value_of(feed, frame, field, &len);
    if (len > feed->reading->limits[LODE_LIMIT_ID_BYTES] &&
        (field == LODE__BOM_ID || field == LODE__BOM_PARENT)) {
        char quoted[LODE__QUOTE_LEN];
        const lode_place place = lode__bom_place_of(feed, frame, field);
        lode__reading_over(feed->reading, LODE_LIMIT_ID_BYTES, place.line, place.column,
                           lode__quote(quoted, text, len));
        return 0;
    }
    const lode__csv_field *cell = lode__bom_cell(feed, frame, field);
    if (cell) return cell->id;
    const uint32_t id = lode__bom_keep(feed, text, len);
    return id == LODE__BOM_NONE ? 0 : id;
}

/* A figure with the unit that follows it, or that its unit field or `unit` gives. */
bool lode__bom_read_figure(lode__bom_feed *feed, const lode__bom_frame *frame,
                           lode__bom_field field, lode__bom_field unit_field,
                           lode__bom_figure *out)
{
    size_t len = 0, number_len = 0;
    const char *text = lode__bom_value_of(feed, frame, field, &len);
    const lode_place place = lode__bom_place_of(feed, frame, field);
    const char *what =
        lode__bom_number(text, len, place.line, &feed->decimal, &out->value, &number_len);
    out->line = (uint32_t)place.line;
    out->column = (uint32_t)place.column;
    if (what) {
        lode__bom_bad_value(feed, frame, field, LODE_E_VALUE, what);
        return false;
    }
    text += number_len;
    len -= number_len;
    if (len > 0 && *text == ' ') text++, len--; /* mostly the only blank */
    if (len > 0) text = lode__trim(text, &len);
    const lode__bom_field from = len > 0 ? field : unit_field;
    if (len == 0) text = lode__bom_value_of(feed, frame, unit_field, &len);
    out->unit = lode__recall_bom_unit(&feed->unit_memo, text, len);
    if (out->unit != LODE__BOM_NO_UNIT || len == 0) return true;
    lode__bom_bad_value(
        feed, frame, from, LODE_E_UNIT,
        "a unit that is not known; expected one such as kg, g, mg, each, m, %, ppm");
    return false;
}

bool lode__bom_read_price(lode__bom_feed *feed, const lode__bom_frame *frame,
                          double *out_price, uint32_t *out_currency)
{
    size_t len = 0, number_len = 0;
    const char *text = lode__bom_value_of(feed, frame, LODE__BOM_PRICE, &len);
    const uint64_t line = lode__bom_place_of(feed, frame, LODE__BOM_PRICE).line;
    const char *what =
        lode__bom_number(text, len, line, &feed->decimal, out_price, &number_len);
    if (!what && *out_price < 0.0) what = "below 0";
    if (what) {
        lode__bom_bad_value(feed, frame, LODE__BOM_PRICE, LODE_E_VALUE, what);
        *out_price = NAN;
        return false;
    }
    size_t currency_len = len - number_len;
    const char *currency = lode__trim(text + number_len, &currency_len);
    if (currency_len > 0) {
        const uint32_t kept = lode__bom_keep(feed, currency, currency_len);
        *out_currency = kept == LODE__BOM_NONE ? 0 : kept;
    }
    return true;
}

/* --- amounts --- */

void lode__bom_compare_figures(lode__bom_feed *feed, const lode__bom_figure *first,
                               const lode__bom_figure *other, const char *what)
{
    if (lode__bom_convert(first->unit, first->value) ==
        lode__bom_convert(other->unit, other->value))
        return;
    const lode_place place = lode__bom_place(feed, other->line, other->column);
    lode__warning(feed->reading->context, LODE_E_CONFLICT, &place,
                  "a second %s that differs from the first, which is used", what);
}

/* One end of the range of a figure, in its unit; kept as it is where it is not given. */
static bool read_end(lode__bom_feed *feed, const lode__bom_frame *frame,
                     lode__bom_field field, uint8_t unit, double *out)
{
    lode__bom_figure end = {0};
    if (!lode__bom_has(frame, field)) return true;
    if (!lode__bom_read_figure(feed, frame, field, LODE__BOM_MASS_UNIT, &end))
        return false;
    *out = end.value;
    if (end.value >= 0.0 && end.unit == unit) return true;
    if (end.unit == unit)
        lode__bom_bad_value(feed, frame, field, LODE_E_VALUE, "below 0");
    else
        lode__bom_bad_value(feed, frame, field, LODE_E_UNIT,
                            "not the unit of the amount");
    return false;
}

/* A range that does not hold its figure says nothing of it: the figure stands alone. Of
 * one end alone the figure is the other. */
static void read_range(lode__bom_feed *feed, const lode__bom_frame *frame,
                       lode__bom_figure *figure)
{
    double low = figure->value, high = figure->value;
    const uint32_t ends = 1u << LODE__BOM_LOW | 1u << LODE__BOM_HIGH;
    if (!(frame->given & ends) ||
        !read_end(feed, frame, LODE__BOM_LOW, figure->unit, &low) ||
        !read_end(feed, frame, LODE__BOM_HIGH, figure->unit, &high))
        return;
    if (low <= figure->value && figure->value <= high) {
        figure->low = low;
        figure->high = high;
        return;
    }
    const lode_place place = lode__bom_place(feed, figure->line, figure->column);
    char value[32], least[32], most[32];
    lode_format_real(figure->value, value);
    lode_format_real(low, least);
    lode_format_real(high, most);
    lode__warning(feed->reading->context, LODE_E_CONFLICT, &place,
                  low > high
                      ? "an amount of %s with a range from %s to %s, which is none; "
                        "the amount is used alone"
                      : "an amount of %s outside of its range from %s to %s; the "
                        "amount is used alone",
                  value, least, most);
}

/* Says that a range is given of an amount that is not, if one is. */
static void warn_of_range(lode__bom_feed *feed, const lode__bom_frame *frame)
{
    const lode__bom_field end =
        lode__bom_has(frame, LODE__BOM_LOW) ? LODE__BOM_LOW : LODE__BOM_HIGH;
    if (!lode__bom_has(frame, end)) return;
    const lode_place place = lode__bom_place_of(feed, frame, end);
    lode__warning(feed->reading->context, LODE_E_VALUE, &place,
                  "a range without the amount that it is of; it is not used");
}

/* The mass or fraction that the fields of a frame give goes to another, or to itself. */
void lode__bom_take_amount(lode__bom_feed *feed, const lode__bom_frame *frame,
                           lode__bom_frame *to)
{
    lode__bom_figure figure = {.low = NAN, .high = NAN};
    if (!lode__bom_has(frame, LODE__BOM_MASS)) {
        warn_of_range(feed, frame);
        return;
    }
    if (!lode__bom_read_figure(feed, frame, LODE__BOM_MASS, LODE__BOM_MASS_UNIT, &figure))
        return;
    if (!(figure.value >= 0.0)) {
        lode__bom_bad_value(feed, frame, LODE__BOM_MASS, LODE_E_VALUE, "below 0");
        return;
    }
    read_range(feed, frame, &figure);
    switch (lode__bom_unit(figure.unit)->measure) {
    case LODE__MEASURE_MASS:
        lode__bom_give_figure(feed, &to->mass, &figure, "mass");
        break;
    case LODE__MEASURE_FRACTION:
        if (lode__bom_convert(figure.unit, figure.value) > 1.0 + 1e-9)
            lode__bom_bad_value(feed, frame, LODE__BOM_MASS, LODE_E_VALUE,
                                "more than the whole it is a part of");
        else if (lode__bom_convert(figure.unit, figure.high) > 1.0 + 1e-9)
            lode__bom_bad_value(feed, frame, LODE__BOM_HIGH, LODE_E_VALUE,
                                "more than the whole it is a part of");
        else
            lode__bom_give_figure(feed, &to->fraction, &figure, "fraction");
        break;
    case LODE__MEASURE_NONE:
        lode__bom_bad_value(feed, frame, LODE__BOM_MASS, LODE_E_UNIT,
                            "no unit; expected one such as kg, g, mg, %, ppm");
        break;
    default:
        lode__bom_bad_value(feed, frame, LODE__BOM_MASS, LODE_E_UNIT,
                            "the unit is none of mass; expected kg, g, mg, %, ppm");
        break;
    }
}
