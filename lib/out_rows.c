/*
 * out_rows.c: rows of a statement as an array.
 */
#include "db.h"
#include "out.h"

enum err
out_rows(struct req *r, const char *key, struct rows *rows)
{
    enum err e;

    out_array(r, key);
    while (out_at(r) < OUT_ROWS_BYTES && rows_next(rows)) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    rows_close(rows);
    return e;
}

enum err
out_found(struct req *r, const char *key, int query, struct args args)
{
    struct rows *rows;
    enum err e = db_rows(r, query, args, &rows);

    return e != ERR_NONE ? e : out_rows(r, key, rows);
}
