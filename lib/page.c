#include "page.h"

#include <string.h>

#include "out.h"

enum err
page_from(struct req *r, const char *cursor, int64_t limit, struct id_page *ret)
{
    struct id_page p = { .limit = limit };
    const char *text = NULL;
    enum err e = ERR_NONE;

    memset(p.below.b, 0xff, sizeof p.below.b);
    if (cursor != NULL)
        e = cursor_read(r, cursor, &text);
    if (e == ERR_NONE && text != NULL && !uuid_parse(text, &p.below))
        e = fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    if (e == ERR_NONE)
        *ret = p;
    return e;
}

enum err
page_rows(struct req *r, const struct id_page *p, struct rows *rows, enum err (*one)(struct req *, const struct rows *))
{
    char last[UUID_TEXT] = "";
    int64_t count = 0;
    enum err e = ERR_NONE;

    out_array(r, "data");
    for (; e == ERR_NONE && count < p->limit && rows_next(rows); count++) {
        uuid_text(col_uuid(rows, 0), last);
        out_object(r, NULL);
        e = one(r, rows);
        out_end(r);
    }
    out_end(r);
    out_str(r, "next_cursor", e == ERR_NONE && count == p->limit && rows_next(rows) ? cursor_make(r, last) : NULL);
    return e != ERR_NONE ? e : rows_error(rows);
}

static enum err
entry_out(struct req *r, const struct rows *row)
{
    out_row(r, row);
    return ERR_NONE;
}

enum err
page_out(struct req *r, const struct id_page *p, int query, struct args args)
{
    struct rows *rows;
    enum err e = db_rows(r, query, args, &rows);

    if (e != ERR_NONE)
        return e;
    e = page_rows(r, p, rows, entry_out);
    rows_close(rows);
    return e;
}
