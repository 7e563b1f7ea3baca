/* Every error status is given: by an input of tests/cases, of which read_invalid.c and
 * read_bom.c hold what is said of it against what is expected, or by a call here. */
#include "lode_test.h"

#include <lode.h>

#include <dirent.h>
#include <stdio.h>

/* From 0 down to the last status. */
#define COUNT_STATUS(NAME, value, text) +((value) < 0)
enum { N_ERRORS = 0 LODE_STATUS_MAP(COUNT_STATUS) };

/* Marks what stands in the brackets at the end of each line of a file. */
static void mark_file(const char *path, bool given[N_ERRORS + 1])
{
    char line[4096];
    FILE *const file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *const open = strrchr(line, '[');
        const size_t len = open ? strcspn(open + 1, "]") : 0;
        for (int k = 1; k <= N_ERRORS; k++) {
            const char *const name = lode_status_name(-k);
            given[k] |= strlen(name) == len && strncmp(name, open + 1, len) == 0;
        }
    }
    if (file) fclose(file);
}

static void mark_folder(const char *root, bool given[N_ERRORS + 1])
{
    DIR *const folder = opendir(root);
    cr_assert(folder != NULL, "%s is missing", root);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s/error", root, entry->d_name);
        mark_file(path, given);
    }
    closedir(folder);
}

static int cancel(uint64_t done, uint64_t total, void *user)
{
    (void)done, (void)total, (void)user;
    return 1;
}

static lode_status read_nothing(lode_context *context, const char *path)
{
    lode_builder *builder = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = path ? lode_read_file(context, builder, path, NULL)
                      : lode_read_memory(context, builder, "x", 1, NULL);
    lode_builder_free(builder);
    return status;
}

static lode_status cancelled(lode_context *context)
{
    (void)context;
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    lode_context *own = NULL;
    options.progress = cancel;
    cr_assert(lode_context_new(&options, &own) == LODE_OK);
    const lode_status status = read_nothing(own, NULL);
    lode_context_free(own);
    return status;
}

static lode_status without_memory(lode_context *context)
{
    (void)context;
    lode_test_memory memory = {.fail_at = 1};
    const lode_allocator allocator = lode_test_allocator(&memory);
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    lode_context *own = NULL;
    options.allocator = &allocator;
    return lode_context_new(&options, &own);
}

static lode_status from_the_future(lode_context *context)
{
    struct {
        lode_read_options known;
        uint64_t unknown;
    } options = {LODE_READ_OPTIONS_INIT, 1};
    lode_builder *builder = NULL;
    options.known.struct_size = sizeof options;
    cr_assert(lode_builder_new(context, &builder) == LODE_OK);
    const lode_status status = lode_read_memory(context, builder, "", 0, &options.known);
    lode_builder_free(builder);
    return status;
}

static lode_status misused(lode_context *context)
{
    return lode_context_set_limit(context, LODE_LIMIT_NONE, 1);
}

static lode_status not_there(lode_context *context)
{
    return read_nothing(context, "no/such/file.xml");
}

LODE_TEST(limits, every_status_is_given)
{
    static const struct {
        lode_status status;
        lode_status (*call)(lode_context *context);
    } calls[] = {{LODE_E_INVALID, misused},
                 {LODE_E_NOMEM, without_memory},
                 {LODE_E_CANCELLED, cancelled},
                 {LODE_E_UNSUPPORTED, from_the_future},
                 {LODE_E_IO, not_there}};
    bool given[N_ERRORS + 1] = {false};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        const lode_status status = calls[i].call(ctx);
        cr_expect(status == calls[i].status, "%s in place of %s",
                  lode_status_name(status), lode_status_name(calls[i].status));
        given[-calls[i].status] = true;
    }
    mark_folder("tests/cases/invalid", given);
    mark_folder("tests/cases/bom-invalid", given);
    given[-LODE_E_FAIL] = true; /* would be a fault of the library itself */
    for (int k = 1; k <= N_ERRORS; k++)
        cr_expect(given[k], "nothing gives %s", lode_status_name(-k));
}
