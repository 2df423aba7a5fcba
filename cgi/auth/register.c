/*
 * register.c: customers join a tenant, businesses open one. Neither chooses a role.
 */
#include "registration.h"

#include "config.h"
#include "out.h"
#include "password.h"
#include "shape.h"

static const char *const kinds[] = { "customer", NULL };
static const char *const proofs[] = { "email", "none", NULL };

#define PERSON_FIELDS(s)                                                                                               \
    FIELD_STR(s, username, .min_len = 1, .max = 150, .check = is_username, .doc = "User name"),                        \
        FIELD_STR(s, phone, .min_len = 1, .max = 32, .check = is_one_line,                                             \
                  .doc = "Phone number, as the tenant's rule says"),                                                   \
        FIELD_STR(s, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .keep_space = true,              \
                  .secret = true, .doc = "Password"),                                                                  \
        FIELD_STR(s, first_name, .max = 150, .check = is_one_line, .doc = "First name"),                               \
        FIELD_STR(s, last_name, .max = 150, .check = is_one_line, .doc = "Last name")

struct register_in {
    const char *kind, *username, *email, *phone, *password, *first_name, *last_name, *workspace;
};

static const struct field register_fields[] = {
    { .name = "kind",
      .type = F_ENUM,
      .offset = offsetof(struct register_in, kind),
      .choices = kinds,
      .doc = "Customers only; staff is invited" },
    FIELD_STR(struct register_in, email, .min_len = 3, .max = 254, .check = is_email,
              .doc = "E-mail address; one of user name, address and phone number is needed"),
    PERSON_FIELDS(struct register_in),
    FIELD_STR(struct register_in, workspace, .min_len = 1, .max = 63, .check = is_one_line,
              .doc = "Short name of the tenant to join; may be left out where there is a default"),
    FIELD_END,
};

static const struct shape register_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "verification", .type = S_STR, .choices = proofs, .doc = "email: a link and a code are on their way" },
    SHAPE_END,
};

static void
out_account(struct req *r, const struct account *a)
{
    out_uuid(r, "id", a->id);
    out_str(r, "verification", a->email != NULL ? "email" : "none");
}

static enum err
tell(struct req *r, const struct account *a, void *ctx)
{
    (void)ctx;
    out_account(r, a);
    return reply(r, 201);
}

static enum err
register_customer(struct req *r, const void *input)
{
    const struct register_in *in = input;
    struct account a;
    struct home home;
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = home_find(r, in->workspace, "workspace", &home);
    if (e != ERR_NONE)
        return e;
    if (!home.open)
        return fail_as(r, ERR_FORBIDDEN, "registration_closed", NULL,
                       "This workspace takes people by invitation only.");
    struct registration new = {
        .home = &home,
        .customer = true,
        .role = "customer",
        .username = in->username,
        .email = in->email,
        .phone = in->phone,
        .password = in->password,
        .first_name = in->first_name,
        .last_name = in->last_name,
    };

    return register_and_tell(r, &new, tell, NULL, &a);
}

const struct endpoint register_endpoint = {
    "Register as a customer", register_fields, register_shape,  sizeof(struct register_in),
    register_customer,        .status = 201,   .outside = true,
};
