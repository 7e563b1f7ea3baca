/* The elements of a model file and their attributes, as tables: XML elements and CSV
 * columns are read by them. */
#ifndef LODE__READ_ELEMENT_H
#define LODE__READ_ELEMENT_H

#include "read/reading.h"
#include "read/words.h"

typedef enum lode__field_type {
    LODE__FIELD_TEXT,
    LODE__FIELD_REAL,
    LODE__FIELD_YEAR,
    LODE__FIELD_WORD /* one of `words`, kept as its number */
} lode__field_type;

typedef struct lode__field {
    const char *name;
    lode__field_type type;
    bool required;
    size_t offset; /* of the member in the record */
    uint32_t has;  /* bit for the record's `has`, or 0 */
    const lode__word *words;
} lode__field;

/* What elements without a record in lode/model.h hold. */
typedef struct lode__plain_record {
    uint32_t has; /* LODE__HAS_ bits */
    uint32_t word;
    const char *id, *name, *source, *country, *value;
    double number;
    int32_t year;
} lode__plain_record;
enum { LODE__HAS_NUMBER = 1, LODE__HAS_WORD = 2 };

/* What elements of a rule file hold. */
typedef struct lode__rule_record {
    uint32_t has; /* LODE__HAS_ bits */
    uint32_t field;
    const char *id, *name, *item, *process, *source, *note;
    const char *scheme, *pattern, *value, *composition, *text;
    double priority, confidence, low, mode, high, factor;
} lode__rule_record;
enum { LODE__HAS_LOW = 4, LODE__HAS_HIGH = 8, LODE__HAS_FACTOR = 16 };

typedef union lode__record {
    uint32_t struct_size; /* first in all but `plain` */
    lode_source_record source;
    lode_item_record item;
    lode_input_record input;
    lode_origin_record origin;
    lode_share_record share;
    lode_balance_record balance;
    lode_amount_record amount;
    lode_product_record product;
    lode__plain_record plain;
    lode__rule_record rule;
} lode__record;

/* A place in the table of a format. */
typedef uint32_t lode__element_id;
/* What the root stands in; what is not known. */
#define LODE__EL_NONE UINT32_MAX

/* Of the model file. */
enum {
    LODE__EL_FROM,
    LODE__EL_INPUT,
    LODE__EL_ITEM,
    LODE__EL_ORIGIN,
    LODE__EL_OPTION,
    LODE__EL_ALTERNATIVES,
    LODE__EL_HOST,
    LODE__EL_CODE,
    LODE__EL_SURGE,
    LODE__EL_STOCK,
    LODE__EL_BALANCE,
    LODE__EL_AMOUNT,
    LODE__EL_SOURCE,
    LODE__EL_STAGE,
    LODE__EL_BLOC,
    LODE__EL_MEMBER,
    LODE__EL_COUNTRY,
    LODE__EL_SCORE,
    LODE__EL_PRODUCT,
    LODE__EL_SCENARIO,
    LODE__EL_LODE,
    LODE__N_ELEMENTS,
    /* Known to the builder alone. */
    LODE__EL_MEASURE = LODE__N_ELEMENTS,
    LODE__EL_MEASURE_OPTION
};

typedef struct lode__element {
    const char *name;
    lode__element_id parent;
    const lode__field *fields;
    size_t n_fields;
    uint32_t struct_size; /* of its record; 0: plain */
    size_t has_offset;    /* of the record's `has`; 0: it has none, or is plain */
    /* Gives the record to the builder. */
    lode_status (*add)(const lode__reading *reading, const lode__record *record);
} lode__element;

extern const lode__element lode__elements[LODE__N_ELEMENTS];

/* Those of a source, in every format that has sources. */
enum { LODE__N_SOURCE_FIELDS = 7 };
extern const lode__field lode__source_fields[LODE__N_SOURCE_FIELDS];

/* The field of this name, or NULL. */
const lode__field *lode__find_field(const lode__element *element, const char *name);

/* One record as it is read. */
typedef struct lode__draft {
    const lode__element *element;
    lode_place place;
    uint32_t given; /* bit i: field i */
    lode__record record;
} lode__draft;

void lode__draft_init(lode__draft *draft, const lode__element *element,
                      const lode_place *place);
/* Takes the value of a field; `text` ends with a NUL and must outlive the draft. */
LODE_NODISCARD lode_status lode__draft_set(lode_context *context, lode__draft *draft,
                                           const lode__field *field, const char *text,
                                           const lode_place *place);
/* Checks that what must be there is, and gives the record to the builder. */
LODE_NODISCARD lode_status lode__draft_add(const lode__reading *reading,
                                           lode__draft *draft);

/* The text of a field of a record that is complete: NULL where it is left out, being the
 * default. A real without a bit in `has` is left out where it is NaN. */
const char *lode__field_text(const lode__element *element, const lode__field *field,
                             const lode__record *record, char number[32]);

/* A list of names for a message: "a, b, c", cut with "..." where it is long. */
enum { LODE__NAMES_LEN = 300 };
void lode__names_add(char names[LODE__NAMES_LEN], const char *name);

#endif
