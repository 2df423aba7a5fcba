#include "jwt.h"

#include "json.h"

#define AUDIENCE    "holdfast"
#define TYPE        "at+jwt"
#define SIG_BYTES   64
#define SIG_TEXT    86
#define MAX_SECONDS 253402300799 /* the year 9999 */

/* A string or whole number of a flat object, as it stands in the token. */
struct item {
    const char *key, *value;
    size_t key_len, value_len;
    bool text;
};

#define MAX_ITEMS 12

struct items {
    struct item item[MAX_ITEMS];
    size_t count;
};

/* Reads an object of plain strings (no escapes: none of ours needs one) and whole numbers. The text has passed
   json_check, so only the kinds are in question. */
static bool
read_flat(const char *s, size_t n, struct items *ret_items)
{
    size_t i = 1;

    ret_items->count = 0;
    if (n < 2 || s[0] != '{' || memchr(s, '\\', n) != NULL)
        return false;
    while (i < n && s[i] == '"' && ret_items->count < MAX_ITEMS) {
        struct item *item = &ret_items->item[ret_items->count++];
        size_t len;

        item->key = s + i + 1;
        item->key_len = (size_t)((const char *)memchr(item->key, '"', n - i - 1) - item->key);
        i += item->key_len + 2;
        if (i >= n || s[i++] != ':')
            return false;
        item->text = s[i] == '"';
        item->value = s + i + item->text;
        len = item->text ? (size_t)((const char *)memchr(item->value, '"', n - i - 1) - item->value)
                         : strspn(item->value, "0123456789");
        item->value_len = len;
        i += len + (item->text ? 2 : 0);
        if (i >= n || len == 0 || (s[i] != ',' && s[i] != '}'))
            return false;
        if (s[i] == '}')
            return i == n - 1;
        i++;
    }
    return false;
}

static const struct item *
find(const struct items *items, const char *key, bool text)
{
    size_t len = strlen(key);

    for (size_t i = 0; i < items->count; i++)
        if (items->item[i].key_len == len && memcmp(items->item[i].key, key, len) == 0)
            return items->item[i].text == text ? &items->item[i] : NULL;
    return NULL;
}

static bool
says(const struct items *items, const char *key, const char *value)
{
    const struct item *item = find(items, key, true);

    return item != NULL && item->value_len == strlen(value) && memcmp(item->value, value, item->value_len) == 0;
}

static bool
read_id(const struct items *items, const char *key, struct uuid *ret_id)
{
    const struct item *item = find(items, key, true);
    char text[UUID_TEXT];

    if (item == NULL || item->value_len != UUID_TEXT - 1)
        return false;
    memcpy(text, item->value, UUID_TEXT - 1);
    text[UUID_TEXT - 1] = '\0';
    return uuid_parse(text, ret_id);
}

static bool
read_seconds(const struct items *items, const char *key, int64_t *ret_s)
{
    const struct item *item = find(items, key, false);

    *ret_s = 0;
    if (item == NULL || item->value_len > 12)
        return false;
    for (size_t i = 0; i < item->value_len; i++)
        *ret_s = *ret_s * 10 + (item->value[i] - '0');
    return *ret_s <= MAX_SECONDS;
}

/* Decodes one part of the token to a flat object. buf keeps its text and gets a NUL. */
static bool
read_part(const char *text, size_t len, char *buf, size_t size, struct items *ret_items)
{
    size_t n;

    if (!base64url_decode(text, len, (uint8_t *)buf, size - 1, &n))
        return false;
    buf[n] = '\0';
    return json_check(buf, n, NULL) == ERR_NONE && read_flat(buf, n, ret_items);
}

static const struct jwt_key *
key_of(const struct items *header, const struct jwt_key *keys, size_t count)
{
    if (header->count != 3 || !says(header, "alg", "EdDSA") || !says(header, "typ", TYPE))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (says(header, "kid", keys[i].kid))
            return &keys[i];
    return NULL;
}

static bool
read_claims(const struct items *body, const char *issuer, int64_t now_s, struct jwt_claims *ret)
{
    struct uuid token_id;
    int64_t not_before_s;

    /* Clients of older systems get two more, which say nothing new. */
    if (body->count != 9 && !(body->count == 11 && says(body, "token_type", "access") && find(body, "user_id", true)))
        return false;
    return says(body, "iss", issuer) && says(body, "aud", AUDIENCE) && read_id(body, "sub", &ret->subject) &&
           read_id(body, "sid", &ret->session) && read_id(body, "tenant", &ret->tenant) &&
           read_id(body, "jti", &token_id) && read_seconds(body, "iat", &ret->issued_s) &&
           read_seconds(body, "nbf", &not_before_s) && read_seconds(body, "exp", &ret->expires_s) &&
           ret->expires_s > ret->issued_s && ret->issued_s <= now_s + JWT_SKEW_S &&
           not_before_s <= now_s + JWT_SKEW_S && ret->expires_s + JWT_SKEW_S >= now_s;
}

/* A token in its three parts. */
struct parts {
    const char *head, *body, *sig;
    size_t head_len, body_len, sig_len;
};

static bool
split(const char *token, struct parts *ret)
{
    size_t len = strnlen(token, JWT_MAX_BYTES);
    const char *first = memchr(token, '.', len);
    const char *second = first == NULL ? NULL : memchr(first + 1, '.', len - (size_t)(first + 1 - token));

    if (len == JWT_MAX_BYTES || second == NULL)
        return false;
    *ret = (struct parts){ token,
                           first + 1,
                           second + 1,
                           (size_t)(first - token),
                           (size_t)(second - first) - 1,
                           len - (size_t)(second + 1 - token) };
    return true;
}

/* ERR_NONE when one of the keys signed it. */
static enum err
check_signature(const struct parts *p, const struct jwt_key *keys, size_t key_count)
{
    char buf[JWT_MAX_BYTES];
    uint8_t sig[SIG_BYTES];
    struct items items;
    const struct jwt_key *key;
    size_t n;

    if (p->sig_len != SIG_TEXT || !read_part(p->head, p->head_len, buf, sizeof buf, &items) ||
        (key = key_of(&items, keys, key_count)) == NULL)
        return ERR_UNAUTHENTICATED;
    if (!base64url_decode(p->sig, SIG_TEXT, sig, sizeof sig, &n) || n != SIG_BYTES)
        return ERR_UNAUTHENTICATED;
    return verify_ed25519(key->public_key, p->head, p->head_len + 1 + p->body_len, sig);
}

enum err
jwt_verify(const char *token, const struct jwt_key *keys, size_t key_count, const char *issuer, int64_t now_s,
           struct jwt_claims *ret_claims)
{
    struct parts p;
    char buf[JWT_MAX_BYTES];
    struct jwt_claims claims = { .user_id = NULL };
    struct items items;
    enum err e = split(token, &p) ? check_signature(&p, keys, key_count) : ERR_UNAUTHENTICATED;

    if (e != ERR_NONE)
        return e;
    if (!read_part(p.body, p.body_len, buf, sizeof buf, &items) || !read_claims(&items, issuer, now_s, &claims))
        return ERR_UNAUTHENTICATED;
    *ret_claims = claims;
    return ERR_NONE;
}

bool
jwt_signed(const char *token, const struct jwt_key *keys, size_t key_count, struct uuid *ret_subject)
{
    struct parts p;
    char buf[JWT_MAX_BYTES];
    struct items items;

    memset(ret_subject, 0, sizeof *ret_subject);
    if (!split(token, &p))
        return false;
    if (read_part(p.body, p.body_len, buf, sizeof buf, &items))
        (void)read_id(&items, "sub", ret_subject);
    return check_signature(&p, keys, key_count) != ERR_UNAUTHENTICATED;
}

/* Whether a name can stand in JSON as it is. */
static bool
is_plain(const char *s)
{
    for (size_t i = 0; s[i] != '\0'; i++)
        if (s[i] <= ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\')
            return false;
    return s[0] != '\0';
}

/* Both parts in base64url with the dot between: what is signed. 0: too long. */
static size_t
write_parts(const char *kid, const char *issuer, const struct jwt_claims *c, char *buf, size_t size)
{
    char head[160], body[1024], old[128] = "", sub[UUID_TEXT], sid[UUID_TEXT], tenant[UUID_TEXT], jti[UUID_TEXT];
    int head_len, body_len;
    size_t n;

    uuid_text(c->subject, sub);
    uuid_text(c->session, sid);
    uuid_text(c->tenant, tenant);
    uuid_text(uuid_v7(), jti);
    head_len = snprintf(head, sizeof head, "{\"alg\":\"EdDSA\",\"kid\":\"%s\",\"typ\":\"" TYPE "\"}", kid);
    if (c->user_id != NULL)
        snprintf(old, sizeof old, ",\"token_type\":\"access\",\"user_id\":\"%s\"", c->user_id);
    body_len = snprintf(body, sizeof body,
                        "{\"iss\":\"%s\",\"aud\":\"" AUDIENCE "\",\"sub\":\"%s\",\"sid\":\"%s\",\"tenant\":\"%s\","
                        "\"jti\":\"%s\",\"iat\":%lld,\"nbf\":%lld,\"exp\":%lld%s}",
                        issuer, sub, sid, tenant, jti, (long long)c->issued_s, (long long)c->issued_s,
                        (long long)c->expires_s, old);
    if ((size_t)head_len >= sizeof head || (size_t)body_len >= sizeof body)
        return 0;
    if ((size_t)(head_len + body_len) / 3 * 4 + 8 + 2 + SIG_TEXT >= size)
        return 0;
    n = base64url_encode(head, (size_t)head_len, buf);
    buf[n++] = '.';
    return n + base64url_encode(body, (size_t)body_len, buf + n);
}

enum err
jwt_sign(const struct signing_key *key, const char *kid, const char *issuer, const struct jwt_claims *claims, char *buf,
         size_t size)
{
    uint8_t sig[SIG_BYTES];
    size_t n;
    enum err e;

    if (!is_plain(kid) || strlen(kid) > JWT_KID_MAX || !is_plain(issuer))
        return ERR_INTERNAL;
    if (claims->user_id != NULL && (!is_plain(claims->user_id) || strlen(claims->user_id) > JWT_USER_ID_MAX))
        return ERR_INTERNAL;
    if (claims->issued_s < 0 || claims->expires_s <= claims->issued_s || claims->expires_s > MAX_SECONDS)
        return ERR_INTERNAL;
    n = write_parts(kid, issuer, claims, buf, size < JWT_MAX_BYTES ? size : JWT_MAX_BYTES);
    if (n == 0)
        return ERR_INTERNAL;
    e = sign_ed25519(key, buf, n, sig);
    if (e != ERR_NONE)
        return e;
    buf[n++] = '.';
    base64url_encode(sig, sizeof sig, buf + n);
    return ERR_NONE;
}

void
jwt_kid(const uint8_t public_key[32], char ret_kid[JWT_KID_MAX + 1])
{
    struct sha256 sum = sha256_of(public_key, 32);

    hex_encode(sum.b, 16, ret_kid);
}
