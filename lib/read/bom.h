/* A bill of materials as it was found: parts, what they are used in, and what they say
 * they are made of. Every format is told to a feed as one stream of events; what a figure
 * means is settled when all files have been read. */
#ifndef LODE__READ_BOM_H
#define LODE__READ_BOM_H

#include "read/reading.h"

#include "base/intern.h"
#include "base/text.h"
#include "lode/bom.h"
#include "model/tape.h"
#include "read/bom_unit.h"
#include "read/classify.h"
#include "read/csv.h"

/* What an event opens. */
typedef enum lode__bom_kind {
    LODE__BOM_NOTHING,
    LODE__BOM_DOCUMENT,  /* what stands outside of every part */
    LODE__BOM_PART,      /* used by the part it stands in */
    LODE__BOM_USAGE,     /* a part by its id, used by another by its id */
    LODE__BOM_SCOPE,     /* its id is the parent of the usages in it */
    LODE__BOM_MENTION,   /* says more of a part that is there already, by its id */
    LODE__BOM_MATERIAL,  /* of the part it stands in */
    LODE__BOM_SUBSTANCE, /* of the material or part it stands in */
    LODE__BOM_AMOUNT,    /* of whatever it stands in */
    LODE__BOM_PLACEMENT, /* one place where the part is fitted, or not */
    LODE__BOM_PROPERTY,  /* a key and its value, for the part it stands in */
    LODE__BOM_SELECTION, /* a list of this name is to be read, others are not */
    LODE__BOM_LIST,      /* a named list: a part, where it was selected */
    LODE__N_BOM_KINDS
} lode__bom_kind;

/* What can be said of it. Up to LODE__BOM_CATEGORY the fields are those of
 * lode__words_heading, in its order. */
typedef enum lode__bom_field {
    LODE__BOM_ID,
    LODE__BOM_PARENT,
    LODE__BOM_LEVEL,
    LODE__BOM_VERSION,
    LODE__BOM_NAME,
    LODE__BOM_DESCRIPTION,
    LODE__BOM_PART_NUMBER, /* the maker's */
    LODE__BOM_MATERIAL_TEXT,
    LODE__BOM_CAS,
    LODE__BOM_CODE, /* customs code */
    LODE__BOM_SUPPLIER,
    LODE__BOM_COUNTRY, /* of origin */
    LODE__BOM_QUANTITY,
    LODE__BOM_UNIT,
    LODE__BOM_REFERENCES, /* reference designators */
    LODE__BOM_MASS,       /* of one, or of what an amount is of */
    LODE__BOM_MASS_UNIT,
    LODE__BOM_PRICE, /* of one */
    LODE__BOM_CURRENCY,
    LODE__BOM_FITTED,   /* no, false, 0: left out */
    LODE__BOM_CATEGORY, /* of a line: DOCUMENT is no part */
    LODE__BOM_KEY,
    LODE__BOM_TEXT, /* value of the key */
    LODE__BOM_LOW,  /* the range of the mass, in its unit */
    LODE__BOM_HIGH,
    LODE__N_BOM_FIELDS
} lode__bom_field;

const char *lode__bom_field_name(lode__bom_field field);

/* --- what is kept --- */

/* A figure with its unit, as given; value NaN: none; low, high NaN: no range. */
typedef struct lode__bom_figure {
    double value, low, high;
    uint32_t line, column;
    uint8_t unit; /* lode__bom_unit */
} lode__bom_figure;

#define LODE__BOM_NONE UINT32_MAX

typedef enum lode__bom_flags {
    LODE__BOM_HAS_PARTS = 1,   /* it uses others */
    LODE__BOM_HAS_CONTENT = 2, /* materials or substances */
    LODE__BOM_USED = 4,
    LODE__BOM_UNNAMED = 8, /* the id was made from its name, or there is none */
    LODE__BOM_LEFT_OUT = 16,
    LODE__BOM_BY_ID = 64,    /* a part of a graph: each id once in a file */
    LODE__BOM_REPLACED = 128 /* stands for nothing: not even listed, and uses nothing */
} lode__bom_flags;

/* What few formats say. Text ids, 0: nothing. */
typedef struct lode__bom_detail {
    double price; /* NaN: none */
    uint32_t version, description, part_number, material, cas, code, supplier, country;
    uint32_t currency;
    uint32_t said; /* its texts, as bits of fields; with a price, its currency too */
} lode__bom_detail;

/* One occurrence of a part. */
typedef struct lode__bom_part {
    uint32_t line;
    uint32_t id;     /* text */
    uint32_t detail; /* index + 1 */
    uint8_t flags, unit, mass_unit;
    double mass; /* NaN: none */
} lode__bom_part;

/* What parts of rows without names have no need of: all zero. */
typedef struct lode__bom_label {
    uint32_t name;         /* text */
    uint32_t columns_past; /* the first, in which rows begin */
} lode__bom_label;

/* A file, whose parts stand between those of the files before and behind it. */
typedef struct lode__bom_file {
    size_t first_part;
    uint32_t source; /* text */
} lode__bom_file;

/* A usage is a line of a tape: by indices of parts, its unit a lode__bom_unit, at a place
 * of the file that its parent stands in. This is its `extra` where it stands only as long
 * as no other usage of the part says better. */
enum { LODE__BOM_IMPLIED = 1 };

/* What few amounts have: from least to most, in the units of the content; NaN: none. */
typedef struct lode__bom_range {
    uint32_t content;
    double mass[2], fraction[2];
} lode__bom_range;

/* A material of a part, or a substance of a part or material. */
typedef struct lode__bom_content {
    uint32_t part, within;    /* within: index + 1 of the material; 0: the part itself */
    uint32_t name, id, group; /* text; id: CAS number or whatever the format has */
    uint32_t line, column;
    uint8_t is_substance, mass_unit, fraction_unit;
    double mass, fraction; /* NaN: none; in their units */
} lode__bom_content;

struct lode_bom {
    lode_allocator allocator;
    lode_rules *rules;            /* a reference, or NULL */
    lode__classifier *classifier; /* NULL: no rules */
    lode__intern texts;           /* 0 is the empty text */
    uint32_t *last_seen;          /* [n_last_seen] newest part of this id + 1; 0: none */
    lode__bom_part *parts;
    lode__bom_label *labels; /* [n_labels] of the first parts; others have none */
    lode__bom_file *files;   /* that parts stand in */
    lode__tape usages;
    lode__bom_content *contents;
    lode__bom_detail *details;
    lode__bom_range *ranges;
    size_t n_ranges, ranges_capacity;
    size_t n_last_seen, last_seen_capacity;
    size_t n_parts, parts_capacity, n_files, files_capacity;
    size_t n_labels, labels_capacity;
    size_t n_contents, contents_capacity, n_details, details_capacity;
    uint32_t *detail_slots; /* index + 1 by what it says, each detail once; 0: free */
    size_t n_detail_slots;  /* a power of two */
    bool has_implied;       /* usages */
    bool failed;            /* a file could not be read whole */
};

/* Gives back what finds texts, parts and details: nothing is added any more. */
void lode__bom_forget_finding(lode_bom *bom);
/* Gives back parts and usages, whose texts stay. */
void lode__bom_forget_parts(lode_bom *bom);
/* Forgets what was read. */
void lode__bom_clear(lode_bom *bom);
static inline const char *lode__bom_text(const lode_bom *bom, uint32_t text)
{
    return lode__intern_text(&bom->texts, text);
}
/* The text of the file that a part stands in, which is the last that begins up to it. */
static inline uint32_t lode__bom_file_of(const lode_bom *bom, const lode__bom_part *part)
{
    const size_t index = (size_t)(part - bom->parts);
    size_t from = 0, to = bom->n_files;
    while (to - from > 1) {
        const size_t middle = from + (to - from) / 2;
        if (bom->files[middle].first_part <= index)
            from = middle;
        else
            to = middle;
    }
    return bom->files[from].source;
}
static inline lode__bom_label lode__bom_label_of(const lode_bom *bom,
                                                 const lode__bom_part *part)
{
    const size_t index = (size_t)(part - bom->parts);
    return index < bom->n_labels ? bom->labels[index] : (lode__bom_label){0};
}
static inline lode_place lode__bom_part_place(const lode_bom *bom,
                                              const lode__bom_part *part)
{
    const char *const source = lode__bom_text(bom, lode__bom_file_of(bom, part));
    const uint32_t column = lode__bom_label_of(bom, part).columns_past + 1;
    return (lode_place){source, part->line, column};
}

/* --- the feed --- */

typedef struct lode__bom_value {
    uint32_t start, len; /* in the feed's text */
    uint32_t line, column;
} lode__bom_value;

typedef struct lode__bom_frame {
    lode__bom_kind kind;
    uint32_t line, column;
    uint32_t given;      /* bit i: field i */
    uint32_t lent;       /* those given whose values are cells of the feed's row */
    uint32_t text_start; /* of its values */
    uint32_t part;       /* index, of a part */
    uint32_t content;    /* index + 1, of a material or substance */
    bool is_faulty;      /* a value was refused: what lacks is no other fault */
    uint32_t n_placed, n_fitted;
    lode__bom_figure mass, fraction;
    lode__bom_value values[LODE__N_BOM_FIELDS]; /* of the fields given, but not lent */
} lode__bom_frame;

typedef struct lode__bom_feed {
    lode__reading *reading;
    lode_bom *bom;
    uint32_t file;      /* text */
    size_t n_before;    /* parts of other files */
    bool implied;       /* containment stands back behind usages by id */
    bool need_quantity; /* a part that is used without one is a fault */
    lode__decimal decimal;
    lode__unit_memo unit_memo;
    lode__text text;                      /* values of the open frames */
    const lode__csv *row;                 /* that lends its cells; NULL: none does */
    uint16_t cell_of[LODE__N_BOM_FIELDS]; /* of it */
    lode__bom_frame *frames;
    size_t n_frames, frames_capacity;
    uint32_t user_id, user; /* text and part that the newest usage was of */
    uint32_t *selected;     /* texts of the lists to be read; none: all */
    size_t n_selected, selected_capacity;
} lode__bom_feed;

LODE_NODISCARD bool lode__bom_feed_open(lode__bom_feed *feed, lode__reading *reading,
                                        lode_bom *bom);
void lode__bom_feed_close(lode__bom_feed *feed);

/* Events. Faults go into the reading. A value that was given is not replaced;
 * descriptions and materials are joined.
 * What cannot stand where it does is left out with all that is said of it. */
void lode__bom_begin(lode__bom_feed *feed, lode__bom_kind kind, uint64_t line,
                     uint64_t column);
void lode__bom_set(lode__bom_feed *feed, lode__bom_field field, const char *text,
                   size_t len, uint64_t line, uint64_t column);
/* The same for fields that are not given yet and whose cells in the feed's row have no
 * blanks around them, are not longer than LODE__BOM_MAX_LENT, have the ids of their
 * texts where these may be kept, and stay where they are until the end that belongs to
 * the newest begin. Bit i: field i. */
enum { LODE__BOM_MAX_LENT = 1 << 16 }; /* bytes */
static inline void lode__bom_lend(lode__bom_feed *feed, uint32_t fields)
{
    lode__bom_frame *frame = &feed->frames[feed->n_frames - 1];
    if (frame->kind == LODE__BOM_NOTHING) return;
    frame->given |= fields;
    frame->lent |= fields;
}
void lode__bom_end(lode__bom_feed *feed);

/* False where the list that was opened is none of those selected: its end is to follow.
 */
bool lode__bom_is_wanted(lode__bom_feed *feed);

/* Keeps a text; LODE__BOM_NONE without memory, which is a fault of the reading. */
uint32_t lode__bom_keep(lode__bom_feed *feed, const char *text, size_t len);
/* False where texts could not be kept, which is a fault of the reading. */
bool lode__bom_kept(lode__bom_feed *feed, lode_status status);

/* What a reading fills. */
typedef struct lode__bom_target {
    lode_bom *bom;
    const lode_bom_read_options *options;
} lode__bom_target;

/* The forms; the target of the reading is a lode__bom_target. */
void lode__read_bom_xml(lode__reading *reading);
void lode__read_bom_csv(lode__reading *reading);

/* The field that a heading or the key of a property stands for: by the names of fields,
 * then by the rules; LODE__N_BOM_FIELDS where it is none. */
lode__bom_field lode__bom_heading(lode__bom_feed *feed, const char *text, size_t len);

#endif
