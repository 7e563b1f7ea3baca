/* Texts of parts through the rules that ship with the reference data. */
#include "bench.h"
#include "random.h"

#include "pattern/pattern.h"
#include "read/classify.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_LEN = 96, CHECK_EVERY = 97 };

typedef struct classify_case {
    lode_context *context;
    lode_rules *rules;
    lode__classifier *classifier;
    char (*texts)[TEXT_LEN];
    size_t n_texts, n_classified;
} classify_case;

/* A line of a bill of materials: most of it is what no rule speaks of. `#` is a digit. */
static const char *const shapes[] = {
    "RES ####R 1% 0603 100ppm",
    "Resistor, chip, ##.#k, 0402, 63 mW",
    "CAP CER #.##UF ##V X7R 0603",
    "CAP ALUM ###UF ##V 20% RADIAL",
    "IC MCU 32-bit ARM Cortex-M4 LQFP-##",
    "CONN HEADER ##POS 2.54MM VERT",
    "Cable assembly ##-wire, shielded, #.# m",
    "LED green 0805 ##mcd",
    "DIODE SCHOTTKY ##V #A SMA",
    "INDUCTOR #.#uH 20% ##A",
    "MOSFET N-CH ##V ##A PG-TDSON-8",
    "Screw ISO 4762 M# x ## 8.8 zinc plated",
    "Schraube DIN 912 M#x## A2-70",
    "Washer M# DIN 125",
    "O-ring ##x#.# NBR 70",
    "Bearing 6###-2RS C3",
    "Housing, PA66-GF30, black, rev #",
    "Dichtung EPDM ### mm",
    "Label ##x## mm, white, thermal",
    "Gehäusedeckel Kunststoff ###",
    "Bracket, S355J2, laser cut #.# mm",
    "Plate EN AW-6082 T6 ##x###x###",
    "Shaft 42CrMo4 d##",
    "Magnet N##SH ##x##x#",
    "Copper busbar ##x# mm",
    "Stator lamination M270-35A",
    "Blechteil 1.4301 t=#.#",
    "PCB ## layer FR4 ###x### mm ENIG",
    "Firmware image rev ##.##",
    "Adhesive, 2K epoxy, ## ml",
};
enum { N_SHAPES = sizeof shapes / sizeof shapes[0] };

static void make_text(random_stream *random, char text[TEXT_LEN])
{
    const char *from = shapes[random_below(random, N_SHAPES)];
    size_t len = 0;
    for (; from[len] && len + 1 < TEXT_LEN; len++)
        text[len] = from[len] == '#' ? (char)('0' + random_below(random, 10)) : from[len];
    text[len] = '\0';
}

static bool setup(const workload *w, const settings *s, work *out)
{
    classify_case *c = need(1, sizeof *c);
    random_stream random = {7};
    c->context = new_context();
    must(lode_rules_read_file(c->context,
                              BENCH_SOURCE_DIR "/examples/data/reference.rules.xml", NULL,
                              NULL, &c->rules),
         c->context);
    must(lode__classifier_new(c->context, c->rules, &c->classifier), c->context);
    c->n_texts = w->size / (s->quick ? 10 : 1);
    c->texts = need(c->n_texts, sizeof *c->texts);
    for (size_t i = 0; i < c->n_texts; i++) make_text(&random, c->texts[i]);
    out->state = c;
    out->items = (double)c->n_texts;
    snprintf(out->note, sizeof out->note, "%zu texts, %zu rules", c->n_texts,
             lode_rules_count(c->rules));
    return true;
}

static void done(void *state)
{
    classify_case *c = state;
    lode__classifier_free(c->classifier);
    lode_rules_unref(c->rules);
    lode_context_free(c->context);
    free(c->texts);
    free(c);
}

static lode_part_text part_of(const char *text)
{
    lode_part_text part = LODE_PART_TEXT_INIT;
    part.description = text;
    return part;
}

static void classify(void *state)
{
    classify_case *c = state;
    c->n_classified = 0;
    for (size_t i = 0; i < c->n_texts; i++) {
        const lode_part_text part = part_of(c->texts[i]);
        lode__verdict verdict;
        must(lode__classify(c->classifier, &part, &verdict), c->context);
        c->n_classified += verdict.state == LODE__CLASSIFIED;
    }
}

/* The first rule that matches, each tried in turn. */
static const lode__rule *try_all(const lode_rules *rules, lode__pattern_scratch *scratch,
                                 const char *text)
{
    for (size_t i = 0; i < rules->n_rules; i++) {
        const lode__rule *rule = &rules->rules[i];
        const bool about =
            rule->field == LODE__RULE_ANY || rule->field == LODE__RULE_DESCRIPTION;
        if (about && lode__pattern_match(rule->pattern, scratch, text, strlen(text), NULL,
                                         0) == LODE_OK)
            return rule;
    }
    return NULL;
}

static bool agrees(void *state)
{
    classify_case *c = state;
    lode__pattern_scratch *scratch = NULL;
    bool same = c->n_classified > 0 && c->n_classified < c->n_texts;
    must(lode__pattern_scratch_new(c->context, &scratch), c->context);
    for (size_t i = 0; i < c->n_texts && same; i += CHECK_EVERY) {
        const lode_part_text part = part_of(c->texts[i]);
        lode__verdict verdict;
        must(lode__classify(c->classifier, &part, &verdict), c->context);
        same = verdict.rule == try_all(c->rules, scratch, c->texts[i]);
    }
    lode__pattern_scratch_free(scratch);
    return same;
}

static void load_rules(void *state)
{
    classify_case *c = state;
    lode__classifier_free(c->classifier);
    lode_rules_unref(c->rules);
    must(lode_rules_read_file(c->context,
                              BENCH_SOURCE_DIR "/examples/data/reference.rules.xml", NULL,
                              NULL, &c->rules),
         c->context);
    must(lode__classifier_new(c->context, c->rules, &c->classifier), c->context);
}

const workload classify_workloads[] = {
    {.name = "classify-1e6",
     .what = "a million texts of parts against the shipped rules",
     .item = "text",
     .setup = setup,
     .run = classify,
     .check = agrees,
     .done = done,
     .size = 1000000,
     .goal = {METRIC_SECONDS, false, 4.0, NULL}},
    {.name = "rules-read",
     .what = "the shipped rules read and made ready",
     .item = "file",
     .setup = setup,
     .run = load_rules,
     .done = done,
     .size = 1000},
    {.name = NULL}};
