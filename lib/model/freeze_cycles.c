/* Cycles among items: found by walking down, told by name. */
#include "model/freeze.h"

#include <stdio.h>

enum { MAX_CYCLES = 100, SHOWN_FIRST = 7, SHOWN_LAST = 4 };

enum { UNSEEN = 0, SETTLED = 1, ON_PATH = 2 };

typedef struct walk {
    const lode__graph *graph;
    uint8_t *seen;
    uint32_t *path,
        *next; /* the items from the start down; of each the neighbour to try next */
    uint32_t *depth; /* of an item on the path */
    uint32_t n, n_cycles;
} walk;

/* Place of the first line or host relation by which `item` names `below`. */
static lode__site site_of_edge(const lode__freeze *job, const lode__graph *graph,
                               uint32_t item, uint32_t below)
{
    const lode__host_entry *const hosts = lode__entries(job->builder, LODE__RECORD_HOST);
    lode__site first = {UINT32_MAX, 0, 0};
    for (uint32_t i = 0; i < job->n_tapes; i++) {
        lode__tape_reader reader = lode__tape_read(&job->tapes[i], 0);
        while (lode__tape_next(&reader))
            if (job->item_of[reader.line.parent] == item &&
                job->item_of[reader.line.item] == below &&
                lode__order_sites(&reader.line.at, &first) < 0)
                first = reader.line.at;
    }
    if (first.source != UINT32_MAX) return first;
    uint32_t host = graph->host_from[item];
    while (job->model->hosts[host].host != below) host++;
    return hosts[job->host_entry[host]].at;
}

/* A message while it is put together; what does not fit is left out. */
typedef struct message {
    char text[LODE__MESSAGE_LEN];
    size_t len;
} message;

static void add(message *to, const char *text)
{
    const size_t len = strlen(text);
    if (to->len + len >= sizeof(to->text)) return;
    memcpy(to->text + to->len, text, len + 1);
    to->len += len;
}

static void add_item(message *to, const lode_model *model, uint32_t item)
{
    char quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(model, item);
    add(to, lode__quote(quoted, id, strlen(id)));
    add(to, " -> ");
}

/* A cycle is told from its smallest id on, at the place that leads back there, so that
 * the report does not depend on where the walk met it. */
static void report_cycle(lode__freeze *job, const lode__graph *graph,
                         const uint32_t *cycle, uint32_t n)
{
    message told = {"", 0};
    uint32_t first = 0;
    for (uint32_t i = 1; i < n; i++)
        if (cycle[i] < cycle[first]) first = i;
    for (uint32_t i = 0; i < n; i++) {
        if (n > SHOWN_FIRST + SHOWN_LAST && i == SHOWN_FIRST) {
            char skipped[48];
            snprintf(skipped, sizeof(skipped), "... %lu more ... -> ",
                     (unsigned long)(n - SHOWN_FIRST - SHOWN_LAST));
            add(&told, skipped);
            i = n - SHOWN_LAST;
        }
        add_item(&told, job->model, cycle[(first + i) % n]);
    }
    char quoted[LODE__QUOTE_LEN];
    const char *const id = lode__item_id(job->model, cycle[first]);
    add(&told, lode__quote(quoted, id, strlen(id)));
    const lode__site at =
        site_of_edge(job, graph, cycle[first > 0 ? first - 1 : n - 1], cycle[first]);
    lode__freeze_fault(job, lode__error(job->context, LODE_E_CYCLE,
                                        lode__freeze_place(job, &at),
                                        "items contain themselves: %s", told.text));
}

static void enter(walk *w, uint32_t item)
{
    w->seen[item] = ON_PATH;
    w->depth[item] = w->n;
    w->next[w->n] = 0;
    w->path[w->n++] = item;
}

static void walk_from(lode__freeze *job, walk *w, uint32_t start)
{
    enter(w, start);
    while (w->n > 0 && w->n_cycles < MAX_CYCLES) {
        const uint32_t item = w->path[w->n - 1];
        if (w->next[w->n - 1] == lode__n_neighbours(w->graph, item)) {
            w->seen[item] = SETTLED;
            w->n--;
            continue;
        }
        const uint32_t k = w->next[w->n - 1]++;
        const uint32_t below = lode__neighbour(w->graph, item, k);
        const bool again = k > 0 && lode__neighbour(w->graph, item, k - 1) == below;
        if (w->seen[below] == UNSEEN) {
            enter(w, below);
        } else if (w->seen[below] == ON_PATH && !again) {
            report_cycle(job, w->graph, w->path + w->depth[below],
                         w->n - w->depth[below]);
            w->n_cycles++;
        }
    }
}

lode_status lode__freeze_cycles(lode__freeze *job, const lode__graph *graph,
                                uint8_t *settled)
{
    const uint32_t n = job->model->n_items;
    walk w = {.graph = graph, .seen = settled};
    LODE__TRY(lode__freeze_scratch(job, &w.path, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &w.next, n, sizeof(uint32_t)));
    LODE__TRY(lode__freeze_scratch(job, &w.depth, n, sizeof(uint32_t)));
    for (uint32_t item = 0; item < n && w.n_cycles < MAX_CYCLES; item++)
        if (settled[item] == UNSEEN) walk_from(job, &w, item);
    if (w.n_cycles == MAX_CYCLES)
        lode__note(job->context, LODE_E_CYCLE, NULL,
                   "cycles past the first %d are not told", MAX_CYCLES);
    return LODE_OK;
}
