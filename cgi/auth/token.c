/*
 * token.c: refresh tokens.
 */
#include "account.h"

#include "clock.h"
#include "config.h"

#define SESSION_BYTES 16
#define SECRET_BYTES  32
#define MAC_BYTES     16
#define ISSUED_BYTES  6 /* of a lenient one's secret */
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

/* The first byte of what the MAC is of. */
static const char mac_of[] = { [TOKEN_ROTATED] = 'm', [TOKEN_STEADY] = 's', [TOKEN_LENIENT] = 'l' };

static void
seal(enum token_kind kind, struct token *t)
{
    struct sha256 mac = keyed(mac_of[kind], t->b, SIGNED_BYTES, NULL);

    memcpy(t->b + SIGNED_BYTES, mac.b, MAC_BYTES);
}

struct token
token_new_of(enum token_kind kind, struct uuid session)
{
    uint64_t now_s = (uint64_t)(clock_now_us() / 1000000);
    struct token t;

    memcpy(t.b, session.b, SESSION_BYTES);
    random_bytes(t.b + SESSION_BYTES, SECRET_BYTES);
    for (int i = ISSUED_BYTES - 1; kind == TOKEN_LENIENT && i >= 0; i--, now_s >>= 8)
        t.b[SESSION_BYTES + i] = (uint8_t)now_s;
    seal(kind, &t);
    return t;
}

struct token
token_new(struct uuid session)
{
    return token_new_of(TOKEN_ROTATED, session);
}

int64_t
token_issued_s(const struct token *t)
{
    int64_t s = 0;

    for (int i = 0; i < ISSUED_BYTES; i++)
        s = s << 8 | t->b[SESSION_BYTES + i];
    return s;
}

struct token
token_next(const struct token *t, const char *seed)
{
    struct token next = *t;
    struct sha256 secret = keyed('n', t->b, sizeof(t->b), seed);

    memcpy(next.b + SESSION_BYTES, secret.b, SECRET_BYTES);
    seal(TOKEN_ROTATED, &next);
    return next;
}

bool
token_parse_of(enum token_kind kind, const char *text, struct token *ret)
{
    struct token t;
    uint8_t buf[80];
    size_t len = strnlen(text, TOKEN_TEXT), got = 0;

    if (len >= TOKEN_TEXT || !base64url_decode(text, len, buf, sizeof(buf), &got) || got != sizeof(t.b))
        return false;
    memcpy(t.b, buf, sizeof(t.b));
    struct sha256 mac = keyed(mac_of[kind], t.b, SIGNED_BYTES, NULL);

    if (!same_bytes(mac.b, t.b + SIGNED_BYTES, MAC_BYTES))
        return false;
    *ret = t;
    return true;
}

bool
token_parse(const char *text, struct token *ret)
{
    return token_parse_of(TOKEN_ROTATED, text, ret);
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
