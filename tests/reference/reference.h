/* A slow, plain evaluator of docs/model.md, written from that page alone.
 *
 * It shares no code and no structs with the library. Everything is a dense array over
 * items and countries, every pass visits all of them, and every formula stands where the
 * page has it, so that a reader can hold one against the other. The unknown origin is the
 * last country. */
#ifndef LODE_TESTS_REFERENCE_H
#define LODE_TESTS_REFERENCE_H

#include <stdbool.h>

enum {
    REF_ITEMS = 44,
    REF_COUNTRIES = 12,
    REF_LINES = 24,
    REF_GROUPS = 3,
    REF_HOSTS = 3,
    REF_VECTORS = 16,
    REF_ROWS = 20,
    REF_BLOCS = 6,
    REF_PRODUCTS = 5,
    REF_SCORES = 4,
    REF_STAGES = 8,
    REF_SCENARIOS = 3,
    REF_MEASURES = 6,
    REF_NAME = 24
};

enum { REF_PRIMARY = 0, REF_RECYCLED = 1, REF_BOTH = 2 };
enum { REF_CONTAINED_MASS = 1, REF_GROSS_MASS = 2, REF_COUNT = 3, REF_VALUE = 4 };
enum { REF_REST_UNKNOWN = 0, REF_REST_WIDER = 1 };
enum { REF_PRODUCTION = 1, REF_EXPORTS = 2 };

/* A market is the world, the country with that index, or REF_MARKET_BLOC plus a bloc's
 * index. */
enum { REF_MARKET_WORLD = -1, REF_MARKET_BLOC = 100 };

/* A line of a bill of materials; an option where group >= 0. */
typedef struct ref_line {
    int item, kind, group;
    double quantity; /* in `unit` */
    char unit[REF_NAME];
    double yield_frac, essential_frac;
    double weight_frac, cap_frac; /* options only */
} ref_line;

typedef struct ref_group {
    char id[REF_NAME];
    int kind;
    double essential_frac;
} ref_group;

typedef struct ref_host {
    int item;
    double part_frac;
} ref_host;

typedef struct ref_row {
    int country, kind;
    double share_frac;
    char party[REF_NAME];
    bool withheld;
} ref_row;

typedef struct ref_vector {
    int market, basis, year, rest;
    double rounding_frac, total; /* total 0: not given */
    int n_rows;
    ref_row rows[REF_ROWS];
} ref_vector;

typedef struct ref_item {
    char id[REF_NAME], unit[REF_NAME];
    int stage; /* -1: none */
    bool has_mass, has_price;
    double mass_kg, price;
    int n_lines, n_groups, n_hosts, n_vectors;
    ref_line lines[REF_LINES];
    ref_group groups[REF_GROUPS];
    ref_host hosts[REF_HOSTS];
    ref_vector vectors[REF_VECTORS];
    double surge_frac[REF_COUNTRIES];
} ref_item;

typedef struct ref_bloc {
    char id[REF_NAME];
    bool is_market;
    bool has[REF_COUNTRIES];
} ref_bloc;

typedef struct ref_score {
    char indicator[REF_NAME];
    int country, year;
    double value;
} ref_score;

typedef struct ref_product {
    char id[REF_NAME];
    const char *end_use; /* NULL: none */
    int item, home;
    bool has_value;
    double volume, value;
} ref_product;

/* Countries and blocs that a measure names; none of them: any place. */
typedef struct ref_places {
    bool country[REF_COUNTRIES], bloc[REF_BLOCS];
} ref_places;

typedef enum ref_measure_kind {
    REF_BAN,
    REF_STOP_PRODUCTION,
    REF_QUOTA,
    REF_LICENCE,
    REF_CONTENT_RULE,
    REF_LEAKAGE,
    REF_TARIFF,
    REF_PRICE,
    REF_NEW_CAPACITY,
    REF_SECOND_SOURCE,
    REF_THRIFTING,
    REF_SUBSTITUTION,
    REF_MEASURE_KINDS
} ref_measure_kind;

typedef struct ref_measure {
    ref_measure_kind kind;
    bool by_items, item[REF_ITEMS]; /* items named */
    int stage;                      /* -1: any */
    ref_places from, to;
    const char *end_use, *refused, *start, *end; /* one word each; NULL: not given */
    double value; /* severity, share, approval, rate, factor or quantity */
    double validity_days, gap_days, de_minimis;
    bool mixing, by_quantity;
    const char *party; /* NULL: none */
    bool content[REF_ITEMS];
    ref_places content_from;
    int subject, country, input, group; /* of measures that name their item */
    int n_markets, markets[3];          /* as of ref_vector */
    bool named[REF_LINES];              /* options of a substitution, by line */
    double weight[REF_LINES], cap[REF_LINES];
} ref_measure;

typedef struct ref_scenario {
    char id[REF_NAME];
    int n;
    ref_measure measures[REF_MEASURES];
} ref_scenario;

typedef struct ref_model {
    int n_scenarios;
    ref_scenario scenarios[REF_SCENARIOS];
    int n_items, n_countries, n_blocs, n_products, n_stages, n_scores;
    ref_item items[REF_ITEMS];
    char countries[REF_COUNTRIES][REF_NAME]; /* in code order, `ZZZ` last */
    ref_bloc blocs[REF_BLOCS];
    ref_product products[REF_PRODUCTS];
    char stages[REF_STAGES][REF_NAME];
    ref_score scores[REF_SCORES * REF_COUNTRIES];
} ref_model;

/* What a network is compiled for. All zero but `home` -1: every default. */
typedef struct ref_choice {
    int year, n_bases, bases[4];
    int home; /* -1: each product's own */
} ref_choice;

/* What arrives at a place: share by maker and kind, and what of it a wider market told.
 */
typedef struct ref_delivery {
    bool in_place;
    double share[REF_COUNTRIES][2];
    double inferred[REF_COUNTRIES][2];
} ref_delivery;

/* The supply graph: every delivery there could be, and an order with users before what
 * they use. */
typedef struct ref_graph {
    const ref_model *model;
    ref_choice choice;
    int order[REF_ITEMS];
    ref_delivery delivery[REF_ITEMS][REF_COUNTRIES];
    bool made_at[REF_ITEMS][REF_COUNTRIES]; /* primary, for hosts */
} ref_graph;

/* What one product can reach, and how far away: inputs and hosts on the shortest way.
 * What only options with a weight of 0 lead to is reached but not in use, and has no
 * distance. */
typedef struct ref_reach {
    bool delivery[REF_ITEMS][REF_COUNTRIES], in_use[REF_ITEMS][REF_COUNTRIES];
    int delivery_steps[REF_ITEMS][REF_COUNTRIES];
    bool instance[REF_ITEMS][REF_COUNTRIES][2], works[REF_ITEMS][REF_COUNTRIES][2];
    int instance_steps[REF_ITEMS][REF_COUNTRIES][2];
    bool item[REF_ITEMS], item_in_use[REF_ITEMS];
    int steps[REF_ITEMS]; /* least of an item's instances */
} ref_reach;

/* Section 3, going down. */
typedef struct ref_down {
    double need[REF_ITEMS][REF_COUNTRIES];
    double made[REF_ITEMS][REF_COUNTRIES][2];
} ref_down;

/* Coverage of an item, in its unit. */
typedef struct ref_coverage {
    double total, known, inferred, unknown, in_place;
} ref_coverage;

/* What a scenario changes, section 10. */
typedef struct ref_change {
    /* [item][from][to][kind] */
    double pass[REF_ITEMS][REF_COUNTRIES][REF_COUNTRIES][2];
    double limit[REF_ITEMS][REF_COUNTRIES][REF_COUNTRIES];
    double share[REF_ITEMS][REF_COUNTRIES][REF_COUNTRIES][2]; /* [item][to][from][kind] */
    double volume[REF_ITEMS][REF_COUNTRIES]; /* of a delivery, in parts of today's */
    double use[REF_ITEMS][REF_LINES];        /* of a line, in parts of today's */
    double weight[REF_ITEMS][REF_LINES], cap[REF_ITEMS][REF_LINES];
    double rate[REF_ITEMS][REF_COUNTRIES][REF_COUNTRIES];
    double price_factor[REF_ITEMS][REF_COUNTRIES];
} ref_change;

/* Section 5, going up. */
typedef struct ref_shock {
    double capacity[REF_ITEMS][REF_COUNTRIES];
    double pass[REF_ITEMS][REF_COUNTRIES][REF_COUNTRIES]; /* [item][from][to] */
    const ref_change *change;                             /* NULL: none */
} ref_shock;

typedef struct ref_up {
    double output[REF_ITEMS][REF_COUNTRIES][2]; /* Q */
    double supply[REF_ITEMS][REF_COUNTRIES];    /* M */
} ref_up;

/* Who stops, what of them, and where along the chain. */
typedef struct ref_stop {
    bool country[REF_COUNTRIES];
    int kind;
    bool unknown_too; /* the unknown is all in those that stop */
    bool at_stages;   /* only at the stages marked */
    bool stage[REF_STAGES];
    int only_item; /* -1: all */
} ref_stop;

/* Kilograms in a unit of mass, 0 for any other unit. */
double ref_unit_kg(const char *unit);
/* Kilograms in a unit of an item, NaN where nobody knows. */
double ref_item_kg(const ref_item *item);
/* Quantity of a line over its yield, in units of what it takes. */
double ref_line_need(const ref_model *model, const ref_line *line);
/* Part of a line that is used today: its weight in a group, all outside. */
double ref_line_weight(const ref_line *line);
bool ref_line_serves(const ref_item *item, const ref_line *line, int kind);
int ref_unknown(const ref_model *model);
int ref_home(const ref_graph *graph, int product);

void ref_compile(const ref_model *model, const ref_choice *choice, ref_graph *out);
/* The vector taken for an item and a market, or NULL. */
const ref_vector *ref_choose_vector(const ref_graph *graph, int item, int market);
/* Markets that have a vector for deliveries of an item to a place, most specific first.
 * Returns how many; `markets` has room for REF_BLOCS + 2. */
int ref_markets_of(const ref_graph *graph, int item, int to, int *markets);

void ref_reach_from(const ref_graph *graph, int product, ref_reach *out);
/* `leaf_recycled`: recycled instances take nothing, as mass and value have it. */
void ref_go_down(const ref_graph *graph, int product, bool leaf_recycled, ref_down *out);
void ref_cover(const ref_graph *graph, const ref_down *down, int item, ref_coverage *out);
double ref_made_of(const ref_graph *graph, const ref_down *down, int item);

/* Mass in kg, or value added, that a stage (-1: the whole product) counts in each
 * country. */
void ref_content_by_country(const ref_graph *graph, const ref_down *leaf_down, int stage,
                            bool by_value, double out[REF_COUNTRIES]);

void ref_no_shock(const ref_graph *graph, ref_shock *out);
void ref_apply_stop(const ref_graph *graph, const ref_stop *stop, ref_shock *shock);
void ref_go_up(const ref_graph *graph, const ref_shock *shock, ref_up *out);
/* 1 - min(1, M). */
double ref_loss_of(const ref_up *up, int item, int to);

/* How sure a binding chain is. */
enum {
    REF_CHAIN_OPEN = 0, /* a choice that the page leaves open */
    REF_CHAIN_SURE =
        1, /* every choice clear by more than rounding, or a tie by exact zeros */
    REF_CHAIN_TIED = 2 /* a tie within rounding, decided by the order the page gives */
};

/* The binding chain `item@country ...` into `text`, empty where nothing is lost. */
int ref_binding_chain(const ref_graph *graph, const ref_shock *shock, const ref_up *up,
                      int item, int to, char *text, int capacity);

#endif
