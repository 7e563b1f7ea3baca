/* A bill of materials and what Lode says of it, for programs in other languages. */
#ifndef BENCH_DUMP_H
#define BENCH_DUMP_H

#include <stddef.h>

/* Little-endian, one after the other: 8 bytes "lodebom1"; uint64 n_items, n_lines; then,
 * by line, uint32 parent, uint32 child, double quantity; by item, double volume, double
 * requirement. */
void dump_bom(const char *path, size_t n_edges);

#endif
