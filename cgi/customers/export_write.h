/*
 * export_write.h: a table as a file that is being sent: CSV (RFC 4180, in UTF-8 with a mark, safe against formulas), JSON Lines, or a
 * workbook (which is made in a file without a name first, row by row).
 */
#ifndef HF_CUSTOMERS_EXPORT_WRITE_H
#define HF_CUSTOMERS_EXPORT_WRITE_H

#include "filter.h"

struct req;
struct export;

enum export_format { EXPORT_CSV, EXPORT_XLSX, EXPORT_JSONL };

/* fields[columns[0]] and so on become the columns. Sends the headers, except of a workbook. */
enum err export_open(struct req *r, enum export_format format, const char *name, const struct filter_field *fields,
                     const size_t *columns, size_t n, struct export **ret_export) HF_CHECK;

/* One row: a text for each column, NULL for nothing. ERR_TOO_LARGE: a workbook has no more rows than that. */
enum err export_row(struct export *x, const char *const *texts) HF_CHECK;

/* The end; sends a workbook. */
enum err export_close(struct export *x) HF_CHECK;

#endif
