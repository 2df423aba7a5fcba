/*
 * token.c: refresh tokens.
 */
#include "account.h"

#include "config.h"

#define SESSION_BYTES 16
#define SECRET_BYTES  32
#define MAC_BYTES     16
#define SIGNED_BYTES  (SESSION_BYTES + SECRET_BYTES)

/* Different uses of one key are kept apart by a first byte. */
static struct sha256
keyed(char use, const void *data, size_t len, const char *seed)
{
    uint8_t text[1 + sizeof(struct token) + 256];
    size_t seed_len = seed == NULL ? 0 : strnlen(seed, 255);

    text[0] = (uint8_t)use;
    memcpy(text + 1, data, len);
    if (seed_len > 0)
        memcpy(text + 1 + len, seed, seed_len);
    return hmac_sha256(config()->refresh_key, sizeof(config()->refresh_key), text, 1 + len + seed_len);
}

static void
seal(struct token *t)
{
    struct sha256 mac = keyed('m', t->b, SIGNED_BYTES, NULL);

    memcpy(t->b + SIGNED_BYTES, mac.b, MAC_BYTES);
}

struct token
token_new(struct uuid session)
{
    struct token t;

    memcpy(t.b, session.b, SESSION_BYTES);
    random_bytes(t.b + SESSION_BYTES, SECRET_BYTES);
    seal(&t);
    return t;
}

struct token
token_next(const struct token *t, const char *seed)
{
    struct token next = *t;
    struct sha256 secret = keyed('n', t->b, sizeof(t->b), seed);

    memcpy(next.b + SESSION_BYTES, secret.b, SECRET_BYTES);
    seal(&next);
    return next;
}

bool
token_parse(const char *text, struct token *ret)
{
    struct token t;
    uint8_t buf[80];
    size_t len = strnlen(text, TOKEN_TEXT), got = 0;

    if (len >= TOKEN_TEXT || !base64url_decode(text, len, buf, sizeof(buf), &got) || got != sizeof(t.b))
        return false;
    memcpy(t.b, buf, sizeof(t.b));
    struct sha256 mac = keyed('m', t.b, SIGNED_BYTES, NULL);

    if (!same_bytes(mac.b, t.b + SIGNED_BYTES, MAC_BYTES))
        return false;
    *ret = t;
    return true;
}

void
token_text(const struct token *t, char ret_text[TOKEN_TEXT])
{
    base64url_encode(t->b, sizeof(t->b), ret_text);
}

struct uuid
token_session(const struct token *t)
{
    struct uuid id;

    memcpy(id.b, t->b, sizeof(id.b));
    return id;
}

struct sha256
token_hash(const struct token *t)
{
    char text[TOKEN_TEXT];

    token_text(t, text);
    return sha256_of(text, strlen(text));
}
