/* Another program's reader: every analysis of a model goes through Arrow into DuckDB,
 * which is asked for it back, cell by cell.  duckdb LIBDUCKDB.SO FILE...
 *
 * DuckDB's C interface is used as far as it is needed here; the library is loaded at run
 * time. */
#include <lode.h>

#include <dlfcn.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- DuckDB ---- */

typedef void *handle;
typedef struct result {
    uint64_t n_columns, n_rows, n_changed;
    void *columns;
    char *error;
    void *internal;
} result;

#define DUCKDB_MAP(X)                                                                    \
    X(int, open, (const char *path, handle *out))                                        \
    X(void, close, (handle * database))                                                  \
    X(int, connect, (handle database, handle * out))                                     \
    X(void, disconnect, (handle * connection))                                           \
    X(int, query, (handle connection, const char *sql, result *out))                     \
    X(const char *, result_error, (result * from))                                       \
    X(void, destroy_result, (result * from))                                             \
    X(uint64_t, row_count, (result * from))                                              \
    X(bool, value_is_null, (result * from, uint64_t column, uint64_t row))               \
    X(double, value_double, (result * from, uint64_t column, uint64_t row))              \
    X(int64_t, value_int64, (result * from, uint64_t column, uint64_t row))              \
    X(bool, value_boolean, (result * from, uint64_t column, uint64_t row))               \
    X(char *, value_varchar, (result * from, uint64_t column, uint64_t row))             \
    X(void, free, (void *memory))                                                        \
    X(handle, schema_from_arrow,                                                         \
      (handle connection, struct ArrowSchema * schema, handle * out))                    \
    X(void, destroy_arrow_converted_schema, (handle * schema))                           \
    X(handle, data_chunk_from_arrow,                                                     \
      (handle connection, struct ArrowArray * array, handle schema, handle * out))       \
    X(void, destroy_data_chunk, (handle * chunk))                                        \
    X(const char *, error_data_message, (handle error))                                  \
    X(int, appender_create,                                                              \
      (handle connection, const char *schema, const char *table, handle *out))           \
    X(int, append_data_chunk, (handle appender, handle chunk))                           \
    X(const char *, appender_error, (handle appender))                                   \
    X(int, appender_destroy, (handle * appender))

typedef struct duckdb {
#define DUCKDB_MEMBER(type, name, parameters) type(*name) parameters;
    DUCKDB_MAP(DUCKDB_MEMBER)
#undef DUCKDB_MEMBER
} duckdb;

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why ? why : "failed");
    exit(EXIT_FAILURE);
}

static void expect(bool holds, const char *what, const char *why)
{
    if (!holds) fail(what, why);
}

/* A function's address comes as a pointer to data, which C does not convert. */
static void find_function(void *library, const char *name, void *function)
{
    void *const address = dlsym(library, name);
    expect(address, name, dlerror());
    memcpy(function, &address, sizeof(address));
}

static duckdb load(const char *path)
{
    void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    expect(library, path, dlerror());
    duckdb db;
#define DUCKDB_FIND(type, name, parameters)                                              \
    find_function(library, "duckdb_" #name, &db.name);
    DUCKDB_MAP(DUCKDB_FIND)
#undef DUCKDB_FIND
    return db;
}

static void run(const duckdb *db, handle connection, const char *sql, result *out)
{
    if (db->query(connection, sql, out) != 0) fail(sql, db->result_error(out));
}

/* ---- memory, counted ---- */

static void *count_alloc(size_t size, void *user)
{
    void *const made = malloc(size);
    if (made) ++*(size_t *)user;
    return made;
}

static void *count_realloc(void *ptr, size_t old_size, size_t new_size, void *user)
{
    (void)old_size;
    (void)user;
    return realloc(ptr, new_size);
}

static void count_free(void *ptr, void *user)
{
    if (ptr) --*(size_t *)user;
    free(ptr);
}

/* ---- there and back ---- */

/* The types that lode/arrow.h promises, by DuckDB's names. */
static const char *sql_type(lode_column_type type)
{
    switch (type) {
    case LODE_COLUMN_REAL:
        return "DOUBLE";
    case LODE_COLUMN_INTEGER:
        return "BIGINT";
    case LODE_COLUMN_TEXT:
        return "VARCHAR";
    default:
        return "BOOLEAN";
    }
}

static void create_table(const duckdb *db, handle connection, const lode_table *table)
{
    char sql[4096];
    size_t used = (size_t)snprintf(sql, sizeof(sql), "CREATE OR REPLACE TABLE copy (");
    for (size_t i = 0; i < lode_table_n_columns(table); i++) {
        used += (size_t)snprintf(sql + used, sizeof(sql) - used, "%s\"%s\" %s",
                                 i > 0 ? ", " : "", lode_table_column_name(table, i),
                                 sql_type(lode_table_column_type(table, i)));
        expect(used + 2 < sizeof(sql), "table", "too many columns");
    }
    snprintf(sql + used, sizeof(sql) - used, ")");
    result made;
    run(db, connection, sql, &made);
    db->destroy_result(&made);
}

/* Appends all batches; DuckDB takes over each array. */
static void send(const duckdb *db, handle connection, struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    handle converted = NULL;
    handle appender = NULL;
    expect(stream->get_schema(stream, &schema) == 0, "get_schema", NULL);
    handle error = db->schema_from_arrow(connection, &schema, &converted);
    expect(!error, "schema_from_arrow", error ? db->error_data_message(error) : NULL);
    schema.release(&schema);
    expect(db->appender_create(connection, NULL, "copy", &appender) == 0, "appender",
           NULL);
    for (;;) {
        expect(stream->get_next(stream, &array) == 0, "get_next", NULL);
        if (!array.release) break;
        handle chunk = NULL;
        error = db->data_chunk_from_arrow(connection, &array, converted, &chunk);
        expect(!error, "data_chunk_from_arrow",
               error ? db->error_data_message(error) : NULL);
        if (db->append_data_chunk(appender, chunk) != 0)
            fail("append_data_chunk", db->appender_error(appender));
        db->destroy_data_chunk(&chunk);
    }
    expect(db->appender_destroy(&appender) == 0, "appender_destroy", NULL);
    db->destroy_arrow_converted_schema(&converted);
}

static bool same_cell(const duckdb *db, result *copy, const lode_table *table,
                      size_t column, size_t row)
{
    if (db->value_is_null(copy, column, row) == lode_table_has(table, column, row))
        return false;
    if (!lode_table_has(table, column, row)) return true;
    switch (lode_table_column_type(table, column)) {
    case LODE_COLUMN_REAL:
        return db->value_double(copy, column, row) ==
               lode_table_reals(table, column)[row];
    case LODE_COLUMN_INTEGER:
        return db->value_int64(copy, column, row) ==
               lode_table_integers(table, column)[row];
    case LODE_COLUMN_FLAG:
        return db->value_boolean(copy, column, row) ==
               lode_table_flags(table, column)[row];
    default:
        break;
    }
    char *const text = db->value_varchar(copy, column, row);
    const bool same = strcmp(text, lode_table_text(table, column, row)) == 0;
    db->free(text);
    return same;
}

/* Gaps found, so that the test can tell that it saw some. */
static size_t compare(const duckdb *db, handle connection, const lode_table *table)
{
    result copy;
    size_t n_gaps = 0;
    run(db, connection, "SELECT * FROM copy", &copy);
    expect(db->row_count(&copy) == lode_table_n_rows(table), lode_table_name(table),
           "DuckDB has another number of rows");
    for (size_t column = 0; column < lode_table_n_columns(table); column++) {
        for (size_t row = 0; row < lode_table_n_rows(table); row++) {
            if (!same_cell(db, &copy, table, column, row)) {
                fprintf(stderr, "row %zu: ", row);
                fail(lode_table_column_name(table, column), "DuckDB has another figure");
            }
            n_gaps += !lode_table_has(table, column, row);
        }
    }
    db->destroy_result(&copy);
    return n_gaps;
}

enum { BATCH_ROWS = 192 }; /* DuckDB appends at most 2048 rows at a time */

static void check_analysis(const duckdb *db, handle connection, lode_context *context,
                           lode_network *network, const lode_analysis *analysis)
{
    lode_table *table = NULL;
    struct ArrowArrayStream stream;
    if (analysis->run(context, network, NULL, &table) < 0 ||
        lode_table_export_arrow(context, table, BATCH_ROWS, &stream) < 0)
        fail(analysis->name, lode_diagnostic_message(lode_context_error(context)));
    create_table(db, connection, table);
    send(db, connection, &stream);
    stream.release(&stream);
    const size_t n_gaps = compare(db, connection, table);
    printf("%-14s %5zu rows of %2zu columns, %5zu gaps: as in the table\n",
           analysis->name, lode_table_n_rows(table), lode_table_n_columns(table), n_gaps);
    lode_table_free(table);
}

static lode_network *compile(lode_context *context, char **paths, int n_paths)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_status status = lode_builder_new(context, &builder);
    for (int i = 0; i < n_paths && status >= 0; i++)
        status = lode_read_file(context, builder, paths[i], NULL);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) status = lode_network_compile(context, model, NULL, &network);
    if (status < 0) fail("model", lode_diagnostic_message(lode_context_error(context)));
    lode_model_unref(model);
    lode_builder_free(builder);
    return network;
}

int main(int argc, char **argv)
{
    expect(argc > 2, "usage", "duckdb LIBDUCKDB.SO FILE...");
    const duckdb db = load(argv[1]);
    handle database = NULL;
    handle connection = NULL;
    expect(db.open(NULL, &database) == 0 && db.connect(database, &connection) == 0,
           "DuckDB", "does not open");
    size_t n_live = 0;
    const lode_allocator allocator = {count_alloc, count_realloc, count_free, &n_live};
    const lode_context_options options = {.struct_size = sizeof(options),
                                          .allocator = &allocator};
    lode_context *context = NULL;
    expect(lode_context_new(&options, &context) == LODE_OK, "context", NULL);
    lode_network *const network = compile(context, argv + 2, argc - 2);
    for (size_t i = 0; lode_analysis_at(i); i++)
        check_analysis(&db, connection, context, network, lode_analysis_at(i));
    lode_network_unref(network);
    lode_context_free(context);
    db.disconnect(&connection);
    db.close(&database);
    printf("%zu pieces of memory not given back\n", n_live);
    return n_live == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
