/* Reading while memory fails, the library's own and then libxml2's: an error or the whole
 * model, nothing between. */
#include "read_common.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

static const char csv[] =
    "item,market,basis,source,country,share\n"
    "a,*,value,s,CHN,0.5\na,*,value,,JPN,0.25\na,*,value,s,DEU,0.25\n";
static const char csv_world[] =
    READ_HEAD "<source id=\"s\" publisher=\"p\" title=\"t &amp; u\"/>"
              "<item id=\"a\" unit=\"kg\"/>" READ_TAIL;

typedef struct sweep_input {
    const char *texts[2];
    read_text canonical;
} sweep_input;

static lode_status read_texts(lode_context *context, lode_builder *builder,
                              const sweep_input *input)
{
    for (size_t i = 0; i < 2 && input->texts[i]; i++) {
        const lode_status status = lode_read_memory(context, builder, input->texts[i],
                                                    strlen(input->texts[i]), NULL);
        if (status < 0) return status;
    }
    return LODE_OK;
}

static lode_status read_and_compare(lode_context *context, void *user)
{
    sweep_input *input = user;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = read_texts(context, builder, input);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    if (status >= 0) {
        read_text got = read_canonical(context, model);
        if (input->canonical.data) {
            read_expect_text(&got, input->canonical.data,
                             "model after a failed allocation");
            free(got.data);
        } else {
            input->canonical = got;
        }
    }
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

/* The first run, without failure, says what the model is. */
static void sweep(lode_context *context, sweep_input *input)
{
    cr_assert_eq(read_and_compare(context, input), LODE_OK);
    cr_expect(lode_test_sweep(read_and_compare, input) > 10);
    free(input->canonical.data);
}

LODE_TEST(read_alloc, own_memory_xml)
{
    read_text text = read_text_load(LODE_TEST_CASES "/valid/full/input.xml");
    sweep_input input = {{text.data, NULL}, {0}};
    sweep(ctx, &input);
    free(text.data);
}

LODE_TEST(read_alloc, own_memory_csv)
{
    sweep_input input = {{csv_world, csv}, {0}};
    sweep(ctx, &input);
}

/* --- libxml2's memory --- */

/* Pieces in a ring, so that what libxml2 forgets after a failure is no leak of the test.
 */
typedef struct piece {
    struct piece *next, *before;
    size_t size, unused;
} piece;

static piece ring = {&ring, &ring, 0, 0};
static size_t n_calls, fail_at, fail_until;

static void *xml_alloc(size_t size)
{
    n_calls++;
    if (n_calls >= fail_at && n_calls < fail_until) return NULL;
    piece *new_piece = malloc(sizeof *new_piece + size);
    cr_assert(new_piece != NULL);
    *new_piece = (piece){ring.next, &ring, size, 0};
    ring.next->before = new_piece;
    ring.next = new_piece;
    return new_piece + 1;
}

static void xml_free(void *ptr)
{
    if (!ptr) return;
    piece *old = (piece *)ptr - 1;
    old->next->before = old->before;
    old->before->next = old->next;
    free(old);
}

static void *xml_realloc(void *ptr, size_t size)
{
    void *moved = xml_alloc(size);
    if (!moved || !ptr) return moved;
    const size_t old_size = ((piece *)ptr - 1)->size;
    memcpy(moved, ptr, old_size < size ? old_size : size);
    xml_free(ptr);
    return moved;
}

static char *xml_strdup(const char *text)
{
    char *copy = xml_alloc(strlen(text) + 1);
    return copy ? memcpy(copy, text, strlen(text) + 1) : NULL;
}

static void be_silent(void *user, const char *format, ...)
{
    (void)user, (void)format;
}

/* One run with libxml2's allocations [at, until) failing; true where the run reached
 * them. */
static bool run_failing(sweep_input *input, size_t at, size_t until)
{
    lode_context *context = NULL;
    cr_assert_eq(lode_context_new(NULL, &context), LODE_OK);
    n_calls = 0;
    fail_at = at;
    fail_until = until;
    const lode_status status = read_and_compare(context, input);
    fail_at = fail_until = 0;
    cr_expect(status >= 0 || status == LODE_E_NOMEM || status == LODE_E_PARSE,
              "allocation %zu failing gave %s", at, lode_status_name(status));
    lode_context_free(context);
    return n_calls >= at;
}

Test(read_alloc, memory_of_libxml2)
{
    static const char latin[] =
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n" READ_HEAD
        "<item id=\"a\" unit=\"kg\" name=\"B\xF6lt &amp; n\xFCt\"/><item id=\"b\" "
        "unit=\"kg\">"
        "<input item=\"a\" quantity=\"1\" yield=\"0.5\" essential=\"0.5\" kind=\"both\" "
        "low=\"1\" "
        "high=\"1\" quantity-is=\"mode\"/></item>" READ_TAIL;
    cr_assert_eq(xmlMemSetup(xml_free, xml_alloc, xml_realloc, xml_strdup), 0);
    xmlInitParser();
    xmlSetGenericErrorFunc(NULL, be_silent);
    sweep_input input = {{latin, NULL}, {0}};
    lode_context *context = NULL;
    cr_assert_eq(lode_context_new(NULL, &context), LODE_OK);
    cr_assert_eq(read_and_compare(context, &input), LODE_OK);
    lode_context_free(context);
    size_t n = 1;
    while (run_failing(&input, n, n + 1)) n++;
    cr_expect(n > 10);
    for (size_t k = 1; k < n; k++) run_failing(&input, k, SIZE_MAX);
    free(input.canonical.data);
}
