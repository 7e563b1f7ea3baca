#define _GNU_SOURCE /* memfd_create() */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn void fuzz_broken(const char *claim, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
    abort();
}

static void *take(size_t size, void *user)
{
    void *const memory = malloc(size);
    ((fuzz_memory *)user)->n_held += memory != NULL;
    return memory;
}

static void *resize(void *ptr, size_t old_size, size_t new_size, void *user)
{
    (void)old_size;
    (void)user;
    return realloc(ptr, new_size);
}

static void give(void *ptr, void *user)
{
    ((fuzz_memory *)user)->n_held -= ptr != NULL;
    free(ptr);
}

lode_context *fuzz_open(fuzz_memory *memory)
{
    const lode_allocator allocator = {take, resize, give, memory};
    lode_context_options options = LODE_CONTEXT_OPTIONS_INIT;
    lode_context *context = NULL;
    memory->n_held = 0;
    options.allocator = &allocator;
    FUZZ_HOLDS(lode_context_new(&options, &context) == LODE_OK);
    return context;
}

void fuzz_close(lode_context *context, const fuzz_memory *memory)
{
    lode_context_free(context);
    FUZZ_HOLDS(memory->n_held == 0);
}

/* Length of the UTF-8 character at `text`, of [len] bytes; 0 where it is none. */
static size_t character_len(const unsigned char *text, size_t len)
{
    static const struct {
        unsigned char mask, lead, second_low, second_high;
        size_t len;
    } forms[] = {{0x80, 0x00, 0, 0, 1},       {0xff, 0xe0, 0xa0, 0xbf, 3},
                 {0xff, 0xed, 0x80, 0x9f, 3}, {0xf0, 0xe0, 0x80, 0xbf, 3},
                 {0xff, 0xf0, 0x90, 0xbf, 4}, {0xff, 0xf4, 0x80, 0x8f, 4},
                 {0xe0, 0xc0, 0x80, 0xbf, 2}, {0xfc, 0xf0, 0x80, 0xbf, 4}};
    if (text[0] == 0xc0 || text[0] == 0xc1) return 0;
    for (size_t f = 0; f < sizeof(forms) / sizeof(forms[0]); f++) {
        if ((text[0] & forms[f].mask) != forms[f].lead) continue;
        if (forms[f].len > len) return 0;
        for (size_t i = 1; i < forms[f].len; i++) {
            const unsigned char low = i == 1 ? forms[f].second_low : 0x80;
            const unsigned char high = i == 1 ? forms[f].second_high : 0xbf;
            if (text[i] < low || text[i] > high) return 0;
        }
        return forms[f].len;
    }
    return 0;
}

static bool is_line_of_utf8(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    for (size_t left = strlen(text); left > 0;) {
        const size_t len = character_len(at, left);
        if (len == 0 || at[0] < 0x20 || at[0] == 0x7f) return false;
        at += len;
        left -= len;
    }
    return true;
}

static void hold_diagnostic(const lode_diagnostic *diagnostic)
{
    char line[2048];
    FUZZ_HOLDS(lode_diagnostic_message(diagnostic)[0] != '\0');
    FUZZ_HOLDS(is_line_of_utf8(lode_diagnostic_message(diagnostic)));
    const size_t len = lode_diagnostic_format(diagnostic, line, sizeof(line));
    FUZZ_HOLDS(is_line_of_utf8(line));
    FUZZ_HOLDS(len >= sizeof(line) || strlen(line) == len);
    FUZZ_HOLDS(lode_diagnostic_format(diagnostic, NULL, 0) == len);
    FUZZ_HOLDS(lode_diagnostic_severity(diagnostic) != LODE_ERROR ||
               lode_diagnostic_status(diagnostic) < 0);
}

bool fuzz_said(lode_context *context, lode_status status)
{
    const lode_diagnostic *const error = lode_context_error(context);
    FUZZ_HOLDS((status < 0) == (error != NULL));
    FUZZ_HOLDS(!error || lode_diagnostic_status(error) == status);
    FUZZ_HOLDS(status != LODE_E_FAIL && status != LODE_E_NOMEM);
    if (error) hold_diagnostic(error);
    for (size_t i = 0; i < lode_report_kept(context); i++)
        hold_diagnostic(lode_report_get(context, i));
    lode_report_clear(context);
    return status >= 0;
}

uint8_t fuzz_byte(fuzz_bytes *bytes)
{
    if (bytes->left == 0) return 0;
    bytes->left--;
    return *bytes->next++;
}

size_t fuzz_below(fuzz_bytes *bytes, size_t n)
{
    return fuzz_byte(bytes) % n;
}

double fuzz_real(fuzz_bytes *bytes)
{
    static const double plain[] = {0.0,  1.0,  0.5,  0.25,  2.0,    1e-9,
                                   1e12, 0.65, -1.0, 1e300, 5e-324, 1e-300};
    enum { N_PLAIN = sizeof(plain) / sizeof(plain[0]) };
    const uint8_t form = fuzz_byte(bytes);
    if (form < 160) return form / 160.0;
    if (form < 160 + N_PLAIN) return plain[form - 160];
    if (form < 240) return (double)(form - 160 - N_PLAIN) * 10.0;
    unsigned char raw[sizeof(double)];
    double value;
    for (size_t i = 0; i < sizeof(raw); i++) raw[i] = fuzz_byte(bytes);
    memcpy(&value, raw, sizeof(value));
    return value;
}

char *fuzz_line(fuzz_bytes *bytes)
{
    size_t len = 0;
    while (len < bytes->left && bytes->next[len] != '\0' && bytes->next[len] != '\n')
        len++;
    char *const line = malloc(len + 1);
    if (!line) abort();
    memcpy(line, bytes->next, len);
    line[len] = '\0';
    const size_t taken = len < bytes->left ? len + 1 : len;
    bytes->next += taken;
    bytes->left -= taken;
    return line;
}

int fuzz_file(const uint8_t *data, size_t size, char path[FUZZ_PATH])
{
    const int file = memfd_create("input", 0);
    FUZZ_HOLDS(file >= 0);
    FUZZ_HOLDS(write(file, data, size) == (ssize_t)size);
    snprintf(path, FUZZ_PATH, "/proc/self/fd/%d", file);
    return file;
}

int fuzz_write(const void *data, size_t size, void *user)
{
    fuzz_text *const text = user;
    if (size > text->capacity - text->size) {
        text->capacity = 2 * (text->size + size);
        text->data = realloc(text->data, text->capacity);
        if (!text->data) abort();
    }
    if (size > 0) memcpy(text->data + text->size, data, size);
    text->size += size;
    return 0;
}

bool fuzz_same(const fuzz_text *a, const fuzz_text *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

fuzz_text fuzz_load(const char *path)
{
    fuzz_text text = {NULL, 0, 0};
    char chunk[4096];
    FILE *const file = fopen(path, "rb");
    FUZZ_HOLDS(file != NULL);
    for (size_t n; (n = fread(chunk, 1, sizeof(chunk), file)) > 0;)
        (void)fuzz_write(chunk, n, &text);
    (void)fclose(file);
    return text;
}
