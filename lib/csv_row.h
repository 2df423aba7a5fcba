/*
 * csv_row.h: lib-private: the cells of one record, and splitting a record that lies on one line.
 */
#ifndef HF_CSV_ROW_H
#define HF_CSV_ROW_H

#include "csv.h"

struct csv_row {
    unsigned count;
    size_t text_len;
    const char *fault; /* a limit was exceeded: a sentence */
    struct csv_cell cells[CSV_MAX_COLUMNS];
    char text[CSV_MAX_RECORD + CSV_MAX_COLUMNS + 1]; /* the cells' bytes */
};

void csv_row_clear(struct csv_row *row);

/* Copies a cell in. False, with row->fault, when a limit is exceeded. */
bool csv_row_add(struct csv_row *row, const char *bytes, size_t len);

/* Splits n bytes without quotation marks. False: row->fault. */
bool csv_row_plain(struct csv_row *row, const char *s, size_t n, char separator);

/* Splits n bytes with quoted fields that end on this line. False without row->fault: not that simple, ask libcsv. */
bool csv_row_quoted(struct csv_row *row, const char *s, size_t n, char separator);

#endif
