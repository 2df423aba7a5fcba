#include "webpush.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypt.h"

#define CURVE       "prime256v1"
#define RECORD_SIZE 4096
#define TAG         16

struct push_key {
    EVP_PKEY *pkey;
    uint8_t public[PUSH_PUBLIC];
};

/* The point that belongs to a private number. */
static bool
public_of(const BIGNUM *number, uint8_t ret_public[PUSH_PUBLIC])
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *point = group == NULL ? NULL : EC_POINT_new(group);
    bool good =
        point != NULL && BN_cmp(number, EC_GROUP_get0_order(group)) < 0 && !BN_is_zero(number) &&
        EC_POINT_mul(group, point, number, NULL, NULL, NULL) == 1 &&
        EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, ret_public, PUSH_PUBLIC, NULL) == PUSH_PUBLIC;

    EC_POINT_free(point);
    EC_GROUP_free(group);
    return good;
}

/* number NULL: a public key alone. */
static EVP_PKEY *
key_from(const BIGNUM *number, const uint8_t public[PUSH_PUBLIC])
{
    OSSL_PARAM_BLD *made = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM *params = NULL;
    EVP_PKEY *pkey = NULL;

    if (made != NULL && ctx != NULL &&
        OSSL_PARAM_BLD_push_utf8_string(made, OSSL_PKEY_PARAM_GROUP_NAME, CURVE, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(made, OSSL_PKEY_PARAM_PUB_KEY, public, PUSH_PUBLIC) == 1 &&
        (number == NULL || OSSL_PARAM_BLD_push_BN(made, OSSL_PKEY_PARAM_PRIV_KEY, number) == 1))
        params = OSSL_PARAM_BLD_to_param(made);
    if (params == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &pkey, number != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) != 1)
        pkey = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(made);
    EVP_PKEY_CTX_free(ctx);
    return pkey;
}

enum err
push_key_of(const uint8_t number[32], struct push_key **ret_key)
{
    BIGNUM *n = BN_bin2bn(number, 32, NULL);
    struct push_key *key = malloc(sizeof *key);
    enum err e = n == NULL || key == NULL ? ERR_UNAVAILABLE : ERR_NONE;

    if (e == ERR_NONE && !public_of(n, key->public))
        e = ERR_INVALID;
    if (e == ERR_NONE) {
        key->pkey = key_from(n, key->public);
        e = key->pkey == NULL ? ERR_UNAVAILABLE : ERR_NONE;
    }
    BN_clear_free(n);
    if (e == ERR_NONE)
        *ret_key = key;
    else
        free(key);
    return e;
}

void
push_key_free(struct push_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

void
push_key_public(const struct push_key *key, uint8_t ret_public[PUSH_PUBLIC])
{
    memcpy(ret_public, key->public, PUSH_PUBLIC);
}

/* What both sides know: ECDH. */
static enum err
agree(const struct push_key *key, const uint8_t other[PUSH_PUBLIC], uint8_t ret_shared[32])
{
    EVP_PKEY *peer = other[0] == 4 ? key_from(NULL, other) : NULL;
    EVP_PKEY_CTX *ctx = peer == NULL ? NULL : EVP_PKEY_CTX_new(key->pkey, NULL);
    size_t len = 32;
    bool good = ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 && EVP_PKEY_derive_set_peer(ctx, peer) == 1 &&
                EVP_PKEY_derive(ctx, ret_shared, &len) == 1 && len == 32;

    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(peer);
    return good ? ERR_NONE : ERR_INVALID;
}

/* One step of HKDF's expansion, which is all that is needed here (RFC 5869): at most 32 bytes. */
static struct sha256
expand(const struct sha256 *prk, const char *info, size_t len)
{
    char text[256];

    memcpy(text, info, len);
    text[len] = 1;
    return hmac_sha256(prk->b, sizeof prk->b, text, len + 1);
}

/* Key and nonce of the only record (RFC 8291, 3.4). */
static enum err
derive(const struct push_key *sender, const uint8_t salt[PUSH_SALT], const struct push_browser *to, uint8_t ret_key[16],
       uint8_t ret_nonce[12])
{
    static const char key_info[] = "Content-Encoding: aes128gcm", nonce_info[] = "Content-Encoding: nonce";
    char info[14 + 2 * PUSH_PUBLIC] = "WebPush: info";
    uint8_t shared[32];
    enum err e = agree(sender, to->public, shared);

    if (e != ERR_NONE)
        return e;
    memcpy(info + 14, to->public, PUSH_PUBLIC);
    memcpy(info + 14 + PUSH_PUBLIC, sender->public, PUSH_PUBLIC);
    struct sha256 prk = hmac_sha256(to->secret, PUSH_SECRET, shared, sizeof shared);
    struct sha256 input = expand(&prk, info, sizeof info);

    prk = hmac_sha256(salt, PUSH_SALT, input.b, sizeof input.b);
    memcpy(ret_key, expand(&prk, key_info, sizeof key_info).b, 16);
    memcpy(ret_nonce, expand(&prk, nonce_info, sizeof nonce_info).b, 12);
    return ERR_NONE;
}

/* The text, the mark of the last record, and the tag behind them. */
static bool
seal_record(const uint8_t key[16], const uint8_t nonce[12], const char *text, size_t len, uint8_t *to)
{
    static const uint8_t last = 2;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int n = 0, more = 0;
    bool good = ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, nonce) == 1 &&
                EVP_EncryptUpdate(ctx, to, &n, (const uint8_t *)text, (int)len) == 1 &&
                EVP_EncryptUpdate(ctx, to + n, &more, &last, 1) == 1 &&
                EVP_EncryptFinal_ex(ctx, to + n + more, &more) == 1 &&
                EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG, to + len + 1) == 1;

    EVP_CIPHER_CTX_free(ctx);
    return good;
}

enum err
push_encrypt(const struct push_key *sender, const uint8_t salt[PUSH_SALT], const struct push_browser *to,
             const char *text, size_t len, uint8_t ret_body[PUSH_BODY_MAX], size_t *ret_len)
{
    static const uint8_t shape[5] = { 0, 0, RECORD_SIZE >> 8, RECORD_SIZE & 255, PUSH_PUBLIC };
    uint8_t key[16], nonce[12], *at = ret_body;
    enum err e = len > PUSH_TEXT_MAX ? ERR_TOO_LARGE : derive(sender, salt, to, key, nonce);

    if (e != ERR_NONE)
        return e;
    memcpy(at, salt, PUSH_SALT);
    memcpy(at += PUSH_SALT, shape, sizeof shape);
    memcpy(at += sizeof shape, sender->public, PUSH_PUBLIC);
    at += PUSH_PUBLIC;
    if (!seal_record(key, nonce, text, len, at))
        return ERR_UNAVAILABLE;
    *ret_len = (size_t)(at - ret_body) + len + 1 + TAG;
    return ERR_NONE;
}

/* r and s, 32 bytes each (RFC 7518, 3.4), where OpenSSL writes DER. */
static bool
sign(const struct push_key *key, const char *text, size_t len, uint8_t ret_sig[64])
{
    uint8_t der[80];
    const uint8_t *p = der;
    size_t n = sizeof der;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = ctx != NULL && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key->pkey) == 1 &&
                EVP_DigestSign(ctx, der, &n, (const uint8_t *)text, len) == 1;
    ECDSA_SIG *sig = good ? d2i_ECDSA_SIG(NULL, &p, (long)n) : NULL;

    good = sig != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(sig), ret_sig, 32) == 32 &&
           BN_bn2binpad(ECDSA_SIG_get0_s(sig), ret_sig + 32, 32) == 32;
    ECDSA_SIG_free(sig);
    EVP_MD_CTX_free(ctx);
    return good;
}

enum err
push_token(const struct push_key *key, const char *audience, const char *subject, int64_t expires_s,
           char ret_token[PUSH_TOKEN])
{
    static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
    char claims[640];
    uint8_t sig[64];

    if (strlen(audience) > 255 || strlen(subject) > 255 || strpbrk(audience, "\"\\") != NULL ||
        strpbrk(subject, "\"\\") != NULL)
        return ERR_INVALID;
    int len = snprintf(claims, sizeof claims, "{\"aud\":\"%s\",\"exp\":%lld,\"sub\":\"%s\"}", audience,
                       (long long)expires_s, subject);
    size_t n = base64url_encode(head, sizeof head - 1, ret_token);

    ret_token[n++] = '.';
    n += base64url_encode(claims, (size_t)len, ret_token + n);
    if (!sign(key, ret_token, n, sig))
        return ERR_UNAVAILABLE;
    ret_token[n++] = '.';
    base64url_encode(sig, sizeof sig, ret_token + n);
    return ERR_NONE;
}
