// Names as people type them, and refresh tokens.
#include "unit/unit.h"

#include "auth/account.h"

#include "request_fixture.h"

static const char *
key_of(struct req *r, const char *text)
{
    const char *key = identifier_key(r, text);

    return key == NULL ? "(none)" : key;
}

UNIT(a_name_has_one_form)
{
    FIXTURE(r);
    CHECK_STR(key_of(&r, "Admin"), "admin");
    CHECK_STR(key_of(&r, " \t admin \n"), "admin");
    CHECK_STR(key_of(&r, "ＡＤＭＩＮ＠example.com"), "admin@example.com");
    CHECK_STR(key_of(&r, "\u3000admin\u3000"), "admin");
    CHECK_STR(key_of(&r, "ÉLODIE"), "élodie");
    CHECK_STR(key_of(&r, "ŽOFIE ΑΘΗΝΑ МОСКВА"), "žofie αθηνα москва");
    CHECK_STR(key_of(&r, "a  b"), "a  b");
    CHECK_STR(key_of(&r, ""), "");
    CHECK_STR(key_of(&r, "\U0001F600x"), "\U0001F600x");
    DROP(r);
}

UNIT(a_phone_number_is_its_digits)
{
    FIXTURE(r);
    CHECK_STR(identifier_phone(&r, "+998 (90) 123-45-67"), "+998901234567");
    CHECK_STR(identifier_phone(&r, "998901234567"), "998901234567");
    CHECK_STR(identifier_phone(&r, "12+3"), "");
    CHECK_STR(identifier_phone(&r, "admin1"), "");
    DROP(r);
}

UNIT(a_refresh_token_reads_back)
{
    struct uuid session = uuid_v7();
    struct token t = token_new(session), back;
    char text[TOKEN_TEXT];

    token_text(&t, text);
    CHECK_INT(strlen(text), 86);
    CHECK(token_parse(text, &back));
    CHECK(memcmp(&t, &back, sizeof(t)) == 0);
    CHECK(uuid_equal(token_session(&back), session));
    struct sha256 hash = sha256_of(text, strlen(text)), kept = token_hash(&t);

    CHECK(memcmp(&hash, &kept, sizeof(hash)) == 0);
}

UNIT(a_changed_refresh_token_is_not_ours)
{
    struct token t = token_new(uuid_v7()), back;
    char text[TOKEN_TEXT];

    for (size_t i = 0; i < sizeof(t.b) * 8; i++) {
        struct token bad = t;

        bad.b[i / 8] ^= (uint8_t)(1 << i % 8);
        token_text(&bad, text);
        CHECK(!token_parse(text, &back));
    }
    token_text(&t, text);
    text[85] = '\0';
    CHECK(!token_parse(text, &back));
    CHECK(!token_parse("", &back));
    CHECK(!token_parse(
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &back));
}

UNIT(a_successor_depends_on_token_and_seed)
{
    struct token t = token_new(uuid_v7()), other = token_new(token_session(&t));
    struct token a = token_next(&t, NULL), b = token_next(&t, "key-1"), c = token_next(&t, "key-2"),
                 again = token_next(&t, "key-1");
    struct token d = token_next(&other, "key-1"), parsed;
    char text[TOKEN_TEXT];

    CHECK(memcmp(&b, &again, sizeof(b)) == 0);
    CHECK(memcmp(&a, &b, sizeof(a)) != 0 && memcmp(&b, &c, sizeof(b)) != 0 && memcmp(&b, &d, sizeof(b)) != 0);
    CHECK(uuid_equal(token_session(&b), token_session(&t)));
    token_text(&b, text);
    CHECK(token_parse(text, &parsed));
}

UNIT_MAIN
