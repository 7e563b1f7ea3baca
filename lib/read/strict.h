/* XML of which every element and attribute stands in a table: what is not known is a
 * fault, and is left out with all it holds. */
#ifndef LODE__READ_STRICT_H
#define LODE__READ_STRICT_H

#include "read/element.h"

#include "base/text.h"

typedef struct lode__strict lode__strict;

/* A format. The hooks are for elements that stand in no table, whose ids begin with
 * n_elements, and are NULL where there are none. */
typedef struct lode__schema {
    const char *space; /* namespace of its elements */
    const lode__element *elements;
    lode__element_id n_elements; /* the last one is the root */
    /* Id of an element that no table holds, or LODE__EL_NONE. */
    lode__element_id (*find_more)(const lode__strict *strict, lode__element_id parent,
                                  const char *name);
    /* Name of such an element for a message; adds to `names` what may stand in it. */
    const char *(*describe_more)(const lode__strict *strict, lode__element_id id,
                                 char names[LODE__NAMES_LEN]);
    lode_status (*add_more)(lode__strict *strict, lode__element_id id, const char *name,
                            const lode_attribute *attributes, size_t n);
    /* Adds roots of what else is read where this is expected. */
    void (*add_other_roots)(char names[LODE__NAMES_LEN]);
} lode__schema;

/* No element that is known stands deeper. */
enum { LODE__MAX_OPEN = 4 };

struct lode__strict {
    lode__reading *reading;
    const lode__schema *schema;
    lode__element_id open[LODE__MAX_OPEN + 1]; /* from the document down */
    uint32_t n_open;
    uint32_t n_skipped; /* elements open in one that is left out, that one included */
    bool text_reported; /* since the last tag */
    bool takes_options; /* for the hooks: the open element is a measure that does */
    lode__text values;  /* of the attributes, each with its NUL */
    lode_attribute *attributes;
    size_t attributes_capacity;
};

/* Reads a document to its end; its first chunk has been filled. Faults go into the
 * reading. */
void lode__strict_read(lode__reading *reading, const lode__schema *schema);

#endif
