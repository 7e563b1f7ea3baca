/* A model on its way in: calls, file, freeze; and out again. */
#include "bom_case.h"

#include <fcntl.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 64 << 10, PATH_LEN = 512 };

typedef struct read_case {
    lode_context *context;
    bom *bom;
    lode_builder *builder;
    lode_model *model;
    char path[PATH_LEN];
    size_t n_bytes, n_elements;
} read_case;

/* --- the file --- */

static int write_file(const void *data, size_t size, void *user)
{
    return fwrite(data, 1, size, user) == size ? 0 : -1;
}

static void make_file(read_case *c, const char *folder)
{
    snprintf(c->path, sizeof c->path, "%s/lode-bench-%ld.lode.xml", folder,
             (long)getpid());
    FILE *to = fopen(c->path, "wb");
    if (!to) give_up("cannot write to the scratch folder", NULL);
    must(lode_write_model(c->context, c->model, write_file, to), c->context);
    c->n_bytes = (size_t)ftell(to);
    if (fclose(to) != 0) give_up("cannot write to the scratch folder", NULL);
}

static bool setup(const workload *w, const settings *s, work *out)
{
    const size_t edges = bom_case_lines(w, s);
    read_case *c = need(1, sizeof *c);
    c->context = new_context();
    c->bom = bom_new(bom_of_size(edges));
    c->model = bom_model(c->context, c->bom);
    make_file(c, s->scratch);
    out->state = c;
    out->items = (double)edges;
    out->bytes = (double)c->n_bytes;
    snprintf(out->note, sizeof out->note, "%zu lines, %.1f MB as XML", edges,
             1e-6 * out->bytes);
    return true;
}

static void done(void *state)
{
    read_case *c = state;
    unlink(c->path);
    lode_builder_free(c->builder);
    lode_model_unref(c->model);
    lode_context_free(c->context);
    bom_free(c->bom);
    free(c);
}

/* --- runs --- */

static void empty_builder(void *state)
{
    read_case *c = state;
    lode_builder_free(c->builder);
    c->builder = NULL;
    must(lode_builder_new(c->context, &c->builder), c->context);
}

static void full_builder(void *state)
{
    read_case *c = state;
    empty_builder(c);
    bom_feed(c->context, c->builder, c->bom);
}

static void read_file(void *state)
{
    read_case *c = state;
    must(lode_read_file(c->context, c->builder, c->path, NULL), c->context);
}

static void feed(void *state)
{
    read_case *c = state;
    bom_feed(c->context, c->builder, c->bom);
}

static void freeze(void *state)
{
    read_case *c = state;
    lode_model_unref(c->model);
    must(lode_builder_freeze(c->context, c->builder, &c->model), c->context);
}

static int count_bytes(const void *data, size_t size, void *user)
{
    (void)data;
    *(size_t *)user += size;
    return 0;
}

static void write_out(void *state)
{
    read_case *c = state;
    size_t n = 0;
    must(lode_write_model(c->context, c->model, count_bytes, &n), c->context);
}

/* --- the same bytes through libxml2 with nothing behind it --- */

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space, int n_spaces, const xmlChar **spaces,
                     int n_attributes, int n_defaulted, const xmlChar **values)
{
    (void)name, (void)prefix, (void)space, (void)n_spaces, (void)spaces,
        (void)n_attributes;
    (void)n_defaulted, (void)values;
    ++*(size_t *)user;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *space)
{
    (void)user, (void)name, (void)prefix, (void)space;
}

static void on_text(void *user, const xmlChar *text, int len)
{
    (void)user, (void)text, (void)len;
}

static void parse_bare(void *state)
{
    read_case *c = state;
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_text,
                         .ignorableWhitespace = on_text};
    static char chunk[CHUNK];
    const int file = open(c->path, O_RDONLY);
    c->n_elements = 0;
    xmlParserCtxtPtr xml = xmlCreatePushParserCtxt(&sax, &c->n_elements, NULL, 0, NULL);
    if (file < 0 || !xml) give_up("cannot read the file back", NULL);
    xmlCtxtUseOptions(xml, XML_PARSE_HUGE | XML_PARSE_NONET);
    for (ssize_t n; (n = read(file, chunk, sizeof chunk)) > 0;) {
        xmlParseChunk(xml, chunk, (int)n, 0);
    }
    xmlParseChunk(xml, NULL, 0, 1);
    if (!xml->wellFormed) give_up("the file is not well-formed", NULL);
    xmlFreeParserCtxt(xml);
    close(file);
}

/* What was read is what was written. */
static bool read_agrees(void *state)
{
    read_case *c = state;
    lode_model *model = NULL;
    must(lode_builder_freeze(c->context, c->builder, &model), c->context);
    const size_t n = lode_model_count(model, LODE_COUNT_INPUTS);
    const bool same = n == c->bom->graph.n_arcs && c->n_elements > n &&
                      lode_model_size_bytes(model) == lode_model_size_bytes(c->model);
    lode_model_unref(model);
    return same;
}

static bool model_agrees(void *state)
{
    const read_case *c = state;
    return lode_model_count(c->model, LODE_COUNT_INPUTS) == c->bom->graph.n_arcs;
}

#define MODEL(label, text)                                                               \
    .name = label, .what = text, .item = "line", .setup = setup, .done = done,           \
    .size = 1000000

const workload read_workloads[] = {
    {MODEL("read-xml-1e6", "lode_read_file() of a model of a million lines"),
     .reference = "libxml2 over the same bytes with empty handlers",
     .before = empty_builder, .run = read_file, .compare = parse_bare,
     .check = read_agrees},
    {MODEL("build-1e6", "the same by calls of the builder"), .before = empty_builder,
     .run = feed},
    {MODEL("freeze-1e6", "lode_builder_freeze()"), .before = full_builder, .run = freeze,
     .check = model_agrees},
    {MODEL("write-xml-1e6", "lode_write_model()"), .run = write_out},
    {.name = NULL}};
