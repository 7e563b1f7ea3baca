/* Options, and one workload after the other. */
#include "bench.h"
#include "dump.h"
#include "scenario_batch.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: bench [--list] [--filter TEXT] [--json FILE] [--quick] [--large]\n"
    "             [--cli PROGRAM] [--scratch FOLDER] [--repetitions N]\n"
    "       bench --turns NAME\n"
    "       bench --dump FILE | --dump-content FILE [--edges N]\n"
    "       bench --dump-scenarios FILE\n"
    "\n"
    "  --list           names of the workloads\n"
    "  --filter TEXT    only workloads with TEXT in their name; may be given again\n"
    "  --json FILE      what was measured, as JSON as well; - is standard output\n"
    "  --quick          a tenth of the size and three repetitions: does it run at all\n"
    "  --large          ten million lines as well\n"
    "  --cli PROGRAM    the lode program, for the time of its start\n"
    "  --scratch FOLDER where files are written (default /tmp)\n"
    "  --turns NAME     a sample of one workload for each line of standard input\n"
    "  --dump FILE      a bill of materials and its requirements, for "
    "tests/bench/peers\n"
    "  --dump-content FILE\n"
    "                   the materials in each product of the same, likewise\n"
    "  --dump-scenarios FILE\n"
    "                   1,024 scenarios on a world of trade and their losses, likewise\n";

enum { MAX_FILTERS = 16, MAX_OUTCOMES = 96 };

typedef struct request {
    settings settings;
    bool list;
    const char *filters[MAX_FILTERS];
    size_t n_filters;
    const char *json, *turns, *dump, *dump_content, *dump_scenarios;
    size_t n_edges;
} request;

void give_up(const char *what, const lode_context *context)
{
    char text[1024] = "";
    const lode_diagnostic *error = context ? lode_context_error(context) : NULL;
    if (error) lode_diagnostic_format(error, text, sizeof text);
    fprintf(stderr, "bench: %s %s\n", what, text);
    exit(2);
}

void *need(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) give_up("out of memory", NULL);
    return memory;
}

void must(lode_status status, const lode_context *context)
{
    if (status < 0) give_up(lode_status_name(status), context);
}

lode_context *new_context(void)
{
    lode_context *context = NULL;
    must(lode_context_new(NULL, &context), NULL);
    return context;
}

/* The value of an option, or the end. */
static const char *value_of(int argc, char **argv, int *at)
{
    if (*at + 1 >= argc) give_up("an option lacks its value", NULL);
    return argv[++*at];
}

static size_t count_of(int argc, char **argv, int *at)
{
    char *end = NULL;
    const unsigned long n = strtoul(value_of(argc, argv, at), &end, 10);
    if (*end || n == 0) give_up("not a count", NULL);
    return n;
}

static void parse_one(int argc, char **argv, int *at, request *r)
{
    const char *option = argv[*at];
    if (!strcmp(option, "--list")) {
        r->list = true;
    } else if (!strcmp(option, "--quick")) {
        r->settings.quick = true;
        r->settings.repetitions = 3;
    } else if (!strcmp(option, "--large")) {
        r->settings.large = true;
    } else if (!strcmp(option, "--filter") && r->n_filters < MAX_FILTERS) {
        r->filters[r->n_filters++] = value_of(argc, argv, at);
    } else if (!strcmp(option, "--json")) {
        r->json = value_of(argc, argv, at);
    } else if (!strcmp(option, "--cli")) {
        r->settings.cli = value_of(argc, argv, at);
    } else if (!strcmp(option, "--scratch")) {
        r->settings.scratch = value_of(argc, argv, at);
    } else if (!strcmp(option, "--dump")) {
        r->dump = value_of(argc, argv, at);
    } else if (!strcmp(option, "--turns")) {
        r->turns = value_of(argc, argv, at);
    } else if (!strcmp(option, "--dump-content")) {
        r->dump_content = value_of(argc, argv, at);
    } else if (!strcmp(option, "--dump-scenarios")) {
        r->dump_scenarios = value_of(argc, argv, at);
    } else if (!strcmp(option, "--repetitions")) {
        r->settings.repetitions = count_of(argc, argv, at);
    } else if (!strcmp(option, "--edges")) {
        r->n_edges = count_of(argc, argv, at);
    } else {
        fputs(usage, stderr);
        exit(2);
    }
}

static bool is_wanted(const request *r, const char *name)
{
    for (size_t k = 0; k < r->n_filters; k++) {
        if (strstr(name, r->filters[k])) return true;
    }
    return r->n_filters == 0;
}

static size_t run_group(const request *r, const workload *group, const calibrators *c,
                        FILE *to, outcome *outcomes, size_t n)
{
    for (const workload *w = group; w->name && n < MAX_OUTCOMES; w++) {
        if (!is_wanted(r, w->name)) continue;
        if (r->list) {
            fprintf(to, "%-22s %s%s%s\n", w->name, w->what,
                    w->reference ? "; beside it " : "", w->reference ? w->reference : "");
            continue;
        }
        outcomes[n] = measure(w, &r->settings, c);
        report_line(to, &outcomes[n++]);
    }
    return n;
}

static void write_json(const char *path, const outcome *outcomes, size_t n)
{
    FILE *to = strcmp(path, "-") ? fopen(path, "w") : stdout;
    if (!to) give_up("cannot write the JSON file", NULL);
    report_json(to, outcomes, n);
    if (to != stdout && fclose(to) != 0) give_up("cannot write the JSON file", NULL);
}

static const workload *const groups[] = {
    down_workloads,        product_workloads,   content_workloads,  shock_workloads,
    compile_workloads,     coalition_workloads, read_workloads,     start_workloads,
    sensitivity_workloads, update_workloads,    classify_workloads, bom_workloads,
    scenario_workloads,    stream_workloads};
enum { N_GROUPS = sizeof groups / sizeof groups[0] };

static const workload *find_workload(const char *name)
{
    for (size_t g = 0; g < N_GROUPS; g++) {
        for (const workload *w = groups[g]; w->name; w++) {
            if (!strcmp(w->name, name)) return w;
        }
    }
    give_up("no workload is called", NULL);
    return NULL;
}

static int run(const request *r)
{
    static outcome outcomes[MAX_OUTCOMES];
    FILE *to = r->json && !strcmp(r->json, "-") ? stderr : stdout;
    calibrators *c = r->list ? NULL : calibrators_new();
    size_t n = 0;
    if (c) {
        report_machine(to);
        fprintf(to,
                "one core: read %.1f GB/s, lines %.1f GB/s, dependent add %.2f ns\n\n",
                1e-9 * calibrators_take(c, LIMIT_READ),
                1e-9 * calibrators_take(c, LIMIT_LINES),
                1e9 / calibrators_take(c, LIMIT_ADDS));
        report_head(to);
    }
    for (size_t g = 0; g < N_GROUPS; g++) {
        n = run_group(r, groups[g], c, to, outcomes, n);
    }
    if (!r->list) {
        const size_t n_measured = n;
        n = add_growth(outcomes, n, MAX_OUTCOMES);
        for (size_t k = n_measured; k < n; k++) report_line(to, &outcomes[k]);
    }
    calibrators_free(c);
    if (r->json) write_json(r->json, outcomes, n);
    for (size_t k = 0; k < n; k++) {
        if (!outcomes[k].agreed) return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    request r = {.settings = {.scratch = "/tmp", .repetitions = 9}, .n_edges = 1000000};
    for (int at = 1; at < argc; at++) parse_one(argc, argv, &at, &r);
    if (r.turns) take_turns(find_workload(r.turns), &r.settings);
    if (!r.turns && !r.dump && !r.dump_content && !r.dump_scenarios) return run(&r);
    if (r.dump) dump_bom(r.dump, r.n_edges);
    if (r.dump_content) dump_content(r.dump_content, r.n_edges);
    if (r.dump_scenarios) dump_scenarios(r.dump_scenarios, BATCH_SCENARIOS);
    return 0;
}
