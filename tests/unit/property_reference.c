/* The reference evaluator itself against numbers worked out by hand. */
#include "lode_test.h"

#include <math.h>

#include "../reference/reference.h"

enum { CHN, JPN, USA, ZZZ, N_COUNTRIES };

/* A model under construction, and what is worked out from it. */
typedef struct bench {
    ref_model model;
    ref_graph graph;
    ref_shock shock;
    ref_up up;
    ref_down down;
    ref_reach reach;
} bench;

static bench *new_bench(void)
{
    static const char *const codes[N_COUNTRIES] = {"CHN", "JPN", "USA", "ZZZ"};
    bench *b = calloc(1, sizeof *b);
    cr_assert(b != NULL);
    for (int c = 0; c < N_COUNTRIES; c++) memcpy(b->model.countries[c], codes[c], 4);
    b->model.n_countries = N_COUNTRIES;
    return b;
}

static int item(bench *b, const char *id)
{
    ref_item *const new = &b->model.items[b->model.n_items];
    memcpy(new->id, id, strlen(id) + 1);
    memcpy(new->unit, "kg", 3);
    new->stage = -1;
    return b->model.n_items++;
}

static ref_line *line(bench *b, int user, int taken, double quantity)
{
    ref_line *const new = &b->model.items[user].lines[b->model.items[user].n_lines++];
    *new = (ref_line){.item = taken,
                      .group = -1,
                      .quantity = quantity,
                      .unit = "kg",
                      .yield_frac = 1.0,
                      .essential_frac = 1.0};
    return new;
}

static ref_vector *vector(bench *b, int i, int market, double chn, double jpn, double usa)
{
    ref_vector *const new = &b->model.items[i].vectors[b->model.items[i].n_vectors++];
    *new = (ref_vector){.market = market, .basis = REF_CONTAINED_MASS, .year = 2020};
    const double shares[3] = {chn, jpn, usa};
    for (int c = 0; c < 3; c++) {
        if (shares[c] > 0.0) {
            new->rows[new->n_rows++] = (ref_row){.country = c, .share_frac = shares[c]};
        }
    }
    return new;
}

static void product(bench *b, int i, int home)
{
    ref_product *const new = &b->model.products[b->model.n_products++];
    *new = (ref_product){.item = i, .home = home, .volume = 1.0};
}

static void compile(bench *b)
{
    const ref_choice choice = {.home = -1};
    ref_compile(&b->model, &choice, &b->graph);
    ref_go_down(&b->graph, 0, false, &b->down);
    ref_reach_from(&b->graph, 0, &b->reach);
}

/* Loss of the first product when one country stops. */
static double loss(bench *b, int kind, int country, bool unknown_too)
{
    ref_stop stop = {.kind = kind, .only_item = -1, .unknown_too = unknown_too};
    stop.country[country] = true;
    ref_no_shock(&b->graph, &b->shock);
    ref_apply_stop(&b->graph, &stop, &b->shock);
    ref_go_up(&b->graph, &b->shock, &b->up);
    return ref_loss_of(&b->up, b->model.products[0].item, ref_home(&b->graph, 0));
}

static void near(double got, double wanted, const char *what)
{
    cr_expect(fabs(got - wanted) < 1e-14, "%s: %.17g, by hand %.17g", what, got, wanted);
}

/* motor@USA <- 1.2 magnet (CHN 0.6, JPN 0.4) <- 0.025/0.98 metal (CHN 0.8, JPN 0.2)
 * <- 1.1477/0.95 oxide (CHN 1) */
static bench *magnet(void)
{
    bench *const b = new_bench();
    const int motor = item(b, "motor"), m = item(b, "magnet"), metal = item(b, "metal"),
              oxide = item(b, "oxide");
    line(b, motor, m, 1.2);
    line(b, m, metal, 0.025)->yield_frac = 0.98;
    line(b, metal, oxide, 1.1477)->yield_frac = 0.95;
    vector(b, m, REF_MARKET_WORLD, 0.6, 0.4, 0.0);
    vector(b, metal, REF_MARKET_WORLD, 0.8, 0.2, 0.0);
    vector(b, oxide, REF_MARKET_WORLD, 1.0, 0.0, 0.0);
    product(b, motor, USA);
    compile(b);
    return b;
}

LODE_TEST(property_reference, magnet_chain)
{
    bench *const b = magnet();
    near(b->down.made[1][CHN][0], 0.72, "magnet in CHN");
    near(b->down.made[1][JPN][0], 0.48, "magnet in JPN");
    near(ref_made_of(&b->graph, &b->down, 2), 0.03 / 0.98, "metal");
    near(b->down.made[2][JPN][0], 0.2 * 0.03 / 0.98, "metal in JPN");
    near(b->down.made[3][CHN][0], 0.03 / 0.98 * 1.1477 / 0.95, "oxide");
    near(loss(b, REF_PRODUCTION, CHN, false), 1.0, "CHN stops making");
    /* magnets of CHN fall to 0.8 for want of metal: 1 - 0.6 * 0.8 */
    near(loss(b, REF_PRODUCTION, JPN, false), 0.52, "JPN stops making");
    near(loss(b, REF_EXPORTS, CHN, false), 1.0, "CHN stops exports");
    near(loss(b, REF_EXPORTS, JPN, false), 0.52, "JPN stops exports");
    near(loss(b, REF_PRODUCTION, USA, false), 1.0, "home stops making");
    near(loss(b, REF_EXPORTS, USA, false), 0.0, "home stops exports");
    char chain[200];
    (void)loss(b, REF_PRODUCTION, JPN, false);
    (void)ref_binding_chain(&b->graph, &b->shock, &b->up, 0, USA, chain, sizeof chain);
    /* 0.4 are lost with the makers in JPN, 0.6 * 0.2 with the metal of those in CHN */
    cr_expect(strcmp(chain, "motor@USA magnet@JPN") == 0, "%s", chain);
    free(b);
}

LODE_TEST(property_reference, shared_part_counts_twice)
{
    bench *const b = new_bench();
    const int top = item(b, "top"), left = item(b, "left"), right = item(b, "right"),
              shared = item(b, "shared");
    line(b, top, left, 2.0);
    line(b, top, right, 3.0);
    line(b, left, shared, 0.5);
    line(b, right, shared, 0.1);
    vector(b, shared, REF_MARKET_WORLD, 0.25, 0.75, 0.0);
    product(b, top, USA);
    compile(b);
    near(ref_made_of(&b->graph, &b->down, shared), 1.3, "shared");
    near(b->down.made[shared][CHN][0], 0.325, "shared in CHN");
    near(loss(b, REF_PRODUCTION, CHN, false), 0.25, "CHN stops");
    free(b);
}

LODE_TEST(property_reference, alternatives_and_essentials)
{
    bench *const b = new_bench();
    const int top = item(b, "top"), good = item(b, "good"), bad = item(b, "bad"),
              paint = item(b, "paint");
    b->model.items[top].n_groups = 1;
    b->model.items[top].groups[0] = (ref_group){.id = "grade", .essential_frac = 1.0};
    ref_line *option = line(b, top, good, 2.0);
    option->group = 0;
    option->weight_frac = 0.6;
    option->cap_frac = 0.8;
    option = line(b, top, bad, 5.0);
    option->group = 0;
    option->weight_frac = option->cap_frac = 0.4;
    line(b, top, paint, 1.0)->essential_frac = 0.5;
    vector(b, good, REF_MARKET_WORLD, 1.0, 0.0, 0.0);
    vector(b, bad, REF_MARKET_WORLD, 0.0, 1.0, 0.0);
    vector(b, paint, REF_MARKET_WORLD, 0.3, 0.0, 0.7);
    product(b, top, USA);
    compile(b);
    near(b->down.need[good][USA], 1.2, "good");
    near(b->down.need[bad][USA], 2.0, "bad");
    near(loss(b, REF_PRODUCTION, CHN, false), 0.6, "without good: bad serves 0.4");
    near(loss(b, REF_PRODUCTION, JPN, false), 0.2, "without bad: good serves 0.8");
    near(loss(b, REF_EXPORTS, USA, false), 0.0, "nothing leaves the home");
    b->model.items[top].n_groups = 0;
    b->model.items[top].lines[0] = b->model.items[top].lines[2];
    b->model.items[top].n_lines = 1;
    compile(b);
    near(loss(b, REF_PRODUCTION, CHN, false), 0.15, "half of the paint that is missing");
    free(b);
}

LODE_TEST(property_reference, hosts_and_recycling)
{
    bench *const b = new_bench();
    const int gallium = item(b, "gallium"), alumina = item(b, "alumina"),
              zinc = item(b, "zinc"), power = item(b, "power");
    b->model.items[gallium].n_hosts = 2;
    b->model.items[gallium].hosts[0] = (ref_host){alumina, 0.7};
    b->model.items[gallium].hosts[1] = (ref_host){zinc, 0.2};
    ref_vector *const v = vector(b, gallium, REF_MARKET_WORLD, 0.75, 0.0, 0.0);
    v->rows[v->n_rows++] = (ref_row){USA, REF_RECYCLED, 0.25, "", false};
    vector(b, alumina, REF_MARKET_WORLD, 0.5, 0.5, 0.0);
    vector(b, zinc, REF_MARKET_WORLD, 0.0, 1.0, 0.0); /* none made in CHN */
    line(b, alumina, power, 1.0);
    vector(b, power, CHN, 0.0, 1.0, 0.0);
    product(b, gallium, USA);
    compile(b);
    cr_expect(b->reach.instance[alumina][CHN][0] && !b->reach.delivery[alumina][CHN]);
    cr_expect(!b->reach.instance[zinc][CHN][0]);
    near(b->down.made[alumina][CHN][0], 0.0, "hosts carry no requirement");
    /* power of JPN stops alumina in CHN: gallium there keeps 1 - 0.7 */
    near(loss(b, REF_PRODUCTION, JPN, false), 0.75 * 0.7, "JPN stops");
    near(loss(b, REF_PRODUCTION, USA, false), 0.25, "scrap at home stops");
    near(loss(b, REF_PRODUCTION, CHN, false), 0.75, "CHN stops");
    free(b);
}

LODE_TEST(property_reference, wider_markets_and_the_unknown)
{
    bench *const b = new_bench();
    const int top = item(b, "top"), part = item(b, "part");
    line(b, top, part, 1.0);
    b->model.n_blocs = 1;
    b->model.blocs[0] = (ref_bloc){.id = "bloc", .is_market = true};
    b->model.blocs[0].has[USA] = b->model.blocs[0].has[JPN] = true;
    vector(b, part, USA, 0.4, 0.0, 0.1)->rest = REF_REST_WIDER;
    vector(b, part, REF_MARKET_BLOC, 0.0, 0.5, 0.0)->rest = REF_REST_WIDER;
    vector(b, part, REF_MARKET_WORLD, 0.6, 0.0, 0.0);
    product(b, top, USA);
    compile(b);
    const ref_delivery *const d = &b->graph.delivery[part][USA];
    near(d->share[CHN][0], 0.4 + 0.5 * 0.5 * 0.6, "CHN: own and world");
    near(d->share[JPN][0], 0.25, "JPN: the bloc");
    near(d->share[ZZZ][0], 0.25 * 0.4, "unknown: what the world leaves open");
    near(d->inferred[CHN][0], 0.15, "CHN inferred");
    ref_coverage cover;
    ref_cover(&b->graph, &b->down, part, &cover);
    near(cover.known, 0.5, "known");
    near(cover.inferred, 0.4, "inferred");
    near(cover.unknown, 0.1, "unknown");
    near(loss(b, REF_PRODUCTION, CHN, false), 0.55, "low");
    near(loss(b, REF_PRODUCTION, CHN, true), 0.65, "high");
    near(b->graph.delivery[part][ZZZ].share[CHN][0], 0.6,
         "to nowhere known: the world's");
    free(b);
}
