/*
 * consents.c: by which ways a customer wants to be reached, and each change of that with where it was said and what was shown.
 */
#include "records.h"

#include "out.h"
#include "quote.h"
#include "timeline.h"

struct consent_in {
    struct uuid id;
    bool email, sms, push, has_email, has_sms, has_push;
    const char *source, *shown;
};

static const struct field read_fields[] = {
    FIELD_UUID(struct consent_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_END,
};

static const struct field put_fields[] = {
    FIELD_UUID(struct consent_in, id, .in = IN_PATH, .need = true, .doc = "The customer"),
    FIELD_BOOL(struct consent_in, email, .has_offset = offsetof(struct consent_in, has_email), .doc = "By e-mail"),
    FIELD_BOOL(struct consent_in, sms, .has_offset = offsetof(struct consent_in, has_sms), .doc = "By text message"),
    FIELD_BOOL(struct consent_in, push, .has_offset = offsetof(struct consent_in, has_push), .doc = "On the phone"),
    FIELD_STR(struct consent_in, source, .max = 63, .check = is_plain_text,
              .doc = "Where it was said: phone, form, ..."),
    FIELD_STR(struct consent_in, shown, .max = 512, .check = is_plain_text, .doc = "The text they agreed to"),
    FIELD_END,
};

static const char *const channels[] = { "email", "sms", "push", NULL };

static const struct shape change_shape[] = {
    { .name = "channel", .type = S_STR, .choices = channels },
    { .name = "given", .type = S_BOOL },
    { .name = "source", .type = S_STR },
    { .name = "shown", .type = S_STR },
    { .name = "by", .type = S_STR, .nullable = true },
    { .name = "at", .type = S_TIME },
    SHAPE_END,
};

static const struct shape consent_out[] = {
    { .name = "email", .type = S_BOOL },
    { .name = "sms", .type = S_BOOL },
    { .name = "push", .type = S_BOOL },
    { .name = "history", .type = S_ARRAY, .of = change_shape, .doc = "The latest first, at most 200" },
    SHAPE_END,
};

static enum err
out_consent(struct req *r, struct uuid id)
{
    struct rows *row = NULL, *rows = NULL;
    enum err e = record_get(r, id, &row);

    if (e == ERR_NONE)
        e = db_rows(r, Q_CONSENTS, ARGS(a_uuid(id)), &rows);
    if (e != ERR_NONE)
        return e;
    for (unsigned i = 0; i < 3; i++)
        out_bool(r, channels[i], col_int(row, REC_CONSENT_EMAIL + i) != 0);
    e = out_rows(r, "history", rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

static enum err
read_consent(struct req *r, const void *input)
{
    const struct consent_in *in = input;

    return out_consent(r, in->id);
}

const struct endpoint consent_read = { .title = "How a customer may be reached",
                                       .fields = read_fields,
                                       .out = consent_out,
                                       .input_size = sizeof(struct consent_in),
                                       .run = read_consent };

static enum err
consent_changed(struct req *r, const struct consent_in *in, const char *channel, bool given)
{
    const char *source = in->source != NULL && *in->source != '\0' ? in->source : "staff";
    const char *shown = in->shown != NULL ? in->shown : "";
    char id[UUID_TEXT];
    struct uuid change = uuid_v7();
    enum err e =
        db_insert(r, Q_CONSENT_ADD,
                  ARGS(a_uuid(in->id), a_uuid(change), a_str(channel), a_int(given), a_str(source), a_str(shown)));

    uuid_text(change, id);
    if (e == ERR_NONE)
        e = timeline_add(r, in->id, "consent", id,
                         arena_printf(r->arena, "{\"channel\":\"%s\",\"given\":%s,\"source\":%s}", channel,
                                      given ? "true" : "false", json_quote(r, source)));
    return e;
}

static enum err
put(struct req *r, const void *input)
{
    const struct consent_in *in = input;
    const bool has[] = { in->has_email, in->has_sms, in->has_push }, now[] = { in->email, in->sms, in->push };
    bool before[3];
    struct rows *row = NULL;
    int64_t version = 0;
    enum err e = record_lock(r, in->id, &version);

    if (e == ERR_NONE)
        e = record_get(r, in->id, &row);
    if (e != ERR_NONE)
        return e;
    for (unsigned i = 0; i < 3; i++)
        before[i] = col_int(row, REC_CONSENT_EMAIL + i) != 0;
    for (unsigned i = 0; e == ERR_NONE && i < 3; i++)
        if (has[i] && now[i] != before[i])
            e = consent_changed(r, in, channels[i], now[i]);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_CONSENT_SET,
                        ARGS(a_int(has[0]), a_int(now[0]), a_int(has[1]), a_int(now[1]), a_int(has[2]), a_int(now[2]),
                             a_uuid(in->id)));
    return e != ERR_NONE ? e : out_consent(r, in->id);
}

const struct endpoint consent_put = { .title = "Change how a customer may be reached",
                                      .fields = put_fields,
                                      .out = consent_out,
                                      .input_size = sizeof(struct consent_in),
                                      .run = put };
