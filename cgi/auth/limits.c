/*
 * limits.c: how often somebody may try. Counters live in the database, so that all workers count together.
 */
#include "account.h"

#include <arpa/inet.h>
#include <poll.h>

#include "clock.h"
#include "config.h"
#include "password.h"

#define WINDOW_S       3600
#define NETWORK_FACTOR 5
#define TRIES          3

/* What is counted is kept as a keyed hash: neither addresses nor mistyped names can be read from the table. */
static void
subject_of(const char *text, uint8_t ret[16])
{
    struct sha256 h = hmac_sha256(config()->refresh_key, sizeof(config()->refresh_key), text, strlen(text));

    memcpy(ret, h.b, 16);
}

/* The network of an address: IPv4 /24 (a mapped one too), IPv6 /64. */
struct network {
    uint8_t address[16];
    size_t prefix, whole; /* bytes; 0: not an address */
};

static struct network
network_of(const struct req *r)
{
    const char *text =
        strncasecmp(r->address, "::ffff:", 7) == 0 && strchr(r->address, '.') != NULL ? r->address + 7 : r->address;
    struct network n = { .prefix = 0 };

    if (inet_pton(AF_INET, text, n.address) == 1)
        n.prefix = 3, n.whole = 4;
    else if (inet_pton(AF_INET6, text, n.address) == 1)
        n.prefix = 8, n.whole = 16;
    return n;
}

static const char *
network_text(struct req *r, const struct network *n)
{
    char hex[17];

    if (n->prefix == 0)
        return "l:unknown";
    hex_encode(n->address, n->prefix, hex);
    return arena_printf(r->arena, "%s:%s", n->whole == 4 ? "l4" : "l6", hex);
}

/*
 * Failures from where somebody has signed in before are counted apart from all others: whoever locks an account from elsewhere does
 * not lock its owner out. Asked for names that nobody has as well, so that these take as long.
 */
static enum err
account_text(struct req *r, const struct account *a, const char *identifier, const struct network *n, const char **ret)
{
    char id[UUID_TEXT];
    int64_t known = 0;
    enum err e =
        db_int(r, Q_NETWORK_KNOWN,
               ARGS(a_uuid(a->id), a_int((int64_t)n->whole), a_int((int64_t)n->prefix), a_bytes(n->address, n->prefix)),
               0, &known);

    if (e != ERR_NONE)
        return e;
    uuid_text(a->id, id);
    *ret = a->password == NULL
               ? arena_printf(r->arena, "li:%s", identifier_key(r, identifier))
               : arena_printf(r->arena, "lu:%s%s%s", id, known != 0 ? "@" : "", known != 0 ? network_text(r, n) : "");
    return *ret == NULL ? ERR_UNAVAILABLE : ERR_NONE;
}

/* A count is a transaction of its own, so that it stands whatever becomes of the request. */
static enum err
insist(struct req *r, int query, struct args args)
{
    enum err e = db_exec(r, query, args, NULL);

    for (int i = 1; i < TRIES && e == ERR_REPEAT && !db_in_transaction(r); i++)
        e = db_exec(r, query, args, NULL);
    return e;
}

static enum err
limited(struct req *r, const struct attempt *t)
{
    long long left = t->window_s + WINDOW_S - clock_now_us() / 1000000;

    if (left < 1)
        left = 1;
    reply_header(r, "Retry-After", arena_printf(r->arena, "%lld", left));
    reply_header(r, "RateLimit-Policy",
                 arena_printf(r->arena, "\"login\";q=%lld;w=%d", (long long)config()->login_limit, WINDOW_S));
    reply_header(r, "RateLimit", arena_printf(r->arena, "\"login\";r=0;t=%lld", left));
    return fail(r, ERR_RATE_LIMITED, NULL, "There were too many failed sign-ins. Try again later.");
}

static enum err
note_limited(struct req *r, const struct account *a, int64_t hits)
{
    char id[UUID_TEXT] = "";

    if (hits != config()->login_limit + 1)
        return ERR_NONE; /* once a window says enough */
    if (a->password != NULL)
        uuid_text(a->id, id);
    return audit_event(r, a, "login.limited", "user", id, NULL);
}

enum err
attempt_begin(struct req *r, const struct account *a, const char *identifier, struct attempt *ret)
{
    struct attempt t = { .window_s = clock_now_us() / 1000000 / WINDOW_S * WINDOW_S };
    struct rows *row;
    uint8_t dice;

    if (config()->login_limit == 0) {
        *ret = (struct attempt){ .window_s = 0 };
        return ERR_NONE;
    }
    struct network here = network_of(r);
    const char *who, *where = network_text(r, &here);
    enum err e = where == NULL ? ERR_UNAVAILABLE : account_text(r, a, identifier, &here, &who);

    if (e != ERR_NONE)
        return e;
    subject_of(who, t.account);
    subject_of(where, t.network);
    struct arg account = a_bytes(t.account, 16), network = a_bytes(t.network, 16),
               window = a_time(t.window_s * 1000000);
    random_bytes(&dice, 1);
    e = dice == 0 ? insist(r, Q_COUNT_PRUNE, NO_ARGS) : ERR_NONE;
    if (e == ERR_NONE)
        e = insist(r, Q_COUNT_UP, ARGS(account, window, network, window));
    if (e == ERR_NONE)
        e = db_one(r, Q_COUNT_READ, ARGS(account, window, network, window), &row);
    if (e != ERR_NONE)
        return e;
    int64_t by_account = col_int(row, 0), by_network = col_int(row, 1);

    *ret = t;
    if (by_account <= config()->login_limit && by_network <= config()->login_limit * NETWORK_FACTOR)
        return ERR_NONE;
    e = note_limited(r, a, by_account);
    return e != ERR_NONE ? e : limited(r, &t);
}

enum err
attempt_forgive(struct req *r, const struct attempt *t)
{
    struct arg window = a_time(t->window_s * 1000000);

    if (t->window_s == 0)
        return ERR_NONE;
    return insist(r, Q_COUNT_FORGIVE, ARGS(a_bytes(t->account, 16), window, a_bytes(t->network, 16), window));
}

enum err
password_confirm(struct req *r, const struct account *a, const char *field, const char *password)
{
    struct attempt attempt;
    bool rehash;
    enum err e = attempt_begin(r, a, a->username, &attempt);

    if (e != ERR_NONE)
        return e;
    if (password_verify(password, a->password, &rehash))
        return attempt_forgive(r, &attempt);
    e = audit_event(r, a, "password.refused", "user", account_subject(r, a, ""), NULL);
    return e != ERR_NONE ? e : fail_as(r, ERR_INVALID, "wrong_password", field, "This is not your password.");
}

#define SETTLE_US 80000

void
settle(const struct req *r)
{
    int64_t left_us = r->started_us + SETTLE_US - clock_mono_us();

    if (left_us > 0)
        poll(NULL, 0, (int)(left_us / 1000) + 1);
}
