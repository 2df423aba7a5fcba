#include "pages.h"

#include "out.h"

enum err
page_begin(struct req *r, const char *cursor, struct uuid *ret_before)
{
    const char *text = NULL;
    enum err e;

    if (cursor == NULL) {
        memset(ret_before->b, 0xff, sizeof ret_before->b);
        return ERR_NONE;
    }
    e = cursor_read(r, cursor, &text);
    if (e == ERR_NONE && !uuid_parse(text, ret_before))
        e = fail(r, ERR_INVALID, "cursor", "This cursor belongs to another list.");
    return e;
}

enum err
page_out(struct req *r, struct rows *rows, int64_t limit, enum err (*one)(struct req *, const struct rows *))
{
    char last[UUID_TEXT] = "";
    int64_t count = 0;
    enum err e = ERR_NONE;

    out_array(r, "data");
    while (e == ERR_NONE && count < limit && rows_next(rows)) {
        uuid_text(col_uuid(rows, 0), last);
        count++;
        out_object(r, NULL);
        e = one(r, rows);
        out_end(r);
    }
    if (e != ERR_NONE)
        return e;
    out_end(r);
    out_str(r, "next_cursor", count == limit && rows_next(rows) ? cursor_make(r, last) : NULL);
    return rows_error(rows);
}

const char *
json_quote(struct req *r, const char *text)
{
    char *s = arena_alloc(r->arena, strlen(text) * 6 + 3), *end = s;

    if (s == NULL)
        return "\"\"";
    *end++ = '"';
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c < 0x20) {
            end += snprintf(end, 7, "\\u%04x", *c);
        } else {
            if (*c == '"' || *c == '\\')
                *end++ = '\\';
            *end++ = (char)*c;
        }
    }
    *end++ = '"';
    *end = '\0';
    return s;
}
