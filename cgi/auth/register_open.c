/*
 * register_open.c: what somebody who wants to register has to know before filling in a form.
 */
#include "registration.h"

#include "config.h"
#include "out.h"
#include "shape.h"

#define GENERAL_MIN 12 /* the schema's own default, for a tenant that is not there yet */

struct open_in {
    const char *workspace;
};

static const struct field open_fields[] = {
    FIELD_STR(struct open_in, workspace, .in = IN_QUERY, .max = 63, .check = is_one_line,
              .doc = "Short name of the tenant to join; may be left out where there is a default"),
    FIELD_END,
};

static const char *const phone_rules[] = { "e164", "uz", NULL };

static const struct shape rules_shape[] = {
    { .name = "password_min", .type = S_INT, .doc = "Characters of a password" },
    { .name = "password_classes", .type = S_BOOL, .doc = "A letter, a digit and a special character are needed" },
    SHAPE_END,
};
static const struct shape business_shape[] = {
    { .name = "open", .type = S_BOOL, .doc = "A business may open a tenant by itself" },
    { .name = "rules", .type = S_OBJECT, .of = rules_shape },
    SHAPE_END,
};
static const struct shape customer_shape[] = {
    { .name = "open", .type = S_BOOL, .doc = "Customers may join by themselves" },
    { .name = "workspace_needed", .type = S_BOOL, .doc = "A tenant has to be named, and none was that there is" },
    { .name = "rules", .type = S_OBJECT, .of = rules_shape },
    { .name = "phone_rule", .type = S_STR, .choices = phone_rules },
    SHAPE_END,
};
static const struct shape open_shape[] = {
    { .name = "business", .type = S_OBJECT, .of = business_shape },
    { .name = "customer", .type = S_OBJECT, .of = customer_shape },
    SHAPE_END,
};

static void
out_rules(struct req *r, const struct password_rules *rules)
{
    out_object(r, "rules");
    out_int(r, "password_min", rules->min_length);
    out_bool(r, "password_classes", rules->classes);
    out_end(r);
}

static enum err
open_to(struct req *r, const void *input)
{
    const struct open_in *in = input;
    const struct password_rules general = { GENERAL_MIN, false };
    struct home home = { .open = true, .rules = general };
    bool named = in->workspace != NULL && *in->workspace != '\0';
    enum err e = home_find(r, named ? in->workspace : NULL, "workspace", &home);
    bool found = e == ERR_NONE;

    if (!found && e != ERR_INVALID && e != ERR_NOT_FOUND)
        return e;
    out_object(r, "business");
    out_bool(r, "open", config()->open_tenants);
    out_rules(r, &general);
    out_end(r);
    out_object(r, "customer");
    out_bool(r, "open", home.open);
    out_bool(r, "workspace_needed", !found);
    out_rules(r, &home.rules);
    out_str(r, "phone_rule", home.phones == PHONE_UZ ? "uz" : "e164");
    out_end(r);
    return reply(r, 200);
}

const struct endpoint register_open_endpoint = {
    .title = "Who may register here, and what a password needs",
    .fields = open_fields,
    .out = open_shape,
    .input_size = sizeof(struct open_in),
    .run = open_to,
    .snapshot = true,
};
