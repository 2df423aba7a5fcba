/*
 * record_write.c: people add customers and change what was entered about them. What datasets say is never touched here.
 */
#include "records.h"
#include "search_index.h"

#include <math.h>

#include "clock.h"
#include "normalise.h"
#include "out.h"
#include "timeline.h"
#include "visible.h"

/* Members in the order of the statement's columns; a has_ for each follows. */
struct write_in {
    struct uuid id;
    const char *external_id;
    const char *name, *email, *phone, *street, *city, *region, *postal_code, *country, *segment, *since, *revenue;
    const char *contact_secondary, *contact_time, *last_call;
    int64_t entered_risk, purchases;
    bool legal_hold;
    json *custom;
    bool has_name, has_email, has_phone, has_street, has_city, has_region, has_postal_code, has_country, has_segment;
    bool has_since, has_revenue, has_contact_secondary, has_contact_time, has_last_call, has_entered_risk,
        has_purchases;
    bool has_legal_hold, has_custom;
};

static const char *
is_phone(const char *s)
{
    size_t digits = 0;

    for (const char *c = s; *c != '\0'; c++)
        digits += *c >= '0' && *c <= '9';
    return digits >= 5 && digits <= 20 && strspn(s, "+0123456789 -./()") == strlen(s)
               ? NULL
               : "A phone number is expected, like +49 30 1234567.";
}

static const char *
is_date(const char *s)
{
    char noon[TIME_TEXT];
    int64_t at;

    snprintf(noon, sizeof(noon), "%.10sT12:00:00Z", s);
    return strlen(s) == 10 && clock_parse(noon, &at) && strncmp(s, "1800", 4) >= 0
               ? NULL
               : "A day is expected, like 2024-03-31.";
}

static const char *
is_amount(const char *s)
{
    const size_t whole = strspn(s, "0123456789");
    const char *rest = s + whole;
    const size_t part = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;

    return whole >= 1 && whole <= 15 && (*rest == '\0' || (part >= 1 && part <= 2 && rest[1 + part] == '\0'))
               ? NULL
               : "An amount is expected, like 12.50.";
}

#define TEXT(member, size, check_, text)                                                                               \
    FIELD_STR(struct write_in, member, .max = (size), .check = (check_),                                               \
              .has_offset = offsetof(struct write_in, has_##member), .doc = (text))
#define CLEARS "; empty clears"

#define RECORD_FIELDS                                                                                                  \
    TEXT(name, 255, is_plain_text, "As shown; without one, the dataset's"),                                            \
        TEXT(email, 254, is_email, "Address" CLEARS), TEXT(phone, 32, is_phone, "Number" CLEARS),                      \
        TEXT(street, 255, is_plain_text, "Address"), TEXT(city, 100, is_plain_text, "Address"),                        \
        TEXT(region, 100, is_plain_text, "Address"), TEXT(postal_code, 20, is_plain_text, "Address"),                  \
        TEXT(country, 100, is_plain_text, "Address"), TEXT(segment, 64, is_plain_text, "Group of customers" CLEARS),   \
        TEXT(since, 10, is_date, "Customer since, YYYY-MM-DD" CLEARS),                                                 \
        TEXT(revenue, 18, is_amount, "A month, decimal text" CLEARS),                                                  \
        TEXT(contact_secondary, 254, is_plain_text, "Another way to reach them" CLEARS),                               \
        TEXT(contact_time, 100, is_plain_text, "When they like to be reached" CLEARS),                                 \
        TEXT(last_call, 100, is_plain_text, "When they were last called" CLEARS),                                      \
        FIELD_INT(struct write_in, entered_risk, .low = 0, .high = 100, .fallback = -1,                                \
                  .has_offset = offsetof(struct write_in, has_entered_risk),                                           \
                  .doc = "Of leaving, by hand, in percent"),                                                           \
        FIELD_JSON(struct write_in, custom, .has_offset = offsetof(struct write_in, has_custom),                       \
                   .doc = "Values of custom-fields by name; replaces all")

static const struct field create_fields[] = {
    FIELD_STR(struct write_in, external_id, .max = 64, .check = is_plain_text,
              .doc = "The id in your other systems; made when not given"),
    RECORD_FIELDS,
    FIELD_END,
};

static const struct field change_fields[] = {
    FIELD_UUID(struct write_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    RECORD_FIELDS,
    FIELD_INT(struct write_in, purchases, .low = 0, .high = 4000000000,
              .has_offset = offsetof(struct write_in, has_purchases), .doc = "How often they bought"),
    FIELD_BOOL(struct write_in, legal_hold, .has_offset = offsetof(struct write_in, has_legal_hold),
               .doc = "Nothing about this person may be erased"),
    FIELD_END,
};

/* "" is none. */
static struct arg
or_null(const char *s)
{
    return a_str(s == NULL || *s == '\0' ? NULL : s);
}

static struct arg
or_empty(const char *s)
{
    return a_str(s == NULL ? "" : s);
}

static const char *
phone_text(struct req *r, const char *phone)
{
    const char *e164 = phone == NULL || *phone == '\0' ? NULL : normalise_phone(r->arena, phone, PHONE_E164);
    char *plain = e164 == NULL && phone != NULL ? arena_alloc(r->arena, strlen(phone) + 1) : NULL, *end = plain;

    if (plain == NULL)
        return e164;
    for (const char *c = phone; *c != '\0'; c++)
        if ((*c >= '0' && *c <= '9') || (*c == '+' && end == plain))
            *end++ = *c;
    return plain;
}

static enum err
store(struct req *r, struct uuid id, const struct write_in *in, const char *custom, int64_t step)
{
    const char *email = in->email != NULL && *in->email != '\0' ? normalise_email(r->arena, in->email) : NULL;

    return db_exec_one(
        r, Q_RECORD_UPDATE,
        ARGS(a_int(in->has_name), or_null(in->name), a_int(in->has_email), a_str(email), a_int(in->has_email),
             a_str(email != NULL ? normalise_key(r->arena, email) : NULL), a_int(in->has_phone),
             or_null(phone_text(r, in->phone)), a_int(in->has_street), or_empty(in->street), a_int(in->has_city),
             or_empty(in->city), a_int(in->has_region), or_empty(in->region), a_int(in->has_postal_code),
             or_empty(in->postal_code), a_int(in->has_country), or_empty(in->country), a_int(in->has_segment),
             or_null(in->segment), a_int(in->has_since), or_null(in->since), a_int(in->has_revenue),
             or_null(in->revenue), a_int(in->has_contact_secondary), or_null(in->contact_secondary),
             a_int(in->has_contact_time), or_null(in->contact_time), a_int(in->has_last_call), or_null(in->last_call),
             a_int(in->has_entered_risk), in->entered_risk < 0 ? a_null() : a_int(in->entered_risk),
             a_int(in->has_custom), or_null(custom), a_int(in->has_purchases), a_int(in->purchases),
             a_int(in->has_legal_hold), a_int(in->legal_hold), a_int(step), a_uuid(id)));
}

static bool
filled(const char *s)
{
    return s != NULL && *s != '\0';
}

static enum err
create(struct req *r, const void *input)
{
    const struct write_in *in = input;
    const struct uuid id = uuid_v7();
    const char *custom = "", *external = in->external_id;
    char text[UUID_TEXT];
    int64_t no = 0;
    enum err e;

    uuid_text(id, text);
    if (!filled(in->name) && !filled(in->email) && !filled(in->phone))
        return fail(r, ERR_INVALID, "name", "A name, an address or a phone number is needed.");
    e = custom_read(r, in->custom, &custom);
    if (e == ERR_NONE)
        e = number_next(r, "customer", &no);
    if (!filled(external))
        external = arena_printf(r->arena, "hf-%s", text); /* nobody's own numbering looks like this */
    if (e == ERR_NONE)
        e = db_insert(r, Q_RECORD_INSERT, ARGS(a_uuid(id), a_int(no), a_str(external)));
    if (e == ERR_CONFLICT)
        return fail_as(r, e, "external_id", "external_id", "There is a customer with this id already.");
    if (e == ERR_NONE)
        e = store(r, id, in, custom, 0);
    if (e == ERR_NONE)
        e = timeline_add(r, id, "profile", NULL, "{\"created\":true}");
    if (e == ERR_NONE && !sees_all(r))
        e = assign_one(r, id, r->actor.user_id, "", NULL); /* who may not see others' would lose it at once */
    if (e == ERR_NONE)
        e = audit_add(r, "customer.created", "customer", text, NULL);
    if (e == ERR_NONE)
        e = search_index_customer(r, id);
    if (e == ERR_NONE)
        e = customer_out(r, id);
    return e != ERR_NONE ? e : reply(r, 201);
}

const struct endpoint customer_create = {
    .title = "Add a customer",
    .fields = create_fields,
    .out = customer_shape,
    .input_size = sizeof(struct write_in),
    .run = create,
    .status = 201,
};

/* Names of what was sent, for the timeline: never the values. */
static const char *
changed(struct req *r, const struct write_in *in)
{
    const struct {
        bool has;
        const char *name;
    } all[] = { { in->has_name, "name" },
                { in->has_email, "email" },
                { in->has_phone, "phone" },
                { in->has_street, "street" },
                { in->has_city, "city" },
                { in->has_region, "region" },
                { in->has_postal_code, "postal_code" },
                { in->has_country, "country" },
                { in->has_segment, "segment" },
                { in->has_since, "since" },
                { in->has_revenue, "revenue" },
                { in->has_contact_secondary, "contact_secondary" },
                { in->has_contact_time, "contact_time" },
                { in->has_last_call, "last_call" },
                { in->has_entered_risk, "entered_risk" },
                { in->has_custom, "custom" },
                { in->has_purchases, "purchases" },
                { in->has_legal_hold, "legal_hold" } };
    const char *list = "";

    for (size_t i = 0; i < sizeof all / sizeof all[0] && list != NULL; i++)
        if (all[i].has)
            list = arena_printf(r->arena, "%s%s\"%s\"", list, *list == '\0' ? "" : ",", all[i].name);
    return list;
}

/* Whoever held an older version gets what there is now. */
static enum err
stale(struct req *r, struct uuid id)
{
    struct rows *row = NULL;
    enum err e = record_get(r, id, &row);

    if (e != ERR_NONE)
        return e;
    record_out(r, row);
    return fail_current(r, ERR_STALE);
}

static enum err
change(struct req *r, const void *input)
{
    const struct write_in *in = input;
    const char *names = changed(r, in), *custom = "", *body;
    int64_t version = 0;
    char id[UUID_TEXT];
    enum err e = record_lock(r, in->id, &version);

    uuid_text(in->id, id);
    if (e == ERR_NONE)
        e = req_if_match(r, version);
    if (e == ERR_STALE)
        return stale(r, in->id);
    if (e == ERR_NONE)
        e = custom_read(r, in->custom, &custom);
    if (e == ERR_NONE && names != NULL && *names != '\0') {
        body = arena_printf(r->arena, "{\"changed\":[%s]}", names);
        e = store(r, in->id, in, custom, 1);
        if (e == ERR_NONE)
            e = timeline_add(r, in->id, "profile", NULL, body);
        if (e == ERR_NONE)
            e = audit_add(r, "customer.changed", "customer", id, body);
        if (e == ERR_NONE)
            e = search_index_customer(r, in->id);
    }
    if (e == ERR_NONE)
        e = customer_out(r, in->id);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint customer_change = {
    .title = "Change what was entered about a customer",
    .fields = change_fields,
    .out = customer_shape,
    .input_size = sizeof(struct write_in),
    .run = change,
    .if_match = true,
};
