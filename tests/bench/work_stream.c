/* A list of parts as long as a disk is large: what it takes in memory while it streams
 * in, beyond the records that are kept of it. */
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
                             ((part - 1) / FAN_OUT + 97 * round) % s->n_parts, part,
                             part % N_DESCRIPTIONS, 1 + line % 7, 1 + part % 900);
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

static size_t record_bytes(const lode_bom *bom)
{
    return bom->n_parts * sizeof *bom->parts + bom->n_usages * sizeof *bom->usages +
           bom->n_contents * sizeof *bom->contents +
           bom->n_details * sizeof *bom->details +
           bom->n_detail_slots * sizeof *bom->detail_slots +
           bom->n_last_seen * sizeof *bom->last_seen + bom->texts.used +
           bom->texts.n * sizeof *bom->texts.start +
           bom->texts.n_slots * sizeof *bom->texts.slots;
}

static void read_all(void *user, memory_use *use)
{
    lode_context *context = new_context();
    lode_bom *bom = NULL;
    must(lode_bom_new(context, NULL, &bom), context);
    must(lode_bom_read_callback(context, bom, read_lines, user, NULL), context);
    use->model = record_bytes(bom);
    memory_use_now(use);
}

static bool setup(const workload *w, const settings *s, work *out)
{
    const double mb = 1e-6;
    stream lines = {.n_bytes = w->size / (s->quick ? 10 : 1)};
    lines.n_parts = lines.n_bytes / (50 * PARTS_OF_LINES);
    const memory_use use = memory_use_of(read_all, &lines);
    out->items = (double)lines.n_bytes;
    out->value = mb * (use.peak - (double)use.model);
    snprintf(out->note, sizeof out->note,
             "%.0f MB; records %.0f MB, resident %.0f, at most %.0f while read",
             mb * (double)lines.n_bytes, mb * (double)use.model, mb * use.resident,
             mb * use.peak);
    return true;
}

const workload stream_workloads[] = {
    {.name = "stream-1gb",
     .what = "a list of parts of 1 GB through a callback: MB beyond its records",
     .item = "byte",
     .large = true,
     .setup = setup,
     .size = 1000000000,
     .goal = {METRIC_VALUE, false, 64.0, NULL}},
    {.name = NULL}};
