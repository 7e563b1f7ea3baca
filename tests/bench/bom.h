/* Made-up bills of materials, shaped as real ones are: levels, a fan-out that is
 * lognormal, parts of a family for the most, parts that everybody uses for the rest, and
 * ids that say nothing. */
#ifndef BENCH_BOM_H
#define BENCH_BOM_H

#include "graph.h"

typedef struct bom_shape {
    size_t n_edges;
    uint32_t n_levels, n_materials, n_products;
    uint64_t seed;
} bom_shape;

/* Of a size in edges, as the published figures use them. */
bom_shape bom_of_size(size_t n_edges);
/* One product over twelve levels, with hundreds of millions of paths. */
bom_shape bom_of_paths(void);

typedef struct bom {
    bom_shape shape;
    graph graph;
    uint32_t *level;
    double *volume; /* [n_nodes] units a year of products, 0 for other items */
} bom;

bom *bom_new(bom_shape shape);
void bom_free(bom *b);
/* Of some products drawn the one that reaches the median number of lines. */
uint32_t bom_typical_product(const bom *b);
/* Of the last level; items of it are of a stage of their own. */
#define MATERIAL_STAGE "refine"
bool is_material(const bom *b, uint32_t item);
/* Id of item `k`: ids sort as their numbers do. */
enum { ITEM_ID_LEN = 12 };
const char *item_id(uint32_t k, char text[ITEM_ID_LEN]);
/* Puts all of it into a builder, by the public calls. */
void bom_feed(lode_context *context, lode_builder *builder, const bom *b);
lode_model *bom_model(lode_context *context, const bom *b);
#endif
