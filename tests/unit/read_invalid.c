/* tests/cases/invalid: a folder a fault, `input.xml`, `input.csv` or `rules.xml` and in
 * `error` what is said of it, a line a diagnostic. `limits` may lower a limit. */
#include "read_common.h"

#include <dirent.h>

static const char root[] = LODE_TEST_CASES "/invalid";

static bool load_input(const char *name, const char **out_source, read_text *out)
{
    static const char *const sources[] = {"input.xml", "input.csv", "rules.xml"};
    for (size_t i = 0; i < 3; i++) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s/%s", root, name, sources[i]);
        FILE *file = fopen(path, "rb");
        if (!file) continue;
        fclose(file);
        *out_source = sources[i];
        *out = read_text_load(path);
        return true;
    }
    return false;
}

/* Lines without the name of the input in front, as the expectations have them. */
static read_text without_source(const read_text *report, const char *source)
{
    read_text text = {0};
    const size_t source_len = strlen(source);
    for (const char *line = report->data; *line;) {
        const char *end = strchr(line, '\n') + 1;
        if (strncmp(line, source, source_len) == 0 && line[source_len] == ':') {
            line += source_len + 1;
            line += *line == ' ';
        }
        read_text_write(line, (size_t)(end - line), &text);
        line = end;
    }
    if (!text.data) read_text_write("", 0, &text);
    return text;
}

static lode_status read_rules(lode_context *context, const read_text *input,
                              const lode_read_options *options)
{
    lode_rules *rules = NULL;
    const lode_status status =
        lode_rules_read_memory(context, input->data, input->len, NULL, options, &rules);
    lode_rules_unref(rules);
    return status;
}

static void check_case(lode_context *context, const char *name)
{
    char path[512];
    const char *source = NULL;
    read_text input = {0};
    cr_assert(load_input(name, &source, &input), "%s has no input", name);
    snprintf(path, sizeof path, "%s/%s/error", root, name);
    read_text expected = read_text_load(path);
    lode_read_options options = LODE_READ_OPTIONS_INIT;
    options.source = source;
    read_set_limits(context, root, name);
    const lode_status status =
        strcmp(source, "rules.xml") == 0
            ? read_rules(context, &input, &options)
            : read_status(context, input.data, input.len, &options);
    read_text report = read_text_report(context);
    read_text got = without_source(&report, source);
    cr_expect(status < 0, "%s was accepted", name);
    read_expect_text(&got, expected.data, name);
    /* The first fault is the error of the call. */
    const lode_diagnostic *error = lode_context_error(context);
    cr_assert(error != NULL);
    cr_expect_eq(lode_diagnostic_status(error), status);
    cr_expect_str_eq(lode_diagnostic_message(error),
                     lode_diagnostic_message(lode_report_get(context, 0)), "%s", name);
    lode_report_clear(context);
    free(input.data);
    free(expected.data);
    free(report.data);
    free(got.data);
}

LODE_TEST(read_invalid, every_case)
{
    size_t n = 0;
    DIR *folder = opendir(root);
    cr_assert(folder != NULL, "%s is missing", root);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        check_case(ctx, entry->d_name);
        n++;
    }
    closedir(folder);
    cr_expect(n >= 45, "only %zu cases in %s", n, root);
}
