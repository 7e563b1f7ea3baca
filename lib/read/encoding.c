/* UTF-16 and ISO-8859-1 as UTF-8, as they stream in. */
#include "read/encoding.h"

#include <string.h>

bool lode__looks_like_xml(const lode__input *input)
{
    const char *at = input->chunk, *end = at + input->used;
    const bool high_first = input->used >= 2 && memcmp(at, "\xFE\xFF", 2) == 0;
    const bool low_first = input->used >= 2 && memcmp(at, "\xFF\xFE", 2) == 0;
    const ptrdiff_t step = high_first || low_first ? 2 : 1;
    if (step == 2)
        at += high_first ? 3 : 2;
    else if (input->used >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    while (end - at > step && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at += step;
    return at < end && *at == '<';
}

/* The next byte, or -1 at the end; -2 where reading failed. */
static int next_byte(lode__decoder *decoder)
{
    if (decoder->n_head > 0) {
        decoder->n_head--;
        return (unsigned char)*decoder->head++;
    }
    if (decoder->at == decoder->used && !decoder->ended) {
        const int64_t n =
            decoder->read(decoder->raw, sizeof(decoder->raw), decoder->user);
        if (n < 0 || (uint64_t)n > sizeof(decoder->raw)) return -2;
        decoder->at = 0;
        decoder->used = (size_t)n;
        decoder->ended = n == 0;
    }
    return decoder->at < decoder->used ? decoder->raw[decoder->at++] : -1;
}

/* The next 16 bits, or a negative number as above; half a pair ends the input. */
static int32_t next_unit(lode__decoder *decoder)
{
    const int first = next_byte(decoder);
    if (first < 0 || decoder->is_latin1) return first;
    const int second = next_byte(decoder);
    if (second < 0) return second == -1 ? 0xD800 : second;
    return decoder->high_first ? first << 8 | second : second << 8 | first;
}

static size_t put_utf8(uint32_t c, unsigned char *to)
{
    if (c < 0x80) {
        to[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (unsigned char)(0xC0 | c >> 6);
        to[1] = (unsigned char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (unsigned char)(0xE0 | c >> 12);
        to[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        to[2] = (unsigned char)(0x80 | (c & 0x3F));
        return 3;
    }
    to[0] = (unsigned char)(0xF0 | c >> 18);
    to[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
    to[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
    to[3] = (unsigned char)(0x80 | (c & 0x3F));
    return 4;
}

/* The next character as a code point, or a negative number as above. A surrogate alone is
 * given as it is: in UTF-8 it is no character, and is refused. */
static int32_t next_character(lode__decoder *decoder)
{
    const int32_t first = decoder->held >= 0 ? decoder->held : next_unit(decoder);
    decoder->held = -1;
    if (decoder->is_latin1 || first < 0xD800 || first >= 0xDC00) return first;
    const int32_t second = next_unit(decoder);
    if (second >= 0xDC00 && second < 0xE000)
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    if (second == -2) return -2;
    decoder->held = second;
    return first;
}

static int64_t decode(void *data, size_t capacity, void *user)
{
    lode__decoder *decoder = user;
    unsigned char *to = data;
    size_t n = 0;
    while (n < capacity) {
        if (decoder->n_given == decoder->n_bytes) {
            const int32_t c = next_character(decoder);
            if (c == -2) return -1;
            if (c < 0) break;
            decoder->n_bytes = put_utf8((uint32_t)c, decoder->bytes);
            decoder->n_given = 0;
        }
        to[n++] = decoder->bytes[decoder->n_given++];
    }
    return (int64_t)n;
}

lode_status lode__decode_input(lode_context *context, lode__input *input,
                               lode_encoding encoding, lode__decoder *decoder, char *head)
{
    const bool high_first = input->used >= 2 && memcmp(input->chunk, "\xFE\xFF", 2) == 0;
    const bool low_first = input->used >= 2 && memcmp(input->chunk, "\xFF\xFE", 2) == 0;
    const bool is_utf16 = high_first || low_first;
    if (!is_utf16 && encoding != LODE_ENCODING_LATIN1) return LODE_OK;
    memcpy(head, input->chunk, input->used);
    *decoder = (lode__decoder){.read = input->read,
                               .user = input->user,
                               .head = head + (is_utf16 ? 2 : 0),
                               .n_head = input->used - (is_utf16 ? 2 : 0),
                               .is_latin1 = !is_utf16,
                               .high_first = high_first,
                               .ended = input->ended,
                               .held = -1};
    input->read = decode;
    input->user = decoder;
    input->ended = false;
    input->done = 0;
    return lode__input_fill(context, input);
}
