/* What parts say beyond id, name and mass: most say what another said before. */
#include "read/bom_frame.h"

#include <math.h>
#include <string.h>

/* Where each text stands in the detail, and what its weight in the hash is made of: no
 * multiples of few numbers, of which sums would be alike. */
static const struct {
    size_t at;
    uint64_t weight;
} texts[LODE__N_BOM_FIELDS] = {
    [LODE__BOM_VERSION] = {offsetof(lode__bom_detail, version),
                           UINT64_C(0x9fb21c651e98df25)},
    [LODE__BOM_DESCRIPTION] = {offsetof(lode__bom_detail, description),
                               UINT64_C(0x9e3779b97f4a7c15)},
    [LODE__BOM_PART_NUMBER] = {offsetof(lode__bom_detail, part_number),
                               UINT64_C(0xbf58476d1ce4e5b9)},
    [LODE__BOM_MATERIAL_TEXT] = {offsetof(lode__bom_detail, material),
                                 UINT64_C(0x94d049bb133111eb)},
    [LODE__BOM_CAS] = {offsetof(lode__bom_detail, cas), UINT64_C(0xd6e8feb86659fd93)},
    [LODE__BOM_CODE] = {offsetof(lode__bom_detail, code), UINT64_C(0xff51afd7ed558ccd)},
    [LODE__BOM_SUPPLIER] = {offsetof(lode__bom_detail, supplier),
                            UINT64_C(0xc4ceb9fe1a85ec53)},
    [LODE__BOM_COUNTRY] = {offsetof(lode__bom_detail, country),
                           UINT64_C(0xa0761d6478bd642f)},
    [LODE__BOM_CURRENCY] = {offsetof(lode__bom_detail, currency),
                            UINT64_C(0xe7037ed1a0b428db)},
};
enum {
    TEXTS = LODE__BOM_DETAIL_TEXTS,
    DETAILS = TEXTS | 1 << LODE__BOM_PRICE,
};

/* --- each once --- */

enum { FIRST_SLOTS = 64 };

static inline const uint32_t *text_of(const lode__bom_detail *detail,
                                      lode__bom_field field)
{
    return (const uint32_t *)(const void *)((const char *)detail + texts[field].at);
}

/* Puts a text into a detail; 0: none. */
static inline void put_text(lode__bom_detail *detail, lode__bom_field field,
                            uint32_t text)
{
    memcpy((char *)detail + texts[field].at, &text, sizeof(text));
    detail->said |= (uint32_t)(text != 0) << field;
}

/* What a text counts. Nobody outside knows the weights, and so nobody can choose texts of
 * which the sums lead to one place. */
static inline uint64_t weigh(lode__bom_field field, uint32_t text)
{
    return text * lode__mix(texts[field].weight, 0);
}

/* What finds a detail: a sum over its texts and its price. */
static inline uint64_t sum_detail(const lode__bom_detail *detail)
{
    uint64_t sum = isnan(detail->price) ? 0 : lode__mix_real(1, detail->price);
    for (uint32_t left = detail->said; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        sum += weigh(field, *text_of(detail, field));
    }
    return sum;
}

/* Texts are looked at one by one, as they were written:
 * several at once would have to wait until they stand in memory. */
static inline bool same_detail(const lode__bom_detail *a, const lode__bom_detail *b)
{
    uint32_t differing = a->said ^ b->said;
    const bool same_price = (isnan(a->price) && isnan(b->price)) || a->price == b->price;
    if (!same_price) return false;
    for (uint32_t left = b->said; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        differing |= *text_of(a, field) ^ *text_of(b, field);
    }
    return differing == 0;
}

/* Sums of texts that are new one after the other may lie close together: how close, that
 * depends on the weights. */
static inline size_t first_slot(const lode_bom *bom, uint64_t sum)
{
    return (size_t)(lode__mix(sum, 0) >> __builtin_clzll(bom->n_detail_slots - 1));
}

/* Where the detail stands in the slots, or is to stand. */
static uint32_t *find_slot(const lode_bom *bom, const lode__bom_detail *detail)
{
    const size_t mask = bom->n_detail_slots - 1;
    for (size_t at = first_slot(bom, sum_detail(detail));; at = (at + 1) & mask) {
        uint32_t *const slot = &bom->detail_slots[at];
        if (*slot == 0 || same_detail(&bom->details[*slot - 1], detail)) return slot;
    }
}

LODE__RARE static bool grow_slots(lode__bom_feed *feed)
{
    lode_bom *bom = feed->bom;
    const size_t n = bom->n_detail_slots > 0 ? 2 * bom->n_detail_slots : FIRST_SLOTS;
    uint32_t *const slots = lode__alloc_zero(&bom->allocator, n, sizeof(*slots));
    if (!slots) {
        lode__bom_nomem(feed);
        return false;
    }
    lode__free(&bom->allocator, bom->detail_slots);
    bom->detail_slots = slots;
    bom->n_detail_slots = n;
    for (size_t i = 0; i < bom->n_details; i++) {
        size_t at = first_slot(bom, sum_detail(&bom->details[i]));
        while (slots[at] != 0) at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)i + 1;
    }
    return true;
}

/* Index + 1 of the detail; 0 without memory, which is a fault of the reading. */
static uint32_t keep_detail(lode__bom_feed *feed, const lode__bom_detail *detail)
{
    lode_bom *bom = feed->bom;
    if (bom->n_details >= bom->n_detail_slots / 2 && !grow_slots(feed)) return 0;
    uint32_t *const slot = find_slot(bom, detail);
    if (*slot != 0) return *slot;
    if (!LODE__BOM_GROW(feed, bom->details, bom->n_details, bom->details_capacity))
        return 0;
    bom->details[bom->n_details++] = *detail;
    return *slot = (uint32_t)bom->n_details;
}

/* --- of a part --- */

/* What a frame says of a part. */
static inline void read_detail(lode__bom_feed *feed, const lode__bom_frame *frame,
                               lode__bom_detail *out)
{
    for (uint32_t left = frame->given & TEXTS; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        put_text(out, field, lode__bom_keep_field(feed, frame, field));
    }
    if (lode__bom_has(frame, LODE__BOM_PRICE) &&
        lode__bom_read_price(feed, frame, &out->price, &out->currency))
        out->said |= 1u << LODE__BOM_CURRENCY;
}

/* A text given twice must be the same; a wording that differs is only said. */
void lode__bom_merge_text(lode__bom_feed *feed, const lode_place *place, uint32_t *to,
                          uint32_t given, const char *what)
{
    if (*to == 0) *to = given;
    if (given == 0 || given == *to) return;
    char quoted[LODE__QUOTE_LEN];
    const char *first = lode__bom_text(feed->bom, *to);
    lode__warning(feed->reading->context, LODE_E_CONFLICT, place,
                  "a second %s of this part; \"%s\", given before, is used", what,
                  lode__quote(quoted, first, strlen(first)));
}

/* Puts a detail of these texts into a part that says something already. */
static void merge_detail(lode__bom_feed *feed, const lode_place *place, uint32_t part,
                         const lode__bom_detail *given)
{
    lode_bom *bom = feed->bom;
    const uint32_t before = bom->parts[part].detail;
    lode__bom_detail merged = bom->details[before - 1], *const to = &merged;
    if (same_detail(to, given)) return;
    lode__bom_merge_text(feed, place, &to->version, given->version, "version");
    lode__bom_merge_text(feed, place, &to->description, given->description,
                         "description");
    lode__bom_merge_text(feed, place, &to->part_number, given->part_number,
                         "part number");
    lode__bom_merge_text(feed, place, &to->material, given->material, "material");
    lode__bom_merge_text(feed, place, &to->cas, given->cas, "CAS number");
    lode__bom_merge_text(feed, place, &to->code, given->code, "code");
    lode__bom_merge_text(feed, place, &to->supplier, given->supplier, "supplier");
    lode__bom_merge_text(feed, place, &to->country, given->country, "country of origin");
    to->said |= given->said;
    if (isnan(to->price)) {
        to->price = given->price;
        to->currency = given->currency;
        to->said &= ~(1u << LODE__BOM_CURRENCY) | given->said;
    }
    const uint32_t kept = keep_detail(feed, to);
    if (kept != 0) bom->parts[part].detail = kept;
}

void lode__bom_take_detail(lode__bom_feed *feed, const lode__bom_frame *frame,
                           uint32_t part)
{
    /* What the document says holds for the parts that stand in nothing else. */
    const bool has_supplier =
        feed->n_frames == 2 && lode__bom_has(&feed->frames[0], LODE__BOM_SUPPLIER);
    if (!(frame->given & DETAILS) && !has_supplier) return;
    const lode_place place = lode__bom_place(feed, frame->line, frame->column);
    lode__bom_detail detail = {.price = NAN};
    read_detail(feed, frame, &detail);
    if (detail.supplier == 0 && has_supplier)
        put_text(&detail, LODE__BOM_SUPPLIER,
                 lode__bom_keep_value(feed, &feed->frames[0], LODE__BOM_SUPPLIER));
    uint32_t *const kept = &feed->bom->parts[part].detail;
    if (detail.said != 0 && *kept == 0)
        *kept = keep_detail(feed, &detail);
    else if (detail.said != 0)
        merge_detail(feed, &place, part, &detail);
}

/* --- of rows --- */

/* The cells of a row of the feed's. */
static inline const lode__csv_field *cells_of(const lode__bom_feed *feed, size_t row)
{
    return feed->row->rows[row].cells;
}

static inline uint64_t sum_cells(const lode__bom_feed *feed, const lode__csv_field *cells,
                                 uint32_t said)
{
    uint64_t sum = 0;
    for (uint32_t left = said; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        sum += weigh(field, cells[feed->cell_of[field]].id);
    }
    return sum;
}

/* As same_detail(). */
static inline bool says_same(const lode__bom_detail *detail, const lode__bom_feed *feed,
                             const lode__csv_field *cells, uint32_t said)
{
    uint32_t differing = detail->said ^ said;
    for (uint32_t left = said; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        differing |= *text_of(detail, field) ^ cells[feed->cell_of[field]].id;
    }
    return differing == 0 && isnan(detail->price);
}

/* Index + 1 of the detail that stands in a slot, or in one behind it; 0: none is there.
 */
static inline uint32_t find_cells(const lode__bom_feed *feed, size_t at,
                                  const lode__csv_field *cells, uint32_t said)
{
    const lode_bom *bom = feed->bom;
    for (;; at = (at + 1) & (bom->n_detail_slots - 1)) {
        const uint32_t slot = bom->detail_slots[at];
        if (slot == 0 || says_same(&bom->details[slot - 1], feed, cells, said))
            return slot;
    }
}

/* Memory is waited for once, and not for each row. */
void lode__bom_find_details(const lode__bom_feed *feed, const uint32_t *lent, size_t n,
                            uint32_t *out)
{
    const lode_bom *bom = feed->bom;
    const uint32_t *const slots = bom->detail_slots;
    size_t at[LODE__CSV_MAX_AHEAD];
    memset(out, 0, n * sizeof(*out));
    if (!slots) return;
    for (size_t row = 0; row < n; row++) {
        const uint64_t sum = sum_cells(feed, cells_of(feed, row), lent[row] & TEXTS);
        at[row] = first_slot(bom, sum);
        LODE__FETCH(&slots[at[row]]);
    }
    for (size_t row = 0; row < n; row++)
        if (slots[at[row]] != 0) LODE__FETCH(&bom->details[slots[at[row]] - 1]);
    for (size_t row = 0; row < n; row++) {
        const uint32_t said = lent[row] & TEXTS;
        if (said != 0) out[row] = find_cells(feed, at[row], cells_of(feed, row), said);
    }
}

uint32_t lode__bom_keep_cells(lode__bom_feed *feed, size_t row, uint32_t lent)
{
    const lode__csv_field *const cells = cells_of(feed, row);
    lode__bom_detail detail = {.price = NAN};
    for (uint32_t left = lent & TEXTS; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        put_text(&detail, field, cells[feed->cell_of[field]].id);
    }
    return keep_detail(feed, &detail);
}
