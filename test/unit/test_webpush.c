// Messages for browsers: the example of RFC 8291, and tokens.
#include "unit/unit.h"

#include "crypt.h"
#include "webpush.h"

static void
decode(const char *text, uint8_t *to, size_t len)
{
    size_t n = 0;

    CHECK(base64url_decode(text, strlen(text), to, len, &n) && n == len);
}

static struct push_key *
key_of(const char *number)
{
    struct push_key *key = NULL;
    uint8_t bytes[32];

    decode(number, bytes, sizeof bytes);
    return push_key_of(bytes, &key) == ERR_NONE ? key : NULL;
}

/* RFC 8291, 5 and appendix A. */
static const char sender_number[] = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
static const char sender_public[] =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
static const char browser_public[] =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
static const char browser_secret[] = "BTBZMqHH6r4Tts7J_aSIgg", message_salt[] = "DGv6ra1nlYgDCS1FRnbzlw";
static const char said[] = "When I grow up, I want to be a watermelon";
static const char body_wanted[] =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

UNIT(the_example_of_the_rfc)
{
    struct push_key *key = key_of(sender_number);
    struct push_browser browser;
    uint8_t public[PUSH_PUBLIC], wanted[PUSH_PUBLIC], salt[PUSH_SALT], body[PUSH_BODY_MAX];
    char text[2 * PUSH_BODY_MAX];
    size_t len = 0;

    decode(sender_public, wanted, sizeof wanted);
    CHECK(key != NULL);
    push_key_public(key, public);
    CHECK(memcmp(public, wanted, sizeof public) == 0);
    decode(browser_public, browser.public, PUSH_PUBLIC);
    decode(browser_secret, browser.secret, PUSH_SECRET);
    decode(message_salt, salt, PUSH_SALT);
    CHECK(push_encrypt(key, salt, &browser, said, strlen(said), body, &len) == ERR_NONE);
    base64url_encode(body, len, text);
    CHECK(strcmp(text, body_wanted) == 0);

    memset(browser.public + 1, 0, PUSH_PUBLIC - 1); /* not on the curve */
    CHECK(push_encrypt(key, salt, &browser, said, strlen(said), body, &len) == ERR_INVALID);
    browser.public[0] = 2;
    CHECK(push_encrypt(key, salt, &browser, said, strlen(said), body, &len) == ERR_INVALID);
    static char large[PUSH_TEXT_MAX + 1];
    CHECK(push_encrypt(key, salt, &browser, large, sizeof large, body, &len) == ERR_TOO_LARGE);
    push_key_free(key);
}

UNIT(numbers_that_are_no_keys)
{
    struct push_key *key = NULL;
    uint8_t number[32] = { 0 };

    CHECK(push_key_of(number, &key) == ERR_INVALID);
    memset(number, 0xff, sizeof number);
    CHECK(push_key_of(number, &key) == ERR_INVALID && key == NULL);
    push_key_free(NULL);
}

UNIT(tokens)
{
    struct push_key *key = key_of(sender_number);
    char token[PUSH_TOKEN], claims[512] = "";
    size_t n = 0;

    CHECK(key != NULL);
    CHECK(push_token(key, "https://push.example", "mailto:a@b.example", 1700000000, token) == ERR_NONE);
    const char *first = strchr(token, '.'), *second = first == NULL ? NULL : strchr(first + 1, '.');

    CHECK(second != NULL && strlen(second + 1) == 86);
    CHECK(base64url_decode(first + 1, (size_t)(second - first - 1), (uint8_t *)claims, sizeof claims - 1, &n));
    CHECK(strcmp(claims, "{\"aud\":\"https://push.example\",\"exp\":1700000000,\"sub\":\"mailto:a@b.example\"}") == 0);
    CHECK(push_token(key, "https://\"x", "mailto:a@b.example", 1, token) == ERR_INVALID);
    push_key_free(key);
}

UNIT_MAIN
