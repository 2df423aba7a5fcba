/*
 * by_email.c: sign-in as older systems have it: by e-mail address, with lifetimes that their clients expect.
 */
#include "account.h"

#include "config.h"
#include "out.h"
#include "password.h"
#include "shape.h"

struct by_email_in {
    const char *email, *password;
};

static const struct field churnguard_fields[] = { FIELD_STR(struct by_email_in, email, .need = true, .min_len = 1,
                                                            .max = 254, .check = is_email, .doc = "E-mail address"),
                                                  FIELD_STR(struct by_email_in, password, .need = true,
                                                            .max = PASSWORD_MAX_BYTES, .keep_space = true,
                                                            .secret = true, .doc = "Password"),
                                                  FIELD_END };

/* VigilPay's clients have their passwords trimmed. */
static const struct field vigilpay_fields[] = { FIELD_STR(struct by_email_in, email, .need = true, .min_len = 1,
                                                          .max = 254, .check = is_email, .doc = "E-mail address"),
                                                FIELD_STR(struct by_email_in, password, .need = true, .min_len = 1,
                                                          .max = PASSWORD_MAX_BYTES, .secret = true, .doc = "Password"),
                                                FIELD_END };

static enum err
enter(struct req *r, const struct by_email_in *in, struct lifetimes last, bool customers_only)
{
    struct credentials c = {
        .identifier = in->email,
        .password = in->password,
        .email_only = true,
        .customers_only = customers_only,
        .client = CLIENT_COMPAT,
        .last = last,
    };
    char text[TOKEN_TEXT];
    const char *role = "";
    struct grant g;
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = sign_in(r, &c, &g);
    if (e != ERR_NONE)
        return e;
    token_text(&g.token, text);
    e = grant_out(r, &g.account, g.session, last.access_s, text);
    if (e == ERR_NONE)
        e = account_role(r, &g.account, &role);
    out_str(r, "role", role);
    return e != ERR_NONE ? e : reply(r, 200);
}

/* ChurnGuard knows no renewal: one token for the working day. */
static enum err
login_by_email(struct req *r, const void *input)
{
    return enter(r, input, (struct lifetimes){ 720 * 60, 720 * 60 }, false);
}

static enum err
login_customer(struct req *r, const void *input)
{
    return enter(r, input, (struct lifetimes){ 60 * 60, config()->refresh_s }, true);
}

const struct endpoint login_by_email_endpoint = {
    "Sign in by e-mail address",
    churnguard_fields,
    grant_shape,
    sizeof(struct by_email_in),
    login_by_email,
    .outside = true,
    .secret = true,
};
const struct endpoint login_customer_endpoint = {
    "Sign in as a customer", vigilpay_fields, grant_shape,    sizeof(struct by_email_in),
    login_customer,          .outside = true, .secret = true,
};
