/**
 * @file lode/read.h
 * @brief Model files in and out: the XML form, and the CSV relations.
 *
 * Readers take input as a stream and put what they find into a builder; faults go to the report
 * with file, line and column, as many as there are, and the first becomes the error of the call.
 * After a read that failed the builder will not freeze: the model would lack what was not read.
 * Misuse leaves the builder as it was.
 * All input is taken for hostile: no document type, no entities, no network, limits on everything.
 */
#ifndef LODE_READ_H
#define LODE_READ_H

#include "model.h"

LODE_BEGIN_DECLS

/** What is in a file. */
typedef uint32_t lode_format;
enum lode_format_code {
    LODE_FORMAT_AUTO = 0,         /**< from the first bytes, and for CSV from the header row */
    LODE_FORMAT_XML = 1,          /**< model file, namespace `urn:lode:model:1` */
    LODE_FORMAT_ITEMS_CSV = 2,    /**< one row an item */
    LODE_FORMAT_INPUTS_CSV = 3,   /**< one row a line of a bill of materials; column `parent` */
    LODE_FORMAT_ORIGINS_CSV = 4,  /**< one row a share */
    LODE_FORMAT_PRODUCTS_CSV = 5, /**< one row a product */
    LODE_FORMAT_BALANCES_CSV = 6  /**< one row an amount of a balance */
};

/** How to read. Zero is the default of every member; a limit of 0 is that of the context, see
 *  lode_context_set_limit(). */
typedef struct lode_read_options {
    uint32_t struct_size;
    lode_format format;
    const char *source;    /**< what diagnostics call the input; NULL: its path, or `<input>` */
    uint64_t max_bytes;       /**< ::LODE_LIMIT_INPUT_BYTES */
    uint64_t max_elements;    /**< ::LODE_LIMIT_ELEMENTS */
    uint32_t max_depth;       /**< ::LODE_LIMIT_DEPTH */
    uint32_t max_errors;      /**< ::LODE_LIMIT_ERRORS */
    uint64_t max_token_bytes; /**< ::LODE_LIMIT_VALUE_BYTES and ::LODE_LIMIT_FIELD_BYTES */
} lode_read_options;
#define LODE_READ_OPTIONS_INIT { sizeof(lode_read_options), 0, NULL, 0, 0, 0, 0, 0 }

/** Reads a file.
 *  @param path `-` is not special
 *  @param options NULL: all defaults
 *  @retval LODE_E_INVALID a pointer is NULL or an option out of its codes
 *  @retval LODE_E_IO the file cannot be opened or read
 *  @retval LODE_E_PARSE not well-formed, invalid UTF-8, a document type or entity, cut short
 *  @retval LODE_E_FORMAT an element, attribute or column that is not known, or one missing
 *  @retval LODE_E_VALUE a number or keyword that cannot be read or is out of range
 *  @retval LODE_E_UNKNOWN a unit or country that does not exist
 *  @retval LODE_E_LIMIT a limit of the options, or of what lode_builder_item() and its kin may be
 *          given
 *  @retval LODE_E_CANCELLED @retval LODE_E_NOMEM
 *  O(bytes), memory for the records alone. @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_read_file(lode_context *context, lode_builder *builder,
                                                   const char *path,
                                                   const lode_read_options *options);
/** Reads from memory. @param data [size], may be NULL where size is 0. Otherwise as
 *  lode_read_file(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_read_memory(lode_context *context, lode_builder *builder,
                                                     const void *data, size_t size,
                                                     const lode_read_options *options);
/** Reads what a callback gives. Otherwise as lode_read_file(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_read_callback(lode_context *context,
                                                       lode_builder *builder, lode_read_fn read,
                                                       void *user,
                                                       const lode_read_options *options);

/** Writes a model in the canonical XML form: reading it and writing it again gives the same bytes.
 *  Everything is in order of ids, quantities are in the unit of the input item, defaults are left
 *  out, numbers are the shortest that read back to the same bits.
 *  @retval LODE_E_INVALID @retval LODE_E_IO @retval LODE_E_NOMEM
 *  O(records). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_write_model(lode_context *context,
                                                     const lode_model *model,
                                                     lode_write_fn write, void *user);
/** Writes one relation of a model as CSV, readable by the readers above.
 *  @param format one of the five CSV forms; what the form cannot hold (groups, hosts, scenarios
 *         ...) is not written: use lode_write_model() to keep everything
 *  Otherwise as lode_write_model(). @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_write_relation(lode_context *context,
                                                        const lode_model *model,
                                                        lode_format format,
                                                        lode_write_fn write, void *user);

LODE_END_DECLS

#endif
