/* Tokens as they come, and tokens of strange parts that are rightly signed. The key is the first of RFC 8032, 7.1. */
#include "jwt.h"

#include "fuzz.h"
#include "unit/key.h"

#define ISSUER "https://holdfast.example.test"
#define NOW    1800000000

static struct signing_key *signer;
static struct jwt_key known;

static void
try(const char *token)
{
    struct jwt_claims claims;

    if (jwt_verify(token, &known, 1, ISSUER, NOW, &claims) == ERR_NONE)
        HOLDS(claims.expires_s > claims.issued_s && claims.expires_s + JWT_SKEW_S >= NOW);
}

/* header LF claims, signed */
static void
try_signed(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, '\n', size);
    size_t head = end != NULL ? (size_t)(end - data) : size, body = end != NULL ? size - head - 1 : 0, n;
    char *token = malloc(2 * size + 200);
    uint8_t sig[64];

    HOLDS(token != NULL);
    n = base64url_encode(data, head, token);
    token[n++] = '.';
    n += base64url_encode(data + size - body, body, token + n);
    HOLDS(sign_ed25519(signer, token, n, sig) == ERR_NONE);
    token[n++] = '.';
    base64url_encode(sig, sizeof sig, token + n);
    try(token);
    free(token);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *token = fuzz_string(data, size);

    if (signer == NULL) {
        HOLDS(load_pem(TEST_KEY_PEM, &signer) == ERR_NONE);
        signing_key_public(signer, known.public_key);
        jwt_kid(known.public_key, known.kid);
    }
    try(token);
    if (size > 0)
        try_signed(data, size);
    free(token);
    return 0;
}
