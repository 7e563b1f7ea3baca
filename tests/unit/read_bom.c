/* tests/cases/bom: a folder a bill of materials; what it becomes on the reference data
 * and the rules beside, as a model, as coverage, and what is said of it. */
#include "read_common.h"

#include <dirent.h>

static const char root[] = LODE_TEST_CASES "/bom";

static const char *input_of(const char *name, char path[512])
{
    static const char *const inputs[] = {"input.xml", "input.csv"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, 512, "%s/%s/%s", root, name, inputs[i]);
        FILE *file = fopen(path, "rb");
        if (!file) continue;
        fclose(file);
        return inputs[i];
    }
    return NULL;
}

typedef struct import_case {
    const char *name;
    read_text model, coverage;
} import_case;

static lode_status read_parts(lode_context *context, lode_bom *bom, const char *name)
{
    char path[512];
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    options.source = input_of(name, path);
    return lode_bom_read_file(context, bom, path, &options);
}

static lode_status write_results(lode_context *context, const lode_model *model,
                                 const lode_table *coverage, import_case *to)
{
    lode_status status = lode_write_model(context, model, read_text_write, &to->model);
    if (status >= 0)
        status = lode_table_write_csv(context, coverage, read_text_write, &to->coverage);
    return status;
}

/* The whole way, once. */
static lode_status import_one(lode_context *context, void *user)
{
    import_case *to = user;
    lode_rules *rules = NULL;
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_table *coverage = NULL;
    lode_bom_options options = LODE_BOM_OPTIONS_INIT;
    options.home = "USA";
    to->model.len = to->coverage.len = 0;
    lode_status status = lode_rules_read_file(
        context, LODE_TEST_CASES "/bom/test.rules.xml", NULL, NULL, &rules);
    if (status >= 0) status = lode_bom_new(context, rules, &bom);
    if (status >= 0) status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = lode_read_file(context, builder,
                                LODE_TEST_CASES "/bom/reference.lode.xml", NULL);
    if (status >= 0) status = read_parts(context, bom, to->name);
    if (status >= 0)
        status = lode_bom_resolve(context, bom, builder, &options, &coverage);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) status = write_results(context, model, coverage, to);
    lode_table_free(coverage);
    lode_model_unref(model);
    lode_builder_free(builder);
    lode_bom_free(bom);
    lode_rules_unref(rules);
    return status;
}

static void expect_file(const read_text *got, const char *name, const char *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", root, name, file);
    read_text expected = read_text_load(path);
    read_expect_text(got, expected.data, path);
    free(expected.data);
}

static void check_case(lode_context *context, const char *name)
{
    import_case got = {.name = name};
    const lode_status status = import_one(context, &got);
    cr_assert(status >= 0, "%s: %s", name,
              lode_diagnostic_message(lode_context_error(context)));
    read_text report = read_text_report(context);
    expect_file(&got.model, name, "model.lode.xml");
    expect_file(&got.coverage, name, "coverage.csv");
    expect_file(&report, name, "said");
    lode_report_clear(context);
    free(got.model.data);
    free(got.coverage.data);
    free(report.data);
}

LODE_TEST(read_bom, every_case)
{
    size_t n = 0;
    DIR *folder = opendir(root);
    cr_assert(folder != NULL, "%s is missing", root);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char path[512];
        if (!input_of(entry->d_name, path)) continue;
        check_case(ctx, entry->d_name);
        n++;
    }
    closedir(folder);
    cr_expect(n >= 12, "only %zu cases in %s", n, root);
}

/* Memory fails at every allocation: no crash, no leak, no wrong success. */
LODE_TEST(read_bom, memory_xml)
{
    import_case input = {.name = "ipc-1752"};
    cr_expect(lode_test_sweep(import_one, &input) > 100);
    free(input.model.data);
    free(input.coverage.data);
}

LODE_TEST(read_bom, memory_csv)
{
    import_case input = {.name = "csv-levels"};
    cr_expect(lode_test_sweep(import_one, &input) > 100);
    free(input.model.data);
    free(input.coverage.data);
}
