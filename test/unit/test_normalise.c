// One form for names, addresses and phone numbers.
#include "unit/unit.h"

#include <stdlib.h>

#include "normalise.h"

static struct arena *a;

static const char *
or_none(const char *text)
{
    return text == NULL ? "(none)" : text;
}

#define IN_ARENA                                                                                                       \
    arena_free(a);                                                                                                     \
    a = arena_new(0);                                                                                                  \
    CHECK(a != NULL)

UNIT(a_key_is_the_same_however_typed)
{
    static const char *const same[] = {
        "admin", "Admin", "ADMIN ", "\t admin\n", "ａｄｍｉｎ", "ＡＤＭＩＮ", "\u3000admin\u00a0", "\u2003Admin"
    };

    IN_ARENA;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
        CHECK_STR(or_none(normalise_key(a, same[i])), "admin");
    CHECK_STR(or_none(normalise_key(a, "Straße")), "strasse");
    CHECK_STR(or_none(normalise_key(a, "ﬁne")), "fine");
    CHECK_STR(or_none(normalise_key(a, "E\u0301lodie")), "élodie");
    CHECK_STR(or_none(normalise_key(a, "ΟΔΟΣ")), or_none(normalise_key(a, "οδος")));
    CHECK_STR(or_none(normalise_key(a, "①②")), "12");
    CHECK_STR(or_none(normalise_key(a, " \u3000\t")), "");
    CHECK_STR(or_none(normalise_key(a, "")), "");
    CHECK_STR(or_none(normalise_key(a, "a  b")), "a  b");
}

UNIT(different_names_stay_different)
{
    IN_ARENA;
    CHECK(strcmp(normalise_key(a, "admin"), normalise_key(a, "аdmin")) != 0); /* Cyrillic a: another letter */
    CHECK(strcmp(normalise_key(a, "ada"), normalise_key(a, "adä")) != 0);
    CHECK(strcmp(normalise_key(a, "a b"), normalise_key(a, "ab")) != 0);
}

/* Whatever goes in, a key's key is the key. */
UNIT(a_key_is_stable)
{
    IN_ARENA;
    for (uint32_t c = 0x80; c < 0x3000; c++) {
        char text[8] = "x";
        size_t n = 1;

        if (c < 0x800) {
            text[n++] = (char)(0xc0 | c >> 6);
        } else {
            text[n++] = (char)(0xe0 | c >> 12);
            text[n++] = (char)(0x80 | (c >> 6 & 63));
        }
        text[n++] = (char)(0x80 | (c & 63));
        struct arena_mark mark = arena_here(a);
        const char *once = normalise_key(a, text), *twice = once == NULL ? NULL : normalise_key(a, once);

        if (once == NULL || twice == NULL || strcmp(once, twice) != 0)
            fprintf(stderr, "  U+%04X\n", (unsigned)c);
        CHECK(once != NULL && twice != NULL && strcmp(once, twice) == 0);
        arena_rewind(a, mark);
    }
}

UNIT(what_is_no_text_has_no_form)
{
    char *long_text = malloc(8193);

    IN_ARENA;
    CHECK(long_text != NULL);
    memset(long_text, 'a', 8192);
    long_text[8192] = '\0';
    CHECK(normalise_key(a, long_text) == NULL);
    free(long_text);
    CHECK(normalise_text(a, "\xff") == NULL);
    CHECK(normalise_key(a, "a\xc3") == NULL);
    CHECK(normalise_email(a, "\xed\xa0\x80@example.com") == NULL);
    CHECK(normalise_phone(a, "\x80", PHONE_E164) == NULL);
}

UNIT(an_address_keeps_its_local_part)
{
    IN_ARENA;
    CHECK_STR(or_none(normalise_text(a, "  Ada Lovelace ")), "Ada Lovelace");
    CHECK_STR(or_none(normalise_email(a, " Ada.L@Example.COM ")), "Ada.L@example.com");
    CHECK_STR(or_none(normalise_email(a, "no address")), "no address");
}

UNIT(phone_numbers_of_the_world)
{
    static const char *const good[][2] = {
        { "+15551234567", "+15551234567" },         { "0015551234567", "+15551234567" },
        { "+1 (555) 123-45.67", "+15551234567" },   { "＋１５５５１２３４５６７", "+15551234567" },
        { "+49 30/1234567", "+49301234567" },       { "+12345678", "+12345678" },
        { "+123456789012345", "+123456789012345" },
    };
    static const char *const bad[] = { "5551234567", "+1234567", "+1234567890123456", "+0123456789",   "+1555abc4567",
                                       "",           "+",        "++15551234567",     "+1555+1234567", "+1555123456x",
                                       "00" };

    IN_ARENA;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CHECK_STR(or_none(normalise_phone(a, good[i][0], PHONE_E164)), good[i][1]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_STR(or_none(normalise_phone(a, bad[i], PHONE_E164)), "(none)");
}

UNIT(phone_numbers_of_uzbekistan)
{
    static const char *const bad[] = { "+99890123456",   "+9989012345678",    "901234567",     "+997901234567",
                                       "+998 901234567", "+998-90-123-45-67", "00998901234567" };

    IN_ARENA;
    CHECK(phone_rule_of("uz") == PHONE_UZ && phone_rule_of("e164") == PHONE_E164 && phone_rule_of(NULL) == PHONE_E164);
    CHECK_STR(or_none(normalise_phone(a, "+998901234567", PHONE_UZ)), "+998901234567");
    CHECK_STR(or_none(normalise_phone(a, "998901234567", PHONE_UZ)), "+998901234567");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK_STR(or_none(normalise_phone(a, bad[i], PHONE_UZ)), "(none)");
    CHECK(strcmp(phone_fault(PHONE_UZ), phone_fault(PHONE_E164)) != 0);
    arena_free(a);
    a = NULL;
}

UNIT_MAIN
