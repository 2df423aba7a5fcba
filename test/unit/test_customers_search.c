/* Words of texts, and which of them are near to each other. */
#include "customers/search_text.h"
#include "unit/unit.h"

#include <string.h>

static const char *
split_all(const char *text)
{
    static char seen[2000];
    struct arena *a = arena_new(0);
    struct words w = { .n = 0 };
    size_t n = 0;

    seen[0] = '\0';
    if (!words_add(a, &w, text))
        snprintf(seen, sizeof seen, "refused");
    for (size_t i = 0; i < w.n; i++)
        n += (size_t)snprintf(seen + n, sizeof seen - n, "%s%s", i > 0 ? " " : "", w.v[i]);
    arena_free(a);
    return seen;
}

UNIT(words_are_folded_and_told_apart)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "" },
        { "Anna Maria", "anna maria" },
        { "Müller-Lüdenscheidt", "muller ludenscheidt" },
        { "O'Brien O’Brien", "obrien" },
        { "STRASSE Straße", "strasse" },
        { "Иванов, Ёлкин", "иванов елкин" },
        { "ＡＢＣ ﬁx", "abc fix" },
        { "a.b_c@x", "a b c x" },
        { "Anna anna ANNA", "anna" },
        { "oʻzbek", "ozbek" },
        { "\xff", "refused" },
        { "  --  ", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_STR(split_all(cases[i].text), cases[i].want);
}

static size_t
near_forms(struct arena *a, const char *word, const char **ret_forms)
{
    return word_forms(a, word, word_slack(word), ret_forms);
}

UNIT(near_words_share_a_form)
{
    static const struct {
        const char *a, *b;
        unsigned distance;
        bool share;
    } cases[] = {
        { "smith", "smiht", 1, true },       { "smith", "smth", 1, true },          { "smith", "smithe", 1, true },
        { "smith", "smyth", 1, true },       { "smith", "jones", 3, false },        { "anderson", "andersen", 1, true },
        { "anderson", "adnersen", 2, true }, { "hill", "hall", 1, true },           { "иванов", "иваноф", 1, true },
        { "ann", "anne", 1, true },          { "sanderson", "andersson", 2, true }, { "smith", "smith", 0, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *a = arena_new(0);
        const char *one[FORMS_MOST], *two[FORMS_MOST];
        const size_t n = near_forms(a, cases[i].a, one), m = near_forms(a, cases[i].b, two);
        bool share = false;

        for (size_t k = 0; k < n * m; k++)
            share = share || strcmp(one[k / m], two[k % m]) == 0;
        CHECK_INT(word_distance(cases[i].a, cases[i].b, 2), cases[i].distance);
        CHECK_INT(share, cases[i].share);
        arena_free(a);
    }
}

UNIT(long_words_and_numbers_have_few_forms)
{
    struct arena *a = arena_new(0);
    const char *forms[FORMS_MOST];

    CHECK_INT(near_forms(a, "15634602", forms), 1);
    CHECK_INT(near_forms(a, "ab", forms), 1);
    CHECK_INT(near_forms(a, "smith", forms), 6);
    CHECK(near_forms(a, "abcdefghijklmn", forms) <= FORMS_MOST);
    CHECK_INT(near_forms(a, "abcdefghijklmno", forms), 16);
    CHECK_INT(word_forms(a, "abcdefghij", 0, forms), 1);
    CHECK_INT(word_forms(a, "abcdefghij", 1, forms), 11);
    CHECK_INT(word_forms(a, "abcdefghij", 2, forms), 56);
    arena_free(a);
}

UNIT_MAIN
