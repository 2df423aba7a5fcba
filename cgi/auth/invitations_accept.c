/*
 * invitations_accept.c: the invited side. Whoever holds the link reads the mail of the address, so the address is verified.
 *
 * What was promised counts only as long as the one who promised could still give it: else somebody who is about to lose his
 * rights could keep them under another name.
 */
#include "admin.h"
#include "registration.h"

#include "out.h"
#include "password.h"

#define TOKEN_MAX 64

/* An open invitation. */
struct open {
    struct home home;
    const char *email, *name;
    int64_t expires_at;
    struct sha256 hash;
};

static enum err
invalid(struct req *r)
{
    return fail_as(r, ERR_NOT_FOUND, "invitation_invalid", NULL,
                   "This invitation is not valid any more. Ask for a new one.");
}

static enum err
find(struct req *r, const char *token, struct open *ret)
{
    struct open o = { .hash = sha256_of(token, strlen(token)) };
    struct rows *row;
    enum err e = db_one(r, Q_INVITATION_BY_TOKEN, ARGS(a_bytes(o.hash.b, 32)), &row);

    if (e == ERR_NOT_FOUND)
        return invalid(r);
    if (e != ERR_NONE)
        return e;
    o.email = col_str(row, 0);
    o.name = col_str(row, 1);
    o.expires_at = col_time(row, 3);
    o.home = (struct home){
        .id = (uint32_t)col_int(row, 4),
        .public_id = col_uuid(row, 5),
        .name = col_str(row, 2),
        .rules = { (unsigned)col_int(row, 6), col_int(row, 7) != 0 },
        .phones = phone_rule_of(col_str(row, 8)),
    };
    *ret = o;
    return ERR_NONE;
}

struct token_in {
    const char *token;
};

static const struct field token_fields[] = {
    FIELD_STR(struct token_in, token, .need = true, .min_len = 1, .max = TOKEN_MAX, .secret = true,
              .doc = "Of the link"),
    FIELD_END,
};
static const struct shape rules_shape[] = { { .name = "password_min", .type = S_INT },
                                            { .name = "password_classes", .type = S_BOOL },
                                            SHAPE_END };
static const struct shape open_shape[] = {
    { .name = "email", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "company", .type = S_STR },
    { .name = "expires_at", .type = S_TIME },
    { .name = "rules", .type = S_OBJECT, .of = rules_shape },
    SHAPE_END,
};

static enum err
by_token(struct req *r, const void *input)
{
    const struct token_in *in = input;
    struct open o;
    enum err e = find(r, in->token, &o);

    if (e != ERR_NONE)
        return e;
    out_str(r, "email", o.email);
    out_str(r, "name", o.name);
    out_str(r, "company", o.home.name);
    out_time(r, "expires_at", o.expires_at);
    out_object(r, "rules");
    out_int(r, "password_min", o.home.rules.min_length);
    out_bool(r, "password_classes", o.home.rules.classes);
    out_end(r);
    return reply(r, 200);
}

const struct endpoint invitation_by_token_endpoint = {
    "What an invitation is for", token_fields, open_shape, sizeof(struct token_in), by_token, .plain = true,
};

struct accept_in {
    const char *token, *username, *password, *first_name, *last_name;
};

static const struct field accept_fields[] = {
    FIELD_STR(struct accept_in, token, .need = true, .min_len = 1, .max = TOKEN_MAX, .secret = true,
              .doc = "Of the link"),
    FIELD_STR(struct accept_in, username, .min_len = 3, .max = 150, .check = is_username,
              .doc = "To sign in by; the e-mail address when left out"),
    FIELD_STR(struct accept_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .keep_space = true,
              .secret = true, .doc = "Password"),
    FIELD_STR(struct accept_in, first_name, .max = 150, .check = is_one_line, .doc = "First name"),
    FIELD_STR(struct accept_in, last_name, .max = 150, .check = is_one_line, .doc = "Last name"),
    FIELD_END,
};
static const struct shape accepted_shape[] = { { .name = "id", .type = S_UUID },
                                               { .name = "email", .type = S_STR },
                                               SHAPE_END };

struct acceptance {
    const struct open *open;
    struct newcomer newcomer;
    struct sha256 request;
};

/* Whether the one who invited may still give the role. */
static enum err
still_given(struct req *r, struct uuid inviter, const char *role, bool *ret_given)
{
    int64_t lacks = 0;
    struct account a;
    enum err e = account_by_id(r, inviter, &a);

    *ret_given = false;
    if (e == ERR_NOT_FOUND || (e == ERR_NONE && !a.active))
        return ERR_NONE;
    if (e == ERR_NONE && a.tenant != 0) /* an operator of the system may give anything */
        e = db_int(r, Q_INVITER_LACKS, ARGS(a_str(role), a_uuid(inviter)), 1, &lacks);
    *ret_given = e == ERR_NONE && lacks == 0;
    return e;
}

static enum err
give_roles(struct req *r, const struct acceptance *a, struct rows *invitation)
{
    struct uuid inviter = col_uuid(invitation, 2);
    struct names roles;
    bool given = true;
    enum err e = names_stored(r, col_str(invitation, 1), &roles);

    for (size_t i = 0; i < roles.n && e == ERR_NONE; i++) {
        e = still_given(r, inviter, roles.v[i], &given);
        if (e == ERR_NONE && !given)
            return invalid(r);
        if (e == ERR_NONE)
            e = db_insert(r, Q_INVITED_ROLE, ARGS(a_uuid(a->newcomer.account.id), a_str(roles.v[i])));
    }
    return e;
}

static enum err
accept_step(struct req *r, void *ctx)
{
    struct acceptance *a = ctx;
    char id[UUID_TEXT];
    struct rows *invitation;
    enum err e = idempotency_begin(r, &a->request);

    if (e == ERR_NONE)
        e = db_one(r, Q_INVITATION_LOCK, ARGS(a_bytes(a->open->hash.b, 32)), &invitation);
    if (e == ERR_NOT_FOUND)
        return invalid(r);
    if (e == ERR_NONE)
        e = newcomer_write(r, &a->newcomer);
    if (e == ERR_NONE)
        e = give_roles(r, a, invitation);
    if (e != ERR_NONE)
        return e;
    e = db_exec_one(r, Q_INVITATION_ACCEPT, ARGS(a_uuid(col_uuid(invitation, 0))));
    uuid_text(col_uuid(invitation, 0), id);
    if (e == ERR_NONE)
        e = audit_event(r, &a->newcomer.account, "invitation.accepted", "invitation", id, NULL);
    if (e != ERR_NONE)
        return e;
    out_uuid(r, "id", a->newcomer.account.id);
    out_str(r, "email", a->open->email);
    e = reply(r, 201);
    return e != ERR_NONE ? e : idempotency_store(r);
}

static enum err
accept(struct req *r, const void *input)
{
    const struct accept_in *in = input;
    struct acceptance a = { .request = sha256_of(r->body, r->body_len) };
    struct open o;
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = find(r, in->token, &o);
    if (e != ERR_NONE)
        return e;
    struct registration registration = {
        .home = &o.home,
        .email = o.email,
        .username = in->username != NULL ? in->username : o.email,
        .password = in->password,
        .first_name = in->first_name,
        .last_name = in->last_name,
        .need_email = true,
        .verified = true,
    };
    struct actor before = r->actor;

    e = newcomer_check(r, &registration, &a.newcomer);
    if (e == ERR_NONE)
        e = newcomer_hash(r, &a.newcomer);
    if (e != ERR_NONE)
        return e;
    a.open = &o;
    r->actor.tenant = o.home.id;
    e = transact(r, accept_step, &a);
    if (e == ERR_CONFLICT && r->detail == NULL)
        e = newcomer_taken(r, &a.newcomer);
    r->actor = before;
    return e;
}

const struct endpoint invitation_accept_endpoint = {
    "Become staff by an invitation",
    accept_fields,
    accepted_shape,
    sizeof(struct accept_in),
    accept,
    .status = 201,
    .outside = true,
};
