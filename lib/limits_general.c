/*
 * limits_general.c: see limits_general.h.
 */
#include "limits_general.h"

#include "clock.h"
#include "config.h"
#include "db.h"
#include "db_open.h"
#include "limits_private.h"
#include "queries.h"
#include "request.h"
#include "route.h"

#define HELD    512
#define PROBES  8
#define HOLD_US 1000000
#define HOUR_S  3600
#define SHARE   8 /* a worker asks again after this share of what is left */

struct held {
    uint8_t subject[LIMIT_SUBJECT];
    bool used, user;
    int64_t window_s;
    int64_t known;    /* what the table says; -1: not asked yet */
    int64_t pending;  /* ours, not written yet */
    int64_t asked_us; /* when known was read */
};

static struct held held[HELD];
static unsigned pending_total;

static struct limit
limit_of(bool user)
{
    return (struct limit){ user ? "user" : "anonymous", user ? config()->user_limit : config()->anonymous_limit, HOUR_S,
                           NULL };
}

bool
limits_held(void)
{
    return pending_total > 0;
}

static struct arg
window_arg(const struct held *h)
{
    return a_time(h->window_s * 1000000);
}

static enum err
write_one(struct req *r, const struct held *h)
{
    return db_exec(
        r, LQ_COUNT_UP,
        ARGS(a_str(limit_of(h->user).name), a_bytes(h->subject, LIMIT_SUBJECT), window_arg(h), a_int(h->pending)),
        NULL);
}

static enum err
read_one(struct req *r, struct held *h)
{
    int64_t hits = 0;
    enum err e =
        db_int(r, LQ_COUNT_READ, ARGS(a_str(limit_of(h->user).name), a_bytes(h->subject, LIMIT_SUBJECT), window_arg(h)),
               0, &hits);

    if (e != ERR_NONE)
        return e;
    h->known = hits;
    h->asked_us = clock_mono_us();
    return ERR_NONE;
}

static bool
due(const struct held *h, int64_t now)
{
    return h->used && h->pending > 0 && now - h->asked_us >= HOLD_US;
}

/* In a transaction of its own, because a GET may not write otherwise. What fails is forgotten: limits are no ledger. */
static enum err
settle(struct req *r, struct held *h)
{
    enum err e = db_begin(r);

    if (e != ERR_NONE)
        return e;
    e = h->pending > 0 ? write_one(r, h) : ERR_NONE;
    if (e == ERR_NONE)
        e = read_one(r, h);
    if (e == ERR_NONE)
        e = db_commit(r);
    else
        db_rollback(r);
    return e;
}

static void
settle_or_forget(struct req *r, struct held *h)
{
    const char *detail = r->log_detail;
    enum err e = settle(r, h);

    if (e == ERR_REPEAT)
        e = settle(r, h);
    if (e != ERR_NONE)
        h->asked_us = clock_mono_us();
    pending_total -= (unsigned)h->pending;
    h->pending = 0;
    r->log_detail = detail;
}

void
limits_flush(struct req *r, bool all)
{
    int64_t now = clock_mono_us();

    if (pending_total == 0 || r->db == NULL)
        return;
    for (size_t i = 0; i < HELD; i++)
        if (all ? held[i].used && held[i].pending > 0 : due(&held[i], now))
            settle_or_forget(r, &held[i]);
}

/* The place of a subject in this window: its own, a free one, or that of the one heard of longest ago. */
static struct held *
place(struct req *r, const uint8_t *subject, bool user, int64_t window_s)
{
    unsigned first = subject[0] | (unsigned)subject[1] << 8;
    struct held *best = NULL;

    for (unsigned i = 0; i < PROBES; i++) {
        struct held *h = &held[(first + i) % HELD];

        if (h->used && h->user == user && memcmp(h->subject, subject, LIMIT_SUBJECT) == 0 && h->window_s == window_s)
            return h;
        if (best == NULL || (best->used && (!h->used || h->asked_us < best->asked_us)))
            best = h;
    }
    if (best->used && best->pending > 0)
        settle_or_forget(r, best);
    *best = (struct held){ .used = true, .user = user, .window_s = window_s, .known = -1 };
    memcpy(best->subject, subject, LIMIT_SUBJECT);
    return best;
}

static void
note_headers(struct req *r, const struct limit *limit, const struct held *h)
{
    long long left = limit->quota - h->known - h->pending;

    r->p->limit_policy =
        arena_printf(r->arena, "\"%s\";q=%lld;w=%d", limit->name, (long long)limit->quota, limit->window_s);
    r->p->limit_state = arena_printf(r->arena, "\"%s\";r=%lld;t=%lld", limit->name, left < 0 ? 0 : left,
                                     (long long)limit_left_s(limit, h->window_s));
}

/* Whatever else was wrong with the request no longer matters. */
static enum err
refuse(struct req *r, const struct limit *limit, const struct held *h)
{
    reply_reset(r);
    return limit_refuse(r, limit, h->window_s);
}

static bool
must_ask(const struct held *h, const struct limit *limit)
{
    return h->known < 0 || clock_mono_us() - h->asked_us >= HOLD_US || h->pending > (limit->quota - h->known) / SHARE;
}

enum err
limits_general(struct req *r)
{
    bool user = r->actor.signed_in;
    struct limit limit = limit_of(user);
    uint8_t subject[LIMIT_SUBJECT];
    char id[UUID_TEXT];

    if (!config()->rate_limits || !db_takes_writes() || limit.quota == 0 ||
        (r->route != NULL && r->route->endpoint->unlimited))
        return ERR_NONE;
    uuid_text(r->actor.user_id, id);
    const char *text = user ? id : limit_network(r);

    if (text == NULL)
        return ERR_UNAVAILABLE;
    limit_subject(text, subject);
    struct held *h = place(r, subject, user, limit_window(&limit));

    if (h->known >= limit.quota)
        return refuse(r, &limit, h); /* for the rest of the window, without asking */
    h->pending++;
    pending_total++;
    if (must_ask(h, &limit))
        settle_or_forget(r, h);
    if (h->known + h->pending > limit.quota)
        return refuse(r, &limit, h);
    note_headers(r, &limit, h);
    return ERR_NONE;
}
