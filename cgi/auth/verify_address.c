/*
 * verify_address.c: an address is proved by the link or by the code that was sent to it; another can be asked for.
 */
#include "proof.h"

#include "out.h"
#include "shape.h"

static const char *const purpose_names[] = { "register", "reset", NULL };

static enum purpose
purpose_of(const char *name)
{
    return name != NULL && strcmp(name, "reset") == 0 ? PROOF_RESET : PROOF_REGISTER;
}

static enum err
verified_step(struct req *r, void *ctx)
{
    const struct proof *p = ctx;
    char id[UUID_TEXT];
    enum err e = proof_use(r, p, PROOF_REGISTER);

    uuid_text(p->account.id, id);
    return e != ERR_NONE ? e : audit_event(r, &p->account, "address.verified", "user", id, NULL);
}

struct token_in {
    const char *token;
};

static const struct field token_fields[] = { FIELD_STR(struct token_in, token, .need = true, .min_len = 1, .max = 128,
                                                       .secret = true, .doc = "From the link in the mail"),
                                             FIELD_END };

static const struct shape verified_shape[] = {
    { .name = "verified", .type = S_BOOL },
    SHAPE_END,
};

static enum err
verify_email(struct req *r, const void *input)
{
    const struct token_in *in = input;
    struct proof p;
    enum err e = proof_by_token(r, in->token, PROOF_REGISTER, &p);

    if (e == ERR_NONE)
        e = transact(r, verified_step, &p);
    if (e != ERR_NONE)
        return e;
    out_bool(r, "verified", true);
    return reply(r, 200);
}

const struct endpoint verify_email_endpoint = {
    "Prove an e-mail address by the link",
    token_fields,
    verified_shape,
    sizeof(struct token_in),
    verify_email,
    .outside = true,
    .secret = true,
};

struct otp_in {
    const char *email, *code, *purpose;
};

/* For people: blanks between the digits are theirs. */
static const char *
is_code(const char *value)
{
    return strlen(value) == 6 && strspn(value, "0123456789") == 6 ? NULL : "The code has six digits.";
}

static const struct field otp_fields[] = {
    FIELD_STR(struct otp_in, email, .need = true, .min_len = 3, .max = 254, .check = is_email, .doc = "E-mail address"),
    FIELD_STR(struct otp_in, code, .need = true, .min_len = 1, .max = 16, .check = is_code, .secret = true,
              .doc = "Six digits, from the mail"),
    { .name = "purpose",
      .type = F_ENUM,
      .offset = offsetof(struct otp_in, purpose),
      .choices = purpose_names,
      .doc = "register when absent" },
    FIELD_END,
};

static const struct shape otp_shape[] = {
    { .name = "verified", .type = S_BOOL },
    { .name = "token", .type = S_STR, .nullable = true, .doc = "For reset: sets the new password, within ten minutes" },
    SHAPE_END,
};

static enum err
verify_otp(struct req *r, const void *input)
{
    const struct otp_in *in = input;
    enum purpose purpose = purpose_of(in->purpose);
    char token[PROOF_TOKEN] = "";
    struct proof p;
    enum err e = proof_by_code(r, in->email, in->code, purpose, &p);

    if (e == ERR_NONE)
        e = purpose == PROOF_RESET ? proof_exchange(r, &p, token) : transact(r, verified_step, &p);
    settle(r);
    if (e != ERR_NONE)
        return e;
    out_bool(r, "verified", true);
    out_str(r, "token", purpose == PROOF_RESET ? token : NULL);
    return reply(r, 200);
}

const struct endpoint verify_otp_endpoint = {
    "Prove an e-mail address by the code",
    otp_fields,
    otp_shape,
    sizeof(struct otp_in),
    verify_otp,
    .outside = true,
    .secret = true,
};

struct asking {
    const struct account *account;
    enum purpose purpose;
};

static enum err
ask_step(struct req *r, void *ctx)
{
    const struct asking *x = ctx;
    const struct account *a = x->account;
    char id[UUID_TEXT];
    enum err e = proof_send_again(r, a, x->purpose);

    if (e != ERR_NONE || x->purpose != PROOF_RESET)
        return e;
    uuid_text(a->id, id);
    return audit_event(r, a, "password.forgotten", "user", id, NULL);
}

/* The same answer after the same time, whoever has the address. */
static enum err
ask(struct req *r, const char *email, enum purpose purpose)
{
    struct account a;
    struct asking x = { &a, purpose };
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = account_find(r, email, true, &a);
    if (e == ERR_NONE && a.password != NULL && a.active && (purpose == PROOF_RESET || !a.verified))
        e = transact(r, ask_step, &x);
    settle(r);
    return e != ERR_NONE ? e : reply(r, 202);
}

struct resend_in {
    const char *email, *purpose;
};

static const struct field resend_fields[] = {
    FIELD_STR(struct resend_in, email, .need = true, .min_len = 3, .max = 254, .check = is_email,
              .doc = "E-mail address"),
    { .name = "purpose",
      .type = F_ENUM,
      .offset = offsetof(struct resend_in, purpose),
      .choices = purpose_names,
      .doc = "register when absent" },
    FIELD_END,
};
static const struct field forgot_fields[] = { FIELD_STR(struct resend_in, email, .need = true, .min_len = 3, .max = 254,
                                                        .check = is_email, .doc = "E-mail address"),
                                              FIELD_END };

static enum err
resend(struct req *r, const void *input)
{
    const struct resend_in *in = input;

    return ask(r, in->email, purpose_of(in->purpose));
}

static enum err
forgot_password(struct req *r, const void *input)
{
    const struct resend_in *in = input;

    return ask(r, in->email, PROOF_RESET);
}

const struct endpoint resend_endpoint = {
    "Send the mail again", resend_fields, NULL, sizeof(struct resend_in), resend, .status = 202, .outside = true,
};
const struct endpoint forgot_password_endpoint = {
    "Forgotten password: ask for a mail",
    forgot_fields,
    NULL,
    sizeof(struct resend_in),
    forgot_password,
    .status = 202,
    .outside = true,
};
