/* What the tests of the readers share: files and models as text. */
#ifndef LODE_TEST_READ_COMMON_H
#define LODE_TEST_READ_COMMON_H

#include <lode.h>

#include "lode_test.h"

#include <stdio.h>

#ifndef LODE_TEST_CASES
#define LODE_TEST_CASES "tests/cases"
#endif

/* Text that grows; zero-initialise, free `data`. Always ends with a NUL once something
 * was added. */
typedef struct read_text {
    char *data;
    size_t len, capacity;
} read_text;

static inline int read_text_write(const void *data, size_t size, void *user)
{
    read_text *text = user;
    if (text->capacity - text->len <= size) {
        text->capacity = 2 * (text->len + size) + 64;
        text->data = realloc(text->data, text->capacity);
        cr_assert(text->data != NULL);
    }
    memcpy(text->data + text->len, data, size);
    text->len += size;
    text->data[text->len] = '\0';
    return 0;
}

static inline void read_text_add(read_text *text, const char *more)
{
    read_text_write(more, strlen(more), text);
}

static inline read_text read_text_load(const char *path)
{
    read_text text = {0};
    char piece[4096];
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "%s is missing", path);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        read_text_write(piece, n, &text);
    fclose(file);
    if (!text.data) read_text_write("", 0, &text);
    return text;
}

static inline lode_limit read_find_limit(const char *name)
{
    for (lode_limit limit = 1; lode_limit_name(limit); limit++)
        if (strcmp(lode_limit_name(limit), name) == 0) return limit;
    return LODE_LIMIT_NONE; /* which cannot be set */
}

/* Sets the limits that a case names in its file `limits`, one a line, and all others to
 * their standard. */
static inline void read_set_limits(lode_context *context, const char *root,
                                   const char *name)
{
    char path[512], limit[64];
    unsigned long long most = 0;
    for (lode_limit i = 1; lode_limit_name(i); i++)
        cr_assert(lode_context_set_limit(context, i, 0) == LODE_OK);
    snprintf(path, sizeof path, "%s/%s/limits", root, name);
    FILE *const file = fopen(path, "r");
    while (file && fscanf(file, "%63s %llu", limit, &most) == 2) {
        cr_assert(lode_context_set_limit(context, read_find_limit(limit), most) ==
                  LODE_OK);
    }
    if (file) fclose(file);
}

/* What the report holds, a diagnostic a line. */
static inline read_text read_text_report(const lode_context *context)
{
    read_text text = {0};
    for (size_t i = 0; i < lode_report_kept(context); i++) {
        char line[2048];
        const size_t len =
            lode_diagnostic_format(lode_report_get(context, i), line, sizeof line);
        cr_assert(len < sizeof line);
        read_text_add(&text, line);
        read_text_add(&text, "\n");
    }
    if (!text.data) read_text_write("", 0, &text);
    return text;
}

/* Reads one text into a model; NULL with the status of what failed. */
static inline lode_model *read_model(lode_context *context, const char *data, size_t size,
                                     const lode_read_options *options,
                                     lode_status *out_status)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0) status = lode_read_memory(context, builder, data, size, options);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    lode_builder_free(builder);
    *out_status = status;
    return model;
}

/* The status of reading and freezing a text. */
static inline lode_status read_status(lode_context *context, const char *data,
                                      size_t size, const lode_read_options *options)
{
    lode_status status = LODE_OK;
    lode_model_unref(read_model(context, data, size, options, &status));
    return status;
}

static inline read_text read_canonical(lode_context *context, const lode_model *model)
{
    read_text text = {0};
    cr_assert(lode_write_model(context, model, read_text_write, &text) == LODE_OK);
    return text;
}

static inline void read_expect_text(const read_text *got, const char *expected,
                                    const char *what)
{
    if (strcmp(got->data, expected) == 0) return;
    size_t at = 0;
    while (got->data[at] && got->data[at] == expected[at]) at++;
    cr_expect(false, "%s differs at byte %zu:\nexpected ...%.120s\ngot      ...%.120s",
              what, at, expected + at, got->data + at);
}

#define READ_HEAD "<lode xmlns=\"urn:lode:model:1\">"
#define READ_TAIL "</lode>"

#endif
