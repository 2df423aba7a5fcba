/*
 * users.c: the people of a tenant: who they are, and what explains what they may.
 */
#include "admin.h"

#include "out.h"

static const char *const states[] = { "active", "inactive", NULL };
static const char *const kinds[] = { "staff", "customer", NULL };

const struct shape user_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "username", .type = S_STR },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "name", .type = S_STR },
    { .name = "first_name", .type = S_STR },
    { .name = "last_name", .type = S_STR },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "state", .type = S_STR, .choices = states, .doc = "An inactive person cannot sign in" },
    { .name = "verified", .type = S_BOOL, .doc = "The e-mail address was proved" },
    { .name = "roles", .type = S_ARRAY, .items = S_STR },
    { .name = "second_factor", .type = S_BOOL },
    { .name = "last_login_at", .type = S_TIME, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};

struct list_in {
    const char *q, *role, *state, *kind, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_STR(struct list_in, q, .in = IN_QUERY, .max = 100, .doc = "Part of name, user name, e-mail address or phone"),
    FIELD_STR(struct list_in, role, .in = IN_QUERY, .max = 63, .doc = "Only people with this role"),
    FIELD_ENUM(struct list_in, state, .in = IN_QUERY, .choices = states, .doc = "Only these"),
    FIELD_ENUM(struct list_in, kind, .in = IN_QUERY, .choices = kinds, .doc = "Only these"),
    PAGE_MEMBERS(struct list_in),
    FIELD_END,
};

static const struct shape list_out[] = {
    PAGE_OF(user_shape),
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    const char *part = like_part(r, in->q);
    const char *key = part == NULL ? NULL : like_part(r, identifier_key(r, in->q));
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_USERS,
                     ARGS(a_uuid(p.below), a_str(in->state), a_str(in->state), a_str(in->kind), a_str(in->kind),
                          a_str(in->role), a_str(in->role), a_str(part), a_str(part), a_str(key), a_str(key),
                          a_str(part), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint users_endpoint = { "The people of the tenant, newest first", list_fields, list_out,
                                         sizeof(struct list_in), list };

enum err
user_tell(struct req *r, struct uuid id)
{
    struct rows *row;
    enum err e = db_one(r, Q_USER, ARGS(a_uuid(id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such person.");
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    reply_etag(r, col_int(row, col_count(row) - 1));
    return ERR_NONE;
}

static enum err
get(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = user_tell(r, in->id);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint user_endpoint = { "One person", id_fields, user_shape, sizeof(struct id_in), get };

struct why_in {
    struct uuid id;
    const char *permission;
};

static const struct field why_fields[] = { FIELD_UUID(struct why_in, id, .in = IN_PATH, .need = true, .doc = "Id"),
                                           FIELD_STR(struct why_in, permission, .in = IN_QUERY, .need = true, .max = 63,
                                                     .doc = "A permission, as in GET /api/v1/permissions"),
                                           FIELD_END };

static const char *const reasons[] = { "roles", "inactive", "none", NULL };
static const struct shape why_role_shape[] = {
    { .name = "role", .type = S_STR },
    { .name = "title", .type = S_STR },
    { .name = "builtin", .type = S_BOOL },
    SHAPE_END,
};
static const struct shape why_shape[] = {
    { .name = "permission", .type = S_STR },
    { .name = "allowed", .type = S_BOOL },
    { .name = "because",
      .type = S_STR,
      .choices = reasons,
      .doc =
          "roles: those listed permit it; inactive: they would, but the account is switched off; none: no role does" },
    { .name = "roles", .type = S_ARRAY, .of = why_role_shape, .doc = "The person's roles that permit it" },
    SHAPE_END,
};

/* The roles that permit it, and how many. */
static enum err
out_reasons(struct req *r, const struct why_in *in, int64_t *ret_count)
{
    struct rows *rows;
    int64_t n = 0;
    enum err e = db_rows(r, Q_USER_WHY, ARGS(a_uuid(in->id), a_str(in->permission)), &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "roles");
    for (; rows_next(rows); n++) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    rows_close(rows);
    *ret_count = n;
    return e;
}

static enum err
why(struct req *r, const void *input)
{
    const struct why_in *in = input;
    struct rows *row;
    int64_t known = 0, count = 0;
    enum err e = db_one(r, Q_USER, ARGS(a_uuid(in->id)), &row);

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such person.");
    if (e == ERR_NONE)
        e = db_int(r, Q_PERMISSION_EXISTS, ARGS(a_str(in->permission)), 0, &known);
    if (e != ERR_NONE)
        return e;
    if (known == 0)
        return fail_as(r, ERR_INVALID, "permission_unknown", "permission", "There is no such permission.");
    bool active = strcmp(col_str(row, 8), "active") == 0;

    out_str(r, "permission", in->permission);
    e = out_reasons(r, in, &count);
    out_bool(r, "allowed", active && count > 0);
    out_str(r, "because", count == 0 ? "none" : active ? "roles" : "inactive");
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint user_why_endpoint = {
    "Why a person may do something", why_fields, why_shape, sizeof(struct why_in), why, .snapshot = true,
};

struct colleagues_in {
    const char *q, *role;
    int64_t limit;
};

static const struct field colleagues_fields[] = {
    FIELD_STR(struct colleagues_in, q, .in = IN_QUERY, .max = 100, .doc = "Part of a name"),
    FIELD_STR(struct colleagues_in, role, .in = IN_QUERY, .max = 63, .doc = "Only people with this role"),
    FIELD_INT(struct colleagues_in, limit, .in = IN_QUERY, .low = 1, .high = 200, .fallback = 50, .doc = "At most"),
    FIELD_END,
};
static const struct shape colleague_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "roles", .type = S_ARRAY, .items = S_STR },
    SHAPE_END,
};
static const struct shape colleagues_out[] = {
    { .name = "data", .type = S_ARRAY, .of = colleague_shape, .doc = "By name; more than that are found with q" },
    SHAPE_END,
};

/* Whoever works here may know by name who else does, and nothing more; a customer has no colleagues. */
static enum err
colleagues(struct req *r, const void *input)
{
    const struct colleagues_in *in = input;
    struct arg part = a_str(like_part(r, in->q)), role = a_str(in->role);
    struct rows *rows;
    enum err e =
        db_rows(r, Q_COLLEAGUES, ARGS(a_int(r->actor.customer), part, part, role, role, a_int(in->limit)), &rows);

    if (e != ERR_NONE)
        return e;
    out_array(r, "data");
    while (rows_next(rows)) {
        out_object(r, NULL);
        out_row(r, rows);
        out_end(r);
    }
    out_end(r);
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint colleagues_endpoint = { "The names of those one works with", colleagues_fields, colleagues_out,
                                              sizeof(struct colleagues_in), colleagues };
