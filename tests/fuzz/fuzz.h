/* What the fuzz targets share. A target is one file with LLVMFuzzerTestOneInput();
 * libFuzzer gives it bytes, or replay.c those of files. A claim that does not hold ends
 * the program. */
#ifndef LODE_TESTS_FUZZ_H
#define LODE_TESTS_FUZZ_H

#include <lode.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_HOLDS(claim) ((claim) ? (void)0 : fuzz_broken(#claim, __FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *claim, const char *file, int line);

/* Memory of the library that is still held. */
typedef struct fuzz_memory {
    size_t n_held;
} fuzz_memory;

/* A context that counts its memory; closing it holds that none is left. */
lode_context *fuzz_open(fuzz_memory *memory);
void fuzz_close(lode_context *context, const fuzz_memory *memory);

/* Holds that a failed call says why and a successful one nothing, and that every message
 * is one line of UTF-8; empties the report. Returns whether the call succeeded. */
bool fuzz_said(lode_context *context, lode_status status);

/* Bytes taken one after the other; what is missing at the end is 0. */
typedef struct fuzz_bytes {
    const uint8_t *next;
    size_t left;
} fuzz_bytes;
uint8_t fuzz_byte(fuzz_bytes *bytes);
/* Below n, from one byte. */
size_t fuzz_below(fuzz_bytes *bytes, size_t n);
/* Any double there is, often a plain one. */
double fuzz_real(fuzz_bytes *bytes);
/* Up to the next NUL or line end or the end, with a NUL; to be freed. */
char *fuzz_line(fuzz_bytes *bytes);

/* Bytes behind a path, as long as the file is open; to be closed. */
enum { FUZZ_PATH = 64 };
int fuzz_file(const uint8_t *data, size_t size, char path[FUZZ_PATH]);

/* Output that grows; fuzz_write is a lode_write_fn. */
typedef struct fuzz_text {
    char *data;
    size_t size, capacity;
} fuzz_text;
int fuzz_write(const void *data, size_t size, void *user);
bool fuzz_same(const fuzz_text *a, const fuzz_text *b);

/* The bytes of a file of the source tree; to be freed. */
fuzz_text fuzz_load(const char *path);

/* Writes a frozen model in every form and reads it back: the canonical form is the same
 * bytes the second time. */
void fuzz_model(lode_context *context, const lode_model *model);
/* Compiles a model and runs every analysis over it, with each result in every form; a
 * few factors are changed and must give what an evaluation from scratch gives. Models
 * that would take long are left alone. */
void fuzz_network(lode_context *context, lode_model *model, fuzz_bytes *bytes);
/* Writes a table as CSV and JSON, and exports it to Arrow. */
void fuzz_table(lode_context *context, lode_table *table, size_t batch_rows);
void fuzz_arrow(lode_context *context, lode_table *table, size_t batch_rows);

#endif
