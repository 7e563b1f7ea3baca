/* The feed: events of one file become parts, usages and content. */
#include "read/bom_frame.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* --- the end of each kind --- */

static lode__bom_frame *frame_above(lode__bom_feed *feed)
{
    return &feed->frames[feed->n_frames - 2];
}

/* The nearest open frame that is a part, from the one above; NULL: there is none. */
static lode__bom_frame *enclosing_part(const lode__bom_feed *feed)
{
    for (size_t i = feed->n_frames - 1; i-- > 0;)
        if (feed->frames[i].part != LODE__BOM_NONE) return &feed->frames[i];
    return NULL;
}

static bool is_no_part(const lode__bom_feed *feed, const lode__bom_frame *frame)
{
    size_t len = 0;
    const char *text = lode__bom_value_of(feed, frame, LODE__BOM_CATEGORY, &len);
    return lode__same_word(text, len, "DOCUMENT");
}

/* A part without an id is known by its maker's number or its name. */
static uint32_t identify(lode__bom_feed *feed, const lode__bom_frame *frame,
                         uint8_t *out_flags)
{
    static const lode__bom_field fields[] = {LODE__BOM_ID, LODE__BOM_PART_NUMBER,
                                             LODE__BOM_NAME, LODE__BOM_DESCRIPTION};
    for (size_t i = 0; i < LODE__COUNT(fields); i++) {
        const uint32_t id = lode__bom_keep_field(feed, frame, fields[i]);
        *out_flags = i > 1 ? LODE__BOM_UNNAMED : 0;
        if (id != 0) return id;
    }
    return 0;
}

static void end_part(lode__bom_feed *feed, lode__bom_frame *frame)
{
    lode_bom *bom = feed->bom;
    uint8_t flags = 0;
    const uint32_t id = identify(feed, frame, &flags);
    const lode__bom_frame *user = enclosing_part(feed);
    bom->parts[frame->part].id = id;
    bom->parts[frame->part].flags |= flags;
    lode__bom_describe_part(feed, frame, frame->part);
    if (is_no_part(feed, frame)) {
        bom->parts[frame->part].flags |= LODE__BOM_LEFT_OUT;
        return;
    }
    if (id != 0 && !lode__bom_remember_part(feed, id, frame->part)) return;
    if (user) lode__bom_add_usage(feed, frame, user->part, frame->part, feed->implied);
}

/* The part that the usage is of; LODE__BOM_NONE: none. */
static uint32_t find_user(lode__bom_feed *feed, const lode__bom_frame *frame)
{
    const lode__bom_frame *scope = frame_above(feed);
    const uint32_t id = scope->kind == LODE__BOM_SCOPE
                            ? lode__bom_keep_field(feed, scope, LODE__BOM_ID)
                            : lode__bom_keep_field(feed, frame, LODE__BOM_PARENT);
    return lode__bom_user(feed, id, frame->line, frame->column);
}

static void end_usage(lode__bom_feed *feed, lode__bom_frame *frame)
{
    uint8_t flags = 0;
    const uint32_t id = identify(feed, frame, &flags);
    const uint32_t user = find_user(feed, frame);
    if (feed->reading->over) return;
    if (id == 0) {
        const lode_place place = lode__bom_place(feed, frame->line, frame->column);
        lode__reading_ok(feed->reading, lode__error(feed->reading->context, LODE_E_FORMAT,
                                                    &place, "a part without an id"));
        return;
    }
    const uint32_t part = lode__bom_part_by_id(feed, id, frame->line, frame->column);
    if (part == LODE__BOM_NONE) return;
    lode__bom_describe_part(feed, frame, part);
    if (user != LODE__BOM_NONE) lode__bom_add_usage(feed, frame, user, part, false);
}

static void end_mention(lode__bom_feed *feed, lode__bom_frame *frame)
{
    const uint32_t id = lode__bom_keep_field(feed, frame, LODE__BOM_ID);
    const uint32_t part = lode__bom_find_part(feed, id);
    if (id != 0 && part != LODE__BOM_NONE) lode__bom_describe_part(feed, frame, part);
}

/* Keeps the ranges of the amounts of a frame, if it has any. */
static void keep_range(lode__bom_feed *feed, const lode__bom_frame *frame)
{
    lode_bom *bom = feed->bom;
    if (isnan(frame->mass.high) && isnan(frame->fraction.high)) return;
    if (!LODE__BOM_GROW(feed, bom->ranges, bom->n_ranges, bom->ranges_capacity)) return;
    bom->ranges[bom->n_ranges++] =
        (lode__bom_range){.content = frame->content - 1,
                          .mass = {frame->mass.low, frame->mass.high},
                          .fraction = {frame->fraction.low, frame->fraction.high}};
}

static void end_content(lode__bom_feed *feed, lode__bom_frame *frame)
{
    lode_bom *bom = feed->bom;
    size_t len = 0;
    lode__bom_take_amount(feed, frame, frame);
    const uint32_t name = lode__bom_keep_field(feed, frame, LODE__BOM_NAME);
    const uint32_t id = lode__bom_keep_field(feed, frame, LODE__BOM_CAS);
    const uint32_t group = lode__bom_keep_field(feed, frame, LODE__BOM_MATERIAL_TEXT);
    const char *fitted = lode__bom_value_of(feed, frame, LODE__BOM_FITTED, &len);
    const bool absent = len > 0 && lode__bom_truth(fitted, len) == 0;
    lode__bom_content *content = &bom->contents[frame->content - 1];
    content->name = name;
    content->id = id;
    content->group = group;
    content->mass = absent ? 0.0 : frame->mass.value;
    content->mass_unit = frame->mass.unit;
    content->fraction = frame->fraction.value;
    content->fraction_unit = frame->fraction.unit;
    keep_range(feed, frame);
}

static void end_amount(lode__bom_feed *feed, lode__bom_frame *frame)
{
    lode__bom_take_amount(feed, frame, frame_above(feed));
}

static void end_placement(lode__bom_feed *feed, lode__bom_frame *frame)
{
    size_t len = 0;
    const char *fitted = lode__bom_value_of(feed, frame, LODE__BOM_FITTED, &len);
    lode__bom_frame *part = frame_above(feed);
    part->n_placed++;
    part->n_fitted += len == 0 || lode__bom_truth(fitted, len) != 0;
}

static void end_property(lode__bom_feed *feed, lode__bom_frame *frame)
{
    size_t key_len = 0;
    const char *key = lode__bom_value_of(feed, frame, LODE__BOM_KEY, &key_len);
    const lode__bom_field field = lode__bom_heading(feed, key, key_len);
    lode__bom_frame *to = frame_above(feed);
    if (field >= LODE__BOM_KEY || !lode__bom_has(frame, LODE__BOM_TEXT)) return;
    if (lode__bom_has(to, field)) return;
    to->values[field] = frame->values[LODE__BOM_TEXT];
    to->given |= 1u << field;
    frame->text_start = (uint32_t)feed->text.len; /* the text stays */
}

static void end_selection(lode__bom_feed *feed, lode__bom_frame *frame)
{
    const uint32_t name = lode__bom_keep_field(feed, frame, LODE__BOM_ID);
    if (name == 0 ||
        !LODE__BOM_GROW(feed, feed->selected, feed->n_selected, feed->selected_capacity))
        return;
    feed->selected[feed->n_selected++] = name;
}

static void end_list(lode__bom_feed *feed, lode__bom_frame *frame)
{
    if (feed->bom->parts[frame->part].flags & LODE__BOM_LEFT_OUT) return;
    end_part(feed, frame);
}

bool lode__bom_is_wanted(lode__bom_feed *feed)
{
    const lode__bom_frame *frame = &feed->frames[feed->n_frames - 1];
    if (frame->kind != LODE__BOM_LIST || feed->n_selected == 0) return true;
    const uint32_t name = lode__bom_keep_field(feed, frame, LODE__BOM_ID);
    for (size_t i = 0; i < feed->n_selected; i++)
        if (feed->selected[i] == name) return true;
    feed->bom->parts[frame->part].flags |= LODE__BOM_LEFT_OUT | LODE__BOM_REPLACED;
    return false;
}

/* --- events --- */

static void (*const ends[LODE__N_BOM_KINDS])(lode__bom_feed *, lode__bom_frame *) = {
    [LODE__BOM_PART] = end_part,         [LODE__BOM_USAGE] = end_usage,
    [LODE__BOM_MATERIAL] = end_content,  [LODE__BOM_SUBSTANCE] = end_content,
    [LODE__BOM_AMOUNT] = end_amount,     [LODE__BOM_PLACEMENT] = end_placement,
    [LODE__BOM_PROPERTY] = end_property, [LODE__BOM_SELECTION] = end_selection,
    [LODE__BOM_LIST] = end_list,         [LODE__BOM_MENTION] = end_mention,
};

/* The material that a substance which is opened now stands in: index + 1, or 0. */
static uint32_t enclosing_material(const lode__bom_feed *feed)
{
    for (size_t i = feed->n_frames; i-- > 0;) {
        const lode__bom_frame *frame = &feed->frames[i];
        if (frame->kind == LODE__BOM_MATERIAL) return frame->content;
        if (frame->part != LODE__BOM_NONE) return 0;
    }
    return 0;
}

/* False: what is opened has no part to stand in, or there is no memory. */
static bool open_content(lode__bom_feed *feed, lode__bom_frame *frame)
{
    lode_bom *bom = feed->bom;
    const lode__bom_frame *user = enclosing_part(feed);
    if (!user) return false;
    if (!lode__bom_has_room(feed, frame) ||
        !LODE__BOM_GROW(feed, bom->contents, bom->n_contents, bom->contents_capacity))
        return false;
    const bool is_substance = frame->kind == LODE__BOM_SUBSTANCE;
    bom->contents[bom->n_contents++] =
        (lode__bom_content){.part = user->part,
                            .within = is_substance ? enclosing_material(feed) : 0,
                            .line = frame->line,
                            .column = frame->column,
                            .is_substance = is_substance,
                            .mass = NAN,
                            .fraction = NAN};
    frame->content = (uint32_t)bom->n_contents;
    bom->parts[user->part].flags |= LODE__BOM_HAS_CONTENT;
    return true;
}

static void open_frame(lode__bom_feed *feed, lode__bom_frame *frame)
{
    switch (frame->kind) {
    case LODE__BOM_PART:
    case LODE__BOM_LIST:
        frame->part = lode__bom_add_part(feed, frame->line, frame->column);
        if (frame->part == LODE__BOM_NONE) frame->kind = LODE__BOM_NOTHING;
        break;
    case LODE__BOM_MATERIAL:
    case LODE__BOM_SUBSTANCE:
        if (!open_content(feed, frame)) frame->kind = LODE__BOM_NOTHING;
        break;
    default:
        break;
    }
}

void lode__bom_begin(lode__bom_feed *feed, lode__bom_kind kind, uint64_t line,
                     uint64_t column)
{
    if (!LODE__BOM_GROW(feed, feed->frames, feed->n_frames, feed->frames_capacity))
        return;
    lode__bom_frame *frame = &feed->frames[feed->n_frames++];
    memset(frame, 0, offsetof(lode__bom_frame, values));
    frame->kind = kind;
    frame->line = (uint32_t)line;
    frame->column = (uint32_t)column;
    frame->text_start = (uint32_t)feed->text.len;
    frame->part = LODE__BOM_NONE;
    frame->mass.value = frame->mass.low = frame->mass.high = NAN;
    frame->fraction = frame->mass;
    open_frame(feed, frame);
}

/* Puts what was given before in front of what follows, for texts that may stand in
 * several places. False without memory. */
static bool join_text(lode__bom_feed *feed, const lode__bom_frame *frame,
                      lode__bom_field field)
{
    if (!lode__bom_has(frame, field)) return true;
    size_t len = 0;
    (void)lode__bom_value_of(feed, frame, field, &len);
    const size_t room = len + 1;
    if (lode__reserve(feed->text.allocator, &feed->text.data, &feed->text.capacity,
                      feed->text.len, room, 1) < 0)
        return false;
    const char *const old = lode__bom_value_of(feed, frame, field, &len);
    memcpy(feed->text.data + feed->text.len, old, len);
    feed->text.len += room;
    feed->text.data[feed->text.len - 1] = ' ';
    return true;
}

/* Whether a value has room among what the frame says, with what it is joined to; what all
 * open frames say is then below 4 GiB. */
static bool fits(const lode__bom_feed *feed, const lode__bom_frame *frame,
                 lode__bom_field field, size_t len)
{
    const uint64_t most = feed->reading->limits[LODE_LIMIT_PART_BYTES];
    size_t before = 0;
    (void)lode__bom_value_of(feed, frame, field, &before);
    const size_t joined = before > 0 ? before + 1 : 0;
    const size_t said = feed->text.len - frame->text_start;
    return len <= most && said + joined + len <= most &&
           feed->text.len <= UINT32_MAX - most;
}

void lode__bom_set(lode__bom_feed *feed, lode__bom_field field, const char *text,
                   size_t len, uint64_t line, uint64_t column)
{
    if (feed->reading->over) return;
    lode__bom_frame *frame = &feed->frames[feed->n_frames - 1];
    const bool joins = field == LODE__BOM_DESCRIPTION || field == LODE__BOM_MATERIAL_TEXT;
    if (frame->kind == LODE__BOM_NOTHING || (lode__bom_has(frame, field) && !joins))
        return;
    text = lode__trim(text, &len);
    if (len == 0) return;
    if (!fits(feed, frame, field, len)) {
        lode__reading_over(feed->reading, LODE_LIMIT_PART_BYTES, line, column,
                           lode__bom_field_name(field));
        return;
    }
    if (field < LODE__BOM_QUANTITY) lode__intern_expect(&feed->bom->texts, text, len);
    const uint32_t start = (uint32_t)feed->text.len;
    if (!join_text(feed, frame, field) || lode__text_add(&feed->text, text, len) < 0) {
        lode__bom_nomem(feed);
        return;
    }
    frame->values[field] = (lode__bom_value){.start = start,
                                             .len = (uint32_t)feed->text.len - start,
                                             .line = (uint32_t)line,
                                             .column = (uint32_t)column};
    frame->given |= 1u << field;
    frame->lent &= ~(1u << field);
}

void lode__bom_end(lode__bom_feed *feed)
{
    if (feed->reading->over) return;
    lode__bom_frame *frame = &feed->frames[feed->n_frames - 1];
    if (ends[frame->kind]) ends[frame->kind](feed, frame);
    feed->text.len = frame->text_start;
    feed->n_frames--;
}

bool lode__bom_feed_open(lode__bom_feed *feed, lode__reading *reading, lode_bom *bom)
{
    *feed = (lode__bom_feed){.reading = reading, .bom = bom, .n_before = bom->n_parts};
    bom->texts.most_bytes = (size_t)reading->limits[LODE_LIMIT_TEXT_BYTES];
    feed->text.allocator = &bom->allocator;
    const char *source = reading->input.source;
    feed->file = lode__bom_keep(feed, source, strlen(source));
    if (feed->file == LODE__BOM_NONE ||
        !LODE__BOM_GROW(feed, bom->files, bom->n_files, bom->files_capacity))
        return false;
    bom->files[bom->n_files++] = (lode__bom_file){bom->n_parts, feed->file};
    lode__bom_begin(feed, LODE__BOM_DOCUMENT, 0, 0);
    return !reading->over;
}

void lode__bom_feed_close(lode__bom_feed *feed)
{
    feed->bom->texts.n_expected = 0; /* of this file */
    lode__text_free(&feed->text);
    lode__free(&feed->bom->allocator, feed->frames);
    lode__free(&feed->bom->allocator, feed->selected);
}
