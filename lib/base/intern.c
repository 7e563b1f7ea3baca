/* Interned text: one block of bytes, start offsets, and a hash table of lines of memory.
 * What a look-up costs is memory that it waits for: a line for a new text, which looks
 * like none of eight others, and where a known one stands besides. */
#include "base/intern.h"

#include "base/bytes.h"
#include "base/hash.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* All offsets and ids stay below LODE__NO_ID. */
static const size_t MOST_BYTES = UINT32_MAX - 1;

enum {
    FIRST_LINES = 16,
    LINE_PLACES = 8,
    LINE_BYTES = 64,
};

/* Places are taken from the first one on; what finds none goes to the next line. */
typedef struct lode__intern_line {
    uint32_t hash[LINE_PLACES]; /* 0: free */
    uint32_t id[LINE_PLACES];
} line;
_Static_assert(sizeof(line) == LINE_BYTES, "each lies in one line of memory");

/* --- hashes --- */

/* Of more than sixteen bytes; some count once more. */
static uint64_t hash_long(const char *text, size_t len)
{
    uint64_t hash = 0;
    for (size_t at = 0; at + 8 < len; at += 8)
        hash = lode__mix(hash, lode__load64(text + at));
    return hash;
}

/* Never 0. What begins and ends alike differs in its length. */
static inline uint32_t hash_text(const char *text, size_t len)
{
    const uint64_t key = lode__hash_key();
    uint64_t head = 0, tail = 0;
    if (len <= 8) {
        head = lode__load_short(text, len);
    } else {
        head = len <= 16 ? lode__load64(text) : hash_long(text, len);
        tail = lode__load64(text + len - 8);
    }
    const uint32_t hash = (uint32_t)(lode__fold(head ^ key, (tail + len) ^ ~key) >> 32);
    return hash | (hash == 0);
}

/* --- lines --- */

static inline line *first_line(const lode__intern *intern, uint32_t hash)
{
    return &intern->lines[(uint64_t)hash * intern->n_lines >> 32];
}

static inline line *next_line(const lode__intern *intern, const line *before)
{
    const size_t next = (size_t)(before - intern->lines) + 1;
    return &intern->lines[next < intern->n_lines ? next : 0];
}

/* The places of a hash; bit i: place i. */
static inline uint32_t find_hash(const line *in, uint32_t hash)
{
#ifdef __SSE2__
    const __m128i *const hashes = (const __m128i *)(const void *)in->hash;
    const __m128i wanted = _mm_set1_epi32((int)hash);
    const __m128i first = _mm_cmpeq_epi32(_mm_load_si128(hashes), wanted);
    const __m128i other = _mm_cmpeq_epi32(_mm_load_si128(hashes + 1), wanted);
    return (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(first)) |
           (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(other)) << 4;
#else
    uint32_t same = 0;
    for (int i = 0; i < LINE_PLACES; i++) same |= (uint32_t)(in->hash[i] == hash) << i;
    return same;
#endif
}

static inline bool is_full(const line *in)
{
    return in->hash[LINE_PLACES - 1] != 0;
}

static inline bool is_wanted(const lode__intern *intern, uint32_t id,
                             const lode__intern_entry *wanted)
{
    const uint32_t start = intern->start[id], end = intern->start[id + 1];
    const char *const text = intern->bytes + start;
    const size_t len = wanted->len;
    if (end - start - 1 != len) return false;
    return len < 8 ? lode__load_short(text, len) == lode__load_short(wanted->text, len)
                   : lode__same_bytes(text, wanted->text, len);
}

/* Whether the text is there, with its id; or the line where it belongs. There must be a
 * place that is free. */
LODE__APART static bool find_further(const lode__intern *intern, line *in,
                                     lode__intern_entry *wanted, line **out_line)
{
    for (;; in = next_line(intern, in)) {
        for (uint32_t same = find_hash(in, wanted->hash); same != 0; same &= same - 1) {
            const uint32_t id = in->id[__builtin_ctz(same)];
            if (!is_wanted(intern, id, wanted)) continue;
            wanted->id = id;
            return true;
        }
        if (!is_full(in)) break;
    }
    *out_line = in;
    return false;
}

/* Mostly the first place of its hash in its first line is the one, or there is none. */
static inline bool find(const lode__intern *intern, lode__intern_entry *wanted,
                        line **out_line)
{
    line *const in = first_line(intern, wanted->hash);
    const uint32_t same = find_hash(in, wanted->hash);
    *out_line = in;
    if (same == 0 && !is_full(in)) return false;
    if (same == 0) return find_further(intern, in, wanted, out_line);
    const uint32_t id = in->id[__builtin_ctz(same)];
    if (!is_wanted(intern, id, wanted)) return find_further(intern, in, wanted, out_line);
    wanted->id = id;
    return true;
}

/* Id of a text that has this hash and may be the one that is looked for, or NO_ID. */
static inline uint32_t likely_id(const lode__intern *intern, uint32_t hash)
{
    const line *const in = first_line(intern, hash);
    const uint32_t same = find_hash(in, hash);
    return same != 0 ? in->id[__builtin_ctz(same)] : LODE__NO_ID;
}

static inline void take_place(line *in, uint32_t hash, uint32_t id)
{
    const unsigned place = (unsigned)__builtin_ctz(find_hash(in, 0));
    in->hash[place] = hash;
    in->id[place] = id;
}

/* --- growth --- */

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
    lode__free(intern->allocator, intern->lines_block);
    lode__intern_init(intern, intern->allocator);
}

void lode__intern_close(lode__intern *intern)
{
    lode__free(intern->allocator, intern->lines_block);
    intern->lines = NULL;
    intern->lines_block = NULL;
    intern->n_lines = intern->n_places = 0;
}

/* Of the places of so many lines those that are taken before there are more lines. */
static uint32_t places_of(uint32_t n_lines)
{
    return (uint32_t)((uint64_t)n_lines * LINE_PLACES * 3 / 4);
}

/* Twice as many lines as there are, or as many as leave three places of seven free when
 * all texts that are expected have theirs: few are full then, and what is full makes wait
 * for another line. But only some at first: among the first texts are those that are met
 * again and again, which are no sign of many more, and all lines are touched. */
static uint32_t more_lines(const lode__intern *intern)
{
    enum { FEW = 32768, TIMES = 4 };
    const uint64_t n_lines = intern->n_lines;
    const uint64_t twice = n_lines > 0 ? 2 * n_lines : FIRST_LINES;
    const uint64_t all = (uint64_t)intern->n_expected * 7 / (LINE_PLACES * 4) + 1;
    const uint64_t some = n_lines > 0 ? n_lines * TIMES : all;
    const uint64_t expected = intern->n < FEW && all > some ? some : all;
    const uint64_t n = twice > expected ? twice : expected;
    const uint32_t most = UINT32_MAX / LINE_PLACES; /* for more ids than there may be */
    return n < most ? (uint32_t)n : most;
}

/* What stands in other lines goes into those of the interner. */
static void refill_lines(lode__intern *intern, const line *old, uint32_t n_lines)
{
    for (uint32_t i = 0; i < n_lines; i++) {
        const line *const from = &old[i];
        for (unsigned place = 0; place < LINE_PLACES && from->hash[place] != 0; place++) {
            const uint32_t hash = from->hash[place];
            line *in = first_line(intern, hash);
            while (is_full(in)) in = next_line(intern, in);
            take_place(in, hash, from->id[place]);
        }
    }
}

LODE__RARE static lode_status grow_lines(lode__intern *intern)
{
    const lode__intern old = *intern;
    const uint32_t n_lines = more_lines(intern);
    char *const block = lode__alloc(intern->allocator, (size_t)n_lines + 1, LINE_BYTES);
    if (!block) return LODE_E_NOMEM;
    intern->lines_block = block;
    intern->lines = (line *)(void *)(block + (0 - (uintptr_t)block) % LINE_BYTES);
    intern->n_lines = n_lines;
    intern->n_places = places_of(n_lines);
    memset(intern->lines, 0, (size_t)n_lines * LINE_BYTES);
    refill_lines(intern, old.lines, old.n_lines);
    lode__free(intern->allocator, old.lines_block);
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
                            intern->n, n_more + 1, sizeof(*intern->start)));
    LODE__TRY(lode__reserve(intern->allocator, &intern->bytes, &intern->bytes_capacity,
                            intern->used, len + 1 + foreseen_bytes(intern, len), 1));
    if (inside) *text = intern->bytes + (address - base);
    return LODE_OK;
}

/* Appends the text and its NUL. */
static inline lode_status append_text(lode__intern *intern, const char *text, size_t len)
{
    if (intern->n + 1 >= intern->start_capacity ||
        len >= intern->bytes_capacity - intern->used)
        LODE__TRY(make_room(intern, &text, len));
    char *const to = intern->bytes + intern->used;
    lode__copy(to, text, len);
    to[len] = '\0';
    intern->start[intern->n++] = (uint32_t)intern->used;
    intern->used += len + 1;
    intern->start[intern->n] = (uint32_t)intern->used;
    return LODE_OK;
}

/* --- adding and finding --- */

/* `in` is the line where the text belongs, unless lines have to grow. */
static inline lode_status add_new(lode__intern *intern, lode__intern_entry *wanted,
                                  line *in)
{
    if (intern->used + wanted->len >= intern->most_bytes) return LODE_E_LIMIT;
    if (intern->n >= intern->n_places) {
        LODE__TRY(grow_lines(intern));
        (void)find(intern, wanted, &in);
    }
    LODE__TRY(append_text(intern, wanted->text, wanted->len));
    wanted->id = intern->n - 1;
    take_place(in, wanted->hash, wanted->id);
    return LODE_OK;
}

/* Finds or adds a text whose hash is known. */
static inline lode_status add(lode__intern *intern, lode__intern_entry *wanted)
{
    line *in = NULL;
    return find(intern, wanted, &in) ? LODE_OK : add_new(intern, wanted, in);
}

lode_status lode__intern_add(lode__intern *intern, const char *text, size_t len,
                             uint32_t *out_id)
{
    lode__intern_entry wanted = {.text = text, .len = len, .hash = hash_text(text, len)};
    if (intern->n_lines == 0) LODE__TRY(grow_lines(intern));
    LODE__TRY(add(intern, &wanted));
    *out_id = wanted.id;
    return LODE_OK;
}

/* Lines are waited for at once, and then where known texts begin. */
lode_status lode__intern_add_all(lode__intern *intern, lode__intern_entry *const *texts,
                                 size_t n)
{
    if (intern->n_lines == 0) LODE__TRY(grow_lines(intern));
    for (size_t i = 0; i < n; i++) {
        texts[i]->hash = hash_text(texts[i]->text, texts[i]->len);
        LODE__FETCH(first_line(intern, texts[i]->hash));
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = likely_id(intern, texts[i]->hash);
        if (id != LODE__NO_ID) LODE__FETCH(&intern->start[id]);
        texts[i]->id = id;
    }
    for (size_t i = 0; i < n; i++) {
        const uint32_t id = texts[i]->id;
        if (id == LODE__NO_ID || !is_wanted(intern, id, texts[i]))
            LODE__TRY(add(intern, texts[i]));
    }
    return LODE_OK;
}

void lode__intern_expect(const lode__intern *intern, const char *text, size_t len)
{
    if (intern->n_lines > 0) LODE__FETCH(first_line(intern, hash_text(text, len)));
}

uint32_t lode__intern_find(const lode__intern *intern, const char *text, size_t len)
{
    lode__intern_entry wanted = {.text = text, .len = len, .hash = hash_text(text, len)};
    line *in = NULL;
    if (intern->n_lines == 0) return LODE__NO_ID;
    return find(intern, &wanted, &in) ? wanted.id : LODE__NO_ID;
}
