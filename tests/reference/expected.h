/* The tables that the library must give, worked out with the reference evaluator. */
#ifndef LODE_TESTS_EXPECTED_H
#define LODE_TESTS_EXPECTED_H

#include <stddef.h>
#include <stdint.h>

#include <lode.h>

#include "ref_scenario.h"

enum { REF_CELL_ANY = 0, REF_CELL_TEXT = 1, REF_CELL_REAL = 2 };
enum { REF_COLUMNS = 20 };

/* A cell that nobody set is not compared. Flags are real, 0 or 1. */
typedef struct ref_cell {
    int type;
    char *text;
    double real, scale; /* differences are relative to `scale`, 1 or the larger number */
} ref_cell;

/* Rows that a table must have, all and only these and in this order. */
typedef struct ref_table {
    int n_columns, n_keys; /* the first columns say which row it is */
    const char *const *columns;
    size_t n_rows, capacity;
    ref_cell *cells;
} ref_table;

/* What is asked of an analysis; zero, with `domestic` NULL and `stages` NULL, is the
 * default. */
typedef struct ref_ask {
    const bool *domestic; /* [n_countries] */
    const bool *stages;   /* [n_stages] */
    int kinds, size;
    bool portfolio, with_domestic;
    double level; /* 0: 0.65 */
    double gdp;
    const char *indicator;
} ref_ask;

void ref_expect_requirements(const ref_graph *graph, const ref_ask *ask, ref_table *out);
void ref_expect_origin(const ref_graph *graph, const ref_ask *ask, ref_table *out);
void ref_expect_dependency(const ref_graph *graph, const ref_ask *ask, ref_table *out);
void ref_expect_concentration(const ref_graph *graph, const ref_ask *ask, ref_table *out);
void ref_expect_exposure(const ref_graph *graph, const ref_ask *ask, ref_table *out);
void ref_expect_coalitions(const ref_graph *graph, const ref_ask *ask, ref_table *out);
void ref_expect_vectors(const ref_graph *graph, ref_table *out);
/* Regimes in order, each for every product whatever product it names. */
void ref_expect_scenario(const ref_graph *graph, const ref_regime *regimes, int n,
                         bool deliveries, ref_table *out);
void ref_table_clear(ref_table *table);

/* Building a table, row by row. */
void ref_table_start(ref_table *table, const char *const *columns, int n_columns,
                     int n_keys);
void ref_table_row(ref_table *table);
void ref_table_text(ref_table *table, const char *column, const char *text);
void ref_table_real(ref_table *table, const char *column, double real);
void ref_table_scaled(ref_table *table, const char *column, double real, double scale);

/* Holds a table against what it must be. Writes the differences, at most a handful, into
 * `text`. `compared` grows by the cells compared.
 * @return how many there are. */
size_t ref_compare(const lode_table *table, const ref_table *expected, double tolerance,
                   char *text, size_t capacity, uint64_t *compared);

/* The order in which the library lists items and products: that of their ids. */
void ref_items_by_id(const ref_model *model, int order[REF_ITEMS]);
void ref_products_by_id(const ref_model *model, int order[REF_PRODUCTS]);

#endif
