/*
 * invitations.c: how staff come into a tenant: somebody who may invites an address, whoever reads its mail accepts.
 */
#include "admin.h"

#include "mail.h"
#include "normalise.h"
#include "out.h"

#define TOKEN_BYTES 32
#define LATELY_MAX  5
#define LATELY_S    "3600"

static const char *const states[] = { "open", "accepted", "revoked", "expired", NULL };

const struct shape invitation_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "email", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "roles", .type = S_ARRAY, .items = S_STR },
    { .name = "state", .type = S_STR, .choices = states },
    { .name = "created_at", .type = S_TIME },
    { .name = "expires_at", .type = S_TIME },
    { .name = "accepted_at", .type = S_TIME, .nullable = true },
    { .name = "invited_by", .type = S_STR, .nullable = true, .doc = "The name of who invited" },
    SHAPE_END,
};

struct list_in {
    const char *state, *cursor;
    int64_t limit;
};

static const struct field list_fields[] = {
    FIELD_ENUM(struct list_in, state, .in = IN_QUERY, .choices = states, .doc = "Only these"),
    PAGE_MEMBERS(struct list_in),
    FIELD_END,
};
static const struct shape list_out[] = {
    PAGE_OF(invitation_shape),
    SHAPE_END,
};

static enum err
list(struct req *r, const void *input)
{
    const struct list_in *in = input;
    struct id_page p;
    enum err e = page_from(r, in->cursor, in->limit, &p);

    if (e == ERR_NONE)
        e = page_out(r, &p, Q_INVITATIONS,
                     ARGS(a_uuid(p.below), a_str(in->state), a_str(in->state), a_int(p.limit + 1)));
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint invitations_endpoint = { "Invitations, newest first", list_fields, list_out,
                                               sizeof(struct list_in), list };

static enum err
check_roles(struct req *r, const struct names *roles)
{
    enum err e = ERR_NONE;

    if (roles->n == 0)
        return fail_as(r, ERR_INVALID, "required", "roles", "Name at least one role.");
    if (names_have(roles, "customer"))
        return fail_as(r, ERR_INVALID, "wrong_kind", "roles", "Customers register by themselves; this is for staff.");
    for (size_t i = 0; i < roles->n && e == ERR_NONE; i++)
        e = may_give_role(r, "roles", roles->v[i]);
    return e;
}

/* The address has no account here, and was not invited too often. */
static enum err
check_address(struct req *r, const char *field, const char *email)
{
    int64_t member = 0, lately = 0;
    enum err e = db_int(r, Q_INVITATION_MEMBER, ARGS(a_str(identifier_key(r, email))), 0, &member);

    if (e == ERR_NONE && member != 0)
        return fail(r, ERR_CONFLICT, field, "Somebody with this address is already here.");
    if (e == ERR_NONE)
        e = db_int(r, Q_INVITATIONS_OF_LATE, ARGS(a_str(email)), 0, &lately);
    if (e != ERR_NONE || lately < LATELY_MAX)
        return e;
    reply_header(r, "Retry-After", LATELY_S);
    return fail(r, ERR_RATE_LIMITED, field, "This address was invited often within the hour. Try again later.");
}

static enum err
send(struct req *r, const char *email, const char *name, const char *token)
{
    struct account inviter;
    struct rows *tenant;
    enum err e = db_one(r, Q_SETTINGS, NO_ARGS, &tenant);

    if (e == ERR_NONE)
        e = account_by_id(r, r->actor.user_id, &inviter);
    if (e != ERR_NONE)
        return e;
    const char *params = mail_params(r, "name", name, "token", token, "company", col_str(tenant, 2), "inviter",
                                     *inviter.name != '\0' ? inviter.name : inviter.username, NULL);

    return params == NULL ? ERR_TOO_LARGE : mail_add(r, email, "invitation", params);
}

enum err
invite(struct req *r, const char *field, const char *email, const char *name, const struct names *roles,
       struct uuid *ret_id)
{
    uint8_t secret[TOKEN_BYTES];
    char token[TOKEN_BYTES * 4 / 3 + 4];
    struct uuid id = uuid_v7();
    int64_t open = 0;
    const char *shown = normalise_email(r->arena, email), *list_text = names_json(r, roles);

    if (shown == NULL || list_text == NULL)
        return ERR_TOO_LARGE;
    random_bytes(secret, sizeof(secret));
    base64url_encode(secret, sizeof(secret), token);
    struct sha256 hash = sha256_of(token, strlen(token));
    enum err e = check_address(r, field, shown);

    /* Asked first, without a lock: an update that finds nothing keeps others out of the place where they would insert. */
    if (e == ERR_NONE)
        e = db_int(r, Q_INVITATION_OPEN, ARGS(a_str(shown)), 0, &open);
    if (e == ERR_NONE && open != 0)
        e = db_exec(r, Q_INVITATION_REPLACE, ARGS(a_str(shown)), NULL);
    if (e == ERR_NONE)
        e = db_insert(r, Q_INVITATION_INSERT,
                      ARGS(a_uuid(id), a_str(shown), a_str(name), a_str(list_text), a_bytes(hash.b, 32)));
    if (e == ERR_NONE)
        e = send(r, shown, name, token);
    if (e == ERR_NONE)
        e = audit_of(r, "invitation.created", "invitation", id, arena_printf(r->arena, "{\"roles\":%s}", list_text));
    *ret_id = id;
    return e;
}

struct create_in {
    const char *email, *name;
    json *roles;
};

static const struct field create_fields[] = {
    FIELD_STR(struct create_in, email, .need = true, .max = 254, .check = is_email, .doc = "Where the link goes"),
    FIELD_STR(struct create_in, name, .max = 255, .check = is_plain_text, .doc = "How to address the person"),
    FIELD_JSON(struct create_in, roles, .need = true, .doc = "Names of the roles to be given"),
    FIELD_END,
};

static enum err
create(struct req *r, const void *input)
{
    const struct create_in *in = input;
    struct names roles;
    struct uuid id;
    struct rows *row;
    enum err e = names_read(r, "roles", in->roles, &roles);

    if (e == ERR_NONE)
        e = check_roles(r, &roles);
    if (e == ERR_NONE)
        e = invite(r, "email", in->email, in->name == NULL ? "" : in->name, &roles, &id);
    if (e == ERR_NONE)
        e = db_one(r, Q_INVITATION, ARGS(a_uuid(id)), &row);
    if (e != ERR_NONE)
        return e;
    out_row(r, row);
    return reply(r, 201);
}

const struct endpoint invitation_create_endpoint = { "Invite somebody as staff", create_fields, invitation_shape,
                                                     sizeof(struct create_in),   create,        .status = 201 };

static enum err
revoke(struct req *r, const void *input)
{
    const struct id_in *in = input;
    enum err e = db_exec_one(r, Q_INVITATION_REVOKE, ARGS(a_uuid(in->id)));

    if (e == ERR_NOT_FOUND)
        return fail(r, e, NULL, "There is no such open invitation.");
    if (e == ERR_NONE)
        e = audit_of(r, "invitation.revoked", "invitation", in->id, NULL);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint invitation_revoke_endpoint = { "Take an invitation back", id_fields, NULL, sizeof(struct id_in),
                                                     revoke };
