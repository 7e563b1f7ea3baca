/* The measures a scenario may hold, as a table: what model files, the builder, the writer and the
 * scenario compiler all read. Attributes stand in the canonical order of writing. */
#ifndef LODE__MODEL_MEASURE_H
#define LODE__MODEL_MEASURE_H

#include "lode/model.h"

typedef enum lode__attribute_type {
    LODE__ATTR_IDS,      /* words separated by blanks; `*` among markets is the world */
    LODE__ATTR_ID,       /* one word */
    LODE__ATTR_PATTERN,  /* kept as it is */
    LODE__ATTR_PLACES,   /* countries or blocs separated by blanks, or `*` */
    LODE__ATTR_DATE,     /* YYYY-MM-DD */
    LODE__ATTR_FRACTION, /* 0..1 */
    LODE__ATTR_REAL,     /* >= 0 */
    LODE__ATTR_POSITIVE, /* > 0 */
    LODE__ATTR_YES_NO
} lode__attribute_type;

typedef struct lode__attribute_spec {
    const char *name;
    lode__attribute_type type;
    bool required;
} lode__attribute_spec;

typedef struct lode__measure_spec {
    const char *name;
    const lode__attribute_spec *attributes; /* its own parameters; selectors come first for all */
    size_t n_attributes;
    bool has_options; /* takes <option> elements */
} lode__measure_spec;

/* Selectors that every measure takes. */
const lode__attribute_spec *lode__selector_specs(size_t *out_n);
/* NULL where there is none of this name. */
const lode__measure_spec *lode__find_measure(const char *name);
/* Attributes of a substitution's <option>. */
const lode__attribute_spec *lode__option_specs(size_t *out_n);

/* True for YYYY-MM-DD of the Gregorian calendar. */
bool lode__is_date(const char *text);

#endif
