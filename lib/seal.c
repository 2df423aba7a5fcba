/*
 * seal.c: see seal.h. Laid out as nonce, encrypted text, tag.
 */
#include "seal.h"

#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

#include "crypt.h"

#define NONCE 12
#define TAG   16

static bool
run(EVP_CIPHER_CTX *ctx, const void *bound, size_t bound_len, const void *in, size_t len, uint8_t *out)
{
    int n = 0, end = 0;

    return EVP_CipherUpdate(ctx, NULL, &n, bound, (int)bound_len) == 1 &&
           EVP_CipherUpdate(ctx, out, &n, in, (int)len) == 1 && EVP_CipherFinal_ex(ctx, out + n, &end) == 1;
}

enum err
seal(const uint8_t key[32], const void *data, size_t len, const void *bound, size_t bound_len, uint8_t *ret_sealed)
{
    EVP_CIPHER_CTX *ctx = len > INT_MAX / 2 || bound_len > INT_MAX / 2 ? NULL : EVP_CIPHER_CTX_new();

    random_bytes(ret_sealed, NONCE);
    bool good = ctx != NULL && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, ret_sealed) == 1 &&
                run(ctx, bound, bound_len, data, len, ret_sealed + NONCE) &&
                EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG, ret_sealed + NONCE + len) == 1;

    EVP_CIPHER_CTX_free(ctx);
    return good ? ERR_NONE : ERR_UNAVAILABLE;
}

bool
unseal(const uint8_t key[32], const uint8_t *sealed, size_t len, const void *bound, size_t bound_len, uint8_t *ret_data)
{
    uint8_t tag[TAG];

    if (len < SEAL_EXTRA || len > INT_MAX / 2 || bound_len > INT_MAX / 2)
        return false;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    size_t text = len - SEAL_EXTRA;

    memcpy(tag, sealed + NONCE + text, TAG);
    bool good = ctx != NULL && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, sealed) == 1 &&
                EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG, tag) == 1 &&
                run(ctx, bound, bound_len, sealed + NONCE, text, ret_data);

    EVP_CIPHER_CTX_free(ctx);
    if (!good)
        memset(ret_data, 0, text);
    return good;
}
