/* Bills of materials on their way in: a declaration in XML, and edges as CSV with ids. */
#include "bench.h"

#include "read/bom.h"

#include <stdlib.h>
#include <unistd.h>

enum { PATH_LEN = 512, FAN_OUT = 8 };

typedef struct parts_case {
    lode_context *context;
    lode_bom *bom;
    char path[PATH_LEN];
    size_t n_parts;
} parts_case;

typedef void (*write_fn)(FILE *to, size_t n_parts);

/* IEC 62474 with a part, a material and a substance each. tests/bench/peers/bom.py writes
 * the same. */
static void write_xml(FILE *to, size_t n_parts)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<Main xmlns=\"http://std.iec.ch/iec62474\" schemaDatabaseVersion=\"X8.21\">\n"
          "<Product unitType=\"each\"><ProductID identifier=\"TOP\" name=\"Top\"/>"
          "<Composition isFMD=\"true\">\n",
          to);
    for (size_t i = 1; i < n_parts; i++)
        fprintf(
            to,
            "  <ProductPart numberOfUnits=\"%zu\">\n"
            "    <ProductID identifier=\"P%07zu\" name=\"Part %zu\"><Mass mass=\"%zu\" "
            "unitOfMeasure=\"mg\"/></ProductID>\n"
            "    <Material name=\"Material %zu\"><MassPercent massPercent=\"100\"/>\n"
            "      <Substance name=\"Copper\"><SubstanceID><EntryID "
            "entryIdentity=\"7440-50-8\"/></SubstanceID><MassPercent "
            "massPercent=\"98\"/></Substance>\n"
            "    </Material>\n  </ProductPart>\n",
            1 + i % 5, i, i % 900, 1 + i % 90, i % 40);
    fputs("</Composition></Product></Main>\n", to);
}

/* A tree of edges, the edges of a part together, as exports have them. */
static void write_csv(FILE *to, size_t n_parts)
{
    fputs("parent,id,description,quantity,unit,mass\n,P0000000,Product,,each,\n", to);
    for (size_t i = 1; i < n_parts; i++)
        fprintf(to, "P%07zu,P%07zu,part text number %zu,%zu,each,%zu g\n",
                (i - 1) / FAN_OUT, i, i % 5000, 1 + i % 7, 1 + i % 900);
}

static const write_fn write_as_xml = write_xml, write_as_csv = write_csv;

static bool setup(const workload *w, const settings *s, work *out)
{
    parts_case *c = need(1, sizeof *c);
    c->context = new_context();
    c->n_parts = w->size / (s->quick ? 10 : 1);
    snprintf(c->path, sizeof c->path, "%s/lode-bench-%ld.bom", s->scratch,
             (long)getpid());
    FILE *to = fopen(c->path, "wb");
    if (!to) give_up("cannot write to the scratch folder", NULL);
    (*(const write_fn *)w->detail)(to, c->n_parts);
    const long n_bytes = ftell(to);
    if (fclose(to) != 0) give_up("cannot write to the scratch folder", NULL);
    out->state = c;
    out->items = (double)c->n_parts;
    out->bytes = (double)n_bytes;
    snprintf(out->note, sizeof out->note, "%zu parts, %.1f MB", c->n_parts,
             1e-6 * out->bytes);
    return true;
}

static void done(void *state)
{
    parts_case *c = state;
    unlink(c->path);
    lode_bom_free(c->bom);
    lode_context_free(c->context);
    free(c);
}

static void empty(void *state)
{
    parts_case *c = state;
    lode_bom_free(c->bom);
    must(lode_bom_new(c->context, NULL, &c->bom), c->context);
}

static void read_file(void *state)
{
    parts_case *c = state;
    must(lode_bom_read_file(c->context, c->bom, c->path, NULL), c->context);
}

/* Every part but the first is used once. */
static bool agrees(void *state)
{
    const parts_case *c = state;
    return c->bom->n_parts == c->n_parts && c->bom->n_usages == c->n_parts - 1;
}

#define READS(label, text, writer, parts)                                                \
    .name = label, .what = text, .item = "part", .limit = LIMIT_READ, .setup = setup,    \
    .before = empty, .run = read_file, .check = agrees, .done = done, .size = parts,     \
    .detail = &writer

const workload bom_workloads[] = {
    {READS("xml-declaration", "lode_bom_read_file() of an IEC 62474 declaration",
           write_as_xml, 100000)},
    {READS("csv-bom", "lode_bom_read_file() of a million edges in CSV", write_as_csv,
           1000000)},
    {.name = NULL}};
