/* What parts say beyond id, name and mass: most say what another said before. */
#include "read/bom_frame.h"

#include <math.h>
#include <string.h>

/* Where each text stands in the detail. */
static const uint8_t text_at[LODE__N_BOM_FIELDS] = {
    [LODE__BOM_VERSION] = offsetof(lode__bom_detail, version),
    [LODE__BOM_DESCRIPTION] = offsetof(lode__bom_detail, description),
    [LODE__BOM_PART_NUMBER] = offsetof(lode__bom_detail, part_number),
    [LODE__BOM_MATERIAL_TEXT] = offsetof(lode__bom_detail, material),
    [LODE__BOM_CAS] = offsetof(lode__bom_detail, cas),
    [LODE__BOM_CODE] = offsetof(lode__bom_detail, code),
    [LODE__BOM_SUPPLIER] = offsetof(lode__bom_detail, supplier),
    [LODE__BOM_COUNTRY] = offsetof(lode__bom_detail, country),
    [LODE__BOM_CURRENCY] = offsetof(lode__bom_detail, currency),
};
enum {
    TEXTS = 1 << LODE__BOM_VERSION | 1 << LODE__BOM_DESCRIPTION |
            1 << LODE__BOM_PART_NUMBER | 1 << LODE__BOM_MATERIAL_TEXT |
            1 << LODE__BOM_CAS | 1 << LODE__BOM_CODE | 1 << LODE__BOM_SUPPLIER |
            1 << LODE__BOM_COUNTRY | 1 << LODE__BOM_CURRENCY,
    DETAILS = TEXTS | 1 << LODE__BOM_PRICE,
};

/* --- each once --- */

enum { FIRST_SLOTS = 64, N_TEXTS = 9 };
_Static_assert(offsetof(lode__bom_detail, currency) + sizeof(uint32_t) ==
                   offsetof(lode__bom_detail, version) + N_TEXTS * sizeof(uint32_t),
               "the texts of a detail stand side by side");

/* What a text at a place in the detail adds to its hash: no multiples of few numbers,
 * of which sums would be alike. */
static inline uint64_t text_term(uint32_t text, size_t at)
{
    return text * (lode__bom_mix(UINT64_C(0x9e3779b97f4a7c15), at) | 1);
}

static inline uint64_t end_hash(uint64_t sum)
{
    return sum ^ sum >> 32;
}

static uint64_t hash_detail(const lode__bom_detail *detail)
{
    uint64_t sum = isnan(detail->price) ? 0 : lode__bom_mix_real(1, detail->price);
    uint32_t texts[N_TEXTS];
    memcpy(texts, &detail->version, sizeof(texts));
    for (size_t i = 0; i < N_TEXTS; i++)
        sum += text_term(texts[i],
                         offsetof(lode__bom_detail, version) + i * sizeof(uint32_t));
    return end_hash(sum);
}

static bool same_detail(const lode__bom_detail *a, const lode__bom_detail *b)
{
    return memcmp(&a->version, &b->version, N_TEXTS * sizeof(uint32_t)) == 0 &&
           (a->price == b->price || (isnan(a->price) && isnan(b->price)));
}

/* Where the detail stands in the slots, or is to stand. */
static uint32_t *find_slot(const lode_bom *bom, const lode__bom_detail *detail)
{
    const size_t mask = bom->n_detail_slots - 1;
    for (size_t at = hash_detail(detail) & mask;; at = (at + 1) & mask) {
        uint32_t *const slot = &bom->detail_slots[at];
        if (*slot == 0 || same_detail(&bom->details[*slot - 1], detail)) return slot;
    }
}

const uint32_t *lode__bom_detail_slot(const lode__bom_feed *feed,
                                      const lode__csv_field *cells, uint32_t given)
{
    const lode_bom *bom = feed->bom;
    uint64_t sum = 0;
    if (!(given & TEXTS) || bom->n_detail_slots == 0) return NULL;
    for (uint32_t left = given & TEXTS; left != 0; left &= left - 1) {
        const int field = __builtin_ctz(left);
        sum += text_term(cells[feed->cell_of[field]].slot.id, text_at[field]);
    }
    return &bom->detail_slots[end_hash(sum) & (bom->n_detail_slots - 1)];
}

static bool grow_slots(lode__bom_feed *feed)
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
    for (size_t i = 0; i < bom->n_details; i++)
        *find_slot(bom, &bom->details[i]) = (uint32_t)i + 1;
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

/* What a frame says of a part; false: nothing. */
static bool read_detail(lode__bom_feed *feed, const lode__bom_frame *frame,
                        lode__bom_detail *out)
{
    bool any = false;
    for (uint32_t left = frame->given & TEXTS; left != 0; left &= left - 1) {
        const lode__bom_field field = (lode__bom_field)__builtin_ctz(left);
        const uint32_t text = lode__bom_keep_field(feed, frame, field);
        memcpy((char *)out + text_at[field], &text, sizeof(text));
        any |= text != 0;
    }
    if (!lode__bom_has(frame, LODE__BOM_PRICE)) return any;
    return lode__bom_read_price(feed, frame, &out->price, &out->currency) || any;
}

/* A text given twice must be the same; a wording that differs is only said. */
void lode__bom_merge_text(lode__bom_feed *feed, const lode__bom_frame *frame,
                          uint32_t *to, uint32_t given, const char *what)
{
    if (*to == 0) *to = given;
    if (given == 0 || given == *to) return;
    char quoted[LODE__QUOTE_LEN];
    const char *first = lode__bom_text(feed->bom, *to);
    const lode_place place = lode__bom_place(feed, frame->line, frame->column);
    lode__warning(feed->reading->context, LODE_E_CONFLICT, &place,
                  "a second %s of this part; \"%s\", given before, is used", what,
                  lode__quote(quoted, first, strlen(first)));
}

static void merge_detail(lode__bom_feed *feed, const lode__bom_frame *frame,
                         uint32_t part, const lode__bom_detail *given)
{
    lode_bom *bom = feed->bom;
    const uint32_t before = bom->parts[part].detail;
    if (before == 0) {
        bom->parts[part].detail = keep_detail(feed, given);
        return;
    }
    lode__bom_detail merged = bom->details[before - 1], *const to = &merged;
    if (same_detail(to, given)) return;
    lode__bom_merge_text(feed, frame, &to->version, given->version, "version");
    lode__bom_merge_text(feed, frame, &to->description, given->description,
                         "description");
    lode__bom_merge_text(feed, frame, &to->part_number, given->part_number,
                         "part number");
    lode__bom_merge_text(feed, frame, &to->material, given->material, "material");
    lode__bom_merge_text(feed, frame, &to->cas, given->cas, "CAS number");
    lode__bom_merge_text(feed, frame, &to->code, given->code, "code");
    lode__bom_merge_text(feed, frame, &to->supplier, given->supplier, "supplier");
    lode__bom_merge_text(feed, frame, &to->country, given->country, "country of origin");
    if (isnan(to->price)) {
        to->price = given->price;
        to->currency = given->currency;
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
    lode__bom_detail detail = {.price = NAN};
    bool any = read_detail(feed, frame, &detail);
    if (detail.supplier == 0 && has_supplier) {
        detail.supplier =
            lode__bom_keep_value(feed, &feed->frames[0], LODE__BOM_SUPPLIER);
        any |= detail.supplier != 0;
    }
    if (any) merge_detail(feed, frame, part, &detail);
}
