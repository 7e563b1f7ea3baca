/* Input in other encodings, as UTF-8. */
#ifndef LODE__READ_ENCODING_H
#define LODE__READ_ENCODING_H

#include "lode/bom.h"
#include "read/input.h"

/* XML is told by its first character that is no blank; in UTF-16 two bytes make one. */
bool lode__looks_like_xml(const lode__input *input);

enum { LODE__RAW_CHUNK = 16384 };

/* A lode_read_fn's user that decodes what another one gives. */
typedef struct lode__decoder {
    lode_read_fn read;
    void *user;
    const char *head; /* bytes that were read before, to be given first */
    size_t n_head;
    bool is_latin1, high_first; /* otherwise UTF-16 */
    bool ended;
    int32_t held;            /* half of a pair that has no other half; -1: none */
    size_t n_bytes, n_given; /* of the character that is given */
    unsigned char bytes[4];
    size_t at, used; /* in raw */
    unsigned char raw[LODE__RAW_CHUNK];
} lode__decoder;

/* Puts a decoder between the input and its reader where it is needed, and fills the first
 * chunk again. Decoder and head[LODE__CHUNK] must live as long as the input. */
LODE_NODISCARD lode_status lode__decode_input(lode_context *context, lode__input *input,
                                              lode_encoding encoding,
                                              lode__decoder *decoder, char *head);

#endif
