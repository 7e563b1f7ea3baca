/**
 * @file lode/bom.h
 * @brief Bills of materials as they are: declarations, exports, part texts.
 *
 * A ::lode_bom collects what any number of files say of parts: what uses what, what it is made of,
 * and what it is called. When all have been read lode_bom_resolve() turns them into items and
 * inputs of a builder, on top of the reference data read there before: texts by the rules, masses
 * and fractions by arithmetic, substances by their stoichiometry. What could not be told is listed,
 * never dropped and never guessed.
 *
 * All input is taken for hostile: see lode/read.h.
 */
#ifndef LODE_BOM_H
#define LODE_BOM_H

#include "read.h"
#include "rules.h"

LODE_BEGIN_DECLS

/** What is in a file. */
typedef uint32_t lode_bom_format;
enum lode_bom_format_code {
    LODE_BOM_AUTO = 0,      /**< from the root element and its namespace; what is no XML is CSV */
    LODE_BOM_CSV = 1,       /**< edges, an indented list, or a flat list, by its headings */
    LODE_BOM_IPC1752 = 2,   /**< IPC-1752A and B, classes C and D */
    LODE_BOM_IEC62474 = 3,  /**< IEC 62474 and its successors */
    LODE_BOM_GRANTA = 4,    /**< Granta `PartsEco`, 1711 to 2505 */
    LODE_BOM_IPC2581 = 5,   /**< the bill of materials of a circuit board */
    LODE_BOM_CYCLONEDX = 6  /**< a hardware inventory */
};

/** How text is encoded. XML says so itself. */
typedef uint32_t lode_encoding;
enum lode_encoding_code {
    LODE_ENCODING_AUTO = 0,  /**< UTF-16 by its byte order mark, UTF-8 otherwise */
    LODE_ENCODING_LATIN1 = 1 /**< ISO-8859-1 */
};

/** How to read a bill of materials. Zero is the default of every member; the limits are those of
 *  lode_read_options. */
typedef struct lode_bom_read_options {
    uint32_t struct_size;
    lode_bom_format format;
    lode_encoding encoding;
    uint32_t decimal_mark;    /**< '.' or ','; 0: what the first number with one shows */
    const char *source;       /**< what diagnostics call the input; NULL: its path, or `<input>` */
    const char *product;      /**< id of what a list without a top is of; NULL: the file's name */
    uint64_t max_bytes;
    uint64_t max_elements;
    uint32_t max_depth;
    uint32_t max_errors;
    uint64_t max_token_bytes;
} lode_bom_read_options;
#define LODE_BOM_READ_OPTIONS_INIT \
    { sizeof(lode_bom_read_options), 0, 0, 0, NULL, NULL, 0, 0, 0, 0, 0 }

/** Parts that have been read and wait to be resolved. */
typedef struct lode_bom lode_bom;

/** Makes an empty bill of materials.
 *  @param rules what texts and headings mean; a reference is taken. NULL: headings are the names of
 *         fields, and nothing is classified
 *  @param out to be freed with lode_bom_free(); NULL on failure
 *  @retval LODE_E_INVALID @retval LODE_E_NOMEM @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_bom_new(lode_context *context, lode_rules *rules,
                                                 lode_bom **out);
/** Frees it; NULL does nothing. @since 0.1 */
LODE_API void lode_bom_free(lode_bom *bom);

/** Reads a file. Faults go to the report with file, line and column, as many as there are; after a
 *  file that failed the bill of materials will not be resolved.
 *  @param options NULL: all defaults
 *  @retval LODE_E_INVALID a pointer is NULL or an option out of its codes
 *  @retval LODE_E_IO the file cannot be opened or read
 *  @retval LODE_E_PARSE not well-formed, not in its encoding, a document type, cut short
 *  @retval LODE_E_FORMAT no bill of materials that is known; a column is missing
 *  @retval LODE_E_VALUE a number that cannot be read, a formula in place of its value
 *  @retval LODE_E_UNIT a unit that is not known, or none where there must be one
 *  @retval LODE_E_LIMIT a limit of the options, ::LODE_LIMIT_PART_BYTES, ::LODE_LIMIT_ITEMS,
 *          ::LODE_LIMIT_INPUTS, ::LODE_LIMIT_ID_BYTES, ::LODE_LIMIT_TEXT_BYTES
 *  @retval LODE_E_CANCELLED @retval LODE_E_NOMEM
 *  O(bytes), memory for the parts alone. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_bom_read_file(lode_context *context, lode_bom *bom,
                                                       const char *path,
                                                       const lode_bom_read_options *options);
/** Reads from memory. @param data [size], may be NULL where size is 0. Otherwise as
 *  lode_bom_read_file(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_bom_read_memory(lode_context *context, lode_bom *bom,
                                                         const void *data, size_t size,
                                                         const lode_bom_read_options *options);
/** Reads what a callback gives. Otherwise as lode_bom_read_file(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_bom_read_callback(lode_context *context, lode_bom *bom,
                                                           lode_read_fn read, void *user,
                                                           const lode_bom_read_options *options);

/** How to resolve. Zero is the default of every member. */
typedef struct lode_bom_options {
    uint32_t struct_size;
    uint32_t flags;         /**< LODE_BOM_ bits below */
    uint32_t has;           /**< LODE_BOM_HAS_ bits: which numbers are given */
    uint32_t reserved;      /**< 0 */
    const char *home;       /**< where the products are used; NULL: no products are made */
    const char *end_use;    /**< of the products; NULL: none */
    const char *currency;   /**< of `value`; NULL: USD */
    const char *source;     /**< id of a source in the builder, for what was declared; NULL: none */
    double volume;          /**< units of each product a year, > 0, default 1 */
    double value;           /**< of a unit of each product, >= 0 */
    double assumed_mass_kg; /**< of a classified part whose mass is not given, > 0; without it such
                                 a part is listed, and not in the model */
} lode_bom_options;
/** What no rule knows stops the product when its unknown origin stops; otherwise it is essential
 *  to nothing. */
#define LODE_BOM_UNKNOWN_IS_ESSENTIAL 1u
#define LODE_BOM_HAS_VOLUME 1u
#define LODE_BOM_HAS_VALUE 2u
#define LODE_BOM_HAS_ASSUMED_MASS 4u
#define LODE_BOM_OPTIONS_INIT \
    { sizeof(lode_bom_options), 0, 0, 0, NULL, NULL, NULL, NULL, 0.0, 0.0, 0.0 }

/** Turns what was read into items, inputs and products of a builder. Parts that nothing uses are
 *  the products. An item keeps the id of its part, with blanks as `_`, and `bom:` before it where
 *  there is an item of that id, `bom:2:` where there are two, and so on. A part that is wholly one
 *  item of the builder, no ore, metal or alloy, and says in which country it is made, is that item
 *  made there: it takes what the item takes. Ids that say the same in other characters are two
 *  parts, with a warning.
 *  @param builder has the reference data already: compositions and elements name its items
 *  @param options NULL: all defaults
 *  @param out_coverage what became of each part, material and substance, what is not accounted for
 *         first, and the largest mass first: columns `file`, `line`, `part`, `text`, `material`,
 *         `state` (`classified`, `declared`, `undecided`, `unmatched`, `left out`), `rule`,
 *         `composition`, `confidence`, `mass_kg` (of one), `product_kg` (in one of each product),
 *         `value`, `residual_kg` (of one: not covered by what it is made of). NULL: not wanted. To
 *         be freed with lode_table_free(); NULL on failure
 *  @retval LODE_E_INVALID a pointer is NULL, an option out of range, a file was not read whole
 *  @retval LODE_E_CONFLICT a part given twice with different content
 *  @retval LODE_E_UNIT a part used by units that do not convert
 *  @retval LODE_E_UNKNOWN `home` or a country of origin does not exist
 *  @retval LODE_E_CANCELLED by the progress callback, which hears of parts, and of what uses them
 *  @retval LODE_E_LIMIT @retval LODE_E_NOMEM
 *  O(parts log parts + texts times rules). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_bom_resolve(lode_context *context, const lode_bom *bom,
                                                     lode_builder *builder,
                                                     const lode_bom_options *options,
                                                     lode_table **out_coverage);
/** As lode_bom_resolve(), but memory of the parts is given back as they are put into the builder: a
 *  long list is not held twice.
 *  @param bom empty afterwards, to be read into again or freed; left alone where ::LODE_E_INVALID is
 *         returned
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_bom_use_up(lode_context *context, lode_bom *bom,
                                                    lode_builder *builder,
                                                    const lode_bom_options *options,
                                                    lode_table **out_coverage);
/** The columns of the table that lode_bom_resolve() gives, in order; after the last one without a
 *  name. Any thread. @since 0.1 */
LODE_API const lode_column *lode_bom_columns(void);

/** Tells a bill of materials from a model file by its beginning.
 *  @param data [size], the first bytes of a file: 64 KiB are enough
 *  @return its format; ::LODE_BOM_AUTO where it is none that is known, or a model file. Any thread.
 *  @since 0.1 */
LODE_API lode_bom_format lode_bom_guess(const void *data, size_t size);
/** Name of a format such as `ipc-1752`, and what it is; NULL for a code there is none of. Any
 *  thread. @since 0.1 */
LODE_API const char *lode_bom_format_name(lode_bom_format format);
LODE_API const char *lode_bom_format_title(lode_bom_format format);

LODE_END_DECLS

#endif
