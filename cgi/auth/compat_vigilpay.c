/*
 * compat_vigilpay.c: VigilPay's mobile clients (contract V-R30 to V-R35): by e-mail address, customers only. Their first refresh
 * token is the only one they ever get.
 */
#include "compat_entry.h"

#include "config.h"
#include "out.h"
#include "password.h"

#define ACCESS_S 3600

static enum err
login(struct req *r, const void *input)
{
    const struct old_login_in *in = input;
    struct credentials c = {
        .identifier = in->email,
        .password = in->password,
        .email_only = true,
        .customers_only = true,
        .client = CLIENT_COMPAT,
        .kind = TOKEN_STEADY,
        .last = { ACCESS_S, config()->refresh_s },
    };

    return old_sign_in(r, &c);
}

static const struct endpoint login_endpoint_of = {
    "Sign in as a customer", old_login_fields, entry_shape, sizeof(struct old_login_in), login,
    .outside = true,         .secret = true,
};

static enum err
renew(struct req *r, const void *input)
{
    const struct old_refresh_in *in = input;

    return old_renew(r, TOKEN_STEADY, in->refresh, ACCESS_S);
}

static const struct endpoint renew_endpoint = {
    "Renew an access token; the refresh token stays",
    old_refresh_fields,
    entry_shape,
    sizeof(struct old_refresh_in),
    renew,
    .outside = true,
    .secret = true,
};

static enum err
sign_out(struct req *r, const void *input)
{
    const struct old_refresh_in *in = input;
    enum err e = old_sign_out(r, TOKEN_STEADY, in->refresh);

    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint logout_endpoint_of = { "Sign out a mobile client", old_refresh_fields, NULL,
                                                    sizeof(struct old_refresh_in), sign_out };

struct register_in {
    const char *username, *email, *password, *first_name, *last_name;
};

static const char *
is_name_of_theirs(const char *s)
{
    size_t n = strlen(s);

    if (strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != n)
        return "Username can only contain letters, numbers, and underscores.";
    return n < 3 ? "Username must be at least 3 characters long." : NULL;
}

static const struct field register_fields[] = {
    FIELD_STR(struct register_in, username, .need = true, .min_len = 1, .max = 150, .check = is_name_of_theirs,
              .doc = "User name"),
    FIELD_STR(struct register_in, email, .need = true, .min_len = 1, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    FIELD_STR(struct register_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "Password"),
    FIELD_STR(struct register_in, first_name, .max = 150, .check = is_one_line, .doc = "First name"),
    FIELD_STR(struct register_in, last_name, .max = 150, .check = is_one_line, .doc = "Last name"),
    FIELD_END,
};

/* Whoever comes by the web is of the staff side there; here that alone permits nothing: a role is an administrator's to give. */
static enum err
enrol(struct req *r, const struct register_in *in, bool customer)
{
    struct home home;
    enum err e = old_home(r, false, &home);

    if (e != ERR_NONE)
        return e;
    struct registration person = {
        .home = &home,
        .customer = customer,
        .role = customer ? "customer" : NULL,
        .username = in->username,
        .email = in->email,
        .password = in->password,
        .first_name = in->first_name,
        .last_name = in->last_name,
        .need_email = true,
    };

    e = old_register(r, &person, NULL, NULL, NULL);
    old_words(r, "username", "conflict", "Username already exists.");
    old_words(r, "email", "conflict", "Email already exists.");
    return e;
}

static enum err
register_mobile(struct req *r, const void *input)
{
    return enrol(r, input, true);
}

static enum err
register_web(struct req *r, const void *input)
{
    return enrol(r, input, false);
}

static const struct endpoint register_mobile_endpoint = {
    "Register as a customer, from a mobile client",
    register_fields,
    who_shape,
    sizeof(struct register_in),
    register_mobile,
    .status = 201,
    .outside = true,
    .secret = true,
};
static const struct endpoint register_web_endpoint = {
    "Register without any right, from the web",
    register_fields,
    who_shape,
    sizeof(struct register_in),
    register_web,
    .status = 201,
    .outside = true,
    .secret = true,
};

static const char *const user_types[] = { "customer", "CUSTOMER", "staff", "PRO", NULL };

static const struct compat_out login_out[] = {
    { .theirs = "tokens.access", .ours = "access_token" },
    { .theirs = "tokens.refresh", .ours = "refresh_token" },
    { .theirs = "user.id", .ours = "user.id", .form = FORM_HEX_ID },
    { .theirs = "user.username", .ours = "user.username" },
    { .theirs = "user.email", .ours = "user.email" },
    { .theirs = "user.user_type", .ours = "user.kind", .words = user_types },
    { 0 },
};
static const struct compat_out register_out[] = {
    { .theirs = "id", .ours = "user.id", .form = FORM_HEX_ID },
    { .theirs = "username", .ours = "user.username" },
    { .theirs = "email", .ours = "user.email" },
    { .theirs = "user_type", .ours = "user.kind", .words = user_types },
    { 0 },
};
static const struct compat_out renew_out[] = { { .theirs = "access", .ours = "access_token" }, { 0 } };
static const struct compat_out logout_out[] = {
    { .theirs = "detail", .constant = "\"Logged out successfully.\"" },
    { 0 },
};

static const struct compat_error login_errors[] = {
    { .code = "invalid_credentials", .status = 400, .body = "{\"non_field_errors\":[\"Invalid email or password.\"]}" },
    { .code = "customers_only",
      .status = 400,
      .body = "{\"non_field_errors\":[\"This endpoint is for mobile customer accounts only.\"]}" },
    { .code = "second_factor_required",
      .status = 400,
      .body = "{\"non_field_errors\":[\"This account has a second factor. Sign in on the website.\"]}" },
    { 0 },
};
static const struct compat_error logout_errors[] = {
    { .code = "refresh_token_invalid", .status = 400, .body = "{\"detail\":\"Invalid refresh token.\"}" },
    { 0 },
};

#define VIGILPAY .wire = WIRE_DRF, .origin = "vigilpay"

const struct compat vigilpay_compat[] = {
    { .method = POST,
      .path = "/api/auth/mobile/login/",
      .access = PUBLIC,
      .endpoint = &login_endpoint_of,
      .out = login_out,
      .errors = login_errors,
      VIGILPAY },
    { .method = POST,
      .path = "/api/auth/mobile/refresh/",
      .access = PUBLIC,
      .endpoint = &renew_endpoint,
      .out = renew_out,
      .errors = old_renew_errors,
      VIGILPAY },
    { .method = POST,
      .path = "/api/auth/mobile/logout/",
      .access = SIGNED_IN,
      .endpoint = &logout_endpoint_of,
      .out = logout_out,
      .errors = logout_errors,
      VIGILPAY },
    { .method = POST,
      .path = "/api/register/mobile/",
      .access = PUBLIC,
      .endpoint = &register_mobile_endpoint,
      .out = register_out,
      VIGILPAY },
    { .method = POST,
      .path = "/api/register/web/",
      .access = PUBLIC,
      .endpoint = &register_web_endpoint,
      .out = register_out,
      VIGILPAY },
    COMPAT_END,
};
