/* Hashes of our own and of older systems; the costs a stored hash may ask for. */
#include "password.h"
#include "unit/unit.h"

#include <argon2.h>
#include <time.h>

#define RIGHT  "correct horse"
#define PBKDF2 "pbkdf2_sha256$1200$pinch of salt$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU="
#define BCRYPT "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"

static double
seconds_of(const char *hash)
{
    struct timespec a, b;
    bool rehash;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    password_verify(RIGHT, hash, &rehash);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    return (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
}

UNIT(our_own_hash_fits_its_password_only)
{
    char hash[PASSWORD_HASH_BYTES], again[PASSWORD_HASH_BYTES];
    bool rehash = true;

    CHECK_INT(password_hash(RIGHT, hash), ERR_NONE);
    CHECK(strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31) == 0);
    CHECK(password_verify(RIGHT, hash, &rehash));
    CHECK(!rehash);
    CHECK(!password_verify("correct horsf", hash, &rehash));
    CHECK(!password_verify("", hash, &rehash));
    CHECK_INT(password_hash(RIGHT, again), ERR_NONE);
    CHECK(strcmp(hash, again) != 0);
}

UNIT(long_passwords_are_refused_and_never_cut)
{
    char text[PASSWORD_MAX_BYTES + 2], hash[PASSWORD_HASH_BYTES];
    bool rehash;

    memset(text, 'a', sizeof text);
    text[PASSWORD_MAX_BYTES + 1] = '\0';
    CHECK_INT(password_hash(text, hash), ERR_INVALID);
    text[PASSWORD_MAX_BYTES] = '\0';
    CHECK_INT(password_hash(text, hash), ERR_NONE);
    CHECK(password_verify(text, hash, &rehash));
    text[PASSWORD_MAX_BYTES - 1] = 'b';
    CHECK(!password_verify(text, hash, &rehash));
    text[PASSWORD_MAX_BYTES - 1] = text[PASSWORD_MAX_BYTES] = 'a';
    CHECK(!password_verify(text, hash, &rehash));
}

UNIT(hashes_of_older_systems_fit_and_ask_to_be_renewed)
{
    static const char *const good[] = { PBKDF2, BCRYPT,
                                        "$2y$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2" };
    char django[200] = "argon2";
    bool rehash;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        rehash = false;
        CHECK(password_verify(RIGHT, good[i], &rehash));
        CHECK(rehash);
        CHECK(!password_verify("wrong", good[i], &rehash));
    }
    CHECK_INT(
        argon2id_hash_encoded(2, 4096, 8, RIGHT, strlen(RIGHT), "saltsaltsalt", 12, 32, django + 6, sizeof django - 6),
        ARGON2_OK);
    CHECK(password_verify(RIGHT, django, &rehash) && rehash);
    CHECK(!password_verify("wrong", django, &rehash));
    CHECK(password_verify(RIGHT, django + 6, &rehash) && rehash); /* weaker than ours */
}

UNIT(dear_and_broken_hashes_are_refused)
{
    static const char *const bad[] = {
        "",
        "!",
        "!kNvFfkXo0pB2",
        "plain",
        RIGHT,
        "$",
        "$2b$",
        "$2b$04$",
        "$2b$31$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "$2b$99$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "$2b$0x$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e",
        "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6",
        "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e0",
        "$2b$04$********************************************************",
        "$6$salt$x",
        "$argon2",
        "$argon2d$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$",
        "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$",
        "$argon2id$v=19$m=262145,t=2,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2id$v=19$m=99999999999999999999,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2id$v=19$m=19456,t=11,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2id$v=19$m=19456,t=2,p=9$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "$argon2id$v=19$m=0,t=0,p=0$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "argon2$argon2",
        "argon2$argon2id$v=19$m=1048576,t=2,p=8$c2FsdHNhbHQ$c2FsdHNhbHQ",
        "pbkdf2_sha256$",
        "pbkdf2_sha256$0$s$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=",
        "pbkdf2_sha256$5000001$s$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=",
        "pbkdf2_sha256$99999999999$s$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=",
        "pbkdf2_sha256$-1$s$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlxU=",
        "pbkdf2_sha256$1200$s",
        "pbkdf2_sha256$1200$s$",
        "pbkdf2_sha256$1200$pinch of salt$JFQEitplZXyuSzU2iZvNzs4Y0hkqNSY/dGQrZaFtlx==",
        "pbkdf2_sha256$1200$pinch of salt$************************************xU==",
        "md5$salt$0123456789abcdef0123456789abcdef",
    };
    bool rehash;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (password_verify(RIGHT, bad[i], &rehash))
            fprintf(stderr, "  case %s\n", bad[i]);
        CHECK(!password_verify(RIGHT, bad[i], &rehash));
    }
}

UNIT(an_account_that_is_not_there_takes_as_long)
{
    char hash[PASSWORD_HASH_BYTES];
    double real = 1e9, none = 1e9, t;

    CHECK_INT(password_hash("something else", hash), ERR_NONE);
    /* The least of each: on a machine that has other work a few rounds may not meet it. */
    for (int i = 0; i < 15; i++) {
        t = seconds_of(hash);
        real = t < real ? t : real;
        t = seconds_of(NULL);
        none = t < none ? t : none;
    }
    CHECK(none > real * .7 && none < real * 1.4);
}

UNIT_MAIN
