/*
 * csv_text.h: writing CSV (RFC 4180) that a spreadsheet cannot mistake for formulas: a cell that begins with = + - @, a
 * tab or a line end gets a leading apostrophe, unless it is a number.
 */
#ifndef HF_UPLOADS_CSV_TEXT_H
#define HF_UPLOADS_CSV_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "err.h"

struct req;
struct csv_text;

struct csv_text *csv_text_new(struct arena *a); /* NULL: no memory */
void csv_text_cell(struct csv_text *t, const char *s);
void csv_text_number(struct csv_text *t, int64_t n);
void csv_text_end(struct csv_text *t);              /* of the row */
bool csv_text_full(const struct csv_text *t);       /* time to send: a further row might not fit */
const char *csv_text_get(const struct csv_text *t); /* what was written since the last sending */
enum err csv_text_send(struct req *r, struct csv_text *t) HF_CHECK;

#endif
