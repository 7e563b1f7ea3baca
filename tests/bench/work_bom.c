/* Bills of materials on their way in: a declaration in XML, edges as CSV with ids, and
 * the shipped drive unit; read alone, and all the way to a model with the shipped data.
 */
#include "bench.h"

#include "read/bom.h"

#include <stdlib.h>
#include <unistd.h>

enum { PATH_LEN = 512, FAN_OUT = 8 };

typedef struct parts_case {
    lode_context *context;
    lode_bom *bom;
    lode_rules *rules;
    lode_model *model;
    lode_table *coverage;
    char path[PATH_LEN];
    bool is_made; /* the file, by this workload */
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

static void make_file(const workload *w, const settings *s, parts_case *c)
{
    c->is_made = true;
    c->n_parts = w->size / (s->quick ? 10 : 1);
    snprintf(c->path, sizeof c->path, "%s/lode-bench-%ld.bom", s->scratch,
             (long)getpid());
    FILE *to = fopen(c->path, "wb");
    if (!to) give_up("cannot write to the scratch folder", NULL);
    (*(const write_fn *)w->detail)(to, c->n_parts);
    if (fclose(to) != 0) give_up("cannot write to the scratch folder", NULL);
}

static double size_of(const char *path)
{
    FILE *from = fopen(path, "rb");
    if (!from || fseek(from, 0, SEEK_END) != 0) give_up("cannot read the file", NULL);
    const long n_bytes = ftell(from);
    fclose(from);
    return (double)n_bytes;
}

static void read_rules(parts_case *c)
{
    lode_rules_unref(c->rules);
    must(lode_rules_read_file(c->context,
                              BENCH_SOURCE_DIR "/examples/data/reference.rules.xml", NULL,
                              NULL, &c->rules),
         c->context);
}

static bool setup(const workload *w, const settings *s, work *out)
{
    parts_case *c = need(1, sizeof *c);
    c->context = new_context();
    read_rules(c);
    if (w->detail) {
        make_file(w, s, c);
    } else {
        c->n_parts = w->size;
        snprintf(c->path, sizeof c->path, "%s",
                 BENCH_SOURCE_DIR "/examples/data/ev-drive-unit.csv");
    }
    out->state = c;
    out->items = (double)c->n_parts;
    out->bytes = size_of(c->path);
    snprintf(out->note, sizeof out->note, "%zu parts, %.1f MB", c->n_parts,
             1e-6 * out->bytes);
    return true;
}

static void done(void *state)
{
    parts_case *c = state;
    if (c->is_made) unlink(c->path);
    lode_table_free(c->coverage);
    lode_model_unref(c->model);
    lode_bom_free(c->bom);
    lode_rules_unref(c->rules);
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

/* As far as the headings, which the drive unit has of its own. */
static void read_with_rules(void *state)
{
    parts_case *c = state;
    lode_bom_free(c->bom);
    must(lode_bom_new(c->context, c->rules, &c->bom), c->context);
    read_file(c);
}

/* What `lode import` does: rules, reference data, parts, what they are made of, a model.
 */
static void import(void *state)
{
    parts_case *c = state;
    lode_builder *builder = NULL;
    lode_bom_options options = LODE_BOM_OPTIONS_INIT;
    options.home = "USA";
    lode_table_free(c->coverage);
    lode_model_unref(c->model);
    c->coverage = NULL;
    c->model = NULL;
    read_rules(c);
    must(lode_builder_new(c->context, &builder), c->context);
    must(lode_read_file(c->context, builder,
                        BENCH_SOURCE_DIR "/examples/data/reference.lode.xml", NULL),
         c->context);
    read_with_rules(c);
    must(lode_bom_resolve(c->context, c->bom, builder, &options, &c->coverage),
         c->context);
    must(lode_builder_freeze(c->context, builder, &c->model), c->context);
    lode_builder_free(builder);
    lode_report_clear(c->context);
}

/* A row of the report for each part that is no assembly, at least; one product. */
static bool is_imported(void *state)
{
    const parts_case *c = state;
    return c->model && lode_model_count(c->model, LODE_COUNT_PRODUCTS) == 1 &&
           lode_table_n_rows(c->coverage) >= c->n_parts * 3 / 4;
}

/* Every part but the first is used once. */
static bool agrees(void *state)
{
    const parts_case *c = state;
    return c->bom->n_parts == c->n_parts && c->bom->usages.n == c->n_parts - 1;
}

#define READS(label, text, writer, parts)                                                \
    .name = label, .what = text, .item = "part", .limit = LIMIT_READ, .setup = setup,    \
    .before = empty, .run = read_file, .check = agrees, .done = done, .size = parts,     \
    .detail = &writer

#define IMPORTS(label, text, parts)                                                      \
    .name = label, .what = text, .reference = "reading the file alone", .item = "part",  \
    .limit = LIMIT_READ, .setup = setup, .run = import, .compare = read_with_rules,      \
    .check = is_imported, .done = done, .size = parts

const workload bom_workloads[] = {
    {READS("xml-declaration", "lode_bom_read_file() of an IEC 62474 declaration",
           write_as_xml, 100000)},
    {READS("csv-bom", "lode_bom_read_file() of a million edges in CSV", write_as_csv,
           1000000)},
    {IMPORTS("import-drive-unit", "the shipped drive unit to a frozen model", 2000)},
    {IMPORTS("import-declaration", "an IEC 62474 declaration to a frozen model", 100000),
     .detail = &write_as_xml},
    {IMPORTS("import-csv", "a million edges in CSV to a frozen model", 1000000),
     .detail = &write_as_csv},
    {.name = NULL}};
