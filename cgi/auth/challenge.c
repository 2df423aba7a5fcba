/*
 * challenge.c: a sign-in whose password was right and that waits for the second factor.
 */
#include "factor.h"

#include "out.h"

#define CHALLENGE_BYTES 32
#define CHALLENGE_TEXT  44
#define TRIES           3

static const char *const clients[] = { [CLIENT_API] = "api", [CLIENT_WEB] = "web", [CLIENT_COMPAT] = "compat" };

/* Each statement is a transaction of its own, so that tries count whatever becomes of the request. */
static enum err
insist(struct req *r, int query, struct args args, uint64_t *ret_rows)
{
    enum err e = ERR_REPEAT;

    for (int i = 0; i < TRIES && e == ERR_REPEAT; i++)
        e = db_exec(r, query, args, ret_rows);
    return e;
}

enum err
challenge_begin(struct req *r, const struct credentials *c, const struct account *a)
{
    uint8_t secret[CHALLENGE_BYTES], dice;
    char *text = arena_alloc(r->arena, CHALLENGE_TEXT);
    enum err e;

    if (text == NULL)
        return ERR_UNAVAILABLE;
    random_bytes(secret, sizeof(secret));
    random_bytes(&dice, 1);
    base64url_encode(secret, sizeof(secret), text);
    struct sha256 id = sha256_of(text, strlen(text));

    e = insist(r, Q_CHALLENGE_INSERT, ARGS(a_bytes(id.b, 32), a_uuid(a->id), a_str(clients[c->client])), NULL);
    if (e == ERR_NONE && dice % 16 == 0)
        e = insist(r, Q_CHALLENGE_PRUNE, NO_ARGS, NULL);
    if (e == ERR_NONE)
        e = audit_event(r, a, "login.challenged", "user", account_subject(r, a, ""), NULL);
    if (e != ERR_NONE)
        return e;
    r->member = (struct part){ "challenge", text };
    return fail_as(r, ERR_UNAUTHENTICATED, "second_factor_required", NULL, "Now give a code of your second factor.");
}

struct answer {
    struct sha256 id;
    const char *code;
    struct opening opening;
    bool good;
};

/* Code, challenge and session change together. */
static enum err
answer_step(struct req *r, void *ctx)
{
    struct answer *x = ctx;
    enum err e = factor_use(r, x->opening.grant.account.id, x->code, &x->good);

    if (e != ERR_NONE || !x->good)
        return e;
    e = db_exec(r, Q_CHALLENGE_DELETE, ARGS(a_bytes(x->id.b, 32)), NULL);
    return e != ERR_NONE ? e : session_write(r, &x->opening);
}

static enum err
unusable(struct req *r)
{
    reply_header(r, "WWW-Authenticate", "Bearer");
    return fail_as(r, ERR_UNAUTHENTICATED, "challenge_invalid", NULL,
                   "This sign-in has waited too long or was tried too often. Begin again.");
}

static enum err
find_challenge(struct req *r, const struct sha256 *id, struct account *ret_account, enum client *ret_client)
{
    uint64_t rows = 0;
    struct rows *row;
    enum err e = insist(r, Q_CHALLENGE_TRY, ARGS(a_bytes(id->b, 32)), &rows);

    if (e == ERR_NONE && rows == 0)
        return unusable(r);
    if (e == ERR_NONE)
        e = db_one(r, Q_CHALLENGE, ARGS(a_bytes(id->b, 32)), &row);
    if (e != ERR_NONE)
        return e == ERR_NOT_FOUND ? unusable(r) : e;
    for (enum client c = CLIENT_API; c <= CLIENT_COMPAT; c++)
        if (strcmp(clients[c], col_str(row, 1)) == 0)
            *ret_client = c;
    e = account_by_id(r, col_uuid(row, 0), ret_account);
    if (e == ERR_NOT_FOUND || (e == ERR_NONE && !ret_account->active))
        return unusable(r);
    return e;
}

static enum err
answer(struct req *r, struct answer *x)
{
    const struct account *a = &x->opening.grant.account;
    struct attempt attempt;
    enum err e = attempt_begin(r, a, a->username, &attempt);

    if (e == ERR_NONE)
        e = transact(r, answer_step, x);
    if (e != ERR_NONE)
        return e;
    if (!x->good) {
        e = audit_event(r, a, "login.failed", "user", account_subject(r, a, ""), "{\"why\":\"code\"}");
        return e != ERR_NONE
                   ? e
                   : fail_as(r, ERR_UNAUTHENTICATED, "wrong_code", NULL, "This code is wrong or was used before.");
    }
    e = attempt_forgive(r, &attempt); /* this step and the one before */
    return e != ERR_NONE ? e : attempt_forgive(r, &attempt);
}

struct code_in {
    const char *challenge, *code;
};

static const struct field code_fields[] = { FIELD_STR(struct code_in, challenge, .need = true, .min_len = 1, .max = 64,
                                                      .secret = true, .doc = "From the answer to the password"),
                                            FIELD_STR(struct code_in, code, .need = true, .min_len = 6,
                                                      .max = FACTOR_CODE_MAX, .secret = true,
                                                      .doc = "Six digits, or a recovery code"),
                                            FIELD_END };

static enum err
login_second_factor(struct req *r, const void *input)
{
    const struct code_in *in = input;
    struct answer x = { .id = sha256_of(in->challenge, strlen(in->challenge)), .code = in->code };
    struct credentials c = { .client = CLIENT_API };
    struct account a;
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = find_challenge(r, &x.id, &a, &c.client);
    if (e != ERR_NONE)
        return e;
    session_prepare(&c, &a, false, &x.opening);
    e = answer(r, &x);
    return e != ERR_NONE ? e : grant_reply(r, &x.opening.grant, c.client == CLIENT_WEB);
}

const struct endpoint login_second_factor_endpoint = {
    "Sign in: the second factor", code_fields,     grant_shape,    sizeof(struct code_in),
    login_second_factor,          .outside = true, .secret = true,
};
