/*
 * compat_churnguard.c: ChurnGuard's clients (contract A2): one token for the working day, no renewal.
 *
 * There, whoever registered chose a role, and the default was admin. Here the wish is read and nothing is granted: an
 * administrator gives roles.
 */
#include "compat_entry.h"

#include "out.h"
#include "password.h"

#define WORKING_DAY_S (720 * 60)

static const struct credentials day = { .client = CLIENT_COMPAT, .last = { WORKING_DAY_S, WORKING_DAY_S } };

struct login_in {
    const char *email, *password;
};

static const struct field login_fields[] = {
    FIELD_STR(struct login_in, email, .need = true, .min_len = 1, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    FIELD_STR(struct login_in, password, .need = true, .max = PASSWORD_MAX_BYTES, .keep_space = true, .secret = true,
              .doc = "Password"),
    FIELD_END,
};

static enum err
login(struct req *r, const void *input)
{
    const struct login_in *in = input;
    struct credentials c = day;

    c.identifier = in->email;
    c.password = in->password;
    c.email_only = true;
    return old_sign_in(r, &c);
}

static const struct endpoint login_endpoint_of = {
    "Sign in by e-mail address",
    login_fields,
    entry_shape,
    sizeof(struct login_in),
    login,
    .outside = true,
    .secret = true,
};

struct register_in {
    const char *email, *password, *full_name, *role, *cin, *code;
};

static const char *const roles[] = { "admin", "marketing_agent", "technical_agent", NULL };
static const struct field register_fields[] = {
    FIELD_STR(struct register_in, email, .need = true, .min_len = 1, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    FIELD_STR(struct register_in, password, .need = true, .min_len = 8, .max = PASSWORD_MAX_BYTES, .keep_space = true,
              .secret = true, .doc = "Password"),
    FIELD_STR(struct register_in, full_name, .need = true, .min_len = 1, .max = 255, .check = is_one_line,
              .doc = "Name"),
    FIELD_ENUM(struct register_in, role, .choices = roles, .doc = "Read and not granted"),
    FIELD_STR(struct register_in, cin, .min_len = 5, .max = 64, .check = is_one_line,
              .doc = "National identity number"),
    FIELD_STR(struct register_in, code, .min_len = 3, .max = 64, .check = is_one_line, .doc = "Staff code"),
    FIELD_END,
};

/* Identity number and staff code, each of one person in the tenant. */
static enum err
write_numbers(struct req *r, const struct account *a, void *ctx)
{
    const struct register_in *in = ctx;
    struct rows *row;
    enum err e;

    if (in->cin == NULL && in->code == NULL)
        return ERR_NONE;
    e = db_one(r, Q_OLD_STAFF_NUMBERS_TAKEN, ARGS(a_int(a->tenant), a_str(in->cin), a_int(a->tenant), a_str(in->code)),
               &row);
    if (e != ERR_NONE)
        return e;
    if (col_int(row, 0) != 0)
        return fail(r, ERR_CONFLICT, "cin", "CIN already registered");
    if (col_int(row, 1) != 0)
        return fail(r, ERR_CONFLICT, "code", "Code already registered");
    return db_exec_one(r, Q_OLD_STAFF_NUMBERS, ARGS(a_str(in->cin), a_str(in->code), a_uuid(a->id)));
}

static enum err
enrol(struct req *r, const void *input)
{
    struct register_in in = *(const struct register_in *)input;
    struct home home;
    enum err e = old_home(r, false, &home);

    if (e != ERR_NONE)
        return e;
    struct registration person = {
        .home = &home,
        .email = in.email,
        .password = in.password,
        .need_email = true,
    };

    old_names(r, in.full_name, &person.first_name, &person.last_name);
    return old_register(r, &person, &day, write_numbers, &in);
}

static const struct endpoint register_endpoint_of = {
    "Register without any right, by name and address",
    register_fields,
    entry_shape,
    sizeof(struct register_in),
    enrol,
    .outside = true,
    .secret = true,
};

static const struct compat_out token_out[] = {
    { .theirs = "access_token", .ours = "access_token" },
    { .theirs = "token_type", .constant = "\"bearer\"" },
    { .theirs = "user_id", .ours = "user.id" },
    { .theirs = "email", .ours = "user.email" },
    { .theirs = "full_name", .ours = "user.name" },
    { .theirs = "role", .ours = "role" },
    { .theirs = "cin", .ours = "person.cin" },
    { .theirs = "code", .ours = "person.code" },
    { 0 },
};
static const struct compat_out me_out[] = {
    { .theirs = "id", .ours = "user.id" },
    { .theirs = "email", .ours = "user.email" },
    { .theirs = "full_name", .ours = "user.name" },
    { .theirs = "role", .ours = "role" },
    { .theirs = "cin", .ours = "person.cin" },
    { .theirs = "code", .ours = "person.code" },
    { .theirs = "created_at", .ours = "person.created_at", .form = FORM_ZONELESS },
    { 0 },
};
static const struct compat_error login_errors[] = {
    { .code = "invalid_credentials", .status = 401, .body = "{\"detail\":\"Incorrect email or password\"}" },
    { .code = "second_factor_required",
      .status = 401,
      .body = "{\"detail\":\"This account has a second factor. Sign in on the website.\"}" },
    { 0 },
};
static const struct compat_error register_errors[] = {
    { .code = "conflict", .status = 400, .body = "{\"detail\":\"Email already registered\"}", .field = "email" },
    { .code = "conflict", .status = 400, .body = "{\"detail\":\"CIN already registered\"}", .field = "cin" },
    { .code = "conflict", .status = 400, .body = "{\"detail\":\"Code already registered\"}", .field = "code" },
    { 0 },
};

#define CHURNGUARD .wire = WIRE_FASTAPI, .origin = "churnguard"

const struct compat churnguard_compat[] = {
    { .method = POST,
      .path = "/auth/register",
      .access = PUBLIC,
      .endpoint = &register_endpoint_of,
      .out = token_out,
      .errors = register_errors,
      .status = 200,
      CHURNGUARD },
    { .method = POST,
      .path = "/auth/login",
      .access = PUBLIC,
      .endpoint = &login_endpoint_of,
      .out = token_out,
      .errors = login_errors,
      CHURNGUARD },
    { .method = GET,
      .path = "/auth/me",
      .access = SIGNED_IN,
      .endpoint = &old_who_endpoint,
      .out = me_out,
      CHURNGUARD },
    COMPAT_END,
};
