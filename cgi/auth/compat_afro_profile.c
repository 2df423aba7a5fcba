/*
 * compat_afro_profile.c: see compat_afro.h. No If-Match here: the shop's clients know none, the last change wins.
 */
#include "compat_afro.h"

#include "out.h"
#include "profile.h"

static const struct shape customer_shape[] = {
    { .name = "id", .type = S_UUID },
    { .name = "email", .type = S_STR, .nullable = true },
    { .name = "first_name", .type = S_STR },
    { .name = "last_name", .type = S_STR },
    { .name = "name", .type = S_STR },
    { .name = "phone", .type = S_STR },
    { .name = "street", .type = S_STR },
    { .name = "city", .type = S_STR },
    { .name = "region", .type = S_STR },
    { .name = "postal_code", .type = S_STR },
    { .name = "country", .type = S_STR },
    { .name = "dietary_preferences", .type = S_STR },
    { .name = "favourite_products", .type = S_STR },
    { .name = "email_notifications", .type = S_BOOL },
    { .name = "sms_notifications", .type = S_BOOL },
    { .name = "push_notifications", .type = S_BOOL },
    { .name = "total_purchases", .type = S_INT },
    { .name = "loyalty_points", .type = S_INT },
    { .name = "created_at", .type = S_TIME },
    { .name = "verified", .type = S_BOOL },
    SHAPE_END,
};

static enum err
out_customer(struct req *r, const struct person *p)
{
    const struct account *a = &p->account;

    out_uuid(r, "id", a->id);
    out_str(r, "email", a->email);
    out_str(r, "first_name", a->first_name);
    out_str(r, "last_name", a->last_name);
    out_str(r, "name", a->name);
    out_str(r, "phone", a->phone == NULL ? "" : a->phone);
    out_str(r, "street", p->street);
    out_str(r, "city", p->city);
    out_str(r, "region", p->region);
    out_str(r, "postal_code", p->postal_code);
    out_str(r, "country", p->country);
    out_str(r, "dietary_preferences", p->dietary_preferences);
    out_str(r, "favourite_products", p->favourite_products);
    out_bool(r, "email_notifications", p->email);
    out_bool(r, "sms_notifications", p->sms);
    out_bool(r, "push_notifications", p->push);
    out_int(r, "total_purchases", p->total_purchases);
    out_int(r, "loyalty_points", p->loyalty_points);
    out_time(r, "created_at", p->created_at);
    out_bool(r, "verified", a->verified);
    return reply(r, 200);
}

static enum err
profile(struct req *r, const void *input)
{
    struct person p;
    enum err e = person_read(r, &p);

    (void)input;
    return e != ERR_NONE ? e : out_customer(r, &p);
}

const struct endpoint afro_profile_endpoint = { "A customer's profile, for the shop's clients", NULL, customer_shape, 0,
                                                profile };

struct profile_in {
    const char *first_name, *last_name, *phone_number, *street_address, *city, *province_state, *postal_code, *country;
    const char *dietary_preferences, *favorite_products;
    bool email_notifications, sms_notifications, push_notifications;
    bool has_email, has_sms, has_push;
};

#define CHANNEL(member, given)                                                                                         \
    FIELD_BOOL(struct profile_in, member, .has_offset = offsetof(struct profile_in, given),                            \
               .doc = "Wants to hear of us")
#define PROFILE_FIELDS(needed)                                                                                         \
    FIELD_STR(struct profile_in, first_name, .need = (needed), .min_len = 1, .max = 150, .check = is_one_line,         \
              .doc = "First name"),                                                                                    \
        FIELD_STR(struct profile_in, last_name, .need = (needed), .min_len = 1, .max = 150, .check = is_one_line,      \
                  .doc = "Last name"),                                                                                 \
        FIELD_STR(struct profile_in, phone_number, .max = 20, .check = is_one_line, .doc = "Phone number"),            \
        FIELD_STR(struct profile_in, street_address, .max = 255, .check = is_one_line, .doc = "Street"),               \
        FIELD_STR(struct profile_in, city, .max = 100, .check = is_one_line, .doc = "City"),                           \
        FIELD_STR(struct profile_in, province_state, .max = 100, .check = is_one_line, .doc = "Province or state"),    \
        FIELD_STR(struct profile_in, postal_code, .max = 20, .check = is_one_line, .doc = "Postal code"),              \
        FIELD_STR(struct profile_in, country, .max = 100, .check = is_one_line, .doc = "Country"),                     \
        FIELD_STR(struct profile_in, dietary_preferences, .max = 2000, .doc = "What the customer eats"),               \
        FIELD_STR(struct profile_in, favorite_products, .max = 2000, .doc = "What the customer likes"),                \
        CHANNEL(email_notifications, has_email), CHANNEL(sms_notifications, has_sms),                                  \
        CHANNEL(push_notifications, has_push), FIELD_END

static const struct field put_fields[] = { PROFILE_FIELDS(true) };
static const struct field patch_fields[] = { PROFILE_FIELDS(false) };

static enum err
change(struct req *r, const void *input)
{
    const struct profile_in *in = input;
    const struct person_change c = {
        .first_name = in->first_name,
        .last_name = in->last_name,
        .phone = in->phone_number,
        .phone_field = "phone_number",
        .street = in->street_address,
        .city = in->city,
        .region = in->province_state,
        .postal_code = in->postal_code,
        .country = in->country,
        .dietary_preferences = in->dietary_preferences,
        .favourite_products = in->favorite_products,
        .email = in->email_notifications,
        .sms = in->sms_notifications,
        .push = in->push_notifications,
        .has_email = in->has_email,
        .has_sms = in->has_sms,
        .has_push = in->has_push,
    };
    struct person p;
    enum err e = person_change(r, &c, true, &p);

    return e != ERR_NONE ? e : out_customer(r, &p);
}

const struct endpoint afro_profile_put_endpoint = { "Write a customer's whole profile", put_fields, customer_shape,
                                                    sizeof(struct profile_in), change };
const struct endpoint afro_profile_patch_endpoint = { "Change a customer's profile", patch_fields, customer_shape,
                                                      sizeof(struct profile_in), change };

const struct compat_out afro_profile_out[] = {
    { .theirs = "id", .ours = "id" },
    { .theirs = "email", .ours = "email" },
    { .theirs = "first_name", .ours = "first_name" },
    { .theirs = "last_name", .ours = "last_name" },
    { .theirs = "full_name", .ours = "name" },
    { .theirs = "phone_number", .ours = "phone" },
    { .theirs = "street_address", .ours = "street" },
    { .theirs = "city", .ours = "city" },
    { .theirs = "province_state", .ours = "region" },
    { .theirs = "postal_code", .ours = "postal_code" },
    { .theirs = "country", .ours = "country" },
    { .theirs = "dietary_preferences", .ours = "dietary_preferences" },
    { .theirs = "favorite_products", .ours = "favourite_products" },
    { .theirs = "email_notifications", .ours = "email_notifications" },
    { .theirs = "sms_notifications", .ours = "sms_notifications" },
    { .theirs = "push_notifications", .ours = "push_notifications" },
    { .theirs = "total_purchases", .ours = "total_purchases", .form = FORM_INT },
    { .theirs = "loyalty_points", .ours = "loyalty_points", .form = FORM_INT },
    { .theirs = "date_joined", .ours = "created_at" },
    { .theirs = "is_verified", .ours = "verified" },
    { 0 },
};
const struct compat_out afro_dashboard_out[] = {
    { .theirs = "profile.id", .ours = "id" },
    { .theirs = "profile.email", .ours = "email" },
    { .theirs = "profile.full_name", .ours = "name" },
    { .theirs = "statistics.total_purchases", .ours = "total_purchases", .form = FORM_INT },
    { .theirs = "statistics.loyalty_points", .ours = "loyalty_points", .form = FORM_INT },
    { .theirs = "statistics.member_since", .ours = "created_at" },
    { .theirs = "notifications_enabled.email", .ours = "email_notifications" },
    { .theirs = "notifications_enabled.sms", .ours = "sms_notifications" },
    { .theirs = "notifications_enabled.push", .ours = "push_notifications" },
    { 0 },
};
