/*
 * compat_afro.c: the Afro-Caribbean shop's clients, how they come in (contract A-R1 to A-R5, A-R10): by e-mail address, one hour
 * and a day; each renewal gives a new refresh token and the old one lives on to its own end. Profiles: compat_afro_profile.c.
 */
#include "compat_afro.h"

#include "out.h"
#include "password.h"

#define ACCESS_S  3600
#define REFRESH_S 86400

static const struct credentials entry = { .client = CLIENT_COMPAT,
                                          .kind = TOKEN_LENIENT,
                                          .last = { ACCESS_S, REFRESH_S } };

static enum err
login(struct req *r, const void *input)
{
    const struct old_login_in *in = input;
    struct credentials c = entry;

    c.identifier = in->email;
    c.password = in->password;
    c.email_only = true;
    return old_sign_in(r, &c);
}

static const struct endpoint login_endpoint_of = {
    "Sign in by e-mail address, for a day",
    old_login_fields,
    entry_shape,
    sizeof(struct old_login_in),
    login,
    .outside = true,
    .secret = true,
};

struct register_in {
    const char *email, *password, *password_confirm, *first_name, *last_name, *phone_number;
    bool email_notifications, sms_notifications, push_notifications;
};

static const struct field register_fields[] = {
    FIELD_STR(struct register_in, email, .need = true, .min_len = 1, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    FIELD_STR(struct register_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "Password"),
    FIELD_STR(struct register_in, password_confirm, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES,
              .secret = true, .doc = "Password again"),
    FIELD_STR(struct register_in, first_name, .need = true, .min_len = 1, .max = 150, .check = is_one_line,
              .doc = "First name"),
    FIELD_STR(struct register_in, last_name, .need = true, .min_len = 1, .max = 150, .check = is_one_line,
              .doc = "Last name"),
    FIELD_STR(struct register_in, phone_number, .max = 20, .check = is_one_line, .doc = "Phone number"),
    FIELD_BOOL(struct register_in, email_notifications, .doc = "Wants to hear of us by e-mail"),
    FIELD_BOOL(struct register_in, sms_notifications, .doc = "By text message"),
    FIELD_BOOL(struct register_in, push_notifications, .doc = "On the phone"),
    FIELD_END,
};

static enum err
write_channels(struct req *r, const struct account *a, void *ctx)
{
    const struct register_in *in = ctx;

    return db_exec_one(r, Q_OLD_CHANNELS,
                       ARGS(a_int(in->email_notifications), a_int(in->sms_notifications), a_int(in->push_notifications),
                            a_uuid(a->id)));
}

static enum err
enrol(struct req *r, const void *input)
{
    struct register_in in = *(const struct register_in *)input;
    struct home home;
    enum err e = old_home(r, true, &home);

    if (e != ERR_NONE)
        return e;
    if (strcmp(in.password, in.password_confirm) != 0)
        return fail(r, ERR_INVALID, "password", "Password fields didn't match.");
    struct registration person = {
        .home = &home,
        .customer = true,
        .role = "customer",
        .email = in.email,
        .phone = in.phone_number,
        .phone_field = "phone_number",
        .password = in.password,
        .first_name = in.first_name,
        .last_name = in.last_name,
        .need_email = true,
        .by_email = true,
    };

    e = old_register(r, &person, &entry, write_channels, &in);
    old_words(r, "email", "conflict", "customer with this email already exists.");
    old_words(r, "phone_number", "conflict", "customer with this phone number already exists.");
    return e;
}

static const struct endpoint register_endpoint_of = {
    "Register as a customer, with tokens at once",
    register_fields,
    entry_shape,
    sizeof(struct register_in),
    enrol,
    .status = 201,
    .outside = true,
    .secret = true,
};

static enum err
renew(struct req *r, const void *input)
{
    const struct old_refresh_in *in = input;

    return old_renew(r, TOKEN_LENIENT, in->refresh, ACCESS_S);
}

static const struct endpoint renew_endpoint = {
    "Renew an access token; the old refresh token lives on",
    old_refresh_fields,
    entry_shape,
    sizeof(struct old_refresh_in),
    renew,
    .outside = true,
    .secret = true,
};

struct password_in {
    const char *old_password, *new_password, *new_password_confirm;
};

static const struct field password_fields[] = {
    FIELD_STR(struct password_in, old_password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "The present password"),
    FIELD_STR(struct password_in, new_password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .secret = true,
              .doc = "The new one"),
    FIELD_STR(struct password_in, new_password_confirm, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES,
              .secret = true, .doc = "The new one again"),
    FIELD_END,
};

static enum err
change_password(struct req *r, const void *input)
{
    const struct password_in *in = input;
    enum err e = old_password(r, in->old_password, in->new_password, in->new_password_confirm, true);

    old_words(r, "old_password", "wrong_password", "Old password is incorrect.");
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct endpoint password_endpoint = {
    "Change the password, for the shop's clients",
    password_fields,
    NULL,
    sizeof(struct password_in),
    change_password,
    .outside = true,
    .secret = true,
};

static enum err
health(struct req *r, const void *input)
{
    (void)input;
    return reply(r, 200);
}

static const struct endpoint health_endpoint = {
    "The shop's interface is there", NULL, NULL, 0, health, .unlimited = true
};

#define TOKENS                                                                                                         \
    { .theirs = "tokens.refresh", .ours = "refresh_token" },                                                           \
    {                                                                                                                  \
        .theirs = "tokens.access", .ours = "access_token"                                                              \
    }

static const struct compat_out register_out[] = {
    { .theirs = "message", .constant = "\"Registration successful! Please check your email to verify your account.\"" },
    { .theirs = "customer.id", .ours = "user.id" },
    { .theirs = "customer.email", .ours = "user.email" },
    { .theirs = "customer.first_name", .ours = "person.first_name" },
    { .theirs = "customer.last_name", .ours = "person.last_name" },
    { .theirs = "customer.full_name", .ours = "user.name" },
    { .theirs = "customer.is_verified", .ours = "person.verified" },
    { .theirs = "customer.date_joined", .ours = "person.created_at" },
    TOKENS,
    { 0 },
};
static const struct compat_out login_out[] = {
    { .theirs = "message", .constant = "\"Login successful!\"" },
    { .theirs = "customer.id", .ours = "user.id" },
    { .theirs = "customer.email", .ours = "user.email" },
    { .theirs = "customer.full_name", .ours = "user.name" },
    { .theirs = "customer.is_verified", .ours = "person.verified" },
    { .theirs = "customer.total_purchases", .ours = "person.total_purchases", .form = FORM_INT },
    { .theirs = "customer.loyalty_points", .ours = "person.loyalty_points", .form = FORM_INT },
    TOKENS,
    { 0 },
};
static const struct compat_out renew_out[] = {
    { .theirs = "access", .ours = "access_token" },
    { .theirs = "refresh", .ours = "refresh_token" },
    { 0 },
};
static const struct compat_out verify_out[] = {
    { .theirs = "message", .constant = "\"Email verified successfully!\"" },
    { 0 },
};
static const struct compat_out password_out[] = {
    { .theirs = "message", .constant = "\"Password changed successfully!\"" },
    { 0 },
};
static const struct compat_out health_out[] = {
    { .theirs = "status", .constant = "\"healthy\"" },
    { .theirs = "message", .constant = "\"Afro-Caribbean CRM API is running\"" },
    { 0 },
};

static const struct compat_error login_errors[] = {
    { .code = "invalid_credentials", .status = 401, .body = "{\"error\":\"Invalid email or password.\"}" },
    { .code = "second_factor_required",
      .status = 401,
      .body = "{\"error\":\"This account has a second factor. Sign in on the website.\"}" },
    { 0 },
};
static const struct compat_error verify_errors[] = {
    { .code = "token_invalid", .status = 400, .body = "{\"error\":\"Invalid or expired verification token.\"}" },
    { 0 },
};

#define AFRO .wire = WIRE_DRF, .origin = "afro-caribbean"

const struct compat afro_compat[] = {
    { .method = POST,
      .path = "/api/customers/register/",
      .access = PUBLIC,
      .endpoint = &register_endpoint_of,
      .out = register_out,
      AFRO },
    { .method = POST,
      .path = "/api/customers/login/",
      .access = PUBLIC,
      .endpoint = &login_endpoint_of,
      .out = login_out,
      .errors = login_errors,
      AFRO },
    { .method = POST,
      .path = "/api/customers/verify-email/",
      .access = PUBLIC,
      .endpoint = &verify_email_endpoint,
      .out = verify_out,
      .errors = verify_errors,
      AFRO },
    { .method = POST,
      .path = "/api/customers/token/refresh/",
      .access = PUBLIC,
      .endpoint = &renew_endpoint,
      .out = renew_out,
      .errors = old_renew_errors,
      AFRO },
    { .method = GET,
      .path = "/api/customers/health/",
      .access = PUBLIC,
      .endpoint = &health_endpoint,
      .out = health_out,
      AFRO },
    { .method = GET,
      .path = "/api/customers/profile/",
      .access = SIGNED_IN,
      .endpoint = &afro_profile_endpoint,
      .out = afro_profile_out,
      AFRO },
    { .method = PUT,
      .path = "/api/customers/profile/",
      .access = SIGNED_IN,
      .endpoint = &afro_profile_put_endpoint,
      .out = afro_profile_out,
      AFRO },
    { .method = PATCH,
      .path = "/api/customers/profile/",
      .access = SIGNED_IN,
      .endpoint = &afro_profile_patch_endpoint,
      .out = afro_profile_out,
      AFRO },
    { .method = GET,
      .path = "/api/customers/dashboard/",
      .access = SIGNED_IN,
      .endpoint = &afro_profile_endpoint,
      .out = afro_dashboard_out,
      AFRO },
    { .method = POST,
      .path = "/api/customers/change-password/",
      .access = SIGNED_IN,
      .endpoint = &password_endpoint,
      .out = password_out,
      AFRO },
    COMPAT_END,
};
