/* A gigabyte through a reader in bounded memory: stream xml|csv|bom-xml|bom-csv
 * [MEGABYTES]
 *
 * Records that say the same again and again, each with a long text: what stays is a
 * record, and the text once. Fails where the process has ever held more than MAX_KB. */
#include <lode.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 60000, MAX_KB = 48 * 1024 };

/* What can be read, with a long text in each record. */
typedef struct form {
    const char *name, *head, *record, *tail;
    bool is_bom;
    size_t n_items; /* that it makes */
} form;

static const form forms[] = {
    {"xml", "<lode xmlns='urn:lode:model:1'>", "<item id='a' unit='kg' name='%s'/>\n",
     "</lode>", false, 1},
    {"csv", "id,unit,name\n", "a,kg,\"%s\"\n", "b,kg,\n", false, 2},
    {"bom-xml", "<Main xmlns='http://std.iec.ch/iec62474'>",
     "<Product unitType='each'><ProductID identifier='a' name='%s'/></Product>\n",
     "</Main>", true, 1},
    {"bom-csv", "parent,id,quantity,description\n", "a,b,1,\"%s\"\n", "a,c,1,\n", true,
     3},
};
enum { N_FORMS = sizeof(forms) / sizeof(forms[0]) };

/* What comes: the head, then the record until there is enough, then the tail. */
typedef struct stream {
    const char *head, *tail;
    char record[TEXT_BYTES + 128];
    size_t record_len, at; /* bytes of `now` given already */
    const char *now;       /* NULL: over */
    uint64_t given, wanted;
} stream;

static void next_part(stream *s)
{
    s->at = 0;
    if (s->now == s->tail)
        s->now = NULL;
    else
        s->now = s->given < s->wanted ? s->record : s->tail;
}

static int64_t give(void *data, size_t capacity, void *user)
{
    stream *const s = user;
    while (s->now && s->now[s->at] == '\0') next_part(s);
    if (!s->now) return 0;
    const size_t left = strlen(s->now + s->at);
    const size_t n = left < capacity ? left : capacity;
    memcpy(data, s->now + s->at, n);
    s->at += n;
    s->given += n;
    return (int64_t)n;
}

static void make_stream(stream *s, const form *of, uint64_t wanted)
{
    static char text[TEXT_BYTES + 1];
    memset(text, 'x', TEXT_BYTES);
    const char *const gap = strstr(of->record, "%s");
    snprintf(s->record, sizeof(s->record), "%.*s%s%s", (int)(gap - of->record),
             of->record, text, gap + 2);
    s->head = of->head;
    s->tail = of->tail;
    s->now = s->head;
    s->wanted = wanted;
}

/* The most memory the process has held, as Linux counts it. */
static long most_kb(void)
{
    FILE *const file = fopen("/proc/self/status", "r");
    char line[256];
    long kb = -1;
    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "VmHWM:", 6) == 0) kb = strtol(line + 6, NULL, 10);
    }
    if (file) fclose(file);
    return kb;
}

static lode_status read_parts(lode_context *context, lode_builder *builder, stream *s)
{
    lode_bom *bom = NULL;
    lode_status status = lode_bom_new(context, NULL, &bom);
    if (status >= 0) status = lode_bom_read_callback(context, bom, give, s, NULL);
    if (status >= 0) status = lode_bom_resolve(context, bom, builder, NULL, NULL);
    lode_bom_free(bom);
    return status;
}

static lode_status read_all(lode_context *context, const form *of, stream *s,
                            size_t *n_items)
{
    lode_builder *builder = NULL;
    lode_model *model = NULL;
    lode_status status = lode_builder_new(context, &builder);
    if (status >= 0)
        status = of->is_bom ? read_parts(context, builder, s)
                            : lode_read_callback(context, builder, give, s, NULL);
    if (status >= 0) status = lode_builder_freeze(context, builder, &model);
    *n_items = model ? lode_model_count(model, LODE_COUNT_ITEMS) : 0;
    lode_model_unref(model);
    lode_builder_free(builder);
    return status;
}

int main(int argc, char **argv)
{
    static stream s;
    const form *of = forms;
    while (of < forms + N_FORMS && strcmp(of->name, argc > 1 ? argv[1] : "") != 0) of++;
    if (of == forms + N_FORMS) return 2;
    const uint64_t megabytes = argc > 2 ? strtoull(argv[2], NULL, 10) : 1024;
    lode_context *context = NULL;
    size_t n_items = 0;
    make_stream(&s, of, megabytes << 20);
    if (lode_context_new(NULL, &context) < 0) return 1;
    const lode_status status = read_all(context, of, &s, &n_items);
    const long kb = most_kb();
    printf("%s: %" PRIu64 " bytes read, %zu items, %ld KiB held at most: %s\n", of->name,
           s.given, n_items, kb, lode_status_name(status));
    if (lode_context_error(context))
        printf("%s\n", lode_diagnostic_message(lode_context_error(context)));
    lode_context_free(context);
    return status == LODE_OK && n_items == of->n_items && s.given >= s.wanted && kb > 0 &&
                   kb < MAX_KB
               ? 0
               : 1;
}
