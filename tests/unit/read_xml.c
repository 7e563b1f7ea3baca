/* The XML reader: where input comes from, encodings, limits, and what a failed read
 * leaves. */
#include "plain_numbers.h"
#include "read_common.h"

#include <unistd.h>

#include "model/model.h"

#include <libxml/relaxng.h>
#include <locale.h>
#include <time.h>

#ifndef LODE_TEST_RNG
#define LODE_TEST_RNG "lib/read/model.rng"
#endif

static const char full_path[] = LODE_TEST_CASES "/valid/full/input.xml";

/* Figures counted by hand in the file. */
LODE_TEST(read_xml, every_element)
{
    static const struct {
        lode_count what;
        size_t n;
    } counts[] = {
        {LODE_COUNT_ITEMS, 10},   {LODE_COUNT_INPUTS, 8},   {LODE_COUNT_VECTORS, 4},
        {LODE_COUNT_SHARES, 13},  {LODE_COUNT_PRODUCTS, 2}, {LODE_COUNT_SCENARIOS, 2},
        {LODE_COUNT_SOURCES, 5},  {LODE_COUNT_BLOCS, 2},    {LODE_COUNT_STAGES, 7},
        {LODE_COUNT_BALANCES, 2},
    };
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_assert_eq(lode_read_file(ctx, builder, full_path, NULL), LODE_OK);
    cr_assert_eq(lode_builder_freeze(ctx, builder, &model), LODE_OK);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        cr_expect_eq(lode_model_count(model, counts[i].what), counts[i].n, "count %u",
                     counts[i].what);
    cr_expect_str_eq(lode_model_name(model),
                     "Traction motor with a high-temperature magnet");
    const size_t motor = lode_model_find_item(model, "motor");
    cr_expect_str_eq(lode_model_item_name(model, motor),
                     "Traction motor \"M1\" <new>\nsecond line");
    cr_expect_str_eq(lode_model_item_stage(model, motor), "assembly");
    cr_expect_float_eq(lode__item_mass_kg(model, (uint32_t)motor), 55.0, 0.0);
    const size_t oxide = lode_model_find_item(model, "dy-oxide");
    cr_expect_float_eq(lode__item_price(model, (uint32_t)oxide), 260.0, 0.0);
    cr_expect_str_eq(lode__item_currency(model, (uint32_t)oxide), "EUR");
    cr_expect_str_eq(lode__model_text(model, model->sources[0].note),
                     "shares of 2020 & before");
    lode_model_unref(model);
    lode_builder_free(builder);
}

/* --- where input comes from --- */

typedef struct drops {
    const char *data;
    size_t left, at_once;
    int64_t then; /* what is returned in the end */
} drops;

static int64_t read_drops(void *data, size_t capacity, void *user)
{
    drops *from = user;
    size_t n = from->left < from->at_once ? from->left : from->at_once;
    if (n > capacity) n = capacity;
    if (n == 0) return from->then;
    memcpy(data, from->data, n);
    from->data += n;
    from->left -= n;
    return (int64_t)n;
}

static lode_status read_by_drops(lode_context *context, drops from, const char *canonical)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(context, &builder), LODE_OK);
    lode_status status = lode_read_callback(context, builder, read_drops, &from, NULL);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) {
        read_text got = read_canonical(context, model);
        read_expect_text(&got, canonical, "model by callback");
        free(got.data);
    }
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

LODE_TEST(read_xml, by_callback)
{
    read_text input = read_text_load(full_path);
    read_text canonical = read_text_load(LODE_TEST_CASES "/valid/full/canonical.xml");
    static const size_t at_once[] = {1, 7, 4096, SIZE_MAX};
    for (size_t i = 0; i < 4; i++) {
        const drops from = {input.data, input.len, at_once[i], 0};
        cr_expect_eq(read_by_drops(ctx, from, canonical.data), LODE_OK);
    }
    /* Failing at once, in the middle, and giving more than was asked for. */
    const drops failing[] = {
        {NULL, 0, 1, -1}, {input.data, 500, 100, -1}, {input.data, 500, 100, INT64_MAX}};
    for (size_t i = 0; i < 3; i++) {
        lode_report_clear(ctx);
        cr_expect_eq(read_by_drops(ctx, failing[i], NULL), LODE_E_IO);
        cr_expect_str_eq(lode_diagnostic_source(lode_context_error(ctx)), "<input>");
    }
    free(input.data);
    free(canonical.data);
}

/* Every place where the reader's chunk of 64 KiB can end within a tag, values with > and
 * & too. */
LODE_TEST(read_xml, chunk_ends_anywhere)
{
    static const char tags[] =
        "<lode xmlns=\"urn:lode:model:1\" name=\"a>b &amp; &#38;#38;\"><!-- > -->"
        "<item id=\"x\" unit=\"kg\" name=\"1 &lt; 2 > '0' \xC3\xBC\"\n "
        "tags=\"t>\"/></lode>";
    enum { CHUNK = 65536 };
    for (size_t before = CHUNK - sizeof tags; before <= CHUNK; before++) {
        read_text text = {0};
        lode_status status = LODE_OK;
        read_text_add(&text, "<!--");
        while (text.len < before - 3) read_text_add(&text, "\n");
        read_text_add(&text, "-->");
        read_text_add(&text, tags);
        lode_model *model = read_model(ctx, text.data, text.len, NULL, &status);
        cr_assert(model != NULL, "split after %zu: %s", CHUNK - before,
                  lode_diagnostic_message(lode_context_error(ctx)));
        cr_expect_str_eq(lode_model_name(model), "a>b & &#38;");
        cr_expect_str_eq(lode_model_item_name(model, 0), "1 < 2 > '0' \xC3\xBC");
        lode_model_unref(model);
        free(text.data);
    }
    lode_report_clear(ctx);
}

/* --- encodings and locale --- */

/* Two bytes a character for text below U+0100 that is written in ISO 8859-1. */
static read_text to_utf16(const char *latin, bool high_first)
{
    read_text text = {0};
    const char mark[2] = {high_first ? '\xFE' : '\xFF', high_first ? '\xFF' : '\xFE'};
    read_text_write(mark, 2, &text);
    for (; *latin; latin++) {
        const char pair[2] = {high_first ? '\0' : *latin, high_first ? *latin : '\0'};
        read_text_write(pair, 2, &text);
    }
    return text;
}

/* Items enough for several chunks, the umlaut of each as `umlaut`. */
static read_text umlauts(const char *declaration, const char *umlaut)
{
    read_text text = {0};
    read_text_add(&text, declaration);
    read_text_add(&text, "\r\n" READ_HEAD "\r\n");
    for (int i = 0; i < 3000; i++) {
        char item[80];
        snprintf(item, sizeof item,
                 "<item id=\"i%d\" name=\"B%slt %d\" unit=\"each\"/>\r\n", i, umlaut, i);
        read_text_add(&text, item);
    }
    read_text_add(&text, READ_TAIL);
    return text;
}

static void expect_umlauts(lode_context *context, const read_text *text, const char *what)
{
    lode_status status = LODE_OK;
    lode_model *model = read_model(context, text->data, text->len, NULL, &status);
    cr_assert(model != NULL, "%s: %s", what,
              lode_diagnostic_message(lode_context_error(context)));
    cr_expect_eq(lode_model_count(model, LODE_COUNT_ITEMS), 3000);
    cr_expect_str_eq(lode_model_item_name(model, lode_model_find_item(model, "i2999")),
                     "B\xC3\xB6lt 2999", "%s", what);
    lode_model_unref(model);
    lode_report_clear(context);
}

/* Bytes that the encoding does not have: said to the caller, and to nobody else. */
LODE_TEST(read_xml, bytes_not_in_the_encoding)
{
    static const char half[] = "\xFF\xFE<\0a\0\0\xD8\x09\0>";
    static const char euc[] = "<?xml version=\"1.0\" encoding=\"EUC-JP\"?>\n"
                              "<lode xmlns=\"urn:lode:model:1\" name=\"\xFF\"/>";
    static const struct {
        const char *text;
        size_t len;
    } cases[] = {{half, sizeof(half)}, {euc, sizeof(euc) - 1}};
    FILE *const printed = tmpfile();
    const int own = dup(STDERR_FILENO);
    cr_assert(printed != NULL && own >= 0);
    dup2(fileno(printed), STDERR_FILENO);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        lode_builder *builder = NULL;
        cr_assert(lode_builder_new(ctx, &builder) == LODE_OK);
        cr_expect(lode_read_memory(ctx, builder, cases[i].text, cases[i].len, NULL) ==
                  LODE_E_PARSE);
        cr_expect(strstr(lode_diagnostic_message(lode_context_error(ctx)),
                         "bytes not in the encoding of the file") != NULL,
                  "%zu: %s", i, lode_diagnostic_message(lode_context_error(ctx)));
        lode_builder_free(builder);
    }
    dup2(own, STDERR_FILENO);
    close(own);
    cr_expect(fseek(printed, 0, SEEK_END) == 0 && ftell(printed) == 0);
    fclose(printed);
}

LODE_TEST(read_xml, encodings)
{
    read_text plain = umlauts("<?xml version=\"1.0\"?>", "\xC3\xB6");
    read_text marked =
        umlauts("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "\xC3\xB6");
    read_text latin = umlauts("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "\xF6");
    read_text wide = umlauts("<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "\xF6");
    read_text low = to_utf16(wide.data, false), high = to_utf16(wide.data, true);
    expect_umlauts(ctx, &plain, "UTF-8");
    expect_umlauts(ctx, &marked, "UTF-8 with its mark");
    expect_umlauts(ctx, &latin, "ISO-8859-1");
    expect_umlauts(ctx, &low, "UTF-16, low byte first");
    expect_umlauts(ctx, &high, "UTF-16, high byte first");
    read_text *const all[] = {&plain, &marked, &latin, &wide, &low, &high};
    for (size_t i = 0; i < 6; i++) free(all[i]->data);
}

/* Sets a locale with a decimal comma; false where none is installed. */
static bool set_comma_locale(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
                                        "tr_TR.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_ALL, names[i])) return true;
    return false;
}

LODE_TEST(read_xml, locale_changes_nothing)
{
    if (!set_comma_locale()) {
        cr_skip_test("no locale with a decimal comma is installed");
        return;
    }
    cr_assert(localeconv()->decimal_point[0] == ',');
    lode_status status = LODE_OK;
    read_text input = read_text_load(full_path);
    read_text canonical = read_text_load(LODE_TEST_CASES "/valid/full/canonical.xml");
    lode_model *model = read_model(ctx, input.data, input.len, NULL, &status);
    cr_assert(model != NULL);
    read_text got = read_canonical(ctx, model);
    read_expect_text(&got, canonical.data, "model with a decimal comma");
    free(got.data);
    lode_model_unref(model);
    free(input.data);
    free(canonical.data);
}

/* --- limits --- */

static void expect_limit(lode_context *context, const char *text,
                         const lode_read_options *options, lode_status expected,
                         const char *what)
{
    lode_report_clear(context);
    cr_expect_eq(
        read_status(context, text, strlen(text), options), expected, "%s: %s", what,
        lode_context_error(context) ? lode_diagnostic_message(lode_context_error(context))
                                    : "success");
}

LODE_TEST(read_xml, limits)
{
    static const char text[] =
        READ_HEAD "<item id=\"abcdefgh\" unit=\"kg\"><code scheme=\"CAS\" "
                  "value=\"1\"/></item><!-- 0123456789 -->" READ_TAIL;
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    expect_limit(ctx, text, &options, LODE_OK, "defaults");
    options.max_depth = 3;
    expect_limit(ctx, text, &options, LODE_OK, "depth");
    options.max_depth = 2;
    expect_limit(ctx, text, &options, LODE_E_LIMIT, "depth");
    options = (lode_read_options)LODE_READ_OPTIONS_INIT;
    options.max_elements = 3;
    expect_limit(ctx, text, &options, LODE_OK, "elements");
    options.max_elements = 2;
    expect_limit(ctx, text, &options, LODE_E_LIMIT, "elements");
    options = (lode_read_options)LODE_READ_OPTIONS_INIT;
    options.max_bytes = sizeof text - 1;
    expect_limit(ctx, text, &options, LODE_OK, "bytes");
    options.max_bytes = sizeof text - 2;
    expect_limit(ctx, text, &options, LODE_E_LIMIT, "bytes");
    options = (lode_read_options)LODE_READ_OPTIONS_INIT;
    options.max_token_bytes = 8;
    expect_limit(ctx, text, &options, LODE_OK, "token");
    options.max_token_bytes = 7;
    expect_limit(ctx, text, &options, LODE_E_LIMIT, "token");
}

/* A tag or comment that does not end must not be kept whole. */
LODE_TEST(read_xml, limits_of_what_never_ends)
{
    static const char *const starts[] = {"<!-- ",     "<item id=\"", "<?x ",
                                         "<![CDATA[", "  ",          "<item "};
    static const char *const goes_on[] = {"long ", "long", "long ",
                                          "long ", "    ", "a=\"1\" "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        read_text text = {0};
        read_text_add(&text, READ_HEAD);
        read_text_add(&text, starts[i]);
        while (text.len < 400000) read_text_add(&text, goes_on[i]);
        lode_read_options options = LODE_READ_OPTIONS_INIT;
        options.max_token_bytes = 1000;
        lode_report_clear(ctx);
        cr_expect(read_status(ctx, text.data, text.len, &options) < 0);
        /* Text is a fault before it is too long. */
        const lode_diagnostic *last = lode_report_get(ctx, lode_report_kept(ctx) - 1);
        cr_expect(lode_diagnostic_status(last) == LODE_E_LIMIT, "%s: %s", starts[i],
                  lode_diagnostic_message(last));
        free(text.data);
    }
}

LODE_TEST(read_xml, limit_of_attributes)
{
    for (int n = 256; n <= 257; n++) {
        read_text text = {0};
        read_text_add(&text, READ_HEAD "<item");
        for (int i = 0; i < n; i++) {
            char attribute[32];
            snprintf(attribute, sizeof attribute, " a%d=\"\"", i);
            read_text_add(&text, attribute);
        }
        read_text_add(&text, "/>" READ_TAIL);
        lode_read_options options = LODE_READ_OPTIONS_INIT;
        options.max_errors = 1000;
        lode_report_clear(ctx);
        cr_expect_eq(read_status(ctx, text.data, text.len, &options),
                     n > 256 ? LODE_E_LIMIT : LODE_E_FORMAT);
        free(text.data);
    }
}

/* libxml2 keeps every name, and with many of them looking one up takes ever longer. */
LODE_TEST(read_xml, limit_of_names)
{
    read_text text = {0};
    read_text_add(&text, READ_HEAD);
    for (int i = 0; i < 100000; i++) {
        char item[80];
        snprintf(item, sizeof item,
                 "<item xmlns:space-number-%d=\"u\" id=\"a\" unit=\"kg\"/>", i);
        read_text_add(&text, item);
    }
    read_text_add(&text, READ_TAIL);
    cr_expect_eq(read_status(ctx, text.data, text.len, NULL), LODE_E_LIMIT);
    free(text.data);
}

/* Of four faults as many as are allowed and the one that is too many, and a last word
 * where it came. */
LODE_TEST(read_xml, limit_of_errors)
{
    static const char text[] = READ_HEAD "<item/><item/><item/><item/>" READ_TAIL;
    for (uint32_t max = 1; max <= 5; max++) {
        lode_read_options options = LODE_READ_OPTIONS_INIT;
        options.max_errors = max;
        lode_report_clear(ctx);
        cr_expect_eq(read_status(ctx, text, sizeof text - 1, &options), LODE_E_FORMAT);
        const size_t n = lode_report_kept(ctx);
        cr_expect_eq(n, max < 4 ? max + 2 : 4);
        cr_expect_eq(lode_diagnostic_status(lode_report_get(ctx, n - 1)),
                     max < 4 ? LODE_E_LIMIT : LODE_E_FORMAT);
    }
}

/* --- the call --- */

static int count_then_cancel(uint64_t done, uint64_t total, void *user)
{
    uint64_t *last = user;
    cr_expect(total == 0 || done <= total);
    *last = done;
    nanosleep(&(struct timespec){.tv_nsec = 110000000}, NULL); /* the next one is due */
    return done >= 65536;
}

Test(read_xml, cancelled)
{
    uint64_t last = 0;
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    options.progress = count_then_cancel;
    options.progress_user = &last;
    lode_context *context = NULL;
    cr_assert_eq(lode_context_new(&options, &context), LODE_OK);
    read_text text = umlauts("", "o");
    cr_expect_eq(read_status(context, text.data + 2, text.len - 2, NULL),
                 LODE_E_CANCELLED);
    cr_expect_eq(last, 65536);
    free(text.data);
    lode_context_free(context);
}

static int count_only(uint64_t done, uint64_t total, void *user)
{
    (void)done, (void)total;
    ++*(uint64_t *)user;
    return 0;
}

/* At most ten times a second, though each element is a call of the builder. */
Test(read_xml, progress_is_bounded)
{
    uint64_t n_calls = 0;
    struct timespec from, to;
    read_text text = {0};
    lode_context *context = NULL;
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    options.progress = count_only;
    options.progress_user = &n_calls;
    cr_assert_eq(lode_context_new(&options, &context), LODE_OK);
    read_text_add(&text, "<lode xmlns=\"urn:lode:model:1\">");
    for (unsigned i = 0; i < 50000; i++) {
        char item[64];
        snprintf(item, sizeof item, "<item id=\"item-%u\" unit=\"kg\"/>\n", i);
        read_text_add(&text, item);
    }
    read_text_add(&text, "</lode>");
    clock_gettime(CLOCK_MONOTONIC, &from);
    cr_expect_eq(read_status(context, text.data, text.len, NULL), LODE_OK);
    clock_gettime(CLOCK_MONOTONIC, &to);
    const double seconds =
        (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    cr_expect(n_calls >= 1 && (double)n_calls <= 2.0 + 10.0 * seconds, "%lu in %g s",
              (unsigned long)n_calls, seconds);
    free(text.data);
    lode_context_free(context);
}

LODE_TEST(read_xml, misuse)
{
    lode_builder *builder = NULL;
    drops nothing = {NULL, 0, 1, 0};
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_read_file(NULL, builder, full_path, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_read_file(ctx, NULL, full_path, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_read_file(ctx, builder, NULL, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_read_memory(NULL, builder, "", 0, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_read_memory(ctx, NULL, "", 0, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_read_memory(ctx, builder, NULL, 1, NULL), LODE_E_INVALID);
    cr_expect_eq(lode_read_callback(NULL, builder, read_drops, &nothing, NULL),
                 LODE_E_INVALID);
    cr_expect_eq(lode_read_callback(ctx, NULL, read_drops, &nothing, NULL),
                 LODE_E_INVALID);
    cr_expect_eq(lode_read_callback(ctx, builder, NULL, &nothing, NULL), LODE_E_INVALID);
    /* None of that touched the builder. */
    static const char text[] = READ_HEAD "<item id=\"a\" unit=\"kg\"/>" READ_TAIL;
    lode_model *model = NULL;
    cr_expect_eq(lode_read_memory(ctx, builder, text, sizeof text - 1, NULL), LODE_OK);
    cr_expect_null(lode_context_error(ctx));
    cr_expect_eq(lode_builder_freeze(ctx, builder, &model), LODE_OK);
    lode_model_unref(model);
    options.format = 7;
    cr_expect_eq(lode_read_memory(ctx, builder, "", 0, &options), LODE_E_INVALID);
    options.format = LODE_FORMAT_XML;
    options.struct_size = 8;
    cr_expect_eq(lode_read_memory(ctx, builder, "", 0, &options), LODE_E_INVALID);
    lode_builder_free(builder);
}

/* What could not be read is missing from the model as much as what was cut short. */
LODE_TEST(read_xml, file_that_is_not_there)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_read_file(ctx, builder, "no/such/file.xml", NULL), LODE_E_IO);
    cr_expect_str_eq(lode_diagnostic_source(lode_context_error(ctx)), "no/such/file.xml");
    cr_expect_lt(lode_builder_freeze(ctx, builder, &model), 0);
    cr_expect_null(model);
    lode_builder_free(builder);
}

LODE_TEST(read_xml, directory_is_no_file)
{
    lode_builder *builder = NULL;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_read_file(ctx, builder, LODE_TEST_CASES, NULL), LODE_E_IO);
    lode_builder_free(builder);
}

/* A builder lacks what a failed read could not give it: it must not become a model. */
LODE_TEST(read_xml, failed_read_does_not_freeze)
{
    static const char bad[] =
        READ_HEAD "<item id=\"a\" unit=\"kg\" mass=\"x\"/>" READ_TAIL;
    static const char good[] = READ_HEAD "<item id=\"b\" unit=\"kg\"/>" READ_TAIL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_read_memory(ctx, builder, bad, sizeof bad - 1, NULL), LODE_E_VALUE);
    cr_expect_eq(lode_read_memory(ctx, builder, good, sizeof good - 1, NULL), LODE_OK);
    cr_expect_null(lode_context_error(ctx));
    cr_expect_eq(lode_builder_freeze(ctx, builder, &model), LODE_E_VALUE);
    cr_expect_null(model);
    lode_builder_free(builder);
}

/* Records that the caller adds after a file do not stand in it. */
LODE_TEST(read_xml, place_ends_with_the_file)
{
    static const char text[] = READ_HEAD "<item id=\"b\" unit=\"kg\"/>" READ_TAIL;
    lode_builder *builder = NULL;
    cr_assert_eq(lode_builder_new(ctx, &builder), LODE_OK);
    cr_expect_eq(lode_read_memory(ctx, builder, text, sizeof text - 1, NULL), LODE_OK);
    lode_item_record item = LODE_ITEM_RECORD_INIT;
    item.id = "c";
    item.unit = "pounds";
    cr_expect_eq(lode_builder_item(ctx, builder, &item), LODE_E_UNKNOWN);
    cr_expect_str_eq(lode_diagnostic_source(lode_context_error(ctx)), "");
    cr_expect_eq(lode_diagnostic_line(lode_context_error(ctx)), 0);
    lode_builder_free(builder);
}

/* --- the schema for editors --- */

static int validate(xmlRelaxNGPtr schema, const char *path)
{
    xmlDocPtr document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    cr_assert(document != NULL, "%s", path);
    xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
    xmlRelaxNGSetValidErrors(context, NULL, NULL, NULL);
    const locale_t before = plain_enter(); /* libxml2 reads numbers of a schema by it */
    const int result = xmlRelaxNGValidateDoc(context, document);
    plain_leave(before);
    xmlRelaxNGFreeValidCtxt(context);
    xmlFreeDoc(document);
    return result;
}

static void be_silent(void *user, const char *format, ...)
{
    (void)user, (void)format;
}

/* Faults that a schema can see. */
Test(read_xml, schema_says_the_same)
{
    static const char *const invalid[] = {
        "namespace-none",
        "namespace-wrong",
        "namespace-foreign-element",
        "root-unknown",
        "element-unknown",
        "element-misplaced",
        "element-in-leaf",
        "attribute-unknown",
        "attribute-missing",
        "attribute-empty",
        "text-between",
        "share-missing",
        "triangle-half",
        "number-unreadable",
        "number-nan",
        "number-infinite",
        "number-hexadecimal",
        "quantity-zero",
        "share-percent",
        "share-negative",
        "share-withheld-given",
        "bound-unknown",
        "kind-unknown",
        "basis-unknown",
        "year-unreadable",
        "total-zero",
        "country-two-letters",
        "id-with-blank",
        "currency-unreadable",
        "yield-over-one",
        "essential-negative",
        "two-distributions",
        "market-yes-or-no",
        "measure-unknown",
        "measure-attribute-unknown",
        "measure-attribute-missing",
        "measure-value-unreadable",
        "measure-with-element",
        "content-rule-without-content",
        "amount-missing",
        "amount-negative",
        "amount-withheld-given",
        "amount-of-unknown",
    };
    xmlSetGenericErrorFunc(NULL, be_silent);
    xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewParserCtxt(LODE_TEST_RNG);
    xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
    cr_assert(schema != NULL, "%s", LODE_TEST_RNG);
    cr_expect_eq(validate(schema, full_path), 0);
    cr_expect_eq(validate(schema, LODE_TEST_CASES "/valid/full/canonical.xml"), 0);
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/invalid/%s/input.xml", LODE_TEST_CASES,
                 invalid[i]);
        cr_expect(validate(schema, path) > 0, "the schema accepts %s", invalid[i]);
    }
    xmlRelaxNGFree(schema);
    xmlRelaxNGFreeParserCtxt(parser);
}
