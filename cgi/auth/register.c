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

struct business_in {
    const char *company, *email, *username, *phone, *password, *first_name, *last_name;
};

static const struct field business_fields[] = {
    FIELD_STR(struct business_in, company, .need = true, .min_len = 1, .max = 255, .check = is_one_line,
              .doc = "Name of the business: the tenant's"),
    FIELD_STR(struct business_in, email, .need = true, .min_len = 3, .max = 254, .check = is_email,
              .doc = "E-mail address of its first administrator"),
    PERSON_FIELDS(struct business_in),
    FIELD_END,
};

static const struct shape workspace_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "slug", .type = S_STR },
    { .name = "name", .type = S_STR },
    SHAPE_END,
};
static const struct shape business_shape[] = {
    { .name = "id", .type = S_UUID, .doc = "The first administrator" },
    { .name = "verification", .type = S_STR, .choices = proofs },
    { .name = "workspace", .type = S_OBJECT, .of = workspace_shape, .doc = "The new tenant" },
    SHAPE_END,
};

struct opening_of {
    struct home home;
    const char *company;
};

/* The tenant is made in the same transaction, before its first person. */
static enum err
open_home(struct req *r, struct newcomer *n, void *ctx)
{
    struct opening_of *o = ctx;
    enum err e = home_create(r, o->company, NULL, &o->home);

    n->account.tenant = o->home.id;
    n->account.tenant_id = o->home.public_id;
    n->account.tenant_name = o->home.name;
    return e;
}

static enum err
tell_business(struct req *r, const struct account *a, void *ctx)
{
    const struct opening_of *o = ctx;

    out_account(r, a);
    out_object(r, "workspace");
    out_uuid(r, "id", o->home.public_id);
    out_str(r, "slug", o->home.slug);
    out_str(r, "name", o->home.name);
    out_end(r);
    return reply(r, 201);
}

static enum err
register_business(struct req *r, const void *input)
{
    const struct business_in *in = input;
    struct opening_of o = { .company = normalise_text(r->arena, in->company) };
    struct account a;
    enum err e = browser_refuse_foreign(r);

    if (e != ERR_NONE)
        return e;
    if (!config()->open_tenants)
        return fail_as(r, ERR_FORBIDDEN, "closed", NULL, "Businesses cannot open a workspace here by themselves.");
    if (o.company == NULL || *o.company == '\0')
        return fail(r, ERR_INVALID, "company", "A name is needed.");
    struct registration new = {
        .home = &o.home, /* not there yet: the rules are the general ones */
        .role = "admin",
        .need_email = true,
        .username = in->username,
        .email = in->email,
        .phone = in->phone,
        .password = in->password,
        .first_name = in->first_name,
        .last_name = in->last_name,
        .company = o.company,
        .before = open_home,
    };

    return register_and_tell(r, &new, tell_business, &o, &a);
}

const struct endpoint register_business_endpoint = {
    "Open a workspace for a business",
    business_fields,
    business_shape,
    sizeof(struct business_in),
    register_business,
    .status = 201,
    .outside = true,
};
