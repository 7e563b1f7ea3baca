/* Rows of CSV as they lie in the chunk. */
#ifndef LODE__READ_CSV_PLAIN_H
#define LODE__READ_CSV_PLAIN_H

#include "read/csv.h"

/* Finds the next rows that lie whole in the chunk and need no copy, which is those
 * without a doubled quote, a line end within quotes, or a fault. Moves what is left to
 * the front of the chunk and fills it up where it holds no whole row. False: the next row
 * is to be read byte by byte, or there is none, or reading failed. */
bool lode__csv_find_rows(lode__csv *csv);

#endif
