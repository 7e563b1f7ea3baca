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

static void load_block(lode__csv *csv, size_t block)
{
    const lode__input *input = &csv->reading->input;
    csv->block = block;
    csv->is_block_high = false;
    csv->marks = find_marks(input->chunk + block, csv->delimiter, &csv->is_block_high);
    csv->is_high |= csv->is_block_high;
    const size_t left = input->used - block;
    if (left < BLOCK) csv->marks &= ((uint64_t)1 << left) - 1;
}

/* Place of the next mark; that of the end of the chunk: there is none. */
static inline size_t next_mark(lode__csv *csv)
{
    while (csv->marks == 0) {
        const size_t next = csv->block + BLOCK;
        if (next >= csv->reading->input.used) return csv->reading->input.used;
        load_block(csv, next);
    }
    const size_t at = csv->block + (size_t)__builtin_ctzll(csv->marks);
    csv->marks &= csv->marks - 1;
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

static size_t plain_end(lode__csv *csv)
{
    const lode__input *input = &csv->reading->input;
    size_t end = next_mark(csv);
    while (end < input->used && !is_end(csv, input->chunk[end])) end = next_mark(csv);
    return end;
}

/* The quote that closes the field whose opening one was passed, or what cannot be passed
 * over here. */
static size_t quoted_end(lode__csv *csv)
{
    const lode__input *input = &csv->reading->input;
    for (;;) {
        const size_t end = next_mark(csv);
        if (end == input->used) return end;
        const char c = input->chunk[end];
        if (c == '"' || c == '\n' || c == '\0') return end;
    }
}

/* Finds what ends the field at `at`, whose first mark stands at `end` and is neither the
 * delimiter nor a line feed. */
static outcome find_odd_field(lode__csv *csv, lode__csv_field *field, size_t at,
                              size_t end, size_t *out_end)
{
    lode__input *input = &csv->reading->input;
    char *const chunk = input->chunk;
    size_t text_end = 0;
    if (end < input->used && !is_end(csv, chunk[end])) end = plain_end(csv);
    text_end = end;
    if (end == at && end < input->used && chunk[end] == '"') {
        field->text++;
        text_end = quoted_end(csv);
        if (text_end == input->used) return CUT;
        if (chunk[text_end] != '"') return SPECIAL;
        end = plain_end(csv);
        if (end < input->used && end != text_end + 1) return SPECIAL;
    }
    if (end == input->used) return CUT;
    if (chunk[end] == '"' || chunk[end] == '\0') return SPECIAL;
    field->len = (size_t)(chunk + text_end - field->text);
    *out_end = end;
    return WHOLE;
}

/* Behind the line end at `end`; 0: the chunk ends before that can be told. */
static size_t behind_line(lode__csv *csv, size_t end)
{
    const lode__input *input = &csv->reading->input;
    if (input->chunk[end] == '\n') return end + 1;
    if (end + 1 == input->used) return 0;
    if (input->chunk[end + 1] != '\n') return end + 1;
    return next_mark(csv) + 1;
}

/* Columns count bytes until it is known that some are not ASCII. */
static bool count_characters(lode__csv_field *fields, size_t n, const char *row)
{
    const char *at = row;
    uint64_t n_continued = 0;
    for (size_t i = 0; i < n; i++) {
        lode__csv_field *field = &fields[i];
        if (!lode__is_utf8(field->text, field->len)) return false;
        const char *const start = row + field->column - 1;
        for (; at < start; at++) n_continued += (*at & 0xC0) == 0x80;
        field->column -= n_continued;
    }
    return true;
}

/* What follows the last field, which ends at `end`. */
static outcome end_row(lode__csv *csv, lode__csv_field *fields, uint32_t n, size_t end)
{
    char *const row = csv->reading->input.chunk + csv->at;
    const size_t behind = behind_line(csv, end);
    if (behind == 0) return CUT;
    if (csv->is_high && !count_characters(fields, n, row)) return SPECIAL;
    for (uint32_t i = 0; i < n; i++) fields[i].text[fields[i].len] = '\0';
    csv->at = behind;
    csv->line++;
    return WHOLE;
}

static outcome find_row(lode__csv *csv, lode__csv_field *fields, uint32_t *out_n)
{
    char *const chunk = csv->reading->input.chunk;
    const uint64_t max_len = csv->reading->limits[LODE_LIMIT_FIELD_BYTES];
    const size_t used = csv->reading->input.used, row = csv->at;
    const char delimiter = csv->delimiter;
    size_t at = row;
    for (uint32_t n = 0; n < csv->max_fields;) {
        lode__csv_field *field = &fields[n++];
        size_t end = next_mark(csv);
        field->text = chunk + at;
        field->len = end - at;
        field->line = csv->line;
        field->column = at - row + 1;
        if (end == used) return CUT;
        if (chunk[end] != delimiter && chunk[end] != '\n') {
            const outcome found = find_odd_field(csv, field, at, end, &end);
            if (found != WHOLE) return found;
        }
        if (field->len > max_len) return SPECIAL;
        *out_n = n;
        if (chunk[end] != delimiter) return end_row(csv, fields, n, end);
        at = end + 1;
    }
    return SPECIAL;
}

/* --- rows --- */

static outcome find_rows(lode__csv *csv)
{
    uint32_t n_fields = 0;
    outcome found = WHOLE;
    csv->next_row = csv->n_rows_ahead = 0;
    if (csv->at == csv->reading->input.used) return CUT;
    load_block(csv, csv->at / BLOCK * BLOCK);
    csv->marks &= ~(uint64_t)0 << csv->at % BLOCK;
    while (csv->n_rows_ahead < LODE__CSV_MAX_AHEAD &&
           n_fields + csv->max_fields <= LODE__CSV_POOL) {
        lode__csv_row *row = &csv->rows[csv->n_rows_ahead];
        csv->is_high = csv->is_block_high;
        row->first = n_fields;
        found = find_row(csv, csv->pool + n_fields, &row->n);
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
