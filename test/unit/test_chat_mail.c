// Letters as text; what arrives at a server is tried in test/api/mail.test.mjs.
#include "unit/unit.h"

#include "chat/letters.h"
#include "config.h"

#include "unit/db_fixture.h"

static struct arena *a;

#define IN_ARENA                                                                                                       \
    arena_free(a);                                                                                                     \
    a = arena_new(0);                                                                                                  \
    CHECK(a != NULL && db_fixture_config())

UNIT(a_plain_header_stays_as_it_is)
{
    IN_ARENA;
    CHECK_STR(letter_header(a, "Confirm your e-mail address"), "Confirm your e-mail address");
    CHECK_STR(letter_header(a, ""), "");
    CHECK_STR(letter_header(a, "a\r\nBcc: x"), "a  Bcc: x");
    CHECK_STR(letter_header(a, "a\tb\x7f"), "a b ");
}

UNIT(other_letters_go_as_encoded_words)
{
    IN_ARENA;
    CHECK_STR(letter_header(a, "Zoë"), "=?UTF-8?B?Wm/Dqw==?=");
    CHECK_STR(letter_header(a, "=?UTF-8?Q?x?="), "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=");
    CHECK_STR(letter_header(a, "\xff"), " ");
}

UNIT(a_long_header_is_folded_into_whole_characters)
{
    char text[1201] = "";

    IN_ARENA;
    for (int i = 0; i < 300; i++)
        memcpy(text + 4 * i, "\U0001F600", 5);
    const char *got = letter_header(a, text);

    CHECK(got != NULL);
    for (const char *line = got; *line != '\0';) {
        size_t n = strcspn(line, "\r");

        CHECK(n <= 76 && strncmp(line + (line != got), "=?UTF-8?B?", 10) == 0);
        CHECK((n - (line != got) - 12) % 4 == 0);
        line += n + (line[n] == '\r' ? 2 : 0);
    }
}

static const char *
letter(const char *to, const char *template, const char *params)
{
    json *v = NULL;

    if (json_parse(a, params, strlen(params), &v, NULL) != ERR_NONE)
        return NULL;
    struct letter l = { { { 1 } }, to, template, "Demo Bank", v };

    return letter_text(a, &l, 1234567890000000LL);
}

UNIT(a_letter_has_its_date_and_lines)
{
    IN_ARENA;
    const char *text = letter("ada@example.com", "password_changed", "{\"name\":\"Ada\"}");

    CHECK(text != NULL);
    CHECK(strstr(text, "\r\nDate: Fri, 13 Feb 2009 23:31:30 +0000\r\n") != NULL);
    CHECK(strstr(text, "\r\n\r\nHello Ada,\r\n\r\n") != NULL);
    for (const char *s = strchr(text, '\n'); s != NULL; s = strchr(s + 1, '\n'))
        CHECK(s[-1] == '\r');
    CHECK(letter("ada@example.com", "unknown", "{}") == NULL);
}

UNIT(missing_and_odd_parameters_are_nothing)
{
    IN_ARENA;
    CHECK(strstr(letter("a@example.com", "verify", "{}"), "\r\n\r\nHello,\r\n") != NULL);
    CHECK(strstr(letter("a@example.com", "verify", "{\"name\":null,\"token\":5}"), "#token=\r\n") != NULL);
    CHECK(strstr(letter("a@example.com", "verify", "{\"token\":\"a/b c{url}\"}"), "#token=a%2Fb%20c%7Burl%7D\r\n") !=
          NULL);
    CHECK(strstr(letter("a@example.com", "verify", "{\"name\":\"{token}\"}"), "Hello {token},") != NULL);
    CHECK(strstr(letter("a@example.com", "verify", "{\"name\":\"http://evil.example/\"}"), "evil.example") == NULL);
    arena_free(a);
    a = NULL;
}

UNIT_MAIN
