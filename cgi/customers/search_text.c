/*
 * search_text.c: see search_text.h. The forms are the deletion neighbourhood of W. Garbe's symmetric delete method; the distance is
 * the optimal string alignment of Damerau and Levenshtein.
 */
#include "search_text.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "utf8.h"

#define SLACK_FROM     4
#define TWO_SLACK_FROM 8
#define TWO_SLACK_TO   14

struct letters {
    uint32_t v[WORD_LETTERS];
    unsigned n;
};

static struct letters
letters_of(const char *word)
{
    struct letters l = { .n = 0 };
    size_t left = strlen(word), len;

    for (; left > 0 && l.n < WORD_LETTERS; word += len, left -= len)
        l.v[l.n++] = utf8_at(word, left, &len);
    return l;
}

static char *
text_of(struct arena *a, const struct letters *l)
{
    char text[WORD_BYTES];
    size_t n = 0;

    for (unsigned i = 0; i < l->n; i++)
        n += utf8_put(l->v[i], text + n);
    return arena_copy(a, text, n);
}

static bool
add(struct arena *a, struct words *w, const struct letters *l)
{
    const char *word;

    if (l->n == 0 || w->n == WORDS_MOST)
        return true;
    word = text_of(a, l);
    if (word == NULL)
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->v[i], word) == 0)
            return true;
    w->v[w->n++] = word;
    return true;
}

static bool
is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x02bc || c == 0x02bb;
}

static bool
split(struct arena *a, struct words *w, const char *text, size_t n)
{
    struct letters l = { .n = 0 };
    size_t len;
    bool fine = true;

    for (size_t i = 0; fine && i < n; i += len) {
        const uint32_t c = utf8_at(text + i, n - i, &len);

        if (is_apostrophe(c) || uc_is_general_category(c, UC_CATEGORY_M))
            continue;
        if (uc_is_general_category(c, UC_CATEGORY_L) || uc_is_general_category(c, UC_CATEGORY_N)) {
            if (l.n < WORD_LETTERS)
                l.v[l.n++] = c;
            continue;
        }
        fine = add(a, w, &l);
        l.n = 0;
    }
    return fine && add(a, w, &l);
}

bool
words_add(struct arena *a, struct words *w, const char *text)
{
    const size_t len = strlen(text);
    size_t n = 0;
    uint8_t *folded;
    bool fine;

    if (len == 0)
        return true;
    if (!utf8_valid(text, len))
        return false;
    folded = u8_casefold((const uint8_t *)text, len, NULL, UNINORM_NFKD, NULL, &n);
    fine = folded != NULL && split(a, w, (const char *)folded, n);
    free(folded);
    return fine;
}

unsigned
word_slack(const char *word)
{
    const struct letters l = letters_of(word);

    if (l.n < SLACK_FROM)
        return 0;
    for (unsigned i = 0; i < l.n; i++)
        if (uc_is_general_category(l.v[i], UC_CATEGORY_N))
            return 0;
    return l.n >= TWO_SLACK_FROM && l.n <= TWO_SLACK_TO ? 2 : 1;
}

static struct letters
without(const struct letters *l, unsigned at)
{
    struct letters less = *l;

    memmove(less.v + at, less.v + at + 1, sizeof(less.v[0]) * (less.n - at - 1));
    less.n--;
    return less;
}

/* Of equal neighbours only the first is left out: the others would give the same. */
static bool
repeats(const struct letters *l, unsigned i)
{
    /* cppcheck-suppress arrayIndexOutOfBoundsCond ; i is below l->n */
    return i > 0 && l->v[i] == l->v[i - 1];
}

static size_t
keep(struct arena *a, const struct letters *l, const char **forms, size_t n)
{
    const char *form = n < FORMS_MOST ? text_of(a, l) : NULL;

    if (form == NULL)
        return n;
    for (size_t i = 0; i < n; i++)
        if (strcmp(forms[i], form) == 0)
            return n;
    forms[n] = form;
    return n + 1;
}

size_t
word_forms(struct arena *a, const char *word, unsigned less, const char **ret_forms)
{
    const struct letters l = letters_of(word);
    size_t n = keep(a, &l, ret_forms, 0);

    for (unsigned i = 0; less > 0 && i < l.n; i++) {
        const struct letters one = without(&l, i);

        if (repeats(&l, i))
            continue;
        n = keep(a, &one, ret_forms, n);
        for (unsigned j = i; less > 1 && j < one.n; j++) {
            const struct letters two = without(&one, j);

            n = keep(a, &two, ret_forms, n);
        }
    }
    return n;
}

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned
word_distance(const char *a, const char *b, unsigned most)
{
    const struct letters x = letters_of(a), y = letters_of(b);
    unsigned d[3][WORD_LETTERS + 1];

    for (unsigned j = 0; j <= y.n; j++)
        d[0][j] = j;
    for (unsigned i = 1; i <= x.n; i++) {
        unsigned *now = d[i % 3], *before = d[(i + 2) % 3], *older = d[(i + 1) % 3];

        now[0] = i;
        for (unsigned j = 1; j <= y.n; j++) {
            now[j] = least(least(before[j] + 1, now[j - 1] + 1), before[j - 1] + (x.v[i - 1] != y.v[j - 1]));
            if (i > 1 && j > 1 && x.v[i - 1] == y.v[j - 2] && x.v[i - 2] == y.v[j - 1])
                now[j] = least(now[j], older[j - 2] + 1);
        }
    }
    return least(d[x.n % 3][y.n], most + 1);
}
