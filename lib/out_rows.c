/*
 * out_rows.c: rows of a statement as an array.
 */
#include "db.h"
#include "out.h"

/* As long as the answer is shorter than that. */
static enum err
rows_within(struct req *r, const char *key, struct rows *rows, size_t bytes)
{
    enum err e;

    out_array(r, key);
    while (out_at(r) < bytes && rows_next(rows)) {
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
out_rows(struct req *r, const char *key, struct rows *rows)
{
    return rows_within(r, key, rows, SIZE_MAX);
}

static enum err
found_within(struct req *r, const char *key, int query, struct args args, size_t bytes)
{
    struct rows *rows;
    enum err e = db_rows(r, query, args, &rows);

    return e != ERR_NONE ? e : rows_within(r, key, rows, bytes);
}

enum err
out_found(struct req *r, const char *key, int query, struct args args)
{
    return found_within(r, key, query, args, SIZE_MAX);
}

enum err
out_fitting(struct req *r, const char *key, int query, struct args args)
{
    return found_within(r, key, query, args, OUT_ROWS_BYTES);
}
