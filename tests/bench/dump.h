/* A bill of materials and what Lode says of it, for programs in other languages. */
#ifndef BENCH_DUMP_H
#define BENCH_DUMP_H

#include <stddef.h>

/* Little-endian, one after the other: 8 bytes "lodebom2"; uint64 n_items, n_lines, and
 * the item that is a typical product; then, by line, uint32 parent, uint32 child, double
 * quantity; by item, double volume, double requirement of all products, double that of
 * one unit of the typical one. */
void dump_bom(const char *path, size_t n_edges);

/* Likewise "lodecon1"; uint64 n_products, n_materials; uint32 item of each product,
 * uint32 item of each material; by product and material, double content. */
void dump_content(const char *path, size_t n_edges);

/* Likewise "lodescn1"; uint64 n_nodes, n_arcs, n_scenarios, n_effects, root; uint64 first
 * arc of each node and of one more; by arc, uint32 child, double weight; by node, uint32
 * item, uint8 country, uint8 whether it is a delivery; by effect, uint32 scenario, kind,
 * item, country, then double value; by scenario, double loss. All of a kind together. */
void dump_scenarios(const char *path, size_t n_scenarios);

#endif
