/*
 * me.c: who am I, and what I say about myself.
 */
#include "profile.h"

#include "out.h"
#include "registration.h"
#include "shape.h"

/* One statement, and so no transaction: this is what every page asks first. */
static enum err
me(struct req *r, const void *input)
{
    struct person p;
    enum err e = person_read_hot(r, &p);

    (void)input;
    if (e != ERR_NONE)
        return e;
    person_out(r, &p);
    reply_etag(r, p.version);
    return reply(r, 200);
}

const struct endpoint me_endpoint = { "Who I am", NULL, person_shape, 0, me };

struct me_in {
    struct person_change change;
    json *address, *channels;
};

static const char *
is_language(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(s)
               ? NULL
               : "A language is a tag such as en or pt-BR.";
}

static const char *
is_time_zone(const char *s)
{
    return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") == strlen(s) && *s != '/'
               ? NULL
               : "A time zone is a name such as Europe/Berlin.";
}

#define TEXT(member, size, words)                                                                                      \
    {                                                                                                                  \
        .name = #member, .type = F_STR, .offset = offsetof(struct me_in, change.member), .max = (size),                \
        .check = is_one_line, .doc = (words)                                                                           \
    }
#define NOTE(member, words)                                                                                            \
    {                                                                                                                  \
        .name = #member, .type = F_STR, .offset = offsetof(struct me_in, change.member), .max = 4000,                  \
        .check = is_plain_text, .doc = (words)                                                                         \
    }
#define PERSONAL_FIELDS                                                                                                \
    TEXT(first_name, 150, "First name"), TEXT(last_name, 150, "Last name"),                                            \
        TEXT(phone, 32, "Phone number, as the tenant's rule says; empty: none"),                                       \
        NOTE(dietary_preferences, "As people write it"), NOTE(favourite_products, "As people write it"),               \
        { .name = "language",                                                                                          \
          .type = F_STR,                                                                                               \
          .offset = offsetof(struct me_in, change.language),                                                           \
          .max = 16,                                                                                                   \
          .check = is_language,                                                                                        \
          .doc = "BCP 47" },                                                                                           \
    {                                                                                                                  \
        .name = "time_zone", .type = F_STR, .offset = offsetof(struct me_in, change.time_zone), .max = 64,             \
        .check = is_time_zone, .doc = "IANA name"                                                                      \
    }

static const struct field me_fields[] = {
    PERSONAL_FIELDS,
    FIELD_JSON(struct me_in, address, .doc = "{street, city, region, postal_code, country}, any of them"),
    FIELD_JSON(struct me_in, channels, .doc = "{email, sms, push}, any of them: true to be told there"),
    { .name = "picture_id",
      .type = F_UUID,
      .offset = offsetof(struct me_in, change.picture),
      .has_offset = offsetof(struct me_in, change.has_picture),
      .doc = "A picture of one's own (POST /api/v1/uploads/pictures); null: none" },
    FIELD_END,
};

static enum err
no_such(struct req *r, const char *where, const char *key)
{
    return fail_as(r, ERR_INVALID, "unknown_field", arena_printf(r->arena, "%s/%s", where, key),
                   "There is no field of this name here.");
}

static enum err
read_address(struct req *r, const json *address, struct person_change *c)
{
    const struct {
        const char *key;
        const char **to;
        size_t max;
    } parts[] = { { "street", &c->street, 255 },
                  { "city", &c->city, 100 },
                  { "region", &c->region, 100 },
                  { "postal_code", &c->postal_code, 20 },
                  { "country", &c->country, 100 } };
    enum err e = ERR_NONE;

    if (address != NULL && json_kind(address) != JSON_OBJECT)
        return fail(r, ERR_INVALID, "address", "This has to be an object.");
    for (struct json_member m = json_first(address); m.key != NULL; m = json_next(m)) {
        size_t i = 0;

        while (i < sizeof(parts) / sizeof(parts[0]) && strcmp(parts[i].key, m.key) != 0)
            i++;
        if (i == sizeof(parts) / sizeof(parts[0])) {
            e = no_such(r, "address", m.key);
            continue;
        }
        const char *text = json_str(m.value, NULL);

        if (text == NULL || strlen(text) > parts[i].max || is_one_line(text) != NULL)
            e = fail(r, ERR_INVALID, arena_printf(r->arena, "address/%s", m.key),
                     arena_printf(r->arena, "This has to be one line of at most %zu bytes.", parts[i].max));
        else
            *parts[i].to = text;
    }
    return e;
}

static enum err
read_channels(struct req *r, const json *channels, struct person_change *c)
{
    const struct {
        const char *key;
        bool *to, *has;
    } parts[] = { { "email", &c->email, &c->has_email },
                  { "sms", &c->sms, &c->has_sms },
                  { "push", &c->push, &c->has_push } };
    enum err e = ERR_NONE;

    if (channels != NULL && json_kind(channels) != JSON_OBJECT)
        return fail(r, ERR_INVALID, "channels", "This has to be an object.");
    for (struct json_member m = json_first(channels); m.key != NULL; m = json_next(m)) {
        size_t i = 0;

        while (i < 3 && strcmp(parts[i].key, m.key) != 0)
            i++;
        if (i == 3) {
            e = no_such(r, "channels", m.key);
        } else if (json_kind(m.value) != JSON_BOOL) {
            e = fail(r, ERR_INVALID, arena_printf(r->arena, "channels/%s", m.key), "This has to be true or false.");
        } else {
            *parts[i].to = json_bool(m.value, false);
            *parts[i].has = true;
        }
    }
    return e;
}

static enum err
change(struct req *r, const struct person_change *c, bool any_version)
{
    struct person p;
    enum err e = need_session(r);

    if (e == ERR_NONE)
        e = person_change(r, c, any_version, &p);
    if (e != ERR_NONE)
        return e;
    person_out(r, &p);
    reply_etag(r, p.version);
    return reply(r, 200);
}

static enum err
me_change(struct req *r, const void *input)
{
    const struct me_in *in = input;
    struct person_change c = in->change;
    enum err address = read_address(r, in->address, &c), channels = read_channels(r, in->channels, &c);

    if (address != ERR_NONE || channels != ERR_NONE)
        return ERR_INVALID;
    return change(r, &c, false);
}

const struct endpoint me_change_endpoint = {
    "Change what is known of me", me_fields, person_shape, sizeof(struct me_in), me_change, .if_match = true,
};

/* Older clients send everything side by side and know no versions. */
static const struct field flat_fields[] = {
    PERSONAL_FIELDS,
    TEXT(street, 255, "Of the address"),
    TEXT(city, 100, "Of the address"),
    TEXT(region, 100, "Of the address"),
    TEXT(postal_code, 20, "Of the address"),
    TEXT(country, 100, "Of the address"),
    { .name = "email_channel",
      .type = F_BOOL,
      .offset = offsetof(struct me_in, change.email),
      .has_offset = offsetof(struct me_in, change.has_email) },
    { .name = "sms_channel",
      .type = F_BOOL,
      .offset = offsetof(struct me_in, change.sms),
      .has_offset = offsetof(struct me_in, change.has_sms) },
    { .name = "push_channel",
      .type = F_BOOL,
      .offset = offsetof(struct me_in, change.push),
      .has_offset = offsetof(struct me_in, change.has_push) },
    FIELD_END,
};

static enum err
me_change_flat(struct req *r, const void *input)
{
    const struct me_in *in = input;

    return change(r, &in->change, true);
}

const struct endpoint me_change_flat_endpoint = {
    "Change what is known of me (older clients)", flat_fields, person_shape, sizeof(struct me_in), me_change_flat,
};
