/*
 * sheet.h: a small table that somebody sends as a CSV file (multipart field `file`): its named columns in any order, cells trimmed.
 */
#ifndef HF_ENGAGEMENT_SHEET_H
#define HF_ENGAGEMENT_SHEET_H

#include "engagement.h"

#define SHEET_MAX_BYTES   (1024u * 1024)
#define SHEET_MAX_ROWS    5000
#define SHEET_MAX_COLUMNS 16
#define SHEET_MAX_FAULTS  100

struct sheet_column {
    const char *name; /* compared without regard to case; NULL ends */
    bool need;        /* the file has to have it */
};

struct sheet {
    const char *(*rows)[SHEET_MAX_COLUMNS]; /* by column as declared; "" where there is none */
    unsigned *lines;                        /* the header is row 1 */
    size_t n;
    struct sheet_fault {
        unsigned row;
        const char *message;
    } faults[SHEET_MAX_FAULTS];
    size_t fault_count; /* all; beyond SHEET_MAX_FAULTS they are only counted */
};

/* Reads the body; outside any transaction. ERR_INVALID with codes file_missing, not_csv, not_utf8, unreadable, missing_columns, too_many_rows,
   no_rows. */
enum err sheet_read(struct req *r, const struct sheet_column *columns, struct sheet *ret) HF_CHECK;

/* Notes what is wrong with a row. message from the arena or static. */
void sheet_fault(struct sheet *s, unsigned row, const char *message);

/* The number of a cell: false (and a fault "NAME is not a number...") when it is none or outside. Empty gives NAN. */
bool sheet_number(struct req *r, struct sheet *s, size_t i, unsigned column, const char *name, double low, double high,
                  double *ret);

/* Numbers for n new rows of a kind: the first of them. */
enum err numbers_take(struct req *r, const char *kind, size_t n, int64_t *ret_first) HF_CHECK;

/* processed, rows, errors: the shape of an import's answer. ERR_INVALID no_good_row when nothing was processed. */
extern const struct shape import_shape[];
enum err import_out(struct req *r, const struct sheet *s, size_t processed) HF_CHECK;

/* What an import does in its transaction: writes the good rows and says how many. */
typedef enum err import_write(struct req *r, struct sheet *s, size_t *ret_processed);

/* The whole of an import endpoint, which is BODY_STREAM and outside. action: for the audit. */
enum err
import_run(struct req *r, const struct sheet_column *columns, const char *action, import_write *write) HF_CHECK;

#endif
