/* Tokens: ours pass, and each way to bend one is refused. Cases after RFC 8725 and what forgers are known to try. */
#include "jwt.h"
#include "unit/key.h"
#include "unit/unit.h"

#define NOW    1800000000
#define ISSUER "https://holdfast.example.test"
#define SUB    "0190f3d2-7a1b-7c3d-8e4f-0123456789ab"

static struct signing_key *signer;
static struct jwt_key known;
static const struct jwt_claims nobody = { { { 0 } }, { { 0 } }, { { 0 } }, 0, 0 };

static bool
set_up(void)
{
    if (signer != NULL)
        return true;
    if (load_pem(TEST_KEY_PEM, &signer) != ERR_NONE)
        return false;
    signing_key_public(signer, known.public_key);
    jwt_kid(known.public_key, known.kid);
    return true;
}

static enum err
verify_at(const char *token, int64_t now_s)
{
    struct jwt_claims claims;

    return jwt_verify(token, &known, 1, ISSUER, now_s, &claims);
}

/* A rightly signed token of any header and claims. */
static const char *
forge_n(const char *head, size_t head_len, const char *body, size_t body_len)
{
    static char token[16384];
    uint8_t sig[64];
    size_t n = base64url_encode(head, head_len, token);

    token[n++] = '.';
    n += base64url_encode(body, body_len, token + n);
    if (sign_ed25519(signer, token, n, sig) != ERR_NONE)
        return "";
    token[n++] = '.';
    base64url_encode(sig, 64, token + n);
    return token;
}

static const char *
forge(const char *head, const char *body)
{
    return forge_n(head, strlen(head), body, strlen(body));
}

/* The header with our key id in place of KID. */
static const char *
head_with(const char *format)
{
    static char head[8192];

    snprintf(head, sizeof head, "%s", format);
    char *at = strstr(head, "KID");
    if (at != NULL) {
        char rest[4096];

        snprintf(rest, sizeof rest, "%s", at + 3);
        snprintf(at, sizeof head - (size_t)(at - head), "%s%s", known.kid, rest);
    }
    return head;
}

#define HEAD  "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}"
#define IDS   "\"sub\":\"" SUB "\",\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\""
#define WHO   "\"iss\":\"" ISSUER "\",\"aud\":\"holdfast\","
#define TIMES ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1800000900"
#define BODY  "{" WHO IDS TIMES "}"

UNIT(a_signed_token_reads_back)
{
    struct jwt_claims in = nobody, out = nobody;
    char token[JWT_MAX_BYTES], again[JWT_MAX_BYTES];

    CHECK(set_up());
    CHECK(uuid_parse(SUB, &in.subject));
    in.session = uuid_v7();
    in.issued_s = NOW;
    in.expires_s = NOW + 900;
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, token, sizeof token), ERR_NONE);
    CHECK_INT(jwt_verify(token, &known, 1, ISSUER, NOW + 5, &out), ERR_NONE);
    CHECK(uuid_equal(in.subject, out.subject) && uuid_equal(in.session, out.session) && uuid_is_nil(out.tenant));
    CHECK_INT(out.issued_s, NOW);
    CHECK_INT(out.expires_s, NOW + 900);
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, again, sizeof again), ERR_NONE);
    CHECK(strcmp(token, again) != 0); /* jti */
    CHECK_INT(strlen(known.kid), 32);
}

UNIT(a_token_for_an_older_client_has_two_more_claims)
{
    struct jwt_claims in = nobody, out = nobody;
    char token[JWT_MAX_BYTES];

    CHECK(set_up());
    in.session = uuid_v7();
    in.issued_s = NOW;
    in.expires_s = NOW + 900;
    in.user_id = "7";
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, token, sizeof token), ERR_NONE);
    CHECK_INT(jwt_verify(token, &known, 1, ISSUER, NOW, &out), ERR_NONE);
    CHECK(uuid_equal(in.session, out.session) && out.user_id == NULL);
    in.user_id = "7\",\"sub\":\"";
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, token, sizeof token), ERR_INTERNAL);
}

UNIT(signing_refuses_what_it_could_not_read_back)
{
    struct jwt_claims in = nobody;
    char token[JWT_MAX_BYTES], small[200], name[1500];

    CHECK(set_up());
    in.issued_s = NOW;
    in.expires_s = NOW + 900;
    CHECK_INT(jwt_sign(signer, known.kid, "a\"b", &in, token, sizeof token), ERR_INTERNAL);
    CHECK_INT(jwt_sign(signer, "", ISSUER, &in, token, sizeof token), ERR_INTERNAL);
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, small, sizeof small), ERR_INTERNAL);
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK_INT(jwt_sign(signer, known.kid, name, &in, token, sizeof token), ERR_INTERNAL);
    CHECK_INT(jwt_sign(signer, known.kid, "a\\b", &in, token, sizeof token), ERR_INTERNAL);
    CHECK_INT(jwt_sign(signer, known.kid, "a\x7f", &in, token, sizeof token), ERR_INTERNAL);
    CHECK_INT(jwt_sign(signer, name, ISSUER, &in, token, sizeof token), ERR_INTERNAL);
    in.issued_s = -1;
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, token, sizeof token), ERR_INTERNAL);
    in.issued_s = NOW;
    in.expires_s = NOW;
    CHECK_INT(jwt_sign(signer, known.kid, ISSUER, &in, token, sizeof token), ERR_INTERNAL);
}

UNIT(the_order_of_members_is_free)
{
    CHECK(set_up());
    CHECK_INT(verify_at(forge(head_with(HEAD), BODY), NOW), ERR_NONE);
    CHECK_INT(verify_at(forge(head_with("{\"typ\":\"at+jwt\",\"alg\":\"EdDSA\",\"kid\":\"KID\"}"),
                              "{" IDS ",\"exp\":1800000900,\"nbf\":1800000000,\"iat\":1800000000,\"aud\":\"holdfast\","
                              "\"iss\":\"" ISSUER "\"}"),
                        NOW),
              ERR_NONE);
}

static const char *const bad_heads[] = {
    "{\"alg\":\"none\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"None\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"nOnE\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"HS256\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"RS256\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"ES256\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"eddsa\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA \",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":null,\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":1,\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":[\"EdDSA\"],\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"ALG\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"JWT\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"rt+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"application/at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID \",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"../../dev/null\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"' OR 1=1--\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":0,\"typ\":\"at+jwt\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"crit\":[\"exp\"]}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"crit\":\"exp\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"b64\":false}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"cty\":\"JWT\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"jku\":\"https://evil.example\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"x5u\":\"https://evil.example\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"x5c\":\"AAAA\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"zip\":\"DEF\"}",
    "{\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\",\"jwk\":{\"kty\":\"OKP\",\"x\":\"11qYAYKxCrfVS_7TyWQ\"}}",
    "{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"alg\":\"none\",\"\\u0061lg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{\"\\u0061lg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "{ \"alg\":\"EdDSA\",\"kid\":\"KID\",\"typ\":\"at+jwt\"}",
    "[\"alg\",\"EdDSA\"]",
    "\"EdDSA\"",
    "{}",
    "{",
    "null",
    "",
};

UNIT(a_header_that_is_not_exactly_ours_is_refused_though_rightly_signed)
{
    CHECK(set_up());
    for (size_t i = 0; i < sizeof bad_heads / sizeof *bad_heads; i++) {
        enum err e = verify_at(forge(head_with(bad_heads[i]), BODY), NOW);

        if (e != ERR_UNAUTHENTICATED)
            fprintf(stderr, "  case %s\n", bad_heads[i]);
        CHECK_INT(e, ERR_UNAUTHENTICATED);
    }
    CHECK_INT(verify_at(forge_n(HEAD "\0", sizeof HEAD, BODY, sizeof BODY - 1), NOW), ERR_UNAUTHENTICATED);
}

static const char *const bad_bodies[] = {
    "{" WHO IDS "}",
    "{\"aud\":\"holdfast\"," IDS TIMES "}",
    "{\"iss\":\"https://other.example\",\"aud\":\"holdfast\"," IDS TIMES "}",
    "{\"iss\":\"" ISSUER "/\",\"aud\":\"holdfast\"," IDS TIMES "}",
    "{\"iss\":\"" ISSUER "\",\"aud\":\"other\"," IDS TIMES "}",
    "{\"iss\":\"" ISSUER "\",\"aud\":[\"holdfast\"]," IDS TIMES "}",
    "{\"iss\":\"" ISSUER "\",\"aud\":\"holdfast \"," IDS TIMES "}",
    "{\"iss\":\"" ISSUER "\"," IDS TIMES "}",
    "{" WHO "\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":\"1\",\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":1,\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":\"" SUB "0\",\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":null,\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":\"" SUB "\",\"sid\":1,\"tenant\":\"" SUB "\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":\"" SUB "\",\"sid\":\"" SUB "\",\"tenant\":\"\",\"jti\":\"" SUB "\"" TIMES "}",
    "{" WHO "\"sub\":\"" SUB "\",\"sid\":\"" SUB "\",\"tenant\":\"" SUB "\",\"jti\":\"x\"" TIMES "}",
    "{" WHO IDS ",\"iat\":\"\",\"nbf\":1800000000,\"exp\":1800000900}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":\"x\",\"exp\":1800000900}",
    "{" WHO IDS TIMES ",\"sub\":\"" SUB "\"}",
    "{" WHO IDS TIMES ",\"s\\u0075b\":\"" SUB "\"}",
    "{" WHO IDS TIMES ",\"admin\":true}",
    "{" WHO IDS TIMES ",\"token_type\":\"access\"}",
    "{" WHO IDS TIMES ",\"token_type\":\"refresh\",\"user_id\":\"7\"}",
    "{" WHO IDS TIMES ",\"token_type\":\"access\",\"user_id\":7}",
    "{" WHO IDS TIMES ",\"role\":\"admin\"}",
    "{" WHO IDS TIMES ",\"a\":\"1\",\"b\":\"1\",\"c\":\"1\",\"d\":\"1\"}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":\"1800000900\"}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1800000900.5}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":1.8e99}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":null}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":-1800000900}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":99999999999999999999}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000,\"exp\":999999999999}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000000}",
    "{" WHO IDS ",\"nbf\":1800000000,\"exp\":1800000900}",
    "{" WHO IDS ",\"iat\":1800000000,\"exp\":1800000900}",
    "{" WHO IDS ",\"iat\":1800000900,\"nbf\":1800000000,\"exp\":1800000900}",
    "{" WHO IDS ",\"iat\":1800000061,\"nbf\":1800000000,\"exp\":1800000900}",
    "{" WHO IDS ",\"iat\":1800000000,\"nbf\":1800000061,\"exp\":1800000900}",
    "{" WHO IDS ",\"iat\":1799990000,\"nbf\":1800000000,\"exp\":1799999939}",
    BODY "{}",
    "[" BODY "]",
    "{}",
    "null",
    "",
};

UNIT(claims_that_are_missing_doubled_strange_or_of_another_type_are_refused)
{
    CHECK(set_up());
    for (size_t i = 0; i < sizeof bad_bodies / sizeof *bad_bodies; i++) {
        enum err e = verify_at(forge(head_with(HEAD), bad_bodies[i]), NOW);

        if (e != ERR_UNAUTHENTICATED)
            fprintf(stderr, "  case %s\n", bad_bodies[i]);
        CHECK_INT(e, ERR_UNAUTHENTICATED);
    }
}

UNIT(time_has_a_skew_of_sixty_seconds_on_both_sides)
{
    CHECK(set_up());
    const char *token = forge(head_with(HEAD), BODY);

    CHECK_INT(verify_at(token, NOW + 900 + 60), ERR_NONE);
    CHECK_INT(verify_at(token, NOW + 900 + 61), ERR_UNAUTHENTICATED);
    CHECK_INT(verify_at(token, NOW - 60), ERR_NONE);
    CHECK_INT(verify_at(token, NOW - 61), ERR_UNAUTHENTICATED);
}

UNIT(the_signature_must_be_whole_and_of_a_known_key)
{
    char token[JWT_MAX_BYTES], bent[JWT_MAX_BYTES];
    struct jwt_key other = known;
    struct jwt_claims claims;
    size_t len;

    CHECK(set_up());
    snprintf(token, sizeof token, "%s", forge(head_with(HEAD), BODY));
    len = strlen(token);
    CHECK_INT(verify_at(token, NOW), ERR_NONE);
    for (size_t i = 0; i < len; i++) { /* each character, changed */
        memcpy(bent, token, len + 1);
        bent[i] = bent[i] == 'A' ? 'B' : 'A';
        CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    }
    for (size_t i = 0; i < len; i++) { /* each cut */
        memcpy(bent, token, i);
        bent[i] = '\0';
        CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    }
    other = known;
    other.public_key[0] ^= 1;
    CHECK_INT(jwt_verify(token, &other, 1, ISSUER, NOW, &claims), ERR_UNAUTHENTICATED);
    CHECK_INT(jwt_verify(token, &known, 0, ISSUER, NOW, &claims), ERR_UNAUTHENTICATED);
    struct jwt_key two[] = { { "another", { 0 } }, known };
    CHECK_INT(jwt_verify(token, two, 2, ISSUER, NOW, &claims), ERR_NONE);
}

UNIT(a_secret_made_of_the_public_key_signs_nothing)
{
    char token[JWT_MAX_BYTES];
    struct sha256 mac;
    size_t n;

    CHECK(set_up());
    n = base64url_encode("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}", 31, token);
    token[n++] = '.';
    n += base64url_encode(BODY, sizeof BODY - 1, token + n);
    mac = hmac_sha256(known.public_key, 32, token, n);
    token[n++] = '.';
    base64url_encode(mac.b, 32, token + n);
    CHECK_INT(verify_at(token, NOW), ERR_UNAUTHENTICATED);
}

UNIT(the_form_of_the_text_is_strict)
{
    static const char *const bad[] = { "", ".", "..", "...", "....", "a", "a.b", "a.b.c", "a.b.c.d", " ", "Bearer" };
    static char large[1024 * 1024 + 1];
    char token[JWT_MAX_BYTES], bent[JWT_MAX_BYTES + 8];
    const char *dot;

    CHECK(set_up());
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(verify_at(bad[i], NOW), ERR_UNAUTHENTICATED);
    snprintf(token, sizeof token, "%s", forge(head_with(HEAD), BODY));
    static const char *const after[] = { "=", "==", ".", ".x", " ", "\n", "A" };
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        snprintf(bent, sizeof bent, "%s%s", token, after[i]);
        CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    }
    snprintf(bent, sizeof bent, " %s", token);
    CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    dot = strchr(token, '.');
    snprintf(bent, sizeof bent, "%.*s=%s", (int)(dot - token), token, dot);
    CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    snprintf(bent, sizeof bent, "%.*s.%s", (int)(dot - token), token, dot);
    CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    dot = strrchr(token, '.');
    snprintf(bent, sizeof bent, "%.*s.", (int)(dot - token), token);
    CHECK_INT(verify_at(bent, NOW), ERR_UNAUTHENTICATED);
    memset(large, 'A', sizeof large - 1);
    CHECK_INT(verify_at(large, NOW), ERR_UNAUTHENTICATED);
    memset(large, '.', sizeof large - 1);
    CHECK_INT(verify_at(large, NOW), ERR_UNAUTHENTICATED);
}

UNIT_MAIN
