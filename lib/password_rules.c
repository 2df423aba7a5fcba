/*
 * password_rules.c: see password_rules.h.
 */
#include "password_rules.h"

#include <stdint.h>
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <unistr.h>
#include <zxcvbn.h>

#include "arena.h"
#include "crypt.h"
#include "password.h"
#include "req.h"
#include "utf8.h"

#include "common_words.h"

#define MIN_LENGTH   12
#define SIMILARITY   0.7
#define WEAK_BITS    20.0 /* about a million guesses */
#define ZXCVBN_BYTES 100  /* its time grows faster than the length; what is longer is not weak for being common */
#define MAX_CHARS    1024

/* A text in lower case, as characters. */
struct text {
    uint32_t c[MAX_CHARS];
    size_t n;
};

static void
read_text(const char *s, struct text *ret)
{
    size_t bytes = strlen(s), len = 0;

    ret->n = 0;
    for (size_t i = 0; i < bytes && ret->n < MAX_CHARS; i += len) {
        uint32_t c = utf8_at(s + i, bytes - i, &len);

        ret->c[ret->n++] = c == UTF8_BAD ? 0xfffd : uc_tolower(c);
    }
}

static int
by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* How many characters two sorted texts have in common, repeated ones as often as in both. */
static size_t
in_common(const uint32_t *a, size_t na, const uint32_t *b, size_t nb)
{
    size_t i = 0, j = 0, same = 0;

    while (i < na && j < nb) {
        if (a[i] == b[j]) {
            same++;
            i++;
            j++;
        } else if (a[i] < b[j]) {
            i++;
        } else {
            j++;
        }
    }
    return same;
}

/* password: sorted. part: some of the other text, in its order. */
static bool
like_part(const struct text *password, const uint32_t *part, size_t n)
{
    uint32_t sorted[MAX_CHARS];

    if (n == 0 || (password->n >= 10 * n && (double)n < SIMILARITY / 2 * (double)password->n))
        return false; /* a short word within a long password is no likeness */
    memcpy(sorted, part, n * sizeof(*part));
    qsort(sorted, n, sizeof(*sorted), by_value);
    return 2.0 * (double)in_common(password->c, password->n, sorted, n) / (double)(password->n + n) >= SIMILARITY;
}

static bool
is_word(uint32_t c)
{
    return c == '_' || uc_is_alnum(c);
}

static bool
is_like(const struct text *sorted_password, const char *value)
{
    struct text t;
    size_t from = 0;

    if (value == NULL || *value == '\0')
        return false;
    read_text(value, &t);
    if (like_part(sorted_password, t.c, t.n))
        return true;
    for (size_t i = 0; i <= t.n; i++) {
        if (i < t.n && is_word(t.c[i]))
            continue;
        if (like_part(sorted_password, t.c + from, i - from))
            return true;
        from = i + 1;
    }
    return false;
}

/* What the password is like, in words, or NULL. */
static const char *
like_what(const struct text *password, const struct password_person *p)
{
    struct text sorted = *password;

    qsort(sorted.c, sorted.n, sizeof(sorted.c[0]), by_value);
    return is_like(&sorted, p->username)     ? "username"
           : is_like(&sorted, p->first_name) ? "first name"
           : is_like(&sorted, p->last_name)  ? "last name"
           : is_like(&sorted, p->email)      ? "email address"
                                             : NULL;
}

static int
by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static bool
is_listed(const struct text *lower)
{
    char bytes[MAX_CHARS * 4];
    size_t n = 0;
    uint64_t key = 0;

    for (size_t i = 0; i < lower->n; i++)
        n += utf8_put(lower->c[i], bytes + n);
    struct sha256 h = sha256_of(bytes, n);

    for (int i = 0; i < 8; i++)
        key = key << 8 | h.b[i];
    return bsearch(&key, common_words, sizeof(common_words) / sizeof(common_words[0]), sizeof(key), by_hash) != NULL;
}

static bool
is_guessed(const char *password)
{
    size_t n = strlen(password);

    /* zxcvbn takes single bytes; of other letters it would make nothing. */
    return n > 0 && n <= ZXCVBN_BYTES && ZxcvbnMatch(password, NULL, NULL) < WEAK_BITS;
}

struct classes {
    bool letter, digit, special, only_digits;
};

static struct classes
classes_of(const struct text *t)
{
    struct classes k = { .only_digits = t->n > 0 };

    for (size_t i = 0; i < t->n; i++) {
        bool digit = uc_decimal_value(t->c[i]) >= 0, letter = uc_is_alpha(t->c[i]);

        k.letter = k.letter || letter;
        k.digit = k.digit || digit;
        k.special = k.special || (!letter && !digit && !utf8_is_space(t->c[i]));
        k.only_digits = k.only_digits && digit;
    }
    return k;
}

struct found {
    struct password_failure *to;
    unsigned n;
};

static void HF_PRINTF(3, 4) add(struct found *f, const char *code, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    f->to[f->n].code = code;
    vsnprintf(f->to[f->n].message, sizeof(f->to[f->n].message), fmt, ap);
    va_end(ap);
    f->n++;
}

static void
add_classes(struct found *f, struct classes k)
{
    if (!k.letter)
        add(f, "needs_letter", "The password must contain at least 1 letter.");
    if (!k.digit)
        add(f, "needs_digit", "The password must contain at least 1 digit.");
    if (!k.special)
        add(f, "needs_special", "The password must contain at least 1 special character.");
}

unsigned
password_failures(const char *password, const struct password_rules *rules, const struct password_person *person,
                  struct password_failure ret_failures[PASSWORD_FAILURES])
{
    unsigned least = rules->min_length != 0 ? rules->min_length : MIN_LENGTH;
    struct found f = { .to = ret_failures };
    struct text t;

    read_text(password, &t);
    const char *what = person == NULL ? NULL : like_what(&t, person);
    struct classes k = classes_of(&t);

    if (what != NULL)
        add(&f, "too_similar", "The password is too similar to the %s.", what);
    if (t.n < least)
        add(&f, "too_short", "This password is too short. It must contain at least %u characters.", least);
    if (is_listed(&t) || is_guessed(password))
        add(&f, "too_common", "This password is too common.");
    if (k.only_digits)
        add(&f, "all_numeric", "This password is entirely numeric.");
    if (rules->classes)
        add_classes(&f, k);
    return f.n;
}

enum err
password_rules_check(struct req *r, const char *field, const char *password, const struct password_rules *rules,
                     const struct password_person *person)
{
    struct password_failure failures[PASSWORD_FAILURES];
    unsigned n = password_failures(password, rules, person, failures);
    const char *pointer = arena_printf(r->arena, "/%s", field);

    if (n == 0)
        return ERR_NONE;
    for (unsigned i = 0; i < n && r->fault_count < REQ_MAX_FAULTS && pointer != NULL; i++) {
        const char *message = arena_str(r->arena, failures[i].message);

        if (message != NULL)
            r->faults[r->fault_count++] = (struct fault){ pointer, failures[i].code, message };
        if (r->detail == NULL)
            r->detail = n == 1 ? message : "This password is not acceptable.";
    }
    return ERR_INVALID;
}
