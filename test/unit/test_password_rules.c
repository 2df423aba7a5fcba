// What a new password must be like.
#include "unit/unit.h"

#include <stdlib.h>

#include "clock.h"
#include "password_rules.h"
#include "unit/request_fixture.h"

static struct password_failure found[PASSWORD_FAILURES];

/* The codes of all failures, each with a blank after it. */
static const char *
codes(const char *password, const struct password_rules *rules, const struct password_person *person)
{
    static char text[256];
    unsigned n = password_failures(password, rules, person, found);

    size_t len = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < n; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ", found[i].code);
    return text;
}

static const struct password_rules plain = { 0 }, eight = { 8, false }, classes = { 8, true };
static const struct password_person ada = { "ada.lovelace", "Ada", "Lovelace",
                                            "ada.lovelace@analytical-engine.example" };

UNIT(a_good_password_is_fine)
{
    CHECK_STR(codes("correct horse battery staple", &plain, &ada), "");
    CHECK_STR(codes("wob-trumpet-7-lagoon", &plain, NULL), "");
    CHECK_STR(codes("жёлтый-фонарь-и-дождь", &plain, &ada), "");
    CHECK_STR(codes("Tr0ub4dor&3x!", &classes, &ada), "");
}

UNIT(length_is_in_characters)
{
    CHECK_STR(codes("vq8-trumpet", &plain, NULL), "too_short ");
    CHECK_STR(found[0].message, "This password is too short. It must contain at least 12 characters.");
    CHECK_STR(codes("vq8-trumpets", &plain, NULL), "");
    CHECK_STR(codes("ψδξφλγωθ", &eight, NULL), "");
    CHECK_STR(codes("ψδξφλγω", &eight, NULL), "too_short ");
    CHECK_STR(codes("", &eight, NULL), "too_short ");
}

UNIT(all_failures_are_told_at_once)
{
    CHECK_STR(codes("12345678", &plain, NULL), "too_short too_common all_numeric ");
    CHECK_STR(codes("12345678", &classes, NULL), "too_common all_numeric needs_letter needs_special ");
    CHECK_STR(codes("ada", &classes, &ada), "too_similar too_short too_common needs_digit needs_special ");
    CHECK_STR(found[0].message, "The password is too similar to the username.");
}

UNIT(letters_digits_and_specials_of_any_script)
{
    CHECK_STR(codes("длинныйпароль", &classes, NULL), "needs_digit needs_special ");
    CHECK_STR(codes("длинный-пароль-٣", &classes, NULL), "");
    CHECK_STR(codes("٣٤٥٦٧٨٩٠١٢٣٤", &plain, NULL), "all_numeric ");
    CHECK_STR(codes("vague trumpet 77", &classes, NULL), "needs_special ");
}

UNIT(likeness_to_the_person)
{
    CHECK(strstr(codes("Ada.Lovelace1", &plain, &ada), "too_similar") != NULL);
    CHECK(strstr(codes("ecalevol.ada", &plain, &ada), "too_similar") != NULL);
    CHECK(strstr(codes("analytical-engine", &plain, &ada), "too_similar") != NULL);
    CHECK_STR(codes("lovely-weather-out-there", &plain, &ada), "");
    CHECK_STR(codes("adaptable-trumpet-lagoon", &plain, &ada), "");
    CHECK_STR(codes("wob-trumpet-7-lagoon", &plain, &(struct password_person){ "", NULL, "", "" }), "");
}

UNIT(what_is_guessed_is_common)
{
    CHECK(strstr(codes("passwordpassword", &plain, NULL), "too_common") != NULL);
    CHECK(strstr(codes("aaaaaaaaaaaaaaaa", &plain, NULL), "too_common") != NULL);
    CHECK(strstr(codes("PASSWORD", &eight, NULL), "too_common") != NULL);
    CHECK(strstr(codes("iloveyou", &eight, NULL), "too_common") != NULL);
}

/* The first 10,000 of the list that the build took them from. */
UNIT(every_one_of_the_most_common_passwords_is_refused)
{
    FILE *f = fopen("build/words/common_words.txt", "r");
    char line[128];
    unsigned n = 0;

    CHECK(f != NULL);
    while (fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        bool refused = strstr(codes(line, &(struct password_rules){ 1, false }, NULL), "too_common") != NULL;

        if (!refused)
            fprintf(stderr, "  accepted: %s\n", line);
        CHECK(refused);
        n++;
    }
    fclose(f);
    CHECK_INT(n, 10000);
}

UNIT(long_and_strange_ones_are_judged_quickly)
{
    char *text = malloc(65537);
    int64_t began = clock_mono_us();

    CHECK(text != NULL);
    for (size_t i = 0; i < 65536; i++)
        text[i] = (char)(1 + i * 7919 % 255);
    text[65536] = '\0';
    struct password_person p = { text, text, text, text };
    const char *got = codes(text, &plain, &p);

    CHECK(strstr(got, "too_similar") != NULL);
    CHECK(strstr(codes("\xff\xfe\x80\xc3", &plain, NULL), "too_short") != NULL);
    free(text);
    CHECK(clock_mono_us() - began < 2000000);
}

UNIT(a_request_gets_a_fault_for_each)
{
    FIXTURE(r);
    CHECK(password_rules_check(&r, "new_password", "12345678", &plain, NULL) == ERR_INVALID);
    CHECK_INT(r.fault_count, 3);
    for (unsigned i = 0; i < 3; i++)
        CHECK_STR(r.faults[i].pointer, "/new_password");
    CHECK_STR(r.faults[1].code, "too_common");
    CHECK(password_rules_check(&r, "new_password", "wob-trumpet-7-lagoon", &plain, NULL) == ERR_NONE);
    CHECK_INT(r.fault_count, 3);
    DROP(r);
}

UNIT_MAIN
