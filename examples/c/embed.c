/* A host that links Lode: it lends the library its memory and its log, builds a model
 * without any file, and asks what changes when the bill of materials does.
 *
 *     cc embed.c $(pkg-config --cflags --libs lode) -o embed
 */
#include <lode.h>

#include <stdio.h>
#include <stdlib.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))
/* Ends the calling function where a call fails; the log callback has said why. */
#define TRY(call)                                                                        \
    do {                                                                                 \
        const lode_status tried = (call);                                                \
        if (tried < 0) return tried;                                                     \
    } while (0)

/* ---- what the host lends ---- */

/* Memory in use, counted: a host may as well give out its own pools. */
typedef struct host_memory {
    size_t in_use, peak;
} host_memory;

static void count(host_memory *memory, size_t grown, size_t shrunk)
{
    memory->in_use = memory->in_use + grown - shrunk;
    if (memory->in_use > memory->peak) memory->peak = memory->in_use;
}

/* free() is not told a size, so each block carries its own in front. */
typedef union block {
    size_t size;
    max_align_t align;
} block;

static void *host_alloc(size_t size, void *user)
{
    block *const made =
        size <= SIZE_MAX - sizeof(block) ? malloc(sizeof(block) + size) : NULL;
    if (!made) return NULL;
    made->size = size;
    count(user, size, 0);
    return made + 1;
}

static void *host_realloc(void *ptr, size_t old_size, size_t new_size, void *user)
{
    if (!ptr) return host_alloc(new_size, user);
    if (new_size > SIZE_MAX - sizeof(block)) return NULL;
    block *const made = realloc((block *)ptr - 1, sizeof(block) + new_size);
    if (!made) return NULL;
    made->size = new_size;
    count(user, new_size, old_size);
    return made + 1;
}

static void host_free(void *ptr, void *user)
{
    if (!ptr) return;
    block *const dying = (block *)ptr - 1;
    count(user, 0, dying->size);
    free(dying);
}

static void host_log(const lode_diagnostic *diagnostic, void *user)
{
    char line[1024];
    lode_diagnostic_format(diagnostic, line, sizeof(line));
    fprintf(user, "%s\n", line);
}

/* ---- the model ---- */

typedef struct share {
    const char *country;
    double share_frac;
} share;

typedef struct input {
    const char *item;
    double quantity, yield_frac;
} input;

static lode_status add_item(lode_context *context, lode_builder *builder, const char *id,
                            const char *unit, const char *stage)
{
    lode_item_record record = LODE_ITEM_RECORD_INIT;
    record.id = id;
    record.unit = unit;
    record.stage = stage;
    return lode_builder_item(context, builder, &record);
}

/* Who delivers the item named last to the world. */
static lode_status add_origin(lode_context *context, lode_builder *builder,
                              const share *shares, size_t n_shares)
{
    lode_origin_record head = LODE_ORIGIN_RECORD_INIT;
    head.basis = LODE_BASIS_GROSS_MASS;
    head.market = "*";
    TRY(lode_builder_origin(context, builder, &head));
    for (size_t i = 0; i < n_shares; i++) {
        lode_share_record record = LODE_SHARE_RECORD_INIT;
        record.country = shares[i].country;
        record.share_frac = shares[i].share_frac;
        TRY(lode_builder_share(context, builder, &record));
    }
    return LODE_OK;
}

/* What the item named last takes. */
static lode_status add_inputs(lode_context *context, lode_builder *builder,
                              const input *inputs, size_t n_inputs)
{
    for (size_t i = 0; i < n_inputs; i++) {
        lode_input_record record = LODE_INPUT_RECORD_INIT;
        record.item = inputs[i].item;
        record.quantity = inputs[i].quantity;
        record.yield_frac = inputs[i].yield_frac;
        record.has = LODE_INPUT_HAS_YIELD;
        TRY(lode_builder_input(context, builder, &record));
    }
    return LODE_OK;
}

/* A motor with a sintered magnet; `n_oxides` of the magnet's oxides are in it. */
static lode_status add_motor(lode_context *context, lode_builder *builder,
                             size_t n_oxides)
{
    static const share dysprosium[] = {{"CHN", 0.95}, {"USA", 0.05}};
    static const share neodymium[] = {{"CHN", 0.60}, {"AUS", 0.25}, {"USA", 0.15}};
    static const share magnets[] = {{"JPN", 0.60}, {"CHN", 0.20}, {"DEU", 0.20}};
    static const input oxides[] = {{"nd-oxide", 0.34, 0.85}, {"dy-oxide", 0.04, 0.85}};
    static const input magnet[] = {{"magnet", 1.2, 1.0}};
    TRY(add_item(context, builder, "dy-oxide", "kg", "refine"));
    TRY(add_origin(context, builder, dysprosium, N(dysprosium)));
    TRY(add_item(context, builder, "nd-oxide", "kg", "refine"));
    TRY(add_origin(context, builder, neodymium, N(neodymium)));
    TRY(add_item(context, builder, "magnet", "kg", "component"));
    TRY(add_origin(context, builder, magnets, N(magnets)));
    TRY(add_inputs(context, builder, oxides, n_oxides));
    TRY(add_item(context, builder, "motor", "each", "product"));
    TRY(add_inputs(context, builder, magnet, N(magnet)));
    lode_product_record product = LODE_PRODUCT_RECORD_INIT;
    product.item = "motor";
    product.home = "USA";
    return lode_builder_product(context, builder, &product);
}

static lode_status build_model(lode_context *context, size_t n_oxides, lode_model **out)
{
    lode_builder *builder = NULL;
    TRY(lode_builder_new(context, &builder));
    lode_status status = add_motor(context, builder, n_oxides);
    if (status >= 0) status = lode_builder_freeze(context, builder, out);
    lode_builder_free(builder);
    return status;
}

/* ---- the question ---- */

/* Columns are plain arrays; a host reads them where they are. */
static void print_losses(const lode_table *table)
{
    const size_t country = lode_table_find_column(table, "country");
    const size_t binding = lode_table_find_column(table, "binding");
    const double *const loss =
        lode_table_reals(table, lode_table_find_column(table, "loss"));
    for (size_t row = 0; row < lode_table_n_rows(table); row++)
        printf("  without %s  %5.1f %% of the motors are lost  %s\n",
               lode_table_text(table, country, row), 100.0 * loss[row],
               lode_table_text(table, binding, row));
}

static lode_status print_exposure(lode_context *context, size_t n_oxides)
{
    const lode_exposure_options options = {.struct_size = sizeof(options),
                                           .kinds = LODE_STOP_PRODUCTION};
    lode_model *model = NULL;
    lode_network *network = NULL;
    lode_table *table = NULL;
    lode_status status = build_model(context, n_oxides, &model);
    if (status >= 0) status = lode_network_compile(context, model, NULL, &network);
    if (status >= 0) status = lode_exposure(context, network, &options, &table);
    if (status >= 0) print_losses(table);
    lode_table_free(table);
    lode_network_unref(network);
    lode_model_unref(model);
    return status;
}

int main(void)
{
    host_memory memory = {0, 0};
    const lode_allocator allocator = {host_alloc, host_realloc, host_free, &memory};
    const lode_context_options options = {.struct_size = sizeof(options),
                                          .allocator = &allocator,
                                          .log = host_log,
                                          .log_user = stderr};
    lode_context *context = NULL;
    if (lode_context_new(&options, &context) < 0) return EXIT_FAILURE;
    printf("Magnets with dysprosium\n");
    lode_status status = print_exposure(context, 2);
    if (status >= 0) {
        printf("Magnets without\n");
        status = print_exposure(context, 1);
    }
    lode_context_free(context);
    printf("memory: %zu bytes at most, %zu left\n", memory.peak, memory.in_use);
    return status < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
