/*
 * db_args.c: values on their way into a statement.
 */
#include "db_private.h"

#include <string.h>

#include "civil.h"

struct arg
a_null(void)
{
    return (struct arg){ .kind = ARG_NULL };
}

struct arg
a_int(int64_t v)
{
    return (struct arg){ .kind = ARG_INT, .i = v };
}

struct arg
a_num(double v)
{
    return (struct arg){ .kind = ARG_NUM, .d = v };
}

struct arg
a_strn(const char *v, size_t len)
{
    return v == NULL ? a_null() : (struct arg){ .kind = ARG_STR, .s = { v, len } };
}

struct arg
a_str(const char *v)
{
    return v == NULL ? a_null() : a_strn(v, strlen(v));
}

struct arg
a_bytes(const void *v, size_t len)
{
    return v == NULL ? a_null() : (struct arg){ .kind = ARG_BYTES, .s = { v, len } };
}

struct arg
a_uuid(struct uuid v)
{
    return uuid_is_nil(v) ? a_null() : (struct arg){ .kind = ARG_UUID, .u = v };
}

struct arg
a_time(int64_t us)
{
    return us == 0 ? a_null() : (struct arg){ .kind = ARG_TIME, .i = us };
}

struct arg
bind_slot(const struct req *r, enum slot slot)
{
    return slot == SLOT_TENANT ? a_int(r->actor.tenant) : a_uuid(r->actor.user_id);
}

static void
bind_bytes(MYSQL_BIND *b, enum enum_field_types type, const void *p, size_t len)
{
    b->buffer_type = type;
    memcpy(&b->buffer, &p, sizeof(p)); /* libmariadb only reads parameters, but its struct cannot say so */
    b->buffer_length = b->length_value = (unsigned long)len;
    b->length = &b->length_value;
}

static MYSQL_TIME
time_of(int64_t us)
{
    struct civil c = civil_of(us);

    return (MYSQL_TIME){ .year = (unsigned)c.year,
                         .month = c.month,
                         .day = c.day,
                         .hour = c.hour,
                         .minute = c.minute,
                         .second = c.second,
                         .second_part = c.us,
                         .time_type = MYSQL_TIMESTAMP_DATETIME };
}

void
bind_value(MYSQL_BIND *b, const struct arg *v, union param *store)
{
    memset(b, 0, sizeof(*b));
    b->buffer = store;
    switch (v->kind) {
    case ARG_NULL:
        b->buffer_type = MYSQL_TYPE_NULL;
        break;
    case ARG_INT:
        b->buffer_type = MYSQL_TYPE_LONGLONG;
        store->i = v->i;
        break;
    case ARG_NUM:
        b->buffer_type = MYSQL_TYPE_DOUBLE;
        store->d = v->d;
        break;
    case ARG_STR:
        bind_bytes(b, MYSQL_TYPE_STRING, v->s.p, v->s.len);
        break;
    case ARG_BYTES:
        bind_bytes(b, MYSQL_TYPE_BLOB, v->s.p, v->s.len);
        break;
    case ARG_UUID:
        uuid_text(v->u, store->uuid);
        bind_bytes(b, MYSQL_TYPE_STRING, store->uuid, UUID_TEXT - 1);
        break;
    case ARG_TIME:
        b->buffer_type = MYSQL_TYPE_DATETIME;
        store->t = time_of(v->i);
        break;
    }
}
