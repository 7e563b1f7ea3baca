#include "bench.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static const char *metric_kind_name(metric_kind metric)
{
    static const char *const names[] = {"share",   "speedup", "cost",
                                        "seconds", "rate",    "value"};
    return names[metric];
}

const char *metric_name(metric_kind metric)
{
    static const char *const names[] = {"of limit", "x faster", "x the time",
                                        "s",        "/s",       ""};
    return names[metric];
}

/* The first line of a file of the system that begins with `key`, what follows its colon.
 */
static void system_line(const char *path, const char *key, char *out, size_t capacity)
{
    char line[512];
    snprintf(out, capacity, "unknown");
    FILE *file = fopen(path, "r");
    if (!file) return;
    while (fgets(line, sizeof line, file)) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, key, strlen(key)) != 0 || !colon) continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(out, capacity, "%.100s", colon + 1 + strspn(colon + 1, " \t"));
        break;
    }
    fclose(file);
}

static void load_line(char *out, size_t capacity)
{
    snprintf(out, capacity, "unknown");
    FILE *file = fopen("/proc/loadavg", "r");
    if (!file) return;
    if (!fgets(out, (int)capacity, file)) snprintf(out, capacity, "unknown");
    out[strcspn(out, " \n")] = '\0';
    fclose(file);
}

void report_machine(FILE *to)
{
    char cpu[128], model[128], load[128];
    system_line("/proc/cpuinfo", "model name", cpu, sizeof cpu);
    system_line("/proc/cpuinfo", "model\t", model, sizeof model);
    load_line(load, sizeof load);
    fprintf(to, "machine: %s (model %s), %ld cores, load %s\n", cpu, model,
            sysconf(_SC_NPROCESSORS_ONLN), load);
    fprintf(to, "library: %s, %s\n", lode_version_string(), lode_build_info());
}

void report_head(FILE *to)
{
    fprintf(to, "%-20s %11s %6s %11s %11s %8s %9s  %-22s %s\n", "workload", "median",
            "mad", "least", "an item", "of limit", "ref./own", "goal", "result");
}

static void put_time(FILE *to, double seconds)
{
    if (seconds < 1e-3) {
        fprintf(to, " %8.2f us", seconds * 1e6);
    } else if (seconds < 1.0) {
        fprintf(to, " %8.2f ms", seconds * 1e3);
    } else {
        fprintf(to, " %8.2f s ", seconds);
    }
}

static void put_measured(FILE *to, const outcome *o)
{
    if (!o->workload->run) {
        fprintf(to, " %11s %6s %11s %11s %8s %9s", "", "", "", "", "", "");
        return;
    }
    put_time(to, o->run.median);
    fprintf(to, " %5.1f%%", 100.0 * o->run.deviation / o->run.median);
    put_time(to, o->run.least);
    fprintf(to, " %8.3f ns", 1e9 * o->run.median / o->work.items);
    if (o->workload->limit != LIMIT_NONE) {
        fprintf(to, " %7.1f%%", 100.0 * o->share.median);
    } else {
        fprintf(to, " %8s", "");
    }
    if (o->workload->compare) {
        fprintf(to, " %9.3g", o->ratio.median);
    } else {
        fprintf(to, " %9s", "");
    }
}

static void put_goal(FILE *to, const outcome *o)
{
    const goal *g = &o->workload->goal;
    if (g->bound == 0.0) return;
    char text[64];
    snprintf(text, sizeof text, "%-3s %s %g %s", g->row ? g->row : "",
             g->at_least ? ">=" : "<=", g->bound, metric_name(g->metric));
    fprintf(to, "  %-22s %-9.4g %s", text, o->metric, o->met ? "met" : "MISSED");
}

void report_line(FILE *to, const outcome *o)
{
    fprintf(to, "%-20s", o->workload->name);
    if (o->skipped) {
        fprintf(to, " skipped\n");
        return;
    }
    put_measured(to, o);
    put_goal(to, o);
    fprintf(to, "%s\n", o->agreed ? "" : "  RESULTS DIFFER");
    if (o->work.note[0]) fprintf(to, "    %s", o->work.note);
    if (o->checksum) fprintf(to, "; checksum %016" PRIx64, o->checksum);
    if (o->work.note[0] || o->checksum) fprintf(to, "\n");
    fflush(to);
}

static void put_spread(FILE *to, const char *name, const spread *s)
{
    fprintf(to, "   \"%s\": {\"median\": %.6g, \"least\": %.6g, \"mad\": %.6g},\n", name,
            s->median, s->least, s->deviation);
}

static void put_outcome(FILE *to, const outcome *o)
{
    const workload *w = o->workload;
    fprintf(to, "  {\"name\": \"%s\", \"what\": \"%s\", \"item\": \"%s\",\n", w->name,
            w->what, w->item);
    fprintf(to, "   \"reference\": \"%s\", ", w->reference ? w->reference : "");
    fprintf(to, "\"metric_kind\": \"%s\",\n", metric_kind_name(w->goal.metric));
    fprintf(to, "   \"items\": %.17g, \"bytes\": %.17g, \"note\": \"%s\",\n",
            o->work.items, o->work.bytes, o->work.note);
    fprintf(to, "   \"repetitions\": %zu, \"inner\": %zu, \"agreed\": %s,\n",
            o->repetitions, o->inner, o->agreed ? "true" : "false");
    fprintf(to, "   \"checksum\": \"%016" PRIx64 "\",\n", o->checksum);
    put_spread(to, "seconds", &o->run);
    put_spread(to, "reference_seconds", &o->compare);
    put_spread(to, "reference_over_own", &o->ratio);
    put_spread(to, "limit_rate", &o->limit);
    put_spread(to, "share_of_limit", &o->share);
    fprintf(to, "   \"limit\": \"%s\", ", limit_name(w->limit));
    fprintf(to, "\"row\": \"%s\", \"metric\": %.6g, \"at_least\": %s, ",
            w->goal.row ? w->goal.row : "", o->metric,
            w->goal.at_least ? "true" : "false");
    fprintf(to, "\"goal\": %g, \"met\": %s}", w->goal.bound,
            w->goal.bound == 0.0 ? "null"
            : o->met             ? "true"
                                 : "false");
}

void report_json(FILE *to, const outcome *outcomes, size_t n)
{
    bool first = true;
    fprintf(to, "[\n");
    for (size_t k = 0; k < n; k++) {
        if (outcomes[k].skipped) continue;
        fprintf(to, "%s", first ? "" : ",\n");
        put_outcome(to, &outcomes[k]);
        first = false;
    }
    fprintf(to, "\n]\n");
}
