/*
 * factor.h: second factors: codes that change with time (TOTP, RFC 6238) and recovery codes for when the phone is gone.
 */
#ifndef HF_CGI_AUTH_FACTOR_H
#define HF_CGI_AUTH_FACTOR_H

#include "account.h"

#define FACTOR_SECRET   20 /* bytes, as RFC 4226 recommends */
#define FACTOR_SEALED   (FACTOR_SECRET + 28)
#define FACTOR_CODE_MAX 32 /* bytes of what people type */

struct factor {
    bool exists, confirmed;
    uint8_t secret[FACTOR_SECRET];
    int64_t last_step; /* of the newest code that was used */
};

/* The factor of a user; its row is locked. Without one, ret->exists is false. */
enum err factor_read(struct req *r, struct uuid user, struct factor *ret) HF_CHECK;

/* The time step that code belongs to (the one before and the one after now will do), or 0 when it is wrong or was used. */
int64_t factor_step(const struct factor *f, const char *code);

/* What is kept of a recovery code: lower-case letters and digits only. */
struct sha256 factor_recovery_hash(struct uuid user, const char *code);

/* Uses up a code of a confirmed factor, or a recovery code, in the current transaction. */
enum err factor_use(struct req *r, struct uuid user, const char *code, bool *ret_good) HF_CHECK;

/* factor_use counted as a sign-in is: ERR_INVALID with wrong_code at field; ERR_RATE_LIMITED. In transactions of its own. */
enum err factor_confirm(struct req *r, const struct account *a, const char *field, const char *code) HF_CHECK;

#endif
