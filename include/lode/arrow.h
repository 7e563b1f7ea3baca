/**
 * @file lode/arrow.h
 * @brief Tables handed to other programs as an Arrow C stream, without a copy of the figures.
 *
 * The structs are those of the Arrow C data and stream interfaces
 * (https://arrow.apache.org/docs/format/CDataInterface.html, CStreamInterface.html), with the
 * guards that let several headers of one program declare them.
 */
#ifndef LODE_ARROW_H
#define LODE_ARROW_H

#include "table.h"

LODE_BEGIN_DECLS

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

/** Type of an array. */
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *schema);
    void *private_data;
};

/** Values of an array. */
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *array);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

/** Arrays of one type, one after the other. */
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *stream, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *stream, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *stream);
    void (*release)(struct ArrowArrayStream *stream);
    void *private_data;
};

#endif

/** Makes a stream of a table's rows as Arrow record batches.
 *
 *  Real columns are float64 (`g`), integer columns int64 (`l`); both are nullable, and null where
 *  the table has no figure. Text is utf8 (`u`) coded by an int32 dictionary (`i`), flags are bool
 *  (`b`). Figures and codes stay where they are in the table; null and flag bitmaps and the
 *  dictionaries are made by this call. The metadata of each column holds `lode.unit` and
 *  `lode.doc`, that of the record `lode.table`, the table's name.
 *
 *  The stream and all that comes out of it keep what they need alive, so the table may be freed
 *  first. They may be released from any thread, which then calls the free function of the
 *  allocator that the table was made with. The stream itself serves one thread at a time; its
 *  callbacks return 0, or ENOMEM and leave `out` as it was.
 *  @param batch_rows rows of a batch, rounded up to a multiple of 64; 0: all rows in one batch.
 *         A table without rows has no batch
 *  @param out filled in for the caller to release; untouched on failure
 *  @retval LODE_E_INVALID a pointer is NULL
 *  @retval LODE_E_LIMIT ::LODE_LIMIT_DICTIONARY_BYTES
 *  @retval LODE_E_NOMEM
 *  O(cells of flags and of columns where a figure is missing + text of the dictionaries).
 *  @since 0.1 */
LODE_API LODE_NODISCARD lode_status lode_table_export_arrow(lode_context *context,
                                                            lode_table *table,
                                                            size_t batch_rows,
                                                            struct ArrowArrayStream *out);

LODE_END_DECLS

#endif
