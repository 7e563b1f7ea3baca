/* What the files of the feed share. */
#ifndef LODE__READ_BOM_FRAME_H
#define LODE__READ_BOM_FRAME_H

#include "base/hash.h"
#include "read/bom.h"

#include <math.h>
#include <string.h>

static inline lode_place lode__bom_place(const lode__bom_feed *feed, uint64_t line,
                                         uint64_t column)
{
    return (lode_place){feed->reading->input.source, line, column};
}
void lode__bom_nomem(lode__bom_feed *feed);
/* Says what is wrong with the value of a field that was given. */
void lode__bom_bad_value(lode__bom_feed *feed, const lode__bom_frame *frame,
                         lode__bom_field field, lode_status status, const char *what);

/* --- bom_value.c --- */
static inline bool lode__bom_has(const lode__bom_frame *frame, lode__bom_field field)
{
    return frame->given >> field & 1;
}
/* The cell that is the value of a field, or NULL. */
static inline const lode__csv_field *lode__bom_cell(const lode__bom_feed *feed,
                                                    const lode__bom_frame *frame,
                                                    lode__bom_field field)
{
    return frame->lent >> field & 1 ? &feed->row->fields[feed->cell_of[field]] : NULL;
}
/* Text of a field; none where it was not given. */
static inline const char *lode__bom_value_of(const lode__bom_feed *feed,
                                             const lode__bom_frame *frame,
                                             lode__bom_field field, size_t *out_len)
{
    const lode__csv_field *cell = lode__bom_cell(feed, frame, field);
    if (cell) {
        *out_len = cell->len;
        return cell->text;
    }
    *out_len = lode__bom_has(frame, field) ? frame->values[field].len : 0;
    return *out_len > 0 ? feed->text.data + frame->values[field].start : "";
}
/* Where the value of a field that was given stands. */
static inline lode_place lode__bom_place_of(const lode__bom_feed *feed,
                                            const lode__bom_frame *frame,
                                            lode__bom_field field)
{
    const lode__csv_field *cell = lode__bom_cell(feed, frame, field);
    if (cell) return lode__csv_place(feed->row, cell);
    const lode__bom_value *value = &frame->values[field];
    return lode__bom_place(feed, value->line, value->column);
}
/* The text of a field that was given, kept; 0 where it cannot be. */
uint32_t lode__bom_keep_value(lode__bom_feed *feed, const lode__bom_frame *frame,
                              lode__bom_field field);
/* The same; 0 where it was not given. */
static inline uint32_t lode__bom_keep_field(lode__bom_feed *feed,
                                            const lode__bom_frame *frame,
                                            lode__bom_field field)
{
    if (!lode__bom_has(frame, field)) return 0;
    const lode__csv_field *cell = lode__bom_cell(feed, frame, field);
    if (cell && cell->len <= feed->reading->limits[LODE_LIMIT_ID_BYTES])
        return cell->id;
    return lode__bom_keep_value(feed, frame, field);
}
/* A figure with the unit that follows it, or that another field gives. */
bool lode__bom_read_figure(lode__bom_feed *feed, const lode__bom_frame *frame,
                           lode__bom_field field, lode__bom_field unit_field,
                           lode__bom_figure *out);
/* A price, with the currency behind it or in its field; false: it cannot be read. */
bool lode__bom_read_price(lode__bom_feed *feed, const lode__bom_frame *frame,
                          double *out_price, uint32_t *out_currency);
/* Says that two figures of one thing differ, if they do. */
void lode__bom_compare_figures(lode__bom_feed *feed, const lode__bom_figure *first,
                               const lode__bom_figure *other, const char *what);
/* Two figures of one thing: the first stands, another one is reported. */
static inline void lode__bom_give_figure(lode__bom_feed *feed, lode__bom_figure *to,
                                         const lode__bom_figure *figure, const char *what)
{
    if (isnan(to->value))
        *to = *figure;
    else
        lode__bom_compare_figures(feed, to, figure, what);
}
/* The mass or fraction that the fields of a frame give goes to another, or to itself. */
void lode__bom_take_amount(lode__bom_feed *feed, const lode__bom_frame *frame,
                           lode__bom_frame *to);

/* --- bom_detail.c --- */
/* Fields that are texts of a detail, as bits. */
enum {
    LODE__BOM_DETAIL_TEXTS =
        1 << LODE__BOM_VERSION | 1 << LODE__BOM_DESCRIPTION | 1 << LODE__BOM_PART_NUMBER |
        1 << LODE__BOM_MATERIAL_TEXT | 1 << LODE__BOM_CAS | 1 << LODE__BOM_CODE |
        1 << LODE__BOM_SUPPLIER | 1 << LODE__BOM_COUNTRY | 1 << LODE__BOM_CURRENCY
};
/* A text given twice must be the same; a wording that differs is only said. */
void lode__bom_merge_text(lode__bom_feed *feed, const lode_place *place, uint32_t *to,
                          uint32_t given, const char *what);
/* Details of what the first n rows of the feed's row lend, as bits of fields: index + 1;
 * 0: none, or not there yet. */
void lode__bom_find_details(const lode__bom_feed *feed, const uint32_t *lent, size_t n,
                            uint32_t *out);
/* The same for one row, which lends texts of a detail; made where it is not there yet. 0
 * without memory, which is a fault of the reading. */
uint32_t lode__bom_keep_cells(lode__bom_feed *feed, size_t row, uint32_t lent);
/* Puts what the frame says beyond id, name and mass into the part. */
void lode__bom_take_detail(lode__bom_feed *feed, const lode__bom_frame *frame,
                           uint32_t part);

/* --- bom_part.c --- */
/* How many entries there will be behind n, one at least, if the rest of the file brings
 * parts as what was read of it, and they grow as all parts do: few steps to the end, and
 * room that is not used is not touched. */
size_t lode__bom_foresee(const lode__bom_feed *feed, size_t n);
/* Room for one more entry of an array of the store; false without memory. */
#define LODE__BOM_GROW(feed, array, n, capacity)                                         \
    ((n) < (capacity) ||                                                                 \
             lode__reserve(&(feed)->bom->allocator, &(array), &(capacity), (n),          \
                           lode__bom_foresee((feed), (n)), sizeof(*(array))) == LODE_OK  \
         ? true                                                                          \
         : (lode__bom_nomem(feed), false))
/* A new part at the first column, where there is room for one. */
static inline uint32_t lode__bom_put_part(lode__bom_feed *feed, uint64_t line,
                                          uint32_t id, uint8_t flags)
{
    lode_bom *bom = feed->bom;
    const uint32_t index = (uint32_t)bom->n_parts++;
    bom->parts[index] = (lode__bom_part){
        .line = (uint32_t)line, .id = id, .flags = flags, .mass = NAN};
    return index;
}
/* The label of a part, to be written; NULL without memory, which is a fault of the
 * reading. */
lode__bom_label *lode__bom_own_label(lode__bom_feed *feed, size_t part);
/* A new part, or LODE__BOM_NONE. */
uint32_t lode__bom_add_part(lode__bom_feed *feed, uint64_t line, uint64_t column);
/* A part that is named by its id, made where this file has none yet. */
uint32_t lode__bom_part_by_id(lode__bom_feed *feed, uint32_t id, uint64_t line,
                              uint64_t column);
/* The newest part of an id in this file, or LODE__BOM_NONE. */
static inline uint32_t lode__bom_find_part(const lode__bom_feed *feed, uint32_t id)
{
    const lode_bom *bom = feed->bom;
    if (id >= bom->n_last_seen || bom->last_seen[id] == 0) return LODE__BOM_NONE;
    const uint32_t part = bom->last_seen[id] - 1;
    const bool is_known =
        part >= feed->n_before || lode__bom_file_of(bom, &bom->parts[part]) == feed->file;
    return is_known ? part : LODE__BOM_NONE;
}
bool lode__bom_remember_part(lode__bom_feed *feed, uint32_t id, uint32_t part);
/* The part of this id that others are used in; lists name the same again and again. */
uint32_t lode__bom_user(lode__bom_feed *feed, uint32_t id, uint64_t line,
                        uint64_t column);
/* Puts what the frame says of a part into it. */
void lode__bom_describe_part(lode__bom_feed *feed, lode__bom_frame *frame,
                             uint32_t index);
/* Puts into both parts that one is used by the other. */
static inline void lode__bom_join_parts(lode__bom_part *user, lode__bom_part *used)
{
    used->flags = (uint8_t)((used->flags | LODE__BOM_USED) & ~LODE__BOM_LEFT_OUT);
    user->flags |= LODE__BOM_HAS_PARTS;
}
/* Whether there may be one more usage or content. */
bool lode__bom_has_room(lode__bom_feed *feed, const lode__bom_frame *frame);
/* The part is used by another as often as the frame says. */
void lode__bom_add_usage(lode__bom_feed *feed, const lode__bom_frame *frame,
                         uint32_t parent, uint32_t child, bool is_implied);

#endif
