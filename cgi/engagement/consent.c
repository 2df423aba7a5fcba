/*
 * consent.c: on which channels a customer wants to hear of the business: each change is kept with what was shown.
 */
#include "home.h"

#include "out.h"

#define SHOWN_BYTES 512

static const char *const channels[] = { "email", "sms", "push", NULL };

static const struct shape change_shape[] = {
    { .name = "channel", .type = S_STR, .choices = channels },
    { .name = "given", .type = S_BOOL },
    { .name = "source", .type = S_STR },
    { .name = "shown", .type = S_STR, .doc = "What the person read" },
    { .name = "at", .type = S_TIME },
    SHAPE_END,
};
static const struct shape consent_out[] = {
    { .name = "email", .type = S_BOOL },
    { .name = "sms", .type = S_BOOL },
    { .name = "push", .type = S_BOOL },
    { .name = "history", .type = S_ARRAY, .of = change_shape, .doc = "The latest 100 changes" },
    SHAPE_END,
};

static enum err
out_consent(struct req *r, const struct person *me)
{
    out_bool(r, "email", me->email);
    out_bool(r, "sms", me->sms);
    out_bool(r, "push", me->push);
    return out_found(r, "history", Q_CONSENT_HISTORY, ARGS(a_uuid(me->customer)));
}

static enum err
consent(struct req *r, const void *input)
{
    struct person me;
    enum err e = person_me(r, &me);

    (void)input;
    if (e == ERR_NONE)
        e = out_consent(r, &me);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_consent_endpoint = { "How I may be told things", NULL, consent_out, 0, consent };

struct change_in {
    bool email, sms, push, has_email, has_sms, has_push;
    const char *shown;
};

#define CHANNEL(member)                                                                                                \
    FIELD_BOOL(struct change_in, member, .has_offset = offsetof(struct change_in, has_##member),                       \
               .doc = "May be used; as it was without it")

static const struct field change_fields[] = {
    CHANNEL(email),
    CHANNEL(sms),
    CHANNEL(push),
    FIELD_STR(struct change_in, shown, .max = SHOWN_BYTES, .check = is_plain_text, .doc = "The words that were shown"),
    FIELD_END,
};

static enum err
keep(struct req *r, const struct person *me, const char *channel, bool given, const char *shown)
{
    enum err e = db_insert(
        r, Q_CONSENT_ADD,
        ARGS(a_uuid(me->customer), a_uuid(uuid_v7()), a_str(channel), a_int(given), a_str(shown != NULL ? shown : "")));

    if (e == ERR_NONE)
        e = timeline_add(r, me->customer, "consent", NULL,
                         arena_printf(r->arena, "{\"channel\":\"%s\",\"given\":%s,\"source\":\"me\"}", channel,
                                      given ? "true" : "false"));
    return e;
}

static enum err
change(struct req *r, const void *input)
{
    const struct change_in *in = input;
    struct person me;
    enum err e = person_me_changing(r, &me);

    if (e == ERR_NONE) /* the row first: two changes at once go one after the other */
        e = db_exec(r, Q_CONSENT_STORE,
                    ARGS(in->has_email ? a_int(in->email) : a_null(), in->has_sms ? a_int(in->sms) : a_null(),
                         in->has_push ? a_int(in->push) : a_null(), a_uuid(me.customer)),
                    NULL);
    if (e != ERR_NONE)
        return e;
    const struct {
        const char *name;
        bool given, has, *was;
    } of[] = { { "email", in->email, in->has_email, &me.email },
               { "sms", in->sms, in->has_sms, &me.sms },
               { "push", in->push, in->has_push, &me.push } };

    for (size_t i = 0; e == ERR_NONE && i < sizeof of / sizeof of[0]; i++) {
        if (!of[i].has || of[i].given == *of[i].was)
            continue;
        *of[i].was = of[i].given;
        e = keep(r, &me, of[i].name, of[i].given, in->shown);
    }
    if (e == ERR_NONE)
        e = db_exec(r, Q_CONSENT_USER, ARGS(a_int(me.email), a_int(me.sms), a_int(me.push)), NULL);
    if (e == ERR_NONE)
        e = out_consent(r, &me);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint my_consent_change_endpoint = { "Say how I may be told things", change_fields, consent_out,
                                                     sizeof(struct change_in), change };
