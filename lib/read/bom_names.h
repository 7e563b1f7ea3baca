/* The XML formats of bills of materials and material declarations, each a table of names.
 */
#ifndef LODE__READ_BOM_NAMES_H
#define LODE__READ_BOM_NAMES_H

#include "read/bom.h"

/* What an element, one of its attributes, or its text means. Of the rows of an element
 * the one that opens something comes first. */
typedef struct lode__bom_name {
    const char *element; /* local name, whatever the namespace */
    const char *within;  /* local name of the element it stands in; NULL: any */
    lode__bom_kind opens;
    const char *attribute; /* NULL: none, "": the text of the element */
    lode__bom_field field;
    const char *constant; /* the value; NULL: that of the attribute */
} lode__bom_name;

typedef struct lode__bom_form {
    lode_bom_format format;
    const char *name, *title;
    const char *root;
    const char *spaces[3]; /* of the root, `*` standing for anything */
    const lode__bom_name *names;
    size_t n_names;
    const char *skipped[4]; /* elements left out with all they hold */
    bool implied;           /* what contains a part stands back behind usages by id */
} lode__bom_form;

/* NULL past the last. */
const lode__bom_form *lode__bom_form_at(size_t index);
/* The format of a root element, or NULL. */
const lode__bom_form *lode__find_bom_form(const char *root, const char *space);

#endif
