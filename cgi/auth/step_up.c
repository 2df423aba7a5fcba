/*
 * step_up.c: saying again who one is, before what cannot be undone.
 */
#include "factor.h"

#include "password.h"

struct step_up_in {
    const char *password, *code;
};

static const struct field step_up_fields[] = {
    FIELD_STR(struct step_up_in, password, .min_len = 1, .max = PASSWORD_MAX_BYTES, .keep_space = true, .secret = true,
              .doc = "Where there is no second factor"),
    FIELD_STR(struct step_up_in, code, .min_len = 6, .max = FACTOR_CODE_MAX, .secret = true,
              .doc = "Of the second factor, or a recovery code"),
    FIELD_END,
};

/* Whoever has a second factor gives that: a password alone would make it worthless here. */
static enum err
check(struct req *r, const struct account *a, const struct step_up_in *in)
{
    if (a->has_factor)
        return in->code != NULL ? factor_confirm(r, a, "code", in->code)
                                : fail_as(r, ERR_INVALID, "code_needed", "code", "Give a code of your second factor.");
    return in->password != NULL ? password_confirm(r, a, "password", in->password)
                                : fail(r, ERR_INVALID, "password", "Give your password.");
}

static enum err
note_step(struct req *r, void *ctx)
{
    char id[UUID_TEXT];
    enum err e = db_exec_one(r, Q_ACCOUNT_STEPPED_UP, ARGS(a_uuid(r->actor.session_id)));

    uuid_text(r->actor.session_id, id);
    return e != ERR_NONE ? e : audit_event(r, ctx, "session.stepped_up", "session", id, NULL);
}

static enum err
step_up(struct req *r, const void *input)
{
    struct account a;
    enum err e = need_session(r);

    if (e == ERR_NONE)
        e = account_by_id(r, r->actor.user_id, &a);
    if (e == ERR_NONE)
        e = check(r, &a, input);
    if (e == ERR_NONE)
        e = transact(r, note_step, &a);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint step_up_endpoint = {
    "Say again who you are, for ten minutes",
    step_up_fields,
    NULL,
    sizeof(struct step_up_in),
    step_up,
    .outside = true,
    .secret = true,
};
