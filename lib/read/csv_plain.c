/* Rows of CSV as they lie in the chunk: 64 bytes at a time are searched for what may end
 * a field, and fields are nothing but places in the chunk. */
#include "read/csv_plain.h"

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
    uint64_t marks = 0, high = 0;
    for (int i = 0; i < BLOCK; i += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(text + i));
        const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last), bytes);
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters),
                                          _mm_cmpeq_epi8(bytes, quotes));
        marks |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(low, ends)) << i;
        high |= (uint32_t)_mm_movemask_epi8(bytes);
    }
    *is_high |= high != 0;
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

/* Where in a block of the chunk a byte stands that may end a field; those before are
 * taken out. Whether a byte since the row began, or one near it, is not ASCII. */
typedef struct scanner {
    size_t block;
    uint64_t marks;
    bool is_high, is_block_high;
} scanner;

static inline void load_block(const lode__csv *csv, scanner *scan, size_t block)
{
    const lode__input *input = &csv->reading->input;
    scan->block = block;
    scan->is_block_high = false;
    scan->marks = find_marks(input->chunk + block, csv->delimiter, &scan->is_block_high);
    scan->is_high |= scan->is_block_high;
    const size_t left = input->used - block;
    if (left < BLOCK) scan->marks &= ((uint64_t)1 << left) - 1;
}

/* Place of the next mark; that of the end of the chunk: there is none. */
static inline size_t next_mark(const lode__csv *csv, scanner *scan)
{
    while (scan->marks == 0) {
        const size_t next = scan->block + BLOCK;
        if (next >= csv->reading->input.used) return csv->reading->input.used;
        load_block(csv, scan, next);
    }
    const size_t at = scan->block + (size_t)__builtin_ctzll(scan->marks);
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
static bool is_end(const lode__csv *csv, char c)
{
    return c == csv->delimiter || c == '\n' || c == '\r' || c == '"' || c == '\0';
}

static size_t plain_end(const lode__csv *csv, scanner *scan)
{
    const lode__input *input = &csv->reading->input;
    size_t end = next_mark(csv, scan);
    while (end < input->used && !is_end(csv, input->chunk[end]))
        end = next_mark(csv, scan);
    return end;
}

/* The quote that closes the field whose opening one was passed, or what cannot be passed
 * over here. */
static size_t quoted_end(const lode__csv *csv, scanner *scan)
{
    const lode__input *input = &csv->reading->input;
    for (;;) {
        const size_t end = next_mark(csv, scan);
        if (end == input->used) return end;
        const char c = input->chunk[end];
        if (c == '"' || c == '\n' || c == '\0') return end;
    }
}

/* Finds what ends the field at `at`, whose first mark stands at `end` and is neither the
 * delimiter nor a line feed. */
static outcome find_odd_field(const lode__csv *csv, scanner *scan, lode__csv_field *field,
                              size_t at, size_t end, size_t *out_end)
{
    const lode__input *input = &csv->reading->input;
    const char *const chunk = input->chunk;
    size_t text_end = 0;
    if (end < input->used && !is_end(csv, chunk[end])) end = plain_end(csv, scan);
    text_end = end;
    if (end == at && end < input->used && chunk[end] == '"') {
        field->text++;
        text_end = quoted_end(csv, scan);
        if (text_end == input->used) return CUT;
        if (chunk[text_end] != '"') return SPECIAL;
        end = plain_end(csv, scan);
        if (end < input->used && end != text_end + 1) return SPECIAL;
    }
    if (end == input->used) return CUT;
    if (chunk[end] == '"' || chunk[end] == '\0') return SPECIAL;
    field->len = (size_t)(chunk + text_end - field->text);
    *out_end = end;
    return WHOLE;
}

/* Behind the line end at `end`; 0: the chunk ends before that can be told. */
static inline size_t behind_line(const lode__csv *csv, scanner *scan, size_t end)
{
    const lode__input *input = &csv->reading->input;
    if (input->chunk[end] == '\n') return end + 1;
    if (end + 1 == input->used) return 0;
    if (input->chunk[end + 1] != '\n') return end + 1;
    return next_mark(csv, scan) + 1;
}

/* What follows the last field, which ends at `end`. */
static inline outcome end_row(lode__csv *csv, scanner *scan, lode__csv_row *row,
                              size_t end)
{
    const size_t behind = behind_line(csv, scan, end);
    if (behind == 0) return CUT;
    row->is_high = scan->is_high;
    if (row->is_high && !lode__is_utf8(row->start, behind - csv->at)) return SPECIAL;
    row->line = csv->line++;
    csv->at = behind;
    return WHOLE;
}

static inline outcome find_row(lode__csv *csv, scanner *scan, lode__csv_row *row)
{
    char *const chunk = csv->reading->input.chunk;
    const uint64_t max_len = csv->reading->limits[LODE_LIMIT_FIELD_BYTES];
    const size_t used = csv->reading->input.used, max_fields = csv->max_fields;
    const char delimiter = csv->delimiter;
    lode__csv_field *const fields = csv->pool + row->first;
    size_t at = csv->at;
    row->start = chunk + at;
    for (uint32_t n = 0; n < max_fields;) {
        lode__csv_field *const field = &fields[n++];
        size_t end = next_mark(csv, scan);
        if (end == used) return CUT;
        char last = chunk[end];
        field->text = chunk + at;
        field->len = end - at;
        if (last != delimiter && last != '\n') {
            scanner odd = *scan; /* so that the scanner itself can stay in registers */
            const outcome found = find_odd_field(csv, &odd, field, at, end, &end);
            *scan = odd;
            if (found != WHOLE) return found;
            last = chunk[end];
        }
        if (field->len > max_len) return SPECIAL;
        if (last != delimiter) {
            row->n = n;
            return end_row(csv, scan, row, end);
        }
        at = end + 1;
    }
    return SPECIAL;
}

/* --- rows --- */

static outcome find_rows(lode__csv *csv)
{
    uint32_t n_fields = 0;
    outcome found = WHOLE;
    scanner scan = {0};
    csv->next_row = csv->n_rows_ahead = 0;
    csv->n_finds++;
    if (csv->at == csv->reading->input.used) return CUT;
    load_block(csv, &scan, csv->at / BLOCK * BLOCK);
    scan.marks &= ~(uint64_t)0 << csv->at % BLOCK;
    while (csv->n_rows_ahead < LODE__CSV_MAX_AHEAD &&
           n_fields + csv->max_fields <= LODE__CSV_POOL) {
        lode__csv_row *row = &csv->rows[csv->n_rows_ahead];
        scan.is_high = scan.is_block_high;
        row->first = n_fields;
        found = find_row(csv, &scan, row);
        if (found != WHOLE) break;
        n_fields += row->n;
        csv->n_rows_ahead++;
    }
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
