/* Rows of CSV as they lie in the chunk: 64 bytes at a time are searched for what may end
 * a field, and fields are nothing but places in the chunk. */
#include "read/csv_plain.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };
_Static_assert((int)BLOCK <= (int)LODE__CHUNK_PAD, "a block may reach into the pad");

/* --- bytes that may end a field --- */

/* The delimiter, quotes, and all controls up to the line ends: of those some mean
 * nothing, and are rare. */
#ifdef __SSE2__
static uint64_t find_marks(const char *text, char delimiter, bool *is_high)
{
    const __m128i delimiters = _mm_set1_epi8(delimiter);
    const __m128i quotes = _mm_set1_epi8('"');
    const __m128i last = _mm_set1_epi8('\r');
    __m128i all = _mm_setzero_si128();
    uint64_t marks = 0;
    for (int i = 0; i < BLOCK; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + i));
        const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last), bytes);
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters),
                                          _mm_cmpeq_epi8(bytes, quotes));
        marks |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(low, ends)) << i;
        all = _mm_or_si128(all, bytes);
    }
    *is_high |= _mm_movemask_epi8(all) != 0;
    return marks;
}
#else
static uint64_t find_marks(const char *text, char delimiter, bool *is_high)
{
    uint64_t marks = 0;
    unsigned char all = 0;
    for (int i = 0; i < BLOCK; i++) {
        const unsigned char byte = (unsigned char)text[i];
        const bool is_mark = text[i] == delimiter || byte == '"' || byte <= '\r';
        marks |= (uint64_t)is_mark << i;
        all |= byte;
    }
    *is_high |= all >= 0x80;
    return marks;
}
#endif

/* Which bytes of a block of the chunk may end a field; those before are taken out.
 * Whether a byte since the row began, or one near it, is not ASCII. */
typedef struct scanner {
    const char *block;
    uint64_t marks;
    char delimiter;
    bool is_high, is_block_high;
} scanner;

static void load_block(scanner *scan, const char *block)
{
    scan->block = block;
    scan->is_block_high = false;
    scan->marks = find_marks(block, scan->delimiter, &scan->is_block_high);
    scan->is_high |= scan->is_block_high;
}

/* Goes on to the next block with a mark. There is one: behind the chunk stand NULs, as
 * far as a block reaches. */
static void load_more(scanner *scan)
{
    do load_block(scan, scan->block + BLOCK);
    while (scan->marks == 0);
}

static inline const char *next_mark(scanner *scan)
{
    if (scan->marks == 0) load_more(scan);
    const char *const at = scan->block + (unsigned)__builtin_ctzll(scan->marks);
    scan->marks &= scan->marks - 1;
    return at;
}

/* --- a row --- */

typedef enum outcome {
    WHOLE,   /* found */
    CUT,     /* the chunk ends before the row does */
    SPECIAL, /* to be read byte by byte */
} outcome;

/* Whether a mark ends a field without quotes, or cannot stand in one. */
static bool is_end(const scanner *scan, char c)
{
    return c == scan->delimiter || c == '\n' || c == '\r' || c == '"' || c == '\0';
}

static inline const char *plain_end(scanner *scan)
{
    const char *end = next_mark(scan);
    while (!is_end(scan, *end)) end = next_mark(scan);
    return end;
}

/* The quote that closes the field whose opening one was passed, or what cannot be passed
 * over here. */
static inline const char *quoted_end(scanner *scan)
{
    for (;;) {
        const char *const end = next_mark(scan);
        if (*end == '"' || *end == '\n' || *end == '\0') return end;
    }
}

/* Finds what ends a field whose first mark stands at *end and is neither the delimiter
 * nor a line feed. */
LODE__RARE static outcome find_odd_field(scanner *scan, lode__csv_field *field,
                                         const char *chunk_end, const char **end)
{
    if (!is_end(scan, **end)) *end = plain_end(scan);
    const char *text_end = *end;
    if (*end == field->text && **end == '"') {
        field->text++;
        text_end = quoted_end(scan);
        if (text_end == chunk_end) return CUT;
        if (*text_end != '"') return SPECIAL;
        *end = plain_end(scan);
        if (*end != chunk_end && *end != text_end + 1) return SPECIAL;
    }
    if (*end == chunk_end) return CUT;
    if (**end == '"' || **end == '\0') return SPECIAL;
    field->len = (size_t)(text_end - field->text);
    return WHOLE;
}

/* Behind the line end at `end`; NULL: the chunk ends before that can be told. */
static inline const char *behind_line(scanner *scan, const char *end,
                                      const char *chunk_end)
{
    if (*end == '\n') return end + 1;
    if (end + 1 == chunk_end) return NULL;
    return end[1] == '\n' ? next_mark(scan) + 1 : end + 1;
}

/* Whether the row, which ends before `behind`, can be taken as it lies. */
static inline bool is_sound(const lode__csv_row *row, const char *behind,
                            uint64_t max_field_len)
{
    const size_t len = (size_t)(behind - row->start);
    return len <= max_field_len && (!row->is_high || lode__is_utf8(row->start, len));
}

/* Finds the fields of the row, which begins where it says; *behind is where the next one
 * does. How many there are is looked at for each block: there is room for the fields of
 * one more than max_fields. */
static inline outcome find_row(scanner *scan, lode__csv_row *row, size_t max_fields,
                               const char *chunk_end, const char **behind)
{
    const char delimiter = scan->delimiter;
    const char *start = row->start;
    lode__csv_field *field = row->cells, *const beyond = field + max_fields;
    scan->is_high = scan->is_block_high;
    for (;; load_more(scan)) {
        const char *block = scan->block;
        uint64_t marks = scan->marks; /* as next_mark() takes them, but in a register */
        for (; marks != 0; field++) {
            const char *const mark = block + (unsigned)__builtin_ctzll(marks);
            marks &= marks - 1;
            field->text = start;
            field->len = (size_t)(mark - start);
            start = mark + 1;
            if (*mark == delimiter) continue;
            scan->marks = marks;
            if (*mark != '\n') {
                const char *end = mark;
                const outcome found = find_odd_field(scan, field, chunk_end, &end);
                if (found != WHOLE) return found;
                start = *end == delimiter ? end + 1 : behind_line(scan, end, chunk_end);
                if (!start) return CUT;
                if (field >= beyond) return SPECIAL; /* there may be another block */
                block = scan->block;
                marks = scan->marks;
                if (*end == delimiter) continue;
            }
            *behind = start;
            row->n = (uint32_t)(field + 1 - row->cells);
            row->is_high = scan->is_high;
            return field < beyond ? WHOLE : SPECIAL;
        }
        if (field >= beyond) return SPECIAL;
    }
}

/* --- rows --- */

static outcome find_rows(lode__csv *csv)
{
    lode__input *const input = &csv->reading->input;
    const char *const chunk_end = input->chunk + input->used;
    const uint64_t max_field_len = csv->reading->limits[LODE_LIMIT_FIELD_BYTES];
    const size_t max_fields = csv->max_fields;
    const char *at = input->chunk + csv->at, *behind = at;
    lode__csv_row *row = csv->rows, *const end = row + LODE__CSV_MAX_AHEAD;
    lode__csv_field *cells = csv->pool;
    const lode__csv_field *const last = cells + LODE__CSV_POOL - BLOCK - max_fields;
    uint64_t line = csv->line;
    outcome found = WHOLE;
    scanner scan = {.delimiter = csv->delimiter};
    memset(input->chunk + input->used, '\0', LODE__CHUNK_PAD);
    load_block(&scan, at);
    for (; row < end && cells <= last; row++) {
        row->start = at;
        row->line = line;
        row->cells = cells;
        found = find_row(&scan, row, max_fields, chunk_end, &behind);
        if (found == WHOLE && !is_sound(row, behind, max_field_len)) found = SPECIAL;
        if (found != WHOLE) break;
        cells += row->n;
        at = behind;
        line++;
    }
    csv->line = line;
    csv->at = (size_t)(at - input->chunk);
    csv->n_rows_ahead = (size_t)(row - csv->rows);
    csv->next_row = 0;
    csv->n_finds++;
    return found;
}

bool lode__csv_find_rows(lode__csv *csv)
{
    lode__reading *reading = csv->reading;
    lode__input *input = &reading->input;
    const outcome found = find_rows(csv);
    if (csv->n_rows_ahead > 0) return true;
    if (found == SPECIAL || input->ended) return false;
    const lode_status status =
        lode__input_refill(reading->context, input, input->used - csv->at);
    csv->at = 0;
    if (lode__reading_ok(reading, status)) {
        (void)find_rows(csv);
    } else {
        input->used = 0;
    }
    return csv->n_rows_ahead > 0;
}
