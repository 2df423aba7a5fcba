/*
 * compat_entry.c: see compat_entry.h.
 */
#include "compat_entry.h"

#include "out.h"
#include "password.h"
#include "passwords.h"

enum err
old_home(struct req *r, bool classes, struct home *ret)
{
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = home_find(r, NULL, "tenant", ret);
    if (e != ERR_NONE)
        return e;
    ret->rules = OLD_RULES(classes);
    return ret->open ? ERR_NONE
                     : fail_as(r, ERR_FORBIDDEN, "registration_closed", NULL, "Registration is by invitation only.");
}

void
old_names(struct req *r, const char *full, const char **ret_first, const char **ret_last)
{
    const char *last = full == NULL ? NULL : strrchr(full, ' ');

    *ret_first = last == NULL ? full : arena_copy(r->arena, full, (size_t)(last - full));
    *ret_last = last == NULL ? NULL : last + 1;
}

enum err
old_password(struct req *r, const char *old_password, const char *new_password, const char *repeated, bool classes)
{
    const struct password_rules rules = OLD_RULES(classes);

    if (strcmp(new_password, repeated) != 0)
        return fail(r, ERR_INVALID, "new_password", "Password fields didn't match.");
    return password_change(r, old_password, new_password, &rules);
}

void
old_words(struct req *r, const char *field, const char *code, const char *message)
{
    for (unsigned i = 0; i < r->fault_count; i++) {
        struct fault *f = &r->faults[i];

        if (*f->pointer == '/' && strcmp(f->pointer + 1, field) == 0 && (code == NULL || strcmp(f->code, code) == 0))
            f->message = message;
    }
}

static const struct shape role_of_shape[] = { { .name = "no", .type = S_INT },
                                              { .name = "name", .type = S_STR },
                                              { .name = "code", .type = S_STR },
                                              { .name = "title", .type = S_STR },
                                              SHAPE_END };
static const struct shape first_role_shape[] = { { .name = "id", .type = S_INT },
                                                 { .name = "name", .type = S_STR },
                                                 { .name = "code", .type = S_STR },
                                                 { .name = "description", .type = S_STR },
                                                 SHAPE_END };
static const struct shape person_of_shape[] = {
    { .name = "no", .type = S_INT },
    { .name = "tenant_no", .type = S_INT, .nullable = true },
    { .name = "first_name", .type = S_STR },
    { .name = "last_name", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "verified", .type = S_BOOL },
    { .name = "active", .type = S_BOOL },
    { .name = "staff", .type = S_BOOL },
    { .name = "total_purchases", .type = S_INT },
    { .name = "loyalty_points", .type = S_INT },
    { .name = "cin", .type = S_STR, .nullable = true },
    { .name = "code", .type = S_STR, .nullable = true },
    { .name = "created_at", .type = S_TIME },
    { .name = "last_login_at", .type = S_TIME, .nullable = true },
    { .name = "updated_at", .type = S_TIME },
    { .name = "first_role", .type = S_OBJECT, .of = first_role_shape, .nullable = true },
    { .name = "roles", .type = S_ARRAY, .of = role_of_shape },
    SHAPE_END,
};

#define WHO_MEMBERS                                                                                                    \
    { .name = "role", .type = S_STR }, { .name = "user", .type = S_OBJECT, .of = account_shape },                      \
    {                                                                                                                  \
        .name = "person", .type = S_OBJECT, .of = person_of_shape                                                      \
    }

const struct shape who_shape[] = { WHO_MEMBERS, SHAPE_END };
const struct shape entry_shape[] = {
    { .name = "access_token", .type = S_STR },
    { .name = "refresh_token", .type = S_STR },
    WHO_MEMBERS,
    SHAPE_END,
};

static enum err
out_roles(struct req *r, const struct account *a)
{
    enum err e = out_found(r, "roles", Q_OLD_ROLES, ARGS(a_int(a->tenant), a_uuid(a->id)));

    return e;
}

/* The first role as a link, null without one. */
static enum err
out_first_role(struct req *r, const struct account *a)
{
    struct rows *row;
    enum err e = db_one(r, Q_OLD_ROLES, ARGS(a_int(a->tenant), a_uuid(a->id)), &row);

    if (e == ERR_NOT_FOUND) {
        out_null(r, "first_role");
        return ERR_NONE;
    }
    if (e != ERR_NONE)
        return e;
    out_object(r, "first_role");
    out_int(r, "id", col_int(row, 0));
    out_str(r, "name", col_str(row, 3));
    out_str(r, "code", col_str(row, 2));
    out_str(r, "description", col_str(row, 3));
    out_end(r);
    return ERR_NONE;
}

static enum err
out_person(struct req *r, const struct account *a)
{
    struct rows *row;
    const char *role = "";
    enum err e = db_one(r, Q_OLD_PERSON, ARGS(a_uuid(a->id)), &row);

    if (e == ERR_NONE)
        e = account_role(r, a, &role);
    if (e != ERR_NONE)
        return e;
    out_str(r, "role", role);
    out_object(r, "person");
    out_row(r, row);
    e = out_first_role(r, a);
    if (e == ERR_NONE)
        e = out_roles(r, a);
    out_end(r);
    return e;
}

enum err
who_out(struct req *r, const struct account *a)
{
    out_object(r, "user");
    enum err e = account_out(r, a);

    out_end(r);
    return e != ERR_NONE ? e : out_person(r, a);
}

/* Their tokens had it as a claim: 32 digits, a UUID, or a number. */
enum err
old_user_id(struct req *r, const struct account *a, const char **ret_id)
{
    const char *origin = r->compat == NULL ? "" : r->compat->origin;
    char text[UUID_TEXT] = "";
    struct rows *row;
    enum err e = ERR_NONE;

    if (strcmp(origin, "vigilpay") == 0) {
        hex_encode(a->id.b, sizeof(a->id.b), text);
    } else if (strcmp(origin, "afro-caribbean") == 0) {
        uuid_text(a->id, text);
    } else if (strcmp(origin, "posightful") == 0) {
        e = db_one(r, Q_OLD_PERSON, ARGS(a_uuid(a->id)), &row);
        if (e == ERR_NONE)
            snprintf(text, sizeof(text), "%lld", (long long)col_int(row, 0));
    }
    *ret_id = text[0] == '\0' ? NULL : arena_str(r->arena, text);
    return e;
}

enum err
entry_out(struct req *r, const struct grant *g)
{
    char text[TOKEN_TEXT];

    token_text(&g->token, text);
    enum err e = grant_out(r, &g->account, g->session, g->last.access_s, text);

    return e != ERR_NONE ? e : out_person(r, &g->account);
}

const struct field old_login_fields[] = {
    FIELD_STR(struct old_login_in, email, .need = true, .min_len = 1, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    FIELD_STR(struct old_login_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "Password"),
    FIELD_END,
};

enum err
old_sign_in(struct req *r, const struct credentials *c)
{
    struct grant g;
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = sign_in(r, c, &g);
    if (e == ERR_NONE)
        e = entry_out(r, &g);
    return e != ERR_NONE ? e : reply(r, 200);
}

struct entry {
    const struct credentials *c;
    registration_tell *also;
    void *ctx;
};

static enum err
tell(struct req *r, const struct account *a, void *ctx)
{
    const struct entry *entry = ctx;
    enum err e = entry->also == NULL ? ERR_NONE : entry->also(r, a, entry->ctx);

    if (e == ERR_NONE && entry->c != NULL) {
        struct opening o;

        session_prepare(entry->c, a, false, &o);
        e = session_write(r, &o);
        if (e == ERR_NONE)
            e = entry_out(r, &o.grant);
    } else if (e == ERR_NONE) {
        e = who_out(r, a);
    }
    return e != ERR_NONE ? e : reply(r, 201);
}

enum err
old_register(struct req *r, const struct registration *in, const struct credentials *c, registration_tell *also,
             void *ctx)
{
    struct entry entry = { c, also, ctx };
    struct account a;

    return register_and_tell(r, in, tell, &entry, &a);
}

static enum err
who(struct req *r, const void *input)
{
    struct account a;
    enum err e = account_by_id(r, r->actor.user_id, &a);

    (void)input;
    if (e == ERR_NONE)
        e = who_out(r, &a);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint old_who_endpoint = { "Who I am, for older clients", NULL, who_shape, 0, who, .snapshot = true };
