/*
 * csv.h: streaming CSV over libcsv (RFC 4180) with limits: UTF-8 with or without BOM, separator ',' or ';' (told from the first line),
 * CRLF or LF, quoted fields. Bounded memory, whatever the file.
 */
#ifndef HF_CSV_H
#define HF_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define CSV_MAX_COLUMNS 256
#define CSV_MAX_FIELD   4096
#define CSV_MAX_RECORD  65536

struct csv_cell {
    const char *s; /* NUL-terminated, valid UTF-8, surrounding spaces kept */
    size_t len;
};

/* Called per record (line: physical line on which it starts, from 1). Cells die after the call. Return an error to stop. */
typedef enum err csv_record(void *ctx, uint64_t line, const struct csv_cell *cells, unsigned count);

struct csv;

/* Makes a reader. lenient_utf8: bad bytes are dropped instead of refused. NULL: no memory. */
struct csv *csv_new(csv_record *record, void *ctx, bool lenient_utf8);
void csv_free(struct csv *c);

/* Feeds bytes; csv_end after the last. ERR_INVALID with csv_fault for what cannot be read on (unclosed quote, too many
   columns, NUL, UTF-16, a compressed file, a field too long); the callback's error otherwise. */
enum err csv_feed(struct csv *c, const char *data, size_t len) HF_CHECK;
enum err csv_end(struct csv *c) HF_CHECK;

/* Why ERR_INVALID: a sentence (static) and the physical line. */
const char *csv_fault(const struct csv *c, uint64_t *ret_line);

#endif
