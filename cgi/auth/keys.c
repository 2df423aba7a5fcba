/*
 * keys.c: the signing key, its public half for everybody, and what a production start refuses.
 */
#include "account.h"

#include <sys/stat.h>

#include "config.h"
#include "jwt.h"
#include "out.h"
#include "shape.h"

static struct signing_key *key;
static char kid[JWT_KID_MAX + 1];
static bool started;

/* A secret that people can guess: all bytes alike, or counting up. All zeros is a key that this binary is not given. */
static bool
guessable(const uint8_t secret[32])
{
    unsigned alike = 0, counting = 0;

    for (int i = 1; i < 32; i++) {
        alike += secret[i] == secret[0];
        counting += secret[i] == (uint8_t)(secret[i - 1] + 1);
    }
    return (alike == 31 && secret[0] != 0) || counting == 31;
}

static enum err
check_secrets(struct req *r, const char *pem)
{
    const struct config *c = config();
    struct stat st;

    if (guessable(c->refresh_key) || guessable(c->factor_key) || guessable(c->cursor_key) ||
        guessable(c->channel_key) || guessable(c->audit_key))
        return fault(r, ERR_INVALID, "a file in %s holds a default, not a secret: remove it and start again",
                     c->secrets_dir);
    if (memcmp(c->refresh_key, c->cursor_key, 32) == 0 || memcmp(c->refresh_key, c->channel_key, 32) == 0)
        return fault(r, ERR_INVALID, "two files in %s hold the same secret", c->secrets_dir);
    if (stat(pem, &st) != 0 || (st.st_mode & (S_IRWXO | S_IWGRP)) != 0)
        return fault(r, ERR_INVALID, "%s is missing or open to others: mode 0600 please", pem);
    return ERR_NONE;
}

static enum err
refuse_demo(struct req *r)
{
    int64_t found = 0;
    enum err e = db_int(r, Q_DEMO_EXISTS, NO_ARGS, 0, &found);

    if (e == ERR_NONE && found != 0)
        return fault(r, ERR_INVALID, "demo logins or demo tenants exist: production needs a database without them");
    return e;
}

static enum err
load_key(struct req *r, const char *pem)
{
    uint8_t public_key[32];

    if (key == NULL && signing_key_load(pem, &key) != ERR_NONE)
        return fault(r, ERR_INVALID, "%s is missing or is no Ed25519 key", pem);
    signing_key_public(key, public_key);
    jwt_kid(public_key, kid);
    enum err e = db_exec(r, Q_KEY_INSERT, ARGS(a_str(kid), a_bytes(public_key, sizeof(public_key))), NULL);

    return e != ERR_NONE ? e : db_exec(r, Q_KEY_RETIRE_OTHERS, ARGS(a_str(kid)), NULL);
}

enum err
auth_start(struct req *r)
{
    const char *pem = arena_printf(r->arena, "%s/ed25519.pem", config()->secrets_dir);
    enum err e = pem == NULL ? ERR_UNAVAILABLE : ERR_NONE;

    if (e == ERR_NONE && config()->production)
        e = check_secrets(r, pem);
    if (e == ERR_NONE && config()->production)
        e = refuse_demo(r);
    if (e == ERR_NONE)
        e = load_key(r, pem);
    started = e == ERR_NONE;
    return e;
}

enum err
auth_key(struct req *r, const struct signing_key **ret_key, const char **ret_kid)
{
    enum err e = started ? ERR_NONE : auth_start(r);

    if (e != ERR_NONE)
        return e == ERR_INVALID ? ERR_INTERNAL : e;
    *ret_key = key;
    *ret_kid = kid;
    return ERR_NONE;
}

static enum err
jwks(struct req *r, const void *input)
{
    struct rows *rows;
    char text[48];
    enum err e = db_rows(r, Q_KEYS, NO_ARGS, &rows);

    (void)input;
    if (e != ERR_NONE)
        return e;
    out_array(r, "keys");
    while (rows_next(rows)) {
        base64url_encode(col_bytes(rows, 1), col_len(rows, 1) < 32 ? col_len(rows, 1) : 32, text);
        out_object(r, NULL);
        out_str(r, "kty", "OKP");
        out_str(r, "crv", "Ed25519");
        out_str(r, "alg", "EdDSA");
        out_str(r, "use", "sig");
        out_str(r, "kid", col_str(rows, 0));
        out_str(r, "x", text);
        out_end(r);
    }
    out_end(r);
    reply_header(r, "Cache-Control", "public, max-age=300");
    e = rows_error(rows);
    return e != ERR_NONE ? e : reply(r, 200);
}

static const struct shape key_shape[] = {
    { .name = "kty", .type = S_STR },
    { .name = "crv", .type = S_STR },
    { .name = "alg", .type = S_STR },
    { .name = "use", .type = S_STR },
    { .name = "kid", .type = S_STR },
    { .name = "x", .type = S_STR },
    SHAPE_END,
};
static const struct shape jwks_shape[] = {
    { .name = "keys", .type = S_ARRAY, .of = key_shape, .doc = "RFC 7517, RFC 8037; the newest first" },
    SHAPE_END,
};

const struct endpoint jwks_endpoint = {
    "Public keys of access tokens", NULL, jwks_shape, 0, jwks, .status = 200, .unlimited = true
};
