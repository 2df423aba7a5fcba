/*
 * account.c: finding a person and writing who they are.
 */
#include "account.h"

#include <ctype.h>

#include "config.h"
#include "mail.h"
#include "out.h"
#include "shape.h"

#define TRIES 3

const struct shape account_tenant_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "name", .type = S_STR },
    { .name = "currency", .type = S_STR, .doc = "ISO 4217" },
    { .name = "brand_name", .type = S_STR, .doc = "What its people know it as; empty: nothing else" },
    { .name = "brand_color", .type = S_STR, .doc = "#rrggbb or nothing" },
    SHAPE_END,
};

static const char *const kinds[] = { "staff", "customer", NULL };

const struct shape account_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "username", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "roles", .type = S_ARRAY, .items = S_STR },
    { .name = "permissions", .type = S_ARRAY, .items = S_STR },
    { .name = "tenant",
      .type = S_OBJECT,
      .of = account_tenant_shape,
      .nullable = true,
      .doc = "null for an operator of the system" },
    { .name = "picture_id", .type = S_UUID, .nullable = true, .doc = "Of GET /api/v1/uploads/pictures/{id}" },
    SHAPE_END,
};

void
account_read(const struct rows *row, struct account *ret)
{
    *ret = (struct account){
        .id = col_uuid(row, 0),
        .tenant = (uint32_t)col_int(row, 1),
        .tenant_id = col_uuid(row, 2),
        .tenant_name = col_str(row, 3),
        .currency = col_str(row, 4),
        .username = col_str(row, 5),
        .email = col_null(row, 6) ? NULL : col_str(row, 6),
        .name = col_str(row, 7),
        .phone = col_null(row, 8) ? NULL : col_str(row, 8),
        .password = col_str(row, 9),
        .active = col_int(row, 10) != 0,
        .customer = col_int(row, 11) != 0,
        .first_name = col_str(row, 12),
        .last_name = col_str(row, 13),
        .verified = col_int(row, 14) != 0,
        .has_factor = col_int(row, 15) != 0,
        .rules = { (unsigned)col_int(row, 16), col_int(row, 17) != 0 },
        .access_s = col_int(row, 18),
        .refresh_s = col_int(row, 19),
        .brand_name = col_str(row, 20),
        .brand_color = col_str(row, 21),
        .picture = col_uuid(row, 22),
    };
}

enum err
account_find(struct req *r, const char *identifier, bool email_only, struct account *ret)
{
    const char *key = identifier_key(r, identifier), *phone = identifier_phone(r, identifier);
    struct rows *row;
    enum err e;

    if (phone != NULL && isdigit((unsigned char)*phone))
        phone = arena_printf(r->arena, "+%s", phone); /* as kept */
    if (key == NULL || phone == NULL)
        return ERR_TOO_LARGE;
    if (email_only)
        e = db_one(r, Q_ACCOUNT_BY_EMAIL, ARGS(a_str(key), a_str(key), a_str(key)), &row);
    else
        e = db_one(r, Q_ACCOUNT_BY_NAME, ARGS(a_str(key), a_str(key), a_str(phone), a_str(key), a_str(key)), &row);
    if (e == ERR_NONE)
        account_read(row, ret);
    else if (e == ERR_NOT_FOUND)
        *ret = (struct account){ .password = NULL };
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

enum err
account_by_id(struct req *r, struct uuid id, struct account *ret)
{
    struct rows *row;
    enum err e = db_one(r, Q_ACCOUNT_BY_ID, ARGS(a_uuid(id)), &row);

    if (e == ERR_NONE)
        account_read(row, ret);
    return e;
}

enum err
account_role(struct req *r, const struct account *a, const char **ret_role)
{
    struct rows *row;
    enum err e = db_one(r, Q_ACCOUNT_ROLES, ARGS(a_int(a->tenant), a_uuid(a->id)), &row);

    if (e == ERR_NONE)
        *ret_role = col_str(row, 0);
    else if (e == ERR_NOT_FOUND)
        *ret_role = "";
    return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

/* "|a|b|" as an array. */
static void
out_list(struct req *r, const char *key, const char *list)
{
    out_array(r, key);
    while (list != NULL && *list == '|' && list[1] != '\0') {
        size_t n = strcspn(list + 1, "|");

        out_strn(r, NULL, list + 1, n);
        list += n + 1;
    }
    out_end(r);
}

static void
out_person(struct req *r, const struct account *a)
{
    out_uuid(r, "id", a->id);
    out_str(r, "email", a->email);
    out_str(r, "username", a->username);
    out_str(r, "name", a->name);
    out_str(r, "kind", a->customer ? "customer" : "staff");
}

static void
out_tenant(struct req *r, const struct account *a)
{
    if (a->tenant == 0) {
        out_null(r, "tenant");
        return;
    }
    out_object(r, "tenant");
    out_uuid(r, "id", a->tenant_id);
    out_str(r, "name", a->tenant_name);
    out_str(r, "currency", a->currency);
    out_str(r, "brand_name", a->brand_name);
    out_str(r, "brand_color", a->brand_color);
    out_end(r);
}

enum err
account_out(struct req *r, const struct account *a)
{
    const struct arg tenant = a_int(a->tenant), user = a_uuid(a->id);
    struct rows *row;
    enum err e = db_one(r, Q_ACCOUNT_RIGHTS, ARGS(tenant, user, tenant, user), &row);

    if (e != ERR_NONE)
        return e;
    out_person(r, a);
    out_raw(r, "roles", col_str(row, 0), col_len(row, 0));
    out_raw(r, "permissions", col_str(row, 1), col_len(row, 1));
    out_tenant(r, a);
    out_uuid(r, "picture_id", a->picture);
    return e;
}

void
account_out_self(struct req *r, const struct account *a)
{
    out_person(r, a);
    out_list(r, "roles", r->actor.roles);
    out_list(r, "permissions", r->actor.permissions);
    out_tenant(r, a);
    out_uuid(r, "picture_id", a->picture);
}

enum err
audit_event(struct req *r, const struct account *a, const char *action, const char *object, const char *object_id,
            const char *detail_json)
{
    return db_insert(r, Q_AUDIT_ADD,
                     ARGS(a_int(a->tenant), a_uuid(uuid_v7()), a_uuid(a->id), a_str(action), a_str(object),
                          a_str(object_id), a_str(detail_json), a_str(r->id)));
}

struct password_person
account_person(const struct account *a)
{
    return (struct password_person){ a->username, a->first_name, a->last_name, a->email };
}

const char *
account_subject(struct req *r, const struct account *a, const char *identifier)
{
    char text[UUID_TEXT] = "";
    const char *key = identifier_key(r, identifier);

    if (a->password != NULL) {
        uuid_text(a->id, text);
    } else if (key != NULL) {
        /* Nobody's name, or a password typed into the wrong field. */
        struct sha256 h = hmac_sha256(config()->refresh_key, sizeof(config()->refresh_key), key, strlen(key));

        hex_encode(h.b, 8, text);
    }
    return arena_str(r->arena, text);
}

enum err
account_mail(struct req *r, const struct account *a, const char *template, const char *params)
{
    uint32_t tenant = r->actor.tenant;

    if (params == NULL)
        return ERR_TOO_LARGE;
    if (a->email == NULL)
        return ERR_NONE;
    r->actor.tenant = a->tenant; /* who asks may have none yet */
    enum err e = mail_add(r, a->email, template, params);

    r->actor.tenant = tenant;
    return e;
}

enum err
transact(struct req *r, transact_step *step, void *ctx)
{
    enum err e = ERR_REPEAT;

    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++) {
        e = db_begin(r);
        if (e == ERR_NONE)
            e = step(r, ctx);
        if (e == ERR_NONE)
            e = db_commit(r);
        if (e != ERR_NONE)
            db_rollback(r);
    }
    return e;
}

enum err
need_session(struct req *r)
{
    return uuid_is_nil(r->actor.session_id)
               ? fail_as(r, ERR_FORBIDDEN, "session_required", NULL, "Only a person who signed in may do this.")
               : ERR_NONE;
}
