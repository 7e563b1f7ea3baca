/* Trials of bills of materials. */
#include "trial.h"

#include <string.h>

static const char csv[] = "Level,Part Number,Description,Quantity\n"
                          "0,A,Drive,1\n1,B,Block N42M magnet,2\n1,C,Screw M5,4\n";

static int64_t give(void *data, size_t capacity, void *user)
{
    const char **const text = user;
    const size_t left = strlen(*text);
    const size_t n = left < capacity ? left : capacity;
    memcpy(data, *text, n);
    *text += n;
    return (int64_t)n;
}

static lode_status read_bom(lode_context *context, lode_bom *bom)
{
    const char *text = csv;
    const lode_status status =
        lode_bom_read_memory(context, bom, csv, sizeof(csv) - 1, NULL);
    return status < 0 ? status : lode_bom_read_callback(context, bom, give, &text, NULL);
}

/* From a text and a stream to items of a model. */
static lode_status try_bom(lode_context *context, const trial_world *world,
                           trial_seen *seen)
{
    (void)world;
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_table *table = NULL;
    lode_status status = lode_bom_new(context, NULL, &bom);
    TRIAL_RESULT(status, bom);
    if (status >= 0) status = read_bom(context, bom);
    if (status >= 0) status = lode_builder_new(context, &builder);
    if (status >= 0) {
        status = lode_bom_resolve(context, bom, builder, NULL, &table);
        status = trial_see_result(status, table, seen);
    }
    lode_builder_free(builder);
    lode_bom_free(bom);
    return status;
}

static lode_status try_bom_file(lode_context *context, const trial_world *world,
                                trial_seen *seen)
{
    (void)world;
    (void)seen;
    lode_bom *bom = NULL;
    lode_status status = lode_bom_new(context, NULL, &bom);
    if (status >= 0) {
        status = lode_bom_read_file(context, bom, "no/such/file.csv", NULL);
        if (status == LODE_E_IO) status = LODE_OK;
    }
    lode_bom_free(bom);
    trial_see_size(seen, lode_bom_guess(csv, sizeof(csv) - 1));
    trial_see(seen, lode_bom_format_name(1));
    trial_see(seen, lode_bom_format_title(1));
    return status;
}

const trial trials_of_boms[] = {
    {"lode_bom_new lode_bom_free lode_bom_read_memory lode_bom_read_callback "
     "lode_bom_resolve",
     try_bom, true},
    {"lode_bom_read_file lode_bom_guess lode_bom_format_name lode_bom_format_title",
     try_bom_file, true},
    {NULL, NULL, false}};
