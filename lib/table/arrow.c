/* Tables as an Arrow C stream. What is exported shares one lifetime: the stream, its
 * schemas, its arrays, and the children and dictionaries of both, which a consumer may
 * move away and release one by one, each count as one holder, and the last one frees all.
 */
#include "lode/arrow.h"
#include "table/build.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <string.h>

enum { BITS = 8, BATCH_UNIT = 64, N_BUFFERS = 2 };

/* Whole columns; a batch shows a window of them. */
typedef struct column {
    const char *format, *metadata;
    int64_t flags;
    const uint8_t *valid; /* bitmap of [n_rows] bits; NULL: every row */
    const void *values;
    size_t value_bits;
    const int32_t *offsets; /* of a text column's dictionary, [n_texts + 1] into bytes */
    const char *bytes;
    size_t n_texts;
} column;

typedef struct arrow_export {
    lode__refs refs;
    lode_allocator allocator; /* the table's, which may go first */
    lode_table *table;
    lode__arena arena; /* all below, and every schema and array that is handed out */
    column *columns;   /* [n_columns] */
    const char *metadata;
    size_t n_rows, n_columns;
    size_t next_row, batch_rows;
    uint64_t most_bytes; /* of the texts of a column */
    const char *last_error; /* NULL: none */
} arrow_export;

static void drop(arrow_export *from)
{
    if (!lode__refs_drop(&from->refs)) return;
    lode_table_free(from->table);
    lode__arena_free(&from->arena);
    const lode_allocator allocator = from->allocator;
    lode__free(&allocator, from);
}

/* ---- what is made of a table once ---- */

/* Arrow's list of keys and values: a count, then length and bytes of each text. */
typedef struct pair {
    const char *key, *value;
} pair;

static char *put_count(char *to, size_t count)
{
    const int32_t number = (int32_t)count;
    memcpy(to, &number, sizeof(number));
    return to + sizeof(number);
}

static char *put_text(char *to, const char *text)
{
    const size_t len = strlen(text);
    to = put_count(to, len);
    memcpy(to, text, len);
    return to + len;
}

static const char *make_metadata(arrow_export *of, const pair *pairs, size_t n_pairs)
{
    size_t size = sizeof(int32_t);
    for (size_t i = 0; i < n_pairs; i++)
        size += 2 * sizeof(int32_t) + strlen(pairs[i].key) + strlen(pairs[i].value);
    char *const made = lode__arena_alloc(&of->arena, size, 1);
    if (!made) return NULL;
    char *to = put_count(made, n_pairs);
    for (size_t i = 0; i < n_pairs; i++)
        to = put_text(put_text(to, pairs[i].key), pairs[i].value);
    return made;
}

/* A bit a row; LODE_E_NOMEM, or the bitmap in *out. */
static lode_status make_bitmap(arrow_export *of,
                               bool (*bit)(const lode_table *, size_t, size_t),
                               size_t index, uint8_t **out)
{
    uint8_t *const bits =
        lode__arena_zero(&of->arena, of->n_rows / BITS + 1, sizeof(*bits));
    if (!bits) return LODE_E_NOMEM;
    for (size_t row = 0; row < of->n_rows; row++)
        bits[row / BITS] |= (uint8_t)(bit(of->table, index, row) << row % BITS);
    *out = bits;
    return LODE_OK;
}

static bool has_figure(const lode_table *table, size_t index, size_t row)
{
    return lode_table_has(table, index, row);
}

static bool is_set(const lode_table *table, size_t index, size_t row)
{
    return lode_table_flags(table, index)[row] != 0;
}

/* Columns without a gap need no bitmap. */
static lode_status mark_gaps(arrow_export *of, size_t index)
{
    size_t row = 0;
    while (row < of->n_rows && lode_table_has(of->table, index, row)) row++;
    if (row == of->n_rows) return LODE_OK;
    uint8_t *valid = NULL;
    LODE__TRY(make_bitmap(of, has_figure, index, &valid));
    of->columns[index].valid = valid;
    return LODE_OK;
}

static lode_status figure_column(arrow_export *of, size_t index, const char *format,
                                 const void *values)
{
    column *const to = &of->columns[index];
    to->format = format;
    to->flags = ARROW_FLAG_NULLABLE;
    to->values = values;
    to->value_bits = 64;
    return mark_gaps(of, index);
}

static lode_status flag_column(arrow_export *of, size_t index)
{
    column *const to = &of->columns[index];
    uint8_t *values = NULL;
    LODE__TRY(make_bitmap(of, is_set, index, &values));
    to->format = "b";
    to->values = values;
    to->value_bits = 1;
    return LODE_OK;
}

/* Bytes of all texts, which int32 offsets must count, as they must the texts. */
static lode_status measure_texts(const arrow_export *of, size_t index, size_t n_texts,
                                 size_t *n_bytes)
{
    *n_bytes = 0;
    for (uint32_t code = 0; code < n_texts && *n_bytes <= of->most_bytes; code++)
        *n_bytes += strlen(lode_table_dictionary_text(of->table, index, code));
    return *n_bytes > of->most_bytes || n_texts > of->most_bytes ? LODE_E_LIMIT : LODE_OK;
}

static lode_status text_column(arrow_export *of, size_t index)
{
    column *const to = &of->columns[index];
    to->format = "i";
    to->values = lode_table_codes(of->table, index);
    to->value_bits = 32;
    to->n_texts = lode_table_dictionary_size(of->table, index);
    size_t n_bytes = 0;
    LODE__TRY(measure_texts(of, index, to->n_texts, &n_bytes));
    int32_t *const offsets =
        lode__arena_alloc(&of->arena, to->n_texts + 1, sizeof(*offsets));
    char *const bytes = lode__arena_alloc(&of->arena, n_bytes, 1);
    if (!offsets || !bytes) return LODE_E_NOMEM;
    size_t used = 0;
    for (uint32_t code = 0; code < to->n_texts; code++) {
        const char *const text = lode_table_dictionary_text(of->table, index, code);
        const size_t len = strlen(text);
        offsets[code] = (int32_t)used;
        memcpy(bytes + used, text, len);
        used += len;
    }
    offsets[to->n_texts] = (int32_t)used;
    to->offsets = offsets;
    to->bytes = bytes;
    return LODE_OK;
}

static lode_status make_column(arrow_export *of, size_t index)
{
    const lode_table *const table = of->table;
    const pair pairs[] = {{"lode.unit", lode_table_column_unit(table, index)},
                          {"lode.doc", lode_table_column_doc(table, index)}};
    of->columns[index].metadata = make_metadata(of, pairs, LODE__COUNT(pairs));
    if (!of->columns[index].metadata) return LODE_E_NOMEM;
    switch (lode_table_column_type(table, index)) {
    case LODE_COLUMN_REAL:
        return figure_column(of, index, "g", lode_table_reals(table, index));
    case LODE_COLUMN_INTEGER:
        return figure_column(of, index, "l", lode_table_integers(table, index));
    case LODE_COLUMN_TEXT:
        return text_column(of, index);
    default:
        return flag_column(of, index);
    }
}

/* ---- schemas ---- */

static void release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release)
            schema->children[i]->release(schema->children[i]);
    }
    if (schema->dictionary && schema->dictionary->release)
        schema->dictionary->release(schema->dictionary);
    schema->release = NULL;
    drop(schema->private_data);
}

static void fill_schema(arrow_export *of, struct ArrowSchema *to, const char *format,
                        const char *name)
{
    *to = (struct ArrowSchema){
        .format = format, .name = name, .release = release_schema, .private_data = of};
    lode__refs_take(&of->refs);
}

static int out_of_memory(arrow_export *of)
{
    of->last_error = "out of memory";
    return ENOMEM;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    arrow_export *const of = stream->private_data;
    const size_t n = of->n_columns;
    struct ArrowSchema *const schemas =
        lode__arena_alloc(&of->arena, 2 * n, sizeof(*schemas));
    struct ArrowSchema **const children =
        lode__arena_alloc(&of->arena, n, sizeof(struct ArrowSchema *));
    if (!schemas || !children) return out_of_memory(of);
    of->last_error = NULL;
    for (size_t i = 0; i < n; i++) {
        const column *const from = &of->columns[i];
        children[i] = &schemas[i];
        fill_schema(of, children[i], from->format, lode_table_column_name(of->table, i));
        children[i]->metadata = from->metadata;
        children[i]->flags = from->flags;
        if (!from->offsets) continue;
        children[i]->dictionary = &schemas[n + i];
        fill_schema(of, children[i]->dictionary, "u", "");
    }
    fill_schema(of, out, "+s", "");
    out->metadata = of->metadata;
    out->n_children = (int64_t)n;
    out->children = children;
    return 0;
}

/* ---- arrays ---- */

static void release_array(struct ArrowArray *array)
{
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release) array->children[i]->release(array->children[i]);
    }
    if (array->dictionary && array->dictionary->release)
        array->dictionary->release(array->dictionary);
    array->release = NULL;
    drop(array->private_data);
}

static void fill_array(arrow_export *of, struct ArrowArray *to, size_t length,
                       const void **buffers, size_t n_buffers)
{
    *to = (struct ArrowArray){.length = (int64_t)length,
                              .n_buffers = (int64_t)n_buffers,
                              .buffers = buffers,
                              .release = release_array,
                              .private_data = of};
    lode__refs_take(&of->refs);
}

/* A batch: an array a column, its dictionary, and the buffers of both. */
typedef struct batch {
    struct ArrowArray **children; /* [n_columns] */
    struct ArrowArray *arrays;    /* [n_columns] columns, then [n_columns] dictionaries */
    const void **buffers;         /* 1 of the whole, then 2 and 3 of each column */
} batch;

enum { N_TEXT_BUFFERS = 3, N_COLUMN_BUFFERS = N_BUFFERS + N_TEXT_BUFFERS };

static bool make_batch(arrow_export *of, batch *to)
{
    const size_t n = of->n_columns;
    to->children = lode__arena_alloc(&of->arena, n, sizeof(*to->children));
    to->arrays = lode__arena_alloc(&of->arena, 2 * n, sizeof(*to->arrays));
    to->buffers =
        lode__arena_zero(&of->arena, 1 + n * N_COLUMN_BUFFERS, sizeof(*to->buffers));
    return to->children && to->arrays && to->buffers;
}

/* Windows begin at a multiple of 64 rows, so a bitmap's begins with a byte. */
static void fill_column(arrow_export *of, const batch *to, size_t index, size_t length)
{
    const column *const from = &of->columns[index];
    const size_t first = of->next_row;
    const void **const buffers = to->buffers + 1 + index * N_COLUMN_BUFFERS;
    if (from->valid) buffers[0] = from->valid + first / BITS;
    buffers[1] = (const char *)from->values + first / BITS * from->value_bits;
    struct ArrowArray *const array = &to->arrays[index];
    to->children[index] = array;
    fill_array(of, array, length, buffers, N_BUFFERS);
    if (from->valid) array->null_count = -1; /* to be counted by who needs it */
    if (!from->offsets) return;
    buffers[N_BUFFERS + 1] = from->offsets;
    buffers[N_BUFFERS + 2] = from->bytes;
    array->dictionary = &to->arrays[of->n_columns + index];
    fill_array(of, array->dictionary, from->n_texts, buffers + N_BUFFERS, N_TEXT_BUFFERS);
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    arrow_export *const of = stream->private_data;
    of->last_error = NULL;
    if (of->next_row == of->n_rows) {
        *out = (struct ArrowArray){.release = NULL};
        return 0;
    }
    batch made;
    if (!make_batch(of, &made)) return out_of_memory(of);
    const size_t left = of->n_rows - of->next_row;
    const size_t length = left < of->batch_rows ? left : of->batch_rows;
    for (size_t i = 0; i < of->n_columns; i++) fill_column(of, &made, i, length);
    fill_array(of, out, length, made.buffers, 1);
    out->n_children = (int64_t)of->n_columns;
    out->children = made.children;
    of->next_row += length;
    return 0;
}

/* ---- the stream ---- */

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const arrow_export *const of = stream->private_data;
    return of->last_error;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
    drop(stream->private_data);
}

/* At the limit one batch holds all. */
static size_t round_up(size_t batch_rows)
{
    return batch_rows == 0 || batch_rows > SIZE_MAX - BATCH_UNIT
               ? SIZE_MAX
               : (batch_rows + BATCH_UNIT - 1) / BATCH_UNIT * BATCH_UNIT;
}

static lode_status make_columns(lode_context *context, arrow_export *of)
{
    const pair name = {"lode.table", lode_table_name(of->table)};
    of->metadata = make_metadata(of, &name, 1);
    of->columns = lode__arena_zero(&of->arena, of->n_columns, sizeof(*of->columns));
    if (!of->metadata || !of->columns) return lode__nomem(context);
    for (size_t i = 0; i < of->n_columns; i++) {
        const lode_status status = make_column(of, i);
        if (status == LODE_E_NOMEM) return lode__nomem(context);
        if (status == LODE_E_LIMIT)
            return lode__over_limit(context, LODE_LIMIT_DICTIONARY_BYTES, of->most_bytes,
                                    NULL, lode_table_column_name(of->table, i));
    }
    return LODE_OK;
}

lode_status lode_table_export_arrow(lode_context *context, lode_table *table,
                                    size_t batch_rows, struct ArrowArrayStream *out)
{
    lode__enter(context);
    if (!context || !table || !out)
        return lode__invalid(context, "table and out must be given");
    const lode_allocator allocator = *lode__table_allocator(table);
    arrow_export *const made = lode__alloc_zero(&allocator, 1, sizeof(*made));
    if (!made) return lode__nomem(context);
    lode__refs_init(&made->refs);
    made->allocator = allocator;
    made->arena.allocator = &made->allocator;
    made->table = lode__table_ref(table);
    made->n_rows = lode_table_n_rows(table);
    made->n_columns = lode_table_n_columns(table);
    made->batch_rows = round_up(batch_rows);
    made->most_bytes = lode__limit(context, LODE_LIMIT_DICTIONARY_BYTES);
    const lode_status status = make_columns(context, made);
    if (status < 0) {
        drop(made);
        return status;
    }
    *out = (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream,
                                     made};
    return LODE_OK;
}
