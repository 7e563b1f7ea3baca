/* Parts and what they are used in, as a feed finds them. */
#include "read/bom_frame.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

size_t lode__bom_foresee(const lode__bom_feed *feed, size_t n)
{
    enum { MOST = 1024, FEW = 4096 }; /* the beginning may be unlike the rest */
    const lode__input *input = &feed->reading->input;
    const size_t n_parts = feed->bom->n_parts, n_own = n_parts - feed->n_before;
    /* What the chunk holds may not be read yet: rather too much room than too little. */
    const uint64_t done = input->done - input->used;
    if (n_own < FEW || done == 0 || input->total <= done) return 1;
    const double times = (double)(input->total - done) / (double)done;
    const double parts = (times < MOST ? times : MOST) * (double)n_own;
    const size_t more = (size_t)(parts * (double)n / (double)n_parts);
    return 1 + more + more / 16; /* room that is not used is not touched */
}

uint32_t lode__bom_add_part(lode__bom_feed *feed, uint64_t line, uint64_t column)
{
    lode_bom *bom = feed->bom;
    if (bom->n_parts >= feed->reading->limits[LODE_LIMIT_ITEMS]) {
        lode__reading_over(feed->reading, LODE_LIMIT_ITEMS, line, column, NULL);
        return LODE__BOM_NONE;
    }
    if (!LODE__BOM_GROW(feed, bom->parts, bom->n_parts, bom->parts_capacity))
        return LODE__BOM_NONE;
    const uint32_t part = lode__bom_put_part(feed, line, 0, 0);
    if (column == 1) return part;
    lode__bom_label *const label = lode__bom_own_label(feed, part);
    if (!label) return LODE__BOM_NONE;
    label->columns_past = (uint32_t)column - 1;
    return part;
}

/* Makes an array that begins with *n entries reach up to an index and somewhat further,
 * with zeros. False without memory. */
static bool reach(lode__bom_feed *feed, void *array, size_t *n, size_t *capacity,
                  size_t index, size_t size)
{
    enum { STEP = 256 };
    const size_t before = *n, behind = index + STEP;
    if (behind > *capacity &&
        lode__reserve(&feed->bom->allocator, array, capacity, before,
                      behind - before + lode__bom_foresee(feed, behind), size) < 0) {
        lode__bom_nomem(feed);
        return false;
    }
    char *bytes = NULL; /* `array` points to a pointer of any type */
    memcpy(&bytes, array, sizeof(bytes));
    memset(bytes + before * size, 0, (behind - before) * size);
    *n = behind;
    return true;
}

lode__bom_label *lode__bom_own_label(lode__bom_feed *feed, size_t part)
{
    lode_bom *bom = feed->bom;
    if (part >= bom->n_labels &&
        !reach(feed, &bom->labels, &bom->n_labels, &bom->labels_capacity, part,
               sizeof(*bom->labels)))
        return NULL;
    return &bom->labels[part];
}

bool lode__bom_remember_part(lode__bom_feed *feed, uint32_t id, uint32_t part)
{
    lode_bom *bom = feed->bom;
    if (id >= bom->n_last_seen &&
        !reach(feed, &bom->last_seen, &bom->n_last_seen, &bom->last_seen_capacity, id,
               sizeof(*bom->last_seen)))
        return false;
    bom->last_seen[id] = part + 1;
    return true;
}

uint32_t lode__bom_part_by_id(lode__bom_feed *feed, uint32_t id, uint64_t line,
                              uint64_t column)
{
    uint32_t part = lode__bom_find_part(feed, id);
    if (part != LODE__BOM_NONE) return part;
    part = lode__bom_add_part(feed, line, column);
    if (part == LODE__BOM_NONE || !lode__bom_remember_part(feed, id, part))
        return LODE__BOM_NONE;
    feed->bom->parts[part].id = id;
    feed->bom->parts[part].flags = LODE__BOM_BY_ID;
    return part;
}

uint32_t lode__bom_user(lode__bom_feed *feed, uint32_t id, uint64_t line, uint64_t column)
{
    if (id == 0) return LODE__BOM_NONE;
    if (id == feed->user_id) return feed->user;
    feed->user_id = id;
    feed->user = lode__bom_part_by_id(feed, id, line, column);
    return feed->user;
}

static void give_mass(lode__bom_feed *feed, lode__bom_part *part,
                      const lode__bom_figure *mass)
{
    if (isnan(mass->value)) return;
    lode__bom_figure old = {.value = part->mass, .unit = part->mass_unit};
    lode__bom_give_figure(feed, &old, mass, "mass of this part");
    part->mass = old.value;
    part->mass_unit = old.unit;
}

/* Puts what the frame says of a part into it. */
void lode__bom_describe_part(lode__bom_feed *feed, lode__bom_frame *frame, uint32_t index)
{
    lode_bom *bom = feed->bom;
    if (lode__bom_has(frame, LODE__BOM_MASS)) lode__bom_take_amount(feed, frame, frame);
    lode__bom_take_detail(feed, frame, index);
    if (lode__bom_has(frame, LODE__BOM_NAME)) {
        const lode_place place = lode__bom_place(feed, frame->line, frame->column);
        const uint32_t name = lode__bom_keep_value(feed, frame, LODE__BOM_NAME);
        lode__bom_label *const label = lode__bom_own_label(feed, index);
        if (label) lode__bom_merge_text(feed, &place, &label->name, name, "name");
    }
    if (lode__bom_has(frame, LODE__BOM_UNIT)) {
        size_t len = 0;
        const char *unit = lode__bom_value_of(feed, frame, LODE__BOM_UNIT, &len);
        bom->parts[index].unit = lode__recall_bom_unit(&feed->unit_memo, unit, len);
    }
    if (!isnan(frame->fraction.value)) {
        const lode_place place =
            lode__bom_place(feed, frame->fraction.line, frame->fraction.column);
        lode__warning(feed->reading->context, LODE_E_UNIT, &place,
                      "the mass of a part as a fraction is not used");
    }
    give_mass(feed, &bom->parts[index], &frame->mass);
}

/* Places of the part, and those where it is fitted; false: none is named. */
static bool count_placed(lode__bom_feed *feed, const lode__bom_frame *frame,
                         uint64_t *out_placed, uint64_t *out_fitted)
{
    size_t len = 0, word_len = 0;
    const char *word = NULL;
    *out_placed = frame->n_placed;
    *out_fitted = frame->n_fitted;
    if (!lode__bom_has(frame, LODE__BOM_REFERENCES)) return *out_placed > 0;
    const char *text = lode__bom_value_of(feed, frame, LODE__BOM_REFERENCES, &len);
    const uint64_t n = lode__count_references(text, len, &word, &word_len);
    if (n == 0 && word) {
        char quoted[LODE__QUOTE_LEN], what[LODE__QUOTE_LEN + 64];
        snprintf(what, sizeof(what), "\"%s\" is no range such as C3-C18",
                 lode__quote(quoted, word, word_len));
        lode__bom_bad_value(feed, frame, LODE__BOM_REFERENCES, LODE_E_VALUE, what);
    }
    *out_placed += n;
    *out_fitted += n;
    return *out_placed > 0;
}

static void check_count(lode__bom_feed *feed, uint64_t placed, uint64_t fitted,
                        const lode__bom_figure *quantity)
{
    const double n_placed = (double)placed, n_fitted = (double)fitted;
    if (quantity->value == n_fitted || quantity->value == n_placed) return;
    const lode_place place = lode__bom_place(feed, quantity->line, quantity->column);
    char number[32];
    lode_format_real(quantity->value, number);
    lode__warning(feed->reading->context, LODE_E_CONFLICT, &place,
                  "quantity %s, but %" PRIu64 " reference designators; the designators "
                  "count",
                  number, fitted);
}

/* The number of pieces, or whatever the unit says; false: the part is not used. */
static bool read_quantity(lode__bom_feed *feed, const lode__bom_frame *frame,
                          lode__bom_figure *out)
{
    uint64_t placed = 0, fitted = 0;
    size_t len = 0;
    const char *text = lode__bom_value_of(feed, frame, LODE__BOM_FITTED, &len);
    if (len > 0 && lode__bom_truth(text, len) == 0) return false;
    const bool has_count = count_placed(feed, frame, &placed, &fitted);
    if (lode__bom_has(frame, LODE__BOM_QUANTITY)) {
        if (!lode__bom_read_figure(feed, frame, LODE__BOM_QUANTITY, LODE__BOM_UNIT, out))
            return false;
    } else if (!has_count && feed->need_quantity && !frame->is_faulty) {
        const lode_place place = lode__bom_place(feed, frame->line, frame->column);
        return lode__reading_ok(feed->reading,
                                lode__error(feed->reading->context, LODE_E_VALUE, &place,
                                            "a part that is used without a quantity"));
    } else if (!has_count) {
        text = lode__bom_value_of(feed, frame, LODE__BOM_UNIT, &len);
        out->unit = lode__recall_bom_unit(&feed->unit_memo, text, len);
    }
    if (has_count) {
        if (lode__bom_has(frame, LODE__BOM_QUANTITY))
            check_count(feed, placed, fitted, out);
        out->value = (double)fitted;
        out->unit = LODE__BOM_NO_UNIT;
    }
    if (out->value < 0.0) {
        lode__bom_bad_value(feed, frame, LODE__BOM_QUANTITY, LODE_E_VALUE, "below 0");
        return false;
    }
    if (lode__bom_unit(out->unit)->measure == LODE__MEASURE_FRACTION) {
        text = lode__bom_value_of(feed, frame, LODE__BOM_UNIT, &len);
        const bool is_own =
            lode__recall_bom_unit(&feed->unit_memo, text, len) != out->unit;
        lode__bom_bad_value(feed, frame, is_own ? LODE__BOM_QUANTITY : LODE__BOM_UNIT,
                            LODE_E_UNIT, "a fraction is no unit of a quantity");
        return false;
    }
    return out->value > 0.0;
}

bool lode__bom_has_room(lode__bom_feed *feed, const lode__bom_frame *frame)
{
    const size_t n = feed->bom->usages.n + feed->bom->n_contents;
    if (n < feed->reading->limits[LODE_LIMIT_INPUTS]) return true;
    lode__reading_over(feed->reading, LODE_LIMIT_INPUTS, frame->line, frame->column,
                       NULL);
    return false;
}

void lode__bom_add_usage(lode__bom_feed *feed, const lode__bom_frame *frame,
                         uint32_t parent, uint32_t child, bool is_implied)
{
    lode_bom *bom = feed->bom;
    lode__bom_part *const used = &bom->parts[child];
    lode__bom_figure quantity = {.value = 1.0, .unit = LODE__BOM_NO_UNIT};
    if (!read_quantity(feed, frame, &quantity)) {
        if (!(used->flags & LODE__BOM_USED)) used->flags |= LODE__BOM_LEFT_OUT;
        return;
    }
    const lode__line_entry usage = {.at = {0, frame->line, frame->column},
                                    .parent = parent,
                                    .item = child,
                                    .extra = is_implied ? LODE__BOM_IMPLIED : 0,
                                    .unit = quantity.unit,
                                    .quantity = quantity.value};
    if (!lode__bom_has_room(feed, frame) ||
        !lode__bom_kept(feed, lode__tape_add(&bom->usages, &usage)))
        return;
    bom->has_implied |= is_implied;
    lode__bom_join_parts(&bom->parts[parent], used);
}
