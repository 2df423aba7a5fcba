/*
 * tenants.c: tenants, for operators of the system.
 */
#include "admin.h"
#include "registration.h"

#include "out.h"

static const char *const states[] = { "active", "suspended", NULL };

const struct shape tenant_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "slug", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "state", .type = S_STR, .choices = states, .doc = "Nobody of a suspended tenant can sign in or go on" },
    { .name = "created_at", .type = S_TIME },
    { .name = "staff", .type = S_INT },
    SHAPE_END,
};

struct list_in {
    const char *q, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_STR(struct list_in, q, .in = IN_QUERY, .max = 100, .doc = "Part of the name or slug"),
    PAGE_MEMBERS(struct list_in),
    FIELD_END,
};
static const struct shape list_out[] = {
    PAGE_OF(tenant_shape),
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *part = like_part(r, in->q);
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_TENANTS,
                     ARGS(a_uuid(p.below), a_str(part), a_str(part), a_str(part), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint tenants_endpoint = { "All tenants, newest first", list_fields, list_out, sizeof(struct list_in),
                                           list };

static enum err
tell(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_TENANT_BY_ID, ARGS(a_uuid(id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such tenant.");
    if (e == ERR_NONE)
        out_row(r, row);
    return e;
}

/* What happens to a tenant stands in its own audit, whatever tenant the header named. */
static enum err
record(struct req *r, uint32_t tenant, struct uuid id, const char *action)
{
    char text[UUID_TEXT];

    uuid_text(id, text);
    return db_insert(r, Q_AUDIT_ADD,
                     ARGS(a_int(tenant), a_uuid(uuid_v7()), a_uuid(r->actor.user_id), a_str(action), a_str("tenant"),
                          a_str(text), a_null(), a_str(r->id)));
}

struct create_in {
    const char *name, *slug, *currency, *admin_email;
};

const char *
is_slug(const char *s)
{
    size_t n = strlen(s);
    bool fine = n >= 2 && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n && *s != '-' && s[n - 1] != '-';

    return fine ? NULL : "A slug has small letters, digits and hyphens between them.";
}

static const char *
is_currency(const char *s)
{
    return strlen(s) == 3 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 ? NULL
                                                                          : "A currency is three capital letters.";
}

static const struct field create_fields[] = {
    FIELD_STR(struct create_in, name, .need = true, .min_len = 1, .max = 255, .check = is_plain_text,
              .doc = "As shown"),
    FIELD_STR(struct create_in, slug, .min_len = 2, .max = 63, .check = is_slug,
              .doc = "Made of the name when left out"),
    FIELD_STR(struct create_in, currency, .max = 3, .check = is_currency, .doc = "ISO 4217; EUR when left out"),
    FIELD_STR(struct create_in, admin_email, .max = 254, .check = is_email,
              .doc = "Invited as the first administrator"),
    FIELD_END,
};

static enum err
invite_admin(struct req *r, const struct home *home, const char *email)
{
    const struct names roles = { .v = { "admin" }, .n = 1 };
    struct actor before = r->actor;
    struct uuid id;

    r->actor.tenant = home->id;
    enum err e = invite(r, "admin_email", email, "", &roles, &id);

    r->actor = before;
    return e;
}

static enum err
create(struct req *r, const void *input)
{
    const struct create_in *in = input;
    struct home home;
    enum err e = home_create(r, in->name, in->slug, &home);

    if (e == ERR_NONE && in->currency != NULL)
        e = db_exec(r, Q_TENANT_CURRENCY, ARGS(a_str(in->currency), a_int(home.id)), NULL);
    if (e != ERR_NONE)
        return e;
    e = record(r, home.id, home.public_id, "tenant.created");
    if (e == ERR_NONE && in->admin_email != NULL)
        e = invite_admin(r, &home, in->admin_email);
    if (e == ERR_NONE)
        e = tell(r, home.public_id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint tenant_create_endpoint = { "Add a tenant",           create_fields, tenant_shape,
                                                 sizeof(struct create_in), create,        .status = 201 };

static enum err
set_state(struct req *r, struct uuid id, const char *state, const char *action)
{
    int64_t tenant = 0;
    enum err e = db_exec_one(r, Q_TENANT_STATE, ARGS(a_str(state), a_uuid(id)));

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such tenant.");
    if (e == ERR_NONE)
        e = db_int(r, Q_TENANT_BY_PUBLIC_ID, ARGS(a_uuid(id)), 0, &tenant);
    if (e == ERR_NONE)
        e = db_exec(r, Q_TENANT_STREAMS_CLOSE, ARGS(a_int(tenant)), NULL);
    if (e == ERR_NONE)
        e = record(r, (uint32_t)tenant, id, action);
    if (e == ERR_NONE)
        e = tell(r, id);
    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
suspend(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return set_state(r, in->id, "suspended", "tenant.suspended");
}

static enum err
resume(struct req *r, const void *input)
{
    const struct id_in *in = input;

    return set_state(r, in->id, "active", "tenant.resumed");
}

const struct endpoint tenant_suspend_endpoint = { "Suspend a tenant: nobody of it gets in, within a second", id_fields,
                                                  tenant_shape, sizeof(struct id_in), suspend };
const struct endpoint tenant_resume_endpoint = { "Let a suspended tenant go on", id_fields, tenant_shape,
                                                 sizeof(struct id_in), resume };
