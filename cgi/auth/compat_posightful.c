/*
 * compat_posightful.c: POSightful's clients (contract B2.1, V1 and V2 at once): by user name, one hour, seven days, a refresh
 * token is good once.
 *
 * A stranger could join any tenant by its number there. Here the number is only compared.
 */
#include "compat_entry.h"

#include "out.h"
#include "password.h"

#define ACCESS_S  3600
#define REFRESH_S (7 * 86400)

static const struct credentials entry = { .client = CLIENT_COMPAT,
                                          .kind = TOKEN_ROTATED,
                                          .last = { ACCESS_S, REFRESH_S } };

struct login_in {
    const char *username, *password;
};

static const struct field login_fields[] = {
    FIELD_STR(struct login_in, username, .need = true, .min_len = 1, .max = 254, .doc = "User name"),
    FIELD_STR(struct login_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "Password"),
    FIELD_END,
};

static enum err
login(struct req *r, const void *input)
{
    const struct login_in *in = input;
    struct credentials c = entry;

    c.identifier = in->username;
    c.password = in->password;
    return old_sign_in(r, &c);
}

static const struct endpoint login_endpoint_of = {
    "Sign in by user name", login_fields, entry_shape, sizeof(struct login_in), login, .outside = true, .secret = true,
};

struct register_in {
    const char *username, *email, *phone_number, *password, *password2, *full_name;
    int64_t tenant;
    bool has_tenant;
};

static const char *
is_name_of_theirs(const char *s)
{
    return is_username(s) == NULL
               ? NULL
               : "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
}

static const struct field register_fields[] = {
    FIELD_STR(struct register_in, username, .need = true, .min_len = 1, .max = 150, .check = is_name_of_theirs,
              .doc = "User name"),
    FIELD_STR(struct register_in, email, .need = true, .min_len = 1, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    FIELD_STR(struct register_in, phone_number, .need = true, .min_len = 1, .max = 32, .check = is_one_line,
              .doc = "+998 and nine digits"),
    FIELD_STR(struct register_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "Password"),
    FIELD_STR(struct register_in, password2, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "Password again"),
    FIELD_STR(struct register_in, full_name, .max = 255, .check = is_one_line, .doc = "Name"),
    FIELD_INT(struct register_in, tenant, .has_offset = offsetof(struct register_in, has_tenant),
              .doc = "Number of the tenant; none but the one that is open to strangers"),
    FIELD_END,
};

static enum err
check(struct req *r, const struct register_in *in, const struct home *home)
{
    enum err e = ERR_NONE;

    if (strcmp(in->password, in->password2) != 0)
        e = fail(r, ERR_INVALID, "password", "Password fields didn't match.");
    if (in->has_tenant && in->tenant != home->id)
        e = fail_as(r, ERR_INVALID, "does_not_exist", "tenant",
                    arena_printf(r->arena, "Invalid pk \"%lld\" - object does not exist.", (long long)in->tenant));
    return e;
}

static enum err
enrol(struct req *r, const void *input)
{
    const struct register_in *in = input;
    struct home home;
    enum err e = old_home(r, false, &home);

    if (e == ERR_NONE)
        e = check(r, in, &home);
    if (e != ERR_NONE)
        return e;
    home.phones = PHONE_UZ;
    struct registration person = {
        .home = &home,
        .username = in->username,
        .email = in->email,
        .phone = in->phone_number,
        .phone_field = "phone_number",
        .password = in->password,
        .need_email = true,
    };

    old_names(r, in->full_name, &person.first_name, &person.last_name);
    e = old_register(r, &person, &entry, NULL, NULL);
    old_words(r, "username", "conflict", "A user with that username already exists.");
    old_words(r, "phone_number", "conflict", "user with this phone number already exists.");
    return e;
}

static const struct endpoint register_endpoint_of = {
    "Register without any right, by user name and phone",
    register_fields,
    entry_shape,
    sizeof(struct register_in),
    enrol,
    .status = 201,
    .outside = true,
    .secret = true,
};

struct logout_in {
    const char *refresh_token;
};

static const struct field logout_fields[] = {
    FIELD_STR(struct logout_in, refresh_token, .max = 2048, .secret = true, .doc = "Refresh token"),
    FIELD_END,
};

static enum err
sign_out(struct req *r, const void *input)
{
    const struct logout_in *in = input;

    if (in->refresh_token == NULL || *in->refresh_token == '\0')
        return fail_as(r, ERR_INVALID, "refresh_token_missing", NULL, "Refresh token is required");
    enum err e = old_sign_out(r, TOKEN_ROTATED, in->refresh_token);

    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint logout_endpoint_of = { "Sign out by a refresh token", logout_fields, NULL,
                                                    sizeof(struct logout_in), sign_out };

static enum err
renew(struct req *r, const void *input)
{
    const struct old_refresh_in *in = input;
    enum err e = browser_refuse_foreign(r);

    return e != ERR_NONE ? e : refresh_exchange(r, in->refresh, ACCESS_S);
}

static const struct endpoint renew_endpoint = {
    "Renew an access token; the refresh token is replaced",
    old_refresh_fields,
    grant_shape,
    sizeof(struct old_refresh_in),
    renew,
    .outside = true,
    .secret = true,
};

struct password_in {
    const char *old_password, *new_password, *new_password2;
};

static const struct field password_fields[] = {
    FIELD_STR(struct password_in, old_password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "The present password"),
    FIELD_STR(struct password_in, new_password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "The new one"),
    FIELD_STR(struct password_in, new_password2, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "The new one again"),
    FIELD_END,
};

/* What is wrong with the new password comes first there. */
static void
new_before_old(struct req *r)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < r->fault_count; i++)
        if (strcmp(r->faults[i].pointer, "/new_password") == 0)
            r->faults[kept++] = r->faults[i];
    if (kept == 0)
        return;
    r->fault_count = kept;
    r->code = NULL;
}

static enum err
change_password(struct req *r, const void *input)
{
    const struct password_in *in = input;
    enum err e = old_password(r, in->old_password, in->new_password, in->new_password2, false);

    if (e == ERR_INVALID)
        new_before_old(r);
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint password_endpoint = {
    "Change the password, for POSightful's clients",
    password_fields,
    NULL,
    sizeof(struct password_in),
    change_password,
    .outside = true,
    .secret = true,
};

/* Both forms of a user: one role as a link, and the list. */
#define USER(at)                                                                                                       \
    { .theirs = at "id", .ours = "person.no", .form = FORM_INT },                                                      \
        { .theirs = at "username", .ours = "user.username" },                                                          \
        { .theirs = at "email", .ours = "user.email", .constant = "\"\"" },                                            \
        { .theirs = at "phone_number", .ours = "person.phone", .constant = "\"\"" },                                   \
        { .theirs = at "full_name", .ours = "person.name" },                                                           \
        { .theirs = at "user_role", .ours = "person.first_role" },                                                     \
        { .theirs = at "roles[].id", .ours = "person.roles[].no", .form = FORM_INT },                                  \
        { .theirs = at "roles[].code", .ours = "person.roles[].code" },                                                \
        { .theirs = at "roles[].name", .ours = "person.roles[].title" },                                               \
        { .theirs = at "roles[].description", .ours = "person.roles[].title" },                                        \
        { .theirs = at "tenant", .ours = "person.tenant_no" }, { .theirs = at "is_active", .ours = "person.active" },  \
        { .theirs = at "is_staff", .ours = "person.staff" },                                                           \
    {                                                                                                                  \
        .theirs = at "created_at", .ours = "person.created_at", .form = FORM_SECONDS                                   \
    }
#define TOKENS                                                                                                         \
    { .theirs = "tokens.refresh", .ours = "refresh_token" }, { .theirs = "tokens.access", .ours = "access_token" },    \
        { .theirs = "access", .ours = "access_token" },                                                                \
    {                                                                                                                  \
        .theirs = "refresh", .ours = "refresh_token"                                                                   \
    }

static const struct compat_out register_out[] = {
    USER("user."),
    TOKENS,
    { .theirs = "message", .constant = "\"User registered successfully\"" },
    { 0 },
};
static const struct compat_out login_out[] = {
    USER("user."),
    TOKENS,
    { .theirs = "message", .constant = "\"Login successful\"" },
    { 0 },
};
static const struct compat_out profile_out[] = { USER(""), { 0 } };
static const struct compat_out renew_out[] = {
    { .theirs = "access", .ours = "access_token" },
    { .theirs = "refresh", .ours = "refresh_token" },
    { 0 },
};
static const struct compat_out logout_out[] = { { .theirs = "message", .constant = "\"Logout successful\"" }, { 0 } };
static const struct compat_out password_out[] = {
    { .theirs = "message", .constant = "\"Password changed successfully\"" },
    { 0 },
};

static const struct compat_error register_errors[] = {
    { .code = "conflict",
      .status = 400,
      .body = "{\"non_field_errors\":[\"The fields tenant, email must make a unique set.\"]}",
      .field = "email" },
    { 0 },
};
static const struct compat_error login_errors[] = {
    { .code = "invalid_credentials", .status = 400, .body = "{\"non_field_errors\":[\"Invalid credentials\"]}" },
    { .code = "second_factor_required",
      .status = 400,
      .body = "{\"non_field_errors\":[\"This account has a second factor. Sign in on the website.\"]}" },
    { 0 },
};
static const struct compat_error logout_errors[] = {
    { .code = "refresh_token_missing", .status = 400, .body = "{\"error\":\"Refresh token is required\"}" },
    { .code = "refresh_token_invalid", .status = 400, .body = "{\"error\":\"Token is invalid or expired\"}" },
    { 0 },
};
static const struct compat_error password_errors[] = {
    { .code = "wrong_password", .status = 400, .body = "{\"error\":\"Old password is incorrect\"}" },
    { 0 },
};

#define POSIGHTFUL .wire = WIRE_DRF, .origin = "posightful"

const struct compat posightful_compat[] = {
    { .method = POST,
      .path = "/auth/register/",
      .access = PUBLIC,
      .endpoint = &register_endpoint_of,
      .out = register_out,
      .errors = register_errors,
      POSIGHTFUL },
    { .method = POST,
      .path = "/auth/login/",
      .access = PUBLIC,
      .endpoint = &login_endpoint_of,
      .out = login_out,
      .errors = login_errors,
      POSIGHTFUL },
    { .method = POST,
      .path = "/auth/logout/",
      .access = SIGNED_IN,
      .endpoint = &logout_endpoint_of,
      .out = logout_out,
      .errors = logout_errors,
      POSIGHTFUL },
    { .method = POST,
      .path = "/auth/token/refresh/",
      .access = PUBLIC,
      .endpoint = &renew_endpoint,
      .out = renew_out,
      .errors = old_renew_errors,
      POSIGHTFUL },
    { .method = GET,
      .path = "/auth/profile/",
      .access = SIGNED_IN,
      .endpoint = &old_who_endpoint,
      .out = profile_out,
      POSIGHTFUL },
    { .method = POST,
      .path = "/auth/change-password/",
      .access = SIGNED_IN,
      .endpoint = &password_endpoint,
      .out = password_out,
      .errors = password_errors,
      POSIGHTFUL },
    COMPAT_END,
};
