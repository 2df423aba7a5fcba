/*
 * proof.c: see proof.h. Whether an address has an account cannot be told from what these answer.
 */
#include "proof.h"

#include "config.h"
#include "limit.h"
#include "mail.h"

#define CODES       1000000u
#define HOURLY      5
#define TOKEN_BYTES 32

static const char *const purposes[] = { [PROOF_REGISTER] = "register", [PROOF_RESET] = "reset" };
static const char *const templates[] = { [PROOF_REGISTER] = "verify", [PROOF_RESET] = "reset" };

static struct sha256
code_hash(struct uuid proof, const char *code)
{
    char id[UUID_TEXT], text[1 + UUID_TEXT + 8];

    uuid_text(proof, id);
    snprintf(text, sizeof(text), "c%s%.6s", id, code);
    return hmac_sha256(config()->refresh_key, sizeof(config()->refresh_key), text, strlen(text));
}

static void
make_code(char ret_code[7])
{
    uint32_t n;

    do
        random_bytes(&n, sizeof(n));
    while (n >= UINT32_MAX / CODES * CODES); /* so that all are as likely */
    snprintf(ret_code, 7, "%06u", n % CODES);
}

static struct sha256
make_token(char ret_token[PROOF_TOKEN])
{
    uint8_t random[TOKEN_BYTES];

    random_bytes(random, sizeof(random));
    base64url_encode(random, sizeof(random), ret_token);
    return sha256_of(ret_token, strlen(ret_token));
}

enum err
proof_send(struct req *r, const struct account *a, enum purpose purpose)
{
    struct uuid id = uuid_v7();
    char token[PROOF_TOKEN], code[7];
    struct sha256 token_sum = make_token(token);

    make_code(code);
    struct sha256 code_sum = code_hash(id, code);
    enum err e = db_insert(r, Q_PROOF_INSERT,
                           ARGS(a_uuid(id), a_uuid(a->id), a_str(purposes[purpose]), a_str(a->email),
                                a_bytes(token_sum.b, 32), a_bytes(code_sum.b, 32)));

    return e != ERR_NONE
               ? e
               : account_mail(r, a, templates[purpose],
                              mail_params(r, "name", a->name, "token", token, "code", code, "email", a->email, NULL));
}

enum err
proof_send_again(struct req *r, const struct account *a, enum purpose purpose)
{
    struct rows *row;
    enum err e = db_one(r, Q_ACCOUNT_LOCK, ARGS(a_uuid(a->id)), &row); /* one at a time */

    if (e == ERR_NONE)
        e = db_one(r, Q_PROOF_LATELY, ARGS(a_uuid(a->id), a_str(purposes[purpose])), &row);
    if (e != ERR_NONE || col_int(row, 0) != 0 || col_int(row, 1) >= HOURLY)
        return e;
    return proof_send(r, a, purpose);
}

static enum err
token_invalid(struct req *r)
{
    return fail_as(r, ERR_INVALID, "token_invalid", "token",
                   "This link is not valid, or no longer. Ask for a new one.");
}

enum err
proof_by_token(struct req *r, const char *token, enum purpose purpose, struct proof *ret)
{
    struct sha256 sum = sha256_of(token, strlen(token));
    struct proof p;
    struct rows *row;
    enum err e = db_one(r, Q_PROOF_BY_TOKEN, ARGS(a_bytes(sum.b, 32), a_str(purposes[purpose])), &row);

    if (e == ERR_NONE) {
        p.id = col_uuid(row, 0);
        e = account_by_id(r, col_uuid(row, 1), &p.account);
    }
    if (e == ERR_NOT_FOUND || (e == ERR_NONE && !p.account.active))
        return token_invalid(r);
    if (e == ERR_NONE)
        *ret = p;
    return e;
}

/* Tries are counted by address, so that a new code gives no new tries and nobody learns which addresses are known. */
static enum err
count_try(struct req *r, const char *email)
{
    static const char sentence[] = "There were too many tries. Ask for a new code in ten minutes, or use the link.";
    const struct limit lately = { "code", 5, 600, sentence }, hourly = { "code-hour", 15, 3600, sentence };
    const char *subject = arena_printf(r->arena, "code:%s", identifier_key(r, email));
    enum err e = limit_hit(r, &lately, subject);

    return e != ERR_NONE ? e : limit_hit(r, &hourly, subject);
}

static enum err
wrong_code(struct req *r)
{
    return fail_as(r, ERR_INVALID, "wrong_code", "code", "This code is wrong, or no longer valid.");
}

/* The statements are the same whether or not there is an account. */
enum err
proof_by_code(struct req *r, const char *email, const char *code, enum purpose purpose, struct proof *ret)
{
    struct proof p = { .account = { .id = { { 0 } } } };
    uint64_t rows = 0;
    struct rows *row;
    uint8_t kept[32] = { 0 };
    enum err e = count_try(r, email);

    if (e == ERR_NONE)
        e = account_find(r, email, true, &p.account);
    if (e == ERR_NONE)
        e = db_one(r, Q_PROOF_NEWEST, ARGS(a_uuid(p.account.id), a_str(purposes[purpose])), &row);
    if (e == ERR_NONE) {
        p.id = col_uuid(row, 0);
        if (col_len(row, 3) == sizeof(kept))
            memcpy(kept, col_bytes(row, 3), sizeof(kept));
        e = db_exec(r, Q_PROOF_TRY, ARGS(a_uuid(p.id)), &rows);
    }
    if (e != ERR_NONE && e != ERR_NOT_FOUND)
        return e == ERR_REPEAT ? ERR_UNAVAILABLE : e;
    struct sha256 given = code_hash(p.id, code);

    if (rows != 1 || !same_bytes(given.b, kept, sizeof(kept)) || !p.account.active)
        return wrong_code(r);
    *ret = p;
    return ERR_NONE;
}

enum err
proof_use(struct req *r, const struct proof *p, enum purpose purpose)
{
    struct rows *row;
    uint64_t rows = 0;
    enum err e = db_one(r, Q_ACCOUNT_LOCK, ARGS(a_uuid(p->account.id)), &row);

    if (e == ERR_NONE)
        e = db_exec(r, Q_PROOF_USE, ARGS(a_uuid(p->id)), &rows);
    if (e == ERR_NONE && rows != 1)
        return token_invalid(r);
    if (e == ERR_NONE)
        e = db_exec(r, Q_PROOFS_VOID, ARGS(a_uuid(p->account.id), a_str(purposes[purpose]), a_str(purposes[purpose])),
                    NULL);
    return e != ERR_NONE ? e : db_exec(r, Q_ACCOUNT_VERIFIED, ARGS(a_uuid(p->account.id)), NULL);
}

enum err
proof_exchange(struct req *r, const struct proof *p, char ret_token[PROOF_TOKEN])
{
    struct sha256 sum = make_token(ret_token);
    uint64_t rows = 0;
    enum err e = db_exec(r, Q_PROOF_EXCHANGE, ARGS(a_bytes(sum.b, 32), a_uuid(p->id)), &rows);

    return e == ERR_NONE && rows != 1 ? wrong_code(r) : e;
}
