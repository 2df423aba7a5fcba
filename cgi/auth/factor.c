/*
 * factor.c: whether a code of the second factor is right. A code is good once: the row remembers the newest step that was used.
 */
#include "factor.h"

#include <ctype.h>
#include <liboath/oath.h>

#include "clock.h"
#include "config.h"
#include "seal.h"

#define STEP_S 30
#define DIGITS 6
#define WINDOW 1 /* steps that a phone's clock may be off */

enum err
factor_read(struct req *r, struct uuid user, struct factor *ret)
{
    struct factor f = { .exists = true };
    struct rows *row;
    enum err e = db_one(r, Q_FACTOR_LOCK, ARGS(a_uuid(user)), &row);

    if (e == ERR_NOT_FOUND) {
        *ret = (struct factor){ .exists = false };
        return ERR_NONE;
    }
    if (e != ERR_NONE)
        return e;
    f.confirmed = !col_null(row, 1);
    f.last_step = col_int(row, 2);
    if (col_len(row, 0) != FACTOR_SEALED ||
        !unseal(config()->factor_key, col_bytes(row, 0), FACTOR_SEALED, user.b, sizeof(user.b), f.secret))
        return fault(r, ERR_INTERNAL, "a second factor does not open with this factor.key");
    *ret = f;
    return ERR_NONE;
}

int64_t
factor_step(const struct factor *f, const char *code)
{
    uint64_t step = 0;
    int place = 0;
    int rc = oath_totp_validate3((const char *)f->secret, FACTOR_SECRET, (time_t)(clock_now_us() / 1000000), STEP_S, 0,
                                 WINDOW, &place, &step, code);

    return rc >= 0 && (int64_t)step > f->last_step ? (int64_t)step : 0;
}

/* Recovery codes are long enough for a plain keyed hash. */
struct sha256
factor_recovery_hash(struct uuid user, const char *code)
{
    uint8_t text[sizeof(user.b) + FACTOR_CODE_MAX];
    size_t n = strnlen(code, FACTOR_CODE_MAX);

    memcpy(text, user.b, sizeof(user.b));
    memcpy(text + sizeof(user.b), code, n);
    return hmac_sha256(config()->factor_key, sizeof(config()->factor_key), text, sizeof(user.b) + n);
}

/* Without what people and phones put between the groups. */
static void
tidy(const char *code, char ret_code[FACTOR_CODE_MAX + 1])
{
    size_t n = 0;

    for (; *code != '\0' && n < FACTOR_CODE_MAX; code++)
        if (isalnum((unsigned char)*code))
            ret_code[n++] = (char)tolower((unsigned char)*code);
    ret_code[n] = '\0';
}

enum err
factor_use(struct req *r, struct uuid user, const char *code, bool *ret_good)
{
    char text[FACTOR_CODE_MAX + 1];
    uint64_t rows = 0;
    struct factor f;
    enum err e = factor_read(r, user, &f);

    if (e != ERR_NONE)
        return e;
    tidy(code, text);
    *ret_good = false;
    if (!f.confirmed)
        return ERR_NONE;
    if (strlen(text) == DIGITS) {
        int64_t step = factor_step(&f, text);

        if (step == 0)
            return ERR_NONE;
        e = db_exec(r, Q_FACTOR_STEP, ARGS(a_int(step), a_uuid(user), a_int(step)), &rows);
    } else {
        struct sha256 hash = factor_recovery_hash(user, text);

        e = db_exec(r, Q_RECOVERY_USE, ARGS(a_uuid(user), a_bytes(hash.b, 32)), &rows);
    }
    if (e == ERR_NONE)
        *ret_good = rows == 1;
    return e;
}

struct use {
    struct uuid user;
    const char *code;
    bool good;
};

static enum err
use_step(struct req *r, void *ctx)
{
    struct use *u = ctx;

    return factor_use(r, u->user, u->code, &u->good);
}

enum err
factor_confirm(struct req *r, const struct account *a, const char *field, const char *code)
{
    struct use u = { a->id, code, false };
    struct attempt attempt;
    enum err e = attempt_begin(r, a, a->username, &attempt);

    if (e == ERR_NONE)
        e = transact(r, use_step, &u);
    if (e != ERR_NONE)
        return e;
    if (u.good)
        return attempt_forgive(r, &attempt);
    e = audit_event(r, a, "second_factor.refused", "user", account_subject(r, a, ""), NULL);
    return e != ERR_NONE ? e : fail_as(r, ERR_INVALID, "wrong_code", field, "This code is wrong or was used before.");
}
