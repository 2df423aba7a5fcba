/* check_private.h: what check.c (rows), check_header.c (first line) and check_cells.c (single cells) share. */
#ifndef HF_UPLOADS_CHECK_PRIVATE_H
#define HF_UPLOADS_CHECK_PRIVATE_H

#include "check.h"
#include "csv.h"
#include "idset.h"

#define ABSENT ((unsigned)-1)

struct plan {
    const struct schema_column *column;
    unsigned at;     /* place in the file, ABSENT: not there */
    const char *why; /* the text of a fault of the value itself */
};

struct checker {
    struct check_setup set;
    struct csv *csv;
    struct idset *ids;
    struct idset_key key; /* of the row's id */
    struct plan *plan;    /* as many as the schema has columns */
    unsigned columns;     /* of the file */
    bool anything;        /* a character beside spaces, line ends and a byte order mark came */
    bool stopped;         /* by us: an ERR_INVALID of csv_feed is ours */
    uint64_t line;        /* number of the row at hand, for faults */
    uint64_t row_faults;
    struct check_result result;
    struct check_row row;
    bool first_cell;
    char id[CHECK_MAX_ID + 1], name[CHECK_MAX_NAME + 1], value[MONEY_TEXT];
    char cells[CSV_MAX_RECORD + 2 * CSV_MAX_COLUMNS + 16 * CSV_MAX_COLUMNS];
    char reason[320];
};

/* Records a fault of the row at hand. value must be NUL-terminated. */
enum err check_tell(struct checker *c, const char *column, const char *value, const char *reason) HF_CHECK;

/* Reads the header and makes the plan. */
enum err check_header(struct checker *c, const struct csv_cell *cells, unsigned count) HF_CHECK;

/* Reads one cell of a data row into c->row. */
enum err check_cell(struct checker *c, const struct plan *p, struct csv_cell cell) HF_CHECK;

#endif
