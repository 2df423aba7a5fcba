/*
 * limits.c: named limits, see limit.h (limits.h is a header of the C library).
 */
#include "limit.h"

#include <arpa/inet.h>
#include <strings.h>

#include "clock.h"
#include "config.h"
#include "db.h"
#include "db_open.h"
#include "limits_private.h"
#include "queries.h"
#include "req.h"

#define TRIES  3
#define HOUR_S 3600

const char *
limit_network(struct req *r)
{
    struct in_addr v4;
    struct in6_addr v6;
    const char *text =
        strncasecmp(r->address, "::ffff:", 7) == 0 && strchr(r->address, '.') != NULL ? r->address + 7 : r->address;
    char hex[17];

    if (inet_pton(AF_INET, text, &v4) == 1) {
        hex_encode(&v4, 3, hex);
        return arena_printf(r->arena, "4:%s", hex);
    }
    if (inet_pton(AF_INET6, text, &v6) != 1)
        return "unknown";
    hex_encode(&v6, 8, hex);
    return arena_printf(r->arena, "6:%s", hex);
}

void
limit_subject(const char *text, uint8_t ret_subject[LIMIT_SUBJECT])
{
    static const char use[] = "limit";
    uint8_t key[sizeof(use) - 1 + 32];

    /* The cursor key is the one that every binary has; a prefix keeps the two uses apart. */
    memcpy(key, use, sizeof(use) - 1);
    memcpy(key + sizeof(use) - 1, config()->cursor_key, 32);
    struct sha256 h = hmac_sha256(key, sizeof(key), text, strlen(text));

    memcpy(ret_subject, h.b, LIMIT_SUBJECT);
}

int64_t
limit_window(const struct limit *limit)
{
    return clock_now_us() / 1000000 / limit->window_s * limit->window_s;
}

int64_t
limit_left_s(const struct limit *limit, int64_t window_s)
{
    int64_t left = window_s + limit->window_s - clock_now_us() / 1000000;

    return left < 1 ? 1 : left;
}

enum err
limit_refuse(struct req *r, const struct limit *limit, int64_t window_s)
{
    long long left = limit_left_s(limit, window_s);

    reply_header(r, "Retry-After", arena_printf(r->arena, "%lld", left));
    reply_header(r, "RateLimit-Policy",
                 arena_printf(r->arena, "\"%s\";q=%lld;w=%d", limit->name, (long long)limit->quota, limit->window_s));
    reply_header(r, "RateLimit", arena_printf(r->arena, "\"%s\";r=0;t=%lld", limit->name, left));
    return fail(r, ERR_RATE_LIMITED, NULL,
                limit->sentence != NULL ? limit->sentence : "There were too many requests. Try again later.");
}

static enum err
up(struct req *r, struct args args)
{
    enum err e = db_exec(r, LQ_COUNT_UP, args, NULL);

    for (int i = 1; i < TRIES && e == ERR_REPEAT && !db_in_transaction(r); i++)
        e = db_exec(r, LQ_COUNT_UP, args, NULL);
    return e;
}

static enum err
look(struct req *r, const struct limit *limit, const char *subject, bool count, int64_t allowed)
{
    int64_t window_s = limit_window(limit), hits = 0;
    uint8_t key[LIMIT_SUBJECT];
    enum err e = ERR_NONE;

    if (limit->quota == 0)
        return ERR_NONE;
    if (subject == NULL)
        return ERR_UNAVAILABLE;
    limit_subject(subject, key);
    struct arg scope = a_str(limit->name), who = a_bytes(key, sizeof(key)), when = a_time(window_s * 1000000);

    if (count)
        e = up(r, ARGS(scope, who, when, a_int(1)));
    if (e == ERR_NONE)
        e = db_int(r, LQ_COUNT_READ, ARGS(scope, who, when), 0, &hits);
    if (e != ERR_NONE || hits <= allowed)
        return e;
    return limit_refuse(r, limit, window_s);
}

enum err
limit_hit(struct req *r, const struct limit *limit, const char *subject)
{
    return look(r, limit, subject, true, limit->quota);
}

enum err
limit_check(struct req *r, const struct limit *limit, const char *subject)
{
    return look(r, limit, subject, false, limit->quota - 1);
}

struct limit
limit_of_registration(void)
{
    return (struct limit){ "register", config()->register_limit, HOUR_S,
                           "There were too many registrations from your network. Try again later." };
}
