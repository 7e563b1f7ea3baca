/* A list of parts as long as a disk is large: what it takes in memory while it streams
 * in, beyond the records that are kept of it; and all the way to a model, beyond what
 * comes out. */
#include "bench.h"
#include "memory_use.h"

#include "read/bom.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_LEN = 96, FAN_OUT = 8, N_DESCRIPTIONS = 50000, PARTS_OF_LINES = 16 };

/* Lines as they are asked for. One in sixteen is of a part that was not there before;
 * each part stands in about sixteen others. */
typedef struct stream {
    size_t n_bytes, n_given; /* asked for, and made */
    size_t n_parts, n_lines;
    char line[LINE_LEN];
    size_t len, at; /* in the line */
} stream;

static void make_line(stream *s)
{
    const size_t line = s->n_lines++;
    const size_t part = 1 + (line - 1) % s->n_parts, round = (line - 1) / s->n_parts;
    const int len =
        line == 0 ? snprintf(s->line, LINE_LEN, "parent,id,description,quantity,mass\n")
                  : snprintf(s->line, LINE_LEN, "P%08zu,P%08zu,part text %zu,%zu,%zu g\n",
                             (part - 1) / (FAN_OUT + round), part, part % N_DESCRIPTIONS,
                             1 + line % 7, 1 + part % 900);
    s->len = (size_t)len;
    s->at = 0;
    s->n_given += s->len;
}

static int64_t read_lines(void *data, size_t capacity, void *user)
{
    stream *s = user;
    size_t n = 0;
    while (n < capacity) {
        if (s->at == s->len && s->n_given >= s->n_bytes) break;
        if (s->at == s->len) make_line(s);
        const size_t left = s->len - s->at;
        const size_t more = left < capacity - n ? left : capacity - n;
        memcpy((char *)data + n, s->line + s->at, more);
        s->at += more;
        n += more;
    }
    return (int64_t)n;
}

static void read_all(void *user, memory_use *use)
{
    lode_context *context = new_context();
    lode_bom *bom = NULL;
    must(lode_bom_new(context, NULL, &bom), context);
    must(lode_bom_read_callback(context, bom, read_lines, user, NULL), context);
    use->lines = bom->usages.n;
    memory_use_now(use);
}

/* What `lode import` does without rules: parts are put into a builder, with the report of
 * what became of them, and the model is frozen. Only what comes out stays. */
static void import_all(void *user, memory_use *use)
{
    lode_context *context = new_context();
    lode_bom_options options = LODE_BOM_OPTIONS_INIT;
    lode_bom *bom = NULL;
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_table *coverage = NULL;
    options.flags = LODE_BOM_UNKNOWN_IS_ESSENTIAL;
    must(lode_bom_new(context, NULL, &bom), context);
    must(lode_bom_read_callback(context, bom, read_lines, user, NULL), context);
    must(lode_builder_new(context, &builder), context);
    must(lode_bom_use_up(context, bom, builder, &options, &coverage), context);
    must(lode_builder_freeze(context, builder, &model), context);
    lode_bom_free(bom);
    lode_builder_free(builder);
    use->lines = lode_model_count(model, LODE_COUNT_INPUTS);
    memory_use_now(use);
}

typedef void (*hold_fn)(void *user, memory_use *use);
static const hold_fn hold_list = read_all, hold_model = import_all;

static bool setup(const workload *w, const settings *s, work *out)
{
    const double mb = 1e-6;
    stream lines = {.n_bytes = w->size / (s->quick ? 10 : 1)};
    lines.n_parts = lines.n_bytes / (50 * PARTS_OF_LINES);
    const memory_use use = memory_use_of(*(const hold_fn *)w->detail, &lines);
    out->items = (double)lines.n_bytes;
    out->value = mb * (use.peak - use.resident);
    snprintf(out->note, sizeof out->note,
             "%.0f MB, %.1f million lines; %.0f MB stay, at most %.0f on the way",
             mb * (double)lines.n_bytes, 1e-6 * (double)use.lines, mb * use.resident,
             mb * use.peak);
    return true;
}

const workload stream_workloads[] = {
    {.name = "stream-1gb",
     .what = "a list of parts of 1 GB through a callback: MB beyond its records",
     .item = "byte",
     .large = true,
     .setup = setup,
     .detail = &hold_list,
     .size = 1000000000,
     .goal = {METRIC_VALUE, false, 64.0, NULL}},
    {.name = "stream-import-1gb",
     .what = "the same list to a frozen model and the report: MB beyond these two",
     .item = "byte",
     .large = true,
     .setup = setup,
     .detail = &hold_model,
     .size = 1000000000,
     .goal = {METRIC_VALUE, false, 64.0, NULL}},
    {.name = NULL}};
