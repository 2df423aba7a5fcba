/*
 * password_rules.h: what a new password must be like. All failures are told at once, in the order of the codes below,
 * with the sentences that clients of older systems know.
 */
#ifndef HF_PASSWORD_RULES_H
#define HF_PASSWORD_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct req;

/* tenant_settings.password_min and password_classes. */
struct password_rules {
    unsigned min_length; /* characters, not bytes; 0: 12 */
    bool classes;        /* a letter, a digit and a special character are needed */
};

/* Whose password it is to be; NULL or "" where unknown. */
struct password_person {
    const char *username, *first_name, *last_name, *email;
};

struct password_failure {
    const char *code; /* too_similar, too_short, too_common, all_numeric, needs_letter, needs_digit, needs_special */
    char message[96]; /* a sentence for the user */
};

#define PASSWORD_FAILURES 7

/*
 * How many failures there are (0: the password is fine), and which. Touches neither disk nor network; below 10 ms.
 *
 * too_similar: Django's measure (UserAttributeSimilarityValidator, difflib's quick_ratio, 0.7) against user name, names,
 * and address, whole and in words, whatever the case. too_common: one of the 30,000 most common passwords, or found with
 * a million guesses (zxcvbn; Wheeler, USENIX Security 2016).
 */
unsigned
password_failures(const char *password, const struct password_rules *rules, const struct password_person *person,
                  struct password_failure ret_failures[PASSWORD_FAILURES]) HF_CHECK;

/* The same for a request: each failure becomes a fault of that field. ERR_INVALID when there is one. */
enum err password_rules_check(struct req *r, const char *field, const char *password,
                              const struct password_rules *rules, const struct password_person *person) HF_CHECK;

#endif
