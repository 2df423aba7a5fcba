#include "crypt.h"

/* Hashing by SHA256_*: the newer interface asks for memory at each hash, and there is no answer to its not being there. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <errno.h>
#include <sys/random.h>

struct sha256_run {
    SHA256_CTX ctx;
};

struct signing_key {
    EVP_PKEY *pkey;
};

/* None of these fails; a wrong hash would be worse than an end. */
static void
must(bool good)
{
    if (!good)
        abort();
}

struct sha256_run *
sha256_new(void)
{
    struct sha256_run *run = malloc(sizeof *run);

    if (run != NULL)
        must(SHA256_Init(&run->ctx) == 1);
    return run;
}

void
sha256_add(struct sha256_run *run, const void *data, size_t len)
{
    must(SHA256_Update(&run->ctx, data, len) == 1);
}

struct sha256
sha256_done(struct sha256_run *run)
{
    struct sha256 sum;

    must(SHA256_Final(sum.b, &run->ctx) == 1);
    free(run);
    return sum;
}

static struct sha256
sha256_of_two(const void *a, size_t a_len, const void *b, size_t b_len)
{
    SHA256_CTX ctx;
    struct sha256 sum;

    must(SHA256_Init(&ctx) == 1);
    must(SHA256_Update(&ctx, a, a_len) == 1);
    must(SHA256_Update(&ctx, b, b_len) == 1);
    must(SHA256_Final(sum.b, &ctx) == 1);
    return sum;
}

struct sha256
sha256_of(const void *data, size_t len)
{
    return sha256_of_two(data, len, "", 0);
}

/* RFC 2104. */
struct sha256
hmac_sha256(const uint8_t *key, size_t key_len, const void *data, size_t len)
{
    uint8_t inner[SHA256_CBLOCK] = { 0 }, outer[SHA256_CBLOCK];
    struct sha256 sum;

    if (key_len > sizeof(inner)) {
        const struct sha256 shorter = sha256_of(key, key_len);

        memcpy(inner, shorter.b, sizeof(shorter.b));
    } else if (key_len > 0) {
        memcpy(inner, key, key_len);
    }
    for (size_t i = 0; i < sizeof(inner); i++) {
        outer[i] = inner[i] ^ 0x5c;
        inner[i] ^= 0x36;
    }
    sum = sha256_of_two(inner, sizeof(inner), data, len);
    sum = sha256_of_two(outer, sizeof(outer), sum.b, sizeof(sum.b));
    OPENSSL_cleanse(inner, sizeof(inner));
    OPENSSL_cleanse(outer, sizeof(outer));
    return sum;
}

/* The kernel's own: needs no memory and knows of no fork. */
void
random_bytes(void *buf, size_t len)
{
    char *to = buf;

    while (len > 0) {
        ssize_t n = getrandom(to, len, 0);

        must(n > 0 || errno == EINTR);
        to += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
}

bool
same_bytes(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

size_t
base64url_encode(const void *data, size_t len, char *ret_text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const uint8_t *in = data;
    uint32_t bits = 0;
    unsigned have = 0;
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | in[i];
        for (have += 8; have >= 6; have -= 6)
            ret_text[n++] = digits[bits >> (have - 6) & 63];
    }
    if (have > 0)
        ret_text[n++] = digits[bits << (6 - have) & 63];
    ret_text[n] = '\0';
    return n;
}

static int
base64url_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool
base64url_decode(const char *text, size_t text_len, uint8_t *buf, size_t buf_size, size_t *ret_len)
{
    uint32_t bits = 0;
    unsigned have = 0;
    size_t n = 0;

    if (text_len % 4 == 1 || text_len / 4 * 3 + (text_len % 4 > 0 ? text_len % 4 - 1 : 0) > buf_size)
        return false;
    for (size_t i = 0; i < text_len; i++) {
        int value = base64url_value(text[i]);

        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf[n++] = (uint8_t)(bits >> have);
        }
    }
    if ((bits & ((1u << have) - 1)) != 0)
        return false; /* a second spelling of the same bytes */
    *ret_len = n;
    return true;
}

void
hex_encode(const void *data, size_t len, char *ret_text)
{
    const uint8_t *in = data;

    for (size_t i = 0; i < len; i++) {
        ret_text[2 * i] = "0123456789abcdef"[in[i] >> 4];
        ret_text[2 * i + 1] = "0123456789abcdef"[in[i] & 15];
    }
    ret_text[2 * len] = '\0';
}

static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool
hex_decode(const char *text, uint8_t *ret_data, size_t len)
{
    if (strlen(text) != 2 * len)
        return false;
    for (size_t i = 0; i < 2 * len; i++)
        if (hex_value(text[i]) < 0)
            return false;
    for (size_t i = 0; i < len; i++)
        ret_data[i] = (uint8_t)(hex_value(text[2 * i]) * 16 + hex_value(text[2 * i + 1]));
    return true;
}

enum err
signing_key_load(const char *pem_path, struct signing_key **ret_key)
{
    char no_passphrase[] = "";
    FILE *file = fopen(pem_path, "re");
    EVP_PKEY *pkey = file != NULL ? PEM_read_PrivateKey(file, NULL, NULL, no_passphrase) : NULL;
    struct signing_key *key = pkey != NULL && EVP_PKEY_id(pkey) == EVP_PKEY_ED25519 ? malloc(sizeof *key) : NULL;

    if (file != NULL)
        fclose(file);
    if (key == NULL) {
        EVP_PKEY_free(pkey);
        return ERR_INTERNAL;
    }
    key->pkey = pkey;
    *ret_key = key;
    return ERR_NONE;
}

void
signing_key_free(struct signing_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

void
signing_key_public(const struct signing_key *key, uint8_t ret_public[32])
{
    size_t len = 32;

    must(EVP_PKEY_get_raw_public_key(key->pkey, ret_public, &len) == 1 && len == 32);
}

enum err
sign_ed25519(const struct signing_key *key, const void *data, size_t len, uint8_t ret_sig[64])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    uint8_t sig[64];
    size_t sig_len = sizeof sig;
    bool good = ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
                EVP_DigestSign(ctx, sig, &sig_len, data, len) == 1 && sig_len == sizeof sig;

    EVP_MD_CTX_free(ctx);
    if (!good)
        return ctx == NULL ? ERR_UNAVAILABLE : ERR_INTERNAL;
    memcpy(ret_sig, sig, sizeof sig);
    return ERR_NONE;
}

/* OpenSSL says nothing in its queue about a signature that is merely wrong, nor always about memory that it did not get. */
static enum err
verify_once(const uint8_t public_key[32], const void *data, size_t len, const uint8_t sig[64])
{
    enum err e = ERR_UNAVAILABLE;

    ERR_clear_error();
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    if (pkey != NULL && ctx != NULL && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1) {
        if (EVP_DigestVerify(ctx, sig, 64, data, len) == 1)
            e = ERR_NONE;
        else if (ERR_peek_error() == 0)
            e = ERR_UNAUTHENTICATED;
    }
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return e;
}

/* The first example of RFC 8032, section 7.1: whether good signatures are known as such just now. */
static bool
verifying_works(void)
{
    static const char key[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                      sig[] = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
                              "1cf9b46bd25bf5f0595bbe24655141438e7a100b";
    uint8_t k[32], s[64];

    return hex_decode(key, k, 32) && hex_decode(sig, s, 64) && verify_once(k, "", 0, s) == ERR_NONE;
}

enum err
verify_ed25519(const uint8_t public_key[32], const void *data, size_t len, const uint8_t sig[64])
{
    enum err e = verify_once(public_key, data, len, sig);

    if (e == ERR_UNAUTHENTICATED && verify_once(public_key, data, len, sig) == ERR_NONE)
        return ERR_NONE;
    return e == ERR_UNAUTHENTICATED && !verifying_works() ? ERR_UNAVAILABLE : e;
}
