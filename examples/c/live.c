/* A host that lives with its bill of materials: each time a line changes it builds the
 * model anew, and prints what the change did to needs and to losses.
 *
 *     cc live.c $(pkg-config --cflags --libs lode) -o live
 */
#include <lode.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))
/* Ends the calling function where a call fails; the log callback has said why. */
#define TRY(call)                                                                        \
    do {                                                                                 \
        const lode_status tried = (call);                                                \
        if (tried < 0) return tried;                                                     \
    } while (0)

/* ---- what the host has ---- */

/* Who makes what goes into a motor: in a host of size a file, or its database. */
static const char supply[] =
    "<lode xmlns='urn:lode:model:1'>"
    "<item id='dy-oxide' unit='kg' stage='refine'><origin market='*' basis='gross-mass'>"
    "<from country='CHN' share='0.9'/><from country='AUS' share='0.1'/></origin></item>"
    "<item id='nd-oxide' unit='kg' stage='refine'><origin market='*' basis='gross-mass'>"
    "<from country='CHN' share='0.6'/><from country='AUS' share='0.4'/></origin></item>"
    "<item id='magnet-uh' unit='kg' stage='component'>"
    "<input item='dy-oxide' quantity='0.04'/><input item='nd-oxide' quantity='0.36'/>"
    "<origin market='*' basis='gross-mass'>"
    "<from country='JPN' share='0.5'/><from country='CHN' share='0.3'/>"
    "<from country='DEU' share='0.2'/></origin></item>"
    "<item id='magnet-n' unit='kg' stage='component'>"
    "<input item='nd-oxide' quantity='0.4'/>"
    "<origin market='*' basis='gross-mass'>"
    "<from country='CHN' share='0.8'/><from country='JPN' share='0.2'/></origin></item>"
    "</lode>";

/* The magnet of the motor, as the host's own records have it. */
typedef struct part {
    const char *item;
    double quantity_kg;
    const char *supplier; /* country; NULL: whoever the market offers */
} part;

/* Changes as they come in, each with what holds afterwards. */
static const struct {
    const char *what;
    part magnet;
} changes[] = {
    {"As first designed", {"magnet-uh", 1.2, NULL}},
    {"A smaller magnet", {"magnet-uh", 0.9, NULL}},
    {"Bought in Germany only", {"magnet-uh", 0.9, "DEU"}},
    {"A grade without dysprosium", {"magnet-n", 1.0, NULL}},
};

/* Memory pieces lent and not yet given back. */
static void *host_alloc(size_t size, void *user)
{
    void *const made = malloc(size);
    if (made) ++*(long *)user;
    return made;
}

static void *host_realloc(void *ptr, size_t old_size, size_t new_size, void *user)
{
    (void)old_size;
    return ptr ? realloc(ptr, new_size) : host_alloc(new_size, user);
}

static void host_free(void *ptr, void *user)
{
    if (ptr) --*(long *)user;
    free(ptr);
}

static void host_log(const lode_diagnostic *diagnostic, void *user)
{
    char line[1024];
    lode_diagnostic_format(diagnostic, line, sizeof(line));
    fprintf(user, "%s\n", line);
}

/* ---- the model ---- */

/* A supplier of its own is an origin vector of the motor's market. */
static lode_status add_supplier(lode_context *context, lode_builder *builder,
                                const part *magnet)
{
    lode_origin_record head = LODE_ORIGIN_RECORD_INIT;
    head.basis = LODE_BASIS_GROSS_MASS;
    head.market = "FRA";
    lode_share_record share = LODE_SHARE_RECORD_INIT;
    share.country = magnet->supplier;
    share.share_frac = 1.0;
    TRY(lode_builder_within(context, builder, magnet->item));
    TRY(lode_builder_origin(context, builder, &head));
    return lode_builder_share(context, builder, &share);
}

static lode_status add_motor(lode_context *context, lode_builder *builder,
                             const part *magnet)
{
    lode_item_record motor = LODE_ITEM_RECORD_INIT;
    motor.id = "motor";
    motor.unit = "each";
    lode_input_record line = LODE_INPUT_RECORD_INIT;
    line.item = magnet->item;
    line.quantity = magnet->quantity_kg;
    line.unit = "kg";
    lode_product_record product = LODE_PRODUCT_RECORD_INIT;
    product.item = "motor";
    product.home = "FRA";
    TRY(lode_builder_item(context, builder, &motor));
    TRY(lode_builder_input(context, builder, &line));
    TRY(lode_builder_product(context, builder, &product));
    return magnet->supplier ? add_supplier(context, builder, magnet) : LODE_OK;
}

static lode_status build_network(lode_context *context, const part *magnet,
                                 lode_network **out)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    TRY(lode_builder_new(context, &builder));
    lode_status status =
        lode_read_memory(context, builder, supply, sizeof(supply) - 1, NULL);
    if (status >= 0) status = add_motor(context, builder, magnet);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) status = lode_network_compile(context, model, NULL, out);
    lode_model_unref(model); /* the network keeps its own reference */
    lode_builder_free(builder);
    return status;
}

/* ---- what changed ---- */

/* What the motor needs, and what it loses when a country makes nothing. */
typedef struct answers {
    lode_table *needs, *losses;
} answers;

static void free_answers(answers *of)
{
    lode_table_free(of->needs);
    lode_table_free(of->losses);
    *of = (answers){NULL, NULL};
}

static lode_status ask(lode_context *context, const part *magnet, answers *out)
{
    static const char *const stages[] = {"refine", "component"};
    const lode_requirements_options items = {
        .struct_size = sizeof(items), .stages = stages, .n_stages = N(stages)};
    const lode_exposure_options stops = {.struct_size = sizeof(stops),
                                         .kinds = LODE_STOP_PRODUCTION,
                                         .stages = stages,
                                         .n_stages = N(stages)};
    lode_network *network = NULL;
    lode_status status = build_network(context, magnet, &network);
    if (status >= 0) status = lode_requirements(context, network, &items, &out->needs);
    if (status >= 0) status = lode_exposure(context, network, &stops, &out->losses);
    lode_network_unref(network);
    return status;
}

/* The figure of the row that `key` names; 0 where there is no such row. */
static double figure_of(const lode_table *table, const char *names, const char *figures,
                        const char *key)
{
    const size_t name = lode_table_find_column(table, names);
    const double *const figure =
        lode_table_reals(table, lode_table_find_column(table, figures));
    for (size_t row = 0; row < lode_table_n_rows(table); row++) {
        if (strcmp(lode_table_text(table, name, row), key) == 0) return figure[row];
    }
    return 0.0;
}

/* Rows of either table whose figure is another in the other one. */
static void print_changes(const lode_table *before, const lode_table *after,
                          const char *names, const char *figures, const char *unit)
{
    const lode_table *const both[] = {after, before};
    for (size_t side = 0; side < N(both); side++) {
        const size_t name = lode_table_find_column(both[side], names);
        for (size_t row = 0; row < lode_table_n_rows(both[side]); row++) {
            const char *const key = lode_table_text(both[side], name, row);
            const double was = figure_of(before, names, figures, key);
            const double is = figure_of(after, names, figures, key);
            /* What both have was printed with the first. */
            if (fabs(is - was) < 1e-9 || (side == 1 && is != 0.0)) continue;
            printf("  %-10s %6.3f -> %6.3f %s\n", key, was, is, unit);
        }
    }
}

static lode_status follow_changes(lode_context *context, answers *before)
{
    for (size_t i = 0; i < N(changes); i++) {
        answers after = {NULL, NULL};
        const lode_status status = ask(context, &changes[i].magnet, &after);
        if (status >= 0) {
            printf("%s\n", changes[i].what);
            print_changes(before->needs, after.needs, "item", "quantity", "kg a motor");
            print_changes(before->losses, after.losses, "country", "loss",
                          "of all motors lost");
        }
        free_answers(before);
        *before = after;
        TRY(status);
    }
    return LODE_OK;
}

int main(void)
{
    long n_lent = 0;
    const lode_allocator allocator = {host_alloc, host_realloc, host_free, &n_lent};
    const lode_context_options options = {.struct_size = sizeof(options),
                                          .allocator = &allocator,
                                          .log = host_log,
                                          .log_user = stderr};
    lode_context *context = NULL;
    answers last = {NULL, NULL};
    if (lode_context_new(&options, &context) < 0) return EXIT_FAILURE;
    const lode_status status = follow_changes(context, &last);
    free_answers(&last);
    lode_context_free(context);
    printf("%ld pieces of memory still lent\n", n_lent);
    return status < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
