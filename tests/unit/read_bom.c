/* tests/cases/bom: a folder a bill of materials; what it becomes on the reference data
 * and the rules beside, as a model, as coverage, and what is said of it. In
 * tests/cases/bom-invalid it becomes nothing, and `error` is what is said; `limits` may
 * lower a limit. */
#include "read_common.h"

#include "read/bom.h"

#include <dirent.h>
#include <math.h>
#include <time.h>

static const char good[] = LODE_TEST_CASES "/bom";
static const char invalid[] = LODE_TEST_CASES "/bom-invalid";

typedef struct import_case {
    const char *root, *name;
    bool used_up; /* the list, by the call that resolves it */
    read_text model, coverage;
} import_case;

static const char *input_of(const char *root, const char *name, char path[512])
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

static lode_status read_parts(lode_context *context, lode_bom *bom,
                              const import_case *from)
{
    char path[512];
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    options.source = input_of(from->root, from->name, path);
    read_set_limits(context, from->root, from->name);
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
    if (status >= 0) status = read_parts(context, bom, to);
    if (status >= 0)
        status = to->used_up
                     ? lode_bom_use_up(context, bom, builder, &options, &coverage)
                     : lode_bom_resolve(context, bom, builder, &options, &coverage);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) status = write_results(context, model, coverage, to);
    lode_table_free(coverage);
    lode_model_unref(model);
    lode_builder_free(builder);
    lode_bom_free(bom);
    lode_rules_unref(rules);
    return status;
}

static void expect_file(const read_text *got, const import_case *of, const char *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", of->root, of->name, file);
    read_text expected = read_text_load(path);
    read_expect_text(got, expected.data, path);
    free(expected.data);
}

static void check_good(lode_context *context, import_case *got)
{
    const lode_status status = import_one(context, got);
    cr_assert(status >= 0, "%s: %s", got->name,
              lode_diagnostic_message(lode_context_error(context)));
    read_text report = read_text_report(context);
    expect_file(&got->model, got, "model.lode.xml");
    expect_file(&got->coverage, got, "coverage.csv");
    expect_file(&report, got, "said");
    free(report.data);
}

static void check_invalid(lode_context *context, import_case *got)
{
    read_set_limits(context, got->root, ""); /* as they were before the last case */
    const lode_status status = import_one(context, got);
    cr_expect(status < 0, "%s was accepted", got->name);
    const lode_diagnostic *error = lode_context_error(context);
    cr_assert(error != NULL, "%s", got->name);
    cr_expect_eq(lode_diagnostic_status(error), status, "%s", got->name);
    read_text report = read_text_report(context);
    expect_file(&report, got, "error");
    free(report.data);
}

static void check_folder(lode_context *context, const char *root, bool used_up,
                         size_t at_least, void (*check)(lode_context *, import_case *))
{
    size_t n = 0;
    DIR *folder = opendir(root);
    cr_assert(folder != NULL, "%s is missing", root);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char path[512];
        if (!input_of(root, entry->d_name, path)) continue;
        import_case got = {.root = root, .name = entry->d_name, .used_up = used_up};
        check(context, &got);
        lode_report_clear(context);
        free(got.model.data);
        free(got.coverage.data);
        n++;
    }
    closedir(folder);
    cr_expect(n >= at_least, "only %zu cases in %s", n, root);
}

LODE_TEST(read_bom, every_case)
{
    check_folder(ctx, good, false, 12, check_good);
}

/* What is given back meanwhile changes nothing. */
LODE_TEST(read_bom, every_case_used_up)
{
    check_folder(ctx, good, true, 12, check_good);
    check_folder(ctx, invalid, true, 30, check_invalid);
}

/* A list that was used up is empty, and can be read into again. */
LODE_TEST(read_bom, used_up)
{
    static const char rows[] = "parent,id,quantity\nA,B,1\nA,C,2\n";
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    for (unsigned round = 0; round < 2; round++) {
        cr_assert_eq(lode_bom_read_memory(ctx, bom, rows, strlen(rows), NULL), LODE_OK);
        cr_expect_eq(lode_bom_use_up(ctx, bom, builder, NULL, NULL), LODE_OK);
        cr_assert_eq(lode_builder_freeze(ctx, builder, &model), LODE_OK);
        cr_expect_eq(lode_model_count(model, LODE_COUNT_INPUTS), 2);
        lode_model_unref(model);
        cr_expect_eq(lode_bom_resolve(ctx, bom, builder, NULL, NULL), LODE_OK);
        cr_assert_eq(lode_builder_freeze(ctx, builder, &model), LODE_OK);
        cr_expect_eq(lode_model_count(model, LODE_COUNT_ITEMS), 0);
        lode_model_unref(model);
    }
    /* Misuse leaves it alone. */
    cr_assert_eq(lode_bom_read_memory(ctx, bom, rows, strlen(rows), NULL), LODE_OK);
    cr_expect_eq(lode_bom_use_up(NULL, bom, builder, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_use_up(ctx, NULL, builder, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_use_up(ctx, bom, NULL, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(bom->n_parts, 3);
    lode_builder_free(builder);
    lode_bom_free(bom);
}

LODE_TEST(read_bom, every_invalid_case)
{
    check_folder(ctx, invalid, false, 30, check_invalid);
}

/* Memory fails at every allocation: no crash, no leak, no wrong success. */
LODE_TEST(read_bom, memory_xml)
{
    import_case input = {.root = good, .name = "ipc-1752"};
    cr_expect(lode_test_sweep(import_one, &input) > 100);
    free(input.model.data);
    free(input.coverage.data);
}

LODE_TEST(read_bom, memory_csv)
{
    import_case input = {.root = good, .name = "csv-levels", .used_up = true};
    cr_expect(lode_test_sweep(import_one, &input) > 100);
    free(input.model.data);
    free(input.coverage.data);
}

LODE_TEST(read_bom, memory_item)
{
    import_case input = {.root = good, .name = "csv-item"};
    cr_expect(lode_test_sweep(import_one, &input) > 100);
    free(input.model.data);
    free(input.coverage.data);
}

LODE_TEST(read_bom, memory_ranges)
{
    import_case input = {.root = good, .name = "iec-ranges"};
    cr_expect(lode_test_sweep(import_one, &input) > 100);
    free(input.model.data);
    free(input.coverage.data);
}

/* --- a part that is an item --- */

/* The item is counted in tonnes and is a by-product in part:
 * 25 g of it are 0.000025 t. */
LODE_TEST(read_bom, item_by_the_tonne)
{
    static const char model_text[] =
        "<lode xmlns=\"urn:lode:model:1\"><stage id=\"metal\"/><stage id=\"component\"/>"
        "<item id=\"zn\" unit=\"kg\" stage=\"metal\"><origin market=\"*\" "
        "basis=\"count\">"
        "<from country=\"CHN\" share=\"1\"/></origin></item>"
        "<item id=\"magnet-uh\" unit=\"t\" stage=\"component\" price=\"60000\">"
        "<input item=\"zn\" quantity=\"500\" kind=\"both\"/><host item=\"zn\" "
        "part=\"0.5\"/>"
        "<origin market=\"*\" basis=\"count\"><from country=\"CHN\" "
        "share=\"1\"/></origin></item></lode>";
    static const char part_text[] = "parent,id,description,quantity,mass,country\n"
                                    ",A,Motor,,,\nA,B,N42UH,1,25 g,CN\n";
    lode_rules *rules = NULL;
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    read_text written = {0};
    cr_assert_eq(lode_rules_read_file(ctx, LODE_TEST_CASES "/bom/test.rules.xml", NULL,
                                      NULL, &rules),
                 LODE_OK);
    cr_assert_eq(lode_bom_new(ctx, rules, &bom), LODE_OK);
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_assert_eq(lode_read_memory(ctx, builder, model_text, sizeof(model_text) - 1, NULL),
                 LODE_OK);
    cr_assert_eq(lode_bom_read_memory(ctx, bom, part_text, sizeof(part_text) - 1, NULL),
                 LODE_OK);
    cr_assert_eq(lode_bom_resolve(ctx, bom, builder, NULL, NULL), LODE_OK);
    cr_assert_eq(lode_builder_freeze(ctx, builder, &model), LODE_OK);
    cr_assert_eq(lode_write_model(ctx, model, read_text_write, &written), LODE_OK);
    const char *const item = strstr(written.data, "<item id=\"B\"");
    cr_assert(item != NULL);
    const char *const end = strstr(item, "</item>");
    const char *const facts[] = {"stage=\"component\" price=\"1.5\"",
                                 "<input item=\"zn\" quantity=\"0.0125\" kind=\"both\"/>",
                                 "<host item=\"zn\" part=\"0.5\"/>"};
    for (size_t i = 0; i < 3; i++) {
        const char *const found = strstr(item, facts[i]);
        cr_expect(found && found < end, "%s in %s", facts[i], item);
    }
    free(written.data);
    lode_model_unref(model);
    lode_builder_free(builder);
    lode_bom_free(bom);
    lode_rules_unref(rules);
}

/* --- lists beside a model --- */

/* Freezes what a list says of parts, and a model besides; the model as it is written. */
static lode_status import_beside(lode_context *context, const char *part_text,
                                 const char *model_text, read_text *out)
{
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_bom_new(context, NULL, &bom), LODE_OK);
    cr_assert_eq(lode_builder_new(context, &builder), LODE_OK);
    cr_assert_eq(lode_bom_read_memory(context, bom, part_text, strlen(part_text), NULL),
                 LODE_OK);
    cr_assert_eq(lode_bom_resolve(context, bom, builder, NULL, NULL), LODE_OK);
    cr_assert_eq(lode_read_memory(context, builder, model_text, strlen(model_text), NULL),
                 LODE_OK);
    const lode_status status = lode_builder_freeze(context, builder, &model);
    if (status >= 0)
        cr_assert_eq(lode_write_model(context, model, read_text_write, out), LODE_OK);
    cr_expect(status < 0 || lode_model_count(model, LODE_COUNT_VECTORS) ==
                                lode_model_count(model, LODE_COUNT_SHARES));
    lode_model_unref(model);
    lode_builder_free(builder);
    lode_bom_free(bom);
    return status;
}

#define LODE_OF(text) "<lode xmlns=\"urn:lode:model:1\">" text "</lode>"
#define UNKNOWN                                                                          \
    "    <origin market=\"*\" basis=\"count\">\n"                                        \
    "      <from country=\"ZZZ\" share=\"1\"/>\n    </origin>\n"

static const char two_parts[] = "parent,id,quantity\n,A,\nA,B,1\nA,C,2\n";

/* What others say of such a part stands beside it, or is held against it. */
LODE_TEST(read_bom, unknown_make)
{
    static const char item_c[] =
        "  <item id=\"C\" unit=\"each\">\n" UNKNOWN "  </item>\n";
    read_text written = {0};
    cr_assert_eq(import_beside(ctx, two_parts, LODE_OF(""), &written), LODE_OK);
    cr_expect(strstr(written.data, "  <item id=\"B\" unit=\"each\">\n" UNKNOWN) &&
                  strstr(written.data, item_c),
              "%s", written.data);
    written.len = 0;
    cr_assert_eq(
        import_beside(ctx, two_parts,
                      LODE_OF("<item id=\"B\" unit=\"each\"><origin market=\"DEU\" "
                              "basis=\"count\"><from country=\"CHN\" share=\"1\"/>"
                              "</origin></item>"),
                      &written),
        LODE_OK);
    cr_expect(
        strstr(written.data,
               "  <item id=\"B\" unit=\"each\">\n"
               "    <origin market=\"DEU\" basis=\"count\">\n"
               "      <from country=\"CHN\" share=\"1\"/>\n    </origin>\n" UNKNOWN) &&
            strstr(written.data, item_c),
        "%s", written.data);
    free(written.data);
    cr_assert_eq(
        import_beside(ctx, two_parts,
                      LODE_OF("<item id=\"B\" unit=\"each\"><origin market=\"*\" "
                              "basis=\"count\"><from country=\"CHN\" share=\"1\"/>"
                              "</origin></item>"),
                      NULL),
        LODE_E_SHARES);
}

/* Ten tenths of a kilogram are one: added one after the other, as binary fractions, they
 * are 0.9999999999999999. */
LODE_TEST(read_bom, tenths)
{
    static const char ten_parts[] =
        "parent,id,quantity,mass\n,A,,\nA,B,1,0.1 kg\nA,C,1,0.1 kg\nA,D,1,0.1 kg\n"
        "A,E,1,0.1 kg\nA,F,1,0.1 kg\nA,G,1,0.1 kg\nA,H,1,0.1 kg\nA,I,1,0.1 kg\n"
        "A,J,1,0.1 kg\nA,K,1,0.1 kg\n";
    read_text written = {0};
    cr_assert_eq(import_beside(ctx, ten_parts, LODE_OF(""), &written), LODE_OK);
    cr_expect(strstr(written.data, "<item id=\"A\" unit=\"each\" mass=\"1\">"), "%s",
              written.data);
    free(written.data);
}

/* --- progress --- */

typedef struct told {
    uint64_t n, last, cancel_at;
} told;

static int hear(uint64_t done, uint64_t total, void *user)
{
    told *of = user;
    cr_expect(total == 0 || done <= total);
    cr_expect(of->n == 0 || done >= of->last || done == 0);
    of->last = done;
    of->n++;
    return done >= of->cancel_at;
}

/* Resolves a list of so many parts; how long that took. */
static lode_status resolve_many(unsigned n_parts, told *of, double *out_seconds)
{
    struct timespec from, to;
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_context *context = NULL;
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    options.progress = hear;
    options.progress_user = of;
    read_text csv = {0};
    read_text_add(&csv, "parent,id,quantity\n");
    for (unsigned i = 0; i < n_parts; i++) {
        char row[64];
        snprintf(row, sizeof row, "A,P%u,1\n", i);
        read_text_add(&csv, row);
    }
    cr_assert_eq(lode_context_new(&options, &context), LODE_OK);
    cr_assert_eq(lode_bom_new(context, NULL, &bom), LODE_OK);
    cr_assert_eq(lode_builder_new(context, &builder), LODE_OK);
    const uint64_t cancel_at = of->cancel_at;
    of->cancel_at = UINT64_MAX;
    cr_assert_eq(lode_bom_read_memory(context, bom, csv.data, csv.len, NULL), LODE_OK);
    *of = (told){.cancel_at = cancel_at};
    clock_gettime(CLOCK_MONOTONIC, &from);
    const lode_status status = lode_bom_resolve(context, bom, builder, NULL, NULL);
    clock_gettime(CLOCK_MONOTONIC, &to);
    *out_seconds =
        (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    free(csv.data);
    lode_builder_free(builder);
    lode_bom_free(bom);
    lode_context_free(context);
    return status;
}

/* Told at the start and then at most ten times a second, though each part is a call of
 * the builder that begins anew. */
Test(read_bom, progress)
{
    double seconds = 0.0;
    told of = {.cancel_at = UINT64_MAX};
    cr_expect_eq(resolve_many(20000, &of, &seconds), LODE_OK);
    cr_expect(of.n >= 1 && (double)of.n <= 2.0 + 10.0 * seconds, "%lu in %g s",
              (unsigned long)of.n, seconds);
    of.cancel_at = 0;
    cr_expect_eq(resolve_many(10, &of, &seconds), LODE_E_CANCELLED);
    cr_expect_eq(of.n, 1);
}

/* --- what is too large for a file --- */

static lode_status read_made(lode_context *context, const read_text *text,
                             const lode_bom_read_options *options)
{
    lode_bom *bom = NULL;
    cr_assert_eq(lode_bom_new(context, NULL, &bom), LODE_OK);
    const lode_status status =
        lode_bom_read_memory(context, bom, text->data, text->len, options);
    lode_bom_free(bom);
    return status;
}

/* A document of 11 MB in an attribute is passed over, unless the caller says otherwise.
 */
LODE_TEST(read_bom, long_attribute)
{
    enum { LEN = 11 << 20 };
    char *document = malloc(LEN + 1);
    cr_assert(document != NULL);
    memset(document, 'A', LEN);
    document[LEN] = '\0';
    read_text text = {0};
    read_text_add(&text, "<Main xmlns=\"http://std.iec.ch/iec62474\"><BusinessInfo>"
                         "<Attachment data=\"");
    read_text_add(&text, document);
    read_text_add(&text, "\"/></BusinessInfo><Product unitType=\"each\"><ProductID "
                         "identifier=\"A\"/></Product></Main>");
    cr_expect_eq(read_made(ctx, &text, NULL), LODE_OK);
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    options.max_token_bytes = 1 << 20;
    cr_expect_eq(read_made(ctx, &text, &options), LODE_E_LIMIT);
    free(document);
    free(text.data);
}

/* No depth of elements or levels is met by recursion; past the limit it is refused. */
LODE_TEST(read_bom, deep)
{
    enum { DEPTH = 100000 };
    read_text xml = {0}, csv = {0};
    read_text_add(&xml, "<PartsEco xmlns=\"http://www.grantadesign.com/24/12/"
                        "BillOfMaterialsEco\">");
    read_text_add(&csv, "level,id,quantity\n");
    for (int i = 0; i < DEPTH; i++) {
        char row[64];
        snprintf(row, sizeof row, "%d,P%d,1\n", i, i);
        read_text_add(&csv, row);
        read_text_add(&xml, "<Components><Part>");
    }
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    cr_expect_eq(read_made(ctx, &xml, &options), LODE_E_LIMIT);
    cr_expect_eq(read_made(ctx, &csv, &options), LODE_E_LIMIT);
    options.max_depth = UINT32_MAX;
    cr_expect_eq(read_made(ctx, &csv, &options), LODE_OK);
    cr_expect_eq(read_made(ctx, &xml, &options), LODE_E_PARSE); /* never closed */
    free(xml.data);
    free(csv.data);
}

/* An id that is longer than an id may be is refused with its place. */
LODE_TEST(read_bom, long_id)
{
    read_text csv = {0};
    read_text_add(&csv, "parent,id,quantity\nA,");
    for (int i = 0; i < 5000; i++) read_text_add(&csv, "x");
    read_text_add(&csv, ",1\n");
    cr_expect_eq(read_made(ctx, &csv, NULL), LODE_E_LIMIT);
    cr_expect_eq(lode_diagnostic_line(lode_context_error(ctx)), 2);
    cr_expect_eq(lode_diagnostic_column(lode_context_error(ctx)), 3);
    free(csv.data);
}

static lode_model *model_of(lode_context *context, const read_text *text)
{
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_bom_new(context, NULL, &bom), LODE_OK);
    cr_assert_eq(lode_builder_new(context, &builder), LODE_OK);
    cr_assert_eq(lode_bom_read_memory(context, bom, text->data, text->len, NULL),
                 LODE_OK);
    cr_assert_eq(lode_bom_resolve(context, bom, builder, NULL, NULL), LODE_OK);
    cr_assert_eq(lode_builder_freeze(context, builder, &model), LODE_OK);
    lode_builder_free(builder);
    lode_bom_free(bom);
    return model;
}

/* So many parts of one name, each another one: their ids are told apart by a number,
 * which is found without a try of all those before. */
LODE_TEST(read_bom, one_name)
{
    enum { N = 20000 };
    char row[64];
    read_text csv = {0};
    read_text_add(&csv, "level,name,quantity\n1,Top,1\n");
    for (int i = 1; i <= N; i++) {
        snprintf(row, sizeof row, "2,Assembly,1\n3,Screw,%d\n", i);
        read_text_add(&csv, row);
    }
    lode_model *const model = model_of(ctx, &csv);
    cr_expect_eq(lode_model_count(model, LODE_COUNT_ITEMS), N + 2);
    cr_expect(lode_model_find_item(model, "Assembly") != SIZE_MAX);
    cr_expect(lode_model_find_item(model, "bom:Assembly") != SIZE_MAX);
    cr_expect(lode_model_find_item(model, "bom:2:Assembly") != SIZE_MAX);
    snprintf(row, sizeof row, "bom:%d:Assembly", N - 1);
    cr_expect(lode_model_find_item(model, row) != SIZE_MAX);
    lode_model_unref(model);
    free(csv.data);
}

/* A part that is used twice, far to the right on one line, is used twice. */
LODE_TEST(read_bom, far_right)
{
    static const char part[] =
        "<ProductPart numberOfUnits=\"1\"><ProductID identifier=\"B\"/></ProductPart>";
    enum { LEN = (1 << 22) + 100 };
    char *pad = malloc(LEN + 1);
    cr_assert(pad != NULL);
    memset(pad, ' ', LEN);
    pad[LEN] = '\0';
    read_text text = {0};
    read_text_add(&text, "<Main xmlns=\"http://std.iec.ch/iec62474\"><Product "
                         "unitType=\"each\"><ProductID identifier=\"A\"/><Composition>");
    read_text_add(&text, pad);
    read_text_add(&text, part);
    read_text_add(&text, part);
    read_text_add(&text, "</Composition></Product></Main>");
    lode_model *const model = model_of(ctx, &text);
    cr_expect_eq(lode_model_count(model, LODE_COUNT_INPUTS), 2);
    lode_model_unref(model);
    free(pad);
    free(text.data);
}

LODE_TEST(read_bom, misuse)
{
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_bom_read_options options = LODE_BOM_READ_OPTIONS_INIT;
    lode_bom_options how = LODE_BOM_OPTIONS_INIT;
    cr_expect_eq(lode_bom_new(NULL, NULL, &bom), LODE_E_INVALID);
    cr_expect_eq(lode_bom_new(ctx, NULL, NULL), LODE_E_INVALID);
    cr_assert_eq(lode_bom_new(ctx, NULL, &bom), LODE_OK);
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_bom_read_file(ctx, NULL, "x", NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_read_file(ctx, bom, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_read_memory(ctx, bom, NULL, 1, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_read_callback(ctx, bom, NULL, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_resolve(ctx, NULL, builder, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_bom_resolve(ctx, bom, NULL, NULL, NULL), LODE_E_INVALID);
    how.flags = 8;
    cr_expect_eq(lode_bom_resolve(ctx, bom, builder, &how, NULL), LODE_E_INVALID);
    /* Numbers are checked before anything is added, and whether they are used or not. */
    static const lode_bom_options numbers[] = {
        {.has = LODE_BOM_HAS_VOLUME},
        {.has = LODE_BOM_HAS_VOLUME, .volume = NAN},
        {.has = LODE_BOM_HAS_VALUE, .value = -1.0},
        {.has = LODE_BOM_HAS_VALUE, .value = INFINITY},
        {.has = LODE_BOM_HAS_ASSUMED_MASS, .assumed_mass_kg = -1.0},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        how = numbers[i];
        how.struct_size = sizeof(how);
        cr_expect_eq(lode_bom_resolve(ctx, bom, builder, &how, NULL), LODE_E_INVALID);
    }
    options.format = 99;
    cr_expect_eq(lode_bom_read_memory(ctx, bom, "", 0, &options), LODE_E_INVALID);
    options.format = 0;
    options.decimal_mark = ';';
    cr_expect_eq(lode_bom_read_memory(ctx, bom, "", 0, &options), LODE_E_INVALID);
    /* What was not read whole is not resolved. */
    cr_expect_eq(lode_bom_read_file(ctx, bom, "/no/such/file", NULL), LODE_E_IO);
    cr_expect_eq(lode_bom_resolve(ctx, bom, builder, NULL, NULL), LODE_E_INVALID);
    lode_builder_free(builder);
    lode_bom_free(bom);
    lode_bom_free(NULL);
}

LODE_TEST(read_bom, guess)
{
    static const struct {
        const char *text;
        lode_bom_format format;
    } cases[] = {
        {"", LODE_BOM_AUTO},
        {" \n", LODE_BOM_AUTO},
        {"<lode xmlns=\"urn:lode:model:1\"/>", LODE_BOM_AUTO},
        {"<?xml version=\"1.0\"?><!-- <bom> --><Main xmlns='http://std.iec.ch/iec62474'>",
         LODE_BOM_IEC62474},
        {"<i:Main xmlns:i=\"http://std.iec.ch/iec82474-1\">", LODE_BOM_IEC62474},
        {"<MainDeclaration xmlns=\"https://webstds.ipc.org/175x/1752B/1752B\">",
         LODE_BOM_IPC1752},
        {"<PartsEco id=\"R0\" xmlns=\"http://www.grantadesign.com/25/05/"
         "BillOfMaterialsEco\">",
         LODE_BOM_GRANTA},
        {"<bom version=\"1\" xmlns=\"http://cyclonedx.org/schema/bom/1.6\">",
         LODE_BOM_CYCLONEDX},
        {"<bom xmlns=\"http://example.org\">", LODE_BOM_AUTO},
        {"parent,item,quantity\n", LODE_BOM_AUTO},
        {"item,market,basis,country,share\n", LODE_BOM_AUTO},
        {"id,unit,name,stage\n", LODE_BOM_AUTO},
        {"item,home,volume\n", LODE_BOM_AUTO},
        {"parent,item,quantity,material\n", LODE_BOM_CSV},
        {"Level;Teil;Menge\n", LODE_BOM_CSV},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(lode_bom_guess(cases[i].text, strlen(cases[i].text)),
                     cases[i].format, "%s", cases[i].text);
    cr_expect_eq(lode_bom_guess(NULL, 0), LODE_BOM_AUTO);
}
