/*
 * profile.c: see profile.h.
 */
#include "profile.h"

#include "normalise.h"
#include "out.h"
#include "shape.h"

#define FIRST_COLUMN 23 /* behind those of the account */

enum err
person_read(struct req *r, struct person *ret)
{
    return person_read_by(r, Q_PROFILE, ret);
}

enum err
person_read_by(struct req *r, int query, struct person *ret)
{
    struct person p = { .version = 0 };
    struct rows *row;
    enum err e = db_one(r, query, NO_ARGS, &row);

    if (e != ERR_NONE)
        return e;
    account_read(row, &p.account);
    const char **const texts[] = {
        &p.street, &p.city, &p.region, &p.postal_code, &p.country, &p.dietary_preferences, &p.favourite_products
    };
    unsigned col = FIRST_COLUMN;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        *texts[i] = col_str(row, col++);
    p.email = col_int(row, col++) != 0;
    p.sms = col_int(row, col++) != 0;
    p.push = col_int(row, col++) != 0;
    p.language = col_str(row, col++);
    p.time_zone = col_str(row, col++);
    p.version = col_int(row, col++);
    p.created_at = col_time(row, col++);
    p.phone_rule = col_str(row, col++);
    p.total_purchases = col_int(row, col++);
    p.loyalty_points = col_int(row, col++);
    p.company = col_str(row, col++);
    *ret = p;
    return ERR_NONE;
}

static const char *
changed(struct req *r, const char *given, const char *now)
{
    const char *text = given == NULL ? now : normalise_text(r->arena, given);

    return text != NULL ? text : "";
}

static enum err
change_phone(struct req *r, const struct person_change *c, struct person *p)
{
    enum phone_rule rule = phone_rule_of(p->phone_rule);

    if (c->phone == NULL)
        return ERR_NONE;
    p->account.phone = *c->phone == '\0' ? NULL : normalise_phone(r->arena, c->phone, rule);
    if (p->account.phone != NULL || *c->phone == '\0')
        return ERR_NONE;
    return fail(r, ERR_INVALID, c->phone_field != NULL ? c->phone_field : "phone", phone_fault(rule));
}

/* It must not go away before the profile names it. */
static enum err
change_picture(struct req *r, const struct person_change *c, struct person *p)
{
    int64_t known = 1;
    enum err e = ERR_NONE;

    if (!c->has_picture)
        return ERR_NONE;
    if (!uuid_is_nil(c->picture))
        e = db_int(r, Q_PICTURE_OWN, ARGS(a_uuid(c->picture)), 0, &known);
    p->account.picture = c->picture;
    return e != ERR_NONE || known != 0
               ? e
               : fail_as(r, ERR_INVALID, "picture_unknown", "picture_id", "You have no such picture.");
}

static enum err
apply(struct req *r, const struct person_change *c, struct person *p)
{
    struct account *a = &p->account;
    const char *const had = arena_printf(r->arena, "%s%s%s", a->first_name,
                                         *a->first_name != '\0' && *a->last_name != '\0' ? " " : "", a->last_name);

    a->first_name = changed(r, c->first_name, a->first_name);
    a->last_name = changed(r, c->last_name, a->last_name);
    const char *full = arena_printf(r->arena, "%s%s%s", a->first_name,
                                    *a->first_name != '\0' && *a->last_name != '\0' ? " " : "", a->last_name);

    if (had == NULL || full == NULL)
        return ERR_UNAVAILABLE;
    if (strcmp(had, full) != 0)
        a->name = *full != '\0' ? full : a->username;
    p->street = changed(r, c->street, p->street);
    p->city = changed(r, c->city, p->city);
    p->region = changed(r, c->region, p->region);
    p->postal_code = changed(r, c->postal_code, p->postal_code);
    p->country = changed(r, c->country, p->country);
    p->dietary_preferences = changed(r, c->dietary_preferences, p->dietary_preferences);
    p->favourite_products = changed(r, c->favourite_products, p->favourite_products);
    p->language = changed(r, c->language, p->language);
    p->time_zone = changed(r, c->time_zone, p->time_zone);
    p->email = c->has_email ? c->email : p->email;
    p->sms = c->has_sms ? c->sms : p->sms;
    p->push = c->has_push ? c->push : p->push;
    enum err phone = change_phone(r, c, p), picture = change_picture(r, c, p);

    return phone != ERR_NONE ? phone : picture;
}

/* What the business keeps of the customer, where there is a record. */
static enum err
follow(struct req *r, const struct person *p)
{
    const struct {
        const char *name;
        bool given;
    } channels[] = { { "email", p->email }, { "sms", p->sms }, { "push", p->push } };
    enum err e = ERR_NONE;

    if (!p->account.customer || r->actor.tenant == 0)
        return ERR_NONE;
    for (size_t i = 0; e == ERR_NONE && i < 3; i++)
        e = db_exec(r, Q_RECORD_CONSENT,
                    ARGS(a_uuid(uuid_v7()), a_str(channels[i].name), a_int(channels[i].given), a_str(channels[i].name),
                         a_int(channels[i].given)),
                    NULL);
    if (e == ERR_NONE)
        e = db_exec(r, Q_RECORD_FOLLOW,
                    ARGS(a_str(p->account.name), a_str(p->account.phone), a_str(p->street), a_str(p->city),
                         a_str(p->region), a_str(p->postal_code), a_str(p->country), a_int(p->email), a_int(p->sms),
                         a_int(p->push)),
                    NULL);
    return e;
}

static enum err
write(struct req *r, const struct person *p, const char *phone_field)
{
    const struct account *a = &p->account;
    char id[UUID_TEXT];
    enum err e =
        db_exec_one(r, Q_PROFILE_UPDATE,
                    ARGS(a_str(a->first_name), a_str(a->last_name), a_str(a->name), a_str(a->phone), a_str(p->street),
                         a_str(p->city), a_str(p->region), a_str(p->postal_code), a_str(p->country),
                         a_str(p->dietary_preferences), a_str(p->favourite_products), a_int(p->email), a_int(p->sms),
                         a_int(p->push), a_str(p->language), a_str(p->time_zone), a_uuid(a->picture)));

    if (e == ERR_CONFLICT)
        return fail(r, e, phone_field != NULL ? phone_field : "phone", "There is an account with this phone number.");
    if (e == ERR_NONE)
        e = follow(r, p);
    uuid_text(a->id, id);
    return e != ERR_NONE ? e : audit_event(r, a, "profile.changed", "user", id, NULL);
}

enum err
person_change(struct req *r, const struct person_change *c, bool any_version, struct person *ret)
{
    struct person p = { .version = 0 };
    struct rows *row;
    enum err e = db_one(r, Q_ACCOUNT_LOCK, ARGS(a_uuid(r->actor.user_id)), &row);

    if (e == ERR_NONE)
        e = person_read(r, &p);
    if (e == ERR_NONE && !any_version)
        e = req_if_match(r, p.version);
    if (e == ERR_NONE)
        e = apply(r, c, &p);
    if (e == ERR_NONE)
        e = write(r, &p, c->phone_field);
    p.version++;
    if (e == ERR_NONE)
        *ret = p;
    return e;
}

static const char *const kinds[] = { "staff", "customer", NULL };

static const struct shape address_shape[] = {
    { .name = "street", .type = S_STR },      { .name = "city", .type = S_STR },    { .name = "region", .type = S_STR },
    { .name = "postal_code", .type = S_STR }, { .name = "country", .type = S_STR }, SHAPE_END,
};
static const struct shape channels_shape[] = {
    { .name = "email", .type = S_BOOL },
    { .name = "sms", .type = S_BOOL },
    { .name = "push", .type = S_BOOL },
    SHAPE_END,
};
static const struct shape rules_shape[] = {
    { .name = "password_min", .type = S_INT, .doc = "Characters of a password" },
    { .name = "password_classes", .type = S_BOOL, .doc = "A letter, a digit and a special character are needed" },
    SHAPE_END,
};

const struct shape person_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "username", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "kind", .type = S_STR, .choices = kinds },
    { .name = "roles", .type = S_ARRAY, .items = S_STR },
    { .name = "permissions", .type = S_ARRAY, .items = S_STR },
    { .name = "tenant",
      .type = S_OBJECT,
      .of = account_tenant_shape,
      .nullable = true,
      .doc = "null for an operator of the system" },
    { .name = "first_name", .type = S_STR },
    { .name = "last_name", .type = S_STR },
    { .name = "phone", .type = S_STR, .nullable = true },
    { .name = "address", .type = S_OBJECT, .of = address_shape },
    { .name = "dietary_preferences", .type = S_STR },
    { .name = "favourite_products", .type = S_STR },
    { .name = "channels", .type = S_OBJECT, .of = channels_shape },
    { .name = "language", .type = S_STR },
    { .name = "time_zone", .type = S_STR },
    { .name = "company", .type = S_STR },
    { .name = "picture_id", .type = S_UUID, .nullable = true },
    { .name = "total_purchases", .type = S_INT },
    { .name = "loyalty_points", .type = S_INT },
    { .name = "verified", .type = S_BOOL, .doc = "The e-mail address is proved" },
    { .name = "second_factor", .type = S_BOOL },
    { .name = "rules", .type = S_OBJECT, .of = rules_shape, .doc = "Of the tenant" },
    { .name = "created_at", .type = S_TIME },
    { .name = "version", .type = S_INT },
    SHAPE_END,
};

static void
out_address(struct req *r, const struct person *p)
{
    out_object(r, "address");
    out_str(r, "street", p->street);
    out_str(r, "city", p->city);
    out_str(r, "region", p->region);
    out_str(r, "postal_code", p->postal_code);
    out_str(r, "country", p->country);
    out_end(r);
}

static void
out_channels(struct req *r, const struct person *p)
{
    out_object(r, "channels");
    out_bool(r, "email", p->email);
    out_bool(r, "sms", p->sms);
    out_bool(r, "push", p->push);
    out_end(r);
}

void
person_out(struct req *r, const struct person *p)
{
    const struct account *a = &p->account;

    account_out_self(r, a);
    out_str(r, "first_name", a->first_name);
    out_str(r, "last_name", a->last_name);
    out_str(r, "phone", a->phone);
    out_address(r, p);
    out_str(r, "dietary_preferences", p->dietary_preferences);
    out_str(r, "favourite_products", p->favourite_products);
    out_channels(r, p);
    out_str(r, "language", p->language);
    out_str(r, "time_zone", p->time_zone);
    out_str(r, "company", p->company);
    out_int(r, "total_purchases", p->total_purchases);
    out_int(r, "loyalty_points", p->loyalty_points);
    out_bool(r, "verified", a->verified);
    out_bool(r, "second_factor", a->has_factor);
    out_object(r, "rules");
    out_int(r, "password_min", a->rules.min_length);
    out_bool(r, "password_classes", a->rules.classes);
    out_end(r);
    out_time(r, "created_at", p->created_at);
    out_int(r, "version", p->version);
}
