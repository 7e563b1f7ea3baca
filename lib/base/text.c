/* Output through a buffer, with the escaping of each format, and text that grows in
 * memory. */
#include "base/text.h"

#include "base/number.h"

#include <string.h>

void lode__writer_init(lode__writer *writer, lode_write_fn write, void *user)
{
    writer->write = write;
    writer->user = user;
    writer->failed = false;
    writer->used = 0;
}

static void send(lode__writer *writer, const char *data, size_t len)
{
    if (len > 0 && !writer->failed && writer->write(data, len, writer->user) != 0)
        writer->failed = true;
}

void lode__put(lode__writer *writer, const char *data, size_t len)
{
    if (len > sizeof(writer->buffer) - writer->used) {
        send(writer, writer->buffer, writer->used);
        writer->used = 0;
        if (len >= sizeof(writer->buffer)) {
            send(writer, data, len);
            return;
        }
    }
    if (len > 0)
        memcpy(writer->buffer + writer->used, data, len);
    writer->used += len;
}

void lode__puts(lode__writer *writer, const char *text)
{
    lode__put(writer, text, strlen(text));
}

void lode__put_real(lode__writer *writer, double value)
{
    char text[32];
    lode__put(writer, text, lode__format_real(value, text));
}

void lode__put_integer(lode__writer *writer, int64_t value)
{
    char text[32];
    lode__put(writer, text, lode__format_integer(value, text));
}

void lode__put_csv(lode__writer *writer, const char *text)
{
    if (!text)
        return;
    if (!text[strcspn(text, ",\"\r\n")]) {
        lode__puts(writer, text);
        return;
    }
    lode__put(writer, "\"", 1);
    while (*text) {
        /* A quote goes out with what stands before it, and once more on its own. */
        const size_t span = strcspn(text, "\"");
        lode__put(writer, text, span + (text[span] == '"'));
        if (text[span] != '"')
            break;
        lode__put(writer, "\"", 1);
        text += span + 1;
    }
    lode__put(writer, "\"", 1);
}

/* Bytes from `text` on that JSON takes as they are. */
static size_t plain_json(const char *text, const char *end)
{
    const char *at = text;
    while (at < end) {
        const unsigned char byte = (unsigned char)*at;
        if (byte < 0x20 || byte == '"' || byte == '\\')
            break;
        const size_t step = byte < 0x80 ? 1 : lode__utf8_len(at, (size_t)(end - at));
        const bool separator = step == 3 && (memcmp(at, "\xe2\x80\xa8", 3) == 0 ||
                                             memcmp(at, "\xe2\x80\xa9", 3) == 0);
        if (step == 0 || separator)
            break;
        at += step;
    }
    return (size_t)(at - text);
}

static void put_control(lode__writer *writer, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    static const char letters[] = "btn\0fr"; /* of 8..13 */
    if (byte >= 8 && byte <= 13 && letters[byte - 8]) {
        const char escape[2] = {'\\', letters[byte - 8]};
        lode__put(writer, escape, sizeof(escape));
    } else {
        const char escape[6] = {
            '\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
        lode__put(writer, escape, sizeof(escape));
    }
}

/* Writes what plain_json() stopped at; returns the bytes taken. */
static size_t put_special(lode__writer *writer, const char *text)
{
    const unsigned char byte = (unsigned char)*text;
    if (byte == '"' || byte == '\\') {
        const char escape[2] = {'\\', *text};
        lode__put(writer, escape, sizeof(escape));
        return 1;
    }
    if (byte < 0x20) {
        put_control(writer, byte);
        return 1;
    }
    /* JavaScript once took these two for line ends. */
    if (byte == 0xe2 && text[1] == '\x80' && (text[2] == '\xa8' || text[2] == '\xa9')) {
        lode__puts(writer, text[2] == '\xa8' ? "\\u2028" : "\\u2029");
        return 3;
    }
    lode__puts(writer, "\xef\xbf\xbd");
    return 1;
}

void lode__put_json(lode__writer *writer, const char *text)
{
    lode__put(writer, "\"", 1);
    if (text) {
        const char *const end = text + strlen(text);
        while (text < end) {
            const size_t span = plain_json(text, end);
            lode__put(writer, text, span);
            text += span;
            if (text < end)
                text += put_special(writer, text);
        }
    }
    lode__put(writer, "\"", 1);
}

lode_status lode__writer_finish(lode_context *context, lode__writer *writer)
{
    send(writer, writer->buffer, writer->used);
    writer->used = 0;
    if (!writer->failed)
        return LODE_OK;
    return lode__error(context, LODE_E_IO, NULL, "the output could not be written");
}

lode_status lode__text_add(lode__text *text, const char *data, size_t len)
{
    if (len == 0)
        return LODE_OK;
    if (len == SIZE_MAX)
        return LODE_E_NOMEM;
    LODE__TRY(lode__reserve(text->allocator, &text->data, &text->capacity, text->len,
                            len + 1, 1));
    memcpy(text->data + text->len, data, len);
    text->len += len;
    text->data[text->len] = '\0';
    return LODE_OK;
}

void lode__text_clear(lode__text *text)
{
    text->len = 0;
    if (text->data)
        text->data[0] = '\0';
}

void lode__text_free(lode__text *text)
{
    lode__free(text->allocator, text->data);
    text->data = NULL;
    text->len = 0;
    text->capacity = 0;
}

const char *lode__next_word(const char *text, size_t *out_len)
{
    while (lode__is_blank(*text)) text++;
    size_t len = 0;
    while (text[len] != '\0' && !lode__is_blank(text[len])) len++;
    *out_len = len;
    return len > 0 ? text : NULL;
}

bool lode__has_word(const char *words, const char *word)
{
    const size_t sought = strlen(word);
    size_t len = 0;
    for (const char *at = words; at && (at = lode__next_word(at, &len)); at += len) {
        if (len == sought && memcmp(at, word, len) == 0) return true;
    }
    return false;
}
