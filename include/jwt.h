/*
 * jwt.h: compact signed tokens (RFC 7519, RFC 8725). One algorithm, EdDSA over Ed25519, fixed here and not read from
 * the header; kid selects from known keys; iss, aud, typ, exp, iat, nbf are checked; anything unusual is refused.
 */
#ifndef HF_JWT_H
#define HF_JWT_H

#include <stdbool.h>
#include <stdint.h>

#include "crypt.h"
#include "err.h"
#include "uuid.h"

#define JWT_MAX_BYTES 2048
#define JWT_SKEW_S    60
#define JWT_KID_MAX   64

#define JWT_USER_ID_MAX 36

struct jwt_claims {
    struct uuid subject; /* sub: user id */
    struct uuid session; /* sid */
    struct uuid tenant;  /* tenant: public id, nil for none */
    int64_t issued_s;    /* iat, exp: seconds since 1970 */
    int64_t expires_s;
    const char *user_id; /* signing only: for clients of older systems, claims user_id and token_type; NULL: none */
};

struct jwt_key {
    char kid[JWT_KID_MAX + 1];
    uint8_t public_key[32];
};

/* Writes the token for claims into buf (JWT_MAX_BYTES). issuer: HF_PUBLIC_URL; audience is "holdfast". */
enum err jwt_sign(const struct signing_key *key, const char *kid, const char *issuer, const struct jwt_claims *claims,
                  char *buf, size_t size) HF_CHECK;

/* Verifies and reads. ERR_UNAUTHENTICATED for every defect, ERR_UNAVAILABLE without the memory to look; never touches disk or
   network. now_s is the wall clock. */
enum err jwt_verify(const char *token, const struct jwt_key *keys, size_t key_count, const char *issuer, int64_t now_s,
                    struct jwt_claims *ret_claims) HF_CHECK;

/* After jwt_verify refused: whether one of the keys signed it all the same (an old one, say). *ret_subject: whom the token claims to
   be of, believed or not; nil where it says nothing that can be read. */
bool jwt_signed(const char *token, const struct jwt_key *keys, size_t key_count, struct uuid *ret_subject);

/* The kid of a public key: first 16 bytes of its SHA-256 in hex. */
void jwt_kid(const uint8_t public_key[32], char ret_kid[JWT_KID_MAX + 1]);

#endif
