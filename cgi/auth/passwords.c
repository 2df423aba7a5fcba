/*
 * passwords.c: a new password, for somebody who forgot the old one or who knows it. Both end sessions.
 */
#include "passwords.h"

#include "mail.h"
#include "password.h"
#include "proof.h"
#include "sessions.h"

struct change {
    const struct account *account;
    const char *action;        /* for the audit */
    const struct proof *proof; /* of the address; NULL: the old password was right */
    struct uuid keep;          /* the session that stays */
    char hash[PASSWORD_HASH_BYTES];
};

/* The password, the end of sessions, audit and mail are one change. */
static enum err
change_step(struct req *r, void *ctx)
{
    const struct change *c = ctx;
    const struct account *a = c->account;
    char id[UUID_TEXT];
    enum err e = c->proof == NULL ? ERR_NONE : proof_use(r, c->proof, PROOF_RESET);

    uuid_text(a->id, id);
    if (e == ERR_NONE)
        e = db_exec_one(r, Q_ACCOUNT_PASSWORD, ARGS(a_str(c->hash), a_uuid(a->id)));
    if (e == ERR_NONE)
        e = db_exec(r, Q_PROOFS_VOID, ARGS(a_uuid(a->id), a_str("reset"), a_str("reset")), NULL);
    if (e == ERR_NONE)
        e = sessions_end(r, a, c->keep, "password", NULL);
    if (e == ERR_NONE && c->proof != NULL) /* whoever had the account before has left nothing behind */
        e = db_exec(r, Q_API_KEYS_REVOKE, ARGS(a_uuid(a->id)), NULL);
    if (e == ERR_NONE)
        e = audit_event(r, a, c->action, "user", id, NULL);
    return e != ERR_NONE ? e : account_mail(r, a, "password_changed", mail_params(r, "name", a->name, NULL));
}

struct reset_in {
    const char *token, *email, *code, *password;
};

static const struct field reset_fields[] = {
    FIELD_STR(struct reset_in, token, .min_len = 1, .max = 128, .secret = true,
              .doc = "From the link, or what the code was exchanged for"),
    FIELD_STR(struct reset_in, email, .min_len = 3, .max = 254, .check = is_email,
              .doc = "With code, in place of token"),
    FIELD_STR(struct reset_in, code, .min_len = 6, .max = 6, .secret = true, .doc = "Six digits, from the mail"),
    FIELD_STR(struct reset_in, password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .keep_space = true,
              .secret = true, .doc = "The new password"),
    FIELD_END,
};

static enum err
find_proof(struct req *r, const struct reset_in *in, struct proof *ret)
{
    if (in->token != NULL)
        return proof_by_token(r, in->token, PROOF_RESET, ret);
    if (in->email == NULL || in->code == NULL)
        return fail(r, ERR_INVALID, in->email == NULL ? "token" : "code", "Send token, or email and code.");
    return proof_by_code(r, in->email, in->code, PROOF_RESET, ret);
}

static enum err
reset_password(struct req *r, const void *input)
{
    const struct reset_in *in = input;
    struct proof p;
    struct change c = { .account = &p.account, .action = "password.reset", .proof = &p };
    enum err e = browser_refuse_foreign(r);

    if (e == ERR_NONE)
        e = find_proof(r, in, &p);
    if (e != ERR_NONE) {
        settle(r);
        return e;
    }
    struct password_person person = account_person(&p.account);

    e = password_rules_check(r, "password", in->password, &p.account.rules, &person);
    if (e == ERR_NONE)
        e = password_hash(in->password, c.hash);
    if (e == ERR_NONE)
        e = transact(r, change_step, &c);
    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint reset_password_endpoint = {
    "Forgotten password: set a new one",
    reset_fields,
    NULL,
    sizeof(struct reset_in),
    reset_password,
    .outside = true,
    .secret = true,
};

struct change_in {
    const char *old_password, *new_password;
};

static const struct field change_fields[] = {
    FIELD_STR(struct change_in, old_password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .keep_space = true,
              .secret = true, .doc = "The present password"),
    FIELD_STR(struct change_in, new_password, .need = true, .min_len = 1, .max = PASSWORD_MAX_BYTES, .keep_space = true,
              .secret = true, .doc = "The new one"),
    FIELD_END,
};

/* A wrong old password and everything that is wrong with the new one are told at once. */
static enum err
check_change(struct req *r, const struct account *a, const char *old_password, const char *new_password,
             const struct password_rules *rules)
{
    struct password_person person = account_person(a);
    enum err e = password_confirm(r, a, "old_password", old_password);

    if (e != ERR_NONE && e != ERR_INVALID)
        return e;
    enum err bad = password_rules_check(r, "new_password", new_password, rules, &person);

    if (strcmp(old_password, new_password) == 0)
        bad = fail_as(r, ERR_INVALID, "unchanged", "new_password", "This is the old password.");
    return e != ERR_NONE ? e : bad;
}

enum err
password_change(struct req *r, const char *old_password, const char *new_password, const struct password_rules *rules)
{
    struct account a;
    struct change c = { .account = &a, .action = "password.changed", .keep = r->actor.session_id };
    enum err e = need_session(r);

    if (e == ERR_NONE)
        e = account_by_id(r, r->actor.user_id, &a);
    if (e == ERR_NONE)
        e = check_change(r, &a, old_password, new_password, rules != NULL ? rules : &a.rules);
    if (e == ERR_NONE)
        e = password_hash(new_password, c.hash);
    return e != ERR_NONE ? e : transact(r, change_step, &c);
}

static enum err
change_password(struct req *r, const void *input)
{
    const struct change_in *in = input;
    enum err e = password_change(r, in->old_password, in->new_password, NULL);

    return e != ERR_NONE ? e : reply(r, 200);
}

const struct endpoint change_password_endpoint = {
    "Change the password: other sessions end",
    change_fields,
    NULL,
    sizeof(struct change_in),
    change_password,
    .outside = true,
    .secret = true,
};
