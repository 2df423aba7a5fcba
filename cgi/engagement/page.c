/*
 * page.c: what the lists and records of engagement share.
 */
#include "engagement.h"

#include "out.h"

#define LINE_BYTES 160

const struct field id_fields[] = { FIELD_UUID(struct id_in, id, .in = IN_PATH, .need = true, .doc = "Id"), FIELD_END };
const struct field page_fields[] = { PAGE_MEMBERS(struct list_in), FIELD_END };

enum err
tell(struct req *r, int query, struct args args, const char *missing)
{
    struct rows *row;
    enum err e = db_one(r, query, args, &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, missing);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    reply_etag(r, col_int(row, col_count(row) - 1));
    return ERR_NONE;
}

enum err
match(struct req *r, int64_t version, int query, struct args args)
{
    struct rows *row;
    enum err e = req_if_match(r, version);

    if (e != ERR_STALE || db_one(r, query, args, &row) != ERR_NONE)
        return e;
    out_row(r, row);
    return fail_current(r, e);
}

enum err
customer_seen(struct req *r, const char *field, struct uuid customer)
{
    int64_t there = 0;
    enum err e = db_int(r, Q_CUSTOMER_SEEN, ARGS(a_uuid(customer), a_all(r)), 0, &there);

    if (e != ERR_NONE || there != 0)
        return e;
    return fail(r, ERR_NOT_FOUND, field, "There is no such customer.");
}

const char *
shortened(struct req *r, const char *text)
{
    size_t len = strlen(text);

    if (len > LINE_BYTES) {
        len = LINE_BYTES;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    return arena_copy(r->arena, text, len);
}

enum err
tell_timeline(struct req *r, struct uuid customer, const char *kind, struct uuid ref, const char *body)
{
    char text[UUID_TEXT];

    if (uuid_is_nil(customer))
        return ERR_NONE;
    uuid_text(ref, text);
    return timeline_add(r, customer, kind, text, body);
}

enum err
tell_pages(struct req *r)
{
    return event_add(r, NULL, "customer", "");
}

enum err
audit_of(struct req *r, const char *action, const char *object, struct uuid id)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return audit_add(r, action, object, text, NULL);
}
