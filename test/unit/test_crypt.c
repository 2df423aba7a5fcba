/* Hashes against published values, Ed25519 against RFC 8032, encodings against their rules. */
#include "crypt.h"
#include "unit/key.h"
#include "unit/unit.h"

static const char *
hex_of(const void *data, size_t len)
{
    static char text[200];

    hex_encode(data, len, text);
    return text;
}

UNIT(sha256_and_hmac_give_the_published_values)
{
    static const uint8_t jefe[] = "Jefe";
    struct sha256 sum = sha256_of("abc", 3);
    struct sha256_run *run = sha256_new();

    CHECK_STR(hex_of(sum.b, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sum = sha256_of("", 0);
    CHECK_STR(hex_of(sum.b, 32), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(run != NULL);
    sha256_add(run, "a", 1);
    sha256_add(run, "", 0);
    sha256_add(run, "bc", 2);
    sum = sha256_done(run);
    CHECK_STR(hex_of(sum.b, 32), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sum = hmac_sha256(jefe, 4, "what do ya want for nothing?", 28); /* RFC 4231, case 2 */
    CHECK_STR(hex_of(sum.b, 32), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

UNIT(random_bytes_differ)
{
    uint8_t a[32] = { 0 }, b[32] = { 0 };

    random_bytes(a, sizeof a);
    random_bytes(b, sizeof b);
    CHECK(!same_bytes(a, b, sizeof a));
    CHECK(same_bytes(a, a, sizeof a));
    CHECK(same_bytes(a, b, 0));
}

UNIT(base64url_round_trip)
{
    uint8_t data[70], back[70];
    char text[100];
    size_t n, got;

    random_bytes(data, sizeof data);
    for (size_t len = 0; len <= sizeof data; len++) {
        n = base64url_encode(data, len, text);
        CHECK_INT(n, (len * 4 + 2) / 3);
        CHECK_INT(strlen(text), n);
        CHECK(base64url_decode(text, n, back, len, &got) && got == len && memcmp(data, back, len) == 0);
        CHECK(len == 0 || !base64url_decode(text, n, back, len - 1, &got));
    }
    base64url_encode("\xfb\xff\xfe", 3, text);
    CHECK_STR(text, "-__-");
}

UNIT(base64url_is_strict)
{
    static const char *const bad[] = { "A",  "AAAAA", "QQ==", "QUI=", "QQ=",  "Q Q",        "Q\nQQ", "Q+Q/",
                                       "QR", "QUJ",   "QQ.",  "=",    "QQ\t", "\xc3\x84QQ", "Q*==" };
    uint8_t buf[16];
    size_t n;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (base64url_decode(bad[i], strlen(bad[i]), buf, sizeof buf, &n))
            fprintf(stderr, "  case %s\n", bad[i]);
        CHECK(!base64url_decode(bad[i], strlen(bad[i]), buf, sizeof buf, &n));
    }
    CHECK(!base64url_decode("QQ\0Q", 4, buf, sizeof buf, &n));
    CHECK(base64url_decode("QQ", 2, buf, 1, &n) && n == 1 && buf[0] == 'A');
    CHECK(base64url_decode("QUI", 3, buf, 2, &n) && n == 2);
}

UNIT(hex_wants_exactly_the_digits)
{
    uint8_t buf[2] = { 7, 7 };

    CHECK(hex_decode("00fF", buf, 2) && buf[0] == 0 && buf[1] == 255);
    CHECK(!hex_decode("00f", buf, 2));
    CHECK(!hex_decode("00ff0", buf, 2));
    CHECK(!hex_decode("00fg", buf, 2));
    CHECK(!hex_decode("", buf, 2));
    CHECK_STR(hex_of("\x01\xab", 2), "01ab");
}

UNIT(ed25519_signs_as_rfc_8032_says)
{
    struct signing_key *key = NULL;
    uint8_t public_key[32], sig[64], other[32];

    CHECK_INT(load_pem(TEST_KEY_PEM, &key), ERR_NONE);
    signing_key_public(key, public_key);
    CHECK_STR(hex_of(public_key, 32), TEST_KEY_PUBLIC);
    CHECK_INT(sign_ed25519(key, "", 0, sig), ERR_NONE);
    CHECK_STR(hex_of(sig, 64), "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39"
                               "701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    CHECK_INT(verify_ed25519(public_key, "", 0, sig), ERR_NONE);
    CHECK_INT(verify_ed25519(public_key, "x", 1, sig), ERR_UNAUTHENTICATED);
    for (size_t i = 0; i < 64; i++) {
        sig[i] ^= 1;
        CHECK_INT(verify_ed25519(public_key, "", 0, sig), ERR_UNAUTHENTICATED);
        sig[i] ^= 1;
    }
    memset(other, 0, sizeof other);
    CHECK_INT(verify_ed25519(other, "", 0, sig), ERR_UNAUTHENTICATED);
    memset(sig, 0, sizeof sig);
    CHECK_INT(verify_ed25519(public_key, "", 0, sig), ERR_UNAUTHENTICATED);
    signing_key_free(key);
    signing_key_free(NULL);
}

/* s + L is the same number modulo the group order: RFC 8032 wants it refused. */
UNIT(ed25519_refuses_a_second_spelling_of_a_signature)
{
    static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                       0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10 };
    struct signing_key *key = NULL;
    uint8_t public_key[32], sig[64];
    unsigned carry = 0;

    CHECK_INT(load_pem(TEST_KEY_PEM, &key), ERR_NONE);
    signing_key_public(key, public_key);
    CHECK_INT(sign_ed25519(key, "m", 1, sig), ERR_NONE);
    for (int i = 0; i < 32; i++) {
        carry += (unsigned)sig[32 + i] + order[i];
        sig[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    CHECK_INT(verify_ed25519(public_key, "m", 1, sig), ERR_UNAUTHENTICATED);
    signing_key_free(key);
}

UNIT(only_an_ed25519_private_key_is_loaded)
{
    struct signing_key *key = NULL;

    CHECK_INT(load_pem("", &key), ERR_INTERNAL);
    CHECK_INT(load_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", &key), ERR_INTERNAL);
    CHECK_INT(load_pem("-----BEGIN PRIVATE KEY-----\n" /* X25519 */
                       "MC4CAQAwBQYDK2VuBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                       "-----END PRIVATE KEY-----\n",
                       &key),
              ERR_INTERNAL);
    CHECK_INT(signing_key_load("/nonexistent", &key), ERR_INTERNAL);
    CHECK(key == NULL);
}

UNIT_MAIN
