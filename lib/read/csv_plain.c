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

/* The end of a field without quotes. */
static size_t plain_end(lode__csv *csv)
{
    const lode__input *input = &csv->reading->input;
    for (;;) {
        const size_t end = next_mark(csv);
        if (end == input->used) return end;
        const char c = input->chunk[end];
        if (c == csv->delimiter || c == '\n' || c == '\r' || c == '"' || c == '\0')
            return end;
    }
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

/* Finds the field at `at` and what ends it. */
static outcome find_field(lode__csv *csv, lode__csv_field *field, size_t at,
                          size_t *out_end)
{
    lode__input *input = &csv->reading->input;
    size_t end = plain_end(csv), text_end = end;
    field->start = at;
    if (end == at && end < input->used && input->chunk[end] == '"') {
        field->start = at + 1;
        text_end = quoted_end(csv);
        if (text_end == input->used) return CUT;
        if (input->chunk[text_end] != '"') return SPECIAL;
        end = plain_end(csv);
        if (end < input->used && end != text_end + 1) return SPECIAL;
    }
    if (end == input->used) return CUT;
    if (input->chunk[end] == '"' || input->chunk[end] == '\0') return SPECIAL;
    field->text = input->chunk + field->start;
    field->len = text_end - field->start;
    *out_end = end;
    return field->len > csv->reading->options.max_token_bytes ? SPECIAL : WHOLE;
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

static outcome find_row(lode__csv *csv, lode__csv_field *fields, uint32_t *out_n)
{
    lode__input *input = &csv->reading->input;
    const size_t row = csv->at;
    size_t at = row, end = 0;
    for (uint32_t n = 0; n < LODE__CSV_MAX_FIELDS;) {
        lode__csv_field *field = &fields[n++];
        const outcome found = find_field(csv, field, at, &end);
        if (found != WHOLE) return found;
        field->line = csv->line;
        field->column = at - row + 1;
        at = end + 1;
        if (input->chunk[end] == csv->delimiter) continue;
        at = behind_line(csv, end);
        if (at == 0) return CUT;
        if (csv->is_high && !count_characters(fields, n, input->chunk + row))
            return SPECIAL;
        for (uint32_t i = 0; i < n; i++) fields[i].text[fields[i].len] = '\0';
        csv->at = at;
        csv->line++;
        *out_n = n;
        return WHOLE;
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
           n_fields + LODE__CSV_MAX_FIELDS <= LODE__CSV_POOL) {
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
