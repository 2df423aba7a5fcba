/*
 * page.c: see page.h.
 */
#include "page.h"

#include <string.h>

#include "out.h"

enum err
page_from(struct req *r, const char *cursor, int64_t limit, struct page *ret)
{
    struct page p = { .limit = limit };
    const char *text = NULL;
    enum err e = ERR_NONE;

    memset(p.below.b, 0xff, sizeof(p.below.b));
    if (cursor != NULL)
        e = cursor_read(r, cursor, &text);
    if (e == ERR_NONE && text != NULL && !uuid_parse(text, &p.below))
        e = fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    if (e == ERR_NONE)
        *ret = p;
    return e;
}

enum err
page_out(struct req *r, const struct page *p, int query, struct args args)
{
    struct uuid last = p->below;
    char text[UUID_TEXT];
    bool more = false;
    struct rows *rows;
    enum err e = db_rows(r, query, args, &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    for (int64_t n = 0; rows_next(rows); n++) {
        more = n == p->limit;
        if (more)
            break;
        last = col_uuid(rows, 0);
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    rows_close(rows);
    uuid_text(last, text);
    out_str(r, "next_cursor", more ? cursor_make(r, text) : NULL);
    return e;
}
