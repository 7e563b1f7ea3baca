/* From a bill of materials that was read to items and inputs of a builder. */
#ifndef LODE__READ_IMPORT_H
#define LODE__READ_IMPORT_H

#include "model/builder.h"
#include "read/bom.h"
#include "table/build.h"

/* What became of a part, material or substance, in the order of the report. */
typedef enum lode__bom_state {
    LODE__STATE_UNDECIDED,
    LODE__STATE_UNMATCHED,
    LODE__STATE_CLASSIFIED,
    LODE__STATE_DECLARED,
    LODE__STATE_LEFT_OUT,
    LODE__N_BOM_STATES
} lode__bom_state;

/* A row of the coverage report: all that it takes, as parts are gone when it is made.
 * Texts live as long as the import. */
typedef struct lode__coverage {
    uint32_t file, id, item; /* texts of the list; of the builder, 0: not in the model */
    uint32_t line;
    lode__bom_state state;
    const char *text, *material, *rule, *composition;
    double confidence, mass_kg, residual_kg; /* NaN: not known */
    double total, price; /* of the part: used in one of each product; NaN: not known */
} lode__coverage;

/* The item that an element or substance comes from. */
typedef struct lode__carrier {
    uint32_t item; /* text of the builder; 0: none */
    double per_kg; /* of the item, for a kg of the element or substance */
    uint32_t rank; /* of the form: less is better */
} lode__carrier;

/* Entries of the builder by the text of the id of the item they belong to. */
typedef struct lode__item_entries {
    uint32_t *first; /* [n_known + 2] */
    uint32_t *entries;
} lode__item_entries;

/* What stands for all occurrences of a part. */
typedef struct lode__import_part {
    uint32_t first; /* the occurrence that stands for all; another: no part by itself */
    uint32_t definition;            /* the occurrence that says what it is made of */
    const lode__bom_detail *detail; /* all that occurrences say; NULL: nothing */
    uint32_t name;                  /* text */
    uint32_t item;                  /* id, a text of the builder; 0: not in the model */
    uint8_t unit, flags; /* unit: that of the usages, LODE__BOM_NO_UNIT: pieces */
    bool linked;         /* something is known of what it is made of, or where */
    uint32_t usage;      /* one of it, for messages: index + 1 */
    double mass_kg;      /* of one; NaN: not known */
    double total;        /* used in one of each product; NaN: not known */
} lode__import_part;

typedef struct lode__import {
    lode_context *context;
    const lode_bom *bom;
    lode_bom *spent; /* the same, where it is given back as it is used up; or NULL */
    lode_builder *builder;
    const lode_bom_options *options;
    lode__arena arena;
    lode__import_part *parts; /* [bom->n_parts] */
    uint64_t *made_of;        /* [bom->n_parts] while occurrences become parts; or NULL */
    /* By part, whether it is used by others than implied; NULL: nothing is implied. */
    bool *is_said;
    /* Contents by what they stand in, parts and then materials, in the order found. */
    uint32_t *first_content, *contents; /* [n_parts + n_contents + 1], [n_contents] */
    uint32_t *ranges; /* [n_contents] index + 1 of bom->ranges; NULL: none has one */
    /* By text of the builder, how many ids of items were made of it; 0: none has it. */
    uint32_t *n_ids;
    size_t n_n_ids, n_ids_capacity;
    lode__intern keys;       /* element symbols and CAS numbers of the builder's items */
    lode__carrier *carriers; /* [keys.n] */
    size_t n_carriers, carriers_capacity;
    /* The builder's items by the text of their id: entry + 1; what belongs to each. */
    uint32_t *known; /* [n_known] */
    size_t n_known;
    lode__item_entries item_lines, item_hosts, item_codes;
    bool is_told;         /* what became of parts is asked for */
    lode__coverage *rows; /* otherwise the newest alone */
    size_t n_rows, rows_capacity;
    size_t n_without_mass;
    int64_t progress_ms; /* when progress was told last */
    lode_status status;  /* of the first fault */
    lode_diagnostic first_fault;
} lode__import;

/* True where the status is no error; the first error is kept. */
bool lode__import_ok(lode__import *import, lode_status status);
/* True where the work can go on: there was no fault that ends it. */
bool lode__import_goes_on(const lode__import *import);
/* Tells that a part is done, of the two times each is looked at; as
 * lode__import_goes_on(). */
bool lode__import_next(lode__import *import, size_t done);
const char *lode__import_text(const lode__import *import, uint32_t text);
/* The part that a usage is of, or LODE__BOM_NONE for one that does not count: of an
 * occurrence that only repeats what another says, or implied where others are said. */
uint32_t lode__import_user(const lode__import *import, const lode__line_entry *usage);
static inline const lode__bom_part *lode__import_first(const lode__import *import,
                                                       uint32_t part)
{
    return &import->bom->parts[import->parts[part].first];
}

/* Which of the lists of contents is that of a material, by the index of its content. */
static inline size_t lode__import_material(const lode__import *import, uint32_t material)
{
    return import->bom->n_parts + material;
}

/* --- the steps --- */
/* Which occurrences are one part, what it uses and holds, how often it is used. */
void lode__import_merge(lode__import *import);
/* Whether an occurrence can be the part of one before; the second that says what the part
 * is made of must say the same. */
bool lode__import_is_same(lode__import *import, uint32_t first, uint32_t index);
void lode__import_count(lode__import *import);
/* Warns of ids that say the same in other characters. */
void lode__import_forms(lode__import *import);
/* Items' ids. */
void lode__import_name(lode__import *import);
/* Items with what they are made of; then what they use; then products. */
void lode__import_compose(lode__import *import);
void lode__import_use(lode__import *import);
void lode__import_products(lode__import *import);
LODE_NODISCARD lode_status lode__import_report(lode__import *import, lode_table **out);

/* --- reference data --- */
void lode__import_carriers(lode__import *import);
/* The item that a CAS number stands for, or NULL. */
const lode__carrier *lode__find_carrier(const lode__import *import, const char *cas);
/* The item that an element comes from, in a compound with oxygen or any other; or NULL.
 */
const lode__carrier *lode__find_element_carrier(const lode__import *import,
                                                const char *element, bool for_oxygen);
void lode__import_items(lode__import *import);
/* The part, whose item was added last, is all of it `mass_kg` of this item of the
 * reference data. Where it says in which country it is made it has the item's tags, and
 * where the item is no material the part takes what the item takes, a range of its mass
 * left aside: then true. False: it is to take the item. */
bool lode__import_become(lode__import *import, uint32_t part, const char *item,
                         double mass_kg);

/* A row of the report with nothing in it but part and state; NULL without memory. */
lode__coverage *lode__import_row(lode__import *import, uint32_t part, uint32_t line,
                                 lode__bom_state state);

#endif
