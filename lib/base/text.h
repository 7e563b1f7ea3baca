/* Output buffer in front of a write callback: escaping and numbers for CSV, JSON and XML. */
#ifndef LODE__BASE_TEXT_H
#define LODE__BASE_TEXT_H

#include "base/context.h"

typedef struct lode__writer {
    lode_write_fn write;
    void *user;
    bool failed;     /* sticky: what comes after is dropped */
    size_t used;
    char buffer[8192];
} lode__writer;

void lode__writer_init(lode__writer *writer, lode_write_fn write, void *user);
void lode__put(lode__writer *writer, const char *data, size_t len);
void lode__puts(lode__writer *writer, const char *text);
void lode__put_real(lode__writer *writer, double value);
void lode__put_integer(lode__writer *writer, int64_t value);
/* Quoted where it must be, quotes doubled. */
void lode__put_csv(lode__writer *writer, const char *text);
/* With the quotes around it; control characters, quote, backslash, U+2028/9 escaped; bytes that
 * are no UTF-8 become U+FFFD. */
void lode__put_json(lode__writer *writer, const char *text);
/* Sends what is left. LODE_E_IO where any write failed. */
LODE_NODISCARD lode_status lode__writer_finish(lode_context *context, lode__writer *writer);

/* Text that grows in memory, for ids joined by blanks and the like. */
typedef struct lode__text {
    const lode_allocator *allocator;
    char *data;      /* NUL-terminated where len > 0 */
    size_t len, capacity;
} lode__text;
LODE_NODISCARD lode_status lode__text_add(lode__text *text, const char *data, size_t len);
void lode__text_clear(lode__text *text);
void lode__text_free(lode__text *text);

/* --- words separated by blanks --- */

static inline bool lode__is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}
/* Position of the next word, its length in *out_len; NULL at the end. */
const char *lode__next_word(const char *text, size_t *out_len);
/* True where `word` is one of the words; NULL has none. */
bool lode__has_word(const char *words, const char *word);

#endif
