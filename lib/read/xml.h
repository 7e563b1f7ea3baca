/* XML as a stream of events. What libxml2 is asked for, and what is refused, stands here
 * once for every format. */
#ifndef LODE__READ_XML_H
#define LODE__READ_XML_H

#include "read/reading.h"

typedef struct lode__xml_attribute {
    const char *name;  /* local name */
    const char *space; /* namespace; "" where there is none */
    const char *value; /* [len], no NUL */
    size_t len;
} lode__xml_attribute;

/* Valid during the event. */
typedef struct lode__xml_element {
    const char *name;
    const char *space;
    const lode__xml_attribute *attributes;
    size_t n_attributes;
    uint64_t line, column; /* of its `<`; a column that cannot be told is 0 */
} lode__xml_element;

/* Faults go into the reading; one that ends it ends the events. */
typedef struct lode__xml_handler {
    void (*start)(void *user, const lode__xml_element *element);
    void (*end)(void *user);
    /* A piece of text, blanks alone only from CDATA; what stands between two tags may
     * come in several. */
    void (*text)(void *user, const char *text, size_t len, uint64_t line,
                 uint64_t column);
} lode__xml_handler;

/* An error code of libxml2 in words of our own, which do not change with its version;
 * NULL for one that has none. */
const char *lode__xml_fault(int code);

/* Reads the input to its end; its first chunk has been filled. */
void lode__xml_parse(lode__reading *reading, const lode__xml_handler *handler,
                     void *user);

#endif
