/*
 * crypt.h: hashes, keys and encodings over OpenSSL, so that openssl/ headers are named in one lib file.
 */
#ifndef HF_CRYPT_H
#define HF_CRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct sha256 {
    uint8_t b[32];
};

/* An incremental SHA-256. Made by sha256_new (NULL: no memory), ended and freed by sha256_done. */
struct sha256_run;
struct sha256_run *sha256_new(void);
void sha256_add(struct sha256_run *run, const void *data, size_t len);
struct sha256 sha256_done(struct sha256_run *run);

/* These two need no memory. */
struct sha256 sha256_of(const void *data, size_t len);
struct sha256 hmac_sha256(const uint8_t *key, size_t key_len, const void *data, size_t len);

/* Fills buf with random bytes. Aborts the process when there are none: nothing safe can follow. */
void random_bytes(void *buf, size_t len);

/* Compares in constant time. */
bool same_bytes(const void *a, const void *b, size_t len);

/* Unpadded base64url. Encoding writes 4*ceil(len/3)+1 bytes at most. Decoding is strict: no padding, no white space,
   canonical last bits; false otherwise. *ret_len is set on success. buf must hold 3*strlen/4 bytes. */
size_t base64url_encode(const void *data, size_t len, char *ret_text);
bool base64url_decode(const char *text, size_t text_len, uint8_t *buf, size_t buf_size, size_t *ret_len);

/* Lower-case hex; ret_text holds 2*len+1. Decoding wants exactly 2*len digits. */
void hex_encode(const void *data, size_t len, char *ret_text);
bool hex_decode(const char *text, uint8_t *ret_data, size_t len);

/* Ed25519 (RFC 8032). A signing key is opaque; public keys are their 32 bytes. */
struct signing_key;
enum err signing_key_load(const char *pem_path, struct signing_key **ret_key) HF_CHECK;
void signing_key_free(struct signing_key *key);
void signing_key_public(const struct signing_key *key, uint8_t ret_public[32]);
enum err sign_ed25519(const struct signing_key *key, const void *data, size_t len, uint8_t ret_sig[64]) HF_CHECK;
/* ERR_UNAUTHENTICATED: it is wrong; ERR_UNAVAILABLE: there was no memory to find out. */
enum err verify_ed25519(const uint8_t public_key[32], const void *data, size_t len, const uint8_t sig[64]) HF_CHECK;

#endif
