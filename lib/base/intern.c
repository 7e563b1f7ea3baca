/* Interned text: one block of bytes, start offsets, and a hash table with linear probing.
 * What a look-up costs is the lines of memory that it fetches: slots hold short texts
 * whole, and most ids are short, so that one line is enough. */
#include "base/intern.h"

#include "base/bytes.h"
#include "base/hash.h"

#include <string.h>

enum {
    FIRST_SLOTS = 64,
    LINE = 64 / sizeof(lode__intern_slot), /* slots */
};

static const uint32_t LONG_TEXT = UINT32_MAX; /* the tail of no short text */
/* All offsets and ids stay below LODE__NO_ID. */
static const size_t MOST_BYTES = UINT32_MAX - 1;

/* A short text as two numbers, which no other one shares; they differ between byte
 * orders, which shows nowhere: ids depend on the order of sight only. */
static inline lode__intern_slot short_slot(const char *text, size_t len)
{
    lode__intern_slot slot = {.tail = (uint32_t)len, .id = LODE__NO_ID};
    if (len < 8) {
        slot.head = lode__load_short(text, len);
        return slot;
    }
    slot.head = lode__load64(text + len - 8);
    for (size_t i = 8; i < len; i++)
        slot.tail = slot.tail << 8 | (unsigned char)text[i - 8];
    return slot;
}

static uint64_t long_hash(const char *text, size_t len)
{
    uint64_t hash = (uint64_t)len * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t at = 0; at + 8 < len; at += 8)
        hash = lode__mix(hash, lode__load64(text + at));
    hash =
        lode__mix(hash, lode__load64(text + len - 8)); /* may overlap the word before */
    return lode__mix(hash, 0);
}

/* The slot of a text that has no id yet. */
static inline lode__intern_slot make_slot(const char *text, size_t len)
{
    if (len <= LODE__SHORT_TEXT) return short_slot(text, len);
    return (lode__intern_slot){
        .head = long_hash(text, len), .tail = LONG_TEXT, .id = LODE__NO_ID};
}

static inline uint64_t slot_hash(const lode__intern_slot *slot)
{
    if (slot->tail == LONG_TEXT) return slot->head;
    return lode__mix(lode__mix(slot->head, slot->tail * UINT64_C(0xc4ceb9fe1a85ec53)), 0);
}

uint64_t lode__intern_hash(const char *text, size_t len)
{
    const lode__intern_slot slot = make_slot(text, len);
    return slot_hash(&slot);
}

static size_t text_len(const lode__intern *intern, uint32_t id)
{
    const size_t end = id + 1 < intern->n ? intern->start[id + 1] : intern->used;
    return end - intern->start[id] - 1;
}

static bool is_in(const lode__intern *intern, const lode__intern_slot *slot,
                  const lode__intern_slot *wanted, const char *text, size_t len)
{
    if (slot->head != wanted->head || slot->tail != wanted->tail) return false;
    if (wanted->tail != LONG_TEXT) return true;
    return text_len(intern, slot->id) == len &&
           memcmp(intern->bytes + intern->start[slot->id], text, len) == 0;
}

/* The n-th slot to look at for a hash: those of its line of memory, which will have been
 * fetched, and then those of the lines behind. */
static inline lode__intern_slot *slot_at(const lode__intern *intern, uint32_t hash,
                                         uint32_t n)
{
    const uint32_t in_line = n % LINE, line = n - in_line;
    return &intern->slots[((hash + line) ^ in_line) & (intern->n_slots - 1)];
}

/* The slot that holds the text, or the free one where it belongs. There must be a free
 * slot. */
static inline lode__intern_slot *find_slot(const lode__intern *intern,
                                           const lode__intern_slot *wanted, uint32_t hash,
                                           const char *text, size_t len)
{
    lode__intern_slot *slot = &intern->slots[hash & (intern->n_slots - 1)];
    for (uint32_t n = 1; slot->id != LODE__NO_ID; n++) {
        if (is_in(intern, slot, wanted, text, len)) return slot;
        slot = slot_at(intern, hash, n);
    }
    return slot;
}

void lode__intern_init(lode__intern *intern, const lode_allocator *allocator)
{
    memset(intern, 0, sizeof(*intern));
    intern->allocator = allocator;
    intern->most_bytes = MOST_BYTES;
}

void lode__intern_free(lode__intern *intern)
{
    if (!intern || !intern->allocator) return;
    lode__free(intern->allocator, intern->bytes);
    lode__free(intern->allocator, intern->start);
    lode__free(intern->allocator, intern->slots_block);
    lode__intern_init(intern, intern->allocator);
}

void lode__intern_close(lode__intern *intern)
{
    lode__free(intern->allocator, intern->slots_block);
    intern->slots = NULL;
    intern->slots_block = NULL;
    intern->n_slots = 0;
}

static char *align_line(char *block)
{
    const size_t bytes = LINE * sizeof(lode__intern_slot);
    return block + (bytes - (uintptr_t)block % bytes) % bytes;
}

/* Where a text belongs that is not among the slots. */
static lode__intern_slot *free_slot(const lode__intern *intern, uint32_t hash)
{
    uint32_t n = 0;
    while (slot_at(intern, hash, n)->id != LODE__NO_ID) n++;
    return slot_at(intern, hash, n);
}

/* Twice as many slots as there are, or what the texts still expected take. Half of 2^32
 * suffices for every id that MOST_BYTES of distinct texts allow. */
static uint32_t more_slots(const lode__intern *intern)
{
    uint32_t n_slots = intern->n_slots > 0 ? 2 * intern->n_slots : FIRST_SLOTS;
    while (intern->n_expected > n_slots / 4 * 3 && n_slots <= UINT32_MAX / 4)
        n_slots *= 2;
    return n_slots;
}

LODE__RARE static lode_status grow_slots(lode__intern *intern)
{
    const uint32_t n_slots = more_slots(intern);
    void *const block =
        lode__alloc(intern->allocator, (size_t)n_slots + LINE, sizeof(lode__intern_slot));
    if (!block) return LODE_E_NOMEM;
    lode__intern old = *intern;
    intern->slots = (lode__intern_slot *)(void *)align_line(block);
    intern->slots_block = block;
    intern->n_slots = n_slots;
    memset(intern->slots, 0xff, n_slots * sizeof(*intern->slots));
    for (uint32_t from = 0; from < old.n_slots; from++) {
        const lode__intern_slot *const slot = &old.slots[from];
        if (slot->id == LODE__NO_ID) continue;
        *free_slot(intern, (uint32_t)slot_hash(slot)) = *slot;
    }
    lode__free(intern->allocator, old.slots_block);
    return LODE_OK;
}

/* Bytes that the texts still expected may take, where there is room for them behind one
 * of len bytes. */
static size_t foreseen_bytes(const lode__intern *intern, size_t len)
{
    if (intern->n_expected <= intern->n || intern->n == 0) return 0;
    const uint64_t mean = intern->used / intern->n + 1;
    const uint64_t bytes = mean * (intern->n_expected - intern->n - 1);
    const size_t room = intern->most_bytes - intern->used - len;
    return bytes < room ? (size_t)bytes : room;
}

/* Makes room for a text of len bytes and its NUL. The text may be part of one that is
 * interned already, which moves when the block grows: gives it back where it is then. */
LODE__RARE static lode_status make_room(lode__intern *intern, const char **text,
                                        size_t len)
{
    const uintptr_t base = (uintptr_t)intern->bytes;
    const uintptr_t address = (uintptr_t)*text;
    const bool inside = address >= base && address - base < intern->used;
    const size_t n_more =
        intern->n_expected > intern->n ? intern->n_expected - intern->n : 1;
    LODE__TRY(lode__reserve(intern->allocator, &intern->start, &intern->start_capacity,
                            intern->n, n_more, sizeof(*intern->start)));
    LODE__TRY(lode__reserve(intern->allocator, &intern->bytes, &intern->bytes_capacity,
                            intern->used, len + 1 + foreseen_bytes(intern, len), 1));
    if (inside) *text = intern->bytes + (address - base);
    return LODE_OK;
}

/* Appends the text and its NUL. */
static inline lode_status append_text(lode__intern *intern, const char *text, size_t len)
{
    if (intern->n == intern->start_capacity ||
        len >= intern->bytes_capacity - intern->used)
        LODE__TRY(make_room(intern, &text, len));
    char *const to = intern->bytes + intern->used;
    lode__copy(to, text, len);
    to[len] = '\0';
    intern->start[intern->n] = (uint32_t)intern->used;
    intern->used += len + 1;
    intern->n++;
    return LODE_OK;
}

/* `slot` is the free one where the text belongs, unless the slots have to grow; NULL:
 * there is none. */
static inline lode_status add_new(lode__intern *intern, const char *text, size_t len,
                                  lode__intern_slot *wanted, lode__intern_slot *slot)
{
    if (intern->used + len >= intern->most_bytes) return LODE_E_LIMIT;
    if (!slot || intern->n >= intern->n_slots / 4 * 3) {
        LODE__TRY(grow_slots(intern));
        slot = find_slot(intern, wanted, (uint32_t)slot_hash(wanted), text, len);
    }
    LODE__TRY(append_text(intern, text, len));
    wanted->id = intern->n - 1;
    *slot = *wanted;
    return LODE_OK;
}

/* Puts the id into the slot that was made of the text. */
static inline lode_status add(lode__intern *intern, const char *text, size_t len,
                              uint32_t hash, lode__intern_slot *wanted)
{
    lode__intern_slot *const slot =
        intern->n_slots > 0 ? find_slot(intern, wanted, hash, text, len) : NULL;
    if (!slot || slot->id == LODE__NO_ID) return add_new(intern, text, len, wanted, slot);
    wanted->id = slot->id;
    return LODE_OK;
}

lode_status lode__intern_add(lode__intern *intern, const char *text, size_t len,
                             uint32_t *out_id)
{
    lode__intern_slot slot = make_slot(text, len);
    LODE__TRY(add(intern, text, len, (uint32_t)slot_hash(&slot), &slot));
    *out_id = slot.id;
    return LODE_OK;
}

lode_status lode__intern_add_all(lode__intern *intern, lode__intern_entry *const *texts,
                                 size_t n)
{
    for (size_t i = 0; i < n; i++) {
        lode__intern_slot slot = make_slot(texts[i]->text, texts[i]->len);
        const uint64_t hash = slot_hash(&slot);
        lode__intern_expect(intern, hash);
        slot.id = (uint32_t)hash; /* for as long as there is no id */
        texts[i]->slot = slot;
    }
    for (size_t i = 0; i < n; i++)
        LODE__TRY(add(intern, texts[i]->text, texts[i]->len, texts[i]->slot.id,
                      &texts[i]->slot));
    return LODE_OK;
}

uint32_t lode__intern_find(const lode__intern *intern, const char *text, size_t len)
{
    if (intern->n_slots == 0) return LODE__NO_ID;
    const lode__intern_slot wanted = make_slot(text, len);
    return find_slot(intern, &wanted, (uint32_t)slot_hash(&wanted), text, len)->id;
}
